package access_test

import (
	"testing"

	"hoso/internal/access"
)

// TestWords: a text that names what hoso never knows is found in every way of
// writing it, and one that only looks alike is not (SECURITY T4).
func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"Người này theo tôn giáo nào chưa rõ":      "tôn giáo",
		"THÁI ĐỘ chưa tốt":                         "thái độ",
		"thai do chua tot":                         "thái độ",
		"quan\u00a0điểm cá nhân":                   "quan điểm",
		"t\u00f4n gi\u0061\u0301o":                 "tôn giáo",
		"tư\u200b tưởng":                           "tư tưởng",
		"chính-kiến khác":                          "chính kiến",
		"his opinions, as reported":                "opinion",
		"có thân nhân ở nước ngoài":                "thân nhân ở nước ngoài",
		"theo giấy khai sinh bản gốc":              "",
		"lúc thai đó được ba tháng, nghỉ thai sản": "",
		"quán điểm tâm":                            "",
		"Quyết định số 12/QĐ-BKTB":                 "",
		"":                                         "",
	} {
		if got := access.Touching(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	for _, phrase := range access.Minds {
		if access.Touching("có "+phrase+", theo đơn") != phrase && access.Touching(phrase) == "" {
			t.Errorf("%q is not found", phrase)
		}
	}
}
