package signin

import (
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"slices"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
	"github.com/go-webauthn/webauthn/webauthn"

	"hoso/internal/id"
)

// The longest that a browser may send of each part, in characters.
const maxPosted = 16 << 10

// Assertion is what a browser posts to sign in by a passkey, each part as
// base64url.
type Assertion struct{ ID, ClientData, AuthData, Signature, UserHandle string }

// Attestation is what a browser posts of a passkey that was just made. Transports
// are words with spaces between them.
type Attestation struct{ ID, ClientData, Object, Transports string }

var errPosted = errors.New("signin: no answer of a passkey")

// decode reads base64url with or without its padding, each nil for "".
func decode(parts ...string) ([][]byte, error) {
	out := make([][]byte, len(parts))
	for i, p := range parts {
		if len(p) > maxPosted {
			return nil, errPosted
		}
		var err error
		if out[i], err = base64.RawURLEncoding.Strict().DecodeString(strings.TrimRight(p, "=")); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func credentialOf(raw []byte) protocol.PublicKeyCredential {
	return protocol.PublicKeyCredential{RawID: raw,
		Credential: protocol.Credential{ID: base64.RawURLEncoding.EncodeToString(raw), Type: string(protocol.PublicKeyCredentialType)}}
}

// parse reads an answer. One whose client data could be read in two ways is given
// with an error: it counts for nothing, but tells whose passkey it names.
func (a Assertion) parse() (*protocol.ParsedCredentialAssertionData, error) {
	p, err := decode(a.ID, a.ClientData, a.AuthData, a.Signature, a.UserHandle)
	if err != nil {
		return nil, err
	}
	parsed, err := protocol.CredentialAssertionResponse{PublicKeyCredential: credentialOf(p[0]),
		AssertionResponse: protocol.AuthenticatorAssertionResponse{AuthenticatorResponse: protocol.AuthenticatorResponse{ClientDataJSON: p[1]},
			AuthenticatorData: p[2], Signature: p[3], UserHandle: p[4]}}.Parse()
	if err != nil {
		return nil, err
	}
	return parsed, checkClient(p[1])
}

func (a Attestation) parse() (*protocol.ParsedCredentialCreationData, error) {
	p, err := decode(a.ID, a.ClientData, a.Object)
	if err == nil {
		err = checkClient(p[1])
	}
	if err != nil {
		return nil, err
	}
	return protocol.CredentialCreationResponse{PublicKeyCredential: credentialOf(p[0]),
		AttestationResponse: protocol.AuthenticatorAttestationResponse{AuthenticatorResponse: protocol.AuthenticatorResponse{ClientDataJSON: p[1]},
			AttestationObject: p[2], Transports: knownTransports(strings.Fields(a.Transports))}}.Parse()
}

// decoyKey is verified with in the place of a key that is not there, so that an
// unknown passkey costs what a known one does.
// It is the generator of the curve, whose private half is 1: nothing that it signs
// counts.
var decoyKey = webauthncose.EC2PublicKeyData{PublicKeyData: webauthncose.PublicKeyData{KeyType: int64(webauthncose.EllipticKey), Algorithm: int64(webauthncose.AlgES256)},
	Curve: int64(webauthncose.P256), XCoord: elliptic.P256().Params().Gx.FillBytes(make([]byte, 32)), YCoord: elliptic.P256().Params().Gy.FillBytes(make([]byte, 32))}

// isSigned verifies a signature and nothing else; it takes about the same time
// for a passkey that nobody has.
func isSigned(parsed *protocol.ParsedCredentialAssertionData, key []byte) bool {
	signed := slices.Concat(parsed.Raw.AssertionResponse.AuthenticatorData, hashOf(parsed.Raw.AssertionResponse.ClientDataJSON))
	known, err := webauthncose.ParsePublicKey(key)
	if len(key) == 0 || err != nil {
		_, _ = webauthncose.VerifySignature(decoyKey, signed, parsed.Response.Signature) // for its time
		return false
	}
	ok, err := webauthncose.VerifySignature(known, signed, parsed.Response.Signature)
	return ok && err == nil
}

func hashOf(raw []byte) []byte {
	h := sha256.Sum256(raw)
	return h[:]
}

// isForeign reports whether an answer was made on another site, or inside one.
func (p Party) isForeign(parsed *protocol.ParsedCredentialAssertionData) bool {
	c := parsed.Response.CollectedClientData
	return c.Origin != p.Origin || c.CrossOrigin || c.TopOrigin != "" || string(parsed.Response.AuthenticatorData.RPIDHash) != string(hashOf([]byte(p.ID)))
}

// fits checks an answer by all rules of WebAuthn 7.2 but the counter's: origin,
// relying party, presence and verification of the person, owner, signature.
func (p Party) fits(parsed *protocol.ParsedCredentialAssertionData, c Credential) error {
	pub, err := publishedOf(c)
	if err != nil {
		return err
	}
	w, err := p.library()
	if err != nil {
		return err
	}
	u := owner{id: c.Account, keys: []webauthn.Credential{{ID: c.Handle, PublicKey: pub.Key, AttestationFormat: "none",
		Flags: webauthn.CredentialFlags{UserPresent: true, UserVerified: true, BackupEligible: pub.Eligible}}}}
	_, err = w.ValidateLogin(u, webauthn.SessionData{Challenge: parsed.Response.CollectedClientData.Challenge, RelyingPartyID: p.ID, UserID: c.Account[:],
		UserVerification: protocol.VerificationRequired}, parsed)
	return err
}

// made checks a passkey that was just made by all rules of WebAuthn 7.1 and gives
// it as the account's.
func (p Party) made(parsed *protocol.ParsedCredentialCreationData, account id.ID) (Credential, error) {
	w, err := p.library()
	if err != nil {
		return Credential{}, err
	}
	made, err := w.CreateCredential(owner{id: account}, webauthn.SessionData{Challenge: parsed.Response.CollectedClientData.Challenge, RelyingPartyID: p.ID,
		UserID: account[:], UserVerification: protocol.VerificationRequired, CredParams: algorithms()}, parsed)
	if err != nil {
		return Credential{}, err
	}
	if c := parsed.Response.CollectedClientData; c.Origin != p.Origin {
		return Credential{}, errPosted
	}
	pub := published{Key: made.PublicKey, AAGUID: made.Authenticator.AAGUID, Eligible: made.Flags.BackupEligible, BackedUp: made.Flags.BackupState}
	for _, t := range made.Transport {
		pub.Transports = append(pub.Transports, string(t))
	}
	secret, err := pub.encode()
	return Credential{ID: id.New(), Account: account, Kind: KindPasskey, State: StateLive, Secret: secret, Handle: made.ID, Counter: int64(made.Authenticator.SignCount)}, err
}

// algorithms are what a passkey may sign with: Ed25519, ECDSA and RSA over
// SHA-256, of which every authenticator has one.
func algorithms() []protocol.CredentialParameter { return webauthn.CredentialParametersRecommendedL3() }

func (p Party) library() (*webauthn.WebAuthn, error) {
	return webauthn.New(&webauthn.Config{RPID: p.ID, RPDisplayName: p.ID, RPOrigins: []string{p.Origin}})
}

// owner is an account as the library wants it.
type owner struct {
	id   id.ID
	keys []webauthn.Credential
}

// WebAuthnID is the account's id, which says nothing about anybody.
func (o owner) WebAuthnID() []byte { return o.id[:] }

// WebAuthnName is not asked for.
func (o owner) WebAuthnName() string { return "" }

// WebAuthnDisplayName is not asked for.
func (o owner) WebAuthnDisplayName() string { return "" }

// WebAuthnCredentials gives the passkeys.
func (o owner) WebAuthnCredentials() []webauthn.Credential { return o.keys }
