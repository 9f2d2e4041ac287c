package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"hoso/vi/citation"
	"hoso/vi/outline"
)

// The bars of the text workload: on one core, and for a law of lawLines lines.
const (
	citationBar = 10.0 // MB/s
	outlineBar  = 20.0 // MB/s
	lawLines    = 30_000
	lawBar      = time.Second
)

// textReader is one of the two readers, and a plain regexp that looks for what
// they begin with: the least that any reader of the same bytes would do.
type textReader struct {
	name string
	bar  float64
	read func(string) int // how many it found
	raw  *regexp.Regexp
}

var textReaders = []textReader{
	{"citations", citationBar, func(s string) int { return len(citation.Find(s)) }, regexp.MustCompile(`\d+(/\d{4})?[/-]\p{Lu}[\p{L}\d/-]*`)},
	{"outlines", outlineBar, func(s string) int { return len(outline.Read(s)) }, regexp.MustCompile(`(?m)^(Phần|Chương|Mục|Điều|\d+\.|\pL\)) .*$`)},
}

// texts measures the readers of vi on one core: 10 kB to 10 MB, and a law.
func texts() error {
	runtime.GOMAXPROCS(1)
	set, err := labelled("vi")
	if err != nil {
		return err
	}
	fmt.Printf("%-10s %9s %9s %9s %9s %9s %9s  %s\n", "reader", "bytes", "found", "MB/s", "raw MB/s", "ratio", "bar MB/s", "held")
	for _, r := range textReaders {
		var took []time.Duration
		for _, size := range []int{10_000, 100_000, 1_000_000, 10_000_000} {
			took = append(took, r.report(joined(set, size)))
		}
		tenfold := float64(took[3]) / float64(10*took[2])
		fmt.Printf("%-10s time of 10 MB over 10 times that of 1 MB: %.2f (linear is about 1)\n", r.name, tenfold)
	}
	text := longLaw(lawLines)
	for _, r := range textReaders {
		took := timed(func() { r.read(text) })
		fmt.Printf("%-10s a law of %d lines, %.1f MB: %.0f ms, bar %.0f ms, held %v\n", r.name, strings.Count(text, "\n"), float64(len(text))/1e6, ms(took), ms(lawBar), took < lawBar)
	}
	return nil
}

// report prints a row and gives the reader's time.
func (r textReader) report(text string) time.Duration {
	took := timed(func() { r.read(text) })
	raw := timed(func() { r.raw.FindAllStringIndex(text, -1) })
	speed := func(d time.Duration) float64 { return float64(len(text)) / 1e6 / d.Seconds() }
	fmt.Printf("%-10s %9d %9d %9.1f %9.1f %9.2f %9.0f  %v\n", r.name, len(text), r.read(text), speed(took), speed(raw), raw.Seconds()/took.Seconds(), r.bar, speed(took) >= r.bar)
	return took
}

// timed gives the median time of a reading: of 5, or of as many as fill half a
// second. It is the core's time, so that others on the machine count little.
func timed(read func()) time.Duration {
	read() // warm, and not counted
	var all []time.Duration
	for sum := time.Duration(0); len(all) < 5 || sum < time.Second/2; {
		runtime.GC() // what the reading before left is not this one's
		one := coreTime()
		read()
		took := max(coreTime()-one, 1)
		all, sum = append(all, took), sum+took
	}
	return median(all)
}

// coreTime is how long this process has had a core.
func coreTime() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // it has no way to fail but a wrong argument
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// labelled gives the labelled texts under a folder in the order of their names.
func labelled(dir string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*", "testdata", "set", "*.txt"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no labelled texts in %s: run it in the project's folder", dir)
	}
	set := make([]string, len(files))
	for i, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		set[i] = string(raw)
	}
	return set, nil
}

// documentNumber is the running number of a document: the 30 of 30/2020/NĐ-CP and
// the 126 of 126-QĐ/TW.
var documentNumber = regexp.MustCompile(`\d{1,4}((?:/\d{4})?[/-]\p{Lu})`)

// joined gives the texts one after another, again and again, each time with other
// numbers of documents, until there are so many bytes.
func joined(set []string, size int) string {
	var b strings.Builder
	for n := 0; b.Len() < size; n++ {
		text := documentNumber.ReplaceAllString(set[n%len(set)], strconv.Itoa(1+n*7919%9999)+"$1")
		b.WriteString(text)
		b.WriteString("\n\n")
	}
	return strings.ToValidUTF8(b.String()[:size], "")
}

// longLaw gives a law of at least so many lines, whose clauses cite its own
// articles and other documents.
func longLaw(lines int) string {
	units := []string{"I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"}
	var b strings.Builder
	b.WriteString("QUỐC HỘI\nLuật số: 1/2026/QH16\n\nLUẬT\nLƯU TRỮ\n\n")
	for n, article := 6, 1; n < lines; article++ {
		if article%200 == 1 {
			fmt.Fprintf(&b, "\nChương %s%s\nQUẢN LÝ TÀI LIỆU LƯU TRỮ\n\n", strings.Repeat("X", article/2000), units[article/200%10])
			n += 4
		}
		fmt.Fprintf(&b, "Điều %d. Trách nhiệm của cơ quan, tổ chức trong quản lý tài liệu lưu trữ\n", article)
		fmt.Fprintf(&b, "1. Người đứng đầu cơ quan chỉ đạo thực hiện quy định tại khoản 2 Điều %d của Luật này và pháp luật có liên quan.\n", article+1)
		fmt.Fprintf(&b, "2. Việc nộp hồ sơ thực hiện theo điểm a khoản 1 Điều 12 Nghị định số %d/2020/NĐ-CP ngày 05/3/2020 của Chính phủ về công tác văn thư, gồm:\n", 1+article%170)
		b.WriteString("a) Lập, bổ sung và bảo quản hồ sơ theo đúng thời hạn;\nđ) Báo cáo cấp có thẩm quyền.\n")
		n += 5
	}
	return b.String()
}
