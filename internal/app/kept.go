package app

import (
	"context"

	"golang.org/x/mod/sumdb/note"

	"hoso/internal/errs"
	"hoso/internal/ledger"
)

// keptFile is the newest signed checkpoint, kept beside the database so that an
// older copy of the database is noticed.
const keptFile = "checkpoint"

func (a *App) kept() ([]byte, error) { return a.Folder.Read(keptFile) }

func (a *App) keep(signed []byte) error { return a.Folder.Write(keptFile, signed, 0o600) }

// checkKept refuses a database that does not go on from the checkpoint that the
// folder keeps: Conflict "ledger.checkpoint.older", ".fork", ".damaged" or
// ".gone". To go on would be to sign for whoever put the database there, and
// nothing would show it afterwards.
func (a *App) checkKept(ctx context.Context, signer note.Signer) error {
	signed, err := a.kept()
	if err != nil {
		return err
	}
	if signed == nil {
		return a.keepFirst(ctx, signer)
	}
	kept, err := ledger.OpenCheckpoint(signed, a.verifier)
	if err != nil {
		return errs.Conflict("ledger.checkpoint.damaged").Because(err)
	}
	return a.Ledger.CheckKept(ctx, kept)
}

// keepFirst keeps the checkpoint of the empty log before anything is recorded.
// The file then stands before the first leaf and, each row of a checkpoint being
// written before the file is replaced, never ahead of the database: a kill at
// any moment leaves an older file, and one that is absent was taken away.
func (a *App) keepFirst(ctx context.Context, signer note.Signer) error {
	leaves, err := a.Ledger.Length(ctx, a.DB.Reader())
	if err != nil {
		return err
	}
	if leaves > 0 {
		return errs.Conflict("ledger.checkpoint.gone", errs.Int("size", int(leaves)))
	}
	signed, err := ledger.Checkpoint{Origin: signer.Name(), Root: new(ledger.Frontier).Root()}.Sign(signer)
	if err != nil {
		return err
	}
	return a.keep(signed)
}
