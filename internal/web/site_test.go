package web_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/i18n"
	"hoso/internal/id"
	"hoso/internal/testenv"
	"hoso/internal/web"
)

const (
	goodToken = "token-of-somebody"
	sickToken = "token-when-the-store-is-away"
	demoName  = "hoso_local"
)

// sessions knows one viewer and one token at which the store fails.
type sessions struct{}

func (sessions) Viewer(_ context.Context, token string) (web.Viewer, error) {
	switch token {
	case goodToken:
		return web.Viewer{Actor: access.Actor{Account: id.New()}, Who: web.Who{Name: "Lê Thị Ánh", Title: "Chuyên viên", Unit: "Vụ Một"}}, nil
	case sickToken:
		return web.Viewer{}, errs.Unavailable("sqldb.write.closed")
	}
	return web.Viewer{}, errs.Denied("access.session.ended")
}

// place is a running site of the routes below.
type place struct {
	*httptest.Server
	log     *testenv.Log
	clock   *clock.Manual
	changes int // handlers of POST /change that ran
}

func start(t *testing.T, tune func(*web.Site)) *place {
	t.Helper()
	p := &place{log: &testenv.Log{}, clock: clock.NewManual(1_700_000_000_000_000)}
	site := &web.Site{Router: p.routes(), Sessions: sessions{}, Hosts: []string{"127.0.0.1", "localhost", "::1"},
		Allowed: func(context.Context, access.Actor) func(access.Action) bool {
			return func(access.Action) bool { return true }
		},
		Nav:   []web.NavItem{{Path: "/mine", Label: "home.nav"}},
		Clock: p.clock, Log: slog.New(slog.NewTextHandler(p.log, nil))}
	if tune != nil {
		tune(site)
	}
	p.Server = httptest.NewUnstartedServer(nil)
	p.Config = site.Server()
	p.Start()
	t.Cleanup(p.Close)
	return p
}

// failures are errors that a handler may return, by name.
var failures = map[string]error{
	"invalid":     errs.Invalid("web.form.key"),
	"not_found":   errs.NotFound("id.unknown"),
	"denied":      errs.Denied("access.denied"),
	"conflict":    errs.Conflict("row.changed"),
	"unavailable": errs.Unavailable("sqldb.commit.unknown").Because(errors.New("secret cause")),
	"internal":    errs.Internal("vault.blob.damaged", errs.Str("blob", "secret blob")),
	"foreign":     errors.New("secret cause"),
	"parts":       &errs.Error{Kind: errs.KindInvalid, Code: "form.faults", Parts: []*errs.Error{errs.Invalid("web.form.key"), errs.Invalid("web.form.choice")}},
}

func (p *place) routes() *web.Router {
	rt := &web.Router{}
	rt.OpenGet("/page", page)
	rt.Get("/mine", page)
	rt.OpenGet("/fail/{how}", func(r *web.Request) error { return failures[r.PathText("how")] })
	rt.OpenGet("/panic", func(*web.Request) error { panic("secret of the panic") })
	rt.OpenGet("/late-panic", func(r *web.Request) error { return r.Page(late(func() error { panic("secret of the panic") })) })
	rt.OpenGet("/late-error", func(r *web.Request) error { return r.Page(late(func() error { return errors.New("secret cause") })) })
	rt.OpenGet("/file", func(r *web.Request) error {
		return r.Download("Quyết định \"5\"\r\n.html", "text/html", strings.NewReader("<script>alert(1)</script>"))
	})
	rt.OpenGet("/echo", func(r *web.Request) error { return r.Image("text/plain", []byte("["+r.Query("q")+"]")) })
	rt.OpenPost("/change", func(r *web.Request) error { p.changes++; return r.See("/page") })
	rt.OpenPost("/see", func(r *web.Request) error { return r.See(r.Form().Text("back")) })
	rt.OpenPost("/session", func(r *web.Request) error { r.SetSession(r.Form().Text("token")); return r.See("/page") })
	rt.OpenPost("/language", func(r *web.Request) error { r.SetLang(i18n.EN); return r.Done("/page?a=1", "directive.done.sent") })
	rt.OpenPost("/form", form)
	rt.Upload("/upload", upload)
	return rt
}

func page(r *web.Request) error { return r.Page(web.Layout(r, web.View{Title: "Trang thử"})) }

// late is a page that is long before it fails.
func late(fail func() error) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		if _, err := io.WriteString(w, strings.Repeat("x", 1<<20)); err != nil {
			return err
		}
		return fail()
	})
}

// ask is one request; body is a form.
type ask struct {
	method, path, host string
	header             map[string]string
	cookie             string // the session's token
	form               url.Values
	body               string
	kind               string // Content-Type of body
}

type answer struct {
	*http.Response
	text string
}

var client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

func (p *place) send(t *testing.T, a ask) answer {
	t.Helper()
	if a.form != nil {
		a.body, a.kind = a.form.Encode(), "application/x-www-form-urlencoded"
	}
	q, err := http.NewRequest(a.method, p.URL+a.path, strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	q.Host = a.host
	if a.kind != "" {
		q.Header.Set("Content-Type", a.kind)
	}
	for name, value := range a.header {
		q.Header.Set(name, value)
	}
	if a.cookie != "" {
		q.AddCookie(&http.Cookie{Name: demoName, Value: a.cookie})
	}
	res, err := client.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{res, string(text)}
}

// get asks for a page without a session.
func (p *place) get(t *testing.T, path string) answer {
	t.Helper()
	return p.send(t, ask{method: "GET", path: path})
}

// post sends a form as a browser on the site does.
func (p *place) post(t *testing.T, path string, form url.Values) answer {
	t.Helper()
	return p.send(t, ask{method: "POST", path: path, form: form, cookie: goodToken, header: sameOrigin})
}

var sameOrigin = map[string]string{"Sec-Fetch-Site": "same-origin"}

func (a answer) wants(t *testing.T, status int, texts ...string) {
	t.Helper()
	if a.StatusCode != status {
		t.Errorf("status %d, want %d", a.StatusCode, status)
	}
	for _, s := range texts {
		if !strings.Contains(a.text, s) {
			t.Errorf("the answer lacks %q:\n%.1500s", s, a.text)
		}
	}
}

func (a answer) lacks(t *testing.T, texts ...string) {
	t.Helper()
	for _, s := range texts {
		if strings.Contains(a.text, s) {
			t.Errorf("the answer holds %q:\n%.1500s", s, a.text)
		}
	}
}
