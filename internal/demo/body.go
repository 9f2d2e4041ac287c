package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"hoso/internal/clock"
)

// Unit is a unit of the body, named by a code; Parent is the code above it.
type Unit struct {
	Code, Parent, Managing string
	Kind                   string // as in package org
	Name, Short, Symbol    string
	From                   clock.Date
	Basis                  string
	OnPaper                bool
	Sort                   int64
}

// Change is something that happened to units: a rename, or a merger.
type Change struct {
	Code    string // of the unit renamed, or of the one that others went into
	OldName string // the name it had before Day
	Merged  []Unit // units that went into it on Day
	Day     clock.Date
	Basis   string
}

// Seat is a post with the people in it.
type Seat struct {
	Unit   string
	Title  string
	Head   bool
	Seats  int64
	People []Person
}

// Person is a name and the key by which personas refer to it.
type Person struct {
	Key                   string
	Family, Middle, Given string
}

// Persona is somebody as whom a visitor may look at the demo.
type Persona struct {
	Key    string
	Person string   // key of a person
	Unit   string   // where the roles are held, unless the body is
	Roles  []string // attached to the person's post; that of the auditor is a duty
}

// Data is everything that the demo begins with.
type Data struct {
	Body     Unit
	Units    []Unit // parents first
	Changes  []Change
	Seats    []Seat
	Personas []Persona
	Works    []Work
}

// Sizes of the body: units right under it, units below those, people.
const (
	TopUnits = 46
	SubUnits = 400
	People   = 3000
)

// BodyCode is the code of the body itself.
const BodyCode = "BKTB"

// basis of the demo's own units; a made-up decree of a made-up body.
const founding = "Nghị định về chức năng, nhiệm vụ của Bộ (văn bản giả định)"

type top struct{ code, kind, name, short, symbol string }

