package access

import (
	"strings"
	"unicode"

	"hoso/internal/errs"
	"hoso/vi"
)

// Minds are words, as they are spelled, that name what somebody believes, thinks
// or says, whom they know, or that they are watched: what hoso never knows
// (DESIGN 2). No name of a field, column or form has one, and a text that somebody
// types into a file is looked through for them.
var Minds = []string{
	"religion", "religious", "faith", "creed", "tôn giáo", "tín ngưỡng",
	"belief", "opinion", "viewpoint", "attitude", "quan điểm", "chính kiến", "tư tưởng", "thái độ",
	"ideology", "ideological", "political view", "political opinion",
	"loyalty", "loyal", "trustworthiness", "trung thành",
	"relative abroad", "relatives abroad", "family abroad", "thân nhân nước ngoài", "thân nhân ở nước ngoài",
	"sentiment", "mood", "dư luận",
	"informant", "informer", "denunciation", "tip off", "tố giác", "mật báo", "chỉ điểm",
	"surveillance", "watchlist", "blacklist", "theo dõi người", "danh sách đen",
	"sexual orientation", "social media", "mạng xã hội", "friend",
}

// Touching gives the first such word in a text, as it is spelled in Minds, "" for
// none. A text without any mark of Vietnamese is compared without marks; otherwise
// they count, so that "thai đó" is not "thái độ".
func Touching(text string) string {
	words := strings.FieldsFunc(strings.ToLower(vi.Clean(text)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	text = strings.Join(words, " ")
	plain := text == vi.Fold(text)
	for _, phrase := range Minds {
		said := phrase
		if plain {
			said = vi.Fold(phrase)
		}
		if strings.Contains(" "+text+" ", " "+said+" ") || strings.Contains(" "+text+" ", " "+said+"s ") {
			return phrase
		}
	}
	return ""
}

// checkRemark is checkText for what an officer writes about somebody's act: Invalid
// "access.words.touch" for a text with such a word.
func checkRemark(f *errs.Faults, field, text string, least int) {
	checkText(f, field, text, least)
	if word := Touching(text); word != "" {
		f.Add(errs.Invalid("access.words.touch", errs.Field(field), errs.Str("word", word)))
	}
}
