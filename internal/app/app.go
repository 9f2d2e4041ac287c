// Package app wires the house: it alone may import everything, and nobody but
// cmd/hoso imports it.
package app

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/netip"
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
	"hoso/internal/signin"
	"hoso/internal/signin/signinsql"
	"hoso/internal/sqldb"
	"hoso/internal/vault"
	"hoso/internal/vault/vaultsql"
)

// Config says which folder to open and how.
type Config struct {
	Dir      string              // the data folder
	Database string              // "" for SQLite in the folder, else a postgres URL
	Clock    clock.Clock         // nil: the system's
	Log      *slog.Logger        // nil: to stderr
	Tune     func(*sqldb.Config) // what tests and the bench change, or nil
	Real     bool                // what a folder becomes that is made: real, not a demo
	Hosts    []string            // further names in Host, beside loopback's
	Secure   bool                // it is served over TLS
	Cost     signin.Cost         // of a password's hash; zero: the usual one
	Proxies  []netip.Prefix      // the body's own, before this
	Party    signin.Party        // the site that passkeys are for; zero: none
	AnyClock bool                // open although the clock is behind the log: to accept it

	restoring bool // it is opened by the restoring that is not finished
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
	Duties    *accesssql.Duties
	Needs     *accesssql.Needs
	Watch     *accesssql.Watch
	Labels    *accesssql.Labels
	Limits    *accesssql.Limits
	Signin    *signin.Service
	Sessions  *signinsql.Store
	Jobs      *jobsql.Store
	Files     *files
	Keys      *vault.Keyring // nil until it is made or unlocked
	Intake    *intake.Reader
	Clock     clock.Clock
	Log       *slog.Logger
	Real      bool // the folder is no demo

	node     access.Node
	keys     *vaultsql.Store
	config   Config
	verifier note.Verifier
	poke     chan struct{}
	stop     context.CancelFunc
	running  sync.WaitGroup
}

