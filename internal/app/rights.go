package app

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/access/accessweb"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/id"
	"hoso/internal/ledger/ledgersql"
	"hoso/internal/org"
	"hoso/internal/person"
	"hoso/internal/sqldb"
	"hoso/internal/web"
	"hoso/vi"
)

// accessPages makes the pages of rights.
func (a *App) accessPages() *accessweb.Pages {
	return &accessweb.Pages{Standings: a, Directory: a, Lists: a.Duties.Desk, Duties: a.Duties, Needs: a.Needs, Watch: a.Watch, Waits: a, Labels: a.Labels, Limits: a.Limits,
		Names: a, Body: a.Org.Read.Body, Clock: a.Clock}
}

// StandingOf gives what somebody has today.
func (a *App) StandingOf(ctx context.Context, who access.Actor) (access.Standing, error) {
	return a.Access.Standing(ctx, a.DB.Reader(), who, clock.Today(a.Clock))
}

// Held gives the roles that an account holds today, with the names of their
// units, and those that do not count because they are held together.
func (a *App) Held(ctx context.Context, who access.Actor) ([]accessweb.Held, []access.Pair, error) {
	st, err := a.StandingOf(ctx, who)
	if err != nil {
		return nil, nil, err
	}
	names, err := a.unitsOf(ctx, st)
	held := make([]accessweb.Held, len(st.Roles))
	for i, h := range st.Roles {
		held[i] = accessweb.Held{Role: h.Role, Unit: names[h.Unit], Way: h.Way}
	}
	return held, st.Clashes, err
}

// Places gives the posts that somebody holds today.
func (a *App) Places(ctx context.Context, who access.Actor) ([]accessweb.Place, error) {
	st, err := a.StandingOf(ctx, who)
	if err != nil {
		return nil, err
	}
	holdings := make([]id.ID, len(st.Seats))
	for i, seat := range st.Seats {
		holdings[i] = seat.Holding
	}
	names, err := a.ActingNames(ctx, holdings...)
	list := make([]accessweb.Place, len(st.Seats))
	for i, seat := range st.Seats {
		n := names[seat.Holding]
		list[i] = accessweb.Place{Holding: seat.Holding, Title: n.Title, Unit: n.Unit, Now: seat.Holding == st.Actor.Post}
	}
	return list, err
}

// Delegable gives the roles that somebody may hand over, with their units.
func (a *App) Delegable(ctx context.Context, who access.Actor) ([]access.Holding, []string, error) {
	st, err := a.StandingOf(ctx, who)
	if err != nil {
		return nil, nil, err
	}
	names, err := a.unitsOf(ctx, st)
	var roles []access.Holding
	var units []string
	for _, h := range st.Roles {
		if h.Way == access.ByPost {
			roles, units = append(roles, access.Holding{Role: h.Role, Unit: h.Unit}), append(units, names[h.Unit])
		}
	}
	return roles, units, err
}

// unitsOf gives the names of the units at which somebody has a role.
func (a *App) unitsOf(ctx context.Context, st access.Standing) (map[id.ID]string, error) {
	units := make([]id.ID, len(st.Roles))
	for i, h := range st.Roles {
		units[i] = h.Unit
	}
	return a.UnitNames(ctx, units...)
}

// FindAccounts gives those of a name who have an account, as colleagues see them:
// a search over persons, which leaves an entry before anything is answered.
func (a *App) FindAccounts(ctx context.Context, who access.Actor, name string) ([]accessweb.Person, error) {
	body, err := a.Org.Read.Body(ctx)
	if err != nil {
		return nil, err
	}
	words := vi.Words(name)
	list, err := a.colleagues(ctx, words)
	if err != nil {
		return nil, err
	}
	c := door.Command{Name: access.ActionFindAccount, Actor: who, Purpose: access.PurposeRights, Object: access.Object{Kind: "unit", ID: body}, Args: words}
	if _, err := a.Door.Do(ctx, c, func(_ context.Context, tx door.Tx) error {
		tx.Fact("count", len(list))
		return nil
	}); err != nil {
		return nil, err
	}
	return list, nil
}

