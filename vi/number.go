package vi

import "strings"

// Sex as a personal number states it.
type Sex int

// The values; SexUnknown where nothing is known or asked.
const (
	SexUnknown Sex = iota
	Male
	Female
)

// NumberKind tells the kinds of personal number apart.
type NumberKind int

// The kinds.
const (
	NumberOther    NumberKind = iota // neither
	NumberPersonal                   // số định danh cá nhân, 12 digits, on citizen cards
	NumberCMND                       // number of the old identity card, 9 digits; it states nothing
)

// NumberWarning is something odd about a personal number. It is for a person to
// look at: none is a reason to refuse, for numbers are kept when sex, birth day
// or a province's name are corrected, and old papers have errors.
type NumberWarning string

// The warnings.
const (
	WarnNotDigits NumberWarning = "not-digits" // other than digits, spaces, points and hyphens
	WarnLength    NumberWarning = "length"     // neither 12 nor 9 digits
	WarnZeros     NumberWarning = "zeros"      // reads as a personal number if leading zeros were lost, as in spreadsheets
	WarnPlace     NumberWarning = "place"      // not in the list of 63 provinces; it may be a country
	WarnCentury   NumberWarning = "century"    // born in 2100 or later
	WarnSex       NumberWarning = "sex"        // differs from what is known
	WarnYear      NumberWarning = "year"       // differs from what is known
)

// NumberFacts is what a personal number says. The facts are set for
// NumberPersonal only.
type NumberFacts struct {
	Digits   string // as written, without spaces, points and hyphens
	Kind     NumberKind
	Place    string // three digits: the province, or the country, where the birth was registered
	Province string // its name before the mergers of 2025, "" when not in the list
	Sex      Sex
	Year     int // of birth
	Warnings []NumberWarning
}

// ReadNumber reads a personal number. Of its 12 digits three name the place
// where the birth was registered, one the century and the sex, two the year of
// birth, and six are drawn; there is no check digit (decree 137/2015/NĐ-CP art.
// 13, circular 07/2016/TT-BCA art. 7).
func ReadNumber(s string) NumberFacts {
	f := NumberFacts{Digits: strings.Map(dropSeparator, s)}
	switch {
	case strings.ContainsFunc(f.Digits, notDigit):
		f.Warnings = []NumberWarning{WarnNotDigits}
	case len(f.Digits) == 12:
		f.read()
	case len(f.Digits) == 9:
		f.Kind = NumberCMND
	default:
		f.Warnings = []NumberWarning{WarnLength}
		if n := len(f.Digits); (n == 10 || n == 11) && provinces["000"[:12-n]+f.Digits[:n-9]] != "" {
			f.Warnings = append(f.Warnings, WarnZeros)
		}
	}
	return f
}

func notDigit(r rune) bool { return r < '0' || r > '9' }

func dropSeparator(r rune) rune {
	if plain(r) == ' ' || plain(r) == '-' || r == '.' || plain(r) < 0 {
		return -1
	}
	return r
}

// read takes the facts from twelve digits.
func (f *NumberFacts) read() {
	f.Kind, f.Place = NumberPersonal, f.Digits[:3]
	f.Province = provinces[f.Place]
	if f.Province == "" {
		f.Warnings = append(f.Warnings, WarnPlace)
	}
	d := int(f.Digits[3] - '0') // 0 and 1 for the 20th century, 2 and 3 for the 21st, ...
	f.Sex = Male + Sex(d%2)
	f.Year = 1900 + d/2*100 + int(f.Digits[4]-'0')*10 + int(f.Digits[5]-'0')
	if f.Year >= 2100 {
		f.Warnings = append(f.Warnings, WarnCentury)
	}
}

// Against gives the warnings that follow from what is known of the person:
// SexUnknown and year 0 are not compared.
func (f NumberFacts) Against(sex Sex, year int) []NumberWarning {
	var list []NumberWarning
	if f.Kind != NumberPersonal {
		return nil
	}
	if sex != SexUnknown && sex != f.Sex {
		list = append(list, WarnSex)
	}
	if year != 0 && year != f.Year {
		list = append(list, WarnYear)
	}
	return list
}

// provinces are the codes of circular 07/2016/TT-BCA, annex 1: the 63 provinces
// before 1 July 2025. Numbers that were given keep them.
var provinces = map[string]string{
	"001": "Hà Nội", "002": "Hà Giang", "004": "Cao Bằng", "006": "Bắc Kạn", "008": "Tuyên Quang", "010": "Lào Cai", "011": "Điện Biên",
	"012": "Lai Châu", "014": "Sơn La", "015": "Yên Bái", "017": "Hòa Bình", "019": "Thái Nguyên", "020": "Lạng Sơn", "022": "Quảng Ninh",
	"024": "Bắc Giang", "025": "Phú Thọ", "026": "Vĩnh Phúc", "027": "Bắc Ninh", "030": "Hải Dương", "031": "Hải Phòng", "033": "Hưng Yên",
	"034": "Thái Bình", "035": "Hà Nam", "036": "Nam Định", "037": "Ninh Bình", "038": "Thanh Hóa", "040": "Nghệ An", "042": "Hà Tĩnh",
	"044": "Quảng Bình", "045": "Quảng Trị", "046": "Thừa Thiên Huế", "048": "Đà Nẵng", "049": "Quảng Nam", "051": "Quảng Ngãi",
	"052": "Bình Định", "054": "Phú Yên", "056": "Khánh Hòa", "058": "Ninh Thuận", "060": "Bình Thuận", "062": "Kon Tum", "064": "Gia Lai",
	"066": "Đắk Lắk", "067": "Đắk Nông", "068": "Lâm Đồng", "070": "Bình Phước", "072": "Tây Ninh", "074": "Bình Dương", "075": "Đồng Nai",
	"077": "Bà Rịa - Vũng Tàu", "079": "Hồ Chí Minh", "080": "Long An", "082": "Tiền Giang", "083": "Bến Tre", "084": "Trà Vinh",
	"086": "Vĩnh Long", "087": "Đồng Tháp", "089": "An Giang", "091": "Kiên Giang", "092": "Cần Thơ", "093": "Hậu Giang", "094": "Sóc Trăng",
	"095": "Bạc Liêu", "096": "Cà Mau",
}
