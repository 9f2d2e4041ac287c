package ledgersql

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/id"
	"hoso/internal/schema"
	"hoso/internal/sqldb"
)

// Past answers access from the ledger: what an account did. Nobody can make it
// less than it was.
type Past struct{}

// Done is the reading that counts an account's entries of some actions since a
// moment that were not refused. Cost: the account's entries since then, by index.
func (Past) Done(e schema.Engine, account id.ID, actions []access.Action, since clock.Micros, n *int64) sqldb.Reading {
	return sqldb.Reading{Query: `SELECT count(*) FROM ledger_entry WHERE actor = $1 AND at >= $2 AND outcome = 'done' AND ` + sqldb.List(e, "action", "$3", false),
		Args: []any{account, since, texts(actions)}, Row: func(row sqldb.Scanner) error { return row.Scan(n) }}
}

// Named counts the persons whom an account's entries of an action name since a moment,
// each as often as an entry names them. Cost: the account's entries since then, and what
// they name, by index.
func (Past) Named(ctx context.Context, tx door.Tx, account id.ID, action access.Action, since clock.Micros) (n int64, err error) {
	err = sqldb.One(ctx, sqldb.Of(tx), `SELECT count(*) FROM ledger_entry e JOIN ledger_subject s ON s.entry_id = e.id
		WHERE e.actor = $1 AND e.at >= $2 AND e.outcome = 'done' AND e.action = $3`, []any{account, since, action}, &n)
	return n, err
}

// Reads gives the entries of some actions in a time, and what was refused of any
// action, for each to an account of a person.
func (Past) Reads(ctx context.Context, q sqldb.Querier, actions []access.Action, from, to clock.Micros, each func(account id.ID, at clock.Micros, refused bool)) error {
	return sqldb.Each(ctx, q, func(row sqldb.Scanner) error {
		var account id.ID
		var at clock.Micros
		var outcome string
		err := row.Scan(&account, &at, &outcome)
		if err == nil {
			each(account, at, outcome != "done")
		}
		return err
	}, `SELECT e.actor, e.at, e.outcome FROM ledger_entry e WHERE e.at >= $1 AND e.at < $2 AND e.actor IS NOT NULL
		AND (e.outcome = 'refused' OR `+sqldb.List(q.Engine(), "e.action", "$3", false)+`)`, from, to, texts(actions))
}

func texts(actions []access.Action) sqldb.Texts {
	list := sqldb.Texts{}
	for _, a := range actions {
		list = append(list, string(a))
	}
	return list
}
