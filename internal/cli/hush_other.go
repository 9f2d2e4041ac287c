//go:build !linux

package cli

import (
	"errors"
	"os"
)

// hush: elsewhere a passphrase comes from a file.
func hush(*os.File) (restore func(), err error) {
	return nil, errors.New("cli: this terminal cannot be silenced")
}
