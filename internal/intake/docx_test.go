package intake

import (
	"slices"
	"testing"
)

func TestDOCXReadsWhatThePageShows(t *testing.T) {
	run := func(s string) string { return "<w:r><w:t>" + s + "</w:t></w:r>" }
	cell := func(s string) string { return "<w:tc>" + s + "</w:tc>" }
	for _, c := range []struct{ name, body, want string }{
		{"paragraphs", para("Điều 1.") + para("1. Khoản"), "Điều 1.\n1. Khoản"},
		{"a tab and a break", "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>", "a\tb\nc"},
		{"an insertion", "<w:p>" + run("không ") + "<w:ins>" + run("quá ") + "</w:ins>" + run("30 ngày") + "</w:p>", "không quá 30 ngày"},
		{"a deletion", "<w:p>" + run("30") + "<w:del><w:r><w:delText>60</w:delText></w:r></w:del>" + run(" ngày") + "</w:p>", "30 ngày"},
		{"a moved run", "<w:p><w:moveFrom>" + run("cũ") + "</w:moveFrom><w:moveTo>" + run("mới") + "</w:moveTo></w:p>", "mới"},
		{"a deleted paragraph mark", "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + run("Điều 1") + "</w:p>" + para(" và 2"), "Điều 1 và 2"},
		{"a deleted paragraph", para("a") + "<w:p><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>b</w:delText></w:r></w:del></w:p>" + para("c"), "a\nc"},
		{"hidden text", "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>" + run("hiện") + "</w:p>", "hiện"},
		{"text that is not hidden", `<w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>hiện</w:t></w:r></w:p>`, "hiện"},
		{"one branch", "<w:p><w:r><mc:AlternateContent><mc:Choice><w:t>một</w:t></mc:Choice><mc:Fallback><w:t>hai</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>", "một"},
		{"a text box", "<w:p><w:r><w:t>trước</w:t><mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent>" + para("khung") +
			"</w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><w:txbxContent>" + para("khung") + "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>", "trước\nkhung"},
		{"a content control", "<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>" + para("trong") + "</w:sdtContent></w:sdt>", "trong"},
		{"a row of single lines", "<w:tbl><w:tr>" + cell(para("STT")) + cell(para("Họ và tên")) + "</w:tr></w:tbl>", "STT\tHọ và tên"},
		{"a row of several lines", "<w:tbl><w:tr>" + cell(para("BỘ NỘI VỤ")+para("Số: 1/2025/TT-BNV")) + cell(para("CỘNG HÒA")) + "</w:tr></w:tbl>",
			"BỘ NỘI VỤ\nSố: 1/2025/TT-BNV\nCỘNG HÒA"},
		{"a deleted row", "<w:tbl><w:tr><w:trPr><w:del/></w:trPr>" + cell(para("cũ")) + "</w:tr><w:tr>" + cell(para("mới")) + "</w:tr></w:tbl>", "mới"},
		{"the result of a field", `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF a </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>` +
			run("khoản 2") + `<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`, "khoản 2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := mustRead(t, docxFile(t, c.body)).Text; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestDOCXFootnotesFollowTheText(t *testing.T) {
	notes := entry{"word/footnotes.xml", `<w:footnotes xmlns:w="` + wordSpace + `"><w:footnote w:id="2">` + para("Ghi chú A") +
		`</w:footnote><w:footnote w:id="3">` + para("Ghi chú B") + `</w:footnote><w:footnote w:id="4">` + para("không dẫn") + `</w:footnote></w:footnotes>`}
	got := mustRead(t, docxFile(t, `<w:p><w:r><w:t>B</w:t><w:footnoteReference w:id="3"/></w:r><w:r><w:t> A</w:t><w:footnoteReference w:id="2"/></w:r></w:p>`, notes)).Text
	if want := "B[1] A[2]\n[1] Ghi chú B\n[2] Ghi chú A"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestDOCXNumbers shows that numbers which Word makes by itself are not lost: a
// provision without its number could not be cited.
func TestDOCXNumbers(t *testing.T) {
	level := func(n, format, text, more string) string {
		return `<w:lvl w:ilvl="` + n + `"><w:start w:val="1"/><w:numFmt w:val="` + format + `"/>` + more + `<w:lvlText w:val="` + text + `"/></w:lvl>`
	}
	numbering := entry{"word/numbering.xml", `<w:numbering xmlns:w="` + wordSpace + `"><w:abstractNum w:abstractNumId="7">` +
		level("0", "decimal", "Điều %1.", `<w:pStyle w:val="Dieu"/>`) + level("1", "decimal", "%2.", "") + level("2", "lowerLetter", "%3)", "") +
		`</w:abstractNum><w:abstractNum w:abstractNumId="8">` + level("0", "upperRoman", "Chương %1", "") + level("1", "bullet", "x", "") + `</w:abstractNum>` +
		`<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>` +
		`<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride></w:num></w:numbering>`}
	styles := entry{"word/styles.xml", `<w:styles xmlns:w="` + wordSpace + `"><w:style w:styleId="Dieu"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>` +
		`<w:style w:styleId="DieuB"><w:basedOn w:val="Dieu"/></w:style></w:styles>`}
	styled := func(style string) string {
		return `<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>`
	}
	in := func(num, lvl string) string {
		return `<w:p><w:pPr><w:numPr><w:ilvl w:val="` + lvl + `"/><w:numId w:val="` + num + `"/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>`
	}
	body := in("2", "0") + styled("Dieu") + in("1", "1") + in("1", "1") + in("1", "2") + in("1", "2") + styled("DieuB") + in("1", "1") +
		in("2", "0") + in("2", "1") + in("3", "0") + in("0", "0")
	got := mustRead(t, docxFile(t, body, numbering, styles)).Text
	want := "Chương I x\nĐiều 1. x\n1. x\n2. x\na) x\nb) x\nĐiều 2. x\n1. x\nChương II x\n- x\nĐiều 9. x\nx"
	if got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// TestDOCXNumbersOfWord has what Word's lists do beyond counting.
func TestDOCXNumbersOfWord(t *testing.T) {
	numbering := entry{"word/numbering.xml", `<w:numbering xmlns:w="` + wordSpace + `"><w:abstractNum w:abstractNumId="1">` +
		`<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>` +
		`<w:lvl w:ilvl="1"><w:start w:val="0"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl>` +
		`<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlRestart w:val="0"/><w:suff w:val="nothing"/><w:lvlText w:val="%3)"/></w:lvl></w:abstractNum>` +
		`<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="S"/></w:abstractNum>` +
		`<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>` +
		`<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0"><w:start w:val="5"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Mục %1"/></w:lvl></w:lvlOverride></w:num></w:numbering>`}
	styles := entry{"word/styles.xml", `<w:styles xmlns:w="` + wordSpace + `"><w:style w:styleId="S"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>`}
	in := func(num, lvl, mark string) string {
		return `<w:p><w:pPr><w:numPr><w:ilvl w:val="` + lvl + `"/><w:numId w:val="` + num + `"/></w:numPr>` + mark + `</w:pPr><w:r><w:t>x</w:t></w:r></w:p>`
	}
	body := in("1", "0", "") + in("1", "1", "") + in("1", "2", "") + in("2", "0", "") + in("1", "1", "") + in("1", "2", "") +
		in("1", "0", "<w:rPr><w:del/></w:rPr>") + in("3", "0", "")
	got := mustRead(t, docxFile(t, body, numbering, styles)).Text
	if want := "I. x\n1.0 x\na)x\nII. x\n2.0 x\nb)x\nMục 3 xx"; got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestDOCXWarns(t *testing.T) {
	doc := mustRead(t, docxFile(t, para("x"), wordLink("image", "https://x.example/a.png", "External")))
	if want := []string{WarnImage}; !slices.Equal(doc.Warnings, want) {
		t.Errorf("got %v, want %v", doc.Warnings, want)
	}
}
