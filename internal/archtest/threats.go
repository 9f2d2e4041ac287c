package archtest

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
)

// Threat is a row of docs/design/threats.md.
type Threat struct {
	Line  int
	ID    string
	What  string
	Where []string // files and folders
	Tests []Proof
	State string // "holds", "partly: …" or "with module …"
}

// Proof is a test that a row names: Name may go on with the subtest, for
// test/script with the script.
type Proof struct{ Package, Name, Part string }

// ReadThreats reads the rows of the table: five cells, of which the first is an
// id. Anything else is text.
func ReadThreats(text string) []Threat {
	var list []Threat
	for i, line := range strings.Split(text, "\n") {
		cells := strings.Split(strings.Trim(line, "| "), "|")
		if !strings.HasPrefix(line, "|") || len(cells) != 5 {
			continue
		}
		for k := range cells {
			cells[k] = strings.TrimSpace(strings.ReplaceAll(cells[k], "`", ""))
		}
		if cells[0] == "id" || strings.HasPrefix(cells[0], "-") {
			continue
		}
		list = append(list, Threat{i + 1, cells[0], cells[1], named(cells[2]), proofs(cells[3]), cells[4]})
	}
	return list
}

// named splits a list at its commas; "-" is nothing.
func named(cell string) []string {
	var list []string
	for part := range strings.SplitSeq(cell, ",") {
		if part = strings.TrimSpace(part); part != "" && part != "-" {
			list = append(list, part)
		}
	}
	return list
}

// proofs reads "package TestA, TestB; package TestC/part".
func proofs(cell string) []Proof {
	var list []Proof
	for group := range strings.SplitSeq(cell, ";") {
		pkg, tests, _ := strings.Cut(strings.TrimSpace(group), " ")
		for _, t := range named(tests) {
			name, part, _ := strings.Cut(t, "/")
			list = append(list, Proof{pkg, name, part})
		}
	}
	return list
}

// ownID are ids of rows that the house adds to the list.
var ownID = regexp.MustCompile(`^H[1-9][0-9]*$`)

var stateOf = regexp.MustCompile(`^(holds|partly: .+|with module .+)$`)

// CheckThreats says what is wrong with the table: an id of ids that has no row or
// several, a row without a test although its subject exists, a test or a place
// that is not in the tree. exists tells whether a path does.
func CheckThreats(t *Tree, text string, ids []string, exists func(path string) bool) []Finding {
	var found []Finding
	rows := map[string]int{}
	add := func(line int, what string) {
		found = append(found, Finding{"docs/design/threats.md", line, what})
	}
	tests := testsOf(t)
	for _, row := range ReadThreats(text) {
		if rows[row.ID]++; rows[row.ID] == 2 {
			add(row.Line, row.ID+" has two rows")
		}
		if !slices.Contains(ids, row.ID) && !ownID.MatchString(row.ID) {
			add(row.Line, row.ID+" is no id of the list")
		}
		if !stateOf.MatchString(row.State) || row.What == "" {
			add(row.Line, row.ID+" says neither that it holds, nor what is missing, nor with which module it comes")
		}
		if later := strings.HasPrefix(row.State, "with module"); !later && (len(row.Tests) == 0 || len(row.Where) == 0) {
			add(row.Line, row.ID+" has no test, or is met nowhere")
		}
		for _, p := range row.Where {
			if !exists(p) {
				add(row.Line, row.ID+" is met in "+p+", which does not exist")
			}
		}
		for _, p := range row.Tests {
			if !tests[Proof{Package: p.Package, Name: p.Name}] || !partExists(p, exists) {
				add(row.Line, row.ID+" is proved by "+p.Package+" "+p.Name+"/"+p.Part+", which does not exist")
			}
		}
	}
	for _, id := range ids {
		if rows[id] == 0 {
			add(0, id+" has no row")
		}
	}
	return found
}

// partExists looks for the part of a test where it has a name in the tree: a
// rule, or a script.
func partExists(p Proof, exists func(string) bool) bool {
	switch {
	case p.Part == "":
		return true
	case p.Name == "TestTree":
		return slices.ContainsFunc(Rules, func(r Rule) bool { return r.Name == p.Part })
	case p.Package == "test/script":
		return exists("test/script/" + p.Part + ".txtar")
	}
	return false
}

// testsOf gives the tests of a tree.
func testsOf(t *Tree) map[Proof]bool {
	all := map[Proof]bool{}
	for _, s := range t.Go {
		if !s.Test {
			continue
		}
		for _, d := range s.File.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && (strings.HasPrefix(fn.Name.Name, "Test") || strings.HasPrefix(fn.Name.Name, "Fuzz")) {
				all[Proof{Package: s.Dir(), Name: fn.Name.Name}] = true
			}
		}
	}
	return all
}
