package org_test

import (
	"math/rand" // want
	"math/rand/v2"
	"testing"

	"github.com/jackc/pgx/v5" // want
)
