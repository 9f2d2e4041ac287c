package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"hoso/internal/errs"
)

// terminal gives both ends of a pseudo-terminal: whoever types, and what the
// program has for its input.
func terminal(t *testing.T) (keyboard, tty *os.File) {
	t.Helper()
	keyboard, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { keyboard.Close() })
	fd := int(keyboard.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if tty, err = os.OpenFile(fmt.Sprint("/dev/pts/", n), os.O_RDWR|unix.O_NOCTTY, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tty.Close() })
	return keyboard, tty
}

// TestTyped: what is typed is not shown, can be taken back by letters and as a
// whole, and is the same whichever way a keyboard composes it.
func TestTyped(t *testing.T) {
	for name, c := range map[string]struct{ keys, want, code string }{
		"plain":              {keys: "con cò\r", want: "con cò"},
		"a letter back":      {keys: "cò\x7fon\n", want: "con"},
		"all back":           {keys: "sai rồi\x15con\r", want: "con"},
		"another keyboard":   {keys: "con co\u0300\r", want: "con cò"},
		"back of nothing":    {keys: "\x7f\x08a\r", want: "a"},
		"cancelled":          {keys: "con\x03", code: "vault.passphrase.none"},
		"nothing":            {keys: "\r", code: "vault.passphrase.none"},
		"nothing, by an EOF": {keys: "\x04", code: "vault.passphrase.none"},
	} {
		t.Run(name, func(t *testing.T) {
			keyboard, tty := terminal(t)
			before, err := unix.IoctlGetTermios(int(tty.Fd()), unix.TCGETS)
			if err != nil {
				t.Fatal(err)
			}
			prompt, says := io.Pipe()
			typed := make(chan error, 1)
			go func() {
				asked := make([]byte, 3)
				_, err := io.ReadFull(prompt, asked) // the terminal is silent by then
				if err == nil {
					_, err = keyboard.WriteString(c.keys)
				}
				go func() { _, _ = io.Copy(io.Discard, prompt) }()
				typed <- err
			}()
			got, err := Passphrase(Streams{In: tty, Err: says}, "", "hỏi")
			if werr := <-typed; werr != nil {
				t.Fatal(werr)
			}
			if code := codeOf(err); code != c.code || string(got) != c.want {
				t.Errorf("got %q, %v", got, err)
			}
			if after, err := unix.IoctlGetTermios(int(tty.Fd()), unix.TCGETS); err != nil || after.Lflag != before.Lflag {
				t.Errorf("the terminal is not as it was: %v", err)
			}
			if _, err := tty.WriteString("END"); err != nil {
				t.Fatal(err)
			}
			if shown := readTo(t, keyboard, "END"); strings.TrimSuffix(shown, "END") != "" {
				t.Errorf("the terminal showed %q", shown)
			}
		})
	}
}

func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return errs.Of(err).Code
}

func readTo(t *testing.T, f *os.File, end string) string {
	t.Helper()
	var all []byte
	one := make([]byte, 256)
	for !strings.HasSuffix(string(all), end) {
		n, err := f.Read(one)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, one[:n]...)
	}
	return string(all)
}

// TestPassphraseFiles: a file of one's own, one that others may read, a
// descriptor, standard input.
func TestPassphraseFiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "phrase")
	for name, c := range map[string]struct {
		mode       os.FileMode
		text       string
		want, code string
	}{
		"own":             {0o600, "con cò\r\n", "con cò", ""},
		"without newline": {0o400, "con cò", "con cò", ""},
		"open to others":  {0o644, "con cò", "", "cli.secret.open"},
		"open to a group": {0o640, "con cò", "", "cli.secret.open"},
		"empty":           {0o600, "\n", "", "vault.passphrase.none"},
	} {
		_ = os.Remove(file)
		if err := os.WriteFile(file, []byte(c.text), c.mode); err != nil {
			t.Fatal(err)
		}
		if got, err := Passphrase(Streams{}, file, ""); codeOf(err) != c.code || string(got) != c.want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := w.WriteString("con vạc\n"); err != nil {
		t.Fatal(err)
	}
	w.Close()
	if got, err := Passphrase(Streams{}, fmt.Sprint("/dev/fd/", r.Fd()), ""); err != nil || string(got) != "con vạc" {
		t.Errorf("a descriptor: %q, %v", got, err)
	}
	for _, text := range []string{"con nông\nmore", "con nông"} {
		if got, err := Passphrase(Streams{In: strings.NewReader(text)}, "-", ""); err != nil || string(got) != "con nông" {
			t.Errorf("standard input: %q, %v", got, err)
		}
	}
	if _, err := Passphrase(Streams{In: strings.NewReader("x")}, "", ""); codeOf(err) != "vault.passphrase.none" {
		t.Errorf("nobody to ask: %v", err)
	}
}
