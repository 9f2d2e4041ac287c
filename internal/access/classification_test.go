package access_test

import (
	"strings"
	"testing"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/errs"
)

func codesOf(err error) string {
	if err == nil {
		return ""
	}
	e := errs.Of(err)
	if len(e.Parts) == 0 {
		return e.Code
	}
	list := make([]string, len(e.Parts))
	for i, p := range e.Parts {
		list[i] = p.Code
	}
	return strings.Join(list, " ")
}

// TestClassify: every step that may follow, its term, and what is refused.
func TestClassify(t *testing.T) {
	const today = clock.Date("2026-11-26")
	live := func(l access.Label, from, to clock.Date) *access.Classification {
		return &access.Classification{State: access.RightLive, Level: l, Basis: "khoản 1", Term: access.Term{From: from, To: to}}
	}
	mat, toi := live(access.LabelMat, "2020-03-01", "2030-03-01"), live(access.LabelToiMat, "2020-03-01", "2040-03-01")
	over := live(access.LabelMat, "2010-03-01", "2020-03-01")
	form := func(step access.Step, l access.Label, from, last clock.Date) access.SecrecyForm {
		return access.SecrecyForm{Step: step, Level: l, Classifier: "Trần Trưởng, Vụ trưởng", Document: "1/QĐ", Basis: "khoản 2", Reason: "theo quyết định mới", From: from, Last: last}
	}
	for _, c := range []struct {
		name string
		now  *access.Classification
		f    access.SecrecyForm
		to   clock.Date
		code string
	}{
		{"classify", nil, form(access.StepClassify, 1, "2026-01-31", ""), "2036-01-31", ""},
		{"classify, higher", nil, form(access.StepClassify, 2, "2026-01-31", ""), "2046-01-31", ""},
		{"classify, highest", nil, form(access.StepClassify, 3, "2026-01-31", ""), "2056-01-31", ""},
		{"leap day", nil, form(access.StepClassify, 1, "2024-02-29", ""), "2034-03-01", ""},
		{"shorter", nil, form(access.StepClassify, 1, "2026-01-31", "2026-12-31"), "2027-01-01", ""},
		{"to the last day", nil, form(access.StepClassify, 1, "2026-01-31", "2036-01-30"), "2036-01-31", ""},
		{"a day too long", nil, form(access.StepClassify, 1, "2026-01-31", "2036-01-31"), "", "access.classification.until"},
		{"ends before it begins", nil, form(access.StepClassify, 1, "2026-01-31", "2026-01-30"), "", "access.classification.until"},
		{"tomorrow", nil, form(access.StepClassify, 1, "2026-11-27", ""), "", "access.classification.day"},
		{"no day", nil, form(access.StepClassify, 1, "", ""), "", "access.classification.day"},
		{"none", nil, form(access.StepClassify, 0, "2026-01-31", ""), "", "access.classification.misstep"},
		{"beyond", nil, form(access.StepClassify, 4, "2026-01-31", ""), "", "access.label.unknown"},
		{"twice", mat, form(access.StepClassify, 1, "2026-01-31", ""), "", "access.classification.misstep"},
		{"extend", mat, form(access.StepExtend, 1, "2026-01-31", "2033-12-31"), "2034-01-01", ""},
		{"extend by all", mat, form(access.StepExtend, 1, "2026-01-31", ""), "2040-03-01", ""},
		{"extend by nothing", mat, form(access.StepExtend, 1, "2026-01-31", "2030-02-28"), "", "access.classification.until"},
		{"extend by more than one term", mat, form(access.StepExtend, 1, "2026-01-31", "2040-03-01"), "", "access.classification.until"},
		{"extend another", mat, form(access.StepExtend, 2, "2026-01-31", ""), "", "access.classification.misstep"},
		{"extend what is over", over, form(access.StepExtend, 1, "2026-01-31", ""), "", "access.classification.late"},
		{"lower", toi, form(access.StepLower, 1, "2026-01-31", ""), "2036-01-31", ""},
		{"lower, never longer than before", live(access.LabelToiMat, "2010-03-01", "2030-03-01"), form(access.StepLower, 1, "2026-01-31", ""), "2030-03-01", ""},
		{"lower to none", mat, form(access.StepLower, 0, "2026-01-31", ""), "", "access.classification.misstep"},
		{"raise", mat, form(access.StepRaise, 3, "2026-01-31", ""), "2056-01-31", ""},
		{"raise none", nil, form(access.StepRaise, 3, "2026-01-31", ""), "", "access.classification.misstep"},
		{"raise down", toi, form(access.StepRaise, 1, "2026-01-31", ""), "", "access.classification.misstep"},
		{"declassify", mat, form(access.StepDeclassify, 0, "2026-01-31", ""), "", ""},
		{"declassify what is over", over, form(access.StepDeclassify, 0, "2026-01-31", ""), "", ""},
		{"declassify none", nil, form(access.StepDeclassify, 0, "2026-01-31", ""), "", "access.classification.misstep"},
		{"before the step before", mat, form(access.StepRaise, 2, "2020-02-29", ""), "", "access.classification.day"},
		{"says nothing", nil, access.SecrecyForm{Step: access.StepClassify, Level: 1, From: "2026-01-31"}, "", "access.text.length access.text.length access.text.length"},
		{"no reason", mat, access.SecrecyForm{Step: access.StepRaise, Level: 2, Classifier: "abc", Document: "abc", Basis: "abc", From: "2026-01-31"}, "", "access.text.length"},
	} {
		got, err := access.Classify(access.NodeIsolated, nil, c.now, c.f, today)
		if codesOf(err) != c.code {
			t.Errorf("%s: %q, want %q", c.name, codesOf(err), c.code)
			continue
		}
		if err == nil && (got.To != c.to || got.Level != c.f.Level) {
			t.Errorf("%s: until %q at %d, want %q", c.name, got.To, got.Level, c.to)
		}
	}
	for _, node := range []access.Node{"", access.NodeOpen, access.NodeInternal} {
		if _, err := access.Classify(node, nil, nil, form(access.StepClassify, 1, "2026-01-31", ""), today); codesOf(err) != "access.label.node" {
			t.Errorf("%q holds a secret: %v", node, err)
		}
	}
	if !over.Over(today) || mat.Over(today) || mat.Over("2030-02-28") || !mat.Over("2030-03-01") {
		t.Error("a term ends on another day")
	}
	kept, err := access.Classify(access.NodeIsolated, nil, mat, access.SecrecyForm{Step: access.StepDeclassify, Classifier: "abc", Document: "abc", Reason: "hết thời hạn bảo vệ", From: today}, today)
	if err != nil || kept.Basis != "khoản 1" {
		t.Errorf("the basis of the step before did not stay: %v %v", kept, err)
	}
}

