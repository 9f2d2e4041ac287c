package vi_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"hoso/vi"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Nguyễn Thị Thuý Hoà":         "nguyen thi thuy hoa",
		"Nguyễn Thị Thúy Hòa":         "nguyen thi thuy hoa",
		"ĐẶNG Quốc Ưng":               "dang quoc ung",
		"Ðặng quốc\u00a0ưng":          "dang quoc ung",
		"  hai   khoảng \t trắng ":    "hai khoang trang",
		"126\u2011QĐ/TW":              "126-qd/tw",
		"126 \u2013 QÐ\u2044TW":       "126 - qd/tw",
		"Tru\u00ad\u200bng ương":      "trung uong",
		norm.NFD.String("Phạm Ngữ Ỷ"): "pham ngu y",
		"":                            "",
	} {
		if got := vi.Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

// The order that a clerk expects in a list of given names and of units.
func TestTextKeyOrder(t *testing.T) {
	want := []string{
		"12", "An", "Ân", "Bình", "Da", "Dạ", "Đa", "Hà", "Hạ", "Hoa", "Hòa", "Hoà Bình", "Hoá",
		"ma", "mà", "mả", "mã", "má", "mạ", "Thuỳ", "Thuỷ", "Thũy", "Thuý", "Thụy", "Ưng", "Vân", "Yên",
	}
	got := slices.Clone(want)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
	slices.SortStableFunc(got, func(a, b string) int { return strings.Compare(vi.TextKey(a), vi.TextKey(b)) })
	if !slices.Equal(got, want) {
		t.Errorf("order\n got %v\nwant %v", got, want)
	}
}

func TestSortKeyByGivenName(t *testing.T) {
	type name struct{ family, middle, given string }
	want := []name{
		{"Trần", "Văn", "An"}, {"Lê", "Thị", "Ánh"}, {"Nguyễn", "", "Bình"}, {"Nguyễn", "Thị", "Bình"}, {"Phạm", "Đức", "Bình"},
		{"Võ", "", "Đạt"}, {"Bùi", "Thị", "Thùy"}, {"Bùi", "Thị", "Thuỷ"}, {"Cao", "", "Ỷ"},
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, func(a, b name) int {
		return strings.Compare(vi.SortKey(a.family, a.middle, a.given), vi.SortKey(b.family, b.middle, b.given))
	})
	if !slices.Equal(got, want) {
		t.Errorf("order\n got %v\nwant %v", got, want)
	}
}

func FuzzFold(f *testing.F) {
	f.Add("Nguyễn Thị Thuý Hoà")
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "")
		if a, b := vi.Fold(norm.NFC.String(s)), vi.Fold(norm.NFD.String(s)); a != b {
			t.Errorf("composed %q, decomposed %q", a, b)
		}
		if once := vi.Fold(s); vi.Fold(once) != once {
			t.Errorf("folding %q again gives %q", once, vi.Fold(once))
		}
		if vi.TextKey(norm.NFC.String(s)) != vi.TextKey(norm.NFD.String(s)) {
			t.Errorf("keys of %q differ by Unicode form", s)
		}
	})
}

// Names with marks inside are found word by word, like all others.
func TestFoldWords(t *testing.T) {
	for in, want := range map[string]string{"H'Hen Niê": "h hen nie", "Y Niê-Kdăm": "y nie kdam", " Lê  Lê ": "le le", "": ""} {
		if got := vi.FoldWords(in); got != want {
			t.Errorf("FoldWords(%q) = %q, want %q", in, got, want)
		}
	}
}
