// Package accessweb has the pages of rights: the table by which access decides,
// in words, and what follows from it by name: roles of posts and duties,
// delegations, clearances, grants, emergency openings and what was unusual about
// readings. Lists of others' rights leave an entry; one's own do not.
package accessweb

import (
	"context"
	"slices"
	"strings"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/web"
	"hoso/vi"
)

// Held is a role that somebody holds, with the name of the unit at which.
type Held struct {
	Role access.Role
	Unit string
	Way  access.Way
}

// Place is a post from which somebody may work.
type Place struct {
	Holding id.ID
	Title   string
	Unit    string
	Now     bool // from which they work
}

// Standings tells what somebody may be today.
type Standings interface {
	// Held gives the roles that count, and those that do not because they may not
	// be held together.
	Held(ctx context.Context, who access.Actor) ([]Held, []access.Pair, error)
	// Places gives the posts that somebody holds.
	Places(ctx context.Context, who access.Actor) ([]Place, error)
	// Delegable gives the roles that somebody may hand over.
	Delegable(ctx context.Context, who access.Actor) ([]access.Holding, []string, error)
}

// Person is somebody with an account, as colleagues see them.
type Person struct {
	Account id.ID
	Name    string
	Unit    string
}

// Directory names what rights are about: house data, no opening of a file.
type Directory interface {
	// FindAccounts gives those of a name who have an account, at most MaxFound of
	// them; each search leaves an entry.
	FindAccounts(ctx context.Context, who access.Actor, name string) ([]Person, error)
	UnitOptions(ctx context.Context) ([]web.Option, error)
	// PostsOf gives the posts of a unit.
	PostsOf(ctx context.Context, unit id.ID) ([]web.Option, error)
	// PostNames gives posts by title and unit, UnitNames the newest names of units: what is
	// not there is absent.
	PostNames(ctx context.Context, posts ...id.ID) (map[id.ID]string, error)
	UnitNames(ctx context.Context, units ...id.ID) (map[id.ID]string, error)
	// ObjectNames names those of some objects of which the asker may know.
	ObjectNames(ctx context.Context, who access.Actor, objects ...access.Object) (map[access.Object]Named, error)
	// Chosen gives the name of a person whose file somebody is about to grant, or
	// to open by force: NotFound for whoever may not find them for that. It leaves
	// an entry.
	Chosen(ctx context.Context, who access.Actor, action access.Action, person id.ID) (string, error)
}

// MaxFound is how many people a search for an account gives.
const MaxFound = 50

// Lists gives rights of a kind: one's own, and those of a unit.
type Lists interface {
	Own(ctx context.Context, who access.Actor, kind access.Kind, page int) (access.Listed[access.Right], error)
	All(ctx context.Context, by access.By, kind access.Kind, unit id.ID, ask access.ListAsk) (access.Listed[access.Right], error)
}

// Duties gives and takes roles.
type Duties interface {
	Attach(ctx context.Context, by access.By, f access.AssignmentForm) (id.ID, error)
	ApproveAssignment(ctx context.Context, by access.By, assignment id.ID) (ledger.Ref, error)
	EndAssignment(ctx context.Context, by access.By, assignment id.ID, f access.EndForm) (ledger.Ref, error)
	Give(ctx context.Context, by access.By, f access.DutyForm) (id.ID, error)
	ApproveDuty(ctx context.Context, by access.By, duty id.ID) (ledger.Ref, error)
	EndDuty(ctx context.Context, by access.By, duty id.ID, f access.EndForm) (ledger.Ref, error)
	Delegate(ctx context.Context, by access.By, f access.DelegationForm) (ledger.Ref, error)
	EndDelegation(ctx context.Context, by access.By, delegation id.ID, f access.EndForm) (ledger.Ref, error)
	Act(ctx context.Context, who access.Actor, holding id.ID) error
}

// Needs gives and takes clearances and grants.
type Needs interface {
	Clear(ctx context.Context, by access.By, f access.ClearanceForm) (id.ID, error)
	ApproveClearance(ctx context.Context, by access.By, clearance id.ID) (ledger.Ref, error)
	EndClearance(ctx context.Context, by access.By, clearance id.ID, f access.EndForm) (ledger.Ref, error)
	Grant(ctx context.Context, by access.By, f access.GrantForm) (id.ID, error)
	ApproveGrant(ctx context.Context, by access.By, grant id.ID) (ledger.Ref, error)
	EndGrant(ctx context.Context, by access.By, grant id.ID, f access.EndForm) (ledger.Ref, error)
}

