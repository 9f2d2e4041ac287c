package app

import (
	"context"
	"fmt"
	"slices"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/clock"
	"hoso/internal/demo"
	"hoso/internal/directive"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/person"
	"hoso/internal/sqldb"
)

// seeder puts the demo's body into an empty folder, through the same services
// as everybody else.
type seeder struct {
	app     *App
	data    *demo.Data
	body    id.ID
	units   map[string]id.ID // by code
	people  map[string]id.ID // by key
	posts   map[string]id.ID // in which people sit, by their keys
	account map[string]id.ID // by persona
}

// Seed fills a folder whose body has not been founded; it does nothing to one
// that has. It takes a second or so and is not interrupted; a folder in which it
// was killed is Invalid "folder.half_made".
func (a *App) Seed(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	if err := a.makeDemoKeys(ctx); err != nil {
		return err
	}
	if _, err := a.Org.Read.Body(ctx); err == nil {
		return a.seeded(ctx)
	}
	s := &seeder{app: a, data: demo.Body(clock.Today(a.Clock)), units: map[string]id.ID{}, people: map[string]id.ID{}, posts: map[string]id.ID{}, account: map[string]id.ID{}}
	for _, step := range []func(context.Context) error{s.found, s.changes, s.seats, s.accounts, s.works, s.texts, s.files} {
		if err := step(ctx); err != nil {
			return fmt.Errorf("app: demo: %w", err)
		}
	}
	return nil
}

func (a *App) seeded(ctx context.Context) error {
	texts, err := demo.Texts()
	if err != nil {
		return err
	}
	var sent int
	err = sqldb.One(ctx, a.DB.Reader(), `SELECT count(*) FROM directive_dispatch`, nil, &sent)
	if err == nil && sent < len(texts) {
		err = errs.Invalid("folder.half_made")
	}
	return err
}

// by makes the actor and the idempotency key of a step, so that a step that was interrupted
// and runs again is done once.
func (s *seeder) by(step string) org.By {
	return org.By{Actor: access.System("operator"), Key: [16]byte(access.System("seed/" + step).Key())}
}

func (s *seeder) found(ctx context.Context) error {
	b := s.data.Body
	body, _, err := s.app.Org.Found(ctx, s.by("body"), org.NewUnitForm{Code: b.Code, Name: b.Name, ShortName: b.Short, Symbol: b.Symbol, From: b.From, Basis: b.Basis})
	if err != nil {
		return err
	}
	s.body, s.units[b.Code] = body, body
	units := s.data.Units
	old := map[string]string{}
	for _, c := range s.data.Changes {
		units = append(c.Merged[:len(c.Merged):len(c.Merged)], units...)
		if c.OldName != "" {
			old[c.Code] = c.OldName
		}
	}
	return s.create(ctx, units, old)
}

// create makes the units by an import, as everybody else would.
func (s *seeder) create(ctx context.Context, units []demo.Unit, oldNames map[string]string) error {
	var lines []org.UnitLine
	for _, u := range units {
		name := u.Name
		if was, ok := oldNames[u.Code]; ok {
			name = was
		}
		lines = append(lines, org.UnitLine{Row: len(lines) + 2, Code: u.Code, Kind: org.Kind(u.Kind), Name: name, ShortName: u.Short, Symbol: u.Symbol,
			Parent: u.Parent, Sort: u.Sort, OnPaper: u.OnPaper, From: u.From, Basis: u.Basis})
	}
	by := s.by("units")
	plan, err := s.app.Org.PlanUnits(ctx, by.Actor, lines)
	if err != nil {
		return err
	}
	if _, err = s.app.Org.ImportUnits(ctx, by, lines, plan.Digest()); err != nil {
		return err
	}
	all, err := s.app.Org.Read.All(ctx)
	for _, u := range all {
		s.units[u.Code] = u.ID
	}
	return err
}

func (s *seeder) changes(ctx context.Context) error {
	for _, c := range s.data.Changes {
		unit := s.units[c.Code]
		if len(c.Merged) > 0 {
			var from []id.ID
			for _, m := range c.Merged {
				from = append(from, s.units[m.Code])
			}
			if _, err := s.app.Org.Merge(ctx, s.by("merge"+c.Code), from, org.MergeForm{Into: unit, From: c.Day, Basis: c.Basis}); err != nil {
				return err
			}
			continue
		}
		u, err := s.app.Org.Read.Find(ctx, unit)
		if err != nil {
			return err
		}
		now := s.named(c.Code)
		if _, err := s.app.Org.Rename(ctx, s.by("rename"+c.Code), unit, org.RenameForm{Name: now, ShortName: u.Newest().ShortName,
			Symbol: u.Newest().Symbol, From: c.Day, Basis: c.Basis}); err != nil {
			return err
		}
	}
	return nil
}

func (s *seeder) named(code string) string {
	for _, u := range s.data.Units {
		if u.Code == code {
			return u.Name
		}
	}
	return code
}

