package app_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/app"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/person"
	"hoso/internal/signin"
)

// cheap is a hash that costs little, so that what else a proof does weighs more.
var cheap = signin.Cost{Time: 1, Memory: 1 << 10, Lanes: 1}

// gatehouse is a real folder with two officers and somebody who signs in.
type gatehouse struct {
	t     *testing.T
	dir   string
	url   string
	app   *app.App
	clock *clock.Manual
	body  id.ID
	admin [2]signin.By
	an    signer
}

// signer is somebody with everything that they prove themselves with.
type signer struct {
	name, password string
	secret         []byte
	codes          []string
	account        id.ID
	person         id.ID
}

func openGatehouse(t *testing.T, url string) *gatehouse {
	t.Helper()
	g := &gatehouse{t: t, dir: t.TempDir(), url: url, clock: clock.NewManual(clock.Of(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)))}
	g.open()
	t.Cleanup(func() { g.app.Close() })
	ctx := context.Background()
	by := org.By{Actor: access.System("operator")}
	var err error
	g.body, _, err = g.app.Org.Found(ctx, by, org.NewUnitForm{Code: "BVD", Name: "Bộ Ví dụ", From: "2020-01-01", Basis: "1/NĐ"})
	g.must(err)
	for i := range g.admin {
		who := g.person("Lê", "Văn", fmt.Sprint("Quản", i))
		_, err := g.app.Signin.First(ctx, signin.By{Actor: access.System("operator")}, fmt.Sprint("quantri", i), who, access.RoleSysAdmin)
		g.must(err)
		known, _, err := g.app.Sessions.ByName(ctx, fmt.Sprint("quantri", i))
		g.must(err)
		g.admin[i] = signin.By{Actor: access.Actor{Account: known.Account, Person: who, Fresh: true}}
	}
	who := g.person("Nguyễn", "Thị", "An")
	slips, err := g.app.Signin.Add(ctx, g.admin[0], []signin.NewUser{{Account: "An.NT", Person: who.Text(person.Prefix)}})
	g.must(err)
	g.an = g.enrol(slips[0], who)
	return g
}

func (g *gatehouse) open() {
	g.t.Helper()
	a, err := app.Open(context.Background(), app.Config{Dir: g.dir, Database: g.url, Clock: g.clock, Log: quiet(), Real: true, Cost: cheap})
	g.must(err)
	g.app = a
}

func (g *gatehouse) must(err error) {
	g.t.Helper()
	if err != nil {
		g.t.Fatal(err)
	}
}

func (g *gatehouse) person(family, middle, given string) id.ID {
	g.t.Helper()
	p, err := person.New(person.Name{Family: family, Middle: middle, Given: given}, g.body, g.body)
	g.must(err)
	_, err = g.app.Person.Add(context.Background(), access.System("operator"), [16]byte{}, g.body, []*person.Person{p})
	g.must(err)
	return p.ID
}

var home = signin.Client{Place: "10.1.2.0/24", Agent: "Firefox, Windows"}

// enrol sets up somebody with a slip.
func (g *gatehouse) enrol(s signin.Slip, who id.ID) signer {
	g.t.Helper()
	ctx := context.Background()
	e, err := g.app.Signin.OpenCode(ctx, s.Code, home)
	g.must(err)
	codes, err := g.app.Signin.Enrol(ctx, e, signin.Setup{Code: s.Code, Sealed: e.Sealed, Password: longPassword,
		Digits: signin.TOTPAt(e.Secret, signin.StepOf(g.clock.Now())), Client: home})
	g.must(err)
	g.clock.Advance(time.Minute)
	return signer{s.Name, longPassword, slices.Clone(e.Secret), codes, e.Account, who}
}

func (g *gatehouse) digits(x signer) string {
	return signin.TOTPAt(x.secret, signin.StepOf(g.clock.Now()))
}

