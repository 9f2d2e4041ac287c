package web

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"sync"

	"hoso/internal/clock"
)

// reportPath is where a browser tells what the policy of a page (csp) stopped.
const reportPath = "/csp-reports"

// Bounds of what is taken from browsers: anybody may send a report.
const (
	reportBody     = 8 << 10
	reportsLogged  = 10 // a minute; more are counted
	reportedMinute = clock.Micros(60 * 1_000_000)
)

// Of a report the log gets words of these lists only: what a page was made to run,
// or where it was to be sent from, stands in no log.
var (
	reportedRules  = []string{"script-src", "script-src-elem", "script-src-attr", "style-src", "style-src-elem", "style-src-attr", "img-src", "font-src", "connect-src", "form-action", "base-uri", "frame-ancestors", "object-src", "default-src", "require-trusted-types-for", "trusted-types"}
	reportedThings = []string{"inline", "eval", "wasm-eval", "data", "blob", "trusted-types-policy", "trusted-types-sink"}
)

// reports answers what browsers report about pages, and leaves everything else to
// next. A report changes nothing and is believed in nothing: it is a line of the log.
type reports struct {
	site    *Site
	next    http.Handler
	routeOf func(path string) string
	mu      sync.Mutex
	begun   clock.Micros // of the minute that is counted
	logged  int
	dropped int // that were not logged, since the last line
}

func (p *reports) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	if q.URL.Path != reportPath || q.Method != http.MethodPost {
		p.next.ServeHTTP(w, q)
		return
	}
	kind, _, err := mime.ParseMediaType(q.Header.Get("Content-Type"))
	if err != nil || kind != "application/csp-report" {
		p.site.plain(w, http.StatusUnsupportedMediaType)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, q.Body, reportBody))
	if err != nil {
		p.site.plain(w, http.StatusRequestEntityTooLarge)
		return
	}
	var sent struct {
		Report struct {
			Page  string `json:"document-uri"`
			Rule  string `json:"effective-directive"`
			Thing string `json:"blocked-uri"`
		} `json:"csp-report"`
	}
	if json.Unmarshal(body, &sent) != nil {
		p.site.plain(w, http.StatusBadRequest)
		return
	}
	if dropped, ok := p.counted(); ok {
		p.site.Log.Warn("a page tried what its policy forbids", "route", p.pageOf(sent.Report.Page), "rule", oneOf(reportedRules, sent.Report.Rule),
			"thing", oneOf(reportedThings, sent.Report.Thing), "unsaid", dropped)
	}
	w.WriteHeader(http.StatusNoContent)
}

// counted says whether this minute has room for a line, and how many reports got none.
func (p *reports) counted() (dropped int, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now := p.site.Clock.Now(); now >= p.begun+reportedMinute || now < p.begun {
		p.begun, p.logged = now, 0
	}
	if p.logged == reportsLogged {
		p.dropped++
		return 0, false
	}
	p.logged++
	dropped, p.dropped = p.dropped, 0
	return dropped, true
}

// pageOf is the route of the page that a report names, "" for none of ours.
func (p *reports) pageOf(page string) string {
	u, err := url.Parse(page)
	if err != nil || u.Path == "" {
		return ""
	}
	return p.routeOf(u.Path)
}

// oneOf is a word of a list, "other" for anything else.
func oneOf(list []string, word string) string {
	if slices.Contains(list, word) {
		return word
	}
	return "other"
}