// TestCopies: numbers go on, and a copy is closed once.
func TestCopies(t *testing.T) {
	o := access.Object{Kind: "directive"}
	list, err := access.NewCopies(nil, o, access.CopyForm{Count: 3, ForWhom: "Vụ A", Reason: "họp lãnh đạo Vụ"}, 4, "2026-11-26")
	if err != nil || len(list) != 3 || list[0].Number != 5 || list[2].Number != 7 {
		t.Fatal(list, err)
	}
	for _, f := range []access.CopyForm{{Count: 0, ForWhom: "Vụ A", Reason: "họp lãnh đạo Vụ"}, {Count: 51, ForWhom: "Vụ A", Reason: "họp lãnh đạo Vụ"},
		{Count: 1, ForWhom: "", Reason: "họp lãnh đạo Vụ"}, {Count: 1, ForWhom: "Vụ A", Reason: "họp"}} {
		if _, err := access.NewCopies(nil, o, f, 0, "2026-11-26"); err == nil {
			t.Errorf("%v was printed", f)
		}
	}
	c := &list[0]
	if err := c.Close("lost", "mất", "2026-11-26"); codesOf(err) != "access.copy.state" {
		t.Error(err)
	}
	if err := c.Close(access.CopyReturned, "trả tại văn thư", "2026-11-26"); err != nil || c.State != access.CopyReturned {
		t.Error(err)
	}
	if err := c.Close(access.CopyDestroyed, "biên bản số 1", "2026-11-26"); codesOf(err) != "access.copy.closed" {
		t.Error(err)
	}
}
