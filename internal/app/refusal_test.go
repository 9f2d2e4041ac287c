package app_test

import (
	"context"
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/sqldb"
)

// people are the actors of the tests of refusals.
type people struct {
	member   access.Actor // reads everything, may change nothing
	stranger access.Actor // has no role
	narrow   access.Actor // keeps posts and units at one unit, sees nothing else
}

func (g *gate) people() people {
	return people{g.account("2020-01-01", access.Holding{Role: access.RoleMember, Unit: g.body}), g.account("2020-01-01"),
		g.account("2020-01-01", access.Holding{Role: access.RoleMember, Unit: g.unit}, access.Holding{Role: access.RoleDeptHead, Unit: g.unit})}
}

// TestRefusals: whoever is refused leaves one entry that says so and nothing
// else, whether access refused them, or the function, or a further object.
func TestRefusals(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		p := g.people()
		body := access.Object{Kind: "unit", ID: g.body}
		as := func(who access.Actor, o access.Object) door.Command {
			c := g.rename([16]byte{7}, "a")
			c.Actor, c.Object = who, o
			return c
		}
		own := access.Object{Kind: "unit", ID: g.unit}
		further := func(ctx context.Context, tx door.Tx) error {
			if err := full(nil)(ctx, tx); err != nil {
				return err
			}
			return tx.Allow(ctx, "org.unit.rename", own, body)
		}
		cases := map[string]struct {
			c    door.Command
			fn   func(context.Context, door.Tx) error
			kind errs.Kind
			code string
		}{
			"visible":               {as(p.member, own), full(nil), errs.KindDenied, "access.denied"},
			"hidden":                {as(p.narrow, body), full(nil), errs.KindNotFound, "access.not_found"},
			"absent":                {as(p.narrow, access.Object{Kind: "unit", ID: id.New()}), full(nil), errs.KindNotFound, "access.not_found"},
			"absent to all":         {as(operator().Actor, access.Object{Kind: "unit", ID: id.New()}), full(nil), errs.KindNotFound, "access.not_found"},
			"no such kind":          {as(p.member, access.Object{Kind: "rumour", ID: id.New()}), full(nil), errs.KindNotFound, "access.not_found"},
			"no object":             {as(p.member, access.Object{}), full(nil), errs.KindNotFound, "access.not_found"},
			"no role":               {as(p.stranger, own), full(nil), errs.KindNotFound, "access.not_found"},
			"further object":        {as(p.narrow, own), further, errs.KindNotFound, "access.not_found"},
			"the function, denied":  {as(p.narrow, own), full(errs.Denied("test.denied")), errs.KindDenied, "test.denied"},
			"the function, missing": {as(p.narrow, own), full(errs.NotFound("test.missing")), errs.KindNotFound, "test.missing"},
		}
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				g.clock.Advance(2 * time.Minute) // no repeat of another case
				before := g.left()
				ref, err := g.do(c.c, c.fn)
				wantKind(t, err, c.kind, c.code)
				want := before
				want.entries, want.refused = before.entries+1, before.refused+1
				if now := g.left(); now != want {
					t.Fatalf("left %+v, before %+v", now, before)
				}
				e := g.entry(ref)
				if e.Outcome != ledger.Refused || e.Code != c.code || e.Actor != c.c.Actor || e.Object != c.c.Object || e.Action != c.c.Name ||
					e.Purpose != c.c.Purpose || e.RowsCount != 0 || e.SubjectsCount != 0 || len(e.Facts) != 0 {
					t.Errorf("the entry is %+v", e)
				}
			})
		}
	})
}

// TestHiddenIsAbsent: the entries of what one may not see and of what is not
// there say the same.
func TestHiddenIsAbsent(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		p := g.people()
		bare := func(o id.ID) string {
			c := g.rename([16]byte{8}, "a")
			c.Actor, c.Object.ID = p.narrow, o
			ref, err := g.do(c, full(nil))
			wantKind(t, err, errs.KindNotFound, "access.not_found")
			e := g.entry(ref)
			e.ID, e.Object.ID = id.ID{}, id.ID{}
			e.SubjectsRoot = ledger.Hash{} // of none, under the entry's own salt
			text, err := e.Canonical()
			if err != nil {
				t.Fatal(err)
			}
			return string(text)
		}
		if hidden, absent := bare(g.body), bare(id.New()); hidden != absent {
			t.Errorf("hidden leaves %s\nabsent leaves %s", hidden, absent)
		}
	})
}

