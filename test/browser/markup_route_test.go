package browser

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
)

// The tests that type into forms.
const (
	ofLabels   = "TestMarkupOfLabels"
	ofUnits    = "TestMarkupOfUnits"
	ofPersons  = "TestMarkupOfPersons/rights and files"
	ofSignIn   = "TestMarkupOfPersons/sign-in"
	ofPasskeys = "TestMarkupOfPersons/passkeys"
	noText     = "" // a button, a choice or a file
)

// typedBy says of every command which test types into its form. One that is not
// here fails the tests; so does one that has a text although it is said to have none.
var typedBy = map[string]string{
	"/copies/{copy}/close": ofLabels, "/directives/new": ofLabels, "/directives/{directive}/citations": ofLabels,
	"/directives/{directive}/citations/{citation}/correct": ofLabels, "/directives/{directive}/copies": ofLabels, "/directives/{directive}/label": ofLabels,
	"/labels/declassify": ofLabels, "/limits": ofLabels,

	"/directives/{directive}/review": ofUnits, "/directives/{directive}/send": ofUnits, "/holders": ofUnits, "/holders/{view}/export": ofUnits, "/posts/{post}/end": ofUnits,
	"/posts/{post}/holders/{holding}/end": ofUnits, "/posts/{post}/seat": ofUnits, "/received/{recipient}/paper": ofUnits, "/units/{unit}/end": ofUnits,
	"/units/{unit}/merge": ofUnits, "/units/{unit}/move": ofUnits, "/units/{unit}/new": ofUnits, "/units/{unit}/post": ofUnits, "/units/{unit}/rename": ofUnits,
	"/units/{unit}/split": ofUnits,

	"/asked/corrections/{correction}": ofPersons, "/asked/requests/{request}": ofPersons, "/assignments": ofSignIn, "/assignments/{assignment}/end": ofPersons,
	"/break-glass": ofPersons, "/break-glass/{break}/review": ofPersons, "/clearances": ofPersons, "/clearances/{clearance}/end": ofPersons, "/delays/{grant}": ofPersons,
	"/delegations": ofPersons, "/delegations/{delegation}/end": ofPersons, "/duties": ofSignIn, "/duties/{duty}/end": ofPersons, "/files/{person}/edit": ofPersons,
	"/files/{person}/erase": ofPersons, "/files/{person}/evidence": ofPersons, "/files/{person}/evidence/{evidence}": ofPersons, "/grants": ofPersons,
	"/grants/{grant}/end": ofPersons, "/me/corrections": ofPersons, "/me/requests": ofPersons, "/people": ofPersons, "/people/new": ofPersons,
	"/unusual/{remark}/review": ofPersons, "/urgent": ofPersons,

	"/account/app": ofSignIn, "/account/password": ofSignIn, "/enrol": ofSignIn, "/sign-in": ofSignIn, "/sign-in/again": ofSignIn, "/tokens": noText, "/users": ofSignIn,
	"/users/new": ofSignIn,

	"/account/passkey": ofPasskeys, "/account/passkeys/{passkey}/rename": ofPasskeys, "/enrol/finish": ofPasskeys, "/enrol/passkey": ofPasskeys,
	"/sign-in/passkey": ofPasskeys,

	"/exports/{export}/approve": noText, "/exports/{export}/decline": noText, "/exports/{export}/take": noText,
	"/account/cancel": noText, "/account/codes": noText, "/account/others/end": noText, "/account/passkey/ask": noText, "/account/passkeys/{passkey}/end": noText,
	"/account/sessions/{session}/end": noText, "/asked/requests/{request}/take": noText, "/assignments/{assignment}/approve": noText, "/break-glass/{break}/end": noText,
	"/break-glass/{break}/see": noText, "/clearances/{clearance}/approve": noText, "/delays/{delay}/approve": noText, "/delays/{delay}/decline": noText,
	"/directives/{directive}/citations/{citation}/confirm": noText, "/directives/{directive}/citations/{citation}/restore": noText,
	"/directives/{directive}/citations/{citation}/strike": noText, "/directives/{directive}/compare": noText, "/directives/{directive}/discard": noText,
	"/directives/{directive}/recognise": noText, "/directives/{directive}/recognise/cancel": noText, "/duties/{duty}/approve": noText, "/enrol/passkey/ask": noText,
	"/erasures/{erasure}/approve": noText, "/erasures/{erasure}/withdraw": noText, "/files/{person}": noText, "/files/{person}/evidence/{evidence}/redacted": noText,
	"/files/{person}/evidence/{evidence}/withdraw": noText, "/grants/{grant}/approve": noText, "/import/holders": noText, "/import/holders/do": noText,
	"/import/holders/errors.xlsx": noText, "/import/units": noText, "/import/units/do": noText, "/import/units/errors.xlsx": noText, "/import/users": noText,
	"/import/users/do": noText, "/import/users/errors.xlsx": noText, "/labels/approve": noText, "/labels/{classification}/approve": noText, "/language": noText,
	"/limits/{limit}/approve": noText, "/lock": noText, "/me/export": noText, "/open/{view}/number": noText, "/received/{recipient}": noText,
	"/recoveries/{account}/confirm": noText, "/rights/acting": noText, "/sign-in/again/ask": noText, "/sign-in/again/passkey": noText, "/sign-in/passkey/ask": noText,
	"/sign-out": noText, "/tokens/{token}/end": noText, "/units/{unit}/withdraw": noText, "/users/{account}/approve": noText, "/users/{account}/cancel": noText,
	"/users/{account}/code": noText, "/users/{account}/disable": noText, "/users/{account}/enable": noText, "/users/{account}/recover": noText,
	"/users/{account}/sessions": noText,
}

