package app_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"hoso/internal/id"
	"hoso/internal/person"
	"hoso/internal/signin"
)

// passkeySite is a real folder that is served, with a site for passkeys.
type passkeySite struct {
	*gatehouse
	at    string // what browsers know it by
	serve *httptest.Server
}

func openPasskeys(t *testing.T, url string) *passkeySite {
	t.Helper()
	p := &passkeySite{}
	g := openGatehouse(t, url)
	p.gatehouse = g
	p.serve = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) { g.app.Site().Handler().ServeHTTP(w, q) }))
	t.Cleanup(p.serve.Close)
	p.at = strings.Replace(p.serve.URL, "127.0.0.1", "localhost", 1)
	party, err := signin.PartyOf(p.at)
	g.must(err)
	g.app.Signin.Party = party
	return p
}

// surfer is a browser.
type surfer struct {
	*passkeySite
	client *http.Client
}

func (p *passkeySite) surfer() *surfer {
	jar, err := cookiejar.New(nil)
	p.must(err)
	return &surfer{p, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// seen is an answer as a browser sees it.
type seen struct {
	status int
	header http.Header
	body   string
}

func (b *surfer) send(method, path string, fields map[string]string) seen {
	b.t.Helper()
	v := url.Values{}
	for name, value := range fields {
		v.Set(name, value)
	}
	q, err := http.NewRequest(method, b.at+path, strings.NewReader(v.Encode()))
	b.must(err)
	if method == http.MethodPost {
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		q.Header.Set("Origin", b.at)
		q.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	got, err := b.client.Do(q)
	b.must(err)
	defer got.Body.Close()
	raw, err := io.ReadAll(got.Body)
	b.must(err)
	return seen{got.StatusCode, got.Header, string(raw)}
}

// asks has a page's script ask its question.
func (b *surfer) asks(path string, fields map[string]string) options {
	b.t.Helper()
	got := b.send(http.MethodPost, path, fields)
	var o options
	if got.status != http.StatusOK {
		b.t.Fatalf("%s: %d", path, got.status)
	}
	b.must(json.Unmarshal([]byte(got.body), &o))
	return o
}

var keyField = regexp.MustCompile(`name="key" value="([0-9a-f]{32})"`)

// formKey reads the key of a page's form.
func (b *surfer) formKey(path string) string {
	b.t.Helper()
	found := keyField.FindStringSubmatch(b.send(http.MethodGet, path, nil).body)
	if found == nil {
		b.t.Fatal("no form at", path)
	}
	return found[1]
}

// signIn signs in by a passkey: 303 when it does.
func (b *surfer) signIn(a *authenticator) seen {
	b.t.Helper()
	return b.send(http.MethodPost, "/sign-in/passkey", a.get(b.asks("/sign-in/passkey/ask", nil)))
}

func (b *surfer) in() bool {
	b.t.Helper()
	return b.send(http.MethodGet, "/account", nil).status == http.StatusOK
}

// enrols sets up somebody new with a passkey.
func (p *passkeySite) enrols(name string) (*authenticator, signin.Known) {
	p.t.Helper()
	ctx := context.Background()
	who := p.person("Trần", "Thị", name)
	slips, err := p.app.Signin.Add(ctx, p.admin[0], []signin.NewUser{{Account: name, Person: who.Text(person.Prefix)}})
	p.must(err)
	b := p.surfer()
	a := newAuthenticator(p.t, p.at, "localhost")
	form := a.make(b.asks("/enrol/passkey/ask", map[string]string{"code": slips[0].Code}))
	form["code"], form["name"] = slips[0].Code, "Máy ở cơ quan"
	if got := b.send(http.MethodPost, "/enrol/passkey", form); got.status != http.StatusSeeOther {
		p.t.Fatalf("enrolment: %d %s", got.status, got.body)
	}
	known, _, err := p.app.Sessions.ByName(ctx, name)
	p.must(err)
	return a, known
}

// TestPasskeys: a code sets up a passkey, which signs in, proves again, and is
// added, renamed and removed, but never the last way.
func TestPasskeys(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		p := openPasskeys(t, url)
		first, known := p.enrols("hoa.tt")
		b := p.surfer()
		if got := b.signIn(first); got.status != http.StatusSeeOther || !b.in() {
			t.Fatalf("sign-in: %d %s", got.status, got.body)
		}
		o := b.asks("/account/passkey/ask", nil)
		if len(o.Exclude) != 1 || o.Exclude[0].ID != url64(first.id) || o.Selection.ResidentKey != "required" || o.Selection.UserVerification != "required" || o.Attestation != "none" {
			t.Errorf("a further passkey is asked for by %+v", o)
		}
		p.clock.Advance(time.Minute)
		second := newAuthenticator(t, p.at, "localhost")
		form := second.make(o)
		form["name"], form["key"] = " Khóa   USB ", b.formKey("/account/passkey")
		if got := b.send(http.MethodPost, "/account/passkey", form); got.status != http.StatusSeeOther || !b.in() {
			t.Fatalf("a further passkey: %d %s", got.status, got.body)
		}
		list, err := p.app.Sessions.Passkeys(context.Background(), known.Account)
		p.must(err)
		if len(list) != 2 || list[1].Name != "Khóa USB" || list[0].UsedAt == 0 || list[1].UsedAt != 0 {
			t.Fatalf("%+v", list)
		}
		at := func(k signin.Passkey, verb string) string {
			return "/account/passkeys/" + k.ID.Text(signin.PasskeyPrefix) + verb
		}
		change := func(path string, want int) {
			t.Helper()
			if got := b.send(http.MethodPost, path, map[string]string{"key": b.formKey("/account"), "name": "Khóa dự phòng"}); got.status != want {
				t.Errorf("%s: %d, want %d: %s", path, got.status, want, got.body)
			}
		}
		change(at(list[1], "/rename"), http.StatusSeeOther)
		change(at(list[0], "/end"), http.StatusSeeOther)
		change(at(list[0], "/end"), http.StatusNotFound)
		change(at(list[1], "/end"), http.StatusUnprocessableEntity) // the last way
		other, theirs := p.enrols("lan.tt")
		foreign, err := p.app.Sessions.Passkeys(context.Background(), theirs.Account)
		p.must(err)
		change(at(foreign[0], "/rename"), http.StatusNotFound)
		change(at(foreign[0], "/end"), http.StatusNotFound)
		if got := p.surfer().signIn(first); got.status != http.StatusUnprocessableEntity {
			t.Errorf("a passkey that was removed: %d", got.status)
		}
		if got := p.surfer().signIn(second); got.status != http.StatusSeeOther {
			t.Errorf("the one that is left: %d", got.status)
		}
		p.clock.Advance(6 * time.Minute)
		if got := b.send(http.MethodGet, "/account/passkey", nil); got.header.Get("Location") != "/sign-in/again" {
			t.Errorf("after six minutes: %d %s", got.status, got.header.Get("Location"))
		}
		wrong := b.send(http.MethodPost, "/sign-in/again/passkey", other.get(b.asks("/sign-in/again/ask", nil)))
		if wrong.status != http.StatusUnprocessableEntity {
			t.Errorf("proved again by somebody else: %d", wrong.status)
		}
		carried := b.send(http.MethodPost, "/sign-in/again/passkey", second.get(b.asks("/sign-in/passkey/ask", nil)))
		if carried.status != http.StatusUnprocessableEntity {
			t.Errorf("a question of the sign-in answered at the proof: %d", carried.status)
		}
		if got := b.send(http.MethodPost, "/sign-in/again/passkey", second.get(b.asks("/sign-in/again/ask", nil))); got.header.Get("Location") != "/account/passkey" {
			t.Errorf("proved again: %d %s", got.status, got.header.Get("Location"))
		}
		told := p.told(known.Account)
		for _, what := range []signin.What{signin.WhatEnrolled, signin.WhatAddedPasskey, signin.WhatRenamedPasskey, signin.WhatEndedPasskey} {
			if told[what] == 0 {
				t.Errorf("the person is not told of %s: %v", what, told)
			}
		}
	})
}

// told counts what an account's owner, or with the zero id everybody, is told.
func (p *passkeySite) told(account id.ID) map[signin.What]int64 {
	p.t.Helper()
	list, err := p.app.Sessions.Alerts(context.Background(), account, 1000)
	p.must(err)
	told := map[signin.What]int64{}
	for _, a := range list {
		told[a.What] += max(1, a.Count)
	}
	return told
}

func flip(form map[string]string, field string, at int) map[string]string {
	form = maps.Clone(form)
	raw, err := base64.RawURLEncoding.DecodeString(form[field])
	if err != nil {
		panic(err)
	}
	raw[(at+len(raw))%len(raw)] ^= 1
	form[field] = url64(raw)
	return form
}

// TestBadPasskeys: whatever is wrong with an answer of a passkey is refused with
// one and the same answer, begins no session, leaves an entry, and is told to the
// person and to whoever keeps accounts (SECURITY T13).
func TestBadPasskeys(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		p := openPasskeys(t, url)
		good, known := p.enrols("hoa.tt")
		other, _ := p.enrols("lan.tt")
		stays, gone := p.enrols("cu.tt")
		p.must(p.app.Signin.SetActive(context.Background(), p.admin[0], gone.Account, false))
		if got := p.surfer().signIn(good); got.status != http.StatusSeeOther {
			t.Fatalf("sign-in: %d", got.status)
		}
		answer := func(change func(*authenticator)) func(*surfer) map[string]string {
			return func(b *surfer) map[string]string {
				good.counter++
				return good.but(change).get(b.asks("/sign-in/passkey/ask", nil))
			}
		}
		plain := answer(func(*authenticator) {})
		// says has the browser say more than it may; the passkey signs it.
		says := func(more string) func(*surfer) map[string]string {
			return answer(func(a *authenticator) {
				a.client = func(raw []byte) []byte { return append(raw[:len(raw)-1], more...) }
			})
		}
		cases := map[string]struct {
			form func(*surfer) map[string]string
			what signin.What
			of   id.ID
		}{
			"wrong origin":          {answer(func(a *authenticator) { a.origin = "https://hoso.vi.du.example" }), signin.WhatForeign, known.Account},
			"another port":          {answer(func(a *authenticator) { a.origin = "http://localhost:1" }), signin.WhatForeign, known.Account},
			"scheme":                {answer(func(a *authenticator) { a.origin = strings.Replace(p.at, "http:", "https:", 1) }), signin.WhatForeign, known.Account},
			"wrong relying party":   {answer(func(a *authenticator) { a.party = "example.vn" }), signin.WhatForeign, known.Account},
			"inside another site":   {answer(func(a *authenticator) { a.cross = true }), signin.WhatForeign, known.Account},
			"not verified":          {answer(func(a *authenticator) { a.flags = userPresent }), signin.WhatRefused, known.Account},
			"nobody present":        {answer(func(a *authenticator) { a.flags = userVerified }), signin.WhatRefused, known.Account},
			"backup flags":          {answer(func(a *authenticator) { a.flags |= 1 << 3 }), signin.WhatRefused, known.Account},
			"of a registration":     {answer(func(a *authenticator) { a.kind = "webauthn.create" }), signin.WhatRefused, known.Account},
			"no user handle":        {answer(func(a *authenticator) { a.handle = nil }), signin.WhatRefused, known.Account},
			"another's user handle": {answer(func(a *authenticator) { a.handle = other.handle }), signin.WhatRefused, known.Account},
			"bogus signature":       {answer(func(a *authenticator) { a.sign = func(sig []byte) []byte { sig[len(sig)-1] ^= 1; return sig } }), signin.WhatRefused, known.Account},
			"another key":           {answer(func(a *authenticator) { a.key = other.key }), signin.WhatRefused, known.Account},
			"empty signature":       {answer(func(a *authenticator) { a.sign = func([]byte) []byte { return nil } }), signin.WhatRefused, known.Account},
			"lowered counter":       {answer(func(a *authenticator) { a.counter, a.counts = 1, false }), signin.WhatCloned, known.Account},
			"same counter":          {answer(func(a *authenticator) { a.counter, a.counts = 1, true; a.counter = 0 }), signin.WhatCloned, known.Account},
			"counter of 0":          {answer(func(a *authenticator) { a.counter, a.counts = 0, false }), signin.WhatCloned, known.Account},
			"unknown credential":    {answer(func(a *authenticator) { a.id = make([]byte, 32) }), signin.WhatRefused, id.ID{}},
			"disabled account": {func(b *surfer) map[string]string { return stays.get(b.asks("/sign-in/passkey/ask", nil)) },
				signin.WhatRefused, gone.Account},
			"a member twice":             {says(`,"origin":"` + p.at + `"}`), signin.WhatRefused, known.Account},
			"in another case":            {says(`,"ORIGIN":"` + p.at + `"}`), signin.WhatRefused, known.Account},
			"escaped":                    {says(`,"\u006frigin":"` + p.at + `"}`), signin.WhatRefused, known.Account},
			"a member of a member twice": {says(`,"more":{"a":1,"a":2}}`), signin.WhatRefused, known.Account},
			"more after the end":         {says(`} {}`), signin.WhatRefused, id.ID{}},
			"a list": {answer(func(a *authenticator) {
				a.client = func(raw []byte) []byte { return append(append([]byte("["), raw...), ']') }
			}), signin.WhatRefused, id.ID{}},
			"too much":            {says(`,"more":"` + strings.Repeat("x", 5000) + `"}`), signin.WhatRefused, known.Account},
			"altered client data": {func(b *surfer) map[string]string { return flip(plain(b), "passkey_client", 5) }, signin.WhatRefused, known.Account},
			"altered data":        {func(b *surfer) map[string]string { return flip(plain(b), "passkey_data", -1) }, signin.WhatRefused, known.Account},
			"nothing":             {func(*surfer) map[string]string { return nil }, signin.WhatRefused, id.ID{}},
			"no base64":           {func(b *surfer) map[string]string { f := plain(b); f["passkey_signature"] = "!"; return f }, signin.WhatRefused, id.ID{}},
			"no question": {func(b *surfer) map[string]string {
				good.counter++
				return good.get(options{Challenge: url64(make([]byte, 32))})
			}, signin.WhatRefused, known.Account},
			"another browser's": {func(b *surfer) map[string]string {
				good.counter++
				b.asks("/sign-in/passkey/ask", nil)
				return good.get(p.surfer().asks("/sign-in/passkey/ask", nil))
			}, signin.WhatRefused, known.Account},
			"too old": {func(b *surfer) map[string]string {
				f := plain(b)
				p.clock.Advance(5*time.Minute + time.Second)
				return f
			}, signin.WhatRefused, known.Account},
			"replayed": {func(b *surfer) map[string]string {
				good.counter++
				f := good.get(b.asks("/sign-in/passkey/ask", nil))
				if got := b.send(http.MethodPost, "/sign-in/passkey", f); got.status != http.StatusSeeOther {
					t.Errorf("before it is replayed: %d", got.status)
				}
				b.send(http.MethodPost, "/sign-out", nil)
				b.asks("/sign-in/passkey/ask", nil)
				return f
			}, signin.WhatRefused, known.Account},
			"replayed question": {func(b *surfer) map[string]string {
				o := b.asks("/sign-in/passkey/ask", nil)
				b.send(http.MethodPost, "/sign-in/passkey", good.but(func(a *authenticator) { a.flags = 0 }).get(o))
				p.clock.Advance(2 * time.Minute)
				good.counter++
				return good.get(o)
			}, signin.WhatRefused, known.Account},
			"another name's": {func(b *surfer) map[string]string {
				good.counter++
				return good.get(b.asks("/sign-in/passkey/ask", map[string]string{"name": "lan.tt"}))
			}, signin.WhatRefused, known.Account},
			"an unknown name's": {func(b *surfer) map[string]string {
				good.counter++
				return good.get(b.asks("/sign-in/passkey/ask", map[string]string{"name": "khong.ai"}))
			}, signin.WhatRefused, known.Account},
		}
		var same *seen
		for _, name := range slices.Sorted(maps.Keys(cases)) {
			c := cases[name]
			p.clock.Advance(11 * time.Minute) // a new entry, a new alert, no delay
			b := p.surfer()
			form := c.form(b)
			entries, mine, all := p.refusals(), p.told(c.of)[c.what], p.told(id.ID{})[c.what]
			got := b.send(http.MethodPost, "/sign-in/passkey", form)
			got.header.Del("Date")
			if same == nil {
				same = &got
			}
			if got.status != http.StatusUnprocessableEntity || got.body != same.body || !maps.EqualFunc(got.header, same.header, slices.Equal) {
				t.Errorf("%s: %d, another answer than the others: %v", name, got.status, got.header)
			}
			if b.in() {
				t.Errorf("%s: signed in", name)
			}
			if p.refusals() != entries+1 {
				t.Errorf("%s: %d entries more, want 1", name, p.refusals()-entries)
			}
			if p.told(c.of)[c.what] != mine+1 || p.told(id.ID{})[c.what] != all+1 {
				t.Errorf("%s: %v is told, and %v to whoever keeps accounts", name, p.told(c.of), p.told(id.ID{}))
			}
		}
		good.counter += 10
		more := good.but(func(a *authenticator) { // a member that is not known yet is allowed
			a.client = func(raw []byte) []byte { return append(raw[:len(raw)-1], `,"to come":{"a":[1]}}`...) }
		})
		if got := p.surfer().signIn(more); got.status != http.StatusSeeOther {
			t.Errorf("with a member that nobody knows: %d", got.status)
		}
		good.counter = more.counter
		if got := p.surfer().signIn(good); got.status != http.StatusSeeOther {
			t.Errorf("after all of it the passkey itself: %d %s", got.status, got.body)
		}
		x := newAttacker(t, p.dir, url)
		x.exec(`UPDATE signin_counter SET last = 0`)
		good.counter++
		if got := p.surfer().signIn(good); got.status != http.StatusUnprocessableEntity {
			t.Errorf("with a counter that was written back by hand: %d", got.status)
		}
	})
}

