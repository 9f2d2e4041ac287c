// Package ledgerweb has the pages of the ledger: entries, one entry with its
// receipt, and the newest checkpoint. Reading the ledger is a reading that
// leaves an entry of its own.
package ledgerweb

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"net/url"
	"strconv"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/web"
)

// ActionList is the reading of the ledger.
const ActionList access.Action = "ledger.entry.list"

// Reader gives entries and receipts, outside any transaction.
type Reader interface {
	Entries(ctx context.Context, f ledger.Filter, limit int) ([]ledger.Line, error)
	Rows(ctx context.Context, entry id.ID) ([]ledger.Row, error)
	Timeline(ctx context.Context, o access.Object, only ledger.Only, limit int) ([]ledger.Line, error)
	Latest(ctx context.Context) (ledger.SignedCheckpoint, error)
	Receipt(ctx context.Context, entry id.ID) (ledger.Receipt, error)
}

// Pages are the handlers of this package.
type Pages struct {
	Reader Reader
	Door   *door.Door
	Names  web.Names
	Body   func(ctx context.Context) (id.ID, error)
	Key    func() (string, error)
	Untold Untold
	// Above tells of which objects and rows the viewer may not know what they are.
	Above func(ctx context.Context, who access.Actor, objects []access.Object, rows []ledger.Row) (map[id.ID]bool, error)
}

// Untold says what a reader of the ledger is not told about themselves now. Package
// person fills it.
type Untold interface {
	Untold(ctx context.Context, who access.Actor) (ledger.Untold, error)
}

// Prefix of the outside form of an entry's id.
const Prefix = "ent"

// Routes adds the pages to the router.
func (p *Pages) Routes(rt *web.Router) {
	rt.Get("/ledger", p.serveList)
	rt.Get("/acts/{account}", p.serveList)
	rt.Get("/ledger/checkpoint", p.serveCheckpoint)
	rt.Get("/ledger/{entry}", p.serveEntry)
	rt.Get("/ledger/{entry}/receipt.json", p.serveReceipt)
}

// pageSize is the number of entries on a page.
const pageSize = 50

// open passes the door for a reading of the ledger.
func (p *Pages) open(r *web.Request, filter ledger.Hash, count int) error {
	body, err := p.Body(r.Ctx())
	if err != nil {
		return err
	}
	_, err = p.Door.Do(r.Ctx(), door.Command{Name: ActionList, Actor: r.Viewer.Actor, Purpose: access.PurposeAudit,
		Object: access.Object{Kind: "unit", ID: body}, Args: filter}, func(ctx context.Context, tx door.Tx) error {
		tx.Fact("count", int64(count))
		tx.Fact("filter", filter)
		return nil
	})
	return err
}

// listView is what the page of the ledger shows.
type listView struct {
	Lines  []line
	Latest ledger.SignedCheckpoint
	By     id.ID // only what this account did
	ByName string
	Until  clock.Date // only what happened on this day or before
}

// next is where the list goes on, "" at its end.
func (v *listView) next() string {
	if len(v.Lines) < pageSize {
		return ""
	}
	last := v.Lines[pageSize-1]
	q := url.Values{"at": {strconv.FormatInt(int64(last.At), 10)}, "before": {last.ID.Text(Prefix)}}
	return v.path() + "?" + q.Encode()
}

// path is where the list is: no id of somebody stands in a query.
func (v *listView) path() string {
	if v.By.IsZero() {
		return "/ledger"
	}
	return byPath(v.By)
}

// accountPrefix is the prefix of the outside form of an account's id.
const accountPrefix = "acc"

func byPath(actor id.ID) string { return "/acts/" + actor.Text(accountPrefix) }

func (p *Pages) filter(r *web.Request) (ledger.Filter, *listView, error) {
	f, v := ledger.Filter{}, &listView{}
	if r.PathText("account") != "" {
		actor, err := r.ID("account", accountPrefix)
		if err != nil {
			return f, v, err
		}
		f.Actor, v.By = actor, actor
	}
	if at := r.QueryInt("at"); at > 0 {
		before, err := id.Parse(Prefix, r.Query("before"))
		if err != nil {
			return f, v, err
		}
		f.Before = ledger.Cursor{At: clock.Micros(at), ID: before}
		return f, v, nil
	}
	until, err := r.QueryDay("until", "")
	if err == nil && until != "" {
		v.Until = until
		f.Before.At = until.AddDays(1).Begins()
	}
	return f, v, err
}

// filterDigest is what the entry of an opening says of what was asked for.
func filterDigest(f ledger.Filter) ledger.Hash {
	return sha256.Sum256(fmt.Appendf(nil, "hoso/ledger-filter/v1\n%s %d %s", f.Actor, f.Before.At, f.Before.ID))
}

func (p *Pages) serveList(r *web.Request) error {
	f, v, err := p.filter(r)
	if err != nil {
		return err
	}
	list, err := p.entries(r, f, pageSize)
	if err != nil {
		return err
	}
	if err := p.open(r, filterDigest(f), len(list)); err != nil {
		return err
	}
	if v.Latest, err = p.Reader.Latest(r.Ctx()); err != nil {
		return err
	}
	if v.Lines, err = p.lines(r, list); err != nil {
		return err
	}
	if err := p.hide(r, v.Lines, nil); err != nil {
		return err
	}
	if len(v.Lines) > 0 && !v.By.IsZero() {
		v.ByName = v.Lines[0].Who
	}
	return r.Page(listPage(r, v))
}

// entries gives entries as far as the reader is told of them.
func (p *Pages) entries(r *web.Request, f ledger.Filter, limit int) (list []ledger.Line, err error) {
	if f.Untold, err = p.Untold.Untold(r.Ctx(), r.Viewer.Actor); err != nil {
		return nil, err
	}
	return p.Reader.Entries(r.Ctx(), f, limit)
}

