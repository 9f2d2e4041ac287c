package app

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"hoso/internal/cli"
	"hoso/internal/config"
	"hoso/internal/errs"
	"hoso/internal/folder"
	"hoso/internal/id"
	"hoso/internal/intake"
	"hoso/internal/ledger"
	"hoso/internal/ledger/ledgersql"
	"hoso/internal/signin"
	"hoso/internal/sqldb"
	"hoso/internal/vault"
)

// exitBroken is the exit code when hoso itself fails.
const exitBroken = 3

// Main runs the program and gives its exit code.
func Main(args []string) (code int) {
	if len(args) > 0 && args[0] == intake.ChildArg {
		intake.RunChild()
	}
	if err := vault.NoDumps(); err != nil {
		fmt.Fprintf(os.Stderr, "hoso: core files cannot be forbidden: %v\n", err)
		return exitBroken
	}
	defer func() {
		if v := recover(); v != nil {
			fmt.Fprintf(os.Stderr, "hoso: %v\n", errs.Panicked(v))
			code = exitBroken
		}
	}()
	// The signals stay ours to the last instruction: a command that is done may not
	// end as one that was stopped.
	ctx, _ := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	return cli.Run(ctx, args, cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, cli.Ports{
		Demo: runDemo, Serve: runServe, Init: initFolder, Receipt: receiptOf, VerifyReceipt: verifyReceipt, Text: textOf,
		Call: call, Migrate: migrate, Checkpoint: checkpointOf, Tiles: writeTiles, Key: keyPorts(), Clock: clockOf,
		Backup: cli.BackupPorts{Backup: backup, Restore: restore},
		Verify: func(ctx context.Context, o cli.VerifyOptions) (ledger.Report, error) {
			return Verify(ctx, o.Dir, o.Database, o.Key, o.Witness)
		},
	})
}

// runDemo serves a demo folder; without one it makes a folder that goes with
// the program. The address and the folder are looked at before anything is made.
func runDemo(ctx context.Context, dir, addr, database string, ready func(string)) error {
	l, _, err := listenFor(dir, addr, false)
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
	return serve(ctx, l, Config{Dir: dir, Database: database}, ready, (*App).seedDemo)
}

// defaultAddr is where pages are served when nobody says otherwise.
const defaultAddr = "127.0.0.1:8080"

// listenFor listens at the address given, or that of the folder's configuration;
// secure takes the configuration's certificate.
func listenFor(dir, addr string, secure bool) (net.Listener, Config, error) {
	conf, err := config.Load(dir, os.LookupEnv)
	if err != nil {
		return nil, Config{}, err
	}
	cfg := Config{Hosts: strings.Fields(strings.ToLower(conf.Hosts))}
	if cfg.Proxies, err = conf.ProxyNetworks(); err != nil {
		return nil, cfg, err
	}
	var cert *tls.Config
	if secure {
		if cert, err = tlsOf(conf); err != nil {
			return nil, cfg, err
		}
		cfg.Secure = cert != nil
	}
	l, err := listen(cmp.Or(addr, conf.Addr, defaultAddr), cert, cfg.Proxies)
	if err != nil {
		return nil, cfg, err
	}
	if cfg.Party, err = partyOf(conf.Origin, cfg, l.Addr()); err != nil {
		_ = l.Close() // nothing was served
		return nil, cfg, err
	}
	if name := cfg.Party.ID; name != "" && !slices.Contains(cfg.Hosts, name) {
		cfg.Hosts = append(cfg.Hosts, name)
	}
	return l, cfg, nil
}

// address is where a browser finds what is served: where passkeys are, of a real
// folder, else the socket's own.
func (c Config) address(served net.Addr) string {
	switch {
	case c.Party.Origin != "" && c.Real:
		return c.Party.Origin + "/"
	case c.Secure:
		return "https://" + served.String() + "/"
	}
	return "http://" + served.String() + "/"
}

// partyOf gives the site that passkeys are for: the configuration's origin, else
// the first of its hosts at the port that is served, else localhost on a machine
// that serves itself. An address without a name has none.
func partyOf(origin string, cfg Config, served net.Addr) (signin.Party, error) {
	_, port, err := net.SplitHostPort(served.String())
	if err != nil {
		return signin.Party{}, err
	}
	switch {
	case origin != "":
		return signin.PartyOf(origin)
	case cfg.Secure && len(cfg.Hosts) > 0 && net.ParseIP(cfg.Hosts[0]) == nil:
		origin = "https://" + net.JoinHostPort(cfg.Hosts[0], port)
		return signin.PartyOf(strings.TrimSuffix(origin, ":443"))
	case cfg.Secure:
		return signin.Party{}, nil
	}
	return signin.PartyOf(strings.TrimSuffix("http://localhost:"+port, ":80"))
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

// runServe serves a folder that exists.
func runServe(ctx context.Context, dir, addr, database string, ready func(string)) error {
	made, _, err := openMade(dir, database)
	if err != nil {
		return err
	}
	made.Close()
	l, cfg, err := listenFor(dir, addr, true)
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }() // serving closes it too
	cfg.Dir, cfg.Database = dir, database
	return serve(ctx, l, cfg, ready, (*App).checkServed)
}

// checkServed refuses to show a demo, which asks nobody who they are, to more
// than this machine: Invalid "app.demo.public".
func (a *App) checkServed(context.Context) error {
	if !a.Real && a.config.Secure {
		return errs.Invalid("app.demo.public")
	}
	return nil
}

// seedDemo is Seed, save in a real folder: Invalid "folder.not_demo".
func (a *App) seedDemo(ctx context.Context) error {
	if a.Real {
		return errs.Invalid("folder.not_demo")
	}
	return a.Seed(ctx)
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
	if err := a.CheckRights(ctx); err != nil {
		return err
	}
	if err := a.Unlock(ctx, a.atStart); err != nil {
		return err
	}
	if err := a.Org.RefreshTree(ctx); err != nil {
		return err
	}
	if err := a.KeepReserve(ctx); err != nil {
		a.Log.Error("disk full: no changes are recorded", "error", err)
	}
	a.tend(ctx)
	defer a.takeCommands(ctx)() // before the folder is closed
	cfg.Real = a.Real
	ready(cfg.address(l.Addr()))
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

func textOf(ctx context.Context, name string, data []byte) (intake.Document, error) {
	return intake.New(intake.Config{}).Read(ctx, name, bytes.NewReader(data), int64(len(data)))
}
