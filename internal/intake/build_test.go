package intake

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"testing"
)

// entry is one file of an archive that a test builds.
type entry struct{ name, body string }

func archive(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range entries {
		method := zip.Deflate
		if len(e.body) > 1<<20 {
			method = zip.Store // so that its size is not refused first
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: e.name, Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, e.body); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	wordTypes = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
	wordRels = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
	wordHead = `<?xml version="1.0"?><w:document xmlns:w="` + wordSpace + `" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"` +
		` xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><w:body>`
	wordTail = `</w:body></w:document>`
)

// docxParts are the parts of a Word file with the given body.
func docxParts(body string, more ...entry) []entry {
	return append([]entry{{"[Content_Types].xml", wordTypes}, {"_rels/.rels", wordRels},
		{"word/document.xml", wordHead + body + wordTail}}, more...)
}

func docxFile(t testing.TB, body string, more ...entry) []byte {
	t.Helper()
	return archive(t, docxParts(body, more...)...)
}

func para(text string) string { return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>" }

// wordLink is a relation of the main part to something outside the file.
func wordLink(kind, target, mode string) entry {
	return entry{"word/_rels/document.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/` + kind +
		`" Target="` + target + `" TargetMode="` + mode + `"/></Relationships>`}
}

// pdfFile numbers the given objects from 1, the first being the catalogue, and
// writes them with a table of their places.
func pdfFile(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	places := make([]int, len(objects))
	for i, o := range objects {
		places[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, p := range places {
		fmt.Fprintf(&b, "%010d 00000 n \n", p)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}

func stream(dict, body string) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(body), body)
}

// pdfPageFile is a PDF of one page with the given catalogue entries, page
// entries and page content, in Helvetica.
func pdfPageFile(catalogue, page, content string, more ...string) []byte {
	return pdfFile(append([]string{
		"<</Type/Catalog/Pages 2 0 R" + catalogue + ">>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>/XObject<</I1 6 0 R>>>>/Contents 4 0 R" + page + ">>",
		stream("", content),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	}, more...)...)
}

const hello = "BT /F1 12 Tf 72 770 Td (Article 1. Scope of this text) Tj ET"

// rawArchive writes an archive whose entries all claim the same packed bytes,
// or, when spread is true, bytes of their own; the size that each claims is given.
func rawArchive(names []string, packed []byte, size uint64, spread bool) []byte {
	var b, dir bytes.Buffer
	crc := crc32.ChecksumIEEE(nil)
	place := uint32(0)
	for i, name := range names {
		if spread || i == 0 {
			place = uint32(b.Len())
			b.WriteString(zipMagic)
			for _, v := range []any{uint16(20), uint16(0), uint16(8), uint32(0), crc, uint32(len(packed)), uint32(size), uint16(len(name)), uint16(0)} {
				binary.Write(&b, binary.LittleEndian, v)
			}
			b.WriteString(name)
			b.Write(packed)
		}
		dir.WriteString("PK\x01\x02")
		for _, v := range []any{uint16(20), uint16(20), uint16(0), uint16(8), uint32(0), crc, uint32(len(packed)), uint32(size), uint16(len(name)),
			uint16(0), uint16(0), uint16(0), uint16(0), uint32(0), place} {
			binary.Write(&dir, binary.LittleEndian, v)
		}
		dir.WriteString(name)
	}
	at := b.Len()
	b.Write(dir.Bytes())
	b.WriteString(zipEnd)
	for _, v := range []any{uint16(0), uint16(0), uint16(len(names)), uint16(len(names)), uint32(dir.Len()), uint32(at), uint16(0)} {
		binary.Write(&b, binary.LittleEndian, v)
	}
	return b.Bytes()
}

func deflated(t testing.TB, size int64) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(w, zeros{}, size); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func names(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("word/%06d.xml", i)
	}
	return list
}

func nested(n int) string {
	return strings.Repeat("<w:sdt>", n) + para("x") + strings.Repeat("</w:sdt>", n)
}

// objectStream packs one object, written as "number place object".
func objectStream(t testing.TB, body string) string {
	t.Helper()
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	if _, err := io.WriteString(w, body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", b.String())
}
