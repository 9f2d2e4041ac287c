// Package formats shows that one text reads alike in every format that hoso
// takes: plain text, Markdown, a web page, Word and PDF.
package formats

import (
	"html"
	"strings"
)

// block is a paragraph of the text. Level says what numbers it: "chuong",
// "dieu", "khoan" and "diem" are counted by the program that makes the file, where
// it can.
type block struct {
	level, text string
	note        string // of a footnote at its end
	table       [][]string
}

const runningHead = "CÔNG BÁO/Số 18/Ngày 12-01-2026"

// source is a made-up circular with all that files of this kind have.
var source = []block{
	{level: "ten", text: "THÔNG TƯ"},
	{level: "ten", text: "Quy định việc rà soát, bổ sung và lưu giữ hồ sơ"},
	{text: "Căn cứ Luật Lưu trữ số 33/2024/QH15 ngày 21 tháng 6 năm 2024;"},
	{text: "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;", note: "Nghị định này thay thế Nghị định số 110/2004/NĐ-CP ngày 08 tháng 4 năm 2004 của Chính phủ về công tác văn thư."},
	{text: "Theo đề nghị của Vụ trưởng Vụ Tổ chức cán bộ;"},
	{level: "chuong", text: "QUY ĐỊNH CHUNG"},
	{level: "dieu", text: "Phạm vi điều chỉnh và đối tượng áp dụng"},
	{level: "khoan", text: "Thông tư này quy định việc rà soát, bổ sung và lưu giữ hồ sơ tại các cơ quan, đơn vị; trách nhiệm của người đứng đầu và của công chức làm công tác văn thư, lưu trữ trong việc lập, nộp, nhận, bảo quản và khai thác hồ sơ."},
	{level: "khoan", text: "Thông tư này áp dụng đối với:"},
	{level: "diem", text: "Các đơn vị thuộc Bộ và các đơn vị sự nghiệp công lập trực thuộc Bộ;"},
	{level: "diem", text: "Cơ quan, tổ chức, cá nhân có liên quan theo quy định tại khoản 2 Điều 4 Nghị định số 170/2025/NĐ-CP ngày 30/6/2025 của Chính phủ;"},
	{level: "diem", text: "Các trường hợp khác do Bộ trưởng quyết định trên cơ sở đề nghị bằng văn bản của người đứng đầu đơn vị."},
	{level: "dieu", text: "Giải thích từ ngữ"},
	{text: "Trong Thông tư này, các từ ngữ dưới đây được hiểu như sau:"},
	{level: "khoan", text: "Hồ sơ là tập hợp các văn bản, tài liệu có liên quan với nhau về một vấn đề, một sự việc, một đối tượng cụ thể hoặc có đặc điểm chung, hình thành trong quá trình theo dõi, giải quyết công việc thuộc phạm vi, chức năng, nhiệm vụ của cơ quan, tổ chức, cá nhân."},
	{level: "khoan", text: "Lập hồ sơ là việc tập hợp và sắp xếp văn bản, tài liệu hình thành trong quá trình theo dõi, giải quyết công việc theo những nguyên tắc và phương pháp quy định tại Điều 28 Nghị định số 30/2020/NĐ-CP.", note: "Xem thêm Công văn số 1204/BNV-TCBC ngày 10 tháng 11 năm 2025."},
	{level: "chuong", text: "RÀ SOÁT VÀ LƯU GIỮ"},
	{level: "dieu", text: "Nội dung rà soát"},
	{level: "khoan", text: "Đơn vị lập danh mục hồ sơ theo mẫu sau đây:"},
	{table: [][]string{{"STT", "Loại hồ sơ", "Căn cứ", "Thời hạn"},
		{"1", "Hồ sơ tuyển dụng", "Nghị định số 115/2020/NĐ-CP ngày 25/9/2020", "70 năm"},
		{"2", "Hồ sơ nâng lương", "Thông tư số 08/2013/TT-BNV ngày 31/7/2013", "20 năm"},
		{"3", "Hồ sơ đi công tác", "Quyết định số 13/QĐ-BKTB ngày 15/3/2024", "10 năm"}}},
	{level: "khoan", text: "Việc rà soát được thực hiện mỗi năm một lần, hoàn thành trước ngày 31 tháng 12; trường hợp đặc biệt thì theo Chỉ thị số 05/CT-TTg ngày 15 tháng 02 năm 2025 của Thủ tướng Chính phủ."},
	{level: "khoan", text: "Sau khi rà soát, đơn vị:"},
	{level: "diem", text: "Bổ sung những tài liệu còn thiếu trong thời hạn 30 ngày, kể từ ngày kết thúc việc rà soát; nếu không thể bổ sung thì lập biên bản, nêu rõ lý do và trách nhiệm của từng cá nhân có liên quan;"},
	{level: "diem", text: "Báo cáo kết quả về Bộ theo Quyết định số 468/QĐ-TTg ngày 27 tháng 3 năm 2021."},
	{level: "dieu", text: "Lưu giữ và khai thác"},
	{text: "Hồ sơ được lưu giữ tại đơn vị trong thời hạn 05 năm, sau đó nộp vào lưu trữ cơ quan. Việc khai thác hồ sơ thực hiện theo Điều 5 và khoản 3 Điều 9 Thông tư số 02/2019/TT-BNV ngày 24 tháng 01 năm 2019 của Bộ trưởng Bộ Nội vụ."},
	{level: "chuong", text: "TỔ CHỨC THỰC HIỆN"},
	{level: "dieu", text: "Trách nhiệm thi hành"},
	{level: "khoan", text: "Người đứng đầu đơn vị chịu trách nhiệm trước Bộ trưởng về tính đầy đủ, chính xác của hồ sơ thuộc phạm vi quản lý; phân công người theo dõi, đôn đốc; bố trí kho, trang thiết bị và kinh phí theo quy định."},
	{level: "khoan", text: "Trong quá trình thực hiện, nếu có vướng mắc, các đơn vị phản ánh về Vụ Tổ chức cán bộ để tổng hợp, báo cáo Bộ trưởng xem xét, quyết định."},
	{level: "dieu", text: "Hiệu lực thi hành"},
	{level: "khoan", text: "Thông tư này có hiệu lực từ ngày 01 tháng 3 năm 2026."},
	{level: "khoan", text: "Thông tư này thay thế Thông tư số 11/2012/TT-BKTB ngày 17 tháng 12 năm 2012."},
}

