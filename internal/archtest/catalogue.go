package archtest

import (
	"go/ast"
	"path"
	"slices"
	"strings"

	"hoso/internal/person"
	"hoso/internal/schema"
)

// ofPerson are the words that make a column the id of a person or an account.
var ofPerson = []string{"person", "subject", "account", "actor", "requester", "holder", "employee", "candidate", "member", "official"}

func checkColumns(t *Tree) []Finding {
	var found []Finding
	for _, tab := range t.Tables {
		if !tab.concerns() {
			continue
		}
		for _, c := range tab.Columns {
			name := tab.Name + "." + c.Name
			known := slices.ContainsFunc(person.Catalogue, func(f person.Field) bool { return f.Column == name })
			if !known && !stands(besideColumns, tab.Name, c.Name) {
				found = append(found, Finding{tab.Path, tab.Where[c.Name], "column " + name + " is not in person.Catalogue"})
			}
		}
	}
	return found
}

// concerns reports whether a table's rows are about persons or hold their ids.
func (t *Table) concerns() bool {
	return t.Module == "person" || slices.ContainsFunc(t.Columns, func(c schema.Column) bool {
		if c.Name == "subject_id" && slices.Contains(nobody, t.Name) {
			return false
		}
		return slices.ContainsFunc(split(c.Name), func(w string) bool { return slices.Contains(ofPerson, w) })
	})
}

// codes are the catalogue's.
func inCatalogue(code string) bool {
	return slices.ContainsFunc(person.Catalogue, func(f person.Field) bool { return f.Code == code })
}

func checkFields(t *Tree) []Finding {
	var found []Finding
	for _, s := range t.Written() {
		names := imported(s)
		s.Each(func(_ string, n ast.Node) {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return
			}
			st, ok := spec.Type.(*ast.StructType)
			if !ok || s.Dir() != "internal/person" && !aboutPerson(names, st) {
				return
			}
			for _, id := range fieldNames(st) {
				code := strings.Join(split(id.Name), "_")
				if !inCatalogue(code) && !stands(besideFields, s.Dir()+"."+spec.Name.Name, code) {
					found = append(found, s.Found(id, "field "+spec.Name.Name+"."+id.Name+" is not in person.Catalogue"))
				}
			}
		})
	}
	return found
}

// aboutPerson reports whether a struct has a person in it: their id, their name
// in parts, or a type of package person.
func aboutPerson(names map[string]string, st *ast.StructType) bool {
	return slices.ContainsFunc(st.Fields.List, func(f *ast.Field) bool {
		held := f.Type
		if list, ok := held.(*ast.ArrayType); ok {
			held = list.Elt
		}
		if star, ok := held.(*ast.StarExpr); ok {
			held = star.X
		}
		if pkg, name := qualified(names, held); pkg == module+"/internal/person" && (name == "Person" || name == "Name") {
			return true
		}
		isID := typeName(held) == "ID"
		return slices.ContainsFunc(f.Names, func(id *ast.Ident) bool {
			word := split(id.Name)[0]
			return word == "family" || word == "given" || isID && slices.Contains(ofPerson[:2], word)
		})
	})
}

// fieldNames gives the fields of a struct; an embedded one by its type.
func fieldNames(st *ast.StructType) []*ast.Ident {
	var list []*ast.Ident
	for _, f := range st.Fields.List {
		list = append(list, f.Names...)
		if len(f.Names) == 0 {
			list = append(list, &ast.Ident{NamePos: f.Pos(), Name: typeName(f.Type)})
		}
	}
	return list
}

// checkForms compares what forms of persons and holders ask, and what their
// handlers read, with the catalogue.
func checkForms(t *Tree) []Finding {
	var found []Finding
	for _, f := range t.asked() {
		dir, name := path.Dir(f.Path), strings.TrimSuffix(f.What, "%") // "name"+n is one of several
		if !personal(dir) || inCatalogue(name) || stands(besideForms, dir, name) {
			continue
		}
		f.What = "form field " + f.What + " is not in person.Catalogue"
		found = append(found, f)
	}
	return found
}

func personal(dir string) bool {
	return strings.HasPrefix(dir, "internal/person") || strings.HasPrefix(dir, "internal/org")
}
