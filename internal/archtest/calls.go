package archtest

import (
	"go/ast"
	"slices"
)

// Ban is a name that files other than tests do not use, save where excepted.
type Ban struct {
	Package string // import path; "" for a predeclared name
	Names   []string
	Because string
	Except  []Exception
}

var bans = []Ban{
	{"time", []string{"Now", "Since", "Until"}, "the clock is a value", []Exception{
		{"internal/clock", "the one clock"},
		{"bench", "measures"},
		{"internal/testenv", "waits for a real process, for tests"}}},
	{"net/http", []string{"DefaultClient", "DefaultServeMux", "Get", "Head", "Post", "PostForm", "Handle", "HandleFunc"},
		"global state, without limits of time", nil},
	{"fmt", []string{"Print", "Printf", "Println"}, "sentences go to a writer that was given", []Exception{
		{"bench", "prints its table"}}},
	{"os", []string{"Exit"}, "what was begun is finished: return", []Exception{
		{"cmd/hoso", "the exit code"},
		{"bench", "the exit code"},
		{"internal/intake/child.go", "the confined child ends itself: its exit code is its answer"}}},
	{"log", []string{"Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln", "Print", "Printf", "Println"},
		"log/slog with a logger that was given; and an end is returned", nil},
	{"", []string{"print", "println"}, "for debugging only", nil},
	{"", []string{"panic"}, "an error is returned", []Exception{
		{"internal/schema/schema.go#load", "the embedded text is part of the program"},
		{"internal/i18n/i18n.go", "the embedded text is part of the program"},
		{"internal/web/assets.go#staticVersion", "the embedded files are part of the program"},
		{"internal/id/id.go#New", "without randomness nothing may go on"},
		{"internal/app/tend.go#App.beside", "a fault beside the requests ends the program, and its value was not told"},
		{"internal/cli/cli.go#must", "flags that the same file declares"}}},
}

func checkCalls(t *Tree) []Finding {
	var found []Finding
	for _, s := range t.Written() {
		names := imported(s)
		s.Each(func(decl string, n ast.Node) {
			for _, b := range bans {
				if name := b.uses(names, n); name != "" && !t.excepts(b.Except, s, decl) {
					found = append(found, s.Found(n, name+": "+b.Because))
				}
			}
		})
	}
	return found
}

// uses gives the banned name that a node uses, "" for none.
func (b Ban) uses(names map[string]string, n ast.Node) string {
	if b.Package == "" {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return ""
		}
		if id, ok := call.Fun.(*ast.Ident); ok && slices.Contains(b.Names, id.Name) {
			return id.Name
		}
		return ""
	}
	if pkg, name := qualified(names, n); pkg == b.Package && slices.Contains(b.Names, name) {
		return pkg + "." + name
	}
	return ""
}
