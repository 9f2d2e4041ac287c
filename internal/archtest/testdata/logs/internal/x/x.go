package x

import (
	"context"
	"log/slog"
)

type house struct{ Log *slog.Logger }

func (h house) say(ctx context.Context, typed string, err error) {
	h.Log.Info("request", "method", "GET", "status", 200)
	h.Log.Error("gone")
	h.Log.Error(typed)
	h.Log.Warn("x", typed, err)
	slog.InfoContext(ctx, "x")
	h.Log.Warn("x", "key")
}
