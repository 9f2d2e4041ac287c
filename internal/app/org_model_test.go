package app_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"hoso/internal/clock"
	"hoso/internal/org"
)

// treeFact is what a unit is from a day on, in a tree kept by hand.
type treeFact struct {
	day          clock.Date
	name, parent string
	gone         bool
}

// treeModel keeps the facts of each unit, by code, in the order of their days:
// what the store must answer, worked out the plain way.
type treeModel map[string][]treeFact

// set changes what a unit is from a day on.
func (m treeModel) set(code string, day clock.Date, fn func(*treeFact)) {
	list := m[code]
	next := treeFact{day: day}
	if n := len(list); n > 0 {
		next = list[n-1]
		if next.day == day {
			list = list[:n-1]
		}
		next.day = day
	}
	fn(&next)
	m[code] = append(slices.Clone(list), next)
}

// withdraw takes the newest fact back.
func (m treeModel) withdraw(code string) { m[code] = m[code][:len(m[code])-1] }

// merge lets a unit go into another with everything that stands below it.
func (m treeModel) merge(from, into string, day clock.Date) {
	for code, list := range m {
		if last := list[len(list)-1]; last.parent == from && !last.gone {
			m.set(code, day, func(f *treeFact) { f.parent = into })
		}
	}
	m.set(from, day, func(f *treeFact) { f.gone = true })
}

// on gives who lives on a day.
func (m treeModel) on(day clock.Date) map[string]treeFact {
	alive := map[string]treeFact{}
	for code, list := range m {
		for _, f := range list {
			if f.day <= day {
				alive[code] = f
			}
		}
		if alive[code].gone {
			delete(alive, code)
		}
	}
	return alive
}

// days are all on which something changes.
func (m treeModel) days() []clock.Date {
	all := map[clock.Date]bool{}
	for _, list := range m {
		for _, f := range list {
			all[f.day] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// sound says on which day a unit hangs in the air or in a circle, "" for none:
// the service let something through that it must refuse.
func (m treeModel) sound() string {
	for _, day := range m.days() {
		alive := m.on(day)
		for code := range alive {
			up, levels := code, 0
			for ; up != "" && levels <= len(alive); levels++ {
				f, lives := alive[up]
				if !lives {
					return fmt.Sprintf("on %s %s stands below %s, which does not live", day, code, up)
				}
				up = f.parent
			}
			if up != "" {
				return fmt.Sprintf("on %s %s stands below itself", day, code)
			}
		}
	}
	return ""
}

// render lists the tree of a day: code, parent, name.
func (m treeModel) render(day clock.Date) string {
	var lines []string
	for code, f := range m.on(day) {
		lines = append(lines, code+" < "+f.parent+": "+f.name)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// renderNodes does the same with what the store answers, and says where a unit
// does not come right below what stands above it.
func renderNodes(nodes []org.Node) (list, misplaced string) {
	at := map[string]org.Node{}
	codes := map[[16]byte]string{}
	var lines []string
	for i, n := range nodes {
		parent, known := codes[n.Parent]
		codes[n.ID], at[n.Code] = n.Code, n
		lines = append(lines, n.Code+" < "+parent+": "+n.Name)
		if (i > 0) != known || (known && at[parent].Depth != n.Depth-1) {
			misplaced = n.Code
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n"), misplaced
}
