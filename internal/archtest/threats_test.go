package archtest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hoso/internal/archtest"
)

func exists(path string) bool {
	_, err := os.Stat(filepath.Join("../..", filepath.FromSlash(path)))
	return err == nil
}

func mustRead(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// TestThreats: every threat and every control that binds before the first real
// data has a row, and whatever a row names stands in the source.
func TestThreats(t *testing.T) {
	text := mustRead(t, "../../docs/design/threats.md")
	ids := strings.Fields(mustRead(t, "testdata/threats/ids.txt"))
	for _, f := range archtest.CheckThreats(houseTree(t), text, ids, exists) {
		t.Errorf("%s:%d: %s", f.Path, f.Line, f.What)
	}
	states := map[string]int{}
	for _, row := range archtest.ReadThreats(text) {
		word, _, _ := strings.Cut(row.State, ":")
		word, _, _ = strings.Cut(word, " ")
		states[word]++
	}
	t.Logf("%d ids: %v", len(ids), states)
}

// TestThreatsRefuses: each row that says too much is found.
func TestThreatsRefuses(t *testing.T) {
	const good = "| T1 | a threat | `internal/archtest/threats.go`, internal/web | internal/archtest TestThreats, TestTree/calls; test/script TestScripts/token | holds |"
	const later = "| T2 | another | - | - | with module backup |"
	for name, c := range map[string]struct{ from, to, want string }{
		"nothing":          {"", "", ""},
		"no row":           {later, "", "T2 has no row"},
		"two rows":         {later, good, "T1 has two rows"},
		"another id":       {"| T1 |", "| T9 |", "T9 is no id"},
		"no such test":     {"TestThreats,", "TestThreat,", "internal/archtest TestThreat/, which"},
		"another package":  {"internal/archtest TestThreats", "internal/web TestThreats", "internal/web TestThreats/, which"},
		"no such rule":     {"TestTree/calls", "TestTree/call", "TestTree/call, which"},
		"no such script":   {"TestScripts/token", "TestScripts/tokens", "TestScripts/tokens, which"},
		"no such file":     {"threats.go", "threat.go", "threat.go, which"},
		"no test":          {"with module backup", "partly: all", "T2 has no test"},
		"no state":         {"with module backup", "soon", "T2 says neither"},
		"nothing is wrong": {"with module backup", "with module backup: in spring", ""},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace("text\n"+good+"\n"+later+"\n", c.from, c.to, 1)
			var got []string
			for _, f := range archtest.CheckThreats(houseTree(t), text, []string{"T1", "T2"}, exists) {
				got = append(got, f.What)
			}
			if c.want == "" && len(got) > 0 || c.want != "" && !strings.Contains(strings.Join(got, "\n"), c.want) {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}
