package intake

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"hoso/internal/errs"
	"hoso/internal/testenv"
	"hoso/vi/citation"
)

const scanned = `<table width="100%"><tr><td align="center">BỘ THỬ NGHIỆM<br>Số: 88/QĐ-BTN</td><td align="center"><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b><br>Độc lập - Tự do - Hạnh phúc</td></tr></table>
<p align="center"><b>QUYẾT ĐỊNH</b><br>Về việc rà soát hồ sơ công chức</p>
<p>Căn cứ Nghị định số 170/2025/NĐ-CP ngày 30 tháng 6 năm 2025 của Chính phủ quy định về tuyển dụng, sử dụng và quản lý công chức;</p>
<p><b>Điều 1.</b> Những người đứng đầu chịu trách nhiệm lưu giữ, bổ sung hồ sơ.</p>`

// A scanned page of Vietnamese is read with its tone marks, and what it cites is
// found in it. The machine must have tesseract with Vietnamese: make setup.
func TestScannedPageIsRecognised(t *testing.T) {
	data, r := testenv.Scan(t, scanned), reader(t)
	if doc := mustRead(t, data); !doc.Scanned || doc.Text != "" {
		t.Fatalf("the scan has text: %q", doc.Text)
	}
	if err := r.CanRecognise(context.Background()); err != nil {
		t.Fatal("tesseract with Vietnamese is missing (make setup installs it):", err)
	}
	got, err := r.RecognisePage(context.Background(), "scan.pdf", bytes.NewReader(data), int64(len(data)), 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"BỘ THỬ NGHIỆM\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "QUYẾT ĐỊNH", "rà soát hồ sơ công chức",
		"Điều 1. Những người đứng đầu chịu trách nhiệm lưu giữ, bổ sung hồ sơ."} {
		if !strings.Contains(got.Text, want) {
			t.Errorf("%q is not in %q", want, got.Text)
		}
	}
	var cited []string
	for _, c := range citation.Find(got.Text) {
		cited = append(cited, c.Role+" "+c.Number)
	}
	if list := strings.Join(cited, ", "); !strings.Contains(list, "cite 170/2025/NĐ-CP") {
		t.Errorf("cites %s", list)
	}
	if _, err := r.RecognisePage(context.Background(), "scan.pdf", bytes.NewReader(data), int64(len(data)), 9); errs.Of(err).Code != "intake.page.unknown" {
		t.Errorf("a page that is not there: %v", err)
	}
}

// Without the program, or without Vietnamese, the machine says what it lacks.
func TestWithoutRecogniser(t *testing.T) {
	r := reader(t)
	t.Setenv(languagesAt, t.TempDir())
	if err := r.CanRecognise(context.Background()); errs.Of(err).Code != "intake.recognise.language" {
		t.Errorf("without the language: %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	if err := r.CanRecognise(context.Background()); errs.Of(err).Code != "intake.recognise.missing" {
		t.Errorf("without the program: %v", err)
	}
	if _, err := r.RecognisePage(context.Background(), "a", strings.NewReader("x"), 1, 1); errs.Of(err).Code != "intake.recognise.missing" {
		t.Errorf("a page without the program: %v", err)
	}
}

// A page that takes too long is ended, and so is one of which the caller does not
// want to know any more.
func TestRecognitionEnds(t *testing.T) {
	data, r := testenv.Scan(t, scanned), reader(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := r.RecognisePage(ctx, "a", bytes.NewReader(data), int64(len(data)), 1); err != context.Canceled {
		t.Errorf("ended by the caller: %v", err)
	}
	late, stop := context.WithTimeout(context.Background(), 0)
	defer stop()
	if _, err := runTool(late, "/bin/sleep", nil, "60"); err == nil {
		t.Error("a program outlived its time")
	}
	if err := tooLong(context.Background(), context.DeadlineExceeded); errs.Of(err).Code != "intake.recognise.page" {
		t.Errorf("out of time: %v", err)
	}
}

func TestTSV(t *testing.T) {
	row := func(line, left, width, sure, word string) string {
		return "5\t1\t1\t1\t" + line + "\t1\t" + left + "\t0\t" + width + "\t40\t" + sure + "\t" + word + "\n"
	}
	table := "level\tpage_num\n4\t1\t1\t1\t1\t0\t0\t0\t9\t9\t-1\t\n" +
		row("1", "0", "80", "96", "BỘ") + row("1", "96", "80", "96", "THỬ") + row("1", "192", "80", "40", "MỘT") + row("1", "400", "80", "96.5", "CỘNG") +
		row("2", "0", "80", "12", "--") + row("2", "96", "80", "69.9", "số") + "5\t1\t1\t1\t2\t2\tx\t0\t0\t0\t0\trác\n" + row("2", "200", "8", "96", " ")
	got := readTSV(table)
	if want := "BỘ THỬ MỘT\tCỘNG\n-- số"; got.Text != want {
		t.Errorf("got %q, want %q", got.Text, want)
	}
	var unsure []string
	for _, u := range got.Unsure {
		unsure = append(unsure, string([]rune(got.Text)[u[0]:u[1]]))
	}
	if strings.Join(unsure, " ") != "MỘT số" {
		t.Errorf("unsure of %q", unsure)
	}
}
