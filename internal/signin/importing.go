package signin

import (
	"context"
	"crypto/sha256"
	"fmt"

	"hoso/internal/access"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// MaxImport is how many accounts one sheet may make: each is four governed rows.
const MaxImport = 1000

// Fault is what is wrong with a line.
type Fault struct {
	Row   int
	Field string
	Err   *errs.Error
}

// Plan is what a sheet would do.
type Plan struct {
	Lines  []NewUser
	Found  []Found // whom each line means, when nothing is wrong with any
	Faults []Fault
	Digest [32]byte
}

// planned is an account whose person was found.
type planned struct {
	person id.ID
	slip   Slip
}

// PlanUsers says what a sheet would do, changing nothing. Whoever may not make
// accounts is refused.
func (s *Service) PlanUsers(ctx context.Context, by By, lines []NewUser) (Plan, error) {
	p := Plan{Lines: lines, Digest: digestOf(lines)}
	if len(lines) == 0 || len(lines) > MaxImport {
		return p, errs.Invalid("signin.import.size", errs.Field("file"), errs.Int("max", MaxImport))
	}
	body, _, err := s.Directory.Body(ctx)
	if err != nil {
		return p, err
	}
	c := s.command(By{Actor: by.Actor}, ActionUsers, access.Object{Kind: "unit", ID: body}, nil)
	_, err = s.Door.Do(ctx, c, func(ctx context.Context, tx door.Tx) error {
		if err := tx.Allow(ctx, ActionAdd, c.Object); err != nil {
			return err
		}
		tx.Fact("count", int64(len(lines)))
		var all []planned
		if all, p.Faults, err = s.plan(ctx, tx, lines); err != nil || len(p.Faults) > 0 {
			return err
		}
		for _, a := range all {
			p.Found = append(p.Found, Found{a.person, a.slip.FullName, a.slip.Unit})
		}
		return nil
	})
	return p, err
}

func digestOf(lines []NewUser) [32]byte {
	h := sha256.New()
	for _, n := range lines {
		fmt.Fprintf(h, "%q %q %q\n", n.Account, n.Person, n.Unit)
	}
	return [32]byte(h.Sum(nil))
}

// Import does a plan that was shown: another one is Conflict
// "signin.import.changed".
func (s *Service) Import(ctx context.Context, by By, lines []NewUser, shown [32]byte) ([]Slip, error) {
	if digestOf(lines) != shown {
		return nil, errs.Conflict("signin.import.changed")
	}
	return s.Add(ctx, by, lines)
}

// planner reads lines one after the other.
type planner struct {
	s      *Service
	faults []Fault
	names  map[string]bool
	people map[id.ID]bool
}

func (s *Service) plan(ctx context.Context, tx door.Tx, lines []NewUser) ([]planned, []Fault, error) {
	p := &planner{s: s, names: map[string]bool{}, people: map[id.ID]bool{}}
	var list []planned
	for _, n := range lines {
		who, err := p.line(ctx, tx, n)
		if err != nil {
			return nil, nil, err
		}
		list = append(list, who)
	}
	return list, p.faults, nil
}

func (p *planner) fault(n NewUser, field string, e *errs.Error) {
	p.faults = append(p.faults, Fault{n.Row, field, e})
}

func (p *planner) line(ctx context.Context, tx door.Tx, n NewUser) (planned, error) {
	name := CleanName(n.Account)
	if err := CheckName(name); err != nil {
		p.fault(n, "name", errs.Of(err))
	} else {
		taken, err := p.s.Credentials.NameTaken(ctx, tx, name)
		if err != nil {
			return planned{}, err
		}
		if taken || p.names[name] {
			p.fault(n, "name", errs.Invalid("signin.name.taken", errs.Field("name"), errs.Str("name", name)))
		}
		p.names[name] = true
	}
	who, err := p.person(ctx, tx, n)
	return planned{who.Person, Slip{Name: name, FullName: who.FullName, Unit: who.Unit}}, err
}

func (p *planner) person(ctx context.Context, tx door.Tx, n NewUser) (Found, error) {
	found, err := p.s.Directory.Find(ctx, tx, n.Person, n.Unit)
	if err != nil {
		return Found{}, err
	}
	switch len(found) {
	case 0:
		p.fault(n, "person", errs.Invalid("signin.person.none", errs.Field("person")))
		return Found{}, nil
	case 1:
	default:
		p.fault(n, "person", errs.Invalid("signin.person.many", errs.Field("person"), errs.Int("n", len(found))))
		return Found{}, nil
	}
	has, err := p.s.Accounts.HasAccount(ctx, tx, found[0].Person)
	if err == nil && (has || p.people[found[0].Person]) {
		p.fault(n, "person", errs.Invalid("signin.person.has", errs.Field("person")))
	}
	p.people[found[0].Person] = true
	return found[0], err
}

// asError makes one error of faults, nil of none.
func asError(faults []Fault) error {
	var f errs.Faults
	for _, x := range faults {
		f.Add(x.Err)
	}
	return f.Err()
}
