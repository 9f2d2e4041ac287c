package intake

import (
	"bytes"
	"context"
	"reflect"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"hoso/internal/errs"
)

func readTable(t *testing.T, data []byte) (Sheet, error) {
	t.Helper()
	return reader(t).Sheet(context.Background(), "ds.xlsx", bytes.NewReader(data), int64(len(data)))
}

func workbook(t *testing.T, fill func(f *excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := fill(f); err != nil {
		t.Fatal(err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSheetGivesRowsAsTheSpreadsheetCountsThem(t *testing.T) {
	want := Sheet{Header: SheetRow{2, []string{"Họ và tên", "Ngày sinh"}},
		Rows: []SheetRow{{3, []string{"Nguyễn Văn A", "2021-04-07"}}, {5, []string{"Lê B", ""}}}}
	xlsx := workbook(t, func(f *excelize.File) error {
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: ptr("m/d/yyyy")})
		if err != nil {
			return err
		}
		f.SetSheetRow("Sheet1", "A2", &[]any{"Ho\u0323 và tên ", "Ngày sinh"})
		f.SetSheetRow("Sheet1", "A3", &[]any{" Nguyễn Văn A", time.Date(2021, 4, 7, 0, 0, 0, 0, time.UTC)})
		f.SetSheetRow("Sheet1", "A5", &[]any{"Lê B"})
		return f.SetCellStyle("Sheet1", "B3", "B3", style)
	})
	for name, data := range map[string][]byte{
		"xlsx":      xlsx,
		"comma":     []byte("\n\"Họ và tên\",Ngày sinh\n Nguyễn Văn A,2021-04-07\n\nLê B,\n"),
		"semicolon": []byte("\xef\xbb\xbf\r\nHọ và tên;Ngày sinh\r\nNguyễn Văn A;2021-04-07\r\n;\r\nLê B\r\n"),
		"tab":       []byte("\nHọ và tên\tNgày sinh\nNguyễn Văn A\t2021-04-07\n\nLê B\t\n"),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := readTable(t, data)
			if err != nil {
				t.Fatal(err)
			}
			got.Format = ""
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %v\nwant %v", got, want)
			}
		})
	}
}

func ptr(s string) *string { return &s }

func TestSheetRefuses(t *testing.T) {
	formula := workbook(t, func(f *excelize.File) error {
		f.SetSheetRow("Sheet1", "A1", &[]any{"Mã", "Số"})
		return f.SetCellFormula("Sheet1", "B4", "=1+1")
	})
	for _, c := range []struct {
		name, code, row, column string
		data                    []byte
	}{
		{"formula", "formula", "4", "B", formula},
		{"formula in text", "formula", "2", "A", []byte("Mã\n=cmd|' /C calc'!A0\n")},
		{"no heading", "no_header", "", "", []byte("\n ; \n;")},
		{"heading twice", "heading", "1", "B", []byte("Mã;mã\n1;2\n")},
		{"heading left out", "heading", "1", "B", []byte("Mã;;Số\n1;2;3\n")},
		{"cell beyond the headings", "beyond_header", "2", "C", []byte("Mã;Số\n1;2;3\n")},
		{"open quote", "quotes", "2", "", []byte("Mã;Số\n\"1;2\n")},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := readTable(t, c.data)
			got := errs.Of(err)
			if got == nil || got.Code != "intake.sheet."+c.code || got.Arg("row") != c.row || got.Arg("column") != c.column {
				t.Errorf("got %v", err)
			}
		})
	}
	if _, err := readTable(t, docxFile(t, para("x"))); errs.Of(err) == nil || errs.Of(err).Code != "intake.file.unknown_type" {
		t.Errorf("a Word file as a sheet: %v", err)
	}
}

// TestSheetKeepsPhoneNumbers shows that what merely begins like a formula is text.
func TestSheetKeepsPhoneNumbers(t *testing.T) {
	got, err := readTable(t, []byte("Điện thoại;Chênh lệch\n+84 912;-5\n"))
	if err != nil || got.Rows[0].Cells[0] != "+84 912" || got.Rows[0].Cells[1] != "-5" {
		t.Errorf("got %v %v", got, err)
	}
}
