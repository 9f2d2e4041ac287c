package homeweb

import (
	"context"
	"fmt"
	"strconv"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/web"
)

// Machine tells of the folder and the machine, and of nothing that is stored.
type Machine interface {
	// Health gives how they are now.
	Health(ctx context.Context) (Health, error)
	// Check decides: the page leaves no entry.
	Check(ctx context.Context, q access.Question) error
}

// Health is how a folder and its machine are.
type Health struct {
	Now      clock.Micros
	Version  string // of the program
	Program  string // the database's, with its version
	Database int64  // bytes, and so are the next three
	Log      int64  // SQLite's write-ahead log
	Free     int64
	Disk     int64 // 0 when it is not known
	Node     access.Node

	Backup      *BackupMade // nil: none is known
	BackupHours int64       // how old it may be

	Keyring *KeyringState // nil: none was made

	Leaves   int64
	Signed   int64        // leaves under the newest checkpoint
	SignedAt clock.Micros // when it was made

	Waiting int64
	Failed  int64
	Overdue int64 // jobs that should have begun an hour ago

	Restored *Restoring // the last one, nil for none
}

// BackupMade is the last backup that this folder knows of.
type BackupMade struct {
	At    clock.Micros
	Size  int64 // leaves under the checkpoint that is in it
	Bytes int64
}

// KeyringState is where the keyring stands.
type KeyringState struct {
	Locked   bool
	Broken   *errs.Error // why it cannot be looked at, nil when it can
	Epoch    int64
	Turning  bool // a rotation is not finished
	Bundled  int64
	BundleAt clock.Micros // 0: its place is not here now
	MasterAt clock.Micros // when the master key was replaced
}

// Restoring is a restoring that the ledger tells of.
type Restoring struct {
	At   clock.Micros
	Made clock.Micros // the backup
	Size int64
}

// Where it becomes yellow or red.
const (
	leastFree   = 512 << 20       // red
	littleFree  = 2 << 30         // yellow
	largeLog    = 256 << 20       // yellow
	oldMaster   = 400 * 24 * 3600 // seconds, yellow
	unsignedFor = 5 * 60          // seconds, red
	second      = clock.Micros(1e6)
	hour        = 3600 * second
)

// gauge is a line of the page: what it is, how it is, and what to do.
type gauge struct {
	Label, Now string
	Tone       web.Tone
	Do         string // "" when it is well
}

func (p *Pages) adminRoutes(rt *web.Router) { rt.Get("/admin", p.serveAdmin) }

func (p *Pages) serveAdmin(r *web.Request) error {
	body, err := p.Body(r.Ctx())
	if err != nil {
		return err
	}
	err = p.Machine.Check(r.Ctx(), access.Question{Actor: r.Viewer.Actor, Action: access.ActionHealth, Objects: []access.Object{{Kind: "unit", ID: body}}, Today: r.Today()})
	if err != nil {
		return err
	}
	h, err := p.Machine.Health(r.Ctx())
	if err != nil {
		return err
	}
	return r.Page(adminPage(r, h, gauges(r, h)))
}

// gauges are the lines in the order in which one looks.
func gauges(r *web.Request, h Health) []gauge {
	list := []gauge{backupGauge(r, h), roomGauge(r, h), logGauge(r, h)}
	list = append(list, keyGauges(r, h)...)
	return append(list, signedGauge(r, h), awayGauge(r, h), jobGauge(r, h))
}

func backupGauge(r *web.Request, h Health) gauge {
	g := gauge{Label: r.T("home.admin.backup"), Tone: web.ToneDone}
	limit := errs.Int("hours", int(h.BackupHours))
	switch {
	case h.Backup == nil:
		g.Now, g.Tone, g.Do = r.T("home.admin.backup.none"), web.ToneMissing, r.T("home.admin.backup.do", limit)
		return g
	case h.Now-h.Backup.At > clock.Micros(h.BackupHours)*hour:
		g.Tone, g.Do = web.ToneMissing, r.T("home.admin.backup.do", limit)
	}
	g.Now = r.T("home.admin.backup.at", errs.Str("at", r.Lang.Moment(h.Backup.At)), errs.Str("size", sized(h.Backup.Bytes)))
	return g
}

func roomGauge(r *web.Request, h Health) gauge {
	g := gauge{Label: r.T("home.admin.room"), Tone: web.ToneDone, Now: r.T("home.admin.room.free", errs.Str("free", sized(h.Free)), errs.Str("all", sized(h.Disk)))}
	switch {
	case h.Disk == 0:
		g.Now, g.Tone = r.T("home.admin.unknown"), web.ToneInfo
	case h.Free < leastFree:
		g.Tone, g.Do = web.ToneMissing, r.T("home.admin.room.do")
	case h.Free < max(littleFree, 2*h.Database):
		g.Tone, g.Do = web.ToneWarning, r.T("home.admin.room.do")
	}
	return g
}

func logGauge(r *web.Request, h Health) gauge {
	g := gauge{Label: r.T("home.admin.database"), Tone: web.ToneDone, Now: r.T("home.admin.database.is", errs.Str("program", h.Program), errs.Str("size", sized(h.Database)), errs.Str("log", sized(h.Log)))}
	if h.Log > largeLog {
		g.Tone, g.Do = web.ToneWarning, r.T("home.admin.database.do")
	}
	return g
}

