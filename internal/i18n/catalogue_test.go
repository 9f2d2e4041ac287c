package i18n_test

import (
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"hoso/internal/errs"
	"hoso/internal/i18n"
	"hoso/vi"
)

// sentences are those of one file in one language, by key.
type sentences map[string]string

// catalogues gives the files of a language by module.
func catalogues(t *testing.T, l i18n.Lang) map[string]sentences {
	t.Helper()
	paths, err := filepath.Glob(string(l) + "/*.toml")
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s has no files: %v", l, err)
	}
	all := map[string]sentences{}
	for _, path := range paths {
		var file sentences
		if _, err := toml.Decode(string(mustRead(t, path)), &file); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		all[strings.TrimSuffix(filepath.Base(path), ".toml")] = file
	}
	return all
}

// pairs runs a check on every key of either language; a missing text is "".
func pairs(t *testing.T, check func(at, key, vi, en string)) {
	t.Helper()
	viAll, enAll := catalogues(t, i18n.VI), catalogues(t, i18n.EN)
	modules := maps.Clone(viAll)
	maps.Copy(modules, enAll)
	for module := range modules {
		keys := maps.Clone(viAll[module])
		if keys == nil {
			keys = sentences{}
		}
		maps.Copy(keys, enAll[module])
		for key := range keys {
			check(module+".toml: "+key, key, viAll[module][key], enAll[module][key])
		}
	}
}

// isOne tells the singular, which only English needs.
func isOne(key string) bool { return strings.HasSuffix(key, ".one") }

// TestBothLanguages: whoever changes the language reads the same.
func TestBothLanguages(t *testing.T) {
	pairs(t, func(at, key, vi, en string) {
		if en == "" || (vi == "" && !isOne(key)) {
			t.Errorf("%s: one language lacks it: vi %q, en %q", at, vi, en)
		}
		if !keyShape.MatchString(key) {
			t.Errorf("%s: not a key <module>.<noun>.<what>", at)
		}
	})
}

var slot = regexp.MustCompile(`\{[a-z_]+\}`)

func placeholders(text string) []string {
	list := slot.FindAllString(text, -1)
	slices.Sort(list)
	return slices.Compact(list)
}

// TestPlaceholders: both languages say the same facts. A singular may leave its
// number out.
func TestPlaceholders(t *testing.T) {
	pairs(t, func(at, key, vi, en string) {
		if !isOne(key) && !slices.Equal(placeholders(vi), placeholders(en)) {
			t.Errorf("%s: vi has %v, en %v", at, placeholders(vi), placeholders(en))
		}
		for _, text := range []string{vi, en} {
			if strings.ContainsAny(slot.ReplaceAllString(text, ""), "{}") {
				t.Errorf("%s: a stray brace in %q", at, text)
			}
		}
		if base := i18n.EN.T(strings.TrimSuffix(key, ".one")); isOne(key) && !strings.Contains(base, "{n}") {
			t.Errorf("%s: the singular of %q, which counts nothing", at, base)
		}
	})
}

// ends reports whether a text ends as a sentence does; ':' leads to what a page
// shows after it.
func ends(text string) bool { return strings.ContainsAny(text[len(text)-1:], ".?!:") }

// TestWellWritten: no sentence is empty, ends in the middle, or is a sentence
// in one language and a label in the other.
func TestWellWritten(t *testing.T) {
	pairs(t, func(at, key, vietnamese, english string) {
		texts := []string{vietnamese, english}
		if isOne(key) {
			texts = []string{english}
		}
		for _, text := range texts {
			switch {
			case strings.TrimSpace(text) == "":
				t.Errorf("%s: empty", at)
				return
			case text != strings.Join(strings.Fields(text), " "):
				t.Errorf("%s: odd spaces in %q", at, text)
			case text != vi.NFC(text):
				t.Errorf("%s: not in NFC: %q", at, text)
			case strings.ContainsAny(text[len(text)-1:], ",;-"):
				t.Errorf("%s: ends in the middle: %q", at, text)
			}
		}
		if ends(texts[0]) != ends(texts[len(texts)-1]) {
			t.Errorf("%s: %q and %q end differently", at, vietnamese, english)
		}
	})
}

