package org

import (
	"net/url"

	"hoso/internal/access"
	"hoso/internal/directive" // want
	"hoso/internal/errs"
	"hoso/internal/org/orgsql" // want
	"hoso/internal/sqldb"      // want
	"hoso/internal/web"        // want
	"hoso/vi"
)
