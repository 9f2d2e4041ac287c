package app_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"hoso/internal/access"
	"hoso/internal/id"
	"hoso/internal/sqldb"
	"hoso/internal/testenv"
)

// grove is a random tree in the database, with objects all over it.
type grove struct {
	*gate
	rng     *rand.Rand
	units   []id.ID
	paths   map[id.ID]string // also of units that do not live today
	ended   map[id.ID]bool
	objects []access.Place
}

func plant(g *gate, seed uint64) *grove {
	return plantWith(g, seed, func(f *grove) access.Label { return access.Label(f.rng.IntN(5) / 4) })
}

func plantWith(g *gate, seed uint64, label func(*grove) access.Label) *grove {
	f := &grove{gate: g, rng: rand.New(rand.NewPCG(seed, 2)), paths: map[id.ID]string{}, ended: map[id.ID]bool{}}
	for i := range 40 {
		u, above := id.New(), ""
		if i > 0 {
			above = f.paths[f.units[f.rng.IntN(min(i, 30))]] // those after the 30th may have ended: nothing is below them
		}
		f.units, f.paths[u], f.ended[u] = append(f.units, u), above+u.String()+"/", i >= 30 && f.rng.IntN(2) == 0
	}
	for range max(6, testenv.Steps(300)) {
		u, m := f.unit(), f.unit()
		f.objects = append(f.objects, access.Place{Facts: access.Facts{Object: access.Object{Kind: "recipient", ID: id.New()}, Unit: u, ManagingUnit: m,
			Label: label(f), Subject: id.ID{byte(f.rng.IntN(3))}}, UnitPath: f.paths[u], ManagingPath: f.paths[m]})
	}
	g.put(f.write)
	return f
}

func (f *grove) unit() id.ID { return f.units[f.rng.IntN(len(f.units))] }

func (f *grove) write(ctx context.Context, tx *sqldb.Tx) error {
	for i, u := range f.units {
		if f.ended[u] {
			continue
		}
		if err := tx.Derive(ctx, "org_unit_now", "unit_id", u, sqldb.Row{"unit_id": u, "parent_id": nil, "path": f.paths[u], "depth": strings.Count(f.paths[u], "/") - 1,
			"name": "U", "short_name": "U", "fold": "u", "sort": i, "managing_unit_id": u, "kind": "division", "code": u.String(), "on_paper": 0}); err != nil {
			return err
		}
	}
	for _, o := range f.objects {
		if err := tx.Put(ctx, "directive_recipient", sqldb.Key{ID: o.Object.ID, Version: 1}, sqldb.Row{"label": o.Label, "unit_id": o.Unit, "managing_unit_id": o.ManagingUnit,
			"state": "sent", "subject_id": o.Subject, "dispatch_id": id.New(), "directive_id": id.New(), "due_on": "2026-12-01", "unit_name": "U"}); err != nil {
			return err
		}
	}
	return nil
}

// listed gives the objects that a scope selects in the database.
func (f *grove) listed(sc access.Scope) []id.ID {
	f.t.Helper()
	w := sqldb.Where{Engine: f.app.DB.Reader().Engine()}
	w.And("x.due_on = ?", "2026-12-01") // so that parameters are numbered on
	w.Scope(sc, "x.")
	list, err := sqldb.All(context.Background(), f.app.DB.Reader(), func(row sqldb.Scanner) (id.ID, error) {
		var o id.ID
		err := row.Scan(&o)
		return o, err
	}, "SELECT x.id FROM directive_recipient x"+w.SQL(), w.Args()...)
	if err != nil {
		f.t.Fatal(err)
	}
	return list
}

func (f *grove) anyone() access.Standing {
	st := access.Standing{Actor: access.Actor{Account: id.New(), Person: id.ID{byte(f.rng.IntN(3))}}, Clearance: access.Label(f.rng.IntN(4))}
	for range f.rng.IntN(4) {
		u := f.unit()
		if f.rng.IntN(6) == 0 {
			u = f.units[0]
		}
		st.Roles = append(st.Roles, access.Holding{Role: []access.Role{access.RoleMember, access.RoleUnitClerk, access.RoleUnitHead}[f.rng.IntN(3)], Unit: u, Path: f.paths[u]})
	}
	return st
}

// TestListIsDecide: what a list shows may be opened, and what may be opened is
// in the list, on either engine. An object of a unit that does not live today
// may be missing from the list of somebody whose role is not at the root: it is
// reached through its unit's page.
func TestListIsDecide(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		shown := 0
		f := plant(openGate(t, url, nil), 7)
		for range 150 {
			st := f.anyone()
			for _, action := range []access.Action{"recipient.read", "directive.ack", "directive.ack_for"} {
				list := f.listed(access.ScopeOf(st, action, "recipient", access.PurposeDispatch))
				shown += len(list)
				for _, o := range f.objects {
					opens, shows := access.Decide(st, action, access.PurposeDispatch, o, nil) == nil, slices.Contains(list, o.Object.ID)
					if shows && !opens || opens && !shows && !f.ended[o.Unit] && !f.ended[o.ManagingUnit] {
						t.Fatalf("%s: opens %v, shows %v\n%+v\n%+v", action, opens, shows, st, o)
					}
				}
			}
		}
		if shown < 3*len(f.objects) {
			t.Errorf("only %d objects were shown: the test tests nothing", shown)
		}
	})
}

// TestScopeParts: the parts of a scope that no rule has yet are conditions too.
func TestScopeParts(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		f := plant(openGate(t, url, nil), 8)
		want := func(name string, area access.Area, is func(access.Place) bool) {
			t.Helper()
			list := f.listed(access.Scope{Areas: []access.Area{area}})
			for _, o := range f.objects {
				if got := slices.Contains(list, o.Object.ID); got != is(o) {
					t.Fatalf("%s: shows %v %+v", name, got, o)
				}
			}
		}
		me, u := id.ID{1}, f.units[3]
		want("nothing", access.Area{MaxLabel: 3}, func(access.Place) bool { return false })
		want("subject", access.Area{Subject: me}, func(o access.Place) bool { return o.Label == 0 && o.Subject == me })
		want("subject or unit, labelled", access.Area{MaxLabel: 1, Subject: me, Units: []id.ID{u}}, func(o access.Place) bool { return o.Subject == me || o.Unit == u })
		want("all but about me", access.Area{UnitPaths: []string{f.paths[f.units[0]]}, Except: me}, func(o access.Place) bool { return o.Label == 0 && o.Subject != me })
		want("a unit but about me", access.Area{Units: []id.ID{u}, Except: me}, func(o access.Place) bool { return o.Label == 0 && o.Unit == u && o.Subject != me })
		want("root", access.Area{UnitPaths: []string{f.paths[f.units[0]]}}, func(o access.Place) bool { return o.Label == 0 })
	})
}
