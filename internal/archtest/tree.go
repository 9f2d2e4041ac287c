package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// Tree is the sources of a module, parsed. Paths are from its root, with
// slashes.
type Tree struct {
	Go     []*Source
	Pages  []Text // templ
	Words  []Text // catalogues of i18n
	SQL    []Text // migrations
	Tables []*Table

	used map[string]bool // exceptions that were needed
}

// Text is a file that is read by line.
type Text struct {
	Path  string
	Lines []string
}

// Source is a Go file.
type Source struct {
	Path      string
	Test      bool // a _test.go file
	Generated bool
	File      *ast.File
	fset      *token.FileSet
}

// Finding is a place where a rule is broken.
type Finding struct {
	Path string
	Line int
	What string
}

// Read parses the tree below dir. What stands in testdata, node_modules or a
// folder whose name begins with a dot is not part of it.
func Read(dir string) (*Tree, error) {
	t := &Tree{used: map[string]bool{}}
	fset := token.NewFileSet()
	root := os.DirFS(dir)
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if base := d.Name(); d.IsDir() {
			if name != "." && (base == "testdata" || base == "node_modules" || strings.HasPrefix(base, ".")) {
				return fs.SkipDir
			}
			return nil
		}
		return t.add(root, name, fset)
	})
	for _, m := range t.SQL {
		t.Tables = readTables(t.Tables, m)
	}
	return t, err
}

func (t *Tree) add(root fs.FS, name string, fset *token.FileSet) error {
	ext := path.Ext(strings.TrimSuffix(name, ".fixture")) // templ would generate from a fixture without it
	list := map[string]*[]Text{".templ": &t.Pages, ".sql": &t.SQL, ".toml": &t.Words}[ext]
	if list == nil && ext != ".go" {
		return nil
	}
	raw, err := fs.ReadFile(root, name)
	if err != nil {
		return err
	}
	if list != nil {
		*list = append(*list, Text{name, strings.Split(string(raw), "\n")})
		return nil
	}
	file, err := parser.ParseFile(fset, name, raw, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	t.Go = append(t.Go, &Source{name, strings.HasSuffix(name, "_test.go"), ast.IsGenerated(file), file, fset})
	return nil
}

// Written gives the files that people write and that are not tests.
func (t *Tree) Written() []*Source {
	return slices.DeleteFunc(slices.Clone(t.Go), func(s *Source) bool { return s.Test || s.Generated })
}

// Dir is the file's package, as a path from the root.
func (s *Source) Dir() string { return path.Dir(s.Path) }

// Found makes a finding at a node.
func (s *Source) Found(n ast.Node, what string) Finding {
	return Finding{s.Path, s.line(n.Pos()), what}
}

func (s *Source) line(p token.Pos) int { return s.fset.Position(p).Line }

// Each visits every node with the name of the declaration around it: "Func",
// "Type.Method", or the first name of a type, const or var.
func (s *Source) Each(visit func(decl string, n ast.Node)) {
	for _, d := range s.File.Decls {
		name := declName(d)
		ast.Inspect(d, func(n ast.Node) bool {
			if n != nil {
				visit(name, n)
			}
			return n != nil
		})
	}
}

func declName(d ast.Decl) string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv != nil && len(d.Recv.List) == 1 {
			return typeName(d.Recv.List[0].Type) + "." + d.Name.Name
		}
		return d.Name.Name
	case *ast.GenDecl:
		if len(d.Specs) > 0 {
			switch spec := d.Specs[0].(type) {
			case *ast.TypeSpec:
				return spec.Name.Name
			case *ast.ValueSpec:
				return spec.Names[0].Name
			}
		}
	}
	return ""
}

// typeName gives the last name of a type: "T" of *T, p.T and T[K].
func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.IndexExpr:
		return typeName(e.X)
	case *ast.IndexListExpr:
		return typeName(e.X)
	}
	return ""
}
