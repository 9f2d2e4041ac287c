package person

import (
	"regexp"
	"strconv"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/vault"
	"hoso/vi"
)

// Identity is who somebody is, beside the name, in the clear. "" is not known.
type Identity struct {
	Born           clock.Date // a year, a month or a day
	PersonalNumber string     // its digits, or as written when it is none that we know
}

// SealedIdentity is the row of an identity; nil is not known.
type SealedIdentity struct {
	Subject        id.ID
	Version        int64 // 0: there is no row yet
	Born           []byte
	PersonalNumber []byte
	Bucket         int64
}

func (i *SealedIdentity) place(column string, version int64) vault.Where {
	return vault.Where{Table: "person_identity", Column: column, Row: i.Subject, Version: version}
}

// BlindNumber names the blind index of personal numbers.
const BlindNumber = "person.number"

// MaxPersonalNumber is the longest text kept as a personal number.
const MaxPersonalNumber = 20

// MaxStaffCode is the longest staff code.
const MaxStaffCode = 20

var staffCode = regexp.MustCompile(`^[\pL\pN][\pL\pN./-]*$`)

// ChangeForm is an entry and an identity as typed, on the versions that were
// shown.
type ChangeForm struct {
	Name
	StaffCode      string
	Born           clock.Date
	PersonalNumber string
	Version        int64
}

// check tidies a form. A personal number is never refused for what it says: the
// form's page warns (vi.ReadNumber).
func (f *ChangeForm) check(today clock.Date) error {
	var faults errs.Faults
	f.Name.check(&faults)
	f.StaffCode = vi.Clean(f.StaffCode)
	if f.StaffCode != "" && (len([]rune(f.StaffCode)) > MaxStaffCode || !staffCode.MatchString(f.StaffCode)) {
		faults.Add(errs.Invalid("person.staff_code.shape", errs.Field("staff_code"), errs.Int("max", MaxStaffCode)))
	}
	if f.Born != "" && (f.Born.First() > today || f.Born.First() < "1900-01-01") {
		faults.Add(errs.Invalid("person.born.range", errs.Field("born")))
	}
	f.PersonalNumber = vi.Clean(f.PersonalNumber)
	if facts := vi.ReadNumber(f.PersonalNumber); facts.Kind != vi.NumberOther {
		f.PersonalNumber = facts.Digits
	}
	if len([]rune(f.PersonalNumber)) > MaxPersonalNumber {
		faults.Add(errs.Invalid("person.text.long", errs.Field("personal_number"), errs.Int("max", MaxPersonalNumber)))
	}
	return faults.Err()
}

// Warnings is what is odd about a personal number, also against the year of
// birth.
func (i Identity) Warnings() []vi.NumberWarning {
	if i.PersonalNumber == "" {
		return nil
	}
	year := 0
	if len(i.Born) >= 4 {
		year, _ = strconv.Atoi(string(i.Born[:4])) // a date begins with four digits
	}
	facts := vi.ReadNumber(i.PersonalNumber)
	return append(facts.Warnings, facts.Against(vi.SexUnknown, year)...)
}
