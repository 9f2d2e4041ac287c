package archtest

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// Role is a package's place in the house; STYLE says what each may import.
type Role string

// The roles.
const (
	Language Role = "vi"     // Vietnamese text for anyone
	Kernel   Role = "kernel" // knows no domain
	Root     Role = "root"   // of a module
	Store    Role = "sql"
	Pages    Role = "web"
	Wiring   Role = "app"  // may import everything
	Tool     Role = "tool" // not part of the binary: what is listed and nothing else
)

// Package is a package with the packages of this module that it may import.
type Package struct {
	Dir   string
	Role  Role
	May   string // within STYLE, separated by spaces, without "internal/"
	Odd   []Edge // beyond STYLE's table
	Tests string // what its tests import besides
}

// Edge is an import that needs a reason. Judge marks one that looks like a
// violation and waits for a decision.
type Edge struct {
	To, Because string
	Judge       bool
}

const module = "hoso"

// forAll reports whether everyone but vi may import a package unlisted.
func forAll(to string) bool {
	return to == "internal/errs" || to == "internal/id" || to == "internal/clock" || isVI(to)
}

func isVI(to string) bool { return to == "vi" || strings.HasPrefix(to, "vi/") }

// long gives the path from the root of a name in the table.
func long(name string) string {
	if isVI(name) {
		return name
	}
	return "internal/" + name
}

func (p *Package) may() []string {
	var list []string
	for _, name := range strings.Fields(p.May) {
		list = append(list, long(name))
	}
	return list
}

func (p *Package) odd(to string) (Edge, bool) {
	i := slices.IndexFunc(p.Odd, func(e Edge) bool { return long(e.To) == to })
	if i < 0 {
		return Edge{}, false
	}
	return p.Odd[i], true
}

func packageOf(dir string) *Package {
	i := slices.IndexFunc(packages, func(p Package) bool { return p.Dir == dir })
	if i < 0 {
		return nil
	}
	return &packages[i]
}

// house gives the package of this module behind an import path.
func house(p string) (dir string, ok bool) { return strings.CutPrefix(p, module+"/") }

func checkImports(t *Tree) []Finding {
	var found []Finding
	for _, s := range t.Go {
		p := packageOf(s.Dir())
		if p == nil {
			found = append(found, s.Found(s.File.Name, "package "+s.Dir()+" is not in edges.go"))
			continue
		}
		for _, spec := range s.File.Imports {
			if spec.Name != nil && spec.Name.Name == "." {
				found = append(found, s.Found(spec, "a dot import hides where names come from"))
			}
			if to, ok := house(importPath(spec)); ok {
				if what := p.refuse(to, s.Test); what != "" {
					found = append(found, s.Found(spec, what))
				}
			}
		}
	}
	return found
}

// refuse says why a package may not import another, "" when it may.
func (p *Package) refuse(to string, test bool) string {
	if _, ok := p.odd(to); ok {
		return ""
	}
	if test && (to == p.Dir || to == "internal/testenv" || slices.ContainsFunc(strings.Fields(p.Tests), func(name string) bool { return long(name) == to })) {
		return ""
	}
	listed := slices.Contains(p.may(), to) || p.Role != Language && forAll(to)
	switch law := p.law(to); {
	case law != "":
		return fmt.Sprintf("%s imports %s: %s", p.Dir, to, law)
	case !listed:
		return fmt.Sprintf("%s imports %s, which edges.go does not list", p.Dir, to)
	}
	return ""
}

// law says what in STYLE's table an import breaks, "" for nothing.
func (p *Package) law(to string) string {
	if p.Role == Language {
		if isVI(to) {
			return ""
		}
		return "vi is for anyone and knows nothing of this program"
	}
	switch {
	case to == "internal/app" && p.Role != Tool && p.Dir != "cmd/hoso":
		return "nobody imports app but cmd"
	case p.Role == Wiring, p.Role == Tool, forAll(to):
		return ""
	}
	other := packageOf(to)
	if other == nil {
		return "" // refused where it stands
	}
	return p.layer(to, other.Role)
}

func (p *Package) layer(to string, role Role) string {
	own := path.Dir(p.Dir) == to
	switch p.Role {
	case Kernel:
		return "a kernel package imports std, errs, id, clock and listed peers"
	case Root:
		if role == Kernel && to != "internal/sqldb" && to != "internal/web" {
			return ""
		}
		return "a module's root knows the kernel but neither SQL nor HTTP, and other roots only as listed"
	case Store:
		if own || slices.Contains(strings.Fields("internal/access internal/door internal/ledger internal/job internal/schema internal/sqldb"), to) {
			return ""
		}
		return "a store knows its own root, the kernel's types and sqldb"
	case Pages:
		if own || slices.Contains(strings.Fields("internal/access internal/job internal/web internal/i18n"), to) {
			return ""
		}
		if role == Store {
			return "pages never import a store"
		}
		return "pages know their own root and web, and other roots for types only"
	}
	return ""
}
