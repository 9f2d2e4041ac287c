package directive

import (
	"context"
	"crypto/sha256"
	"encoding/json"

	"hoso/internal/access"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/job"
	"hoso/internal/ledger"
)

// The commands about a text that a machine reads from the pictures of a scan.
const (
	ActionRecognise       access.Action = "directive.recognise"        // orders the work
	ActionStopRecognising access.Action = "directive.recognise.cancel" // stops it
	ActionKeepRecognised  access.Action = "directive.recognise.keep"   // of the work itself
	ActionCompare         access.Action = "directive.compare"          // somebody compared text and file
)

// KindRecognise is the work of reading the pictures of a scan.
const KindRecognise job.Kind = "directive.expression.recognise"

// Jobs tells how ordered work stands, and stops it.
type Jobs interface {
	// Newest gives the running of the newest job of a kind about an object:
	// NotFound "job.not_found".
	Newest(ctx context.Context, kind job.Kind, o access.Object) (job.Run, error)
	NewestIn(ctx context.Context, tx door.Tx, kind job.Kind, o access.Object) (job.Run, error)
	// Cancel stops a job: Conflict "job.ended".
	Cancel(ctx context.Context, tx door.Tx, jobID id.ID) error
	// Hold is job.ErrCancelled when the job is not this run's any more.
	Hold(ctx context.Context, tx door.Tx, j job.Job) error
}

// Recogniser reads pictures of pages, where the machine has what it takes.
type Recogniser interface {
	// CanRecognise is nil, or says what the machine lacks: Invalid
	// "intake.recognise.missing", "intake.recognise.language".
	CanRecognise(ctx context.Context) error
	// Recognise reads all pages of a scan and reports each.
	Recognise(ctx context.Context, name string, data []byte, pages int64, report job.Progress) (Reading, error)
}

// recogniseArgs are the arguments of the job.
type recogniseArgs struct{ Expression string }

// RecogniseLater orders the reading of a directive's scan by machine. Errors are
// those of CanRecognise, Conflict "directive.recognise.no_scan",
// "directive.recognise.done" and "directive.recognise.running".
func (s *Service) RecogniseLater(ctx context.Context, by By, directive id.ID) (ledger.Ref, error) {
	if err := s.refused(ctx, by, ActionRecognise, object(directive)); err != nil {
		return ledger.Ref{}, err
	}
	if err := s.Recogniser.CanRecognise(ctx); err != nil {
		return ledger.Ref{}, err
	}
	return s.do(ctx, by, ActionRecognise, object(directive), nil, func(ctx context.Context, tx door.Tx) error {
		e, err := s.liveText(ctx, tx, directive)
		if err != nil {
			return err
		}
		last, err := s.Jobs.NewestIn(ctx, tx, KindRecognise, object(directive))
		if err != nil && !errs.Is(err, errs.KindNotFound) {
			return err
		}
		if err := e.mayRecognise(last); err != nil {
			return err
		}
		args, err := json.Marshal(recogniseArgs{e.ID.String()})
		tx.Enqueue(job.Request{Kind: KindRecognise, Args: args})
		return err
	})
}

// liveText reads the text of a directive that was not discarded.
func (s *Service) liveText(ctx context.Context, tx door.Tx, directive id.ID) (*Expression, error) {
	d, err := s.Works.Directive(ctx, tx, directive)
	if err == nil && d.State == Discarded {
		err = errs.NotFound("directive.not_found")
	}
	if err != nil {
		return nil, err
	}
	return s.Works.Expression(ctx, tx, directive)
}

// mayRecognise says what stands against reading a text by machine, given how the
// last such work stands.
func (e *Expression) mayRecognise(last job.Run) error {
	switch {
	case !e.Scanned:
		return errs.Conflict("directive.recognise.no_scan")
	case e.Recognised:
		return errs.Conflict("directive.recognise.done")
	case last.Open():
		return errs.Conflict("directive.recognise.running")
	}
	return nil
}

