package legacy_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"hoso/vi"
	"hoso/vi/legacy"
)

func describe(list []legacy.Damage) string {
	var words []string
	for _, d := range list {
		sign := "?"
		if d.Sure {
			sign = "!"
		}
		words = append(words, d.Word+sign+strings.Join(d.Maybe, "/"))
	}
	return strings.Join(words, " ")
}

func TestDamage(t *testing.T) {
	for in, want := range map[string]string{
		"NguyÔn V¨n Tr\u00adêng":      "", // nothing was lost
		"NguyÔn V¨n Trêng":            "Trờng!Trường",
		"®îc":                         "đợc!được",
		"Tr-êng":                      "Tr-ờng!Trường",
		"l-¬ng":                       "l-ơng!lương",
		"T- ph¸p":                     "T-!Tư",
		"Thõa Thiªn-HuÕ":              "",                  // a hyphen between words
		"Hng, ch\u00ada":              "Hng!Hưng",          // one lost, one kept
		"®îc cha":                     "đợc!được cha?chưa", // all lost: cha may be chưa
		"ph¶i cha":                    "",                  // nothing shows that any was lost
		"v.v. UBND tØnh, ®/c L©m, TW": "",
		"Microsoft ViÖt Nam":          "",
	} {
		text := legacy.Decode(in, legacy.TCVN3, false)
		if got := describe(text.Damage); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := describe(legacy.Decode("TRNG -ƯƠNG TR¦NG", legacy.TCVN3, true).Damage); got != "TRNG!TRƯNG" {
		t.Errorf("capitals: %q", got)
	}
}

// What Decode gives is never better than what came: the letter is not put back.
func TestDamageIsNotRepaired(t *testing.T) {
	if got := legacy.Propose("®îc c«ng nhËn").After; got != "đợc công nhận" {
		t.Errorf("%q", got)
	}
}

// Of the words that lost a ư in text that lost them all, most are named with what
// they were: not in a text in which every word that is left is one. Undamaged
// text is not accused.
func TestDamageOnText(t *testing.T) {
	words := vocabulary(t)
	encode := encoder(t, legacy.TCVN3)
	rng := rand.New(rand.NewPCG(12, 1))
	lost, named, accused, texts := 0, 0, 0, 300
	for range texts {
		plain := cell(rng, words, 40)
		source := encode(plain)
		accused += len(legacy.Decode(source, legacy.TCVN3, false).Damage)
		list := legacy.Decode(strings.ReplaceAll(source, "\u00ad", ""), legacy.TCVN3, false).Damage
		for _, w := range strings.Fields(plain) {
			if strings.Contains(w, "ư") {
				lost++
				if slices.ContainsFunc(list, func(d legacy.Damage) bool { return slices.Contains(d.Maybe, vi.NFC(w)) }) {
					named++
				}
			}
		}
	}
	t.Logf("%d words lost ư, %d named; %d words accused in %d whole texts", lost, named, accused, texts)
	if lost < 100 || named < lost*85/100 || accused > texts/20 {
		t.Error("too few named or too many accused")
	}
}

func TestColumn(t *testing.T) {
	cells := []string{
		"NguyÔn V¨n Tr\u00adêng", // TCVN3
		"Nguyeãn Vaên Tröôøng",   // VNI
		"Nguyễn Văn Trường",      // Unicode
		"Nguyen Van Truong",
		"12/5/2003", "",
		"mãn",           // a word as it stands; món in TCVN3
		"Nguyễn V¨n An", // mixed in itself
	}
	want := []string{"Nguyễn Văn Trường", "Nguyễn Văn Trường", "Nguyễn Văn Trường", "Nguyen Van Truong", "12/5/2003", "", "mãn", "Nguyễn Văn An"}
	for i, p := range legacy.Column(cells) {
		if p.After != want[i] {
			t.Errorf("%q: %q, want %q", cells[i], p.After, want[i])
		}
		if mixed := i == 7; p.Guess.Mixed != mixed {
			t.Errorf("%q: mixed %t", cells[i], p.Guess.Mixed)
		}
	}
}

// Where every cell that can tell agrees, one that cannot follows, and says so.
func TestColumnFollowsItsOnlyEncoding(t *testing.T) {
	list := legacy.Column([]string{"NguyÔn V¨n B×nh", "Lª ThÞ Hoµ", "mãn", "TrÇn Hng", "Hng", "DHL"})
	if p := list[2]; p.After != "món" || p.Guess.Confidence > 0.5 || !slices.Contains(p.Guess.Also, legacy.Unicode) {
		t.Errorf("%+v", p)
	}
	for i, want := range map[int]string{3: "Hng!Hưng", 4: "Hng!Hưng", 5: ""} {
		if got := describe(list[i].Damage); got != want {
			t.Errorf("%q: damage %q, want %q", list[i].Before, got, want)
		}
	}
}

func TestMixedCell(t *testing.T) {
	for _, c := range []struct{ in, after, either string }{
		{"Nguyễn V¨n An", "Nguyễn Văn An", ""},
		{"Nguyễn Vaên An", "Nguyễn Văn An", ""},
		{"Đặng ThÞ mãn", "Đặng Thị mãn", "mãn"},
		{"Đặng Thị Mùi", "Đặng Thị Mùi", ""},
	} {
		p := legacy.Propose(c.in)
		if p.After != c.after || strings.Join(p.Either, " ") != c.either {
			t.Errorf("%q: %q, either %q", c.in, p.After, p.Either)
		}
	}
}