// Watch opens in an emergency and looks at what was read.
type Watch interface {
	Break(ctx context.Context, by access.By, f access.BreakForm) (id.ID, error)
	EndBreak(ctx context.Context, by access.By, broken id.ID) (ledger.Ref, error)
	ReviewBreak(ctx context.Context, by access.By, broken id.ID, f access.ReviewForm) (ledger.Ref, error)
	See(ctx context.Context, by access.By, broken id.ID) (ledger.Ref, error)
	Notices(ctx context.Context, who access.Actor) (access.Notices, error)
	Concerning(ctx context.Context, person id.ID) ([]access.Break, error)
	Own(ctx context.Context, who access.Actor) ([]access.Break, error)
	Waiting(ctx context.Context, who access.Actor) ([]access.Break, error)
	Reviewable(ctx context.Context, who access.Actor, list []access.Break) (map[id.ID]bool, error)
	List(ctx context.Context, by access.By, unit id.ID, since clock.Micros, page int) (access.Listed[access.Break], error)
	Remarks(ctx context.Context, by access.By, unit id.ID, page int) (access.Listed[access.KeptRemark], error)
	ReviewRemark(ctx context.Context, by access.By, remark id.ID, f access.ReviewForm) (ledger.Ref, error)
}

// Pages are the handlers of this package.
type Pages struct {
	Standings Standings
	Directory Directory
	Lists     Lists
	Duties    Duties
	Needs     Needs
	Watch     Watch
	Waits     Waits
	Labels    Labels
	Limits    Limits
	Names     web.Names
	Body      func(ctx context.Context) (id.ID, error)
	Clock     clock.Clock
}

// Prefixes of the outside forms of ids.
const (
	AccountPrefix    = "acc"
	GrantPrefix      = "gnt"
	DelegationPrefix = "dlg"
	ClearancePrefix  = "clr"
	AssignmentPrefix = "asg"
	DutyPrefix       = "dut"
	BreakPrefix      = "brk"
	RemarkPrefix     = "rmk"
	unitPrefix       = "unt"
	postPrefix       = "pst"
	holdingPrefix    = "hld"
)

// Routes adds the pages to the router.
func (p *Pages) Routes(rt *web.Router) {
	rt.Get("/rights", p.serveRights)
	rt.Post("/rights/acting", p.act)
	rt.Get("/duties", p.serveDuties)
	rt.Post("/duties", p.giveDuty)
	rt.Post("/duties/{duty}/approve", p.approve("duty", DutyPrefix, "/duties", p.Duties.ApproveDuty))
	rt.Post("/duties/{duty}/end", p.end("duty", DutyPrefix, "/duties", p.Duties.EndDuty))
	rt.Post("/assignments", p.attach)
	rt.Post("/assignments/{assignment}/approve", p.approve("assignment", AssignmentPrefix, "/duties", p.Duties.ApproveAssignment))
	rt.Post("/assignments/{assignment}/end", p.end("assignment", AssignmentPrefix, "/duties", p.Duties.EndAssignment))
	rt.Get("/delegations", p.serveDelegations)
	rt.Post("/delegations", p.delegate)
	rt.Post("/delegations/{delegation}/end", p.end("delegation", DelegationPrefix, "/delegations", p.Duties.EndDelegation))
	rt.Get("/clearances", p.serveClearances)
	rt.Post("/clearances", p.clear)
	rt.Post("/clearances/{clearance}/approve", p.approve("clearance", ClearancePrefix, "/clearances", p.Needs.ApproveClearance))
	rt.Post("/clearances/{clearance}/end", p.end("clearance", ClearancePrefix, "/clearances", p.Needs.EndClearance))
	rt.Get("/grants", p.serveGrants)
	rt.Get("/grants/on/{object}", p.serveGrants)
	rt.Post("/grants", p.grant)
	rt.Post("/grants/{grant}/approve", p.approve("grant", GrantPrefix, "/grants", p.Needs.ApproveGrant))
	rt.Post("/grants/{grant}/end", p.end("grant", GrantPrefix, "/grants", p.Needs.EndGrant))
	p.watchRoutes(rt)
	p.labelRoutes(rt)
	rt.Get("/limits", p.serveLimits)
	rt.Post("/limits", p.setLimit)
	rt.Post("/limits/{limit}/approve", p.approve("limit", LimitPrefix, "/limits", p.Limits.ApproveLimit))
}

