package vi

import "strings"

// keysOf gives the TextKeys of names, so that case, Unicode form and tone
// placement do not matter.
func keysOf(names []string) map[string]bool {
	m := map[string]bool{}
	for _, n := range names {
		m[TextKey(n)] = true
	}
	return m
}

func listOf(s string) []string {
	var list []string
	for _, n := range strings.Split(s, ",") {
		list = append(list, strings.Join(strings.Fields(n), " "))
	}
	return list
}

// familyNames are family names of one word: those of the Kinh and of peoples who
// write names in the same order (Tày, Nùng, Thái, Mường, Mông, Dao, Hoa, Khmer,
// Chăm). The list cannot be complete; a name outside it is Possible.
var familyNames = strings.Fields(`
Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý
An Âu Bá Bạch Bàn Bành Bế Biện Cà Cai Cái Cam Cao Cấn Cầm Chế Chu Châu Chung Chử Cù Cung Cứ Danh Dư Doãn Diệp Diêu
Đàm Đàng Đào Đậu Đèo Điền Điêu Điểu Đinh Đoàn Đồng Đổng Đới Đường Giang Giàng Giáp Hà Hạ Hán Hạng Hàn Hầu Hình Hoa Hồng Hứa
Kha Khổng Khúc Khuất Khương Kiên Kiều Kim La Lã Lại Lâm Lầu Lèo Liêu Liễu Lò Lô Lộc Lục Lư Lữ Lương Lường Lưu
Ma Mã Mạc Mạch Mai Mạnh Mẫn Mông Mùa Nghiêm Nghị Ngụy Nhâm Nhan Nhữ Ninh Nông Ông Phí Phó Phù Phùng Phương
Quách Quan Quản Quàng Quang Sầm Sơn Sùng Tạ Tào Tăng Tẩn Tất Thạch Thái Thành Thào Thân Thẩm Thiều Thịnh Thiệu Tiêu Tô Tòng Tôn Tống
Trang Trà Trác Tráng Triệu Trình Trịnh Trương Từ Tưởng Ty Uông Ưng Ung Vàng Văn Vi Viên Vừ Vương Xa Yên`)

var families = keysOf(familyNames)

// bareFamilies are the same without any mark.
var bareFamilies = func() map[string]bool {
	m := map[string]bool{}
	for _, n := range familyNames {
		m[Fold(n)] = true
	}
	return m
}()

func isFamily(word string) bool { return families[TextKey(word)] }

// bareFamily reports a name without a single mark whose first word is a family
// name that lost its own.
func bareFamily(words []string) bool {
	for _, w := range words {
		if Fold(w) != strings.ToLower(w) || !isBareSyllable(Fold(w)) {
			return false
		}
	}
	return bareFamilies[Fold(words[0])]
}

// firstOfTwo are names that, second in a name, are hardly ever a middle name:
// then two family names stand together.
var firstOfTwo = keysOf(strings.Fields("Nguyễn Trần Lê Phạm Huỳnh Phan Võ Đặng Bùi Đỗ Hồ Ngô Đinh Đoàn Trịnh Trương Lưu Phùng Tạ Đào"))

// fixedMiddles are middle names that begin no given name of two words.
var fixedMiddles = keysOf(strings.Fields("Thị Văn Đình Hữu Viết Sỹ Sĩ"))

// compounds are family names of several words. The women's and the men's form of
// a name may differ: Tôn Nữ, Tôn Thất.
var compounds = listOf(`Tôn Thất, Tôn Nữ, Công Tằng Tôn Nữ, Công Huyền Tôn Nữ, Công Tôn Nữ, Huyền Tôn Nữ, Huyền Tằng Tôn Nữ,
 Công Tằng, Công Huyền, Âu Dương, Hoàng Phủ, Tư Đồ, Tư Mã, Thượng Quan, Nguyễn Phúc, Nguyễn Phước`)

var compoundKeys = keysOf(compounds)

// doubtfulCompound are those that more often are a family name of one word with
// a middle name.
var doubtfulCompound = keysOf([]string{"Nguyễn Phúc", "Nguyễn Phước"})

// compoundLength gives how many words of a name the longest compound family name
// takes that leaves a given name; 0 for none.
func compoundLength(words []string) int {
	for n := min(4, len(words)-1); n > 1; n-- {
		if compoundKeys[TextKey(strings.Join(words[:n], " "))] {
			return n
		}
	}
	return 0
}

// clans are family names of the Central Highlands, folded: Ê Đê and Mnông, where
// they stand last, and Gia Rai, where they stand first. Their spelling varies.
var clans = func() map[string]bool {
	m := map[string]bool{}
	for _, n := range listOf(`Niê, Niê Kdăm, Mlô, Êban, Ayŭn, Ktla, Byă, Ênuôl, Kbuôr, Hmŏk, Kpă, Ksơr, Knul, Hđơk, Hwing, Kđoh, Mjâo, Adrơng,
 Buôn Yă, Buôn Krông, Buôn Dap, Rơ Châm, Rơ Chăm, Rơ Mah, Rmah, Rơ Lan, Rah Lan, Rơ Ô, Siu, Nay, Kpuih, Ksor, Puih, Rcom, Rơ Com, Bkrông, Êung, Rơ Yam`) {
		m[FoldWords(n)] = true
	}
	return m
}()

// clanLength gives how many words a clan takes that stands first, 0 for none.
func clanLength(words []string) int {
	for n := min(2, len(words)-1); n > 0; n-- {
		if clans[FoldWords(strings.Join(words[:n], " "))] {
			return n
		}
	}
	return 0
}

// isHighland reports the forms of the Central Highlands: Y or A alone in front,
// H', K' and the like joined to a name, Ka in front, or a clan in front.
func isHighland(words []string) bool {
	first := Fold(words[0])
	switch first {
	case "y", "a", "h", "k", "ka", "h'", "k'":
		return true
	}
	for _, w := range words {
		for _, prefix := range []string{"h'", "k'", "r'", "b'", "d'"} {
			if strings.HasPrefix(Fold(w), prefix) {
				return true
			}
		}
	}
	return clanLength(words) > 0
}
