package signinsql

import (
	"context"
	"errors"

	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/signin"
	"hoso/internal/sqldb"
)

var _ signin.Credentials = (*Store)(nil)

const credentials = `SELECT id, version, account_id, kind, state, made_at, secret, handle, COALESCE(name, '') FROM signin_credential`

func scanCredential(q sqldb.Scanner) (signin.Credential, error) {
	var c signin.Credential
	err := q.Scan(&c.ID, &c.Version, &c.Account, &c.Kind, &c.State, &c.MadeAt, &c.Secret, &c.Handle, &c.Name)
	return c, err
}

// NameTaken reports whether an account signs in by the name.
func (s *Store) NameTaken(ctx context.Context, tx door.Tx, name string) (bool, error) {
	var n int64
	err := sqldb.One(ctx, sqldb.Of(tx), `SELECT count(*) FROM signin_name WHERE name = $1`, []any{name}, &n)
	return n > 0, err
}

// CreateName gives an account its sign-in name.
func (s *Store) CreateName(ctx context.Context, tx door.Tx, account id.ID, name string) error {
	err := sqldb.Of(tx).Put(ctx, "signin_name", sqldb.Key{ID: account, Version: 1}, sqldb.Row{"label": 0, "name": name})
	if sqldb.IsUnique(err) {
		err = errs.Invalid("signin.name.taken", errs.Field("name"), errs.Str("name", name))
	}
	return err
}

// LiveCredentials gives the credentials of an account that count.
func (s *Store) LiveCredentials(ctx context.Context, tx door.Tx, account id.ID) ([]signin.Credential, error) {
	return sqldb.All(ctx, sqldb.Of(tx), scanCredential, credentials+` WHERE account_id = $1 AND state = 'live' ORDER BY id`, account)
}

// SaveCredential writes the next version of a credential; the counter of a new
// passkey begins.
func (s *Store) SaveCredential(ctx context.Context, tx door.Tx, c *signin.Credential) error {
	c.Version++
	row := sqldb.Row{"label": 0, "account_id": c.Account, "kind": c.Kind, "state": c.State, "made_at": c.MadeAt, "secret": c.Secret,
		"handle": nil, "name": nil}
	if c.Kind == signin.KindPasskey {
		row["handle"], row["name"] = c.Handle, c.Name
	}
	err := sqldb.Of(tx).Put(ctx, "signin_credential", sqldb.Key{ID: c.ID, Version: c.Version}, row)
	if sqldb.IsUnique(err) {
		return errs.Invalid("signin.passkey.not_made").Because(err)
	}
	if err == nil && c.Kind == signin.KindPasskey && c.Version == 1 {
		err = s.startCounter(ctx, sqldb.Of(tx), c.ID, c.Counter)
	}
	return err
}

const codes = `SELECT id, version, account_id, reason, state, code_hash, made_at, expires_at, started_by, approved_by FROM signin_code`

func scanCode(q sqldb.Scanner) (*signin.Code, error) {
	var c signin.Code
	err := q.Scan(&c.ID, &c.Version, &c.Account, &c.Reason, &c.State, &c.Hash, &c.MadeAt, &c.ExpiresAt, &c.StartedBy, &c.ApprovedBy)
	return &c, err
}

func findCode(ctx context.Context, q sqldb.Querier, where string, key any) (*signin.Code, error) {
	list, err := sqldb.All(ctx, q, scanCode, codes+` WHERE `+where, key)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, sqldb.ErrNoRow
	}
	return list[0], nil
}

// FindCode reads a code by its hash.
func (s *Store) FindCode(ctx context.Context, tx door.Tx, hash [32]byte) (*signin.Code, error) {
	c, err := findCode(ctx, sqldb.Of(tx), `code_hash = $1`, hash[:])
	if errors.Is(err, sqldb.ErrNoRow) {
		err = errs.Conflict("signin.code.over")
	}
	return c, err
}

// OpenCodes gives the codes of an account that are live or asked for.
func (s *Store) OpenCodes(ctx context.Context, tx door.Tx, account id.ID) ([]*signin.Code, error) {
	return sqldb.All(ctx, sqldb.Of(tx), scanCode, codes+` WHERE account_id = $1 AND state IN ('live', 'asked') ORDER BY made_at DESC, id`, account)
}

// SaveCode writes the next version of a code.
func (s *Store) SaveCode(ctx context.Context, tx door.Tx, c *signin.Code) error {
	c.Version++
	var hash any
	if c.Hash != nil {
		hash = c.Hash
	}
	return sqldb.Of(tx).Put(ctx, "signin_code", sqldb.Key{ID: c.ID, Version: c.Version}, sqldb.Row{"label": 0, "account_id": c.Account,
		"reason": c.Reason, "state": c.State, "code_hash": hash, "made_at": c.MadeAt, "expires_at": c.ExpiresAt,
		"started_by": c.StartedBy, "approved_by": c.ApprovedBy})
}

// EndSessions ends all sessions of an account, in the command's transaction.
func (s *Store) EndSessions(ctx context.Context, tx door.Tx, account id.ID) error {
	_, err := sqldb.Of(tx).Operate(ctx, `DELETE FROM signin_session WHERE account_id = $1`, account)
	return err
}

// Tell adds an alert in the command's transaction.
func (s *Store) Tell(ctx context.Context, tx door.Tx, a signin.Alert) error {
	return tell(ctx, sqldb.Of(tx), a)
}
