package orgweb

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"slices"

	"hoso/internal/docgen"
	"hoso/internal/errs"
	"hoso/internal/intake"
	"hoso/internal/org"
	"hoso/internal/web"
)

// An import is one file in three requests: the file comes and its plan is shown;
// the same file, carried in the page, is confirmed and done; or its errors are
// sent back beside its rows. Nothing is kept in between.
func (p *Pages) importRoutes(rt *web.Router) {
	for _, t := range []table{unitTable, staffTable} {
		rt.Get(t.path, p.serveImport(t))
		rt.Upload(t.path, p.dryRun(t))
		rt.Upload(t.path+"/do", p.doImport(t))
		rt.Upload(t.path+"/errors.xlsx", p.sendFaults(t))
		rt.Get(t.path+"/empty.xlsx", p.serveEmpty(t))
	}
}

// maxImport is the largest file of an import, in bytes.
const maxImport = 4 << 20

// table is a kind of spreadsheet that comes in.
type table struct {
	path    string
	title   string // key
	hint    string // key
	done    string // key, with the number
	columns []column
	plan    func(p *Pages, r *web.Request, s intake.Sheet) (*planView, error)
	do      func(p *Pages, r *web.Request, s intake.Sheet, shown [32]byte) error
}

var unitTable = table{"/import/units", "org.import.units", "org.import.units.hint", "org.done.imported", unitColumns, planUnits, importUnits}
var staffTable = table{"/import/holders", "org.import.staff", "org.import.staff.hint", "org.done.imported", staffColumns, planStaff, importStaff}

// planView is what the page of a dry run shows.
type planView struct {
	Table  table
	Name   string // of the file
	Data   string // the file, in base64
	Digest [32]byte
	New    int
	Change int
	Same   int
	Lines  []planLine
	Faults []org.Fault
	Sheet  intake.Sheet
}

// planLine is one thing that the import would do.
type planLine struct {
	Row  int
	What string
	Diff []org.Diff
}

func (p *Pages) serveImport(t table) web.Handler {
	return func(r *web.Request) error {
		if _, err := p.body(r); err != nil {
			return err
		}
		return r.Page(importPage(r, t))
	}
}

func (p *Pages) serveEmpty(t table) web.Handler {
	return func(r *web.Request) error {
		return sendSheet(r, "mau.xlsx", docgen.Table{Columns: columnsOf(r, t.columns)})
	}
}

// dryRun reads the file that came and shows what it would do.
func (p *Pages) dryRun(t table) web.Handler {
	return func(r *web.Request) error {
		name, data := r.Form().File()
		v, err := p.planOf(t, r, name, data)
		if err != nil {
			return again(r, err, importPage(r, t))
		}
		return r.Page(planPage(r, v))
	}
}

