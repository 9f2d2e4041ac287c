package web

import (
	"html/template"

	"github.com/a-h/templ"
)

var (
	a = templ.Raw("x")     // want
	b = templ.SafeURL("x") // want
	c = template.HTML("x") // want
	d = templ.URL("x")
)