// by is who gives the command of a form.
func by(r *web.Request) access.By { return access.By{Actor: r.Viewer.Actor, Key: r.Form().Key()} }

// approve is the button that lets a right count, without a form.
func (p *Pages) approve(name, prefix, back string, do func(context.Context, access.By, id.ID) (ledger.Ref, error)) web.Handler {
	return func(r *web.Request) error {
		right, err := r.ID(name, prefix)
		if err != nil {
			return err
		}
		if _, err := do(r.Ctx(), by(r), right); err != nil {
			return err
		}
		return r.Done(back, "access.done.approved")
	}
}

// end is the small form that ends a right today, for a reason.
func (p *Pages) end(name, prefix, back string, do func(context.Context, access.By, id.ID, access.EndForm) (ledger.Ref, error)) web.Handler {
	return func(r *web.Request) error {
		right, err := r.ID(name, prefix)
		if err != nil {
			return err
		}
		if _, err := do(r.Ctx(), by(r), right, access.EndForm{Day: r.Today(), Reason: r.Form().Text("reason")}); err != nil {
			return err
		}
		return r.Done(back, "access.done.ended")
	}
}

func (p *Pages) act(r *web.Request) error {
	holding := r.Form().ID("holding", holdingPrefix)
	if err := r.Form().Err(); err != nil {
		return err
	}
	if err := p.Duties.Act(r.Ctx(), r.Viewer.Actor, holding); err != nil {
		return err
	}
	return r.Done("/rights", "access.done.acting")
}

func (p *Pages) serveRights(r *web.Request) error {
	held, clashes, err := p.Standings.Held(r.Ctx(), r.Viewer.Actor)
	if err != nil {
		return err
	}
	places, err := p.Standings.Places(r.Ctx(), r.Viewer.Actor)
	if err != nil {
		return err
	}
	limits, err := p.Limits.Limits(r.Ctx())
	if err != nil {
		return err
	}
	v := rightsView{Limits: limits, Groups: groups(access.Policy, held), System: access.SystemPolicy, Held: held, Clashes: clashes, Places: places,
		Sought: r.Query("q"), Unfolded: r.Query("open") != ""}
	v.narrow(r)
	return r.Page(rightsPage(r, v))
}

// narrow keeps of the table the lines in which all words stand that were sought.
func (v *rightsView) narrow(r *web.Request) {
	words := vi.Words(v.Sought)
	if len(words) == 0 {
		v.Sought = ""
		return
	}
	none := func(text string) bool {
		text = vi.FoldWords(text)
		return slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
	}
	for i := range v.Groups {
		role := roleName(r, v.Groups[i].Role)
		v.Groups[i].Lines = slices.DeleteFunc(v.Groups[i].Lines, func(l line) bool { return none(role + " " + l.text(r)) })
	}
	v.Groups = slices.DeleteFunc(v.Groups, func(g group) bool { return len(g.Lines) == 0 })
	v.System = slices.DeleteFunc(slices.Clone(v.System), func(s access.SystemRule) bool {
		return none(partName(r, s) + " " + r.T("action."+string(s.Action)))
	})
}

// text is a line as it is read.
func (l line) text(r *web.Request) string {
	text := []string{r.T("action." + string(l.Action)), kindNames(r, l.Kinds), r.T("access.relation." + string(l.Relation)), purposeNames(r, l.Purposes), conditions(r, l), basisText(r, l.Rule.Basis)}
	if l.Note != "" {
		text = append(text, r.T(l.Note))
	}
	return strings.Join(text, " ")
}

// rightsView is what the page of rights shows.
type rightsView struct {
	Groups   []group
	System   []access.SystemRule
	Held     []Held
	Clashes  []access.Pair
	Places   []Place
	Sought   string // words that lines have, "" for all
	Unfolded bool
	Limits   access.Limits
}

