package person

import (
	"slices"
	"strings"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/vault"
	"hoso/vi"
)

// EvidencePrefix is the prefix of the outside form of an evidence's id.
const EvidencePrefix = "evi"

// EvidenceKind is a kind of evidence, of a closed list.
type EvidenceKind string

// The kinds.
const (
	Recruitment EvidenceKind = "recruitment" // a decision to recruit
	Appointment EvidenceKind = "appointment" // a decision to appoint
	Diploma     EvidenceKind = "diploma"
	Certificate EvidenceKind = "certificate"
	Resume      EvidenceKind = "resume" // the form "Sơ yếu lý lịch"
)

// EvidenceRow is a kind with how many months after its date it counts as
// current, 0 for ever, and what that rests on from a day.
type EvidenceRow struct {
	Kind     EvidenceKind
	Months   int
	From     clock.Date
	Basis    string
	Verified bool // somebody compared it with the text of the basis
}

// EvidenceTable is the closed list. That a résumé is renewed every year is the
// yearly supplement of files; its exact term is to be compared with the decree.
var EvidenceTable = []EvidenceRow{
	{Recruitment, 0, "2026-07-01", "Nghị định số 27/2026/NĐ-CP", false},
	{Appointment, 0, "2026-07-01", "Nghị định số 27/2026/NĐ-CP", false},
	{Diploma, 0, "2026-07-01", "Nghị định số 27/2026/NĐ-CP", false},
	{Certificate, 0, "2026-07-01", "Nghị định số 27/2026/NĐ-CP", false},
	{Resume, 12, "2026-07-01", "Nghị định số 27/2026/NĐ-CP", false},
}

// The states of a page of evidence.
const (
	EvidenceCurrent   = "current"
	EvidenceReplaced  = "replaced"
	EvidenceWithdrawn = "withdrawn"
)

// Evidence is a page of evidence in the clear.
type Evidence struct {
	ID      id.ID
	Version int64
	State   string
	Label   access.Label // as its issuer marked it
	Kind    EvidenceKind
	Number  string
	Dated   clock.Date
	Issuer  string
	Others  Others
	Copied  bool // there is a redacted copy, or this is it
	File
}

// Kept is all that a person is told of a page of their own file that is above their
// clearance: that it is kept, what kind it is, and since when.
type Kept struct {
	ID    id.ID
	Kind  EvidenceKind
	Since clock.Micros
}

// Day is the day on which it was entered.
func (k Kept) Day() clock.Date { return clock.DateOf(k.Since.Time().In(clock.Local)) }

// Withheld reports whether the person does not get a page of their own file: it
// names third persons, and there is no copy without them yet.
func (e Evidence) Withheld() bool { return e.Others == OthersYes && !e.Copied }

// File is what is kept of an uploaded file. Its name is not: people name files
// after people.
type File struct {
	Format string // "pdf", "docx", "jpeg", "png"
	Pages  int
	Blob   vault.Blob
}

// EvidenceForm is a page of evidence as typed; Data is its file.
type EvidenceForm struct {
	Label  access.Label // as the document has it
	Kind   EvidenceKind
	Number string
	Dated  clock.Date
	Issuer string
	Others Others
	Name   string
	Data   []byte
}

// Longest texts, in characters.
const (
	MaxNumber = 60
	MaxIssuer = 200
)

// check tidies a form and finds all that is wrong with it.
func (f *EvidenceForm) check(today clock.Date) error {
	var faults errs.Faults
	f.Number, f.Issuer = vi.Clean(f.Number), vi.Clean(f.Issuer)
	if !slices.ContainsFunc(EvidenceTable, func(r EvidenceRow) bool { return r.Kind == f.Kind }) {
		faults.Add(errs.Invalid("person.evidence.kind", errs.Field("kind")))
	}
	if len([]rune(f.Number)) > MaxNumber {
		faults.Add(errs.Invalid("person.text.long", errs.Field("number"), errs.Int("max", MaxNumber)))
	}
	if n := len([]rune(f.Issuer)); n < 3 || n > MaxIssuer {
		faults.Add(errs.Invalid("person.evidence.issuer", errs.Field("issuer"), errs.Int("max", MaxIssuer)))
	}
	if !f.Dated.IsFull() || f.Dated > today || f.Dated < "1930-01-01" {
		faults.Add(errs.Invalid("person.evidence.dated", errs.Field("dated")))
	}
	if f.Others != OthersNo && f.Others != OthersYes {
		faults.Add(errs.Invalid("person.evidence.others", errs.Field("others")))
	}
	if f.Label < access.LabelNone || f.Label > access.LabelTuyetMat {
		faults.Add(errs.Invalid("access.label.unknown", errs.Field("level")))
	}
	if len(f.Data) == 0 {
		faults.Add(errs.Invalid("person.evidence.file", errs.Field("file")))
	}
	return faults.Err()
}

// Presence is all that is said of a sealed field to whoever does not need it.
type Presence string

// The presences.
const (
	Present Presence = "present"
	Absent  Presence = "absent"
	Expired Presence = "expired"
)

// presence says of a kind whether there is a page of it that counts on a day.
func presence(kind EvidenceKind, list []Evidence, day clock.Date) Presence {
	found := Absent
	for _, e := range list {
		if e.Kind != kind || e.State != EvidenceCurrent {
			continue
		}
		if !e.Over(day) {
			return Present
		}
		found = Expired
	}
	return found
}

// Over reports whether a page is too old on a day.
func (e Evidence) Over(day clock.Date) bool {
	for _, r := range EvidenceTable {
		if r.Kind == e.Kind && r.Months > 0 && e.Dated.IsFull() {
			return monthsAfter(e.Dated, r.Months) <= day
		}
	}
	return false
}

// monthsAfter is the same day some months later; a day that the month does not
// have is the first of the next.
func monthsAfter(d clock.Date, months int) clock.Date {
	return clock.DateOf(d.Time().AddDate(0, months, 0))
}

const evidenceTable = "person_evidence"

// SealedEvidence is a page of evidence as its row has it.
type SealedEvidence struct {
	ID      id.ID
	Version int64
	State   string
	Subject id.ID
	Label   access.Label
	Kind    EvidenceKind
	Number  []byte // nil for none
	Dated   []byte
	Issuer  []byte
	Others  Others
	CopyOf  id.ID // the page of which this is the redacted copy
	File
}

// place is where a field of a page is sealed. Only the state of a page ever
// changes, so it is its first version that the fields are bound to.
func (e *SealedEvidence) place(column string) vault.Where {
	return vault.Where{Table: evidenceTable, Column: column, Row: e.ID, Version: 1}
}

// leaves refuses to hand out the file of a labelled page: Denied
// "person.evidence.labelled". Nothing can be stamped onto a file, so its sheets are
// looked at, with the label on each.
func (e *SealedEvidence) leaves(sheet int) error {
	if sheet == 0 && e.Label > access.LabelNone {
		return errs.Denied("person.evidence.labelled")
	}
	return nil
}

// Media is the type of a file for whoever downloads it.
func (f File) Media() string {
	return map[string]string{"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png",
		"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}[strings.ToLower(f.Format)]
}
