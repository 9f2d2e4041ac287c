package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"hoso/internal/cli"
	"hoso/internal/clock"
	"hoso/internal/config"
	"hoso/internal/errs"
	"hoso/internal/folder"
	"hoso/internal/ledger/ledgersql"
	"hoso/internal/schema"
	"hoso/internal/sqldb"
)

const (
	backupHold = "backup.lock" // held while a backup is made: no stored file is collected
	backupNote = "backup.json" // what the last backup was, for whoever looks after the machine
	halfBackup = "hoso.partial"
)

// lastBackup is what backupNote holds. It is what the machine says of itself:
// nothing follows from it.
type lastBackup struct {
	Made  clock.Micros `json:"made"`
	File  string       `json:"file"`
	Bytes int64        `json:"bytes"`
	Size  int64        `json:"size"` // of the log
}

// backup writes one encrypted file with everything of a folder but its keys. It
// reads only, also beside a server. What it writes has its name when it is whole.
func backup(ctx context.Context, o cli.BackupOptions) (done cli.BackupDone, err error) {
	f, _, err := openMade(o.Dir, o.Database)
	if err != nil {
		return done, err
	}
	defer f.Close()
	b := &backupRun{o: o, f: f, clock: clock.System{}}
	if err := b.prepare(); err != nil {
		return done, err
	}
	release, ok, err := f.Hold(backupHold)
	if err == nil && !ok {
		err = errs.Unavailable("backup.busy", errs.Str("dir", o.Dir))
	}
	if err != nil {
		return done, err
	}
	defer release()
	return b.run(ctx)
}

// backupRun is one backup that is being made.
type backupRun struct {
	o          cli.BackupOptions
	f          *folder.Folder
	clock      clock.Clock
	recipients []string
	signer     note.Signer
	folder     string // where it goes
	file       string // its name, "" for one that says when it was made

	out     *backupWriter
	m       manifest
	total   int64
	newest  int64 // size of the newest checkpoint
	reports int64
}

// prepare says what is wrong before anything is read.
func (b *backupRun) prepare() error {
	conf, err := config.Load(b.o.Dir, os.LookupEnv)
	if err != nil {
		return err
	}
	b.recipients = b.o.Recipients
	if len(b.recipients) == 0 {
		b.recipients = strings.Fields(conf.BackupRecipients)
	}
	if len(b.recipients) == 0 {
		return errs.Invalid("backup.recipient.none")
	}
	if b.signer, err = logSigner(b.f); err != nil {
		return err
	}
	return b.place()
}

// place finds where the backup goes: Invalid "backup.place", "backup.inside",
// "backup.exists".
func (b *backupRun) place() error {
	to, err := filepath.Abs(b.o.To)
	if err != nil {
		return err
	}
	b.folder, b.file = filepath.Dir(to), filepath.Base(to)
	if info, err := os.Stat(to); err == nil && info.IsDir() {
		b.folder, b.file = to, ""
	} else if err == nil {
		return errs.Invalid("backup.exists", errs.Str("file", to))
	} else if filepath.Ext(to) == "" { // a folder that is not there, or not mounted
		return errs.Invalid("backup.place", errs.Str("dir", to)).Because(err)
	}
	real, err := filepath.EvalSymlinks(b.folder)
	if err != nil {
		return errs.Invalid("backup.place", errs.Str("dir", b.folder)).Because(err)
	}
	own, err := filepath.EvalSymlinks(b.f.Path("."))
	if err != nil {
		return err
	}
	if rel, err := filepath.Rel(own, real); err == nil && rel != ".." && !strings.HasPrefix(rel, "../") {
		return errs.Invalid("backup.inside", errs.Str("dir", b.folder))
	}
	return nil
}

