package person

import (
	"context"
	"strings"

	"hoso/internal/access"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/vi"
)

// Prefix of the outside form of a person's id.
const Prefix = "per"

// Name is a person's name in its three parts. Only Given is always there; a
// name is never split by a program.
type Name struct{ Family, Middle, Given string }

// Full gives the name as it is written.
func (n Name) Full() string {
	return strings.Join(strings.Fields(n.Family+" "+n.Middle+" "+n.Given), " ")
}

// MaxPart is the longest part of a name, in characters.
const MaxPart = 60

// Person is a directory entry.
type Person struct {
	ID       id.ID
	Version  int64
	Unit     id.ID // of employment
	Managing id.ID
	Name
	StaffCode string // the body's own number for them, "" for none
}

// New makes a directory entry. Errors: Invalid "person.name.given",
// "person.name.long".
func New(n Name, unit, managing id.ID) (*Person, error) {
	var f errs.Faults
	n.check(&f)
	return &Person{ID: id.New(), Version: 1, Unit: unit, Managing: managing, Name: n}, f.Err()
}

// check tidies a name and finds what is wrong with it.
func (n *Name) check(f *errs.Faults) {
	for _, p := range []struct {
		field string
		text  *string
	}{{"family", &n.Family}, {"middle", &n.Middle}, {"given", &n.Given}} {
		*p.text = vi.Clean(*p.text)
		if len([]rune(*p.text)) > MaxPart {
			f.Add(errs.Invalid("person.name.long", errs.Field(p.field), errs.Int("max", MaxPart)))
		}
	}
	if n.Given == "" {
		f.Add(errs.Invalid("person.name.given", errs.Field("given")))
	}
}

// Add creates directory entries of a unit in one command; at most door.MaxRows.
func (s *Service) Add(ctx context.Context, who access.Actor, key [16]byte, unit id.ID, list []*Person) (ledger.Ref, error) {
	ids := make([]id.ID, len(list))
	for i, p := range list {
		ids[i] = p.ID
	}
	c := door.Command{Name: ActionCreate, Key: key, Actor: who, Purpose: access.PurposeOrganisation,
		Object: access.Object{Kind: "unit", ID: unit}, Args: ids}
	return s.Door.Do(ctx, c, func(ctx context.Context, tx door.Tx) error {
		for _, p := range list {
			tx.Subject(p.ID)
		}
		return s.Store.Create(ctx, tx, list)
	})
}
