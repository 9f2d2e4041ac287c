package app_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestNobodyElseReads: whatever the mode of the folder, other accounts of the machine
// read none of the files in which something about somebody stands.
func TestNobodyElseReads(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "hoso.db"), nil, 0o644); err != nil { // as it was made otherwise
		t.Fatal(err)
	}
	a := mustOpen(t, dir, "", nil)
	defer a.Close()
	populate(t, a)
	open := map[string]bool{"checkpoint": true} // which is for everybody
	seen := 0
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		info, err := e.Info()
		if err != nil {
			return err
		}
		if e.IsDir() && name != "." && info.Mode().Perm()&0o077 != 0 || info.Mode().IsRegular() && !open[name] && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has the mode %s", name, info.Mode())
		}
		if e.IsDir() && name != "." {
			return fs.SkipDir // 0700, whatever is in it
		}
		seen++
		return nil
	})
	if err != nil || seen < 5 {
		t.Errorf("%d files, %v", seen, err)
	}
}
