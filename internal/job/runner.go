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

// ErrNone says that no job is due; ErrCancelled that the job was cancelled.
var (
	ErrNone      = errors.New("job: none is due")
	ErrCancelled = errors.New("job: cancelled")
)

// MaxAttempts is how often a job is tried when the machine fails it. A job
// refused by a rule is not tried again.
const MaxAttempts = 8

// Store keeps the running of jobs.
type Store interface {
	// Claim leases the next due job; ErrNone when there is none.
	Claim(ctx context.Context, now clock.Micros) (Job, Run, error)
	// Report notes progress and renews the lease; ErrCancelled.
	Report(ctx context.Context, jobID id.ID, done, total int64, now clock.Micros) error
	// Finish notes how a run ended. State Waiting runs it again at runAt.
	Finish(ctx context.Context, jobID id.ID, state State, code string, runAt clock.Micros) error
	// Find gives the running of a job, or NotFound "job.not_found".
	Find(ctx context.Context, jobID id.ID) (Run, error)
}

// Runner runs due jobs one after another.
type Runner struct {
	Store    Store
	Clock    clock.Clock
	Handlers map[Kind]Handler
	Poke     <-chan struct{} // wakes the runner when something was ordered
	Log      *slog.Logger
}

// Run works until ctx ends.
func (r *Runner) Run(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for ctx.Err() == nil {
		worked, err := r.next(ctx)
		if err != nil {
			r.Log.Error("job store", "error", err)
		}
		if worked {
			continue
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		case <-r.Poke:
		}
	}
}

// next runs one job and reports whether there was one.
func (r *Runner) next(ctx context.Context) (bool, error) {
	j, run, err := r.Store.Claim(ctx, r.Clock.Now())
	if errors.Is(err, ErrNone) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	state, code, again := r.outcome(run, r.do(ctx, j))
	return true, r.Store.Finish(ctx, j.ID, state, code, again)
}

func (r *Runner) do(ctx context.Context, j Job) error {
	handle, ok := r.Handlers[j.Kind]
	if !ok {
		return errs.Invalid("job.kind.unknown", errs.Str("kind", string(j.Kind)))
	}
	return handle(ctx, j, func(ctx context.Context, done, total int64) error {
		return r.Store.Report(ctx, j.ID, done, total, r.Clock.Now())
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
		r.Log.Warn("job will be tried again", "code", e.Code, "attempt", run.Attempts)
		return Waiting, e.Code, now + clock.Micros(1_000_000<<run.Attempts)
	}
	return Failed, e.Code, now
}
