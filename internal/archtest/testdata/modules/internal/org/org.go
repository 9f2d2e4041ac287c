package org

import (
	"context"
	"database/sql"  // want
	"html/template" // want
	"math/rand"     // want
	"net/http"      // want
	"os/exec"       // want
	"testing"       // want

	"example.org/new/thing"          // want
	"github.com/a-h/templ"           // want
	"github.com/jackc/pgx/v5/pgtype" // want
)
