package signin

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"

	"github.com/go-webauthn/webauthn/protocol"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// For what a question is asked; an answer counts for nothing else.
const (
	forSignIn = "sign-in"
	forAgain  = "again"
	forEnrol  = "enrol"
	forAdd    = "add"
)

// Asked is a question that is kept until it is answered: only a hash of it, of the
// browser that asked and of what for.
type Asked struct {
	Hash    [32]byte
	For     string
	Account id.ID // who must answer; zero: whoever
	Until   clock.Micros
}

// Passkeys keeps questions, and what changes of a passkey with each use.
type Passkeys interface {
	// Ask keeps a question; place is a key to count under. Above the limit of a
	// place it keeps nothing and says how long to wait.
	Ask(ctx context.Context, a Asked, place []byte, now clock.Micros) (clock.Micros, error)
	// Take takes a question, once: false for none. The account is who must answer.
	Take(ctx context.Context, hash [32]byte, now clock.Micros) (id.ID, bool, error)
	// OfName gives the live passkeys of the account that signs in by a name and is
	// not disabled.
	OfName(ctx context.Context, name string) ([]Credential, error)
	// ByHandle finds a live passkey: false when there is none, and then another
	// one, with which everything is computed and nothing counts.
	ByHandle(ctx context.Context, handle []byte) (Credential, bool, error)
	// Counted gives the counter of a passkey: false when it has none that counts.
	Counted(ctx context.Context, credential id.ID) (int64, bool, error)
	// Count notes a use: false unless its counter goes on or both are 0.
	Count(ctx context.Context, credential id.ID, counter int64) (bool, error)
	// Passkeys lists the live passkeys of an account, the oldest first.
	Passkeys(ctx context.Context, account id.ID) ([]Passkey, error)
}

// GoesOn reports whether a counter may follow another: a passkey that counts goes
// on, one that does not stays at 0 (WebAuthn 7.2, step 22).
func GoesOn(last, next int64) bool { return next > last || next == 0 && last == 0 }

func (s *Service) question(challenge []byte, what, browser string) [32]byte {
	return [32]byte(s.Keys.MAC("question", base64.RawURLEncoding.EncodeToString(challenge), what, browser))
}

// noPasskeys is the answer where there is no site that a passkey could be for.
func noPasskeys() error { return errs.NotFound("web.path.unknown") }

// ask keeps a new question: Invalid "signin.proof.throttled".
func (s *Service) ask(ctx context.Context, what string, account id.ID, browser string, from Client) ([]byte, error) {
	if s.Party.IsZero() {
		return nil, noPasskeys()
	}
	challenge := make([]byte, challengeBytes)
	_, _ = rand.Read(challenge) // never fails: crypto/rand ends the program instead
	now := s.Clock.Now()
	wait, err := s.Passkeys.Ask(ctx, Asked{Hash: s.question(challenge, what, browser), For: what, Account: account, Until: now + QuestionLife},
		s.Keys.MAC("asks", from.Place), now)
	if err == nil {
		err = throttled(Verdict{Wait: wait})
	}
	return challenge, err
}

const milliseconds = int(QuestionLife / 1000)

func (s *Service) request(challenge []byte, allow []protocol.CredentialDescriptor) protocol.PublicKeyCredentialRequestOptions {
	return protocol.PublicKeyCredentialRequestOptions{Challenge: challenge, Timeout: milliseconds, RelyingPartyID: s.Party.ID,
		AllowedCredentials: allow, UserVerification: protocol.VerificationRequired}
}

// AskSignIn asks whoever has a passkey, or with a name those of one account, and
// gives what the browser is told. A name that nobody has is answered alike: after
// the same steps, with passkeys that are always the same and that nobody has
// (SECURITY T26).
func (s *Service) AskSignIn(ctx context.Context, name, browser string, from Client) (any, error) {
	var allow []protocol.CredentialDescriptor
	var account id.ID
	if name = CleanName(name); name != "" {
		decoys := s.decoyPasskeys(name)
		list, err := s.Passkeys.OfName(ctx, name)
		if err != nil {
			return nil, err
		}
		if len(list) == 0 {
			list = decoys
		}
		allow, account = descriptors(list), list[0].Account
	}
	challenge, err := s.ask(ctx, forSignIn, account, browser, from)
	return s.request(challenge, allow), err
}

// AskAgain asks whom a session belongs to.
func (s *Service) AskAgain(ctx context.Context, who access.Actor, browser string, from Client) (any, error) {
	known, err := s.Proofs.ByAccount(ctx, who.Account)
	if err != nil {
		return nil, err
	}
	challenge, err := s.ask(ctx, forAgain, who.Account, browser, from)
	return s.request(challenge, descriptors(known.Passkeys)), err
}

