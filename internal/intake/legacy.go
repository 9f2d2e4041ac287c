package intake

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"hoso/internal/errs"
	"hoso/vi"
	"hoso/vi/legacy"
)

const (
	heardBytes = 64 << 10 // of lines with marks that are looked at to judge an encoding
	sureBytes  = 0.6      // confidence from which bytes are converted
	sureText   = 0.75     // and Unicode characters, which may be what they say
)

// face is what the font of some text says of its encoding. The zero face says
// nothing.
type face struct {
	encoding legacy.Encoding
	capital  bool // the font draws capitals only
}

func faceOf(font string) face {
	if e, capital, ok := legacy.Font(font); ok {
		return face{e, capital}
	}
	return face{}
}

// oldText turns the text of one file from encodings of before Unicode into
// Unicode. A file is read twice when it may hold such text: first it is heard,
// then judged as a whole, for a single line can read in several ways, and then
// converted piece by piece.
type oldText struct {
	raw      bool            // the file is bytes of an unknown page, seen as Windows-1252
	declared legacy.Encoding // of raw bytes, as the file itself says; "" when it does not
	heard    map[legacy.Encoding]*strings.Builder
	verdicts map[legacy.Encoding]verdict // nil while the file is heard

	from        []Conversion
	damaged     []string // words that seem to have lost letters, each once
	mixed, open bool
}

// verdict says how text is converted whose font says some encoding, or none.
type verdict struct {
	encoding   legacy.Encoding // Unicode: it stays
	mixed      bool            // some of it is Unicode already: every piece is judged again
	stated     bool            // by a font or the file itself
	confidence float64         // see Conversion
}

// tell is told every piece of text in order and gives it as it is to be written.
func (o *oldText) tell(f face, text string) string {
	if o.verdicts == nil {
		o.hear(f.encoding, text)
		return text
	}
	v := o.verdicts[f.encoding]
	if v.encoding == legacy.Unicode || v.encoding == "" {
		return text
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(o.convert(v, f.capital, line))
	}
	return b.String()
}

// hear keeps lines that can tell: those with a character beyond ASCII. In a font
// of capitals all lines can.
func (o *oldText) hear(e legacy.Encoding, text string) {
	if o.heard == nil {
		o.heard = map[legacy.Encoding]*strings.Builder{}
	}
	b := o.heard[e]
	if b == nil {
		b = &strings.Builder{}
		o.heard[e] = b
	}
	for line := range strings.Lines(text) {
		if b.Len() > heardBytes {
			return
		}
		if strings.IndexFunc(line, func(r rune) bool { return r > unicode.MaxASCII }) >= 0 {
			b.WriteString(line[:min(len(line), heardBytes)])
			b.WriteByte('\n')
		}
	}
}

// judge decides on all that was heard, and reports whether something is to be
// converted: then the file is read again. Bytes whose encoding cannot be told are
// refused; characters stay with a warning.
func (o *oldText) judge() (again bool, err error) {
	o.verdicts = map[legacy.Encoding]verdict{}
	for e, b := range o.heard {
		v := o.ofFont(e, b.String())
		if e == "" {
			if v, err = o.ofText(b.String()); err != nil {
				return false, err
			}
		}
		o.verdicts[e] = v
		again = again || v.encoding != legacy.Unicode
	}
	o.heard = nil
	return again, nil
}

// ofFont judges text whose font was made for e. The font is believed unless the
// text reads as it stands: whoever switched the keyboard to Unicode often kept it.
func (o *oldText) ofFont(e legacy.Encoding, text string) verdict {
	g := legacy.Detect(text)
	switch {
	case g.Mixed:
		o.mixed = true
		return verdict{encoding: e, mixed: true, stated: true, confidence: 1}
	case text != "" && g.Encoding == legacy.Unicode && g.Confidence >= 0.5 && !slices.Contains(g.Also, e):
		return verdict{encoding: legacy.Unicode}
	}
	return verdict{encoding: e, stated: true, confidence: 1}
}

