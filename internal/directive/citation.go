package directive

import (
	"strings"
	"unicode"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/vi"
)

// CitationPrefix is that of the outside form of a citation's id.
const CitationPrefix = "cit"

// Named is what a citation says of the document that it names.
type Named struct {
	Kind     string // code of vi/citation
	Number   string // "" when the document has none
	IssuedOn clock.Date
}

// CitationState is what people did with what was read.
type CitationState string

// The states of a citation.
const (
	CiteRead      CitationState = "read"      // by a program; nobody looked
	CiteConfirmed CitationState = "confirmed" // right as read
	CiteCorrected CitationState = "corrected"
	CiteStruck    CitationState = "struck" // no citation
	CiteAdded     CitationState = "added"  // by a person, where the program saw none
)

// Citation is a span of an expression that names a directive; First and Last
// count code points of its text, Last is the one after the span. Without a place
// in the text both are 0.
type Citation struct {
	ID          id.ID
	Version     int64
	Expression  id.ID
	First, Last int64
	Surface     string
	Named
	Role   string // "cite", "self", "alias"
	Issuer string // as the text has it
	Target id.ID  // the directive in the register, if it is there
	Chosen bool   // a person chose the target: no rule moves it
	State  CitationState
	Read   Named    // what the program read; zero when a person added it
	Doubts []string // codes of vi/citation, of the reading
	// Unlike are doubts that the register raises today, of a list: UnlikeDay,
	// UnlikeIssuer, Several.
	Unlike []string
}

// The doubts that the register raises about a citation.
const (
	UnlikeDay    = "other_day"    // it has the number with another day
	UnlikeIssuer = "other_issuer" // it has the number and day, of another issuer
	Several      = "several"      // it has more than one that fits
)

// Why gives the codes of what is doubtful about a citation: none once a person
// has looked, and none about the document's own number line, which the form of
// its facts shows.
func (c Citation) Why() []string {
	if c.State != CiteRead || c.Role == "self" {
		return nil
	}
	return append(append([]string(nil), c.Doubts...), c.Unlike...)
}

// added reports a citation that no program read.
func (c Citation) added() bool { return c.Read == (Named{}) }

// Confirm says that a citation is right as it was read.
func (c *Citation) Confirm() error {
	if c.State != CiteRead {
		return errs.Conflict("directive.citation.settled")
	}
	c.State = CiteConfirmed
	return nil
}

// Correct says what a citation names: a directive that the person chose in the
// register, or else what they typed, by which the register is asked.
func (c *Citation) Correct(n Named, chosen *Directive) error {
	if c.State == CiteStruck {
		return errs.Conflict("directive.citation.settled")
	}
	c.Target, c.Chosen = id.ID{}, chosen != nil
	if chosen != nil {
		c.Target, n = chosen.ID, Named{chosen.Kind, chosen.Number, chosen.IssuedOn}
	} else if err := n.check(c.Read.Kind); err != nil {
		return err
	}
	c.Named = n
	if !c.added() {
		c.State = CiteCorrected
	}
	return nil
}

// check tidies what was typed. A kind that forms do not offer may stay as it was
// read.
func (n *Named) check(readKind string) error {
	n.Number = TidyNumber(n.Number)
	var bad errs.Faults
	if !knownKind(n.Kind) && (n.Kind == "" || n.Kind != readKind) {
		bad.Add(errs.Invalid("directive.kind.unknown", errs.Field("cite_kind")))
	}
	if n.Number == "" {
		bad.Add(errs.Invalid("directive.citation.number", errs.Field("cite_number")))
	}
	if len([]rune(n.Number)) > MaxNumber {
		bad.Add(errs.Invalid("directive.field.long", errs.Field("cite_number"), errs.Int("max", MaxNumber)))
	}
	if n.IssuedOn != "" && !n.IssuedOn.IsFull() {
		bad.Add(errs.Invalid("directive.citation.day", errs.Field("cite_issued_on")))
	}
	return bad.Err()
}

// Strike says that there is no citation there.
func (c *Citation) Strike() error {
	if c.State == CiteStruck {
		return errs.Conflict("directive.citation.settled")
	}
	c.State = CiteStruck
	return nil
}

