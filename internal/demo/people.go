package demo

import (
	"maps"
	"slices"
)

// families with their weights, roughly as they are met.
var families = weighted(map[string]int{"Nguyễn": 38, "Trần": 11, "Lê": 10, "Phạm": 7, "Hoàng": 5, "Huỳnh": 4, "Phan": 4, "Vũ": 4, "Võ": 4,
	"Đặng": 3, "Bùi": 3, "Đỗ": 3, "Hồ": 2, "Ngô": 2, "Dương": 2, "Lý": 1, "Đinh": 1, "Đoàn": 1, "Trịnh": 1, "Mai": 1, "Tạ": 1, "Lò": 1, "Nông": 1,
	"Ma": 1, "Hà": 1, "Lương": 1, "Tôn Thất": 1, "Y": 1, "Vàng": 1})

var womanMiddles = []string{"Thị", "Thị Thu", "Thị Minh", "Ngọc", "Thu", "Thanh", "Phương", "Khánh", "Thị Hồng", "Bích"}
var manMiddles = []string{"Văn", "Hữu", "Đức", "Quốc", "Minh", "Xuân", "Công", "Thanh", "Đình", "Trọng", ""}

var womanGivens = []string{"Hoa", "Hương", "Lan", "Hà", "Hằng", "Nga", "Ngọc", "Oanh", "Phương", "Thảo", "Thuỷ", "Thúy", "Trang", "Vân", "Yến",
	"Ánh", "Diệp", "Duyên", "Giang", "Hạnh", "Hiền", "Hòa", "Huệ", "Khuê", "Liên", "Linh", "Loan", "Mai", "My", "Nhung", "Quyên", "Tâm", "Thơ", "Tuyết", "Xuân", "Ỷ Lan"}
var manGivens = []string{"An", "Ân", "Anh", "Bảo", "Bình", "Chiến", "Cường", "Dũng", "Đạt", "Đông", "Đức", "Giang", "Hải", "Hiếu", "Hoàng", "Hùng",
	"Huy", "Khoa", "Kiên", "Lâm", "Long", "Lực", "Mạnh", "Minh", "Nam", "Nghĩa", "Ngữ", "Phong", "Phúc", "Quang", "Quân", "Sơn", "Tài", "Thành",
	"Thắng", "Thịnh", "Tiến", "Toàn", "Trung", "Trường", "Tuấn", "Tùng", "Ưng", "Việt", "Vinh", "Vũ", "Ya Duk"}

func weighted(m map[string]int) []string {
	var list []string
	for _, name := range sortedKeys(m) {
		for range m[name] {
			list = append(list, name)
		}
	}
	return list
}

func sortedKeys(m map[string]int) []string { return slices.Sorted(maps.Keys(m)) }

// person draws a name.
func (g *generator) person(key string) Person {
	pick := func(list []string) string { return list[g.rng.IntN(len(list))] }
	g.names++
	if g.rng.IntN(2) == 0 {
		return Person{key, pick(families), pick(womanMiddles), pick(womanGivens)}
	}
	return Person{key, pick(families), pick(manMiddles), pick(manGivens)}
}

// personas are the eight people as whom a visitor may look around. Each is a
// member of the body besides.
func personas() []Persona {
	return []Persona{
		{"van_thu", "VP/Chuyên viên/0", BodyCode, []string{"office_clerk"}},
		{"vu_truong_tccb", "TCCB/Vụ trưởng/0", BodyCode, []string{"dept_head"}},
		{"chuyen_vien_tccb", "TCCB/Chuyên viên/0", BodyCode, []string{"dept_specialist"}},
		{"van_thu_pc", "PC/Chuyên viên/0", "PC", []string{"unit_clerk"}},
		{"van_thu_kn", "KN/Chuyên viên/0", "KN", []string{"unit_clerk"}},
		{"van_thu_vien", "VKT/Nghiên cứu viên/0", "VKT", []string{"unit_clerk"}},
		{"thu_truong_cds", "CDS/Cục trưởng/0", "CDS", []string{"unit_head"}},
		{"kiem_tra", "VP/Chuyên viên/1", BodyCode, []string{"auditor"}},
	}
}
