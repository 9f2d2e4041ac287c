package web

import "github.com/a-h/templ"

var icon = templ.Raw("<svg></svg>")
