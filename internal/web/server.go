package web

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/i18n"
	"hoso/internal/id"
)

// Viewer is who looks at a page.
type Viewer struct {
	Actor access.Actor
	Who
}

// Who says who is behind an account, as colleagues see it.
type Who struct {
	Name  string // of the person
	Title string // of their post
	Unit  string // where they sit
}

// Names tells who is behind accounts.
type Names interface {
	// ActorNames gives who is behind accounts, in one query; one that is not there, and
	// the zero one, is absent.
	ActorNames(ctx context.Context, accounts ...id.ID) (map[id.ID]Who, error)
}

// Sessions knows who a token belongs to.
type Sessions interface {
	// Viewer gives the viewer of a token: Denied "signin.session.ended"; Denied
	// "signin.session.locked", with the actor whose session it was.
	Viewer(ctx context.Context, token string) (Viewer, error)
}

// Views keeps what a session looks at, so that names stand in no address.
type Views interface {
	Keep(ctx context.Context, token, query string) (id.ID, error)
	// Kept gives the query of a view of this session, or NotFound.
	Kept(ctx context.Context, token string, view id.ID) (string, error)
}

// NavItem is an entry of the menu, shown to whoever may do Action somewhere.
type NavItem struct {
	Path   string
	Label  string // key
	Action access.Action
}

// Site is what all pages share; package app fills it.
type Site struct {
	Router   *Router
	Sessions Sessions
	Views    Views
	Forms    Forms // nil: nothing is kept when a session is locked
	Nav      []NavItem
	// Allowed gives what a viewer has anywhere: the menu, and which forms a page offers.
	// It is asked once a request; each command decides for itself.
	Allowed func(ctx context.Context, who access.Actor) func(action access.Action) bool
	// Banner is what every page says to the viewer, nil for nothing.
	Banner func(r *Request) (templ.Component, error)
	// Why gives the sentences of View.About, in the page's language.
	Why func(r *Request, about access.Object, would access.Action) []string
	// Paused gives the reason for which nothing is recorded now, or nil.
	Paused  func() error
	Demo    bool           // pages and prints say THỬ NGHIỆM
	Hosts   []string       // names and addresses in Host, without port
	Secure  bool           // cookies only over TLS, here or at the proxy before it
	Proxies []netip.Prefix // whose word of where a request comes from is taken
	Clock   clock.Clock
	Log     *slog.Logger
	// Time is how long a request may take that brings no file; 0: 30 s. Its queries
	// end with it, and it is answered Unavailable "web.request.slow".
	Time time.Duration

	again http.Handler // the routes, for a form that is come back to
}

// Server makes the HTTP server with its limits in time and size.
func (s *Site) Server() *http.Server {
	return &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second, // uploads are given longer
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(s.Log.Handler(), slog.LevelWarn),
	}
}

// Handler is everything between the socket and a module's handler, outermost
// first.
func (s *Site) Handler() http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(s.refusal(errs.Denied("web.origin")))
	routes := s.Router.mux(s.serve)
	s.again = s.known(routes)
	inner := cross.Handler(&reports{site: s, next: s.again, routeOf: func(at string) string { return routeOf(routes, http.MethodGet, at) }})
	return s.guarded(s.headers(s.hosts(s.framing(s.methods(s.origin(inner))))))
}

// guarded answers a panic outside every route; net/http would log its value.
func (s *Site) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		defer func() {
			if v := recover(); v != nil {
				s.Log.Error("panic", "route", "", "error", errs.Panicked(v))
				s.plain(w, http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(w, q)
	})
}

// csp lets a page use its own files and nothing else.
const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'; " +
	"report-uri " + reportPath

func (s *Site) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", csp)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), publickey-credentials-get=(self), publickey-credentials-create=(self)")
		h.Set("Cache-Control", "no-store")
		if s.Secure {
			h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
		}
		next.ServeHTTP(w, q)
	})
}

// hosts refuses a Host that is not ours: a page of a stranger's name that
// resolves here (DNS rebinding) gets nothing.
func (s *Site) hosts(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		name := q.Host
		if host, port, err := net.SplitHostPort(q.Host); err == nil && isPort(port) {
			name = host
		}
		if !slices.Contains(s.Hosts, strings.ToLower(strings.Trim(name, "[]"))) {
			s.plain(w, http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, q)
	})
}

