package app_test

import (
	"slices"
	"strings"
	"testing"

	"hoso/internal/directive"
)

// lostHorns is a text in TCVN3 whose soft hyphens, the letter ư, an editor dropped.
const lostHorns = "Bé Thö nghiÖm\nSè: 7/Q§-BTN\nHµ Néi, ngµy 01 th¸ng 3 n¨m 2025\nQuyÕt ®Þnh vÒ hå s¬ cña ngêi ®øng ®Çu\n" +
	"C¨n cø NghÞ ®Þnh sè 30/2020/N§-CP ngµy 05 th¸ng 3 n¨m 2020 cña ChÝnh phñ;\n" +
	"§iÒu 1. Nh÷ng ngêi ®øng ®Çu chÞu tr¸ch nhiÖm lu gi÷, bæ sung hå s¬ tríc ngµy 31/12.\n" +
	"a) §Ò nghÞ c¸c ®¬n vÞ ®îc giao b¸o c¸o, mîn vµ tr¶ hå s¬ ®óng thêi h¹n.\n"

// What was remarked on the reading of a file is kept with its text and said on
// the page on which it is compared; words that lost letters
// are marked, and nothing was put back.
func TestReadingRemarks(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		r := openRegistry(t, url)
		var data []byte
		for _, c := range lostHorns {
			data = append(data, byte(c))
		}
		which, err := r.app.Directive.Upload(r.ctx, r.office, r.body, "cu.txt", data)
		r.must(err)
		e, err := r.app.Directive.Read.TextOf(r.ctx, which)
		r.must(err)
		if !slices.Equal(e.Warnings, []string{"intake.warning.converted", "intake.warning.damaged"}) || !slices.Equal(e.Encodings, []string{"TCVN3"}) {
			t.Errorf("kept %v of %v", e.Warnings, e.Encodings)
		}
		var marked []string
		for _, p := range e.Marks {
			marked = append(marked, string([]rune(e.Text)[p.First:p.Last]))
		}
		for _, word := range []string{"ngời", "trớc", "đợc", "mợn"} {
			if !slices.Contains(marked, word) {
				t.Errorf("%s is not among the places %v", word, marked)
			}
		}
		m := r.site()
		page := m.get(m.as(r.office), pathOf(which)+"/review").body
		for _, want := range []string{"Khi đọc tệp này", "bảng mã cũ (TCVN3)", "mất chữ", `id="look-1">ngời</span>`, `href="#look-1"`} {
			if !strings.Contains(page, want) {
				t.Errorf("the page does not have %q", want)
			}
		}
		plain := r.upload("8/QĐ-BTN", "9/QĐ-BTN")
		if page := m.get(m.as(r.office), pathOf(plain.ID)+"/review").body; strings.Contains(page, "Khi đọc tệp này") {
			t.Error("a file that was read without a remark has the block of remarks")
		}
		d := r.find(which)
		_, err = r.app.Directive.Register(r.ctx, r.office, which, directive.Facts{Kind: "QĐ", Number: "7/QĐ-BTN", Issuer: "Bộ", IssuedOn: "2025-03-01", Title: "Thử"}, d.Version)
		r.must(err)
		r.verify()
	})
}
