package legacy_test

import (
	"encoding/hex"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"hoso/vi"
	"hoso/vi/legacy"
)

// letter is a line of testdata/letters.tsv.
type letter struct {
	letter string
	bytes  map[legacy.Encoding]string // as Windows-1252 draws them; none for most capitals of TCVN3
}

// latin gives bytes in hex as Windows-1252 draws them; all are above 0x9F or in
// ASCII, where it is Latin-1.
func latin(t testing.TB, digits string) string {
	b, err := hex.DecodeString(digits)
	if err != nil {
		t.Fatal(err)
	}
	var s strings.Builder
	for _, c := range b {
		s.WriteRune(rune(c))
	}
	return s.String()
}

func letters(t testing.TB) []letter {
	t.Helper()
	text, err := os.ReadFile("testdata/letters.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var list []letter
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Fields(line)
		l := letter{f[0], map[legacy.Encoding]string{legacy.VNI: latin(t, f[2]), legacy.Windows1258: latin(t, f[3])}}
		if f[1] != "-" {
			l.bytes[legacy.TCVN3] = latin(t, f[1])
		}
		list = append(list, l)
	}
	return list
}

// encoder writes text in an encoding as a typist did. In TCVN3 a capital with a
// tone is written as its small letter.
func encoder(t testing.TB, e legacy.Encoding) func(string) string {
	of := map[string]string{}
	for _, l := range letters(t) {
		of[l.letter] = l.bytes[e]
	}
	return func(s string) string {
		var b strings.Builder
		for _, r := range vi.NFC(s) {
			c, ok := of[string(r)]
			switch {
			case !ok:
				b.WriteRune(r)
			case c == "":
				b.WriteString(of[string(unicode.ToLower(r))])
			default:
				b.WriteString(c)
			}
		}
		return b.String()
	}
}

var encodings = []legacy.Encoding{legacy.TCVN3, legacy.VNI, legacy.Windows1258}

func TestEveryLetter(t *testing.T) {
	list := letters(t)
	if len(list) != 134 {
		t.Fatalf("%d letters", len(list))
	}
	seen := map[string]int{}
	for _, l := range list {
		for e, s := range l.bytes {
			seen[string(e)+s]++
			if got := legacy.Decode(s, e, false); got.Text != l.letter || got.Unfit != nil {
				t.Errorf("%s in %s: %q, unfit %v", l.letter, e, got.Text, got.Unfit)
			}
		}
	}
	for s, n := range seen {
		if n > 1 {
			t.Errorf("%q is %d letters", s, n)
		}
	}
}

// The capital font draws the small letter large, and so all 67 capitals.
func TestCapitalFont(t *testing.T) {
	capitals := 0
	for _, l := range letters(t) {
		s, ok := l.bytes[legacy.TCVN3]
		if got := legacy.Decode(s, legacy.TCVN3, true).Text; ok && got != strings.ToUpper(l.letter) {
			t.Errorf("%s: %q", l.letter, got)
		}
		if ok && strings.ToLower(l.letter) == l.letter {
			capitals++
		}
	}
	if capitals != 67 {
		t.Errorf("%d capitals", capitals)
	}
}

// A base may be large and its mark small: people let go of the shift key.
func TestVNIMarkInAnyCase(t *testing.T) {
	for _, l := range letters(t) {
		s := []rune(l.bytes[legacy.VNI])
		if len(s) != 2 {
			continue
		}
		for _, mark := range []rune{unicode.ToLower(s[1]), unicode.ToUpper(s[1])} {
			if got := legacy.Decode(string(s[0])+string(mark), legacy.VNI, false).Text; got != l.letter {
				t.Errorf("%s: %q", l.letter, got)
			}
		}
	}
}

// repoTexts gives the Vietnamese texts of the repository.
func repoTexts(t testing.TB) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, pattern := range []string{"../../internal/demo/texts/*.txt", "../citation/testdata/*.txt", "../testdata/names.txt", "../../README.vi.md"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatal(pattern, err)
		}
		for _, name := range names {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			texts[name] = vi.NFC(string(b))
		}
	}
	return texts
}

// small makes text what TCVN3 can hold without a capital font: words in capitals
// small, and capitals with a tone too.
func small(s string) string {
	const own = "ĂÂÊÔƠƯĐ"
	return strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII && !strings.ContainsRune(own, r) {
			return unicode.ToLower(r)
		}
		return r
	}, s)
}

func roundTrip(t *testing.T, name, text string) {
	t.Helper()
	for _, e := range encodings {
		encode := encoder(t, e)
		for _, c := range []struct {
			text    string
			capital bool
		}{{small(text), false}, {strings.ToUpper(text), true}} {
			want := c.text
			if e != legacy.TCVN3 {
				want = text
			}
			if got := legacy.Decode(encode(want), e, c.capital); got.Text != want {
				t.Errorf("%s in %s, capital %t: %s", name, e, c.capital, difference(got.Text, want))
			}
		}
	}
}

