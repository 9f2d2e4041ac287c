package errs_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"hoso/internal/errs"
)

// TestPanicked: a panic is told by its type and where it was, never by its value.
func TestPanicked(t *testing.T) {
	const secret = "035082001234"
	for name, c := range map[string]struct {
		value any
		kind  string
	}{
		"text":    {secret, "string"},
		"error":   {errors.New(secret), "*errors.errorString"},
		"wrapped": {fmt.Errorf("of %w", errors.New(secret)), "*fmt.wrapError"},
		"struct":  {struct{ Name string }{secret}, "struct { Name string }"},
		"bytes":   {[]byte(secret), "[]uint8"},
	} {
		t.Run(name, func(t *testing.T) {
			err := func() (err error) {
				defer func() { err = errs.Panicked(recover()) }()
				panic(c.value)
			}()
			if text := fmt.Sprintf("%v %+v", err, err); strings.Contains(text, secret) || !strings.Contains(text, c.kind) || !strings.Contains(text, "TestPanicked") || !strings.Contains(text, "panic_test.go:") {
				t.Error(text)
			}
		})
	}
}