func (g *gatehouse) prove(x signer, password, code string, from signin.Client) error {
	_, err := g.app.Signin.Prove(context.Background(), signin.Proof{Name: x.name, Password: password, Code: code, Client: from})
	return err
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if err == nil || errs.Of(err).Code != code {
		t.Errorf("%v, want %s", err, code)
	}
}

// TestProof: who proves who they are gets in; whatever is wrong is one answer.
func TestProof(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGatehouse(t, url)
		now := g.digits(g.an)
		g.must(g.prove(g.an, longPassword, now, home))
		wantCode(t, g.prove(g.an, longPassword, now, home), "signin.proof.wrong") // the same digits again
		g.clock.Advance(time.Minute)
		for name, x := range map[string][3]string{
			"password": {g.an.name, "x" + longPassword, g.digits(g.an)}, "digits": {g.an.name, longPassword, "000000"},
			"no code": {g.an.name, longPassword, ""}, "nobody": {"khong.ai", longPassword, g.digits(g.an)}, "nothing": {"", "", ""},
			"by another's": {"quantri0", longPassword, g.digits(g.an)}, "nobody by a spare code": {"khong.ai", longPassword, g.an.codes[3]}, "by another's spare code": {"quantri0", longPassword, g.an.codes[3]},
		} {
			t.Run(name, func(t *testing.T) {
				wantCode(t, g.prove(signer{name: x[0]}, x[1], x[2], signin.Client{Place: name}), "signin.proof.wrong")
			})
		}
		g.must(g.prove(g.an, longPassword, g.an.codes[3], home))
		wantCode(t, g.prove(g.an, longPassword, g.an.codes[3], home), "signin.proof.wrong") // used up
		if _, err := g.app.Signin.Prove(context.Background(), signin.Proof{Name: "AN.nt ", Password: longPassword, Code: g.an.codes[4], Client: home}); err != nil {
			t.Errorf("a name in other letters: %v", err)
		}
		g.must(g.app.Signin.SetActive(context.Background(), g.admin[0], g.an.account, false))
		g.clock.Advance(time.Minute)
		wantCode(t, g.prove(g.an, longPassword, g.digits(g.an), home), "signin.proof.wrong")
	})
}

// races runs n at once and counts the successes.
func races(n int, do func(i int) error) int64 {
	var won atomic.Int64
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-start
			if do(i) == nil {
				won.Add(1)
			}
		})
	}
	close(start)
	all.Wait()
	return won.Load()
}

// TestOnce: one code, one set of digits, one recovery code count once, however
// many try at the same moment.
func TestOnce(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGatehouse(t, url)
		ctx := context.Background()
		binh := g.person("Trần", "Văn", "Bình")
		slips, err := g.app.Signin.Add(ctx, g.admin[0], []signin.NewUser{{Account: "binh.tv", Person: binh.Text(person.Prefix)}})
		g.must(err)
		e, err := g.app.Signin.OpenCode(ctx, slips[0].Code, home)
		g.must(err)
		digits := signin.TOTPAt(e.Secret, signin.StepOf(g.clock.Now()))
		if won := races(50, func(int) error {
			for {
				_, err := g.app.Signin.Enrol(ctx, e, signin.Setup{Code: slips[0].Code, Password: longPassword, Digits: digits, Client: home})
				if err == nil || errs.Of(err).Code != "signin.busy.throttled" {
					return err
				}
			}
		}); won != 1 {
			t.Errorf("one enrolment code was used %d times", won)
		}
		step := signin.StepOf(g.clock.Now()) + 5
		if won := races(20, func(int) error {
			ok, err := g.app.Sessions.Advance(ctx, g.an.account, step)
			if err == nil && !ok {
				err = errs.Conflict("used")
			}
			return err
		}); won != 1 {
			t.Errorf("one step counted %d times", won)
		}
		if won := races(12, func(i int) error {
			return g.prove(g.an, longPassword, g.an.codes[0], signin.Client{Place: fmt.Sprint("10.0.", i, ".0/24")})
		}); won != 1 {
			t.Errorf("one recovery code was used %d times", won)
		}
		var slip atomic.Int64
		g.must(g.app.Signin.Recover(ctx, g.admin[0], g.an.account))
		wantCode(t, func() error { _, err := g.app.Signin.Approve(ctx, g.admin[0], g.an.account); return err }(), "signin.recovery.same")
		races(20, func(int) error {
			s, err := g.app.Signin.Approve(ctx, g.admin[1], g.an.account)
			if err == nil && s.Code != "" {
				slip.Add(1)
			}
			return err
		})
		if slip.Load() != 1 {
			t.Errorf("one recovery was approved %d times", slip.Load())
		}
	})
}

