package web

import (
	"bytes"
	"context"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/a-h/templ"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/i18n"
	"hoso/internal/id"
)

// Request is what a handler gets.
type Request struct {
	Viewer   Viewer
	Lang     i18n.Lang
	site     *Site
	w        http.ResponseWriter
	http     *http.Request
	route    Route
	token    string
	locked   id.ID // the account whose session was locked
	incident string
	form     *Form
	problems *errs.Error // of the form that is shown again
	allowed  func(access.Action) bool
	asker    access.Actor // whom allowed is about
}

// Ctx is the request's context.
func (r *Request) Ctx() context.Context { return r.http.Context() }

// Path is the request's path.
func (r *Request) Path() string { return r.http.URL.Path }

// T gives a sentence in the page's language.
func (r *Request) T(key string, args ...errs.Arg) string { return r.Lang.T(key, args...) }

// Today is the civil date.
func (r *Request) Today() clock.Date { return clock.Today(r.site.Clock) }

// Now is the moment of the site's clock.
func (r *Request) Now() clock.Micros { return r.site.Clock.Now() }

// Address is where whoever asks has found these pages, without a path.
func (r *Request) Address() string {
	if r.site.Secure {
		return "https://" + r.http.Host
	}
	return "http://" + r.http.Host
}

// ID reads an id out of the path: NotFound when it is not one.
func (r *Request) ID(name, prefix string) (id.ID, error) {
	return id.Parse(prefix, r.http.PathValue(name))
}

// PathText reads a part of the path.
func (r *Request) PathText(name string) string { return r.http.PathValue(name) }

// addressCode is the code of an address that would be heard half.
const addressCode = "web.address"

// checkQuery refuses an address that would be heard half: a list whose filter
// stands twice or cannot be read must not show everything. Invalid "web.address".
func (r *Request) checkQuery() error {
	query, err := url.ParseQuery(r.http.URL.RawQuery)
	for _, v := range query {
		if _, ok := cleanText(v[0]); !ok || len(v) > 1 {
			return errs.Invalid(addressCode)
		}
	}
	if err != nil {
		return errs.Invalid(addressCode).Because(err)
	}
	return nil
}

// Query reads a parameter of a page, "" when it is absent, and on the page that says
// so when it stands twice or cannot be read.
func (r *Request) Query(name string) string {
	if v := r.http.URL.Query()[name]; len(v) == 1 {
		text, _ := cleanText(v[0])
		return text
	}
	return ""
}

// QueryInt reads a number, 0 when it is none.
func (r *Request) QueryInt(name string) int {
	n, err := strconv.Atoi(r.Query(name))
	if err != nil {
		return 0
	}
	return n
}

// QueryDay reads a day of a page's filter, otherwise when it is empty; one that is
// no day is Invalid "web.filter.day".
func (r *Request) QueryDay(name string, otherwise clock.Date) (clock.Date, error) {
	text := r.Query(name)
	if text == "" {
		return otherwise, nil
	}
	d, err := clock.ParseDate(text)
	if err != nil || !d.IsFull() {
		return "", errs.Invalid("web.filter.day", errs.Field(name), errs.Str("text", text))
	}
	return d, nil
}

// Page writes a page.
func (r *Request) Page(page templ.Component) error { return r.page(http.StatusOK, page) }

// page draws the whole page before the first byte leaves, so that what fails
// halfway becomes an error page and not half a page that says 200. An error
// means that nothing was written.
func (r *Request) page(status int, page templ.Component) error {
	var b bytes.Buffer
	if r.http.Method != http.MethodHead {
		if err := page.Render(r.Ctx(), &b); err != nil {
			return err
		}
	}
	h := r.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(r.Lang))
	r.w.WriteHeader(status)
	_, _ = r.w.Write(b.Bytes()) // the browser has gone
	return nil
}

// See answers by 303 with a path of this site. Control characters are refused
// because browsers drop some: "/\t/evil" would leave the site.
func (r *Request) See(path string) error {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsFunc(path, leaves) {
		path = "/"
	}
	http.Redirect(r.w, r.http, path, http.StatusSeeOther)
	return nil
}

