package app

import (
	"context"
	"os"
	"path/filepath"
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

// TestBundleRenewed: at night a bundle for a recipient gets the persons who came since;
// a young one and one whose medium is gone are left.
func TestBundleRenewed(t *testing.T) {
	ctx := context.Background()
	a, err := Open(ctx, Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	a.Clock = clock.NewManual(clock.Date("2026-11-26").Begins() + clock.Micros(time.Hour.Microseconds())) // at one in the night
	if err := a.makeDemoKeys(ctx); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "keys.age")
	if err := a.Keys.Bundle(ctx, file, vault.BundleKey{Recipient: "age1hxf498r9jtkefcyn3wenz9898xjaja5xvhqrsct4vfkke277hyzs4hgpn7"}); err != nil {
		t.Fatal(err)
	}
	size := func() int64 {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	night := func(age time.Duration) {
		t.Helper()
		made := a.Clock.Now().Time().Add(-age)
		if err := os.Chtimes(file, made, made); err != nil {
			t.Fatal(err)
		}
		if err := a.turnAtNight(ctx); err != nil {
			t.Error(err)
		}
	}
	for range 20 {
		if err := a.Keys.EnsureKey(ctx, id.New()); err != nil {
			t.Fatal(err)
		}
	}
	before := size()
	night(time.Hour)
	if size() != before {
		t.Error("a bundle of an hour ago was made anew")
	}
	night(23 * time.Hour)
	if size() <= before {
		t.Error("a bundle of yesterday has nobody who came since")
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := a.turnAtNight(ctx); err != nil {
		t.Error("a medium that is not there:", err)
	}
}

// TestKeysHalfMade: a demo that was killed between its master key and the first row of
// the store goes on.
func TestKeysHalfMade(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	a, err := Open(ctx, Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.makeDemoKeys(ctx); err != nil {
		t.Fatal(err)
	}
	a.Close()
	for _, name := range []string{"keys.db", "keys.db-wal", "keys.db-shm"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	if r, err := Verify(ctx, dir, "", "", nil); err != nil || !r.Clean() {
		t.Errorf("verify: %+v, %v", r, err)
	}
	if a, err = Open(ctx, Config{Dir: dir}); err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.makeDemoKeys(ctx); err != nil {
		t.Fatal(err)
	}
	if err := a.Keys.EnsureKey(ctx, id.New()); err != nil {
		t.Error(err)
	}
}
