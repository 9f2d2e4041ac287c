// Package signinsql keeps sessions, proofs and attempts.
package signinsql

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/signin"
	"hoso/internal/sqldb"
)

// Store keeps what this module stores, on either engine.
type Store struct {
	DB    *sqldb.DB
	Clock clock.Clock
	// MACKey authenticates session rows; it is in DIR/keys, not in the database.
	MACKey []byte
	Keys   *signin.Keys
}

// The errors of a token: Denied both. A locked session opens nothing, but it is
// known whose it was.
var (
	errEnded  = errs.Denied("signin.session.ended")
	errLocked = errs.Denied("signin.session.locked")
)

// seenEvery is how often it is noted that a session was used.
const seenEvery clock.Micros = 60_000_000

// row is a session's row.
type row struct {
	signin.Session
	hash    [32]byte
	account id.ID
	person  id.ID
	mark    int64
	now     int64 // what the mark is today
	mac     []byte
}

// markOf is what stands of an account's rights and credentials: it only grows,
// with every change of one of their rows.
const markOf = `a.version + COALESCE((SELECT CAST(sum(r.version) AS BIGINT) FROM access_role r WHERE r.account_id = a.id), 0)
	+ COALESCE((SELECT CAST(sum(c.version) AS BIGINT) FROM signin_credential c WHERE c.account_id = a.id), 0)`

// Begin begins a session of an account whose person has just proved who they
// are, and gives its token, of which only the hash is kept: NotFound
// "access.not_found" for an account that is not active.
func (s *Store) Begin(ctx context.Context, account id.ID, how signin.Proved, from signin.Client) (string, error) {
	now := s.Clock.Now()
	r := row{account: account, Session: signin.Session{ID: id.New(), MadeAt: now, SeenAt: now, ProvedAt: now, Passkey: how == signin.ProvedByPasskey, Client: from}}
	return s.begin(ctx, r)
}

func (s *Store) begin(ctx context.Context, r row) (string, error) {
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return "", err
	}
	token := base64.RawURLEncoding.EncodeToString(raw)
	r.hash = sha256.Sum256([]byte(token))
	return token, s.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		err := sqldb.One(ctx, tx, `SELECT `+markOf+` FROM access_account a WHERE a.id = $1 AND a.state = 'active'`, []any{r.account}, &r.mark)
		if errors.Is(err, sqldb.ErrNoRow) {
			return errs.NotFound("access.not_found")
		}
		if err == nil {
			_, err = tx.Operate(ctx, `DELETE FROM signin_session WHERE id = $1`, r.ID)
		}
		if err != nil {
			return err
		}
		_, err = tx.Operate(ctx, `INSERT INTO signin_session (id, token_hash, account_id, made_at, seen_at, proved_at, passkey, mark, locked, place, agent, mac)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, $11)`, r.ID, r.hash, r.account, r.MadeAt, r.SeenAt, r.ProvedAt, number(r.Passkey), r.mark, r.Place, r.Agent, s.mac(&r))
		return err
	})
}

// mac binds a row to its token, its account and what stands in it, so that one
// written or changed by hand opens nothing.
func (s *Store) mac(r *row) []byte {
	m := hmac.New(sha256.New, s.MACKey)
	m.Write([]byte("hoso/session/v3\n"))
	m.Write(r.hash[:])
	m.Write(r.ID[:])
	m.Write(r.account[:])
	for _, n := range []int64{int64(r.MadeAt), int64(r.ProvedAt), number(r.Passkey), r.mark, number(r.Locked)} {
		m.Write(binary.BigEndian.AppendUint64(nil, uint64(n)))
	}
	return m.Sum(nil)
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// find reads a session that has not ended: Denied "signin.session.ended".
func (s *Store) find(ctx context.Context, token string) (*row, error) {
	r := row{hash: sha256.Sum256([]byte(token))}
	var passkey, locked int64
	err := sqldb.One(ctx, s.DB.Reader(), `SELECT s.id, s.account_id, s.made_at, s.seen_at, s.proved_at, s.passkey, s.mark, s.locked, s.place, s.agent, s.mac, a.subject_id, `+markOf+`
		FROM signin_session s JOIN access_account a ON a.id = s.account_id WHERE s.token_hash = $1 AND a.state = 'active'`, []any{r.hash},
		&r.ID, &r.account, &r.MadeAt, &r.SeenAt, &r.ProvedAt, &passkey, &r.mark, &locked, &r.Place, &r.Agent, &r.mac, &r.person, &r.now)
	r.Passkey, r.Locked = passkey != 0, locked != 0
	switch {
	case errors.Is(err, sqldb.ErrNoRow):
		return nil, errEnded
	case err != nil:
		return nil, err
	case !hmac.Equal(r.mac, s.mac(&r)) || r.mark != r.now:
		return nil, errEnded
	case s.Clock.Now()-r.MadeAt > signin.SessionKept: // taken away: a clock that is set back revives nothing
		if err = s.operate(ctx, `DELETE FROM signin_session WHERE token_hash = $1`, r.hash); err == nil {
			err = errEnded
		}
		return nil, err
	}
	return &r, nil
}

// Session gives who a token belongs to: Denied "signin.session.ended"; Denied
// "signin.session.locked", with the account, when they must prove again who they
// are. It notes that the session was used, at most once a minute.
func (s *Store) Session(ctx context.Context, token string) (access.Actor, error) {
	r, err := s.find(ctx, token)
	if err != nil {
		return access.Actor{}, err
	}
	now := s.Clock.Now()
	who := access.Actor{Account: r.account, Person: r.person, Passkey: r.Passkey}
	if r.IsLocked(now) {
		return who, s.lock(ctx, r)
	}
	who.Fresh = r.IsFresh(now)
	if now-r.SeenAt < seenEvery {
		return who, nil
	}
	return who, s.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := tx.Operate(ctx, `UPDATE signin_session SET seen_at = $2 WHERE token_hash = $1`, r.hash, now)
		return err
	})
}

