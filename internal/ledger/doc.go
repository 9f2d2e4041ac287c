// Package ledger is what makes every change provable: entries, the leaves of a
// Merkle tree, checkpoints, receipts and what a verification finds. It is pure;
// ledgersql keeps the ledger, ledgerweb shows and publishes it.
//
// # Nouns
//
// An Entry says who did what to which object, when, for which purpose and on
// which basis; it holds no name and no free text. Its RowsRoot binds the rows it
// touched (Row: table, id, version, digest), its SubjectsRoot the persons
// concerned. A leaf is 32 bytes, the hash of a random salt and the entry. The
// leaves make a tree as in RFC 6962 (golang.org/x/mod/sumdb/tlog), of which a
// Frontier is what is needed to go on. A Checkpoint is the tree's size and root,
// signed (C2SP tlog-checkpoint); tiles are its public form (C2SP tlog-tiles).
// A Receipt proves one entry to a stranger: entry, salt, index, path, checkpoint.
//
// # Invariants
//
//   - what is hashed has one spelling: canonical JSON with sorted keys, NFC
//     text and integers only; columns by number, type tag and length;
//   - a digest covers bytes as they are stored, so that verifying needs no key
//     to content;
//   - tiles, bundles and checkpoints hold no body: when an entry's body and salt
//     are erased, the tree still verifies.
//
// # Refuses to know
//
// SQL, pages, and what a command means.
package ledger
