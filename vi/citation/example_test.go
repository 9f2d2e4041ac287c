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