// refusals counts the entries of proofs that were refused.
func (p *passkeySite) refusals() int64 {
	return int64(countOf(p.t, p.app, `SELECT count(*) FROM ledger_entry WHERE action = 'signin.begin' AND outcome = 'refused'`))
}

// TestPasskeyIsMade: what is not as it was asked for makes no passkey, and uses up
// no code.
func TestPasskeyIsMade(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		p := openPasskeys(t, url)
		good, _ := p.enrols("hoa.tt")
		who := p.person("Lý", "Thị", "Mai")
		slips, err := p.app.Signin.Add(context.Background(), p.admin[0], []signin.NewUser{{Account: "mai.lt", Person: who.Text(person.Prefix)}})
		p.must(err)
		code := slips[0].Code
		b := p.surfer()
		for name, change := range map[string]func(*authenticator){
			"origin":        func(a *authenticator) { a.origin = "https://vi.du.example" },
			"relying party": func(a *authenticator) { a.party = "vi.du.example" },
			"not verified":  func(a *authenticator) { a.flags = userPresent },
			"type":          func(a *authenticator) { a.kind = "webauthn.get" },
			"cross-origin":  func(a *authenticator) { a.cross = true },
			"a member twice": func(a *authenticator) {
				a.client = func(raw []byte) []byte { return append(raw[:len(raw)-1], `,"Origin":"`+p.at+`"}`...) }
			},
			"somebody's": func(a *authenticator) { a.id = good.id },
		} {
			form := newAuthenticator(t, p.at, "localhost").but(change).make(b.asks("/enrol/passkey/ask", map[string]string{"code": code}))
			form["code"], form["name"] = code, "Khóa"
			if got := b.send(http.MethodPost, "/enrol/passkey", form); got.status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d", name, got.status)
			}
			p.clock.Advance(2 * time.Minute)
		}
		a := newAuthenticator(t, p.at, "localhost")
		form := a.make(b.asks("/enrol/passkey/ask", map[string]string{"code": code}))
		form["code"], form["name"] = code, "Khóa"
		if got := b.send(http.MethodPost, "/enrol/passkey", form); got.status != http.StatusSeeOther {
			t.Fatalf("%d %s", got.status, got.body)
		}
		if got := b.signIn(a); got.status != http.StatusSeeOther {
			t.Errorf("sign-in: %d", got.status)
		}
		again := newAuthenticator(t, p.at, "localhost").make(options{Challenge: url64(make([]byte, 32))})
		again["code"], again["name"] = code, "Khóa"
		if got := b.send(http.MethodPost, "/enrol/passkey", again); got.status != http.StatusUnprocessableEntity {
			t.Errorf("a code that was used: %d", got.status)
		}
	})
}

