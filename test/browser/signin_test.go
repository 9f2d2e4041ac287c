package browser

import (
	"context"
	"encoding/base32"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/app"
	"hoso/internal/clock"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/person"
	"hoso/internal/signin"
)

// realHouse is a real folder with a body, an administrator and a head of
// organisation, whose slips it gives, on a clock that the test moves.
func realHouse(t *testing.T) (*house, *clock.Manual, map[string]string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	tick := clock.NewManual(clock.System{}.Now())
	a, err := app.Open(ctx, app.Config{Dir: t.TempDir(), Real: true, Clock: tick, Cost: signin.Cost{Time: 1, Memory: 1 << 10, Lanes: 1},
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(err)
	operator := access.System("operator")
	by := func() org.By { return org.By{Actor: operator, Key: [16]byte(id.New())} }
	today := clock.Today(tick)
	body, _, err := a.Org.Found(ctx, by(), org.NewUnitForm{Code: "BVD", Name: "Bộ Ví dụ", From: today, Basis: "1/NĐ-CP"})
	must(err)
	codes := map[string]string{}
	for _, x := range []struct {
		name, given string
		duty        access.Role
	}{{"an.lv", "An", access.RoleSysAdmin}, {"chi.lv", "Chi", access.RoleSysAdmin}, {"binh.tt", "Bình", access.RoleMember}} {
		who, err := person.New(person.Name{Family: "Lê", Middle: "Văn", Given: x.given}, body, body)
		must(err)
		_, err = a.Person.Add(ctx, operator, [16]byte(id.New()), body, []*person.Person{who})
		must(err)
		slip, err := a.Signin.First(ctx, signin.By{Actor: operator}, x.name, who.ID, x.duty)
		must(err)
		codes[x.name] = slip.Code
		if x.name == "binh.tt" {
			post, _, err := a.Org.AddPost(ctx, by(), body, org.PostForm{Title: "Vụ trưởng", Seats: 1, From: today, Basis: "1/QĐ"})
			must(err)
			_, err = a.Duties.Attach(ctx, accesssql.By{Actor: operator, Key: [16]byte(id.New())},
				accesssql.AssignmentForm{Post: post, Role: access.RoleDeptHead, Unit: body, From: today, Basis: "1/QĐ"})
			must(err)
			_, _, err = a.Org.Seat(ctx, by(), post, org.SeatForm{Person: who.ID, From: today, Basis: "1/QĐ"})
			must(err)
		}
	}
	must(a.Org.RefreshTree(ctx))
	l, err := app.Listen("127.0.0.1:0")
	must(err)
	served := make(chan error, 1)
	go func() { served <- a.Serve(ctx, l) }()
	var working sync.WaitGroup
	working.Go(func() { a.RunJobs(ctx) })
	t.Cleanup(func() {
		cancel()
		working.Wait()
		if err := <-served; err != nil {
			t.Error(err)
		}
		a.Close()
	})
	return &house{url: "http://" + l.Addr().(*net.TCPAddr).String(), app: a, site: a.Site()}, tick, codes
}

const sentence = "con cò lặn lội bờ sông 47"

// submit presses Enter in a field, as somebody without a mouse does.
func (b *tab) submit(field string) {
	b.t.Helper()
	soon, stop := context.WithTimeout(b.ctx, 30*time.Second)
	defer stop()
	if _, err := chromedp.RunResponse(soon, chromedp.SendKeys(chromedp.CSS("#f-"+field), kb.Enter)); err != nil {
		b.shot("failed")
		b.t.Fatalf("Enter in %s: %v at %s", field, err, b.where())
	}
}

// enrol sets up a password and an app with a code, by keyboard alone, and gives
// the app's secret.
func (b *tab) enrol(code string, tick *clock.Manual, shots bool) []byte {
	b.t.Helper()
	b.goTo("/enrol")
	if shots {
		b.shot("enrol")
	}
	b.fill("code", strings.ToLower(code))
	b.submit("code")
	b.see("Ứng dụng xác thực")
	text, err := chromedp.Run(b.ctx, chromedp.Text(chromedp.CSS("#secret")))
	if err != nil {
		b.t.Fatal(err)
	}
	secret, err := base32.StdEncoding.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		b.t.Fatal(err)
	}
	if shots {
		b.shot("setup")
		b.fill("password", "ngắn")
		b.fill("again", "ngắn")
		b.submit("again")
		b.see("ít nhất 15 ký tự")
		b.shot("setup-wrong")
	}
	b.fill("password", sentence)
	b.fill("again", sentence)
	b.fill("digits", signin.TOTPAt(secret, signin.StepOf(tick.Now())))
	b.submit("digits")
	b.see("Mã dự phòng của bạn")
	if shots {
		b.shot("codes")
	}
	tick.Advance(time.Minute)
	return secret
}

// signIn signs in by keyboard.
func (b *tab) signIn(name string, secret []byte, tick *clock.Manual) {
	b.t.Helper()
	tick.Advance(31 * time.Second) // digits count once
	b.fill("name", name)
	b.fill("password", sentence)
	b.fill("code", signin.TOTPAt(secret, signin.StepOf(tick.Now())))
	b.submit("code")
}

// valueOf gives what a field holds.
func (b *tab) valueOf(field string) string {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Value(chromedp.CSS("#f-"+field)))
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

// TestSignInJourney goes from the one-time code to the form that is still there
// after the session was locked, with script and without it. By keyboard alone.
func TestSignInJourney(t *testing.T) {
	for name, noScript := range map[string]bool{"script": false, "no script": true} {
		t.Run(name, func(t *testing.T) {
			h, tick, codes := realHouse(t)
			b := h.browser(t, look{1280, "vi", noScript})
			b.shot("sign-in")
			bình := b.enrol(codes["binh.tt"], tick, true)
			b.goTo("/enrol")
			b.fill("code", codes["binh.tt"])
			b.submit("code")
			b.see("Mã không đúng, đã dùng hoặc đã quá 24 giờ")
			b.goTo("/sign-in")
			b.signIn("binh.tt", make([]byte, 20), tick)
			b.see("không đúng")
			b.shot("sign-in-wrong")
			b.signIn("binh.tt", bình, tick)
			b.see("Việc của tôi")

			unit, err := h.app.Org.Read.ByCode(context.Background(), "BVD")
			if err != nil {
				t.Fatal(err)
			}
			form := "/units/" + unit.Text(org.UnitPrefix) + "/new"
			b.goTo(form)
			b.fill("code", "TCCB")
			b.fill("name", "Vụ Tổ chức cán bộ")
			b.fill("basis", "9/QĐ-BVD")
			tick.Advance(20 * time.Minute)
			b.submit("basis")
			b.see("Phiên làm việc đã khóa")
			b.shot("locked")
			b.signIn("binh.tt", bình, tick)
			b.see("Biểu mẫu của bạn vẫn còn đây")
			b.shot("form-is-still-there")
			if b.valueOf("code") != "TCCB" || b.valueOf("name") != "Vụ Tổ chức cán bộ" || b.valueOf("basis") != "9/QĐ-BVD" {
				t.Error("what was typed is gone")
			}
			if _, err := h.app.Org.Read.ByCode(context.Background(), "TCCB"); err == nil {
				t.Error("the form was taken before it was looked over")
			}
			b.goTo("/account")
			b.see("binh.tt")
			b.shot("account")

			// Somebody else at this machine sees nothing of it.
			b.goTo(form)
			b.fill("name", "Vụ Kín")
			if noScript {
				tick.Advance(20 * time.Minute)
				b.submit("name")
			} else {
				b.press("#lock button")
			}
			b.see("Phiên làm việc đã khóa")
			an := b.enrol(codes["an.lv"], tick, false)
			b.goTo("/sign-in")
			b.signIn("an.lv", an, tick)
			if strings.Contains(b.text(), "Vụ Kín") || strings.Contains(b.text(), "vẫn còn đây") {
				t.Error("somebody else sees the form")
			}
			b.administer(t, tick, an, noScript)
			b.press(`form[action="/sign-out"] button`)
			b.signIn("binh.tt", bình, tick)
			b.see("Biểu mẫu của bạn vẫn còn đây")
			if b.valueOf("name") != "Vụ Kín" {
				t.Error("the form is not the one that was locked")
			}
		})
	}
}

// administer makes accounts as the administrator: one by the form after a fresh
// proof, some from a sheet; axe looks at each page.
func (b *tab) administer(t *testing.T, tick *clock.Manual, secret []byte, noScript bool) {
	t.Helper()
	axe, err := os.ReadFile("../../node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal("axe-core is missing: run make setup:", err)
	}
	look := func(name string) {
		t.Helper()
		b.shot(name)
		if !noScript { // axe is a script
			b.axe(string(axe))
		}
	}
	b.goTo("/users")
	b.see("binh.tt")
	look("users")
	tick.Advance(6 * time.Minute)
	b.goTo("/users/new")
	b.see("Xác nhận lại là bạn")
	look("again")
	b.fill("password", sentence)
	b.fill("code", signin.TOTPAt(secret, signin.StepOf(tick.Now())))
	b.submit("code")
	b.see("Lập tài khoản")
	look("new-user")
	b.fill("person", "Lê Văn Bình")
	b.fill("name", "binh.tt")
	b.submit("name")
	b.see("đã có người dùng")
	b.goTo("/users")
	b.fill("q", "chi")
	b.submit("q")
	b.see("chi.lv")
	look("found")
	b.press(`//a[text()="chi.lv"]`)
	look("user")
	b.press(`form[action$="/code"] button`)
	b.see("Phiếu đặt cách đăng nhập")
	look("slips")
	b.goTo("/import/users")
	look("import")
}