func (a *App) colleagues(ctx context.Context, words []string) ([]accessweb.Person, error) {
	last := len(words) - 1
	if last < 0 {
		return nil, nil
	}
	w := &sqldb.Where{Engine: a.DB.Engine()}
	w.And("x.state = 'active' AND s.word = ?", words[last])
	for _, other := range words[:last] {
		w.And("(' ' || s.fold || ' ') LIKE ?", "% "+other+" %")
	}
	return sqldb.All(ctx, a.DB.Reader(), scanColleague, `SELECT x.id, p.family, p.middle, p.given, COALESCE(n.name, '') FROM person_word s JOIN person p ON p.id = s.person_id
		JOIN access_account x ON x.subject_id = p.id LEFT JOIN org_unit_now n ON n.unit_id = p.unit_id`+w.SQL()+` ORDER BY s.sort_key, x.id LIMIT `+w.Param(accessweb.MaxFound), w.Args()...)
}

func scanColleague(row sqldb.Scanner) (accessweb.Person, error) {
	var p accessweb.Person
	var n person.Name
	err := row.Scan(&p.Account, &n.Family, &n.Middle, &n.Given, &p.Unit)
	p.Name = n.Full()
	return p, err
}

// PostsOf gives the posts of a unit today, as forms propose them.
func (a *App) PostsOf(ctx context.Context, unit id.ID) ([]web.Option, error) {
	posts, err := a.Org.Read.PostsOf(ctx, unit, clock.Today(a.Clock))
	list := make([]web.Option, len(posts))
	for i, p := range posts {
		list[i] = web.Option{Value: p.ID.Text(org.PostPrefix), Text: p.Title}
	}
	return list, err
}

// Chosen gives the name of a person whose file somebody is about to grant, or to
// open by force.
func (a *App) Chosen(ctx context.Context, who access.Actor, action access.Action, subject id.ID) (string, error) {
	list, why := person.ActionList, access.PurposeUpkeep
	if action == access.ActionBreak {
		list, why = person.ActionUrgent, access.PurposeEmergency
	}
	l, err := a.Person.Named(ctx, who, list, why, subject)
	return l.Full() + " · " + l.UnitName, err
}

// UnitOptions gives the units of today as forms propose them.
func (a *App) UnitOptions(ctx context.Context) ([]web.Option, error) {
	nodes, err := a.Org.Read.Tree(ctx, clock.Today(a.Clock))
	list := make([]web.Option, len(nodes))
	for i, n := range nodes {
		list[i] = web.Option{Value: n.ID.Text(org.UnitPrefix), Text: n.Code + " · " + n.Name}
	}
	return list, err
}

// why gives the sentences that say why somebody may see what a page is about,
// and why they may or may not do something to it.
func (a *App) why(r *web.Request, about access.Object, would access.Action) []string {
	var list []string
	for _, action := range []access.Action{readingOf(about.Kind), would} {
		if action == "" {
			continue
		}
		purpose := access.PurposeNone
		if action == would {
			purpose = purposeOf(would)
		}
		w, err := a.Access.Why(r.Ctx(), a.DB.Reader(), access.Question{Actor: r.Viewer.Actor, Action: action, Purpose: purpose, Objects: []access.Object{about}, Today: r.Today()})
		if err != nil {
			a.Log.Error("why", "error", err)
			return nil
		}
		units, err := a.UnitNames(r.Ctx(), w.Holding.Unit)
		if err != nil {
			return nil
		}
		list = append(list, accessweb.Why(r, w, action, units[w.Holding.Unit]))
	}
	return list
}

func readingOf(kind access.Kind) access.Action {
	if kind == "unit" {
		return org.ActionRead
	}
	return access.Action(string(kind) + ".read")
}

// purposeOf is the purpose for which the pages give a command.
func purposeOf(action access.Action) access.Purpose {
	for _, r := range access.Policy {
		if r.Action == action && len(r.Purposes) > 0 {
			return r.Purposes[0]
		}
	}
	return access.PurposeNone
}

// remark looks at what was read today, and until yesterday's end.
func (a *App) remark(ctx context.Context) error {
	today := clock.Today(a.Clock)
	for _, day := range []clock.Date{today.AddDays(-1), today} {
		if _, err := a.Watch.Remark(ctx, ledgersql.Past{}, day); err != nil {
			return err
		}
	}
	return nil
}
