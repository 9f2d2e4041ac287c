package citation_test

import (
	"reflect"
	"strings"
	"testing"

	"hoso/vi/citation"
)

// FuzzAgain: whatever the text, reading it twice says the same, there is one list
// of doubts for each citation, and every field is text that can be shown on one
// line: valid, composed of what stands in the text, without ends of lines.
func FuzzAgain(f *testing.F) {
	for _, c := range loadHard(f) {
		f.Add(c.text)
	}
	for _, s := range loadSet(f) {
		f.Add(string(s.text))
	}
	f.Fuzz(func(t *testing.T, s string) {
		list := citation.Find(s)
		if again := citation.Find(s); !reflect.DeepEqual(list, again) {
			t.Errorf("read twice: %+v and %+v", list, again)
		}
		if head, again := citation.ReadHead(s), citation.ReadHead(s); head != again {
			t.Errorf("its head read twice: %+v and %+v", head, again)
		}
		if doubts := citation.Doubts(list); len(doubts) != len(list) {
			t.Errorf("%d lists of doubts for %d citations", len(doubts), len(list))
		}
		for _, c := range list {
			for _, field := range append([]string{c.Number, c.Kind, c.KindWord, c.Issuer, c.Title, c.Term, c.Plenum, c.AliasOf}, c.Pinpoint...) {
				if strings.ToValidUTF8(field, "") != field || strings.ContainsAny(field, "\n\r\t") || strings.TrimSpace(field) != field {
					t.Errorf("%q in %+v", field, c)
				}
			}
		}
	})
}