// TestErrorsAreSentences: an error says what was wrong in a whole sentence.
func TestErrorsAreSentences(t *testing.T) {
	for _, u := range readSource(t).uses {
		if u.kind == "" && !shownShape.MatchString(u.key) {
			continue
		}
		for _, l := range []i18n.Lang{i18n.VI, i18n.EN} {
			if text := l.T(u.key); l.Has(u.key) && !ends(text) {
				t.Errorf("%s: %s in %s is no sentence: %q", u.at, u.key, l, text)
			}
		}
	}
}

// TestEveryUseHasASentence: no page shows a key instead of a sentence. A code
// that is only ever Internal needs none: see TestInternalShowsNothing.
func TestEveryUseHasASentence(t *testing.T) {
	uses := readSource(t).uses
	if len(uses) < 100 {
		t.Fatalf("only %d uses were found: the search is broken", len(uses))
	}
	for _, u := range uses {
		if u.kind != "Internal" && !i18n.VI.Has(u.key) {
			t.Errorf("%s: %s has no sentence", u.at, u.key)
		}
	}
}

// TestInternalShowsNothing: a fault of ours never shows its own words or
// arguments, so that its code needs no sentence.
func TestInternalShowsNothing(t *testing.T) {
	for _, l := range []i18n.Lang{i18n.VI, i18n.EN} {
		e := errs.Internal("web.form.large", errs.Int("megabytes", 1))
		if got := l.Sentence(e); !l.Has(e.Code) || got != l.T("errors.kind.internal") {
			t.Errorf("%s says %q of an internal fault", l, got)
		}
	}
}

// TestEverySentenceIsUsed: nobody translates what nobody reads.
func TestEverySentenceIsUsed(t *testing.T) {
	s := readSource(t)
	pairs(t, func(at, key, _, _ string) {
		if !s.says(key) {
			t.Errorf("%s: no source asks for it", at)
		}
	})
}

// TestArgumentsAreGiven: no sentence shows "{day}" because the code that asks
// for it does not say the day.
func TestArgumentsAreGiven(t *testing.T) {
	for _, u := range readSource(t).uses {
		if u.argsOpen || u.kind == "Internal" {
			continue
		}
		if strings.HasPrefix(u.key, "intake.") {
			u.args["name"] = true // intake adds the file's name to every refusal
		}
		for _, p := range placeholders(i18n.VI.T(u.key)) {
			if !u.args[strings.Trim(p, "{}")] {
				t.Errorf("%s: %s is not given %s", u.at, u.key, p)
			}
		}
	}
}

// TestLanguages: a sentence in each language, with its numbers, days and singular.
func TestLanguages(t *testing.T) {
	cases := []struct {
		lang i18n.Lang
		args []errs.Arg
		key  string
		want string
	}{
		{i18n.VI, []errs.Arg{errs.Int("n", 1234567)}, "directive.count", "1.234.567 văn bản"},
		{i18n.EN, []errs.Arg{errs.Int("n", 1234567)}, "directive.count", "1,234,567 documents"},
		{i18n.EN, []errs.Arg{errs.Int("n", 1)}, "directive.count", "One document"},
		{i18n.VI, []errs.Arg{errs.Int("n", 1)}, "directive.count", "1 văn bản"},
		{i18n.VI, []errs.Arg{errs.Str("number", "2025-03-01")}, "directive.coverage.of", "Tình hình xác nhận 01/03/2025"},
		{i18n.EN, nil, "no.such.key", "no.such.key"},
	}
	for _, c := range cases {
		if got := c.lang.T(c.key, c.args...); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.lang, c.key, got, c.want)
		}
	}
	if i18n.ParseLang("en") != i18n.EN || i18n.ParseLang("fr") != i18n.VI || i18n.VI.Number(-1000) != "-1.000" {
		t.Error("the languages or numbers are read wrongly")
	}
}
