package intake

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"hoso/internal/errs"
)

const (
	sheetMain = "spreadsheetml.sheet.main+xml"
	isoDate   = "yyyy-mm-dd"
)

func readXLSX(data []byte) (*Sheet, error) {
	z, err := openArchive(data)
	if err != nil {
		return nil, err
	}
	main, _, err := mainPart(z, sheetMain)
	if err != nil {
		return nil, err
	}
	if err := refuseFormulas(z, main); err != nil {
		return nil, err
	}
	// The unpacked size is checked above; equal limits keep excelize from
	// spilling into files, which a child cannot write.
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: MaxUnpacked,
		UnzipXMLSizeLimit: MaxUnpacked, ShortDatePattern: isoDate})
	if err != nil {
		return nil, errDamaged.Because(err)
	}
	defer f.Close()
	showISODates(f)
	return rowsOf(f)
}

func rowsOf(f *excelize.File) (*Sheet, error) {
	rows, err := f.Rows(f.GetSheetName(0))
	if err != nil {
		return nil, errDamaged.Because(err)
	}
	defer rows.Close()
	s := &Sheet{Format: XLSX}
	for n := 1; rows.Next(); n++ {
		cells, err := rows.Columns()
		if err != nil {
			return nil, errDamaged.Because(err)
		}
		if err := s.add(n, cells); err != nil {
			return nil, err
		}
	}
	if err := rows.Error(); err != nil {
		return nil, errDamaged.Because(err)
	}
	return s.done()
}

var aDate = regexp.MustCompile(`(?i)^[^"]*(d[^"]*m|m[^"]*d)[^"]*y|^[^"]*y[^"]*m[^"]*d`)

// showISODates makes every cell that is formatted as a date read as 2021-04-07,
// whatever order the file shows day and month in.
func showISODates(f *excelize.File) {
	if f.Styles == nil {
		return
	}
	if f.Styles.NumFmts != nil {
		for _, n := range f.Styles.NumFmts.NumFmt {
			if aDate.MatchString(n.FormatCode) {
				n.FormatCode = isoDate
			}
		}
	}
	if f.Styles.CellXfs == nil {
		return
	}
	for _, xf := range f.Styles.CellXfs.Xf {
		if id := xf.NumFmtID; id != nil && (*id == 15 || *id == 22 || *id >= 27 && *id <= 31) {
			*id = 14
		}
	}
}

// refuseFormulas names the first cell of the first sheet that holds a formula:
// what it shows was computed elsewhere and cannot be checked.
func refuseFormulas(z *zip.Reader, main string) error {
	cell := ""
	return eachPart(z, firstSheet(z, main), func(_ *elements, s xml.StartElement) error {
		switch s.Name.Local {
		case "c":
			cell = attr(s, "r")
		case "f":
			letters := strings.TrimRight(cell, "0123456789")
			row, _ := strconv.Atoi(cell[len(letters):])
			return errs.Invalid("intake.sheet.formula", errs.Row(row), errs.Column(letters))
		}
		return nil
	})
}

// firstSheet is the part that holds the first sheet of the workbook.
func firstSheet(z *zip.Reader, main string) string {
	id, target := "", ""
	eachPart(z, main, func(_ *elements, s xml.StartElement) error {
		if s.Name.Local == "sheet" && id == "" {
			for _, a := range s.Attr {
				if a.Name.Local == "id" && a.Name.Space != "" {
					id = a.Value
				}
			}
		}
		return nil
	})
	dir, base := path.Split(main)
	eachPart(z, dir+"_rels/"+base+".rels", func(_ *elements, s xml.StartElement) error {
		if attr(s, "Id") == id {
			target = attr(s, "Target")
		}
		return nil
	})
	if rest, ok := strings.CutPrefix(target, "/"); ok {
		return rest
	}
	return path.Join(dir, target)
}
