package browser

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/directive"
	"hoso/internal/org"
)

// everything is the scope of a test that looks at what is stored.
var everything = access.Scope{Areas: []access.Area{{MaxLabel: access.LabelTuyetMat, UnitPaths: []string{"/"}}}}

// places are the paths at which each GET route is looked at, and by whom. A
// route that is not here fails the test.
func places(t *testing.T, h *house) map[string][2]string {
	ctx := context.Background()
	body, err := h.app.Org.Read.Body(ctx)
	if err != nil {
		t.Fatal(err)
	}
	unit, err := h.app.Org.Read.ByCode(ctx, "TTTT")
	if err != nil {
		t.Fatal(err)
	}
	kn, err := h.app.Org.Read.ByCode(ctx, "KN")
	if err != nil {
		t.Fatal(err)
	}
	open, err := h.app.Directive.Track.Overdue(ctx, everything, []idOf{body}, "2026-01-01", 1)
	if err != nil || len(open) == 0 {
		t.Fatal("the demo sent nothing", err)
	}
	waiting, err := h.app.Directive.Track.Waiting(ctx, everything, []idOf{kn}, 1)
	if err != nil || len(waiting) == 0 {
		t.Fatal("nothing waits", err)
	}
	slip := "/received/" + toStation(t, h, open[0].Directive).Text(directive.RecipientPrefix)
	posts, err := h.app.Org.Read.PostsOf(ctx, unit, "2026-01-01")
	if err != nil || len(posts) == 0 {
		t.Fatal("no posts", err)
	}
	post := "/posts/" + posts[0].ID.Text(org.PostPrefix)
	u, d, w := "/units/"+unit.Text(org.UnitPrefix), "/directives/"+open[0].Directive.Text(directive.Prefix), "/received/"+waiting[0].Recipient.Text(directive.RecipientPrefix)
	list := map[string][2]string{
		"/{$}": {"vu_truong_tccb", "/"}, "/help": {"van_thu", "/help"}, "/rights": {"van_thu_kn", "/rights"},
		"/duties": {"vu_truong_tccb", "/duties"}, "/grants": {"vu_truong_tccb", "/grants"}, "/grants/on/{object}": {"vu_truong_tccb", "/grants/on/" + open[0].Directive.Text(directive.Prefix)},
		"/delegations": {"van_thu_kn", "/delegations"}, "/clearances": {"chuyen_vien_tccb", "/clearances"},
		"/break-glass": {"vu_truong_tccb", "/break-glass"}, "/break-glass/on/{object}": {"vu_truong_tccb", "/break-glass/on/" + open[0].Directive.Text(directive.Prefix)}, "/unusual": {"kiem_tra", "/unusual"}, "/urgent": {"vu_truong_tccb", "/urgent"}, "/urgent/{view}": {"vu_truong_tccb", ""}, "/tokens": {"van_thu", "/tokens"}, "/sign-in": {"van_thu", "/sign-in"},
		"/units": {"chuyen_vien_tccb", "/units"}, "/units.xlsx": {"chuyen_vien_tccb", "/units.xlsx"}, "/units/{unit}": {"chuyen_vien_tccb", u},
		"/units/{unit}/rename": {"chuyen_vien_tccb", u + "/rename"}, "/units/{unit}/new": {"chuyen_vien_tccb", u + "/new"},
		"/units/{unit}/move": {"chuyen_vien_tccb", u + "/move"}, "/units/{unit}/end": {"chuyen_vien_tccb", u + "/end"},
		"/units/{unit}/merge": {"chuyen_vien_tccb", u + "/merge"}, "/units/{unit}/split": {"chuyen_vien_tccb", u + "/split"},
		"/units/{unit}/post": {"chuyen_vien_tccb", u + "/post"}, "/posts/{post}": {"chuyen_vien_tccb", post}, "/posts/{post}/seat": {"chuyen_vien_tccb", post + "/seat"},
		"/posts/{post}/holders/{holding}/end": {"chuyen_vien_tccb", "first:" + post + ":" + post + "/holders/"},
		"/holders":                            {"chuyen_vien_tccb", "/holders"}, "/holders/{view}": {"chuyen_vien_tccb", u + "/holders"}, "/holders/{view}/list.xlsx": {"chuyen_vien_tccb", ""},
		"/holders/{view}/export": {"chuyen_vien_tccb", ""}, "/exports": {"chuyen_vien_tccb", "/exports"},
		"/import/units": {"chuyen_vien_tccb", "/import/units"}, "/import/holders": {"chuyen_vien_tccb", "/import/holders"},
		"/import/units/empty.xlsx": {"chuyen_vien_tccb", ""}, "/import/holders/empty.xlsx": {"chuyen_vien_tccb", ""},
		"/units/{unit}/holders": {"chuyen_vien_tccb", u + "/holders"}, "/units/{unit}/vacancies": {"chuyen_vien_tccb", u + "/vacancies"},
		"/directives": {"van_thu", "/directives?q=can+bo"}, "/directives/new": {"van_thu", "/directives/new"}, "/directives/{directive}": {"van_thu", d},
		"/directives/{directive}/review": {"van_thu", d + "/review"}, "/directives/{directive}/file": {"van_thu", d + "/file"},
		"/directives/{directive}/pages/{page}": {"van_thu", ""}, "/directives/{directive}/send": {"van_thu", d + "/send"},
		"/directives/{directive}/coverage": {"vu_truong_tccb", d + "/coverage"}, "/directives/{directive}/coverage.xlsx": {"vu_truong_tccb", d + "/coverage.xlsx"},
		"/directives/{directive}/label": {"van_thu", d + "/label"}, "/directives/{directive}/copies": {"van_thu", ""}, "/directives/{directive}/copies/{copy}": {"van_thu", ""},
		"/labels": {"vu_truong_tccb", "/labels"}, "/copies": {"van_thu", "/copies"}, "/limits": {"vu_truong_tccb", "/limits"}, "/labels.xlsx": {"van_thu", "/labels.xlsx"}, "/copies.xlsx": {"van_thu", "/copies.xlsx"},
		"/received/{recipient}": {"van_thu_kn", w}, "/received/{recipient}/slip.pdf": {"van_thu_kn", slip + "/slip.pdf"}, "/received/{recipient}/paper": {"van_thu_kn", slip + "/paper"},
		"/ledger": {"kiem_tra", "/ledger"}, "/acts/{account}": {"kiem_tra", "first:/ledger:/acts/acc_"}, "/ledger/checkpoint": {"kiem_tra", "/ledger/checkpoint"}, "/ledger/{entry}": {"kiem_tra", "first:/ledger:/ledger/ent_"},
		"/ledger/{entry}/receipt.json": {"kiem_tra", ""}, "/static/{version}/{name}": {"van_thu", ""},
		"/account": {"van_thu", "/account"}, "/account/password": {"van_thu", "/account/password"}, "/account/app": {"van_thu", "/account/app"}, "/account/passkey": {"van_thu", "/account/passkey"}, "/account/passkey/needed": {"van_thu", "/account/passkey/needed"},
		"/sign-in/again": {"van_thu", "/sign-in/again"}, "/enrol": {"van_thu", "/enrol"}, "/users": {"van_thu", ""}, "/users/found/{view}": {"van_thu", ""},
		"/users/new": {"van_thu", ""}, "/recoveries": {"vu_truong_tccb", "/recoveries"}, "/users/{account}": {"van_thu", ""}, "/import/users": {"van_thu", ""}, "/import/users/empty.xlsx": {"van_thu", ""},
		"/admin": {"van_thu", ""}, "/users/sessions": {"van_thu", ""}, "/tlog/checkpoint": {"kiem_tra", ""}, "/tlog/tile/{path...}": {"kiem_tra", ""},
	}
	maps.Copy(list, filePlaces(t, h))
	return list
}

