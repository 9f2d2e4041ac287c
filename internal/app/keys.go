package app

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"time"

	"hoso/internal/access"
	"hoso/internal/cli"
	"hoso/internal/clock"
	"hoso/internal/config"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/folder"
	"hoso/internal/job"
	"hoso/internal/vault"
	"hoso/internal/vault/vaultsql"
)

// ownKeyFile is the key file of a folder whose keyring is opened by a file inside
// it: a demo's, or one that nobody chose another for.
const ownKeyFile = "keyring.key"

// keysURL says where the store of a folder's keyring is.
func keysURL(f *folder.Folder, conf config.Config) string {
	return cmp.Or(conf.KeysDatabase, "sqlite:"+f.Path("keys.db"))
}

// hasKeys reports whether a keyring was made for the folder.
func hasKeys(f *folder.Folder) (bool, error) { return vault.HasKeyring(f.Path("keys")) }

// keyring says which keyring is the folder's; p opens it.
func (a *App) keyring(p vault.Provider) vault.Config {
	return vault.Config{Keys: a.keys, Dir: a.Folder.Path("keys"), Provider: p, Clock: a.Clock}
}

// openStore opens the store of the keyring.
func (a *App) openStore(ctx context.Context) (err error) {
	if a.keys != nil {
		return nil
	}
	conf, err := config.Load(a.Folder.Path("."), os.LookupEnv)
	if err != nil {
		return err
	}
	a.keys, err = vaultsql.Open(ctx, keysURL(a.Folder, conf), nil)
	return err
}

// MakeKeys makes the folder's keyring, to be opened by p, and opens it. One that
// is there, or half made, is gone on with.
func (a *App) MakeKeys(ctx context.Context, p vault.Provider) (err error) {
	if err := a.openStore(ctx); err != nil {
		return err
	}
	a.Keys, err = vault.MakeKeyring(ctx, a.keyring(p))
	return err
}

// makeDemoKeys gives a demo its keyring, opened by a file in the folder.
func (a *App) makeDemoKeys(ctx context.Context) error {
	made, err := hasKeys(a.Folder)
	if err != nil || a.Keys != nil {
		return err
	}
	if made {
		err = a.Unlock(ctx, a.atStart)
		if e := errs.Of(err); err == nil || e == nil || e.Code != "vault.keyring.missing" {
			return err // one whose making was killed before its first row is gone on with
		}
	}
	return a.MakeKeys(ctx, vault.KeyFile{Dir: a.Folder.Path("keys"), File: ownKeyFile})
}

// Unlock opens the folder's keyring, if one was made: by its key file, or by the
// passphrase, which is asked for then only. Errors: those of vault.OpenKeyring.
func (a *App) Unlock(ctx context.Context, passphrase func() ([]byte, error)) error {
	made, err := hasKeys(a.Folder)
	if err != nil || !made || a.Keys != nil {
		return err
	}
	p, err := providerOf(a.Folder, passphrase)
	if err != nil {
		return err
	}
	if err := a.openStore(ctx); err != nil {
		return err
	}
	a.Keys, err = vault.OpenKeyring(ctx, a.keyring(p))
	return err
}

// providerOf gives what opens the folder's keyring: Invalid "vault.passphrase.none".
func providerOf(f *folder.Folder, passphrase func() ([]byte, error)) (vault.Provider, error) {
	by, err := vault.ProviderOf(f.Path("keys"))
	if err != nil {
		return nil, err
	}
	if by.Provider == vault.ByFile {
		return vault.KeyFile{Dir: f.Path("keys")}, nil
	}
	if passphrase == nil {
		return nil, errs.Invalid("vault.passphrase.none")
	}
	secret, err := passphrase()
	return vault.Passphrase{Secret: secret}, err
}

// passphraseOf asks for the passphrase of a command about the keyring.
func (a *App) passphraseOf(o cli.KeyOptions) func() ([]byte, error) {
	return func() ([]byte, error) {
		conf, err := config.Load(a.Folder.Path("."), os.LookupEnv)
		if err != nil {
			return nil, err
		}
		return o.Passphrase(conf.PassphraseFile)
	}
}

// atStart asks for the passphrase where a server is started: in the file that the
// configuration names, else of whoever started it.
func (a *App) atStart() ([]byte, error) {
	conf, err := config.Load(a.Folder.Path("."), os.LookupEnv)
	if err != nil {
		return nil, err
	}
	return cli.Passphrase(cli.Streams{In: os.Stdin, Err: os.Stderr}, conf.PassphraseFile, cli.AskKeyring)
}

