package app

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"hoso/internal/cli"
	"hoso/internal/config"
	"hoso/internal/errs"
	"hoso/internal/folder"
	"hoso/internal/id"
	"hoso/internal/intake"
	"hoso/internal/ledger"
	"hoso/internal/ledger/ledgersql"
	"hoso/internal/sqldb"
)

// Main runs the program and gives its exit code.
func Main(args []string) int {
	if len(args) > 0 && args[0] == intake.ChildArg {
		intake.RunChild()
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return cli.Run(ctx, args, cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, cli.Ports{
		Demo: runDemo, Serve: runServe, Receipt: receiptOf, VerifyReceipt: verifyReceipt, Text: textOf,
		Call: call, Migrate: migrate, Checkpoint: checkpointOf, Tiles: writeTiles,
		Verify: func(ctx context.Context, o cli.VerifyOptions) (ledger.Report, error) {
			return Verify(ctx, o.Dir, o.Database, o.Key, o.Witness)
		},
	})
}

// runDemo serves a demo folder; without one it makes a folder that goes with
// the program. The address and the folder are looked at before anything is made.
func runDemo(ctx context.Context, dir, addr, database string, ready func(string)) error {
	l, err := listenFor(dir, addr)
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }() // serving closes it too
	if err := checkPlace(dir); err != nil {
		return err
	}
	if dir == "" {
		made, err := os.MkdirTemp("", "hoso-demo-")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(made) }() // a temporary folder of this run
		dir = made
	}
	return serve(ctx, l, Config{Dir: dir, Database: database}, ready, (*App).Seed)
}

// defaultAddr is where pages are served when nobody says otherwise.
const defaultAddr = "127.0.0.1:8080"

// listenFor listens at the address given, or that of the folder's configuration.
func listenFor(dir, addr string) (net.Listener, error) {
	if addr == "" {
		conf, err := config.Load(dir, os.LookupEnv)
		if err != nil {
			return nil, err
		}
		addr = cmp.Or(conf.Addr, defaultAddr)
	}
	return Listen(addr)
}

// ours are the files by which a folder is known as hoso's: made by it, or
// configured for it.
var ours = []string{"keys/log.key", "hoso.lock", config.File}

// checkPlace refuses to make a demo among other people's files: Invalid
// "folder.occupied".
func checkPlace(dir string) error {
	list, err := os.ReadDir(dir)
	if dir == "" || len(list) == 0 {
		return nil // what else is wrong with it, opening it says
	}
	for _, name := range ours {
		if _, err = os.Lstat(filepath.Join(dir, name)); err == nil {
			return nil
		}
	}
	return errs.Invalid("folder.occupied", errs.Str("dir", dir)).Because(err)
}

// runServe serves a folder that exists. Until sealing exists there are only
// demo folders.
func runServe(ctx context.Context, dir, addr, database string, ready func(string)) error {
	made, _, err := openMade(dir, database)
	if err != nil {
		return err
	}
	made.Close()
	l, err := listenFor(dir, addr)
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }() // serving closes it too
	return serve(ctx, l, Config{Dir: dir, Database: database}, ready, (*App).onlyDemo)
}

// onlyDemo refuses a folder that is not a demo.
func (a *App) onlyDemo(ctx context.Context) error {
	var kind string
	err := sqldb.One(ctx, a.DB.Reader(), `SELECT kind FROM folder WHERE id = $1`, []any{folderID}, &kind)
	if err == nil && kind != "demo" {
		err = errs.Invalid("folder.not_demo")
	}
	return err
}

// serve opens a folder, prepares it, and serves it on the listener.
func serve(ctx context.Context, l net.Listener, cfg Config, ready func(string), prepare func(*App, context.Context) error) error {
	cfg.Log = warnings()
	a, err := Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer a.Close()
	if err := prepare(a, ctx); err != nil {
		return err
	}
	if err := a.Org.RefreshTree(ctx); err != nil {
		return err
	}
	a.tend(ctx)
	defer a.takeCommands(ctx)() // before the folder is closed
	ready("http://" + l.Addr().String() + "/")
	return a.Serve(ctx, l)
}

func receiptOf(ctx context.Context, dir, database, entry string) (ledger.Receipt, error) {
	which, err := id.ParseAny(entry)
	if err != nil {
		return ledger.Receipt{}, errs.NotFound("ledger.entry.not_found")
	}
	f, err := folder.OpenReadOnly(dir)
	if err != nil {
		return ledger.Receipt{}, err
	}
	defer f.Close()
	db, err := openToRead(ctx, f, database)
	if err != nil {
		return ledger.Receipt{}, err
	}
	defer func() { _ = db.Close() }() // it only read
	var r ledger.Receipt
	err = db.Snapshot(ctx, func(ctx context.Context, q sqldb.Querier) error {
		var err error
		r, err = new(ledgersql.Store).Receipt(ctx, q, which)
		return err
	})
	return r, err
}

func verifyReceipt(raw []byte, key string) (ledger.Entry, ledger.Checkpoint, error) {
	v, err := verifierOf(key)
	if err != nil {
		return ledger.Entry{}, ledger.Checkpoint{}, err
	}
	r, err := ledger.ParseReceipt(raw)
	if err != nil {
		return ledger.Entry{}, ledger.Checkpoint{}, err
	}
	return r.Verify(v)
}

func textOf(ctx context.Context, name string, data []byte) (string, error) {
	doc, err := intake.New(intake.Config{}).Read(ctx, name, bytes.NewReader(data), int64(len(data)))
	if err == nil && doc.Scanned {
		err = errors.New("the file has pages but no text")
	}
	return doc.Text, err
}