// TestPasskeyOnce: of many who send one answer at once, one signs in.
func TestPasskeyOnce(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		p := openPasskeys(t, url)
		a, _ := p.enrols("hoa.tt")
		ctx := context.Background()
		raw, err := p.app.Signin.AskSignIn(ctx, "", "this browser", home)
		p.must(err)
		text, err := json.Marshal(raw)
		p.must(err)
		var o options
		p.must(json.Unmarshal(text, &o))
		f := a.get(o)
		in := signin.Assertion{ID: f["passkey_id"], ClientData: f["passkey_client"], AuthData: f["passkey_data"], Signature: f["passkey_signature"], UserHandle: f["passkey_user"]}
		if won := races(15, func(int) error {
			_, err := p.app.Signin.SignInByPasskey(ctx, in, "this browser", home)
			return err
		}); won != 1 {
			t.Errorf("one answer signed in %d times", won)
		}
	})
}

// TestAskedOfNames: who asks with a name learns nothing of it: a name that nobody
// has is answered alike, always with the same passkeys (SECURITY T26); TestSameTime
// measures how long it takes.
func TestAskedOfNames(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		p := openPasskeys(t, url)
		a, _ := p.enrols("hoa.tt")
		b := p.surfer()
		ask := func(name string) options { return b.asks("/sign-in/passkey/ask", map[string]string{"name": name}) }
		if o := ask(" HOA.tt"); len(o.Allow) != 1 || o.Allow[0].ID != url64(a.id) || !slices.Equal(o.Allow[0].Transports, []string{"internal"}) {
			t.Errorf("who has a passkey: %+v", o)
		}
		for _, name := range []string{"khong.ai", "quantri0", "an.nt", "x"} { // nobody; not set up; by password
			first, second := ask(name), ask(name)
			if len(first.Allow) == 0 || len(first.Allow) > 2 || len(first.Allow[0].Transports) == 0 || first.UserVerification != "required" || first.RPID != "localhost" {
				t.Errorf("%s: %+v", name, first)
			}
			if !slices.EqualFunc(first.Allow, second.Allow, func(x, y struct {
				ID         string
				Transports []string
			}) bool {
				return x.ID == y.ID
			}) || first.Challenge == second.Challenge {
				t.Errorf("%s: another answer the second time", name)
			}
		}
	})
}
