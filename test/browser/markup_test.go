package browser

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/directive"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/person"
)

// ways out of where a text stands, and what would run there.
var (
	leaves = []string{"", `">`, `'>`, `-->`, `</title>`, `</textarea>`}
	runs   = []string{
		`<script>alert(1)</script>`, `<ScRiPt>alert(1)</sCrIpT>`, `<script src=data:,alert(1)></script>`, `<script src=//x.example/a.js></script>`, `<script>parent.alert(1)`,
		`<img src=x onerror=alert(1)>`, `<img/src/onerror=alert(1)>`, "<img\tsrc=x\nonerror=alert(1)>", `<IMG SRC="javascript:alert(1)">`, `<img src=x:x onerror=window.hacked=1>`,
		`<svg onload=alert(1)>`, `<svg/onload=alert(1)>`, `<svg><script>alert(1)</script></svg>`, `<svg><animate onbegin=alert(1) attributeName=x dur=1s>`, `<svg><a xlink:href="javascript:alert(1)"><text y=9>x`,
		`<iframe src=javascript:alert(1)>`, `<iframe srcdoc="<script>alert(1)</script>">`, `<embed src=javascript:alert(1)>`, `<object data=javascript:alert(1)>`, `<frameset onload=alert(1)>`,
		`<body onload=alert(1)>`, `<body onpageshow=alert(1)>`, `<input autofocus onfocus=alert(1)>`, `<select autofocus onfocus=alert(1)>`, `<textarea autofocus onfocus=alert(1)>`,
		`<details open ontoggle=alert(1)>`, `<video><source onerror=alert(1)>`, `<audio src=x onerror=alert(1)>`, `<marquee onstart=alert(1)>`, `<keygen autofocus onfocus=alert(1)>`,
		`<a href="javascript:alert(1)">x</a>`, `<a href=" &#106;avascript:alert(1)">x</a>`, `<form action=javascript:alert(1)><input type=submit autofocus>`, `<button formaction=javascript:alert(1)>x`, `<isindex type=image src=1 onerror=alert(1)>`,
		`<meta http-equiv=refresh content="0;url=javascript:alert(1)">`, `<base href=//x.example/>`, `<link rel=stylesheet href=//x.example/a.css>`, `<style>@import "//x.example/a.css"</style>`, `<style>*{background:url(//x.example/a)}</style>`,
		`<p style="background:url(javascript:alert(1))">`, `<div style=width:expression(alert(1))>`, `<math><mtext></p><style><img src=x onerror=alert(1)></style>`, `<noscript><p title="</noscript><img src=x onerror=alert(1)>">`, `<template><script>alert(1)</script></template>`,
		`<x onmouseover=alert(1) style=position:fixed;inset:0>`, `" autofocus onfocus=alert(1) x="`, `' autofocus onfocus=alert(1) x='`, `{{constructor.constructor('alert(1)')()}}`, `\u003cscript\u003ealert(1)\u003c/script\u003e`,
	}
)

// corpus is every run behind every way out: 300 texts.
func corpus() []string {
	var list []string
	for _, run := range runs {
		for _, leave := range leaves {
			list = append(list, leave+run)
		}
	}
	return list
}

// TestMarkup stores 300 hostile texts as names of units, posts, people, documents
// and files, as grounds and reasons, and looks at every page on which they stand:
// no dialog opens, nothing runs, and the browser has no violation of the policy to
// report, because there is nothing to stop (SECURITY T33).
func TestMarkup(t *testing.T) {
	h := open(t)
	pages := h.plant(t, corpus())
	b := h.browser(t, look{1280, "vi", false})
	dialogs := b.watchful()
	shown := 0
	for _, who := range sortedKeys(pages) {
		b.as(who)
		for _, path := range pages[who] {
			b.goTo(path)
			shown += b.harmless()
		}
	}
	if n := dialogs(); n != 0 {
		t.Errorf("%d dialogs opened", n)
	}
	if shown < 300 {
		t.Errorf("only %d hostile texts were shown", shown)
	}
	t.Logf("%d texts shown", shown)
}