func leaves(c rune) bool { return c == '\\' || unicode.IsControl(c) }

// Done answers a change by 303 with a message on the next page. The message is
// the key of a sentence "....done....".
func (r *Request) Done(path, message string) error {
	mark := "?"
	if strings.Contains(path, "?") {
		mark = "&"
	}
	return r.See(path + mark + "done=" + message)
}

// message gives the sentence of Done, if this page was reached by one.
func (r *Request) message() string {
	key := r.Query("done")
	if !strings.Contains(key, ".done.") || !r.Lang.Has(key) {
		return ""
	}
	return r.T(key)
}

// Again shows a form with what was typed and what was wrong with it. An error
// that the person cannot mend in the form is returned as it is.
func (r *Request) Again(err error, page func() templ.Component) error {
	e := errs.Of(err)
	if e.Kind != errs.KindInvalid && e.Kind != errs.KindConflict && e.Kind != errs.KindUnavailable {
		return err
	}
	r.site.logFault(r, e, err)
	r.problems = e
	r.wait(e)
	return r.page(statusOf(e), page())
}

// Download sends a file that the browser must not open in this site. A page that
// asks for it as a script, a style or a frame gets nothing.
func (r *Request) Download(name, contentType string, body io.Reader) error {
	if dest := r.http.Header.Get("Sec-Fetch-Dest"); dest != "" && dest != "document" && dest != "empty" {
		return errs.NotFound("web.path.unknown")
	}
	h := r.w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	_, err := io.Copy(r.w, body)
	return err
}

// Image sends a picture made here.
func (r *Request) Image(contentType string, data []byte) error {
	r.w.Header().Set("Content-Type", contentType)
	_, err := r.w.Write(data)
	return err
}

// SetSession begins or, with "", ends the browser's session.
func (r *Request) SetSession(token string) {
	c := &http.Cookie{Name: r.site.cookieName(), Value: token, Path: "/", HttpOnly: true, Secure: r.site.Secure, SameSite: http.SameSiteLaxMode}
	if token == "" {
		c.MaxAge = -1
		r.w.Header().Set("Clear-Site-Data", `"storage"`) // the only other cookie is the language
	}
	http.SetCookie(r.w, c)
}

// Locked is the account whose session is locked in this browser, zero for none.
func (r *Request) Locked() id.ID { return r.locked }

// Token is the session's token, "" without one.
func (r *Request) Token() string { return r.token }

// SetLang remembers the language.
func (r *Request) SetLang(l i18n.Lang) {
	http.SetCookie(r.w, &http.Cookie{Name: "lang", Value: string(l), Path: "/", HttpOnly: true, Secure: r.site.Secure,
		SameSite: http.SameSiteLaxMode, MaxAge: int((365 * 24 * time.Hour).Seconds())})
}

// ViewPrefix is the prefix of a view's id.
const ViewPrefix = "vw"

// Keep keeps a query for this session and gives the text of its view's id.
func (r *Request) Keep(query string) (string, error) {
	view, err := r.site.Views.Keep(r.Ctx(), r.token, query)
	return view.Text(ViewPrefix), err
}

// Kept gives the query of the view that a part of the path names.
func (r *Request) Kept(name string) (string, error) {
	view, err := r.ID(name, ViewPrefix)
	if err != nil {
		return "", err
	}
	return r.site.Views.Kept(r.Ctx(), r.token, view)
}

// SignedIn reports whether somebody is.
func (r *Request) SignedIn() bool { return !r.Viewer.Actor.IsZero() }

// May reports whether the viewer has an action anywhere. Cost: a standing at the first
// question of a request, nothing at the others.
func (r *Request) May(action string) bool {
	if !r.SignedIn() {
		return false
	}
	if r.allowed == nil || r.asker != r.Viewer.Actor {
		r.allowed, r.asker = r.site.Allowed(r.Ctx(), r.Viewer.Actor), r.Viewer.Actor
	}
	return r.allowed(access.Action(action))
}
