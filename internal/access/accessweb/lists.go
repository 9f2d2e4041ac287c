package accessweb

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/web"
)

// shown is a right as its line says it.
type shown struct {
	access.Right
	Whom, Giver, What, Why, Path string
	MayApprove, MayEnd           bool
	base                         string
}

func (x shown) action(verb string) string { return x.base + "/" + verb }

// sort is what differs between the rights of one kind and another.
type sort struct {
	path, prefix string
	approve, end access.Action
}

var sorts = map[access.Kind]sort{
	"grant":      {"/grants/", GrantPrefix, access.ActionApproveGrant, access.ActionEndGrant},
	"clearance":  {"/clearances/", ClearancePrefix, access.ActionApproveClearance, access.ActionEndClearance},
	"delegation": {"/delegations/", DelegationPrefix, "", ""},
	"assignment": {"/assignments/", AssignmentPrefix, access.ActionApproveAssignment, access.ActionEndAssignment},
	"duty":       {"/duties/", DutyPrefix, access.ActionApproveDuty, access.ActionEndDuty},
}

func (p *Pages) show(r *web.Request, list []access.Right) ([]shown, error) {
	var want toName
	for _, x := range list {
		want.accounts = append(want.accounts, x.Account, x.Giver)
		want.posts, want.units, want.objects = append(want.posts, x.Post), append(want.units, x.Unit), append(want.objects, x.Object)
	}
	names, err := p.names(r, want)
	if err != nil {
		return nil, err
	}
	out := make([]shown, len(list))
	for i, x := range list {
		s := shown{Right: x, base: sorts[x.Kind].path + x.ID.Text(sorts[x.Kind].prefix), Why: basisText(r, x.Basis),
			Whom: names.whom(r, x), Giver: names.who[x.Giver].Name}
		s.What, s.Path = names.what(r, x)
		if x.Kind == "clearance" {
			s.Why = r.T("access.clearance.document", errs.Str("number", x.Number), errs.Str("day", x.Dated.Vietnamese()), errs.Str("issuer", x.Issuer))
		}
		if x.Purpose != "" {
			s.Why = r.T("access.purpose."+string(x.Purpose)) + " · " + x.Basis
		}
		over := x.State == access.RightEnded || x.To != "" && x.To <= r.Today()
		s.MayApprove = x.State == access.RightProposed && x.Giver != r.Viewer.Actor.Account && r.May(string(sorts[x.Kind].approve))
		s.MayEnd = !over && x.State == access.RightLive && (r.May(string(sorts[x.Kind].end)) || x.Kind == "delegation" && x.Giver == r.Viewer.Actor.Account)
		out[i] = s
	}
	return out, nil
}

// whom a right is for: somebody, whoever holds a post, or whoever has a role at a unit.
func (n names) whom(r *web.Request, x access.Right) string {
	switch {
	case !x.Account.IsZero():
		return n.who[x.Account].Name
	case !x.Post.IsZero():
		return n.posts[x.Post]
	}
	return n.role(r, x)
}

func (n names) role(r *web.Request, x access.Right) string {
	return roleName(r, x.Role) + " · " + n.units[x.Unit]
}

// what a right gives.
func (n names) what(r *web.Request, x access.Right) (text, path string) {
	switch x.Kind {
	case "grant":
		return n.object(r, x.Object)
	case "clearance":
		return r.T("access.label." + x.Level.Code()), ""
	}
	return n.role(r, x), ""
}

// object is what an object is called: a file by whose it is, and to whoever may not know
// that, by what the ledger calls it.
func (n names) object(r *web.Request, o access.Object) (text, path string) {
	is := n.objects[o]
	switch {
	case o.Kind != "person":
		return r.T("access.kind."+string(o.Kind)) + " " + is.Name, is.Path
	case is.Name == "":
		return r.T("access.break.coded", errs.Str("code", o.ID.Text("per")[:12])), ""
	}
	return r.T("access.break.file", errs.Str("name", is.Name)), ""
}

// view reads what a page of a kind shows.
func (p *Pages) view(r *web.Request, kind access.Kind) (listView, error) {
	var v listView
	at := strings.TrimSuffix(sorts[kind].path, "/")
	v.Own, v.All = shelfOf(r, at, "own"), shelfOf(r, at, "all")
	own, err := p.Lists.Own(r.Ctx(), r.Viewer.Actor, kind, v.Own.Page)
	if err == nil {
		err = p.fill(r, &v.Own, own)
	}
	if err != nil {
		return v, err
	}
	if v.MayAll = r.May(string(kind)+".read") && r.May(string(access.ActionListRights)); v.MayAll {
		body, err := p.Body(r.Ctx())
		if err != nil {
			return v, err
		}
		all, err := p.Lists.All(r.Ctx(), access.By{Actor: r.Viewer.Actor}, kind, body, access.ListAsk{Page: v.All.Page, State: v.All.State})
		if errs.Is(err, errs.KindNotFound) || errs.Is(err, errs.KindDenied) {
			v.MayAll, err = false, nil
		}
		if err == nil {
			err = p.fill(r, &v.All, all)
		}
		if err != nil {
			return v, err
		}
	}
	return v, p.options(r, &v)
}

