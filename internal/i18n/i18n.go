// Package i18n holds hoso's sentences, Vietnamese first and English beside
// them. Each module has one file for each language, DIR/<module>.toml, with
// keys "<module>.<noun>.<what>". A key is a literal in the source; a test fails
// on one that is missing, unused, or has other placeholders in the other
// language.
//
// A sentence has placeholders {name}. Where English needs a singular, the key
// has a second form under "<key>.one", taken when the argument n is 1.
package i18n

import (
	"embed"
	"fmt"
	"io/fs"
	"sort"
	"strconv"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"

	"hoso/internal/clock"
	"hoso/internal/errs"
)

//go:embed vi/*.toml en/*.toml
var files embed.FS

// Lang is a language of the pages.
type Lang string

// The languages.
const (
	VI Lang = "vi"
	EN Lang = "en"
)

// ParseLang reads a language; anything but "en" is Vietnamese.
func ParseLang(s string) Lang {
	if s == string(EN) {
		return EN
	}
	return VI
}

var catalogue = sync.OnceValue(func() map[Lang]map[string]string {
	all := map[Lang]map[string]string{}
	for _, l := range []Lang{VI, EN} {
		c, err := load(files, l)
		if err != nil {
			panic(err) // the embedded text is part of the program
		}
		all[l] = c
	}
	return all
})

func load(fsys fs.FS, l Lang) (map[string]string, error) {
	names, err := fs.Glob(fsys, string(l)+"/*.toml")
	if err != nil {
		return nil, err
	}
	all := map[string]string{}
	for _, name := range names {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		var file map[string]string
		if _, err := toml.Decode(string(raw), &file); err != nil {
			return nil, fmt.Errorf("i18n: %s: %w", name, err)
		}
		for k, v := range file {
			if _, twice := all[k]; twice {
				return nil, fmt.Errorf("i18n: %s: key %s stands twice", name, k)
			}
			all[k] = v
		}
	}
	return all, nil
}

// T gives the sentence of a key with its placeholders filled. A key that is
// missing is shown as itself, so that it is seen.
func (l Lang) T(key string, args ...errs.Arg) string {
	c := catalogue()[l]
	text, ok := c[key]
	for _, a := range args {
		if a.Key == "n" && a.Val == int64(1) {
			if one, has := c[key+".one"]; has {
				text, ok = one, true
			}
		}
	}
	if !ok {
		return key
	}
	for _, a := range args {
		text = strings.ReplaceAll(text, "{"+a.Key+"}", l.arg(a))
	}
	return text
}

// arg writes an argument as people read it in this language.
func (l Lang) arg(a errs.Arg) string {
	switch v := a.Val.(type) {
	case int64:
		return l.Number(v)
	case string:
		if d := clock.Date(v); d.IsFull() {
			return d.Vietnamese()
		}
		return v
	}
	return ""
}

// Has reports whether the key has a sentence.
func (l Lang) Has(key string) bool { _, ok := catalogue()[l][key]; return ok }

// Keys gives every key, sorted.
func (l Lang) Keys() []string {
	var keys []string
	for k := range catalogue()[l] {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// Number writes an integer with the language's thousands mark.
func (l Lang) Number(n int64) string {
	s, sign := strconv.FormatInt(n, 10), ""
	if n < 0 {
		s, sign = s[1:], "-"
	}
	mark := "."
	if l == EN {
		mark = ","
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + mark + s[i:]
	}
	return sign + s
}

// Moment writes an instant at Asia/Ho_Chi_Minh, "25/11/2026 14:30".
func (l Lang) Moment(m clock.Micros) string {
	if m == 0 {
		return ""
	}
	return m.Time().In(clock.Local).Format("02/01/2006 15:04")
}

// Sentence gives the sentence of an error: of its own code, or, when the code
// has none, of its kind.
func (l Lang) Sentence(e *errs.Error) string {
	if e.Kind != errs.KindInternal && l.Has(e.Code) {
		return l.T(e.Code, e.Args...)
	}
	return l.T("errors.kind." + e.Kind.String())
}
