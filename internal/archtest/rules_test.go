package archtest_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"hoso/internal/archtest"
	"hoso/internal/person"
	"hoso/internal/schema"
)

// house is the real tree, read once.
var house = sync.OnceValues(func() (*archtest.Tree, error) { return archtest.Read("../..") })

func houseTree(t *testing.T) *archtest.Tree {
	t.Helper()
	tree, err := house()
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func read(t *testing.T, dir string) *archtest.Tree {
	t.Helper()
	tree, err := archtest.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// TestTree: the house rules hold.
func TestTree(t *testing.T) {
	tree := houseTree(t)
	if len(tree.Go) < 50 || len(tree.Pages) == 0 || len(tree.Words) == 0 || len(tree.Tables) < 10 {
		t.Fatalf("read only %d Go files, %d pages, %d catalogues, %d tables", len(tree.Go), len(tree.Pages), len(tree.Words), len(tree.Tables))
	}
	for _, r := range archtest.Rules {
		found := r.Check(tree) // also when only another subtest is asked for: Unused needs all
		t.Run(r.Name, func(t *testing.T) {
			for _, f := range found {
				t.Errorf("%s:%d: %s\n\t(%s)", f.Path, f.Line, f.What, r.Reason)
			}
		})
	}
	for _, line := range tree.Unused() {
		t.Errorf("nothing needs this any more, take it away: %s", line)
	}
	for _, line := range archtest.ToJudge() {
		t.Log("to judge: " + line)
	}
}

// TestFixtures: every rule refuses each line of its fixture that ends in
// "want", or stands before one that ends in "want above", and nothing else
// there.
func TestFixtures(t *testing.T) {
	for _, r := range archtest.Rules {
		t.Run(r.Name, func(t *testing.T) {
			dir := filepath.Join("testdata", r.Name)
			want := wanted(t, dir)
			if len(want) == 0 {
				t.Fatal("the fixture wants nothing")
			}
			for _, f := range r.Check(read(t, dir)) {
				at := place{f.Path, f.Line}
				if _, ok := want[at]; !ok {
					t.Errorf("%s:%d refused, and should not be: %s", f.Path, f.Line, f.What)
					continue
				}
				want[at] = true
			}
			for at, found := range want {
				if !found {
					t.Errorf("%s:%d not refused", at.path, at.line)
				}
			}
		})
	}
}

type place struct {
	path string
	line int
}

func wanted(t *testing.T, dir string) map[place]bool {
	t.Helper()
	want := map[place]bool{}
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(name)
		rel, _ := filepath.Rel(dir, name)
		for i, line := range strings.Split(string(raw), "\n") {
			switch {
			case strings.HasSuffix(line, " want above"):
				want[place{filepath.ToSlash(rel), i}] = false
			case strings.HasSuffix(line, " want"):
				want[place{filepath.ToSlash(rel), i + 1}] = false
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return want
}

// TestCatalogue: every field of the catalogue is a column, so that the list
// says what is stored and no more.
func TestCatalogue(t *testing.T) {
	for _, f := range person.Catalogue {
		table, column, _ := strings.Cut(f.Column, ".")
		tab, ok := schema.Lookup(table)
		if ok {
			_, ok = tab.Column(column)
		}
		if !ok {
			t.Errorf("field %s: there is no column %s", f.Code, f.Column)
		}
		if f.Class != person.Core && f.Class != person.Sealed {
			t.Errorf("field %s has class %q", f.Code, f.Class)
		}
	}
}

// TestTables: both readers of the migrations see the same tables.
func TestTables(t *testing.T) {
	tree := houseTree(t)
	for _, tab := range schema.Tables() {
		if !slices.ContainsFunc(tree.Tables, func(o *archtest.Table) bool { return o.Name == tab.Name }) {
			t.Errorf("table %s is announced and has no CREATE TABLE", tab.Name)
		}
	}
}

// TestSizes reports and refuses nothing.
func TestSizes(t *testing.T) {
	for _, line := range archtest.Sizes(houseTree(t)) {
		t.Log(line)
	}
}
