package orgweb

import (
	"bytes"
	"slices"
	"strings"

	"hoso/internal/clock"
	"hoso/internal/docgen"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/org/orgsheet"
	"hoso/internal/web"
	"hoso/vi"
)

// tree reads the tree that the viewer may see.
func (p *Pages) tree(r *web.Request, on clock.Date) ([]org.Node, error) {
	body, err := p.Service.Read.Body(r.Ctx())
	if err != nil {
		return nil, err
	}
	if err := p.Service.MayRead(r.Ctx(), r.Viewer.Actor, body); err != nil {
		return nil, err
	}
	return p.Service.Read.Tree(r.Ctx(), on)
}

// treeView is what the page of the tree shows: all units, or those whose name
// or code has the words looked for, with what stands above them.
type treeView struct {
	Nodes []org.Node
	All   int
	Found map[id.ID]bool // nil without a search
	Exact *org.Node      // the unit whose code was typed
	Words string
	On    clock.Date
}

func (p *Pages) serveTree(r *web.Request) error {
	on, err := day(r)
	if err != nil {
		return err
	}
	v := &treeView{On: on, Words: r.Query("q")}
	nodes, err := p.tree(r, v.On)
	if err != nil {
		return err
	}
	v.Nodes, v.All = nodes, len(nodes)
	if words := vi.Words(v.Words); len(words) > 0 {
		v.search(words)
	}
	return r.Page(treePage(r, v))
}

// search keeps the units found and those above them.
func (v *treeView) search(words []string) {
	v.Found = map[id.ID]bool{}
	shown := map[id.ID]bool{}
	for i := len(v.Nodes) - 1; i >= 0; i-- { // children stand after their parents
		n := v.Nodes[i]
		have := " " + strings.Join(vi.Words(n.Name+" "+n.ShortName+" "+n.Code), " ") + " "
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(have, " "+w) }) {
			v.Found[n.ID], shown[n.ID] = true, true
		}
		if strings.EqualFold(n.Code, v.Words) {
			v.Exact = &n
		}
		if shown[n.ID] {
			shown[n.Parent] = true
		}
	}
	v.Nodes = slices.DeleteFunc(slices.Clone(v.Nodes), func(n org.Node) bool { return !shown[n.ID] })
}

// serveTreeSheet sends the units of a day in the columns that an import reads.
func (p *Pages) serveTreeSheet(r *web.Request) error {
	on, err := day(r)
	if err != nil {
		return err
	}
	if _, err := p.tree(r, on); err != nil {
		return err
	}
	units, err := p.Service.Read.All(r.Ctx())
	if err != nil {
		return err
	}
	var rows [][]any
	for _, l := range org.UnitsAsLines(units, on) {
		rows = append(rows, orgsheet.UnitCells(r.Lang, l))
	}
	return sendSheet(r, "don-vi.xlsx", docgen.Table{Columns: orgsheet.Units.Head(r.Lang), Rows: rowsOf(rows)})
}

func rowsOf(rows [][]any) func(func([]any, error) bool) {
	return func(yield func([]any, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// sendSheet sends a table without title or notes, so that its first row is the
// headings that an import reads.
func sendSheet(r *web.Request, name string, t docgen.Table) error {
	var b bytes.Buffer
	if err := docgen.WriteXLSX(&b, t); err != nil {
		return err
	}
	return r.Download(name, xlsx, &b)
}

// picker is a choice of a unit by typing its code or name.
type picker struct {
	nodes []org.Node
}

// pick finds the unit that somebody typed: a code, or a name that only one has.
func (k picker) pick(f *web.Form, field string) id.ID {
	typed := f.Text(field)
	if typed == "" {
		return id.ID{}
	}
	code, _, _ := strings.Cut(typed, " · ")
	var named []id.ID
	for _, n := range k.nodes {
		if strings.EqualFold(n.Code, code) {
			return n.ID
		}
		if vi.Fold(n.Name) == vi.Fold(typed) {
			named = append(named, n.ID)
		}
	}
	switch len(named) {
	case 0:
		f.Fault(errs.Invalid("org.pick.unknown", errs.Field(field), errs.Str("text", typed)))
	case 1:
		return named[0]
	default:
		f.Fault(errs.Invalid("org.pick.many", errs.Field(field), errs.Str("text", typed)))
	}
	return id.ID{}
}

// shown is how a unit stands in a picker.
func (k picker) shown(unit id.ID) string {
	for _, n := range k.nodes {
		if n.ID == unit {
			return n.Code + " · " + n.Name
		}
	}
	return ""
}
