package app

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"syscall"

	"golang.org/x/mod/sumdb/note"

	"hoso/internal/access"
	"hoso/internal/cli"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/folder"
	"hoso/internal/ledger"
	"hoso/internal/ledger/ledgersql"
	"hoso/internal/schema"
	"hoso/internal/sqldb"
)

// A restoring unpacks into restoring/ in the folder, so that it is on the same disk.
// What is there counts for nothing until restoring/ready is: then every part was
// verified, and whoever comes next finishes it.
const (
	restoreDir   = "restoring"
	restoreReady = restoreDir + "/ready"
)

// restoreKeys are the keys that a restored folder goes on with.
var restoreKeys = []string{"log.key", "log.vkey", "blob.key", "session.key", "signin.key"}

// restore puts a backup into a folder that has its keys.
func restore(ctx context.Context, o cli.RestoreOptions) (done cli.Restored, err error) {
	if err := hasRestoreKeys(o.Dir); err != nil {
		return done, err
	}
	f, err := folder.Open(o.Dir)
	if err != nil {
		return done, err
	}
	r := &restoreRun{o: o, f: f, clock: clock.System{}}
	plan, done, err := r.prepare(ctx)
	if err == nil && len(done.Findings) == 0 {
		err = r.place(plan)
	}
	f.Close()
	if err != nil || len(done.Findings) > 0 {
		return done, err
	}
	return done, r.finish(ctx, plan, &done)
}

// hasRestoreKeys wants the keys back first: Invalid "backup.keys.first".
func hasRestoreKeys(dir string) error {
	f, err := folder.OpenReadOnly(dir)
	if err != nil {
		return errs.Invalid("backup.keys.first", errs.Str("dir", dir), errs.Str("name", restoreKeys[0])).Because(err)
	}
	defer f.Close()
	for _, name := range restoreKeys {
		if ok, err := f.Has("keys/" + name); err != nil || !ok {
			return errs.Invalid("backup.keys.first", errs.Str("dir", dir), errs.Str("name", name)).Because(err)
		}
	}
	return nil
}

// restoreRun is one restoring.
type restoreRun struct {
	o        cli.RestoreOptions
	f        *folder.Folder
	clock    clock.Clock
	key      note.Verifier
	origin   string
	url      string
	postgres bool
	read     int64
}

// restorePlan is what restoring/ready holds: a restoring that is verified.
type restorePlan struct {
	Manifest []byte       `json:"manifest"` // signed
	Begun    clock.Micros `json:"begun"`
	Lost     *int64       `json:"lost,omitempty"` // at least
	Aside    string       `json:"aside"`          // where data go that are there
	File     string       `json:"file"`
	Bytes    int64        `json:"bytes"` // of the backup

	m manifest
}

// prepare gives the plan that stands, or makes one.
func (r *restoreRun) prepare(ctx context.Context) (plan restorePlan, done cli.Restored, err error) {
	signer, err := logSigner(r.f)
	if err == nil {
		r.key, err = logVerifier(r.f)
	}
	if err == nil {
		r.origin = signer.Name()
		r.url, _, err = database(r.f, r.o.Database)
	}
	if err != nil {
		return plan, done, err
	}
	r.postgres = !strings.HasPrefix(r.url, "sqlite:")
	raw, err := r.f.Read(restoreReady)
	if err != nil {
		return plan, done, err
	}
	if raw == nil {
		return r.unpack(ctx)
	}
	if err := json.Unmarshal(raw, &plan); err != nil {
		return plan, done, damagedBackup(err)
	}
	plan.m, err = openManifest(plan.Manifest, r.key)
	return plan, cli.Restored{Again: true}, err
}

