package vault

import (
	"bufio"
	"io"

	"filippo.io/age"

	"hoso/internal/errs"
)

// SealFor encrypts what is written for each of the recipients ("age1..."), 64 KiB
// at a time. What is read back is whole only when it was closed without an error.
// Errors: Invalid "vault.bundle.recipient".
func SealFor(w io.Writer, recipients []string) (io.WriteCloser, error) {
	list := make([]age.Recipient, len(recipients))
	for i, text := range recipients {
		r, err := BundleKey{Recipient: text}.recipient()
		if err != nil {
			return nil, err
		}
		list[i] = r
	}
	if len(list) == 0 {
		return nil, errs.Invalid("vault.bundle.recipient", errs.Str("recipient", ""))
	}
	return age.Encrypt(w, list...)
}

// Unseal reads what SealFor wrote. Every chunk is checked before it is given;
// the end is reached only where it was written. Errors: Invalid
// "vault.bundle.identity"; any other says that it is not for these identities, or
// was altered.
func Unseal(r io.Reader, by BundleKey) (io.Reader, error) {
	ids, err := by.identities()
	if err != nil {
		return nil, err
	}
	return age.Decrypt(bufio.NewReaderSize(r, 1<<16), ids...)
}
