package orgweb

import (
	"bytes"

	"hoso/internal/docgen"
	"hoso/internal/errs"
	"hoso/internal/org"
	"hoso/internal/org/orgsheet"
	"hoso/internal/web"
)

// APIRoutes adds what programs may ask: imports, with the file as the body.
// Parameters are name (of the file), lang, dry=1 (change nothing) and errors=1
// (send the rows with faults as a spreadsheet).
func (p *Pages) APIRoutes(api *web.API) {
	for path, t := range map[string]orgsheet.Table{"/v1/import/units": orgsheet.Units, "/v1/import/holders": orgsheet.Holders} {
		api.Post(path, orgsheet.MaxFile+1, p.importCall(t), "name", "dry", "errors")
	}
}

// imported is the answer to an import.
type imported struct {
	Done   bool        `json:"done"` // false of a dry run, and with faults
	New    int         `json:"new"`
	Change int         `json:"change"`
	Same   int         `json:"same"`
	Faults []cellFault `json:"faults"`
	Errors []byte      `json:"errors,omitempty"` // XLSX
	*web.Fault
}

// cellFault is what is wrong with a cell.
type cellFault struct {
	Row    int    `json:"row"`
	Field  string `json:"field"`
	Column string `json:"column"` // the heading in the language asked for
	web.Fault
}

func (p *Pages) importCall(t orgsheet.Table) func(*web.Call) error {
	return func(c *web.Call) error {
		dry, err := c.Flag("dry")
		if err != nil {
			return err
		}
		data, err := c.Body()
		if err != nil {
			return err
		}
		key, err := c.Key()
		if err != nil {
			return err
		}
		plan, err := p.Importer.Plan(c.Ctx(), t, c.Actor, c.Query("name"), data)
		if err != nil {
			return err
		}
		a, err := answerOf(c, plan)
		if err != nil {
			return err
		}
		if dry {
			return c.Answer(a)
		}
		if len(plan.Faults) > 0 {
			said := web.FaultOf(c.Lang, errs.Invalid("org.import.faults", errs.Int("n", len(plan.Faults))))
			a.Fault = &said
			return c.Refuse(a)
		}
		if len(plan.Lines) > 0 {
			if err := p.Importer.Do(c.Ctx(), org.By{Actor: c.Actor, Key: key}, plan, plan.Digest); err != nil {
				return err
			}
		}
		a.Done = true
		return c.Answer(a)
	}
}

func answerOf(c *web.Call, plan *orgsheet.Plan) (*imported, error) {
	a := &imported{New: plan.New, Change: plan.Change, Same: plan.Same, Faults: []cellFault{}}
	for _, f := range plan.Faults {
		a.Faults = append(a.Faults, cellFault{f.Row, f.Column, plan.Table.Heading(c.Lang, f.Column), web.FaultOf(c.Lang, f.Err)})
	}
	wanted, err := c.Flag("errors")
	if err != nil || !wanted || len(plan.Faults) == 0 {
		return a, err
	}
	var sheet bytes.Buffer
	err = docgen.WriteXLSX(&sheet, plan.FaultTable(c.Lang))
	a.Errors = sheet.Bytes()
	return a, err
}
