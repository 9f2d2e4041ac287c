package orgsql

import (
	"hoso/internal/app"                    // want
	"hoso/internal/directive/directivesql" // want
	"hoso/internal/job"                    // want
	"hoso/internal/org"
	"hoso/internal/sqldb"
	"hoso/internal/web" // want
)
