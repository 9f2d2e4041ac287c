package archtest

import (
	"go/ast"
	"slices"
	"strings"
)

const sqldbPath = module + "/internal/sqldb"

// stores are the packages that may reach behind door.Tx.
func isStore(dir string) bool {
	p := packageOf(dir)
	return dir == "internal/sqldb" || p != nil && p.Role == Store
}

// ofDoor are the other places that reach the engine's transaction.
var ofDoor = []Exception{
	{"internal/app/app.go#App.nameFolder", "the one row of table folder has no module of its own"},
	{"internal/app/app.go#App.openDatabase", "hands the hook before each commit to the ledger, which sequences there"},
}

// updates are the places that begin a changing transaction without the door.
var updates = []Exception{
	{"internal/sqldb", "it is the engine"},
	{"internal/ledger/ledgersql", "sequences entries and signs checkpoints: what makes the ledger leaves no entry"},
	{"internal/job/jobsql", "leases and progress are operational"},
	{"internal/access/accesssql/acting.go", "from which of their posts somebody works is operational: what the post gives is not"},
	{"internal/vault/vaultsql", "the keyring is a database of its own, apart from the ledger's"},
	{"internal/signin/signinsql", "sessions, attempts and what is kept are operational"},
	{"internal/door/doorsql", "keys that have run out are operational"},
	{"internal/door", "it is the door"},
}

func checkDoor(t *Tree) []Finding {
	var found []Finding
	for _, s := range t.Written() {
		names := imported(s)
		s.Each(func(decl string, n ast.Node) {
			if what := t.behindDoor(s, names, decl, n); what != "" {
				found = append(found, s.Found(n, what))
			}
		})
	}
	return found
}

func (t *Tree) behindDoor(s *Source, names map[string]string, decl string, n ast.Node) string {
	switch n := n.(type) {
	case *ast.SelectorExpr:
		pkg, name := qualified(names, n)
		if pkg == sqldbPath && (name == "Of" || name == "Tx") && !isStore(s.Dir()) && !t.excepts(ofDoor, s, decl) {
			return "sqldb." + name + " opens the door's transaction: only stores do"
		}
	case *ast.CallExpr:
		sel, ok := n.Fun.(*ast.SelectorExpr)
		if !ok {
			return ""
		}
		if sel.Sel.Name == "Ledger" && len(n.Args) > 1 && s.Dir() != "internal/ledger/ledgersql" {
			return "Tx.Ledger writes the ledger: only ledgersql does"
		}
		if begins(sel, n.Args) && !t.excepts(updates, s, decl) {
			return sel.Sel.Name + " begins a changing transaction without the door"
		}
	}
	return ""
}

// begins reports whether a call is DB.Update or DB.Write: by a receiver named
// DB, or by a function that takes the engine's transaction.
func begins(sel *ast.SelectorExpr, args []ast.Expr) bool {
	if name := sel.Sel.Name; name != "Update" && name != "Write" {
		return false
	}
	if strings.EqualFold(typeName(sel.X), "db") || strings.EqualFold(typeName(sel.X), "database") {
		return true
	}
	return slices.ContainsFunc(args, func(e ast.Expr) bool {
		fn, ok := e.(*ast.FuncLit)
		return ok && slices.ContainsFunc(fn.Type.Params.List, func(f *ast.Field) bool {
			return takesTx(f.Type)
		})
	})
}

func takesTx(e ast.Expr) bool {
	switch name := typeName(e); name {
	case "EngineTx":
		return true
	case "Tx":
		_, pointer := e.(*ast.StarExpr) // door.Tx is an interface
		return pointer
	}
	return false
}
