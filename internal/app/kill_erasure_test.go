package app_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"hoso/internal/app"
	"hoso/internal/id"
	"hoso/internal/person"
	"hoso/internal/sqldb"
	"hoso/internal/testenv"
)

// eraseEnv makes this test binary the program that is killed while it erases: it
// names a folder, its database, and at which point of a transaction it dies.
const eraseEnv = "HOSO_ERASE_ME"

// runEraser goes on with erasures as the program does, by day and in the night.
func runEraser(spec string) {
	parts := strings.Split(spec, "|")
	left, err := strconv.ParseInt(parts[2], 10, 64)
	var armed atomic.Bool
	var points atomic.Int64
	tune := func(c *sqldb.Config) {
		c.Fault = func(sqldb.FaultPoint) error {
			if armed.Load() && points.Add(1) == left {
				_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
				select {}
			}
			return nil
		}
	}
	var a *app.App
	if err == nil {
		a, err = app.Open(bg, app.Config{Dir: parts[0], Database: parts[1], Log: quiet(), Tune: tune})
	}
	if err == nil {
		err = a.Unlock(bg, nil)
	}
	armed.Store(true)
	if err == nil {
		err = goOn(a)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// goOn does what is left of every erasure.
func goOn(a *app.App) error {
	err := a.Person.Erase(bg)
	if err == nil {
		err = a.Keys.Advance(bg, nil)
	}
	if err == nil {
		err = a.Person.Erase(bg)
	}
	return err
}

// TestErasureKilled kills the program at each point of each transaction that an
// approved erasure goes through; started again it goes on, to the same end. What
// the keyring goes through stands in TestKilledAnywhere of internal/vault/vaultsql.
func TestErasureKilled(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		dir := t.TempDir()
		a := mustOpen(t, dir, url, nil)
		w := populate(t, a)
		who := w.newPersonFile(t)
		which, err := a.Person.ProposeErasure(bg, step(w.specialist.Actor), who, erasure("đã quá thời hạn lưu giữ hồ sơ"))
		if err == nil {
			_, err = a.Person.ApproveErasure(bg, step(w.head.Actor), which)
		}
		if err != nil {
			t.Fatal(err)
		}
		a.Close()
		kills := 0
		for n := 1; ; n += stride() {
			copied, db := filepath.Join(t.TempDir(), "data"), url
			if out, err := exec.Command("cp", "-a", dir, copied).CombinedOutput(); err != nil {
				t.Fatal(string(out))
			}
			if url != "" {
				db = testenv.Postgres(t)
				dump := filepath.Join(t.TempDir(), "dump.sql")
				testenv.Dump(t, url, dump)
				testenv.Load(t, db, dump)
			}
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s|%s|%d", eraseEnv, copied, db, n))
			out, err := cmd.CombinedOutput()
			status := cmd.ProcessState.Sys().(syscall.WaitStatus)
			if err != nil && !status.Signaled() {
				t.Fatalf("at %d: %v %s", n, err, out)
			}
			wholly(t, copied, db, who, which)
			if !status.Signaled() {
				break
			}
			kills++
		}
		if kills < 4/stride() {
			t.Errorf("killed %d times only", kills)
		}
		t.Logf("killed at %d points", kills)
	})
}

// newPersonFile makes a person with a sealed file.
func (w *world) newPersonFile(t *testing.T) id.ID {
	t.Helper()
	p, err := person.New(person.Name{Family: "Vũ", Given: "Hạ"}, w.unit, w.unit)
	if err == nil {
		_, err = w.app.Person.Add(bg, operator().Actor, [16]byte{}, w.unit, []*person.Person{p})
	}
	if err == nil {
		_, err = w.app.Person.AddEvidence(bg, step(w.specialist.Actor), p.ID, diploma(), id.ID{}, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	return p.ID
}

// wholly starts the program again and wants the erasure done, once.
func wholly(t *testing.T, dir, url string, who, which id.ID) {
	t.Helper()
	a := mustOpen(t, dir, url, nil)
	err := a.Unlock(bg, nil)
	if err == nil {
		err = goOn(a)
	}
	var state string
	var rows, done int64
	if err == nil {
		err = sqldb.One(bg, a.DB.Reader(), `SELECT state, (SELECT count(*) FROM person_evidence WHERE subject_id = $1), (SELECT count(*) FROM ledger_entry WHERE action = $2)
			FROM person_erasure WHERE id = $3`, []any{who, string(person.ActionFinishErasure), which}, &state, &rows, &done)
	}
	if err != nil || state != person.ErasureDone || rows != 0 || done != 2 {
		t.Errorf("started again: %s, %d rows, %d entries, %v", state, rows, done, err)
	}
	if err := a.Keys.EnsureKey(bg, who); err == nil {
		t.Error("the key is made again")
	}
	a.Close()
	if r, err := app.Verify(bg, dir, url, "", nil); err != nil || !r.Clean() {
		t.Errorf("verify: %v %+v", err, r.Findings)
	}
}