// find gives one entry: NotFound "ledger.entry.not_found", also for one of which the
// reader is not told.
func (p *Pages) find(r *web.Request, entry id.ID) (ledger.Line, error) {
	list, err := p.entries(r, ledger.Filter{Entry: entry}, 1)
	if err == nil && len(list) == 0 {
		err = errs.NotFound("ledger.entry.not_found")
	}
	if err != nil {
		return ledger.Line{}, err
	}
	return list[0], nil
}

// line is an entry with the name of who acted.
type line struct {
	ledger.Line
	Who   string
	Above bool // about what the viewer may not know: only that something was done is said
}

// what says what was done.
func (l line) what(r *web.Request) string {
	if l.Above {
		return r.T("ledger.above")
	}
	return r.T("action." + string(l.Action))
}

func (p *Pages) lines(r *web.Request, list []ledger.Line) ([]line, error) {
	accounts := make([]id.ID, len(list))
	for i, l := range list {
		accounts[i] = l.Actor.Account
	}
	names, err := p.Names.ActorNames(r.Ctx(), accounts...)
	out := make([]line, len(list))
	for i, l := range list {
		out[i] = line{Line: l, Who: actorName(r, l.Actor, names)}
	}
	return out, err
}

// hide marks the lines about what the viewer may not know; rows are those of the one
// line, if there is only one.
func (p *Pages) hide(r *web.Request, list []line, rows []ledger.Row) error {
	objects := make([]access.Object, len(list))
	for i, l := range list {
		objects[i] = l.Object
	}
	above, err := p.Above(r.Ctx(), r.Viewer.Actor, objects, rows)
	for i, l := range list {
		list[i].Above = above[l.Object.ID] || len(rows) > 0 && len(above) > 0
	}
	return err
}

// actorName names who acted: a part of the system by its own name.
func actorName(r *web.Request, a access.Actor, names map[id.ID]web.Who) string {
	switch {
	case a.IsSystem():
		return r.T("ledger.system." + a.System)
	case a.System != "":
		return r.T("ledger.system.for", errs.Str("name", names[a.Account].Name))
	}
	return names[a.Account].Name
}

func (p *Pages) serveEntry(r *web.Request) error {
	entry, err := r.ID("entry", Prefix)
	if err != nil {
		return err
	}
	if err := p.open(r, ledger.Leaf(ledger.Hash{}, entry.Bytes()), 1); err != nil {
		return err
	}
	l, err := p.find(r, entry)
	if err != nil {
		return err
	}
	rows, err := p.Reader.Rows(r.Ctx(), entry)
	if err != nil {
		return err
	}
	lines, err := p.lines(r, []ledger.Line{l})
	if err != nil {
		return err
	}
	if err := p.hide(r, lines, rows); err != nil {
		return err
	}
	if lines[0].Above {
		return r.Page(entryPage(r, lines[0], nil, ""))
	}
	body, err := l.Canonical()
	if err != nil {
		return err
	}
	return r.Page(entryPage(r, lines[0], rows, string(body)))
}

func (p *Pages) serveCheckpoint(r *web.Request) error {
	if err := p.open(r, ledger.Hash{}, 1); err != nil {
		return err
	}
	latest, err := p.Reader.Latest(r.Ctx())
	if err != nil {
		return err
	}
	key, err := p.Key()
	if err != nil {
		return err
	}
	return r.Page(checkpointPage(r, latest, key))
}

func (p *Pages) serveReceipt(r *web.Request) error {
	entry, err := r.ID("entry", Prefix)
	if err != nil {
		return err
	}
	if err := p.open(r, ledger.Leaf(ledger.Hash{}, entry.Bytes()), 1); err != nil {
		return err
	}
	l, err := p.find(r, entry)
	if err != nil {
		return err
	}
	rows, err := p.Reader.Rows(r.Ctx(), entry)
	if err != nil {
		return err
	}
	if above, err := p.Above(r.Ctx(), r.Viewer.Actor, []access.Object{l.Object}, rows); err != nil || len(above) > 0 {
		return errs.NotFound("ledger.entry.not_found").Because(err)
	}
	receipt, err := p.Reader.Receipt(r.Ctx(), entry)
	if err != nil {
		return err
	}
	raw, err := ledger.MarshalReceipt(receipt)
	if err != nil {
		return err
	}
	return r.Download(entry.Text(Prefix)+".json", "application/json", bytes.NewReader(raw))
}

// Events gives what happened to an object, for its page.
func (p *Pages) Events(r *web.Request, o access.Object) ([]web.Event, error) {
	return p.EventsOf(r, o, ledger.Only{})
}

// EventsOf is Events as far as only lets them be told.
func (p *Pages) EventsOf(r *web.Request, o access.Object, only ledger.Only) ([]web.Event, error) {
	list, err := p.Reader.Timeline(r.Ctx(), o, only, 20)
	if err != nil {
		return nil, err
	}
	lines, err := p.lines(r, list)
	if err != nil {
		return nil, err
	}
	events := make([]web.Event, len(lines))
	for i, l := range lines {
		events[i] = web.Event{At: l.At, Who: l.Who, What: r.T("action." + string(l.Action))}
		if r.May(string(ActionList)) {
			events[i].Path = "/ledger/" + l.ID.Text(Prefix)
		}
	}
	return events, nil
}

func refused(l line) bool { return l.Outcome == ledger.Refused }

func shownCode(r *web.Request, l line) string {
	if !refused(l) {
		return ""
	}
	return r.Lang.Sentence(errs.Denied(l.Code))
}
