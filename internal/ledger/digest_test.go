package ledger

import (
	"encoding/hex"
	"fmt"
	"slices"
	"testing"

	"hoso/internal/id"
)

// TestRowDigest: each part of a row changes its digest, and no two rows have
// the same bytes by a shift between neighbouring parts.
func TestRowDigest(t *testing.T) {
	salt := []byte{1, 2}
	cols := func(vals ...any) []Col {
		var list []Col
		for i, v := range vals {
			list = append(list, Col{No: i + 1, Val: v})
		}
		return list
	}
	digests := map[Hash]string{}
	for name, d := range map[string]Hash{
		"row":                   RowDigest(salt, "org_unit", someID(1), 1, cols(int64(7), "a", []byte("b"))),
		"salt":                  RowDigest([]byte{1, 3}, "org_unit", someID(1), 1, cols(int64(7), "a", []byte("b"))),
		"no salt":               RowDigest(nil, "org_unit", someID(1), 1, cols(int64(7), "a", []byte("b"))),
		"salt runs into table":  RowDigest([]byte{1}, "\x02org_unit", someID(1), 1, cols(int64(7), "a", []byte("b"))),
		"table":                 RowDigest(salt, "org_post", someID(1), 1, cols(int64(7), "a", []byte("b"))),
		"id":                    RowDigest(salt, "org_unit", someID(2), 1, cols(int64(7), "a", []byte("b"))),
		"version":               RowDigest(salt, "org_unit", someID(1), 2, cols(int64(7), "a", []byte("b"))),
		"integer":               RowDigest(salt, "org_unit", someID(1), 1, cols(int64(8), "a", []byte("b"))),
		"negative integer":      RowDigest(salt, "org_unit", someID(1), 1, cols(int64(-7), "a", []byte("b"))),
		"text":                  RowDigest(salt, "org_unit", someID(1), 1, cols(int64(7), "A", []byte("b"))),
		"empty text":            RowDigest(salt, "org_unit", someID(1), 1, cols(int64(7), "", []byte("b"))),
		"text absent":           RowDigest(salt, "org_unit", someID(1), 1, cols(int64(7), nil, []byte("b"))),
		"text as blob":          RowDigest(salt, "org_unit", someID(1), 1, cols(int64(7), []byte("a"), []byte("b"))),
		"text as integer":       RowDigest(salt, "org_unit", someID(1), 1, cols(int64(7), int64('a'), []byte("b"))),
		"integer as its bytes":  RowDigest(salt, "org_unit", someID(1), 1, cols("\x00\x00\x00\x00\x00\x00\x00\x07", "a", []byte("b"))),
		"blob":                  RowDigest(salt, "org_unit", someID(1), 1, cols(int64(7), "a", []byte("c"))),
		"empty blob":            RowDigest(salt, "org_unit", someID(1), 1, cols(int64(7), "a", []byte{})),
		"blob absent":           RowDigest(salt, "org_unit", someID(1), 1, cols(int64(7), "a")),
		"values swapped":        RowDigest(salt, "org_unit", someID(1), 1, cols(int64(7), "b", []byte("a"))),
		"text runs into blob":   RowDigest(salt, "org_unit", someID(1), 1, cols(int64(7), "ab", []byte{})),
		"column number":         RowDigest(salt, "org_unit", someID(1), 1, []Col{{1, int64(7)}, {2, "a"}, {4, []byte("b")}}),
		"column added":          RowDigest(salt, "org_unit", someID(1), 1, cols(int64(7), "a", []byte("b"), int64(0))),
		"text in another place": RowDigest(salt, "org_unit", someID(1), 1, []Col{{1, int64(7)}, {3, "a"}}),
	} {
		if other, ok := digests[d]; ok {
			t.Errorf("%s and %s have one digest", name, other)
		}
		digests[d] = name
	}
	if RowDigest(salt, "t", someID(1), 1, cols(nil, "a", nil)) != RowDigest(salt, "t", someID(1), 1, []Col{{2, "a"}}) {
		t.Error("a new column without value changes the digest of a row that was there before it")
	}
}

