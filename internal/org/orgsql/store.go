// Package orgsql keeps units, posts and holdings, one text for both engines.
//
// It publishes the table org_unit_now(unit_id, parent_id, path, depth, name,
// short_name, fold, sort, managing_unit_id, kind, code, on_paper): today's tree.
// Other stores may join it and nothing else of this package. Seats answers who
// holds which post on a day, for access.
package orgsql

import (
	"context"
	"errors"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/sqldb"
)

// Store implements org's contracts on either engine.
type Store struct {
	DB *sqldb.DB
	// Moved is told of each post that goes on in another unit: the roles that are
	// attached to it go along. Nil is nobody.
	Moved func(ctx context.Context, tx *sqldb.Tx, from, to access.SeatTerm) error
}

var (
	_ org.Units  = (*Store)(nil)
	_ org.Posts  = (*Store)(nil)
	_ org.Reader = (*Store)(nil)
)

// Unit reads a unit with all its states.
func (s *Store) Unit(ctx context.Context, tx door.Tx, unit id.ID) (*org.Unit, error) {
	return findUnit(ctx, sqldb.Of(tx), unit)
}

func findUnit(ctx context.Context, q sqldb.Querier, unit id.ID) (*org.Unit, error) {
	u := org.Unit{ID: unit}
	var state string
	err := sqldb.One(ctx, q, `SELECT version, code, kind, state FROM org_unit WHERE id = $1`, []any{unit}, &u.Version, &u.Code, &u.Kind, &state)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, errs.NotFound("org.unit.not_found")
	}
	if err != nil {
		return nil, err
	}
	u.Ended = state == "ended"
	u.Timeline, err = sqldb.All(ctx, q, scanState, `SELECT `+stateColumns+` FROM org_state WHERE unit_id = $1 ORDER BY valid_from`, unit)
	return &u, err
}

const stateColumns = `id, version, name, short_name, symbol, parent_id, managing_unit_id, sort, on_paper, valid_from,
	COALESCE(valid_to, ''), basis, COALESCE(end_basis, '')`

func scanState(row sqldb.Scanner) (org.State, error) {
	var st org.State
	var onPaper int64
	err := row.Scan(&st.ID, &st.Version, &st.Name, &st.ShortName, &st.Symbol, &st.Parent, &st.Managing, &st.Sort, &onPaper, &st.From, &st.To, &st.Basis, &st.EndBasis)
	st.OnPaper = onPaper == 1
	return st, err
}

// SaveUnit writes what changed of a unit: all of a new one.
func (s *Store) SaveUnit(ctx context.Context, dtx door.Tx, u *org.Unit) error {
	tx := sqldb.Of(dtx)
	before := map[id.ID]org.State{}
	if u.Version > 0 {
		was, err := findUnit(ctx, tx, u.ID)
		if err != nil {
			return err
		}
		for _, st := range was.Timeline {
			before[st.ID] = st
		}
	}
	u.Version++
	if err := putUnit(ctx, tx, u); err != nil {
		return err
	}
	if err := saveStates(ctx, tx, u, before); err != nil {
		return err
	}
	return s.follow(ctx, tx, u)
}

// saveStates takes away the states withdrawn and writes those that differ from
// what stands.
func saveStates(ctx context.Context, tx *sqldb.Tx, u *org.Unit, before map[id.ID]org.State) error {
	for _, st := range u.Removed() {
		if err := tx.Remove(ctx, "org_state", sqldb.Key{ID: st.ID, Version: st.Version}); err != nil {
			return err
		}
	}
	for i := range u.Timeline {
		st := &u.Timeline[i]
		if was, ok := before[st.ID]; ok && was == *st {
			continue
		}
		if err := putState(ctx, tx, u.ID, st); err != nil {
			return err
		}
	}
	return nil
}

func putUnit(ctx context.Context, tx *sqldb.Tx, u *org.Unit) error {
	state := "live"
	if u.Ended {
		state = "ended"
	}
	err := tx.Put(ctx, "org_unit", sqldb.Key{ID: u.ID, Version: u.Version}, sqldb.Row{"label": 0, "unit_id": u.ID,
		"managing_unit_id": u.Newest().Managing, "state": state, "subject_id": nil, "code": u.Code, "kind": u.Kind})
	if sqldb.IsUnique(err) {
		return errs.Conflict("org.unit.code.taken", errs.Field("code"), errs.Str("code", u.Code))
	}
	return err
}

func putState(ctx context.Context, tx *sqldb.Tx, unit id.ID, st *org.State) error {
	st.Version++
	return tx.Put(ctx, "org_state", sqldb.Key{ID: st.ID, Version: st.Version}, sqldb.Row{"label": 0, "unit_id": unit,
		"name": st.Name, "short_name": st.ShortName, "symbol": st.Symbol, "parent_id": st.Parent, "managing_unit_id": st.Managing,
		"sort": st.Sort, "on_paper": st.OnPaper, "valid_from": st.From, "valid_to": st.To, "basis": st.Basis, "end_basis": st.EndBasis})
}