// unpack reads the backup beside what is there, proves it and writes the plan.
func (r *restoreRun) unpack(ctx context.Context) (plan restorePlan, done cli.Restored, err error) {
	there, err := r.occupied(ctx)
	if err != nil {
		return plan, done, err
	}
	if err := r.f.Root().RemoveAll(restoreDir); err != nil { // of a restoring that was killed
		return plan, done, err
	}
	if err := r.f.Root().Mkdir(restoreDir, 0o700); err != nil {
		return plan, done, err
	}
	defer func() {
		if err != nil || len(done.Findings) > 0 {
			_ = r.f.Root().RemoveAll(restoreDir) // half a restoring is none
		}
	}()
	if plan, err = r.extract(ctx); err != nil {
		return plan, done, err
	}
	fitting, err := r.fits(ctx, &plan, there)
	if err != nil {
		return plan, done, err
	}
	if r.postgres {
		if err := r.fill(ctx, plan.m); err != nil {
			return plan, done, err
		}
	}
	if done.Findings, err = r.verify(ctx, plan.m, fitting); err != nil || len(done.Findings) > 0 {
		return plan, done, err
	}
	raw, err := json.Marshal(plan)
	if err != nil {
		return plan, done, err
	}
	syscall.Sync() // everything that was unpacked, before the word that it is ready
	return plan, done, r.f.Write(restoreReady, raw, 0o600)
}

// occupied says whether data are there, and refuses those that may not be
// replaced: Conflict "backup.occupied", "backup.database.occupied".
func (r *restoreRun) occupied(ctx context.Context) (bool, error) {
	there := false
	for _, name := range []string{databasePart, keptFile} {
		has, err := r.f.Has(name)
		if err != nil {
			return false, err
		}
		there = there || has
	}
	if there && !r.o.Replace {
		return there, errs.Conflict("backup.occupied", errs.Str("dir", r.o.Dir))
	}
	if !r.postgres {
		return there, nil
	}
	db, err := sqldb.Open(ctx, sqldb.Config{URL: r.url})
	if err != nil {
		return there, err
	}
	defer func() { _ = db.Close() }() // it only read
	n, err := db.Tables(ctx)
	if err == nil && n > 0 {
		err = errs.Conflict("backup.database.occupied", errs.Int("tables", int(n)))
	}
	return there, err
}

// pass reads the backup once.
func (r *restoreRun) pass(sink backupSink) (manifest, []byte, error) {
	file, err := os.Open(r.o.File)
	if err != nil {
		return manifest{}, nil, errs.Invalid("backup.file.unreadable", errs.Str("file", r.o.File)).Because(err)
	}
	defer func() { _ = file.Close() }() // it was only read
	return readBackup(file, r.o.By, r.key, sink)
}

// extract unpacks the backup. The archive of a PostgreSQL database is only read:
// it goes into the database once all is known to be whole.
func (r *restoreRun) extract(ctx context.Context) (plan restorePlan, err error) {
	plan.m, plan.Manifest, err = r.pass(backupSink{
		head: r.checkHead,
		database: func(in io.Reader) error {
			if r.postgres {
				return r.copy(ctx, io.Discard, in)
			}
			return r.writeFile(ctx, databasePart, in)
		},
		blob: func(name string, in io.Reader) error { return r.writeFile(ctx, blobPath(name), in) },
	})
	if err != nil {
		return plan, err
	}
	info, err := os.Stat(r.o.File)
	if err != nil {
		return plan, err
	}
	plan.File, plan.Bytes, plan.Begun = r.o.File, info.Size(), r.clock.Now()
	plan.Aside = "before-" + plan.Begun.Time().UTC().Format("20060102T150405.000000Z")
	if err := r.checkHead(plan.m); err != nil { // that of the signed one
		return plan, err
	}
	if err := r.f.Root().MkdirAll(path.Join(restoreDir, "blobs"), 0o700); err != nil { // also when no file is in it
		return plan, err
	}
	return plan, r.f.Write(path.Join(restoreDir, keptFile), []byte(plan.m.Checkpoint), 0o600)
}

