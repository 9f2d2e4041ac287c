package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/app"
	"hoso/internal/cli"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/org"
	"hoso/internal/sqldb"
	"hoso/internal/testenv"
	"hoso/internal/vault"
)

// Whom the tests' backups are for, and somebody else.
const (
	backupFor    = "age1hxf498r9jtkefcyn3wenz9898xjaja5xvhqrsct4vfkke277hyzs4hgpn7"
	backupBy     = "AGE-SECRET-KEY-1ZDC3WQYT4NMWVNC64NXKFFC9KRZNUW7GXGDV697KSEXYVJAMFV8SCXVT2P"
	backupAnyone = "AGE-SECRET-KEY-1CY5VA3SZ4LMRR6XZ3EG5DAWMVTRAD0PMFG3H6W583GGFQAADFG4QU04RSX"
)

// custodian is who keeps a folder's backups.
type custodian struct {
	t                  *testing.T
	place, own, anyone string // a folder for backups, files with identities
}

func newCustodian(t *testing.T) *custodian {
	t.Helper()
	k := &custodian{t: t, place: t.TempDir()}
	secrets := t.TempDir()
	k.own, k.anyone = filepath.Join(secrets, "own.txt"), filepath.Join(secrets, "else.txt")
	for file, line := range map[string]string{k.own: backupBy, k.anyone: backupAnyone} {
		if err := os.WriteFile(file, []byte(line+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return k
}

// command is the program with the test's own environment, in which PostgreSQL's
// tools are found.
func (k *custodian) command(url string, args ...string) *exec.Cmd {
	if url != "" {
		args = append(args, "--db", url)
	}
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), binaryEnv+"=1")
	return cmd
}

func (k *custodian) run(want int, url string, args ...string) (out, complaint string) {
	k.t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := k.command(url, args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); cmd.ProcessState == nil {
		k.t.Fatal(err)
	}
	if code := cmd.ProcessState.ExitCode(); code != want {
		k.t.Fatalf("%v: exit %d, want %d: %s%s", args, code, want, &stdout, &stderr)
	}
	return stdout.String(), stderr.String()
}

func (k *custodian) backup(dir, url string) cli.BackupDone {
	k.t.Helper()
	out, _ := k.run(0, url, "backup", "--data", dir, "--to", filepath.Join(k.place, id.New().String()+".age"), "--recipient", backupFor, "--format", "json")
	var done cli.BackupDone
	if err := json.Unmarshal([]byte(out), &done); err != nil {
		k.t.Fatal(err)
	}
	return done
}

func (k *custodian) restore(file, dir, url string, more ...string) cli.Restored {
	k.t.Helper()
	out, _ := k.run(0, url, append([]string{"restore", file, "--data", dir, "--identity-file", k.own, "--format", "json"}, more...)...)
	var done cli.Restored
	if err := json.Unmarshal([]byte(out), &done); err != nil {
		k.t.Fatal(err)
	}
	return done
}

// emptied is a new folder that has a folder's keys and nothing else, and an empty
// database where that one has one.
func (k *custodian) emptied(dir, url string) (string, string) {
	k.t.Helper()
	fresh := filepath.Join(k.t.TempDir(), "fresh")
	if err := os.CopyFS(filepath.Join(fresh, "keys"), os.DirFS(filepath.Join(dir, "keys"))); err != nil {
		k.t.Fatal(err)
	}
	err := filepath.Walk(filepath.Join(fresh, "keys"), func(path string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			err = os.Chmod(path, 0o600)
		}
		return err
	})
	if err != nil {
		k.t.Fatal(err)
	}
	if url != "" {
		url = testenv.Postgres(k.t)
	}
	return fresh, url
}

