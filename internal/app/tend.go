package app

import (
	"context"
	"time"

	"hoso/internal/clock"
	"hoso/internal/door/doorsql"
	"hoso/internal/job"
)

// keysKept is how long a command's key is known (DESIGN 4).
const keysKept clock.Micros = 30 * 24 * 3600 * 1_000_000

// orphansKept is how long a file may stand that no row names: its command may
// still be on its way (DESIGN 6).
const orphansKept clock.Micros = 24 * 3600 * 1_000_000

// chore is small work that is due again and again. None opens a file, and none
// changes what is governed, save the tree's new day, which is a command.
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
		{"sessions", 10 * time.Minute, a.Accounts.Expire},
		{"keys", time.Hour, func(ctx context.Context) error { return doorsql.Expire(ctx, a.DB, a.Clock.Now()-keysKept) }},
		{"orphans", time.Hour, a.collectOrphans},
	}
}

// tend does the chores and runs ordered jobs until ctx ends. A chore that fails
// is logged and done again when it is due.
func (a *App) tend(ctx context.Context) {
	runner := &job.Runner{Store: a.Jobs, Clock: a.Clock, Log: a.Log, Handlers: map[job.Kind]job.Handler{}}
	a.running.Go(func() { runner.Run(ctx) })
	for _, c := range a.chores() {
		a.running.Go(func() { a.again(ctx, c) })
	}
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

// collectOrphans removes files that no row names.
func (a *App) collectOrphans(ctx context.Context) error {
	n, err := a.Files.store.Orphans(ctx, func(name string) (bool, error) {
		return a.Directive.Read.NamesBlob(ctx, name)
	}, a.Clock.Now()-orphansKept)
	if n > 0 {
		a.Log.Info("orphans removed", "files", n)
	}
	return err
}
