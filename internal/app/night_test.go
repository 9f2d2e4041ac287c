package app

import (
	"context"
	"testing"
	"time"

	"hoso/internal/clock"
	"hoso/internal/id"
	"hoso/internal/job"
	"hoso/internal/vault"
)

// TestTurnedAtNight: a key that is destroyed by day is useless in every copy by
// the next morning, or as soon as a job was ordered for it.
func TestTurnedAtNight(t *testing.T) {
	ctx := context.Background()
	a, err := Open(ctx, Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.turnAtNight(ctx); err != nil {
		t.Error("a folder without a keyring:", err)
	}
	if err := a.turnKeys(ctx, job.Job{}, nil); err == nil {
		t.Error("a job on a keyring that is locked was done")
	}
	if err := a.makeDemoKeys(ctx); err != nil {
		t.Fatal(err)
	}
	day := clock.NewManual(clock.Date("2026-11-26").Begins())
	a.Clock = day
	step := func(p id.ID) vault.Step {
		t.Helper()
		e, ok, err := a.Keys.Erasing(ctx, p)
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		return e.Next
	}
	p, other := id.New(), id.New()
	for _, who := range []id.ID{p, other} {
		if err := a.Keys.EnsureKey(ctx, who); err != nil {
			t.Fatal(err)
		}
	}
	day.Advance(12 * time.Hour)
	if err := a.Keys.Shred(ctx, p); err != nil {
		t.Fatal(err)
	}
	if err := a.turnAtNight(ctx); err != nil || step(p) != vault.StepPrepare {
		t.Errorf("at noon: %s, %v", step(p), err)
	}
	day.Advance(13 * time.Hour)
	if err := a.turnAtNight(ctx); err != nil || step(p) != vault.StepNone {
		t.Errorf("at one in the night: %s, %v", step(p), err)
	}
	if err := a.Keys.Shred(ctx, other); err != nil {
		t.Fatal(err)
	}
	told := int64(-1)
	err = a.turnKeys(ctx, job.Job{}, func(_ context.Context, done, _ int64) error {
		told = done
		return nil
	})
	if err != nil || step(other) != vault.StepNone || told != -1 { // nobody's key is left to be wrapped
		t.Errorf("by a job: %s, %d, %v", step(other), told, err)
	}
}
