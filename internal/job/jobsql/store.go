// Package jobsql keeps ordered jobs and their running. The order is governed;
// leases and progress are operational.
package jobsql

import (
	"context"
	"errors"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/job"
	"hoso/internal/sqldb"
)

// Lease is how long a runner holds a job without reporting.
const Lease clock.Micros = 60_000_000

// Store implements door.Jobs and job.Store.
type Store struct{ DB *sqldb.DB }

var (
	_ door.Jobs = (*Store)(nil)
	_ job.Store = (*Store)(nil)
)

// Insert writes the rows of ordered jobs.
func (s *Store) Insert(ctx context.Context, tx door.EngineTx, jobs []job.Job, runAt []clock.Micros) error {
	t := tx.(*sqldb.Tx)
	for i, j := range jobs {
		label, err := sqldb.LabelOf(ctx, t, j.Object)
		if err != nil {
			return err
		}
		err = t.Put(ctx, "job", sqldb.Key{ID: j.ID, Version: 1}, sqldb.Row{"label": label, "kind": j.Kind, "args": j.Args,
			"requester": j.Requester.Key(), "acting_post": j.Requester.Post, "purpose": j.Purpose, "basis": j.Basis, "at": j.At,
			"object_kind": j.Object.Kind, "object_id": j.Object.ID})
		if err != nil {
			return err
		}
		if _, err := t.Operate(ctx, `INSERT INTO job_run (job_id, state, run_at, lease_until, attempts, done, total, code)
			VALUES ($1, 'waiting', $2, 0, 0, 0, 0, '')`, j.ID, runAt[i]); err != nil {
			return err
		}
	}
	return nil
}

// due finds the next due job, also one whose runner went away.
const due = `SELECT job_id, attempts, done, total FROM job_run
	WHERE state = 'waiting' AND run_at <= $1 OR state = 'running' AND lease_until < $1 ORDER BY run_at LIMIT 1`

// Claim leases the next due job. It looks before it asks for the writer, which
// others wait for.
func (s *Store) Claim(ctx context.Context, now clock.Micros) (job.Job, job.Run, error) {
	var j job.Job
	var r job.Run
	err := sqldb.One(ctx, s.DB.Reader(), due, []any{now}, &j.ID, &r.Attempts, &r.Done, &r.Total)
	if err == nil {
		err = s.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
			j, r, err = claim(ctx, tx, now)
			return err
		})
	}
	if errors.Is(err, sqldb.ErrNoRow) {
		return j, r, job.ErrNone
	}
	return j, r, err
}

func claim(ctx context.Context, tx *sqldb.Tx, now clock.Micros) (job.Job, job.Run, error) {
	var j job.Job
	r := job.Run{State: job.Running}
	if err := sqldb.One(ctx, tx, due, []any{now}, &j.ID, &r.Attempts, &r.Done, &r.Total); err != nil {
		return j, r, err
	}
	n, err := tx.Operate(ctx, `UPDATE job_run SET state = 'running', lease_until = $2, attempts = attempts + 1
		WHERE job_id = $1 AND attempts = $3 AND (state = 'waiting' OR state = 'running' AND lease_until < $4)`, j.ID, now+Lease, r.Attempts, now)
	if err == nil && n == 0 {
		err = sqldb.ErrNoRow // another process took it
	}
	if err != nil {
		return j, r, err
	}
	r.Job, r.Attempts, j.Attempt = j.ID, r.Attempts+1, r.Attempts+1
	err = sqldb.One(ctx, tx, `SELECT kind, args, requester, acting_post, purpose, basis, at, object_kind, object_id FROM job WHERE id = $1`,
		[]any{j.ID}, &j.Kind, &j.Args, &j.Requester.Account, &j.Requester.Post, &j.Purpose, &j.Basis, &j.At, &j.Object.Kind, &j.Object.ID)
	return j, r, err
}

// running is the condition under which a run may speak for its job.
const running = ` WHERE job_id = $1 AND state = 'running' AND attempts = $2`

// speak changes a job's running for the run that has it: ErrCancelled when it
// was cancelled or another run has it.
func (s *Store) speak(ctx context.Context, j job.Job, set string, args ...any) error {
	return s.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		n, err := tx.Operate(ctx, `UPDATE job_run SET `+set+running, append([]any{j.ID, j.Attempt}, args...)...)
		if err == nil && n == 0 {
			return job.ErrCancelled
		}
		return err
	})
}

// Renew keeps the lease.
func (s *Store) Renew(ctx context.Context, j job.Job, now clock.Micros) error {
	return s.speak(ctx, j, `lease_until = $3`, now+Lease)
}

