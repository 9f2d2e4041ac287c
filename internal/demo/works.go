package demo

import (
	_ "embed"

	"hoso/internal/clock"
)

// Work is a real document by its public facts.
type Work struct {
	Key        string // by which relations name it
	Kind       string
	Number     string
	Issuer     string
	Date       clock.Date
	Title      string
	Relations  []Rel
	Unverified bool // from memory: not compared with an official text
}

// Rel says how a work stands to another.
type Rel struct{ Kind, To string }

const (
	qh  = "Quốc hội"
	cp  = "Chính phủ"
	bnv = "Bộ Nội vụ"
	ttg = "Thủ tướng Chính phủ"
	bct = "Bộ Chính trị"
	bcn = "Ban Chấp hành Trung ương"
	bbt = "Ban Bí thư"

	vp = "Văn phòng Trung ương Đảng"
)

// works are sixty documents with the facts by which they are publicly known.
// Titles are shortened as they are usually cited. Those marked unverified rest
// on memory and say so on their pages.
func works() []Work {
	return []Work{
		{"cbcc2025", "Luật", "80/2025/QH15", qh, "2025-06-24", "Luật Cán bộ, công chức", []Rel{{"supersedes", "cbcc2008"}, {"supersedes", "cbcc2019"}}, false},
		{"cbcc2008", "Luật", "22/2008/QH12", qh, "2008-11-13", "Luật Cán bộ, công chức", nil, false},
		{"cbcc2019", "Luật", "52/2019/QH14", qh, "2019-11-25", "Luật sửa đổi, bổ sung một số điều của Luật Cán bộ, công chức và Luật Viên chức", []Rel{{"amends", "cbcc2008"}, {"amends", "vc2010"}}, true},
		{"vc2010", "Luật", "58/2010/QH12", qh, "2010-11-15", "Luật Viên chức", nil, true},
		{"nd170", "NĐ", "170/2025/NĐ-CP", cp, "2025-06-30", "Nghị định quy định về tuyển dụng, sử dụng và quản lý công chức", []Rel{{"guides", "cbcc2025"}, {"supersedes", "nd138"}}, false},
		{"nd300", "NĐ", "300/2026/NĐ-CP", cp, "2026-07-29", "Nghị định sửa đổi, bổ sung một số điều của Nghị định số 170/2025/NĐ-CP", []Rel{{"amends", "nd170"}}, false},
		{"vbhn10", "VBHN", "10/2026/VBHN-NĐ-BNV", bnv, "2026-08-14", "Văn bản hợp nhất nghị định quy định về tuyển dụng, sử dụng và quản lý công chức", []Rel{{"rests_on", "nd170"}, {"rests_on", "nd300"}}, false},
		{"nd138", "NĐ", "138/2020/NĐ-CP", cp, "2020-11-27", "Nghị định quy định về tuyển dụng, sử dụng và quản lý công chức", []Rel{{"guides", "cbcc2008"}}, true},
		{"nd116", "NĐ", "116/2024/NĐ-CP", cp, "2024-09-17", "Nghị định sửa đổi, bổ sung một số điều của Nghị định số 138/2020/NĐ-CP", []Rel{{"amends", "nd138"}}, true},
		{"nd172", "NĐ", "172/2025/NĐ-CP", cp, "2025-06-30", "Nghị định quy định về xử lý kỷ luật cán bộ, công chức", []Rel{{"guides", "cbcc2025"}, {"supersedes", "nd112"}}, false},
		{"nd112", "NĐ", "112/2020/NĐ-CP", cp, "2020-09-18", "Nghị định về xử lý kỷ luật cán bộ, công chức, viên chức", nil, true},
		{"nd71", "NĐ", "71/2023/NĐ-CP", cp, "2023-09-20", "Nghị định sửa đổi, bổ sung một số điều của Nghị định số 112/2020/NĐ-CP", []Rel{{"amends", "nd112"}}, true},
		{"nd335", "NĐ", "335/2025/NĐ-CP", cp, "2025-12-31", "Nghị định về đánh giá, xếp loại chất lượng công chức", []Rel{{"guides", "cbcc2025"}}, false},
		{"nd90", "NĐ", "90/2020/NĐ-CP", cp, "2020-08-13", "Nghị định về đánh giá, xếp loại chất lượng cán bộ, công chức, viên chức", nil, true},
		{"nd48", "NĐ", "48/2023/NĐ-CP", cp, "2023-07-17", "Nghị định sửa đổi, bổ sung một số điều của Nghị định số 90/2020/NĐ-CP", []Rel{{"amends", "nd90"}}, true},
		{"nd27", "NĐ", "27/2026/NĐ-CP", cp, "2026-01-19", "Nghị định về cơ sở dữ liệu cán bộ, công chức, viên chức và hồ sơ điện tử", []Rel{{"supersedes", "tt06"}}, false},
		{"tt06", "TT", "06/2023/TT-BNV", bnv, "2023-05-04", "Thông tư ban hành Quy chế cập nhật, sử dụng, khai thác dữ liệu, thông tin của Cơ sở dữ liệu quốc gia về cán bộ, công chức, viên chức", nil, false},
		{"tt11", "TT", "11/2012/TT-BNV", bnv, "2012-12-17", "Thông tư quy định về chế độ báo cáo thống kê và quản lý hồ sơ công chức", nil, true},
		{"tt07", "TT", "07/2019/TT-BNV", bnv, "2019-06-01", "Thông tư quy định về chế độ báo cáo thống kê và quản lý hồ sơ viên chức", nil, true},
		{"qd377", "QyĐ", "377-QĐ/TW", bct, "2025-10-08", "Quy định về phân cấp quản lý cán bộ và quy hoạch, bổ nhiệm, giới thiệu ứng cử, tạm đình chỉ công tác, cho thôi giữ chức vụ, từ chức, miễn nhiệm đối với cán bộ", []Rel{{"supersedes", "qd80"}, {"supersedes", "qd50"}, {"supersedes", "qd41"}, {"supersedes", "qd148"}}, false},
		{"qd80", "QyĐ", "80-QĐ/TW", bct, "2022-08-18", "Quy định về phân cấp quản lý cán bộ và bổ nhiệm, giới thiệu cán bộ ứng cử", nil, true},
		{"qd50", "QyĐ", "50-QĐ/TW", bct, "2021-12-27", "Quy định về công tác quy hoạch cán bộ", nil, true},
		{"qd41", "QyĐ", "41-QĐ/TW", bct, "2021-11-03", "Quy định về việc miễn nhiệm, từ chức đối với cán bộ", nil, true},
		{"qd148", "QyĐ", "148-QĐ/TW", bct, "2024-05-23", "Quy định về thẩm quyền của người đứng đầu trong việc tạm đình chỉ công tác đối với cán bộ cấp dưới", nil, true},
		{"qd65", "QyĐ", "65-QĐ/TW", bct, "2022-04-28", "Quy định về luân chuyển cán bộ", nil, true},
		{"qd399", "QyĐ", "399-QĐ/TW", bbt, "2026-01-09", "Quy định về thể loại, thẩm quyền ban hành và thể thức văn bản của Đảng", []Rel{{"supersedes", "qd66"}}, false},
		{"qd66", "QyĐ", "66-QĐ/TW", bbt, "2017-02-06", "Quy định về thể loại, thẩm quyền ban hành và thể thức văn bản của Đảng", nil, true},
		{"hd05", "HD", "05-HD/VPTW", vp, "2026-05-27", "Hướng dẫn thể thức và kỹ thuật trình bày văn bản của Đảng", []Rel{{"guides", "qd399"}, {"supersedes", "hd36"}}, false},
		{"hd36", "HD", "36-HD/VPTW", vp, "2018-04-03", "Hướng dẫn thể thức và kỹ thuật trình bày văn bản của Đảng", []Rel{{"guides", "qd66"}}, false},
		{"nd30", "NĐ", "30/2020/NĐ-CP", cp, "2020-03-05", "Nghị định về công tác văn thư", nil, false},
		{"bm2025", "Luật", "117/2025/QH15", qh, "2025-12-10", "Luật Bảo vệ bí mật nhà nước", []Rel{{"supersedes", "bm2018"}}, false},
		{"bm2018", "Luật", "29/2018/QH14", qh, "2018-11-15", "Luật Bảo vệ bí mật nhà nước", nil, true},
		{"nd26", "NĐ", "26/2020/NĐ-CP", cp, "2020-02-28", "Nghị định quy định chi tiết một số điều của Luật Bảo vệ bí mật nhà nước", []Rel{{"guides", "bm2018"}}, true},
		{"dlcn", "Luật", "91/2025/QH15", qh, "2025-06-26", "Luật Bảo vệ dữ liệu cá nhân", nil, false},
		{"nd356", "NĐ", "356/2025/NĐ-CP", cp, "2025-12-31", "Nghị định quy định chi tiết một số điều và biện pháp thi hành Luật Bảo vệ dữ liệu cá nhân", []Rel{{"guides", "dlcn"}, {"repeals", "nd13"}}, false},
		{"nd13", "NĐ", "13/2023/NĐ-CP", cp, "2023-04-17", "Nghị định về bảo vệ dữ liệu cá nhân", nil, true},
		{"qd207", "QyĐ", "207-QĐ/TW", bcn, "2026-07-26", "Quy định về những điều đảng viên không được làm", []Rel{{"supersedes", "qd37"}}, true},
		{"qd37", "QyĐ", "37-QĐ/TW", bcn, "2021-10-25", "Quy định về những điều đảng viên không được làm", nil, true},
		{"qd212", "QyĐ", "212-QĐ/TW", bct, "2026-08-17", "Quy định về kỷ luật tổ chức đảng, đảng viên vi phạm", []Rel{{"supersedes", "qd69"}}, true},
		{"qd69", "QyĐ", "69-QĐ/TW", bct, "2022-07-06", "Quy định về kỷ luật tổ chức đảng, đảng viên vi phạm", nil, true},
		{"qd126", "QyĐ", "126-QĐ/TW", bct, "2018-02-28", "Quy định một số vấn đề về bảo vệ chính trị nội bộ Đảng", nil, true},
		{"qd58", "QyĐ", "58-QĐ/TW", bct, "2022-02-08", "Quy định một số vấn đề về bảo vệ chính trị nội bộ Đảng", []Rel{{"supersedes", "qd126"}}, true},
		{"nq04xii", "NQ", "04-NQ/TW", bcn, "2016-10-30", "Nghị quyết về tăng cường xây dựng, chỉnh đốn Đảng", nil, false},
		{"nq12xi", "NQ", "12-NQ/TW", bcn, "2012-01-16", "Nghị quyết một số vấn đề cấp bách về xây dựng Đảng hiện nay", nil, true},
		{"kl21", "KL", "21-KL/TW", bcn, "2021-10-25", "Kết luận về đẩy mạnh xây dựng, chỉnh đốn Đảng và hệ thống chính trị", nil, true},
		{"nq26", "NQ", "26-NQ/TW", bcn, "2018-05-19", "Nghị quyết về tập trung xây dựng đội ngũ cán bộ các cấp", nil, true},
		{"nq18", "NQ", "18-NQ/TW", bcn, "2017-10-25", "Nghị quyết về tiếp tục đổi mới, sắp xếp tổ chức bộ máy của hệ thống chính trị", nil, true},
		{"qd28", "QĐ", "28/2018/QĐ-TTg", ttg, "2018-07-12", "Quyết định về việc gửi, nhận văn bản điện tử giữa các cơ quan trong hệ thống hành chính nhà nước", nil, true},
		{"qd20", "QĐ", "20/2020/QĐ-TTg", ttg, "2020-07-22", "Quyết định về mã định danh điện tử của các cơ quan, tổ chức", nil, true},
		{"qd19", "QĐ", "19/2025/QĐ-TTg", ttg, "2025-06-30", "Quyết định ban hành Bảng danh mục và mã số các đơn vị hành chính Việt Nam", nil, true},
		{"lt2024", "Luật", "33/2024/QH15", qh, "2024-06-21", "Luật Lưu trữ", []Rel{{"supersedes", "lt2011"}}, true},
		{"lt2011", "Luật", "01/2011/QH13", qh, "2011-11-11", "Luật Lưu trữ", nil, true},
		{"tt10", "TT", "10/2022/TT-BNV", bnv, "2022-12-19", "Thông tư quy định thời hạn bảo quản tài liệu", nil, true},
		{"kn2011", "Luật", "02/2011/QH13", qh, "2011-11-11", "Luật Khiếu nại", nil, true},
		{"tc2018", "Luật", "25/2018/QH14", qh, "2018-06-12", "Luật Tố cáo", nil, true},
		{"pctn2018", "Luật", "36/2018/QH14", qh, "2018-11-20", "Luật Phòng, chống tham nhũng", nil, true},
		{"nd130", "NĐ", "130/2020/NĐ-CP", cp, "2020-10-30", "Nghị định về kiểm soát tài sản, thu nhập của người có chức vụ, quyền hạn trong cơ quan, tổ chức, đơn vị", []Rel{{"guides", "pctn2018"}}, true},
		{"gddt2023", "Luật", "20/2023/QH15", qh, "2023-06-22", "Luật Giao dịch điện tử", nil, true},
		{"tt24", "TT", "24/2020/TT-BCA", "Bộ Công an", "2020-03-10", "Thông tư ban hành biểu mẫu sử dụng trong công tác bảo vệ bí mật nhà nước", []Rel{{"guides", "nd26"}}, true},
		{"nq60", "NQ", "60-NQ/TW", bcn, "2025-04-12", "Nghị quyết Hội nghị lần thứ mười một Ban Chấp hành Trung ương Đảng khóa XIII", nil, true},
	}
}
