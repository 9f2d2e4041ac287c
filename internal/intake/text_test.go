package intake

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"hoso/internal/errs"
)

func TestTextIsKeptAsItStands(t *testing.T) {
	decomposed := "To\u0323\u0302" // NFD must stay NFD
	for _, c := range []struct {
		name, data string
		want       Document
	}{
		{"UTF-8", "Điều 1\r\nĐiều 2\r", Document{Format: Text, Text: "Điều 1\nĐiều 2\n"}},
		{"byte order mark", "\xef\xbb\xbfĐiều", Document{Format: Text, Text: "Điều"}},
		{"UTF-16 little", "\xff\xfe\x10\x01i\x00", Document{Format: Text, Text: "Đi"}},
		{"UTF-16 big", "\xfe\xff\x01\x10\x00i", Document{Format: Text, Text: "Đi"}},
		{"not normalised", decomposed, Document{Format: Text, Text: decomposed}},
		{"UTF-16 without a mark", "\x10\x01i\x00 \x001\x00", Document{Format: Text, Text: "Đi 1"}},
		{"Markdown", "# Thông tư #\n\n**Điều 1.** Theo [Luật 1](https://x.vn)[^1] *và* 2\\.\n\n| STT | Tên |\n|---|---|\n| 1 | A |\n\n* a\n\n[^1]: Ghi chú",
			Document{Format: Markdown, Text: "Thông tư\n\nĐiều 1. Theo Luật 1[1] và 2.\n\nSTT\tTên\n1\tA\n\n- a\n\n[1] Ghi chú"}},
		{"page", "<!DOCTYPE html><title>T</title><p>Điều&nbsp;1.\n  <b>Phạm</b> vi<script>x<p>y</script><p>2",
			Document{Format: HTML, Text: "Điều\u00a01. Phạm vi\n2"}},
		{"lists of a page", `<div><ol start=4><li>a<ol type=a><li>b<li value=4><p>c</p></ol><li>d</ol><ul><li>e</ul><ul style="list-style: none"><li>f</ul>g`,
			Document{Format: HTML, Text: "4. a\na. b\nd. c\n5. d\n- e\nf\ng"}},
		{"footnote of a page", `<p>a<sup><a href="#ftn1">1</a></sup> b<a href="#x">2</a><p><a href="#ftnref1">1</a> c`, Document{Format: HTML, Text: "a[1] b2\n[1] c"}},
		{"table of a page", "<table><tr><td><p>a</p><td> b\n<tr><td>c<p>d<td>e</table>f", Document{Format: HTML, Text: "a\tb\nc\nd\te\nf"}},
		{"pre", "<div>x<pre>a\n  b</pre>y</div>", Document{Format: HTML, Text: "x\na\n  b\ny"}},
		{"text about tags", "Thẻ <html> là gì", Document{Format: Text, Text: "Thẻ <html> là gì"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := mustRead(t, []byte(c.data))
			if got.Format != c.want.Format || got.Text != c.want.Text {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestSizeIsCheckedBeforeAnythingIsRead(t *testing.T) {
	for size, code := range map[int64]string{0: "intake.file.empty", MaxFile + 1: "intake.file.too_large"} {
		_, err := reader(t).Read(context.Background(), "a", bytes.NewReader(nil), size)
		if got := errs.Of(err); got == nil || got.Code != code {
			t.Errorf("size %d: got %v, want %s", size, err, code)
		}
	}
}

func TestReadStopsWhenNobodyWaits(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := reader(t).Read(ctx, "a", bytes.NewReader([]byte("x")), 1); err != context.Canceled {
		t.Errorf("got %v", err)
	}
}

func TestTimeoutIsARefusal(t *testing.T) {
	r := New(Config{Timeout: 1})
	_, err := read(t, r, []byte("x"))
	if got := errs.Of(err); got == nil || got.Code != "intake.file.too_complex" {
		t.Errorf("got %v", err)
	}
}

// FuzzRead shows that no file crashes the readers of text, HTML, DOCX and sheets.
// PDF is left out: its engine takes seconds to start.
func FuzzRead(f *testing.F) {
	f.Add([]byte("Điều 1"))
	f.Add([]byte("<html><table><tr><td>x"))
	f.Add([]byte("a;b\n1;2"))
	f.Add(docxFile(f, para("Điều 1")+"<w:tbl><w:tr><w:tc>"+para("a")+"</w:tc></w:tr></w:tbl>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if has(data, pdfMagic) {
			return
		}
		for _, op := range []string{opRead, opSheet} {
			res, err := parse(request{Op: op, Name: "x"}, data)
			if err != nil && errs.KindOf(err) != errs.KindInvalid {
				t.Fatalf("%s: %v", op, err)
			}
			if err == nil && res.Document == nil && res.Sheet == nil {
				t.Fatalf("%s: neither answer nor refusal", op)
			}
		}
	})
}

// FuzzDecode shows that whatever bytes come are either refused as Invalid or
// become text that is valid and has one kind of line end.
func FuzzDecode(f *testing.F) {
	f.Add([]byte("\xef\xbb\xbfĐiều 1\r\n"))
	f.Add([]byte("\xff\xfeD\x00i\x00"))
	f.Add([]byte("Th\xf4ng t\xad"))
	f.Fuzz(func(t *testing.T, data []byte) {
		text, _, err := decode(data)
		switch {
		case err != nil && errs.KindOf(err) != errs.KindInvalid:
			t.Fatal(err)
		case err == nil && (!utf8.ValidString(text) || strings.ContainsAny(text, "\r\x00")):
			t.Fatalf("%q became %q", data, text)
		}
	})
}
