package accesssql

import (
	"context"
	"slices"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/sqldb"
)

// Reads gives what was read in a time, entry by entry. Package ledger fills it.
type Reads interface {
	Reads(ctx context.Context, q sqldb.Querier, actions []access.Action, from, to clock.Micros, each func(account id.ID, at clock.Micros, refused bool)) error
}

// Remark looks at the readings of thirty days up to a day and keeps what is out
// of the ordinary, each thing once in its time; it gives how many are new. It
// opens no file: it counts entries.
func (d *Watch) Remark(ctx context.Context, reads Reads, day clock.Date) (int, error) {
	q := d.DB.Reader()
	all, err := d.readings(ctx, q, reads, day)
	if err != nil {
		return 0, err
	}
	limits, err := limitsOf(ctx, q)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, r := range access.Unusual(limits, all, day) {
		known, err := remarked(ctx, q, r)
		if err != nil || known {
			if err != nil {
				return n, err
			}
			continue
		}
		if err := d.remark(ctx, r); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// readings counts by account and day.
func (d *Watch) readings(ctx context.Context, q sqldb.Querier, reads Reads, day clock.Date) ([]access.Readings, error) {
	var actions []access.Action
	for _, b := range []access.Budget{access.SpendsOpening, access.SpendsExport, access.SpendsSearch} {
		actions = append(actions, b.Spending()...)
	}
	type key struct {
		account id.ID
		day     clock.Date
	}
	sums := map[key]*access.Readings{}
	var order []key
	err := reads.Reads(ctx, q, actions, day.AddDays(1-access.UnusualDays).Begins(), day.AddDays(1).Begins(), func(account id.ID, at clock.Micros, refused bool) {
		k := key{account, clock.DateOf(at.Time().In(clock.Local))}
		r, ok := sums[k]
		if !ok {
			r = &access.Readings{Account: account, Day: k.day}
			sums[k], order = r, append(order, k)
		}
		switch {
		case refused:
			r.Refused++
		case !access.OfHours(at):
			r.Hours++
			r.Done++
		default:
			r.Done++
		}
	})
	if err != nil {
		return nil, err
	}
	roles := map[id.ID]access.Role{}
	var all []access.Readings
	for _, k := range order {
		r := *sums[k]
		if _, known := roles[k.account]; !known {
			if roles[k.account], err = d.mainRole(ctx, q, k.account, day); err != nil {
				return nil, err
			}
		}
		if r.Role = roles[k.account]; r.Role != "" {
			all = append(all, r)
		}
	}
	return all, nil
}

// mainRole is the role by which somebody's readings are compared; "" is of
// nobody who has one today.
func (d *Watch) mainRole(ctx context.Context, q sqldb.Querier, account id.ID, day clock.Date) (access.Role, error) {
	held, err := d.Access.holds(ctx, q, account, day)
	main := access.Role("")
	for _, h := range held {
		if main == "" || main == access.RoleMember || h.Role != access.RoleMember && slices.Index(access.Roles(), h.Role) < slices.Index(access.Roles(), main) {
			main = h.Role
		}
	}
	return main, err
}

// remarked reports whether a remark was made already: for a day once, for thirty
// days once in thirty days.
func remarked(ctx context.Context, q sqldb.Querier, r access.Remark) (bool, error) {
	since := r.Day
	if r.Rule == access.UnusualMonth || r.Rule == access.UnusualHours {
		since = r.Day.AddDays(1 - access.UnusualDays)
	}
	var n int64
	err := sqldb.One(ctx, q, `SELECT count(*) FROM access_remark WHERE account_id = $1 AND day >= $2 AND rule = $3`, []any{r.Account, since, r.Rule}, &n)
	return n > 0, err
}

func (d *Watch) remark(ctx context.Context, r access.Remark) error {
	_, err := d.do(ctx, By{Actor: access.System("reads")}, access.ActionRemark, access.PurposeAudit, access.Object{Kind: "account", ID: r.Account}, r, func(ctx context.Context, tx door.Tx) error {
		t := sqldb.Of(tx)
		who, err := actorOf(ctx, t, r.Account)
		if err != nil {
			return err
		}
		units, err := d.unitsOf(ctx, t, []access.Actor{who}, today(tx))
		if err != nil {
			return err
		}
		tx.Subject(who.Person)
		unit := units[r.Account]
		return t.Put(ctx, "access_remark", sqldb.Key{ID: id.New(), Version: 1}, sqldb.Row{"label": 0, "unit_id": unit, "managing_unit_id": unit,
			"state": access.UnusualOpen, "subject_id": who.Person, "account_id": r.Account, "rule": r.Rule, "day": r.Day, "count": r.Count, "median": r.Median,
			"reviewer_id": nil, "reviewed_at": nil, "verdict": nil, "note": nil})
	})
	return err
}

// unitsOf gives by account the unit in which somebody sits, otherwise that of their account.
func (d *Watch) unitsOf(ctx context.Context, q sqldb.Querier, actors []access.Actor, day clock.Date) (map[id.ID]id.ID, error) {
	var people, accounts sqldb.IDs
	for _, who := range actors {
		people, accounts = append(people, who.Person), append(accounts, who.Account)
	}
	seated, err := d.Access.Seats.UnitsOf(ctx, q, people, day)
	if err != nil {
		return nil, err
	}
	units := map[id.ID]id.ID{}
	err = sqldb.Each(ctx, q, func(row sqldb.Scanner) error {
		var account, unit id.ID
		err := row.Scan(&account, &unit)
		units[account] = unit
		return err
	}, `SELECT id, unit_id FROM access_account WHERE `+sqldb.List(q.Engine(), "id", "$1", true), accounts)
	for _, who := range actors {
		if unit, ok := seated[who.Person]; ok && !who.Person.IsZero() {
			units[who.Account] = unit
		}
	}
	return units, err
}

const remarkColumns = `id, state, account_id, rule, day, count, median, COALESCE(verdict, ''), COALESCE(note, ''), unit_id, reviewer_id`

func scanKept(row sqldb.Scanner) (Kept, error) {
	var k Kept
	err := row.Scan(&k.ID, &k.State, &k.Account, &k.Rule, &k.Day, &k.Count, &k.Median, &k.Verdict, &k.Note, &k.Unit, &k.Reviewer)
	return k, err
}

// Remarks gives a page of the remarks below a unit, open ones first, without those
// about the reader and about whoever they are set over; it leaves an entry.
func (d *Watch) Remarks(ctx context.Context, by By, unit id.ID, page int) (access.Listed[Kept], error) {
	var found access.Listed[Kept]
	_, err := d.do(ctx, by, access.ActionListRemarks, access.PurposeAudit, access.Object{Kind: "unit", ID: unit}, page, func(ctx context.Context, tx door.Tx) error {
		t := sqldb.Of(tx)
		sc, err := d.Access.Scope(ctx, t, access.Question{Actor: by.Actor, Action: "remark.read", Today: today(tx), Now: tx.Now()}, "remark")
		if err != nil {
			return err
		}
		below, err := d.setOver(ctx, t, by.Actor.Person, today(tx))
		if err != nil {
			return err
		}
		w := sqldb.Where{Engine: t.Engine()}
		w.Scope(sc, "")
		w.And("account_id <> ?", by.Actor.Account)
		for _, path := range below {
			w.And("unit_id NOT IN (SELECT unit_id FROM org_unit_now WHERE path >= ? AND path < ?)", path, path[:len(path)-1]+"0")
		}
		found, err = listed(ctx, tx, sqldb.Source[Kept]{Table: "access_remark", Columns: remarkColumns, Order: "state, day DESC, id", Scan: scanKept}, &w, page)
		return err
	})
	return found, err
}

// setOver gives the places of the units that somebody heads: those in them and
// below are not theirs to review.
func (d *Watch) setOver(ctx context.Context, q sqldb.Querier, person id.ID, day clock.Date) ([]string, error) {
	seats, err := d.Access.Seats.SeatsOf(ctx, q, person, day)
	if err != nil {
		return nil, err
	}
	var units []id.ID
	for _, s := range seats {
		if s.Head {
			units = append(units, s.Unit)
		}
	}
	if len(units) == 0 {
		return nil, nil
	}
	paths, err := d.Access.Tree.Paths(ctx, q, units)
	var list []string
	for _, u := range units {
		if paths[u] != "" {
			list = append(list, paths[u])
		}
	}
	return list, err
}

// ReviewRemark notes what somebody found who is neither the reader nor set over
// them.
func (d *Watch) ReviewRemark(ctx context.Context, by By, remark id.ID, f ReviewForm) (ledger.Ref, error) {
	return d.do(ctx, by, access.ActionReviewRemark, access.PurposeAudit, access.Object{Kind: "remark", ID: remark}, f, func(ctx context.Context, tx door.Tx) error {
		t := sqldb.Of(tx)
		r, err := find(ctx, t, "access_remark", remark)
		if err != nil {
			return err
		}
		who, err := self(ctx, t, by.Actor)
		if err != nil {
			return err
		}
		heads, err := d.Access.Seats.Heads(ctx, t, r.id("unit_id"), today(tx))
		if err != nil {
			return err
		}
		reader := access.Actor{Account: r.id("account_id"), Person: r.id("subject_id")}
		if err := access.ReviewUnusual(who, reader, slices.Contains(heads, who.Person), access.UnusualVerdict(f.Verdict), f.Note); err != nil {
			return err
		}
		if r.text("state") != access.UnusualOpen {
			return errs.Conflict("access.break.reviewed")
		}
		if !reader.Person.IsZero() {
			tx.Subject(reader.Person)
		}
		r.Row["state"], r.Row["reviewer_id"], r.Row["reviewed_at"] = access.UnusualReviewed, who.Account, tx.Now()
		r.Row["verdict"], r.Row["note"] = f.Verdict, f.Note
		return r.save(ctx, t)
	})
}
