package access_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"hoso/internal/access"
	"hoso/internal/errs"
	"hoso/internal/schema"
)

var actionShape = regexp.MustCompile(`^[a-z]+(\.[a-z_]+){1,2}$`)

// answered are the relations that the columns answer. The others wait for a
// module that keeps them: a row with one of them would allow nobody.
var answered = []access.Relation{access.OwnUnit, access.UnitSubtree, access.ManagedSubtree, access.IsSubject, access.ByGrant}

// leaves are readings that show much of persons, or take it out of the house.
var leaves = regexp.MustCompile(`^(person|file|evidence|org)\..*(open|print|export)$`)

// keeps reports whether a row is of those who keep labelled documents by duty, up to
// their clearance: the office that registers them, whoever decides on their
// labels and on grants, and the unit to which one was sent, for which the dispatch is what a
// grant is for others.
func keeps(r access.Rule) bool {
	switch r.Role {
	case access.RoleOfficeClerk:
		return r.Kind == "directive" || r.Kind == "classification" || r.Kind == "copy"
	case access.RoleUnitClerk, access.RoleUnitHead:
		return r.Kind == "recipient"
	case access.RoleDeptHead:
		return r.Kind == "classification" || r.Kind == "grant" || r.Kind == "break" || urgent(r)
	case access.RoleDeptSpecialist:
		return r.Kind == "grant" || urgent(r) // that one is there, and not what it opens
	case access.RoleAuditor:
		return r.Kind == "break" // that something was opened, and by whom
	}
	return false
}

// urgent reports whether a row finds whose file it is, and nothing of it.
func urgent(r access.Rule) bool { return r.Action == "person.urgent.list" }

// TestPolicyRows: every row says what it rests on and names what exists.
func TestPolicyRows(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range access.Policy {
		name := string(r.Role) + " " + string(r.Action) + " " + string(r.Kind) + " " + string(r.Relation)
		if seen[name] {
			t.Errorf("%s stands twice", name)
		}
		seen[name] = true
		if _, ok := schema.OfKind(string(r.Kind)); !ok {
			t.Errorf("%s: no table has this kind", name)
		}
		switch {
		case r.Basis == "":
			t.Errorf("%s rests on nothing", name)
		case !slices.Contains(access.Roles(), r.Role):
			t.Errorf("%s: the role is not known", name)
		case !slices.Contains(answered, r.Relation):
			t.Errorf("%s: nobody answers this relation", name)
		case !actionShape.MatchString(string(r.Action)):
			t.Errorf("%s: not <module>.<noun>.<verb>", name)
		case r.MaxLabel > access.LabelNone && r.NeedsGrant == false && r.Relation != access.ByGrant && !strings.HasPrefix(string(r.Action), "access.") && !keeps(r):
			t.Errorf("%s: content above label none without a grant", name)
		case r.FourEyes && !slices.ContainsFunc(access.Policy, func(x access.Rule) bool { return x.Action == r.Action.Approval() }):
			t.Errorf("%s: nobody may approve it", name)
		case r.FourEyes && slices.ContainsFunc(access.Policy, func(x access.Rule) bool { return x.Action == r.Action.Approval() && x.Role == r.Role }):
			t.Errorf("%s: the role approves what it proposes", name)
		case leaves.MatchString(string(r.Action)) && r.Spends == access.SpendsNone:
			t.Errorf("%s: opens or takes out, and no budget counts it", name)
		}
		for _, p := range r.Purposes {
			if _, ok := p.Find(); !ok {
				t.Errorf("%s: purpose %q is not known", name, p)
			}
		}
	}
	if len(seen) < 40 {
		t.Errorf("only %d rows", len(seen))
	}
}

