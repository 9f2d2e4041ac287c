package web

import (
	"net/http"
	"slices"
	"strings"
)

// Handler answers a request or returns an error that is rendered for it.
type Handler func(*Request) error

// Route is one way into the program.
type Route struct {
	Method  string // GET or POST
	Pattern string // as net/http has it, "/units/{unit}"
	Handler Handler
	MaxBody int64 // bytes; 0 means DefaultBody
	Open    bool  // without a session
}

// Bodies of requests.
const (
	DefaultBody = 1 << 20  // a form
	UploadBody  = 26 << 20 // a file of 25 MiB and its form
)

// Router collects the routes of all modules.
type Router struct{ routes []Route }

// Get adds a page. It changes nothing but what the ledger says of openings.
func (rt *Router) Get(pattern string, h Handler) { rt.add(Route{"GET", pattern, h, 0, false}) }

// Post adds a change.
func (rt *Router) Post(pattern string, h Handler) { rt.add(Route{"POST", pattern, h, 0, false}) }

// Upload adds a change with a file.
func (rt *Router) Upload(pattern string, h Handler) {
	rt.add(Route{"POST", pattern, h, UploadBody, false})
}

// OpenGet adds a page that needs no session.
func (rt *Router) OpenGet(pattern string, h Handler) { rt.add(Route{"GET", pattern, h, 0, true}) }

// OpenPost adds a change that needs no session.
func (rt *Router) OpenPost(pattern string, h Handler) { rt.add(Route{"POST", pattern, h, 0, true}) }

func (rt *Router) add(r Route) {
	if r.MaxBody == 0 {
		r.MaxBody = DefaultBody
	}
	rt.routes = append(rt.routes, r)
}

// Routes gives every route, sorted; a test visits each.
func (rt *Router) Routes() []Route {
	list := slices.Clone(rt.routes)
	slices.SortFunc(list, func(a, b Route) int { return strings.Compare(a.Pattern+" "+a.Method, b.Pattern+" "+b.Method) })
	return list
}

// mux builds the handler of all routes and of the pages' own files. net/http
// answers a known path with another method by 405 and what it allows, and HEAD
// by GET without its body.
func (rt *Router) mux(serve func(Route) http.Handler) *http.ServeMux {
	m := http.NewServeMux()
	m.HandleFunc("GET /static/{version}/{name}", serveStatic)
	for _, r := range rt.routes {
		m.Handle(r.Method+" "+r.Pattern, serve(r))
	}
	return m
}
