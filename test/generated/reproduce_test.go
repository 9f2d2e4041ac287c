package generated_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestReproducible builds the program in two folders: the bytes are the same, and
// the list of its parts names every module that is in it by the version and the sum
// of go.sum (SECURITY T36).
func TestReproducible(t *testing.T) {
	out := t.TempDir()
	cmd := exec.Command(filepath.Join(root, "scripts", "reproduce.sh"), out)
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	var list struct {
		Format   string `json:"bomFormat"`
		Metadata struct {
			Component struct {
				Hashes []struct{ Content string }
			}
		}
		Components []struct {
			Name, Version string
			Properties    []struct{ Value string }
		}
	}
	if err := json.Unmarshal(mustRead(t, filepath.Join(out, "parts.json")), &list); err != nil {
		t.Fatal(err)
	}
	binary := mustRead(t, filepath.Join(out, "hoso"))
	sum := sha256.Sum256(binary)
	if h := list.Metadata.Component.Hashes; list.Format != "CycloneDX" || len(h) != 1 || h[0].Content != hex.EncodeToString(sum[:]) {
		t.Errorf("the list is not that of the binary: %+v", list.Metadata)
	}
	sums, found := string(mustRead(t, filepath.Join(root, "go.sum"))), map[string]bool{}
	for _, c := range list.Components {
		found[c.Name] = true
		if c.Name == "std" {
			continue
		}
		if len(c.Properties) != 1 || !strings.Contains(sums, c.Name+" "+c.Version+" "+c.Properties[0].Value+"\n") {
			t.Errorf("%s %s is not what go.sum says: %+v", c.Name, c.Version, c.Properties)
		}
	}
	for _, name := range []string{"std", "modernc.org/sqlite", "github.com/jackc/pgx/v5", "github.com/a-h/templ", "golang.org/x/crypto"} {
		if !found[name] {
			t.Errorf("%s is in the program and not in the list of %d parts", name, len(list.Components))
		}
	}
	if dir, err := filepath.Abs(root); err != nil || strings.Contains(string(binary), dir) {
		t.Errorf("the binary tells where it was built: %v", err)
	}
}
