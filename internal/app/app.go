// Package app wires the house: it alone may import everything, and nobody but
// cmd/hoso imports it.
package app

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"strings"
	"sync"

	"golang.org/x/mod/sumdb/note"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/clock"
	"hoso/internal/config"
	"hoso/internal/directive"
	"hoso/internal/directive/directivesql"
	"hoso/internal/door"
	"hoso/internal/door/doorsql"
	"hoso/internal/errs"
	"hoso/internal/folder"
	"hoso/internal/id"
	"hoso/internal/intake"
	"hoso/internal/job/jobsql"
	"hoso/internal/ledger"
	"hoso/internal/ledger/ledgersql"
	"hoso/internal/org"
	"hoso/internal/org/orgsql"
	"hoso/internal/person"
	"hoso/internal/person/personsql"
	"hoso/internal/sqldb"
	"hoso/internal/vault"
)

// Config says which folder to open and how.
type Config struct {
	Dir      string              // the data folder
	Database string              // "" for SQLite in the folder, else a postgres URL
	Clock    clock.Clock         // nil: the system's
	Log      *slog.Logger        // nil: to stderr
	Tune     func(*sqldb.Config) // what tests and the bench change, or nil
}

// App is an open folder with everything that works on it.
type App struct {
	Folder    *folder.Folder
	DB        *sqldb.DB
	Ledger    *ledgersql.Store
	Door      *door.Door
	Access    *accesssql.Store
	Org       *org.Service
	Person    *person.Service
	Directive *directive.Service
	Accounts  *accesssql.Accounts
	Jobs      *jobsql.Store
	Files     *files
	Intake    *intake.Reader
	Clock     clock.Clock
	Log       *slog.Logger

	verifier note.Verifier
	poke     chan struct{}
	stop     context.CancelFunc
	running  sync.WaitGroup
}

// Open opens a folder, brings its database to this program's schema, and
// starts what runs beside the commands.
func Open(ctx context.Context, cfg Config) (*App, error) {
	a := &App{Clock: cfg.Clock, Log: cfg.Log, poke: make(chan struct{}, 1)}
	if a.Clock == nil {
		a.Clock = clock.System{}
	}
	if a.Log == nil {
		a.Log = slog.New(slog.NewJSONHandler(os.Stderr, nil))
	}
	var err error
	if a.Folder, err = folder.Open(cfg.Dir); err != nil {
		return nil, err
	}
	if err := a.openDatabase(ctx, cfg); err != nil {
		a.Folder.Close()
		return nil, err
	}
	if err := a.wire(); err != nil {
		a.shut()
		return nil, err
	}
	if err := a.begin(ctx); err != nil {
		a.Close()
		return nil, err
	}
	return a, nil
}

// database says where a folder's data are: the URL given, that of its
// configuration, or SQLite in the folder.
func database(f *folder.Folder, url string) (string, config.Config, error) {
	conf, err := config.Load(f.Path("."), os.LookupEnv)
	switch {
	case url != "":
	case conf.Database != "":
		url = conf.Database
	default:
		url = "sqlite:" + f.Path("hoso.db")
	}
	return url, conf, err
}

// openToRead opens a folder's database for reading only: Unavailable
// "folder.database.missing".
func openToRead(ctx context.Context, f *folder.Folder, at string) (*sqldb.DB, error) {
	url, err := databaseThere(f, at)
	if err != nil {
		return nil, err
	}
	return sqldb.Open(ctx, sqldb.Config{URL: url, ReadOnly: true})
}

// databaseThere is database for a folder that has data: one whose database is
// gone is not given a new, empty one.
func databaseThere(f *folder.Folder, at string) (string, error) {
	url, _, err := database(f, at)
	if err != nil {
		return "", err
	}
	if file, ok := strings.CutPrefix(url, "sqlite:"); ok {
		if _, err := os.Stat(file); err != nil {
			return "", errs.Unavailable("folder.database.missing", errs.Str("file", file)).Because(err)
		}
	}
	return url, nil
}