// harmless fails when something ran on a page, or was stopped, and gives how many
// hostile texts stand on it as text.
func (b *tab) harmless() int {
	b.t.Helper()
	const script = `JSON.stringify({violations:window.violations||["no listener"],hacked:!!window.hacked,elements:document.querySelectorAll("main iframe,main object,main embed,main marquee,main [onload],main [onerror],main [onfocus],base,main style").length,
		shown:(document.documentElement.textContent+[...document.querySelectorAll("input,textarea,option")].map(e=>e.value).join(" ")).split("alert(1)").length-1})`
	raw, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](script))
	if err != nil {
		b.t.Fatalf("%s: %v", b.where(), err)
	}
	var found struct {
		Violations      []string
		Hacked          bool
		Elements, Shown int
	}
	if err := json.NewDecoder(bytes.NewReader([]byte(raw))).Decode(&found); err != nil {
		b.t.Fatal(err)
	}
	if len(found.Violations) > 0 || found.Hacked || found.Elements > 0 {
		b.t.Errorf("%s: %+v", b.where(), found)
	}
	return found.Shown
}

// plant stores the texts and gives the pages on which they stand, by who sees them.
func (h *house) plant(t *testing.T, texts []string) map[string][]string {
	t.Helper()
	ctx, by := context.Background(), func() org.By { return org.By{Actor: access.System("operator"), Key: [16]byte(id.New())} }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	next := 0
	text := func() string { next++; return texts[(next-1)%len(texts)] }
	short := func() string { // a part of a name has at most 60 letters
		for {
			if s := text(); len(s) <= 60 {
				return s
			}
		}
	}
	under, err := h.app.Org.Read.ByCode(ctx, "TTTT")
	must(err)
	today := clock.Today(clock.System{})
	keeper := []string{"/units", "/units/" + under.Text(org.UnitPrefix) + "/move", "/units/" + under.Text(org.UnitPrefix) + "/merge", "/units/" + under.Text(org.UnitPrefix)}
	for i := range 75 {
		u, _, err := h.app.Org.Create(ctx, by(), org.NewUnitForm{Code: fmt.Sprint("XSS-", i), Kind: org.KindDivision, Name: text(), ShortName: text(), Parent: under, From: "2022-01-01", Basis: text()})
		must(err)
		if i%5 > 0 {
			continue
		}
		post, _, err := h.app.Org.AddPost(ctx, by(), u, org.PostForm{Title: text(), Seats: 2, From: "2022-01-01", Basis: text()})
		must(err)
		_, _, err = h.app.Org.Seat(ctx, by(), post, org.SeatForm{Name: person.Name{Family: short(), Middle: short(), Given: short()}, From: "2022-01-01", Basis: text()})
		must(err)
		unit, at := "/units/"+u.Text(org.UnitPrefix), "/posts/"+post.Text(org.PostPrefix)
		keeper = append(keeper, unit, unit+"/rename", unit+"/holders", unit+"/vacancies", at, at+"/seat")
	}
	all, err := h.app.Accounts.Personas(ctx)
	must(err)
	var clerk directive.By
	clerk.Actor.Account = all["van_thu"]
	office := []string{"/directives", "/directives?q=alert", "/directives?state=draft", "/"}
	body, err := h.app.Org.Read.Body(ctx)
	must(err)
	for i := range 12 {
		hostile := text()
		d, err := h.app.Directive.Upload(ctx, clerk, body, strings.NewReplacer("/", "", "\n", "", "\t", "").Replace(hostile)+".txt",
			[]byte(fmt.Sprintf("BỘ THỬ NGHIỆM\nSố: %d/QĐ-BTN\nHà Nội, ngày 01 tháng 3 năm 2025\nQUYẾT ĐỊNH\nVề việc %s\nCăn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của %s;\n", 800+i, hostile, text())))
		must(err)
		at := "/directives/" + d.Text(directive.Prefix)
		office = append(office, at, at+"/review")
		if i%2 == 0 {
			continue
		}
		_, err = h.app.Directive.Register(ctx, clerk, d, directive.Facts{Kind: "QĐ", Number: fmt.Sprint(800+i, "/QĐ-BTN"), Issuer: text(), IssuedOn: "2025-03-01", Title: text()}, 0)
		must(err)
		_, err = h.app.Directive.Send(ctx, clerk, d, directive.SendForm{Units: []id.ID{under}, DueOn: today.AddDays(9)})
		must(err)
		office = append(office, at+"/send", at+"/coverage")
	}
	if next < len(texts) {
		t.Fatalf("%d texts of %d are stored", next, len(texts))
	}
	return map[string][]string{"chuyen_vien_tccb": keeper, "van_thu": office, "kiem_tra": {"/ledger"}}
}
