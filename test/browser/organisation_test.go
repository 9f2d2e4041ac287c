package browser

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

const wrongUnits = `Mã;Tên đơn vị;Loại;Mã cấp trên;Từ ngày;Căn cứ
PC.9;Phòng Kiểm soát thủ tục;Phòng, ban, khoa;PC;01/02/2026;Quyết định số 5/QĐ-BKTB ngày 20/01/2026
PC.10;Phòng Không có cấp trên;Phòng, ban, khoa;KHONGCO;01/02/2026;Quyết định số 5/QĐ-BKTB
PC.11;;Phòng, ban, khoa;PC;31/02/2026;
`

const rightUnits = `Mã;Tên đơn vị;Loại;Mã cấp trên;Từ ngày;Căn cứ
PC.9;Phòng Kiểm soát thủ tục;Phòng, ban, khoa;PC;01/02/2026;Quyết định số 5/QĐ-BKTB ngày 20/01/2026
PC.9.1;Tổ Một cửa;Đội, tổ, xưởng;PC.9;01/02/2026;Quyết định số 5/QĐ-BKTB ngày 20/01/2026
`

const newStaff = `Mã đơn vị;Chức danh;Họ;Tên đệm;Tên;Từ ngày;Căn cứ
PC.9;Trưởng phòng;Đặng;Thị Như;Quỳnh;01/02/2026;Quyết định số 6/QĐ-BKTB ngày 25/01/2026
PC.9;Chuyên viên;Nguyễn;Văn;An;01/02/2026;Quyết định số 6/QĐ-BKTB ngày 25/01/2026
PC.9;Chuyên viên;Nguyễn;Văn;An;01/02/2026;Quyết định số 6/QĐ-BKTB ngày 25/01/2026
`

// upload sends a file through the form of an import.
func (b *tab) upload(path, name, content string) {
	b.t.Helper()
	file := filepath.Join(b.t.TempDir(), name)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		b.t.Fatal(err)
	}
	b.goTo(path)
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#f-file"), []string{file}))
	b.click(`main form button.primary`)
}

// open opens the page of a unit by its code.
func (b *tab) unit(code string) {
	b.t.Helper()
	u, err := b.house.app.Org.Read.ByCode(context.Background(), code)
	if err != nil {
		b.t.Fatal(err)
	}
	b.goTo("/units/" + u.Text("unt"))
}

func (b *tab) save() { b.t.Helper(); b.click(`main form button.primary`) }

// TestOrganisation walks what the department does with the tree: it imports a
// division from a spreadsheet, mends what was wrong with it, moves it, seats a
// person who has namesakes, finds them, lets two divisions merge, splits one and
// ends one. Verify is clean afterwards.
func TestOrganisation(t *testing.T) {
	for name, l := range map[string]look{"script": {1280, "vi", false}, "no-script": {390, "vi", true}} {
		t.Run(name, func(t *testing.T) {
			h := open(t)
			b := h.browser(t, l)
			b.as("chuyen_vien_tccb")
			importing(b)
			seating(b)
			reshaping(b)
			verifyClean(t, h)
		})
	}
}

func importing(b *tab) {
	b.upload("/import/units", "don-vi.csv", wrongUnits)
	b.see("Những ô cần sửa")
	b.see("KHONGCO")
	b.see("Hãy ghi tên đơn vị")
	b.shot("import-wrong")
	b.upload("/import/units", "don-vi.csv", rightUnits)
	b.see("Xác nhận để ghi 2 dòng")
	b.shot("import-plan")
	b.save()
	b.see("Đã nhập xong")
	b.upload("/import/units", "don-vi.csv", rightUnits)
	b.see("không có gì mới")
	b.upload("/import/holders", "can-bo.csv", newStaff)
	b.see("Nguyễn Văn An · Chuyên viên · PC.9")
	b.shot("import-staff")
	b.save()
	b.see("Đã nhập xong")
	b.upload("/import/holders", "can-bo.csv", newStaff)
	b.see("không có gì mới")
	b.goTo("/units?q=kiem soat thu tuc")
	b.see("Phòng Kiểm soát thủ tục")
	b.shot("tree-search")
	b.goTo("/units?q=pc.9")
	b.see("Đúng mã PC.9:")
	b.shot("tree-code")
}

func seating(b *tab) {
	b.unit("PC.9")
	b.click(`//a[text()="Thêm chức danh"]`)
	b.fill("title", "Phó Trưởng phòng")
	b.fill("basis", "Quyết định số 7/QĐ-BKTB ngày 01/11/2026")
	b.save()
	b.click(`//a[text()="Bố trí người"]`)
	b.fill("family", "Nguyễn")
	b.fill("middle", "Văn")
	b.fill("given", "An")
	b.fill("basis", "Quyết định số 8/QĐ-BKTB ngày 02/11/2026")
	b.save()
	b.see("Hãy chọn đó là ai")
	b.shot("seat-namesakes")
	b.tick(`#p-new`)
	b.save()
	b.see("Đã bố trí")
	b.shot("post")
	b.click(`//td/a[text()="Kết thúc"]`)
	b.see("Kết thúc bố trí của Nguyễn Văn An")
	b.fill("from", "01/01/2031")
	b.fill("basis", "Quyết định số 9/QĐ-BKTB ngày 03/11/2026")
	b.save()
	b.see("Đã kết thúc bố trí")
	b.goTo("/holders")
	b.fill("name", "nguyen van an")
	b.fill("unit", "PC")
	b.save()
	b.see("Chuyên viên")
	b.shot("holders")
	if where := b.where(); strings.Contains(where, "nguyen") || !strings.HasPrefix(where, "/holders/vw_") {
		b.t.Errorf("the name stands in the address %s", where)
	}
}

func reshaping(b *tab) {
	b.unit("PC.9")
	b.click(`//a[text()="Chuyển vị trí, cấp quản lý"]`)
	b.fill("parent", "KHTC")
	b.fill("basis", "Quyết định số 10/QĐ-BKTB ngày 04/11/2026")
	b.save()
	b.see("Đã chuyển vị trí")
	b.see("Vụ Kế hoạch - Tài chính")
	b.unit("KHTC.1")
	b.click(`//a[text()="Nhận sáp nhập"]`)
	b.tick(`#u-PC\.9`)
	b.fill("from", "01/01/2031") // the day after a move: one that is ended has lived
	b.fill("basis", "Quyết định số 11/QĐ-BKTB ngày 05/11/2026")
	b.shot("merge")
	b.save()
	b.see("Đã sáp nhập")
	b.see("Phòng Kiểm soát thủ tục")
	b.shot("merged")
	b.unit("PC.9")
	b.see("Kết thúc theo Quyết định số 11/QĐ-BKTB")
	if strings.Contains(b.text(), "Rút lại") {
		b.t.Error("a merger is offered to be taken back, which always fails")
	}
	b.unit("PC.1")
	b.click(`//a[text()="Chia, tách"]`)
	b.fill("name_1", "Phòng Pháp điển")
	b.do(chromedp.SendKeys(chromedp.CSS("#f-kind_1"), "Phòng"))
	b.fill("code_1", "PC.20")
	b.fill("basis", "Quyết định số 12/QĐ-BKTB ngày 06/11/2026")
	b.shot("split")
	b.save()
	b.see("Đã chia, tách")
	b.unit("PC.20")
	b.click(`//a[text()="Kết thúc hoạt động"]`)
	b.fill("from", "01/01/2031")
	b.fill("basis", "Quyết định số 13/QĐ-BKTB ngày 07/11/2026")
	b.save()
	b.see("Đã kết thúc hoạt động")
}
