package sqldb_test

import (
	"context"
	"testing"

	"hoso/internal/access"
	"hoso/internal/id"
	"hoso/internal/sqldb"
)

func key(n byte) (d id.ID) {
	d[0], d[15] = 1, n
	return d
}

// TestScope: a scope of any shape is a condition that either engine runs, and
// lets through what it says and no more.
func TestScope(t *testing.T) {
	engines(t, func(t *testing.T, db *sqldb.DB) {
		ctx := context.Background()
		body, a, b, file := key(1), key(2), key(3), key(9)
		path := func(units ...id.ID) (p string) {
			for _, u := range units {
				p += u.String() + "/"
			}
			return p
		}
		err := db.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
			for unit, p := range map[id.ID]string{body: path(body), a: path(body, a), b: path(body, b)} {
				if err := tx.Derive(ctx, "org_unit_now", "unit_id", unit, sqldb.Row{"unit_id": unit, "parent_id": nil, "path": p, "depth": 0, "name": "n", "short_name": "",
					"fold": "n", "sort": 0, "managing_unit_id": unit, "kind": "team", "code": "c", "on_paper": 0}); err != nil {
					return err
				}
			}
			return tx.Put(ctx, "person", sqldb.Key{ID: file, Version: 1}, sqldb.Row{"label": 1, "unit_id": a, "managing_unit_id": b, "state": "active",
				"subject_id": file, "family": "", "middle": "", "given": "An", "staff_code": nil})
		})
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			scope access.Area
			sees  bool
		}{
			"nothing":             {access.Area{MaxLabel: 3}, false},
			"its unit":            {access.Area{MaxLabel: 1, Units: []id.ID{b, a}}, true},
			"label too high":      {access.Area{MaxLabel: 0, Units: []id.ID{a}}, false},
			"another unit":        {access.Area{MaxLabel: 1, Units: []id.ID{b}}, false},
			"the body":            {access.Area{MaxLabel: 1, UnitPaths: []string{path(body)}}, true},
			"the body and a unit": {access.Area{MaxLabel: 1, Units: []id.ID{b}, UnitPaths: []string{path(body)}}, true},
			"the body, label":     {access.Area{MaxLabel: 0, Units: []id.ID{b}, UnitPaths: []string{path(body)}}, false},
			"below its unit":      {access.Area{MaxLabel: 1, UnitPaths: []string{path(body, a)}}, true},
			"below another":       {access.Area{MaxLabel: 1, UnitPaths: []string{path(body, b)}}, false},
			"managed below":       {access.Area{MaxLabel: 1, ManagedPaths: []string{path(body, b)}}, true},
			"managed elsewhere":   {access.Area{MaxLabel: 1, ManagedPaths: []string{path(body, a)}}, false},
			"about them":          {access.Area{MaxLabel: 1, Subject: file}, true},
			"about somebody else": {access.Area{MaxLabel: 1, Subject: a}, false},
			"named":               {access.Area{MaxLabel: 1, IDs: []id.ID{b, file}}, true},
			"named, label":        {access.Area{IDs: []id.ID{file}}, false},
			"granted":             {access.Area{MaxLabel: 1, UnitPaths: []string{path(body)}, Granted: true, Grants: []id.ID{file}}, true},
			"granted another":     {access.Area{MaxLabel: 1, UnitPaths: []string{path(body)}, Granted: true, Grants: []id.ID{b}}, false},
			"granted, elsewhere":  {access.Area{MaxLabel: 1, UnitPaths: []string{path(body, b)}, Granted: true, Grants: []id.ID{file}}, false},
			"granted nothing":     {access.Area{MaxLabel: 1, UnitPaths: []string{path(body)}, Granted: true}, false},
			"except another":      {access.Area{MaxLabel: 1, UnitPaths: []string{path(body)}, Except: a}, true},
			"except them":         {access.Area{MaxLabel: 1, UnitPaths: []string{path(body)}, Except: file}, false},
			"unit, except them":   {access.Area{MaxLabel: 1, Units: []id.ID{a}, Except: file}, false},
			"any of several":      {access.Area{MaxLabel: 1, Units: []id.ID{b}, ManagedPaths: []string{path(body, a)}, Subject: file}, true},
		} {
			w := sqldb.Where{Engine: db.Engine()}
			w.Scope(access.Scope{Areas: []access.Area{c.scope}}, "p.")
			var n int64
			if err := sqldb.One(ctx, db.Reader(), "SELECT count(*) FROM person p"+w.SQL(), w.Args(), &n); err != nil || (n == 1) != c.sees {
				t.Errorf("%s: sees %d, want %v: %v", name, n, c.sees, err)
			}
		}
	})
}
