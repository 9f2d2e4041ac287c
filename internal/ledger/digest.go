package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"hoso/internal/id"
)

// Row is a governed row as a command left it. A Digest of zeros says that the
// row was removed.
type Row struct {
	Table   string
	ID      id.ID
	Version int64
	Digest  Hash
}

// Col is a column's value as stored: int64, string, []byte, or nil for NULL.
type Col struct {
	No  int
	Val any
}

// Leaf is what the tree holds of an entry: SHA-256("hoso/entry/v1\n" || salt ||
// entry). Without the salt it says nothing about the entry.
func Leaf(salt Hash, canonical []byte) Hash {
	h := sha256.New()
	h.Write([]byte("hoso/entry/v1\n"))
	h.Write(salt[:])
	h.Write(canonical)
	return Hash(h.Sum(nil))
}

// CommandDigest is SHA-256("hoso/cmd/v1\n" || key || name || args), where args
// is canonical JSON (DESIGN 4).
func CommandDigest(key [16]byte, name string, args []byte) Hash {
	h := sha256.New()
	h.Write([]byte("hoso/cmd/v1\n"))
	h.Write(key[:])
	h.Write([]byte(name))
	h.Write(args)
	return Hash(h.Sum(nil))
}

// RowDigest commits to a row as stored: SHA-256 over salt, table, id, version,
// and each non-NULL column in the order of its number as number, type tag,
// length, bytes. Every variable part is preceded by its length (uint64, big
// endian), so that no two rows have the same bytes. Tags: 1 integer (8 bytes,
// two's complement), 2 text, 3 blob.
func RowDigest(salt []byte, table string, rowID id.ID, version int64, cols []Col) Hash {
	h := sha256.New()
	part(h, salt)
	part(h, []byte(table))
	h.Write(rowID[:])
	number(h, version)
	for _, c := range cols {
		switch v := c.Val.(type) {
		case int64:
			number(h, int64(c.No))
			h.Write([]byte{1})
			number(h, 8)
			number(h, v)
		case string:
			number(h, int64(c.No))
			h.Write([]byte{2})
			part(h, []byte(v))
		case []byte:
			number(h, int64(c.No))
			h.Write([]byte{3})
			part(h, v)
		}
	}
	return Hash(h.Sum(nil))
}

func part(h hash.Hash, b []byte) {
	number(h, int64(len(b)))
	h.Write(b)
}

func number(h hash.Hash, n int64) {
	var raw [8]byte
	binary.BigEndian.PutUint64(raw[:], uint64(n))
	h.Write(raw[:])
}

// RowsRoot is the RFC 6962 root over the rows of an entry, sorted by table, id
// and version, each as one record.
func RowsRoot(rows []Row) Hash {
	sorted := slices.Clone(rows)
	slices.SortFunc(sorted, compareRows)
	records := make([]Hash, len(sorted))
	for i, r := range sorted {
		h := sha256.New()
		h.Write([]byte("hoso/row/v1\n"))
		part(h, []byte(r.Table))
		h.Write(r.ID[:])
		number(h, r.Version)
		h.Write(r.Digest[:])
		records[i] = Hash(h.Sum(nil))
	}
	return root(records)
}

func compareRows(a, b Row) int {
	if c := bytes.Compare([]byte(a.Table), []byte(b.Table)); c != 0 {
		return c
	}
	if c := a.ID.Compare(b.ID); c != 0 {
		return c
	}
	return int(a.Version - b.Version)
}

// SubjectsRoot is the RFC 6962 root over SHA-256(salt || person) of the persons
// concerned, sorted.
func SubjectsRoot(salt Hash, persons []id.ID) Hash {
	records := make([]Hash, len(persons))
	for i, p := range persons {
		records[i] = sha256.Sum256(append(salt[:], p[:]...))
	}
	slices.SortFunc(records, func(a, b Hash) int { return bytes.Compare(a[:], b[:]) })
	return root(records)
}

// root is the RFC 6962 tree hash of records; of none it is SHA-256("").
func root(records []Hash) Hash {
	var f Frontier
	for _, r := range records {
		f.Push(r)
	}
	return f.Root()
}

// recordHash is the RFC 6962 hash of a leaf.
func recordHash(leaf Hash) tlog.Hash { return tlog.RecordHash(leaf[:]) }