// options fills the choices of forms: whoever has the name that was typed, but the
// viewer, and every unit.
func (p *Pages) options(r *web.Request, v *listView) error {
	var err error
	if v.Sought = r.Form().Text("whom"); v.Sought != "" {
		var people []Person
		people, err = p.Directory.FindAccounts(r.Ctx(), r.Viewer.Actor, v.Sought)
		v.More = len(people) == MaxFound
		for _, x := range people {
			if x.Account != r.Viewer.Actor.Account {
				v.People = append(v.People, web.Option{Value: x.Account.Text(AccountPrefix), Text: x.Name + " · " + x.Unit})
			}
		}
	}
	if err == nil {
		v.Units, err = p.Directory.UnitOptions(r.Ctx())
	}
	return err
}

// chosen gives the account that a form is about. People are typed by name and then
// chosen among those found: Invalid "access.whom.choose" when nobody was yet.
func (p *Pages) chosen(r *web.Request) (id.ID, error) {
	account := r.Form().ID("account", AccountPrefix)
	if account.IsZero() && r.Form().Text("whom") != "" {
		return account, errs.Invalid("access.whom.choose", errs.Field("account"))
	}
	return account, nil
}

func termOf(r *web.Request, t access.Term) string {
	if t.To == "" {
		return r.T("access.term.open", errs.Str("from", t.From.Vietnamese()))
	}
	return r.T("access.term.closed", errs.Str("from", t.From.Vietnamese()), errs.Str("last", t.To.AddDays(-1).Vietnamese()))
}

func lastDay(r *web.Request, days int) string { return r.Today().AddDays(days - 1).Vietnamese() }

func roleOptions(r *web.Request, roles []access.Role) []web.Option {
	var list []web.Option
	for _, role := range roles {
		list = append(list, web.Option{Value: string(role), Text: roleName(r, role)})
	}
	return list
}

func purposeOptions(r *web.Request) []web.Option {
	var list []web.Option
	for _, row := range access.PurposeTable {
		if row.Grants {
			list = append(list, web.Option{Value: string(row.Purpose), Text: r.T("access.purpose." + string(row.Purpose))})
		}
	}
	return list
}

func basisOptions(r *web.Request) []web.Option {
	var list []web.Option
	for _, k := range access.BasisKinds() {
		list = append(list, web.Option{Value: string(k), Text: r.T("access.basis_kind." + string(k))})
	}
	return list
}

func labelOptions(r *web.Request) []web.Option {
	var list []web.Option
	for _, l := range access.Labels()[1:] {
		list = append(list, web.Option{Value: l.Code(), Text: r.T("access.label." + l.Code())})
	}
	return list
}

func (p *Pages) serveGrants(r *web.Request) error {
	v, err := p.grantView(r, r.PathText("object"))
	if err != nil {
		return err
	}
	return r.Page(grantsPage(r, v))
}

func (p *Pages) grantView(r *web.Request, object string) (listView, error) {
	v, err := p.view(r, "grant")
	if err != nil || object == "" || !r.May(string(access.ActionGrant)) {
		return v, err
	}
	o, err := parseObject(object)
	if err != nil {
		return v, err
	}
	v.Object, v.Roles = object, roleOptions(r, access.GrantRoles(o.Kind))
	v.Name, err = p.naming(r, access.ActionGrant, o)
	return v, err
}

// naming gives the name of an object that somebody is about to do something with:
// NotFound for whoever may not know of it.
func (p *Pages) naming(r *web.Request, action access.Action, o access.Object) (string, error) {
	if o.Kind == "person" {
		name, err := p.Directory.Chosen(r.Ctx(), r.Viewer.Actor, action, o.ID)
		return r.T("access.break.file", errs.Str("name", name)), err
	}
	names, err := p.Directory.ObjectNames(r.Ctx(), r.Viewer.Actor, o)
	if err == nil && names[o].Name == "" {
		err = errs.NotFound("access.not_found")
	}
	return names[o].Name, err
}

// objectPrefixes are those of the objects that a grant or a break-glass opens.
var objectPrefixes = map[string]access.Kind{"dir": "directive", "per": "person"}

