package app

import "hoso/internal/sqldb"

func seed() { sqldb.Of(nil) } // want
