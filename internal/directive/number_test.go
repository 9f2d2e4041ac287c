package directive

import (
	"errors"
	"testing"

	"hoso/internal/errs"
)

// TestTidyNumber: what looks alike is written alike, and compared without case.
func TestTidyNumber(t *testing.T) {
	for typed, want := range map[string]string{
		"170/2025/NĐ-CP":                      "170/2025/NĐ-CP",
		" 170/2025/N\u00D0-CP ":               "170/2025/NĐ-CP",
		"170/2025/n\u00F0-cp":                 "170/2025/nđ-cp",
		"170/2025/N\u0189-CP":                 "170/2025/NĐ-CP",
		"170\u2215\u200B2025/NĐ\u2011CP":      "170/2025/NĐ-CP",
		"170\uFF0F2025\u2044NĐ\u2013CP":       "170/2025/NĐ-CP",
		"170/2025/NĐ\u2212CP\uFEFF":           "170/2025/NĐ-CP",
		"\uFF11\uFF17\uFF10/2025/NĐ\u00AD-CP": "170/2025/NĐ-CP",
		"170/2025/NĐ\x01-CP":                  "170/2025/NĐ-CP",
		"070/2025/NĐ-CP":                      "070/2025/NĐ-CP",
		"12 -\tQĐ/TW":                         "12 - QĐ/TW",
	} {
		if got := TidyNumber(typed); got != want {
			t.Errorf("%q is entered as %q, want %q", typed, got, want)
		}
	}
	for _, same := range []string{"12-QĐ/TW", "12-qđ/tw", "12 - QĐ/TW", "12\u2014q\u00F0/tw"} {
		if NumberKey(same) != NumberKey("12-QĐ/TW") {
			t.Errorf("%q can be registered beside 12-QĐ/TW", same)
		}
	}
	if NumberKey("012-QĐ/TW") == NumberKey("12-QĐ/TW") {
		t.Error("a leading zero counts for nothing")
	}
}

// TestFacts: a kind is one of the list; text loses what nobody sees.
func TestFacts(t *testing.T) {
	good := Facts{Kind: "QĐ", Number: "7/q\u00F0\u200B-BTN", Issuer: "Bộ\u200B Thử", IssuedOn: "2025-03-01", Title: "Về  việc\u0000 thử"}
	if err := good.check("2026-11-25"); err != nil || good.Number != "7/qđ-BTN" || good.Issuer != "Bộ Thử" || good.Title != "Về việc thử" {
		t.Errorf("%+v, %v", good, err)
	}
	for _, kind := range []string{"XX", "qđ", "quyết định", "<b>"} {
		bad := good
		bad.Kind = kind
		var e *errs.Error
		if err := bad.check("2026-11-25"); !errors.As(err, &e) || e.Code != "directive.kind.unknown" || e.Arg("field") != "kind" {
			t.Errorf("kind %q: %v", kind, err)
		}
	}
}