// TestKeyAfterRefusal: the form that was refused can be sent again once it is
// allowed, with the key that it has.
func TestKeyAfterRefusal(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		c := g.rename([16]byte{9}, "a")
		c.Actor = g.people().member
		_, err := g.do(c, full(nil))
		wantKind(t, err, errs.KindDenied, "access.denied")
		if _, err := g.do(g.rename([16]byte{}, "grant"), func(ctx context.Context, tx door.Tx) error {
			return sqldb.Of(tx).Put(ctx, "access_role", sqldb.Key{ID: id.New(), Version: 1}, sqldb.Row{"label": 0, "unit_id": g.body,
				"managing_unit_id": g.body, "state": "live", "subject_id": nil, "account_id": c.Actor.Account, "role": access.RoleDeptHead,
				"valid_from": clock.Date("2026-11-25"), "valid_to": nil, "basis": "", "end_basis": nil})
		}); err != nil {
			t.Fatal(err)
		}
		before := g.left()
		if _, err := g.do(c, full(nil)); err != nil {
			t.Fatal(err)
		}
		if now := g.left(); now.entries != before.entries+1 || now.refused != before.refused || now.keys != before.keys+1 || now.rows != before.rows+2 {
			t.Errorf("left %+v, before %+v", now, before)
		}
	})
}

// TestRepeats: somebody who keeps trying fills no ledger. The first attempt has
// its entry, those of the next minute are counted, and one entry says how many.
func TestRepeats(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		p := g.people()
		try := func(who access.Actor, name access.Action, wantEntries int64) ledger.Ref {
			t.Helper()
			c := g.rename([16]byte{10}, "a")
			c.Actor, c.Name = who, name
			before := g.left()
			ref, err := g.do(c, full(nil))
			wantKind(t, err, errs.KindDenied, "access.denied")
			want := before
			want.entries, want.refused = before.entries+wantEntries, before.refused+wantEntries
			if now := g.left(); now != want {
				t.Fatalf("left %+v, want %+v", now, want)
			}
			return ref
		}
		closing := func(want int) {
			t.Helper()
			before := g.left()
			n, err := g.app.Door.CloseRepeats(context.Background())
			if err != nil || n != want || g.left().entries != before.entries+int64(want) {
				t.Fatalf("closed %d %v, left %+v, before %+v", n, err, g.left(), before)
			}
		}
		other := g.account("2020-01-01", access.Holding{Role: access.RoleMember, Unit: g.body})
		closing(0)
		try(p.member, "org.unit.rename", 1)
		g.clock.Advance(59 * time.Second)
		for range 5 {
			if ref := try(p.member, "org.unit.rename", 0); ref != (ledger.Ref{}) {
				t.Error("a repeat names an entry")
			}
		}
		try(p.member, "org.unit.end", 1)
		try(other, "org.unit.rename", 1)
		closing(0) // the minute is not over
		g.clock.Advance(time.Second)
		closing(1)
		e := g.newest(door.ActionCloseRepeats)
		if e.Actor != access.System("refusals") || e.Facts["repeats"] != int64(5) || e.Outcome != ledger.Done || e.RowsCount != 0 {
			t.Errorf("the closing entry is %+v", e)
		}
		closing(0)
		g.clock.Advance(2 * time.Minute)
		closing(0) // nobody repeated the others
		if n := g.count(`SELECT count(*) FROM door_refusal`); n != 0 {
			t.Errorf("%d tallies are left", n)
		}

		try(p.member, "org.unit.rename", 1)
		try(p.member, "org.unit.rename", 0)
		g.clock.Advance(time.Minute)
		if e := g.entry(try(p.member, "org.unit.rename", 1)); e.Facts["repeats"] != int64(1) {
			t.Errorf("repeats that nobody closed are lost: %+v", e)
		}
		g.clock.Advance(time.Minute)
		closing(0)
	})
}
