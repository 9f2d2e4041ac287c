package orgsql

import (
	"context"
	"errors"
	"strconv"

	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/person"
	"hoso/internal/sqldb"
	"hoso/vi"
)

// Holders lists who sits where at or below a unit, in the order of names. A
// word of the name narrows by its own rows; others are looked for in what
// that row carries. Cost: a range of the last word's rows, the given name as a
// rule, already in the order of the list.
func (s *Store) Holders(ctx context.Context, dtx door.Tx, f org.HolderFilter) ([]org.HolderLine, error) {
	tx := sqldb.Of(dtx)
	path, err := s.pathOf(ctx, tx, f.Unit)
	if err != nil {
		return nil, err
	}
	var after string
	if !f.After.IsZero() {
		err := sqldb.One(ctx, tx, `SELECT s.sort_key FROM org_holding h JOIN person_name s ON s.person_id = h.subject_id WHERE h.id = $1`, []any{f.After}, &after)
		if errors.Is(err, sqldb.ErrNoRow) {
			return nil, errs.NotFound("org.holding.not_found")
		}
		if err != nil {
			return nil, err
		}
	}
	query, args := holdersQuery(f, path, after)
	return sqldb.All(ctx, tx, scanHolder, query, args...)
}

const holderColumns = `h.id, s.person_id, p.family, p.middle, p.given, h.unit_id, COALESCE(n.code, ''), COALESCE(n.name, ''), COALESCE(o.title, ''),
	COALESCE(o.head, 0), COALESCE(o.seats, 0), COALESCE(h.valid_from, ''), COALESCE(h.basis, '')`

func scanHolder(row sqldb.Scanner) (org.HolderLine, error) {
	var l org.HolderLine
	var head int64
	err := row.Scan(&l.Holding, &l.Person, &l.Family, &l.Middle, &l.Given, &l.Unit, &l.UnitCode, &l.UnitName, &l.PostTitle, &head, &l.Seats,
		&l.From, &l.Basis)
	l.Head = head == 1
	return l, err
}

func holdersQuery(f org.HolderFilter, path, after string) (string, []any) {
	from, cond := "person_name s", ""
	args := []any{path, pathEnd(path), f.Day, after, f.After.Bytes(), f.Limit}
	param := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	if len(f.Words) > 0 {
		from = "person_word s"
		cond = " AND s.word = " + param(f.Words[len(f.Words)-1])
		for _, w := range f.Words[:len(f.Words)-1] {
			cond += " AND (' ' || s.fold || ' ') LIKE " + param("% "+w+" %")
		}
	}
	if !f.Post.IsZero() {
		cond += " AND h.post_id = " + param(f.Post)
	}
	return `SELECT ` + holderColumns + ` FROM ` + from + ` JOIN org_holding h ON h.subject_id = s.person_id JOIN org_unit_now n ON n.unit_id = h.unit_id
		JOIN org_post o ON o.id = h.post_id JOIN person p ON p.id = s.person_id
		WHERE n.path >= $1 AND n.path < $2 AND h.valid_from <= $3 AND (h.valid_to IS NULL OR h.valid_to > $3)
		AND (s.sort_key > $4 OR (s.sort_key = $4 AND h.id > $5))` + cond + ` ORDER BY s.sort_key, h.id LIMIT $6`, args
}

// Namesakes gives the people of exactly this name, folded.
func (s *Store) Namesakes(ctx context.Context, dtx door.Tx, name person.Name, day clock.Date, limit int) ([]org.HolderLine, error) {
	words := vi.Words(name.Full())
	if len(words) == 0 {
		return nil, nil
	}
	return sqldb.All(ctx, sqldb.Of(dtx), scanHolder, `SELECT `+holderColumns+` FROM person_word s JOIN person p ON p.id = s.person_id
		LEFT JOIN org_holding h ON h.subject_id = s.person_id AND h.valid_from <= $3 AND (h.valid_to IS NULL OR h.valid_to > $3)
		LEFT JOIN org_unit_now n ON n.unit_id = h.unit_id LEFT JOIN org_post o ON o.id = h.post_id
		WHERE s.word = $1 AND s.fold = $2 ORDER BY s.sort_key, s.person_id LIMIT $4`, words[len(words)-1], vi.Fold(name.Full()), day, limit)
}

// Staffed reads every living post with who sits in it now or later. Cost: two
// queries over all posts and holdings, as an import needs them.
func (s *Store) Staffed(ctx context.Context, dtx door.Tx) ([]org.StaffedPost, error) {
	tx := sqldb.Of(dtx)
	posts, err := sqldb.All(ctx, tx, scanPost, `SELECT `+postColumns+` FROM org_post p WHERE p.valid_to IS NULL ORDER BY p.id`)
	if err != nil {
		return nil, err
	}
	list, at := make([]org.StaffedPost, len(posts)), map[id.ID]int{}
	for i, p := range posts {
		list[i].Post, at[p.ID] = p, i
	}
	return list, sqldb.Each(ctx, tx, func(row sqldb.Scanner) error {
		var post id.ID
		var x org.Seated
		err := row.Scan(&post, &x.From, &x.Name.Family, &x.Name.Middle, &x.Name.Given)
		if i, ok := at[post]; ok {
			list[i].Seated = append(list[i].Seated, x)
		}
		return err
	}, `SELECT h.post_id, h.valid_from, p.family, p.middle, p.given FROM org_holding h JOIN person p ON p.id = h.subject_id WHERE h.valid_to IS NULL`)
}

// FindPost reads a post outside a command.
func (s *Store) FindPost(ctx context.Context, post id.ID) (*org.Post, error) {
	return findPost(ctx, s.DB.Reader(), post)
}
