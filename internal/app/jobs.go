package app

import (
	"bytes"
	"context"
	"strings"

	"hoso/internal/directive"
	"hoso/internal/errs"
	"hoso/internal/intake"
	"hoso/internal/job"
	"hoso/internal/person"
)

// RunJobs does ordered work until ctx ends; what is not finished then is given
// back.
func (a *App) RunJobs(ctx context.Context) { a.runner().Run(ctx) }

func (a *App) runner() *job.Runner {
	return &job.Runner{Store: a.Jobs, Clock: a.Clock, Log: a.Log, Handlers: map[job.Kind]job.Handler{
		directive.KindRecognise: a.Directive.Recognise,
		turnKeysJob:             a.turnKeys,
		person.KindErase:        a.Person.EraseJob,
	}}
}

// recogniser reads the pictures of scans with what the machine has.
type recogniser struct{ app *App }

var _ directive.Recogniser = recogniser{}

// CanRecognise says what the machine lacks.
func (r recogniser) CanRecognise(ctx context.Context) error { return r.app.Intake.CanRecognise(ctx) }

// Recognise reads all pages of a scan, one after the other. No text at all is
// Invalid "intake.recognise.empty", a scan of too many pages
// "intake.recognise.too_many".
func (r recogniser) Recognise(ctx context.Context, name string, data []byte, pages int64, report job.Progress) (directive.Reading, error) {
	if pages > intake.MaxRecognised {
		return directive.Reading{}, errs.Invalid("intake.recognise.too_many")
	}
	var text strings.Builder
	var marks []directive.Place
	at := int64(0)
	for n := int64(1); n <= pages; n++ {
		p, err := r.app.Intake.RecognisePage(ctx, name, bytes.NewReader(data), int64(len(data)), int(n))
		if err != nil {
			return directive.Reading{}, err
		}
		for _, u := range p.Unsure {
			marks = append(marks, directive.Place{First: at + int64(u[0]), Last: at + int64(u[1])})
		}
		text.WriteString(p.Text + "\n")
		at += int64(len([]rune(p.Text))) + 1
		if err := report(ctx, n, pages); err != nil {
			return directive.Reading{}, err
		}
	}
	if strings.TrimSpace(text.String()) == "" {
		return directive.Reading{}, errs.Invalid("intake.recognise.empty")
	}
	read, err := r.app.readTextOf(ctx, text.String())
	read.Marks = marks
	return read, err
}
