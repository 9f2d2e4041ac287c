package browser

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/id"
	"hoso/internal/person"
	"hoso/internal/signin"
)

// watchful has the tab count dialogs and what the policy stops; the function that it
// gives waits for what is being answered and says how many dialogs there were.
func (b *tab) watchful() func() int64 {
	b.t.Helper()
	var dialogs atomic.Int64
	var answering sync.WaitGroup
	b.call(func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
			Source: `window.violations=[];document.addEventListener("securitypolicyviolation",e=>window.violations.push(e.violatedDirective+" "+e.blockedURI+" "+e.sample))`})
		return err
	})
	b.call(func(ctx context.Context) error {
		return chromedp.Listen(ctx, func(ev any) {
			if _, ok := ev.(*page.EventJavascriptDialogOpening); ok {
				dialogs.Add(1)
				answering.Go(func() {
					_, _ = chromedp.Call(ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true}) // the page may be gone
				})
			}
		})
	})
	b.do(chromedp.Navigate("data:text/html,<p>x<img src=x onerror=alert(1)>"))
	for begin := time.Now(); dialogs.Load() == 0 && time.Since(begin) < 10*time.Second; {
		b.text()
	}
	if dialogs.Swap(0) == 0 {
		b.t.Fatal("a page that runs such a text opens no dialog: nothing can be tested")
	}
	return func() int64 {
		answering.Wait()
		return dialogs.Load()
	}
}

// hurt counts what TestMarkupOfPersons does.
type hurt struct {
	texts        []string
	rounds       int // that each form is typed into
	next         int
	forms, typed int // forms sent, texts typed into them
	shown        int
	names        map[string]bool // of fields
}

// fillForm types hostile texts into the n-th form of a page that has any to type
// into, past every length, and sends it without the browser's own checks. Days keep
// one that counts in every other round, so that what comes after is looked at, too.
const fillForm = `((n,texts,days)=>{
	const typing="input:not([type=hidden]):not([type=submit]):not([type=radio]):not([type=checkbox]):not([type=file]),textarea";
	const form=[...document.querySelectorAll("main form")].filter(f=>f.querySelector(typing))[n];
	if(!form)return JSON.stringify([]);
	const names=[];
	for(const e of form.querySelectorAll(typing)){
		if(days&&/^(from|last|until|to|on|day|dated|born|due_on|at)$/.test(e.name)){e.value=e.value||days;continue}
		e.value=texts[names.length%texts.length];names.push(e.name);
	}
	for(const s of form.querySelectorAll("select"))if(!s.value)s.selectedIndex=Math.min(1,s.options.length-1);
	for(const c of form.querySelectorAll("input[type=checkbox]"))c.checked=true;
	for(const r of form.querySelectorAll("input[type=radio]"))if(!form.querySelector("[name='"+r.name+"']:checked"))r.checked=true;
	window.filled=form;
	return JSON.stringify(names)})`

// perField is how many texts are typed into a field at once.
const perField = 3

// everyForm types into every form of a page, round after round, and looks at each answer.
func (b *tab) everyForm(x *hurt, path string) {
	b.t.Helper()
	today := clock.Today(clock.System{}).Vietnamese()
	for n := 0; n < 12; n++ {
		for round := range x.rounds {
			days := []string{"", today}[round%2]
			b.goTo(path)
			x.shown += b.harmless()
			at := x.next % len(x.texts)
			following := slices.Concat(x.texts[at:], x.texts[:at])
			var some []string
			for list := range slices.Chunk(following[:12*perField], perField) {
				some = append(some, strings.Join(list, " "))
			}
			raw, err := json.Marshal(some)
			if err != nil {
				b.t.Fatal(err)
			}
			got, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](fmt.Sprintf("%s(%d,%s,%q)", fillForm, n, raw, days)))
			if err != nil {
				b.t.Fatalf("%s: %v", path, err)
			}
			var names []string
			if err := json.Unmarshal([]byte(got), &names); err != nil {
				b.t.Fatal(err)
			}
			if len(names) == 0 {
				if round == 0 {
					return
				}
				break // only days
			}
			x.next, x.forms, x.typed = x.next+perField*len(names), x.forms+1, x.typed+len(names)
			for _, name := range names {
				x.names[name] = true
			}
			soon, stop := context.WithTimeout(b.ctx, 20*time.Second)
			_, err = chromedp.RunResponse(soon, chromedp.Evaluate[chromedp.Void](`HTMLFormElement.prototype.submit.call(window.filled)`))
			stop()
			if err != nil {
				b.t.Fatalf("%s, form %d: %v", path, n, err)
			}
			x.shown += b.harmless()
		}
	}
}

