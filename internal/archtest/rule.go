package archtest

import (
	"go/ast"
	"path"
	"strconv"
	"strings"
)

// Rule is a house rule. Its fixture is testdata/Name.
type Rule struct {
	Name   string
	Reason string
	Check  func(t *Tree) []Finding
}

// Rules are all of them.
var Rules = []Rule{
	{"imports", "who may know whom is the architecture; an edge that nobody listed is a decision that nobody took", checkImports},
	{"modules", "a foreign module, and what reaches the network or another process, is used where it was weighed and nowhere else", checkModules},
	{"calls", "time, randomness, output and endings come from the places that tests can replace", checkCalls},
	{"pages", "a page that can carry unescaped text, script or style can be made to run somebody else's", checkPages},
	{"door", "a change that does not pass the door leaves no entry", checkDoor},
	{"verbs", "a row written by hand has no digest in the ledger, and verify would call it tampering", checkVerbs},
	{"statements", "text of somebody's that becomes part of a statement is run by the database", checkStatements},
	{"tables", "digests, access and verify rest on the fixed columns, the numbers and STRICT", checkTables},
	{"schema", "a table that package schema does not read as it stands would be written past its class", checkSchema},
	{"docs", "an exported name without a sentence has no contract", checkDocs},
	{"columns", "what may be stored about a person is a closed catalogue (DESIGN 2)", checkColumns},
	{"fields", "a field in memory becomes a field in a file (DESIGN 2)", checkFields},
	{"forms", "what a form asks is what a body will keep (DESIGN 2)", checkForms},
	{"words", "the second net: names of what hoso never knows (DESIGN 2)", checkWords},
}

// Exception lets one place break a rule. Place is a package ("internal/app"), a
// file ("internal/app/seed.go") or a declaration in it
// ("internal/app/seed.go#seed").
type Exception struct{ Place, Because string }

// excepts reports whether a list excepts a declaration, and notes that it did.
func (t *Tree) excepts(list []Exception, s *Source, decl string) bool {
	for _, e := range list {
		if e.Place == s.Dir() || e.Place == s.Path || e.Place == s.Path+"#"+decl {
			t.used[e.Place+" "+e.Because] = true
			return true
		}
	}
	return false
}

// imported gives the path behind each package name of a file.
func imported(s *Source) map[string]string {
	names := map[string]string{}
	for _, spec := range s.File.Imports {
		p := importPath(spec)
		name := path.Base(p)
		if v, ok := strings.CutPrefix(name, "v"); ok && strings.Trim(v, "0123456789") == "" {
			name = path.Base(path.Dir(p)) // a major version
		}
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = p
	}
	return names
}

func importPath(spec *ast.ImportSpec) string {
	p, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return spec.Path.Value
	}
	return p
}

// qualified splits pkg.Name into the package's path and the name; path is ""
// when it is nothing of the kind.
func qualified(names map[string]string, n ast.Node) (pkg, name string) {
	sel, ok := n.(*ast.SelectorExpr)
	if !ok {
		return "", ""
	}
	x, ok := sel.X.(*ast.Ident)
	if !ok {
		return "", ""
	}
	return names[x.Name], sel.Sel.Name
}
