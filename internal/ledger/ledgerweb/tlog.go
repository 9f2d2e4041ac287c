package ledgerweb

import (
	"bytes"
	"context"
	"strings"

	"hoso/internal/errs"
	"hoso/internal/ledger"
	"hoso/internal/web"
)

// TlogReader gives what the log publishes.
type TlogReader interface {
	Latest(ctx context.Context) (ledger.SignedCheckpoint, error)
	Tile(ctx context.Context, name ledger.TileName) ([]byte, error)
}

// Tlog publishes the log as C2SP tlog-tiles under /tlog. It needs no session:
// leaves are salted digests, and a checkpoint says how many there are. It leaves
// no entries: an auditor's program would fill the log with its own reading.
type Tlog struct{ Reader TlogReader }

// Routes adds the log to the router.
func (p *Tlog) Routes(rt *web.Router) {
	rt.OpenGet("/tlog/checkpoint", p.serveNote)
	rt.OpenGet("/tlog/tile/{path...}", p.serveTile)
}

// serveNote gives the newest checkpoint as it was signed.
func (p *Tlog) serveNote(r *web.Request) error {
	newest, err := p.Reader.Latest(r.Ctx())
	if err != nil {
		return err
	}
	if newest.Size == 0 {
		return errs.NotFound("ledger.checkpoint.none")
	}
	return r.Download("checkpoint.txt", "text/plain; charset=utf-8", bytes.NewReader(newest.Note))
}

// serveTile gives a tile or an entry bundle. What is not a C2SP path and what
// is not signed yet are both absent.
func (p *Tlog) serveTile(r *web.Request) error {
	name, ok := ledger.ParseTilePath("tile/" + r.PathText("path"))
	if !ok {
		return errs.NotFound("ledger.tile.not_found")
	}
	data, err := p.Reader.Tile(r.Ctx(), name)
	if err != nil {
		return err
	}
	return r.Download(strings.ReplaceAll(name.Path(), "/", "-"), "application/octet-stream", bytes.NewReader(data))
}
