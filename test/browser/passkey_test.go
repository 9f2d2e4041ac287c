package browser

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/signin"
)

// passkeyHouse is a real folder that is known as localhost, where browsers have
// passkeys without a certificate.
func passkeyHouse(t *testing.T) (*house, func(time.Duration), map[string]string) {
	t.Helper()
	h, tick, codes := realHouse(t)
	h.url = strings.Replace(h.url, "127.0.0.1", "localhost", 1)
	party, err := signin.PartyOf(h.url)
	if err != nil {
		t.Fatal(err)
	}
	h.app.Signin.Party = party
	return h, tick.Advance, codes
}

// device adds an authenticator to the browser, one with a fingerprint. It touches
// itself, and would choose itself from the list of names as soon as a page offers
// it: so pages do not, unless a test is about that.
func (b *tab) device(offered bool) webauthn.AuthenticatorID {
	b.t.Helper()
	if !offered {
		b.call(func(ctx context.Context) error {
			_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
				Source: "if (window.PublicKeyCredential) PublicKeyCredential.isConditionalMediationAvailable = async () => false;"})
			return err
		})
	}
	var made webauthn.AuthenticatorID
	b.call(func(ctx context.Context) error {
		if _, err := chromedp.Call(ctx, webauthn.Enable, webauthn.EnableParams{}); err != nil {
			return err
		}
		got, err := chromedp.Call(ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: "ctap2", Ctap2version: "ctap2_1", Transport: "internal", HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}})
		made = got.AuthenticatorID
		return err
	})
	return made
}

func (b *tab) verified(device webauthn.AuthenticatorID, is bool) {
	b.t.Helper()
	b.call(func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, webauthn.SetUserVerified, webauthn.SetUserVerifiedParams{AuthenticatorID: device, IsUserVerified: is})
		return err
	})
}

func (b *tab) misbehave(p webauthn.SetResponseOverrideBitsParams) {
	b.t.Helper()
	b.call(func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, webauthn.SetResponseOverrideBits, p)
		return err
	})
}

const (
	passkeyButton = `form[action="/sign-in/passkey"] button.primary`
	againButton   = `form[action="/sign-in/again/passkey"] button.primary`
)

// says waits for what a passkey's script says on the page.
func (b *tab) says(want string) {
	b.t.Helper()
	soon, stop := context.WithTimeout(b.ctx, 20*time.Second)
	defer stop()
	if err := chromedp.Do(soon, chromedp.WaitVisible(chromedp.CSS("form[data-passkey] [role=alert]"))); err != nil {
		b.shot("failed")
		b.t.Fatalf("the page says nothing: %v\n%s", err, b.text())
	}
	b.see(want)
}

