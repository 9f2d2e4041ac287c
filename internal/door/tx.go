package door

import (
	"context"
	"crypto/rand"
	"slices"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/id"
	"hoso/internal/job"
	"hoso/internal/ledger"
)

// doorTx is one run of a command's function.
type doorTx struct {
	pass     *pass
	engine   EngineTx
	entry    id.ID
	now      clock.Micros
	subjects []id.ID
	facts    ledger.Facts
	jobs     []job.Request
	decided  bool
}

func (t *doorTx) Now() clock.Micros     { return t.now }
func (t *doorTx) Engine() EngineTx      { return t.engine }
func (t *doorTx) Ceiling() access.Label { return t.pass.verdict.Ceiling }
func (t *doorTx) Subject(person id.ID)  { t.subjects = append(t.subjects, person) }
func (t *doorTx) Enqueue(r job.Request) { t.jobs = append(t.jobs, r) }

func (t *doorTx) Fact(key string, value any) {
	if t.facts == nil {
		t.facts = ledger.Facts{}
	}
	t.facts[key] = value
}

func (t *doorTx) Allow(ctx context.Context, action access.Action, objects ...access.Object) error {
	v, err := t.pass.d.p.Access.Decide(ctx, t.engine, access.Question{Actor: t.pass.c.Actor, Action: action,
		Purpose: t.pass.c.Purpose, Objects: objects, Today: clock.DateOf(t.now.Time().In(clock.Local)), Now: t.now})
	if !t.decided { // the command's own object: what it was decided on stands in the entry
		t.decided, t.pass.verdict = true, v
	}
	return err
}

func (t *doorTx) insertJobs(ctx context.Context) error {
	if len(t.jobs) == 0 {
		return nil
	}
	jobs, runAt := make([]job.Job, len(t.jobs)), make([]clock.Micros, len(t.jobs))
	for i, r := range t.jobs {
		jobs[i] = job.Job{ID: id.New(), Kind: r.Kind, Args: r.Args, Requester: t.pass.actor(),
			Object: t.pass.c.Object, Purpose: t.pass.c.Purpose, Basis: t.pass.c.Basis, At: t.now}
		runAt[i] = max(r.RunAt, t.now)
	}
	return t.pass.d.p.Jobs.Insert(ctx, t.engine, jobs, runAt)
}

// record leaves the entry of what was touched.
func (t *doorTx) record(ctx context.Context, outcome ledger.Outcome, code string, facts ledger.Facts) (ledger.Ref, error) {
	var salt ledger.Hash
	if _, err := rand.Read(salt[:]); err != nil {
		return ledger.Ref{}, err
	}
	slices.SortFunc(t.subjects, id.ID.Compare)
	subjects := slices.Compact(t.subjects)
	rows := t.engine.Touched()
	c := t.pass.c
	e := ledger.Entry{V: 1, ID: t.entry, At: t.now, Actor: t.pass.actor(), Action: c.Name, Object: c.Object,
		Purpose: c.Purpose, Basis: c.Basis, Grant: t.pass.verdict.Grant, Outcome: outcome, Code: code, CommandDigest: t.pass.digest, Facts: facts,
		RowsCount: int64(len(rows)), RowsRoot: ledger.RowsRoot(rows),
		SubjectsCount: int64(len(subjects)), SubjectsRoot: ledger.SubjectsRoot(salt, subjects)}
	if err := t.pass.d.p.Ledger.Record(ctx, t.engine, e, salt, rows, subjects); err != nil {
		return ledger.Ref{}, err
	}
	return ledger.Ref{Entry: t.entry}, nil
}
