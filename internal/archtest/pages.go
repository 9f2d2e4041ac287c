package archtest

import (
	"go/ast"
	"regexp"
	"strings"
)

// rawFile is the one file in which templ's ways around escaping may stand.
const rawFile = "internal/web/raw.go"

// raw are the ways around escaping, and code that a page would carry.
var raw = []struct {
	pattern *regexp.Regexp
	because string
}{
	{regexp.MustCompile(`\btempl\.(Raw|SafeURL|SafeCSS|SafeCSSProperty|SafeScript|SafeScriptInline|ComponentScript|JSExpression|JSUnsafeFuncCall|FromGoHTML|JSFuncCall|JSONScript)\b`),
		"goes around escaping"},
	{regexp.MustCompile(`\btemplate\.(HTML|HTMLAttr|JS|JSStr|CSS|URL|Srcset)\b`), "goes around escaping"},
	{regexp.MustCompile(`^\s*(script|css) \w+\(`), "a component of script or style"},
	{regexp.MustCompile(`(?i)<script(\s[^>]*)?>`), "inline script"},
	{regexp.MustCompile(`(?i)<style\b`), "inline style"},
	{regexp.MustCompile(`(?i)\sstyle\??=`), "inline style"},
	{regexp.MustCompile(`(?i)\son[a-z]+\??=[{"']`), "inline script"},
	{regexp.MustCompile(`(?i)javascript:`), "inline script"},
}

// ownScript is a script of this site by reference, which the content security
// policy allows.
var ownScript = regexp.MustCompile(`<script src=\{ asset\("[a-z.]+"\) \} defer>`)

func checkPages(t *Tree) []Finding {
	var found []Finding
	for _, p := range t.Pages {
		for i, line := range p.Lines {
			if because := carries(ownScript.ReplaceAllString(line, "")); because != "" {
				found = append(found, Finding{p.Path, i + 1, because + ": " + strings.TrimSpace(line)})
			}
		}
	}
	for _, s := range t.Written() {
		names := imported(s)
		s.Each(func(_ string, n ast.Node) {
			pkg, name := qualified(names, n)
			short := map[string]string{"github.com/a-h/templ": "templ.", "html/template": "template."}[pkg]
			if short == "" || s.Path == rawFile {
				return
			}
			if because := carries(short + name); because != "" {
				found = append(found, s.Found(n, short+name+" "+because))
			}
		})
	}
	return found
}

func carries(line string) string {
	for _, r := range raw {
		if r.pattern.MatchString(line) {
			return r.because
		}
	}
	return ""
}