// TestPasskeyJourney is a morning of somebody with a passkey: from the one-time
// code, by one click a day, to the form that is still there after lunch; a further
// key is added after a fresh proof and taken away again. By keyboard alone.
func TestPasskeyJourney(t *testing.T) {
	axe, err := os.ReadFile("../../node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal("axe-core is missing: run make setup:", err)
	}
	h, advance, codes := passkeyHouse(t)
	b := h.browser(t, look{1280, "vi", false})
	device := b.device(false)
	look := func(name string) {
		t.Helper()
		for _, width := range []int64{390, 1280} {
			b.do(chromedp.EmulateViewport(width, 900))
			b.axe(string(axe))
			b.fits(width)
			b.shot(name + "-" + map[bool]string{true: "390", false: "1280"}[width == 390])
		}
	}
	b.goTo("/enrol")
	b.fill("code", codes["binh.tt"])
	b.submit("code")
	b.see("Khóa truy cập (passkey): cách nên dùng")
	look("setup")
	b.fill("name", "Máy ở cơ quan")
	b.press(`form[action="/enrol/passkey"] button`)
	b.see("Đã tạo khóa truy cập")
	look("sign-in")
	b.press(passkeyButton)
	b.see("Việc của tôi")

	unit, err := h.app.Org.Read.ByCode(context.Background(), "BVD")
	if err != nil {
		t.Fatal(err)
	}
	form := "/units/" + unit.Text(org.UnitPrefix) + "/new"
	b.goTo(form)
	b.fill("code", "TCCB")
	b.fill("name", "Vụ Tổ chức cán bộ")
	advance(20 * time.Minute) // lunch
	b.submit("name")
	b.see("Phiên làm việc đã khóa")
	look("locked")
	b.press(passkeyButton)
	b.see("Biểu mẫu của bạn vẫn còn đây")
	if b.valueOf("name") != "Vụ Tổ chức cán bộ" || b.valueOf("code") != "TCCB" {
		t.Error("what was typed is gone")
	}

	advance(6 * time.Minute)
	b.goTo("/account/passkey")
	b.see("Xác nhận lại là bạn")
	look("again")
	b.press(againButton)
	b.see("Thêm khóa truy cập")
	look("add")
	b.key(`form[action="/account/passkey"] button`, kb.Enter) // the device that has one already
	b.says("Thiết bị này đã có khóa của bạn")
	b.shot("exists")
	b.call(func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, webauthn.RemoveVirtualAuthenticator, webauthn.RemoveVirtualAuthenticatorParams{AuthenticatorID: device})
		return err
	})
	b.device(false)
	b.fill("name", "Khóa USB dự phòng")
	b.submit("name") // by keyboard alone
	b.see("Đã thêm khóa")
	look("account")
	b.key(`//summary[text()="Đổi tên"]`, kb.Enter)
	first := `//tr[contains(., "Máy ở cơ quan")]`
	b.do(chromedp.Clear(first+`//input[@name="name"]`), chromedp.SendKeys(first+`//input[@name="name"]`, "Máy cũ"))
	b.press(first + `//button[text()="Lưu tên"]`)
	b.see("Máy cũ")
	b.press(`//tr[contains(., "Máy cũ")]//button[text()="Bỏ khóa"]`)
	b.see("Đã bỏ khóa")
	b.press(`//tr[contains(., "Khóa USB dự phòng")]//button[text()="Bỏ khóa"]`)
	b.see("cách đăng nhập cuối cùng")
	b.shot("last")
	b.press(`form[action="/sign-out"] button`)
	b.press(passkeyButton)
	b.see("Việc của tôi")
}

// TestPasskeyMisbehaves has the browser's authenticator and another site do what
// they must not: nothing of it signs in.
func TestPasskeyMisbehaves(t *testing.T) {
	h, advance, codes := passkeyHouse(t)
	b := h.browser(t, look{1280, "vi", false})
	device := b.device(false)
	b.goTo("/enrol")
	b.fill("code", codes["binh.tt"])
	b.submit("code")
	b.click(`form[action="/enrol/passkey"] button`)
	b.see("Đã tạo khóa truy cập")
	b.verified(device, false)
	b.tick(passkeyButton)
	b.says("Chưa xác nhận được")
	b.shot("cancelled")
	b.verified(device, true)
	yes, no := true, false
	refused := ""
	for name, p := range map[string]webauthn.SetResponseOverrideBitsParams{
		"bogus signature": {IsBogusSignature: &yes}, "not verified": {IsBadUV: &yes}, "nobody present": {IsBadUP: &yes},
	} {
		advance(11 * time.Minute)
		p.AuthenticatorID = device
		b.misbehave(p)
		b.goTo("/sign-in")
		b.click(passkeyButton)
		b.see("Không đăng nhập được bằng khóa này")
		if refused == "" {
			b.shot("refused")
			refused = b.text()
		}
		if b.text() != refused {
			t.Errorf("%s: another answer than the others", name)
		}
	}
	b.misbehave(webauthn.SetResponseOverrideBitsParams{AuthenticatorID: device, IsBogusSignature: &no, IsBadUV: &no, IsBadUP: &no})
	b.fake(t, h, refused)
	b.goTo("/sign-in")
	b.click(passkeyButton)
	b.see("Việc của tôi")
	list, err := h.app.Sessions.Alerts(context.Background(), id.ID{}, 100)
	if err != nil {
		t.Fatal(err)
	}
	told := map[signin.What]int64{}
	for _, a := range list {
		told[a.What] += a.Count
	}
	if told[signin.WhatRefused] != 3 || told[signin.WhatForeign] != 1 {
		t.Errorf("told of %v", told)
	}
}