func descriptors(list []Credential) []protocol.CredentialDescriptor {
	var out []protocol.CredentialDescriptor
	for _, c := range list {
		d := protocol.CredentialDescriptor{Type: protocol.PublicKeyCredentialType, CredentialID: c.Handle}
		if p, err := publishedOf(c); err == nil {
			for _, t := range p.Transports {
				d.Transport = append(d.Transport, protocol.AuthenticatorTransport(t))
			}
		}
		out = append(out, d)
	}
	return out
}

// makes are what passkeys in use look like: the bytes of their ids and the ways to
// reach them.
var makes = []struct {
	bytes      int
	transports []string
}{{32, []string{"internal"}}, {16, []string{"hybrid", "internal"}}, {20, []string{"hybrid", "internal"}}, {48, []string{"usb", "nfc"}}}

// decoyPasskeys gives passkeys for a name that has none; they are of an account
// that nobody has, so that no answer is to them.
func (s *Service) decoyPasskeys(name string) []Credential {
	mac := s.Keys.MAC("decoy passkeys", name)
	list := make([]Credential, 1+int(mac[0]&1))
	for i := range list {
		m := makes[int(mac[1+i])%len(makes)]
		raw := append(s.Keys.MAC("decoy passkey", name, string(mac[3+i:4+i])), s.Keys.MAC("and on", name)...)
		secret, _ := published{Key: mac, AAGUID: mac[:16], Transports: m.transports}.encode() // a struct of bytes and words
		list[i] = Credential{Account: id.ID(mac[16:]), Kind: KindPasskey, Handle: raw[:m.bytes], Secret: secret}
	}
	return list
}

// AskEnrol asks for a passkey from whoever has a one-time code: Invalid
// "signin.code.wrong".
func (s *Service) AskEnrol(ctx context.Context, code, browser string, from Client) (any, error) {
	c, err := s.liveCode(ctx, code, from)
	if err != nil {
		return nil, err
	}
	return s.askNew(ctx, forEnrol, c.Account, nil, browser, from)
}

// AskAdd asks for a further passkey of the actor.
func (s *Service) AskAdd(ctx context.Context, who access.Actor, browser string, from Client) (any, error) {
	known, err := s.Proofs.ByAccount(ctx, who.Account)
	if err != nil {
		return nil, err
	}
	return s.askNew(ctx, forAdd, who.Account, known.Passkeys, browser, from)
}

func (s *Service) askNew(ctx context.Context, what string, account id.ID, have []Credential, browser string, from Client) (any, error) {
	if s.Party.IsZero() {
		return nil, noPasskeys()
	}
	u, err := s.Directory.User(ctx, account)
	if err != nil {
		return nil, err
	}
	_, body, err := s.Directory.Body(ctx)
	if err != nil {
		return nil, err
	}
	challenge, err := s.ask(ctx, what, account, browser, from)
	shown := u.FullName
	if shown == "" {
		shown = u.Name
	}
	return protocol.PublicKeyCredentialCreationOptions{
		RelyingParty: protocol.RelyingPartyEntity{ID: s.Party.ID, CredentialEntity: protocol.CredentialEntity{Name: "hoso " + body}},
		User:         protocol.UserEntity{ID: protocol.URLEncodedBase64(account[:]), DisplayName: shown, CredentialEntity: protocol.CredentialEntity{Name: u.Name}},
		Challenge:    challenge, Parameters: algorithms(), Timeout: milliseconds, CredentialExcludeList: descriptors(have),
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired,
			RequireResidentKey: protocol.ResidentKeyRequired(), UserVerification: protocol.VerificationRequired},
		Attestation: protocol.PreferNoAttestation}, err
}

// taken takes the question that an answer is to, once. It is false for an answer
// to no question of this browser, or to one that was asked for something else.
func (s *Service) taken(ctx context.Context, challenge, what, browser string) (id.ID, bool, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(challenge)
	if err != nil {
		raw = nil // it is looked for all the same
	}
	account, ok, err2 := s.Passkeys.Take(ctx, s.question(raw, what, browser), s.Clock.Now())
	return account, ok && err == nil && browser != "", err2
}

// BrowserSecret makes what a browser keeps to be known by until it has signed in.
func BrowserSecret() string {
	raw := make([]byte, sha256.Size)
	_, _ = rand.Read(raw) // never fails: crypto/rand ends the program instead
	return base64.RawURLEncoding.EncodeToString(raw)
}
