package intake

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"hoso/internal/errs"
	"hoso/vi"
	"hoso/vi/legacy"
)

const letter = `Cộng hoà xã hội chủ nghĩa Việt Nam
Căn cứ Nghị định số 170/2025/NĐ-CP ngày 30 tháng 6 năm 2025 của Chính phủ;
Điều 1. Những người đứng đầu chịu trách nhiệm lưu giữ, bổ sung hồ sơ trước ngày 31/12.
a) Đề nghị các đơn vị được giao báo cáo, mượn và trả hồ sơ đúng thời hạn.
`

// encode writes text in an old encoding by the letters that stand in
// testdata/letters.tsv of package legacy, made apart from its code. A capital that
// TCVN3 does not have is written as its small letter, as in a font of capitals.
func encode(t testing.TB, e legacy.Encoding, text string) string {
	t.Helper()
	column := map[legacy.Encoding]int{legacy.TCVN3: 1, legacy.VNI: 2, legacy.Windows1258: 3}[e]
	table, err := os.ReadFile("../../vi/legacy/testdata/letters.tsv")
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]string{}
	for line := range strings.Lines(string(table)) {
		if f := strings.Fields(line); line[0] != '#' && f[column] != "-" {
			of[f[0]] = unhex(t, f[column])
		}
	}
	var b strings.Builder
	for _, r := range vi.NFC(text) {
		c, ok := of[string(r)]
		if !ok {
			c, ok = of[string(unicode.ToLower(r))]
		}
		if !ok {
			c = string(r)
		}
		b.WriteString(c)
	}
	return b.String()
}

// unhex gives bytes as Windows-1252 draws them.
func unhex(t testing.TB, digits string) string {
	t.Helper()
	var b strings.Builder
	for i := 0; i < len(digits); i += 2 {
		n := strings.Index("0123456789abcdef", strings.ToLower(digits[i:i+1]))<<4 | strings.Index("0123456789abcdef", strings.ToLower(digits[i+1:i+2]))
		b.WriteRune(rune(n))
	}
	return b.String()
}

// octets gives characters up to U+00FF as bytes.
func octets(s string) []byte {
	var b []byte
	for _, r := range s {
		b = append(b, byte(r))
	}
	return b
}

var oldEncodings = map[legacy.Encoding]string{legacy.TCVN3: "TCVN3", legacy.VNI: "VNI", legacy.Windows1258: "Windows-1258"}

// TestTextInOldEncodings shows that a text typed before Unicode says the same,
// whether it comes as the bytes of its time or as characters that were pasted.
func TestTextInOldEncodings(t *testing.T) {
	for e, name := range oldEncodings {
		typed := encode(t, e, letter)
		for form, data := range map[string][]byte{"bytes": octets(typed), "characters": []byte(typed),
			"page": octets("<html><body><pre>" + typed + "</pre>"), "page with breaks": []byte("<p>" + strings.ReplaceAll(typed, "\n", "<p>"))} {
			doc := mustRead(t, data)
			if strings.TrimSpace(doc.Text) != strings.TrimSpace(letter) {
				t.Errorf("%s as %s became %q", name, form, doc.Text)
			}
			if !slices.Equal(doc.Warnings, []string{WarnConverted}) || !slices.Equal(doc.Encodings, []string{name}) {
				t.Errorf("%s as %s: warnings %v, encodings %v", name, form, doc.Warnings, doc.Encodings)
			}
		}
	}
}

func TestCapitalsOfTCVN3(t *testing.T) {
	doc := mustRead(t, octets(encode(t, legacy.TCVN3, letter)+"CéNG HßA X· HéI CHñ NGHÜA VIÖT NAM\n"))
	if want := letter + "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"; doc.Text != want {
		t.Errorf("got %q", doc.Text)
	}
}

// TestLostLettersAreTold shows that nobody gets a text with holes unwarned, and
// nothing that a program made up.
func TestLostLettersAreTold(t *testing.T) {
	whole := encode(t, legacy.TCVN3, letter)
	doc := mustRead(t, octets(strings.ReplaceAll(whole, "\u00ad", "")))
	if !slices.Equal(doc.Warnings, []string{WarnConverted, WarnDamaged}) {
		t.Errorf("got %v", doc.Warnings)
	}
	if want := strings.ReplaceAll(letter, "ư", ""); doc.Text != want {
		t.Errorf("got %q, want %q", doc.Text, want)
	}
	words := strings.FieldsFunc(doc.Text, func(r rune) bool { return !unicode.IsLetter(r) })
	for _, w := range []string{"ngời", "trớc", "mợn", "đợc"} {
		if !slices.Contains(doc.Damaged, w) {
			t.Errorf("%s is not among the damaged words %v", w, doc.Damaged)
		}
	}
	for _, w := range doc.Damaged {
		if !slices.Contains(words, w) {
			t.Errorf("the damaged word %q does not stand in the text", w)
		}
	}
	// A letter that the encoding does not have where it stands: its word is told.
	odd := mustRead(t, octets(whole+whole+strings.ReplaceAll(encode(t, legacy.TCVN3, "trách nhiệm"), "m", "\u00c0m")))
	if !slices.Contains(odd.Warnings, WarnDamaged) || !strings.Contains(odd.Text, odd.Damaged[0]) {
		t.Errorf("told %q of %q", odd.Damaged, odd.Text)
	}
}

func TestUnicodeIsNotConverted(t *testing.T) {
	for _, text := range []string{letter, "Thò tay vào túi", "Le café de Müller à Zürich", "“Điều 1” – § 5 © 2025", "Khoản 2 – 50 m² ± 5°"} {
		if doc := mustRead(t, []byte(text)); doc.Text != text || len(doc.Warnings) > 0 {
			t.Errorf("%q became %q with %v", text, doc.Text, doc.Warnings)
		}
	}
}

