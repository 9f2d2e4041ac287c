package signin

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// The most that what a browser says of a passkey's use may be: bytes, members, and
// objects and lists in each other. Browsers send some hundred bytes.
const (
	maxClient        = 4 << 10
	maxClientMembers = 32
	maxClientDepth   = 8
)

// clientMembers are the members of client data that the library reads (WebAuthn
// 5.8.1). It takes them in any case and lets the last of several win.
var clientMembers = []string{"type", "challenge", "origin", "crossOrigin", "topOrigin", "tokenBinding", "new_keys_may_be_added_here"}

// checkClient refuses client data that could be read in two ways (SECURITY T35): it
// is one JSON object in UTF-8 and nothing after it, in which no object has two
// members of one name, in whatever case, and those that count are written as they
// must be. Members that are not known are allowed: WebAuthn says that some will be
// added.
func checkClient(raw []byte) error {
	if len(raw) > maxClient || !utf8.Valid(raw) {
		return errPosted
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	t, err := d.Token()
	if err != nil || t != json.Delim('{') {
		return errPosted
	}
	if err := checkMembers(d, 1, clientMembers); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errPosted
	}
	return nil
}

// checkMembers reads the rest of an object; known are names that have one writing.
func checkMembers(d *json.Decoder, depth int, known []string) error {
	var names []string
	for d.More() {
		t, err := d.Token()
		name, ok := t.(string)
		if err != nil || !ok || len(names) == maxClientMembers || slices.ContainsFunc(names, like(name)) || slices.ContainsFunc(known, like(name)) && !slices.Contains(known, name) {
			return errPosted
		}
		names = append(names, name)
		if err := checkValue(d, depth); err != nil {
			return err
		}
	}
	return closes(d)
}

func checkValue(d *json.Decoder, depth int) error {
	t, err := d.Token()
	switch {
	case err != nil || depth == maxClientDepth:
		return errPosted
	case t == json.Delim('{'):
		return checkMembers(d, depth+1, nil)
	case t == json.Delim('['):
		for d.More() {
			if err := checkValue(d, depth+1); err != nil {
				return err
			}
		}
		return closes(d)
	}
	return nil
}

func closes(d *json.Decoder) error {
	if _, err := d.Token(); err != nil {
		return errPosted
	}
	return nil
}

// like says which names are the same in whatever case.
func like(name string) func(string) bool {
	return func(other string) bool { return strings.EqualFold(name, other) }
}