// lock forgets every key.
func (a *App) lock() {
	if a.Keys != nil {
		a.Keys.Close()
	}
	if a.keys != nil {
		_ = a.keys.Close() // what was written is on disk already
	}
}

// turnKeysJob is the kind of a job that brings the keyring's rotation to its end.
const turnKeysJob job.Kind = "vault.keyring.turn"

func (a *App) turnKeys(ctx context.Context, _ job.Job, report job.Progress) error {
	if a.Keys == nil {
		return errs.Unavailable("vault.keyring.locked")
	}
	return a.Keys.Advance(ctx, vault.Progress(report))
}

// night are the hours in which keys that were destroyed get their rotation.
const nightFrom, nightTo = 0, 5

// bundleAge is how old the bundle of a recipient gets.
const bundleAge = 20 * time.Hour

// turnAtNight does what a shredding by day asked for, and makes the keyring's bundle
// anew.
func (a *App) turnAtNight(ctx context.Context) error {
	hour := a.Clock.Now().Time().In(clock.Local).Hour()
	if a.Keys == nil || hour < nightFrom || hour >= nightTo {
		return nil
	}
	if err := a.Keys.Advance(ctx, nil); err != nil {
		return err
	}
	return a.Keys.Renew(ctx, bundleAge)
}

// keyCommand is one of `hoso key` that changes something: under the folder's lock,
// with an entry by the operator before it is done.
type keyCommand struct {
	action access.Action
	args   any
	opened bool // the keyring must open before
	do     func(ctx context.Context, a *App) error
}

func (k keyCommand) run(ctx context.Context, o cli.KeyOptions) (s vault.Status, err error) {
	made, _, err := openMade(o.Dir, o.Database)
	if err != nil {
		return s, err
	}
	has, err := hasKeys(made)
	made.Close()
	if err == nil && !has {
		err = errs.NotFound("vault.keyring.none", errs.Str("dir", o.Dir))
	}
	if err != nil {
		return s, err
	}
	a, err := Open(ctx, Config{Dir: o.Dir, Database: o.Database, Log: warnings()})
	if err != nil {
		return s, err
	}
	defer a.Close()
	if k.opened {
		err = a.Unlock(ctx, a.passphraseOf(o))
	} else {
		err = a.openStore(ctx)
	}
	if err != nil {
		return s, err
	}
	if _, err := a.Door.Do(ctx, door.Command{Name: k.action, Actor: access.System("operator"), Args: k.args}, nothing); err != nil {
		return s, err
	}
	if err := k.do(ctx, a); err != nil {
		return s, err
	}
	return vault.StatusOf(ctx, a.keys, a.Folder.Path("keys"))
}

// nothing is for a command whose entry is all that it writes in the folder's
// database.
func nothing(context.Context, door.Tx) error { return nil }

// keyPorts fill `hoso key`.
func keyPorts() cli.KeyPorts {
	return cli.KeyPorts{Status: keyStatus, Make: keyMake, Rotate: keyRotate, Bundle: keyBundle, Restore: keyRestore, Provider: keyProvider}
}

func keyStatus(ctx context.Context, dir string) (vault.Status, error) {
	f, err := folder.OpenReadOnly(dir)
	if err != nil {
		return vault.Status{}, err
	}
	defer f.Close()
	has, err := hasKeys(f)
	if err == nil && !has {
		err = errs.NotFound("vault.keyring.none", errs.Str("dir", dir))
	}
	if err != nil {
		return vault.Status{}, err
	}
	conf, err := config.Load(dir, os.LookupEnv)
	if err != nil {
		return vault.Status{}, err
	}
	s, err := vaultsql.OpenToRead(ctx, keysURL(f, conf))
	if err != nil {
		return vault.Status{}, err
	}
	defer func() { _ = s.Close() }() // it only read
	return vault.StatusOf(ctx, s, f.Path("keys"))
}

// advance goes on to the end of a rotation and tells how far it is.
func advance(ctx context.Context, a *App, o cli.KeyOptions) error {
	return a.Keys.Advance(ctx, func(_ context.Context, done, total int64) error {
		o.Report(done, total)
		return nil
	})
}

