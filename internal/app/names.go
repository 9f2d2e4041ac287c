package app

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/access/accessweb"
	"hoso/internal/clock"
	"hoso/internal/directive"
	"hoso/internal/id"
	"hoso/internal/person"
	"hoso/internal/sqldb"
	"hoso/internal/web"
)

// named reads what is called by a name, of many at once: query has the list of ids as
// $1, its first column is the id, and of several rows of one id the first counts.
func named[T any](ctx context.Context, q sqldb.Querier, query string, ids []id.ID, scan func(row sqldb.Scanner, d *id.ID, to *T) error, more ...any) (map[id.ID]T, error) {
	names := make(map[id.ID]T, len(ids))
	if len(ids) == 0 {
		return names, nil
	}
	return names, sqldb.Each(ctx, q, func(row sqldb.Scanner) error {
		var d id.ID
		var one T
		err := scan(row, &d, &one)
		if _, had := names[d]; !had {
			names[d] = one
		}
		return err
	}, query, append([]any{sqldb.IDs(ids)}, more...)...)
}

// in is the condition that a column is among the ids of $1.
func (a *App) in(column string) string { return sqldb.List(a.DB.Engine(), column, "$1", true) }

// ActorNames gives the name, post and unit behind accounts. It is shown to
// colleagues on what the accounts did: house data, no opening of a file.
func (a *App) ActorNames(ctx context.Context, accounts ...id.ID) (map[id.ID]web.Who, error) {
	return named(ctx, a.DB.Reader(), `SELECT x.id, p.family, p.middle, p.given, COALESCE(o.title, ''), COALESCE(n.name, '')
		FROM access_account x JOIN person p ON p.id = x.subject_id
		LEFT JOIN org_holding h ON h.subject_id = p.id AND h.valid_from <= $2 AND (h.valid_to IS NULL OR h.valid_to > $2)
		LEFT JOIN org_post o ON o.id = h.post_id LEFT JOIN org_unit_now n ON n.unit_id = h.unit_id
		WHERE `+a.in("x.id")+` ORDER BY x.id, h.valid_from, h.id`, accounts, func(row sqldb.Scanner, d *id.ID, n *web.Who) error {
		var of person.Name
		err := row.Scan(d, &of.Family, &of.Middle, &of.Given, &n.Title, &n.Unit)
		n.Name = of.Full()
		return err
	}, clock.Today(a.Clock))
}

// UnitNames gives the newest names of units.
func (a *App) UnitNames(ctx context.Context, units ...id.ID) (map[id.ID]string, error) {
	return named(ctx, a.DB.Reader(), `SELECT unit_id, name FROM org_state WHERE `+a.in("unit_id")+` ORDER BY unit_id, valid_from DESC`, units, scanText)
}

func scanText(row sqldb.Scanner, d *id.ID, text *string) error { return row.Scan(d, text) }

// PostNames gives the titles of posts, each with the newest name of its unit.
func (a *App) PostNames(ctx context.Context, posts ...id.ID) (map[id.ID]string, error) {
	return named(ctx, a.DB.Reader(), `SELECT p.id, p.title || ' · ' || s.name FROM org_post p JOIN org_state s ON s.unit_id = p.unit_id
		WHERE `+a.in("p.id")+` ORDER BY p.id, s.valid_from DESC`, posts, scanText)
}

// ActingNames gives the posts and units from which somebody acted, by the holdings that
// entries name.
func (a *App) ActingNames(ctx context.Context, holdings ...id.ID) (map[id.ID]web.Who, error) {
	return named(ctx, a.DB.Reader(), `SELECT h.id, o.title, COALESCE(n.name, '') FROM org_holding h JOIN org_post o ON o.id = h.post_id
		LEFT JOIN org_unit_now n ON n.unit_id = h.unit_id WHERE `+a.in("h.id"), holdings, func(row sqldb.Scanner, d *id.ID, n *web.Who) error {
		return row.Scan(d, &n.Title, &n.Unit)
	})
}

// naming are, by kind, the uses of which one lets somebody know what an object is called:
// a directive who may read it, a person who may list them for what opens files, or look
// them up to open one by force.
var naming = map[access.Kind][]accesssql.Use{
	"directive": {{Action: directive.ActionRead}},
	"person": {{Action: person.ActionList, Purpose: access.PurposeUpkeep}, {Action: person.ActionUrgent, Purpose: access.PurposeEmergency},
		{Action: person.ActionList, Purpose: access.PurposeEmergency}, {Action: person.ActionList, Purpose: access.PurposeCase}, {Action: person.ActionList, Purpose: access.PurposeComplaint}},
}

// ObjectNames gives the numbers and pages of directives, and the names of persons as the
// directory has them, as far as the asker may know of them. Cost for each kind: a Check
// and one query.
func (a *App) ObjectNames(ctx context.Context, who access.Actor, objects ...access.Object) (map[access.Object]accessweb.Named, error) {
	names := map[access.Object]accessweb.Named{}
	for kind, uses := range naming {
		ask := access.Question{Actor: who, Today: clock.Today(a.Clock)}
		for _, o := range objects {
			if o.Kind == kind {
				ask.Objects = append(ask.Objects, o)
			}
		}
		if len(ask.Objects) == 0 {
			continue
		}
		known, err := a.Access.Admitted(ctx, a.DB.Reader(), ask, uses...)
		if err != nil {
			return nil, err
		}
		var ids []id.ID
		for o := range known {
			ids = append(ids, o.ID)
		}
		texts, err := a.callOf(ctx, kind, ids)
		if err != nil {
			return nil, err
		}
		for d, text := range texts {
			n := accessweb.Named{Name: text}
			if kind == "directive" {
				n.Path = "/directives/" + d.Text(directive.Prefix)
			}
			names[access.Object{Kind: kind, ID: d}] = n
		}
	}
	return names, nil
}

// callOf gives what objects of a kind are called.
func (a *App) callOf(ctx context.Context, kind access.Kind, ids []id.ID) (map[id.ID]string, error) {
	if kind == "directive" {
		return named(ctx, a.DB.Reader(), `SELECT id, number FROM directive WHERE `+a.in("id"), ids, scanText)
	}
	return named(ctx, a.DB.Reader(), `SELECT id, family, middle, given FROM person WHERE `+a.in("id"), ids, func(row sqldb.Scanner, d *id.ID, text *string) error {
		var n person.Name
		err := row.Scan(d, &n.Family, &n.Middle, &n.Given)
		*text = n.Full()
		return err
	})
}
