package outline_test

import (
	"encoding/json"
	"fmt"
	"os"

	"hoso/vi/outline"
)

// decree has two articles, about the original file and the digital one. The first
// has two clauses, and its first clause two points. Point b says "papers under
// clause 2" and goes on, on the next line, "of article 5 of this decree": no article
// begins there.
const decree = `Điều 4. Hồ sơ gốc
1. Hồ sơ gốc gồm:
a) Sơ yếu lý lịch;
b) Giấy tờ quy định tại khoản 2
Điều 5 của Nghị định này.
2. Hồ sơ được giữ ở cơ quan.
Điều 5. Hồ sơ số
Hồ sơ số có giá trị như hồ sơ giấy.
`

func ExampleRead() {
	for _, n := range outline.Read(decree) {
		fmt.Println(n.Kind, n.Number, n.Heading, n.Start)
	}
	// Output:
	// article 4 Hồ sơ gốc 0
	// clause 1  18
	// point a  36
	// point b  55
	// clause 2  113
	// article 5 Hồ sơ số 142
}

// Offset 60 lies in point b of clause 1 of article 4, offset 170 in article 5.
func ExampleAt() {
	nodes := outline.Read(decree)
	fmt.Println(nodes[outline.At(nodes, 60)].ID)
	fmt.Println(nodes[outline.At(nodes, 170)].ID)
	// Output:
	// dieu-4.khoan-1.diem-b
	// dieu-5
}

// One line of JSON a part: clause 1 stands in the part at place 0 of the list.
func ExampleNode() {
	_ = json.NewEncoder(os.Stdout).Encode(outline.Read(decree)[1])
	// Output:
	// {"kind":"clause","number":"1","heading":"","start":18,"parent":0,"quoted":false,"end":112,"id":"dieu-4.khoan-1"}
}

// A decree that amends another quotes the article as it is to read: article 5a is
// that one's and not this one's.
func ExampleRead_quoted() {
	nodes := outline.Read(`Điều 1. Sửa đổi Nghị định số 30/2020/NĐ-CP
1. Bổ sung Điều 5a vào sau Điều 5 như sau:
“Điều 5a. Mã định danh
Mã được cấp tự động.”
2. Bãi bỏ Điều 9.
`)
	for _, n := range nodes {
		fmt.Println(n.ID, n.Quoted)
	}
	// Output:
	// dieu-1 false
	// dieu-1.khoan-1 false
	// dieu-1.khoan-1.trich.dieu-5a true
	// dieu-1.khoan-2 false
}
