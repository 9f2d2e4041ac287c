package browser

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/id"
	"hoso/internal/person"
	"hoso/internal/signin"
	"hoso/internal/sqldb"
)

// TestMarkupOfPersons is TestMarkup for rights, persons' files and sign-in: what is
// stored there of 300 hostile texts, and what every form of these pages shows again
// of what was typed into each of its fields, opens no dialog, runs nothing, and
// gives the browser's policy nothing to stop (SECURITY T33).
func TestMarkupOfPersons(t *testing.T) {
	t.Run("rights and files", func(t *testing.T) {
		h := open(t)
		x := newHurt(2)
		places := filePlaces(t, h)
		who := h.hostileFile(t, x)
		files := map[string][]string{}
		for _, p := range places {
			if p[1] != "" {
				files[p[0]] = append(files[p[0]], p[1])
			}
		}
		object := who.Text(person.Prefix)
		files["chuyen_vien_tccb"] = append(files["chuyen_vien_tccb"], "/grants", "/grants/on/"+object, "/delegations", "/clearances", "/urgent", "/rights", "/tokens",
			"/people", "/files/"+object, "/files/"+object+"/edit", "/files/"+object+"/evidence", "/files/"+object+"/erase", "/erasures", "/asked")
		files["vu_truong_tccb"] = append(files["vu_truong_tccb"], "/grants", "/clearances", "/limits", "/break-glass", "/break-glass/on/"+object, "/urgent", "/asked", "/erasures")
		files["kiem_tra"] = append(files["kiem_tra"], "/unusual", "/break-glass", "/ledger")
		files["van_thu_kn"] = append(files["van_thu_kn"], "/me", "/me/corrections", "/me/requests", "/me/export", "/delegations")
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
		b.as("chuyen_vien_tccb")
		b.shows(x, 2, b.links("/asked", "/asked/corrections/")...)
		b.as("vu_truong_tccb")
		b.shows(x, 4, b.links("/asked", "/asked/requests/")...)
		b.shows(x, 4, b.links("/asked", "/asked/delays/")...)
		b.shows(x, 2, b.links("/erasures", "/erasures/")...)
		stored += x.stored
		b.everyForm(x, "/duties") // last: what ends there takes away rights that are needed above
		b.shows(x, 0, "/duties")
		if n := dialogs(); n != 0 {
			t.Errorf("%d dialogs opened", n)
		}
		if x.shown < 1000 || stored < 100 {
			t.Errorf("too little to test anything")
		}
		x.enough(t, h, ofPersons)
		t.Logf("%d texts were typed into %d forms, shown again %d times; stored texts shown %d times", x.typed, x.forms, x.shown, stored)
	})
	t.Run("passkeys", passkeyForms)
	t.Run("sign-in", func(t *testing.T) {
		h, tick, codes := realHouse(t)
		x := newHurt(6)
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
		b.again("/duties", an, tick)
		b.everyForm(x, "/duties", b.ending()...)
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
		if x.shown < 1000 || stored < 10 {
			t.Errorf("too little to test anything")
		}
		x.enough(t, h, ofSignIn)
		t.Logf("%d texts were typed into %d forms, shown again %d times; stored texts shown %d times", x.typed, x.forms, x.shown, stored)
	})
}

// passkeyForms types into the forms that are there only where browsers have passkeys.
func passkeyForms(t *testing.T) {
	h, _, codes := passkeyHouse(t)
	x := newHurt(2)
	b := h.browser(t, look{1280, "vi", false})
	dialogs := b.watchful()
	b.device(false)
	b.everyForm(x, "/sign-in")
	setup := func() {
		b.fill("code", codes["binh.tt"])
		b.submit("code")
	}
	for done := []string{"POST /enrol"}; len(done) < 3; { // with a passkey, or a password and an app
		done = append(done, b.oneForm(x, "/enrol", done, setup))
	}
	b.goTo("/enrol")
	setup()
	b.fillForm(filling{Texts: x.texts, At: map[string]int{}})
	b.click(`form[action="/enrol/passkey"] button`)
	b.click(passkeyButton)
	b.everyForm(x, "/account/passkey")
	b.everyForm(x, "/account")
	b.shows(x, 1, "/account")
	if n := dialogs(); n != 0 {
		t.Errorf("%d dialogs opened", n)
	}
	x.enough(t, h, ofPasskeys)
	t.Logf("%d texts were typed into %d forms, shown again %d times; stored texts shown %d times", x.typed, x.forms, x.shown, x.stored)
}

