package archtest

import "strings"

// Unused gives what is listed and stands for nothing in the tree: imports that
// nobody makes and exceptions that nobody needs. Call it after all rules ran.
func (t *Tree) Unused() []string {
	var list []string
	for _, p := range packages {
		seen := t.importsOf(p.Dir, false)
		for _, e := range p.Odd {
			if !seen[long(e.To)] {
				list = append(list, "edges.go: "+p.Dir+" -> "+e.To)
			}
		}
		for _, to := range p.may() {
			if !seen[to] {
				list = append(list, "edges.go: "+p.Dir+" -> "+to)
			}
		}
		tests := t.importsOf(p.Dir, true)
		for _, name := range strings.Fields(p.Tests) {
			if !tests[long(name)] {
				list = append(list, "edges.go: tests of "+p.Dir+" -> "+name)
			}
		}
	}
	for _, all := range [][]Exception{ofDoor, updates, writers, glued} {
		list = append(list, t.idle(all)...)
	}
	for _, b := range bans {
		list = append(list, t.idle(b.Except)...)
	}
	return list
}

func (t *Tree) idle(exceptions []Exception) []string {
	var list []string
	for _, e := range exceptions {
		if !t.used[e.Place+" "+e.Because] {
			list = append(list, "exception "+e.Place+": "+e.Because)
		}
	}
	return list
}

func (t *Tree) importsOf(dir string, tests bool) map[string]bool {
	seen := map[string]bool{}
	for _, s := range t.Go {
		if s.Dir() != dir || s.Test != tests {
			continue
		}
		for _, spec := range s.File.Imports {
			if to, ok := house(importPath(spec)); ok {
				seen[to] = true
			}
		}
	}
	return seen
}

// ToJudge gives the listed edges that look like violations.
func ToJudge() []string {
	var list []string
	for _, p := range packages {
		for _, e := range p.Odd {
			if e.Judge {
				list = append(list, p.Dir+" -> "+long(e.To)+": "+e.Because)
			}
		}
	}
	return list
}
