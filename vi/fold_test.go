package vi_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"hoso/vi"
)

// forms writes a text in the ways in which the same text comes in: composed,
// decomposed, both in one string, with spaces that do not break and characters
// without width, with look-alikes of đ.
func forms(rng *rand.Rand, s string) map[string]string {
	var mixed, wide strings.Builder
	for _, r := range norm.NFC.String(s) {
		switch rng.IntN(3) {
		case 0:
			mixed.WriteString(norm.NFD.String(string(r)))
		default:
			mixed.WriteRune(r)
		}
		if r == ' ' {
			r = []rune{'\u00a0', '\u202f', '\t', '\u2009'}[rng.IntN(4)]
		}
		wide.WriteRune(r)
		if rng.IntN(4) == 0 {
			wide.WriteRune([]rune{'\u200b', '\u00ad', '\u2060', '\ufeff', '\u200e'}[rng.IntN(5)])
		}
	}
	return map[string]string{
		"composed": norm.NFC.String(s), "decomposed": norm.NFD.String(s), "mixed": mixed.String(), "spaces": wide.String(),
		"look-alike": strings.NewReplacer("đ", "ð", "Đ", "Ð").Replace(norm.NFC.String(s)),
	}
}

func TestEveryFormOfANameFoldsAlike(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 1))
	for _, l := range listedNames(t) {
		want := vi.Fold(l.before + " " + l.given[0])
		for i := range 2 * len(l.given) {
			full := l.before + " " + l.given[i%len(l.given)]
			for form, s := range forms(rng, full) {
				if got := vi.Fold(s); got != want {
					t.Errorf("%s, %s: folds to %q, want %q", full, form, got, want)
				}
				if got := vi.TextKey(s); got != vi.TextKey(full) && form != "spaces" {
					t.Errorf("%s, %s: another key", full, form)
				}
			}
		}
	}
}

func TestFoldIsIdempotent(t *testing.T) {
	for r := rune(1); r < 0x30000; r++ { // every character by itself and after a letter
		for _, s := range []string{string(r), "a" + string(r), "a" + string(r) + "b"} {
			once := vi.Fold(s)
			if vi.Fold(once) != once || vi.Fold(norm.NFC.String(s)) != once || vi.Fold(norm.NFD.String(s)) != once {
				t.Errorf("U+%04X: folds to %q, then %q", r, once, vi.Fold(once))
			}
		}
	}
}

func TestFoldLookAlikes(t *testing.T) {
	for in, want := range map[string]string{
		"H’Hen Niê": "h'hen nie", "HʼHen Niê": "h'hen nie", "Y Ƀih": "y bih", "a ― b": "a - b", "QĐ∕TW": "qd/tw", "Đắk\u200e Lắk": "dak lak",
	} {
		if got := vi.Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

// Whatever comes in, in any Unicode form: the same keys, made of what both
// databases order alike.
func FuzzTextKey(f *testing.F) {
	f.Add("Hoà Bình", "Hòa Bình")
	f.Add("Y Niê-Kdăm", "\u0301a")
	f.Fuzz(func(t *testing.T, a, b string) {
		a, b = strings.ToValidUTF8(a, ""), strings.ToValidUTF8(b, "")
		key := vi.SortKey(a, b, b)
		if vi.SortKey(norm.NFD.String(a), norm.NFC.String(b), norm.NFD.String(b)) != key {
			t.Errorf("keys of %q and %q differ by Unicode form", a, b)
		}
		if strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r > 'z' }) {
			t.Errorf("key %q", key)
		}
	})
}