// Report notes progress and renews the lease.
func (s *Store) Report(ctx context.Context, j job.Job, done, total int64, now clock.Micros) error {
	return s.speak(ctx, j, `done = $3, total = $4, lease_until = $5`, done, total, now+Lease)
}

// Finish notes how a run ended; one that has its job no more has no say.
func (s *Store) Finish(ctx context.Context, j job.Job, state job.State, code string, runAt clock.Micros) error {
	return quietly(s.speak(ctx, j, `state = $3, code = $4, run_at = $5, lease_until = 0`, state, code, runAt))
}

// Release gives a job back that was not finished.
func (s *Store) Release(ctx context.Context, j job.Job, now clock.Micros) error {
	return quietly(s.speak(ctx, j, `state = 'waiting', run_at = $3, lease_until = 0, attempts = attempts - 1`, now))
}

func quietly(err error) error {
	if errors.Is(err, job.ErrCancelled) {
		return nil
	}
	return err
}

const runColumns = `SELECT r.job_id, r.state, r.attempts, r.done, r.total, r.code FROM job_run r`

func findRun(ctx context.Context, q sqldb.Querier, query string, args ...any) (job.Run, error) {
	var r job.Run
	err := sqldb.One(ctx, q, query, args, &r.Job, &r.State, &r.Attempts, &r.Done, &r.Total, &r.Code)
	if errors.Is(err, sqldb.ErrNoRow) {
		return r, errs.NotFound("job.not_found")
	}
	return r, err
}

// Find gives the running of a job: NotFound "job.not_found".
func (s *Store) Find(ctx context.Context, jobID id.ID) (job.Run, error) {
	return findRun(ctx, s.DB.Reader(), runColumns+` WHERE r.job_id = $1`, jobID)
}

const newest = runColumns + ` JOIN job j ON j.id = r.job_id WHERE j.object_id = $1 AND j.object_kind = $2 AND j.kind = $3 ORDER BY j.at DESC, j.id DESC LIMIT 1`

// Newest gives the running of the newest job of a kind about an object, outside
// commands: NotFound "job.not_found".
func (s *Store) Newest(ctx context.Context, kind job.Kind, o access.Object) (job.Run, error) {
	return findRun(ctx, s.DB.Reader(), newest, o.ID, o.Kind, kind)
}

// NewestIn is Newest inside a command.
func (s *Store) NewestIn(ctx context.Context, tx door.Tx, kind job.Kind, o access.Object) (job.Run, error) {
	return findRun(ctx, sqldb.Of(tx), newest, o.ID, o.Kind, kind)
}

// Cancel stops a job inside a command: Conflict "job.ended" when there is nothing
// to stop any more.
func (s *Store) Cancel(ctx context.Context, tx door.Tx, jobID id.ID) error {
	n, err := sqldb.Of(tx).Operate(ctx, `UPDATE job_run SET state = 'cancelled', lease_until = 0 WHERE job_id = $1 AND state IN ('waiting', 'running')`, jobID)
	if err == nil && n == 0 {
		err = errs.Conflict("job.ended")
	}
	return err
}

// Hold makes sure, inside a command of the job's own, that the job is still its
// run's until the command has ended: job.ErrCancelled.
func (s *Store) Hold(ctx context.Context, tx door.Tx, j job.Job) error {
	n, err := sqldb.Of(tx).Operate(ctx, `UPDATE job_run SET lease_until = lease_until`+running, j.ID, j.Attempt)
	if err == nil && n == 0 {
		err = job.ErrCancelled
	}
	return err
}

// Relabel gives the jobs about an object its label.
func (s *Store) Relabel(ctx context.Context, t *sqldb.Tx, o access.Object, label access.Label) error {
	return t.Relabel(ctx, "job", label, "object_kind = $1 AND object_id = $2", o.Kind, o.ID)
}

// Standing counts the jobs that wait, those that failed, and those that should have
// begun before a time and wait still.
func (s *Store) Standing(ctx context.Context, late clock.Micros) (waiting, failed, overdue int64, err error) {
	err = sqldb.One(ctx, s.DB.Reader(), `SELECT COALESCE(sum(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END), 0), COALESCE(sum(CASE WHEN state = 'failed' THEN 1 ELSE 0 END), 0),
		COALESCE(sum(CASE WHEN state = 'waiting' AND run_at < $1 THEN 1 ELSE 0 END), 0) FROM job_run WHERE state IN ('waiting', 'failed')`, []any{late}, &waiting, &failed, &overdue)
	return waiting, failed, overdue, err
}
