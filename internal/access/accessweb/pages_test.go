package accessweb

import (
	"slices"
	"testing"

	"hoso/internal/access"
	"hoso/internal/i18n"
)

// TestGroups: every row of the table stands on the page once, under its role;
// rows that differ in the kind of object only are one line.
func TestGroups(t *testing.T) {
	held := []Held{{Role: access.RoleMember, Unit: "Bộ"}, {Role: access.RoleUnitClerk, Unit: "Vụ Một"}, {Role: access.RoleUnitClerk, Unit: "Vụ Hai"}}
	list := groups(access.Policy, held)
	if len(list) != len(access.Roles()) {
		t.Fatalf("%d roles", len(list))
	}
	shown := 0
	for _, g := range list {
		for _, l := range g.Lines {
			shown += len(l.Kinds)
			for _, k := range l.Kinds {
				same := func(r access.Rule) bool {
					return r.Role == g.Role && r.Action == l.Action && r.Kind == k && r.Relation == l.Relation && slices.Equal(r.Purposes, l.Purposes)
				}
				if !slices.ContainsFunc(access.Policy, same) {
					t.Errorf("the page says that %s may %s %s", g.Role, l.Action, k)
				}
			}
		}
		want := map[access.Role][]string{access.RoleMember: {"Bộ"}, access.RoleUnitClerk: {"Vụ Một", "Vụ Hai"}}[g.Role]
		if !slices.Equal(g.Units, want) {
			t.Errorf("%s is held at %v, want %v", g.Role, g.Units, want)
		}
	}
	if shown != len(access.Policy) {
		t.Errorf("%d rows are shown of %d", shown, len(access.Policy))
	}
	two := groups([]access.Rule{{Role: access.RoleMember, Action: "a.b", Kind: "unit"}, {Role: access.RoleMember, Action: "a.b", Kind: "post"},
		{Role: access.RoleMember, Action: "a.b", Kind: "unit", Purposes: []access.Purpose{access.PurposeAudit}}}, nil)
	if len(two[0].Lines) != 2 || len(two[0].Lines[0].Kinds) != 2 {
		t.Errorf("joined as %+v", two[0].Lines)
	}
}

// TestWords: whatever stands in the table has its words in both languages.
func TestWords(t *testing.T) {
	want := map[string]bool{}
	for _, role := range access.Roles() {
		want["access.role."+string(role)] = true
	}
	for _, r := range access.Policy {
		want["action."+string(r.Action)], want["access.kind."+string(r.Kind)], want["access.relation."+string(r.Relation)] = true, true, true
		for _, p := range r.Purposes {
			want["access.purpose."+string(p)] = true
		}
		if r.Note != "" {
			want[r.Note] = true
		}
	}
	for _, s := range access.SystemPolicy {
		want["action."+string(s.Action)], want["ledger.system."+s.System] = true, true
		if s.Kind != "" {
			want["access.kind."+string(s.Kind)] = true
		}
	}
	for _, row := range access.PurposeTable {
		want["access.purpose."+string(row.Purpose)] = true
	}
	for _, s := range access.LimitSpecs {
		want["access.limit."+string(s.Name)], want["access.unit."+string(s.Unit)] = true, true
	}
	for _, a := range access.PartsApart {
		want["access.part."+string(a.A)], want["access.part."+string(a.B)] = true, true
	}
	for _, p := range access.Separated {
		want[p.Note] = true
	}
	for _, l := range access.Labels() {
		want["access.label."+l.Code()] = true
	}
	for key := range want {
		for _, l := range []i18n.Lang{i18n.VI, i18n.EN} {
			if !l.Has(key) {
				t.Errorf("%s has no words for %s", l, key)
			}
		}
	}
}
