package workday

import "strings"

// Basis is where a rule stands: a document and a place in it.
type Basis struct {
	Title  string // "Bộ luật Lao động", may be empty
	Number string // "45/2019/QH14"
	Place  string // article, clause, point joined by full stops, "112.1.đ"; may be empty
}

// Vietnamese gives "điểm đ khoản 1 Điều 112 Bộ luật Lao động 45/2019/QH14".
func (b Basis) Vietnamese() string {
	var words []string
	parts := b.parts()
	for i := len(parts) - 1; i >= 0; i-- {
		words = append(words, [...]string{"Điều", "khoản", "điểm"}[i]+" "+parts[i])
	}
	return strings.Join(nonEmpty(append(words, b.Title, b.Number)), " ")
}

// English gives "Article 112(1)(đ) of 45/2019/QH14".
func (b Basis) English() string {
	parts := b.parts()
	document := b.Number
	if document == "" {
		document = b.Title // a document without a number is known by its name
	}
	if len(parts) == 0 {
		return document
	}
	place := "Article " + parts[0]
	for _, p := range parts[1:] {
		place += "(" + p + ")"
	}
	return place + " of " + document
}

// parts gives at most article, clause and point.
func (b Basis) parts() []string {
	if b.Place == "" {
		return nil
	}
	return strings.SplitN(b.Place, ".", 3)
}

func nonEmpty(list []string) []string {
	var out []string
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// Span is a run of days, both ends in it; an empty end is open.
type Span struct{ From, To Date }

// Has reports whether d lies in the span.
func (s Span) Has(d Date) bool { return d >= s.From && (s.To == "" || d <= s.To) }

// check refuses malformed ends and an end before the beginning.
func (s Span) check(field string, code Code) error {
	for _, d := range []Date{s.From, s.To} {
		if d != "" && !d.Valid() {
			return &Error{code, field, string(d)}
		}
	}
	if s.To != "" && s.To < s.From {
		return &Error{code, field, string(s.From) + ".." + string(s.To)}
	}
	return nil
}