// checkHead refuses what cannot be restored here: Invalid "backup.other_log",
// "backup.engine", "backup.newer".
func (r *restoreRun) checkHead(m manifest) error {
	switch {
	case m.Origin != r.origin:
		return errs.Invalid("backup.other_log", errs.Str("origin", m.Origin))
	case (m.Engine == string(schema.Postgres)) != r.postgres:
		return errs.Invalid("backup.engine", errs.Str("engine", m.Engine))
	case m.Schema > len(schema.Migrations()):
		return errs.Invalid("backup.newer")
	}
	return nil
}

func (r *restoreRun) writeFile(ctx context.Context, name string, in io.Reader) error {
	name = path.Join(restoreDir, name)
	if err := r.f.Root().MkdirAll(path.Dir(name), 0o700); err != nil {
		return err
	}
	out, err := r.f.Root().OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(r.copy(ctx, out, in), out.Close())
}

// copy copies until ctx ends and reports how much was read.
func (r *restoreRun) copy(ctx context.Context, to io.Writer, in io.Reader) error {
	info, err := os.Stat(r.o.File)
	if err != nil {
		return err
	}
	_, err = io.Copy(&stopping{ctx, io.MultiWriter(to, reporter{r, info.Size()})}, in)
	return err
}

// reporter tells how far a restoring is.
type reporter struct {
	run   *restoreRun
	total int64
}

// Write counts.
func (w reporter) Write(p []byte) (int, error) {
	before := w.run.read >> 26
	w.run.read += int64(len(p))
	if w.run.read>>26 != before { // each 64 MiB
		w.run.o.Report(w.run.read, max(w.run.read, w.total))
	}
	return len(p), nil
}

// fits compares the backup with what is known of the log elsewhere: the data that
// are there, the checkpoint that the folder keeps, and those of witnesses. It gives the
// checkpoints that the backup must contain, and notes how many entries
// are lost. Conflict "backup.fork" when the data that are there went another way.
func (r *restoreRun) fits(ctx context.Context, plan *restorePlan, there bool) (fitting [][]byte, err error) {
	known := r.o.Witness
	if kept, err := r.f.Read(keptFile); err != nil {
		return nil, err
	} else if kept != nil {
		known = append(known, kept)
	}
	for _, signed := range known {
		c, err := ledger.OpenCheckpoint(signed, r.key)
		if err != nil || c.Size <= plan.m.Size {
			fitting = append(fitting, signed) // verifying says what is wrong with it
			continue
		}
		plan.loses(c.Size)
	}
	if there && !r.postgres {
		return fitting, r.sameLog(ctx, plan)
	}
	return fitting, nil
}

// loses notes that the log once had a size.
func (p *restorePlan) loses(size int64) {
	if n := size - p.m.Size; p.Lost == nil || *p.Lost < n {
		p.Lost = &n
	}
}

// sameLog wants the database that is there to be of the backup's own history. One
// that cannot be read is damaged, and is put aside as it is.
func (r *restoreRun) sameLog(ctx context.Context, plan *restorePlan) error {
	db, err := sqldb.Open(ctx, sqldb.Config{URL: r.url, ReadOnly: true})
	if err != nil {
		return nil
	}
	defer func() { _ = db.Close() }() // it only read
	tree, err := new(ledgersql.Store).Tree(ctx, db.Reader())
	if err != nil || tree.Size < plan.m.Size {
		return nil
	}
	c, err := ledger.OpenCheckpoint([]byte(plan.m.Checkpoint), r.key)
	if err != nil {
		return damagedBackup(err)
	}
	plan.loses(tree.Size)
	if e := errs.Of(ledgersql.CheckKept(ctx, db.Reader(), c, tree)); e != nil && e.Code == "ledger.checkpoint.fork" {
		return errs.Conflict("backup.fork", errs.Int("size", int(c.Size))).Because(e)
	}
	return nil
}

