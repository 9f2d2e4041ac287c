package access_test

import (
	"flag"
	"fmt"
	"os"
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
		"Written from `internal/access/policy.go` by `go test ./internal/access -run TestDocument -update`; change that table, not this page.\n" +
		"Inside hoso the same table is shown in words at `/rights`. What no row allows is denied. Every row holds for objects without label.\n")
	for _, role := range access.Roles() {
		fmt.Fprintf(&b, "\n## %s\n\n", role)
		rows := 0
		for _, r := range access.Policy {
			if r.Role != role {
				continue
			}
			if rows++; rows == 1 {
				b.WriteString("| action | on | relation | purpose | basis |\n|---|---|---|---|---|\n")
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", r.Action, r.Kind, r.Relation, purposes(r), r.Basis)
		}
		if rows == 0 {
			b.WriteString("Nothing: no content is seen or changed.\n")
		}
	}
	b.WriteString("\n## The system, without a person\n\n| part | action | on |\n|---|---|---|\n")
	for _, s := range access.SystemPolicy {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", s.System, s.Action, s.Kind)
	}
	return b.String()
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
