package sqldb

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"hoso/internal/schema"
)

// Extent is which program keeps the data, and how much room they take.
type Extent struct {
	Program string // "SQLite 3.51.3"
	Bytes   int64
	Log     int64 // of SQLite's write-ahead log
}

// Extent asks the engine.
func (db *DB) Extent(ctx context.Context) (e Extent, err error) {
	if db.kind == schema.Postgres {
		err = One(ctx, db.Reader(), `SELECT 'PostgreSQL ' || current_setting('server_version'), pg_database_size(current_database())`, nil, &e.Program, &e.Bytes)
		return e, err
	}
	err = One(ctx, db.Reader(), `SELECT 'SQLite ' || sqlite_version(), page_count * page_size FROM pragma_page_count, pragma_page_size`, nil, &e.Program, &e.Bytes)
	if err != nil {
		return e, err
	}
	info, err := os.Stat(db.eng.(*sqlite).path + "-wal")
	if errors.Is(err, fs.ErrNotExist) {
		return e, nil
	}
	if err == nil {
		e.Log = info.Size()
	}
	return e, err
}