// fill puts the archive of the backup, which was read to its end before, into the
// empty database. The last piece is given only when all before it was the same.
func (r *restoreRun) fill(ctx context.Context, want manifest) error {
	db, err := sqldb.Open(ctx, sqldb.Config{URL: r.url})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // the archive is there as a whole, or not at all
	errDone := errors.New("the archive was read")
	_, _, err = r.pass(backupSink{
		head: r.checkHead,
		database: func(in io.Reader) error {
			if err := db.Fill(ctx, &heldBack{r: in, want: *want.Database, meter: newMeter(in)}); err != nil {
				return err
			}
			return errDone
		},
	})
	if errors.Is(err, errDone) {
		return nil
	}
	return err
}

// heldBack gives a part and holds its last bytes back until it is known to be the
// one that is wanted.
type heldBack struct {
	r     io.Reader
	meter *meter
	want  part
}

// Read reads all but the last byte, and that when it is right.
func (h *heldBack) Read(p []byte) (int, error) {
	left := h.want.Bytes - h.meter.n
	switch {
	case left <= 0:
		return 0, io.EOF
	case left > 1:
		return h.meter.Read(p[:min(int64(len(p)), left-1)])
	}
	n, err := h.meter.Read(p[:1])
	if n == 1 && h.meter.sum() != h.want.SHA256 {
		return 0, damagedBackup(errors.New("the file is another than a moment ago"))
	}
	return n, err
}

// verify compares the database and the files that were unpacked with their ledger,
// with what must be in it, and with the manifest.
func (r *restoreRun) verify(ctx context.Context, m manifest, fitting [][]byte) ([]ledger.Finding, error) {
	url := r.url
	if !r.postgres {
		url = "sqlite:" + r.f.Path(path.Join(restoreDir, databasePart))
	}
	db, err := sqldb.Open(ctx, sqldb.Config{URL: url})
	if err != nil {
		return nil, damagedBackup(err)
	}
	report, err := r.compare(ctx, db, m, fitting)
	return report.Findings, errors.Join(err, db.Close())
}

func (r *restoreRun) compare(ctx context.Context, db *sqldb.DB, m manifest, fitting [][]byte) (report ledger.Report, err error) {
	counts, err := sqldb.Counts(ctx, db.Reader())
	if err != nil {
		return report, err
	}
	for table, n := range m.Rows {
		if counts[table] != n {
			report.Find(table, "", ledger.Changed, "another number of rows than the backup's manifest has")
			return report, nil
		}
	}
	if _, err := db.Migrate(ctx); err != nil {
		return report, err
	}
	report, err = ledgersql.Verify(ctx, db, ledgersql.Against{Key: r.key, Folder: []byte(m.Checkpoint), Witness: fitting, Derived: derivedTables()})
	if err != nil {
		return report, err
	}
	blobs := r.f.Path(path.Join(restoreDir, "blobs"))
	if err := verifyFiles(ctx, blobs, r.f.Path("keys"), db, &report); err != nil {
		return report, err
	}
	return report, verifyPages(ctx, blobs, db, nil, &report)
}

// place puts what was unpacked where it belongs, and what is there aside. It may
// be done again after a kill anywhere in it.
func (r *restoreRun) place(plan restorePlan) error {
	if err := r.f.Root().MkdirAll(plan.Aside, 0o700); err != nil {
		return err
	}
	for _, name := range []string{"blobs", databasePart, keptFile} {
		if err := r.placeOne(plan, name); err != nil {
			return err
		}
	}
	return r.f.Sync()
}

// beside are the files that belong to another.
var beside = map[string][]string{databasePart: {databasePart + "-wal", databasePart + "-shm"}}

// placeOne puts one name aside and then its new self into its place. When that is
// no longer where it was unpacked, it was done.
func (r *restoreRun) placeOne(plan restorePlan, name string) error {
	fresh := path.Join(restoreDir, name)
	newer, err := r.f.Has(fresh)
	if err != nil || !newer {
		return err
	}
	for _, old := range append(beside[name], name) {
		if err := r.putAside(plan, old); err != nil {
			return err
		}
	}
	return r.f.Root().Rename(fresh, name)
}

