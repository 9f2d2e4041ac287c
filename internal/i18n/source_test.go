package i18n_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// root is the module's directory.
const root = "../.."

// keyShape is how a key looks, prefixShape how one looks to which the source
// adds its last part.
var (
	keyShape    = regexp.MustCompile(`^[a-z]+(\.[a-z0-9_]+)+$`)
	prefixShape = regexp.MustCompile(`^[a-z]+(\.[a-z0-9_]+)*\.$`)
	shownShape  = regexp.MustCompile(`^[a-z]+\.(done|warning)\.[a-z0-9_]+$`)
)

// kinds are the functions and constants of package errs that make an error.
var kinds = []string{"Invalid", "NotFound", "Denied", "Conflict", "Unavailable", "Internal"}

// use is one place that needs a sentence.
type use struct {
	at       string          // file and line
	key      string          // the sentence's key
	kind     string          // "Invalid" and so on of an error, "" of a text
	args     map[string]bool // names of the arguments that are given
	argsOpen bool            // more arguments may be given
}

// source is what the program's files say of keys. Pages are read in their
// generated form; test/generated makes sure that it is fresh.
type source struct {
	uses     []use
	literals map[string]bool
	prefixes map[string]bool // "org.kind." of "org.kind." + kind
}

func readSource(t *testing.T) *source {
	t.Helper()
	s := &source{literals: map[string]bool{}, prefixes: map[string]bool{}}
	files := token.NewFileSet()
	for _, dir := range []string{"cmd", "internal"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() && d.Name() == "testdata" {
				return fs.SkipDir
			}
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
			if err == nil {
				ast.Inspect(f, func(n ast.Node) bool { s.node(files, n); return true })
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func (s *source) node(files *token.FileSet, n ast.Node) {
	at := func() string { p := files.Position(n.Pos()); return p.Filename + ":" + strconv.Itoa(p.Line) }
	switch n := n.(type) {
	case *ast.BasicLit:
		s.literal(n, at)
	case *ast.BinaryExpr:
		if text, ok := textOf(n.X); ok && n.Op == token.ADD && prefixShape.MatchString(text) {
			s.prefixes[text] = true
		}
	case *ast.KeyValueExpr:
		// web.NavItem.Label and its like hold a key
		if name, ok := n.Key.(*ast.Ident); ok && name.Name == "Label" {
			s.lookup(n.Value, "", at())
		}
	case *ast.CallExpr:
		s.call(n, at)
	case *ast.CompositeLit:
		s.composite(n, at)
	}
}

func (s *source) literal(n *ast.BasicLit, at func() string) {
	text, ok := textOf(n)
	if !ok {
		return
	}
	s.literals[text] = true
	if shownShape.MatchString(text) {
		s.uses = append(s.uses, use{at: at(), key: text, argsOpen: true})
	}
}

// call finds errs.Invalid("key", ...) and r.T("key", ...).
func (s *source) call(n *ast.CallExpr, at func() string) {
	f, ok := n.Fun.(*ast.SelectorExpr)
	if !ok || len(n.Args) == 0 {
		return
	}
	from, _ := f.X.(*ast.Ident)
	switch {
	case from != nil && from.Name == "errs" && slices.Contains(kinds, f.Sel.Name):
		s.lookup(n.Args[0], f.Sel.Name, at(), n)
	case f.Sel.Name == "T":
		s.lookup(n.Args[0], "", at(), n)
	}
}

// composite finds errs.Error{Kind: errs.KindInvalid, Code: "key"}.
func (s *source) composite(n *ast.CompositeLit, at func() string) {
	if lastName(n.Type) != "Error" {
		return
	}
	var code ast.Expr
	kind := "Internal" // as the zero kind
	for _, e := range n.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok && lastName(kv.Key) == "Code" {
			code = kv.Value
		} else if ok && lastName(kv.Key) == "Kind" {
			kind = strings.TrimPrefix(lastName(kv.Value), "Kind")
		}
	}
	if code != nil {
		s.lookup(code, kind, at())
	}
}

// lookup notes a literal key with the arguments of its call, if there is one.
func (s *source) lookup(key ast.Expr, kind, at string, call ...*ast.CallExpr) {
	text, ok := textOf(key)
	if !ok || !keyShape.MatchString(text) {
		return
	}
	u := use{at: at, key: text, kind: kind, args: map[string]bool{}, argsOpen: len(call) == 0}
	for _, c := range call {
		u.argsOpen = c.Ellipsis.IsValid()
		for _, a := range c.Args[1:] {
			name, ok := argName(a)
			u.args[name] = true
			u.argsOpen = u.argsOpen || !ok
		}
	}
	s.uses = append(s.uses, u)
}

// argName gives the name of an argument made by a function of package errs.
func argName(e ast.Expr) (string, bool) {
	c, ok := e.(*ast.CallExpr)
	if !ok || len(c.Args) == 0 {
		return "", false
	}
	switch lastName(c.Fun) {
	case "Field":
		return "field", true
	case "Row":
		return "row", true
	case "Column":
		return "column", true
	case "Str", "Int":
		return textOf(c.Args[0])
	}
	return "", false
}

func lastName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

func textOf(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

// says reports whether the program can ask for a key: by its name, as the
// singular of one, or by a prefix and a word that both stand in the source.
func (s *source) says(key string) bool {
	if base, ok := strings.CutSuffix(key, ".one"); ok && s.says(base) {
		return true
	}
	if s.literals[key] {
		return true
	}
	for i := range key {
		if key[i] == '.' && s.prefixes[key[:i+1]] && s.literals[key[i+1:]] {
			return true
		}
	}
	return false
}

func mustRead(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
