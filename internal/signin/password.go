package signin

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"hoso/internal/errs"
	"hoso/vi"
)

// The lengths of a password, in characters (ASVS 6.2.1, 6.2.9). There are no
// rules of composition and no rotation. It is hashed as received (ASVS 6.2.8), but
// in NFC (SP 800-63B): keyboards that send "ế" in other bytes send one password.
const (
	MinPassword = 15
	MaxPassword = 256
)

// PasswordOf is whose password it is to be: words that it may not be made of.
type PasswordOf struct {
	Account string   // the sign-in name
	Words   []string // the body's name, the person's name, codes
}

// CheckPassword says whether a password may be chosen: Invalid
// "signin.password.short", "signin.password.long", "signin.password.common".
func CheckPassword(password string, of PasswordOf) error {
	password = composed(password)
	n := utf8.RuneCountInString(password)
	switch {
	case n < MinPassword:
		return errs.Invalid("signin.password.short", errs.Field("password"), errs.Int("min", MinPassword))
	case n > MaxPassword || len(password) > 4*MaxPassword:
		return errs.Invalid("signin.password.long", errs.Field("password"), errs.Int("max", MaxPassword))
	case guessable(password, of):
		return errs.Invalid("signin.password.common", errs.Field("password"))
	}
	return nil
}

// composed is a password as it is counted and hashed.
func composed(password string) string {
	if len(password) > 16*MaxPassword { // longer than any that was ever set, in any form
		password = password[:16*MaxPassword]
	}
	return vi.NFC(password)
}

//go:embed common.txt
var commonText string

// common are the passwords and parts of passwords that everybody tries first,
// folded, the longest first.
var common = sync.OnceValue(func() []string {
	list := strings.Fields(commonText)
	slices.SortFunc(list, func(a, b string) int { return len(b) - len(a) })
	return list
})

// leftOver is how much of a password must remain when everything that is tried
// first has been taken out of it.
const leftOver = 6

// guessable reports whether a password is little more than common ones, words
// about its owner, and runs such as 12345 or aaaa.
func guessable(password string, of PasswordOf) bool {
	rest := squeeze(vi.Fold(password))
	own := []string{squeeze(vi.Fold(of.Account))}
	for _, w := range of.Words {
		own = append(own, squeeze(vi.Fold(w)))
		for _, part := range strings.Fields(vi.Fold(w)) {
			own = append(own, squeeze(part))
		}
	}
	slices.SortFunc(own, func(a, b string) int { return len(b) - len(a) })
	for _, w := range append(own, common()...) {
		if len(w) >= 3 {
			rest = strings.ReplaceAll(rest, w, "\x00")
		}
	}
	return len(distinct(withoutRuns(rest))) < leftOver
}

// squeeze leaves letters and digits.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r > 0x7f {
			return r
		}
		return -1
	}, s)
}

// rows are what fingers run along.
var rows = []string{"0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedcrfvtgbyhnujmikolp"}

// withoutRuns takes out what follows its neighbour on a keyboard, in the alphabet
// or among the digits, either way, and what repeats it.
func withoutRuns(s string) []rune {
	var kept []rune
	var last rune
	for _, r := range s {
		if r != 0 && !(r == last || beside(last, r) || beside(r, last)) {
			kept = append(kept, r)
		}
		last = r
	}
	return kept
}

func beside(a, b rune) bool {
	return slices.ContainsFunc(rows, func(row string) bool { return strings.Contains(row, string([]rune{a, b})) })
}

func distinct(s []rune) []rune {
	slices.Sort(s)
	return slices.Compact(s)
}
