package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"runtime/debug"
	"time"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/config"
	"hoso/internal/errs"
	"hoso/internal/home/homeweb"
	"hoso/internal/ledger"
	"hoso/internal/sqldb"
	"hoso/internal/vault"
)

// usualBackupHours is how old a backup may be when nobody says otherwise.
const usualBackupHours = 26

// jobLate is after how long a job that has not begun is overdue.
const jobLate clock.Micros = 3600 * 1_000_000

// Health tells of the folder and its machine, and of nothing that is stored.
func (a *App) Health(ctx context.Context) (h homeweb.Health, err error) {
	conf, err := config.Load(a.Folder.Path("."), os.LookupEnv)
	if err != nil {
		return h, err
	}
	h = homeweb.Health{Now: a.Clock.Now(), Version: versionText(), Node: cmp.Or(a.node, access.NodeOpen), BackupHours: int64(cmp.Or(conf.BackupHours, usualBackupHours))}
	h.Free, h.Disk = a.Folder.Room()
	extent, err := a.DB.Extent(ctx)
	if err != nil {
		return h, err
	}
	h.Program, h.Database, h.Log = extent.Program, extent.Bytes, extent.Log
	for _, part := range []func(context.Context, *homeweb.Health) error{a.backupHealth, a.keyHealth, a.logHealth, a.restoreHealth} {
		if err := part(ctx, &h); err != nil {
			return h, err
		}
	}
	h.Waiting, h.Failed, h.Overdue, err = a.Jobs.Standing(ctx, h.Now-jobLate)
	return h, err
}

func (a *App) backupHealth(_ context.Context, h *homeweb.Health) error {
	raw, err := a.Folder.Read(backupNote)
	var last lastBackup
	if err != nil || raw == nil || json.Unmarshal(raw, &last) != nil { // a note that nobody can read says nothing
		return err
	}
	h.Backup = &homeweb.BackupMade{At: last.Made, Size: last.Size, Bytes: last.Bytes}
	return nil
}

func (a *App) keyHealth(ctx context.Context, h *homeweb.Health) error {
	made, err := hasKeys(a.Folder)
	if errs.Is(err, errs.KindUnavailable) {
		h.Keyring = &homeweb.KeyringState{Broken: errs.Of(err)}
		return nil
	}
	if err != nil || !made {
		return err
	}
	h.Keyring = &homeweb.KeyringState{Locked: a.Keys == nil}
	if a.Keys == nil {
		return nil
	}
	s, err := a.Keys.Status(ctx)
	if errs.Is(err, errs.KindUnavailable) { // which this page is there to tell
		h.Keyring.Broken = errs.Of(err)
		return nil
	}
	if err != nil {
		return err
	}
	h.Keyring.Epoch, h.Keyring.Bundled = s.Epoch, s.Bundled
	h.Keyring.Turning = s.Next != vault.StepNone && s.Next != vault.StepBundle
	h.Keyring.MasterAt, err = changedAt(a.Folder.Path("keys/" + vault.MasterFile))
	if err == nil && s.Bundle.File != "" {
		h.Keyring.BundleAt, err = changedAt(s.Bundle.File)
	}
	return err
}

// changedAt is when a file was last written, 0 when it is not there now.
func changedAt(path string) (clock.Micros, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return clock.Micros(info.ModTime().UnixMicro()), nil
}

func (a *App) logHealth(ctx context.Context, h *homeweb.Health) error {
	newest, err := a.Ledger.Latest(ctx, a.DB.Reader())
	if err != nil {
		return err
	}
	h.Signed = newest.Size
	if h.Leaves, err = a.Ledger.Length(ctx, a.DB.Reader()); err != nil {
		return err
	}
	h.SignedAt, err = changedAt(a.Folder.Path(keptFile))
	return err
}

// restoreHealth reads the last restoring out of the ledger.
func (a *App) restoreHealth(ctx context.Context, h *homeweb.Health) error {
	var body []byte
	operator := access.System("operator").Key()
	err := sqldb.One(ctx, a.DB.Reader(), `SELECT body FROM ledger_entry WHERE actor = $1 AND action = $2 AND outcome = 'done' ORDER BY at DESC LIMIT 1`,
		[]any{operator, string(access.ActionRestore)}, &body)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil
	}
	if err != nil {
		return err
	}
	e, err := ledger.ParseEntry(body)
	if err != nil {
		return err
	}
	made, _ := e.Facts["made"].(int64) // an entry without them says less
	size, _ := e.Facts["size"].(int64)
	h.Restored = &homeweb.Restoring{At: e.At, Made: clock.Micros(made), Size: size}
	return nil
}

// versionText names the program as it was built.
func versionText() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	set := map[string]string{}
	for _, s := range info.Settings {
		set[s.Key] = s.Value
	}
	text := info.Main.Version
	if at, err := time.Parse(time.RFC3339, set["vcs.time"]); err == nil && len(set["vcs.revision"]) >= 12 {
		text += " (" + set["vcs.revision"][:12] + ", " + at.Format("2006-01-02") + ")"
	}
	return text + ", " + info.GoVersion
}