// parseObject reads an object's outside id: NotFound.
func parseObject(text string) (access.Object, error) {
	prefix, _, _ := strings.Cut(text, "_")
	kind, ok := objectPrefixes[prefix]
	if !ok {
		return access.Object{}, errs.NotFound("access.not_found")
	}
	o, err := id.Parse(prefix, text)
	return access.Object{Kind: kind, ID: o}, err
}

// unit reads a unit as the list proposes it, "CODE · Name"; empty is none.
func (p *Pages) unit(r *web.Request, field string) (id.ID, error) {
	text := r.Form().Text(field)
	if text == "" {
		return id.ID{}, nil
	}
	units, err := p.Directory.UnitOptions(r.Ctx())
	if err != nil {
		return id.ID{}, err
	}
	i := slices.IndexFunc(units, func(o web.Option) bool { return o.Text == text || strings.HasPrefix(o.Text, text+" · ") })
	if i < 0 {
		return id.ID{}, errs.Invalid("access.unit.unknown", errs.Field(field))
	}
	return id.Parse(unitPrefix, units[i].Value)
}

func (p *Pages) grant(r *web.Request) error {
	f := r.Form()
	o, err := parseObject(f.Text("object"))
	if err != nil {
		return err
	}
	account, err := p.chosen(r)
	unit, bad := p.unit(r, "unit")
	if err == nil {
		err = bad
	}
	form := access.GrantForm{Account: account, Role: access.Role(f.Text("role")), Unit: unit, Object: o, Purpose: access.Purpose(f.Text("purpose")),
		Basis: access.Basis{Kind: access.BasisKind(f.Text("basis_kind")), Text: f.Text("basis")}, From: f.Day("from"), Last: f.Day("until")}
	if err == nil {
		err = f.Err()
	}
	if err == nil {
		_, err = p.Needs.Grant(r.Ctx(), by(r), form)
	}
	if err != nil {
		return p.again(r, err, func() (templ.Component, error) {
			v, err := p.grantView(r, f.Text("object"))
			return grantsPage(r, v), err
		})
	}
	if access.NeedsFourEyes(access.ActionGrant, o.Kind) {
		return r.Done("/grants", "access.done.proposed")
	}
	return r.Done("/grants", "access.done.given")
}

// again shows a form with what was typed and what was wrong with it.
func (p *Pages) again(r *web.Request, wrong error, page func() (templ.Component, error)) error {
	if k := errs.KindOf(wrong); k != errs.KindInvalid && k != errs.KindConflict && k != errs.KindUnavailable {
		return wrong
	}
	shown, err := page()
	if err != nil {
		return err
	}
	return r.Again(wrong, func() templ.Component { return shown })
}

func (p *Pages) serveDelegations(r *web.Request) error {
	v, err := p.delegationView(r)
	if err != nil {
		return err
	}
	return r.Page(delegationsPage(r, v))
}

func (p *Pages) delegationView(r *web.Request) (listView, error) {
	v, err := p.view(r, "delegation")
	if err != nil {
		return v, err
	}
	held, units, err := p.Standings.Delegable(r.Ctx(), r.Viewer.Actor)
	for i, h := range held {
		v.Roles = append(v.Roles, web.Option{Value: string(h.Role) + "@" + h.Unit.Text(unitPrefix), Text: roleName(r, h.Role) + " · " + units[i]})
	}
	return v, err
}

func (p *Pages) delegate(r *web.Request) error {
	f := r.Form()
	held, _, err := p.Standings.Delegable(r.Ctx(), r.Viewer.Actor)
	if err != nil {
		return err
	}
	to, unclear := p.chosen(r)
	form := access.DelegationForm{To: to, From: f.Day("from"), Last: f.Day("until"), Basis: f.Text("basis"), Reason: f.Text("reason")}
	for _, h := range held {
		if f.Has("roles", string(h.Role)+"@"+h.Unit.Text(unitPrefix)) {
			form.Roles = append(form.Roles, h)
		}
	}
	if err = f.Err(); err == nil {
		err = unclear
	}
	if err == nil {
		_, err = p.Duties.Delegate(r.Ctx(), by(r), form)
	}
	if err != nil {
		return p.again(r, err, func() (templ.Component, error) {
			v, err := p.delegationView(r)
			return delegationsPage(r, v), err
		})
	}
	return r.Done("/delegations", "access.done.given")
}

func (p *Pages) serveClearances(r *web.Request) error {
	v, err := p.view(r, "clearance")
	if err != nil {
		return err
	}
	return r.Page(clearancesPage(r, v))
}

