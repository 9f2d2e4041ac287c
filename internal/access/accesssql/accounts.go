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
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/sqldb"
)

// ActionAccount is the command that makes an account.
const ActionAccount access.Action = "access.account.create"

// Account is who may sign in, and as whom.
type Account struct {
	ID      id.ID
	Person  id.ID
	Unit    id.ID
	Persona string // key of a demo persona, "" otherwise
	Roles   []access.Holding
	From    clock.Date
}

// Accounts makes accounts through the door and keeps their sessions.
type Accounts struct {
	Door  *door.Door
	DB    *sqldb.DB
	Clock clock.Clock
	// MACKey authenticates session rows; it is in DIR/keys, not in the database.
	MACKey []byte
}

// Create makes an account with its roles.
func (a *Accounts) Create(ctx context.Context, who access.Actor, key [16]byte, acc Account) (ledger.Ref, error) {
	c := door.Command{Name: ActionAccount, Key: key, Actor: who, Purpose: access.PurposeOrganisation,
		Object: access.Object{Kind: "unit", ID: acc.Unit}, Args: acc}
	return a.Door.Do(ctx, c, func(ctx context.Context, tx door.Tx) error {
		t := sqldb.Of(tx)
		tx.Subject(acc.Person)
		err := t.Put(ctx, "access_account", sqldb.Key{ID: acc.ID, Version: 1}, sqldb.Row{"label": 0, "unit_id": acc.Unit,
			"managing_unit_id": acc.Unit, "state": "active", "subject_id": acc.Person, "clearance": 0, "persona": acc.Persona})
		for _, r := range acc.Roles {
			if err == nil {
				err = t.Put(ctx, "access_role", sqldb.Key{ID: id.New(), Version: 1}, sqldb.Row{"label": 0, "account_id": acc.ID,
					"role": r.Role, "unit_id": r.Unit, "valid_from": acc.From, "valid_to": nil})
			}
		}
		return err
	})
}

// Personas gives the demo's accounts by their keys.
func (a *Accounts) Personas(ctx context.Context) (map[string]id.ID, error) {
	all := map[string]id.ID{}
	err := sqldb.Each(ctx, a.DB.Reader(), func(row sqldb.Scanner) error {
		var account id.ID
		var persona string
		err := row.Scan(&account, &persona)
		all[persona] = account
		return err
	}, `SELECT id, persona FROM access_account WHERE persona IS NOT NULL AND state = 'active'`)
	return all, err
}

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
		return err
	})
}
