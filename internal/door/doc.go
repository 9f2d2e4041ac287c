// Package door is the one call through which everything changes and every file
// is opened (DESIGN 1.3). Do runs, in this order, in one transaction:
//
//  1. the command's key is claimed; if it was used before for the same command
//     the stored reference is the answer, for another one it is Conflict;
//  2. access decides, on facts read inside the transaction;
//  3. the function changes what it came to change;
//  4. the jobs that it ordered become rows;
//  5. one entry is recorded from the rows that were touched;
//  6. commit.
//
// A command that ends in Denied or NotFound is undone to where it began and
// leaves a "refused" entry in the same transaction. Repeats of a refusal within
// a minute are counted and leave one closing entry (CloseRepeats). Invalid,
// Conflict, Unavailable, Internal and a panic undo everything and leave nothing.
//
// The door knows no SQL. It declares the ports that package app fills: the
// engine (sqldb), the keys and refusals (doorsql), the decision (accesssql), the
// ledger (ledgersql) and the job rows (jobsql).
//
// It refuses to know what a command means: names, rules and sentences belong to
// the modules.
package door
