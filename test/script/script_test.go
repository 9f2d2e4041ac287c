// Package script drives the real binary, end to end, by the scripts in this
// folder. hoso is built once; each script has a folder of its own. Beside the
// commands of testscript there are
//
//	start NAME hoso ARGS...   runs hoso beside the script until it says its address, $URL
//	stop NAME                 interrupts it, as Ctrl-C does: it must end with exit 0
//	crash NAME                kills it as a power cut would
//	code N hoso ARGS...       runs hoso and wants exit code N
//	as PERSONA                signs in
//	page PATH [FILE]          reads a page, and keeps it; ! page wants a refusal
//	form PATH FIELD=VALUE...  fills in the form of a page and sends it
//	post PATH FIELD=VALUE...  sends what stands in no form, with a key of its own
//	take VAR REGEXP           keeps the first group of the last output in $VAR
//	save FILE TEXT            writes a line into a file
//	change FILE OLD NEW       changes one place of a file
//	sql DIR STATEMENT         writes into the database behind hoso's back
//	word FILE TEXT            makes a Word file of the lines of a text
//	octets FILE TEXT          writes each character of a text as one byte
package script

import (
	"bufio"
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	_ "hoso/internal/app" // of which the binary is built: no change of it is answered from the test cache
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

// TestEveryCommand: each command explains itself with an example, and a command
// line that is not understood is exit 2 with that example.
func TestEveryCommand(t *testing.T) {
	leaves := 0
	var walk func(path ...string)
	walk = func(path ...string) {
		name := strings.Join(path, " ")
		help, exit := hoso(t, append(path, "--help")...)
		if exit != 0 || !strings.Contains(help, "Usage:") {
			t.Errorf("hoso %s --help: exit %d, %s", name, exit, help)
		}
		said, exit := hoso(t, append(path, "--no-such-flag")...)
		if exit != 2 || !strings.Contains(said, "--no-such-flag") {
			t.Errorf("hoso %s with a wrong flag: exit %d, %s", name, exit, said)
		}
		_, list, holds := strings.Cut(help, "Available Commands:\n")
		if !holds {
			leaves++
			_, example, ok := strings.Cut(help, "Examples:\n")
			first, _, _ := strings.Cut(example, "\n")
			if !ok || !strings.Contains(first, "hoso "+name) || !strings.Contains(said, first) {
				t.Errorf("hoso %s has no example of its own in its help, or does not show it to who typed it wrongly: %q", name, first)
			}
			return
		}
		for line := range strings.Lines(list) {
			words := strings.Fields(line)
			if len(words) == 0 {
				break
			}
			if words[0] != "help" {
				walk(append(slices.Clone(path), words[0])...)
			}
		}
		if _, exit := hoso(t, append(path, "no-such-command")...); exit != 2 {
			t.Errorf("hoso %s no-such-command: exit %d", name, exit)
		}
	}
	walk()
	if leaves < 12 {
		t.Errorf("only %d commands were found", leaves)
	}
}

// hoso runs the binary and gives what it said and its exit code.
func hoso(t *testing.T, args ...string) (string, int) {
	t.Helper()
	cmd := exec.Command(filepath.Join(bin, "hoso"), args...)
	cmd.Dir = t.TempDir()
	said, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(said), cmd.ProcessState.ExitCode()
}

// TestKilledWhileMade kills the demo while it makes its body. What it leaves is
// never a tampered folder: the next start goes on, or says what to do.
func TestKilledWhileMade(t *testing.T) {
	for _, after := range []time.Duration{50, 200, 500, 900, 1400, 2500} {
		t.Run((after * time.Millisecond).String(), func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "thu")
			cmd := exec.Command(filepath.Join(bin, "hoso"), "demo", "--data", dir, "--addr", "127.0.0.1:0")
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			time.AfterFunc(after*time.Millisecond, func() { _ = cmd.Process.Kill() })
			_ = cmd.Wait() // killed
			said, exit := hoso(t, "verify", "--data", dir)
			if exit != 0 && exit != 3 {
				t.Errorf("verify: exit %d, %s", exit, said)
			}
			verified := exit
			again := exec.Command(filepath.Join(bin, "hoso"), "demo", "--data", dir, "--addr", "127.0.0.1:0")
			var out bytes.Buffer
			again.Stderr = &out
			address, err := again.StdoutPipe()
			if err == nil {
				err = again.Start()
			}
			if err != nil {
				t.Fatal(err)
			}
			_, _ = bufio.NewReader(address).ReadString('\n') // it is up, or it has ended
			_ = again.Process.Signal(os.Interrupt)
			_ = again.Wait()
			exit = again.ProcessState.ExitCode()
			t.Logf("killed after %v: verify %d, the next start %d", after*time.Millisecond, verified, exit)
			if exit != 0 && !(exit == 1 && strings.Contains(out.String(), "folder.half_made")) {
				t.Errorf("the next start: exit %d, %s", exit, out.String())
			}
			if exit == 0 {
				if said, exit := hoso(t, "verify", "--data", dir); exit != 0 {
					t.Errorf("verify after it: exit %d, %s", exit, said)
				}
			}
		})
	}
}

// TestScripts runs every script. UPDATE=1 rewrites what cmp compares with.
func TestScripts(t *testing.T) {
	cmds := map[string]func(*testscript.TestScript, bool, []string){"code": code, "take": take, "save": save, "change": change, "sql": behind, "word": word, "octets": octets}
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
