package outline

import "strings"

// note remembers of a line what the next lines need.
func (r *reader) note(l *line) {
	if strings.HasSuffix(l.text, "./.") {
		r.signed = true
	}
}

// recipients and addressees begin the lists of those to whom a document goes.
var (
	recipients = withUnmarked("Nơi nhận", "Nơi gửi", "NƠI NHẬN")
	addressees = withUnmarked("Kính gửi", "Kính trình", "KÍNH GỬI")
)

// zone follows the parts of a letter that are no text: to whom it goes and who
// signs it.
func (r *reader) zone(i int) {
	text := r.lines[i].text
	switch {
	case hasAnyPrefix(text, recipients...):
		r.skipping, r.signed = true, true
		r.cut(i)
	case hasAnyPrefix(text, addressees...):
		r.skipping = true
	case hasAnyPrefix(text, "TM.", "KT.", "TL.", "TUQ.", "T/M", "K/T", "T/L"):
		r.signed = true
		r.cut(i)
	case r.skipping && !r.signed:
		r.skipping = false // the letter itself begins
	}
}

// cut notes where the signatures begin behind the last node.
func (r *reader) cut(i int) {
	if n := len(r.nodes) - 1; n >= 0 {
		if _, ok := r.cuts[n]; !ok {
			r.cuts[n] = i
		}
	}
}

func hasAnyPrefix(s string, list ...string) bool {
	for _, p := range list {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
