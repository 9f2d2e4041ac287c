package app

import (
	"context"

	"hoso/internal/folder"
	"hoso/internal/schema"
)

// KeepReserve makes the room that a served folder on SQLite gives up when the disk
// is full, unless it is there.
func (a *App) KeepReserve(context.Context) error {
	if a.DB.Engine() != schema.SQLite {
		return nil
	}
	made, err := a.Folder.KeepReserve()
	if made {
		a.Log.Info("reserve is there", "bytes", folder.ReserveSize)
	}
	return err
}

// spendReserve is asked when the database found no room, and reports whether there
// is some now.
func (a *App) spendReserve() bool {
	spent := a.Folder.SpendReserve()
	if spent {
		a.Log.Error("disk full: reserve given up, only openings are recorded", "bytes", folder.ReserveSize)
	}
	return spent
}
