package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"hoso/internal/access"
	"hoso/internal/app"
	"hoso/internal/clock"
	"hoso/internal/directive"
	"hoso/internal/errs"
	"hoso/internal/folder"
	"hoso/internal/org"
	"hoso/internal/sqldb"
)

// reserveEnv makes this test binary the program on a disk of its own, which is
// full: it names a folder with a stage.
const reserveEnv = "HOSO_RESERVE"

// smallDisk is the size of that disk: a tmpfs in a mount namespace of the child.
const smallDisk = 96 << 20

// TestReserve fills a small disk under a served folder. Files of persons are then
// opened for a while longer, each opening with its entry, and no change and no
// upload is taken; when the reserve is used up too, nothing is answered; when
// there is room again all goes on in the same process (SECURITY T30).
func TestReserve(t *testing.T) {
	dir := t.TempDir()
	a := mustOpen(t, filepath.Join(dir, "data"), "", nil)
	w := populate(t, a)
	a.Close()
	raw, err := json.Marshal(&stage{Body: w.body, Unit: w.unit, Clerk: w.clerk, Specialist: w.specialist.Actor})
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "stage.json"), raw, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), reserveEnv+"="+dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	if uid := os.Getuid(); uid != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: uid, Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	out, err := cmd.CombinedOutput()
	t.Logf("%s", bytes.TrimSpace(out))
	if err != nil {
		t.Fatalf("on a full disk: %v", err)
	}
	settled(t, filepath.Join(dir, "after"), "")
}

// small is the child's folder on its disk.
type small struct {
	a     *app.App
	s     *stage
	disk  string
	log   *os.File
	acked int64 // openings that were answered
}

func runReserve(dir string) {
	disk := filepath.Join(dir, "disk")
	check(syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""))
	check(os.Mkdir(disk, 0o700))
	check(syscall.Mount("hoso", disk, "tmpfs", 0, fmt.Sprintf("size=%d,mode=0700", smallDisk)))
	data := filepath.Join(disk, "data")
	check(os.CopyFS(data, os.DirFS(filepath.Join(dir, "data"))))
	check(shut(data))
	log, err := os.Create(filepath.Join(dir, "log"))
	check(err)
	x := &small{disk: disk, log: log}
	x.a, err = app.Open(bg, app.Config{Dir: data, Log: slog.New(slog.NewTextHandler(x.log, nil)), Cost: cheap})
	check(err)
	check(x.a.Unlock(bg, nil))
	check(x.a.KeepReserve(bg))
	x.s, err = readStage(dir)
	check(err)
	x.onReserve()
	x.a.Close()
	check(os.CopyFS(filepath.Join(dir, "after"), os.DirFS(data)))
	check(shut(filepath.Join(dir, "after")))
	os.Exit(0)
}

// shut closes a copied folder's keys to others.
func shut(dir string) error {
	keys, err := filepath.Glob(filepath.Join(dir, "keys", "*"))
	for _, k := range keys {
		err = errors.Join(err, os.Chmod(k, 0o600))
	}
	return err
}

func check(err error) {
	if err != nil {
		fail(err)
	}
}

// onReserve goes through the four times of a disk: room, the reserve, nothing, room.
func (x *small) onReserve() {
	reserve := filepath.Join(x.disk, "data", "reserve")
	if info, err := os.Stat(reserve); err != nil || info.Size() != folder.ReserveSize || info.Sys().(*syscall.Stat_t).Blocks*512 < folder.ReserveSize {
		fail(fmt.Errorf("no reserve with blocks of its own: %v", err))
	}
	check(x.opens())
	check(x.renames("1"))
	x.fill("one")
	refused := 0
	for x.a.Folder.Full() == nil { // until it is noticed; by then one may be told to ask again
		if err := x.lists(); err != nil {
			mustBe(err, "sqldb.")
			refused++
		}
	}
	if _, err := os.Stat(reserve); !errors.Is(err, fs.ErrNotExist) {
		fail(fmt.Errorf("the reserve is still there: %v", err))
	}
	if said, err := os.ReadFile(x.log.Name()); err != nil || !strings.Contains(string(said), "reserve given up") {
		fail(fmt.Errorf("the log says nothing: %v", err))
	}
	for range 50 {
		check(x.opens())
	}
	mustBe(x.renames("2"), "folder.disk.full")
	_, err := x.a.Directive.Upload(bg, directive.By{Actor: x.s.Clerk}, x.s.Body, "99.txt", document("99"))
	mustBe(err, "folder.disk.full")
	mustBe(x.a.KeepReserve(bg), "folder.disk.full")
	x.fill("two")
	for x.lists() == nil { // what stands in the write-ahead log is used again and again
		x.fill("three")
	}
	last := x.opens()
	fmt.Printf("%d asked again at the edge, then: %v\n", refused, last)
	mustBe(last, "sqldb.")
	check(x.matches())
	for _, name := range []string{"one", "two", "three"} {
		check(os.RemoveAll(filepath.Join(x.disk, name)))
	}
	check(x.opens())
	check(x.a.KeepReserve(bg))
	check(x.a.Folder.Full())
	check(x.renames("3"))
	check(x.matches())
}

// fill takes all the room that is left.
func (x *small) fill(name string) {
	f, err := os.OpenFile(filepath.Join(x.disk, name), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	check(err)
	for err == nil {
		_, err = f.Write(make([]byte, 4096))
	}
	if !errors.Is(err, syscall.ENOSPC) {
		fail(err)
	}
	check(f.Close())
}

// opens opens a person's file.
func (x *small) opens() error {
	err := opens(bg, x.a.Person, x.s, "person.file.open")
	if err == nil {
		x.acked++
	}
	return err
}

// lists leaves an entry, too, and is not counted by the day so soon.
func (x *small) lists() error {
	_, err := x.a.Org.Holders(bg, org.By{Actor: x.s.Specialist}, org.HolderFilter{Unit: x.s.Unit, Day: "2026-11-25", Limit: 5})
	return err
}

func (x *small) renames(name string) error {
	_, err := x.a.Org.Rename(bg, operator(), x.s.Unit, org.RenameForm{Name: "Vụ " + name, From: clock.Date("2023-01-0" + name), Basis: "đầy"})
	return err
}

// matches reports an opening that was answered and has no entry.
func (x *small) matches() error {
	var n int64
	err := sqldb.One(context.Background(), x.a.DB.Reader(), `SELECT count(*) FROM ledger_entry e JOIN ledger_leaf l ON l.entry_id = e.id WHERE e.action = $1 AND e.outcome = 'done'`,
		[]any{string(access.Action("person.file.open"))}, &n)
	if err == nil && n < x.acked {
		err = fmt.Errorf("%d openings of files were answered and %d have an entry", x.acked, n)
	}
	return err
}

func mustBe(err error, code string) {
	if err == nil || !errs.Is(err, errs.KindUnavailable) || !strings.HasPrefix(errs.Of(err).Code, code) {
		fail(fmt.Errorf("%v, want %s", err, code))
	}
}
