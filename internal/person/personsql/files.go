package personsql

import (
	"context"
	"errors"

	"hoso/internal/access"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/person"
	"hoso/internal/sqldb"
)

const identityColumns = `subject_id, version, born, personal_number, COALESCE(personal_number_bucket, 0)`

func scanIdentity(row sqldb.Scanner) (*person.SealedIdentity, error) {
	var i person.SealedIdentity
	return &i, row.Scan(&i.Subject, &i.Version, &i.Born, &i.PersonalNumber, &i.Bucket)
}

// Record reads a file, all of it together: NotFound "access.not_found".
func (Store) Record(ctx context.Context, tx door.Tx, who id.ID) (person.Record, error) {
	r := person.Record{Identity: &person.SealedIdentity{Subject: who}}
	err := sqldb.Together(ctx, sqldb.Of(tx),
		sqldb.Read(scanPerson, func(p *person.Person) { r.Person = p }, entryQuery, who),
		sqldb.Read(scanIdentity, func(i *person.SealedIdentity) { r.Identity = i }, identityQuery, who),
		sqldb.Read(scanEvidence, func(e *person.SealedEvidence) { r.Evidence = append(r.Evidence, e) }, evidenceQuery, who, tx.Ceiling()),
		sqldb.Read(scanErasure, func(e *person.Erasure) { r.Erasure = e }, erasingQuery, who, person.ErasureWithdrawn))
	if err == nil && r.Person == nil {
		err = errs.NotFound("access.not_found")
	}
	if r.Erasure != nil && !r.Erasure.Stands() {
		r.Erasure = nil
	}
	return r, err
}

const identityQuery = `SELECT ` + identityColumns + ` FROM person_identity WHERE id = $1`

// Identity reads an identity; one that has no row yet has version 0.
func (Store) Identity(ctx context.Context, tx door.Tx, who id.ID) (*person.SealedIdentity, error) {
	list, err := sqldb.All(ctx, sqldb.Of(tx), scanIdentity, identityQuery, who)
	if err != nil || len(list) == 0 {
		return &person.SealedIdentity{Subject: who}, err
	}
	return list[0], nil
}

// VersionOf reads outside commands which version an identity has.
func (s Store) VersionOf(ctx context.Context, who id.ID) (int64, error) {
	var version int64
	err := sqldb.One(ctx, s.DB.Reader(), `SELECT version FROM person_identity WHERE id = $1`, []any{who}, &version)
	if errors.Is(err, sqldb.ErrNoRow) {
		return 0, nil
	}
	return version, err
}

// SaveIdentity writes an identity at its version.
func (Store) SaveIdentity(ctx context.Context, tx door.Tx, i *person.SealedIdentity) error {
	var bucket any
	if len(i.PersonalNumber) > 0 {
		bucket = i.Bucket
	}
	return sqldb.Of(tx).Put(ctx, "person_identity", sqldb.Key{ID: i.Subject, Version: i.Version}, sqldb.Row{"label": 0, "subject_id": i.Subject,
		"born": orNull(i.Born), "personal_number": orNull(i.PersonalNumber), "personal_number_bucket": bucket})
}

// orNull keeps NULL for what is not known.
func orNull(sealed []byte) any {
	if len(sealed) == 0 {
		return nil
	}
	return sealed
}

// Bucket gives the identities of a bucket that a scope holds, save one.
func (s Store) Bucket(ctx context.Context, bucket int64, sc access.Scope, except id.ID) ([]*person.SealedIdentity, error) {
	q := s.DB.Reader()
	w := &sqldb.Where{Engine: q.Engine()}
	w.And("i.personal_number_bucket = ?", bucket)
	w.And("i.id <> ?", except)
	w.Scope(sc, "p.")
	return sqldb.All(ctx, q, scanIdentity, `SELECT i.subject_id, i.version, i.born, i.personal_number, i.personal_number_bucket
		FROM person_identity i JOIN person p ON p.id = i.id`+w.SQL()+` ORDER BY i.id LIMIT 200`, w.Args()...)
}

const evidenceQuery = `SELECT id, version, state, subject_id, kind, number, dated, issuer, format, pages, blob, size, wrapped_key, others, copy_of, label
	FROM person_evidence WHERE subject_id = $1 AND label <= $2 ORDER BY kind, id`

func scanEvidence(row sqldb.Scanner) (*person.SealedEvidence, error) {
	var e person.SealedEvidence
	return &e, row.Scan(&e.ID, &e.Version, &e.State, &e.Subject, &e.Kind, &e.Number, &e.Dated, &e.Issuer, &e.Format, &e.Pages,
		&e.Blob.Name, &e.Blob.Size, &e.Blob.WrappedKey, &e.Others, &e.CopyOf, &e.Label)
}

// Evidence reads the pages of a person up to what the actor may know of.
func (Store) Evidence(ctx context.Context, tx door.Tx, who id.ID) ([]*person.SealedEvidence, error) {
	return sqldb.All(ctx, sqldb.Of(tx), scanEvidence, evidenceQuery, who, tx.Ceiling())
}

// Above gives the current pages of a person beyond what the actor may know of.
func (Store) Above(ctx context.Context, tx door.Tx, who id.ID) ([]person.Kept, error) {
	return sqldb.All(ctx, sqldb.Of(tx), func(row sqldb.Scanner) (person.Kept, error) {
		var k person.Kept
		return k, row.Scan(&k.ID, &k.Kind)
	}, `SELECT id, kind FROM person_evidence WHERE subject_id = $1 AND label > $2 AND state = $3 AND copy_of IS NULL ORDER BY kind, id`, who, tx.Ceiling(), person.EvidenceCurrent)
}

// HighestLabel is the highest label of a page that stands here, in whatever state.
func HighestLabel(ctx context.Context, q sqldb.Querier) (access.Label, error) {
	var highest access.Label
	return highest, sqldb.One(ctx, q, `SELECT COALESCE(max(label), 0) FROM person_evidence WHERE label > 0`, nil, &highest)
}

// SaveEvidence writes a page at its version.
func (Store) SaveEvidence(ctx context.Context, tx door.Tx, e *person.SealedEvidence) error {
	return sqldb.Of(tx).Put(ctx, "person_evidence", sqldb.Key{ID: e.ID, Version: e.Version}, sqldb.Row{"label": e.Label, "state": e.State, "subject_id": e.Subject,
		"kind": string(e.Kind), "number": orNull(e.Number), "dated": e.Dated, "issuer": e.Issuer, "format": e.Format, "pages": int64(e.Pages),
		"blob": e.Blob.Name, "size": e.Blob.Size, "wrapped_key": e.Blob.WrappedKey,
		"others": string(e.Others), "copy_of": e.CopyOf})
}

// NamesBlob reports whether a row names a blob.
func (s Store) NamesBlob(ctx context.Context, name string) (bool, error) {
	var n int64
	err := sqldb.One(ctx, s.DB.Reader(), `SELECT count(*) FROM person_evidence WHERE blob = $1`, []any{name}, &n)
	return n > 0, err
}
