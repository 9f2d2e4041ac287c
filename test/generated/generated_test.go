// Package generated_test makes sure that what is generated and committed is
// what its source says now. A page that was changed in its template only would
// look right to its reader and do the old thing.
package generated_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../.."

// TestTemplatesAreFresh generates from a copy, so that a stale tree stays as it
// is, and compares. The copy begins at internal, as in make generate: a
// generated file names its template from there.
func TestTemplatesAreFresh(t *testing.T) {
	copied := t.TempDir()
	copyFile(t, "go.mod", copied)
	templates, generated := find(t, ".templ"), find(t, "_templ.go")
	if len(templates) == 0 {
		t.Fatal("no templates were found")
	}
	for _, path := range templates {
		copyFile(t, path, copied)
	}
	generate(t, filepath.Join(copied, "internal"))
	for _, path := range templates {
		name := goFile(path)
		want, got := mustRead(t, filepath.Join(copied, name)), read(t, filepath.Join(root, name))
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what %s says now: run make generate", name, path)
		}
	}
	for _, path := range generated {
		if _, err := os.Stat(filepath.Join(root, templateOf(path))); err != nil {
			t.Errorf("%s has no template any more: delete it", path)
		}
	}
}

func goFile(template string) string { return strings.TrimSuffix(template, ".templ") + "_templ.go" }

func templateOf(goFile string) string { return strings.TrimSuffix(goFile, "_templ.go") + ".templ" }

// find gives the files below internal with an ending, from the module's root.
// What stands in testdata is made to be wrong.
func find(t *testing.T, ending string) []string {
	t.Helper()
	var list []string
	err := filepath.WalkDir(filepath.Join(root, "internal"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == "testdata" {
			return fs.SkipDir
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ending) {
			return err
		}
		name, err := filepath.Rel(root, path)
		list = append(list, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func copyFile(t *testing.T, path, dir string) {
	t.Helper()
	to := filepath.Join(dir, path)
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, mustRead(t, filepath.Join(root, path)), 0o644); err != nil {
		t.Fatal(err)
	}
}

func generate(t *testing.T, dir string) {
	t.Helper()
	cmd := exec.Command("go", "tool", "templ", "generate", "-path", dir)
	cmd.Dir = root // whose go.mod names the tool
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("templ generate: %v\n%s", err, out)
	}
}

// read gives a file, nothing when it does not exist.
func read(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return raw
}

func mustRead(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