func keyGauges(r *web.Request, h Health) []gauge {
	k := h.Keyring
	if k == nil {
		return []gauge{{Label: r.T("home.admin.keys"), Now: r.T("home.admin.keys.none"), Tone: web.ToneMissing, Do: r.T("home.admin.keys.none.do")}}
	}
	if k.Broken != nil {
		return []gauge{{Label: r.T("home.admin.keys"), Now: r.T("home.admin.keys.broken"), Tone: web.ToneMissing, Do: r.Lang.Sentence(k.Broken)}}
	}
	epoch := errs.Int("epoch", int(k.Epoch))
	keys := gauge{Label: r.T("home.admin.keys"), Tone: web.ToneDone, Now: r.T("home.admin.keys.since", errs.Str("at", r.Lang.Moment(k.MasterAt)), epoch)}
	switch {
	case k.Locked:
		keys.Now, keys.Tone, keys.Do = r.T("home.admin.keys.locked"), web.ToneMissing, r.T("home.admin.keys.locked.do")
	case k.Turning:
		keys.Now, keys.Tone, keys.Do = r.T("home.admin.keys.turning", epoch), web.ToneWarning, r.T("home.admin.keys.turning.do")
	case h.Now-k.MasterAt > oldMaster*second:
		keys.Tone, keys.Do = web.ToneWarning, r.T("home.admin.keys.old.do")
	}
	bundle := gauge{Label: r.T("home.admin.bundle"), Tone: web.ToneDone, Now: r.T("home.admin.bundle.of", errs.Int("epoch", int(k.Bundled)))}
	if k.BundleAt > 0 {
		bundle.Now = r.T("home.admin.bundle.at", errs.Str("at", r.Lang.Moment(k.BundleAt)), errs.Int("epoch", int(k.Bundled)))
	}
	switch {
	case k.Bundled == 0:
		bundle.Now, bundle.Tone, bundle.Do = r.T("home.admin.bundle.none"), web.ToneMissing, r.T("home.admin.bundle.do")
	case k.Bundled < k.Epoch:
		bundle.Tone, bundle.Do = web.ToneMissing, r.T("home.admin.bundle.do")
	}
	return []gauge{keys, bundle}
}

func signedGauge(r *web.Request, h Health) gauge {
	g := gauge{Label: r.T("home.admin.signed"), Tone: web.ToneDone,
		Now: r.T("home.admin.signed.at", errs.Int("signed", int(h.Signed)), errs.Int("leaves", int(h.Leaves)), errs.Str("at", r.Lang.Moment(h.SignedAt)))}
	if h.Signed < h.Leaves && h.Now-h.SignedAt > unsignedFor*second {
		g.Tone, g.Do = web.ToneMissing, r.T("home.admin.signed.do")
	}
	return g
}

// awayGauge tells which checkpoint left the machine: that of the last backup.
func awayGauge(r *web.Request, h Health) gauge {
	if h.Backup == nil {
		return gauge{r.T("home.admin.away"), r.T("home.admin.away.none"), web.ToneMissing, r.T("home.admin.away.do")}
	}
	g := gauge{Label: r.T("home.admin.away"), Tone: web.ToneDone, Now: r.T("home.admin.away.size", errs.Int("size", int(h.Backup.Size)), errs.Str("at", r.Lang.Moment(h.Backup.At)))}
	if h.Now-h.Backup.At > clock.Micros(h.BackupHours)*hour {
		g.Tone, g.Do = web.ToneWarning, r.T("home.admin.away.do")
	}
	return g
}

func jobGauge(r *web.Request, h Health) gauge {
	g := gauge{Label: r.T("home.admin.jobs"), Tone: web.ToneDone, Now: r.T("home.admin.jobs.are", errs.Int("waiting", int(h.Waiting)), errs.Int("failed", int(h.Failed)))}
	if h.Failed > 0 || h.Overdue > 0 {
		g.Tone, g.Do = web.ToneWarning, r.T("home.admin.jobs.do")
	}
	return g
}

// stateOf says in a word what the colour says.
func stateOf(r *web.Request, t web.Tone) string {
	switch t {
	case web.ToneDone:
		return r.T("home.admin.state.well")
	case web.ToneWarning:
		return r.T("home.admin.state.soon")
	case web.ToneMissing:
		return r.T("home.admin.state.now")
	}
	return r.T("home.admin.unknown")
}

// worst is what is said at the head of the page.
func worst(list []gauge) web.Tone {
	tone := web.ToneDone
	for _, g := range list {
		if g.Tone == web.ToneMissing || g.Tone == web.ToneWarning && tone == web.ToneDone {
			tone = g.Tone
		}
	}
	return tone
}

// sized writes bytes in the unit in which a person compares them.
func sized(n int64) string {
	units := []string{"KiB", "MiB", "GiB", "TiB"}
	x, u := float64(n)/1024, 0
	for x >= 1024 && u < len(units)-1 {
		x, u = x/1024, u+1
	}
	if x >= 100 {
		return strconv.FormatInt(int64(x), 10) + " " + units[u]
	}
	return fmt.Sprintf("%.1f %s", x, units[u])
}

// nodeText names the kind of machine.
func nodeText(r *web.Request, n access.Node) string {
	switch n {
	case access.NodeInternal:
		return r.T("home.admin.node.internal")
	case access.NodeIsolated:
		return r.T("home.admin.node.isolated")
	}
	return r.T("home.admin.node.open")
}
