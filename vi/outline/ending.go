package outline

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// ending says how a line ends: it is the second evidence, after the numbers, on
// whether the next line goes on with its sentence.
type ending uint8

const (
	closed ending = iota // punctuation that may stand before a new part
	open                 // a word after which either may come
	comma                // a comma, an opening bracket, a hyphen
	hungry               // a word that wants a number: "ngày", "điểm"
	wants                // a word that wants more: "và", "của", "tại khoản"
	cites                // a reference that may go on: "điểm a khoản 2"
)

// endingOf reads how a line ends.
func endingOf(text string) ending {
	if n := len(text); n > 0 && (text[n-1] == '.' || text[n-1] == ';' || text[n-1] == ':') {
		return closed
	}
	text = trimQuotes(text)
	if gluedToStop(text) {
		return closed
	}
	r, _ := utf8.DecodeLastRuneInString(text)
	switch {
	case strings.ContainsRune(".;:!?…", r), !strings.ContainsFunc(text, isWord):
		return closed
	case r == ',' || r == '(' || r == '/' || isDash(r):
		return comma
	}
	var buffer [6]string
	return wordEnding(lastWords(text, buffer[:0]))
}

// trimQuotes cuts quotation marks and footnote marks from the end of a text.
func trimQuotes(text string) string {
	if r, _ := utf8.DecodeLastRuneInString(text); isWord(r) {
		return text
	}
	return strings.TrimRight(trimNotes(strings.TrimRight(text, `”"»“ `)), " ")
}

// wordEnding reads the last words of a line, the last first.
func wordEnding(words []string) ending {
	if len(words) == 0 {
		return open
	}
	last := small(words[0])
	switch kind := endings[last]; {
	case kind == cites && len(words) > 1 && announces(words[1]):
		return wants
	case kind == cites && len(words) > 1 && compounds[small(words[1])+" "+last]:
		return open
	case kind == cites:
		return hungry
	case kind != closed && len(words) > 1 && phrases[small(words[1])+" "+last]:
		return open
	case kind != closed:
		return kind
	case isPinpoint(words):
		return cites
	}
	return open
}

// small gives a word in small letters if it has capitals.
func small(word string) string {
	if r, _ := utf8.DecodeRuneInString(word); unicode.IsUpper(r) {
		return strings.ToLower(word)
	}
	return word
}

var (
	wantMore = setOf("dụ và hoặc của tại từ với cho về bởi để các những là do trừ thuộc giữa hay mà nếu khi như nhằm vì rằng trái theo")
	// wantNumber are words behind which a sentence may go on with a number.
	wantNumber = setOf("ngày tháng năm quý kỳ đợt lần khóa khoá nhóm bậc hạng mức loại thứ cấp quá trên dưới hơn đủ đa thiểu khoảng số đến trong bằng gồm")
	// references are the words of parts; they also end other words, as in "danh
	// mục" and "quan điểm".
	references = setOf("điều khoản điểm mục chương phần tiết lục")
	compounds  = setOfPairs("số điều, quan điểm, thí điểm, địa điểm, thời điểm, đặc điểm, trọng điểm, ưu điểm, nhược điểm, khuyết điểm, bảng điểm, chấm điểm, thang điểm, " +
		"danh mục, đề mục, hạng mục, chuyên mục, thành phần, cổ phần, học phần, từng phần, tài khoản, điều khoản, chi tiết, phụ lục, mục lục, kỷ lục, huân chương")
	// phrases end in a word that would want more if it stood alone.
	phrases = setOfPairs("cụm từ, danh từ, lý do, lí do, tự do, trực thuộc, phụ thuộc, lệ thuộc, quen thuộc, kèm theo, tiếp theo, miễn trừ, khấu trừ, " +
		"loại trừ, giảm trừ, đối trừ, phòng trừ, bài trừ, tồn tại, hiện tại, thực tại, trở về, trả về, thuật số, sơ số, chữ số, " +
		"dân số, tham số, ẩn số, đổi số, liệu số, nghệ số, tế số, hội số, quyền số, ký số, tử số, thiểu số, đa số, kho số, " +
		"định kỳ, nhiệm kỳ, thời kỳ, phân loại, xếp loại, chủng loại, nhân loại, định mức, hằng năm, hàng năm, nhiều năm, cuối năm, đầu năm, " +
		"hằng tháng, hàng tháng, hằng quý, hàng quý, hằng ngày, hàng ngày, phân cấp, trợ cấp, phụ cấp, cung cấp, trung cấp, cao cấp, sơ cấp, các cấp, hai cấp, cùng cấp, ba cấp, nhiều lần, bản số, " +
		"phân nhóm, ngạch bậc, nâng bậc, cấp bậc, xếp hạng, phân hạng, thăng hạng, nâng hạng, đầy đủ, bên dưới, cấp dưới, cấp trên, nêu trên, bên trên, bên trong")
	// before a reference stands one of these.
	announcing = setOf("tại theo trái và hoặc của các những trừ từ với phụ cùng là đến ở sang vào tiểu")
)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

