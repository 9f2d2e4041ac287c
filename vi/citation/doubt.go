package citation

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"hoso/vi"
)

// Doubt is why a person should look at a citation again: the reader mended
// something, or the text does not say enough to be sure which document it is.
type Doubt string

// The doubts. What a careful clerk would copy without a second look has none.
const (
	// Damaged: letters were read as digits (l7O5 is 1705), or the type word has
	// wrong letters or marks (Nghị đinh, Tờ trlnh), as scanners and converters leave
	// them. Words typed without any mark are not damaged.
	Damaged Doubt = "damaged"
	// Misprint: the number is not written as numbers are (34/CT-TW, 68-QĐ.TW,
	// 41-QD/TW, 01/2011/TTBNV, 124/QĐ/TTg).
	Misprint Doubt = "misprint"
	// Disagrees: the text contradicts itself: the type word is another than the
	// symbol (Thông báo số 394-QĐ/TU), or the year in the number than the date's.
	Disagrees Doubt = "disagrees"
	// SharedWord: what is named has no symbol of its own, and its type word stands
	// before another member of the list ("các quy định 50 năm 2021, 41 năm 2021").
	SharedWord Doubt = "shared_word"
	// NoKind: neither a type word nor a symbol says the type (1290/BKTB-TCCB); it is
	// taken for an official letter.
	NoKind Doubt = "no_kind"
	// NoSymbol: a type word and digits (Quyết định số 80/2022) of a document that the
	// text has not cited in full before.
	NoSymbol Doubt = "no_symbol"
	// BadDate: what follows "ngày" is no day of a calendar, or has no year (ngày
	// 31/02/2021, ngày 22/7).
	BadDate Doubt = "bad_date"
	// TitleOnly: named by title or session, without number, date, year or term.
	TitleOnly Doubt = "title_only"
	// Antecedent: a short form that suits more than one citation before it.
	Antecedent Doubt = "antecedent"
)

// Doubts gives the doubts about each citation of one text, nil for most, in the
// order of the constants. It judges what Find gave and not the text. The own
// number line has at most Damaged and Misprint.
func Doubts(list []Citation) [][]Doubt {
	all := make([][]Doubt, len(list))
	for i, c := range list {
		other, cite := c.Role != Self, c.Role == Cite
		n := printedNumber(c.Number)
		for _, x := range []struct {
			doubt Doubt
			holds bool
		}{
			{Damaged, c.damaged()},
			{Misprint, n.misprinted(c.Surface)},
			{Disagrees, cite && c.disagrees(n)},
			{SharedWord, cite && c.listed() && n.symbols == nil && c.Plenum == "" || cite && c.Surface == c.Term},
			{NoKind, cite && c.KindWord == "" && n.kind == "" && c.Number != ""},
			{NoSymbol, cite && c.KindWord != "" && !c.listed() && c.Number != "" && n.symbols == nil && n.digits != ""},
			{BadDate, other && c.Date == "" && written.MatchString(vi.Fold(c.Surface))},
			{TitleOnly, cite && c.Number == "" && c.Date == "" && c.Year == 0 && c.Term == "" && c.Kind != codeConstitution && c.Kind != codeStatute},
			{Antecedent, c.Role == Alias && antecedents(list[:i], c) > 1},
		} {
			if x.holds {
				all[i] = append(all[i], x.doubt)
			}
		}
	}
	return all
}

// written finds a day in a folded span.
var written = regexp.MustCompile(`ngay ?[0-9lio]`)

// antecedents counts the documents that a short form may stand for.
func antecedents(before []Citation, c Citation) int {
	seen := map[string]bool{}
	digits := printedNumber(c.Number).digits
	for _, b := range before {
		n := printedNumber(b.Number)
		if n.symbols != nil && n.digits == digits && (b.KindWord == c.KindWord || b.Kind == c.Kind) {
			seen[b.Number] = true
		}
	}
	return len(seen)
}

// printed is a number cut at its joints.
type printed struct {
	digits  string // without leading zeros
	year    string
	joints  string   // that stand before each symbol
	symbols []string // of type, issuer and unit
	kind    string   // code, "" when the first symbol is none of a type
	exact   bool     // that symbol is written right
}

var numberForm = regexp.MustCompile(`^0*(\d+)[a-eA-E]?(?:\.\d+)?(?:/(\d{4}))?((?:[/.-][^/.-]+)*)$`)

func printedNumber(number string) (n printed) {
	m := numberForm.FindStringSubmatch(number)
	if m == nil { // a standard, or nothing
		if number != "" {
			n.symbols, n.kind, n.exact = []string{number}, number, true
		}
		return n
	}
	n.digits, n.year = m[1], m[2]
	for rest := m[3]; rest != ""; {
		end := strings.IndexAny(rest[1:], "/.-") + 1
		if end == 0 {
			end = len(rest)
		}
		n.joints += rest[:1]
		n.symbols = append(n.symbols, rest[1:end])
		rest = rest[end:]
	}
	if len(n.symbols) > 0 {
		n.readKind(n.symbols[0])
	}
	return n
}

func (n *printed) readKind(first string) {
	_, n.exact = symbols[first]
	if code, ok := symbolKind(first); ok {
		n.kind = code
	} else if n.year != "" {
		n.kind, _ = gluedKind(first)
	}
	f := vi.Fold(first)
	n.exact = n.exact || strings.HasPrefix(f, "qh") || strings.HasPrefix(f, "ubtvqh")
}

