package access

import (
	"testing"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// TestDemandsPasskey: whoever by their role opens others' files or keeps accounts
// needs a passkey from the first day of the table; a later row may say otherwise.
// What has a label needs a clearance, which rests too.
func TestDemandsPasskey(t *testing.T) {
	for _, r := range Policy {
		byRole := r.Relation != IsSubject && r.Relation != ByGrant
		if byRole && (r.Spends == SpendsOpening || r.Role == RoleSysAdmin) && !r.Role.DemandsPasskey("2026-03-02") {
			t.Errorf("%s does %s on %s and needs no passkey", r.Role, r.Action, r.Kind)
		}
	}
	if RoleSysAdmin.DemandsPasskey("2025-12-31") || RoleMember.DemandsPasskey("2026-03-02") {
		t.Error("a passkey is demanded too early, or of everybody")
	}
	was := passkeyRoles
	defer func() { passkeyRoles = was }()
	passkeyRoles = append([]byPasskey{{RoleAuditor, false, "2026-06-01", HouseRule}}, was...)
	if !RoleAuditor.DemandsPasskey("2026-05-31") || RoleAuditor.DemandsPasskey("2026-06-01") {
		t.Error("the newest row does not say")
	}
}

// TestRest: what rests, for whom, and from which day; the rest goes on.
func TestRest(t *testing.T) {
	day := clock.Date("2026-03-20")
	for name, c := range map[string]struct {
		ways                  Ways
		since                 clock.Date
		rests                 bool
		by                    clock.Date
		granted, broken, seen bool // what still counts
	}{
		"no way to sign in":        {Ways{}, "2026-01-01", false, "", true, true, true},
		"within the days":          {Ways{Since: "2026-03-07"}, "2026-01-01", false, "2026-03-21", true, true, true},
		"the days are over":        {Ways{Since: "2026-03-06"}, "2026-01-01", true, "", false, true, false},
		"a role given of late":     {Ways{Since: "2026-01-01"}, "2026-03-10", false, "2026-03-24", true, true, true},
		"has one and did not come": {Ways{Passkey: true, Since: "2026-03-19"}, "2026-03-19", true, "", false, true, false},
	} {
		s := Standing{Clearance: LabelMat, Roles: []Holding{{Role: RoleMember, Since: c.since}, {Role: RoleDeptSpecialist, Since: c.since}},
			Known: []Known{{ID: id.ID{1}, Since: c.since}, {ID: id.ID{2}, Forced: true}}}
		if !s.NeedsPasskey(day) {
			t.Fatal("nothing needs a passkey")
		}
		s.RestWithout(nil, c.ways, c.since, day)
		if rests := !s.Has(RoleDeptSpecialist, id.ID{}); rests != c.rests || !s.Has(RoleMember, id.ID{}) || s.PasskeyBy != c.by {
			t.Errorf("%s: rests %v, by %s: %+v", name, rests, s.PasskeyBy, s)
		}
		granted, broken := false, false
		for _, k := range s.Known {
			granted, broken = granted || k.ID == id.ID{1}, broken || k.Forced
		}
		if granted != c.granted || broken != c.broken || (s.Clearance == LabelMat) != c.seen {
			t.Errorf("%s: grants %v, glass %v, label %d", name, granted, broken, s.Clearance)
		}
		if all := s.awake(); !all.Has(RoleDeptSpecialist, id.ID{}) || len(all.Known) != 2 || all.Clearance != LabelMat || !all.Rest.IsNothing() {
			t.Errorf("%s: by a passkey %+v", name, all)
		}
	}
}

// TestWaits: who lacks nothing but a passkey is told so, and nobody else.
func TestWaits(t *testing.T) {
	withRules(t, Rule{Role: RoleDeptSpecialist, Action: "test.thing.do", Kind: "thing", Relation: UnitSubtree, StepUp: true},
		Rule{Role: RoleUnitClerk, Action: "test.thing.other", Kind: "thing", Relation: UnitSubtree})
	s := holds(id.ID{7}, top)
	s.Rest.Roles = []Holding{{Role: RoleDeptSpecialist, Unit: left, Path: paths[left]}}
	for name, c := range map[string]struct {
		action Action
		on     id.ID
		code   string
	}{
		"the resting role's": {"test.thing.do", leaf, "access.passkey"},
		"beside its place":   {"test.thing.do", right, "access.not_found"},
		"another role's":     {"test.thing.other", right, ""},
	} {
		err := Decide(s, c.action, PurposeNone, at(c.on, c.on, id.ID{}), nil)
		if (err == nil) != (c.code == "") || err != nil && errs.Of(err).Code != c.code {
			t.Errorf("%s: %v, want %q", name, err, c.code)
		}
	}
	if !MayEver(s, "test.thing.do") {
		t.Error("the menu hides what only waits for a passkey")
	}
}

// TestTokenScope: a token does what it is for and nothing else of its owner's.
func TestTokenScope(t *testing.T) {
	for _, c := range []struct {
		scope  TokenScope
		action Action
		covers bool
	}{
		{ScopeAll, "person.file.open", true},
		{ScopeOrganisation, "org.unit.import", true}, {ScopeOrganisation, "signin.user.list", false}, {ScopeOrganisation, "organ.x", false},
		{ScopeUsers, "signin.user.list", true}, {ScopeUsers, "access.token.create", false}, {ScopeUsers, "person.file.open", false},
		{"anything", "org.unit.import", false},
	} {
		if c.scope.Covers(c.action) != c.covers {
			t.Errorf("%q covers %s: %v", c.scope, c.action, !c.covers)
		}
	}
}
