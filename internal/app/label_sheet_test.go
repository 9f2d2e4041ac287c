package app_test

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/directive"
)

// computed are texts that a spreadsheet would compute, were they not written as text.
var computed = []string{"=1+1", "+1+1", "-1+1", "@SUM(A1)", `=HYPERLINK("https://x.example","x")`, "＝1+1", "=cmd|' /C calc'!A0"}

// sheetRows opens a sheet as a spreadsheet does and gives its headings and rows;
// every cell that is not empty must be text, a number or a day, and none computed.
func sheetRows(t *testing.T, data []byte, heading string) (head []string, rows [][]string) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if names := f.GetSheetList(); len(names) != 1 {
		t.Fatalf("sheets %q", names)
	}
	name := f.GetSheetName(0)
	all, err := f.GetRows(name)
	if err != nil {
		t.Fatal(err)
	}
	for y, row := range all {
		for x, text := range row {
			cell, err := excelize.CoordinatesToCellName(x+1, y+1)
			if err != nil {
				t.Fatal(err)
			}
			formula, err := f.GetCellFormula(name, cell)
			if err != nil || formula != "" {
				t.Errorf("%s is computed: %s %v", cell, formula, err)
			}
			kind, err := f.GetCellType(name, cell)
			if strings.ContainsAny(text[:min(1, len(text))], "=+-@") && kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
				t.Errorf("%s holds %q as type %d, not as text: %v", cell, text, kind, err)
			}
			if link, _, _ := f.GetCellHyperLink(name, cell); link {
				t.Errorf("%s leads somewhere", cell)
			}
		}
		if head == nil && len(row) > 1 && row[0] == heading {
			head = row
		} else if head != nil {
			rows = append(rows, row)
		}
	}
	return head, rows
}

// TestLabelSheets: the sheets of labels and of copies open as spreadsheets, have the
// headings and exactly the lines of the list with the same filter, in its order, and
// compute nothing, whatever was typed into them (SECURITY T23).
func TestLabelSheets(t *testing.T) {
	tick := clock.NewManual(clock.System{}.Now())
	m := openMatrixOn(t, "", tick, func(m *matrix) { m.labelled() })
	v := m.viewer("van_thu")
	office := fresh(v.actor)
	for i, text := range computed {
		f := secrecy(access.LabelMat)
		f.Classifier, f.Document, f.Basis = text+" người ký", text+" văn bản", text+" mục"
		if i%2 == 0 { // a term that will be over
			f.Last = clock.Today(m.app.Clock).AddDays(2)
		}
		d, err := m.app.Directive.UploadSecret(bg, directive.By{Actor: office.Actor}, m.body, "mat.txt", document(fmt.Sprint(300+i)), f)
		m.must(err)
		o := access.Object{Kind: "directive", ID: d}
		m.must(m.app.Labels.Print(bg, fresh(v.actor), o, access.CopyForm{Count: 2, ForWhom: text + " nơi nhận", Reason: text + " lý do in"}))
		if i%3 == 0 {
			step := stepForm(access.StepExtend, access.LabelMat, text+" lý do gia hạn")
			_, err := m.app.Labels.Change(bg, fresh(v.actor), o, step)
			m.must(err)
		}
		copies, _, err := m.app.Labels.Copies(bg, v.actor, access.CopyFilter{Object: o})
		m.must(err)
		if i%2 == 1 {
			_, err := m.app.Labels.CloseCopy(bg, fresh(v.actor), copies[0].ID, access.CopyReturned, text+" ghi chú")
			m.must(err)
		}
	}
	tick.Advance(5 * 24 * time.Hour)
	sheets := 0
	another := func() { // a person has a budget of exports a day
		if sheets++; sheets%5 == 0 {
			tick.Advance(24 * time.Hour)
		}
	}
	t.Run("labels", func(t *testing.T) {
		want := []string{"Tài liệu", "Bước", "Độ mật trước", "Độ mật"}
		seen := map[int]bool{}
		for _, show := range []string{access.LabelsAsking, access.LabelsWaiting, access.LabelsOver, access.LabelsSoon, access.LabelsAll} {
			for _, order := range []string{access.LabelsFirstEnd, access.LabelsLastEntered} {
				for _, level := range []access.Label{0, access.LabelToiMat} {
					another()
					list, n, err := m.app.Labels.Asking(bg, v.actor, access.LabelFilter{Show: show, Order: order, Level: level, By: clock.Today(m.app.Clock).AddDays(90)})
					m.must(err)
					status, _, data := m.download(v, "/labels.xlsx?days=90&show="+show+"&order="+order+"&level="+level.Code())
					if status != http.StatusOK {
						t.Fatalf("%d %.300s", status, data)
					}
					head, rows := sheetRows(t, data, want[0])
					if len(head) != 11 || !slices.Equal(head[:4], want) {
						t.Errorf("headings %q", head)
					}
					seen[len(rows)] = true
					if int64(len(rows)) != n || len(rows) != len(list) {
						t.Fatalf("%q %q %d: %d rows of %d lines", show, order, level, len(rows), n)
					}
					for i, c := range list {
						if got := rows[i]; got[4] != c.From.Vietnamese() || got[7] != c.Classifier || got[8] != c.Document || got[9] != c.Basis {
							t.Errorf("row %d is %q, the list has %+v", i, got, c)
						}
					}
				}
			}
		}
		if len(seen) < 3 {
			t.Errorf("every filter gives as many rows: %v", seen)
		}
	})
	t.Run("copies", func(t *testing.T) {
		seen := map[int]bool{}
		for _, state := range []string{"", access.CopyOut, access.CopiesLate, access.CopyReturned, access.CopyDestroyed} {
			for _, order := range []string{access.CopiesNewest, access.CopiesOldest} {
				for _, level := range []access.Label{0, access.LabelToiMat} {
					another()
					list, n, err := m.app.Labels.Copies(bg, v.actor, access.CopyFilter{State: state, Order: order, Level: level})
					m.must(err)
					status, _, data := m.download(v, "/copies.xlsx?state="+state+"&order="+order+"&level="+level.Code())
					if status != http.StatusOK {
						t.Fatalf("%d %.300s", status, data)
					}
					head, rows := sheetRows(t, data, "Tài liệu")
					if len(head) != 12 || head[1] != "Độ mật" {
						t.Errorf("headings %q", head)
					}
					seen[len(rows)] = true
					if int64(len(rows)) != n || len(rows) != len(list) {
						t.Fatalf("%q %q %d: %d rows of %d lines", state, order, level, len(rows), n)
					}
					for i, c := range list {
						if got := rows[i]; got[2] != fmt.Sprint(c.Number) || got[4] != c.ForWhom || got[5] != c.Reason {
							t.Errorf("row %d is %q, the list has %+v", i, got, c)
						}
						if c.Note != "" && rows[i][11] != c.Note {
							t.Errorf("row %d is %q, the note is %q", i, rows[i], c.Note)
						}
					}
				}
			}
		}
		if len(seen) < 3 {
			t.Errorf("every filter gives as many rows: %v", seen)
		}
	})
}