func (r *restoreRun) putAside(plan restorePlan, name string) error {
	aside := path.Join(plan.Aside, name)
	put, err := r.f.Has(aside)
	if err != nil {
		return err
	}
	if put { // before a kill: what stands here since is an empty folder
		err = r.f.Root().Remove(name)
	} else {
		err = r.f.Root().Rename(name, aside)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// finish opens the folder as it is now, leaves the entry, ends all sessions, which
// are older than their ends, and forgets the plan.
func (r *restoreRun) finish(ctx context.Context, plan restorePlan, done *cli.Restored) error {
	a, err := Open(ctx, Config{Dir: r.o.Dir, Database: r.o.Database, Log: warnings(), restoring: true})
	if err != nil {
		return err
	}
	defer a.Close()
	ref, err := a.recordRestored(ctx, plan)
	if err == nil {
		err = a.Sessions.EndAll(ctx)
	}
	if err == nil {
		err = a.noteRestored(plan)
	}
	if err == nil {
		err = a.forgetPlan(plan, done)
	}
	if err != nil {
		return err
	}
	again := done.Again
	aside := done.Aside
	*done = cli.Restored{Origin: plan.m.Origin, Made: plan.m.Made.Time().UTC(), Size: plan.m.Size, Lost: plan.Lost, Files: plan.m.Files,
		Entry: ref.Entry.Text("ent"), Aside: aside, Again: again}
	for _, n := range plan.m.Rows {
		done.Rows += n
	}
	done.Keys, err = a.keyGaps(ctx)
	return err
}

// recordRestored says in the ledger what it goes on from.
func (a *App) recordRestored(ctx context.Context, plan restorePlan) (ledger.Ref, error) {
	digest := digestOf(plan.Manifest)
	key := sha256.Sum256([]byte("hoso/restore/v1\n" + string(plan.Manifest) + plan.Begun.Time().UTC().String()))
	return a.Door.Do(ctx, door.Command{Name: access.ActionRestore, Actor: access.System("operator"), Key: [16]byte(key[:16]), Args: plan.m.Origin},
		func(_ context.Context, tx door.Tx) error {
			tx.Fact("size", plan.m.Size)
			tx.Fact("made", int64(plan.m.Made))
			tx.Fact("manifest", ledger.Hash(digest))
			if plan.Lost != nil {
				tx.Fact("lost", *plan.Lost)
			}
			return nil
		})
}

// noteRestored notes the backup that was restored as the last one, unless the
// folder knows of a later.
func (a *App) noteRestored(plan restorePlan) error {
	var last lastBackup
	raw, err := a.Folder.Read(backupNote)
	if err != nil || raw != nil && json.Unmarshal(raw, &last) == nil && last.Made > plan.m.Made {
		return err
	}
	c, err := ledger.OpenCheckpoint([]byte(plan.m.Checkpoint), a.verifier)
	if err == nil {
		raw, err = json.Marshal(lastBackup{plan.m.Made, plan.File, plan.Bytes, c.Size})
	}
	if err != nil {
		return err
	}
	return a.Folder.Write(backupNote, append(raw, '\n'), 0o600)
}

// forgetPlan ends the restoring; an empty folder for what was aside goes, too.
func (a *App) forgetPlan(plan restorePlan, done *cli.Restored) error {
	if err := a.Folder.Root().Remove(restoreReady); err != nil {
		return err
	}
	if err := a.Folder.Root().RemoveAll(restoreDir); err != nil {
		return err
	}
	for _, name := range []string{"blobs/tmp", "blobs", "."} {
		_ = a.Folder.Root().Remove(path.Join(plan.Aside, name)) // only when nothing is in it
	}
	has, err := a.Folder.Has(plan.Aside)
	if has {
		done.Aside = a.Folder.Path(plan.Aside)
	}
	return errors.Join(err, a.Folder.Sync())
}
