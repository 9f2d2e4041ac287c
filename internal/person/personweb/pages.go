package personweb

import (
	"context"
	"encoding/json"

	"github.com/a-h/templ"

	"hoso/internal/access"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/person"
	"hoso/internal/web"
)

// Names tells who is behind accounts, and from which post they acted.
type Names interface {
	web.Names
	ActingNames(ctx context.Context, holdings ...id.ID) (map[id.ID]web.Who, error)
}

// History gives what happened to an object, from the ledger, as far as only lets
// it be told.
type History interface {
	EventsOf(r *web.Request, o access.Object, only ledger.Only) ([]web.Event, error)
}

// Units finds a unit by its code: NotFound "org.unit.not_found".
type Units interface {
	ByCode(ctx context.Context, code string) (id.ID, error)
}

// Draw draws a page of a PDF, counted from 1, as a PNG.
type Draw interface {
	PageImage(ctx context.Context, name string, data []byte, page int) ([]byte, error)
}

// Pages are the handlers of this package.
type Pages struct {
	Service *person.Service
	Names   Names
	History History
	Units   Units
	Draw    Draw
	Demo    bool // prints say THỬ NGHIỆM
}

// Routes adds the pages to the router.
func (p *Pages) Routes(rt *web.Router) {
	rt.Get("/people", p.serveSearch)
	rt.Post("/people", p.search)
	rt.Get("/people/new", p.serveNew)
	rt.Post("/people/new", p.enter)
	rt.Get("/people/{view}", p.serveFound)
	rt.Get("/urgent", p.serveUrgent)
	rt.Post("/urgent", p.searchUrgent)
	rt.Get("/urgent/{view}", p.serveUrgentFound)
	rt.Get("/files/{person}", p.serveBefore)
	rt.Post("/files/{person}", p.choose)
	rt.Get("/open/{view}", p.serveFile)
	rt.Post("/open/{view}/number", p.reveal)
	rt.Get("/open/{view}/print", p.servePrint)
	rt.Get("/open/{view}/history", p.serveHistory)
	rt.Get("/open/{view}/evidence/{evidence}", p.serveEvidence)
	rt.Get("/open/{view}/evidence/{evidence}/{page}", p.servePicture)
	p.keepRoutes(rt)
	p.selfRoutes(rt)
	p.askRoutes(rt)
	p.erasureRoutes(rt)
}

// filePath is where somebody begins to open a file.
func filePath(who id.ID) string { return "/files/" + who.Text(person.Prefix) }

// keep keeps what is looked at for the session and gives its id's text.
func keep(r *web.Request, what any) (string, error) {
	raw, err := json.Marshal(what)
	if err != nil {
		return "", err
	}
	return r.Keep(string(raw))
}

// kept gives what the view in the path was made for: NotFound for one that is of
// another session, or of another kind.
func kept[T any](r *web.Request, ok func(T) bool) (T, error) {
	var what T
	raw, err := r.Kept("view")
	if err != nil {
		return what, err
	}
	if err := json.Unmarshal([]byte(raw), &what); err != nil || !ok(what) {
		return what, errs.NotFound("access.not_found")
	}
	return what, nil
}

// again shows a form with what is wrong with it.
func again(r *web.Request, err error, page templ.Component) error {
	return r.Again(err, func() templ.Component { return page })
}

func by(r *web.Request) person.By {
	return person.By{Actor: r.Viewer.Actor, Key: r.Form().Key()}
}
