package formats

import (
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// flatODT writes the source as a document of LibreOffice in which every number is
// automatic, with footnotes, a running head and page numbers.
func flatODT() string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">
<office:font-face-decls><style:font-face style:name="Times New Roman" svg:font-family="'Times New Roman'"/></office:font-face-decls>
<office:styles>
<style:default-style style:family="paragraph"><style:paragraph-properties fo:text-align="justify"/><style:text-properties style:font-name="Times New Roman" fo:font-size="14pt" fo:language="vi" fo:country="VN"/></style:default-style>
<style:style style:name="Standard" style:family="paragraph"/>
<style:style style:name="Footnote" style:family="paragraph"><style:text-properties fo:font-size="10pt"/></style:style>
<text:notes-configuration text:note-class="footnote" style:num-format="1" text:citation-body-style-name="Mark" text:citation-style-name="Sym" text:start-value="0" text:footnotes-position="page" text:start-numbering-at="document"/>
<style:style style:name="Mark" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:name="Sym" style:family="text"/>
</office:styles>
<office:automatic-styles>
<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm" fo:margin-top="15mm" fo:margin-bottom="15mm" fo:margin-left="30mm" fo:margin-right="20mm">
<style:footnote-sep style:width="0.018cm" style:line-style="solid" style:rel-width="25%" style:color="#000000" style:distance-before-sep="0.1cm" style:distance-after-sep="0.1cm"/></style:page-layout-properties>
<style:header-style><style:header-footer-properties fo:min-height="8mm" fo:margin-bottom="4mm"/></style:header-style>
<style:footer-style><style:header-footer-properties fo:min-height="8mm" fo:margin-top="4mm"/></style:footer-style></style:page-layout>
<style:style style:name="Centred" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Cell" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #000000" fo:padding="1mm"/></style:style>
<style:style style:name="Table" style:family="table"><style:table-properties style:width="160mm" table:border-model="collapsing"/></style:style>
`)
	for name, width := range map[string]string{"W0": "15mm", "W1": "45mm", "W2": "75mm", "W3": "25mm"} {
		b.WriteString(`<style:style style:name="` + name + `" style:family="table-column"><style:table-column-properties style:column-width="` + width + `"/></style:style>` + "\n")
	}
	b.WriteString(listStyle("LChuong", "I", "Chương ", "") + listStyle("LDieu", "1", "Điều ", ".") + listStyle("LKhoan", "1", "", ".") + listStyle("LDiem", "a", "", ")"))
	b.WriteString(`</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4">
<style:header><text:p>` + runningHead + `</text:p></style:header><style:footer><text:p text:style-name="Centred"><text:page-number>1</text:page-number></text:p></style:footer>
</style:master-page></office:master-styles>
<office:body><office:text>
`)
	writeBody(&b)
	return b.String() + "</office:text></office:body></office:document>"
}

func listStyle(name, format, prefix, suffix string) string {
	return `<text:list-style style:name="` + name + `"><text:list-level-style-number text:level="1" style:num-format="` + format + `" style:num-prefix="` + prefix +
		`" style:num-suffix="` + suffix + `"><style:list-level-properties text:list-level-position-and-space-mode="label-alignment">` +
		`<style:list-level-label-alignment text:label-followed-by="space" fo:margin-left="0mm"/></style:list-level-properties></text:list-level-style-number></text:list-style>` + "\n"
}

// writeBody writes the paragraphs. Chapters and articles go on counting through
// the text, clauses and points begin again.
func writeBody(b *strings.Builder) {
	lists := map[string]string{"chuong": "LChuong", "dieu": "LDieu", "khoan": "LKhoan", "diem": "LDiem"}
	above := map[string]string{"dieu": "khoan", "chuong": "khoan", "khoan": "diem"}
	last := map[string]string{} // the list that the next of a level goes on with
	n, made := 0, 0
	for _, p := range source {
		if p.table != nil {
			officeTable(b, p.table)
			continue
		}
		text := html.EscapeString(p.text)
		if p.note != "" {
			n++
			text += `<text:note text:id="n` + digit(n) + `" text:note-class="footnote"><text:note-citation>` + digit(n) + `</text:note-citation><text:note-body><text:p text:style-name="Footnote">` +
				html.EscapeString(p.note) + `</text:p></text:note-body></text:note>`
		}
		style := map[bool]string{true: "Centred", false: "Standard"}[p.level == "ten" || p.level == "chuong"]
		para := `<text:p text:style-name="` + style + `">` + text + "</text:p>"
		if list := lists[p.level]; list != "" {
			made++
			name, goesOn := "list"+strconv.Itoa(made), ""
			if last[p.level] != "" {
				goesOn = ` text:continue-list="` + last[p.level] + `"`
			}
			para = `<text:list xml:id="` + name + `" text:style-name="` + list + `"` + goesOn + `><text:list-item>` + para + "</text:list-item></text:list>"
			last[p.level] = name
			for below := above[p.level]; below != ""; below = above[below] {
				last[below] = ""
			}
		}
		b.WriteString(para + "\n")
	}
}

func officeTable(b *strings.Builder, rows [][]string) {
	b.WriteString(`<table:table table:name="T" table:style-name="Table">`)
	for i := range rows[0] {
		b.WriteString(`<table:table-column table:style-name="W` + string(rune('0'+i)) + `"/>`)
	}
	for _, row := range rows {
		b.WriteString("<table:table-row>")
		for _, cell := range row {
			b.WriteString(`<table:table-cell table:style-name="Cell" office:value-type="string"><text:p>` + html.EscapeString(cell) + "</text:p></table:table-cell>")
		}
		b.WriteString("</table:table-row>\n")
	}
	b.WriteString("</table:table>\n")
}

// office converts a file with LibreOffice and gives the path of what it made.
func office(t *testing.T, file, format string) string {
	t.Helper()
	dir, filter := filepath.Dir(file), ""
	if filepath.Ext(file) == ".html" {
		filter = "HTML (StarWriter)" // not as a web page, which Word files cannot be made of
	}
	cmd := exec.Command("soffice", "-env:UserInstallation=file://"+filepath.Join(dir, "office"), "--headless", "--infilter="+filter, "--convert-to", format, "--outdir", dir, file)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("LibreOffice (make setup installs it): %v: %s", err, out)
	}
	return strings.TrimSuffix(file, filepath.Ext(file)) + "." + format
}

// printed has Chromium print a page.
func printed(t *testing.T, file string) string {
	t.Helper()
	to := strings.TrimSuffix(file, ".html") + ".pdf"
	args := []string{"--headless", "--disable-gpu", "--no-pdf-header-footer", "--user-data-dir=" + filepath.Join(filepath.Dir(file), "chromium"), "--print-to-pdf=" + to, "file://" + file}
	if os.Getuid() == 0 {
		args = append(args, "--no-sandbox")
	}
	if out, err := exec.Command("chromium", args...).CombinedOutput(); err != nil {
		t.Fatalf("Chromium (make setup installs it): %v: %s", err, out)
	}
	return to
}
