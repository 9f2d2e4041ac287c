package door

import (
	"context"
	"crypto/rand"
	"crypto/sha256"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/job"
	"hoso/internal/ledger"
)

// MaxRows is the number of rows that one command may touch.
const MaxRows = 5000

// Command says what is to be done, or read, by whom and why.
type Command struct {
	Name    access.Action  // "<module>.<noun>.<verb>"
	Key     [16]byte       // idempotency key; zero means one made up here
	Actor   access.Actor   // who
	Purpose access.Purpose // what for
	Basis   id.ID          // the provision or directive that it rests on, if any
	Object  access.Object  // exists already: a creation names what it is created under
	Args    any            // for the digest; never stored
}

// Tx is what a command's function works with. Stores reach the engine through
// Engine; nothing else does (a rule of archtest).
type Tx interface {
	// Allow decides on further objects: nil, Denied or NotFound, which the
	// function must return.
	Allow(ctx context.Context, action access.Action, objects ...access.Object) error
	// Ceiling is the highest label of which the actor may know here. A store reads
	// nothing above it of what has a label within an object that was allowed.
	Ceiling() access.Label
	// Subject says that the command concerns a person.
	Subject(person id.ID)
	// Fact adds a registered fact, an int64 or a digest, to the entry.
	Fact(key string, value any)
	// Enqueue orders a job in this transaction.
	Enqueue(r job.Request)
	// Now is the command's time, the same in entry and rows.
	Now() clock.Micros
	// Engine is the engine's transaction, for stores.
	Engine() EngineTx
}

// Door is the one door of a folder. It is safe for concurrent use.
type Door struct{ p Ports }

// New makes a door from its ports; all must be set.
func New(p Ports) *Door { return &Door{p} }

// Do runs a command or an opening; see the package comment. fn may run twice,
// does no I/O outside tx and takes milliseconds. The reference is that of the
// entry left, also of a refused one; it is zero when nothing was left.
func (d *Door) Do(ctx context.Context, c Command, fn func(ctx context.Context, tx Tx) error) (ledger.Ref, error) {
	pass, err := d.prepare(c)
	if err != nil {
		return ledger.Ref{}, err
	}
	var ref ledger.Ref
	var refused error
	err = d.p.Engine.Write(ctx, func(ctx context.Context, tx EngineTx) error {
		ref, refused = ledger.Ref{}, nil
		got, err := pass.run(ctx, tx, fn)
		if leavesRefusal(err) {
			refused = err
			if err = tx.Restart(ctx); err == nil {
				got, err = pass.refuse(ctx, tx, errs.Of(refused).Code)
			}
		}
		ref = got
		return err
	})
	if err != nil {
		return ledger.Ref{}, err
	}
	return ref, refused
}

func leavesRefusal(err error) bool {
	return errs.Is(err, errs.KindDenied) || errs.Is(err, errs.KindNotFound)
}

// pass is one way of a command through the door, prepared outside the
// transaction so that a second run gives the same key and digest.
type pass struct {
	d      *Door
	c      Command
	keyed  bool
	digest ledger.Hash
	// verdict is what the last run was decided on.
	verdict access.Verdict
}

// actor is who acts, with the post from which they were found to act.
func (p *pass) actor() access.Actor {
	who := p.c.Actor
	if !p.verdict.Post.IsZero() {
		who.Post = p.verdict.Post
	}
	return who
}

func (d *Door) prepare(c Command) (*pass, error) {
	if c.Actor.IsZero() {
		return nil, errs.Denied("door.actor.missing")
	}
	p := &pass{d: d, c: c, keyed: c.Key != [16]byte{}}
	if !p.keyed {
		if _, err := rand.Read(p.c.Key[:]); err != nil {
			return nil, err
		}
	}
	args, err := ledger.CanonicalJSON(c.Args)
	if err != nil {
		return nil, err
	}
	p.digest = ledger.CommandDigest(p.c.Key, string(c.Name), args)
	return p, nil
}