// counts reads the number of rows of every table.
func counts(t *testing.T, a *app.App) map[string]int64 {
	t.Helper()
	n, err := sqldb.Counts(context.Background(), a.DB.Reader())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// restoreEntries gives the entries of restorings.
func restoreEntries(t *testing.T, a *app.App) []ledger.Entry {
	t.Helper()
	var list []ledger.Entry
	err := sqldb.Each(context.Background(), a.DB.Reader(), func(row sqldb.Scanner) error {
		var body []byte
		if err := row.Scan(&body); err != nil {
			return err
		}
		e, err := ledger.ParseEntry(body)
		if err == nil && e.Action == access.ActionRestore {
			list = append(list, e)
		}
		return err
	}, `SELECT body FROM ledger_entry`)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func mustVerify(t *testing.T, dir, url string, witness ...[]byte) ledger.Report {
	t.Helper()
	r, err := app.Verify(context.Background(), dir, url, "", witness)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// atWork lets 50 writers rename their units until stop is called, which gives
// what was acknowledged before it.
func (w *world) atWork(t *testing.T, acked *atomic.Int64) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	for i := range 50 {
		unit, _, err := w.app.Org.Create(ctx, operator(), org.NewUnitForm{Code: fmt.Sprint("W", i), Kind: org.KindDivision, Name: fmt.Sprint("Phòng ", i), Parent: w.body, From: "2020-01-01", Basis: "1/QĐ"})
		if err != nil {
			t.Fatal(err)
		}
		running.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				by := operator()
				by.Key = [16]byte(id.New())
				if _, err := w.app.Org.Rename(context.WithoutCancel(ctx), by, unit, org.RenameForm{Name: fmt.Sprint("Vụ ", i, "/", n), From: "2023-01-01", Basis: "9/QĐ"}); err != nil {
					t.Errorf("writer %d: %v", i, err)
					return
				}
				acked.Add(1)
			}
		})
	}
	return func() {
		cancel()
		running.Wait()
	}
}

// TestBackupRestore backs a folder up under 50 writers and restores it where
// nothing is but its keys: all that was acknowledged before is there, verify is
// clean, the rows are as many as were backed up, and the ledger says what happened.
func TestBackupRestore(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		k, dir := newCustodian(t), t.TempDir()
		a := mustOpen(t, dir, url, nil)
		w := populate(t, a)
		var acked atomic.Int64
		stop := w.atWork(t, &acked)
		for begin := time.Now(); acked.Load() < 100 && time.Since(begin) < time.Minute; {
			time.Sleep(10 * time.Millisecond)
		}
		before := acked.Load()
		done := k.backup(dir, url)
		during := acked.Load() - before
		stop()
		a.Close()
		if during == 0 {
			t.Error("nothing was written during the backup")
		}
		witness := kept(t, dir)

		fresh, freshURL := k.emptied(dir, url)
		restored := k.restore(done.File, fresh, freshURL)
		if restored.Size != done.Size || restored.Rows != done.Rows || restored.Files != done.Files || restored.Lost != nil || restored.Keys.Keyring {
			t.Errorf("restored %+v of %+v", restored, done)
		}
		bundle := filepath.Join(k.place, "keys.age")
		k.run(0, url, "key", "bundle", bundle, "--data", dir, "--recipient", backupFor)
		_, said := k.run(0, freshURL, "key", "restore", bundle, "--data", fresh, "--identity-file", k.own)
		if said != "" {
			t.Errorf("restoring the keys of the same day: %s", said)
		}
		r := mustVerify(t, fresh, freshURL)
		if !r.Clean() || r.Keys == 0 || r.Files != mustVerify(t, dir, url).Files || r.Leaves+r.Pending != done.Size+2 && url == "" {
			t.Fatalf("verify: %+v", r)
		}
		b := mustOpen(t, fresh, freshURL, nil)
		defer b.Close()
		if n := counts(t, b)["ledger_entry"]; n < before {
			t.Errorf("%d entries, %d commands were acknowledged before the backup", n, before)
		}
		list := restoreEntries(t, b)
		if len(list) != 1 || list[0].ID.Text("ent") != restored.Entry || list[0].Facts["size"] != done.Size || list[0].Facts["made"] != done.Made.UnixMicro() || list[0].Actor != access.System("operator") {
			t.Errorf("entries: %+v", list)
		}
		t.Logf("%d rows, %d files, %d bytes; %d commands before and %d during it", done.Rows, done.Files, done.Bytes, before, during)

		// Who kept a later checkpoint elsewhere learns of it, and where it stops.
		r = mustVerify(t, fresh, freshURL, witness)
		if len(r.Findings) != 1 || r.Findings[0].What != ledger.NotFitting || !strings.Contains(r.Findings[0].Note, restored.Entry) {
			t.Errorf("verify with a later witness: %+v", r.Findings)
		}
	})
}

