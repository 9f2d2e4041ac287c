package ledgersql

import (
	"context"
	"errors"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/ledger"
	"hoso/internal/sqldb"
)

// Newest gives the time that the log's last entry claims, 0 for an empty log.
// On PostgreSQL what has no leaf yet, about a second, is not looked at.
func (s *Store) Newest(ctx context.Context, q sqldb.Querier) (clock.Micros, error) {
	var at clock.Micros
	err := sqldb.One(ctx, q, `SELECT e.at FROM ledger_tree t JOIN ledger_leaf l ON l.idx = t.size - 1 JOIN ledger_entry e ON e.id = l.entry_id WHERE t.id = 1`, nil, &at)
	if errors.Is(err, sqldb.ErrNoRow) {
		return 0, nil
	}
	if err == nil {
		s.newest.Store(int64(at))
	}
	return at, err
}

// CheckClock refuses a time that lies behind that of the log's last entry:
// Unavailable "ledger.clock.behind". The order of the log is its own; what was
// recorded at such a time would say of itself that it came before.
func (s *Store) CheckClock(ctx context.Context, q sqldb.Querier, now clock.Micros) error {
	at, err := s.Newest(ctx, q)
	if err != nil {
		return err
	}
	return behind(at, now)
}

// ClockBehind is CheckClock by the last entry that was looked at, without asking
// the database.
func (s *Store) ClockBehind(now clock.Micros) error {
	return behind(clock.Micros(s.newest.Load()), now)
}

// behind compares by the slack of the later day: the earlier one is in doubt.
func behind(newest, now clock.Micros) error {
	slack := access.Limits(nil).On(access.LimitClockBehind, clock.DateOf(newest.Time().In(clock.Local)))
	if now >= newest-clock.Micros(slack*1_000_000) {
		return nil
	}
	return errs.Unavailable("ledger.clock.behind", errs.Str("newest", ledger.Moment(newest)), errs.Str("now", ledger.Moment(now)))
}
