package orgsql

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/sqldb"
	"hoso/vi"
)

const postColumns = `p.id, p.version, p.unit_id, p.managing_unit_id, p.title, p.head, p.seats, p.valid_from, COALESCE(p.valid_to, ''), p.basis, COALESCE(p.end_basis, '')`

func scanPost(row sqldb.Scanner) (org.Post, error) {
	var p org.Post
	var head int64
	err := row.Scan(&p.ID, &p.Version, &p.Unit, &p.Managing, &p.Title, &head, &p.Seats, &p.From, &p.To, &p.Basis, &p.EndBasis)
	p.Head = head == 1
	return p, err
}

// Post reads a post.
func (s *Store) Post(ctx context.Context, tx door.Tx, post id.ID) (*org.Post, error) {
	return findPost(ctx, sqldb.Of(tx), post)
}

func findPost(ctx context.Context, q sqldb.Querier, post id.ID) (*org.Post, error) {
	list, err := sqldb.All(ctx, q, scanPost, `SELECT `+postColumns+` FROM org_post p WHERE p.id = $1`, post)
	if err == nil && len(list) == 0 {
		err = errs.NotFound("org.post.not_found")
	}
	if err != nil {
		return nil, err
	}
	return &list[0], nil
}

// SavePost writes a post under its next version.
func (s *Store) SavePost(ctx context.Context, tx door.Tx, p *org.Post) error {
	return savePost(ctx, sqldb.Of(tx), p)
}

func savePost(ctx context.Context, tx *sqldb.Tx, p *org.Post) error {
	p.Version++
	return tx.Put(ctx, "org_post", sqldb.Key{ID: p.ID, Version: p.Version}, sqldb.Row{"label": 0, "unit_id": p.Unit,
		"managing_unit_id": p.Managing, "state": "live", "subject_id": nil, "title": p.Title, "head": p.Head, "seats": p.Seats,
		"valid_from": p.From, "valid_to": p.To, "basis": p.Basis, "end_basis": p.EndBasis})
}

// Taken counts the holdings of a post on a day or later.
func (s *Store) Taken(ctx context.Context, tx door.Tx, post id.ID, day clock.Date) (int64, error) {
	var n int64
	err := sqldb.One(ctx, sqldb.Of(tx), `SELECT count(*) FROM org_holding WHERE post_id = $1 AND (valid_to IS NULL OR valid_to > $2)`, []any{post, day}, &n)
	return n, err
}

const holdingColumns = `id, version, unit_id, managing_unit_id, post_id, subject_id, valid_from, COALESCE(valid_to, ''), basis, COALESCE(end_basis, '')`

func scanHolding(row sqldb.Scanner) (org.Holding, error) {
	var h org.Holding
	err := row.Scan(&h.ID, &h.Version, &h.Unit, &h.Managing, &h.Post, &h.Person, &h.From, &h.To, &h.Basis, &h.EndBasis)
	return h, err
}

// Holding reads a holding.
func (s *Store) Holding(ctx context.Context, tx door.Tx, holding id.ID) (*org.Holding, error) {
	list, err := sqldb.All(ctx, sqldb.Of(tx), scanHolding, `SELECT `+holdingColumns+` FROM org_holding WHERE id = $1`, holding)
	if err == nil && len(list) == 0 {
		err = errs.NotFound("org.holding.not_found")
	}
	if err != nil {
		return nil, err
	}
	return &list[0], nil
}

// SaveHolding writes a holding under its next version.
func (s *Store) SaveHolding(ctx context.Context, tx door.Tx, h *org.Holding) error {
	return saveHolding(ctx, sqldb.Of(tx), h)
}

func saveHolding(ctx context.Context, tx *sqldb.Tx, h *org.Holding) error {
	h.Version++
	state := "live"
	if h.To != "" {
		state = "ended"
	}
	return tx.Put(ctx, "org_holding", sqldb.Key{ID: h.ID, Version: h.Version}, sqldb.Row{"label": 0, "unit_id": h.Unit,
		"managing_unit_id": h.Managing, "state": state, "subject_id": h.Person, "post_id": h.Post, "valid_from": h.From,
		"valid_to": h.To, "basis": h.Basis, "end_basis": h.EndBasis})
}

