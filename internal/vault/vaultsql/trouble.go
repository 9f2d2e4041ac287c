package vaultsql

import (
	"context"
	"errors"
	"io/fs"

	"hoso/internal/errs"
	"hoso/internal/sqldb"
	"hoso/internal/vault"
)

// trouble makes of what the engine or the disk said what a person can act on:
// Unavailable "vault.keyring.unread" when the store could not be asked, and
// "vault.keyring.damaged" when it is not what was written. What the contract and the
// house say goes through. The engine's own error becomes text: keys are read inside
// commands, and the folder's database would take it for trouble of its own.
func trouble(err error) error {
	for _, own := range []error{vault.ErrNoKeyring, vault.ErrErased, vault.ErrEpoch, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, own) {
			return err
		}
	}
	var house *errs.Error
	var file *fs.PathError
	switch {
	case err == nil, errors.As(err, &house) && house.Kind != errs.KindInternal:
		return err
	case sqldb.IsGone(err), errors.As(err, &file):
		return errs.Unavailable("vault.keyring.unread").Because(errors.New(err.Error()))
	}
	return errs.Unavailable("vault.keyring.damaged").Because(errors.New(err.Error()))
}
