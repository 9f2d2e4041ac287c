package access

import (
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// Step is what changes about the label of an object (Law 29/2018/QH14, articles
// 10, 19-22; the same steps stand in Law 117/2025/QH15, not compared yet).
type Step string

// The steps.
const (
	StepClassify   Step = "classify"   // a label where there was none
	StepExtend     Step = "extend"     // the same label for longer
	StepLower      Step = "lower"      // a lower one
	StepRaise      Step = "raise"      // a higher one
	StepDeclassify Step = "declassify" // none from now on
)

// Steps lists them.
func Steps() []Step { return []Step{StepClassify, StepExtend, StepLower, StepRaise, StepDeclassify} }

// Action is the command that takes the step.
func (s Step) Action() Action { return Action("access.classification." + string(s)) }

// Classification is one step in the history of an object's label. The newest
// live one says which label the object has, and until when. Nothing is
// declassified by itself: a term that is over asks somebody to confirm.
type Classification struct {
	ID         id.ID
	Version    int64
	State      string // RightProposed waits, RightLive is in force, RightEnded was followed by another
	Object     Object
	Step       Step
	Was, Level Label
	Classifier string // who decided, and in which post, as the document says
	Document   string // number, day and issuer of the document that decided
	Basis      string // the item of the list of secrets
	Reason     string
	Term             // To is the first day on which the term is over, "" for none
	By         id.ID // the account that entered it
	At         clock.Micros
}

// What a list of labels shows.
const (
	LabelsAsking  = ""        // steps that wait, and terms that are over or soon will be
	LabelsWaiting = "waiting" // steps that wait for approval
	LabelsOver    = "over"    // terms that are over
	LabelsSoon    = "soon"    // terms that soon will be
	LabelsAll     = "all"     // every label that is in force
)

// The orders of a list of labels.
const (
	LabelsFirstEnd    = ""     // the term that ends first
	LabelsLastEnd     = "last" // the one that ends last
	LabelsLastEntered = "entered"
)

// LabelFilter narrows a list of labels. What is not one of its words is the first
// of them.
type LabelFilter struct {
	Show   string
	Level  Label // 0 is any
	By     clock.Date
	Order  string
	Offset int
	Limit  int // 0 is as many as an export may have
}

// SecrecyForm is a step as its document says. Last is the last day of the term,
// "" for all that the law gives.
type SecrecyForm struct {
	Step       Step
	Level      Label
	Classifier string
	Document   string
	Basis      string
	Reason     string
	From, Last clock.Date
}

// TermLimit names the limit that says for how many years a label lasts.
func (l Label) TermLimit() LimitName { return LimitName("secret.years." + l.Code()) }

// ExtendLimit names the limit that says by how many years it is extended at once.
func (l Label) ExtendLimit() LimitName { return LimitName("secret.extend." + l.Code()) }

// TermOf gives the last term that a label from a day may have: the first day
// without it.
func TermOf(limits Limits, l Label, from clock.Date) clock.Date {
	return yearsAfter(limits.On(l.TermLimit(), from), l, from)
}

func yearsAfter(years int64, l Label, from clock.Date) clock.Date {
	if l <= LabelNone || l > LabelTuyetMat || !from.IsFull() {
		return ""
	}
	return clock.DateOf(from.Time().AddDate(int(years), 0, 0))
}

// Classify makes the step that a form asks for after the one in force, nil where
// the object had no label yet. node is what may stand here; limits are asked for
// the day of the document.
func Classify(node Node, limits Limits, now *Classification, f SecrecyForm, today clock.Date) (*Classification, error) {
	if now == nil {
		now = &Classification{}
	}
	if err := f.fits(node, now, today); err != nil {
		return nil, err
	}
	c := &Classification{Object: now.Object, Step: f.Step, Was: now.Level, Level: f.Level, Classifier: f.Classifier, Document: f.Document, Basis: f.Basis,
		Reason: f.Reason, Term: Term{From: f.From}}
	var bad errs.Faults
	if f.Basis == "" && (f.Step == StepLower || f.Step == StepExtend || f.Step == StepDeclassify) {
		c.Basis = now.Basis
	}
	checkText(&bad, "classifier", c.Classifier, 3)
	checkText(&bad, "document", c.Document, 3)
	checkText(&bad, "secret_basis", c.Basis, 3)
	if f.Step != StepClassify || f.Reason != "" {
		checkText(&bad, "reason", c.Reason, 10)
	}
	if !f.From.IsFull() || f.From > today || f.From < now.From {
		bad.Add(errs.Invalid("access.classification.day", errs.Field("classified_on")))
	} else if f.Level > LabelNone {
		c.setTerm(&bad, limits, now, f)
	}
	return c, bad.Err()
}

// fits says whether the step can follow what is in force.
func (f SecrecyForm) fits(node Node, now *Classification, today clock.Date) error {
	if err := node.Holds(f.Level, "level"); err != nil {
		return err
	}
	var ok bool
	switch f.Step {
	case StepClassify:
		ok = now.Level == LabelNone && f.Level > LabelNone
	case StepExtend:
		ok = now.Level > LabelNone && f.Level == now.Level
	case StepLower:
		ok = f.Level > LabelNone && f.Level < now.Level
	case StepRaise:
		ok = now.Level > LabelNone && f.Level > now.Level
	case StepDeclassify:
		ok = now.Level > LabelNone && f.Level == LabelNone
	}
	switch {
	case !ok:
		return errs.Invalid("access.classification.misstep", errs.Field("level"))
	case f.Step == StepExtend && now.To != "" && today >= now.To:
		return errs.Conflict("access.classification.late", errs.Str("day", now.To.Vietnamese()))
	}
	return nil
}

// setTerm gives the step its term, never longer than the law's; one that is
// extended is so by at most what the law has for one time.
func (c *Classification) setTerm(bad *errs.Faults, limits Limits, now *Classification, f SecrecyForm) {
	longest := TermOf(limits, f.Level, f.From)
	switch f.Step {
	case StepExtend:
		longest = yearsAfter(limits.On(f.Level.ExtendLimit(), f.From), f.Level, now.To)
	case StepLower:
		if now.To != "" {
			longest = min(longest, now.To)
		}
	}
	c.To = longest
	if f.Last == "" {
		return
	}
	to := f.Last.AddDays(1)
	if !f.Last.IsFull() || f.Last < f.From || to > longest || f.Step == StepExtend && to <= now.To {
		bad.Add(errs.Invalid("access.classification.until", errs.Field("secret_until"), errs.Str("day", longest.AddDays(-1).Vietnamese())))
	}
	c.To = to
}

// Over reports whether the term is over on a day: somebody confirms what becomes
// of the object, and until then the label stays.
func (c *Classification) Over(day clock.Date) bool {
	return c.State == RightLive && c.Level > LabelNone && c.To != "" && c.To <= day
}

// ExtendBy is the last day on which the term should be extended, "" for none.
func (c *Classification) ExtendBy(limits Limits, day clock.Date) clock.Date {
	if c.State != RightLive || c.Level == LabelNone || c.To == "" {
		return ""
	}
	return c.To.AddDays(-int(limits.On(LimitExtendBefore, day)))
}
