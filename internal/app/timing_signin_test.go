package app_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/person"
	"hoso/internal/signin"
)

// asker is somebody who asks what is there: always from another place, and, when
// moves, so much later that each refusal is a first one.
type asker struct {
	*gatehouse
	pairs  int
	within float64
	n      int
	moves  bool
	before func() // each try
}

// from gives a place that has not asked before.
func (a *asker) from() signin.Client {
	a.n++
	return signin.Client{Place: fmt.Sprint("10.", a.n/200, ".", a.n%200, ".0/24"), Agent: "Firefox, Windows"}
}

// pair measures pairs of refusals that all have one code, "" for none.
func (a *asker) pair(t *testing.T, what, code string, ask func(which int, from signin.Client) error) {
	t.Helper()
	if !a.moves {
		what += ", again"
	}
	last := -1
	holds(t, what, a.pairs, a.within, func(pair, which int) time.Duration {
		if a.moves && pair != last {
			a.clock.Advance(2 * time.Minute)
		}
		last = pair
		from := a.from()
		if a.before != nil {
			a.before()
		}
		begin := time.Now()
		err := ask(which, from)
		took := time.Since(begin)
		if (err == nil) != (code == "") || err != nil && errs.Of(err).Code != code {
			t.Fatalf("%s: %v, want %s", what, err, code)
		}
		return took
	})
}

// proofs compares wrong proofs of a name with those of one that nobody has.
func (a *asker) proofs(t *testing.T, what, name, code string) {
	t.Helper()
	names := [2]string{name, "khong.ai"}
	tries := -1
	a.before = func() { // there is an end to how often a name is tried in a row
		if tries++; tries%100 > 0 {
			return
		}
		for _, name := range names {
			a.must(a.app.Sessions.Forget(context.Background(), a.app.Signin.Keys.MAC("name", name)))
		}
	}
	a.pair(t, what, "signin.proof.wrong", func(which int, from signin.Client) error {
		return a.prove(signer{name: names[which]}, "sai mật khẩu", code, from)
	})
	a.before = nil
}

// TestSameTime compares how long a refusal takes for what somebody has and for what
// nobody has (SECURITY T26): names with a password, a passkey, nothing yet, or
// disabled; recovery codes; one-time codes; questions and answers of passkeys. The
// hash is a cheap one, so that everything beside it weighs more than it does in
// service.
func TestSameTime(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		p := openPasskeys(t, url)
		ctx := context.Background()
		passkey, _ := p.enrols("hoa.tt")
		gone, slip := p.slip("Cũ", "cu.lv")
		used := slip.Code
		disabled := p.enrol(slip, gone)
		p.must(p.app.Signin.SetActive(ctx, p.admin[0], disabled.account, false))
		_, slip = p.slip("Mai", "mai.lt")
		late := slip.Code
		p.clock.Advance(25 * time.Hour)
		token := p.expiredToken()

		pairs, within := timing(150, 0.11)
		a := &asker{gatehouse: p.gatehouse, pairs: min(pairs, 2000), within: within}
		for _, a.moves = range []bool{true, false} {
			for what, name := range map[string]string{"a password": p.an.name, "a passkey": "hoa.tt", "nothing yet": "mai.lt", "a disabled account": "cu.lv"} {
				a.proofs(t, "a name with "+what, name, "000000")
			}
			a.proofs(t, "a recovery code of theirs", p.an.name, p.an.codes[0])
			a.proofs(t, "a recovery code of nobody", p.an.name, signin.NewCode())
			for what, code := range map[string]string{"too old": late, "used": used} {
				a.pair(t, "a one-time code "+what, "signin.code.wrong", func(which int, from signin.Client) error {
					_, err := p.app.Signin.OpenCode(ctx, [2]string{code, nobodys}[which], from)
					return err
				})
			}
			for what, name := range map[string]string{"who has one": "hoa.tt", "who has a password": p.an.name} {
				a.pair(t, "the passkeys of "+what, "", func(which int, from signin.Client) error {
					_, err := p.app.Signin.AskSignIn(ctx, [2]string{name, "hoa.tx"}[which], "a browser", from)
					return err
				})
			}
			a.badPasskeys(t, p, passkey)
		}
		// A token's 256 bits are found by nobody, and the answer says to whoever has
		// them what became of it: this is measured and not held to anything.
		area := tellApart(a.pairs, func(_, which int) time.Duration {
			begin := time.Now()
			_, err := p.app.Accounts.Bearer(ctx, [2]string{token, "hoso_" + nobodys}[which])
			took := time.Since(begin)
			wantCode(t, err, [2]string{"access.token.expired", "access.token.unknown"}[which])
			return took
		})
		t.Logf("an API token that has expired: %d pairs, AUC %.3f", a.pairs, area)
	})
}

// nobodys is a code that nobody was given.
const nobodys = "0000-0000-0000-0000-0000-0001"

// slip gives somebody new a slip.
func (p *passkeySite) slip(given, name string) (id.ID, signin.Slip) {
	p.t.Helper()
	who := p.person("Lý", "Thị", given)
	slips, err := p.app.Signin.Add(context.Background(), p.admin[0], []signin.NewUser{{Account: name, Person: who.Text(person.Prefix)}})
	p.must(err)
	return who, slips[0]
}

// expiredToken gives a token that counted until a while ago.
func (p *passkeySite) expiredToken() string {
	p.t.Helper()
	days := access.TokenDays()[0]
	text, err := p.app.Accounts.MakeToken(context.Background(), access.Actor{Account: p.an.account, Person: p.an.person, Fresh: true}, [16]byte{}, access.TokenForm{Days: days, Scope: access.ScopeOrganisation})
	p.must(err)
	p.clock.Advance(time.Duration(days+2) * 24 * time.Hour)
	return text
}

// badPasskeys compares a passkey that somebody has with one that nobody has, both
// with a signature that is wrong.
func (a *asker) badPasskeys(t *testing.T, p *passkeySite, known *authenticator) {
	unknown := newAuthenticator(t, p.at, "localhost")
	unknown.handle = known.handle
	bad := known.but(func(x *authenticator) { x.key = unknown.key })
	var made [2][]signin.Assertion
	for range a.pairs {
		for which, x := range []*authenticator{bad, unknown} {
			f := x.get(options{Challenge: url64(make([]byte, 32))})
			made[which] = append(made[which], signin.Assertion{ID: f["passkey_id"], ClientData: f["passkey_client"], AuthData: f["passkey_data"], Signature: f["passkey_signature"], UserHandle: f["passkey_user"]})
		}
	}
	n := [2]int{}
	a.pair(t, "a passkey", "signin.passkey.refused", func(which int, from signin.Client) error {
		n[which]++
		_, err := p.app.Signin.SignInByPasskey(context.Background(), made[which][n[which]%a.pairs], "this browser", from)
		return err
	})
}
