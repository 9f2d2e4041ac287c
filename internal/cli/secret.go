package cli

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"unicode/utf8"

	"hoso/internal/errs"
	"hoso/vi"
)

// maxSecret bounds a passphrase.
const maxSecret = 1024

// Passphrase reads a passphrase: from a file ("-" is what is read from; /dev/fd/N
// is a file, too), or with "" from whoever sits at the terminal, who sees no echo.
// It is never an argument or a variable, which other accounts of the machine could
// read. What is typed differently on two keyboards and looks the same is the same.
// Errors: Invalid "cli.secret.open" for a file that others may read,
// "vault.passphrase.none" where there is nobody to ask.
func Passphrase(s Streams, file, prompt string) ([]byte, error) {
	raw, err := s.secret(file, prompt)
	if err != nil {
		return nil, err
	}
	defer clear(raw)
	text := bytes.TrimRight(raw, "\r\n")
	if len(text) == 0 {
		return nil, errs.Invalid("vault.passphrase.none")
	}
	return []byte(vi.NFC(string(text))), nil
}

func (s Streams) secret(file, prompt string) ([]byte, error) {
	switch file {
	case "-":
		raw, err := bufio.NewReader(io.LimitReader(s.In, maxSecret)).ReadBytes('\n')
		if err == io.EOF {
			err = nil
		}
		return raw, err
	case "":
		return s.ask(prompt)
	}
	return readSecret(file)
}

// readSecret reads a file that nobody else on this machine may read: Invalid
// "cli.secret.open".
func readSecret(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 {
		return nil, errs.Invalid("cli.secret.open", errs.Str("file", file), errs.Str("mode", info.Mode().Perm().String()))
	}
	return io.ReadAll(io.LimitReader(f, maxSecret))
}

// ask lets somebody type at the terminal, unseen.
func (s Streams) ask(prompt string) ([]byte, error) {
	f, ok := s.In.(*os.File)
	if !ok {
		return nil, errs.Invalid("vault.passphrase.none")
	}
	restore, err := hush(f)
	if err != nil {
		return nil, errs.Invalid("vault.passphrase.none").Because(err)
	}
	defer restore()
	fmt.Fprint(s.Err, prompt+": ")
	defer fmt.Fprintln(s.Err)
	return typed(f)
}

// What keys send that end, cancel or take back.
const (
	ctrlC     = 3
	ctrlD     = 4
	ctrlU     = 21
	backspace = 8
	del       = 127
)

// typed reads one line of keys. Each is read by itself, so that none is left for
// whoever reads next.
func typed(r io.Reader) ([]byte, error) {
	line := make([]byte, 0, maxSecret) // never grows: no copy of it is left behind
	var key [1]byte
	for {
		if _, err := r.Read(key[:]); err != nil {
			return nil, err
		}
		switch key[0] {
		case '\r', '\n', ctrlD:
			return line, nil
		case ctrlC:
			clear(line)
			return nil, errs.Invalid("vault.passphrase.none")
		case backspace, del:
			_, n := utf8.DecodeLastRune(line)
			line = line[:len(line)-n]
		case ctrlU:
			line = line[:0]
		default:
			if len(line) < maxSecret {
				line = append(line, key[0])
			}
		}
	}
}

// newPassphrase asks twice for one that is to be used from now on: Invalid
// "vault.passphrase.differs".
func newPassphrase(s Streams, file, prompt, again string) ([]byte, error) {
	first, err := Passphrase(s, file, prompt)
	if err != nil || file != "" {
		return first, err
	}
	second, err := Passphrase(s, "", again)
	if err == nil && !bytes.Equal(first, second) {
		err = errs.Invalid("vault.passphrase.differs")
	}
	clear(second)
	return first, err
}
