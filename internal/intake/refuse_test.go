package intake

import (
	"os"
	"strings"
	"testing"
	"time"

	"hoso/internal/errs"
	"hoso/internal/testenv"
)

// TestRefuses brings files that attack their reader, or the person who opens
// them later, each beside a clean file of the same shape that must be read.
func TestRefuses(t *testing.T) {
	mustRead(t, pdfPageFile("", "", hello)) // compiles the PDF engine
	for _, c := range append(attacks(t), moreAttacks(t)...) {
		t.Run(c.name, func(t *testing.T) { refusesOne(t, "intake.file."+c.code, c.bad, c.twin) })
	}
}

// attacks are those of archives and of what a document may not hold.
func attacks(t *testing.T) []attack {
	body := para("Điều 1. Phạm vi điều chỉnh")
	clean := docxFile(t, body)
	page := pdfPageFile("", "", hello)
	bomb := deflated(t, 190<<20)
	return []attack{
		{"bomb of ratio", "unpacks_too_large", rawArchive([]string{"word/document.xml"}, bomb, 190<<20, true), clean},
		{"bomb of size", "unpacks_too_large", rawArchive(names(900), bomb[:1000], 1<<20, true), clean},
		{"bomb that lies about its size", "damaged", rawArchive([]string{"word/document.xml"}, bomb, 1000, true), clean},
		{"overlapping entries", "overlap", rawArchive(names(50), bomb[:30000], 30000, false), clean},
		{"hundred thousand entries", "too_many_entries", rawArchive(names(100_000), []byte{3, 0}, 0, false), clean},
		{"archive in archive", "embedded", docxFile(t, body, entry{"word/media/image1.png", string(clean)}),
			docxFile(t, body, entry{"word/media/image1.png", "\x89PNG\r\n\x1a\n and so on"})},
		{"entry outside the folder", "entry_name", docxFile(t, body, entry{"../../etc/cron.d/x", "x"}), docxFile(t, body, entry{"word/x", "x"})},
		{"entry twice", "entry_name", docxFile(t, body, entry{"word/X.xml", "<a/>"}, entry{"word/x.xml", "<a/>"}),
			docxFile(t, body, entry{"word/X.xml", "<a/>"}, entry{"word/y.xml", "<a/>"})},
		{"doctype", "doctype", docxFile(t, body, entry{"word/settings.xml", `<!DOCTYPE x><x/>`}), docxFile(t, body, entry{"word/settings.xml", `<x/>`})},
		{"external entity", "doctype", archive(t, entry{"[Content_Types].xml", wordTypes}, entry{"_rels/.rels", wordRels},
			entry{"word/document.xml", `<?xml version="1.0"?><!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]>` + wordHead[21:] + para("&e;") + wordTail}), clean},
		{"two hundred thousand nested tags", "too_deep", docxFile(t, nested(200_000)), docxFile(t, nested(90))},
		{"macro", "macro", docxFile(t, body, entry{"word/vbaProject.bin", "x"}), docxFile(t, body, entry{"word/settings.bin", "x"})},
		{"macro by type", "macro", archive(t, entry{"[Content_Types].xml", strings.Replace(wordTypes,
			"vnd.openxmlformats-officedocument.wordprocessingml.document.main", "vnd.ms-word.document.macroEnabled.main", 1)},
			entry{"_rels/.rels", wordRels}, entry{"word/document.xml", wordHead + body + wordTail}), clean},
		{"compound file inside", "embedded", docxFile(t, body, entry{"word/embeddings/a.bin", oleMagic}), docxFile(t, body, entry{"word/a.bin", "text"})},
		{"object", "embedded", docxFile(t, "<w:p><w:r><w:object/></w:r></w:p>"+body), clean},
		{"template elsewhere", "external", docxFile(t, body, wordLink("attachedTemplate", "http://x.example/t.dotm", "External")),
			docxFile(t, body, wordLink("attachedTemplate", "file:///C:/Users/a/Normal.dotm", "External"))},
		{"picture on a share", "external", docxFile(t, body, wordLink("image", `file://host/share/a.png`, "External")),
			docxFile(t, body, wordLink("image", "https://x.example/a.png", "External"))},
		{"script link", "external", docxFile(t, body, wordLink("hyperlink", "javascript:alert(1)", "External")),
			docxFile(t, body, wordLink("hyperlink", "https://x.example/", "External"))},
		{"foreign chunk", "embedded", docxFile(t, body, wordLink("aFChunk", "a.html", "Internal")), docxFile(t, body, wordLink("styles", "styles.xml", "Internal"))},
		{"DDE in pieces", "dde", docxFile(t, `<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>D</w:instrText></w:r><w:r><w:instrText>DEAUTO c:\\cmd</w:instrText></w:r></w:p>`+body),
			docxFile(t, `<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText></w:r></w:p>`+body)},
		{"truncated DOCX", "damaged", clean[:len(clean)-40], clean},
		{"truncated PDF", "damaged", page[:len(page)-40], page},
		{"PDF script", "active", pdfPageFile("/OpenAction<</S/JavaScript/JS(app.alert(1))>>", "", hello), page},
		{"PDF script in disguise", "active", pdfPageFile("/OpenAction<</S/J#61vaScript/JS(x)>>", "", hello), page},
		{"PDF launch", "active", pdfPageFile("", "/AA<</O<</S/Launch/F(cmd.exe)>>>>", hello), page},
		{"PDF attachment", "active", pdfPageFile("/Names<</EmbeddedFiles 7 0 R>>", "", hello), pdfPageFile("/Names<</Dests 7 0 R>>", "", hello)},
		{"PDF script in an object stream", "active", pdfPageFile("", "", hello, "<<>>", objectStream(t, "1 0 <</S/JavaScript/JS(x)>>")),
			pdfPageFile("", "", hello, "<<>>", objectStream(t, "1 0 <</S/GoTo/D(x)>>"))},
		{"encrypted PDF", "encrypted", pdfPageFile("/Encrypt 7 0 R", "", hello), page},
		{"PDF and archive", "two_in_one", append(append([]byte{}, page...), clean...), page},
		{"page and PDF", "two_in_one", []byte("<html>\n%PDF-1.7\n</html>"), []byte("<html>\n<p>PDF-1.7</p></html>")},
		{"HTML nested without end", "too_deep", []byte(strings.Repeat("<div>", 200_000) + "x"), []byte(strings.Repeat("<div>", 300) + "x")},
		{"old Word", "old_word", []byte(oleMagic + "..."), clean},
		{"bytes of no encoding", "encoding", []byte("C\xe9ng ho\xff \xd7\xf0 Stra\xdfe d\xe9j\xe0 vu"), []byte("Cộng hoà xã hội")},
		{"program", "unknown_type", []byte("\x7fELF\x02\x01\x01\x00\x00\x00"), []byte("ELF")},
		{"nothing but blanks", "no_text", []byte(" \n\t "), []byte(" \n\tx ")},
	}
}