func (b *backupRun) run(ctx context.Context) (done cli.BackupDone, err error) {
	aside := filepath.Join(b.folder, halfBackup)
	if b.file != "" {
		aside = filepath.Join(b.folder, b.file+".partial")
	}
	w, err := os.OpenFile(aside, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return done, errs.Invalid("backup.place", errs.Str("dir", b.folder)).Because(err)
	}
	defer func() {
		_ = w.Close()
		if err != nil {
			_ = os.Remove(aside) // half a backup is none
		}
	}()
	sum := sha256.New()
	err = b.write(ctx, &stopping{ctx, io.MultiWriter(w, sum)})
	if err == nil {
		err = w.Sync()
	}
	if err != nil {
		return done, b.failed(err)
	}
	info, err := w.Stat()
	if err != nil {
		return done, err
	}
	if b.file == "" {
		b.file = "hoso-" + b.m.Made.Time().UTC().Format("20060102T150405Z") + ".age"
	}
	path := filepath.Join(b.folder, b.file)
	if err = os.Link(aside, path); err == nil { // unlike a rename it replaces nothing
		err = os.Remove(aside)
	}
	if err == nil {
		err = syncFolder(b.folder)
	}
	if err != nil {
		return done, b.failed(err)
	}
	done = cli.BackupDone{File: path, Bytes: info.Size(), SHA256: hex.EncodeToString(sum.Sum(nil)), Origin: b.m.Origin, Made: b.m.Made.Time().UTC(),
		Size: b.m.Size, Root: b.m.Root, Files: b.m.Files}
	for _, n := range b.m.Rows {
		done.Rows += n
	}
	return done, b.remember(done)
}

// failed makes Unavailable "backup.write" of what only the machine knows.
func (b *backupRun) failed(err error) error {
	var house *errs.Error
	switch {
	case errors.As(err, &house) || errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, fs.ErrExist):
		return errs.Invalid("backup.exists", errs.Str("file", filepath.Join(b.folder, b.file)))
	}
	return errs.Unavailable("backup.write", errs.Str("dir", b.folder)).Because(err)
}

// remember notes the backup in the folder.
func (b *backupRun) remember(done cli.BackupDone) error {
	raw, err := json.Marshal(lastBackup{b.m.Made, done.File, done.Bytes, b.newest})
	if err != nil {
		return err
	}
	return b.f.Write(backupNote, append(raw, '\n'), 0o600)
}

// write writes the parts. The stored files come after the database: each stands
// before the row that names it, and none is collected meanwhile.
func (b *backupRun) write(ctx context.Context, w io.Writer) (err error) {
	if b.out, err = newBackupWriter(w, b.recipients); err != nil {
		return err
	}
	var names []string
	err = withLog(ctx, b.o.Dir, b.o.Database, func(l *logReader) error {
		return l.db.Dump(ctx, func(ctx context.Context, c sqldb.Copy) error {
			var err error
			if names, err = b.look(ctx, c, l.db.Engine()); err != nil {
				return err
			}
			return b.database(ctx, c, l.db.Engine())
		})
	})
	if err == nil {
		err = b.blobs(ctx, names)
	}
	if err != nil {
		return err
	}
	signed, err := b.m.sign(b.signer)
	if err == nil {
		err = b.out.small(manifestPart, signed)
	}
	return errors.Join(err, b.out.close())
}

// look reads what the manifest says of the moment, and which files the rows name:
// 32 bytes of memory for each.
func (b *backupRun) look(ctx context.Context, c sqldb.Copy, engine schema.Engine) ([]string, error) {
	if engine == schema.Postgres {
		if err := keysBeside(ctx, c); err != nil {
			return nil, err
		}
	}
	store := new(ledgersql.Store)
	tree, err := store.Tree(ctx, c)
	if err != nil {
		return nil, err
	}
	newest, err := store.Latest(ctx, c)
	if err != nil {
		return nil, err
	}
	b.newest = newest.Size
	b.m = manifest{Origin: b.signer.Name(), Engine: string(engine), Made: b.clock.Now(), Schema: len(schema.Migrations()),
		Size: tree.Size, Root: hex.EncodeToString(tree.Root[:]), Checkpoint: string(newest.Note)}
	if b.m.Rows, err = sqldb.Counts(ctx, c); err != nil {
		return nil, err
	}
	names, err := blobNames(ctx, c)
	if err != nil {
		return nil, err
	}
	b.m.Files, b.total = int64(len(names)), c.Size
	raw, err := json.Marshal(b.m)
	if err != nil {
		return nil, err
	}
	return names, b.out.small(headPart, raw)
}

