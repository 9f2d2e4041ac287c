package app

import (
	"context"
	"time"

	"hoso/internal/clock"
	"hoso/internal/door/doorsql"
	"hoso/internal/errs"
)

// keysKept is how long a command's key is known (DESIGN 4).
const keysKept clock.Micros = 30 * 24 * 3600 * 1_000_000

// orphansKept is how long a file may stand that no row names: its command may
// still be on its way (DESIGN 6).
const orphansKept clock.Micros = 24 * 3600 * 1_000_000

// chore is small work that is due again and again. None opens a file, and none
// changes what is governed, save by a command: the tree's new day, and what two
// officers decided to erase.
type chore struct {
	name  string
	every time.Duration
	do    func(context.Context) error
}

func (a *App) chores() []chore {
	return []chore{
		{"tree", time.Minute, a.Org.RefreshTree},
		{"refusals", time.Minute, func(ctx context.Context) error {
			_, err := a.Door.CloseRepeats(ctx)
			return err
		}},
		{"sessions", 10 * time.Minute, a.Sessions.Expire},
		{"reads", time.Hour, a.remark},
		{"reviews", 10 * time.Minute, func(ctx context.Context) error {
			_, err := a.Watch.Remind(ctx)
			return err
		}},
		{"keys", time.Hour, func(ctx context.Context) error { return doorsql.Expire(ctx, a.DB, a.Clock.Now()-keysKept) }},
		{"orphans", time.Hour, a.collectOrphans},
		{"reserve", time.Minute, a.KeepReserve},
		{"master key", 10 * time.Minute, a.turnAtNight},
		{"erasures", 10 * time.Minute, a.erase},
	}
}

// tend does the chores and runs ordered jobs until ctx ends. A chore that fails
// is logged and done again when it is due.
func (a *App) tend(ctx context.Context) {
	a.beside("jobs", func() { a.RunJobs(ctx) })
	for _, c := range a.chores() {
		a.beside(c.name, func() { a.again(ctx, c) })
	}
}

// beside runs what works beside the commands. A panic there ends the program, as
// any does, but tells only its type and place, and not its value.
func (a *App) beside(name string, do func()) {
	a.running.Go(func() {
		if err := caught(do); err != nil {
			a.Log.Error("panic", "name", name, "error", err)
			panic(err) // the value of the first is gone with it
		}
	})
}

// caught gives the panic of a function as an error.
func caught(do func()) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = errs.Panicked(v)
		}
	}()
	do()
	return nil
}

func (a *App) again(ctx context.Context, c chore) {
	tick := time.NewTicker(c.every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := c.do(ctx); err != nil && ctx.Err() == nil {
			a.Log.Error("chore", "name", c.name, "error", err)
		}
	}
}

// collectOrphans removes files that no row names, unless a backup is being made,
// whose rows are of an earlier moment.
func (a *App) collectOrphans(ctx context.Context) error {
	release, ok, err := a.Folder.Hold(backupHold)
	if err != nil || !ok {
		return err
	}
	defer release()
	n, err := a.Files.store.Orphans(ctx, func(name string) (bool, error) {
		named, err := a.Directive.Read.NamesBlob(ctx, name)
		if err != nil || named {
			return named, err
		}
		return a.Person.Files.NamesBlob(ctx, name)
	}, a.Clock.Now()-orphansKept)
	if n > 0 {
		a.Log.Info("orphans removed", "files", n)
	}
	return err
}
