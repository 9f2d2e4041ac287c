package citation_test

import (
	"slices"
	"strings"
	"testing"

	"hoso/vi/citation"
)

// traps are places of the set at which a clerk must look again, each with the
// reason.
var traps = map[string]citation.Doubt{
	"25 Chỉ thị số 34/CT-TW": citation.Misprint, "25 Quy định số 68-QĐ.TW": citation.Misprint, "25 Chỉ thị 15": citation.NoSymbol,
	"26 Thông báo số 394-QĐ/TU, ngày 11/5/2024": citation.Disagrees,
	"29 quy định 50 năm 2021":                   citation.NoSymbol, "29 41 năm 2021": citation.SharedWord, "29 148 năm 2024": citation.SharedWord,
	"29 XII": citation.SharedWord, "16 1290/BKTB-TCCB": citation.NoKind, "15 số 2040/BTP-PLHSHC": citation.NoKind,
	"35 Sô: l7O5/QĐ-UBND": citation.Damaged, "35 Nghị đinh số 62/2O2O/NĐ-CP ngày O1/6/2020": citation.Damaged,
	"35 Nghi định số l06/2020/NÐ-CP ngày 10 tháng 9 năm 2020": citation.Damaged, "35 Tờ trlnh số 312/TTr-SNV ngày 02/8/2021": citation.Damaged,
	"35 Quyết đinh sỗ 2l98/QĐ-UBND ngày 30/9/2016": citation.Damaged, "36 Quy đinh ll-QĐ/TU": citation.Damaged,
	"36 số 5O- QĐ/TW, ngày 27/12/2021": citation.Damaged, "36 Nghị quyêt Trung ương 7 (khoá XlI)": citation.Damaged,
	"36 Quy định số 41-QD/TW, ngày 03/11/2021": citation.Misprint, "37 Nghi dinh so 63/2010/ND-CP ngay 08 thang 6 nam 2010": citation.Misprint,
	"38 Kết lụân số 137-KL/TW, ngàý 28/3/2025": citation.Damaged, "38 Hứớng dẫn 31-HD/BTCTW": citation.Damaged,
	"39 01/2011/TTBNV": citation.Misprint, "39 124/QĐ/TTg": citation.Misprint, "40 Công văn số 77/TTR-PC ngày 10/9/2026": citation.Misprint,
	"40 Quyết định số 182/2005/QĐ-TTg ngày 22/7": citation.BadDate, "40 Nghị định 80/2022": citation.NoSymbol,
}

// TestDoubtsOfTheSet: every trap is doubted for its reason, and of what is plain
// hardly anything: who is warned at every fifth citation does not look any more.
func TestDoubtsOfTheSet(t *testing.T) {
	open, plain, doubted, damaged, seen := map[string]bool{}, 0, 0, 0, 0
	for name := range traps {
		open[name] = true
	}
	for _, s := range loadSet(t) {
		number := s.name[strings.LastIndexByte(s.name, '/')+1:][:2]
		list := citation.Find(string(s.text))
		for i, d := range citation.Doubts(list) {
			where := number + " " + list[i].Surface
			if want, ok := traps[where]; ok {
				if !slices.Contains(d, want) {
					t.Errorf("%s: %v, want %s", where, d, want)
				}
				delete(open, where)
			}
			switch {
			case number >= "35" && number <= "38":
				damaged++
				if len(d) > 0 {
					seen++
				}
			case traps[where] == "":
				plain++
				if len(d) > 0 {
					doubted++
					t.Logf("%s: %v", where, d)
				}
			}
		}
	}
	for where := range open {
		t.Errorf("the reader does not find the trap %s", where)
	}
	t.Logf("doubtful: %d of %d plain citations, %d of %d in damaged texts", doubted, plain, seen, damaged)
	if doubted*100 > 4*plain || plain < 300 {
		t.Errorf("%d of %d plain citations are doubtful: who is warned too often does not look", doubted, plain)
	}
	if seen*100 < 65*damaged {
		t.Errorf("only %d of %d citations in damaged texts are doubtful", seen, damaged)
	}
}

// TestDoubts: one sentence for each doubt, and its plain neighbour.
func TestDoubts(t *testing.T) {
	for text, want := range map[string]string{
		"Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ;":                     "",
		"Căn cứ Quy định số 126-QĐ/TW ngày 28/02/2018 của Bộ Chính trị;":                      "",
		"Theo Công văn số 1290/BKTB-TCCB ngày 05/3/2026,":                                     "",
		"NGHỊ ĐỊNH SỐ 28/2018/QĐ-TTG":                                                         "disagrees",
		"CĂN CỨ QUYẾT ĐỊNH SỐ 28/2018/QĐ-TTG NGÀY 12/7/2018;":                                 "",
		"Căn cứ Quyết định số 28/2018/QĐ-TTG ngày 12/7/2018;":                                 "misprint",
		"Căn cứ Nghị định số 3O/2020/NĐ-CP ngày 05/3/2020;":                                   "damaged",
		"Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2021;":                                   "disagrees",
		"Căn cứ Nghị định số 30/2020/NĐ-CP ngày 31/02/2020;":                                  "bad_date",
		"Căn cứ Chỉ thị số 05/CT-TW ngày 15/5/2016;":                                          "misprint",
		"Căn cứ Quyết định số 12-QĐ/UBND ngày 15/5/2016;":                                     "misprint",
		"Căn cứ Luật Viên chức năm 2010;":                                                     "",
		"Căn cứ Nghị quyết liên tịch số 19/2008/NQLT/CP-UBTUMTTQVN ngày 15/12/2008;":          "",
		"Căn cứ Qui định số 126-QĐ/TW ngày 28/02/2018;":                                       "",
		"Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020. Theo Nghị định 30,":                " ",
		"Theo Nghị định số 30/2020/NĐ-CP, Nghị định số 30/2021/NĐ-CP. Nghị định 30 quy định,": "  antecedent",
	} {
		var got []string
		for _, d := range citation.Doubts(citation.Find(text)) {
			var codes []string
			for _, x := range d {
				codes = append(codes, string(x))
			}
			got = append(got, strings.Join(codes, "+"))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", text, strings.Join(got, " "), want)
		}
	}
}
