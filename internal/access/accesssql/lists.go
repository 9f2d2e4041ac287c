package accesssql

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/id"
	"hoso/internal/sqldb"
)

// list is where the rights of a kind stand, and their columns in the order of
// scanRight.
type list struct{ table, columns string }

func (l list) by(order string) sqldb.Source[Right] {
	return sqldb.Source[Right]{Table: l.table, Columns: l.columns, Order: order, Scan: scanRight}
}

// lists has them by kind.
var lists = map[access.Kind]list{
	"grant": {"access_grant", `id, 'grant', state, account_id, given_by, NULL, COALESCE(role, ''), at_unit_id, object_kind, object_id, purpose, 0, basis, '', '', '', COALESCE(end_reason, ''),
		valid_from, valid_to`},
	"delegation": {"access_delegation", `id, 'delegation', state, to_account_id, from_account_id, NULL, role, unit_id, '', NULL, '', 0, basis, '', '', '', reason,
		valid_from, valid_to`},
	"clearance": {"access_clearance", `id, 'clearance', state, account_id, given_by, NULL, '', unit_id, '', NULL, '', level, '', doc_number, doc_date, doc_issuer, COALESCE(end_reason, ''),
		valid_from, valid_to`},
	"assignment": {"access_post_role", `id, 'assignment', state, NULL, NULL, post_id, role, at_unit_id, '', NULL, '', 0, basis, '', '', '', COALESCE(end_basis, ''),
		valid_from, COALESCE(valid_to, '')`},
	"duty": {"access_role", `id, 'duty', state, account_id, NULL, NULL, role, unit_id, '', NULL, '', 0, basis, '', '', '', COALESCE(end_basis, ''),
		valid_from, COALESCE(valid_to, '')`},
}

func scanRight(row sqldb.Scanner) (Right, error) {
	var r Right
	err := row.Scan(&r.ID, &r.Kind, &r.State, &r.Account, &r.Giver, &r.Post, &r.Role, &r.Unit, &r.Object.Kind, &r.Object.ID, &r.Purpose, &r.Level,
		&r.Basis, &r.Number, &r.Dated, &r.Issuer, &r.Reason, &r.From, &r.To)
	return r, err
}

// mine are the columns by which a list is somebody's own.
var mine = map[access.Kind]string{
	"grant": "(account_id = ? OR given_by = ?)", "delegation": "(to_account_id = ? OR from_account_id = ?)",
	"clearance": "(account_id = ? OR given_by = ?)", "duty": "account_id IN (?, ?)",
}

// listed reads a page of a list in the transaction of its command, and notes in
// the entry how many lines it has.
func listed[T any](ctx context.Context, tx door.Tx, from sqldb.Source[T], w *sqldb.Where, page int) (access.Listed[T], error) {
	found, err := part(ctx, sqldb.Of(tx), from, w, page)
	tx.Fact("count", int64(len(found.Lines)))
	tx.Fact("page", int64(max(page, 1)))
	return found, err
}

func part[T any](ctx context.Context, q sqldb.Querier, from sqldb.Source[T], w *sqldb.Where, page int) (access.Listed[T], error) {
	lines, total, err := sqldb.Page(ctx, q, from, w, access.PerPage, access.ListAsk{Page: page}.Skip())
	return access.Listed[T]{Lines: lines, Total: total}, err
}

// Own gives a page of the rights of a kind that somebody has or gave: their own
// business, which leaves no entry. Those that ended stay for a year. A grant of
// something above their clearance opens nothing, and does not say that it is there.
func (d *Desk) Own(ctx context.Context, who access.Actor, kind access.Kind, page int) (access.Listed[Right], error) {
	st, err := d.Access.Standing(ctx, d.DB.Reader(), who, clock.Today(d.Clock))
	if err != nil {
		return access.Listed[Right]{}, err
	}
	w := &sqldb.Where{Engine: d.DB.Engine()}
	w.And(mine[kind], who.Account, who.Account)
	w.And("(valid_to IS NULL OR valid_to > ?)", clock.Today(d.Clock).AddDays(-365))
	w.And("label <= ?", st.Clearance)
	return part(ctx, d.DB.Reader(), lists[kind].by("valid_from DESC, id"), w, page)
}

// All gives a page of the rights of a kind below a unit that have not ended, those
// that wait first: a list about persons, which leaves an entry.
func (d *Desk) All(ctx context.Context, by By, kind access.Kind, unit id.ID, ask access.ListAsk) (access.Listed[Right], error) {
	var found access.Listed[Right]
	_, err := d.do(ctx, by, access.ActionListRights, access.PurposeRights, access.Object{Kind: "unit", ID: unit}, []any{kind, ask}, func(ctx context.Context, tx door.Tx) error {
		t := sqldb.Of(tx)
		q := access.Question{Actor: by.Actor, Action: access.Action(string(kind) + ".read"), Today: today(tx), Now: tx.Now()}
		sc, err := d.Access.Scope(ctx, t, q, kind)
		if err != nil {
			return err
		}
		w := &sqldb.Where{Engine: t.Engine()}
		w.Scope(sc, "")
		w.And("state <> ?", access.RightEnded)
		w.And("(valid_to IS NULL OR valid_to > ?)", today(tx))
		if ask.State != "" {
			w.And("state = ?", ask.State)
		}
		if kind == "duty" {
			w.And("role <> ?", access.RoleMember)
		}
		found, err = listed(ctx, tx, lists[kind].by(`CASE WHEN state = 'proposed' THEN 0 ELSE 1 END, valid_from DESC, id`), w, ask.Page)
		return err
	})
	return found, err
}
