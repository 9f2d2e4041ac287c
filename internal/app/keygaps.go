package app

import (
	"context"

	"hoso/internal/cli"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/sqldb"
	"hoso/internal/vault"
	"hoso/internal/vault/vaultsql"
)

// keyGaps counts the persons of whom the database has something sealed and the
// keyring has no key: data and keyring are backed up apart, and on different days.
// A key of which the data know nothing is no gap: its person comes again, or it
// stands unused.
func (a *App) keyGaps(ctx context.Context) (gaps cli.KeyGaps, err error) {
	made, err := hasKeys(a.Folder)
	if err != nil || !made {
		return gaps, err
	}
	store, err := a.storeToRead(ctx)
	if e := errs.Of(err); err != nil && e.Code == "vault.keyring.missing" {
		return gaps, nil
	}
	if err != nil {
		return gaps, err
	}
	defer func() { _ = store.Close() }() // it only read
	gaps.Keyring = true
	last := id.ID{}
	for {
		persons, err := sqldb.All(ctx, a.DB.Reader(), func(row sqldb.Scanner) (p id.ID, err error) {
			err = row.Scan(&p)
			return p, err
		}, `SELECT DISTINCT person FROM (SELECT id AS person FROM person_identity WHERE born IS NOT NULL OR personal_number IS NOT NULL
			UNION SELECT subject_id FROM person_evidence UNION SELECT subject_id FROM person_correction UNION SELECT subject_id FROM person_request) sealed
			WHERE person > $1 ORDER BY person LIMIT $2`, last, filePage)
		if err != nil {
			return gaps, err
		}
		if err := countGaps(ctx, store, persons, &gaps); err != nil || len(persons) < filePage {
			return gaps, err
		}
		last = persons[len(persons)-1]
	}
}

func countGaps(ctx context.Context, store vault.Keys, persons []id.ID, gaps *cli.KeyGaps) error {
	found, err := store.Find(ctx, persons)
	if err != nil {
		return err
	}
	has := map[id.ID]bool{}
	for _, k := range found {
		has[k.Person] = true
	}
	for _, p := range persons {
		if has[p] {
			continue
		}
		_, erased, err := store.Tombstone(ctx, p)
		if err != nil {
			return err
		}
		if erased {
			gaps.Erased++
		} else {
			gaps.Missing++
		}
	}
	return nil
}

// storeToRead opens the store of the folder's keyring beside whoever has it open.
func (a *App) storeToRead(ctx context.Context) (*vaultsql.Store, error) {
	_, conf, err := database(a.Folder, a.config.Database)
	if err != nil {
		return nil, err
	}
	return vaultsql.OpenToRead(ctx, keysURL(a.Folder, conf))
}