// TestBackupHasNoKey: what a thief with the identity finds in a backup is no key,
// and a second thief without it finds nothing.
func TestBackupHasNoKey(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		k := newCustodian(t)
		f := keyFolder(t, url, vault.KeyFile{File: "keyring.key"})
		a := mustOpen(t, f.dir, url, nil)
		populate(t, a)
		a.Close()
		done := k.backup(f.dir, url)
		raw, err := os.ReadFile(done.File)
		if err != nil {
			t.Fatal(err)
		}
		plain := decrypted(t, raw)
		if !bytes.Contains(plain, []byte("Phong")) && !bytes.Contains(plain, []byte("ledger_entry")) {
			t.Error("the identity does not open the database: nothing follows from this test")
		}
		keys, err := os.ReadDir(filepath.Join(f.dir, "keys"))
		if err != nil {
			t.Fatal(err)
		}
		looked := 0
		for _, key := range keys {
			secret, err := os.ReadFile(filepath.Join(f.dir, "keys", key.Name()))
			if err != nil {
				t.Fatal(err)
			}
			if key.Name() == "log.vkey" {
				continue
			}
			looked++
			if bytes.Contains(plain, secret) || bytes.Contains(plain, bytes.TrimSpace(secret)) {
				t.Errorf("keys/%s is in the backup", key.Name())
			}
		}
		if looked < 5 {
			t.Errorf("only %d keys were looked for", looked)
		}
		for _, word := range []string{"keyring_key", "keyring_secret"} {
			if bytes.Contains(plain, []byte(word)) {
				t.Errorf("%s is in the backup", word)
			}
		}
		for _, word := range []string{"ledger_entry", "hoso.db", "head", "Vụ"} {
			if bytes.Contains(raw, []byte(word)) {
				t.Errorf("%q stands in the backup for everybody", word)
			}
		}
	})
}

func decrypted(t *testing.T, raw []byte) []byte {
	t.Helper()
	r, err := vault.Unseal(bytes.NewReader(raw), vault.BundleKey{Identities: []byte(backupBy)})
	if err != nil {
		t.Fatal(err)
	}
	var plain bytes.Buffer
	if _, err := plain.ReadFrom(r); err != nil {
		t.Fatal(err)
	}
	return plain.Bytes()
}

// untouched expects that a folder has no data, and none half unpacked.
func untouched(t *testing.T, dir string) {
	t.Helper()
	for _, name := range []string{"hoso.db", "checkpoint", "restoring"} {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			t.Fatalf("%s was left", name)
		}
	}
}

// TestBackupDamaged cuts a backup at each hundredth, changes a byte in each, and
// opens it with another identity: refused each time, and nothing is left.
func TestBackupDamaged(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		k, dir := newCustodian(t), t.TempDir()
		a := mustOpen(t, dir, url, nil)
		populate(t, a)
		a.Close()
		done := k.backup(dir, url)
		raw, err := os.ReadFile(done.File)
		if err != nil {
			t.Fatal(err)
		}
		fresh, freshURL := k.emptied(dir, url)
		bad := filepath.Join(k.place, "bad.age")
		refused := func(what string, data []byte, identity, why string) {
			t.Helper()
			if err := os.WriteFile(bad, data, 0o600); err != nil {
				t.Fatal(err)
			}
			_, complaint := k.run(1, freshURL, "restore", bad, "--data", fresh, "--identity-file", identity)
			if !strings.Contains(complaint, why) {
				t.Errorf("%s: %s", what, complaint)
			}
			untouched(t, fresh)
		}
		steps := max(4, testenv.Steps(100))
		for i := range steps {
			at := len(raw) * i / steps
			refused(fmt.Sprint("cut at ", at), raw[:at], k.own, "backup.damaged")
			changed := bytes.Clone(raw)
			changed[at] ^= 1
			refused(fmt.Sprint("changed at ", at), changed, k.own, "backup.damaged")
		}
		refused("cut by a byte", raw[:len(raw)-1], k.own, "backup.damaged")
		refused("longer by a byte", append(bytes.Clone(raw), 0), k.own, "backup.damaged")
		refused("another identity", raw, k.anyone, "backup.damaged")
		if url != "" {
			db, err := sqldb.Open(context.Background(), sqldb.Config{URL: freshURL})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if n, err := db.Tables(context.Background()); err != nil || n != 0 {
				t.Errorf("%d tables were left: %v", n, err)
			}
		}
		k.restore(done.File, fresh, freshURL) // and the whole one goes in
	})
}

