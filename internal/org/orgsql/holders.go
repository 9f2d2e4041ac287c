package orgsql

import (
	"context"
	"errors"

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
// rule, already in the order of the list; of another day than today's tree also
// that day's tree.
func (s *Store) Holders(ctx context.Context, dtx door.Tx, f org.HolderFilter) ([]org.HolderLine, error) {
	tx := sqldb.Of(dtx)
	w := &sqldb.Where{Engine: tx.Engine()}
	on := w.Param(f.Day)
	units, err := s.unitsOf(ctx, tx, w, f, on)
	if err != nil || units == "" {
		return nil, err
	}
	w.And("h.valid_from <= " + on)
	w.And("(h.valid_to IS NULL OR h.valid_to > " + on + ")")
	names := narrow(w, f)
	if err := goOn(ctx, tx, w, f.After); err != nil {
		return nil, err
	}
	return sqldb.All(ctx, tx, scanHolder, `SELECT `+holderColumns+` FROM `+names+` s JOIN org_holding h ON h.subject_id = s.person_id JOIN `+units+` n ON n.unit_id = h.unit_id
		JOIN org_post o ON o.id = h.post_id JOIN person p ON p.id = s.person_id`+w.SQL()+` ORDER BY s.sort_key, h.id LIMIT `+w.Param(f.Limit), w.Args()...)
}

// unitsOf holds a list to the units at or below one on its day and gives the
// table of their names; "" when the unit does not live that day. Today they are
// a range of paths.
func (s *Store) unitsOf(ctx context.Context, tx *sqldb.Tx, w *sqldb.Where, f org.HolderFilter, on string) (string, error) {
	now, _, err := today(ctx, tx)
	if err != nil {
		return "", err
	}
	if f.Day == now {
		path, err := s.pathOf(ctx, tx, f.Unit)
		if errs.Is(err, errs.KindNotFound) {
			return "", nil
		}
		w.And("n.path >= ?", path)
		w.And("n.path < ?", pathEnd(path))
		return "org_unit_now", err
	}
	nodes, err := orderedTree(ctx, tx, f.Day)
	below := idsOf(nodesBelow(nodes, f.Unit))
	if err != nil || len(below) == 0 {
		return "", err
	}
	w.And(sqldb.List(tx.Engine(), "h.unit_id", w.Param(below), true))
	return `(SELECT u.id AS unit_id, u.code, t.name FROM org_unit u JOIN org_state t ON t.unit_id = u.id
		WHERE t.valid_from <= ` + on + ` AND (t.valid_to IS NULL OR t.valid_to > ` + on + `))`, nil
}

// narrow adds what is asked of names and posts, and gives the table that the
// names come from.
func narrow(w *sqldb.Where, f org.HolderFilter) string {
	if !f.Post.IsZero() {
		w.And("h.post_id = ?", f.Post)
	}
	if len(f.Words) == 0 {
		return "person_name"
	}
	last := len(f.Words) - 1
	w.And("s.word = ?", f.Words[last])
	for _, other := range f.Words[:last] {
		w.And("(' ' || s.fold || ' ') LIKE ?", "% "+other+" %")
	}
	return "person_word"
}

// goOn lets a list go on after a holding.
func goOn(ctx context.Context, tx *sqldb.Tx, w *sqldb.Where, after id.ID) error {
	if after.IsZero() {
		return nil
	}
	var key string
	err := sqldb.One(ctx, tx, `SELECT s.sort_key FROM org_holding h JOIN person_name s ON s.person_id = h.subject_id WHERE h.id = $1`, []any{after}, &key)
	if errors.Is(err, sqldb.ErrNoRow) {
		return errs.NotFound("org.holding.not_found")
	}
	w.And("(s.sort_key, h.id) > (?, ?)", key, after)
	return err
}

const holderColumns = `h.id, s.person_id, p.family, p.middle, p.given, h.unit_id, COALESCE(n.code, ''), COALESCE(n.name, ''), COALESCE(o.title, ''),
	COALESCE(o.head, 0), COALESCE(o.seats, 0), COALESCE(h.valid_from, ''), COALESCE(h.valid_to, ''), COALESCE(h.basis, '')`

func scanHolder(row sqldb.Scanner) (org.HolderLine, error) {
	var l org.HolderLine
	var head int64
	err := row.Scan(&l.Holding, &l.Person, &l.Family, &l.Middle, &l.Given, &l.Unit, &l.UnitCode, &l.UnitName, &l.PostTitle, &head, &l.Seats,
		&l.From, &l.To, &l.Basis)
	l.Head = head == 1
	return l, err
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
		WHERE s.word = $1 AND s.fold = $2 ORDER BY s.sort_key, s.person_id LIMIT $4`, words[len(words)-1], vi.FoldWords(name.Full()), day, limit)
}

// Staffed reads every post that lives today or later, with all its holdings.
// Cost: two queries over all posts and holdings, as an import needs them.
func (s *Store) Staffed(ctx context.Context, dtx door.Tx) ([]org.StaffedPost, error) {
	tx, day := sqldb.Of(dtx), clock.DateOf(dtx.Now().Time().In(clock.Local))
	posts, err := sqldb.All(ctx, tx, scanPost, `SELECT `+postColumns+` FROM org_post p WHERE p.valid_to IS NULL OR p.valid_to > $1 ORDER BY p.id`, day)
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
		err := row.Scan(&post, &x.From, &x.To, &x.Name.Family, &x.Name.Middle, &x.Name.Given)
		if i, ok := at[post]; ok {
			list[i].Seated = append(list[i].Seated, x)
		}
		return err
	}, `SELECT h.post_id, h.valid_from, COALESCE(h.valid_to, ''), p.family, p.middle, p.given FROM org_holding h JOIN person p ON p.id = h.subject_id`)
}

// FindPost reads a post outside a command.
func (s *Store) FindPost(ctx context.Context, post id.ID) (*org.Post, error) {
	return findPost(ctx, s.DB.Reader(), post)
}
