package archtest

import (
	"go/ast"
	"regexp"
	"strings"
)

func checkDocs(t *Tree) []Finding {
	var found []Finding
	for _, s := range t.Written() {
		for _, d := range s.File.Decls {
			for _, id := range bare(d) {
				found = append(found, s.Found(id, id.Name+" has no comment"))
			}
		}
	}
	for _, p := range t.Pages {
		for i, line := range p.Lines {
			m := component.FindStringSubmatch(line)
			if m != nil && (i == 0 || !strings.HasPrefix(p.Lines[i-1], "//")) {
				found = append(found, Finding{p.Path, i + 1, m[1] + " has no comment"})
			}
		}
	}
	return found
}

var component = regexp.MustCompile(`^templ ([A-Z]\w*)\(`)

// bare gives the exported names of a declaration that have no comment.
func bare(d ast.Decl) []*ast.Ident {
	switch d := d.(type) {
	case *ast.FuncDecl:
		hidden := d.Recv != nil && !ast.IsExported(typeName(d.Recv.List[0].Type))
		if d.Doc == nil && d.Name.IsExported() && !hidden {
			return []*ast.Ident{d.Name}
		}
	case *ast.GenDecl:
		var list []*ast.Ident
		for _, spec := range d.Specs {
			list = append(list, bareSpec(d, spec)...)
		}
		return list
	}
	return nil
}

func bareSpec(d *ast.GenDecl, spec ast.Spec) []*ast.Ident {
	var list []*ast.Ident
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		own := spec.Doc != nil || (d.Doc != nil && !d.Lparen.IsValid())
		if spec.Name.IsExported() && !own {
			list = append(list, spec.Name)
		}
	case *ast.ValueSpec:
		if d.Doc != nil || spec.Doc != nil || spec.Comment != nil {
			return nil
		}
		for _, id := range spec.Names {
			if id.IsExported() {
				list = append(list, id)
			}
		}
	}
	return list
}
