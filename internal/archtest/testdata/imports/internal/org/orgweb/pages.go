package orgweb

import (
	"hoso/internal/app"        // want
	"hoso/internal/directive"  // want
	. "hoso/internal/org"      // want
	"hoso/internal/org/orgsql" // want
	"hoso/internal/sqldb"      // want
	"hoso/internal/web"
)
