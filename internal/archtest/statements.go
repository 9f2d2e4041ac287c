package archtest

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
)

// statement finds a text that a database would run, or a piece of one.
var statement = regexp.MustCompile(`\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|WHERE|ORDER BY|LIMIT|FROM \w+|LEFT JOIN|VALUES \() ?`)

// pieces are calls that give a piece of a statement which holds no value: a
// condition with numbers for its parameters, names of the schema's columns.
var pieces = []string{"List", "Values", "Nearest", "NearestBy", "SQL", "Param"}

// glued are the places that put a statement together from something that this
// rule cannot see to be constant.
var glued = []Exception{
	{"internal/sqldb", "the engine: names of the schema's tables and columns, numbers of parameters"},
	{"internal/access/accesssql/desk.go", "all columns of a table of the schema"},
	{"internal/ledger/ledgersql/verifyrows.go", "all columns of each table of the schema"},
	{"internal/vault/vaultsql/schema.go", "the number of a migration"},
}

// checkStatements wants each statement to be constant (SECURITY 1.2.4): a literal,
// or a sum of literals, constants, pieces, variables that are given nothing else,
// and parameters for which every caller in the package gives nothing else. Values
// are parameters of the statement, always.
func checkStatements(t *Tree) []Finding {
	var found []Finding
	all := t.packages()
	for _, s := range t.Written() {
		seen := map[ast.Node]bool{}
		for _, d := range s.File.Decls {
			fn, _ := d.(*ast.FuncDecl)
			body := &scope{pkg: all[s.Dir()], fn: fn}
			ast.Inspect(d, func(n ast.Node) bool {
				if what := body.loose(n, seen); what != "" && !t.excepts(glued, s, declName(d)) {
					found = append(found, s.Found(n, "a statement is put together from "+what))
				}
				return true
			})
		}
	}
	return found
}

// scope is a function in its package, fn nil outside of one.
type scope struct {
	pkg  *contents
	fn   *ast.FuncDecl
	open []string // variables that are being followed
}

// contents are the constants and tables of a package, its functions, and its
// calls by the last name of what is called.
type contents struct {
	consts map[string]bool
	calls  map[string][]call
	funcs  map[string]*ast.FuncDecl
}

type call struct {
	from *ast.FuncDecl
	args []ast.Expr
}

func (t *Tree) packages() map[string]*contents {
	all := map[string]*contents{}
	for _, s := range t.Written() {
		c := all[s.Dir()]
		if c == nil {
			c = &contents{map[string]bool{}, map[string][]call{}, map[string]*ast.FuncDecl{}}
			all[s.Dir()] = c
		}
		for _, d := range s.File.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if ok {
				c.funcs[fn.Name.Name] = fn
			} else if g := d.(*ast.GenDecl); g.Tok == token.VAR { // tables of the package: nobody writes into them
				c.names(g)
			}
			ast.Inspect(d, func(n ast.Node) bool { c.note(fn, n); return true })
		}
	}
	return all
}

func (c *contents) note(fn *ast.FuncDecl, n ast.Node) {
	switch n := n.(type) {
	case *ast.GenDecl:
		if n.Tok == token.CONST {
			c.names(n)
		}
	case *ast.CallExpr:
		name := typeName(n.Fun)
		c.calls[name] = append(c.calls[name], call{fn, n.Args})
	}
}

func (c *contents) names(g *ast.GenDecl) {
	for _, spec := range g.Specs {
		for _, id := range spec.(*ast.ValueSpec).Names {
			c.consts[id.Name] = true
		}
	}
}

// loose gives the part of a statement that is not constant, "" for none.
func (s *scope) loose(n ast.Node, seen map[ast.Node]bool) string {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		parts := sum(n)
		if seen[n] || n.Op != token.ADD || !anyStatement(parts) {
			return ""
		}
		ast.Inspect(n, func(in ast.Node) bool { seen[in] = true; return true })
		for _, p := range parts {
			if what := s.variable(p, 0); what != "" {
				return what
			}
		}
	case *ast.CallExpr:
		if name := typeName(n.Fun); slices.Contains(makers, name) && anyStatement(n.Args) {
			return "what " + name + " makes"
		}
	}
	return ""
}

// makers are functions that make text of text.
var makers = []string{"Sprintf", "Sprint", "Sprintln", "Appendf", "Fprintf", "Join", "Replace", "ReplaceAll", "NewReplacer", "WriteString"}

// deepest bounds how far a text is followed to where it comes from.
const deepest = 6

