package legacy_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"hoso/vi"
	"hoso/vi/legacy"
)

// vocabulary gives the words of the repository's texts and names, those with
// marks and those without, as running text has them.
func vocabulary(t testing.TB) []string {
	var list []string
	for _, text := range repoTexts(t) {
		for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
			if vi.IsSyllable(w) {
				list = append(list, small(w))
			}
		}
	}
	slices.Sort(list) // map order is not repeated
	return list
}

var english = strings.Fields(`the of and to in is a meeting minutes director report annual budget project training certificate office
 department human resources Excel Windows version page total number date email Microsoft list staff 2024 12/5/2023 3.14 A4 B2 IELTS TOEFL`)

// foreign are words with marks of other languages.
var foreignWords = strings.Fields(`café résumé Müller naïve São Zürich señor façade Noël Zoë Beyoncé Ångström Škoda Łódź coöperate Málaga fiancé Übersicht
 garçon déjà piñata Köln Москва 東京 10µm ±5 m² §12 ©2020 Nokia® «bonjour» 50£ 30°C 1½ Windows™ São-Tomé`)

func cell(rng *rand.Rand, words []string, n int) string {
	var list []string
	for range n {
		list = append(list, words[rng.IntN(len(words))])
	}
	return strings.Join(list, " ")
}

var lengths = []int{1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 40}

// In each encoding, cells of 1 to 40 words: what Detect says outright, and what
// it leaves open and names in Also. Never may it be wrong and sure.
func TestDetectLegacy(t *testing.T) {
	words := vocabulary(t)
	for _, e := range encodings {
		encode := encoder(t, e)
		rng := rand.New(rand.NewPCG(2, 3))
		for _, n := range lengths {
			var right, open, wrong, cells int
			for cells < 500 {
				plain := cell(rng, words, n)
				s := encode(plain)
				if s == plain || legacy.Decode(s, e, false).Text == s {
					continue // nothing to tell
				}
				cells++
				switch g := legacy.Detect(s); {
				case g.Encoding == e, legacy.Decode(s, g.Encoding, false).Text == plain:
					right++
				case slices.Contains(g.Also, e) || g.Confidence <= 0.5:
					open++
				default:
					wrong++
					t.Logf("%s: %q (%s) is %s, %.2f, also %v", e, s, plain, g.Encoding, g.Confidence, g.Also)
				}
			}
			t.Logf("%s, %2d words: of %d cells %d right, %d left open, %d wrong", e, n, cells, right, open, wrong)
			if least := map[bool]int{true: 480, false: 330}[n >= 5]; right < least || wrong > 2 { // the texts change
				t.Errorf("%s, %d words: %d right, %d wrong", e, n, right, wrong)
			}
		}
	}
}

// apart decomposes Vietnamese text.
var apart = func() *strings.Replacer {
	var list []string
	for _, base := range strings.Split("aeiouyAEIOUY", "") {
		for _, mark := range []string{"", "\u0302", "\u0306", "\u031b"} {
			for _, tone := range []string{"", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"} {
				if c := vi.NFC(base + mark + tone); len([]rune(c)) == 1 && c != base {
					list = append(list, c, base+mark+tone)
				}
			}
		}
	}
	return strings.NewReplacer(list...)
}()

// Unicode is never taken for anything else, composed or decomposed, with English
// and numbers in it.
func TestDetectUnicode(t *testing.T) {
	words := vocabulary(t)
	rng := rand.New(rand.NewPCG(6, 3))
	for i := range 10_000 {
		s := cell(rng, words, 1+rng.IntN(40))
		if i%3 == 0 {
			s += " " + cell(rng, english, 1+rng.IntN(5))
		}
		if i%4 == 0 {
			s = apart.Replace(s)
		}
		if g := legacy.Detect(s); g.Encoding != legacy.Unicode {
			t.Errorf("%q is %+v", s, g)
		}
	}
}

func TestDetectWithoutMarks(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 4))
	for range 5_000 {
		s := cell(rng, english, 1+rng.IntN(40))
		if g := legacy.Detect(s); g.Encoding != legacy.Unicode || g.Confidence != 1 || g.Also != nil {
			t.Errorf("%q is %+v", s, g)
		}
	}
}