// StopRecognising stops the reading of a directive's scan: Conflict "job.ended"
// when there is none.
func (s *Service) StopRecognising(ctx context.Context, by By, directive id.ID) (ledger.Ref, error) {
	return s.do(ctx, by, ActionStopRecognising, object(directive), nil, func(ctx context.Context, tx door.Tx) error {
		last, err := s.Jobs.NewestIn(ctx, tx, KindRecognise, object(directive))
		if errs.Is(err, errs.KindNotFound) {
			return errs.Conflict("job.ended")
		}
		if err != nil {
			return err
		}
		return s.Jobs.Cancel(ctx, tx, last.Job)
	})
}

// Recognise does the ordered work. Rights are looked at before the file is opened
// and decided again when the text is kept; a text that stands is not read twice.
func (s *Service) Recognise(ctx context.Context, j job.Job, report job.Progress) error {
	by, of := By{Actor: j.Actor(), Key: [16]byte(j.ID)}, j.Object.ID
	if err := s.refused(ctx, by, ActionKeepRecognised, object(of)); err != nil {
		return err
	}
	e, err := s.Read.TextOf(ctx, of)
	if err != nil || e.Recognised {
		return err
	}
	var args recogniseArgs
	if err := json.Unmarshal(j.Args, &args); err != nil || args.Expression != e.ID.String() {
		return errs.Invalid("directive.recognise.other").Because(err)
	}
	if err := report(ctx, 0, e.Pages); err != nil {
		return err
	}
	data, err := s.Files.Get(ctx, e.Blob)
	if err != nil {
		return err
	}
	read, err := s.Recogniser.Recognise(ctx, e.FileName, data, e.Pages, report)
	if err != nil {
		return err
	}
	return s.keepRecognised(ctx, by, j, e.ID, read)
}

func (s *Service) keepRecognised(ctx context.Context, by By, j job.Job, expression id.ID, read Reading) error {
	of := j.Object.ID
	_, err := s.do(ctx, by, ActionKeepRecognised, object(of), sha256.Sum256([]byte(read.Text)), func(ctx context.Context, tx door.Tx) error {
		if err := s.Jobs.Hold(ctx, tx, j); err != nil {
			return err
		}
		e, err := s.liveText(ctx, tx, of)
		if err != nil {
			return err
		}
		if e.ID != expression || e.Recognised {
			return errs.Invalid("directive.recognise.other")
		}
		e.Recognised, e.Text, e.Remarks = true, read.Text, read.Remarks
		e.tidy()
		return s.Works.SaveText(ctx, tx, e, read.Citations)
	})
	return err
}

// Compare records that somebody compared a directive's text with its file:
// Conflict "directive.compare.done" when somebody did.
func (s *Service) Compare(ctx context.Context, by By, directive id.ID) (ledger.Ref, error) {
	return s.do(ctx, by, ActionCompare, object(directive), nil, func(ctx context.Context, tx door.Tx) error {
		e, err := s.liveText(ctx, tx, directive)
		if err != nil {
			return err
		}
		if err := e.compare(Comparison{tx.Now(), by.Actor.Account}); err != nil {
			return err
		}
		return s.Works.SaveRemarks(ctx, tx, e)
	})
}

// Doubtful reports whether a text asks to be compared with its file.
func (e *Expression) Doubtful() bool { return e.Recognised || len(e.Warnings) > 0 }

func (e *Expression) compare(c Comparison) error {
	switch {
	case e.Compared.At != 0:
		return errs.Conflict("directive.compare.done")
	case !e.Doubtful():
		return errs.Conflict("directive.compare.nothing")
	}
	e.Compared = c
	return nil
}

// Proposed are the facts that the form of a directive begins with: its own, or,
// for a draft that has none, those of the text that was read since.
func (s *Service) Proposed(ctx context.Context, d *Directive, e *Expression) (Facts, error) {
	if d.State != Draft || d.Facts != (Facts{}) || e == nil || !e.Recognised {
		return d.Facts, nil
	}
	read, err := s.ReadText(ctx, e.Text)
	return read.Facts, err
}