// tops are the 46 units under the body.
var tops = []top{
	{"VP", "office", "Văn phòng Bộ", "Văn phòng", "VP"},
	{"TCCB", "department", "Vụ Tổ chức cán bộ", "Vụ TCCB", "TCCB"},
	{"PC", "department", "Vụ Pháp chế", "Vụ PC", "PC"},
	{"KHTC", "department", "Vụ Kế hoạch - Tài chính", "Vụ KHTC", "KHTC"},
	{"HTQT", "department", "Vụ Hợp tác quốc tế", "Vụ HTQT", "HTQT"},
	{"KHCN", "department", "Vụ Khoa học và Công nghệ", "Vụ KHCN", "KHCN"},
	{"NTB", "department", "Vụ Nuôi trồng biển", "Vụ NTB", "NTB"},
	{"DVHC", "department", "Vụ Dịch vụ hậu cần nghề cá", "Vụ DVHC", "DVHC"},
	{"CDS", "agency", "Cục Chuyển đổi số biển", "Cục CĐS", "CĐS"},
	{"KN", "agency", "Cục Kiểm ngư và Giám sát biển", "Cục KN", "KN"},
	{"BTB", "agency", "Cục Bảo tồn biển", "Cục BTB", "BTB"},
	{"CB", "agency", "Cục Cảng cá và Tàu cá", "Cục CC", "CC"},
	{"CLTB", "agency", "Cục Chất lượng và Chế biến thủy sản", "Cục CLCB", "CLCB"},
	{"DTB", "agency", "Cục Điều tra cơ bản biển", "Cục ĐTB", "ĐTB"},
	{"AT", "agency", "Cục An toàn và Cứu nạn nghề cá", "Cục ATCN", "ATCN"},
	{"DU", "committee", "Đảng ủy Bộ", "Đảng ủy", "ĐU"},
	{"CD", "committee", "Công đoàn cơ quan Bộ", "Công đoàn", "CĐ"},
	{"VKT", "institute", "Viện Kinh tế biển", "Viện KTB", "VKTB"},
	{"VHD", "institute", "Viện Hải dương ứng dụng", "Viện HDƯD", "VHD"},
	{"VNT1", "institute", "Viện Nghiên cứu nuôi trồng phía Bắc", "Viện NT Bắc", "VNTB"},
	{"VNT2", "institute", "Viện Nghiên cứu nuôi trồng miền Trung", "Viện NT Trung", "VNTT"},
	{"VNT3", "institute", "Viện Nghiên cứu nuôi trồng phía Nam", "Viện NT Nam", "VNTN"},
	{"VCN", "institute", "Viện Công nghệ tàu cá", "Viện CNTC", "VCNTC"},
	{"VQH", "institute", "Viện Quy hoạch không gian biển", "Viện QHKG", "VQH"},
	{"TDH", "school", "Trường Đại học Kinh tế biển", "ĐH KTB", "ĐHKTB"},
	{"TCD1", "school", "Trường Cao đẳng Thủy sản Hạ Long", "CĐ Hạ Long", "CĐHL"},
	{"TCD2", "school", "Trường Cao đẳng Nghề cá Quy Nhơn", "CĐ Quy Nhơn", "CĐQN"},
	{"TCD3", "school", "Trường Cao đẳng Nghề cá Cà Mau", "CĐ Cà Mau", "CĐCM"},
	{"TBD", "school", "Trường Bồi dưỡng cán bộ ngành biển", "Trường BDCB", "BDCB"},
	{"TTTT", "center", "Trung tâm Thông tin biển", "TT Thông tin", "TTTT"},
	{"TTDB", "center", "Trung tâm Dự báo ngư trường", "TT Dự báo", "TTDB"},
	{"TTKD", "center", "Trung tâm Kiểm định tàu cá", "TT Kiểm định", "TTKĐ"},
	{"TTG", "center", "Trung tâm Giống hải sản quốc gia", "TT Giống", "TTG"},
	{"TTKN", "center", "Trung tâm Khuyến ngư", "TT Khuyến ngư", "TTKN"},
	{"TTCH", "center", "Trung tâm Cứu hộ rùa và thú biển", "TT Cứu hộ", "TTCH"},
	{"TTQT1", "center", "Trung tâm Quan trắc biển phía Bắc", "TT QT Bắc", "QTB"},
	{"TTQT2", "center", "Trung tâm Quan trắc biển miền Trung", "TT QT Trung", "QTT"},
	{"TTQT3", "center", "Trung tâm Quan trắc biển phía Nam", "TT QT Nam", "QTN"},
	{"BVN", "center", "Ban Quản lý các vùng nuôi biển", "Ban QL vùng nuôi", "BQLVN"},
	{"BDA", "center", "Ban Quản lý dự án cảng cá", "Ban QLDA", "BQLDA"},
	{"BAO", "center", "Báo Biển và Nghề cá", "Báo BNC", "BÁO"},
	{"NXB", "center", "Nhà xuất bản Đại Dương", "NXB", "NXB"},
	{"TCT1", "corporation", "Tổng công ty Hải sản Biển Đông Bắc", "TCT Đông Bắc", "TCTĐB"},
	{"TCT2", "corporation", "Tổng công ty Chế biến thủy sản Miền Trung", "TCT Miền Trung", "TCTMT"},
	{"TCT3", "corporation", "Tổng công ty Dịch vụ cảng cá", "TCT Cảng cá", "TCTCC"},
	{"TCT4", "corporation", "Tổng công ty Đóng tàu nghề cá", "TCT Đóng tàu", "TCTĐT"},
}

