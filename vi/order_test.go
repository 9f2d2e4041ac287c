package vi_test

import (
	"cmp"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"hoso/vi"
)

// listed is a person of testdata/names.txt: the given name in its spellings and
// the words before it.
type listed struct {
	given  []string
	before string
}

func listedNames(t *testing.T) []listed {
	t.Helper()
	text, err := os.ReadFile("testdata/names.txt")
	if err != nil {
		t.Fatal(err)
	}
	var list []listed
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		given, bearers, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			t.Fatalf("no bearer in %q", line)
		}
		for _, b := range strings.Split(bearers, ", ") {
			list = append(list, listed{strings.Split(given, "="), b})
		}
	}
	return list
}

func TestListOrder(t *testing.T) {
	list := listedNames(t)
	if len(list) < 300 {
		t.Fatalf("%d names", len(list))
	}
	key := func(l listed, spelling int) string {
		family, middle, _ := strings.Cut(l.before, " ")
		return vi.SortKey(family, middle, l.given[spelling%len(l.given)])
	}
	for i, l := range list {
		if key(l, 0) != key(l, 1) {
			t.Errorf("%v: the two spellings have different keys", l.given)
		}
		if i > 0 && key(list[i-1], i) >= key(l, i) {
			t.Errorf("%s %v should come before %s %v", list[i-1].before, list[i-1].given, l.before, l.given)
		}
	}
}

// Sorted from any start, in any Unicode form, the list comes out the same.
func TestListOrderFromAnyStart(t *testing.T) {
	want := listedNames(t)
	rng := rand.New(rand.NewPCG(7, 7))
	got := slices.Clone(want)
	rng.Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
	key := map[string]string{}
	for _, l := range got {
		form := []norm.Form{norm.NFC, norm.NFD}[rng.IntN(2)]
		key[l.before+l.given[0]] = vi.SortKey(form.String(l.before), "", strings.ToUpper(l.given[rng.IntN(len(l.given))]))
	}
	slices.SortFunc(got, func(a, b listed) int { return strings.Compare(key[a.before+a.given[0]], key[b.before+b.given[0]]) })
	for i := range want {
		if got[i].before != want[i].before || got[i].given[0] != want[i].given[0] {
			t.Fatalf("place %d: %v, want %v", i, got[i], want[i])
		}
	}
}

// slowly compares two texts by the rule itself, with its own tables: nothing of
// it comes from the package.
func slowly(a, b string) int {
	x, y := slowSyllables(a), slowSyllables(b)
	for i := range min(len(x), len(y)) {
		if c := cmp.Or(slices.Compare(x[i].letters, y[i].letters), cmp.Compare(x[i].tone, y[i].tone)); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(x), len(y))
}

type slowSyllable struct {
	letters []int
	tone    int
}

// tones names each vowel with each tone; the column is the tone.
var tones = []string{
	"aàảãáạ", "ăằẳẵắặ", "âầẩẫấậ", "eèẻẽéẹ", "êềểễếệ", "iìỉĩíị", "oòỏõóọ", "ôồổỗốộ", "ơờởỡớợ", "uùủũúụ", "ưừửữứự", "yỳỷỹýỵ",
}

var slowAlphabet = []rune("0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")

// slowVowels gives each vowel with a tone its letter and column.
var slowVowels = func() map[rune]slowVowel {
	m := map[rune]slowVowel{}
	for _, row := range tones {
		for t, r := range []rune(row) {
			m[r] = slowVowel{[]rune(row)[0], t}
		}
	}
	return m
}()

type slowVowel struct {
	letter rune
	tone   int
}

func slowSyllables(s string) []slowSyllable {
	var list []slowSyllable
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		var y slowSyllable
		for _, r := range w {
			if v, ok := slowVowels[r]; ok {
				r, y.tone = v.letter, max(y.tone, v.tone)
			}
			y.letters = append(y.letters, slices.Index(slowAlphabet, r))
		}
		list = append(list, y)
	}
	return list
}

// draw makes a text of syllables that are near to each other, so that every
// step of the comparison decides often.
func draw(rng *rand.Rand) string {
	onsets := []string{"", "", "b", "d", "đ", "h", "H", "ng", "t", "tr"}
	ends := []string{"", "", "c", "n", "nh", "ng", "7"}
	var list []string
	for range 1 + rng.IntN(3) {
		row := []rune(tones[rng.IntN(len(tones))])
		list = append(list, onsets[rng.IntN(len(onsets))]+string(row[rng.IntN(6)])+ends[rng.IntN(len(ends))])
	}
	return strings.Join(list, []string{" ", "-", "  "}[rng.IntN(3)])
}

func TestKeyOrderIsTheRule(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 5))
	for range 40_000 {
		a, b := draw(rng), draw(rng)
		if got, want := strings.Compare(vi.TextKey(a), vi.TextKey(b)), slowly(a, b); got != want {
			t.Fatalf("%q and %q: keys say %d, the rule says %d", a, b, got, want)
		}
	}
}

// Persons by the rule: given name, then what stands before it.
func TestSortKeyOrderIsTheRule(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 5))
	for range 20_000 {
		a, b := [3]string{draw(rng), draw(rng), draw(rng)}, [3]string{draw(rng), draw(rng), draw(rng)}
		if rng.IntN(2) == 0 {
			b[2] = a[2]
		}
		got := strings.Compare(vi.SortKey(a[0], a[1], a[2]), vi.SortKey(b[0], b[1], b[2]))
		if want := cmp.Or(slowly(a[2], b[2]), slowly(a[0]+" "+a[1], b[0]+" "+b[1])); got != want {
			t.Fatalf("%q and %q: keys say %d, the rule says %d", a, b, got, want)
		}
	}
}

// The order is total and transitive: keys are compared as strings, so it is
// enough that a key is made of what strings in both databases order alike.
func TestKeysArePlain(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	for range 20_000 {
		s := draw(rng) + string(rune(rng.IntN(0x11000))) + draw(rng)
		for _, c := range []byte(vi.TextKey(s)) {
			if c < ' ' || c > 'z' {
				t.Fatalf("key of %q has the byte %q", s, c)
			}
		}
	}
}

// The rule itself is transitive; a comparison with holes would sort at random.
func TestRuleIsTransitive(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 9))
	for range 20_000 {
		a, b, c := draw(rng), draw(rng), draw(rng)
		if slowly(a, b) != -slowly(b, a) || slowly(a, b) <= 0 && slowly(b, c) <= 0 && slowly(a, c) > 0 {
			t.Fatalf("%q %q %q", a, b, c)
		}
	}
}

// Marks that Vietnamese does not know sort with their letter.
func TestForeignMarksSortWithTheirLetter(t *testing.T) {
	for a, b := range map[string]string{"Müller": "Muller", "Ayŭn": "Ayun", "Čăm": "Căm", "Ƀuôn": "Buôn", "Kơ̆n": "Kơn", "Ðức": "Đức"} {
		if vi.TextKey(a) != vi.TextKey(b) {
			t.Errorf("%s and %s have different keys", a, b)
		}
	}
}
