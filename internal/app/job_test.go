package app_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/job"
)

const testKind job.Kind = "test.thing.do"

// jobs orders work of one kind about one unit, and runs it.
type jobs struct {
	*gate
	handle job.Handler
}

func openJobs(t *testing.T, url string) *jobs {
	j := &jobs{gate: openGate(t, url, nil)}
	j.handle = func(context.Context, job.Job, job.Progress) error { return errs.Invalid("job.kind.unknown") }
	j.next() // what populate ordered
	return j
}

func (j *jobs) order() job.Run {
	j.t.Helper()
	_, err := j.do(j.rename([16]byte{}, id.New()), func(ctx context.Context, tx door.Tx) error {
		tx.Enqueue(job.Request{Kind: testKind, Args: []byte("{}")})
		return nil
	})
	if err != nil {
		j.t.Fatal(err)
	}
	j.clock.Advance(time.Second)
	return j.newest()
}

func (j *jobs) newest() job.Run {
	j.t.Helper()
	run, err := j.app.Jobs.Newest(context.Background(), testKind, access.Object{Kind: "unit", ID: j.unit})
	if err != nil {
		j.t.Fatal(err)
	}
	return run
}

// next runs the next job, if one is due.
func (j *jobs) next() bool {
	j.t.Helper()
	runner := &job.Runner{Store: j.app.Jobs, Clock: j.clock, Log: quiet(), Handlers: map[job.Kind]job.Handler{testKind: j.handle}}
	worked, err := runner.Next(context.Background())
	if err != nil {
		j.t.Fatal(err)
	}
	return worked
}

func (j *jobs) cancel(run job.Run) error {
	_, err := j.do(j.rename([16]byte{}, id.New()), func(ctx context.Context, tx door.Tx) error { return j.app.Jobs.Cancel(ctx, tx, run.Job) })
	return err
}

// A job says for whom it runs and about what, is done once, and trouble of the
// machine is tried again later; a refusal and the last of many tries end it.
func TestJobOutcomes(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		j := openJobs(t, url)
		if j.next() {
			t.Error("ran what nobody ordered")
		}
		var got job.Job
		j.handle = func(_ context.Context, jb job.Job, _ job.Progress) error { got = jb; return nil }
		run := j.order()
		if !run.Open() || !j.next() || j.next() || j.newest().State != job.Done {
			t.Errorf("not done once: %+v", j.newest())
		}
		if got.ID != run.Job || got.Object != (access.Object{Kind: "unit", ID: j.unit}) || got.Purpose != access.PurposeOrganisation || got.Attempt != 1 {
			t.Errorf("ran %+v", got)
		}
		if who := got.Actor(); who.System != "job" || who.Key() != operator().Actor.Key() {
			t.Errorf("runs as %+v", who)
		}
		for name, end := range map[string]func() error{
			"refused": func() error { return errs.Invalid("test.refused") },
			"panic":   func() error { panic("a fault") },
			"trouble": func() error { return errors.New("the disk") },
		} {
			tries := 0
			j.handle = func(context.Context, job.Job, job.Progress) error { tries++; return end() }
			j.order()
			for range 20 {
				j.next()
				j.clock.Advance(time.Hour)
			}
			want := job.MaxAttempts
			if name == "refused" {
				want = 1
			}
			if run := j.newest(); run.State != job.Failed || tries != want || run.Code == "" {
				t.Errorf("%s: tried %d times: %+v", name, tries, run)
			}
		}
	})
}

// A job whose program was killed is begun again when its lease runs out, not
// before; what the killed run says afterwards counts for nothing. One that kills
// its program every time is given up.
func TestJobLease(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		j := openJobs(t, url)
		ctx := context.Background()
		j.order()
		killed, _, err := j.app.Jobs.Claim(ctx, j.clock.Now())
		if err != nil || j.next() {
			t.Fatalf("%v, or a job was taken from under its lease", err)
		}
		j.clock.Advance(50 * time.Second)
		if err := j.app.Jobs.Renew(ctx, killed, j.clock.Now()); err != nil {
			t.Error(err)
		}
		j.clock.Advance(50 * time.Second)
		if j.next() {
			t.Error("a renewed lease did not hold")
		}
		j.clock.Advance(time.Minute)
		j.handle = func(ctx context.Context, jb job.Job, report job.Progress) error {
			if jb.ID != killed.ID || jb.Attempt != 2 {
				t.Errorf("ran %+v", jb)
			}
			if err := j.app.Jobs.Report(ctx, killed, 9, 9, j.clock.Now()); !errors.Is(err, job.ErrCancelled) {
				t.Errorf("the killed run reports: %v", err)
			}
			if err := j.app.Jobs.Finish(ctx, killed, job.Failed, "test", 0); err != nil {
				t.Error(err)
			}
			return report(ctx, 1, 2)
		}
		if !j.next() {
			t.Error("nobody took over")
		}
		if run := j.newest(); run.State != job.Done || run.Done != 1 || run.Total != 2 {
			t.Errorf("%+v", run)
		}
		j.order()
		for range job.MaxAttempts {
			if _, _, err := j.app.Jobs.Claim(ctx, j.clock.Now()); err != nil {
				t.Fatal(err)
			}
			j.clock.Advance(2 * time.Minute)
		}
		j.handle = func(context.Context, job.Job, job.Progress) error { t.Error("tried once more"); return nil }
		if j.next(); j.newest().Code != "job.attempts" || j.newest().State != job.Failed {
			t.Errorf("given up as %+v", j.newest())
		}
	})
}

// Whoever stops a job ends its handler, also one that reports nothing; a job that
// ended cannot be stopped.
func TestJobCancel(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		j := openJobs(t, url)
		run := j.order()
		j.handle = func(ctx context.Context, _ job.Job, _ job.Progress) error {
			if err := j.cancel(run); err != nil {
				t.Error(err)
			}
			<-ctx.Done() // the runner sees it by itself
			return ctx.Err()
		}
		if j.next(); j.newest().State != job.Cancelled {
			t.Errorf("%+v", j.newest())
		}
		if err := j.cancel(run); errs.Of(err).Code != "job.ended" {
			t.Errorf("stopped twice: %v", err)
		}
	})
}
