package accesssql

import (
	"context"
	"errors"
	"slices"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/id"
	"hoso/internal/sqldb"
)

// held is what an account has on a day, before it is weighed: every role with the
// way it came, and what is open to it.
type held struct {
	active    bool
	who       access.Actor // its person
	seats     []access.Seat
	acting    id.ID            // the holding from which they chose to act
	own       []access.Holding // duties, then roles of posts
	delegated []access.Holding // From is who handed it over
	clearance access.Label
	cleared   clock.Date     // since when
	given     []access.Known // to the account
	byRole    []roleGrant    // to roles that it may have
	broken    []access.Known
}

// roleGrant is a grant to whoever holds a role at a unit.
type roleGrant struct {
	access.Known
	role access.Role
	unit id.ID
}

// known is what a standing's grants open: those to the account, those to its
// roles, and what it opened by force.
func (h *held) known(st access.Standing) []access.Known {
	list := h.given
	for _, g := range h.byRole {
		if st.Has(g.role, g.unit) && slices.Contains(access.GrantRoles(g.Object.Kind), g.role) && !slices.Contains(list, g.Known) {
			list = append(list, g.Known)
		}
	}
	return append(list, h.broken...)
}

// The rows of heldQuery and postQuery, all of one shape: sort, an id, a role at a
// unit, an object with a purpose, a label, a first day, the
// unit's place in today's tree.
const (
	placeOf     = `COALESCE((SELECT n.path FROM org_unit_now n WHERE n.unit_id = `
	orNone      = `), '')`
	placesOfRow = `, ` + placeOf + `r.unit_id` + orNone + `, ` + placeOf + `r.managing_unit_id` + orNone // of an object whose row is r
	live        = `state = 'live' AND valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2)`
	liveOfG     = `g.state = 'live' AND g.valid_from <= $2 AND g.valid_to > $2`
	granted     = `SELECT 'role grant', g.id, g.role, g.at_unit_id, g.object_kind, g.object_id, g.purpose, 0, g.valid_from, '' FROM `
	atRole      = ` JOIN access_grant g ON g.role = r.role AND g.at_unit_id = `
)

// heldQuery reads all that hangs on an account ($1) on a day ($2) at a moment ($3).
const heldQuery = `SELECT 'account', subject_id, '', subject_id, '', subject_id, '', 0, '', '' FROM access_account WHERE id = $1 AND state = 'active'
	UNION ALL SELECT 'acting', holding_id, '', NULL, '', NULL, '', 0, '', '' FROM access_acting WHERE account_id = $1
	UNION ALL SELECT 'duty', NULL, role, unit_id, '', NULL, '', 0, valid_from, ` + placeOf + `r.unit_id` + orNone + ` FROM access_role r WHERE account_id = $1 AND ` + live + `
	UNION ALL SELECT 'delegation', from_account_id, role, unit_id, '', NULL, '', 0, valid_from, ` + placeOf + `r.unit_id` + orNone + ` FROM access_delegation r WHERE to_account_id = $1 AND ` + live + `
	UNION ALL SELECT 'clearance', NULL, '', NULL, '', NULL, '', level, valid_from, '' FROM access_clearance WHERE account_id = $1 AND ` + live + `
	UNION ALL SELECT 'grant', id, '', NULL, object_kind, object_id, purpose, 0, valid_from, '' FROM access_grant WHERE account_id = $1 AND ` + live + `
	UNION ALL SELECT 'break', id, '', NULL, object_kind, object_id, 'emergency', 0, '', '' FROM access_break WHERE account_id = $1 AND state = 'runs' AND until > $3
	UNION ALL ` + granted + `access_role r` + atRole + `r.unit_id WHERE r.account_id = $1 AND ` + liveOfG + `
	UNION ALL ` + granted + `access_delegation r` + atRole + `r.unit_id WHERE r.to_account_id = $1 AND ` + liveOfG

// postQuery reads what hangs on posts ($1) on a day ($2).
func postQuery(q sqldb.Querier) string {
	posts := sqldb.List(q.Engine(), "post_id", "$1", true)
	return `SELECT 'post', post_id, role, at_unit_id, '', post_id, '', 0, valid_from, ` + placeOf + `at_unit_id` + orNone + ` FROM access_post_role WHERE ` + posts + ` AND ` + live + `
		UNION ALL ` + granted + `access_post_role r` + atRole + `r.at_unit_id WHERE ` + posts + ` AND ` + liveOfG
}

// heldBy reads an account, its person's seats if the asker says who that is, and
// what is given beside, all together; one query more for a person with posts.
func (s *Store) heldBy(ctx context.Context, q sqldb.Querier, ask access.Question, beside ...sqldb.Reading) (*held, error) {
	h, said := &held{}, ask.Actor.Person
	list := append(beside, sqldb.Reading{Query: heldQuery, Args: []any{ask.Actor.Account, ask.Today, ask.Now}, Row: h.scan})
	if !said.IsZero() {
		list = append(list, s.Seats.ReadSeats(said, ask.Today, &h.seats))
	}
	err := sqldb.Together(ctx, q, list...)
	if err != nil || !h.active || h.who.Person.IsZero() {
		h.seats = nil
		return h, err
	}
	if said != h.who.Person {
		h.seats, err = s.Seats.SeatsOf(ctx, q, h.who.Person, ask.Today)
	}
	if err != nil || len(h.seats) == 0 {
		return h, err
	}
	posts := make(sqldb.IDs, len(h.seats))
	for i, seat := range h.seats {
		posts[i] = seat.Post
	}
	return h, sqldb.Each(ctx, q, h.scan, postQuery(q), posts, ask.Today)
}

// scan adds one row.
func (h *held) scan(row sqldb.Scanner) error {
	var sort string
	var at id.ID
	var g roleGrant
	var label access.Label
	var path string
	err := row.Scan(&sort, &at, &g.role, &g.unit, &g.Object.Kind, &g.Object.ID, &g.Purpose, &label, &g.Since, &path)
	g.ID = at
	switch sort {
	case "account":
		h.active, h.who.Person = true, at
	case "acting":
		h.acting = at
	case "duty":
		h.own = append(h.own, access.Holding{Role: g.role, Unit: g.unit, Path: path, Since: g.Since})
	case "post":
		h.own = append(h.own, access.Holding{Way: access.ByPost, Role: g.role, Unit: g.unit, From: at, Path: path, Since: max(g.Since, h.seatSince(at))})
	case "delegation":
		h.delegated = append(h.delegated, access.Holding{Way: access.ByDelegation, Role: g.role, Unit: g.unit, From: at, Path: path, Since: g.Since})
	case "clearance":
		if label > h.clearance {
			h.clearance, h.cleared = label, g.Since
		}
	case "grant":
		h.given = append(h.given, g.Known)
	case "role grant":
		h.byRole = append(h.byRole, g)
	case "break":
		g.Forced = true
		h.broken = append(h.broken, g.Known)
	}
	return err
}

// seatSince is from when a post is held; of a post that is not, "".
func (h *held) seatSince(post id.ID) clock.Date {
	for _, seat := range h.seats {
		if seat.Post == post {
			return seat.From
		}
	}
	return ""
}

// person reads whose account it is, and whether it is active.
func person(ctx context.Context, q sqldb.Querier, account id.ID, who *id.ID) (bool, error) {
	err := sqldb.One(ctx, q, `SELECT subject_id FROM access_account WHERE id = $1 AND state = 'active'`, []any{account}, who)
	if errors.Is(err, sqldb.ErrNoRow) {
		return false, nil
	}
	return err == nil, err
}