// toStation sends a document to a unit without a computer, below KN.
func toStation(t *testing.T, h *house, document idOf) idOf {
	t.Helper()
	ctx, to := context.Background(), []idOf{h.station(t).ID}
	all, err := h.app.Accounts.Personas(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var by directive.By
	by.Actor.Account = all["van_thu"]
	if _, err := h.app.Directive.Send(ctx, by, document, directive.SendForm{Units: to, DueOn: clock.Today(clock.System{}).AddDays(7)}); err != nil {
		t.Fatal(err)
	}
	waiting, err := h.app.Directive.Track.Waiting(ctx, everything, to, 1)
	if err != nil || len(waiting) == 0 {
		t.Fatal("nothing waits for the station", err)
	}
	return waiting[0].Recipient
}

// elsewhere are GET routes that are no pages, with the test that visits them.
var elsewhere = map[string]string{
	"/admin":                                "TestBackupJourney",
	"/users/sessions":                       "TestBackupJourney",
	"/users":                                "TestSignInJourney",
	"/users/found/{view}":                   "TestSignInJourney",
	"/users/new":                            "TestSignInJourney",
	"/users/{account}":                      "TestSignInJourney",
	"/import/users":                         "TestSignInJourney",
	"/import/users/empty.xlsx":              "TestSignInJourney",
	"/urgent/{view}":                        "TestBreakGlassJourney",
	"/directives/{directive}/pages/{page}":  "TestUpload",
	"/directives/{directive}/copies":        "TestLabelJourney",
	"/directives/{directive}/copies/{copy}": "TestLabelJourney",
	"/ledger/{entry}/receipt.json":          "test/script receipt",
	"/static/{version}/{name}":              "every page",
	"/holders/{view}/list.xlsx":             "TestOrganisation",
	"/holders/{view}/export":                "TestExportJourney",
	"/import/units/empty.xlsx":              "TestOrganisation",
	"/import/holders/empty.xlsx":            "TestOrganisation",
	"/tlog/checkpoint":                      "TestPublicClient in internal/app",
	"/tlog/tile/{path...}":                  "TestPublicClient in internal/app",
}

// downloads are visited without axe: they are files.
func download(pattern string) bool {
	return strings.HasSuffix(pattern, ".xlsx") || strings.HasSuffix(pattern, ".pdf") || strings.HasSuffix(pattern, "/file")
}

// TestAxe finds nothing on any page, in both languages and widths.
func TestAxe(t *testing.T) {
	axe, err := os.ReadFile("../../node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal("axe-core is missing: run make setup:", err)
	}
	h := open(t)
	where := places(t, h)
	for _, r := range h.site.Router.Routes() {
		if _, ok := where[r.Pattern]; r.Method == http.MethodGet && !ok {
			t.Errorf("route %s is not visited by this test", r.Pattern)
		}
	}
	for _, l := range []look{{1280, "vi", false}, {390, "en", false}, {1280, "en", false}, {390, "vi", false}} {
		b := h.browser(t, l)
		last := ""
		for _, pattern := range sortedKeys(where) {
			at := where[pattern]
			if elsewhere[pattern] != "" || download(pattern) {
				continue
			}
			if at[0] != last {
				b.as(at[0])
				last = at[0]
			}
			b.visit(at[1])
			b.axe(string(axe))
			b.shot("page" + strings.NewReplacer("/", "_", "{", "", "}", "", "$", "").Replace(pattern) + "-" + l.lang + "-" + strconv.FormatInt(l.width, 10))
			b.fits(l.width)
		}
	}
}

// visit opens a path; "first:PAGE:PREFIX" follows the first link of a page that
// begins so.
func (b *tab) visit(path string) {
	b.t.Helper()
	if rest, ok := strings.CutPrefix(path, "first:"); ok {
		page, prefix, _ := strings.Cut(rest, ":")
		b.goTo(page)
		b.click(`main a[href^="` + prefix + `"]`)
		return
	}
	b.goTo(path)
}

type violation struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML string `json:"html"`
	} `json:"nodes"`
}

func (b *tab) axe(source string) {
	b.t.Helper()
	run := source + `;axe.run(document,{runOnly:["wcag2a","wcag2aa","wcag21aa","wcag22aa"]}).then(r=>JSON.stringify(r.violations))`
	raw, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](run, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("axe at %s: %v", b.where(), err)
	}
	var list []violation
	if err := json.NewDecoder(bytes.NewReader([]byte(raw))).Decode(&list); err != nil {
		b.t.Fatal(err)
	}
	for _, v := range list {
		b.t.Errorf("axe at %s: %s: %s: %s", b.where(), v.ID, v.Help, v.Nodes[0].HTML)
	}
}

// fits fails when a page is wider than the window.
func (b *tab) fits(width int64) {
	b.t.Helper()
	wide, err := chromedp.Run(b.ctx, chromedp.Evaluate[int64](`document.documentElement.scrollWidth`))
	if err != nil || wide > width {
		b.t.Errorf("%s is %d pixels wide at %d: %v", b.where(), wide, width, err)
	}
}
