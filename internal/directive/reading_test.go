package directive

import (
	"slices"
	"strings"
	"testing"
)

// A damaged word is marked wherever it stands whole, and nowhere else.
func TestPlacesOf(t *testing.T) {
	text := "Trờng tr-ờng: trờng, đường trờng2 mờicha\ncha"
	var got []string
	for _, p := range PlacesOf(text, []string{"trờng", "tr-ờng", "cha"}) {
		got = append(got, string([]rune(text)[p.First:p.Last]))
	}
	if want := []string{"tr-ờng", "trờng", "trờng", "cha"}; !slices.Equal(got, want) {
		t.Errorf("marked %q, want %q", got, want)
	}
	if PlacesOf(text, nil) != nil {
		t.Error("marked without a word")
	}
}

// What is stored of a reading comes back, in one form whatever its order was.
func TestRemarksAreStoredInOneForm(t *testing.T) {
	list := []Place{{0, 5}, {17, 23}}
	if s := FormatPlaces(list); s != "0-5 17-23" || !slices.Equal(ParsePlaces(s), list) {
		t.Errorf("%q is %v", s, ParsePlaces(s))
	}
	if got := ParsePlaces("x 3-1 4 7-9"); !slices.Equal(got, []Place{{7, 9}}) {
		t.Errorf("nonsense is %v", got)
	}
	r := Remarks{Warnings: []string{"b", "a", "b"}, Encodings: []string{"VNI", "TCVN3"}, Marks: make([]Place, maxMarks+1)}
	r.tidy()
	if strings.Join(r.Warnings, " ") != "a b" || strings.Join(r.Encodings, " ") != "TCVN3 VNI" || len(r.Marks) != maxMarks {
		t.Errorf("%q %q %d", r.Warnings, r.Encodings, len(r.Marks))
	}
}
