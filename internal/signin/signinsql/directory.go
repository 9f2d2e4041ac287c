package signinsql

import (
	"context"
	"errors"
	"strings"

	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/signin"
	"hoso/internal/sqldb"
	"hoso/vi"
)

// Directory tells package signin of people, by the tables of other modules.
type Directory struct {
	*Store
	// NameOfBody gives the root unit and its name.
	NameOfBody func(ctx context.Context) (id.ID, string, error)
}

var _ signin.Directory = (*Directory)(nil)

// Body gives the root unit and its name.
func (d *Directory) Body(ctx context.Context) (id.ID, string, error) { return d.NameOfBody(ctx) }

const usersQuery = `SELECT a.id, a.subject_id, n.name, COALESCE(p.family, ''), COALESCE(p.middle, ''), COALESCE(p.given, ''), COALESCE(u.name, ''), a.state,
	CASE WHEN EXISTS (SELECT 1 FROM signin_credential c WHERE c.account_id = a.id AND c.state = 'live') THEN 1 ELSE 0 END
	FROM signin_name n JOIN access_account a ON a.id = n.id LEFT JOIN person p ON p.id = a.subject_id LEFT JOIN org_unit_now u ON u.unit_id = p.unit_id`

func scanUser(row sqldb.Scanner) (signin.User, error) {
	var u signin.User
	var family, middle, given string
	var enrolled int64
	err := row.Scan(&u.Account, &u.Person, &u.Name, &family, &middle, &given, &u.Unit, &u.State, &enrolled)
	u.FullName, u.Enrolled = joinName(family, middle, given), enrolled == 1
	return u, err
}

// withCodes adds the codes that count or wait now.
func (d *Directory) withCodes(ctx context.Context, q sqldb.Querier, list []signin.User) error {
	accounts := make(sqldb.IDs, len(list))
	for i, u := range list {
		accounts[i] = u.Account
	}
	newest := map[id.ID]*signin.Code{}
	open, err := sqldb.All(ctx, q, scanCode, codes+` WHERE `+sqldb.List(q.Engine(), "account_id", "$1", true)+` AND state IN ('live', 'asked') ORDER BY account_id, made_at, id DESC`, accounts)
	for _, c := range open {
		newest[c.Account] = c
	}
	now := d.Clock.Now()
	for i := range list {
		if c := newest[list[i].Account]; c != nil && (c.Counts(now) || c.Waits(now)) {
			list[i].Code = c
		}
	}
	return err
}

// Users lists accounts in the order of their sign-in names. A word is the
// beginning of a word of the person's name, or of the sign-in name.
func (d *Directory) Users(ctx context.Context, tx door.Tx, f signin.Filter) ([]signin.User, error) {
	t := sqldb.Of(tx)
	w := sqldb.Where{Engine: t.Engine()}
	w.And("n.name > ?", f.After)
	for _, word := range f.Words {
		end := word + "\U0010FFFF"
		w.And(`(n.name >= ? AND n.name < ? OR EXISTS (SELECT 1 FROM person_word x WHERE x.person_id = a.subject_id AND x.word >= ? AND x.word < ?))`, word, end, word, end)
	}
	limit := w.Param(f.Limit)
	list, err := sqldb.All(ctx, t, scanUser, usersQuery+w.SQL()+` ORDER BY n.name LIMIT `+limit, w.Args()...)
	if err != nil {
		return nil, err
	}
	return list, d.withCodes(ctx, t, list)
}

// OpenSessions gives the sessions of all accounts that have not ended, those that
// were used last first.
func (d *Directory) OpenSessions(ctx context.Context, tx door.Tx, limit int) ([]signin.OpenSession, error) {
	return sqldb.All(ctx, sqldb.Of(tx), func(row sqldb.Scanner) (signin.OpenSession, error) {
		var s signin.OpenSession
		var family, middle, given string
		var locked int64
		err := row.Scan(&s.ID, &s.Account, &s.MadeAt, &s.SeenAt, &s.ProvedAt, &locked, &s.Place, &s.Agent, &s.Name, &family, &middle, &given)
		s.Locked, s.FullName = locked != 0, joinName(family, middle, given)
		return s, err
	}, `SELECT s.id, s.account_id, s.made_at, s.seen_at, s.proved_at, s.locked, s.place, s.agent, COALESCE(n.name, ''),
		COALESCE(p.family, ''), COALESCE(p.middle, ''), COALESCE(p.given, '')
		FROM signin_session s JOIN access_account a ON a.id = s.account_id LEFT JOIN signin_name n ON n.id = a.id LEFT JOIN person p ON p.id = a.subject_id
		WHERE s.made_at > $1 AND s.mark = `+markOf+` ORDER BY s.seen_at DESC, s.id LIMIT $2`, d.Clock.Now()-signin.SessionKept, limit)
}