// Restore takes back what people did: a citation is again as it was read, and as
// doubtful; one that was added is added again.
func (c *Citation) Restore() error {
	switch {
	case c.State == CiteRead || c.State == CiteAdded:
		return errs.Conflict("directive.citation.unchanged")
	case c.added():
		c.State = CiteAdded
	default:
		c.State, c.Named, c.Target, c.Chosen = CiteRead, c.Read, id.ID{}, false
	}
	return nil
}

// MaxWords is how long the words of a citation that is added may be.
const MaxWords = 500

// AddTo makes a citation that no program saw, at words that stand in the text
// outside its other citations. A text without words, a scan, has no places.
func AddTo(e *Expression, list []Citation, words string, n Named, chosen *Directive) (*Citation, error) {
	c := &Citation{ID: id.New(), Version: 1, Expression: e.ID, Role: "cite", State: CiteAdded, Surface: tidy(words)}
	if err := c.Correct(n, chosen); err != nil {
		return nil, err
	}
	if e.Text == "" {
		return c, nil
	}
	if c.Surface == "" || len([]rune(c.Surface)) > MaxWords {
		return nil, errs.Invalid("directive.citation.words", errs.Field("cite_words"))
	}
	taken := false
	for _, p := range places(e.Text, c.Surface) {
		if taken = overlaps(list, p); !taken {
			c.First, c.Last = p.First, p.Last
			c.Surface = string([]rune(e.Text)[p.First:p.Last])
			return c, nil
		}
	}
	if taken {
		return nil, errs.Conflict("directive.citation.taken", errs.Field("cite_words"))
	}
	return nil, errs.Invalid("directive.citation.not_there", errs.Field("cite_words"))
}

func overlaps(list []Citation, p Place) bool {
	for _, c := range list {
		if c.State != CiteStruck && c.First < p.Last && p.First < c.Last {
			return true
		}
	}
	return false
}

// places finds words in a text, whatever Unicode form and spaces it has between
// them.
func places(text, words string) []Place {
	letters, starts := clusters(text)
	want, _ := clusters(tidy(words))
	var list []Place
	for i := range letters {
		if end := matches(letters, i, want); end > i {
			list = append(list, Place{starts[i], starts[end]})
		}
	}
	return list
}

// matches gives the place after the words that stand at i, -1 when they do not.
func matches(letters []string, i int, want []string) int {
	for _, w := range want {
		if i >= len(letters) || letters[i] != w {
			return -1
		}
		i++
		for w == " " && i < len(letters) && letters[i] == " " {
			i++
		}
	}
	return i
}

// clusters cuts a text into letters with their marks, composed, spaces alike,
// and gives the code point at which each begins, and the end.
func clusters(text string) (letters []string, starts []int64) {
	at := int64(0)
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			letters = append(letters, vi.NFC(b.String()))
		}
		b.Reset()
	}
	for _, c := range text {
		if !unicode.Is(unicode.Mn, c) || b.Len() == 0 {
			flush()
			starts = append(starts, at)
		}
		if unicode.IsSpace(c) {
			c = ' '
		}
		b.WriteRune(c)
		at++
	}
	flush()
	return letters, append(starts, at)
}

// Meet compares a citation with the register: issuer is that of its target, ""
// without one; fit is how many directives have its number and, if it has one, its
// day, alike how many have its number and year with another day. Numbers begin
// anew every year or term, so that the number alone tells nothing.
func (c *Citation) Meet(issuer string, fit, alike int64) {
	switch {
	case !c.Target.IsZero():
		if !c.Chosen && !sameIssuer(c.Issuer, issuer) {
			c.Unlike = append(c.Unlike, UnlikeIssuer)
		}
	case fit > 1:
		c.Unlike = append(c.Unlike, Several)
	case fit == 0 && alike > 0:
		c.Unlike = append(c.Unlike, UnlikeDay)
	}
}

// sameIssuer reports that two names may be of one body: one is unknown, or a part
// of the other.
func sameIssuer(a, b string) bool {
	a, b = longIssuer.Replace(vi.FoldWords(a)), longIssuer.Replace(vi.FoldWords(b))
	return strings.Contains(a, b) || strings.Contains(b, a)
}

var longIssuer = strings.NewReplacer("ubnd", "uy ban nhan dan", "hdnd", "hoi dong nhan dan", "bch", "ban chap hanh", "tw", "trung uong")