// refusesOne checks the code, and that refusing took neither processor time nor
// memory beyond reading the clean twin (SECURITY T20: 2 s, 64 MiB). The race detector
// has a memory and a time of its own, and the code is looked at there only.
func refusesOne(t *testing.T, code string, bad, twin []byte) {
	r := reader(t)
	var peaks []int64
	var took time.Duration
	r.ended = func(p *os.ProcessState, peakKiB int64) {
		peaks, took = append(peaks, peakKiB), p.UserTime()+p.SystemTime()
	}
	if _, err := read(t, r, twin); err != nil {
		t.Fatal("the clean twin was refused:", err)
	}
	_, err := read(t, r, bad)
	if got := errs.Of(err); got == nil || got.Code != code || got.Kind != errs.KindInvalid {
		t.Fatalf("got %v, want %s", err, code)
	}
	if errs.Of(err).Arg("name") != "tệp.bin" {
		t.Error("the error does not name the file")
	}
	if testenv.Steps(2) < 2 {
		return
	}
	if grown := peaks[len(peaks)-1] - peaks[len(peaks)-2]; grown > 64<<10 {
		t.Errorf("refusing took %d MiB more than reading", grown>>10)
	}
	if took > 2*time.Second {
		t.Errorf("refusing took %v", took)
	}
}
