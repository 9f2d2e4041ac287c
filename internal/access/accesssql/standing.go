package accesssql

import (
	"cmp"
	"context"
	"slices"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/id"
	"hoso/internal/sqldb"
)

// Seats says who holds which post. Package org fills it.
type Seats interface {
	// SeatsOf gives the posts that a person holds on a day, the oldest holding first.
	SeatsOf(ctx context.Context, q sqldb.Querier, person id.ID, day clock.Date) ([]access.Seat, error)
	// ReadSeats is the reading of SeatsOf, to be run together with others.
	ReadSeats(person id.ID, day clock.Date, list *[]access.Seat) sqldb.Reading
	// UnitsOf gives by person the unit of the post that they hold longest on a day; who
	// holds none is absent.
	UnitsOf(ctx context.Context, q sqldb.Querier, people []id.ID, day clock.Date) (map[id.ID]id.ID, error)
	// Holdings gives every holding of a person that ends after a day, with its term.
	Holdings(ctx context.Context, q sqldb.Querier, person id.ID, after clock.Date) ([]access.SeatTerm, error)
	// Holders gives who holds a post after a day, or will.
	Holders(ctx context.Context, q sqldb.Querier, post id.ID, after clock.Date) ([]access.SeatTerm, error)
	// Heads gives the persons who head a unit or one above it on a day, the
	// nearest first.
	Heads(ctx context.Context, q sqldb.Querier, unit id.ID, day clock.Date) ([]id.ID, error)
	// Hold keeps other commands from changing who holds what until this one has
	// ended.
	Hold(ctx context.Context, tx *sqldb.Tx) error
}

// Ways says by what an account may sign in. Package signin fills it; nil: nothing
// demands a passkey, as in a demo, where nobody proves anything.
type Ways interface {
	WaysOf(ctx context.Context, q sqldb.Querier, account id.ID) (access.Ways, error)
}

// Standing reads what an actor may today: the roles of the post from which they
// act, their duties, what was delegated to them, their clearance and what is
// open to them by grant. An account that is not active has nothing. Cost: two
// queries together, one more for a person with posts, three for each account that
// delegated something, one for units that do not live today, and one for whoever
// has what demands a passkey and came without one.
func (s *Store) Standing(ctx context.Context, q sqldb.Querier, a access.Actor, today clock.Date) (access.Standing, error) {
	return s.standing(ctx, q, access.Question{Actor: a, Today: today})
}

func (s *Store) standing(ctx context.Context, q sqldb.Querier, ask access.Question) (access.Standing, error) {
	st, err := s.stand(ctx, q, ask)
	if err == nil && len(st.Roles)+len(st.Rest.Roles) > 0 {
		err = s.place(ctx, q, &st, nil)
	}
	return st, err
}

// stand is standing without the places of its units; beside is read together with it.
func (s *Store) stand(ctx context.Context, q sqldb.Querier, ask access.Question, beside ...sqldb.Reading) (access.Standing, error) {
	st := access.Standing{Actor: ask.Actor, Node: s.Node.MaxLabel()}
	if ask.Now == 0 {
		ask.Now = s.Clock.Now()
	}
	h, err := s.heldBy(ctx, q, ask, beside...)
	if err != nil || !h.active {
		return st, err
	}
	delegated, err := s.delegated(ctx, q, h.delegated, ask)
	if err != nil {
		return st, err
	}
	st.Actor.Person, st.Seats = h.who.Person, h.seats
	var roles []access.Holding
	roles, st.Clashes = access.Separate(slices.Concat(h.own, delegated))
	seat, ok := access.Act(st.Actor.Post, h.acting, st.Seats)
	if ok {
		st.Actor.Post = seat.Holding
	}
	if st.Roles = access.From(roles, seat); len(st.Roles) > 0 {
		st.Clearance, st.Known = h.clearance, h.known(st)
	}
	return st, s.rest(ctx, q, &st, h.cleared, ask.Today)
}

// rest takes out of a standing what waits for a passkey, unless whoever acts
// proved by one who they are. A job has the rights of whoever asked for it: how
// they proved that was looked at then.
func (s *Store) rest(ctx context.Context, q sqldb.Querier, st *access.Standing, cleared, today clock.Date) error {
	if s.Ways == nil || st.Actor.Passkey || st.Actor.System != "" || !st.NeedsPasskey(today) {
		return nil
	}
	ways, err := s.Ways.WaysOf(ctx, q, st.Actor.Account)
	if err != nil {
		return err
	}
	limits, err := limitsOf(ctx, q)
	if err == nil {
		st.RestWithout(limits, ways, cleared, today)
	}
	return err
}

// delegated keeps of what others handed over what they hold by a post themselves
// today: what was delegated is never passed on.
func (s *Store) delegated(ctx context.Context, q sqldb.Querier, list []access.Holding, ask access.Question) ([]access.Holding, error) {
	givers := map[id.ID][]access.Holding{}
	for _, h := range list {
		if _, known := givers[h.From]; known {
			continue
		}
		var err error
		if givers[h.From], err = s.holds(ctx, q, h.From, ask.Today); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(list, func(h access.Holding) bool {
		return !slices.ContainsFunc(givers[h.From], func(own access.Holding) bool {
			return own.Way == access.ByPost && own.Role == h.Role && own.Unit == h.Unit
		})
	}), nil
}

// holds gives the roles that an account has otherwise than by delegation.
func (s *Store) holds(ctx context.Context, q sqldb.Querier, account id.ID, today clock.Date) ([]access.Holding, error) {
	h, err := s.heldBy(ctx, q, access.Question{Actor: access.Actor{Account: account}, Today: today})
	if err != nil || !h.active {
		return nil, err
	}
	kept, _ := access.Separate(h.own)
	return kept, nil
}

// Gets reports whether a grant is for an account: by itself, or by a role that it has
// today from any of its posts. NotFound "access.not_found".
func (s *Store) Gets(ctx context.Context, q sqldb.Querier, who access.Actor, grant id.ID, today clock.Date) (bool, error) {
	g, err := find(ctx, q, "access_grant", grant)
	if err != nil || !g.id("account_id").IsZero() {
		return err == nil && g.id("account_id") == who.Account, err
	}
	h, err := s.heldBy(ctx, q, access.Question{Actor: access.Actor{Account: who.Account}, Today: today})
	return err == nil && slices.ContainsFunc(slices.Concat(h.own, h.delegated), func(x access.Holding) bool {
		return string(x.Role) == g.text("role") && x.Unit == g.id("at_unit_id")
	}), err
}

// place gives a standing's roles, and objects, the places of their units that were
// not found with them.
func (s *Store) place(ctx context.Context, q sqldb.Querier, st *access.Standing, places map[access.Object]place) error {
	var units []id.ID
	for _, h := range slices.Concat(st.Roles, st.Rest.Roles) {
		if h.Path == "" {
			units = append(units, h.Unit)
		}
	}
	for _, p := range places {
		if p.UnitPath == "" {
			units = append(units, p.Unit)
		}
		if p.ManagingPath == "" {
			units = append(units, p.ManagingUnit)
		}
	}
	if len(units) == 0 {
		return nil
	}
	paths, err := s.Tree.Paths(ctx, q, units)
	for _, list := range [][]access.Holding{st.Roles, st.Rest.Roles} {
		for i, h := range list {
			list[i].Path = cmp.Or(h.Path, paths[h.Unit])
		}
	}
	for o, p := range places {
		p.UnitPath, p.ManagingPath = cmp.Or(p.UnitPath, paths[p.Unit]), cmp.Or(p.ManagingPath, paths[p.ManagingUnit])
		places[o] = p
	}
	return err
}
