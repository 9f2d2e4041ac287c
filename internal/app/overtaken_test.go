package app_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"hoso/internal/errs"
	"hoso/internal/org"
)

// TestOvertaken lets several people change one unit at the same moment: those
// who did not say what they had seen all get through, one after another; of
// those who saw the same version one does, and the others are told.
func TestOvertaken(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		a := mustOpen(t, t.TempDir(), url, nil)
		defer a.Close()
		w := populate(t, a)
		u, err := a.Org.Read.Find(context.Background(), w.unit)
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range atOnce(a.Org, w, 0) {
			if err != nil {
				t.Errorf("nobody had to be refused: %v", err)
			}
		}
		after, err := a.Org.Read.Find(context.Background(), w.unit)
		if err != nil || after.Version != u.Version+rivals {
			t.Fatalf("%d changes moved version %d to %d: %v", rivals, u.Version, after.Version, err)
		}
		won := 0
		for _, err := range atOnce(a.Org, w, after.Version) {
			switch {
			case err == nil:
				won++
			case errs.Of(err).Code != "row.changed":
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%d of %d who saw the same version got through", won, rivals)
		}
	})
}

const rivals = 8

// atOnce lets several people rename the unit, each in their own way.
func atOnce(s *org.Service, w *world, version int64) []error {
	results := make([]error, rivals)
	var all sync.WaitGroup
	for i := range results {
		all.Go(func() {
			_, results[i] = s.Rename(context.Background(), operator(), w.unit, org.RenameForm{Name: fmt.Sprint("Vụ ", version, " của ", i),
				From: "2024-05-01", Basis: "9/QĐ", Version: version})
		})
	}
	all.Wait()
	return results
}