// TestUndecidable has bytes that may be anything: a person must say what they are.
func TestUndecidable(t *testing.T) {
	for _, data := range []string{"Th\xf2 m\xe3n", "d\xe9j\xe0 vu", "\xce\xd2\xca\xc7\xd6\xd0\xb9\xfa\xc8\xcb"} {
		doc, err := read(t, reader(t), []byte(data))
		if got := errs.Of(err); err == nil || got.Code != "intake.file.encoding" {
			t.Errorf("%q: %v, %q", data, err, doc.Text)
		}
	}
	if _, err := readTable(t, octets(encode(t, legacy.TCVN3, "Họ và tên;Ngày sinh\nNguyễn Văn Trường;1970\n"))); err == nil || errs.Of(err).Code != "intake.sheet.encoding" {
		t.Errorf("a table: %v", err)
	}
}

func fontRun(font, text string) string {
	return `<w:r><w:rPr><w:rFonts w:ascii="` + font + `" w:hAnsi="` + font + `"/></w:rPr><w:t xml:space="preserve">` + text + `</w:t></w:r>`
}

// TestFontsOfWord shows that text in a font of before Unicode reads as it looks,
// wherever the font is said, and that a letter split over runs stays whole.
func TestFontsOfWord(t *testing.T) {
	styles := entry{"word/styles.xml", `<w:styles xmlns:w="` + wordSpace + `"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:hAnsi="Times New Roman"/></w:rPr></w:rPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:rPr><w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="H"><w:basedOn w:val="N"/></w:style>` +
		`<w:style w:type="character" w:styleId="C"><w:rPr><w:rFonts w:hAnsi="VNI-Times"/></w:rPr></w:style></w:styles>`}
	numbering := entry{"word/numbering.xml", `<w:numbering xmlns:w="` + wordSpace + `"><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/>` +
		`<w:numFmt w:val="decimal"/><w:lvlText w:val="` + encode(t, legacy.TCVN3, "Điều %1.") + `"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>`}
	plain := `<w:r><w:t xml:space="preserve">`
	tcvn := func(s string) string { return encode(t, legacy.TCVN3, s) }
	for _, c := range []struct{ name, body, want string }{
		{"of the run", "<w:p>" + fontRun(".VnTime", tcvn("Điều 1. Cán bộ được giao")) + fontRun("Arial", " không đổi") + "</w:p>", "Điều 1. Cán bộ được giao không đổi"},
		{"of capitals", "<w:p>" + fontRun(".VnTimeH", tcvn("Cộng hoà")) + "</w:p>", "CỘNG HOÀ"},
		{"of the default style", "<w:p>" + plain + tcvn("trường hợp") + "</w:t></w:r></w:p>", "trường hợp"},
		{"of a style below", `<w:p><w:pPr><w:pStyle w:val="H"/></w:pPr>` + plain + tcvn("trường hợp") + "</w:t></w:r></w:p>", "trường hợp"},
		{"of a character style", `<w:p><w:r><w:rPr><w:rStyle w:val="C"/></w:rPr><w:t>` + encode(t, legacy.VNI, "trường hợp") + `</w:t></w:r></w:p>`, "trường hợp"},
		{"a letter over two runs", "<w:p>" + fontRun("VNI-Times", "tröôø") + fontRun("VNI-Times", "ng ho") + fontRun("VNI-Times", "à") + "</w:p>", "trường hồ"},
		{"a soft hyphen", `<w:p><w:r><w:rPr><w:rFonts w:hAnsi=".VnTime"/></w:rPr><w:t>ng</w:t><w:softHyphen/><w:t>êi</w:t></w:r></w:p>`, "người"},
		{"of a number", `<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>` + plain + tcvn("Phạm vi") + "</w:t></w:r></w:p>", "Điều 1. Phạm vi"},
		{"that nobody changed for Unicode", "<w:p>" + fontRun(".VnTime", "không phải của người khác") + "</w:p>", "không phải của người khác"},
	} {
		doc := mustRead(t, docxFile(t, c.body, styles, numbering))
		if doc.Text != c.want {
			t.Errorf("%s: got %q, want %q", c.name, doc.Text, c.want)
		}
		if untouched := c.name == "that nobody changed for Unicode"; untouched != (len(doc.Warnings) == 0) {
			t.Errorf("%s: warnings %v", c.name, doc.Warnings)
		}
	}
}

func TestFontsOfPages(t *testing.T) {
	tcvn, vni := encode(t, legacy.TCVN3, "Điều 1. Người đứng đầu"), []rune(encode(t, legacy.VNI, "trường hợp"))
	page := `<html><p style="font-family:'.VnTime'">` + tcvn + `<p style='font-family: VNI-Times, serif'>` + string(vni[:3]) + `<b>` + string(vni[3:]) + `</b><p><font face=".VnTimeH">` +
		encode(t, legacy.TCVN3, "Quyết định") + `</font> không đổi`
	doc := mustRead(t, []byte(page))
	if want := "Điều 1. Người đứng đầu\ntrường hợp\nQUYẾT ĐỊNH không đổi"; doc.Text != want {
		t.Errorf("got %q, want %q", doc.Text, want)
	}
	if !slices.Equal(doc.Encodings, []string{"TCVN3", "VNI"}) {
		t.Errorf("encodings %v", doc.Encodings)
	}
	declared := mustRead(t, append([]byte(`<html><meta charset="windows-1258">`), octets(encode(t, legacy.Windows1258, "Điều 1"))...))
	if declared.Text != "Điều 1" {
		t.Errorf("declared: %q", declared.Text)
	}
}
