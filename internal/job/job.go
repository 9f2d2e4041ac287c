// Package job is work that a command orders and that happens after it: the
// order is a governed row written in the command's own transaction, the running
// of it an operational one. A job passes the door as "system for requester" and
// is decided again with the requester's rights of that day (DESIGN 9).
package job

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/id"
)

// Kind names a kind of job, "<module>.<noun>.<verb>".
type Kind string

// Request orders a job. Args is canonical JSON without personal data: ids and
// digests only.
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
	Purpose   access.Purpose
	Basis     id.ID
	At        clock.Micros
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
	State    State
	Attempts int64
	Done     int64 // units of work done, of Total; Total 0 means not known
	Total    int64
	Code     string // errs code of the last failure
}

// Progress reports how far a job is. It returns an error when the job was
// cancelled; the handler then stops.
type Progress func(ctx context.Context, done, total int64) error

// Handler does a kind of job. It may be run again after a crash and must then
// do only what is still missing: each of its commands carries a key made from
// the job's id.
type Handler func(ctx context.Context, j Job, report Progress) error
