// Package job is work that a command orders and that happens after it: the
// order is a governed row written in the command's own transaction, the running
// of it an operational one. A job passes the door as "system for requester" and
// is decided again with the requester's rights of that day (DESIGN 9).
//
// A running job holds a lease and says how far it is; whoever ordered it, or may
// give the same command, can stop it. A program that ends gives its job back, one
// that is killed loses it when the lease runs out; either way it is begun again.
package job

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/id"
)

// Kind names a kind of job, "<module>.<noun>.<verb>".
type Kind string

// Request orders a job about the object of the command that orders it. Args is
// canonical JSON without personal data: ids and digests only.
type Request struct {
	Kind  Kind
	Args  []byte
	RunAt clock.Micros // not before; 0 means at once
}

// Job is an order as stored.
type Job struct {
	ID        id.ID
	Kind      Kind
	Args      []byte
	Requester access.Actor
	Object    access.Object // of the command that ordered it
	Purpose   access.Purpose
	Basis     id.ID
	At        clock.Micros
	Attempt   int64 // which run of it this is, from 1; older ones count for nothing
}

// Actor is as whom the job passes the door: the system for its requester, with
// the requester's rights.
func (j Job) Actor() access.Actor {
	who := j.Requester
	who.System = "job"
	return who
}

// State is where a job stands.
type State string

// The states. A failed job was tried as often as its kind allows.
const (
	Waiting   State = "waiting"
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Run is the running of a job.
type Run struct {
	Job      id.ID
	State    State
	Attempts int64
	Done     int64 // units of work done, of Total; Total 0 means not known
	Total    int64
	Code     string // errs code of the last failure
}

// Open reports whether the job is still to be done.
func (r Run) Open() bool { return r.State == Waiting || r.State == Running }

// Progress reports how far a job is. It returns an error when the job was
// cancelled; the handler then stops.
type Progress func(ctx context.Context, done, total int64) error

// Handler does a kind of job. It may be run again after a crash and must then
// do only what is still missing: each of its commands carries a key made from
// the job's id. Its ctx ends when the job is cancelled or the program ends.
type Handler func(ctx context.Context, j Job, report Progress) error
