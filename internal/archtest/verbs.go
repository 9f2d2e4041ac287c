package archtest

import (
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"

	"hoso/internal/schema"
)

// verb finds the table of a changing statement; the name is empty where it is
// put together from something that is not a literal.
var verb = regexp.MustCompile(`(?i)\b(INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|MERGE\s+INTO|DELETE\s+FROM|UPDATE(?:\s+ONLY)?|TRUNCATE(?:\s+TABLE)?|(?:ALTER|DROP|CREATE)\s+TABLE|COPY)\s+("?[\w%$]+|$)`)

// writers are the places that may name any table in a changing statement.
var writers = []Exception{
	{"internal/sqldb", "Put, Remove and Derive are written there; its tests try the refusals"},
	{"internal/app/tamper_test.go", "changes rows behind the ledger's back, which verify must find"},
	{"bench/gatefill.go", "fills a register that is only read, in a folder that is thrown away"},
	{"internal/app/org_import_test.go", "counts rows as they are written, to break an import in the middle"},
	{"internal/schema/schema.go", "reads migrations"},
}

func checkVerbs(t *Tree) []Finding {
	var found []Finding
	for _, s := range t.Go {
		if s.Generated {
			continue
		}
		inner := map[ast.Node]bool{} // parts of a sum that was read as a whole
		s.Each(func(decl string, n ast.Node) {
			e, ok := n.(ast.Expr)
			if !ok || inner[n] {
				return
			}
			text, ok := literal(e, inner)
			if !ok {
				return
			}
			if what := writes(text, s.Dir()); what != "" && !t.excepts(writers, s, decl) {
				found = append(found, s.Found(n, what))
			}
		})
	}
	return found
}

// literal gives the text of a string literal or of a sum of them; a part that
// is no literal reads as "%".
func literal(e ast.Expr, inner map[ast.Node]bool) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.BinaryExpr:
		if e.Op != token.ADD {
			return "", false
		}
		inner[e.X], inner[e.Y] = true, true
		left, okLeft := literal(e.X, inner)
		right, okRight := literal(e.Y, inner)
		if !okLeft {
			left = "%"
		}
		if !okRight {
			right = "%"
		}
		return left + right, okLeft || okRight
	}
	return "", false
}

// writes says which table a text would change that its package may not.
func writes(text, dir string) string {
	for _, m := range verb.FindAllStringSubmatch(text, -1) {
		verb, name := strings.ToUpper(m[1]), strings.ToLower(strings.Trim(m[2], `"`))
		if name == "" || strings.ContainsAny(name, "%$") {
			if strings.Contains(m[1], " ") && strings.ToUpper(m[1]) == m[1] {
				return verb + " of a table whose name cannot be read here"
			}
			continue
		}
		tab, ok := schema.Lookup(name)
		switch {
		case !ok:
		case tab.Class == schema.Governed, tab.Class == schema.Derived:
			return verb + " " + name + ": " + string(tab.Class) + " rows are written by sqldb's Put, Remove and Derive"
		case tab.Class == schema.Ledger && dir != "internal/ledger/ledgersql":
			return verb + " " + name + ": only ledgersql writes the ledger"
		}
	}
	return ""
}
