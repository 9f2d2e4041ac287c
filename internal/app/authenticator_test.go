package app_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"strings"
	"testing"
)

// The flags of an authenticator's data.
const (
	userPresent  = 1 << 0
	userVerified = 1 << 2
	attested     = 1 << 6
)

// authenticator is a passkey in software, which can misbehave.
type authenticator struct {
	t       *testing.T
	key     *ecdsa.PrivateKey
	id      []byte
	handle  []byte // of its owner
	counter uint32
	counts  bool

	origin string // that of the page that asks
	party  string
	flags  byte
	cross  bool
	kind   string // "" for the right one
	sign   func(digest []byte) []byte
	client func(raw []byte) []byte // changes what the browser says before it is signed
}

func newAuthenticator(t *testing.T, origin, party string) *authenticator {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	id := make([]byte, 32)
	_, _ = rand.Read(id)
	return &authenticator{t: t, key: key, id: id, origin: origin, party: party, flags: userPresent | userVerified, counts: true}
}

// but gives a copy that differs.
func (a *authenticator) but(change func(*authenticator)) *authenticator {
	b := *a
	change(&b)
	return &b
}

func url64(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

func (a *authenticator) clientData(kind, challenge string) []byte {
	if a.kind != "" {
		kind = a.kind
	}
	raw, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": a.origin, "crossOrigin": a.cross})
	if err != nil {
		a.t.Fatal(err)
	}
	if a.client != nil {
		raw = a.client(raw)
	}
	return raw
}

func (a *authenticator) data(flags byte, rest ...byte) []byte {
	hash := sha256.Sum256([]byte(a.party))
	out := append(hash[:], flags)
	return append(binary.BigEndian.AppendUint32(out, a.counter), rest...)
}

// options are what a page gives its script.
type options struct {
	Challenge string
	RPID      string `json:"rpId"`
	User      struct{ ID string }
	Allow     []struct {
		ID         string
		Transports []string
	} `json:"allowCredentials"`
	Exclude   []struct{ ID string } `json:"excludeCredentials"`
	Selection struct {
		ResidentKey      string
		UserVerification string
	} `json:"authenticatorSelection"`
	UserVerification string
	Attestation      string
}

// get answers a question as a form.
func (a *authenticator) get(o options) map[string]string {
	a.t.Helper()
	if a.counts {
		a.counter++
	}
	client, data := a.clientData("webauthn.get", o.Challenge), a.data(a.flags)
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(append([]byte{}, data...), hash[:]...))
	sig, err := ecdsa.SignASN1(rand.Reader, a.key, digest[:])
	if err != nil {
		a.t.Fatal(err)
	}
	if a.sign != nil {
		sig = a.sign(sig)
	}
	return map[string]string{"passkey_id": url64(a.id), "passkey_client": url64(client), "passkey_data": url64(data), "passkey_signature": url64(sig), "passkey_user": url64(a.handle)}
}

// make makes the passkey as a form, with no attestation.
func (a *authenticator) make(o options) map[string]string {
	a.t.Helper()
	handle, err := base64.RawURLEncoding.DecodeString(o.User.ID)
	if err != nil {
		a.t.Fatal(err)
	}
	a.handle = handle
	point, err := a.key.PublicKey.Bytes()
	if err != nil {
		a.t.Fatal(err)
	}
	// COSE: {1: 2, 3: -7, -1: 1, -2: x, -3: y}
	cose := append([]byte{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20}, point[1:33]...)
	cose = append(append(cose, 0x22, 0x58, 0x20), point[33:]...)
	rest := append(make([]byte, 16), 0, byte(len(a.id)))
	data := a.data(a.flags|attested, append(append(rest, a.id...), cose...)...)
	// {"fmt": "none", "attStmt": {}, "authData": data}
	object := append([]byte{0xa3, 0x63}, "fmt"...)
	object = append(append(object, 0x64), "none"...)
	object = append(append(object, 0x67), "attStmt"...)
	object = append(append(object, 0xa0, 0x68), "authData"...)
	object = append(binary.BigEndian.AppendUint16(append(object, 0x59), uint16(len(data))), data...)
	return map[string]string{"passkey_id": url64(a.id), "passkey_client": url64(a.clientData("webauthn.create", o.Challenge)), "passkey_object": url64(object),
		"transports": strings.Join([]string{"internal", "made-up"}, " ")}
}
