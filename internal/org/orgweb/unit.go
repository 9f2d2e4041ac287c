package orgweb

import (
	"slices"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/web"
)

// unitView is what the page of a unit and its forms show.
type unitView struct {
	Unit      *org.Unit
	Now       org.State
	Lives     bool
	On        clock.Date
	Above     []org.Node // from the body down to its parent
	Below     []org.Node
	Beside    []org.Node // those with the same parent
	Names     map[id.ID]string
	Posts     []org.PostLine
	Came      []org.Succession
	Events    []web.Event
	MayChange bool
	Picker    picker
}

func (p *Pages) unit(r *web.Request) (*unitView, error) {
	unit, err := r.ID("unit", org.UnitPrefix)
	if err != nil {
		return nil, err
	}
	return p.unitOf(r, unit)
}

func (p *Pages) unitOf(r *web.Request, unit id.ID) (*unitView, error) {
	if err := p.Service.MayRead(r.Ctx(), r.Viewer.Actor, unit); err != nil {
		return nil, err
	}
	on, err := day(r)
	if err != nil {
		return nil, err
	}
	v := &unitView{On: on, Names: map[id.ID]string{}, MayChange: r.May(string(org.ActionRename))}
	if v.Unit, err = p.Service.Read.Find(r.Ctx(), unit); err != nil {
		return nil, err
	}
	if v.Now, v.Lives = v.Unit.At(v.On); !v.Lives {
		v.Now = v.Unit.Newest()
	}
	nodes, err := p.Service.Read.Tree(r.Ctx(), v.On)
	if err != nil {
		return nil, err
	}
	v.place(nodes)
	return v, nil
}

// place finds what stands above, right below and beside the unit.
func (v *unitView) place(nodes []org.Node) {
	v.Picker.nodes = nodes
	at := map[id.ID]org.Node{}
	for _, n := range nodes {
		at[n.ID], v.Names[n.ID] = n, n.Name
		switch {
		case n.Parent == v.Unit.ID:
			v.Below = append(v.Below, n)
		case n.Parent == v.Now.Parent && n.ID != v.Unit.ID:
			v.Beside = append(v.Beside, n)
		}
	}
	for up, ok := at[v.Now.Parent]; ok; up, ok = at[up.Parent] {
		v.Above = append([]org.Node{up}, v.Above...)
	}
}

func (p *Pages) serveUnit(r *web.Request) error {
	v, err := p.unit(r)
	if err != nil {
		return err
	}
	if v.Posts, err = p.Service.Read.PostsOf(r.Ctx(), v.Unit.ID, v.On); err != nil {
		return err
	}
	if v.Came, err = p.Service.Read.Successions(r.Ctx(), v.Unit.ID); err != nil {
		return err
	}
	if err := p.nameEnded(r, v); err != nil {
		return err
	}
	if v.Events, err = p.History.Events(r, access.Object{Kind: "unit", ID: v.Unit.ID}); err != nil {
		return err
	}
	return r.Page(unitPage(r, v))
}

// nameEnded finds the names of units that live no more and are mentioned.
func (p *Pages) nameEnded(r *web.Request, v *unitView) error {
	mentioned := []id.ID{v.Now.Parent, v.Now.Managing}
	for _, s := range v.Unit.Timeline {
		mentioned = append(mentioned, s.Parent)
	}
	for _, s := range v.Came {
		mentioned = append(mentioned, s.From, s.To)
	}
	for _, u := range mentioned {
		if v.Names[u] != "" || u.IsZero() {
			continue
		}
		was, err := p.Service.Read.Find(r.Ctx(), u)
		if err != nil {
			return err
		}
		v.Names[u] = was.Newest().Name
	}
	return nil
}

// mayWithdraw says that there is a way back: not for the first state, nor for a
// unit that others took over.
func (v *unitView) mayWithdraw() bool {
	taken := slices.ContainsFunc(v.Came, func(s org.Succession) bool { return s.From == v.Unit.ID })
	return v.Unit.Ended && !taken || !v.Unit.Ended && len(v.Unit.Timeline) > 1
}

// wayBack says what a withdrawal leads to: changes of one day stand and go
// together.
func (v *unitView) wayBack(r *web.Request) string {
	newest := v.Unit.Newest()
	if v.Unit.Ended {
		return r.T("org.withdraw.reopens", errs.Str("day", newest.To.Vietnamese()))
	}
	before := v.Unit.Timeline[len(v.Unit.Timeline)-2]
	return r.T("org.withdraw.back", errs.Str("day", newest.From.Vietnamese()), errs.Str("name", before.Name), errs.Str("parent", v.Names[before.Parent]))
}

func (p *Pages) withdraw(r *web.Request) error {
	v, err := p.unit(r)
	if err != nil {
		return err
	}
	who, version := by(r), r.Form().Int("version")
	if err := r.Form().Err(); err != nil {
		return err
	}
	if _, err := p.Service.Withdraw(r.Ctx(), who, v.Unit.ID, version); err != nil {
		return err
	}
	return r.Done(unitPath(v.Unit.ID), "org.done.withdrawn")
}