// TestFormats pins digests of format 1, computed beside this program with
// Python's hashlib: what they commit to must be readable by others.
func TestFormats(t *testing.T) {
	for name, c := range map[string]struct {
		got  Hash
		want string
	}{
		"row":     {RowDigest([]byte{1, 2}, "org_unit", someID(3), 4, []Col{{5, int64(-1)}, {6, "é"}, {7, []byte{0}}, {8, nil}}), "098bd1dc8de39023468a4c48ab504f499d886d6cfab15c9a54bc6bd1203b9942"},
		"command": {CommandDigest([16]byte{1}, "org.unit.rename", []byte("{}")), "39c8a2f493c0696eb02eb985df92c29dc460206fb39d9c5ddf555119018d0b6d"},
		"rows":    {RowsRoot([]Row{{"t", someID(1), 2, Hash{3}}}), "dadcb58e7d6c441d5ef32ff497a76660dddf1a33d6eceffbccb31f7b3d84feb7"},
		"subject": {SubjectsRoot(Hash{1}, []id.ID{someID(2)}), "d599150cb5162e6dc467924fa3ddc93b062d0280b173943fe3f3300ccf2738c8"},
	} {
		if got := hex.EncodeToString(c.got[:]); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestRowsRoot: neither the order of rows nor anything but their parts matters.
func TestRowsRoot(t *testing.T) {
	rows := []Row{{"a", someID(1), 1, Hash{1}}, {"a", someID(1), 2, Hash{2}}, {"a", someID(2), 1, Hash{3}}, {"b", someID(1), 1, Hash{4}}}
	want := RowsRoot(rows)
	for _, order := range permutations(len(rows)) {
		var list []Row
		for _, i := range order {
			list = append(list, rows[i])
		}
		before := fmt.Sprint(list)
		if RowsRoot(list) != want || fmt.Sprint(list) != before {
			t.Errorf("order %v: another root, or rows moved", order)
		}
	}
	for name, change := range map[string]func(*Row){
		"table": func(r *Row) { r.Table = "c" }, "id": func(r *Row) { r.ID = someID(9) },
		"version": func(r *Row) { r.Version = 9 }, "digest": func(r *Row) { r.Digest = Hash{} },
	} {
		for i := range rows {
			other := slices.Clone(rows)
			change(&other[i])
			if RowsRoot(other) == want {
				t.Errorf("%s of row %d does not matter", name, i)
			}
		}
	}
	if RowsRoot(rows[1:]) == want || RowsRoot(nil) != RowsRoot([]Row{}) || RowsRoot(nil) != new(Frontier).Root() {
		t.Error("a row less, or no row")
	}
}

// TestSubjectsRoot: the order of persons does not matter, who they are and the
// entry's salt do.
func TestSubjectsRoot(t *testing.T) {
	persons := []id.ID{someID(1), someID(2), someID(3), someID(4)}
	salt := Hash{7}
	want := SubjectsRoot(salt, persons)
	for _, order := range permutations(len(persons)) {
		var list []id.ID
		for _, i := range order {
			list = append(list, persons[i])
		}
		if SubjectsRoot(salt, list) != want {
			t.Errorf("order %v: another root", order)
		}
	}
	for i := range persons {
		other := slices.Clone(persons)
		other[i] = someID(9)
		if SubjectsRoot(salt, other) == want || SubjectsRoot(salt, slices.Delete(slices.Clone(persons), i, i+1)) == want {
			t.Errorf("person %d does not matter", i)
		}
	}
	if SubjectsRoot(Hash{8}, persons) == want {
		t.Error("two entries about the same persons have one root: who reads the ledger could match them")
	}
}

// permutations gives every order of n things.
func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{{}}
	}
	var all [][]int
	for _, p := range permutations(n - 1) {
		for at := range n {
			all = append(all, slices.Insert(slices.Clone(p), at, n-1))
		}
	}
	return all
}

// TestLeafAndCommand: salt, key, name and words each matter.
func TestLeafAndCommand(t *testing.T) {
	seen := map[Hash]bool{}
	for _, h := range []Hash{
		Leaf(Hash{}, nil), Leaf(Hash{1}, nil), Leaf(Hash{}, []byte("a")), Leaf(Hash{}, []byte("b")),
		CommandDigest([16]byte{}, "a", nil), CommandDigest([16]byte{1}, "a", nil), CommandDigest([16]byte{}, "b", nil), CommandDigest([16]byte{}, "a", []byte("{}")),
	} {
		if seen[h] {
			t.Errorf("%x stands twice", h)
		}
		seen[h] = true
	}
}
