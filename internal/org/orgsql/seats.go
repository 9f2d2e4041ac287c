package orgsql

import (
	"context"
	"errors"
	"slices"
	"strings"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/id"
	"hoso/internal/sqldb"
)

// Seats answers access: who holds which post. Roles follow from it.
type Seats struct{}

// SeatsOf gives the posts that a person holds on a day, the oldest holding first.
func (o Seats) SeatsOf(ctx context.Context, q sqldb.Querier, person id.ID, day clock.Date) ([]access.Seat, error) {
	var list []access.Seat
	err := sqldb.Together(ctx, q, o.ReadSeats(person, day, &list))
	return list, err
}

// ReadSeats is the reading of SeatsOf.
func (Seats) ReadSeats(person id.ID, day clock.Date, list *[]access.Seat) sqldb.Reading {
	return sqldb.Read(scanSeat, func(s access.Seat) { *list = append(*list, s) }, `SELECT h.id, h.post_id, h.unit_id, h.valid_from, p.head
		FROM org_holding h JOIN org_post p ON p.id = h.post_id
		WHERE h.subject_id = $1 AND h.valid_from <= $2 AND (h.valid_to IS NULL OR h.valid_to > $2) ORDER BY h.valid_from, h.id`, person, day)
}

func scanSeat(row sqldb.Scanner) (access.Seat, error) {
	var s access.Seat
	var head int64
	err := row.Scan(&s.Holding, &s.Post, &s.Unit, &s.From, &head)
	s.Head = head == 1
	return s, err
}

// UnitsOf gives by person the unit of the oldest holding of a day.
func (Seats) UnitsOf(ctx context.Context, q sqldb.Querier, people []id.ID, day clock.Date) (map[id.ID]id.ID, error) {
	units := map[id.ID]id.ID{}
	return units, sqldb.Each(ctx, q, func(row sqldb.Scanner) error {
		var person, unit id.ID
		err := row.Scan(&person, &unit)
		if _, had := units[person]; !had {
			units[person] = unit
		}
		return err
	}, `SELECT subject_id, unit_id FROM org_holding WHERE `+sqldb.List(q.Engine(), "subject_id", "$1", true)+`
		AND valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2) ORDER BY subject_id, valid_from, id`, sqldb.IDs(people), day)
}

const termColumns = `subject_id, post_id, unit_id, valid_from, COALESCE(valid_to, '')`

func scanTerm(row sqldb.Scanner) (access.SeatTerm, error) {
	var t access.SeatTerm
	err := row.Scan(&t.Person, &t.Post, &t.Unit, &t.From, &t.To)
	return t, err
}

// Holdings gives every holding of a person that ends after a day.
func (Seats) Holdings(ctx context.Context, q sqldb.Querier, person id.ID, after clock.Date) ([]access.SeatTerm, error) {
	return sqldb.All(ctx, q, scanTerm, `SELECT `+termColumns+` FROM org_holding WHERE subject_id = $1 AND (valid_to IS NULL OR valid_to > $2)`, person, after)
}

// Holders gives every holding of a post that ends after a day.
func (Seats) Holders(ctx context.Context, q sqldb.Querier, post id.ID, after clock.Date) ([]access.SeatTerm, error) {
	return sqldb.All(ctx, q, scanTerm, `SELECT `+termColumns+` FROM org_holding WHERE post_id = $1 AND (valid_to IS NULL OR valid_to > $2)`, post, after)
}

// Heads gives the persons who head a unit or one above it on a day, the nearest
// unit first. Cost: two queries.
func (Seats) Heads(ctx context.Context, q sqldb.Querier, unit id.ID, day clock.Date) ([]id.ID, error) {
	var path string
	err := sqldb.One(ctx, q, `SELECT path FROM org_unit_now WHERE unit_id = $1`, []any{unit}, &path)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var units []id.ID
	for part := range strings.SplitSeq(strings.TrimSuffix(path, "/"), "/") {
		u, err := id.ParseAny(part)
		if err != nil {
			return nil, err
		}
		units = append([]id.ID{u}, units...)
	}
	list, err := sqldb.All(ctx, q, scanTerm, `SELECT h.subject_id, h.post_id, h.unit_id, h.valid_from, COALESCE(h.valid_to, '')
		FROM org_holding h JOIN org_post p ON p.id = h.post_id WHERE `+sqldb.List(q.Engine(), "h.unit_id", "$1", true)+`
		AND p.head = 1 AND h.valid_from <= $2 AND (h.valid_to IS NULL OR h.valid_to > $2)`, sqldb.IDs(units), day)
	slices.SortStableFunc(list, func(a, b access.SeatTerm) int { return slices.Index(units, a.Unit) - slices.Index(units, b.Unit) })
	var heads []id.ID
	for _, h := range list {
		if !slices.Contains(heads, h.Person) {
			heads = append(heads, h.Person)
		}
	}
	return heads, err
}

// Hold keeps other commands from changing who holds what until this one has
// ended: the same row for which whoever seats somebody waits.
func (Seats) Hold(ctx context.Context, tx *sqldb.Tx) error {
	return tx.Hold(ctx, "org_today", todayID)
}
