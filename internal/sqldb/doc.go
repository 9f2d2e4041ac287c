// Package sqldb gives every store one way to speak to SQLite and PostgreSQL.
//
// SQL is written once, by hand, with $n parameters. On SQLite they become ?n; a
// few hooks (List, the dialect files sqlite.go and postgres.go) carry the rest.
//
// Reading: DB.Reader for single statements, DB.Snapshot for several that must
// agree. Writing: DB.Write, which hands out a *Tx. A Tx changes governed rows
// only by Put and Remove, which record what the ledger needs; derived rows only
// by Derive; operational rows only by Operate; ledger rows only by Ledger,
// which package ledgersql alone may call.
//
// # Durability and failure
//
// On SQLite one goroutine writes. Commands that wait share one transaction and
// one sync, each in its savepoint (group commit). A refusal by a rule or a
// constraint undoes its savepoint and nothing else. An interrupt, a full disk,
// an I/O error or a panic ends the batch: everything is rolled back and each
// command runs again alone, so a function given to Write may run twice. If
// COMMIT itself fails, nobody knows whether it is on disk: the whole batch gets
// Unavailable "sqldb.commit.unknown", the database is closed and opened again,
// and the command's key tells a retry what happened.
//
// On PostgreSQL each command has its own transaction; serialization failures
// and deadlocks are retried, a lost connection at COMMIT is Unavailable.
//
// A command that was taken into a batch is finished whatever becomes of the
// context that asked for it: cancelling one statement would undo the others.
package sqldb
