package app_test

import (
	"context"
	"maps"
	"slices"
	"testing"

	"hoso/internal/access"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/sqldb"
)

// ask is an action on a kind of object.
type ask struct {
	action access.Action
	kind   access.Kind
}

// asks are all that the policy knows.
func asks() []ask {
	all := map[ask]bool{}
	for _, r := range access.Policy {
		all[ask{r.Action, r.Kind}] = true
	}
	for _, r := range access.SystemPolicy {
		all[ask{r.Action, r.Kind}] = true
	}
	return slices.Collect(maps.Keys(all))
}

// passes reports whether the door runs a command's function for an actor.
func (g *gate) passes(who access.Actor, a ask, o id.ID, purpose access.Purpose) bool {
	g.t.Helper()
	stop, ran := errs.Invalid("test.stop"), false
	_, err := g.do(door.Command{Name: a.action, Actor: who, Purpose: purpose, Object: access.Object{Kind: a.kind, ID: o}},
		func(context.Context, door.Tx) error { ran = true; return stop })
	if ran != (err == stop) || (!ran && !errs.Is(err, errs.KindDenied) && !errs.Is(err, errs.KindNotFound)) {
		g.t.Fatalf("%v: ran %v, answered %v", a, ran, err)
	}
	return ran
}

// TestNoRole: whoever holds no role today may do nothing, whatever it is.
func TestNoRole(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		every := []access.Holding{{Role: access.RoleMember, Unit: g.body}, {Role: access.RoleDeptHead, Unit: g.body}, {Role: access.RoleOfficeClerk, Unit: g.body},
			{Role: access.RoleUnitClerk, Unit: g.unit}}
		actors := map[string]access.Actor{
			"nobody's account": {Account: id.New(), Person: id.New()},
			"without a role":   g.account("2020-01-01"),
			"from tomorrow":    g.account("2026-11-26", every...),
			"until today":      g.account("2020-01-01", every...),
			"closed":           g.account("2020-01-01", every...),
			"machine only":     g.account("2020-01-01", access.Holding{Role: access.RoleSysAdmin, Unit: g.body}),
			"at no unit":       g.account("2020-01-01", access.Holding{Role: access.RoleMember, Unit: id.New()}, access.Holding{Role: access.RoleDeptHead, Unit: id.New()}),
		}
		g.endRoles(actors["until today"].Account)
		g.close(actors["closed"])
		some := g.somebody()
		machine := []access.Kind{"account", "duty", "assignment"} // what the keeper of the machine keeps, with how it is: no content
		for name, who := range actors {
			for _, a := range asks() {
				for _, purpose := range []access.Purpose{access.PurposeNone, access.PurposeOrganisation, access.PurposeDispatch, access.PurposeAudit} {
					if g.passes(who, a, some[a.kind], purpose) && !(name == "machine only" && (slices.Contains(machine, a.kind) || a.action == access.ActionHealth)) {
						t.Errorf("%s may do %v", name, a)
					}
				}
			}
		}
	})
}

// endRoles lets every role of an account end: today is the first day without it.
func (g *gate) endRoles(account id.ID) {
	g.t.Helper()
	g.put(func(ctx context.Context, tx *sqldb.Tx) error {
		type held struct {
			id, unit id.ID
			role     access.Role
		}
		roles, err := sqldb.All(ctx, tx, func(row sqldb.Scanner) (held, error) {
			var h held
			err := row.Scan(&h.id, &h.role, &h.unit)
			return h, err
		}, `SELECT id, role, unit_id FROM access_role WHERE account_id = $1`, account)
		for _, h := range roles {
			if err == nil {
				err = tx.Put(ctx, "access_role", sqldb.Key{ID: h.id, Version: 2}, sqldb.Row{"label": 0, "unit_id": h.unit,
					"managing_unit_id": h.unit, "state": "live", "subject_id": nil, "account_id": account, "role": h.role, "valid_from": "2020-01-01",
					"valid_to": "2026-11-25", "basis": "", "end_basis": "hết"})
			}
		}
		return err
	})
}

func (g *gate) close(who access.Actor) {
	g.t.Helper()
	g.put(func(ctx context.Context, tx *sqldb.Tx) error {
		return tx.Put(ctx, "access_account", sqldb.Key{ID: who.Account, Version: 2}, sqldb.Row{"label": 0, "unit_id": g.body,
			"managing_unit_id": g.body, "state": "closed", "subject_id": who.Person, "persona": ""})
	})
}

// put changes rows through the door.
func (g *gate) put(fn func(context.Context, *sqldb.Tx) error) {
	g.t.Helper()
	if _, err := g.do(g.rename([16]byte{}, id.New()), func(ctx context.Context, tx door.Tx) error { return fn(ctx, sqldb.Of(tx)) }); err != nil {
		g.t.Fatal(err)
	}
}

// TestSystem: a part of the system may do what its rows say, on whatever there
// is, and nothing else.
func TestSystem(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		some := g.somebody()
		systems := map[string]bool{"nobody": true}
		for _, r := range access.SystemPolicy {
			systems[r.System] = true
		}
		for system := range systems {
			for _, a := range asks() {
				may := slices.Contains(access.SystemPolicy, access.SystemRule{System: system, Action: a.action, Kind: a.kind})
				if got := g.passes(access.System(system), a, some[a.kind], access.PurposeNone); got != may {
					t.Errorf("system:%s does %v: %v, want %v", system, a, got, may)
				}
			}
		}
	})
}

// TestLabelled: above the label that a folder may hold, an object is absent for
// everybody, the machine included.
func TestLabelled(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		secret := id.New()
		g.put(func(ctx context.Context, tx *sqldb.Tx) error {
			return tx.Put(ctx, "org_unit", sqldb.Key{ID: secret, Version: 1}, sqldb.Row{"label": 1, "unit_id": g.unit, "managing_unit_id": g.body,
				"state": "active", "subject_id": nil, "code": "MAT", "kind": "division"})
		})
		cleared := g.account("2020-01-01", access.Holding{Role: access.RoleMember, Unit: g.body}, access.Holding{Role: access.RoleDeptHead, Unit: g.body})
		for _, who := range []access.Actor{cleared, operator().Actor} {
			c := g.rename([16]byte{}, "a")
			c.Actor, c.Object.ID = who, secret
			_, err := g.do(c, full(nil))
			wantKind(t, err, errs.KindNotFound, "access.not_found")
		}
	})
}
