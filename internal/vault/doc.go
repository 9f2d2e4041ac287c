// Package vault keeps what must not be read from a copied disk: the keyring with
// a key per person, the fields that are sealed under it, and the blobs, files of
// any size, each under a key of its own.
//
// # Which key opens what
//
//	passphrase or key file        a Provider; not on the disk, or in a file of its own
//	      | argon2id, HKDF
//	   key of the provider
//	      | opens
//	   master key of an epoch     DIR/keys/master, one; two while a rotation lasts
//	      | opens
//	   key of a person            the store of the keyring (package vaultsql)
//	      | opens                       |
//	   sealed fields               keys of the person's blobs, in their rows
//
// Whoever has the data (the database, the blobs, any backup of them) has no key.
// Whoever has the keyring's store or its bundle has keys that only a master key
// opens, and the master key is in neither. So three things are kept apart: the data,
// the bundle, and DIR/keys/master with what the provider wants.
//
// # Envelopes
//
// Every wrapped key and sealed field is a byte 1 that names the format, a random
// nonce of 96 bits, and AES-256-GCM under a key of 256 bits. Its associated data is
// "hoso/", what it is, a newline, the byte 1, and then each part of its place after
// its length in four bytes:
//
//	master         keyring, provider and parameters as compact JSON, epoch
//	person-key     keyring, person, epoch
//	blind-secret   keyring, epoch
//	field          table, column, row, person, version
//	blob-key       person, name of the blob
//
// Numbers have eight bytes, ids sixteen. So what was altered in any byte, cut, or
// moved to another row, column, version, person, epoch or keyring does not open. A
// field is padded (ISO/IEC 7816-4) to whole steps of 32 bytes before it is sealed,
// so that its length says little.
//
// Random nonces of 96 bits are good for 2^32 envelopes under one key (NIST SP
// 800-38D, 8.3): a person's key seals some dozens of fields and files, in all their
// versions perhaps thousands; a master key wraps one envelope per person and per
// rotation. Neither comes near.
//
// # Providers
//
// A passphrase has 15 characters or more and goes through argon2id (RFC 9106)
// with three passes over 64 MiB or more, as much as half a second buys and never
// more than 256 MiB by itself. Stored parameters out of bounds (3 to 10 passes, 64
// MiB to 1 GiB, 4 threads) are refused before anything is computed. A key file has
// 32 random bytes, 0600, wherever it lies, or is a systemd credential; HKDF-SHA-256
// makes the key of it. The file DIR/keys/master is canonical JSON, so that no byte
// of it can be another; it names the provider and holds the sealed master keys.
//
// # A person's key
//
// EnsureKey makes it and returns when it is on disk; of several processes that make
// it at once one wins. It is called before the command that writes the first row
// which needs it: Seal and Open only read, and once the key is in memory they do no
// I/O. Keys stay in memory for a minute, at most 4096 of them, and are overwritten
// when they leave it or the keyring is closed. (The expanded key inside Go's cipher
// is not ours to overwrite: it lives until the collector reuses its place. NoDumps
// keeps it off the disk, save for swap, which an operator turns off or encrypts.)
//
// # Blind index
//
// Blind gives a value the bucket in which it is looked up without being opened:
// HMAC-SHA-256 under a key per field, by HKDF from a secret of the keyring, cut to
// 16 bits. What that tells, and what not, stands at Blind.
//
// # Rotation and shredding
//
// A rotation goes in steps (Step), each of which is on disk before the next begins:
// a new master key is written beside the old one, new keys are wrapped by it, all
// others are in batches, leftovers are removed from the store's files, the old
// master key is destroyed, the bundle is replaced. Which step is next is never
// remembered but read off what stands: whoever calls Advance after a kill goes on at
// the right place, and an old master key is not destroyed while anything is wrapped
// by it. A wrapped key that does not open stops the rotation: restore it from the
// bundle, which is still of the old epoch.
//
// Shred deletes a person's key, leaves a tombstone, so that no key is ever made for
// them again, and asks for a rotation. When it is done, every copy of the store and
// every bundle of before is useless with the master key that exists: nothing about
// the person opens, from no backup of the data. Erasing says how far it is. Who has
// kept a copy of DIR/keys/master itself, with what its provider wants, and of the
// store or bundle of that time, still has the key: that copy must be replaced, too
// (docs/operate/keys.md).
//
// What is overwritten in place is overwritten as far as the file system does it: a
// copy-on-write or flash disk keeps old blocks for a while. The sealed master keys
// in them open with the provider's key only.
//
// # Bundle
//
// The keyring's one backup: every wrapped key and tombstone, encrypted by age for a
// recipient or a passphrase, in one file that replaces the one before. Restoring
// reads it to its end first, opens every key in it, adds what is missing, mends what
// does not open, and never brings back whom a tombstone names.
//
// # A blob
//
// A blob's name is the SHA-256 of its ciphertext, so that any copy can be checked
// without a key. The ciphertext is a line that names the format and then chunks
// of 64 KiB, each sealed with AES-256-GCM under the blob's key. The nonce of a
// chunk is its number and whether it is the last (the STREAM construction): what
// is cut off, turned round, repeated or altered does not open. The line that
// names the format is bound to every chunk. A blob key seals one blob and no
// more, so nonces never repeat.
//
// The key of a blob, wrapped by the folder's key or, about a person, by theirs, is
// a value that its owner keeps in its own row: who destroys the row's wrapped key,
// or the key of the person, has destroyed the blob, in every backup of it.
//
// # Durability
//
// Put writes into a file that no name points to, syncs it, renames it and syncs
// the folder, all inside an os.Root. When Put returns, the blob is on disk; when
// it fails or the machine dies, there is none, or a whole one that nobody names:
// Orphans collects those once they are old enough. A blob is put before the
// commit of the row that names it. The file of the master keys is replaced in the
// same way.
//
// # Several processes
//
// Processes may share the store of a keyring, each with a folder of its own and a
// copy of the file of the master keys. One of them rotates; the others stop with
// "vault.master.behind" until they have the newest copy, which needs no restart.
// The store has a mark of the master key in use: where two begin the same epoch one
// wins, and the other stops before it wraps anything. A process may open what is
// about a shredded person for as long as it keeps keys in memory: a minute.
//
// # Failure
//
// Disk full and other trouble of writing: Unavailable "vault.blob.write",
// "vault.master.write", "vault.bundle.write"; of reading: "vault.blob.unread",
// "vault.master.unread", "vault.keyring.unread". A keyring that is not as it was, and
// that its bundle mends: Unavailable "vault.keyring.damaged", "vault.key.damaged",
// "vault.key.absent". A key file that is absent, of the wrong size or open to others:
// Unavailable "vault.key.unusable". What was altered of the data: Internal
// "vault.blob.damaged" (nothing is given to the reader beyond the last chunk that is
// whole and genuine; Internal also where it is not there), "vault.field.damaged". The
// other codes stand at OpenKeyring, EnsureKey, Bundle and RestoreBundle.
//
// It refuses to know what a blob or field holds, and who a person is.
package vault
