package web

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/a-h/templly" // want
)
