package ledger

import "hoso/internal/id"

// What says what was found wrong with a row.
type What string

// The findings.
const (
	Changed     What = "changed"      // not the bytes that the ledger has
	Removed     What = "removed"      // the ledger has it, the table has not
	Added       What = "added"        // the table has it, the ledger has not
	PutBack     What = "put back"     // an earlier version than the ledger's newest
	NoLeaf      What = "without leaf" // an entry that nobody sequenced
	NotFitting  What = "does not fit" // a checkpoint of another tree
	FileMissing What = "file missing" // a file that the row names, or that the folder must have
	NotRead     What = "not read"     // files that could not be read, beside other findings
	FileChanged What = "file changed" // a file that does not open or is not what the row says
)

// Finding is one thing wrong: a row of a table, or a checkpoint.
type Finding struct {
	Table string `json:"table"`
	Row   string `json:"row"` // the row's id, or what identifies it in its table
	What  What   `json:"what"`
	Note  string `json:"note,omitempty"`
}

// Report is what a verification found and how much it looked at.
type Report struct {
	Findings []Finding `json:"findings"`
	Leaves   int64     `json:"leaves"`
	Pending  int64     `json:"pending"` // committed entries that wait for their leaf
	Rows     int64     `json:"rows"`    // governed rows compared
	Derived  int64     `json:"derived"` // derived rows compared
	Files    int64     `json:"files"`   // stored files read
	Keys     int64     `json:"keys"`    // wrapped keys of persons opened
	Opened   int64     `json:"opened"`  // files of persons read to their end under their keys
	Locked   bool      `json:"locked"`  // the keyring could not be opened without its passphrase
	Size     int64     `json:"size"`    // of the newest checkpoint
}

// Clean reports whether nothing was found.
func (r *Report) Clean() bool { return len(r.Findings) == 0 }

// maxFindings bounds a report; a wholly foreign database would fill it.
const maxFindings = 10_000

// Find adds a finding.
func (r *Report) Find(table, row string, what What, note string) {
	if len(r.Findings) < maxFindings {
		r.Findings = append(r.Findings, Finding{table, row, what, note})
	}
}

// CompareRow compares a governed row as it stands with the newest that the
// ledger has of it. known is false when the ledger has none.
func (r *Report) CompareRow(table string, rowID id.ID, version int64, digest Hash, newest Row, known bool) {
	r.Rows++
	switch {
	case !known:
		r.Find(table, rowID.String(), Added, "")
	case newest.Digest == Hash{}:
		r.Find(table, rowID.String(), Added, "the ledger says that it was removed")
	case version < newest.Version:
		r.Find(table, rowID.String(), PutBack, "")
	case version > newest.Version, digest != newest.Digest:
		r.Find(table, rowID.String(), Changed, "")
	}
}
