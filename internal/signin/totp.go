package signin

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // RFC 6238's default, and the only one that authenticator apps all take
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"

	"hoso/internal/clock"
)

// TOTP as RFC 6238 has it by default: SHA-1, 30 seconds, six digits; one step
// before and after is taken.
const (
	totpStep   clock.Micros = 30 * 1_000_000
	totpDigits              = 6
	totpBytes               = 20
)

var totpEncoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewTOTP makes a secret of 160 bits.
func NewTOTP() []byte {
	raw := make([]byte, totpBytes)
	_, _ = rand.Read(raw) // never fails: crypto/rand ends the program instead
	return raw
}

// TOTPAt gives the digits of a step.
func TOTPAt(secret []byte, step int64) string {
	m := hmac.New(sha1.New, secret)
	_ = binary.Write(m, binary.BigEndian, step) // a hash takes everything
	sum := m.Sum(nil)
	at := sum[len(sum)-1] & 15
	n := binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff
	return fmt.Sprintf("%0*d", totpDigits, n%1_000_000)
}

// StepOf gives the step in which an instant lies.
func StepOf(now clock.Micros) int64 { return int64(now / totpStep) }

// CheckTOTP finds the step to which typed digits belong, false when they are
// wrong. That the step was not used before, the store decides.
func CheckTOTP(secret []byte, typed string, now clock.Micros) (step int64, ok bool) {
	typed = strings.ReplaceAll(strings.TrimSpace(typed), " ", "")
	for s := StepOf(now) - 1; s <= StepOf(now)+1; s++ {
		if subtle.ConstantTimeCompare([]byte(TOTPAt(secret, s)), []byte(typed)) == 1 {
			step, ok = s, true
		}
	}
	return step, ok
}

// TOTPText gives a secret as people type it into an app, in groups of four.
func TOTPText(secret []byte) string {
	text := totpEncoding.EncodeToString(secret)
	var groups []string
	for len(text) > 4 {
		groups, text = append(groups, text[:4]), text[4:]
	}
	return strings.Join(append(groups, text), " ")
}

// TOTPLink gives the address that an app reads out of a picture.
func TOTPLink(secret []byte, body, name string) string {
	q := url.Values{"secret": {totpEncoding.EncodeToString(secret)}, "issuer": {"hoso " + body}}
	return "otpauth://totp/" + url.PathEscape("hoso "+body+":"+name) + "?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}
