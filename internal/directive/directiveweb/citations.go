package directiveweb

import (
	"strings"

	"github.com/a-h/templ"

	"hoso/internal/directive"
	"hoso/internal/id"
	"hoso/internal/web"
	"hoso/vi"
	"hoso/vi/citation"
)

// citing is what the page shows on which citations are corrected.
type citing struct {
	On     bool                // citations can be corrected here
	At     *directive.Citation // the one whose form is open
	Adding bool                // the form of one that is added is open
	Find   string              // what is looked for in the register
	Found  []directive.Directive
}

// foundSize is how many documents of the register a form proposes.
const foundSize = 6

func citePath(d, c id.ID) string {
	return path(d) + "/citations/" + c.Text(directive.CitationPrefix)
}

// formPath leads to the open form of a citation.
func formPath(d id.ID, c directive.Citation) string {
	return path(d) + "/review?citation=" + c.ID.Text(directive.CitationPrefix) + "#citation"
}

// doubtful gives the citations that wait for a person, in the order of the text.
func (v *view) doubtful() []directive.Citation {
	var list []directive.Citation
	for _, c := range v.Cites {
		if len(c.Why()) > 0 {
			list = append(list, c)
		}
	}
	return list
}

// openForm opens the form that the address asks for; one that is not there
// leaves the page without a form.
func (p *Pages) openForm(r *web.Request, v *view) error {
	v.Citing.On = true
	if r.Query("add") != "" {
		v.Citing.Adding = true
		return nil
	}
	which, err := id.Parse(directive.CitationPrefix, r.Query("citation"))
	if err != nil {
		return nil // none is asked for
	}
	return p.openAt(r, v, which)
}

// openAt opens the form of a citation and looks in the register for what it may
// name.
func (p *Pages) openAt(r *web.Request, v *view, which id.ID) error {
	v.Citing.On = true
	for i := range v.Cites {
		if v.Cites[i].ID == which && v.Cites[i].State != directive.CiteStruck && v.Cites[i].Role != "self" {
			v.Citing.At = &v.Cites[i]
		}
	}
	if v.Citing.At == nil {
		return nil
	}
	v.Citing.Find = r.Query("find")
	if v.Citing.Find == "" {
		v.Citing.Find = v.Citing.At.Number
	}
	words := vi.Words(v.Citing.Find)
	if len(words) == 0 {
		return nil
	}
	list, _, err := p.Service.List(r.Ctx(), r.Viewer.Actor, directive.Filter{Words: words, Order: directive.NewestIssued, Limit: foundSize})
	v.Citing.Found = list
	return err
}

// citeCommand is a command about a citation that its button gives.
type citeCommand func(r *web.Request, by directive.By, at directive.CitePlace, f *web.Form) error

// onCitation makes the handler of a command about a citation.
func (p *Pages) onCitation(done string, give citeCommand) web.Handler {
	return func(r *web.Request) error {
		v, err := p.find(r)
		if err != nil {
			return err
		}
		which, err := r.ID("citation", directive.CitationPrefix)
		if err != nil {
			return err
		}
		f := r.Form()
		by := directive.By{Actor: r.Viewer.Actor, Key: f.Key()}
		if err = give(r, by, directive.CitePlace{Directive: v.D.ID, Citation: which, Version: f.Int("cite_version")}, f); err != nil {
			return p.citeAgain(r, v, err, func() error { return p.openAt(r, v, which) })
		}
		return r.Done(path(v.D.ID)+"/review", done)
	}
}

// citeAgain shows the page with its form open and what was wrong.
func (p *Pages) citeAgain(r *web.Request, v *view, err error, open func() error) error {
	return r.Again(err, func() templ.Component {
		if oerr := open(); oerr != nil {
			v.Citing.Found = nil // the form stands without proposals
		}
		if rerr := p.forReview(r, v); rerr != nil {
			v.Recognition = recognition{} // and the card without how a reading stands
		}
		return reviewPage(r, v)
	})
}

func (p *Pages) confirmCitation(r *web.Request, by directive.By, at directive.CitePlace, f *web.Form) error {
	if err := f.Err(); err != nil {
		return err
	}
	_, err := p.Service.ConfirmCitation(r.Ctx(), by, at)
	return err
}

func (p *Pages) strikeCitation(r *web.Request, by directive.By, at directive.CitePlace, f *web.Form) error {
	if err := f.Err(); err != nil {
		return err
	}
	_, err := p.Service.StrikeCitation(r.Ctx(), by, at)
	return err
}

func (p *Pages) restoreCitation(r *web.Request, by directive.By, at directive.CitePlace, f *web.Form) error {
	if err := f.Err(); err != nil {
		return err
	}
	_, err := p.Service.RestoreCitation(r.Ctx(), by, at)
	return err
}