// keyMake makes the keyring of a folder that has none.
func keyMake(ctx context.Context, o cli.KeyOptions, by cli.NewKeyring) (vault.Status, error) {
	made, _, err := openMade(o.Dir, o.Database)
	if err != nil {
		return vault.Status{}, err
	}
	has, err := hasKeys(made)
	p, perr := newProvider(o.Dir, by)
	made.Close()
	if err == nil && has {
		err = errs.Conflict("vault.keyring.there", errs.Str("dir", o.Dir))
	}
	if err = cmp.Or(err, perr); err != nil {
		return vault.Status{}, err
	}
	a, err := Open(ctx, Config{Dir: o.Dir, Database: o.Database, Log: warnings()})
	if err != nil {
		return vault.Status{}, err
	}
	defer a.Close()
	if err := a.makeFirstKeys(ctx, p); err != nil {
		return vault.Status{}, err
	}
	return vault.StatusOf(ctx, a.keys, a.Folder.Path("keys"))
}

// makeFirstKeys leaves the operator's entry and makes the keyring.
func (a *App) makeFirstKeys(ctx context.Context, p vault.Provider) error {
	if _, err := a.Door.Do(ctx, door.Command{Name: "vault.keyring.make", Actor: access.System("operator")}, nothing); err != nil {
		return err
	}
	return a.MakeKeys(ctx, p)
}

// newProvider gives what is to open a keyring that is made: a key file, or else a
// passphrase, which is looked for where the folder's configuration says and asked
// for otherwise. Errors: Invalid "vault.passphrase.none", "vault.passphrase.short".
func newProvider(dir string, by cli.NewKeyring) (vault.Provider, error) {
	if by.KeyFile != "" {
		path, err := keyPath(by.KeyFile)
		return vault.KeyFile{Dir: filepath.Join(dir, "keys"), File: path}, err
	}
	conf, err := config.Load(dir, os.LookupEnv)
	if err != nil {
		return nil, err
	}
	secret, err := by.Passphrase(conf.PassphraseFile)
	if err != nil {
		return nil, err
	}
	return vault.Passphrase{Secret: secret, Clock: clock.System{}}, vault.CheckPassphrase(secret)
}

func keyRotate(ctx context.Context, o cli.KeyOptions) (vault.Status, error) {
	return keyCommand{action: "vault.master.rotate", opened: true, do: func(ctx context.Context, a *App) error {
		s, err := a.Keys.Status(ctx)
		if err == nil && (s.Next == vault.StepNone || s.Next == vault.StepBundle) {
			err = a.Keys.Rotate(ctx)
		}
		if err != nil {
			return err
		}
		return advance(ctx, a, o)
	}}.run(ctx, o)
}

func keyBundle(ctx context.Context, o cli.KeyOptions, file string, to vault.BundleKey) (vault.Status, error) {
	return keyCommand{action: "vault.bundle.write", args: to.Recipient, opened: true, do: func(ctx context.Context, a *App) error {
		return a.Keys.Bundle(ctx, file, to)
	}}.run(ctx, o)
}

func keyRestore(ctx context.Context, o cli.KeyOptions, file string, by vault.BundleKey) (vault.Status, error) {
	return keyCommand{action: "vault.bundle.restore", do: func(ctx context.Context, a *App) error {
		p, err := providerOf(a.Folder, a.passphraseOf(o))
		if err != nil {
			return err
		}
		if err := vault.RestoreBundle(ctx, a.keyring(p), file, by); err != nil {
			return err
		}
		gaps, err := a.keyGaps(ctx)
		if err == nil {
			o.Gaps(gaps)
		}
		return err
	}}.run(ctx, o)
}

func keyProvider(ctx context.Context, o cli.KeyOptions, file string, fresh func() ([]byte, error)) (vault.Status, error) {
	path, err := keyPath(file)
	if err != nil {
		return vault.Status{}, err
	}
	kind := vault.ByFile
	if fresh != nil {
		kind = vault.ByPassphrase
	}
	return keyCommand{action: "vault.provider.change", args: kind, opened: true, do: func(ctx context.Context, a *App) error {
		var p vault.Provider = vault.KeyFile{Dir: a.Folder.Path("keys"), File: cmp.Or(path, ownKeyFile)}
		if fresh != nil {
			secret, err := fresh()
			if err != nil {
				return err
			}
			p = vault.Passphrase{Secret: secret, Clock: a.Clock}
		}
		if err := a.Keys.ChangeProvider(ctx, p); err != nil {
			return err
		}
		return advance(ctx, a, o)
	}}.run(ctx, o)
}

// keyPath makes a path that was given at a command line one that holds wherever
// hoso is started.
func keyPath(file string) (string, error) {
	if file == "" || vault.IsCredential(file) {
		return file, nil
	}
	return filepath.Abs(file)
}
