// Package jobsql keeps ordered jobs and their running. The order is governed;
// leases and progress are operational.
package jobsql

import (
	"context"
	"errors"

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
		err := t.Put(ctx, "job", sqldb.Key{ID: j.ID, Version: 1}, sqldb.Row{"label": 0, "kind": j.Kind, "args": j.Args,
			"requester": j.Requester.Key(), "acting_post": j.Requester.Post, "purpose": j.Purpose, "basis": j.Basis, "at": j.At})
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

// Claim leases the next due job, also one whose runner went away. ErrNone when
// there is none.
func (s *Store) Claim(ctx context.Context, now clock.Micros) (job.Job, job.Run, error) {
	var j job.Job
	var r job.Run
	err := s.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		err := sqldb.One(ctx, tx, `SELECT job_id, attempts, done, total FROM job_run
			WHERE state = 'waiting' AND run_at <= $1 ORDER BY run_at LIMIT 1`, []any{now}, &j.ID, &r.Attempts, &r.Done, &r.Total)
		if errors.Is(err, sqldb.ErrNoRow) {
			err = sqldb.One(ctx, tx, `SELECT job_id, attempts, done, total FROM job_run
				WHERE state = 'running' AND lease_until < $1 ORDER BY run_at LIMIT 1`, []any{now}, &j.ID, &r.Attempts, &r.Done, &r.Total)
		}
		if err != nil {
			return err
		}
		n, err := tx.Operate(ctx, `UPDATE job_run SET state = 'running', lease_until = $2, attempts = attempts + 1
			WHERE job_id = $1 AND (state = 'waiting' OR lease_until < $3)`, j.ID, now+Lease, now)
		if err == nil && n == 0 {
			return sqldb.ErrNoRow // another process took it
		}
		if err != nil {
			return err
		}
		r.State, r.Attempts = job.Running, r.Attempts+1
		return sqldb.One(ctx, tx, `SELECT kind, args, requester, acting_post, purpose, basis, at FROM job WHERE id = $1`,
			[]any{j.ID}, &j.Kind, &j.Args, &j.Requester.Account, &j.Requester.Post, &j.Purpose, &j.Basis, &j.At)
	})
	if errors.Is(err, sqldb.ErrNoRow) {
		return j, r, job.ErrNone
	}
	return j, r, err
}

// Report notes progress and renews the lease; ErrCancelled when the job was
// cancelled meanwhile.
func (s *Store) Report(ctx context.Context, jobID id.ID, done, total int64, now clock.Micros) error {
	return s.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		n, err := tx.Operate(ctx, `UPDATE job_run SET done = $2, total = $3, lease_until = $4 WHERE job_id = $1 AND state = 'running'`,
			jobID, done, total, now+Lease)
		if err == nil && n == 0 {
			return job.ErrCancelled
		}
		return err
	})
}

// Finish notes how a run ended; a waiting state runs it again at runAt.
func (s *Store) Finish(ctx context.Context, jobID id.ID, state job.State, code string, runAt clock.Micros) error {
	return s.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := tx.Operate(ctx, `UPDATE job_run SET state = $2, code = $3, run_at = $4, lease_until = 0 WHERE job_id = $1 AND state = 'running'`,
			jobID, state, code, runAt)
		return err
	})
}

// Find gives the running of a job: NotFound "job.not_found".
func (s *Store) Find(ctx context.Context, jobID id.ID) (job.Run, error) {
	var r job.Run
	err := sqldb.One(ctx, s.DB.Reader(), `SELECT state, attempts, done, total, code FROM job_run WHERE job_id = $1`,
		[]any{jobID}, &r.State, &r.Attempts, &r.Done, &r.Total, &r.Code)
	if errors.Is(err, sqldb.ErrNoRow) {
		return r, errs.NotFound("job.not_found")
	}
	return r, err
}
