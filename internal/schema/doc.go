// Package schema is the one declaration of hoso's tables: a numbered series of
// migrations, one text for both engines, and what is read out of that text.
//
// A migration file is plain SQL in the subset that SQLite and PostgreSQL share.
// It begins with "-- @module NAME", the module that owns its tables. Each table
// is announced by a line
//
//	-- @table NAME CLASS [kind=KIND]
//
// and has one column a line, each ending in "-- N", the column's number. The
// number enters the row digest (DESIGN 5): it is never reused and never
// changed. Later migrations only add nullable columns, each as
//
//	ALTER TABLE name ADD COLUMN column TYPE; -- N
//
// Types are INTEGER, TEXT and BLOB; PostgreSQL gets bigint, text COLLATE "C"
// and bytea for them, and SQLite keeps its STRICT. What only one engine knows
// (triggers) stands between "-- +sqlite" or "-- +pg" and "-- +end".
//
// CLASS says what may happen to a row:
//
//	governed     only through the door; every version has a ledger_row
//	ledger       only by package ledger; insert-only
//	derived      recomputed from governed rows, and compared by verify
//	operational  no right and no fact follows from it
//
// A table of KIND is an aggregate root: it has unit_id, managing_unit_id, label,
// state and subject_id, the columns on which access decides.
package schema
