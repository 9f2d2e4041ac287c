package signin

import (
	"encoding/json"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"hoso/internal/clock"
	"hoso/internal/errs"
)

// The limits of passkeys: how many an account has, how long the name of one is
// in characters, how long a question may be answered (SECURITY 6.7.2).
const (
	MaxPasskeys                   = 10
	MaxPasskeyName                = 60
	QuestionLife     clock.Micros = 5 * minute
	challengeBytes                = 32
	questionsAMinute              = 120 // of one place; a page asks once, and again for each try
)

// PasskeyPrefix is the prefix of a passkey's id outside, which is no secret.
const PasskeyPrefix = "key"

// Party is for whom a passkey is made: the name of a site and its one origin, as
// browsers know them. The zero Party has no passkeys.
type Party struct{ ID, Origin string }

// PartyOf reads an origin, "https://hoso.example.gov.vn" or, on this machine
// alone, "http://localhost:8080": Invalid "signin.party.origin" for what browsers
// give no passkeys to.
func PartyOf(origin string) (Party, error) {
	u, err := url.Parse(origin)
	bad := errs.Invalid("signin.party.origin", errs.Str("origin", origin))
	if err != nil || u.Host == "" || u.User != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.Host != strings.ToLower(u.Host) {
		return Party{}, bad
	}
	name := u.Hostname()
	_, number := netip.ParseAddr(name)
	local := name == "localhost" || strings.HasSuffix(name, ".localhost")
	if number == nil || u.Scheme != "https" && !(u.Scheme == "http" && local) {
		return Party{}, bad
	}
	return Party{ID: name, Origin: u.Scheme + "://" + u.Host}, nil
}

// IsZero reports whether there are no passkeys here.
func (p Party) IsZero() bool { return p == Party{} }

// published is what a passkey's owner published when it was made: the governed
// part. What changes with each use, its counter, is operational, under a MAC.
type published struct {
	Key        []byte   `json:"key"`    // COSE
	AAGUID     []byte   `json:"aaguid"` // the model, of those that say so
	Transports []string `json:"transports,omitempty"`
	Eligible   bool     `json:"backup_eligible"` // may be copied to other devices of its owner; never changes
	BackedUp   bool     `json:"backed_up"`       // was when it was made
}

func (p published) encode() ([]byte, error) { return json.Marshal(p) }

func publishedOf(c Credential) (published, error) {
	var p published
	err := json.Unmarshal(c.Secret, &p)
	return p, err
}

// transports are the ways to reach a passkey that are kept; a browser may say
// others.
var transports = []string{"usb", "nfc", "ble", "smart-card", "hybrid", "internal"}

func knownTransports(said []string) []string {
	var list []string
	for _, t := range transports {
		if slices.Contains(said, t) {
			list = append(list, t)
		}
	}
	return list
}

// Passkey is a passkey as its owner sees it.
type Passkey struct {
	Credential
	UsedAt clock.Micros // 0: never
}

// IsCopied reports whether the passkey may be copied to its owner's other devices.
func (p Passkey) IsCopied() bool {
	x, err := publishedOf(p.Credential)
	return err == nil && x.Eligible
}

// CleanPasskeyName gives the name of a passkey as it is kept, otherwise for an
// empty one: Invalid "signin.passkey.name".
func CleanPasskeyName(name, otherwise string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	if name == "" {
		name = otherwise
	}
	if n := utf8.RuneCountInString(name); n == 0 || n > MaxPasskeyName {
		return "", errs.Invalid("signin.passkey.name", errs.Field("name"), errs.Int("max", MaxPasskeyName))
	}
	return name, nil
}

func has(live []Credential, kind Kind) bool {
	return slices.ContainsFunc(live, func(c Credential) bool { return c.Kind == kind })
}

// isLastWay reports whether an account could not sign in without one of its
// credentials.
func isLastWay(live []Credential, without Credential) bool {
	var password, app bool
	for _, c := range live {
		switch {
		case c.ID == without.ID:
		case c.Kind == KindPasskey:
			return false
		case c.Kind == KindPassword:
			password = true
		case c.Kind == KindTOTP:
			app = true
		}
	}
	return !password || !app
}
