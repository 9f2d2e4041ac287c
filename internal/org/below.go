package org

import (
	"hoso/internal/clock"
	"hoso/internal/id"
)

// maxLevels is how deep a tree may be.
const maxLevels = 40

// ascent climbs from a unit to what stands above it, day by day: a unit's
// parents change, so one climb becomes several on its way.
type ascent struct {
	find func(id.ID) (*Unit, error)
	root id.ID
}

// reaches reports whether unit stands at or below the root on some day from
// from to the day before to; to "" is open. A tree too deep counts as reached.
func (a ascent) reaches(unit id.ID, from, to clock.Date, level int) (bool, error) {
	switch {
	case unit.IsZero():
		return false, nil
	case unit == a.root, level > maxLevels:
		return true, nil
	}
	u, err := a.find(unit)
	if err != nil || u == nil {
		return false, err
	}
	for _, st := range u.Timeline {
		begin, end := max(from, st.From), sooner(to, st.To)
		if end != "" && begin >= end {
			continue
		}
		if yes, err := a.reaches(st.Parent, begin, end, level+1); yes || err != nil {
			return yes, err
		}
	}
	return false, nil
}

// sooner gives the earlier of two ends, where "" is open.
func sooner(a, b clock.Date) clock.Date {
	if a == "" || (b != "" && b < a) {
		return b
	}
	return a
}