// TestSlipNames: a slip, and the plan of a sheet, name somebody as the directory does,
// whatever was typed: whoever hands it over must see whose it is.
func TestSlipNames(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGatehouse(t, url)
		ctx := context.Background()
		lines := []signin.NewUser{{Account: "binh", Person: g.person("Trần", "Thị", "Bình").Text(person.Prefix)}, {Account: "dung", Person: "le van dung"}}
		g.person("Lê", "Văn", "Dũng")
		plan, err := g.app.Signin.PlanUsers(ctx, g.admin[0], lines)
		g.must(err)
		slips, err := g.app.Signin.Import(ctx, g.admin[0], lines, plan.Digest)
		g.must(err)
		for i, want := range []string{"Trần Thị Bình", "Lê Văn Dũng"} {
			if f, s := plan.Found[i], slips[i]; f.FullName != want || s.FullName != want || f.Unit != "Bộ Ví dụ" || s.Unit != "Bộ Ví dụ" {
				t.Errorf("%q is named %+v and %+v", want, f, s)
			}
		}
	})
}

// TestThrottle: wrong attempts slow down the place that makes them, across a
// restart, and shut out nobody at another place that the name knows.
func TestThrottle(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGatehouse(t, url)
		g.must(g.prove(g.an, longPassword, g.digits(g.an), home))
		bad := signin.Client{Place: "192.0.2.0/24"}
		for range 5 {
			wantCode(t, g.prove(g.an, "wrong", "", bad), "signin.proof.wrong")
		}
		wantCode(t, g.prove(g.an, "wrong", "", bad), "signin.proof.throttled")
		g.app.Close()
		g.open()
		wantCode(t, g.prove(g.an, "wrong", "", bad), "signin.proof.throttled")
		g.clock.Advance(31 * time.Second)
		wantCode(t, g.prove(g.an, "wrong", "", bad), "signin.proof.wrong")
		g.clock.Advance(31 * time.Second)
		wantCode(t, g.prove(g.an, "wrong", "", bad), "signin.proof.throttled") // a minute now
		g.must(g.prove(g.an, longPassword, g.digits(g.an), home))
		tried := 0
		for i := 0; i < 200; i++ {
			err := g.prove(g.an, "wrong", "", signin.Client{Place: fmt.Sprint("198.51.", i, ".0/24")})
			if errs.Of(err).Code == "signin.proof.throttled" {
				break
			}
			tried++
		}
		if tried != 100 {
			t.Errorf("%d wrong attempts in a row from places that the name does not know, want 100", tried)
		}
		g.clock.Advance(time.Hour)
		wantCode(t, g.prove(g.an, longPassword, g.digits(g.an), signin.Client{Place: "203.0.113.0/24"}), "signin.proof.throttled")
		g.must(g.prove(g.an, longPassword, g.digits(g.an), home)) // whoever signed in from here before is not shut out
		for i := range 21 {
			err := g.prove(signer{name: fmt.Sprint("ten", i)}, "wrong", "", bad)
			if i == 20 {
				wantCode(t, err, "signin.proof.throttled") // of one place, whatever the names
			}
		}
	})
}