// below names the sub-units of a kind of unit, in turn.
var below = map[string][]struct{ kind, name string }{
	"office":      {{"division", "Phòng Hành chính"}, {"division", "Phòng Văn thư - Lưu trữ"}, {"division", "Phòng Tổng hợp"}, {"division", "Phòng Quản trị"}, {"team", "Đội xe"}},
	"department":  {{"division", "Phòng Tổng hợp"}, {"division", "Phòng Nghiệp vụ 1"}, {"division", "Phòng Nghiệp vụ 2"}, {"division", "Phòng Theo dõi địa phương"}},
	"agency":      {{"division", "Phòng Hành chính"}, {"division", "Phòng Pháp chế - Thanh tra"}, {"branch", "Chi cục Vùng I"}, {"branch", "Chi cục Vùng II"}, {"branch", "Chi cục Vùng III"}},
	"institute":   {{"division", "Phòng Tổ chức - Hành chính"}, {"division", "Phòng Khoa học"}, {"division", "Phòng Thí nghiệm"}, {"station", "Trạm thực nghiệm số 1"}, {"station", "Trạm thực nghiệm số 2"}},
	"school":      {{"division", "Phòng Đào tạo"}, {"division", "Phòng Công tác học viên"}, {"division", "Khoa Khai thác"}, {"division", "Khoa Nuôi trồng"}, {"team", "Xưởng thực hành"}},
	"center":      {{"division", "Phòng Hành chính"}, {"division", "Phòng Kỹ thuật"}, {"station", "Trạm số 1"}, {"station", "Trạm số 2"}},
	"corporation": {{"division", "Ban Tổ chức nhân sự"}, {"division", "Ban Kế hoạch"}, {"team", "Xưởng số 1"}, {"team", "Xưởng số 2"}, {"team", "Đội tàu"}},
	"committee":   {{"committee", "Chi bộ Văn phòng"}, {"committee", "Chi bộ Tổ chức cán bộ"}, {"committee", "Chi bộ Pháp chế"}},
	"branch":      {{"division", "Phòng Nghiệp vụ"}, {"station", "Trạm Kiểm soát số 1"}, {"station", "Trạm Kiểm soát số 2"}},
	"station":     {{"team", "Tổ quan trắc"}, {"team", "Tổ kỹ thuật"}},
}

// Body generates the demo of a day.
func Body(today clock.Date) *Data {
	g := &generator{rng: rand.New(rand.NewPCG(20261125, 46))}
	d := &Data{Body: Unit{Code: BodyCode, Kind: "body", Name: "Bộ Kinh tế biển và Nghề cá", Short: "Bộ KTB", Symbol: "BKTB",
		From: "2021-07-01", Basis: founding}}
	g.units(d)
	g.seats(d)
	d.clerks()
	d.Changes = changes(today)
	d.Personas = personas()
	d.Works = works()
	return d
}

// generator draws from one seeded source, in a fixed order.
type generator struct {
	rng   *rand.Rand
	names int
}

func (g *generator) units(d *Data) {
	for i, t := range tops {
		d.Units = append(d.Units, Unit{Code: t.code, Parent: BodyCode, Kind: t.kind, Name: t.name, Short: t.short, Symbol: t.symbol,
			From: "2021-07-01", Basis: founding, Sort: int64(i + 1)})
	}
	for at := 0; len(d.Units) < TopUnits+SubUnits; at++ {
		parent := d.Units[at]
		for i, b := range below[parent.Kind] {
			if len(d.Units) == TopUnits+SubUnits {
				return
			}
			short := b.name
			if b.kind == "branch" || b.kind == "station" {
				short += tail(parent) // what stands below it says whose it is
			}
			d.Units = append(d.Units, Unit{Code: fmt.Sprintf("%s.%d", parent.Code, i+1), Parent: parent.Code, Kind: b.kind,
				Name: b.name + tail(parent), Short: short, Symbol: "", From: "2021-09-01",
				Basis: "Quyết định về cơ cấu tổ chức của đơn vị (văn bản giả định)", Sort: int64(i + 1),
				OnPaper: b.kind == "station" || b.kind == "team"})
		}
	}
}

// tail says whose sub-unit it is, where its name alone would not.
func tail(parent Unit) string {
	if parent.Kind == "branch" || parent.Kind == "station" || parent.Kind == "agency" || parent.Kind == "committee" {
		return ", " + parent.Short
	}
	return " - " + parent.Short
}

// changes are the few things that happened to units since the body exists.
func changes(today clock.Date) []Change {
	return []Change{
		{Code: "CDS", OldName: "Cục Công nghệ thông tin biển", Day: today.AddDays(-400), Basis: "Quyết định đổi tên đơn vị (văn bản giả định)"},
		{Code: "KN", OldName: "Cục Kiểm ngư", Day: today.AddDays(-250), Basis: "Quyết định đổi tên đơn vị (văn bản giả định)"},
		{Code: "TTTT", Day: today.AddDays(-120), Basis: "Quyết định hợp nhất đơn vị (văn bản giả định)", Merged: []Unit{
			{Code: "TTTL", Parent: BodyCode, Kind: "center", Name: "Trung tâm Tư liệu biển", Short: "TT Tư liệu", Symbol: "TTTL", From: "2021-07-01", Basis: founding, Sort: 90},
		}},
	}
}