// TestMarkupOfPersons is TestMarkup for rights, persons' files and sign-in: what is
// stored there of 300 hostile texts, and what every form of these pages shows again
// of what was typed into each of its fields, opens no dialog, runs nothing, and
// gives the browser's policy nothing to stop (SECURITY T33).
func TestMarkupOfPersons(t *testing.T) {
	t.Run("rights and files", func(t *testing.T) {
		h := open(t)
		x := &hurt{texts: corpus(), rounds: 2, names: map[string]bool{}}
		places := filePlaces(t, h)
		who := h.hostileFile(t, x)
		files := map[string][]string{}
		for _, p := range places {
			if p[1] != "" {
				files[p[0]] = append(files[p[0]], p[1])
			}
		}
		object := who.Text(person.Prefix)
		files["chuyen_vien_tccb"] = append(files["chuyen_vien_tccb"], "/duties", "/grants", "/grants/on/"+object, "/delegations", "/clearances", "/urgent", "/rights", "/tokens",
			"/people", "/files/"+object, "/files/"+object+"/edit", "/files/"+object+"/evidence", "/files/"+object+"/erase", "/erasures", "/asked")
		files["vu_truong_tccb"] = append(files["vu_truong_tccb"], "/duties", "/grants", "/clearances", "/limits", "/break-glass", "/break-glass/on/"+object, "/urgent", "/asked", "/erasures")
		files["kiem_tra"] = append(files["kiem_tra"], "/unusual", "/ledger")
		files["van_thu_kn"] = append(files["van_thu_kn"], "/me", "/me/corrections", "/me/requests", "/me/export")
		b := h.browser(t, look{1280, "vi", false})
		dialogs, stored := b.watchful(), 0
		b.as("chuyen_vien_tccb")
		b.goTo("/files/" + object)
		b.tick(`input[name="way"]`)
		b.click(`main form button.primary`)
		stored += b.harmless()
		b.goTo(b.attribute(`main a[href$="/history"]`, "href"))
		stored += b.harmless()
		if n := dialogs(); n != 0 {
			t.Errorf("the file: %d dialogs opened", n)
		}
		for _, persona := range sortedKeys(files) {
			b := h.browser(t, look{1280, "vi", false})
			dialogs := b.watchful()
			b.as(persona)
			for _, path := range files[persona] {
				b.everyForm(x, path)
			}
			if n := dialogs(); n != 0 {
				t.Errorf("%s: %d dialogs opened", persona, n)
			}
		}
		b = h.browser(t, look{1280, "vi", false})
		dialogs = b.watchful()
		for _, persona := range sortedKeys(files) {
			b.as(persona)
			for _, path := range files[persona] {
				b.goTo(path)
				stored += b.harmless()
			}
		}
		if n := dialogs(); n != 0 {
			t.Errorf("%d dialogs opened", n)
		}
		if x.next < len(x.texts) || x.shown < 100 || stored < 20 {
			t.Errorf("too little to test anything")
		}
		t.Logf("%d fields of %d forms were typed into (%d by name), shown again %d times; stored texts shown %d times", x.typed, x.forms, len(x.names), x.shown, stored)
	})
	t.Run("sign-in", func(t *testing.T) {
		h, tick, codes := realHouse(t)
		x := &hurt{texts: corpus(), rounds: 6, names: map[string]bool{}}
		h.hostilePeople(t, x)
		b := h.browser(t, look{1280, "vi", false})
		dialogs := b.watchful()
		b.call(func(ctx context.Context) error {
			_, err := chromedp.Call(ctx, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: `Firefox "><script>alert(1)</script>`})
			return err
		})
		b.goTo("/sign-in")
		an := b.enrol(codes["an.lv"], tick, false)
		for _, path := range []string{"/sign-in", "/enrol"} {
			b.everyForm(x, path)
			tick.Advance(time.Hour) // attempts are slowed
		}
		b.goTo("/sign-in")
		b.signIn("an.lv", an, tick)
		for _, path := range []string{"/account", "/account/password", "/account/app", "/sign-in/again", "/users", "/users/new", "/import/users", "/users/sessions", "/tokens"} {
			b.again(path, an, tick)
			b.everyForm(x, path)
		}
		stored := 0
		for _, path := range []string{"/account", "/users", "/users/sessions"} {
			b.goTo(path)
			stored += b.harmless()
		}
		b.click(`main table a[href^="/users/acc_"]`)
		stored += b.harmless()
		if n := dialogs(); n != 0 {
			t.Errorf("%d dialogs opened", n)
		}
		if x.shown < 10 || stored < 10 {
			t.Errorf("too little to test anything")
		}
		t.Logf("%d fields of %d forms were typed into (%d by name), shown again %d times; stored texts shown %d times", x.typed, x.forms, len(x.names), x.shown, stored)
	})
}

