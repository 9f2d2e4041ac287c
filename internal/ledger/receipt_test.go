package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

// makeReceipt gives the receipt of fullEntry as the leaf at index of a tree of
// the given size.
func makeReceipt(t *testing.T, s note.Signer, index, size int64) Receipt {
	t.Helper()
	body, err := fullEntry().Canonical()
	if err != nil {
		t.Fatal(err)
	}
	salt := Hash{5, 6}
	src := growTree(index)
	src.push(Leaf(salt, body))
	for i := index + 1; i < size; i++ {
		src.push(leafOf(i))
	}
	signed, err := Checkpoint{Origin: s.Name(), Size: size, Root: src.edge.Root()}.Sign(s)
	if err != nil {
		t.Fatal(err)
	}
	r, err := MakeReceipt(context.Background(), src, body, salt, index, size, signed)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestReceiptRoundTrip(t *testing.T) {
	s, v := logKeys(t, "hoso.demo/a")
	_, foreign := logKeys(t, "hoso.demo/b")
	for _, c := range [][2]int64{{0, 1}, {0, 2}, {1, 2}, {2, 3}, {255, 256}, {0, 257}, {256, 257}, {123, 300}, {511, 700}, {699, 700}} {
		r := makeReceipt(t, s, c[0], c[1])
		raw, err := MarshalReceipt(r)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ParseReceipt(raw)
		if err != nil || !reflect.DeepEqual(got, r) {
			t.Fatalf("%v: %+v, want %+v (%v)", c, got, r, err)
		}
		e, cp, err := got.Verify(v)
		if err != nil || !reflect.DeepEqual(e, fullEntry()) || cp.Size != c[1] {
			t.Errorf("%v: %+v under %+v (%v)", c, e, cp, err)
		}
		if _, _, err := got.Verify(foreign); err == nil {
			t.Errorf("%v: genuine under another log's key", c)
		}
	}
}

// TestReceiptBytes changes each byte of a receipt's file, leaves each out, and
// cuts the file after each: only white space between its parts may go.
func TestReceiptBytes(t *testing.T) {
	s, v := logKeys(t, "hoso.demo/a")
	raw, err := MarshalReceipt(makeReceipt(t, s, 123, 300))
	if err != nil {
		t.Fatal(err)
	}
	tried, same, want := 0, 0, compact(raw)
	try := func(what string, at int, bad []byte) {
		tried++
		r, err := ParseReceipt(bad)
		if err != nil {
			return
		}
		if _, _, err := r.Verify(v); err != nil {
			return
		}
		if same++; compact(bad) != want {
			t.Errorf("%s at byte %d (%q): genuine", what, at, raw[max(0, at-10):min(len(raw), at+10)])
		}
	}
	for i := range raw {
		for bit := range 8 {
			try("bit", i, append(append(bytes.Clone(raw[:i]), raw[i]^1<<bit), raw[i+1:]...))
		}
		for _, b := range " \",A" {
			try("byte", i, append(append(bytes.Clone(raw[:i]), byte(b)), raw[i+1:]...))
			try("more", i, append(append(bytes.Clone(raw[:i]), byte(b)), raw[i:]...))
		}
		try("less", i, append(bytes.Clone(raw[:i]), raw[i+1:]...))
		try("cut", i, raw[:i])
	}
	t.Logf("%d changes of a file of %d bytes, %d of them of white space and genuine", tried, len(raw), same)
}

func compact(raw []byte) string {
	var b bytes.Buffer
	if json.Compact(&b, raw) != nil {
		return string(raw)
	}
	return b.String()
}

// TestReceiptRefuses has files that a lenient reader would take.
func TestReceiptRefuses(t *testing.T) {
	s, v := logKeys(t, "hoso.demo/a")
	r := makeReceipt(t, s, 2, 5)
	raw, err := MarshalReceipt(r)
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	for name, bad := range map[string]string{
		"nothing":        "",
		"list":           "[]",
		"two receipts":   text + text,
		"bracket after":  text + "}",
		"unknown key":    strings.Replace(text, "{", `{"note":"x",`, 1),
		"key twice":      strings.Replace(text, "{", `{"index":2,`, 1),
		"key's case":     strings.Replace(text, `"index"`, `"Index"`, 1),
		"float index":    strings.Replace(text, `"index": 2`, `"index": 2.0`, 1),
		"other format":   strings.Replace(text, "hoso/receipt/v1", "hoso/receipt/v2", 1),
		"escaped letter": strings.Replace(text, "hoso/receipt", `\u0068oso/receipt`, 1),
		"too long":       text + strings.Repeat(" ", maxReceipt),
	} {
		if got, err := ParseReceipt([]byte(bad)); err == nil {
			t.Errorf("%s: read as %+v", name, got)
		}
	}
	for name, change := range map[string]func(*Receipt){
		"index":          func(r *Receipt) { r.Index = 3 },
		"negative index": func(r *Receipt) { r.Index = -1 },
		"index at size":  func(r *Receipt) { r.Index = 5 },
		"no proof":       func(r *Receipt) { r.Proof = nil },
		"proof cut":      func(r *Receipt) { r.Proof = r.Proof[1:] },
		"proof longer":   func(r *Receipt) { r.Proof = append(r.Proof, make([]byte, 32)) },
		"short hash":     func(r *Receipt) { r.Proof = [][]byte{{1}} },
		"other salt":     func(r *Receipt) { r.Salt = make([]byte, 32) },
		"other entry":    func(r *Receipt) { r.Entry = strings.Replace(r.Entry, `"rows_count":2`, `"rows_count":3`, 1) },
		"no checkpoint":  func(r *Receipt) { r.Checkpoint = "" },
	} {
		other := r
		other.Proof = append([][]byte(nil), r.Proof...)
		change(&other)
		if _, _, err := other.Verify(v); err == nil {
			t.Errorf("%s: genuine", name)
		}
	}
}

// TestCheckConsistent: a tree that was rewritten or is shorter does not contain
// the older one.
func TestCheckConsistent(t *testing.T) {
	ctx := context.Background()
	at := func(n int64) (*tree, Checkpoint) {
		s := growTree(n)
		return s, Checkpoint{Origin: "o", Size: n, Root: s.edge.Root()}
	}
	_, older := at(300)
	src, newer := at(700)
	_, empty := at(0)
	if err := CheckConsistent(ctx, src, older, newer); err != nil {
		t.Error(err)
	}
	if err := CheckConsistent(ctx, src, empty, newer); err != nil {
		t.Error(err)
	}
	if err := CheckConsistent(ctx, src, newer, newer); err != nil {
		t.Error(err)
	}
	if err := CheckConsistent(ctx, src, newer, older); err == nil {
		t.Error("the shorter tree contains the longer one")
	}
	forged := growTree(10)
	forged.push(Hash{0xFF})
	for i := int64(11); i < 700; i++ {
		forged.push(leafOf(i))
	}
	rewritten := Checkpoint{Origin: "o", Size: 700, Root: forged.edge.Root()}
	if err := CheckConsistent(ctx, forged, older, rewritten); err == nil {
		t.Error("a leaf was changed and the tree passes")
	}
}