// TestPasskeyOffered: where the browser offers passkeys in its list of names,
// choosing one signs in.
func TestPasskeyOffered(t *testing.T) {
	h, _, codes := passkeyHouse(t)
	b := h.browser(t, look{1280, "vi", false})
	b.goTo("/enrol")
	b.fill("code", codes["binh.tt"])
	b.submit("code")
	b.device(true)
	b.click(`form[action="/enrol/passkey"] button`)
	soon, stop := context.WithTimeout(b.ctx, 30*time.Second)
	defer stop()
	if err := chromedp.Do(soon, chromedp.WaitVisible(chromedp.CSS(`a[href="/account"]`))); err != nil {
		t.Fatalf("%v at %s", err, b.where())
	}
	b.see("Việc của tôi")
}

// fake is another site, at another port of the same name, that has the browser
// answer this site's question and passes the answer on.
func (b *tab) fake(t *testing.T, h *house, refused string) {
	t.Helper()
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<!doctype html><title>hoso</title>"))
	}))
	defer site.Close()
	_, port, err := net.SplitHostPort(strings.TrimPrefix(site.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	b.mu.Lock()
	b.meant = []string{"http://localhost:" + port + "/", "http://gia.localhost:" + port + "/"}
	b.mu.Unlock()
	b.goTo("/sign-in")
	question := b.eval(`fetch("/sign-in/passkey/ask", {method: "POST", body: new URLSearchParams()}).then((r) => r.text())`)
	var o struct{ Challenge string }
	if err := json.Unmarshal([]byte(question), &o); err != nil {
		t.Fatal(err)
	}
	answer := `(async () => {
		const bytes = (s) => Uint8Array.from(atob(s.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
		const text = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
		try {
			const c = await navigator.credentials.get({publicKey: {challenge: bytes("` + o.Challenge + `"), rpId: "localhost", userVerification: "required"}});
			const r = c.response;
			return JSON.stringify({passkey_id: text(c.rawId), passkey_client: text(r.clientDataJSON), passkey_data: text(r.authenticatorData),
				passkey_signature: text(r.signature), passkey_user: text(r.userHandle)});
		} catch (e) { return e.name; }
	})()`
	b.do(chromedp.Navigate("http://localhost:" + port + "/"))
	stolen := b.eval(answer)
	if !strings.HasPrefix(stolen, "{") {
		t.Fatalf("the other port: %s", stolen)
	}
	b.do(chromedp.Navigate("http://gia.localhost:" + port + "/"))
	if other := b.eval(answer); strings.HasPrefix(other, "{") {
		t.Errorf("the browser answers for another name: %s", other)
	}
	b.goTo("/sign-in")
	b.eval(`(() => {
		const f = document.querySelector('form[action="/sign-in/passkey"]');
		for (const [k, v] of Object.entries(` + stolen + `)) f.elements.namedItem(k).value = v;
		setTimeout(() => f.submit());
		return "";
	})()`)
	soon, stop := context.WithTimeout(b.ctx, 30*time.Second)
	defer stop()
	if err := chromedp.Do(soon, chromedp.WaitVisible(chromedp.CSS("#problems"))); err != nil {
		t.Fatal(err)
	}
	if b.text() != refused {
		t.Errorf("what another site got is answered otherwise: %s", b.text())
	}
}

func (b *tab) eval(script string) string {
	b.t.Helper()
	got, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%v at %s", err, b.where())
	}
	return got
}