// keysBeside refuses to copy a keyring with the data: Conflict "backup.keyring.inside".
func keysBeside(ctx context.Context, q sqldb.Querier) error {
	var n int64
	err := sqldb.One(ctx, q, `SELECT count(*) FROM pg_tables WHERE tablename LIKE 'keyring_%'`, nil, &n)
	if err == nil && n > 0 {
		err = errs.Conflict("backup.keyring.inside")
	}
	return err
}

// blobNames gives the names of all files that rows name, sorted, each once.
func blobNames(ctx context.Context, q sqldb.Querier) ([]string, error) {
	var all [][sha256.Size]byte
	err := sqldb.Each(ctx, q, func(row sqldb.Scanner) error {
		var name string
		if err := row.Scan(&name); err != nil {
			return err
		}
		raw, err := hex.DecodeString(name)
		if err != nil || len(raw) != sha256.Size {
			return errs.Conflict("backup.file.missing", errs.Str("file", name))
		}
		all = append(all, [sha256.Size]byte(raw))
		return nil
	}, `SELECT blob FROM directive_expression UNION ALL SELECT blob FROM person_evidence
		UNION ALL SELECT slip_blob FROM directive_ack WHERE slip_blob <> ''`)
	slices.SortFunc(all, func(a, b [sha256.Size]byte) int { return slices.Compare(a[:], b[:]) })
	all = slices.Compact(all)
	names := make([]string, len(all))
	for i := range all {
		names[i] = hex.EncodeToString(all[i][:])
	}
	return names, err
}

func (b *backupRun) database(ctx context.Context, c sqldb.Copy, engine schema.Engine) error {
	sum := sha256.New()
	before := b.out.Written
	var to io.Writer = b.out
	split := &pieces{to: b.out}
	if engine == schema.Postgres {
		to = split
	} else if err := b.out.begin(databasePart, c.Size); err != nil {
		return err
	}
	if err := c.Write(ctx, io.MultiWriter(to, sum, b)); err != nil {
		return err
	}
	if err := split.flush(); err != nil {
		return err
	}
	b.m.Database = &part{b.out.Written - before, hex.EncodeToString(sum.Sum(nil))}
	return nil
}

// Write reports how far the backup is.
func (b *backupRun) Write(p []byte) (int, error) {
	if now := b.out.Written >> 26; now != b.reports { // each 64 MiB
		b.reports = now
		b.o.Report(b.out.Written, max(b.total, b.out.Written))
	}
	return len(p), nil
}

// blobs copies stored files as they lie there, each compared with its name.
func (b *backupRun) blobs(ctx context.Context, names []string) error {
	sum, before := sha256.New(), b.out.Written
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := b.blob(name); err != nil {
			return err
		}
		_, _ = io.WriteString(sum, name+"\n") // a hash takes everything
	}
	b.m.Blobs = &part{b.out.Written - before, hex.EncodeToString(sum.Sum(nil))}
	return nil
}

func (b *backupRun) blob(name string) error {
	file, err := b.f.Root().Open(blobPath(name))
	if errors.Is(err, fs.ErrNotExist) {
		return errs.Conflict("backup.file.missing", errs.Str("file", name))
	}
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // it was only read
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if err := b.out.begin(blobPath(name), info.Size()); err != nil {
		return err
	}
	in := newMeter(file)
	b.total += info.Size()
	if _, err := io.Copy(io.MultiWriter(b.out, b), in); err != nil {
		return err
	}
	if in.sum() != name {
		return errs.Conflict("backup.file.changed", errs.Str("file", name))
	}
	return nil
}

// stopping is a writer until its context ends.
type stopping struct {
	ctx context.Context
	w   io.Writer
}

// Write writes to w.
func (s *stopping) Write(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.w.Write(p)
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// logSigner reads the log's key: Unavailable "folder.key.missing".
func logSigner(f *folder.Folder) (note.Signer, error) {
	secret, err := f.Secret("log.key", nil)
	if err != nil {
		return nil, err
	}
	return note.NewSigner(trimLine(secret))
}