// Bodies whose documents are numbered in one way only.
var (
	ofParty = set("TW", "TU", "ThU")
	ofState = set("CP", "TTg", "UBND", "HĐND")
)

// misprinted reports a number of a known type that is not written as its kind
// of body writes numbers: 30/2020/NĐ-CP, 126-QĐ/TW. Capitals are no misprint where
// the span is in capitals.
func (n printed) misprinted(surface string) bool {
	if n.kind == "" || n.digits == "" {
		return false
	}
	capitals := surface == strings.ToUpper(surface)
	if !n.exact {
		return !capitals || !upperSymbols[n.symbols[0]]
	}
	if n.joints[0] == '.' {
		return true
	}
	if len(n.symbols) == 1 {
		return false
	}
	state, issuer := n.joints[0] == '/', n.symbols[1]
	switch {
	case strings.EqualFold(issuer, "TTg") && issuer != "TTg":
		return !capitals
	case state:
		return n.joints[1] != '-' && !n.joint() || ofParty[issuer]
	}
	return n.joints[1] != '/' || ofState[issuer]
}

// joint reports a document of several bodies, whose symbols a slash may part:
// 19/2008/NQLT/CP-UBTUMTTQVN.
func (n printed) joint() bool {
	f := vi.Fold(n.symbols[0])
	return strings.HasSuffix(f, "lt") || strings.HasSuffix(f, "lb") || strings.HasSuffix(f, "ln") || strings.HasSuffix(f, "ph")
}

// upperSymbols are the symbols of types in capitals.
var upperSymbols = func() map[string]bool {
	m := map[string]bool{}
	for s := range symbols {
		m[strings.ToUpper(s)] = true
	}
	return m
}()

// disagrees reports that the word is not of the symbol's type, or the number's
// year not the date's.
func (c Citation) disagrees(n printed) bool {
	if n.year != "" && (len(c.Date) > 4 && c.Date[:4] != n.year || c.Date == "" && c.Year > 0 && c.Year != atoi(n.year)) {
		return true
	}
	code := codeOfWord[c.KindWord]
	return code != "" && !c.listed() && len(n.symbols) > 0 && n.kind != "" && n.exact && code != c.Kind && !akin[code+" "+c.Kind]
}

// akin are types whose word and symbol are not told apart in use.
var akin = set("QyĐ QĐ", "QĐ QyĐ", "TT TTLT", "NQ NQLT", codeLetter+" TB")

// codeOfWord gives the code of a type word as citations report it.
var codeOfWord = func() map[string]string {
	m := map[string]string{}
	for _, list := range typeWords {
		for _, w := range list {
			m[w.word] = w.code
		}
	}
	for _, k := range kinds {
		m[k.Word] = k.Code
	}
	delete(m, "văn bản") // of any type
	return m
}()

// listed reports that the type word stands before another citation.
func (c Citation) listed() bool {
	if c.KindWord == "" {
		return false
	}
	first, _, _ := strings.Cut(vi.Fold(c.Surface), " ")
	return first == "so" || first == "trung" || strings.IndexFunc(first, unicode.IsDigit) == 0 || strings.Trim(first, "ivx") == ""
}

// damaged reports that number, date or type word stand otherwise in the span
// than they were read.
func (c Citation) damaged() bool {
	squashed := squash(c.Surface)
	if c.Number != "" && !strings.Contains(squashed, c.Number) && !strings.Contains(squash(strings.ToLower(c.Surface)), strings.ToLower(c.Number)) {
		return true
	}
	for _, w := range strings.FieldsFunc(c.Surface, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("/-.,:()", r) }) {
		digits := strings.Trim(w, "0123456789lIOo|") == "" && strings.ContainsAny(w, "0123456789") && strings.ContainsAny(w, "lIOo|")
		roman := strings.Trim(w, "XVIl1") == "" && strings.ContainsAny(w, "XV") && strings.ContainsAny(w, "l1")
		if digits || roman {
			return true
		}
	}
	return c.wordDamaged()
}

// squash writes a span as numbers are reported.
func squash(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.In(r, unicode.Cf):
			return -1
		case unicode.Is(unicode.Pd, r), r == '\u2212':
			return '-'
		case r == '\u2044', r == '\u2215':
			return '/'
		case r == '\u00D0':
			return 'Đ'
		}
		return r
	}, vi.NFC(s))
}

// wordDamaged compares the beginning of the span with the type word.
func (c Citation) wordDamaged() bool {
	want := strings.Fields(c.KindWord)
	said := strings.Fields(cutAtDigit(strings.ToLower(vi.NFC(c.Surface))))
	if len(want) == 0 || len(said) < len(want) || c.listed() {
		return false
	}
	word := strings.Join(said[:len(want)], " ")
	if word == c.KindWord || !marked(word) {
		return false
	}
	word = otherSpelling.Replace(word)
	folded, right := vi.Fold(word), vi.Fold(c.KindWord)
	return folded == right && word != c.KindWord || folded != right && distance([]byte(folded), []byte(right), 2)
}

// otherSpelling holds what is right and written otherwise here.
var otherSpelling = strings.NewReplacer("qui ", "quy ", "thoả", "thỏa", "uỷ", "ủy")

func cutAtDigit(s string) string {
	if i := strings.IndexFunc(s, unicode.IsDigit); i >= 0 {
		return s[:i]
	}
	return s
}

// marked reports that a word has any mark.
func marked(s string) bool {
	return strings.ContainsFunc(norm.NFD.String(s), func(r rune) bool { return r == 'đ' || unicode.Is(unicode.Mn, r) })
}
