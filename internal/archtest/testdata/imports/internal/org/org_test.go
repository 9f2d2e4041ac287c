package org_test

import (
	"testing"

	"hoso/internal/app" // want
	"hoso/internal/clock"
	"hoso/internal/org"
	"hoso/internal/testenv"
)