// ending gives the commands of a page that end something: of two administrators they
// would end whichever stands first, who may be the one at the keyboard.
func (b *tab) ending() []string {
	b.t.Helper()
	list, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]string](`[...document.querySelectorAll('main form[action$="/end"]')].map(f=>"POST "+new URL(f.action).pathname)`))
	if err != nil || len(list) == 0 {
		b.t.Fatalf("nothing ends on this page: %v", err)
	}
	return list
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
	for range 4 {
		grant, err := h.app.Needs.Grant(ctx, by("chuyen_vien_tccb"), access.GrantForm{Account: all["thu_truong_cds"], Object: access.Object{Kind: "person", ID: who}, Purpose: access.PurposeCase,
			Basis: access.Basis{Kind: access.BasisCase, Text: "16 " + x.short()}, From: today, Last: today.AddDays(3)})
		must(err)
		_, err = h.app.Needs.ApproveGrant(ctx, by("vu_truong_tccb"), grant)
		must(err)
		_, err = h.app.Person.Delay(ctx, by("chuyen_vien_tccb"), person.DelayForm{Grant: grant, Until: today.AddDays(2), Reason: "chưa công bố " + x.short()})
		must(err)
	}
	for _, field := range []string{"family", "given"} {
		_, err = h.app.Person.Propose(ctx, by("van_thu_kn"), person.CorrectionForm{Field: field, Proposed: x.short(), Reason: "theo giấy khai sinh " + x.short()})
		must(err)
	}
	_, err = h.app.Person.ProposeErasure(ctx, by("chuyen_vien_tccb"), h.personOf(t, "van_thu_vien"), person.ErasureForm{Basis: person.ErasureRetention, Document: "13 " + x.short(), Reason: "hết hạn " + x.short()})
	must(err)
	h.cleared(t, "van_thu", access.LabelMat)
	kn, err := h.app.Org.Read.ByCode(ctx, "KN")
	must(err)
	_, err = h.app.Duties.Delegate(ctx, by("van_thu_kn"), access.DelegationForm{To: all["thu_truong_cds"], Roles: []access.Holding{{Role: access.RoleUnitClerk, Unit: kn}},
		From: today, Last: today.AddDays(3), Basis: "10 " + x.short(), Reason: "đi công tác " + x.short()})
	must(err)
	broken, err := h.app.Watch.Break(ctx, by("chuyen_vien_tccb"), access.BreakForm{Object: access.Object{Kind: "person", ID: who}, Reason: "cấp cứu " + x.short(), Basis: "12 " + x.short(), Minutes: 60})
	must(err)
	_, err = h.app.Watch.EndBreak(ctx, by("chuyen_vien_tccb"), broken)
	must(err)
	// The count at night makes such a row; it takes weeks of readings.
	_, err = h.app.Door.Do(ctx, door.Command{Name: access.ActionRemark, Actor: access.System("reads"), Purpose: access.PurposeAudit, Object: access.Object{Kind: "account", ID: all["van_thu_kn"]}},
		func(ctx context.Context, tx door.Tx) error {
			return sqldb.Of(tx).Put(ctx, "access_remark", sqldb.Key{ID: id.New(), Version: 1}, sqldb.Row{"label": 0, "unit_id": kn, "managing_unit_id": kn, "state": "open", "subject_id": who,
				"account_id": all["van_thu_kn"], "rule": access.UnusualDay, "day": today, "count": 90, "median": 9, "reviewer_id": nil, "reviewed_at": nil, "verdict": nil, "note": nil})
		})
	must(err)
	return who
}
