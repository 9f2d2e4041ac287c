package app

import (
	"context"
	"errors"
	"os"

	"hoso/internal/cli"
	"hoso/internal/clock"
	"hoso/internal/config"
	"hoso/internal/errs"
	"hoso/internal/folder"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/sqldb"
	"hoso/internal/vault"
	"hoso/internal/vault/vaultsql"
)

// verifySealed opens every wrapped key of the folder's keyring, if it has one, and
// with them what is sealed. One that is opened by a passphrase is opened when the
// configuration names a file with it: nobody is asked.
func verifySealed(ctx context.Context, f *folder.Folder, db *sqldb.DB, report *ledger.Report) error {
	keys, store, err := keysToCheck(ctx, f, db, report)
	if store != nil {
		defer func() { _ = store.Close() }() // it only read
	}
	if keys != nil {
		defer keys.Close()
		opened, cerr := keys.Check(ctx, func(person id.ID, why string) {
			if person.IsZero() {
				report.Find("keyring_secret", "1", ledger.Changed, why)
				return
			}
			report.Find("keyring_key", person.String(), ledger.Changed, why)
		})
		report.Keys += opened
		err = keyringFinding(cerr, report)
	}
	var at *personKeys
	if keys != nil {
		at = &personKeys{keys, f.Path("keys")}
	}
	if perr := verifyPages(ctx, f.Path("blobs"), db, at, report); err == nil {
		err = perr
	}
	return err
}

// keysToCheck opens the folder's keyring, nil where there is none or it does not
// open, which is a finding or said in the report.
func keysToCheck(ctx context.Context, f *folder.Folder, db *sqldb.DB, report *ledger.Report) (*vault.Keyring, *vaultsql.Store, error) {
	conf, err := config.Load(f.Path("."), os.LookupEnv)
	if err != nil {
		return nil, nil, err
	}
	url := keysURL(f, conf)
	has, err := hasKeys(f)
	if err != nil || !has {
		return nil, nil, noMasters(ctx, url, err, report)
	}
	p, err := providerOf(f, func() ([]byte, error) {
		if conf.PassphraseFile == "" {
			return nil, errs.Invalid("vault.passphrase.none")
		}
		return cli.Passphrase(cli.Streams{}, conf.PassphraseFile, "")
	})
	if e := errs.Of(err); e != nil && e.Code == "vault.passphrase.none" {
		report.Locked = true
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, keyringFinding(err, report)
	}
	store, err := vaultsql.OpenToRead(ctx, url)
	if err != nil {
		return nil, nil, missingStore(ctx, db, nil, err, report)
	}
	keys, err := vault.OpenToCheck(ctx, vault.Config{Keys: store, Dir: f.Path("keys"), Provider: p, Clock: clock.System{}})
	return keys, store, missingStore(ctx, db, store, err, report)
}

// missingStore is keyringFinding, but for a store in which nothing was ever written and
// data of which nothing is sealed: it was only just being made.
func missingStore(ctx context.Context, db *sqldb.DB, store *vaultsql.Store, err error, report *ledger.Report) error {
	if e := errs.Of(err); err == nil || e == nil || e.Code != "vault.keyring.missing" {
		return keyringFinding(err, report)
	}
	var sealed int64
	if rerr := sqldb.One(ctx, db.Reader(), `SELECT (SELECT count(*) FROM person_identity) + (SELECT count(*) FROM person_evidence)
		+ (SELECT count(*) FROM person_correction) + (SELECT count(*) FROM person_request) + (SELECT count(*) FROM person_delay)
		+ (SELECT count(*) FROM access_break WHERE subject_id IS NOT NULL)`, nil, &sealed); rerr != nil {
		return rerr
	}
	empty := true
	if store != nil {
		var rerr error
		if empty, rerr = store.Empty(ctx); rerr != nil {
			return keyringFinding(rerr, report)
		}
	}
	if sealed == 0 && empty {
		return nil
	}
	return keyringFinding(err, report)
}

// noMasters tells of a store whose master keys are gone or do not stand in their
// file as they were written.
func noMasters(ctx context.Context, url string, err error, report *ledger.Report) error {
	if err != nil {
		return keyringFinding(err, report)
	}
	store, err := vaultsql.OpenToRead(ctx, url)
	if e := errs.Of(err); e != nil && e.Code == "vault.keyring.missing" {
		return nil // no keyring was made
	}
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }() // it only read
	if _, err := store.State(ctx); errors.Is(err, vault.ErrNoKeyring) {
		return nil // one was begun: the master's file comes before the first row
	} else if err != nil {
		return err
	}
	report.Find("keys", vault.MasterFile, ledger.FileMissing, "nothing about a person opens without it")
	return nil
}

// keyringFinding makes a finding of what says that the keyring is not as it was; any
// other error says that it could not be checked.
func keyringFinding(err error, report *ledger.Report) error {
	if err == nil {
		return nil
	}
	switch e := errs.Of(err); e.Code {
	case "vault.master.refused":
		report.Find("keys", vault.MasterFile, ledger.FileChanged, "it does not open: it was altered, or what opens it (passphrase file, key file) is that of another keyring")
	case "vault.master.damaged", "vault.master.behind", "vault.keyring.other":
		report.Find("keys", vault.MasterFile, ledger.FileChanged, "it does not open, or is not the one of this keyring")
	case "vault.key.unusable":
		report.Find("keys", e.Arg("file"), ledger.FileChanged, "missing, altered or open to others: the master keys do not open without it")
	case "vault.keyring.damaged":
		report.Find("keyring", "", ledger.FileChanged, "the store of the wrapped keys does not read as it was written: restore the bundle")
	case "vault.keyring.missing":
		report.Find("keyring", "", ledger.FileMissing, "the store of the wrapped keys is gone or empty")
	default:
		return err
	}
	return nil
}
