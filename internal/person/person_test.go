package person_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/person"
	"hoso/vi"
)

// A name is kept in its parts as it was given; only spaces and Unicode form are
// tidied.
func TestNew(t *testing.T) {
	long := strings.Repeat("ế", person.MaxPart)
	for name, c := range map[string]struct {
		in   person.Name
		full string
		want string
	}{
		"three parts":     {person.Name{Family: "Nguyễn", Middle: "Thị Minh", Given: "Khai"}, "Nguyễn Thị Minh Khai", ""},
		"given name only": {person.Name{Given: "Điểu"}, "Điểu", ""},
		"no middle":       {person.Name{Family: "Lò", Given: "Ánh"}, "Lò Ánh", ""},
		"double family":   {person.Name{Family: "Tôn  Thất", Given: " Tùng "}, "Tôn Thất Tùng", ""},
		"mark inside":     {person.Name{Family: "Niê", Given: "H'Hen"}, "Niê H'Hen", ""},
		"decomposed":      {person.Name{Family: "Le\u0302", Given: "A\u0301nh"}, "Lê Ánh", ""},
		"longest":         {person.Name{Family: long, Given: "An"}, long + " An", ""},
		"too long":        {person.Name{Family: long + "a", Given: "An"}, "", "person.name.long"},
		"no given name":   {person.Name{Family: "Lê", Middle: "Thị", Given: " \t"}, "", "person.name.given"},
	} {
		unit, managing := id.New(), id.New()
		p, err := person.New(c.in, unit, managing)
		if err != nil {
			if errs.Of(err).Code != c.want {
				t.Errorf("%s: %v, want %q", name, err, c.want)
			}
			continue
		}
		if p.Full() != c.full || c.want != "" || p.Unit != unit || p.Managing != managing || p.ID.IsZero() {
			t.Errorf("%s: %q of %v, want %q", name, p.Full(), p.Unit, c.full)
		}
	}
}

// All faults of a name are said at once.
func TestAllFaults(t *testing.T) {
	_, err := person.New(person.Name{Family: strings.Repeat("x", person.MaxPart+1)}, id.New(), id.New())
	if parts := errs.Of(err).Parts; len(parts) != 2 || parts[0].Arg("field") != "family" || parts[1].Arg("field") != "given" {
		t.Errorf("%v", err)
	}
}

// The order in which a clerk looks for people: given name, then family and
// middle names, letters before tones.
func TestOrderOfAList(t *testing.T) {
	want := []person.Name{
		{Family: "Trần", Middle: "Văn", Given: "An"}, {Family: "Vũ", Given: "An"}, {Family: "Bùi", Middle: "Thị", Given: "Ánh"},
		{Family: "Lê", Middle: "Hữu", Given: "Ân"}, {Family: "Nguyễn", Given: "Bình"}, {Family: "Nguyễn", Middle: "Đức", Given: "Bình"},
		{Family: "Nguyễn", Middle: "Thị", Given: "Bình"}, {Family: "Phạm", Given: "Dũng"}, {Family: "Đặng", Given: "Đạt"},
		{Family: "Niê", Given: "H'Hen"}, {Family: "Hồ", Middle: "Thị", Given: "Thùy"}, {Family: "Hồ", Middle: "Thị", Given: "Thuỷ"},
		{Family: "Hồ", Middle: "Thị", Given: "Thúy"}, {Family: "Đoàn", Given: "Ưng"}, {Family: "Cao", Given: "Ỷ Lan"},
	}
	got := slices.Clone(want)
	rand.New(rand.NewPCG(3, 46)).Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
	slices.SortFunc(got, func(a, b person.Name) int {
		return strings.Compare(vi.SortKey(a.Family, a.Middle, a.Given), vi.SortKey(b.Family, b.Middle, b.Given))
	})
	if !slices.Equal(got, want) {
		t.Errorf("order\n got %v\nwant %v", got, want)
	}
}