func (a *App) openDatabase(ctx context.Context, cfg Config) error {
	a.Ledger = &ledgersql.Store{}
	url, conf, err := database(a.Folder, cfg.Database)
	if err != nil {
		return err
	}
	c := sqldb.Config{URL: url, Readers: conf.Readers, MaxBatch: conf.MaxBatch, Clock: a.Clock, Committed: a.wake}
	if strings.HasPrefix(url, "sqlite:") {
		c.BeforeCommit = func(ctx context.Context, tx *sqldb.Tx) error {
			_, err := a.Ledger.Sequence(ctx, tx, door.MaxRows)
			return err
		}
	}
	if cfg.Tune != nil {
		cfg.Tune(&c)
	}
	db, err := sqldb.Open(ctx, c)
	if err != nil {
		return err
	}
	a.DB, a.Ledger.DB = db, db
	if _, err := db.Migrate(ctx); err != nil {
		_ = db.Close()
		return err
	}
	return nil
}

// wake tells the publisher that something was committed.
func (a *App) wake() {
	select {
	case a.poke <- struct{}{}:
	default:
	}
}

// wire connects the ports.
func (a *App) wire() error {
	orgStore := &orgsql.Store{DB: a.DB}
	a.Access = &accesssql.Store{Tree: orgStore}
	a.Jobs = &jobsql.Store{DB: a.DB}
	a.Door = door.New(door.Ports{Engine: a.DB, Keys: doorsql.Store{}, Access: a.Access, Ledger: a.Ledger, Jobs: a.Jobs, Clock: a.Clock})
	a.Org = &org.Service{Door: a.Door, Units: orgStore, Posts: orgStore, Read: orgStore, Check: a, People: personsql.Store{}, Clock: a.Clock}
	a.Person = &person.Service{Door: a.Door, Store: personsql.Store{}}
	return a.wireDirective()
}

func (a *App) wireDirective() error {
	mac, err := a.Folder.Secret("session.key", folder.Random32)
	if err != nil {
		return err
	}
	a.Accounts = &accesssql.Accounts{Door: a.Door, DB: a.DB, Clock: a.Clock, MACKey: mac}
	blobs, err := vault.Open(a.Folder.Path("blobs"), a.Folder.Path("keys"))
	if err != nil {
		return err
	}
	a.Files = &files{blobs}
	a.Intake = intake.New(intake.Config{CacheDir: a.Folder.Path("cache")})
	store := &directivesql.Store{DB: a.DB}
	a.Directive = &directive.Service{Ports: directive.Ports{Door: a.Door, Works: store, Dispatches: store, Read: store, Track: store, Units: store,
		Access: a, Files: a.Files, Clock: a.Clock, ReadFile: a.readFile}}
	return nil
}

// Scope gives what an actor may see of a kind in a list.
func (a *App) Scope(ctx context.Context, q access.Question, kind access.Kind) (access.Scope, error) {
	return a.Access.Scope(ctx, a.DB.Reader(), q, kind)
}

// Check decides on readings that leave no entry.
func (a *App) Check(ctx context.Context, q access.Question) error {
	return a.Access.Check(ctx, a.DB.Reader(), q)
}

// derivedTables lists what verify recomputes.
func derivedTables() []ledgersql.Derived {
	return []ledgersql.Derived{
		{Table: "org_unit_now", Rows: orgsql.NowRows},
		{Table: "person_name", Rows: personsql.NameRows},
		{Table: "person_word", Rows: personsql.WordRows},
		{Table: "directive_word", Rows: directivesql.WordRows},
	}
}

