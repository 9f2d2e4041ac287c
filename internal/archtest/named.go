package archtest

import (
	"go/ast"
	"go/token"
	"regexp"
)

// routeText is the path of a page.
var routeText = regexp.MustCompile(`^/[\w/{}$.-]*$`)

// tagName is the first word of a struct field's tag.
var tagName = regexp.MustCompile(`\w+:"([\w.-]+)`)

// named gives the names that a node makes, as findings: types, fields with
// their tags, functions, constants with their values, and paths of pages.
func (s *Source) named(n ast.Node) []Finding {
	switch n := n.(type) {
	case *ast.TypeSpec:
		return []Finding{s.Found(n, n.Name.Name)}
	case *ast.FuncDecl:
		return []Finding{s.Found(n, n.Name.Name)}
	case *ast.StructType:
		return s.fields(n)
	case *ast.GenDecl:
		return s.constants(n)
	case *ast.BasicLit:
		if text := unquoted(n.Value); routeText.MatchString(text) {
			return []Finding{s.Found(n, text)}
		}
	}
	return nil
}

func (s *Source) fields(n *ast.StructType) []Finding {
	var list []Finding
	for _, id := range fieldNames(n) {
		list = append(list, s.Found(id, id.Name))
	}
	for _, f := range n.Fields.List {
		if f.Tag == nil {
			continue
		}
		for _, m := range tagName.FindAllStringSubmatch(unquoted(f.Tag.Value), -1) {
			list = append(list, s.Found(f.Tag, m[1]))
		}
	}
	return list
}

// constants gives the names of a const or var declaration and the texts of
// constants, which are the values of an enumeration; longer ones are prose.
func (s *Source) constants(d *ast.GenDecl) []Finding {
	var list []Finding
	for _, spec := range d.Specs {
		v, ok := spec.(*ast.ValueSpec)
		if !ok {
			continue
		}
		for _, id := range v.Names {
			list = append(list, s.Found(id, id.Name))
		}
		if d.Tok != token.CONST {
			continue
		}
		for _, e := range v.Values {
			if text, ok := literal(e, map[ast.Node]bool{}); ok && len(text) < 60 {
				list = append(list, s.Found(e, text))
			}
		}
	}
	return list
}
