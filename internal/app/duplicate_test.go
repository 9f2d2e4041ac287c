package app_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"hoso/internal/directive"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// TestRegisterAtOnce lets clerks register the same document at the same moment,
// each from a draft of their own: one does, the others are told.
func TestRegisterAtOnce(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		a := mustOpen(t, t.TempDir(), url, nil)
		defer a.Close()
		w := populate(t, a)
		ctx, by := context.Background(), directive.By{Actor: w.clerk}
		drafts := make([]id.ID, rivals)
		for i := range drafts {
			var err error
			if drafts[i], err = a.Directive.Upload(ctx, by, w.body, "8.txt", fmt.Appendf(nil, "Công văn, bản thứ %d", i)); err != nil {
				t.Fatal(err)
			}
		}
		facts := directive.Facts{Kind: "CV", Number: "8/BTN-TCCB", Issuer: "Bộ Thử nghiệm", IssuedOn: "2025-03-02", Title: "Về việc thử"}
		results := make([]error, rivals)
		var all sync.WaitGroup
		for i := range results {
			all.Go(func() { _, results[i] = a.Directive.Register(ctx, by, drafts[i], facts, 0) })
		}
		all.Wait()
		won := 0
		for _, err := range results {
			switch {
			case err == nil:
				won++
			case errs.Of(err).Code != "directive.duplicate":
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%d clerks registered the same document", won)
		}
	})
}