func (p *Pages) clear(r *web.Request) error {
	f := r.Form()
	level := slices.IndexFunc(access.Labels(), func(l access.Label) bool { return l.Code() == f.Text("level") })
	account, unclear := p.chosen(r)
	form := access.ClearanceForm{Account: account, Level: access.Label(level), Number: f.Text("number"), Dated: f.Day("dated"),
		Issuer: f.Text("issuer"), From: f.Day("from"), Last: f.Day("until")}
	err := f.Err()
	if err == nil {
		err = unclear
	}
	if err == nil && form.Account.IsZero() {
		err = errs.Invalid("access.account.unknown", errs.Field("account"))
	}
	if err == nil {
		_, err = p.Needs.Clear(r.Ctx(), by(r), form)
	}
	if err != nil {
		return p.again(r, err, func() (templ.Component, error) {
			v, err := p.view(r, "clearance")
			return clearancesPage(r, v), err
		})
	}
	return r.Done("/clearances", "access.done.proposed")
}

// dutiesView is what the page of duties shows.
type dutiesView struct {
	listView
	Assignments, Duties shelf
	Seat, SeatName      string       // a post that was chosen
	Seats               []web.Option // among which one is
}

func (p *Pages) dutiesView(r *web.Request) (dutiesView, error) {
	var v dutiesView
	body, err := p.Body(r.Ctx())
	if err != nil {
		return v, err
	}
	v.Assignments, v.Duties = shelfOf(r, "/duties", "assignments"), shelfOf(r, "/duties", "duties")
	for kind, to := range map[access.Kind]*shelf{"assignment": &v.Assignments, "duty": &v.Duties} {
		list, err := p.Lists.All(r.Ctx(), access.By{Actor: r.Viewer.Actor}, kind, body, access.ListAsk{Page: to.Page, State: to.State})
		if err == nil {
			err = p.fill(r, to, list)
		}
		if err != nil {
			return v, err
		}
	}
	if err := p.seats(r, &v); err != nil {
		return v, err
	}
	return v, p.options(r, &v.listView)
}

// seats fills the choice of a post: the one that its own page, or the form, named,
// otherwise those of the unit that was typed.
func (p *Pages) seats(r *web.Request, v *dutiesView) error {
	text := r.Query("post")
	if text == "" {
		text = r.Form().Text("post")
	}
	post, err := id.Parse(postPrefix, text)
	if err == nil {
		names, err := p.Directory.PostNames(r.Ctx(), post)
		if err != nil {
			return err
		}
		if v.SeatName = names[post]; v.SeatName != "" {
			v.Seat = text
			return nil
		}
	}
	unit, err := p.unit(r, "post_unit")
	if err != nil || unit.IsZero() {
		return nil // what is wrong with it stands at its field
	}
	v.Seats, err = p.Directory.PostsOf(r.Ctx(), unit)
	return err
}

func (p *Pages) serveDuties(r *web.Request) error {
	v, err := p.dutiesView(r)
	if err != nil {
		return err
	}
	return r.Page(dutiesPage(r, v))
}

// attach attaches a role to a post, which is chosen among those of a unit.
func (p *Pages) attach(r *web.Request) error {
	f := r.Form()
	post, err := id.Parse(postPrefix, f.Text("post"))
	if err != nil {
		err = errs.Invalid("access.post.unknown", errs.Field("post"))
	}
	if _, bad := p.unit(r, "post_unit"); bad != nil {
		err = bad
	}
	unit, bad := p.unit(r, "unit")
	if err == nil {
		err = bad
	}
	form := access.AssignmentForm{Post: post, Role: access.Role(f.Text("role")), Unit: unit, From: f.Day("from"), Basis: f.Text("basis")}
	if err == nil {
		err = f.Err()
	}
	if err == nil {
		_, err = p.Duties.Attach(r.Ctx(), by(r), form)
	}
	return p.proposed(r, err)
}

func (p *Pages) giveDuty(r *web.Request) error {
	f := r.Form()
	account, unclear := p.chosen(r)
	form := access.DutyForm{Account: account, Role: access.Role(f.Text("duty")), From: f.Day("since"), Basis: f.Text("resting")}
	err := f.Err()
	if err == nil {
		err = unclear
	}
	if err == nil && form.Account.IsZero() {
		err = errs.Invalid("access.account.unknown", errs.Field("account"))
	}
	if err == nil {
		_, err = p.Duties.Give(r.Ctx(), by(r), form)
	}
	return p.proposed(r, err)
}

func (p *Pages) proposed(r *web.Request, err error) error {
	if err != nil {
		return p.again(r, err, func() (templ.Component, error) {
			v, err := p.dutiesView(r)
			return dutiesPage(r, v), err
		})
	}
	return r.Done("/duties", "access.done.proposed")
}

// minutes left of something that runs until a moment.
func minutesLeft(until, now clock.Micros) string {
	return strconv.FormatInt(max(1, int64(until-now)/60_000_000), 10)
}
