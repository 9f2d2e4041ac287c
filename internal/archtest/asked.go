package archtest

import (
	"go/ast"
	"regexp"
	"slices"
	"strconv"
)

// inForm finds fields in a templ file: name="x", name={ expr } and
// web.Field{Name: "x"}.
var inForm = []*regexp.Regexp{
	regexp.MustCompile(`<(?:input|select|textarea|button|fieldset)\b[^>]*?\sname="([^"]*)"`),
	regexp.MustCompile(`<(?:input|select|textarea|button|fieldset)\b[^>]*?\sname=\{\s*([^}]*?)\s*\}`),
	regexp.MustCompile(`\bweb\.Field\{[^}]*?\bName:\s*("?[^,}"]*"?)`),
	regexp.MustCompile(`\bweb\.Check\(r, ("?[^,"]*"?)`),
}

// reads are the methods of web.Form and web.Request that name a field, and those
// by which pages read a column of an imported table.
var reads = []string{"text", "day", "number", "kind", "is", "Text", "Day", "Int", "ID", "IDs", "Has", "Hash", "Query", "QueryInt", "Typed"}

// tables are packages that are no pages and read what people fill in.
var tables = []string{"internal/org/orgsheet"}

// asked gives every form field that a page shows or a handler reads; What is
// its name, or the expression that stands for one.
func (t *Tree) asked() []Finding {
	var list []Finding
	for _, p := range t.Pages {
		for i, line := range p.Lines {
			for _, pattern := range inForm {
				for _, m := range pattern.FindAllStringSubmatch(line, -1) {
					list = append(list, Finding{p.Path, i + 1, unquoted(m[1])})
				}
			}
		}
	}
	for _, s := range t.Written() {
		if p := packageOf(s.Dir()); p == nil || p.Role != Pages && !slices.Contains(tables, p.Dir) {
			continue
		}
		s.Each(func(_ string, n ast.Node) {
			if name := fieldOf(n); name != "" {
				list = append(list, s.Found(n, name))
			}
		})
	}
	return list
}

func unquoted(text string) string {
	if s, err := strconv.Unquote(text); err == nil {
		return s
	}
	return text
}

// fieldOf gives the field that a call reads or a web.Field is made for.
func fieldOf(n ast.Node) string {
	switch n := n.(type) {
	case *ast.CallExpr:
		sel, ok := n.Fun.(*ast.SelectorExpr)
		if !ok || len(n.Args) == 0 || typeName(sel.X) == "errs" || !slices.Contains(reads, sel.Sel.Name) {
			return ""
		}
		text, _ := literal(n.Args[0], map[ast.Node]bool{})
		return text
	case *ast.CompositeLit:
		if typeName(n.Type) != "Field" {
			return ""
		}
		for _, e := range n.Elts {
			kv, ok := e.(*ast.KeyValueExpr)
			if ok && typeName(kv.Key) == "Name" {
				text, _ := literal(kv.Value, map[ast.Node]bool{})
				return text
			}
		}
	}
	return ""
}
