package person

import (
	"slices"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/vault"
	"hoso/vi"
)

// ErasurePrefix is the prefix of the outside form of an erasure's id.
const ErasurePrefix = "ers"

// ErasureBasis is why what is sealed about a person is erased, of a closed list.
type ErasureBasis string

// The bases.
const (
	ErasureRetention ErasureBasis = "retention" // it was kept as long as it must be, and stands on the list of what is destroyed
	ErasureCourt     ErasureBasis = "court"     // a court orders it
	ErasureRequest   ErasureBasis = "request"   // the person asked for it, and it was accepted
)

// ErasureRow is a basis with the law that it rests on from a day.
type ErasureRow struct {
	Basis    ErasureBasis
	From     clock.Date
	Law      string
	Verified bool // somebody compared it with the text of the law
}

// ErasureTable is the closed list; a change is a new row. How long a file must
// be kept stands in the schedule of the archives, which is not compared yet.
var ErasureTable = []ErasureRow{
	{ErasureRetention, "2025-07-01", "Luật Lưu trữ số 33/2024/QH15", false},
	{ErasureCourt, "2014-01-01", "Hiến pháp năm 2013, Điều 106", false},
	{ErasureRequest, "2026-01-01", privacyDecree, false},
}

// ErasuresOn gives the bases of a day.
func ErasuresOn(day clock.Date) []ErasureRow {
	var list []ErasureRow
	for _, r := range ErasureTable {
		if r.From > day {
			continue
		}
		if i := slices.IndexFunc(list, func(had ErasureRow) bool { return had.Basis == r.Basis }); i >= 0 {
			list[i] = r
			continue
		}
		list = append(list, r)
	}
	return list
}

// ErasureNights is how many nights an approved erasure takes from a day on: in
// the first the master key is replaced. The house's own order.
var ErasureNights = []struct {
	Nights int
	From   clock.Date
}{{1, "2026-01-01"}}

// dueOf is the day on which an erasure that was approved on a day is done.
func dueOf(day clock.Date) clock.Date {
	nights := ErasureNights[0].Nights
	for _, n := range ErasureNights {
		if n.From <= day {
			nights = n.Nights
		}
	}
	return day.AddDays(nights)
}

// The states of an erasure. What is proposed has no effect; once it was approved
// nothing turns it back.
const (
	ErasureProposed  = "proposed"
	ErasureBegun     = "begun"
	ErasureDone      = "done"
	ErasureWithdrawn = "withdrawn"
)

// Erasure says that what is sealed about a person is erased. It names no content:
// it is the tombstone that stays. Reason is sealed, and goes with the key.
type Erasure struct {
	ID        id.ID
	Version   int64
	State     string
	Unit      id.ID
	Managing  id.ID
	Subject   id.ID
	Basis     ErasureBasis
	Document  string // number, day and issuer of the document that decides
	Reason    []byte // nil once it is done, or when the key was gone already
	MadeOn    clock.Date
	MadeBy    id.ID // account
	DecidedOn clock.Date
	DecidedBy id.ID      // account that approved it, or took it back
	DueOn     clock.Date // the day by which it is done
	ErasedOn  clock.Date
}

// content is what whoever approves an erasure approves.
func (e *Erasure) content() any {
	return []any{e.Subject, string(e.Basis), e.Document, e.Reason}
}

// Law gives what the basis of an erasure rests on, by the day of its proposal.
func (e *Erasure) Law() ErasureRow {
	list := ErasuresOn(e.MadeOn)
	if i := slices.IndexFunc(list, func(r ErasureRow) bool { return r.Basis == e.Basis }); i >= 0 {
		return list[i]
	}
	return ErasureRow{Basis: e.Basis}
}

// Stands reports whether nothing that was sealed opens any more, or soon will not.
func (e *Erasure) Stands() bool { return e.State == ErasureBegun || e.State == ErasureDone }

func (e *Erasure) place() vault.Where { return at("person_erasure", "reason", e.ID, 1) }

// ErasureForm is an erasure as typed.
type ErasureForm struct {
	Basis    ErasureBasis
	Document string
	Reason   string
	Excuse   Excuse
}

// MaxDocument is the longest text that names a document, in characters.
const MaxDocument = 200

func (f *ErasureForm) check(today clock.Date) error {
	var faults errs.Faults
	if !slices.ContainsFunc(ErasuresOn(today), func(r ErasureRow) bool { return r.Basis == f.Basis }) {
		faults.Add(errs.Invalid("person.erasure.basis", errs.Field("erasure_basis")))
	}
	f.Document = vi.Clean(f.Document)
	if n := len([]rune(f.Document)); n < 5 || n > MaxDocument {
		faults.Add(errs.Invalid("person.erasure.document", errs.Field("document"), errs.Int("max", MaxDocument)))
	}
	checkWords(&faults, "document", f.Document, f.Excuse, ofOfficers)
	checkAsked(&faults, "reason", &f.Reason, 20)
	checkWords(&faults, "reason", f.Reason, f.Excuse, ofOfficers)
	return faults.Err()
}

// ErasureLine is an erasure as a list shows it.
type ErasureLine struct {
	Erasure
	Name Name
}

// ErasureStep is what an erasure that began waits for.
type ErasureStep string

// The steps.
const (
	WaitsForNight  ErasureStep = "night"  // in which the master key is replaced
	WaitsForBundle ErasureStep = "bundle" // which somebody must make with a passphrase
	WaitsForRows   ErasureStep = "rows"   // which are removed within minutes
)

func waitsFor(next vault.Step) ErasureStep {
	switch next {
	case vault.StepNone:
		return WaitsForRows
	case vault.StepBundle:
		return WaitsForBundle
	}
	return WaitsForNight
}

// OpenedErasure is an erasure as whoever decides on it sees it. Why is the reason,
// "" once the key that opened it is gone; Next is what it waits for, if it began.
type OpenedErasure struct {
	ErasureLine
	Why  string
	Next ErasureStep
	Mine bool // the viewer proposed it
}

// isErased reports whether an error says that a person's key was destroyed.
func isErased(err error) bool { return err != nil && errs.Of(err).Code == "vault.person.erased" }

func erasureObject(which id.ID) access.Object { return access.Object{Kind: "erasure", ID: which} }