// variable names what in an expression is not constant, "" for nothing.
func (s *scope) variable(e ast.Expr, depth int) string {
	if depth > deepest {
		return "something far away"
	}
	switch e := e.(type) {
	case *ast.BasicLit:
		return ""
	case *ast.ParenExpr, *ast.BinaryExpr:
		return s.all(sum(e), depth+1)
	case *ast.CompositeLit:
		return s.all(e.Elts, depth+1)
	case *ast.IndexExpr:
		return s.variable(e.X, depth+1)
	case *ast.SelectorExpr:
		if s.variable(e.X, depth+1) == "" {
			return ""
		}
		return typeName(e.X) + "." + e.Sel.Name
	case *ast.Ident:
		if s.pkg.consts[e.Name] || slices.Contains(s.open, e.Name) || s.ofSchema(e.Name) || s.onlyGiven(e.Name, depth+1) || s.onlyCalled(e.Name, depth+1) {
			return ""
		}
		return e.Name
	case *ast.CallExpr:
		return s.result(e, 0, depth+1)
	}
	return "an expression"
}

func (s *scope) all(list []ast.Expr, depth int) string {
	for _, e := range list {
		if what := s.variable(e, depth); what != "" {
			return what
		}
	}
	return ""
}

// result follows what a call gives at a place.
func (s *scope) result(e *ast.CallExpr, at, depth int) string {
	name := typeName(e.Fun)
	fn := s.pkg.funcs[name]
	switch {
	case slices.Contains(pieces, name):
		return ""
	case slices.Contains(trims, name) && len(e.Args) > 0:
		return s.variable(e.Args[0], depth)
	case fn == nil || fn.Body == nil:
		return name + "()"
	}
	what, inner := "", &scope{pkg: s.pkg, fn: fn}
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		if r, ok := n.(*ast.ReturnStmt); ok && at < len(r.Results) && what == "" {
			what = inner.variable(r.Results[at], depth+1)
		}
		_, other := n.(*ast.FuncLit)
		return !other
	})
	return what
}

// trims give a part of their first argument.
var trims = []string{"TrimSpace", "TrimPrefix", "TrimSuffix"}

// ofSchema reports whether a parameter is a table of package schema, whose names
// are those of the migrations.
func (s *scope) ofSchema(name string) bool {
	if s.fn == nil {
		return false
	}
	for _, f := range s.fn.Type.Params.List {
		for _, id := range f.Names {
			star, ok := f.Type.(*ast.StarExpr)
			if ok && id.Name == name && typeName(star.X) == "Table" {
				return true
			}
		}
	}
	return false
}

// onlyGiven reports whether a variable of the function is given constant text
// wherever it is given something.
func (s *scope) onlyGiven(name string, depth int) bool {
	if s.fn == nil || s.parameter(name) >= 0 {
		return false
	}
	given, constant := 0, 0
	s.open = append(s.open, name)
	defer func() { s.open = s.open[:len(s.open)-1] }()
	note := func(left ast.Expr, what func() string) {
		if id, ok := left.(*ast.Ident); ok && id.Name == name {
			given++
			if what() == "" {
				constant++
			}
		}
	}
	ast.Inspect(s.fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.RangeStmt:
			note(n.Value, func() string { return s.variable(n.X, depth) })
		case *ast.AssignStmt:
			for i, left := range n.Lhs {
				note(left, func() string { return s.given(n, i, depth) })
			}
		}
		return true
	})
	return given > 0 && given == constant
}

// given follows what an assignment gives at a place.
func (s *scope) given(a *ast.AssignStmt, at, depth int) string {
	if len(a.Lhs) == len(a.Rhs) {
		return s.variable(a.Rhs[at], depth)
	}
	if c, ok := a.Rhs[0].(*ast.CallExpr); ok {
		return s.result(c, at, depth)
	}
	return s.variable(a.Rhs[0], depth) // a table's value, and whether it is there
}

// onlyCalled reports whether a name is a parameter for which every call in the
// package gives constant text.
func (s *scope) onlyCalled(name string, depth int) bool {
	i := s.parameter(name)
	if i < 0 {
		return false
	}
	calls := s.pkg.calls[s.fn.Name.Name]
	for _, c := range calls {
		caller := &scope{pkg: s.pkg, fn: c.from}
		if i >= len(c.args) || caller.variable(c.args[i], depth) != "" {
			return false
		}
	}
	return len(calls) > 0
}

// parameter gives the place of a parameter, -1 for none.
func (s *scope) parameter(name string) int {
	if s.fn == nil {
		return -1
	}
	at := 0
	for _, f := range s.fn.Type.Params.List {
		for _, id := range f.Names {
			if id.Name == name {
				return at
			}
			at++
		}
		if len(f.Names) == 0 {
			at++
		}
	}
	return -1
}

// sum gives the operands of a sum.
func sum(e ast.Expr) []ast.Expr {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return sum(e.X)
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			return append(sum(e.X), sum(e.Y)...)
		}
	}
	return []ast.Expr{e}
}

func anyStatement(parts []ast.Expr) bool {
	for _, p := range parts {
		lit, ok := p.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			continue
		}
		if text, err := strconv.Unquote(lit.Value); err == nil && statement.MatchString(text) {
			return true
		}
	}
	return false
}
