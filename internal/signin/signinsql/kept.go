package signinsql

import (
	"context"
	"crypto/sha256"
	"errors"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/signin"
	"hoso/internal/sqldb"
)

// maxViews is how many views a session keeps; the oldest go.
const maxViews = 100

// Keep keeps a query of a session and gives the id of its view.
func (s *Store) Keep(ctx context.Context, token, query string) (id.ID, error) {
	view, hash := id.New(), sha256.Sum256([]byte(token))
	return view, s.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		var session id.ID
		err := sqldb.One(ctx, tx, `SELECT id FROM signin_session WHERE token_hash = $1`, []any{hash}, &session)
		if errors.Is(err, sqldb.ErrNoRow) {
			return errEnded
		}
		if err == nil {
			_, err = tx.Operate(ctx, `INSERT INTO signin_view (id, session_id, query, made_at) VALUES ($1, $2, $3, $4)`, view, session, query, s.Clock.Now())
		}
		if err == nil {
			_, err = tx.Operate(ctx, `DELETE FROM signin_view WHERE session_id = $1 AND made_at < (SELECT min(made_at) FROM
				(SELECT made_at FROM signin_view WHERE session_id = $1 ORDER BY made_at DESC LIMIT $2) newest)`, session, maxViews)
		}
		return err
	})
}

// Kept gives a query that this session keeps: NotFound "access.view.gone".
func (s *Store) Kept(ctx context.Context, token string, view id.ID) (string, error) {
	var query string
	err := sqldb.One(ctx, s.DB.Reader(), `SELECT v.query FROM signin_view v JOIN signin_session s ON s.id = v.session_id WHERE v.id = $1 AND s.token_hash = $2`,
		[]any{view, sha256.Sum256([]byte(token))}, &query)
	if errors.Is(err, sqldb.ErrNoRow) {
		err = errs.NotFound("access.view.gone")
	}
	return query, err
}

// KeepForm seals what an account was about to send and keeps it in the place of
// what was kept before.
func (s *Store) KeepForm(ctx context.Context, account id.ID, plain []byte) error {
	sealed := s.Keys.Seal("kept", account, plain)
	return s.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := tx.Operate(ctx, `DELETE FROM signin_kept WHERE account_id = $1`, account)
		if err == nil {
			_, err = tx.Operate(ctx, `INSERT INTO signin_kept (id, account_id, made_at, sealed) VALUES ($1, $2, $3, $4)`, id.New(), account, s.Clock.Now(), sealed)
		}
		return err
	})
}

// TakeForm gives what is kept for an account, once; nil when there is nothing.
func (s *Store) TakeForm(ctx context.Context, account id.ID) ([]byte, error) {
	var sealed []byte
	err := s.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		sealed = nil
		err := sqldb.One(ctx, tx, `SELECT sealed FROM signin_kept WHERE account_id = $1 AND made_at > $2`, []any{account, s.Clock.Now() - signin.SessionKept}, &sealed)
		if errors.Is(err, sqldb.ErrNoRow) {
			return nil
		}
		if err == nil {
			_, err = tx.Operate(ctx, `DELETE FROM signin_kept WHERE account_id = $1`, account)
		}
		return err
	})
	if err != nil || sealed == nil {
		return nil, err
	}
	plain, err := s.Keys.Open("kept", account, sealed)
	if err != nil {
		return nil, nil // of another key of the folder: it is gone, and what was asked for goes on
	}
	return plain, nil
}

// alertsKept is how long an alert is kept.
const alertsKept clock.Micros = 90 * 24 * 3600 * 1_000_000

// Sweep deletes what is too old to count.
func (s *Store) Sweep(ctx context.Context, now clock.Micros) error {
	return s.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		for _, d := range []struct {
			query  string
			before clock.Micros
		}{
			{`DELETE FROM signin_session WHERE made_at < $1`, now - signin.SessionKept},
			{`DELETE FROM signin_view WHERE made_at < $1`, now - signin.SessionKept},
			{`DELETE FROM signin_kept WHERE made_at < $1`, now - signin.SessionKept},
			{`DELETE FROM signin_place WHERE seen_at < $1`, now - signin.PlaceKnown},
			{`DELETE FROM signin_throttle WHERE last_at < $1 AND until < $1`, now - signin.PlaceKnown},
			{`DELETE FROM signin_challenge WHERE expires_at < $1`, now},
			{`DELETE FROM signin_alert WHERE at < $1`, now - alertsKept},
		} {
			if _, err := tx.Operate(ctx, d.query, d.before); err != nil {
				return err
			}
		}
		return nil
	})
}

// Expire is Sweep as of now, the chore.
func (s *Store) Expire(ctx context.Context) error { return s.Sweep(ctx, s.Clock.Now()) }
