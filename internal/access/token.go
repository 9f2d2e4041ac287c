package access

import (
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