// isPort reports whether the end of a Host is a port: "localhost:1.evil.example" is no
// name of ours.
func isPort(s string) bool {
	_, err := strconv.ParseUint(s, 10, 16)
	return err == nil
}

// framing refuses chunked bodies: no form comes so, and with them no request
// can have two lengths (Go drops the Content-Length and would go on). The
// connection ends there, so that what follows is not read as a next request.
func (s *Site) framing(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if len(q.TransferEncoding) > 0 {
			w.Header().Set("Connection", "close")
			s.plain(w, http.StatusBadRequest)
			return
		}
		next.ServeHTTP(w, q)
	})
}

// methods knows GET, HEAD and POST.
func (s *Site) methods(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		switch q.Method {
		case http.MethodGet, http.MethodHead, http.MethodPost:
			next.ServeHTTP(w, q)
		default:
			w.Header().Set("Allow", "GET, HEAD, POST")
			s.plain(w, http.StatusMethodNotAllowed)
		}
	})
}

// origin refuses a change that comes with a cookie but says neither where it
// comes from (Origin) nor how (Sec-Fetch-Site): no current browser does that.
func (s *Site) origin(next http.Handler) http.Handler {
	refuse := s.refusal(errs.Denied("web.origin"))
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.Method == http.MethodPost && q.Header.Get("Origin") == "" && q.Header.Get("Sec-Fetch-Site") == "" && q.Header.Get("Cookie") != "" {
			refuse.ServeHTTP(w, q)
			return
		}
		next.ServeHTTP(w, q)
	})
}

// known answers an unknown path by a page, and who looks at the path of a command
// by the page that it belongs to. A command to the path of a page is left to
// net/http, which says what it allows.
func (s *Site) known(m *http.ServeMux) http.Handler {
	missing := s.serve(Route{Pattern: "unknown", MaxBody: DefaultBody, Open: true,
		Handler: func(*Request) error { return errs.NotFound("web.path.unknown") }})
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		page, command := matches(m, http.MethodGet, q.URL.Path), matches(m, http.MethodPost, q.URL.Path)
		switch {
		case !page && !command:
			missing.ServeHTTP(w, q)
		case !page && q.Method != http.MethodPost:
			// The answer to a form stands in the browser under the form's own
			// path: looked at again, or in the other language, it is the page
			// that the form belongs to.
			http.Redirect(w, q, (&url.URL{Path: pageOf(m, q.URL.Path)}).String(), http.StatusSeeOther)
		default:
			m.ServeHTTP(w, q)
		}
	})
}

// pageOf gives the nearest page above the path of a command.
func pageOf(m *http.ServeMux, at string) string {
	for at != "/" {
		if at = path.Dir(at); matches(m, http.MethodGet, at) {
			break
		}
	}
	return at
}

func matches(m *http.ServeMux, method, at string) bool { return routeOf(m, method, at) != "" }

// routeOf is the pattern of the route that answers a path, "" for none.
func routeOf(m *http.ServeMux, method, at string) string {
	_, pattern := m.Handler(&http.Request{Method: method, URL: &url.URL{Path: at}})
	return pattern
}

// plain answers with a status and its English name, before anything is known.
func (s *Site) plain(w http.ResponseWriter, status int) {
	http.Error(w, http.StatusText(status), status)
}

func (s *Site) refusal(err error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) { s.renderError(s.request(w, q, Route{}), err) })
}

// serve runs one route: session, limits, panic, log.
func (s *Site) serve(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		begin := s.Clock.Now()
		status := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		ctx, cancel := context.WithTimeout(q.Context(), s.timeOf(route))
		defer cancel()
		q = q.WithContext(ctx)
		q.Body = http.MaxBytesReader(status, q.Body, route.MaxBody)
		if route.MaxBody == UploadBody {
			longer(w)
		}
		r := s.request(status, q, route)
		r.taken()
		defer func() {
			if v := recover(); v != nil {
				s.Log.Error("panic", "incident", r.incident, "route", route.Pattern, "error", errs.Panicked(v))
				if !status.begun {
					s.renderError(r, errs.Internal("internal"))
				}
			}
			s.Log.Info("request", "method", q.Method, "route", route.Pattern, "status", status.status,
				"micros", int64(s.Clock.Now()-begin), "incident", r.incident)
		}()
		err := s.run(r, route)
		if err != nil {
			err = r.prove(err)
		}
		if err != nil {
			s.renderError(r, r.late(err))
		}
	})
}

