package access_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"hoso/internal/access"
)

var update = flag.Bool("update", false, "write docs/design/policy.md")

const document = "../../docs/design/policy.md"

// TestDocument: the document of rights says what the table says.
func TestDocument(t *testing.T) {
	want := policyDocument()
	if *update {
		if err := os.WriteFile(document, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(document)
	if err != nil || string(have) != want {
		t.Errorf("docs/design/policy.md is not the table of today: run go test ./internal/access -run TestDocument -update: %v", err)
	}
}

func policyDocument() string {
	var b strings.Builder
	b.WriteString("# Who may do what\n\n" +
		"Written from the tables of `internal/access` by `go test ./internal/access -run TestDocument -update`; change those tables, not this page.\n" +
		"Inside hoso the same table is shown in words at `/rights`. What no row allows is denied.\n")
	for _, role := range access.Roles() {
		fmt.Fprintf(&b, "\n## %s\n\n", role)
		rows := 0
		for _, r := range access.Policy {
			if r.Role != role {
				continue
			}
			if rows++; rows == 1 {
				b.WriteString("| action | on | relation | label up to | purpose | besides | basis |\n|---|---|---|---|---|---|---|\n")
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", r.Action, r.Kind, r.Relation, r.MaxLabel.Code(), purposes(r), besides(r), r.Basis)
		}
		if rows == 0 {
			b.WriteString("Nothing: no content is seen or changed.\n")
		}
	}
	b.WriteString("\n## The system, without a person\n\n| part | action | on |\n|---|---|---|\n")
	for _, s := range access.SystemPolicy {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", s.System, s.Action, s.Kind)
	}
	b.WriteString("\n## Roles that nobody holds together\n\n| role | and | basis |\n|---|---|---|\n")
	for _, p := range access.Separated {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", p.A, p.B, p.Basis)
	}
	b.WriteString("\n## Parts of one act that nobody plays together\n\n| part | and | basis |\n|---|---|---|\n")
	for _, p := range access.PartsApart {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", p.A, p.B, p.Basis)
	}
	b.WriteString("\n## Purposes\n\n| purpose | a grant may be given for it | basis |\n|---|---|---|\n")
	for _, p := range access.PurposeTable {
		fmt.Fprintf(&b, "| %s | %v | %s |\n", p.Purpose, p.Grants, p.Basis)
	}
	b.WriteString("\n## Limits\n\nAs shipped; a folder adds rows of its own on the page of limits, under four eyes.\n\n| limit | value | unit | from | basis | compared with it |\n|---|---|---|---|---|---|\n")
	for _, spec := range access.LimitSpecs {
		for _, l := range access.Limits(nil).All(spec.Name) {
			fmt.Fprintf(&b, "| %s | %d | %s | %s | %s | %v |\n", l.Name, l.Value, spec.Unit, l.From, l.Basis, l.Verified)
		}
	}
	return b.String()
}

// besides gives what a rule asks beside role and relation.
func besides(r access.Rule) string {
	var names []string
	for name, asked := range map[string]bool{"a grant": r.NeedsGrant, "fresh proof": r.StepUp, "four eyes": r.FourEyes, "budget " + string(r.Spends): r.Spends != "", "never oneself": r.NotOneself} {
		if asked {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

func purposes(r access.Rule) string {
	var names []string
	for _, p := range r.Purposes {
		names = append(names, string(p))
	}
	if len(names) == 0 {
		return "none asked"
	}
	return strings.Join(names, ", ")
}