// searchedBy says the same of pages that have a field to look for something.
var searchedBy = map[string]string{
	"/directives": ofUnits, "/units": ofUnits, "/directives/{directive}/review": ofLabels, "/labels": ofLabels, "/ledger": ofPersons, "/me": ofPersons, "/rights": ofPersons,
}

// enough fails unless this test typed every text into every field of the forms that
// it is said to type into, and unless some test does of every command that there is.
func (x *hurt) enough(t *testing.T, h *house, name string) {
	t.Helper()
	for _, r := range h.site.Router.Routes() {
		command := "POST " + r.Pattern
		who, known := typedBy[r.Pattern]
		switch {
		case r.Method != http.MethodPost:
		case !known:
			t.Errorf("no test is said to type into the form of %s", command)
		case who == name && x.reached[command] == nil:
			t.Errorf("nothing was typed into the form of %s", command)
		case who == noText && x.reached[command] != nil:
			t.Errorf("%s is said to have no text, and has %v", command, x.reached[command])
		}
	}
	for page, who := range searchedBy {
		if who == name && x.reached["GET "+page] == nil {
			t.Errorf("nothing was looked for on %s", page)
		}
	}
	for command, fields := range x.reached {
		for field, count := range fields {
			if command[:4] == "POST" && count < len(x.texts) {
				t.Errorf("%s: %d of %d texts were typed into %s", command, count, len(x.texts), field)
			}
		}
	}
}

// standing notes which of the texts stand on the page, whatever spaces it has
// between their letters, and gives how many stood on this page or on one before.
func (b *tab) standing(texts []string, seen map[string]bool) int {
	b.t.Helper()
	raw, err := json.Marshal(texts)
	if err != nil {
		b.t.Fatal(err)
	}
	const script = `(texts=>{const bare=s=>s.replace(/\s+/g,""),page=bare(document.querySelector("main").textContent);return JSON.stringify(texts.map(t=>page.includes(bare(t))))})(%s)`
	got, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](fmt.Sprintf(script, raw)))
	var is []bool
	if err == nil {
		err = json.Unmarshal([]byte(got), &is)
	}
	if err != nil {
		b.t.Fatalf("%s: %v", b.where(), err)
	}
	for i, text := range texts {
		if is[i] {
			seen[text] = true
		}
	}
	return len(seen)
}

// shows opens pages and fails unless together they show at least some number of the
// texts, and does nothing that one of them asks for.
func (b *tab) shows(x *hurt, least int, pages ...string) {
	b.t.Helper()
	seen, n := map[string]bool{}, 0
	for _, path := range pages {
		b.goTo(path)
		x.stored += b.harmless()
		n = b.standing(x.texts, seen)
	}
	if n < least {
		b.t.Errorf("%v show %d of %d texts, want %d", pages, n, len(x.texts), least)
	}
}

// links gives where the links of a page lead that begin with a path.
func (b *tab) links(page, prefix string) []string {
	b.t.Helper()
	b.goTo(page)
	got, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](fmt.Sprintf(`JSON.stringify([...new Set([...document.querySelectorAll("main a")].map(a=>a.getAttribute("href")))].filter(h=>h.startsWith(%q)))`, prefix)))
	var list []string
	if err == nil {
		err = json.Unmarshal([]byte(got), &list)
	}
	if err != nil || len(list) == 0 {
		b.t.Fatalf("%s has no link to %s: %v\n%s", page, prefix, err, b.text())
	}
	return list
}
