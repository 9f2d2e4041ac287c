// Package vault keeps what must not be read from a copied disk. Today it holds
// the blobs: files of any size, each encrypted under a random key of its own,
// which is wrapped by the folder's key. (The keyring of the persons' keys joins
// it with the first sealed field.)
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
// The key of a blob, wrapped, is a value that its owner keeps in its own row: who
// destroys the row's wrapped key has destroyed the blob, in every backup of it.
//
// # Durability
//
// Put writes into a file that no name points to, syncs it, renames it and syncs
// the folder, all inside an os.Root. When Put returns, the blob is on disk; when
// it fails or the machine dies, there is none, or a whole one that nobody names:
// Orphans collects those once they are old enough. A blob is put before the
// commit of the row that names it.
//
// # Failure
//
// Disk full and other trouble of writing: Unavailable "vault.blob.write". A blob
// that is absent, cut or altered: Internal "vault.blob.damaged"; nothing is given
// to the reader beyond the last chunk that is whole and genuine. A folder key of
// the wrong size or open to others: Internal "vault.key.unusable".
//
// It refuses to know what a blob holds, and to whom it belongs.
package vault
