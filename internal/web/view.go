package web

import (
	"cmp"
	"errors"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"hoso/internal/errs"
)

func itoa(n int) string { return strconv.Itoa(n) }

func titleOf(r *Request, v View) string {
	title := v.Title + " - hoso"
	if len(r.problemList()) > 0 {
		title = r.T("web.problem_title") + ": " + title
	}
	if r.site.Demo {
		title += " (" + r.T("web.demo.mark") + ")"
	}
	return title
}

func otherLang(r *Request) string {
	if r.Lang == "en" {
		return "vi"
	}
	return "en"
}

// paused says why nothing is recorded now, in a word and a sentence, both "" while
// it is: for a time, or because the data do not match the log.
func paused(r *Request) (word, why string) {
	if r.site.Paused == nil {
		return "", ""
	}
	err := r.site.Paused()
	var house *errs.Error
	switch {
	case err == nil:
		return "", ""
	case errors.As(err, &house) && house.Kind == errs.KindUnavailable:
		return r.T("web.paused"), r.Lang.Sentence(house)
	}
	return r.T("web.stopped"), r.T("web.stopped.note")
}

func describedBy(r *Request, f Field) string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, "h-"+f.Name)
	}
	if r.Problem(f.Name) != "" {
		ids = append(ids, "p-"+f.Name)
	}
	return strings.Join(ids, " ")
}

func inputType(f Field) string {
	if f.Secret {
		return "password"
	}
	return "text"
}

func shownAgain(r *Request, f Field) string {
	if f.Secret {
		return ""
	}
	return r.Typed(f.Name, f.Had)
}

func autoOf(f Field) string { return cmp.Or(f.Auto, "off") }

func dayField(r *Request, f Field) Field {
	if f.Hint == "" {
		f.Hint = r.T("web.day.hint")
	}
	f.Max = 10
	return f
}

func signOf(t Tone) string {
	switch t {
	case ToneDone:
		return "✓"
	case ToneWarning:
		return "!"
	case ToneMissing:
		return "✕"
	}
	return "●"
}

// Banners joins what several modules say on every page.
func Banners(all ...func(*Request) (templ.Component, error)) func(*Request) (templ.Component, error) {
	return func(r *Request) (templ.Component, error) {
		var said []templ.Component
		for _, one := range all {
			c, err := one(r)
			if err != nil {
				return nil, err
			}
			if c != nil {
				said = append(said, c)
			}
		}
		if len(said) == 0 {
			return nil, nil
		}
		return templ.Join(said...), nil
	}
}

// banner is what the site says to somebody on every page, nil for nothing. What
// keeps it from being read is logged and said.
func banner(r *Request) templ.Component {
	if r.site.Banner == nil || !r.SignedIn() {
		return nil
	}
	b, err := r.site.Banner(r)
	if err != nil {
		r.site.Log.Error("banner", "incident", r.incident, "error", err)
	}
	return b
}

// whys are the sentences that say why the viewer may see what the page is about,
// and why they may or may not do what is done to it.
func whys(r *Request, v View) []string {
	if r.site.Why == nil || v.About.Kind == "" {
		return nil
	}
	return r.site.Why(r, v.About, v.Would)
}
