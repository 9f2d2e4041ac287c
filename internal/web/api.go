package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"hoso/internal/access"
	"hoso/internal/errs"
	"hoso/internal/i18n"
)

// API is what programs ask over the socket of a data folder. It takes a token
// in the header Authorization and nothing else: no cookie counts here, and no
// token on the site.
type API struct {
	// Bearer gives who a token belongs to, or Denied.
	Bearer func(ctx context.Context, token string) (access.Actor, error)
	Log    *slog.Logger
	mux    http.ServeMux
}

// Call is a request of a program.
type Call struct {
	Actor access.Actor
	Lang  i18n.Lang
	w     http.ResponseWriter
	http  *http.Request
}

// Post adds a command. body bounds what comes with it, in bytes; params are the
// parameters that it takes beside lang.
func (a *API) Post(pattern string, body int64, h func(*Call) error, params ...string) {
	a.mux.HandleFunc("POST "+pattern, func(w http.ResponseWriter, q *http.Request) {
		q.Body = http.MaxBytesReader(w, q.Body, body)
		c := &Call{Lang: i18n.ParseLang(q.URL.Query().Get("lang")), w: w, http: q}
		defer func() {
			if v := recover(); v != nil {
				a.Log.Error("panic", "route", pattern, "error", errs.Panicked(v))
				c.fail(errs.Internal("internal"))
			}
		}()
		if err := a.run(c, h, params); err != nil {
			if k := errs.KindOf(err); k == errs.KindInternal || k == errs.KindUnavailable {
				a.Log.Error("error", "route", pattern, "error", err.Error())
			}
			c.fail(err)
		}
	})
}

func (a *API) run(c *Call, h func(*Call) error, params []string) error {
	token, ok := strings.CutPrefix(c.http.Header.Get("Authorization"), "Bearer ")
	if !ok {
		token = ""
	}
	var err error
	if c.Actor, err = a.Bearer(c.Ctx(), token); err != nil {
		return &unknown{err}
	}
	if err := c.checkQuery(params); err != nil {
		return err
	}
	return h(c)
}

// checkQuery refuses what would be heard half: a parameter that is not known, or
// stands twice. "dry=1&dry=1" must not do what it was to try.
func (c *Call) checkQuery(params []string) error {
	query, err := url.ParseQuery(c.http.URL.RawQuery)
	if err != nil {
		return formFault(err)
	}
	for name, values := range query {
		switch {
		case name != "lang" && !slices.Contains(params, name):
			return errs.Invalid("web.form.unknown", errs.Field(name))
		case len(values) > 1:
			return errs.Invalid("web.form.twice", errs.Field(name))
		}
	}
	return nil
}

// unknown is the failure of whoever has no token that counts.
type unknown struct{ error }

func (u *unknown) Unwrap() error { return u.error }

// Server makes the HTTP server of the socket, with its limits in time and size.
func (a *API) Server() *http.Server {
	return &http.Server{Handler: a, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 60 * time.Second, WriteTimeout: 5 * time.Minute,
		IdleTimeout: 60 * time.Second, MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(a.Log.Handler(), slog.LevelWarn)}
}

// ServeHTTP answers a call. What is no route is answered as JSON as well.
func (a *API) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	if _, pattern := a.mux.Handler(q); pattern == "" {
		c := &Call{Lang: i18n.ParseLang(q.URL.Query().Get("lang")), w: w, http: q}
		c.fail(errs.NotFound("web.path.unknown"))
		return
	}
	a.mux.ServeHTTP(w, q)
}

// Ctx is the call's context.
func (c *Call) Ctx() context.Context { return c.http.Context() }

// Query gives a parameter, "" when it is absent, stands twice or is no text
// that a database takes.
func (c *Call) Query(name string) string {
	if v := c.http.URL.Query()[name]; len(v) == 1 {
		text, _ := cleanText(v[0])
		return text
	}
	return ""
}

// Flag reads a parameter that is "1" or absent; anything else is Invalid
// "web.form.choice".
func (c *Call) Flag(name string) (bool, error) {
	switch c.Query(name) {
	case "1":
		return true, nil
	case "":
		return false, nil
	}
	return false, errs.Invalid("web.form.choice", errs.Field(name))
}

// Body reads what came with the call: Invalid "web.form.large" or
// "web.form.broken".
func (c *Call) Body() ([]byte, error) {
	raw, err := io.ReadAll(c.http.Body)
	return raw, formFault(err)
}

// Key is the call's idempotency key, the header Idempotency-Key in 32
// hexadecimal digits; without one it is made here.
func (c *Call) Key() ([16]byte, error) {
	text := c.http.Header.Get("Idempotency-Key")
	if text == "" {
		var key [16]byte
		_, err := rand.Read(key[:])
		return key, err
	}
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != 16 {
		return [16]byte{}, errs.Invalid("web.form.key")
	}
	return [16]byte(raw), nil
}

// Answer writes what was asked for.
func (c *Call) Answer(v any) error { return c.write(http.StatusOK, v) }

// Refuse writes an answer that says why nothing was done.
func (c *Call) Refuse(v any) error { return c.write(http.StatusUnprocessableEntity, v) }

func (c *Call) write(status int, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	h := c.w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	c.w.WriteHeader(status)
	_, _ = c.w.Write(append(raw, '\n')) // the program has gone
	return nil
}

// Fault is an error as programs read it: what it is, and what a person may be
// told.
type Fault struct {
	Code     string         `json:"code"`
	Args     map[string]any `json:"args,omitempty"`
	Sentence string         `json:"sentence"`
	Parts    []Fault        `json:"parts,omitempty"`
}

// FaultOf gives an error in a language. Of what a person cannot mend it says
// nothing but that it was so.
func FaultOf(l i18n.Lang, err error) Fault {
	e := errs.Of(err)
	f := Fault{Code: e.Code, Sentence: l.Sentence(e)}
	if e.Kind == errs.KindInternal {
		return Fault{Code: "internal", Sentence: f.Sentence}
	}
	for _, a := range e.Args {
		if f.Args == nil {
			f.Args = map[string]any{}
		}
		f.Args[a.Key] = a.Val
	}
	for _, p := range e.Parts {
		f.Parts = append(f.Parts, FaultOf(l, p))
	}
	return f
}

func (c *Call) fail(err error) {
	status := statusOf(errs.Of(err))
	var nobody *unknown
	if errors.As(err, &nobody) && errs.Is(err, errs.KindDenied) {
		status = http.StatusUnauthorized
		c.w.Header().Set("WWW-Authenticate", "Bearer")
	}
	_ = c.write(status, FaultOf(c.Lang, err)) // a Fault is always JSON
}