// TestSystemRows: the machine has rows for what exists, and none that opens a
// person's file or shows the ledger.
func TestSystemRows(t *testing.T) {
	seen := map[access.SystemRule]bool{}
	for _, r := range access.SystemPolicy {
		if seen[r] {
			t.Errorf("%v stands twice", r)
		}
		seen[r] = true
		if _, ok := schema.OfKind(string(r.Kind)); !ok && r.Kind != "" {
			t.Errorf("%v: no table has this kind", r)
		}
		if !actionShape.MatchString(string(r.Action)) || r.System == "" {
			t.Errorf("%v: not <module>.<noun>.<verb> of a part of the system", r)
		}
		if regexp.MustCompile(`^(person|file|evidence|ledger)\.(.*\.)?(read|open|list|export)$`).MatchString(string(r.Action)) {
			t.Errorf("%v opens what only persons may", r)
		}
		if err := access.DecideSystem(r.System, r.Action, r.Kind); err != nil {
			t.Errorf("%v: %v", r, err)
		}
		if err := access.DecideSystem("x"+r.System, r.Action, r.Kind); !errs.Is(err, errs.KindDenied) {
			t.Errorf("%v is for any part of the system: %v", r, err)
		}
	}
}

// TestSeparation: who keeps the machine sees no content and gives no right that
// counts at once, who audits changes nothing but what reviews say, and whoever
// sends documents does not confirm them for a unit.
func TestSeparation(t *testing.T) {
	confirms := []access.Action{"directive.ack", "directive.ack_for"}
	ofMachine := []access.Action{access.ActionListRights, access.ActionHealth, access.ActionFindAccount, "signin.session.list"} // at the root, and no content
	machine := []access.Kind{"account", "post", "duty", "assignment", "unit"}
	audits := []access.Action{"ledger.entry.list", access.ActionReviewBreak, access.ActionListBreaks, "break.read",
		access.ActionListRemarks, access.ActionReviewRemark, "remark.read"}
	for _, r := range access.Policy {
		switch {
		case r.Role == access.RoleSysAdmin && !strings.HasPrefix(string(r.Action), "signin.user.") && (!slices.Contains(machine, r.Kind) || r.Kind == "unit" && !slices.Contains(ofMachine, r.Action)):
			t.Errorf("the keeper of the machine may do %s", r.Action)
		case r.Role == access.RoleSysAdmin && strings.HasSuffix(string(r.Action), ".give") && !(r.FourEyes && r.StepUp):
			t.Errorf("the keeper of the machine alone may do %s", r.Action)
		case r.Role == access.RoleAuditor && !slices.Contains(audits, r.Action):
			t.Errorf("the auditor may do %s", r.Action)
		case r.Role == access.RoleOfficeClerk && slices.Contains(confirms, r.Action):
			t.Errorf("the office confirms what it sends: %s", r.Action)
		case r.Role == access.RoleMember && len(r.Purposes) == 0 && r.Kind == "person":
			t.Error("a member reads persons without a purpose")
		}
	}
}

// TestNobodyIsTheirOwnOfficer: what a role does about a person, their file and what
// was decided on it, it does not do about whoever has the role; only what is
// everybody's own is.
func TestNobodyIsTheirOwnOfficer(t *testing.T) {
	about := []access.Kind{"person", "holding", "correction", "request", "grant", "delay", "erasure", "break"}
	for _, r := range access.Policy {
		name := string(r.Role) + " " + string(r.Action) + " " + string(r.Kind)
		if of := slices.Contains(about, r.Kind); r.NotOneself != (of && r.Relation != access.IsSubject) {
			t.Errorf("%s: never oneself %v", name, r.NotOneself)
		}
		if r.Relation == access.IsSubject && r.Kind == "person" && !strings.HasPrefix(string(r.Action), "person.self.") &&
			!slices.Contains([]access.Action{"person.list", "person.correction.propose", "person.request.make"}, r.Action) {
			t.Errorf("%s: not a thing that people do about themselves", name)
		}
	}
}

// TestActors: a system's key is its own for ever, an account's is the account.
func TestActors(t *testing.T) {
	a := access.System("operator")
	if a.Key() != access.System("operator").Key() || a.Key() == access.System("effect").Key() || a.Key().IsZero() || a.IsZero() {
		t.Error("keys of systems mix")
	}
	if !(access.Actor{}).IsZero() {
		t.Error("nobody is somebody")
	}
}
