package orgsheet

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"slices"

	"hoso/internal/access"
	"hoso/internal/docgen"
	"hoso/internal/errs"
	"hoso/internal/i18n"
	"hoso/internal/intake"
	"hoso/internal/org"
)

// MaxFile is the largest file of an import, in bytes.
const MaxFile = 4 << 20

// Table is a kind of spreadsheet that comes in.
type Table struct {
	Columns []Column
	plan    func(ctx context.Context, s *org.Service, who access.Actor, p *Plan) error
	do      func(ctx context.Context, s *org.Service, by org.By, p *Plan, shown [32]byte) error
}

// Units is a table of units, Holders one of who sits in which post.
var (
	Units   = Table{unitColumns, planUnits, doUnits}
	Holders = Table{holderColumns, planHolders, doHolders}
)

// Sheets reads spreadsheets.
type Sheets interface {
	Sheet(ctx context.Context, name string, data io.ReaderAt, size int64) (intake.Sheet, error)
}

// Importer plans imports and does them.
type Importer struct {
	Service *org.Service
	Sheets  Sheets
}

// Plan is what the import of one file would do.
type Plan struct {
	Table  Table
	Digest [32]byte // tells two plans apart
	New    int
	Change int
	Same   int
	Lines  []Line
	Faults []org.Fault // in the order of rows; the plan is not done when there is one
	Sheet  intake.Sheet

	units   []org.UnitLine
	holders []org.StaffLine
}

// Line is one thing that an import would do.
type Line struct {
	Row  int
	What string
	Diff []org.Diff // empty for what is new
}

// Plan reads a file and says what it would do: Invalid "org.import.file",
// "org.import.large" or "org.import.heading", or what the reader of sheets and
// the policy refuse.
func (im *Importer) Plan(ctx context.Context, t Table, who access.Actor, name string, data []byte) (*Plan, error) {
	switch {
	case len(data) == 0:
		return nil, errs.Invalid("org.import.file", errs.Field("file"))
	case len(data) > MaxFile:
		return nil, errs.Invalid("org.import.large", errs.Field("file"), errs.Int("mib", MaxFile>>20))
	}
	sheet, err := im.Sheets.Sheet(ctx, name, bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	p := &Plan{Table: t, Sheet: sheet}
	if err := t.plan(ctx, im.Service, who, p); err != nil {
		return nil, err
	}
	p.Faults = distinct(p.Faults)
	slices.SortStableFunc(p.Faults, func(a, b org.Fault) int { return cmp.Compare(a.Row, b.Row) })
	return p, nil
}

// Do does a plan. shown is the digest of the plan that a person saw: another one
// is Conflict "org.import.changed", a plan with faults Invalid
// "org.import.faults".
func (im *Importer) Do(ctx context.Context, by org.By, p *Plan, shown [32]byte) error {
	if len(p.Faults) > 0 {
		return errs.Invalid("org.import.faults", errs.Int("n", len(p.Faults)))
	}
	return p.Table.do(ctx, im.Service, by, p, shown)
}

func planUnits(ctx context.Context, s *org.Service, who access.Actor, p *Plan) error {
	lines, faults, err := unitLines(p.Sheet)
	if err != nil {
		return err
	}
	plan, err := s.PlanUnits(ctx, who, lines)
	if err != nil {
		return err
	}
	p.units, p.Digest, p.New, p.Change, p.Same = lines, plan.Digest(), plan.New(), len(plan.Steps)-plan.New(), plan.Same
	p.Faults = append(faults, plan.Faults...)
	for _, step := range plan.Steps {
		p.Lines = append(p.Lines, Line{step.Row, step.Unit.Code + " · " + step.Unit.Newest().Name, step.Diffs})
	}
	return nil
}

func doUnits(ctx context.Context, s *org.Service, by org.By, p *Plan, shown [32]byte) error {
	_, err := s.ImportUnits(ctx, by, p.units, shown)
	return err
}

func planHolders(ctx context.Context, s *org.Service, who access.Actor, p *Plan) error {
	lines, faults, err := holderLines(p.Sheet)
	if err != nil {
		return err
	}
	plan, err := s.PlanStaff(ctx, who, lines)
	if err != nil {
		return err
	}
	p.holders, p.Digest, p.New, p.Same = lines, plan.Digest(), len(plan.Seats), plan.Same
	p.Faults = append(faults, plan.Faults...)
	for _, x := range plan.Seats {
		p.Lines = append(p.Lines, Line{Row: x.Row, What: x.Person.Full() + " · " + x.Title + " · " + x.Unit})
	}
	return nil
}

func doHolders(ctx context.Context, s *org.Service, by org.By, p *Plan, shown [32]byte) error {
	_, err := s.ImportStaff(ctx, by, p.holders, shown)
	return err
}

// distinct leaves one fault for a cell: the first says what to mend.
func distinct(list []org.Fault) []org.Fault {
	type cell struct {
		row    int
		column string
	}
	seen := map[cell]bool{}
	return slices.DeleteFunc(list, func(f org.Fault) bool {
		c := cell{f.Row, f.Column}
		was := seen[c]
		seen[c] = true
		return was
	})
}

// FaultTable is a table of the rows that have faults, with what is wrong beside
// them.
func (p *Plan) FaultTable(l i18n.Lang) docgen.Table {
	wrong := map[int]string{}
	for _, f := range p.Faults {
		if wrong[f.Row] != "" {
			wrong[f.Row] += "\n"
		}
		wrong[f.Row] += p.Table.Heading(l, f.Column) + ": " + l.Sentence(f.Err)
	}
	var rows []docgen.FaultyRow
	for _, row := range p.Sheet.Rows {
		if what := wrong[row.Number]; what != "" {
			rows = append(rows, docgen.FaultyRow{Cells: row.Cells, Number: row.Number, Wrong: what})
		}
	}
	return docgen.FaultTable(p.Sheet.Header.Cells, rows, l.T("org.import.row"), l.T("org.import.wrong"))
}