func (p *Pages) correctCitation(r *web.Request, by directive.By, at directive.CitePlace, f *web.Form) error {
	form := citeForm(f)
	if err := f.Err(); err != nil {
		return err
	}
	_, err := p.Service.CorrectCitation(r.Ctx(), by, at, form)
	return err
}

// citeForm reads what a citation names. Whoever chose in the register need not
// have typed a day.
func citeForm(f *web.Form) directive.CiteForm {
	form := directive.CiteForm{Target: f.ID("target", directive.Prefix)}
	if form.Target.IsZero() {
		form.Named = directive.Named{Kind: f.Text("cite_kind"), Number: f.Text("cite_number"), IssuedOn: f.Day("cite_issued_on")}
	}
	return form
}

func (p *Pages) addCitation(r *web.Request) error {
	v, err := p.find(r)
	if err != nil {
		return err
	}
	f := r.Form()
	form, words, by := citeForm(f), f.Text("cite_words"), directive.By{Actor: r.Viewer.Actor, Key: f.Key()}
	if err = f.Err(); err == nil {
		_, err = p.Service.AddCitation(r.Ctx(), by, v.D.ID, words, form)
	}
	if err != nil {
		return p.citeAgain(r, v, err, func() error {
			v.Citing.On, v.Citing.Adding = true, true
			return nil
		})
	}
	return r.Done(path(v.D.ID)+"/review", "directive.done.cite_added")
}

// whyKeys are the sentences of doubts.
var whyKeys = map[string]string{
	string(citation.Damaged):    "directive.doubt.damaged",
	string(citation.Misprint):   "directive.doubt.misprint",
	string(citation.Disagrees):  "directive.doubt.disagrees",
	string(citation.SharedWord): "directive.doubt.shared_word",
	string(citation.NoKind):     "directive.doubt.no_kind",
	string(citation.NoSymbol):   "directive.doubt.no_symbol",
	string(citation.BadDate):    "directive.doubt.bad_date",
	string(citation.TitleOnly):  "directive.doubt.title_only",
	string(citation.Antecedent): "directive.doubt.antecedent",
	directive.UnlikeDay:         "directive.doubt.other_day",
	directive.UnlikeIssuer:      "directive.doubt.other_issuer",
	directive.Several:           "directive.doubt.several",
}

// readAs is a citation in the words of the register.
func readAs(n directive.Named) string {
	text := strings.TrimSpace(kindWord(n.Kind) + " " + n.Number)
	if n.IssuedOn != "" {
		text += " · " + n.IssuedOn.Vietnamese()
	}
	return text
}

// citeKinds are the types of the form of a citation: what was read may be one
// that the register does not have.
func citeKinds(r *web.Request, had string) []web.Option {
	list := kindOptions(r)
	if had != "" && kindWord(had) == had {
		list = append(list, web.Option{Value: had, Text: had})
	}
	return list
}

// around is how many characters of its line a form shows on either side of a
// citation.
const around = 120

// quote is a citation with the words around it.
type quote struct{ Before, Cited, After string }

func (v *view) quote(c directive.Citation) quote {
	if v.E == nil || c.First >= c.Last {
		return quote{Cited: c.Surface}
	}
	runes := []rune(v.E.Text)
	if c.Last > int64(len(runes)) {
		return quote{Cited: c.Surface}
	}
	before, after := string(runes[max(c.First-around, 0):c.First]), string(runes[c.Last:min(c.Last+around, int64(len(runes)))])
	if i := strings.LastIndexByte(before, '\n'); i >= 0 {
		before = before[i+1:]
	} else if _, rest, cut := strings.Cut(before, " "); cut && c.First > around {
		before = "… " + rest
	}
	if line, _, cut := strings.Cut(after, "\n"); cut {
		after = line
	} else if i := strings.LastIndexByte(after, ' '); i >= 0 && c.Last+around < int64(len(runes)) {
		after = after[:i] + " …"
	}
	return quote{before, string(runes[c.First:c.Last]), after}
}

// inTable reports whether the table of what is cited has a line for a citation:
// each full one, and any that a person touched.
func inTable(c directive.Citation, on bool) bool {
	if c.State == directive.CiteStruck {
		return on
	}
	return c.Role == "cite" || on && c.Role != "self" && c.State != directive.CiteRead
}

// listed counts the lines of the table of what is cited.
func (v *view) listed() int {
	n := 0
	for _, c := range v.Cites {
		if inTable(c, v.Citing.On) {
			n++
		}
	}
	return n
}

// isOpen reports whether the form of a citation is open.
func (v *view) isOpen(c directive.Citation) bool { return v.Citing.At != nil && v.Citing.At.ID == c.ID }
