package outline_test

import (
	"os"
	"strings"
	"testing"

	"hoso/vi/outline"
)

// TestCases reads the texts of testdata/cases.txt: "=== name", the text, "---",
// and the outline as drawn writes it.
func TestCases(t *testing.T) {
	raw, err := os.ReadFile("testdata/cases.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range strings.Split(string(raw), "=== ")[1:] {
		name, body, _ := strings.Cut(block, "\n")
		text, want, _ := strings.Cut(body, "\n---\n")
		t.Run(name, func(t *testing.T) {
			text := strings.NewReplacer(`\f`, "\f", `\t`, "\t").Replace(text)
			if got := drawn(outline.Read(text)); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}
