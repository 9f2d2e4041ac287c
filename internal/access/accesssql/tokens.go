package accesssql

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/sqldb"
)

// The commands about tokens. Using one is a command only when it is refused, so
// that an entry says so.
const (
	ActionMakeToken access.Action = "access.token.create"
	ActionEndToken  access.Action = "access.token.end"
	ActionUseToken  access.Action = "access.token.use"
)

// tokenMark begins every token's text, so that one which lies about is known
// for what it is.
const tokenMark = "hoso_"

// MakeToken makes a token of the actor's own account, and gives its text. A form that is sent twice makes
// one token, whose text is given once: then Conflict "access.token.shown".
func (a *Accounts) MakeToken(ctx context.Context, who access.Actor, key [16]byte, form access.TokenForm) (string, error) {
	if err := form.Check(); err != nil {
		return "", err
	}
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return "", err
	}
	text, today, made := tokenMark+base64.RawURLEncoding.EncodeToString(raw), clock.Today(a.Clock), false
	c := door.Command{Name: ActionMakeToken, Key: key, Actor: who, Object: access.Object{Kind: "account", ID: who.Account}, Args: form}
	_, err := a.Door.Do(ctx, c, func(ctx context.Context, tx door.Tx) error {
		made = true
		return createToken(ctx, sqldb.Of(tx), tx, who.Account, tokenRow{
			hash:  sha256.Sum256([]byte(text)),
			Token: access.Token{ID: id.Of(key, "token"), State: access.TokenLive, MadeOn: today, ExpiresOn: today.AddDays(int(form.Days)), Scope: form.Scope, Passkey: who.Passkey}})
	})
	if err == nil && !made {
		err = errs.Conflict("access.token.shown")
	}
	if err != nil {
		return "", err
	}
	return text, nil
}

// tokenRow is a token with its row's other columns.
type tokenRow struct {
	access.Token
	version                          int64
	unit, managing, subject, account id.ID
	hash                             [32]byte
}

func (r *tokenRow) put(ctx context.Context, t *sqldb.Tx) error {
	passkey := 0
	if r.Passkey {
		passkey = 1
	}
	return t.Put(ctx, "access_token", sqldb.Key{ID: r.ID, Version: r.version + 1}, sqldb.Row{"label": 0, "unit_id": r.unit,
		"managing_unit_id": r.managing, "state": r.State, "subject_id": r.subject, "account_id": r.account, "token_hash": r.hash[:],
		"made_on": r.MadeOn, "expires_on": r.ExpiresOn, "scope": r.Scope, "passkey": passkey})
}

func createToken(ctx context.Context, t *sqldb.Tx, tx door.Tx, account id.ID, r tokenRow) error {
	r.account = account
	err := sqldb.One(ctx, t, `SELECT unit_id, managing_unit_id, subject_id FROM access_account WHERE id = $1`, []any{account}, &r.unit, &r.managing, &r.subject)
	if err != nil {
		return err
	}
	var live int64
	err = sqldb.One(ctx, t, `SELECT count(*) FROM access_token WHERE account_id = $1 AND state = $2 AND expires_on >= $3`,
		[]any{account, access.TokenLive, r.MadeOn}, &live)
	if err != nil {
		return err
	}
	if live >= access.MaxTokens {
		return errs.Invalid("access.token.many", errs.Int("max", access.MaxTokens))
	}
	tx.Subject(r.subject)
	return r.put(ctx, t)
}

// EndToken ends a token of the actor's own: it counts for nothing from then on.
// One that has ended stays as it is: Conflict "access.token.over".
func (a *Accounts) EndToken(ctx context.Context, who access.Actor, key [16]byte, token id.ID) error {
	c := door.Command{Name: ActionEndToken, Key: key, Actor: who, Object: access.Object{Kind: "token", ID: token}}
	_, err := a.Door.Do(ctx, c, func(ctx context.Context, tx door.Tx) error {
		t := sqldb.Of(tx)
		r, err := findToken(ctx, t, `id = $1`, token)
		if err != nil {
			return err
		}
		if r.State != access.TokenLive {
			return errs.Conflict("access.token.over")
		}
		r.State = access.TokenEnded
		tx.Subject(r.subject)
		return r.put(ctx, t)
	})
	return err
}

// Tokens gives the tokens of the actor's own account, the newest first.
func (a *Accounts) Tokens(ctx context.Context, who access.Actor) ([]access.Token, error) {
	return sqldb.All(ctx, a.DB.Reader(), func(row sqldb.Scanner) (access.Token, error) {
		var t access.Token
		err := row.Scan(&t.ID, &t.State, &t.MadeOn, &t.ExpiresOn, &t.Scope)
		return t, err
	}, `SELECT id, state, made_on, expires_on, scope FROM access_token WHERE account_id = $1 ORDER BY made_on DESC, id`, who.Account)
}

// Bearer gives who a token's text belongs to: Denied "access.token.unknown",
// "access.token.ended" (with its account, too) or "access.token.expired", each
// with its entry.
func (a *Accounts) Bearer(ctx context.Context, text string) (access.Actor, error) {
	hash := sha256.Sum256([]byte(text))
	r, err := findToken(ctx, a.DB.Reader(), `token_hash = $1`, hash[:])
	switch {
	case errs.Is(err, errs.KindNotFound):
		return access.Actor{}, a.refuse(ctx, access.System("stranger"), access.Object{}, errs.Denied("access.token.unknown"))
	case err != nil:
		return access.Actor{}, err
	}
	who := access.Actor{Account: r.account, Person: r.subject}
	refused := r.Counts(clock.Today(a.Clock))
	if refused == nil {
		refused, err = a.closed(ctx, r.account)
	}
	if err != nil {
		return access.Actor{}, err
	}
	if refused != nil {
		return access.Actor{}, a.refuse(ctx, who, access.Object{Kind: "token", ID: r.ID}, refused)
	}
	who.Passkey, who.Scope = r.Passkey, r.Scope
	return who, nil
}

// closed says of an account that is not active that its tokens have ended.
func (a *Accounts) closed(ctx context.Context, account id.ID) (refused, err error) {
	var state string
	err = sqldb.One(ctx, a.DB.Reader(), `SELECT state FROM access_account WHERE id = $1`, []any{account}, &state)
	if err == nil && state != "active" {
		refused = errs.Denied("access.token.ended")
	}
	return refused, err
}

// refuse leaves the entry of a token that was not taken, and gives why.
func (a *Accounts) refuse(ctx context.Context, who access.Actor, token access.Object, refused error) error {
	_, err := a.Door.Do(ctx, door.Command{Name: ActionUseToken, Actor: who, Object: token},
		func(context.Context, door.Tx) error { return refused })
	if errs.Is(err, errs.KindNotFound) { // of whoever may do nothing any more
		return refused
	}
	return err
}

// findToken reads one token: NotFound "access.not_found".
func findToken(ctx context.Context, q sqldb.Querier, where string, key any) (*tokenRow, error) {
	var r tokenRow
	var hash []byte
	var passkey int64
	err := sqldb.One(ctx, q, `SELECT id, version, unit_id, managing_unit_id, state, subject_id, account_id, token_hash, made_on, expires_on, scope, passkey
		FROM access_token WHERE `+where, []any{key}, &r.ID, &r.version, &r.unit, &r.managing, &r.State, &r.subject, &r.account, &hash, &r.MadeOn, &r.ExpiresOn, &r.Scope, &passkey)
	r.Passkey = passkey == 1
	if errors.Is(err, sqldb.ErrNoRow) {
		err = errs.NotFound("access.not_found")
	}
	copy(r.hash[:], hash)
	return &r, err
}