func (p *pass) run(ctx context.Context, tx EngineTx, fn func(context.Context, Tx) error) (ledger.Ref, error) {
	t := &doorTx{pass: p, engine: tx, entry: id.New(), now: p.d.p.Clock.Now()}
	p.verdict = access.Verdict{}
	if p.keyed {
		stands, taken, err := p.claim(ctx, t)
		if err != nil || taken {
			return ledger.Ref{Entry: stands.Entry}, err
		}
	}
	if err := t.Allow(ctx, p.c.Name, p.c.Object); err != nil {
		return ledger.Ref{}, err
	}
	if err := fn(ctx, t); err != nil {
		return ledger.Ref{}, err
	}
	if err := t.insertJobs(ctx); err != nil {
		return ledger.Ref{}, err
	}
	n := len(tx.Touched())
	if n > 0 && p.d.p.Full != nil {
		if err := p.d.p.Full(); err != nil {
			return ledger.Ref{}, err
		}
	}
	if n > MaxRows {
		return ledger.Ref{}, errs.Invalid("door.rows.too_many", errs.Int("rows", n), errs.Int("max", MaxRows))
	}
	return t.record(ctx, ledger.Done, "", t.facts)
}

func (p *pass) claim(ctx context.Context, t *doorTx) (Claim, bool, error) {
	stands, taken, err := p.d.p.Keys.Claim(ctx, t.engine, Claim{Actor: p.c.Actor.Key(), Name: string(p.c.Name),
		Key: p.c.Key, Digest: p.digest, Entry: t.entry, At: t.now})
	if err != nil {
		return Claim{}, false, err
	}
	if taken && stands.Digest != p.digest {
		return Claim{}, false, errs.Conflict("door.key.used")
	}
	return stands, taken, nil
}

// refuse leaves the entry of a refusal, or counts a repeat of one.
func (p *pass) refuse(ctx context.Context, tx EngineTx, code string) (ledger.Ref, error) {
	t := &doorTx{pass: p, engine: tx, entry: id.New(), now: p.d.p.Clock.Now()}
	r := Refusal{Actor: p.c.Actor.Key(), Action: p.c.Name, Object: objectDigest(p.c.Object), Entry: t.entry, Until: t.now + repeatWindow}
	again, err := p.d.p.Keys.Repeat(ctx, tx, r, t.now)
	if err != nil || again {
		return ledger.Ref{}, err
	}
	before, err := p.d.p.Keys.Begin(ctx, tx, r)
	if err != nil {
		return ledger.Ref{}, err
	}
	// Repeats of an earlier minute that nobody has closed yet go into this entry.
	var facts ledger.Facts
	if before.Count > 0 {
		facts = ledger.Facts{"repeats": before.Count}
	}
	return t.record(ctx, ledger.Refused, code, facts)
}

// repeatWindow is how long repeats of a refusal are counted, not recorded.
const repeatWindow clock.Micros = 60_000_000

func objectDigest(o access.Object) ledger.Hash {
	h := sha256.New()
	h.Write([]byte(o.Kind))
	h.Write([]byte{0})
	h.Write(o.ID[:])
	return ledger.Hash(h.Sum(nil))
}

// ActionCloseRepeats is the command that closes a tally of refusals.
const ActionCloseRepeats access.Action = "door.refusal.close"

// CloseRepeats leaves one entry for each tally of refusals whose minute is over
// and that has repeats, at most 100 of them, and gives their number.
func (d *Door) CloseRepeats(ctx context.Context) (int, error) {
	n := 0
	for n < 100 {
		closed, err := d.closeOne(ctx)
		if err != nil || !closed {
			return n, err
		}
		n++
	}
	return n, nil
}

func (d *Door) closeOne(ctx context.Context) (bool, error) {
	pass, err := d.prepare(Command{Name: ActionCloseRepeats, Actor: access.System("refusals")})
	if err != nil {
		return false, err
	}
	closed := false
	err = d.p.Engine.Write(ctx, func(ctx context.Context, tx EngineTx) error {
		t := &doorTx{pass: pass, engine: tx, entry: id.New(), now: d.p.Clock.Now()}
		ended, err := d.p.Keys.Ended(ctx, tx, t.now, 1)
		closed = len(ended) > 0
		if err != nil || !closed {
			return err
		}
		pass.c.Object = access.Object{Kind: "entry", ID: ended[0].Entry} // which says whom and what
		_, err = t.record(ctx, ledger.Done, "", ledger.Facts{"repeats": ended[0].Count, "filter": ended[0].Object})
		return err
	})
	return closed, err
}
