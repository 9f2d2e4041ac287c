package citation

import "hoso/vi"

// Kind is a type of document: its code, the symbol in numbers unless the code
// says otherwise, and its words.
type Kind struct {
	Code    string
	Word    string // Vietnamese, lower case
	English string
}

// kinds in the order of forms. A Party QĐ may be quyết định or quy định; the
// register tells them apart by QyĐ, citations by KindWord.
var kinds = []Kind{
	{"Luật", "luật", "law"}, {"PL", "pháp lệnh", "ordinance"}, {"L", "lệnh", "order"}, {"NQ", "nghị quyết", "resolution"},
	{"NĐ", "nghị định", "decree"}, {"QĐ", "quyết định", "decision"}, {"QyĐ", "quy định", "regulation"}, {"CT", "chỉ thị", "directive"},
	{"TT", "thông tư", "circular"}, {"TTLT", "thông tư liên tịch", "joint circular"}, {"NQLT", "nghị quyết liên tịch", "joint resolution"},
	{"KL", "kết luận", "conclusion"}, {"HD", "hướng dẫn", "guidance"}, {"QC", "quy chế", "rules"}, {"TB", "thông báo", "notice"},
	{"KH", "kế hoạch", "plan"}, {"CTr", "chương trình", "programme"}, {"BC", "báo cáo", "report"}, {"TTr", "tờ trình", "submission"},
	{"CV", "công văn", "official letter"}, {"CĐ", "công điện", "telegram"}, {"ĐA", "đề án", "scheme"}, {"PA", "phương án", "option paper"},
	{"BB", "biên bản", "minutes"}, {"VBHN", "văn bản hợp nhất", "consolidated text"},
}

// Kinds gives every type of document that forms offer.
func Kinds() []Kind { return kinds }

// symbols are the type symbols of numbers, and the code that each stands for.
var symbols = map[string]string{"QĐi": "QĐ", "GM": "GM", "CTR": "CTr", "TTR": "TTr", "QYĐ": "QyĐ"}

// words are the folded type words with the code that each stands for, longest
// first where one begins another.
var words = map[string]string{"bo luat": "Luật", "lenh": "L"}

func init() {
	for _, k := range kinds {
		symbols[k.Code] = k.Code
		words[vi.Fold(k.Word)] = k.Code
	}
	delete(symbols, "Luật")
}
