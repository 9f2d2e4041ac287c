package access

import (
	"slices"

	"hoso/internal/clock"
)

// LimitPasskeyDays is how many days somebody who signs in by password has to make
// a passkey before what demands one rests.
const LimitPasskeyDays LimitName = "passkey.days"

// byPasskey says from when a role demands a passkey, or no longer does.
type byPasskey struct {
	role    Role
	demands bool
	from    clock.Date
	basis   string
}

// passkeyRoles is the table of all times: whoever opens what is sealed, says who
// may, keeps what has a label, reads who did what, or keeps accounts (SECURITY
// 6.3.3). What a grant or a clearance opens demands one whatever the role.
var passkeyRoles = []byPasskey{
	{RoleDeptSpecialist, true, "2026-01-01", HouseRule},
	{RoleDeptHead, true, "2026-01-01", HouseRule},
	{RoleOfficeClerk, true, "2026-01-01", HouseRule},
	{RoleAuditor, true, "2026-01-01", HouseRule},
	{RoleSysAdmin, true, "2026-01-01", HouseRule},
}

// DemandsPasskey reports whether a role counts on a day only for whoever proved
// by a passkey who they are: the newest row that has begun says.
func (r Role) DemandsPasskey(day clock.Date) bool {
	var newest byPasskey
	for _, row := range passkeyRoles {
		if row.role == r && row.from <= day && row.from >= newest.from {
			newest = row
		}
	}
	return newest.demands
}

// Ways is by what an account may sign in, where that matters here.
type Ways struct {
	Passkey bool       // it has one
	Since   clock.Date // since when it has any way at all; "" for none
}

// rests reports whether what somebody has since a day and what demands a passkey
// rests, for one who proved by no passkey who they are; until is the first day on
// which it will, if it does not yet.
func (w Ways) rests(limits Limits, since, today clock.Date) (until clock.Date, rests bool) {
	if w.Passkey {
		return "", true
	}
	if w.Since == "" {
		return "", false
	}
	until = max(since, w.Since).AddDays(int(limits.On(LimitPasskeyDays, today)))
	return until, today >= until
}

// Resting is what an actor has and cannot use before they prove by a passkey who
// they are. Its zero value is nothing.
type Resting struct {
	Roles     []Holding
	Known     []Known
	Clearance Label
}

// IsNothing reports whether nothing rests.
func (r Resting) IsNothing() bool { return len(r.Roles)+len(r.Known) == 0 && r.Clearance == LabelNone }

// RestWithout takes out of a standing what rests on a day for an actor who proved
// by no passkey who they are, and notes the first day on which more will. cleared
// is since when they have their clearance. Glass that is broken stays broken.
func (s *Standing) RestWithout(limits Limits, w Ways, cleared, today clock.Date) {
	late := func(since clock.Date) bool {
		until, rests := w.rests(limits, since, today)
		if !rests && until != "" && (s.PasskeyBy == "" || until < s.PasskeyBy) {
			s.PasskeyBy = until
		}
		return rests
	}
	var roles []Holding
	for _, h := range s.Roles {
		if h.Role.DemandsPasskey(today) && late(h.Since) {
			s.Rest.Roles = append(s.Rest.Roles, h)
		} else {
			roles = append(roles, h)
		}
	}
	var known []Known
	for _, k := range s.Known {
		if !k.Forced && late(k.Since) {
			s.Rest.Known = append(s.Rest.Known, k)
		} else {
			known = append(known, k)
		}
	}
	s.Roles, s.Known = roles, known
	if s.Clearance > LabelNone && late(cleared) {
		s.Rest.Clearance, s.Clearance = s.Clearance, LabelNone
	}
}

// NeedsPasskey reports whether something of a standing demands a passkey on a day.
func (s Standing) NeedsPasskey(today clock.Date) bool {
	return s.Clearance > LabelNone || slices.ContainsFunc(s.Known, func(k Known) bool { return !k.Forced }) ||
		slices.ContainsFunc(s.Roles, func(h Holding) bool { return h.Role.DemandsPasskey(today) })
}

// awake is the standing that the actor has when they prove by a passkey who they
// are.
func (s Standing) awake() Standing {
	s.Roles, s.Known, s.Clearance = slices.Concat(s.Roles, s.Rest.Roles), slices.Concat(s.Known, s.Rest.Known), max(s.Clearance, s.Rest.Clearance)
	s.Rest = Resting{}
	return s
}