// Open opens a folder, brings its database to this program's schema, and
// starts what runs beside the commands.
func Open(ctx context.Context, cfg Config) (*App, error) {
	a := &App{Clock: cfg.Clock, Log: cfg.Log, config: cfg, poke: make(chan struct{}, 1)}
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
	if err = keysThere(a.Folder); err == nil {
		err = a.openRestored(ctx, cfg)
	}
	if err != nil {
		a.Folder.Close()
		return nil, err
	}
	if err := a.fitsNode(ctx); err != nil {
		a.shut()
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

// keysThere refuses a folder that was begun, has its log's key or what it signed, and
// has lost one of its keys: Unavailable "folder.key.vanished". A new one in its place
// would open nothing that the old one closed, and nobody would know why.
func keysThere(f *folder.Folder) error {
	begun, err := f.Has("keys/log.key")
	if err == nil && !begun {
		begun, err = f.Has(keptFile)
	}
	if err != nil || !begun {
		return err
	}
	for _, name := range restoreKeys {
		if there, err := f.Has("keys/" + name); err != nil || !there {
			return errs.Unavailable("folder.key.vanished", errs.Str("name", name)).Because(err)
		}
	}
	return nil
}

// fitsNode refuses a folder that was brought to a machine which may not hold what
// is in it, restored or carried there: Conflict "app.node.above". Nothing of it is
// served, so nothing has to be hidden.
func (a *App) fitsNode(ctx context.Context) error {
	highest, err := accesssql.HighestLabel(ctx, a.DB.Reader())
	if err != nil {
		return err
	}
	pages, err := personsql.HighestLabel(ctx, a.DB.Reader())
	if err == nil && max(highest, pages) > a.node.MaxLabel() {
		err = errs.Conflict("app.node.above", errs.Str("node", cmp.Or(string(a.node), string(access.NodeOpen))))
	}
	return err
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
// "folder.database.missing", "folder.read_only".
func openToRead(ctx context.Context, f *folder.Folder, at string) (*sqldb.DB, error) {
	url, err := databaseThere(f, at)
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(url, "sqlite:") {
		if err := f.CheckWritable(); err != nil {
			return nil, err
		}
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

// openRestored opens the database of a folder in which no restoring stopped half
// way: Conflict "backup.restore.unfinished".
func (a *App) openRestored(ctx context.Context, cfg Config) error {
	half, err := a.Folder.Has(restoreReady)
	if err == nil && half && !cfg.restoring {
		err = errs.Conflict("backup.restore.unfinished")
	}
	if err != nil {
		return err
	}
	return a.openDatabase(ctx, cfg)
}

func (a *App) openDatabase(ctx context.Context, cfg Config) error {
	a.Ledger = &ledgersql.Store{}
	url, conf, err := database(a.Folder, cfg.Database)
	if err != nil {
		return err
	}
	a.node = access.Node(conf.Node)
	c := sqldb.Config{URL: url, Readers: conf.Readers, MaxBatch: conf.MaxBatch, Clock: a.Clock, Committed: a.wake}
	if strings.HasPrefix(url, "sqlite:") {
		c.BeforeCommit = func(ctx context.Context, tx *sqldb.Tx) error {
			_, err := a.Ledger.Sequence(ctx, tx, door.MaxRows)
			return err
		}
		c.Room = a.spendReserve
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
	a.Access = &accesssql.Store{Tree: orgStore, Seats: orgsql.Seats{}, Past: ledgersql.Past{}, Node: a.node, Clock: a.Clock, Real: func() bool { return a.Real }}
	orgStore.Moved = a.Access.Moved
	a.Jobs = &jobsql.Store{DB: a.DB}
	a.Door = door.New(door.Ports{Engine: a.DB, Keys: doorsql.Store{}, Access: a.Access, Ledger: a.Ledger, Jobs: a.Jobs, Clock: a.Clock, Full: a.Folder.Full})
	a.Org = &org.Service{Door: a.Door, Units: orgStore, Posts: orgStore, Read: orgStore, Check: a, People: personsql.Store{}, Roles: a.Access, Exports: orgStore, Outside: outside{App: a}, Clock: a.Clock}
	a.wireAccess()
	if err := a.wireDirective(); err != nil {
		return err
	}
	a.wirePerson()
	return nil
}

// wireAccess makes the desks at which rights are given.
func (a *App) wireAccess() {
	desk := &accesssql.Desk{Door: a.Door, DB: a.DB, Clock: a.Clock, Access: a.Access}
	a.Duties, a.Needs, a.Watch, a.Limits = &accesssql.Duties{Desk: desk}, &accesssql.Needs{Desk: desk}, &accesssql.Watch{Desk: desk, Texts: sealed{a}}, &accesssql.Limits{Desk: desk}
}

func (a *App) wireDirective() error {
	mac, err := a.Folder.Secret("session.key", folder.Random32)
	if err != nil {
		return err
	}
	a.Accounts = &accesssql.Accounts{Door: a.Door, DB: a.DB, Access: a.Access, Clock: a.Clock}
	if err := a.wireSignin(mac); err != nil {
		return err
	}
	blobs, err := vault.Open(a.Folder.Path("blobs"), a.Folder.Path("keys"))
	if err != nil {
		return err
	}
	a.Files = &files{blobs, a.Folder.Full}
	a.Intake = intake.New(intake.Config{CacheDir: a.Folder.Path("cache")})
	store := &directivesql.Store{DB: a.DB}
	a.Labels = &accesssql.Labels{Desk: a.Needs.Desk, Carriers: []accesssql.Carrier{store, a.Jobs}}
	a.Directive = &directive.Service{Ports: directive.Ports{Door: a.Door, Works: store, Cites: store, Dispatches: store, Read: store, Track: store, Units: store,
		Access: a, Labels: a.Labels, Files: a.Files, Clock: a.Clock, ReadFile: a.readFile,
		ReadText: a.readTextOf, Recogniser: recogniser{a}, Jobs: a.Jobs}}
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

// Admitted gives those of a question's objects on which Check would find nothing.
func (a *App) Admitted(ctx context.Context, q access.Question) (map[access.Object]bool, error) {
	return a.Access.Admitted(ctx, a.DB.Reader(), q)
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
	signer, verifier, err := logKey(a.Folder, a.config.Real)
	if err != nil {
		return err
	}
	a.verifier = verifier
	if err := a.goOn(ctx, signer); err != nil {
		return err
	}
	if a.Real { // in a demo nobody proves anything
		a.Access.Ways = a.Sessions
	}
	run, stop := context.WithCancel(context.WithoutCancel(ctx))
	a.stop = stop
	p := &ledgersql.Publisher{Store: a.Ledger, Signer: signer, Verify: verifier, Clock: a.Clock, Log: a.Log, Poke: a.poke,
		Kept: a.kept, Keep: a.keep}
	a.beside("publisher", func() { p.Run(run) })
	return nil
}

// folderID is the one row of table folder.
var folderID = access.System("folder").Key()

// goOn refuses a database that belongs to another folder's log or does not go on
// from what this folder keeps, or a clock behind its log, and names the folder
// once. Nothing is recorded before all are known.
func (a *App) goOn(ctx context.Context, signer note.Signer) error {
	var stored, kind string
	err := sqldb.One(ctx, a.DB.Reader(), `SELECT origin, kind FROM folder WHERE id = $1`, []any{folderID}, &stored, &kind)
	a.Real = kind == kindReal
	named := !errors.Is(err, sqldb.ErrNoRow)
	switch {
	case named && err != nil:
		return err
	case named && stored != signer.Name():
		return errs.Invalid("folder.other_log", errs.Str("origin", stored))
	}
	if err := a.checkKept(ctx, signer); err != nil {
		return err
	}
	if err := a.checkClock(ctx); err != nil || named {
		return err
	}
	a.Real = a.config.Real
	return a.nameFolder(ctx, signer.Name())
}

// The kinds of a folder, set once.
const (
	kindDemo = "demo"
	kindReal = "real"
)

// nameFolder notes what this folder is.
func (a *App) nameFolder(ctx context.Context, origin string) error {
	kind := kindDemo
	if a.Real {
		kind = kindReal
	}
	_, err := a.Door.Do(ctx, door.Command{Name: "folder.make", Actor: access.System("operator"), Args: origin}, func(ctx context.Context, tx door.Tx) error {
		return sqldb.Of(tx).Put(ctx, "folder", sqldb.Key{ID: folderID, Version: 1},
			sqldb.Row{"label": 0, "kind": kind, "origin": origin, "made_on": clock.Today(a.Clock)})
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
	a.lock()
	if a.Files != nil {
		_ = a.Files.store.Close() // nothing is open in it
	}
	_ = a.DB.Close() // what was acknowledged is on disk already
	a.Folder.Close()
}

// logKey reads the log's key pair, which names the log's origin, or makes it.
func logKey(f *folder.Folder, isReal bool) (note.Signer, note.Verifier, error) {
	skey, err := f.Secret("log.key", func() ([]byte, error) {
		kind := "hoso.demo/"
		if isReal {
			kind = "hoso.real/"
		}
		s, v, err := ledger.GenerateKey(kind + id.New().String())
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
