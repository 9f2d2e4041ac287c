package accessweb

import (
	"context"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/web"
)

// Limits keeps the numbers that bound rights, labels and copies.
type Limits interface {
	Limits(ctx context.Context) (access.Limits, error)
	MayRead(ctx context.Context, who access.Actor, unit id.ID) error
	Waiting(ctx context.Context) (access.Limits, error)
	Set(ctx context.Context, by access.By, unit id.ID, f access.LimitForm) (id.ID, error)
	ApproveLimit(ctx context.Context, by access.By, limit id.ID) (ledger.Ref, error)
}

// LimitPrefix is that of the outside form of a limit's id.
const LimitPrefix = "lim"

// limitLine is one row of the table of limits.
type limitLine struct {
	access.Limit
	Unit  access.LimitUnit
	Last  clock.Date // the day before the next one begins, "" for none
	Now   bool       // counts today
	First bool       // of its limit
	By    string
	Over  bool // another of the same day was entered later

	MayApprove bool
}

// limitLines puts what waits before what counts, and of each limit the newest day first.
func limitLines(limits, waiting access.Limits, today clock.Date) []limitLine {
	var list []limitLine
	for _, spec := range access.LimitSpecs {
		first := len(list)
		for _, l := range waiting {
			if l.Name == spec.Name {
				list = append(list, limitLine{Limit: l, Unit: spec.Unit})
			}
		}
		now := limits.Row(spec.Name, today)
		var after clock.Date
		for _, l := range limits.All(spec.Name) {
			line := limitLine{Limit: l, Unit: spec.Unit, Now: l == now, Over: after == l.From}
			if after != "" {
				line.Last = after.AddDays(-1)
			}
			list, after = append(list, line), l.From
		}
		list[first].First = true
	}
	return list
}

func (p *Pages) limitLines(r *web.Request) ([]limitLine, error) {
	body, err := p.Body(r.Ctx())
	if err != nil {
		return nil, err
	}
	if err := p.Limits.MayRead(r.Ctx(), r.Viewer.Actor, body); err != nil {
		return nil, err
	}
	limits, err := p.Limits.Limits(r.Ctx())
	if err != nil {
		return nil, err
	}
	waiting, err := p.Limits.Waiting(r.Ctx())
	if err != nil {
		return nil, err
	}
	list := limitLines(limits, waiting, r.Today())
	var want toName
	for _, l := range list {
		want.accounts = append(want.accounts, l.Limit.By)
	}
	names, err := p.names(r, want)
	for i := range list {
		l := &list[i]
		l.By = names.who[l.Limit.By].Name
		l.MayApprove = l.State == access.RightProposed && l.Limit.By != r.Viewer.Actor.Account && r.May(string(access.ActionApproveLimit))
	}
	return list, err
}

func (p *Pages) serveLimits(r *web.Request) error {
	list, err := p.limitLines(r)
	if err != nil {
		return err
	}
	return r.Page(limitsPage(r, list))
}

func (p *Pages) setLimit(r *web.Request) error {
	f := r.Form()
	form := access.LimitForm{Name: access.LimitName(f.Text("name")), Value: f.Int("value"), From: f.Day("from"), Basis: f.Text("basis"), Verified: f.Has("verified", "1")}
	body, err := p.Body(r.Ctx())
	if err == nil {
		err = f.Err()
	}
	if err == nil {
		_, err = p.Limits.Set(r.Ctx(), by(r), body, form)
	}
	if err != nil {
		return p.again(r, err, func() (templ.Component, error) {
			list, err := p.limitLines(r)
			return limitsPage(r, list), err
		})
	}
	return r.Done("/limits", "access.done.proposed")
}

func limitOptions(r *web.Request) []web.Option {
	var list []web.Option
	for _, s := range access.LimitSpecs {
		if s.Fixed {
			continue
		}
		list = append(list, web.Option{Value: string(s.Name), Text: r.T("access.limit." + string(s.Name))})
	}
	return list
}

// limitBasis is what a limit rests on, in words.
func limitBasis(r *web.Request, l access.Limit) string {
	return basisText(r, l.Basis)
}

func limitValue(r *web.Request, l limitLine) string {
	return strconv.FormatInt(l.Value, 10) + " " + r.T("access.unit."+string(l.Unit))
}

// anyUnverified reports whether a number counts today that nobody compared with
// the text of its basis.
func anyUnverified(list []limitLine) bool {
	return slices.ContainsFunc(list, func(l limitLine) bool { return l.Now && !l.Verified })
}

// limitRows are the limits of today.
func limitRows(limits access.Limits, day clock.Date) []limitLine {
	list := make([]limitLine, len(access.LimitSpecs))
	for i, s := range access.LimitSpecs {
		list[i] = limitLine{Limit: limits.Row(s.Name, day), Unit: s.Unit}
	}
	return list
}