// again proves who one is before a page that asks for it.
func (b *tab) again(path string, secret []byte, tick *clock.Manual) {
	b.t.Helper()
	tick.Advance(31 * time.Second)
	b.goTo("/sign-in/again")
	b.fill("password", sentence)
	b.fill("code", signin.TOTPAt(secret, signin.StepOf(tick.Now())))
	b.submit("code")
	b.goTo(path)
}

// hostilePeople enters people with hostile names and gives them accounts.
func (h *house) hostilePeople(t *testing.T, x *hurt) {
	t.Helper()
	ctx, operator := context.Background(), access.System("operator")
	body, err := h.app.Org.Read.Body(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 12 {
		who, err := person.New(person.Name{Family: x.short(), Middle: x.short(), Given: x.short()}, body, body)
		if err == nil {
			_, err = h.app.Person.Add(ctx, operator, [16]byte(id.New()), body, []*person.Person{who})
		}
		if err == nil {
			_, err = h.app.Signin.Add(ctx, signin.By{Actor: operator, Key: [16]byte(id.New())}, []signin.NewUser{{Account: fmt.Sprint("hai.", i), Person: who.ID.Text(person.Prefix)}})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// short gives the next text that a part of a name may be.
func (x *hurt) short() string {
	for {
		x.next++
		if s := x.texts[(x.next-1)%len(x.texts)]; len(s) <= 60 {
			return s
		}
	}
}

// hostileFile stores hostile texts in every text of a file and of the rights to it,
// and gives whose it is.
func (h *house) hostileFile(t *testing.T, x *hurt) id.ID {
	t.Helper()
	ctx := context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	all, err := h.app.Accounts.Personas(ctx)
	must(err)
	by := func(persona string) access.By {
		return access.By{Actor: access.Actor{Account: all[persona], Person: h.personOf(t, persona), Fresh: true}, Key: [16]byte(id.New())}
	}
	var dot bytes.Buffer
	must(png.Encode(&dot, image.NewGray(image.Rect(0, 0, 200, 280))))
	who, today := h.personOf(t, "van_thu_kn"), clock.Today(clock.System{})
	now, err := h.app.Person.Open(ctx, by("chuyen_vien_tccb").Actor, person.ActionOpen, person.Looking{Person: who, Purpose: access.PurposeUpkeep})
	must(err)
	_, err = h.app.Person.Change(ctx, by("chuyen_vien_tccb"), who, person.ChangeForm{Name: person.Name{Family: x.short(), Middle: x.short(), Given: x.short()}, Version: now.Version})
	must(err)
	for range 8 {
		_, err = h.app.Person.AddEvidence(ctx, by("chuyen_vien_tccb"), who, person.EvidenceForm{Kind: person.Diploma, Others: person.OthersNo, Number: x.short(), Dated: "2019-07-01",
			Issuer: x.short(), Name: "a.png", Data: dot.Bytes()}, id.ID{}, 0)
		must(err)
	}
	for range 4 {
		_, err = h.app.Person.Ask(ctx, by("van_thu_kn"), person.RequestForm{Kind: person.AskAccess, Body: "xin xem " + x.short()})
		must(err)
		_, err = h.app.Needs.Grant(ctx, by("chuyen_vien_tccb"), access.GrantForm{Account: all["thu_truong_cds"], Object: access.Object{Kind: "person", ID: who}, Purpose: access.PurposeCase,
			Basis: access.Basis{Kind: access.BasisCase, Text: "15 " + x.short()}, From: today, Last: today.AddDays(3)})
		must(err)
	}
	return who
}