// seats makes posts, people and who sits where.
func (s *seeder) seats(ctx context.Context) error {
	const from, basis = "2022-01-01", "Quyết định bổ nhiệm (văn bản giả định)"
	var lines []org.StaffLine
	keys := map[int]string{}
	for _, x := range s.data.Seats {
		for _, y := range x.People {
			row := len(lines) + 2
			keys[row] = y.Key
			lines = append(lines, org.StaffLine{Row: row, Unit: x.Unit, Title: x.Title, Head: x.Head, Seats: x.Seats,
				Name: person.Name{Family: y.Family, Middle: y.Middle, Given: y.Given}, From: from, Basis: basis})
		}
		if len(x.People) == 0 {
			if _, _, err := s.app.Org.AddPost(ctx, s.by("post"+x.Unit+x.Title), s.units[x.Unit], org.PostForm{Title: x.Title, Head: x.Head, Seats: x.Seats, From: from, Basis: basis}); err != nil {
				return err
			}
		}
	}
	by := s.by("seats")
	plan, err := s.app.Org.PlanStaff(ctx, by.Actor, lines)
	if err != nil {
		return err
	}
	done, err := s.app.Org.ImportStaff(ctx, by, lines, plan.Digest())
	for _, x := range done.Seats {
		s.people[keys[x.Row]], s.posts[keys[x.Row]] = x.Person.ID, x.Holding.Post
	}
	return err
}

func (s *seeder) accounts(ctx context.Context) error {
	const basis = "Quy chế làm việc của Bộ (văn bản giả định)"
	for _, p := range s.data.Personas {
		acc := accesssql.Account{ID: id.New(), Person: s.people[p.Person], Unit: s.body, Persona: p.Key, From: "2022-01-01", Basis: basis,
			Roles: []access.Holding{{Role: access.RoleMember, Unit: s.body}}}
		for _, r := range p.Roles {
			if slices.Contains(access.DirectRoles(), access.Role(r)) {
				acc.Roles = append(acc.Roles, access.Holding{Role: access.Role(r), Unit: s.units[p.Unit]})
				continue
			}
			by := s.by("role" + p.Key + r)
			if _, err := s.app.Duties.Attach(ctx, accesssql.By{Actor: by.Actor, Key: by.Key}, accesssql.AssignmentForm{Post: s.posts[p.Person], Role: access.Role(r),
				Unit: s.units[p.Unit], From: "2022-01-01", Basis: basis}); err != nil {
				return err
			}
		}
		if _, err := s.app.Accounts.Create(ctx, access.System("operator"), s.by("account"+p.Key).Key, acc); err != nil {
			return err
		}
		s.account[p.Key] = acc.ID
	}
	s.account[colleague] = id.New()
	_, err := s.app.Accounts.Create(ctx, access.System("operator"), s.by("account"+colleague).Key, accesssql.Account{ID: s.account[colleague], Person: s.people[colleague],
		Unit: s.body, From: "2022-01-01", Basis: basis, Roles: []access.Holding{{Role: access.RoleMember, Unit: s.body}}})
	return err
}

func (s *seeder) works(ctx context.Context) error {
	ids := map[string]id.ID{}
	var list []*directive.Directive
	var relations []directive.Relation
	for _, w := range s.data.Works {
		d := &directive.Directive{ID: id.New(), Facts: directive.Facts{Kind: w.Kind, Number: w.Number, Issuer: w.Issuer, IssuedOn: w.Date, Title: w.Title},
			Source: "demo", Unverified: w.Unverified}
		ids[w.Key] = d.ID
		list = append(list, d)
	}
	for _, w := range s.data.Works {
		for _, r := range w.Relations {
			relations = append(relations, directive.Relation{From: ids[w.Key], To: ids[r.To], Kind: directive.RelationKind(r.Kind)})
		}
	}
	by := s.by("works")
	_, err := s.app.Directive.Enter(ctx, directive.By{Actor: by.Actor, Key: by.Key}, s.body, list, relations)
	return err
}

// texts registers and sends the demo's own documents as the office's clerk.
func (s *seeder) texts(ctx context.Context) error {
	list, err := demo.Texts()
	if err != nil {
		return err
	}
	clerk := access.Actor{Account: s.account["van_thu"], Person: s.people[s.personaOf("van_thu").Person]}
	for _, t := range list {
		if err := s.text(ctx, clerk, t); err != nil {
			return err
		}
	}
	return nil
}

func (s *seeder) personaOf(key string) demo.Persona {
	for _, p := range s.data.Personas {
		if p.Key == key {
			return p
		}
	}
	return demo.Persona{}
}

func (s *seeder) text(ctx context.Context, clerk access.Actor, t demo.Text) error {
	key := func(step string) directive.By { return directive.By{Actor: clerk, Key: s.by(t.File + step).Key} }
	dir, err := s.app.Directive.Upload(ctx, key("draft"), s.body, t.File, t.Data)
	if err != nil {
		return err
	}
	d, err := s.app.Directive.Read.Find(ctx, dir)
	if err != nil {
		return err
	}
	if _, err := s.app.Directive.Register(ctx, key("register"), dir, d.Facts, d.Version); err != nil {
		return err
	}
	var to []id.ID
	for _, u := range s.data.Units[:demo.TopUnits] {
		to = append(to, s.units[u.Code])
	}
	_, err = s.app.Directive.Send(ctx, key("send"), dir, directive.SendForm{Units: to, DueOn: clock.Today(s.app.Clock).AddDays(t.DueIn)})
	return err
}
