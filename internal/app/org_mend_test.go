package app_test

import (
	"context"
	"testing"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/person"
)

// TestWrongEnd mends an end that was a slip of the pen, takes a wrong seat back,
// and does not give a seat to two people when an end is moved on.
func TestWrongEnd(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		a := mustOpen(t, t.TempDir(), url, nil)
		defer a.Close()
		w := populate(t, a)
		ctx := context.Background()
		head := org.By{Actor: accountOf(t, a, w.body, "2020-01-01", access.Holding{Role: access.RoleDeptHead, Unit: w.body})}
		post, _, err := a.Org.AddPost(ctx, operator(), w.unit, org.PostForm{Title: "Vụ trưởng", Head: true, Seats: 1, From: "2023-01-01", Basis: "1/QĐ"})
		if err != nil {
			t.Fatal(err)
		}
		seat := func(given, from string) (id.ID, error) {
			made, _, err := a.Org.Seat(ctx, operator(), post, org.SeatForm{Name: person.Name{Family: "Lê", Given: given}, From: clock.Date(from), Basis: "2/QĐ"})
			return made, err
		}
		end := func(holding id.ID, on string) error {
			_, err := a.Org.Unseat(ctx, head, holding, clock.Date(on), "3/QĐ")
			return err
		}
		first, err := seat("Ánh", "2023-02-01")
		if err != nil {
			t.Fatal(err)
		}
		if err := end(first, "2999-01-01"); err != nil {
			t.Fatal(err)
		}
		if err := end(first, "2024-01-01"); err != nil {
			t.Errorf("a wrong end cannot be mended: %v", err)
		}
		second, err := seat("Bình", "2024-01-01")
		if err != nil {
			t.Fatal(err)
		}
		if err := end(first, "2024-06-01"); errs.Of(err).Code != "org.post.full" {
			t.Errorf("one seat was given to two: %v", err)
		}
		if err := end(second, "2024-01-01"); err != nil {
			t.Errorf("a wrong seat cannot be taken back: %v", err)
		}
		if err := end(first, "2024-06-01"); err != nil {
			t.Errorf("the seat is free again: %v", err)
		}
	})
}

// TestMergeNames merges a unit that is named twice once, and none into itself.
func TestMergeNames(t *testing.T) {
	a := mustOpen(t, t.TempDir(), "", nil)
	defer a.Close()
	w := populate(t, a)
	ctx := context.Background()
	other, _, err := a.Org.Create(ctx, operator(), org.NewUnitForm{Code: "VU-11", Kind: org.KindDepartment, Name: "Vụ Mười một", Parent: w.body, From: "2020-01-01", Basis: "2/QĐ"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Org.Merge(ctx, operator(), []id.ID{w.unit}, org.MergeForm{Into: w.unit, From: "2025-01-01", Basis: "3/QĐ"}); errs.Of(err).Code != "org.unit.merge.self" {
		t.Errorf("a unit merged into itself: %v", err)
	}
	if _, err := a.Org.Merge(ctx, operator(), []id.ID{other, other}, org.MergeForm{Into: w.unit, From: "2025-01-01", Basis: "3/QĐ"}); err != nil {
		t.Errorf("a unit named twice: %v", err)
	}
}
