package accesssql

import (
	"cmp"
	"context"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/schema"
	"hoso/internal/sqldb"
)

// Carrier carries an object's label to every row of its module that says
// something about the object: none of them has a lower one.
type Carrier interface {
	Relabel(ctx context.Context, tx *sqldb.Tx, o access.Object, label access.Label) error
}

// Labels keeps which label objects have, and the register of printed copies.
type Labels struct {
	*Desk
	Carriers []Carrier
}

// MayEnter says whether somebody may enter something of a label here: Invalid
// "access.label.node", ".unknown" or ".clearance" at a form's field.
func (l *Labels) MayEnter(ctx context.Context, who access.Actor, label access.Label, field string) error {
	return l.mayEnter(ctx, l.DB.Reader(), who, label, field, clock.Today(l.Clock))
}

func (l *Labels) mayEnter(ctx context.Context, q sqldb.Querier, who access.Actor, label access.Label, field string, day clock.Date) error {
	if err := l.Access.Node.Holds(label, field); err != nil || label == access.LabelNone {
		return err
	}
	st, err := l.Access.Standing(ctx, q, who, day)
	if err == nil && label > st.Clearance {
		err = errs.Invalid("access.label.clearance", errs.Field(field))
	}
	return err
}

// Enter notes the first classification of an object that a command enters with
// its label, in the transaction of that command.
func (l *Labels) Enter(ctx context.Context, tx door.Tx, by access.Actor, on access.Facts, f access.SecrecyForm) error {
	t := sqldb.Of(tx)
	if err := l.mayEnter(ctx, t, by, f.Level, "level", today(tx)); err != nil {
		return err
	}
	limits, err := limitsOf(ctx, t)
	if err != nil {
		return err
	}
	f.Step = access.StepClassify
	c, err := access.Classify(l.Access.Node, limits, nil, f, today(tx))
	if err != nil {
		return err
	}
	r := stepRow(c, on, id.ID{}, by, tx.Now())
	r.key.ID, r.Row["state"] = id.New(), access.RightLive
	return r.save(ctx, t)
}

// Change takes a step. Where the policy row says so it waits for Approve.
func (l *Labels) Change(ctx context.Context, by By, o access.Object, f access.SecrecyForm) (id.ID, error) {
	made := id.Of(by.Key, "classification")
	_, err := l.do(ctx, by, f.Step.Action(), access.PurposeSecret, o, f, func(ctx context.Context, tx door.Tx) error {
		return l.step(ctx, tx, by, o, f, made)
	})
	return made, err
}

// Declassify takes the label of several objects away in one command, as one
// document decides; each waits for Approve. All or none: Conflict
// "access.labels.stale" names the place of one that does not fit any more.
func (l *Labels) Declassify(ctx context.Context, by By, objects []access.Object, f access.SecrecyForm) (ledger.Ref, error) {
	if err := few(len(objects)); err != nil {
		return ledger.Ref{}, err
	}
	f.Step, f.Level = access.StepDeclassify, access.LabelNone
	return l.do(ctx, by, access.ActionDeclassify, access.PurposeSecret, objects[0], []any{objects, f}, func(ctx context.Context, tx door.Tx) error {
		if err := tx.Allow(ctx, access.ActionDeclassify, objects[1:]...); err != nil {
			return err
		}
		tx.Fact("count", int64(len(objects)))
		for i, o := range objects {
			if err := l.step(ctx, tx, by, o, f, id.Of(by.Key, "classification "+o.ID.String())); err != nil {
				return placed(err, i)
			}
		}
		return nil
	})
}