// PostsOf gives the posts of a unit on a day, heads first.
func (s *Store) PostsOf(ctx context.Context, unit id.ID, day clock.Date) ([]org.PostLine, error) {
	return sqldb.All(ctx, s.DB.Reader(), scanPostLine, `SELECT `+postColumns+`, COALESCE(n.name, ''),
		(SELECT count(*) FROM org_holding h WHERE h.post_id = p.id AND h.valid_from <= $2 AND (h.valid_to IS NULL OR h.valid_to > $2))
		FROM org_post p LEFT JOIN org_unit_now n ON n.unit_id = p.unit_id
		WHERE p.unit_id = $1 AND p.valid_from <= $2 AND (p.valid_to IS NULL OR p.valid_to > $2) ORDER BY p.head DESC, p.title, p.id`, unit, day)
}

func scanPostLine(row sqldb.Scanner) (org.PostLine, error) {
	var l org.PostLine
	var head int64
	err := row.Scan(&l.ID, &l.Version, &l.Unit, &l.Managing, &l.Title, &head, &l.Seats, &l.From, &l.To, &l.Basis, &l.EndBasis, &l.UnitName, &l.Holders)
	l.Head = head == 1
	return l, err
}

// Vacancies gives the posts with free seats at or below a unit, in the order of
// the tree; the key of a page is the post's id. Cost: the day's tree, and the
// posts of the units below.
func (s *Store) Vacancies(ctx context.Context, unit id.ID, day clock.Date, page org.Page) ([]org.PostLine, error) {
	nodes, err := s.Tree(ctx, day)
	if err != nil {
		return nil, err
	}
	nodes = nodesBelow(nodes, unit)
	q := s.DB.Reader()
	list, err := sqldb.All(ctx, q, scanPostLine, `SELECT `+postColumns+`, '',
		(SELECT count(*) FROM org_holding h WHERE h.post_id = p.id AND h.valid_from <= $2 AND (h.valid_to IS NULL OR h.valid_to > $2))
		FROM org_post p WHERE p.valid_from <= $2 AND (p.valid_to IS NULL OR p.valid_to > $2) AND `+sqldb.List(q.Engine(), "p.unit_id", "$1", true), idsOf(nodes), day)
	if err != nil {
		return nil, err
	}
	return cut(sorted(slices.DeleteFunc(list, func(l org.PostLine) bool { return l.Free() == 0 }), nodes), page)
}

// sorted puts posts into the order of units, and names the units.
func sorted(list []org.PostLine, nodes []org.Node) []org.PostLine {
	at := make(map[id.ID]int, len(nodes))
	for i, n := range nodes {
		at[n.ID] = i
	}
	for i := range list {
		list[i].UnitName = nodes[at[list[i].Unit]].Name
	}
	slices.SortFunc(list, func(a, b org.PostLine) int {
		if a.Unit == b.Unit && a.Head != b.Head {
			return map[bool]int{true: -1, false: 1}[a.Head]
		}
		return cmp.Or(cmp.Compare(at[a.Unit], at[b.Unit]), strings.Compare(vi.TextKey(a.Title), vi.TextKey(b.Title)), a.ID.Compare(b.ID))
	})
	return list
}

// cut gives one page of posts. A key that is not among them any more, since its
// last seat was taken, begins again.
func cut(list []org.PostLine, page org.Page) ([]org.PostLine, error) {
	if page.After != "" {
		after, err := id.ParseAny(page.After)
		if err != nil {
			return nil, err
		}
		list = list[1+slices.IndexFunc(list, func(l org.PostLine) bool { return l.ID == after }):]
	}
	return list[:min(len(list), page.Limit)], nil
}
