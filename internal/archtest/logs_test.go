package archtest_test

import (
	"strings"
	"testing"

	"hoso/internal/archtest"
)

// TestLogLines: every line that the program may log stands in the document, and
// every one that stands there is logged (SECURITY 16.1).
func TestLogLines(t *testing.T) {
	text := mustRead(t, "../../"+archtest.LogDocument)
	for _, f := range archtest.CheckLogs(houseTree(t), text) {
		t.Errorf("%s:%d: %s", f.Path, f.Line, f.What)
	}
	if n := len(archtest.ReadLogLines(text)); n < 15 {
		t.Errorf("the document has %d lines", n)
	}
}

// TestLogLinesRefuses: a line that is new, gone, twice or made of what is not
// known beforehand is found.
func TestLogLinesRefuses(t *testing.T) {
	rows := []string{"| level | message | fields | package | meaning |", "|---|---|---|---|---|",
		"| info | request | `status method` | internal/x | somebody asked |", "| error | gone | - | internal/x | it is gone |"}
	for name, c := range map[string]struct{ from, to, want string }{
		"nothing":       {"", "", ""},
		"another field": {"`status method`", "`status`", "is not in"},
		"another level": {"| info |", "| warn |", "is not in"},
		"elsewhere":     {"internal/x | somebody", "internal/y | somebody", "is not in"},
		"gone":          {"| error | gone", "| error | here", "is logged nowhere"},
		"twice":         {rows[3], rows[3] + "\n" + rows[3], "twice"},
	} {
		t.Run(name, func(t *testing.T) {
			var all []string
			for _, f := range archtest.CheckLogs(read(t, "testdata/logs"), strings.Replace(strings.Join(rows, "\n"), c.from, c.to, 1)) {
				all = append(all, f.What)
			}
			said := strings.Join(all, "\n")
			if n := strings.Count(said, "cannot list"); n != 4 || c.want == "" && len(all) != n || !strings.Contains(said, c.want) {
				t.Errorf("found %q, want %q and 4 that no list has", all, c.want)
			}
		})
	}
}