// TestBackupRefused: what cannot be a backup is not made, and nothing is left of it.
func TestBackupRefused(t *testing.T) {
	k, dir := newCustodian(t), t.TempDir()
	a := mustOpen(t, dir, "", nil)
	populate(t, a)
	a.Close()
	args := func(to string, more ...string) []string {
		return append([]string{"backup", "--data", dir, "--to", to}, more...)
	}
	refused := func(code int, why string, args []string) {
		t.Helper()
		if _, complaint := k.run(code, "", args...); !strings.Contains(complaint, why) {
			t.Errorf("%v: %s", args, complaint)
		}
		if list, err := os.ReadDir(k.place); err != nil || len(list) != 0 {
			t.Fatalf("%s: left %v %v", why, list, err)
		}
	}
	refused(1, "backup.recipient.none", args(k.place))
	refused(1, "vault.bundle.recipient", args(k.place, "--recipient", "age1nobody"))
	refused(1, "backup.inside", args(filepath.Join(dir, "blobs"), "--recipient", backupFor))
	refused(1, "backup.place", args(filepath.Join(k.place, "no", "x.age"), "--recipient", backupFor))
	var file string
	err := filepath.Walk(filepath.Join(dir, "blobs"), func(path string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			file = path
		}
		return err
	})
	if err != nil || file == "" {
		t.Fatal("no stored file", err)
	}
	whole, err := os.ReadFile(file)
	if err == nil {
		err = os.Remove(file)
	}
	if err != nil {
		t.Fatal(err)
	}
	refused(1, "backup.file.missing", args(k.place, "--recipient", backupFor))
	if err := os.WriteFile(file, append(whole[:len(whole)-1:len(whole)-1], whole[len(whole)-1]^1), 0o600); err != nil {
		t.Fatal(err)
	}
	refused(1, "backup.file.changed", args(k.place, "--recipient", backupFor))
	if err := os.WriteFile(file, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	out, _ := k.run(0, "", args(k.place, "--recipient", backupFor)...)
	name, _, _ := strings.Cut(out, ": ")
	if _, complaint := k.run(1, "", args(name, "--recipient", backupFor)...); !strings.Contains(complaint, "backup.exists") {
		t.Errorf("a second one of the same name: %s", complaint)
	}
}

// TestBackupKilled kills a backup at many moments: under its name is a whole one
// or none, and the next one succeeds.
func TestBackupKilled(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		k, dir := newCustodian(t), t.TempDir()
		a := mustOpen(t, dir, url, nil)
		populate(t, a)
		a.Close()
		begin := time.Now()
		k.backup(dir, url)
		whole := time.Since(begin)
		killed := 0
		for i := range max(3, testenv.Steps(20)) {
			file := filepath.Join(k.place, fmt.Sprint(i, ".age"))
			cmd := k.command(url, "backup", "--data", dir, "--to", file, "--recipient", backupFor)
			if killedAfter(t, cmd, whole*time.Duration(i+1)/time.Duration(max(3, testenv.Steps(20)))) {
				killed++
			}
			if _, err := os.Stat(file); err == nil {
				k.run(0, "", "restore", "--help")
				fresh, freshURL := k.emptied(dir, url)
				k.restore(file, fresh, freshURL)
			}
		}
		t.Logf("%d backups killed", killed)
		if killed == 0 {
			t.Error("none was killed")
		}
		k.backup(dir, url)
	})
}

// killedAfter runs a command and kills it after a while, if it still runs.
func killedAfter(t *testing.T, cmd *exec.Cmd, after time.Duration) bool {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	fuse := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	defer fuse.Stop()
	_ = cmd.Wait() // killed, or done
	return cmd.ProcessState.ExitCode() == -1
}

// TestBackupStopped: who stops a backup leaves no file, and is told so.
func TestBackupStopped(t *testing.T) {
	k, dir := newCustodian(t), t.TempDir()
	a := mustOpen(t, dir, "", nil)
	populate(t, a)
	a.Close()
	begin := time.Now()
	k.backup(dir, "")
	whole := time.Since(begin)
	stopped := 0
	for i := range max(3, testenv.Steps(20)) {
		to := t.TempDir()
		cmd := k.command("", "backup", "--data", dir, "--to", to, "--recipient", backupFor)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		fuse := time.AfterFunc(whole*time.Duration(i+1)/20, func() { _ = cmd.Process.Signal(os.Interrupt) })
		_ = cmd.Wait() // its code says how it ended
		fuse.Stop()
		list, err := os.ReadDir(to)
		if err != nil {
			t.Fatal(err)
		}
		names := []string{}
		for _, e := range list {
			names = append(names, e.Name())
		}
		code := cmd.ProcessState.ExitCode()
		switch {
		case code == 0 && len(names) == 1 && strings.HasSuffix(names[0], ".age"):
		case code == 3 && len(names) == 0, code == -1 && len(names) == 0: // before the program listens for the signal
			stopped++
		case code == 2 && len(names) == 0: // Go's own end of a program at its very start
			stopped++
		default:
			t.Errorf("exit %d, left %v", code, slices.Clip(names))
		}
	}
	if stopped == 0 {
		t.Error("none was stopped")
	}
}