// User reads one account.
func (d *Directory) User(ctx context.Context, account id.ID) (signin.User, error) {
	q := d.DB.Reader()
	list, err := sqldb.All(ctx, q, scanUser, usersQuery+` WHERE a.id = $1`, account)
	if err != nil {
		return signin.User{}, err
	}
	if len(list) == 0 {
		return signin.User{}, errs.NotFound("access.not_found")
	}
	return list[0], d.withCodes(ctx, q, list)
}

// AtMachine gives the accounts of which a recovery at the machine waits.
func (d *Directory) AtMachine(ctx context.Context) ([]signin.User, error) {
	q := d.DB.Reader()
	list, err := sqldb.All(ctx, q, scanUser, usersQuery+` WHERE EXISTS (SELECT 1 FROM signin_code c WHERE c.account_id = a.id AND c.state = 'asked' AND c.reason = 'recover'
		AND c.started_by IS NULL AND c.expires_at > $1) ORDER BY n.name LIMIT 50`, d.Clock.Now())
	if err != nil {
		return nil, err
	}
	return list, d.withCodes(ctx, q, list)
}

// Find finds the people of a name; those who write it with exactly these tones
// go before the others.
func (d *Directory) Find(ctx context.Context, tx door.Tx, name, unit string) ([]signin.Found, error) {
	t := sqldb.Of(tx)
	if who, err := id.Parse("per", strings.TrimSpace(name)); err == nil {
		return sqldb.All(ctx, t, scanFound, foundColumns+` FROM person p LEFT JOIN org_unit_now o ON o.unit_id = p.unit_id WHERE p.id = $1`, who)
	}
	w := sqldb.Where{Engine: t.Engine()}
	w.And("n.fold = ?", vi.FoldWords(name))
	if unit != "" {
		var path string
		err := sqldb.One(ctx, t, `SELECT path FROM org_unit_now WHERE code = $1`, []any{strings.ToUpper(strings.TrimSpace(unit))}, &path)
		if errors.Is(err, sqldb.ErrNoRow) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		today := clock.DateOf(tx.Now().Time().In(clock.Local))
		w.And(`EXISTS (SELECT 1 FROM org_unit_now u WHERE u.path >= ? AND u.path < ? AND (u.unit_id = p.unit_id OR u.unit_id IN
			(SELECT h.unit_id FROM org_holding h WHERE h.subject_id = p.id AND h.valid_from <= ? AND (h.valid_to IS NULL OR h.valid_to > ?))))`,
			path, strings.TrimSuffix(path, "/")+"0", today, today)
	}
	all, err := sqldb.All(ctx, t, scanFound, foundColumns+` FROM person_name n JOIN person p ON p.id = n.person_id LEFT JOIN org_unit_now o ON o.unit_id = p.unit_id`+
		w.SQL()+` ORDER BY p.id LIMIT 50`, w.Args()...)
	var exact []signin.Found
	for _, f := range all {
		if strings.EqualFold(f.FullName, vi.Clean(name)) {
			exact = append(exact, f)
		}
	}
	if len(exact) > 0 {
		return exact, err
	}
	return all, err
}

const foundColumns = `SELECT p.id, p.family, p.middle, p.given, COALESCE(o.name, '')`

func scanFound(row sqldb.Scanner) (signin.Found, error) {
	var f signin.Found
	var family, middle, given string
	err := row.Scan(&f.Person, &family, &middle, &given, &f.Unit)
	f.FullName = joinName(family, middle, given)
	return f, err
}

func scanID(row sqldb.Scanner) (id.ID, error) {
	var d id.ID
	err := row.Scan(&d)
	return d, err
}

// Words gives the names of the body and of the account's person.
func (d *Directory) Words(ctx context.Context, account id.ID) ([]string, error) {
	_, body, err := d.Body(ctx)
	if err != nil {
		return nil, err
	}
	u, err := d.User(ctx, account)
	if errs.Is(err, errs.KindNotFound) { // of a demo
		err = nil
	}
	return []string{body, u.FullName, u.Unit}, err
}

func joinName(parts ...string) string {
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}
