package citation

import "slices"

// phrase is a fold of words and what they do.
type phrase struct {
	fold string
	does event
}

// phrases by the first letter of their fold and by what may be read for the second;
// the longer stand first.
var phrases = func() (list [26][256][]phrase) {
	add := func(does event, folds ...string) {
		for _, f := range folds {
			for b := range 256 {
				if l := &list[f[0]-'a'][b]; alikeByte(byte(b), f[1]) {
					*l = append(*l, phrase{f, does})
				}
			}
		}
	}
	add(eAsks, "theo de nghi", "xet de nghi")
	add(eAdvised, "theo y kien", "theo chi dao")
	add(eRests, "can cu", "sau khi xem xet", "tren co so xem xet", "tren co so")
	add(eBasis, "can cu phap ly", "co so phap ly")
	add(eHas, "co")
	add(eAnd, "va", "cung")
	add(eFiller, "nay", "dong thoi", "yeu cau khoi kien", "don khoi kien", "hieu luc thi hanh", "thay mat", "xet thay", "thay doi", "thay vi", "noi dung", "cac", "nhung", "toan bo", "mot so", "mot phan", "cua", "van ban",
		"nghiem tuc", "nghiem", "tot", "dung", "day du", "hieu qua", "kip thoi", "dong bo", "quyet liet", "chi tiet", "so", "quy dinh", "sau day", "sau",
		"viec", "tinh than", "chu truong", "hoac", "den", "tu", "phu luc", "phan", "chuong", "tieu muc", "muc", "dieu", "khoan", "diem", "tiet", "thong nhat",
		"chat che", "bien phap", "moi", "truoc day", "tiep tuc", "gom", "bao gom", "nhu sau", "gom co", "giai trinh", "y kien", "ket luan", "nghi quyet", "chi thi", "quyet dinh", "nghi dinh", "thong tu")
	add(eRestsFirst, "xet", "xem xet")
	add(eNot, "dung thuc hien", "ngung thuc hien", "dinh chi thuc hien", "tam dung thuc hien", "khong thuc hien", "khong ap dung", "dung thi hanh", "chua thuc hien", "dung trien khai", "dinh chi thi hanh", "khong trien khai", "tong ket", "so ket", "thu hoi", "ngung ap dung", "ngung hieu luc", "ngung hieu luc thi hanh", "thong qua")
	add(eSelf, "y kien nay", "quy chuan nay")
	add(eImplements, "trien khai thuc hien", "to chuc thuc hien", "thuc hien", "thi hanh", "trien khai", "quan triet")
	add(eGuides, "quy dinh chi tiet", "huong dan thuc hien", "huong dan thi hanh", "huong dan ap dung", "huong dan")
	add(eAmends, "sua doi bo sung", "sua doi", "bo sung")
	add(eSupersedes, "thay the cho", "thay the", "thay cho", "thay")
	add(eRepeals, "bai bo", "huy bo", "huy", "cham dut hieu luc thi hanh", "cham dut hieu luc", "cham dut viec thi hanh")
	add(eLoses, "mat hieu luc thi hanh", "mat hieu luc", "khong con hieu luc thi hanh", "khong con hieu luc", "het hieu luc thi hanh", "het hieu luc")
	add(eAllRepealed, "deu bai bo", "deu bi bai bo", "deu huy bo")
	add(eReset, "theo", "tai", "xem", "phuc dap", "voi", "trong", "boi", "bang", "nhu", "do", "tra loi", "kem theo", "ban hanh kem theo", "gop y", "cum tu", "doi voi", "nhan duoc", "trai voi", "neu tren", "vi pham", "gui", "ra soat", "nay la", "ap dung", "cong bo")
	add(eAsked, "de nghi", "kien nghi", "yeu cau", "giao", "du thao", "du an", "de xuat", "trinh")
	add(ePassive, "duoc", "bi")
	add(eBody, "ban hanh")
	for i := range list {
		for _, l := range list[i] {
			slices.SortStableFunc(l, func(a, b phrase) int { return len(b.fold) - len(a.fold) })
		}
	}
	return list
}()

// phrasesAt gives the phrases that may begin at p.
func (t *text) phrasesAt(p int) []phrase {
	if b := t.at(p); b >= 'a' && b <= 'z' {
		return phrases[b-'a'][t.at(p+1)]
	}
	return nil
}
