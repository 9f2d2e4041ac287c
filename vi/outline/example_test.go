package outline_test

import (
	"encoding/json"
	"fmt"
	"os"

	"hoso/vi/outline"
)

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

func ExampleAt() {
	nodes := outline.Read(decree)
	fmt.Println(nodes[outline.At(nodes, 60)].ID)
	fmt.Println(nodes[outline.At(nodes, 170)].ID)
	// Output:
	// dieu-4.khoan-1.diem-b
	// dieu-5
}

func ExampleNode() {
	_ = json.NewEncoder(os.Stdout).Encode(outline.Read(decree)[1])
	// Output:
	// {"kind":"clause","number":"1","heading":"","start":18,"parent":0,"quoted":false,"end":112,"id":"dieu-4.khoan-1"}
}