// ofText judges text of which no font says anything.
func (o *oldText) ofText(text string) (verdict, error) {
	stays := verdict{encoding: legacy.Unicode}
	if o.declared != "" {
		return verdict{encoding: o.declared, stated: true, confidence: 1}, nil
	}
	if text == "" {
		return stays, nil
	}
	g := legacy.Detect(text)
	sure := !g.Mixed && len(g.Also) == 0
	switch {
	case o.raw && sure && g.Encoding != legacy.Unicode && g.Confidence >= sureBytes:
		return verdict{encoding: g.Encoding, confidence: g.Confidence}, nil
	case o.raw && sure && g.Confidence >= sureBytes && legacy.Decode(text, legacy.Windows1258, false).Text == vi.NFC(text):
		return verdict{encoding: legacy.Windows1258, confidence: g.Confidence}, nil // what the two pages have in common
	case o.raw:
		return stays, errs.Invalid("intake.file.encoding")
	case sure && g.Encoding != legacy.Unicode && g.Confidence >= sureText:
		return verdict{encoding: g.Encoding, confidence: g.Confidence}, nil
	}
	o.open = g.Encoding != legacy.Unicode || g.Mixed && 50*len(g.Unfit) > len(strings.Fields(text))
	return stays, nil
}

// convert converts one line, or less.
func (o *oldText) convert(v verdict, capital bool, line string) string {
	if v.mixed {
		g := legacy.Detect(line)
		if g.Encoding == legacy.Unicode && g.Confidence > 0 && !slices.Contains(g.Also, v.encoding) {
			return line
		}
	}
	if v.encoding == legacy.TCVN3 && !capital && hasCapitals(line) {
		capital = legacy.Detect(line).Capital // no font says so, but "CéNG HßA" does
	}
	t := legacy.Decode(line, v.encoding, capital)
	for _, d := range t.Damage {
		o.lose(d.Word)
	}
	for _, m := range t.Unfit {
		if m.Rune <= '\u00ff' && unicode.IsLetter(m.Rune) {
			o.lose(legacy.Decode(wordAt(vi.NFC(line), m.At), v.encoding, capital).Text)
		}
	}
	if t.Text != line || o.raw {
		o.converted(v, line, t.Text)
	}
	return t.Text
}

// damagedWords is how many damaged words are told: with more, everything is.
const damagedWords = 1000

func (o *oldText) lose(word string) {
	if len(o.damaged) < damagedWords && !slices.Contains(o.damaged, word) {
		o.damaged = append(o.damaged, word)
	}
}

// wordAt gives the word in which a byte of s lies.
func wordAt(s string, at int) string {
	outside := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) && r != '-' }
	first := 0
	if i := strings.LastIndexFunc(s[:at], outside); i >= 0 {
		_, n := utf8.DecodeRuneInString(s[i:])
		first = i + n
	}
	last := len(s)
	if i := strings.IndexFunc(s[at:], outside); i >= 0 {
		last = at + i
	}
	return s[first:max(first, last)]
}

// hasCapitals reports a line with capitals of ASCII and no small letter.
func hasCapitals(line string) bool {
	upper := false
	for _, r := range line {
		if r >= 'a' && r <= 'z' {
			return false
		}
		upper = upper || r >= 'A' && r <= 'Z'
	}
	return upper
}

var encodingNames = map[legacy.Encoding]string{legacy.TCVN3: "TCVN3", legacy.VNI: "VNI", legacy.Windows1258: "Windows-1258"}

// note writes on a document what was done to its text.
func (o *oldText) note(d *Document) {
	slices.SortFunc(o.from, func(a, b Conversion) int { return strings.Compare(a.Encoding, b.Encoding) })
	d.Conversions, d.Damaged = o.from, o.damaged
	for _, c := range o.from {
		d.Encodings = append(d.Encodings, c.Encoding)
	}
	for _, w := range []struct {
		found bool
		code  string
	}{{len(o.from) > 0, WarnConverted}, {len(o.damaged) > 0, WarnDamaged}, {o.mixed, WarnFont}, {o.open, WarnUndecided}} {
		if w.found {
			d.Warnings = append(d.Warnings, w.code)
		}
	}
}

// settleText converts a text without fonts.
func settleText(d *Document, raw bool) error {
	o := &oldText{raw: raw}
	o.tell(face{}, d.Text)
	again, err := o.judge()
	if err != nil {
		return err
	}
	if again {
		d.Text = o.tell(face{}, d.Text)
	}
	o.note(d)
	return nil
}

// script collects text in stretches of one font, so that a letter and its mark
// in two runs are converted together.
type script struct {
	old  *oldText
	font face
	run  strings.Builder
	out  strings.Builder
}

func (s *script) write(f face, text string) {
	if f != s.font {
		s.flush()
		s.font = f
	}
	s.run.WriteString(text)
}

func (s *script) flush() {
	if s.run.Len() > 0 {
		s.out.WriteString(s.old.tell(s.font, s.run.String()))
		s.run.Reset()
	}
}

// String ends the last stretch and gives the text.
func (s *script) String() string {
	s.flush()
	return s.out.String()
}