func difference(got, want string) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			from := max(0, i-20)
			return "got …" + strings.ToValidUTF8(got[from:min(len(got), i+20)], "?") + "…, want …" + strings.ToValidUTF8(want[from:min(len(want), i+20)], "?") + "…"
		}
	}
	return "lengths differ"
}

func TestRoundTripOfTheRepositorysTexts(t *testing.T) {
	for name, text := range repoTexts(t) {
		plainSigns := strings.NewReplacer("«", "\"", "»", "\"", "§", "", "·", "", "©", "")
		roundTrip(t, name, plainSigns.Replace(text))
	}
}

// generated makes text of random syllables, real and not, in random cases.
func generated(rng *rand.Rand) string {
	onsets := strings.Fields("b c ch d đ g gh gi h k kh l m n ng ngh nh ph qu r s t th tr v x Đ H Ng TH")
	vowels := []rune("aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ")
	ends := []string{"", "", "c", "ch", "m", "n", "ng", "nh", "p", "t", "i", "u", "ưa", "ươn", "iê", ",", ".", " 12"}
	var b strings.Builder
	for range 200 {
		v := vowels[rng.IntN(len(vowels))]
		if rng.IntN(6) == 0 {
			v = unicode.ToUpper(v)
		}
		b.WriteString(onsets[rng.IntN(len(onsets))] + string(v) + ends[rng.IntN(len(ends))] + " ")
	}
	return b.String()
}

func TestRoundTripOfGeneratedText(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 8))
	for range 50 {
		roundTrip(t, "generated", generated(rng))
	}
}

func TestFromBytes(t *testing.T) {
	for in, want := range map[string]string{
		"Nguy\xd4n V\xa8n Tr\xad\xeang": "Nguyễn Văn Trường",
		"\x93H\xb5 N\xe9i\x94 \x96":     "“Hà Nội” –",
		"H\xb5\xa0N\xe9i":               "Hà\u00a0Nội",
	} {
		if got := legacy.Decode(legacy.FromBytes([]byte(in)), legacy.TCVN3, false).Text; got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := legacy.FromBytes([]byte("Hà Nội")); got != "Hà Nội" {
		t.Errorf("UTF-8 became %q", got)
	}
}

// TCVN3 and VNI bytes of the repository's texts are never taken for UTF-8.
func TestFromBytesTellsUTF8(t *testing.T) {
	for name, text := range repoTexts(t) {
		for _, e := range encodings {
			for line := range strings.Lines(encoder(t, e)(small(text))) {
				b, ok := bytesOf(line)
				if ok && strings.IndexFunc(line, func(r rune) bool { return r > 127 }) >= 0 && legacy.FromBytes(b) != line {
					t.Errorf("%s in %s: %q became %q", name, e, line, legacy.FromBytes(b))
				}
			}
		}
	}
}

func bytesOf(s string) ([]byte, bool) {
	var b []byte
	for _, r := range s {
		if r > 0xff {
			return nil, false
		}
		b = append(b, byte(r))
	}
	return b, true
}

func TestUnfit(t *testing.T) {
	for _, c := range []struct {
		in   string
		e    legacy.Encoding
		text string
		n    int
	}{
		{"ViÖt Nam", legacy.TCVN3, "Việt Nam", 0},
		{"ViÖt Nàm", legacy.TCVN3, "Việt Nàm", 1},     // à has no place in TCVN3
		{"Nguyễn V¨n", legacy.TCVN3, "Nguyễn Văn", 1}, // ễ is Unicode, the word stays
		{"Tùn", legacy.VNI, "Tùn", 1},                 // ù after T
		{"aùù", legacy.VNI, "áù", 1},
		{"iù", legacy.VNI, "iù", 1},
		{"bÌ", legacy.Windows1258, "bÌ", 1}, // a tone on b
	} {
		if got := legacy.Decode(c.in, c.e, false); got.Text != c.text || len(got.Unfit) != c.n {
			t.Errorf("%q in %s: %q, unfit %v", c.in, c.e, got.Text, got.Unfit)
		}
	}
}

func TestFont(t *testing.T) {
	for name, want := range map[string]string{
		".VnTime": "tcvn3", ".VnTimeH": "tcvn3 capital", ".VnArial NarrowH": "tcvn3 capital", "VNI-Times": "vni",
		"Times New Roman": "", "": "", "VNtimes new roman": "",
	} {
		e, capital, ok := legacy.Font(name)
		got := ""
		if ok {
			got = string(e)
		}
		if capital {
			got += " capital"
		}
		if got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
