package job

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// ErrNone says that no job is due; ErrCancelled that the job was cancelled, or
// taken over by another runner.
var (
	ErrNone      = errors.New("job: none is due")
	ErrCancelled = errors.New("job: cancelled")
)

// MaxAttempts is how often a job is tried when the machine fails it. A job
// refused by a rule is not tried again.
const MaxAttempts = 8

// Store keeps the running of jobs. What a run says of its job counts while the
// job is running and this is its newest attempt.
type Store interface {
	// Claim leases the next due job, also one whose lease ran out; ErrNone when
	// there is none.
	Claim(ctx context.Context, now clock.Micros) (Job, Run, error)
	// Renew keeps the lease; ErrCancelled.
	Renew(ctx context.Context, j Job, now clock.Micros) error
	// Report notes progress and renews the lease; ErrCancelled.
	Report(ctx context.Context, j Job, done, total int64, now clock.Micros) error
	// Finish notes how a run ended. State Waiting runs it again at runAt.
	Finish(ctx context.Context, j Job, state State, code string, runAt clock.Micros) error
	// Release gives a job back that was not finished, as if it had not been begun.
	Release(ctx context.Context, j Job, now clock.Micros) error
	// Find gives the running of a job, or NotFound "job.not_found".
	Find(ctx context.Context, jobID id.ID) (Run, error)
}

// Runner runs due jobs one after another.
type Runner struct {
	Store    Store
	Clock    clock.Clock
	Handlers map[Kind]Handler
	Log      *slog.Logger
}

// How often a runner looks for work and after its job, and keeps the lease.
const (
	lookEvery  = time.Second
	renewEvery = 15 * time.Second
)

// Run works until ctx ends.
func (r *Runner) Run(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for ctx.Err() == nil {
		worked, err := r.Next(ctx)
		if err != nil && ctx.Err() == nil {
			r.Log.Error("job store", "error", err)
		}
		if worked && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// Next runs one job and reports whether there was one.
func (r *Runner) Next(ctx context.Context) (bool, error) {
	j, run, err := r.Store.Claim(ctx, r.Clock.Now())
	if errors.Is(err, ErrNone) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if run.Attempts > MaxAttempts { // each of them ended with the program
		return true, r.Store.Finish(ctx, j, Failed, "job.attempts", r.Clock.Now())
	}
	err = r.watched(ctx, j)
	after := context.WithoutCancel(ctx)
	if ctx.Err() != nil && err != nil {
		return true, r.Store.Release(after, j, r.Clock.Now())
	}
	state, code, again := r.outcome(run, err)
	return true, r.Store.Finish(after, j, state, code, again)
}

// watched does a job with an eye on its running, and ends it when somebody
// cancelled it.
func (r *Runner) watched(ctx context.Context, j Job) error {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	ended, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		r.watch(ctx, j, end, ended)
	}()
	err := r.do(ctx, j)
	close(ended)
	<-stopped
	if cause := context.Cause(ctx); errors.Is(cause, ErrCancelled) {
		return cause
	}
	return err
}

func (r *Runner) watch(ctx context.Context, j Job, end context.CancelCauseFunc, ended <-chan struct{}) {
	look, renew := time.NewTicker(lookEvery), time.NewTicker(renewEvery)
	defer look.Stop()
	defer renew.Stop()
	for {
		var err error
		select {
		case <-ended:
			return
		case <-ctx.Done():
			return
		case <-look.C:
			var run Run
			if run, err = r.Store.Find(ctx, j.ID); err == nil && (run.State != Running || run.Attempts != j.Attempt) {
				err = ErrCancelled
			}
		case <-renew.C:
			err = r.Store.Renew(ctx, j, r.Clock.Now())
		}
		if errors.Is(err, ErrCancelled) {
			end(err)
			return
		}
	}
}

func (r *Runner) do(ctx context.Context, j Job) (err error) {
	handle, ok := r.Handlers[j.Kind]
	if !ok {
		return errs.Invalid("job.kind.unknown", errs.Str("kind", string(j.Kind)))
	}
	defer func() {
		if p := recover(); p != nil {
			err = errs.Internal("job.panic").Because(errs.Panicked(p))
		}
	}()
	return handle(ctx, j, func(ctx context.Context, done, total int64) error {
		return r.Store.Report(ctx, j, done, total, r.Clock.Now())
	})
}

// outcome says what follows from a run: trouble of the machine is tried again,
// later each time.
func (r *Runner) outcome(run Run, err error) (State, string, clock.Micros) {
	now := r.Clock.Now()
	switch {
	case err == nil:
		return Done, "", now
	case errors.Is(err, ErrCancelled):
		return Cancelled, "", now
	}
	e := errs.Of(err)
	transient := e.Kind == errs.KindUnavailable || e.Kind == errs.KindInternal || e.Kind == errs.KindConflict
	if transient && run.Attempts < MaxAttempts {
		r.Log.Warn("job will be tried again", "code", e.Code, "attempt", run.Attempts, "error", err)
		return Waiting, e.Code, now + clock.Micros(1_000_000<<run.Attempts)
	}
	r.Log.Warn("job failed", "code", e.Code, "attempt", run.Attempts, "error", err)
	return Failed, e.Code, now
}
