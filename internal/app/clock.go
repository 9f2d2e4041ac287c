package app

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/cli"
	"hoso/internal/door"
	"hoso/internal/ledger"
)

// checkClock refuses to begin with a clock behind the log's last entry:
// Unavailable "ledger.clock.behind".
func (a *App) checkClock(ctx context.Context) error {
	err := a.Ledger.CheckClock(ctx, a.DB.Reader(), a.Clock.Now())
	if a.config.AnyClock {
		return nil
	}
	return err
}

// paused gives the reason for which nothing, or no change, can be recorded now, nil
// for none.
func (a *App) paused() error {
	if err := a.Ledger.Stopped(); err != nil {
		return err
	}
	if err := a.Folder.Full(); err != nil {
		return err
	}
	return a.Ledger.ClockBehind(a.Clock.Now())
}

// clockOf compares the machine's clock with a folder's log. accept records, under
// the folder's lock, that the clock is right now although the log's last entry
// claims a later time.
func clockOf(ctx context.Context, o cli.ClockOptions) (cli.ClockState, error) {
	made, database, err := openMade(o.Dir, o.Database)
	if err != nil {
		return cli.ClockState{}, err
	}
	made.Close()
	a, err := Open(ctx, Config{Dir: o.Dir, Database: database, Log: warnings(), AnyClock: true})
	if err != nil {
		return cli.ClockState{}, err
	}
	defer a.Close()
	newest, err := a.Ledger.Newest(ctx, a.DB.Reader())
	if err != nil {
		return cli.ClockState{}, err
	}
	now := a.Clock.Now()
	state := cli.ClockState{Now: ledger.Moment(now), Newest: ledger.Moment(newest), Behind: a.Ledger.ClockBehind(now) != nil}
	if !o.Accept {
		return state, nil
	}
	_, err = a.Door.Do(ctx, door.Command{Name: ledger.ActionAcceptClock, Actor: access.System("operator")}, nothing)
	state.Behind = false
	return state, err
}
