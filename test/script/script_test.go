// Package script drives the real binary, end to end, by the scripts in this
// folder. hoso is built once; each script has a folder of its own. Beside the
// commands of testscript there are
//
//	start NAME hoso ARGS...   runs hoso beside the script until it says its address, $URL
//	stop NAME                 interrupts it, as Ctrl-C does: it must end with exit 0
//	crash NAME                kills it as a power cut would
//	code N hoso ARGS...       runs hoso and wants exit code N
//	as PERSONA                signs in
//	page PATH                 reads a page; ! page wants a refusal
//	form PATH FIELD=VALUE...  fills in the form of a page and sends it
//	take VAR REGEXP           keeps the first group of the last output in $VAR
//	change FILE OLD NEW       changes one place of a file
//	flip FILE N               changes one bit of the byte N of a file
//	sql DIR STATEMENT         writes into the database behind hoso's back
//	word FILE TEXT            makes a Word file of the lines of a text
package script

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// bin is the folder in which the binary stands.
var bin string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	var err error
	if bin, err = os.MkdirTemp("", "hoso-script-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(bin)
	build := exec.Command("go", "build", "-o", filepath.Join(bin, "hoso"), "hoso/cmd/hoso")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// TestScripts runs every script. UPDATE=1 rewrites what cmp compares with.
func TestScripts(t *testing.T) {
	cmds := map[string]func(*testscript.TestScript, bool, []string){"code": code, "take": take, "change": change, "flip": flip, "sql": behind, "word": word}
	maps.Copy(cmds, siteCmds)
	testscript.Run(t, testscript.Params{
		Dir:                ".",
		RequireUniqueNames: true,
		UpdateScripts:      os.Getenv("UPDATE") != "",
		Cmds:               cmds,
		Setup: func(e *testscript.Env) error {
			e.Setenv("PATH", bin+string(filepath.ListSeparator)+e.Getenv("PATH"))
			e.Values[siteKey{}] = newSite()
			return nil
		},
	})
}
