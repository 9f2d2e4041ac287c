package access

import (
	"slices"
	"strings"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// TokenPrefix is the prefix of a token's id, which is no secret.
const TokenPrefix = "tok"

// The states of a token.
const (
	TokenLive  = "live"
	TokenEnded = "ended"
)

// MaxTokens is how many tokens of an account may count at once.
const MaxTokens = 10

// Token lets a person's own programs act as that person. Its text is shown once,
// when it is made; only a digest of it is kept.
type Token struct {
	ID        id.ID
	State     string
	MadeOn    clock.Date
	ExpiresOn clock.Date // the last day on which it counts
	Scope     TokenScope
	Passkey   bool // whoever made it had proved by a passkey who they are
}

// TokenScope is what a token is for: its bearer does that and nothing else of
// what its owner may do.
type TokenScope string

// The scopes. An actor without a token has ScopeAll.
const (
	ScopeAll          TokenScope = ""
	ScopeOrganisation TokenScope = "organisation" // units, posts and holders, from a sheet
	ScopeUsers        TokenScope = "users"        // accounts: hoso user
)

// TokenScopes lists those that a token may have.
func TokenScopes() []TokenScope { return []TokenScope{ScopeOrganisation, ScopeUsers} }

// Covers reports whether a scope has an action.
func (s TokenScope) Covers(a Action) bool {
	module, _, _ := strings.Cut(string(a), ".")
	switch s {
	case ScopeAll:
		return true
	case ScopeOrganisation:
		return module == "org"
	case ScopeUsers:
		return module == "signin"
	}
	return false
}

// Counts says whether a token counts on a day: nil, or Denied
// "access.token.ended" or "access.token.expired".
func (t Token) Counts(day clock.Date) error {
	switch {
	case t.State != TokenLive:
		return errs.Denied("access.token.ended")
	case day > t.ExpiresOn:
		return errs.Denied("access.token.expired", errs.Str("day", string(t.ExpiresOn)))
	}
	return nil
}

// TokenDays are the lives that a token may have, in days.
func TokenDays() []int64 { return []int64{7, 30, 90} }

// TokenForm is what a token is to be: its life in days, one of TokenDays, and what
// it is for, one of TokenScopes.
type TokenForm struct {
	Days  int64
	Scope TokenScope
}

// Check checks a form: Invalid "access.token.days", "access.token.no_scope".
func (f TokenForm) Check() error {
	var faults errs.Faults
	if !slices.Contains(TokenDays(), f.Days) {
		faults.Add(errs.Invalid("access.token.days", errs.Field("days")))
	}
	if !slices.Contains(TokenScopes(), f.Scope) {
		faults.Add(errs.Invalid("access.token.no_scope", errs.Field("scope")))
	}
	return faults.Err()
}