// TestRevocation: what ends a session ends it before its next request.
func TestRevocation(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGatehouse(t, url)
		ctx := context.Background()
		begin := func() string {
			token, err := g.app.Sessions.Begin(ctx, g.an.account, signin.ProvedByPassword, home)
			g.must(err)
			_, err = g.app.Sessions.Session(ctx, token)
			g.must(err)
			return token
		}
		ended := func(what, token, code string) {
			t.Helper()
			if _, err := g.app.Sessions.Session(ctx, token); err == nil || errs.Of(err).Code != code {
				t.Errorf("%s: %v", what, err)
			}
		}
		a := begin()
		g.must(g.app.Sessions.SignOut(ctx, a))
		ended("sign-out", a, "signin.session.ended")
		a = begin()
		b, err := g.app.Sessions.Rotate(ctx, a, signin.ProvedByPassword)
		g.must(err)
		ended("rotation", a, "signin.session.ended")
		if who, err := g.app.Sessions.Session(ctx, b); err != nil || !who.Fresh {
			t.Errorf("after rotation: %+v %v", who, err)
		}
		g.clock.Advance(6 * time.Minute)
		if who, err := g.app.Sessions.Session(ctx, b); err != nil || who.Fresh {
			t.Errorf("after six minutes: %+v %v", who, err)
		}
		g.clock.Advance(16 * time.Minute)
		ended("idle", b, "signin.session.locked")
		a = begin()
		g.must(g.app.Sessions.Lock(ctx, a))
		ended("lock", a, "signin.session.locked")
		a = begin()
		for range 60 {
			g.clock.Advance(12*time.Minute + 30*time.Second)
			if _, err = g.app.Sessions.Session(ctx, a); err != nil {
				break
			}
		}
		ended("twelve hours", a, "signin.session.locked")
		g.clock.Advance(13 * time.Hour)
		ended("a day", a, "signin.session.ended")
		a, b = begin(), begin()
		g.must(g.app.Signin.ChangePassword(ctx, signin.By{Actor: access.Actor{Account: g.an.account, Person: g.an.person, Fresh: true}}, "một câu khác hẳn, dài hơn 9", home))
		ended("password", a, "signin.session.ended")
		if b, err = g.app.Sessions.Rotate(ctx, b, signin.ProvedNot); err != nil {
			t.Error(err)
		}
		_, err = g.app.Sessions.Session(ctx, b)
		g.must(err)
		g.must(g.app.Signin.EndSessions(ctx, g.admin[0], g.an.account))
		ended("the administrator", b, "signin.session.ended")
		a = begin()
		g.must(g.app.Signin.SetActive(ctx, g.admin[0], g.an.account, false))
		ended("disabled", a, "signin.session.ended")
		g.must(g.app.Signin.SetActive(ctx, g.admin[0], g.an.account, true))
		ended("enabled again", a, "signin.session.ended")
		a = begin()
		x := newAttacker(t, g.dir, url)
		x.exec(`UPDATE signin_session SET proved_at = proved_at + 1`)
		ended("changed by hand", a, "signin.session.ended")
	})
}

// proved is an actor who has just proved who they are.
func proved(who access.Actor) access.Actor {
	who.Fresh = true
	return who
}

// TestKeptIsSealed: what is kept opens for its account alone, once, for a day.
func TestKeptIsSealed(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGatehouse(t, url)
		ctx := context.Background()
		g.must(g.app.Sessions.KeepForm(ctx, g.an.account, []byte("viết dở")))
		for _, who := range []id.ID{g.admin[0].Actor.Account, g.an.account, g.an.account} {
			got, err := g.app.Sessions.TakeForm(ctx, who)
			g.must(err)
			if (string(got) == "viết dở") != (who == g.an.account) && got != nil {
				t.Errorf("%q for %v", got, who)
			}
		}
		g.must(g.app.Sessions.KeepForm(ctx, g.an.account, []byte("viết dở")))
		g.clock.Advance(25 * time.Hour)
		if got, err := g.app.Sessions.TakeForm(ctx, g.an.account); err != nil || got != nil {
			t.Errorf("after a day: %q %v", got, err)
		}
	})
}