// post is a kind of post in a unit.
type post struct {
	title string
	head  bool
	seats int64
}

// postsOf gives the posts of a kind of unit.
func postsOf(kind string) []post {
	switch kind {
	case "office":
		return []post{{"Chánh Văn phòng", true, 1}, {"Phó Chánh Văn phòng", false, 3}, {"Chuyên viên", false, 6}}
	case "department":
		return []post{{"Vụ trưởng", true, 1}, {"Phó Vụ trưởng", false, 3}, {"Chuyên viên chính", false, 4}, {"Chuyên viên", false, 6}}
	case "agency":
		return []post{{"Cục trưởng", true, 1}, {"Phó Cục trưởng", false, 3}, {"Chuyên viên", false, 6}}
	case "institute":
		return []post{{"Viện trưởng", true, 1}, {"Phó Viện trưởng", false, 2}, {"Nghiên cứu viên", false, 8}}
	case "school":
		return []post{{"Hiệu trưởng", true, 1}, {"Phó Hiệu trưởng", false, 2}, {"Giảng viên", false, 8}}
	case "corporation":
		return []post{{"Tổng giám đốc", true, 1}, {"Phó Tổng giám đốc", false, 3}, {"Chuyên viên", false, 6}}
	case "committee":
		return []post{{"Bí thư", true, 1}, {"Phó Bí thư", false, 1}}
	case "center":
		return []post{{"Giám đốc", true, 1}, {"Phó Giám đốc", false, 2}, {"Viên chức", false, 6}}
	case "branch":
		return []post{{"Chi cục trưởng", true, 1}, {"Phó Chi cục trưởng", false, 2}, {"Kiểm ngư viên", false, 8}}
	case "station", "team":
		return []post{{"Trưởng trạm, đội", true, 1}, {"Nhân viên kỹ thuật", false, 7}}
	}
	return []post{{"Trưởng phòng", true, 1}, {"Phó Trưởng phòng", false, 1}, {"Chuyên viên", false, 6}}
}

// clerkPost is the post of those who receive and send documents: roles are
// attached to posts, so that they need one of their own.
const clerkPost = "Chuyên viên văn thư"

// clerks gives the clerks among the personas posts of their own.
func (d *Data) clerks() {
	for _, p := range personas() {
		if !slices.Contains(p.Roles, "office_clerk") && !slices.Contains(p.Roles, "unit_clerk") {
			continue
		}
		for i := range d.Seats {
			s := &d.Seats[i]
			at := slices.IndexFunc(s.People, func(x Person) bool { return x.Key == p.Person })
			if at < 0 {
				continue
			}
			who := s.People[at]
			s.People, s.Seats = slices.Delete(s.People, at, at+1), s.Seats-1
			d.Seats = append(d.Seats, Seat{Unit: s.Unit, Title: clerkPost, Seats: 1, People: []Person{who}})
			break
		}
	}
}

// seats fills posts until there are People people; about one seat in twelve
// stays free.
func (g *generator) seats(d *Data) {
	all := append([]Unit{d.Body}, d.Units...)
	left := People
	for i, u := range all {
		posts := postsOf(u.Kind)
		if u.Kind == "body" {
			posts = []post{{"Bộ trưởng", true, 1}, {"Thứ trưởng", false, 5}}
		}
		for _, p := range posts {
			s := Seat{Unit: u.Code, Title: p.title, Head: p.head, Seats: p.seats}
			for n := range p.seats {
				if left > 0 && (p.head && i%29 != 28 || !p.head && (g.rng.IntN(12) > 0 || n < 2 && i < 60)) {
					s.People = append(s.People, g.person(fmt.Sprintf("%s/%s/%d", u.Code, p.title, n)))
					left--
				}
			}
			d.Seats = append(d.Seats, s)
		}
	}
	for i := 0; left > 0; i = (i + 1) % len(d.Seats) { // the rest where most people work
		if s := &d.Seats[i]; !s.Head && s.Seats >= 6 {
			s.Seats++
			s.People = append(s.People, g.person(fmt.Sprintf("%s/%s/x%d", s.Unit, s.Title, left)))
			left--
		}
	}
}
