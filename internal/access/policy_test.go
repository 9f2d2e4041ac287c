package access_test

import (
	"regexp"
	"slices"
	"testing"

	"hoso/internal/access"
	"hoso/internal/errs"
	"hoso/internal/schema"
)

var actionShape = regexp.MustCompile(`^[a-z]+(\.[a-z_]+){1,2}$`)

// answered are the relations that the columns answer. The others wait for a
// module that keeps them: a row with one of them would allow nobody.
var answered = []access.Relation{access.OwnUnit, access.UnitSubtree, access.ManagedSubtree, access.IsSubject}

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
		case r.MaxLabel > access.FolderLabel:
			t.Errorf("%s: a label that no folder may hold", name)
		}
		for _, p := range r.Purposes {
			if !slices.Contains([]access.Purpose{access.PurposeOrganisation, access.PurposeDispatch, access.PurposeAudit}, p) {
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

// TestSeparation: who keeps the machine sees no content, who audits changes
// nothing, and whoever sends documents does not confirm them for a unit.
func TestSeparation(t *testing.T) {
	confirms := []access.Action{"directive.ack", "directive.ack_for"}
	for _, r := range access.Policy {
		switch {
		case r.Role == access.RoleSysAdmin:
			t.Errorf("the keeper of the machine may do %s", r.Action)
		case r.Role == access.RoleAuditor && r.Action != "ledger.entry.list":
			t.Errorf("the auditor may do %s", r.Action)
		case r.Role == access.RoleOfficeClerk && slices.Contains(confirms, r.Action):
			t.Errorf("the office confirms what it sends: %s", r.Action)
		case r.Role == access.RoleMember && len(r.Purposes) == 0 && r.Kind == "person":
			t.Error("a member reads persons without a purpose")
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
