package archtest

import (
	"fmt"
	"go/ast"
	"slices"
)

// Where STYLE says to look again.
const (
	longFile     = 400
	longFunction = 45
	wideStore    = 12 // methods
)

// Sizes reports what is larger than STYLE likes, and the p90 of functions. It
// refuses nothing: a size is a question.
func Sizes(t *Tree) []string {
	var list []string
	var lines []int
	for _, s := range t.Written() {
		if n := s.line(s.File.FileEnd); n > longFile {
			list = append(list, fmt.Sprintf("%s: %d lines", s.Path, n))
		}
		s.Each(func(_ string, n ast.Node) {
			switch n := n.(type) {
			case *ast.FuncDecl:
				size := s.line(n.End()) - s.line(n.Pos()) + 1
				lines = append(lines, size)
				if size > longFunction {
					list = append(list, fmt.Sprintf("%s:%d: function %s has %d lines", s.Path, s.line(n.Pos()), declName(n), size))
				}
			case *ast.TypeSpec:
				if x, ok := n.Type.(*ast.InterfaceType); ok && x.Methods.NumFields() > wideStore {
					list = append(list, fmt.Sprintf("%s:%d: interface %s has %d methods", s.Path, s.line(n.Pos()), n.Name.Name, x.Methods.NumFields()))
				}
			}
		})
	}
	slices.Sort(lines)
	if len(lines) > 0 {
		list = append(list, fmt.Sprintf("%d functions, p90 %d lines", len(lines), lines[len(lines)*9/10]))
	}
	return list
}
