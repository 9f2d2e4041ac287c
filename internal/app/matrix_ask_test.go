package app_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"hoso/internal/access"
	"hoso/internal/access/accessweb"
	"hoso/internal/clock"
	"hoso/internal/directive"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/sqldb"
	"hoso/internal/web"
)

// absent is the side on which nothing is there.
const absent = "absent"

// prefixes are those of the ids in paths, by slot.
var prefixes = map[string]string{"unit": org.UnitPrefix, "post": org.PostPrefix, "holding": org.HoldingPrefix, "directive": directive.Prefix,
	"citation": directive.CitationPrefix, "recipient": directive.RecipientPrefix, "token": access.TokenPrefix, "entry": "ent", "view": web.ViewPrefix,
	"grant": accessweb.GrantPrefix, "delegation": accessweb.DelegationPrefix, "clearance": accessweb.ClearancePrefix, "assignment": accessweb.AssignmentPrefix,
	"duty": accessweb.DutyPrefix, "break": accessweb.BreakPrefix, "remark": accessweb.RemarkPrefix,
	"object": directive.Prefix, "export": org.ExportPrefix, "classification": accessweb.ClassificationPrefix, "copy": accessweb.CopyPrefix, "limit": accessweb.LimitPrefix}

var slot = regexp.MustCompile(`\{[a-z.$]+\}`)

// answered is what came back.
type answered struct {
	status   int
	body     string
	location string
}

// ask sends one request and fails the test when what is a page, or is refused,
// changes a governed row.
func (m *matrix) ask(v viewer, route string, w way, side string) answered {
	m.t.Helper()
	method, pattern, _ := strings.Cut(route, " ")
	if route == "POST /sign-out" || route == "POST /lock" {
		v.token = "of nobody" // the others are still needed
	}
	var body sent
	if w.form != nil {
		body = w.form(m, side)
	}
	path := m.path(v, pattern, w, side)
	rows := countOf(m.t, m.app, "SELECT count(*) FROM ledger_row")
	got := m.request(v, method, path, body, m.takesFiles(route))
	if (method == http.MethodGet || got.status >= http.StatusBadRequest) && countOf(m.t, m.app, "SELECT count(*) FROM ledger_row") != rows {
		m.t.Errorf("%s as %s: %d, and it changed something", route, v.name, got.status)
	}
	return got
}

func (m *matrix) takesFiles(route string) bool {
	for _, r := range m.site.Router.Routes() {
		if r.Method+" "+r.Pattern == route {
			return r.MaxBody == web.UploadBody
		}
	}
	return false
}

// path fills a pattern's places with what lies on a side.
func (m *matrix) path(v viewer, pattern string, w way, side string) string {
	use := w.use
	return slot.ReplaceAllStringFunc(pattern, func(place string) string {
		name := strings.Trim(place, "{}.")
		switch {
		case name == "$":
			return ""
		case name == "page":
			return "1"
		case name == "path":
			return "0/000.p/1"
		case side == absent:
			return id.New().Text(prefixes[name])
		case name == "session":
			return m.ownSession(v)
		case strings.HasPrefix(pattern, "/users/found/"):
			return m.foundUsers(v)
		case name == "view" && (strings.HasPrefix(pattern, "/people/") || strings.HasPrefix(pattern, "/urgent/") || strings.HasPrefix(pattern, "/open/")):
			return m.viewOf(v, pattern, side)
		case name == "evidence" && w.on == "self":
			return m.ownEvidence(v).Text(prefixes[name])
		case name == "view":
			return strings.TrimPrefix(m.view(v, side), "/holders/")
		}
		prefix := prefixes[name]
		if use != "" {
			name, use = use, w.second
		}
		return m.named(side, name).Text(prefix)
	})
}

// named gives the object of a name on a side.
func (m *matrix) named(side, name string) id.ID {
	if name == "body" {
		return m.body
	}
	if o, ok := m.objects[side+" "+name]; ok {
		return o
	}
	return m.objects[" "+name]
}

// object gives what is decided on.
func (m *matrix) object(w way, route, side string) id.ID {
	name := strings.Trim(slot.FindString(route), "{}")
	if w.on != "" {
		name = w.on
	} else if w.use != "" {
		name = w.use
	}
	return m.named(side, name)
}

// factsOf reads the columns on which access decides.
func (m *matrix) factsOf(kind access.Kind, object id.ID) access.Facts {
	m.t.Helper()
	list, err := sqldb.ReadFacts(context.Background(), m.app.DB.Reader(), kind, []id.ID{object})
	if err != nil || len(list) != 1 {
		m.t.Fatalf("no facts of %s %s: %v", kind, object, err)
	}
	return list[0]
}

// view searches for the holders of a side; a viewer who may not has a view that
// is not theirs.
func (m *matrix) view(v viewer, side string) string {
	got := m.request(v, http.MethodGet, "/units/"+m.named(side, "unit").Text(org.UnitPrefix)+"/holders", sent{}, false)
	if !strings.HasPrefix(got.location, "/holders/") {
		return "/holders/" + id.New().Text(web.ViewPrefix)
	}
	return got.location
}

// fresh makes a text that nobody used before.
func (m *matrix) fresh(text string) string {
	m.n++
	return fmt.Sprint(text, m.n)
}

// fields fills the words of a form that depend on the day and the side.
func (m *matrix) fields(side string, pairs ...string) url.Values {
	if side == absent {
		side = sides[1]
	}
	f := url.Values{"key": {web.NewKey()}}
	today := clock.Today(clock.System{})
	for i := 0; i < len(pairs); i += 2 {
		value := pairs[i+1]
		switch value {
		case "DAY":
			value = today.AddDays(5).Vietnamese()
		case "TODAY":
			value = today.Vietnamese()
		case "CODE":
			value = side
		case "MERGING":
			value = side + "-MERGING"
		case "NEW":
			value = m.fresh("NEW")
		case "UNIT":
			value = m.named(side, "unit").Text(org.UnitPrefix)
		case "DIGEST":
			value = m.digests[side]
		}
		f.Set(pairs[i], value)
	}
	return f
}

// encode writes a body as a browser does.
func (s sent) encode(files bool) (string, []byte) {
	if !files {
		return "application/x-www-form-urlencoded", []byte(s.Encode())
	}
	var b bytes.Buffer
	parts := multipart.NewWriter(&b)
	for name, values := range s.Values {
		_ = parts.WriteField(name, values[0]) // a buffer takes everything
	}
	if s.file != "" {
		part, err := parts.CreateFormFile("file", s.file)
		if err == nil {
			_, _ = part.Write(s.data)
		}
	}
	_ = parts.Close()
	return parts.FormDataContentType(), b.Bytes()
}

// request asks the server as a viewer's browser does, and follows nothing.
func (m *matrix) request(v viewer, method, path string, body sent, files bool) answered {
	m.t.Helper()
	var content io.Reader
	kind := ""
	if method == http.MethodPost {
		var raw []byte
		kind, raw = body.encode(files)
		content = bytes.NewReader(raw)
	}
	q, err := http.NewRequest(method, m.server.URL+path, content)
	m.must(err)
	if v.token != "" {
		q.AddCookie(&http.Cookie{Name: "hoso_demo", Value: m.alive(v)})
	}
	if kind != "" {
		q.Header.Set("Content-Type", kind)
		q.Header.Set("Origin", m.server.URL)
		q.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	answer, err := m.server.Client().Transport.RoundTrip(q)
	m.must(err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	m.must(err)
	return answered{answer.StatusCode, string(text), answer.Header.Get("Location")}
}
