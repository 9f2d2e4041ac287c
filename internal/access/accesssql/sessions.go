package accesssql

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
	"hoso/internal/sqldb"
)

// How long a session lasts: unused, and at all.
const (
	SessionIdle clock.Micros = 15 * 60 * 1_000_000
	SessionLife clock.Micros = 12 * 3600 * 1_000_000
)

// SignIn begins a session and gives its token, of which only the hash is kept.
func (a *Accounts) SignIn(ctx context.Context, account id.ID) (string, error) {
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return "", err
	}
	token := base64.RawURLEncoding.EncodeToString(raw)
	hash, now := sha256.Sum256([]byte(token)), a.Clock.Now()
	return token, a.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := tx.Operate(ctx, `INSERT INTO access_session (token_hash, account_id, made_at, seen_at, mac) VALUES ($1, $2, $3, $4, $5)`,
			hash, account, now, now, a.mac(hash, account, now))
		return err
	})
}

// mac binds a session's token to its account and its beginning, so that a row
// written into the database by hand opens nothing.
func (a *Accounts) mac(hash [32]byte, account id.ID, made clock.Micros) []byte {
	m := hmac.New(sha256.New, a.MACKey)
	m.Write([]byte("hoso/session/v1\n"))
	m.Write(hash[:])
	m.Write(account[:])
	m.Write(binary.BigEndian.AppendUint64(nil, uint64(made)))
	return m.Sum(nil)
}

// Session gives the account of a token: Denied "access.session.ended" when there
// is none, it has run out or its account is not active. It notes that the
// session was used, at most once a minute.
func (a *Accounts) Session(ctx context.Context, token string) (access.Actor, error) {
	ended := errs.Denied("access.session.ended")
	hash, now := sha256.Sum256([]byte(token)), a.Clock.Now()
	var who access.Actor
	var made, seen clock.Micros
	var mac []byte
	err := sqldb.One(ctx, a.DB.Reader(), `SELECT s.account_id, s.made_at, s.seen_at, s.mac, a.subject_id FROM access_session s
		JOIN access_account a ON a.id = s.account_id WHERE s.token_hash = $1 AND a.state = 'active'`, []any{hash},
		&who.Account, &made, &seen, &mac, &who.Person)
	if errors.Is(err, sqldb.ErrNoRow) {
		return access.Actor{}, ended
	}
	if err != nil {
		return access.Actor{}, err
	}
	if !hmac.Equal(mac, a.mac(hash, who.Account, made)) || now-seen > SessionIdle || now-made > SessionLife {
		return access.Actor{}, ended
	}
	if now-seen < 60_000_000 {
		return who, nil
	}
	return who, a.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := tx.Operate(ctx, `UPDATE access_session SET seen_at = $2 WHERE token_hash = $1`, hash, now)
		return err
	})
}

// SignOut ends a session.
func (a *Accounts) SignOut(ctx context.Context, token string) error {
	hash := sha256.Sum256([]byte(token))
	return a.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := tx.Operate(ctx, `DELETE FROM access_session WHERE token_hash = $1`, hash)
		if err == nil {
			_, err = tx.Operate(ctx, `DELETE FROM access_view WHERE token_hash = $1`, hash)
		}
		return err
	})
}

// Expire deletes sessions that have ended, and what they kept.
func (a *Accounts) Expire(ctx context.Context) error {
	now := a.Clock.Now()
	return a.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := tx.Operate(ctx, `DELETE FROM access_session WHERE seen_at < $1 OR made_at < $2`, now-SessionIdle, now-SessionLife)
		if err == nil {
			_, err = tx.Operate(ctx, `DELETE FROM access_view WHERE made_at < $1`, now-SessionLife)
		}
		return err
	})
}

// maxViews is how many views a session keeps; the oldest go.
const maxViews = 100

// Keep keeps a query of a session and gives the id of its view.
func (a *Accounts) Keep(ctx context.Context, token, query string) (id.ID, error) {
	view, hash := id.New(), sha256.Sum256([]byte(token))
	return view, a.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := tx.Operate(ctx, `INSERT INTO access_view (id, token_hash, query, made_at) VALUES ($1, $2, $3, $4)`, view, hash, query, a.Clock.Now())
		if err == nil {
			_, err = tx.Operate(ctx, `DELETE FROM access_view WHERE token_hash = $1 AND made_at < (SELECT min(made_at) FROM
				(SELECT made_at FROM access_view WHERE token_hash = $1 ORDER BY made_at DESC LIMIT $2) newest)`, hash, maxViews)
		}
		return err
	})
}

// Kept gives a query that this session keeps: NotFound "access.view.gone".
func (a *Accounts) Kept(ctx context.Context, token string, view id.ID) (string, error) {
	var query string
	err := sqldb.One(ctx, a.DB.Reader(), `SELECT query FROM access_view WHERE id = $1 AND token_hash = $2`,
		[]any{view, sha256.Sum256([]byte(token))}, &query)
	if errors.Is(err, sqldb.ErrNoRow) {
		err = errs.NotFound("access.view.gone")
	}
	return query, err
}