// ApproveAll lets several steps count that wait, all or none.
func (l *Labels) ApproveAll(ctx context.Context, by By, steps []id.ID) (ledger.Ref, error) {
	if err := few(len(steps)); err != nil {
		return ledger.Ref{}, err
	}
	objects := make([]access.Object, len(steps))
	for i, s := range steps {
		objects[i] = access.Object{Kind: "classification", ID: s}
	}
	return l.do(ctx, by, access.ActionApproveClassification, access.PurposeRights, objects[0], steps, func(ctx context.Context, tx door.Tx) error {
		if err := tx.Allow(ctx, access.ActionApproveClassification, objects[1:]...); err != nil {
			return err
		}
		tx.Fact("count", int64(len(steps)))
		for i, o := range objects {
			if err := l.settle(ctx, tx, by, o, "access_classification", l.approved); err != nil {
				return placed(err, i)
			}
		}
		return nil
	})
}

// maxAtOnce is how many labels one command changes.
const maxAtOnce = 50

func few(n int) error {
	if n < 1 || n > maxAtOnce {
		return errs.Invalid("access.labels.chosen", errs.Field("chosen"), errs.Int("max", maxAtOnce))
	}
	return nil
}

// placed says of a step that does not fit any more at which place of those chosen
// it stands; any other error stays what it is.
func placed(err error, i int) error {
	if k := errs.KindOf(err); k != errs.KindConflict && k != errs.KindInvalid || errs.Of(err).Code == "" {
		return err
	}
	if errs.KindOf(err) == errs.KindInvalid {
		return err // about what was typed, the same for all
	}
	return errs.Conflict("access.labels.stale", errs.Int("n", i+1)).Because(err)
}

// step takes one step in the transaction of its command.
func (l *Labels) step(ctx context.Context, tx door.Tx, by By, o access.Object, f access.SecrecyForm, made id.ID) error {
	t, name := sqldb.Of(tx), f.Step.Action()
	on, err := l.hold(ctx, t, o)
	if err != nil {
		return err
	}
	if err := l.mayEnter(ctx, t, by.Actor, f.Level, "level", today(tx)); err != nil {
		return err
	}
	now, after, err := inForce(ctx, t, o)
	if err != nil {
		return err
	}
	limits, err := limitsOf(ctx, t)
	if err != nil {
		return err
	}
	c, err := access.Classify(l.Access.Node, limits, now, f, today(tx))
	if err != nil {
		return err
	}
	r := stepRow(c, on, after, by.Actor, tx.Now())
	r.key.ID = made
	if !access.NeedsFourEyes(name, o.Kind) {
		if err := l.follow(ctx, t, o, r); err != nil {
			return err
		}
	}
	return l.propose(ctx, tx, by, name, access.Object{Kind: "classification", ID: made}, o.Kind, r)
}

// Approve lets a step count that waits, if nothing came between.
func (l *Labels) Approve(ctx context.Context, by By, classification id.ID) (ledger.Ref, error) {
	return l.approve(ctx, by, access.ActionApproveClassification, access.Object{Kind: "classification", ID: classification}, "access_classification", l.approved)
}

// approved is what follows from a step that is approved.
func (l *Labels) approved(ctx context.Context, tx door.Tx, r *rightRow) error {
	o := access.Object{Kind: access.Kind(r.text("object_kind")), ID: r.id("object_id")}
	if _, err := l.hold(ctx, sqldb.Of(tx), o); err != nil {
		return err
	}
	return l.follow(ctx, sqldb.Of(tx), o, r)
}

// hold reads an object's facts and lets other commands about it wait.
func (l *Labels) hold(ctx context.Context, t *sqldb.Tx, o access.Object) (access.Facts, error) {
	tab, ok := schema.OfKind(string(o.Kind))
	if !ok {
		return access.Facts{}, errs.NotFound("access.not_found")
	}
	if err := t.Hold(ctx, tab.Name, o.ID); err != nil {
		return access.Facts{}, err
	}
	facts, err := sqldb.ReadFacts(ctx, t, o.Kind, []id.ID{o.ID})
	if err == nil && len(facts) == 0 {
		err = errs.NotFound("access.not_found")
	}
	if err != nil {
		return access.Facts{}, err
	}
	return facts[0], nil
}

