package ledger

import (
	"bytes"
	"encoding/hex"
	"reflect"
	"strings"
	"testing"

	"hoso/internal/access"
	"hoso/internal/id"
)

// someID gives an id of sixteen equal bytes.
func someID(b byte) id.ID { return id.ID(bytes.Repeat([]byte{b}, 16)) }

// fullEntry has something in every field.
func fullEntry() Entry {
	return Entry{V: 1, ID: someID(1), At: 1_795_590_000_123_456,
		Actor:  access.Actor{Account: someID(2), Person: someID(3), Post: someID(4), OnBehalf: someID(5)},
		Action: "directive.ack", Object: access.Object{Kind: "directive", ID: someID(6)}, Purpose: access.PurposeDispatch,
		Basis: someID(7), Grant: someID(8), Outcome: Done, CommandDigest: Hash{9},
		Facts:     Facts{"count": int64(3), "filter": Hash{10}, "page": int64(-1)},
		RowsCount: 2, RowsRoot: Hash{11}, SubjectsCount: 1, SubjectsRoot: Hash{12}}
}

func refusedEntry() Entry {
	return Entry{V: 1, ID: someID(1), At: 1, Actor: access.System("operator"), Action: "org.unit.rename", Outcome: Refused, Code: "access.denied"}
}

func TestEntryRoundTrip(t *testing.T) {
	for name, e := range map[string]Entry{"full": fullEntry(), "refused": refusedEntry(), "smallest": {V: 1}} {
		body, err := e.Canonical()
		if err != nil {
			t.Fatal(name, err)
		}
		got, err := ParseEntry(body)
		if err != nil || !reflect.DeepEqual(got, e) {
			t.Errorf("%s: %+v, want %+v (%v)", name, got, e, err)
		}
	}
}

// TestEntryKeepsNoSession: whether somebody had just proved who they are is of
// their session; an entry is the same bytes either way.
func TestEntryKeepsNoSession(t *testing.T) {
	stale, fresh := fullEntry(), fullEntry()
	fresh.Actor.Fresh = true
	a, err := stale.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	if b, err := fresh.Canonical(); err != nil || !bytes.Equal(a, b) {
		t.Errorf("%s, want %s (%v)", b, a, err)
	}
}

// TestEntryFormat pins format 1: receipts that were given out stay genuine only
// while these bytes and this leaf stay what they are.
func TestEntryFormat(t *testing.T) {
	const none = "0000000000000000000000000000000000000000000000000000000000000000"
	const body = `{"action":"org.unit.rename","at":1,"code":"access.denied","command_digest":"` + none +
		`","id":"aeaqcaibaeaqcaibaeaqcaibae","outcome":"refused","rows_count":0,"rows_root":"` + none +
		`","subjects_count":0,"subjects_root":"` + none + `","system":"operator","v":1}`
	got, err := refusedEntry().Canonical()
	if err != nil || string(got) != body {
		t.Errorf("%s, want %s (%v)", got, body, err)
	}
	leaf := Leaf(Hash{1, 2, 3}, []byte(body))
	if hex.EncodeToString(leaf[:]) != "1aa16a0407e18a05c58bfd29d447e8f673eabb44d9a170c69475a609a7bfcbed" { // hashlib.sha256 of Python
		t.Errorf("leaf %x", leaf)
	}
}

// TestParseEntryRefuses has bytes that say the same in another spelling, and
// bytes that say something impossible.
func TestParseEntryRefuses(t *testing.T) {
	e := fullEntry()
	raw, err := e.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	body := string(raw)
	for name, bad := range map[string]string{
		"empty":             "",
		"not JSON":          "x",
		"null":              "null",
		"space":             " " + body,
		"newline":           body + "\n",
		"two entries":       body + body,
		"unknown key":       `{"a":1,` + body[1:],
		"key twice":         `{"v":1,` + body[1:],
		"key's case":        strings.Replace(body, `"v"`, `"V"`, 1),
		"other order":       strings.Replace(body[:len(body)-1], `{`, `{"v":1,`, 1) + "}",
		"float":             strings.Replace(body, `"v":1`, `"v":1.0`, 1),
		"exponent":          strings.Replace(body, `"rows_count":2`, `"rows_count":2e0`, 1),
		"empty key":         strings.Replace(body, `"outcome"`, `"code":"","outcome"`, 1),
		"escape":            strings.Replace(body, `"done"`, `"don\u0065"`, 1),
		"unknown fact":      strings.Replace(body, `"count":3`, `"colour":3`, 1),
		"fact in text":      strings.Replace(body, `"count":3`, `"count":"three"`, 1),
		"fact as list":      strings.Replace(body, `"count":3`, `"count":[3]`, 1),
		"fact of 65 bits":   strings.Replace(body, `"count":3`, `"count":18446744073709551616`, 1),
		"short digest":      strings.Replace(body, `"command_digest":"09`, `"command_digest":"`, 1),
		"digest in capital": strings.Replace(body, `"subjects_root":"0c`, `"subjects_root":"0C`, 1),
		"id of other form":  strings.Replace(body, someID(2).String(), "ent_"+someID(2).String(), 1),
	} {
		if bad == body {
			t.Fatalf("%s: the case changes nothing", name)
		}
		if got, err := ParseEntry([]byte(bad)); err == nil {
			t.Errorf("%s: read as %+v", name, got)
		}
	}
}

// TestFacts: what is not an integer or a digest under a compiled-in key cannot
// enter the ledger.
func TestFacts(t *testing.T) {
	for name, f := range map[string]Facts{
		"unknown key": {"name": int64(1)}, "text": {"count": "Nguyễn"}, "float": {"count": 1.5}, "nothing": {"count": nil},
	} {
		e := refusedEntry()
		e.Facts = f
		if got, err := e.Canonical(); err == nil {
			t.Errorf("%s: written as %s", name, got)
		}
	}
}
