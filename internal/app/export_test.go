package app

import (
	"context"
)

// TurnAtNight and Erase are the chores of those names.
func (a *App) TurnAtNight(ctx context.Context) error { return a.turnAtNight(ctx) }

// Erase goes on with erasures.
func (a *App) Erase(ctx context.Context) error { return a.erase(ctx) }

// RunJob runs one job that waits.
func (a *App) RunJob(ctx context.Context) error {
	_, err := a.runner().Next(ctx)
	return err
}

// InitFolder is what hoso init does.
var InitFolder = initFolder
