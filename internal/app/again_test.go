package app_test

import (
	"context"
	"testing"

	"hoso/internal/directive"
	"hoso/internal/id"
	"hoso/internal/org"
)

// TestAgainNamesTheSame sends creations twice with their key, as a person does
// who heard 503 or pressed twice: the page that they are led to is of the thing
// that was made.
func TestAgainNamesTheSame(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		ctx, a := context.Background(), mustOpen(t, t.TempDir(), url, nil)
		defer a.Close()
		w := populate(t, a)
		by := operator()
		by.Key = [16]byte(id.New())
		form := org.NewUnitForm{Code: "MOI", Kind: org.KindTeam, Name: "Tổ mới", Parent: w.unit, From: "2024-01-01", Basis: "1/QĐ"}
		var units, documents [2]id.ID
		for i := range 2 {
			var err error
			if units[i], _, err = a.Org.Create(ctx, by, form); err != nil {
				t.Fatal(err)
			}
			clerk := directive.By{Actor: w.clerk, Key: by.Key}
			if documents[i], err = a.Directive.Upload(ctx, clerk, w.body, "moi.txt", document("14")); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := a.Org.Read.Find(ctx, units[1]); err != nil || units[0] != units[1] {
			t.Errorf("a unit created twice with one key is said to be %v and then %v: %v", units[0], units[1], err)
		}
		if _, err := a.Directive.Read.Find(ctx, documents[1]); err != nil || documents[0] != documents[1] {
			t.Errorf("a document uploaded twice with one key is said to be %v and then %v: %v", documents[0], documents[1], err)
		}
	})
}