// Marks of other languages, alone and in English.
func TestDetectForeign(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 5))
	for _, w := range foreignWords {
		if g := legacy.Detect(w); g.Encoding != legacy.Unicode {
			t.Errorf("%q is %+v", w, g)
		}
	}
	for range 5_000 {
		s := cell(rng, english, 1+rng.IntN(20)) + " " + cell(rng, foreignWords, 1+rng.IntN(3))
		if g := legacy.Detect(s); g.Encoding != legacy.Unicode {
			t.Errorf("%q is %+v", s, g)
		}
	}
}

// Legacy text with English and numbers in it is found all the same.
func TestDetectLegacyAmongEnglish(t *testing.T) {
	words := vocabulary(t)
	for _, e := range encodings {
		encode := encoder(t, e)
		rng := rand.New(rand.NewPCG(6, 6))
		wrong := 0
		for range 1_000 {
			s := encode(cell(rng, words, 10)) + " " + cell(rng, english, 1+rng.IntN(6))
			if legacy.Detect(s).Encoding != e {
				wrong++
			}
		}
		if wrong > 5 {
			t.Errorf("%s: %d of 1000 missed", e, wrong)
		}
	}
}

// A guess that claims more is right more often.
func TestConfidenceMeansSomething(t *testing.T) {
	words := vocabulary(t)
	rng := rand.New(rand.NewPCG(8, 6))
	encode := map[legacy.Encoding]func(string) string{legacy.Unicode: func(s string) string { return s }}
	all := []legacy.Encoding{legacy.Unicode}
	for _, e := range encodings {
		encode[e] = encoder(t, e)
		all = append(all, e)
	}
	var right, total [11]int
	for range 20_000 {
		e := all[rng.IntN(len(all))]
		plain := cell(rng, words, 1+rng.IntN(4))
		s := encode[e](plain)
		g := legacy.Detect(s)
		bucket := int(g.Confidence * 10)
		total[bucket]++
		if legacy.Decode(s, g.Encoding, false).Text == plain {
			right[bucket]++
		}
	}
	for i, n := range total {
		if n > 0 {
			t.Logf("confidence %.1f: %d of %d right", float64(i)/10, right[i], n)
		}
		if i >= 7 && n > 0 && float64(right[i]) < 0.97*float64(n) {
			t.Errorf("confidence %.1f: %d of %d right", float64(i)/10, right[i], n)
		}
	}
}

func TestDetectCapital(t *testing.T) {
	for s, want := range map[string]bool{
		"CéNG HßA X· HéI": true, "Lª Hµ": false, "NguyÔn V¨n An": false, "Hµ Néi": false, "ñY BAN NH¢N D¢N": true, "UBND tØnh": false,
	} {
		if g := legacy.Detect(s); g.Encoding != legacy.TCVN3 || g.Capital != want {
			t.Errorf("%q: %+v", s, g)
		}
	}
}

// Nothing panics, what is not to be converted comes back, and offsets hold.
func FuzzDetect(f *testing.F) {
	for _, s := range []string{"NguyÔn V¨n Tr\u00adêng", "Nguyeãn Vaên Tröôøng", "Nguyễn V¨n", "®-îc", "café", "\u0301a", "CéNG HßA", "ÔÙ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = legacy.FromBytes([]byte(s))
		p := legacy.Propose(s)
		g := p.Guess
		if g.Confidence < 0 || g.Confidence > 1 || slices.Contains(g.Also, g.Encoding) {
			t.Errorf("%q: %+v", s, g)
		}
		if g.Encoding == legacy.Unicode && !g.Mixed && p.After != vi.NFC(s) {
			t.Errorf("%q became %q", s, p.After)
		}
		for _, u := range g.Unfit {
			if !strings.HasPrefix(p.Before[u.At:], string(u.Rune)) {
				t.Errorf("%q: no %q at %d", p.Before, u.Rune, u.At)
			}
		}
		for _, d := range p.Damage {
			if !strings.HasPrefix(p.After[d.At:], d.Word) || len(d.Maybe) == 0 {
				t.Errorf("%q: %+v", p.After, d)
			}
		}
		for _, e := range encodings {
			if out := legacy.Decode(s, e, false).Text; out != vi.NFC(out) {
				t.Errorf("%q in %s is not composed", s, e)
			}
		}
	})
}