// counter writes the numbers of blocks as the list styles of Word do.
type counter struct{ chuong, dieu, khoan, diem int }

func (c *counter) number(level string) string {
	switch level {
	case "chuong":
		c.chuong++
		c.khoan, c.diem = 0, 0
		return "Chương " + []string{"", "I", "II", "III"}[c.chuong] + " "
	case "dieu":
		c.dieu++
		c.khoan, c.diem = 0, 0
		return "Điều " + digit(c.dieu) + ". "
	case "khoan":
		c.khoan++
		c.diem = 0
		return digit(c.khoan) + ". "
	case "diem":
		c.diem++
		return string(rune('a'+c.diem-1)) + ") "
	}
	return ""
}

func digit(n int) string { return string(rune('0' + n)) }

// plain writes the source line by line. In Markdown note marks, headings, strong
// text and the table are marked up.
func plain(marked bool) string {
	var b, notes strings.Builder
	var c counter
	n := 0
	for _, p := range source {
		if p.table != nil {
			b.WriteString(plainTable(p.table, marked) + "\n")
			continue
		}
		line := c.number(p.level) + p.text
		if p.note != "" {
			n++
			line += map[bool]string{false: "[" + digit(n) + "]", true: "[^" + digit(n) + "]"}[marked]
			notes.WriteString(map[bool]string{false: "[" + digit(n) + "] ", true: "\n[^" + digit(n) + "]: "}[marked] + p.note + "\n")
		}
		if marked {
			line = map[string]string{"ten": "# ", "chuong": "## ", "dieu": "**"}[p.level] + line + map[string]string{"dieu": "**"}[p.level] + "\n"
		}
		b.WriteString(line + "\n")
	}
	return b.String() + notes.String()
}

func plainTable(rows [][]string, marked bool) string {
	var b strings.Builder
	for i, row := range rows {
		if !marked {
			b.WriteString(strings.Join(row, "\t") + "\n")
			continue
		}
		b.WriteString("| " + strings.Join(row, " | ") + " |\n")
		if i == 0 {
			b.WriteString("|" + strings.Repeat("---|", len(row)) + "\n")
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// page writes the source as a web page; clauses are lists, so that Word numbers
// them, and footnotes are linked as LibreOffice does.
func page(style string) string {
	var b, notes strings.Builder
	b.WriteString("<!DOCTYPE html><html lang=vi><head><meta charset=utf-8><title>Thông tư</title><style>" + style + "</style></head><body>\n")
	var c counter
	n, open := 0, false
	list := func(want bool, start int) {
		if want && !open {
			b.WriteString(`<ol start="` + digit(start) + `">`)
		} else if !want && open {
			b.WriteString("</ol>\n")
		}
		open = want
	}
	for _, p := range source {
		if p.table != nil {
			list(false, 0)
			b.WriteString(pageTable(p.table))
			continue
		}
		number := c.number(p.level)
		text := html.EscapeString(p.text)
		if p.note != "" {
			n++
			d := digit(n)
			text += `<a class="sdfootnoteanc" name="sdfootnote` + d + `anc" href="#sdfootnote` + d + `sym"><sup>` + d + `</sup></a>`
			notes.WriteString(`<div id="sdfootnote` + d + `"><p><a class="sdfootnotesym" name="sdfootnote` + d + `sym" href="#sdfootnote` + d + `anc"><sup>` + d + `</sup></a> ` + html.EscapeString(p.note) + "</p></div>\n")
		}
		list(p.level == "khoan", c.khoan)
		switch p.level {
		case "khoan":
			b.WriteString("<li>" + text + "</li>\n")
		case "ten", "chuong":
			b.WriteString(`<p style="text-align: center"><b>` + number + text + "</b></p>\n")
		case "dieu":
			b.WriteString("<p><b>" + number + text + "</b></p>\n")
		default:
			b.WriteString("<p>" + number + text + "</p>\n")
		}
	}
	list(false, 0)
	return b.String() + notes.String() + "</body></html>"
}

func pageTable(rows [][]string) string {
	var b strings.Builder
	b.WriteString(`<table border="1" cellspacing="0" cellpadding="4">`)
	for _, row := range rows {
		b.WriteString("<tr>")
		for _, cell := range row {
			b.WriteString("<td><p>" + html.EscapeString(cell) + "</p></td>")
		}
		b.WriteString("</tr>\n")
	}
	return b.String() + "</table>\n"
}