// begin makes the log's key on the first opening and starts the publisher.
func (a *App) begin(ctx context.Context) error {
	signer, verifier, err := logKey(a.Folder)
	if err != nil {
		return err
	}
	a.verifier = verifier
	if err := a.goOn(ctx, signer); err != nil {
		return err
	}
	run, stop := context.WithCancel(context.WithoutCancel(ctx))
	a.stop = stop
	p := &ledgersql.Publisher{Store: a.Ledger, Signer: signer, Verify: verifier, Clock: a.Clock, Log: a.Log, Poke: a.poke,
		Kept: a.kept, Keep: a.keep}
	a.running.Go(func() { p.Run(run) })
	return nil
}

// folderID is the one row of table folder.
var folderID = access.System("folder").Key()

// goOn refuses a database that belongs to another folder's log or does not go on
// from what this folder keeps, and names the folder once. Nothing is recorded
// before both are known.
func (a *App) goOn(ctx context.Context, signer note.Signer) error {
	var stored string
	err := sqldb.One(ctx, a.DB.Reader(), `SELECT origin FROM folder WHERE id = $1`, []any{folderID}, &stored)
	named := !errors.Is(err, sqldb.ErrNoRow)
	switch {
	case named && err != nil:
		return err
	case named && stored != signer.Name():
		return errs.Invalid("folder.other_log", errs.Str("origin", stored))
	}
	if err := a.checkKept(ctx, signer); err != nil || named {
		return err
	}
	return a.nameFolder(ctx, signer.Name())
}

// nameFolder notes what this folder is.
func (a *App) nameFolder(ctx context.Context, origin string) error {
	_, err := a.Door.Do(ctx, door.Command{Name: "folder.make", Actor: access.System("operator"), Args: origin}, func(ctx context.Context, tx door.Tx) error {
		return sqldb.Of(tx).Put(ctx, "folder", sqldb.Key{ID: folderID, Version: 1},
			sqldb.Row{"label": 0, "kind": "demo", "origin": origin, "made_on": clock.Today(a.Clock)})
	})
	return err
}

// Close finishes what was begun, signs the last checkpoint and closes.
func (a *App) Close() {
	if a.stop != nil {
		a.stop()
		a.running.Wait()
	}
	a.shut()
}

func (a *App) shut() {
	if a.Files != nil {
		_ = a.Files.store.Close() // nothing is open in it
	}
	_ = a.DB.Close() // what was acknowledged is on disk already
	a.Folder.Close()
}

// logKey reads the log's key pair, which names the log's origin, or makes it.
func logKey(f *folder.Folder) (note.Signer, note.Verifier, error) {
	skey, err := f.Secret("log.key", func() ([]byte, error) {
		s, v, err := ledger.GenerateKey("hoso.demo/" + id.New().String())
		if err == nil { // before its secret: a secret without it would never open again
			err = f.Write("keys/log.vkey", []byte(v+"\n"), 0o644)
		}
		return []byte(s + "\n"), err
	})
	if err != nil {
		return nil, nil, err
	}
	signer, err := note.NewSigner(trimLine(skey))
	if err != nil {
		return nil, nil, err
	}
	verifier, err := logVerifier(f)
	return signer, verifier, err
}

func logVerifier(f *folder.Folder) (note.Verifier, error) {
	vkey, err := f.Read("keys/log.vkey")
	if err == nil && vkey == nil {
		err = errs.Unavailable("folder.key.missing", errs.Str("name", "log.vkey"))
	}
	if err != nil {
		return nil, err
	}
	return verifierOf(trimLine(vkey))
}

// verifierOf reads a public key: Unavailable "ledger.key.malformed", since what
// cannot be checked is not yet false.
func verifierOf(key string) (note.Verifier, error) {
	v, err := note.NewVerifier(key)
	if err != nil {
		return nil, errs.Unavailable("ledger.key.malformed").Because(err)
	}
	return v, nil
}

func trimLine(b []byte) string {
	for len(b) > 0 && (b[len(b)-1] == '\n' || b[len(b)-1] == '\r') {
		b = b[:len(b)-1]
	}
	return string(b)
}
