package directive

import (
	"slices"
	"strings"
	"testing"

	"hoso/internal/errs"
	"hoso/internal/id"
)

// cited makes a citation as a reading gives it.
func cited(text, surface, number string, from int) Citation {
	at := strings.Index(text[from:], surface)
	first := int64(len([]rune(text[:from+at])))
	n := Named{Kind: "QĐ", Number: number}
	return Citation{First: first, Last: first + int64(len([]rune(surface))), Surface: surface, Role: "cite", Named: n}
}

// stored is what stands after a first reading.
func stored(list ...Citation) []Citation {
	for i := range list {
		list[i].ID, list[i].Version, list[i].State, list[i].Read = id.New(), 1, CiteRead, list[i].Named
	}
	return list
}

// TestCarry: a new reading of a text, the same or moved, keeps what people
// decided, and gives what nobody touched anew.
func TestCarry(t *testing.T) {
	const before = "Căn cứ Quyết định 1/QĐ; Quyết định 2/QĐ; Quyết định 3/QĐ; Quyết định 4/QĐ; ba; Quyết định 2/QĐ."
	const after = "TRANG 1. Căn cứ Quyết định 1/QĐ; Quyết định 2/QĐ; Quyết định 4/QĐ; ba; Quyết định 2/QĐ; Quyết định 6/QĐ."
	old := stored(cited(before, "Quyết định 1/QĐ", "1/QĐ", 0), cited(before, "Quyết định 2/QĐ", "2/QĐ", 0), cited(before, "Quyết định 3/QĐ", "3/QĐ", 0),
		cited(before, "Quyết định 4/QĐ", "4/QĐ", 0), cited(before, "Quyết định 2/QĐ", "2/QĐ", 60))
	chosen := &Directive{ID: id.New(), Facts: Facts{Kind: "NĐ", Number: "11/NĐ"}}
	e := &Expression{ID: id.New(), Text: before}
	added, err := AddTo(e, old, "ba", Named{Kind: "CV", Number: "3/CV"}, nil)
	for _, err := range []error{err, old[0].Correct(Named{}, chosen), old[1].Confirm(), old[2].Strike(), old[4].Strike()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	old = append(old, *added)

	same, gone := Carry(old, []Citation{cited(before, "Quyết định 1/QĐ", "1/QĐ", 0)}, before)
	if len(gone) != 1 || gone[0].ID != old[3].ID || len(same) != 5 {
		t.Errorf("rules that see one citation only: %d stay, gone %v: want only what nobody touched to go", len(same), gone)
	}
	read := []Citation{cited(after, "Quyết định 1/QĐ", "01/QĐ", 0), cited(after, "Quyết định 2/QĐ", "2/QĐ", 0), cited(after, "Quyết định 4/QĐ", "4/QĐ", 0),
		cited(after, "Quyết định 2/QĐ", "2/QĐ", 90), cited(after, "Quyết định 6/QĐ", "6/QĐ", 0)}
	list, gone := Carry(old, read, after)
	if len(gone) != 0 || len(list) != 7 {
		t.Fatalf("%d citations, %d gone", len(list), len(gone))
	}
	at := func(which id.ID) Citation {
		i := slices.IndexFunc(list, func(c Citation) bool { return c.ID == which })
		if i < 0 {
			t.Fatalf("a decision was lost")
		}
		return list[i]
	}
	if c := at(old[0].ID); c.Number != "11/NĐ" || c.Target != chosen.ID || !c.Chosen || c.State != CiteCorrected || c.Read.Number != "01/QĐ" || c.First != read[0].First {
		t.Errorf("corrected: %+v", c)
	}
	if a, b := at(old[1].ID), at(old[4].ID); a.State != CiteConfirmed || b.State != CiteStruck || a.First != read[1].First || b.First != read[3].First {
		t.Errorf("two of one surface: %+v, %+v", a, b)
	}
	if c := at(old[2].ID); c.State != CiteStruck || c.First != 0 || c.Last != 0 {
		t.Errorf("what the text has no more: %+v", c)
	}
	if c := at(old[5].ID); c.State != CiteAdded || string([]rune(after)[c.First:c.Last]) != "ba" {
		t.Errorf("added: %+v", c)
	}
	if c := list[4]; !c.ID.IsZero() || c.State != CiteRead || c.Read.Number != "6/QĐ" {
		t.Errorf("new: %+v", c)
	}
}

// TestPlaces: words are found whatever the Unicode form of the text and the
// spaces between them; places count its code points.
func TestPlaces(t *testing.T) {
	const decomposed = "Theo Quye\u0302\u0301t  \u0111i\u0323nh\nso\u0302\u0301 5 va\u0300 Quyết định số 5."
	got := places(decomposed, "Quyết định số 5")
	if len(got) != 2 || string([]rune(decomposed)[got[0].First:got[0].Last]) != "Quye\u0302\u0301t  \u0111i\u0323nh\nso\u0302\u0301 5" {
		t.Errorf("places: %v", got)
	}
	if got := places(decomposed, ""); got != nil {
		t.Errorf("nothing stands at %v", got)
	}
}

// TestCorrectNeeds: what a person must say of a citation.
func TestCorrectNeeds(t *testing.T) {
	for name, x := range map[string]struct {
		n     Named
		codes string
	}{
		"right":             {Named{"NĐ", "30/2020/NĐ-CP", "2020-03-05"}, ""},
		"kind as read":      {Named{"ĐL", "1", ""}, ""},
		"no kind":           {Named{"", "1/QĐ", ""}, "directive.kind.unknown"},
		"kind of nothing":   {Named{"XX", "1/QĐ", ""}, "directive.kind.unknown"},
		"no number":         {Named{"NĐ", " ", ""}, "directive.citation.number"},
		"a month is no day": {Named{"NĐ", "1/NĐ", "2020-03"}, "directive.citation.day"},
		"too long":          {Named{"NĐ", strings.Repeat("1", MaxNumber+1), ""}, "directive.field.long"},
	} {
		c := stored(Citation{Named: Named{Kind: "ĐL"}})[0]
		err := c.Correct(x.n, nil)
		if (err == nil) != (x.codes == "") || err != nil && errs.Of(err).Code != x.codes {
			t.Errorf("%s: %v, want %q", name, err, x.codes)
		}
	}
}

// TestMeet: issuers that may be one are not doubted; numbers begin anew.
func TestMeet(t *testing.T) {
	target := id.New()
	for name, x := range map[string]struct {
		issuer, registered string
		to                 id.ID
		fit, alike         int64
		want               string
	}{
		"same":           {"Chính phủ", "CHÍNH PHỦ", target, 0, 0, ""},
		"part":           {"Thủ tướng", "Thủ tướng Chính phủ", target, 0, 0, ""},
		"unknown":        {"", "Bộ Nội vụ", target, 0, 0, ""},
		"abbreviated":    {"UBND tỉnh Sơn La", "Ủy ban nhân dân tỉnh Sơn La", target, 0, 0, ""},
		"other":          {"Bộ Tài chính", "Bộ Nội vụ", target, 0, 0, UnlikeIssuer},
		"not there":      {"", "", id.ID{}, 0, 0, ""},
		"two of them":    {"", "", id.ID{}, 2, 0, Several},
		"on another day": {"", "", id.ID{}, 0, 1, UnlikeDay},
	} {
		c := Citation{Issuer: x.issuer, Target: x.to}
		c.Meet(x.registered, x.fit, x.alike)
		if got := strings.Join(c.Unlike, " "); got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}
