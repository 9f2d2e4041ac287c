package citation

import (
	"sort"
	"strings"

	"hoso/vi"
)

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

// typeWord is a word that names a type of document in running text.
type typeWord struct {
	fold string
	word string // as a citation reports it
	code string
}

// named are the codes of documents that are cited by title.
const (
	codeLaw          = "Luật"
	codeOrdinance    = "PL"
	codeConstitution = "HP"
	codeStatute      = "ĐL"
	codeLetter       = "CV"
	codeRegulation   = "QyĐ"
)

// moreWords are type words that forms do not offer: "word code", and after '='
// what the citation reports.
var moreWords = []string{
	"bộ luật Luật", "hiến pháp HP", "điều lệ ĐL", "thông tri TT", "sắc lệnh SL", "sắc luật SL", "quy chuẩn QCVN", "tiêu chuẩn TCVN",
	"thông tư liên bộ TTLT", "thông tư liên ngành TTLT=thông tư liên tịch", "quy chế phối hợp QC=quy chế",
	"thông báo kết luận TB=thông báo", "báo cáo kết quả BC=báo cáo", "nghị quyết chuyên đề NQ=nghị quyết", "quyết định cá biệt QĐ=quyết định",
	"văn bản CV", "công thư CV", "dự án DA", "hợp đồng HĐ", "giấy mời GM", "giấy giới thiệu GGT", "phiếu chuyển PC", "phiếu gửi PG",
	"phiếu báo PB", "giấy ủy quyền GUQ", "giấy nghỉ phép GNP", "bản ghi nhớ BGN", "bản thỏa thuận BTT", "thông cáo TC",
}

// short are the type words as abbreviated before a number.
var shortWords = strings.Fields("NQ NĐ QĐ CT TT TTLT KL HD QC TB KH CTr BC TTr CV CĐ VBHN NQLT")

// shortFolds are the folds of the abbreviated type words.
var shortFolds = func() map[string]bool {
	m := map[string]bool{}
	for _, code := range shortWords {
		m[vi.Fold(code)] = true
	}
	return m
}()

// typeWords by the first letter of their fold, the longer first.
var typeWords = func() (list [256][]typeWord) {
	add := func(word, code, report string) {
		f := vi.Fold(word)
		list[f[0]] = append(list[f[0]], typeWord{f, report, code})
	}
	for _, k := range kinds {
		add(k.Word, k.Code, k.Word)
	}
	for _, m := range moreWords {
		m, report, _ := strings.Cut(m, "=")
		i := strings.LastIndexByte(m, ' ')
		if report == "" {
			report = m[:i]
		}
		add(m[:i], m[i+1:], report)
	}
	for _, words := range list {
		sort.SliceStable(words, func(i, j int) bool { return len(words[i].fold) > len(words[j].fold) })
	}
	return list
}()

// words are the folded type words of forms with the code that each stands for;
// a document's own heading is one of them.
var words = func() map[string]string {
	m := map[string]string{"bo luat": codeLaw}
	for _, k := range kinds {
		m[vi.Fold(k.Word)] = k.Code
	}
	return m
}()

// wordOf gives the type word of a code.
func wordOf(code string) string {
	for _, k := range kinds {
		if k.Code == code {
			return k.Word
		}
	}
	return ""
}

// typeWordAt reads the longest type word at a place.
func (t *text) typeWordAt(p int) (w typeWord, end int, ok bool) {
	second := t.at(p + 1)
	for i := range typeWords[t.at(p)] {
		w := &typeWords[t.at(p)][i]
		if !alikeByte(second, w.fold[1]) {
			continue
		}
		if e := t.match(p, w.fold); e >= 0 {
			return *w, e, true
		}
	}
	if t.upper(p) && t.letter(p+1) {
		return t.shortWordAt(p)
	}
	return typeWord{}, p, false
}

// shortWordAt reads an abbreviated type word: "NĐ 172/2025/NĐ-CP".
func (t *text) shortWordAt(p int) (typeWord, int, bool) {
	e := t.wordEnd(p)
	if e-p > 4 || !t.is(p, e, shortFolds) {
		return typeWord{}, p, false
	}
	s := string(t.runes[p:e])
	if q := t.skip(e); s != strings.ToUpper(s) && !t.digit(q) {
		return typeWord{}, p, false
	}
	for _, code := range shortWords {
		if strings.EqualFold(s, code) || s == strings.ReplaceAll(code, "Đ", "D") {
			return typeWord{code, wordOf(code), code}, e, true
		}
	}
	return typeWord{}, p, false
}
