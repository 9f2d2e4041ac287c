package citation_test

import (
	"fmt"
	"slices"
	"strings"

	"hoso/vi/citation"
)

// A decision rests on a law and a decree, names parts of the decree by its short
// form, and replaces an older decision. "Quyết định 3 việc" (decides three
// matters) is no citation.
func Example() {
	text := `Căn cứ Luật Cán bộ, công chức số 80/2025/QH15;
Căn cứ Nghị định số 170/2025/NĐ-CP ngày 30 tháng 6 năm 2025 của Chính phủ;
Quyết định 3 việc theo điểm a, b khoản 2 Điều 4 Nghị định 170.
Quyết định này thay thế Quyết định số 1755/QĐ-BKTB, ngày 02-10-2023.`
	for _, c := range citation.Find(text) {
		facts := []string{c.Number, c.Kind, c.Role, c.Relation, c.Date, c.Issuer, c.AliasOf, strings.Join(c.Pinpoint, "; ")}
		facts = slices.DeleteFunc(facts, func(s string) bool { return s == "" })
		fmt.Println(c.Start, strings.Join(facts, " | "))
	}
	// Output:
	// 7 80/2025/QH15 | Luật | cite | rests_on
	// 54 170/2025/NĐ-CP | NĐ | cite | rests_on | 2025-06-30 | Chính phủ
	// 170 170 | NĐ | alias | 170/2025/NĐ-CP | điều 4, khoản 2, điểm a; điều 4, khoản 2, điểm b
	// 209 1755/QĐ-BKTB | QĐ | cite | supersedes | 2023-10-02
}

// A letterhead has two columns: who issues on the left, the motto of the state on
// the right. Here a converter put them on the same lines. The document is decision
// (quyết định) 15 of a made-up ministry of sea economy and fisheries, on the
// division of work (phân công công tác).
func ExampleReadHead() {
	h := citation.ReadHead(`BỘ KINH TẾ BIỂN VÀ NGHỀ CÁ          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
                                          Độc lập - Tự do - Hạnh phúc
Số: 15/QĐ-BKTB
                          Hà Nội, ngày 05 tháng 01 năm 2026
QUYẾT ĐỊNH
Về việc phân công công tác
`)
	fmt.Printf("number %s\nkind   %s\nissuer %s\ndate   %s\ntitle  %s\nsigner %q\n", h.Number, h.Kind, h.Issuer, h.Date, h.Title, h.Signer)
	// Output:
	// number 15/QĐ-BKTB
	// kind   QĐ
	// issuer BỘ KINH TẾ BIỂN VÀ NGHỀ CÁ
	// date   2026-01-05
	// title  Về việc phân công công tác
	// signer ""
}

// A scanner took 1 for l and 0 for O. The number is mended, and the doubt says
// that somebody should look.
func ExampleDoubts() {
	list := citation.Find("Theo Quyết định số l7O5/QĐ-TTg ngày 3l/12/2024 và Nghị định số 30/2020/NĐ-CP")
	for i, doubts := range citation.Doubts(list) {
		fmt.Println(list[i].Surface, list[i].Number, list[i].Date, doubts)
	}
	// Output:
	// Quyết định số l7O5/QĐ-TTg ngày 3l/12/2024 1705/QĐ-TTg 2024-12-31 [damaged]
	// Nghị định số 30/2020/NĐ-CP 30/2020/NĐ-CP  []
}

func ExampleKinds() {
	for _, k := range citation.Kinds()[:3] {
		fmt.Println(k.Code, k.Word, k.English)
	}
	// Output:
	// Luật luật law
	// PL pháp lệnh ordinance
	// L lệnh order
}

// Places are code points: what stands there is a slice of runes. The part that is
// named (point a of clause 1 of article 12) stands before the span.
func ExampleCitation() {
	text := "Căn cứ điểm a khoản 1 Điều 12 Nghị định số 30/2020/NĐ-CP"
	c := citation.Find(text)[0]
	fmt.Println(string([]rune(text)[c.Start:c.End]) == c.Surface, c.Surface)
	fmt.Println(c.Pinpoint[0])
	// Output:
	// true Nghị định số 30/2020/NĐ-CP
	// điều 12, khoản 1, điểm a
}