func setOfPairs(list string) map[string]bool {
	set := map[string]bool{}
	for _, pair := range strings.Split(list, ", ") {
		set[pair] = true
	}
	return set
}

// endings gives what a last word says; cites for the word of a part.
var endings = func() map[string]ending {
	all := map[string]ending{}
	for kind, set := range map[ending]map[string]bool{wants: wantMore, hungry: wantNumber, cites: references} {
		for word := range set {
			all[word] = kind
		}
	}
	return all
}()

// announces reports whether a word stands before a reference.
func announces(word string) bool {
	word = small(word)
	return announcing[word] || strings.HasSuffix(word, ",")
}

// isPinpoint reports whether words, the last first, end a reference such as
// "điểm a, b khoản 2".
func isPinpoint(words []string) bool {
	if !isShortNumber(words[0]) {
		return false
	}
	for _, w := range words[1:] {
		switch bare := strings.TrimRight(small(w), ","); {
		case references[bare]:
			return true
		case bare != "và" && bare != "hoặc" && !isShortNumber(bare):
			return false
		}
	}
	return false
}

// isShortNumber reports what numbers a part: digits, one or two letters, a Roman
// number.
func isShortNumber(w string) bool {
	if w == "" || len(w) > 6 {
		return false
	}
	if _, length := counted(w); length == len(w) {
		return true
	}
	if n, length := romanCounted(w); n.ord > 0 && length == len(w) {
		return true
	}
	r, size := utf8.DecodeRuneInString(w)
	_, more := digits(w[size:])
	return letterOrd(r) > 0 && size+more == len(w)
}

// lastWords fills a list with the words at the end of a text, the last first.
func lastWords(text string, list []string) []string {
	for text != "" && len(list) < cap(list) {
		i := strings.LastIndexByte(text, ' ')
		if w := text[i+1:]; w != "" {
			list = append(list, w)
		}
		text = text[:max(i, 0)]
	}
	return list
}

// follow says what stands behind a marker.
type follow uint8

const (
	followUpper follow = iota
	followLower
	followJoint // a word that goes on with a sentence: "và", "của", "khoản"
	followPunct
	followEmpty
)

var joints = setOf("và hoặc của tại theo này khoản điểm điều đến hay thì nêu trên đã được quy mục luật nghị thông quyết bộ")

// followOf reads what stands behind a marker.
func followOf(rest string) follow {
	r, _ := utf8.DecodeRuneInString(rest)
	switch {
	case rest == "":
		return followEmpty
	case strings.ContainsRune(",;)", r):
		return followPunct
	case unicode.IsLower(r):
		if word, _ := firstWord(rest); joints[word] {
			return followJoint
		}
		return followLower
	}
	return followUpper
}