func (p *Pages) planOf(t table, r *web.Request, name string, data []byte) (*planView, error) {
	switch {
	case r.Form().Err() != nil:
		return nil, r.Form().Err()
	case len(data) == 0:
		return nil, errs.Invalid("org.import.file", errs.Field("file"))
	case len(data) > maxImport:
		return nil, errs.Invalid("org.import.large", errs.Field("file"), errs.Int("mib", maxImport>>20))
	}
	sheet, err := p.Sheets.Sheet(r.Ctx(), name, bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	v, err := t.plan(p, r, sheet)
	if err != nil {
		return nil, err
	}
	v.Table, v.Name, v.Data, v.Sheet = t, name, base64.StdEncoding.EncodeToString(data), sheet
	slices.SortStableFunc(v.Faults, func(a, b org.Fault) int { return cmp.Compare(a.Row, b.Row) })
	return v, nil
}

func planUnits(p *Pages, r *web.Request, s intake.Sheet) (*planView, error) {
	lines, faults, err := unitLines(s)
	if err != nil {
		return nil, err
	}
	plan, err := p.Service.PlanUnits(r.Ctx(), r.Viewer.Actor, lines)
	if err != nil {
		return nil, err
	}
	v := &planView{Digest: plan.Digest(), New: plan.New(), Change: len(plan.Steps) - plan.New(), Same: plan.Same, Faults: distinct(append(faults, plan.Faults...))}
	for _, step := range plan.Steps {
		v.Lines = append(v.Lines, planLine{step.Row, step.Unit.Code + " · " + step.Unit.Newest().Name, step.Diffs})
	}
	return v, nil
}

func planStaff(p *Pages, r *web.Request, s intake.Sheet) (*planView, error) {
	lines, faults, err := staffLines(s)
	if err != nil {
		return nil, err
	}
	plan, err := p.Service.PlanStaff(r.Ctx(), r.Viewer.Actor, lines)
	if err != nil {
		return nil, err
	}
	v := &planView{Digest: plan.Digest(), New: len(plan.Seats), Same: plan.Same, Faults: distinct(append(faults, plan.Faults...))}
	for _, x := range plan.Seats {
		v.Lines = append(v.Lines, planLine{Row: x.Row, What: x.Person.Full() + " · " + x.Title + " · " + x.Unit})
	}
	return v, nil
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

// carried gives the file that the page of a dry run carries.
func carried(f *web.Form) (name string, data []byte, err error) {
	data, err = base64.StdEncoding.DecodeString(f.Text("data"))
	if err != nil {
		return "", nil, errs.Invalid("org.import.file", errs.Field("file")).Because(err)
	}
	return f.Text("name"), data, f.Err()
}

func (p *Pages) doImport(t table) web.Handler {
	return func(r *web.Request) error {
		name, data, err := carried(r.Form())
		if err != nil {
			return again(r, err, importPage(r, t))
		}
		v, err := p.planOf(t, r, name, data)
		if err != nil {
			return again(r, err, importPage(r, t))
		}
		shown := r.Form().Hash("digest")
		if len(v.Faults) > 0 {
			err = errs.Invalid("org.import.faults", errs.Int("n", len(v.Faults)))
		} else if err = r.Form().Err(); err == nil {
			err = t.do(p, r, v.Sheet, shown)
		}
		if err != nil {
			return again(r, err, planPage(r, v))
		}
		return r.Done("/units", t.done)
	}
}

func importUnits(p *Pages, r *web.Request, s intake.Sheet, shown [32]byte) error {
	lines, _, err := unitLines(s)
	if err == nil {
		_, err = p.Service.ImportUnits(r.Ctx(), by(r), lines, shown)
	}
	return err
}

func importStaff(p *Pages, r *web.Request, s intake.Sheet, shown [32]byte) error {
	lines, _, err := staffLines(s)
	if err == nil {
		_, err = p.Service.ImportStaff(r.Ctx(), by(r), lines, shown)
	}
	return err
}

// sendFaults sends the rows that have faults, with what is wrong beside them.
func (p *Pages) sendFaults(t table) web.Handler {
	return func(r *web.Request) error {
		name, data, err := carried(r.Form())
		if err != nil {
			return err
		}
		v, err := p.planOf(t, r, name, data)
		if err != nil {
			return err
		}
		return sendSheet(r, "loi.xlsx", faultTable(r, v))
	}
}

func faultTable(r *web.Request, v *planView) docgen.Table {
	wrong := map[int]string{}
	for _, f := range v.Faults {
		if wrong[f.Row] != "" {
			wrong[f.Row] += "\n"
		}
		wrong[f.Row] += v.heading(r, f.Column) + ": " + r.Lang.Sentence(f.Err)
	}
	t := docgen.Table{}
	for _, h := range v.Sheet.Header.Cells {
		t.Columns = append(t.Columns, docgen.Column{Title: h, Width: 20})
	}
	t.Columns = append(t.Columns, docgen.Column{Title: r.T("org.import.row"), Width: 8}, docgen.Column{Title: r.T("org.import.wrong"), Width: 70})
	var rows [][]any
	for _, row := range v.Sheet.Rows {
		if wrong[row.Number] == "" {
			continue
		}
		var line []any
		for _, c := range row.Cells {
			line = append(line, c)
		}
		rows = append(rows, append(line, row.Number, wrong[row.Number]))
	}
	t.Rows = rowsOf(rows)
	return t
}

// heading is the heading of a field's column.
func (v *planView) heading(r *web.Request, field string) string {
	for _, c := range v.Table.columns {
		if c.field == field {
			return r.T(c.heading)
		}
	}
	return field
}