// Rotate gives a session another token, so that the one before opens nothing;
// how says whether its person has just proved who they are. What the session
// keeps stays, and so does that they proved it by a passkey. A session may be rotated that is behind its account's own change.
func (s *Store) Rotate(ctx context.Context, token string, how signin.Proved) (string, error) {
	r := row{hash: sha256.Sum256([]byte(token))}
	var passkey int64
	err := sqldb.One(ctx, s.DB.Reader(), `SELECT id, account_id, made_at, proved_at, passkey, mark, place, agent, mac FROM signin_session WHERE token_hash = $1 AND locked = 0`,
		[]any{r.hash}, &r.ID, &r.account, &r.MadeAt, &r.ProvedAt, &passkey, &r.mark, &r.Place, &r.Agent, &r.mac)
	r.Passkey = passkey != 0
	if errors.Is(err, sqldb.ErrNoRow) || err == nil && !hmac.Equal(r.mac, s.mac(&r)) {
		return "", errEnded
	}
	if err != nil {
		return "", err
	}
	r.SeenAt = s.Clock.Now()
	if how != signin.ProvedNot {
		r.ProvedAt = r.SeenAt
	}
	r.Passkey = r.Passkey || how == signin.ProvedByPasskey
	return s.begin(ctx, r)
}

// lock keeps that a session is locked, so that a clock that is set back does not
// open it again, and says so: Denied "signin.session.locked".
func (s *Store) lock(ctx context.Context, r *row) error {
	if !r.Locked {
		r.Locked = true
		if err := s.operate(ctx, `UPDATE signin_session SET locked = 1, mac = $2 WHERE token_hash = $1`, r.hash, s.mac(r)); err != nil {
			return err
		}
	}
	return errLocked
}

// Lock locks a session.
func (s *Store) Lock(ctx context.Context, token string) error {
	r, err := s.find(ctx, token)
	if errs.Is(err, errs.KindDenied) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.lock(ctx, r); !errs.Is(err, errs.KindDenied) {
		return err
	}
	return nil
}

// SignOut ends a session.
func (s *Store) SignOut(ctx context.Context, token string) error {
	hash := sha256.Sum256([]byte(token))
	return s.operate(ctx, `DELETE FROM signin_session WHERE token_hash = $1`, hash)
}

func (s *Store) operate(ctx context.Context, query string, args ...any) error {
	return s.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := tx.Operate(ctx, query, args...)
		return err
	})
}

// Sessions gives the sessions of an account that have not ended, the newest
// first; Own is the one of the token.
func (s *Store) Sessions(ctx context.Context, account id.ID, token string) ([]signin.Session, error) {
	own := sha256.Sum256([]byte(token))
	return sqldb.All(ctx, s.DB.Reader(), func(q sqldb.Scanner) (signin.Session, error) {
		var r row
		var hash []byte
		var locked int64
		err := q.Scan(&r.ID, &hash, &r.MadeAt, &r.SeenAt, &r.ProvedAt, &locked, &r.Place, &r.Agent)
		r.Own, r.Locked = string(hash) == string(own[:]), locked != 0
		return r.Session, err
	}, `SELECT s.id, s.token_hash, s.made_at, s.seen_at, s.proved_at, s.locked, s.place, s.agent FROM signin_session s JOIN access_account a ON a.id = s.account_id
		WHERE s.account_id = $1 AND s.made_at > $2 AND s.mark = `+markOf+` ORDER BY s.made_at DESC, s.id`, account, s.Clock.Now()-signin.SessionKept)
}

// End ends one session of an account: NotFound "signin.session.not_found".
func (s *Store) End(ctx context.Context, account, session id.ID) error {
	return s.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		n, err := tx.Operate(ctx, `DELETE FROM signin_session WHERE id = $1 AND account_id = $2`, session, account)
		if err == nil && n == 0 {
			err = errs.NotFound("signin.session.not_found")
		}
		return err
	})
}

// EndOthers ends all sessions of an account but the one of the token.
func (s *Store) EndOthers(ctx context.Context, account id.ID, token string) error {
	hash := sha256.Sum256([]byte(token))
	return s.operate(ctx, `DELETE FROM signin_session WHERE account_id = $1 AND token_hash <> $2`, account, hash)
}

// EndAll ends every session.
func (s *Store) EndAll(ctx context.Context) error {
	return s.operate(ctx, `DELETE FROM signin_session`)
}