// Alive counts what keeps a unit from ending on a day.
func (s *Store) Alive(ctx context.Context, dtx door.Tx, unit id.ID, day clock.Date) (children, holders int64, err error) {
	tx := sqldb.Of(dtx)
	err = sqldb.One(ctx, tx, `SELECT count(DISTINCT unit_id) FROM org_state WHERE parent_id = $1 AND (valid_to IS NULL OR valid_to > $2)`,
		[]any{unit, day}, &children)
	if err != nil {
		return 0, 0, err
	}
	err = sqldb.One(ctx, tx, `SELECT count(*) FROM org_holding WHERE unit_id = $1 AND (valid_to IS NULL OR valid_to > $2)`, []any{unit, day}, &holders)
	return children, holders, err
}

// HandOver gives a unit's living sub-units, posts and holdings to another from
// a day, and gives the persons concerned. What was before that day stays where
// it was. Sub-units that the unit managed are managed by the other.
func (s *Store) HandOver(ctx context.Context, dtx door.Tx, h org.HandOver) ([]id.ID, error) {
	tx := sqldb.Of(dtx)
	children, err := sqldb.All(ctx, tx, scanID, `SELECT DISTINCT unit_id FROM org_state WHERE parent_id = $1 AND (valid_to IS NULL OR valid_to > $2)`, h.From, h.Day)
	if err != nil {
		return nil, err
	}
	for _, c := range children {
		u, err := findUnit(ctx, tx, c)
		if err != nil {
			return nil, err
		}
		if err := u.Amend(h.Day, h.Basis, h.Adopt); err != nil {
			return nil, err
		}
		if err := s.SaveUnit(ctx, dtx, u); err != nil {
			return nil, err
		}
	}
	posts, err := s.handOverPosts(ctx, tx, h)
	if err != nil {
		return nil, err
	}
	return handOverHoldings(ctx, tx, h, posts)
}

// handOverPosts gives for each post handed over the one that goes on.
func (s *Store) handOverPosts(ctx context.Context, tx *sqldb.Tx, h org.HandOver) (map[id.ID]*org.Post, error) {
	posts, err := sqldb.All(ctx, tx, scanPost, `SELECT `+postColumns+` FROM org_post p WHERE p.unit_id = $1 AND (p.valid_to IS NULL OR p.valid_to > $2)`, h.From, h.Day)
	if err != nil {
		return nil, err
	}
	on := map[id.ID]*org.Post{}
	for i := range posts {
		p := &posts[i]
		next := p.GoTo(h.To, h.Managing, h.Day, h.Basis)
		if on[p.ID] = next; next == nil {
			on[p.ID] = p
		} else if err := s.goOn(ctx, tx, h, p, next); err != nil {
			return nil, err
		}
		if err := savePost(ctx, tx, p); err != nil {
			return nil, err
		}
	}
	return on, nil
}

// goOn writes the post that goes on in another unit, with what hangs on it.
func (s *Store) goOn(ctx context.Context, tx *sqldb.Tx, h org.HandOver, was, next *org.Post) error {
	if err := savePost(ctx, tx, next); err != nil || s.Moved == nil {
		return err
	}
	return s.Moved(ctx, tx, access.SeatTerm{Post: was.ID, Unit: h.From}, access.SeatTerm{Post: next.ID, Unit: h.To, Term: access.Term{From: h.Day}})
}

func handOverHoldings(ctx context.Context, tx *sqldb.Tx, h org.HandOver, posts map[id.ID]*org.Post) ([]id.ID, error) {
	list, err := sqldb.All(ctx, tx, scanHolding, `SELECT `+holdingColumns+` FROM org_holding WHERE unit_id = $1 AND (valid_to IS NULL OR valid_to > $2)`, h.From, h.Day)
	if err != nil {
		return nil, err
	}
	var persons []id.ID
	for i := range list {
		x := &list[i]
		persons = append(persons, x.Person)
		if next := x.GoTo(posts[x.Post], h.Day, h.Basis); next != nil {
			if err := saveHolding(ctx, tx, next); err != nil {
				return nil, err
			}
		}
		if err := saveHolding(ctx, tx, x); err != nil {
			return nil, err
		}
	}
	return persons, nil
}

// Succeeded reports whether other units took a unit over.
func (s *Store) Succeeded(ctx context.Context, dtx door.Tx, unit id.ID) (bool, error) {
	var n int64
	err := sqldb.One(ctx, sqldb.Of(dtx), `SELECT count(*) FROM org_succession WHERE from_unit = $1`, []any{unit}, &n)
	return n > 0, err
}

// Succeed records successions.
func (s *Store) Succeed(ctx context.Context, dtx door.Tx, list []org.Succession) error {
	tx := sqldb.Of(dtx)
	for _, x := range list {
		err := tx.Put(ctx, "org_succession", sqldb.Key{ID: id.New(), Version: 1}, sqldb.Row{"label": 0,
			"from_unit": x.From, "to_unit": x.To, "on_day": x.Day, "kind": x.Kind, "basis": x.Basis})
		if err != nil {
			return err
		}
	}
	return nil
}

func scanID(row sqldb.Scanner) (id.ID, error) {
	var d id.ID
	err := row.Scan(&d)
	return d, err
}