// follow ends the step that was in force and carries the new label to the object
// and to all that is derived from it: Conflict "access.approval.changed" when
// another step came between.
func (l *Labels) follow(ctx context.Context, t *sqldb.Tx, o access.Object, next *rightRow) error {
	_, last, err := inForce(ctx, t, o)
	if err != nil {
		return err
	}
	if last != next.id("after_id") {
		return errs.Conflict("access.approval.changed")
	}
	level := access.Label(next.int("level"))
	next.Row["label"] = level
	if !last.IsZero() {
		before, err := find(ctx, t, "access_classification", last)
		if err != nil {
			return err
		}
		before.Row["state"], before.Row["label"] = access.RightEnded, level
		if err := before.save(ctx, t); err != nil {
			return err
		}
	}
	for _, c := range append([]Carrier{ownRows{except: next.key.ID}}, l.Carriers...) {
		if err := c.Relabel(ctx, t, o, level); err != nil {
			return err
		}
	}
	return nil
}

// int reads a number of a row, as it was read or as it is about to be written.
func (r *rightRow) int(name string) int64 {
	switch v := r.Row[name].(type) {
	case int64:
		return v
	case access.Label:
		return int64(v)
	}
	return 0
}

// ownRows are the rows of this module about an object.
type ownRows struct{ except id.ID }

var _ Carrier = ownRows{}

// ofObject are the tables of this module whose rows name an object and are shown
// by it.
var ofObject = []string{"access_break", "access_classification", "access_copy", "access_grant"}

// Relabel gives this module's rows about an object its label.
func (o ownRows) Relabel(ctx context.Context, t *sqldb.Tx, on access.Object, label access.Label) error {
	for _, table := range ofObject {
		if err := t.Relabel(ctx, table, label, "object_kind = $1 AND object_id = $2 AND id <> $3", on.Kind, on.ID, o.except); err != nil {
			return err
		}
	}
	return t.Relabel(ctx, "access_alert", label, "break_id IN (SELECT id FROM access_break WHERE object_kind = $1 AND object_id = $2)", on.Kind, on.ID)
}

func stepRow(c *access.Classification, on access.Facts, after id.ID, by access.Actor, at clock.Micros) *rightRow {
	var to any
	if c.To != "" {
		to = c.To
	}
	return &rightRow{"access_classification", sqldb.Key{}, sqldb.Row{"label": max(c.Was, c.Level), "unit_id": on.Unit, "managing_unit_id": on.ManagingUnit,
		"state": "", "subject_id": on.Subject, "object_kind": on.Object.Kind, "object_id": on.Object.ID, "after_id": after, "step": string(c.Step), "was": c.Was,
		"level": c.Level, "classifier": c.Classifier, "document": c.Document, "basis": c.Basis, "reason": c.Reason, "valid_from": c.From, "valid_to": to,
		"account_id": by.Key(), "at": at}}
}

// HighestLabel gives the highest label in force in a folder.
func HighestLabel(ctx context.Context, q sqldb.Querier) (access.Label, error) {
	var highest access.Label
	return highest, sqldb.One(ctx, q, `SELECT COALESCE(max(level), 0) FROM access_classification WHERE state = 'live'`, nil, &highest)
}

const stepColumns = `SELECT id, version, state, object_kind, object_id, step, was, level, classifier, document, basis, reason, valid_from,
	COALESCE(valid_to, ''), account_id, at FROM access_classification`

func scanStep(row sqldb.Scanner) (access.Classification, error) {
	var c access.Classification
	err := row.Scan(&c.ID, &c.Version, &c.State, &c.Object.Kind, &c.Object.ID, &c.Step, &c.Was, &c.Level, &c.Classifier, &c.Document, &c.Basis, &c.Reason,
		&c.From, &c.To, &c.By, &c.At)
	return c, err
}

// inForce reads the step in force, nil and a zero id for none.
func inForce(ctx context.Context, q sqldb.Querier, o access.Object) (*access.Classification, id.ID, error) {
	list, err := sqldb.All(ctx, q, scanStep, stepColumns+` WHERE object_kind = $1 AND object_id = $2 AND state = 'live'`, o.Kind, o.ID)
	if err != nil || len(list) == 0 {
		return nil, id.ID{}, err
	}
	return &list[0], list[0].ID, nil
}

