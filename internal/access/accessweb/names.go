package accessweb

import (
	"hoso/internal/access"
	"hoso/internal/id"
	"hoso/internal/web"
)

// Named is what an object is called, and its page.
type Named struct{ Name, Path string }

// toName is what the lines of a page need names for.
type toName struct {
	accounts, units, posts []id.ID
	objects                []access.Object
}

// names are what the lines of a page call accounts, units, posts and objects. They are read
// together: a page asks as often for fifty lines as for one.
type names struct {
	who     map[id.ID]web.Who
	units   map[id.ID]string
	posts   map[id.ID]string
	objects map[access.Object]Named
}

func (p *Pages) names(r *web.Request, want toName) (n names, err error) {
	if n.who, err = p.Names.ActorNames(r.Ctx(), want.accounts...); err != nil {
		return n, err
	}
	if n.units, err = p.Directory.UnitNames(r.Ctx(), want.units...); err != nil {
		return n, err
	}
	if n.posts, err = p.Directory.PostNames(r.Ctx(), want.posts...); err != nil {
		return n, err
	}
	n.objects, err = p.Directory.ObjectNames(r.Ctx(), r.Viewer.Actor, want.objects...)
	return n, err
}
