package app_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hoso/internal/access"
	"hoso/internal/id"
)

// TestMatrix asks every route as everybody, about objects inside and outside
// what they may do.
func TestMatrix(t *testing.T) {
	m := openMatrix(t)
	routes := m.routes()
	for name := range ways {
		if !slices.Contains(routes, name) {
			t.Errorf("%s: there is no such route", name)
		}
	}
	m.hides(routes) // first: it changes nothing
	m.agrees(routes)
}

// tally counts what was answered.
type tally struct {
	done       map[string]bool // routes that somebody may take, and took
	byStatus   map[int]int
	unexpected int // pages shown to whom they should not be
}

// agrees compares each answer with the policy table (SECURITY T1). What is
// refused changes nothing; a page changes nothing at all.
func (m *matrix) agrees(routes []string) {
	c := &tally{done: map[string]bool{}, byStatus: map[int]int{}}
	changes := slices.IndexFunc(routes, func(route string) bool { return strings.HasPrefix(route, "POST") })
	for _, v := range m.viewers {
		before := tablesDigest(m.t, m.app)
		m.compare(c, v, routes[:changes])
		if tablesDigest(m.t, m.app) != before {
			m.t.Errorf("pages that %s looked at changed something", v.name)
		}
		m.compare(c, v, routes[changes:])
	}
	for _, route := range routes {
		if !c.done[route] && (draws || !strings.HasSuffix(route, "{page}")) && walked[route] == "" {
			m.t.Errorf("%s was done by nobody: its form is not valid, or its object not free", route)
		}
	}
	m.t.Logf("%d routes, %d viewers, %d unexpected 200, answers by status %v", len(routes), len(m.viewers), c.unexpected, c.byStatus)
}

func (m *matrix) compare(c *tally, v viewer, routes []string) {
	for _, route := range routes {
		for _, w := range ways[route] {
			for _, side := range w.sides(route) {
				got, want := m.ask(v, route, w, side), m.expect(v, route, w, side)
				c.note(route, got.status, slices.Contains(want, got.status))
				if !slices.Contains(want, got.status) {
					m.t.Errorf("%s as %s at %s: %d, want %v", route, v.name, side, got.status, want)
				}
			}
		}
	}
}

func (c *tally) note(route string, status int, wanted bool) {
	c.byStatus[status]++
	if wanted && status < http.StatusBadRequest {
		c.done[route] = true
	}
	if !wanted && status == http.StatusOK {
		c.unexpected++
	}
}

// routes gives the site's routes, pages first; one without a declared action
// fails the test.
func (m *matrix) routes() []string {
	var list []string
	for _, r := range m.site.Router.Routes() {
		name := r.Method + " " + r.Pattern
		list = append(list, name)
		if len(ways[name]) == 0 {
			m.t.Errorf("%s has no declared action", name)
		}
		for _, w := range ways[name] {
			if w.open != r.Open {
				m.t.Errorf("%s: open %v", name, r.Open)
			}
		}
	}
	slices.Sort(list)
	return list
}

// sides gives where the object lies: once where it is the same for all.
func (w way) sides(route string) []string {
	if w.kind == "" || w.on == "body" || w.on == "viewer" || w.on == "self" || w.kind == "directive" {
		return sides[:1]
	}
	return sides
}

// expect derives the statuses that a viewer may get from the policy table.
func (m *matrix) expect(v viewer, route string, w way, side string) []int {
	ok := w.ok
	if ok == nil && strings.HasPrefix(route, "GET") {
		ok = []int{http.StatusOK}
	} else if ok == nil {
		ok = []int{http.StatusSeeOther, http.StatusConflict, http.StatusUnprocessableEntity}
	}
	object := m.object(w, route, side)
	switch w.on {
	case "viewer":
		object = v.actor.Account
	case "self":
		object = v.actor.Person
	}
	switch {
	case w.open:
		return ok
	case v.roles == nil:
		return []int{http.StatusSeeOther} // to sign in
	case w.on == "self" && !m.hasEntry(v):
		return []int{http.StatusNotFound}
	case w.draft && m.factsOf(w.kind, object).State != "registered" && !m.allows(v, "directive.register", "directive", object, false):
		return []int{http.StatusNotFound}
	case w.action == "" || m.allows(v, w.action, w.kind, object, false):
		return ok
	case m.allows(v, reading(w.kind), w.kind, object, true):
		return []int{http.StatusForbidden}
	}
	return []int{http.StatusNotFound}
}

// allows reads the policy table by itself, with the tree as org gives it.
func (m *matrix) allows(v viewer, action access.Action, kind access.Kind, object id.ID, freely bool) bool {
	f := m.factsOf(kind, object)
	for _, r := range access.Policy {
		if r.Action != action || r.Kind != kind || (freely && len(r.Purposes) > 0) || f.Label > min(r.MaxLabel, m.cleared[v.actor.Account]) ||
			r.NotOneself && f.Subject == v.actor.Person {
			continue
		}
		for _, h := range v.roles {
			if h.Role == r.Role && (r.Relation == access.OwnUnit && f.Unit == h.Unit || r.Relation == access.UnitSubtree && m.below(f.Unit, h.Unit) ||
				r.Relation == access.ManagedSubtree && m.below(f.ManagingUnit, h.Unit) || r.Relation == access.IsSubject && f.Subject == v.actor.Person) {
				return true
			}
		}
	}
	return false
}

// below climbs from a unit to the root.
func (m *matrix) below(unit, root id.ID) bool {
	for u := unit; !u.IsZero(); u = m.parent[u] {
		if u == root {
			return true
		}
	}
	return false
}

// secret is what differs between two answers that say the same: the id that was
// asked for, and the keys of forms.
var secret = regexp.MustCompile(`[a-z]{2,3}_[a-z2-7]{26}|[0-9a-f]{32}`)

// hides: somebody who looks for what they may not see gets the very answer that
// they get for what is not there (DESIGN 5 f).
func (m *matrix) hides(routes []string) {
	t := m.t
	narrow := m.viewer("narrow")
	hidden := 0
	for _, route := range routes {
		for _, w := range ways[route] {
			if w.kind == "" || !strings.Contains(route, "{") || !slices.Equal(m.expect(narrow, route, w, "KN"), []int{http.StatusNotFound}) {
				continue
			}
			hidden++
			there, absent := m.ask(narrow, route, w, "KN"), m.ask(narrow, route, w, "absent")
			same := there.status == absent.status && secret.ReplaceAllString(there.body, "") == secret.ReplaceAllString(absent.body, "")
			if !same || there.status != http.StatusNotFound {
				t.Errorf("%s tells hidden from absent: %d and %d", route, there.status, absent.status)
			}
		}
	}
	t.Logf("%d hidden things", hidden)
	if hidden < 20 {
		t.Error("too few to test anything")
	}
}