// History gives the steps of an object, the newest first. Whether the asker may
// see the object was decided before.
func (l *Labels) History(ctx context.Context, o access.Object) ([]access.Classification, error) {
	return sqldb.All(ctx, l.DB.Reader(), scanStep, stepColumns+` WHERE object_kind = $1 AND object_id = $2 ORDER BY at DESC, id`, o.Kind, o.ID)
}

// Asking gives what asks for somebody, or with access.LabelsAll every label in
// force, as a filter says and within what the asker may see, and how many there
// are in all.
func (l *Labels) Asking(ctx context.Context, who access.Actor, f access.LabelFilter) ([]access.Classification, int64, error) {
	return l.asking(ctx, l.DB.Reader(), access.Question{Actor: who, Action: access.ActionReadClassification, Today: clock.Today(l.Clock)}, f)
}

// showing are the conditions of what a list of labels shows.
var showing = map[string]string{
	access.LabelsAsking:  "(state = 'proposed' OR state = 'live' AND valid_to IS NOT NULL AND valid_to <= ?)",
	access.LabelsWaiting: "state = 'proposed'",
	access.LabelsOver:    "state = 'live' AND valid_to <= ?",
	access.LabelsSoon:    "state = 'live' AND valid_to > ? AND valid_to <= ?",
	access.LabelsAll:     "state = 'live' AND level > 0",
}

var labelOrders = map[string]string{
	access.LabelsFirstEnd:    ` ORDER BY CASE WHEN state = 'proposed' THEN 0 ELSE 1 END, valid_to, id`,
	access.LabelsLastEnd:     ` ORDER BY valid_to DESC, id`,
	access.LabelsLastEntered: ` ORDER BY at DESC, id`,
}

func (l *Labels) asking(ctx context.Context, q sqldb.Querier, ask access.Question, f access.LabelFilter) ([]access.Classification, int64, error) {
	w := sqldb.Where{Engine: l.DB.Engine()}
	sc, err := l.Access.Scope(ctx, q, ask, "classification")
	if err != nil {
		return nil, 0, err
	}
	w.Scope(sc, "")
	switch f.Show {
	case access.LabelsAsking:
		w.And(showing[f.Show], f.By)
	case access.LabelsOver:
		w.And(showing[f.Show], ask.Today)
	case access.LabelsSoon:
		w.And(showing[f.Show], ask.Today, f.By)
	default:
		w.And(showing[f.Show])
	}
	if f.Level > access.LabelNone {
		w.And("level = ?", f.Level)
	}
	var n int64
	if err := sqldb.One(ctx, q, `SELECT count(*) FROM access_classification`+w.SQL(), w.Args(), &n); err != nil {
		return nil, 0, err
	}
	list, err := sqldb.All(ctx, q, scanStep, stepColumns+w.SQL()+labelOrders[f.Order]+` LIMIT `+w.Param(cmp.Or(f.Limit, access.MaxExport))+` OFFSET `+w.Param(f.Offset), w.Args()...)
	return list, n, err
}

// ExportAsking is Asking for a sheet; it leaves an entry.
func (l *Labels) ExportAsking(ctx context.Context, by By, unit id.ID, f access.LabelFilter) ([]access.Classification, error) {
	var list []access.Classification
	f.Offset, f.Limit = 0, 0
	_, err := l.do(ctx, by, access.ActionExportLabels, access.PurposeSecret, access.Object{Kind: "unit", ID: unit}, f, func(ctx context.Context, tx door.Tx) error {
		var err error
		list, _, err = l.asking(ctx, sqldb.Of(tx), access.Question{Actor: by.Actor, Action: access.ActionReadClassification, Today: today(tx), Now: tx.Now()}, f)
		tx.Fact("count", int64(len(list)))
		return err
	})
	return list, err
}