// group is a role with what it may do, and where the viewer holds it.
type group struct {
	Role  access.Role
	Units []string
	Lines []line
}

// line is one thing that a role may do, to one or more kinds of object.
type line struct {
	access.Rule
	Kinds []access.Kind
}

// groups orders the table by role. Rows that differ in nothing but the kind of
// object are one line.
func groups(rules []access.Rule, held []Held) []group {
	var list []group
	for _, role := range access.Roles() {
		g := group{Role: role}
		for _, h := range held {
			if h.Role == role {
				g.Units = append(g.Units, h.Unit)
			}
		}
		for _, rule := range rules {
			if rule.Role == role {
				g.add(rule)
			}
		}
		list = append(list, g)
	}
	return list
}

func (g *group) add(rule access.Rule) {
	same := func(l line) bool {
		return l.Action == rule.Action && l.Relation == rule.Relation && slices.Equal(l.Purposes, rule.Purposes) && l.Basis == rule.Basis && l.Note == rule.Note &&
			l.MaxLabel == rule.MaxLabel && l.NeedsGrant == rule.NeedsGrant && l.StepUp == rule.StepUp && l.FourEyes == rule.FourEyes && l.NotOneself == rule.NotOneself && l.Spends == rule.Spends
	}
	if i := slices.IndexFunc(g.Lines, same); i >= 0 {
		g.Lines[i].Kinds = append(g.Lines[i].Kinds, rule.Kind)
		return
	}
	g.Lines = append(g.Lines, line{rule, []access.Kind{rule.Kind}})
}

// conditions says what a rule asks beside role and place.
func conditions(r *web.Request, l line) string {
	var list []string
	if l.NeedsGrant {
		list = append(list, r.T("access.asks.grant"))
	}
	if l.NotOneself {
		list = append(list, r.T("access.asks.other"))
	}
	if l.StepUp {
		list = append(list, r.T("access.asks.proof"))
	}
	if l.FourEyes {
		list = append(list, r.T("access.asks.four_eyes"))
	}
	if l.Spends != access.SpendsNone {
		list = append(list, r.T("access.asks.budget"))
	}
	if l.MaxLabel > access.LabelNone {
		list = append(list, r.T("access.asks.clearance", errs.Str("label", r.T("access.label."+l.MaxLabel.Code()))))
	}
	return strings.Join(list, "; ")
}

func roleName(r *web.Request, role access.Role) string { return r.T("access.role." + string(role)) }

func wayName(r *web.Request, w access.Way) string {
	if w == access.ByDuty {
		return r.T("access.way.duty")
	}
	return r.T("access.way." + string(w))
}

func kindNames(r *web.Request, kinds []access.Kind) string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = r.T("access.kind." + string(k))
	}
	return strings.Join(names, ", ")
}

func purposeNames(r *web.Request, purposes []access.Purpose) string {
	if len(purposes) == 0 {
		return r.T("access.purpose.none")
	}
	names := make([]string, len(purposes))
	for i, p := range purposes {
		names[i] = r.T("access.purpose." + string(p))
	}
	return strings.Join(names, ", ")
}

// basisText gives what something rests on: a document by its own name, the order
// of the house in words.
func basisText(r *web.Request, basis string) string {
	if basis == access.HouseRule {
		return r.T("access.basis.house")
	}
	return basis
}

// partName names a part of the system.
func partName(r *web.Request, s access.SystemRule) string { return r.T("ledger.system." + s.System) }

// partsName names a part that somebody plays in one act.
func partsName(r *web.Request, p access.Part) string { return r.T("access.part." + string(p)) }

// Why says in one sentence why somebody may, or may not, do something to an
// object that they see.
func Why(l interface {
	T(key string, args ...errs.Arg) string
}, w access.Why, action access.Action, unit string) string {
	what := l.T("action." + string(action))
	if w.May {
		return l.T("access.why.may", errs.Str("what", what), errs.Str("role", l.T("access.role."+string(w.Holding.Role))), errs.Str("unit", unit))
	}
	return l.T("access.why.not", errs.Str("what", what), errs.Str("missing", l.T("access.missing."+string(w.Missing))))
}
