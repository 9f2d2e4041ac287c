package signin

import (
	"encoding/base64"
	"strings"
	"testing"

	"hoso/internal/errs"
	"hoso/internal/id"
)

// TestPartyOf: passkeys are for a name over TLS, or for this machine alone.
func TestPartyOf(t *testing.T) {
	for origin, want := range map[string]string{
		"https://hoso.bo.gov.vn": "hoso.bo.gov.vn", "https://hoso.bo.gov.vn:8443": "hoso.bo.gov.vn", "http://localhost:8080": "localhost",
		"http://hoso.bo.gov.vn": "", "https://10.0.0.1": "", "https://[::1]:8080": "", "https://hoso.bo.gov.vn/": "", "https://a@b.vn": "", "hoso.bo.gov.vn": "",
		"https://Hoso.bo.gov.vn": "", "": "", "https://b.vn?x": "", "ftp://localhost": "", "http://127.0.0.1:8080": "",
	} {
		p, err := PartyOf(origin)
		if (err == nil) != (want != "") || p.ID != want || want != "" && p.Origin != origin {
			t.Errorf("%q: %+v %v", origin, p, err)
		}
	}
}

// TestLastWay: nobody is left without a way to sign in.
func TestLastWay(t *testing.T) {
	key, other := Credential{ID: id.New(), Kind: KindPasskey}, Credential{ID: id.New(), Kind: KindPasskey}
	password, app, spare := Credential{ID: id.New(), Kind: KindPassword}, Credential{ID: id.New(), Kind: KindTOTP}, Credential{ID: id.New(), Kind: KindRecovery}
	for name, c := range map[string]struct {
		live []Credential
		last bool
	}{
		"alone": {[]Credential{key}, true}, "two": {[]Credential{key, other}, false}, "password and app": {[]Credential{password, key, app}, false},
		"password alone": {[]Credential{key, password}, true}, "app alone": {[]Credential{key, app}, true}, "password and spare codes": {[]Credential{key, password, spare}, true},
	} {
		if isLastWay(c.live, key) != c.last {
			t.Errorf("%s: %v", name, !c.last)
		}
	}
}

// TestGoesOn: a counter that counts goes on; one that does not stays at 0.
func TestGoesOn(t *testing.T) {
	for c, want := range map[[2]int64]bool{{0, 0}: true, {0, 1}: true, {5, 6}: true, {5, 5}: false, {5, 4}: false, {5, 0}: false} {
		if GoesOn(c[0], c[1]) != want {
			t.Errorf("%v: %v", c, !want)
		}
	}
}

// TestPasskeyName: a name is one line of some length.
func TestPasskeyName(t *testing.T) {
	for in, want := range map[string]string{"": "Chrome, Linux", " Khóa \n USB ": "Khóa USB", strings.Repeat("á", 60): strings.Repeat("á", 60), strings.Repeat("á", 61): ""} {
		got, err := CleanPasskeyName(in, "Chrome, Linux")
		if got != want || errs.Is(err, errs.KindInvalid) != (want == "") {
			t.Errorf("%q: %q %v", in, got, err)
		}
	}
}

// TestCheckClient: what a browser says is read in one way or not at all.
func TestCheckClient(t *testing.T) {
	good := `{"type":"webauthn.get","challenge":"AAAA","origin":"https://hoso.vn","crossOrigin":false`
	for name, c := range map[string]struct {
		raw string
		ok  bool
	}{
		"plain":               {good + `}`, true},
		"a member to come":    {good + `,"new_keys_may_be_added_here":"do not compare","other":{"a":[1,{"b":null}],"A1":2}}`, true},
		"space around":        {" " + good + "}\n", true},
		"twice":               {good + `,"origin":"https://vi.du.example"}`, false},
		"twice, escaped":      {good + `,"\u006frigin":"https://vi.du.example"}`, false},
		"twice, another case": {good + `,"ORIGIN":"https://vi.du.example"}`, false},
		"twice, folded":       {good + `,"cro\u017f\u017fOrigin":true}`, false},
		"a stranger twice":    {good + `,"other":1,"Other":2}`, false},
		"twice inside":        {good + `,"other":{"a":1,"a":2}}`, false},
		"twice in a list":     {good + `,"other":[{"a":1,"a":2}]}`, false},
		"wrong case":          {`{"Type":"webauthn.get","challenge":"AAAA","origin":"https://hoso.vn"}`, false},
		"more after it":       {good + `}{}`, false},
		"a list":              {`[` + good + `}]`, false},
		"no JSON":             {`x`, false},
		"nothing":             {``, false},
		"cut off":             {good, false},
		"not UTF-8":           {good + ",\"x\":\"\xff\"}", false},
		"too long":            {good + `,"x":"` + strings.Repeat("x", maxClient) + `"}`, false},
		"too deep":            {good + `,"x":` + strings.Repeat("[", 20) + strings.Repeat("]", 20) + `}`, false},
		"a mark before it":    {"\ufeff" + good + `}`, false},
	} {
		if err := checkClient([]byte(c.raw)); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzAnswers: whatever a browser posts neither breaks the program nor fits a
// passkey that it is not of.
func FuzzAnswers(f *testing.F) {
	b := base64.RawURLEncoding.EncodeToString
	client := []byte(`{"type":"webauthn.get","challenge":"` + b(make([]byte, 32)) + `","origin":"http://localhost:1"}`)
	data := append(hashOf([]byte("localhost")), 5, 0, 0, 0, 1)
	object := append([]byte("\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58\x25"), data...)
	f.Add([]byte{1}, client, data, []byte{0x30, 0}, object)
	f.Add([]byte{}, []byte("{}"), []byte{}, []byte{}, []byte{0xbf})
	f.Add([]byte{1}, client, append(hashOf([]byte("localhost")), 0xc5, 0, 0, 0, 1), []byte{}, []byte("\x9f\x9f\x9f"))
	party, err := PartyOf("http://localhost:1")
	if err != nil {
		f.Fatal(err)
	}
	secret, err := published{Key: []byte("\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20" + string(decoyKey.XCoord) + "\x22\x58\x20" + string(decoyKey.YCoord))}.encode()
	if err != nil {
		f.Fatal(err)
	}
	owned := Credential{ID: id.New(), Account: id.New(), Kind: KindPasskey, Handle: []byte{1}, Secret: secret}
	f.Fuzz(func(t *testing.T, raw, client, data, sig, object []byte) {
		if parsed, err := (Assertion{b(raw), b(client), b(data), b(sig), ""}).parse(); err == nil {
			pub, err := publishedOf(owned)
			if err != nil {
				t.Fatal(err)
			}
			if isSigned(parsed, nil) || isSigned(parsed, pub.Key) && party.fits(parsed, owned) == nil {
				t.Error("an answer fits that nobody signed")
			}
			_ = party.isForeign(parsed)
		}
		if parsed, err := (Attestation{b(raw), b(client), b(object), string(raw)}).parse(); err == nil {
			if c, err := party.made(parsed, owned.Account); err == nil && (len(c.Handle) == 0 || c.Account != owned.Account) {
				t.Errorf("%+v", c)
			}
		}
	})
}