// timeOf is how long a request of a route may take.
func (s *Site) timeOf(route Route) time.Duration {
	if route.MaxBody == UploadBody {
		return uploadTime
	}
	return cmp.Or(s.Time, requestTime)
}

// requestTime is less than the connection's own, so that there is an answer.
const requestTime = 30 * time.Second

// late makes Unavailable "web.request.slow" of what a handler says whose time is
// over, save of what the house had to say itself, and gives the page of it some
// time of its own.
func (r *Request) late(err error) error {
	if !errors.Is(r.Ctx().Err(), context.DeadlineExceeded) {
		return err
	}
	r.http = r.http.WithContext(context.WithoutCancel(r.Ctx()))
	if errs.Is(err, errs.KindInternal) {
		return errs.Unavailable("web.request.slow").Because(err)
	}
	return err
}

// uploadTime is how long a file may take to come in: 25 MiB over a slow line.
const uploadTime = 5 * time.Minute

// longer gives an upload more time to come in and to be answered.
func longer(w http.ResponseWriter) {
	until := clock.System{}.Now().Time().Add(uploadTime) // a socket's deadline is real time
	c := http.NewResponseController(w)
	_, _ = c.SetReadDeadline(until), c.SetWriteDeadline(until) // a writer without deadlines never cuts one off
}

func (s *Site) run(r *Request, route Route) error {
	cookie, err := r.http.Cookie(s.cookieName())
	if err == nil {
		var v Viewer
		v, err = s.Sessions.Viewer(r.Ctx(), cookie.Value)
		r.token = cookie.Value
		if err == nil {
			r.Viewer = v
		} else {
			r.locked = v.Actor.Account
		}
	}
	if !route.Open {
		if errors.Is(err, http.ErrNoCookie) || errs.Is(err, errs.KindDenied) {
			return r.signInFirst()
		}
		if err != nil {
			return err
		}
	}
	if err := r.checkQuery(); err != nil {
		return err
	}
	return route.Handler(r)
}

// signInFirst leads to the sign-in; of a locked session it keeps what was asked.
func (r *Request) signInFirst() error {
	if u, ok := r.unsentOf(false); ok && !r.locked.IsZero() {
		if err := r.keepUnsent(r.locked, u); err != nil {
			return err
		}
	}
	return r.See("/sign-in")
}

// proofs are the pages on which somebody proves what an error says is missing.
var proofs = map[string]string{"access.step_up": "/sign-in/again", "access.passkey": "/account/passkey/needed"}

// prove keeps what was sent and asks for the proof that it lacked; any other
// error it gives back.
func (r *Request) prove(failed error) error {
	to, ok := proofs[errs.Of(failed).Code]
	if !ok {
		return failed
	}
	if u, ok := r.unsentOf(true); ok {
		if err := r.keepUnsent(r.Viewer.Actor.Account, u); err != nil {
			return err
		}
	}
	return r.See(to)
}

func (s *Site) cookieName() string {
	if s.Secure {
		return "__Host-hoso"
	}
	if s.Demo {
		return "hoso_demo"
	}
	return "hoso_local"
}

// request wraps what came in.
func (s *Site) request(w http.ResponseWriter, q *http.Request, route Route) *Request {
	raw := make([]byte, 6)
	_, _ = rand.Read(raw) // never fails; a number for the log, not a secret
	r := &Request{site: s, w: w, http: q, route: route, Lang: i18n.VI, incident: hex.EncodeToString(raw)}
	if c, err := q.Cookie("lang"); err == nil {
		r.Lang = i18n.ParseLang(c.Value)
	}
	return r
}

// statusWriter remembers what was answered.
type statusWriter struct {
	http.ResponseWriter
	status int
	begun  bool
}

// WriteHeader notes the status.
func (w *statusWriter) WriteHeader(status int) {
	w.status, w.begun = status, true
	w.ResponseWriter.WriteHeader(status)
}

// Write notes that the answer has begun.
func (w *statusWriter) Write(b []byte) (int, error) {
	w.begun = true
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
