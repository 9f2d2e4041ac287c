package app_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/app"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/person"
	"hoso/internal/signin"
	"hoso/internal/testenv"
	"hoso/internal/vault"
)

// The keeper of bundles, of these tests only.
const (
	bundleFor = "age1z8xhvurkssuxyu5s5kl5h5hnwe46w47rupgllu9fw7fmgrs47g4s32fvdr"
	bundleBy  = "AGE-SECRET-KEY-1YXU49EZ4RKD20QG5VLH9CD4RNR2LEVZ4AYFJEEKPR69MXU6H69SS6Q4GQ6"
)

// aviary is a body whose files have canaries in every sealed field, with all that
// it writes anywhere: its folder, its log, its temporary files, its databases.
type aviary struct {
	*gate
	cluster  *testenv.Cluster // nil for SQLite
	url      string
	dir, tmp string
	log      *os.File
	birds    [][]byte
	persons  []access.Actor
	asked    map[id.ID][2]id.ID // a correction and a request of each person
	evidence map[id.ID]id.ID
	erasures map[id.ID]id.ID
}

func openAviary(t *testing.T, cluster *testenv.Cluster) *aviary {
	t.Helper()
	v := &aviary{cluster: cluster, dir: t.TempDir(), tmp: t.TempDir(), asked: map[id.ID][2]id.ID{}, evidence: map[id.ID]id.ID{}, erasures: map[id.ID]id.ID{}}
	t.Setenv("TMPDIR", v.tmp)
	if cluster != nil {
		v.url = cluster.Database(t)
		t.Setenv("HOSO_KEYS_DATABASE", cluster.Database(t))
	}
	var err error
	if v.log, err = os.Create(filepath.Join(v.dir, "server.log")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.log.Close() }) // it was read already
	noon := clock.NewManual(clock.Today(clock.System{}).AddDays(-2).Begins())
	noon.Advance(12 * time.Hour)
	v.gate = &gate{t: t, clock: noon}
	v.world = &world{app: v.open(v.dir, v.url, noon)}
	v.world = populate(t, v.app)
	return v
}

// open opens a folder with a log of everything.
func (v *aviary) open(dir, url string, c clock.Clock) *app.App {
	v.t.Helper()
	a, err := app.Open(bg, app.Config{Dir: dir, Database: url, Clock: c, Cost: cheap, Log: slog.New(slog.NewTextHandler(v.log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	v.must(err)
	v.t.Cleanup(a.Close)
	return a
}

// bird makes a canary.
func (v *aviary) bird() string {
	text := fmt.Sprintf("Hoàng yến %d %s", len(v.birds), id.New())
	v.birds = append(v.birds, []byte(text))
	return text
}

// withText is a PNG with a text in it.
func withText(picture []byte, text string) []byte {
	end := bytes.Index(picture, []byte("\x00\x00\x00\x00IEND"))
	chunk := append([]byte("tEXt"), text...)
	out := binary.BigEndian.AppendUint32(slices.Clone(picture[:end]), uint32(len(text)))
	out = binary.BigEndian.AppendUint32(append(out, chunk...), crc32.ChecksumIEEE(chunk))
	return append(out, picture[end:]...)
}

// flock is how many canaries there are about each person.
const flock = 12

// fill seals a flock of canaries about a person.
func (v *aviary) fill() {
	v.t.Helper()
	p, keeper, who := v.app.Person, v.specialist.Actor, v.newcomer(id.ID{})
	number := "CY" + id.New().String()[:16]
	v.birds = append(v.birds, []byte(number))
	_, err := p.Change(bg, step(keeper), who.Person, person.ChangeForm{Name: person.Name{Family: "Lê", Given: "Mới"}, Born: "1961-05-06", PersonalNumber: number, Version: 1})
	v.must(err)
	picture := withText(slip, v.bird())
	page := person.EvidenceForm{Kind: person.Diploma, Others: person.OthersNo, Number: v.bird(), Dated: "2019-07-01", Issuer: v.bird(), Name: "a.png", Data: picture}
	v.evidence[who.Person], err = p.AddEvidence(bg, step(keeper), who.Person, page, id.ID{}, 0)
	v.must(err)
	correction, err := p.Propose(bg, step(who), person.CorrectionForm{Field: person.FieldEvidence, Proposed: v.bird(), Reason: v.bird()})
	v.must(err)
	_, err = p.Answer(bg, step(keeper), correction, person.AnswerForm{Outcome: person.AskRefused, Reasons: v.bird()})
	v.must(err)
	request, err := p.Ask(bg, step(who), person.RequestForm{Kind: person.AskErasure, Body: v.bird()})
	v.must(err)
	v.must(p.Reply(bg, step(v.head.Actor), request, person.AnswerForm{Outcome: person.AskAccepted, Reasons: v.bird()}))
	broken, err := v.app.Watch.Break(bg, step(keeper), accesssql.BreakForm{Object: person.Object(who.Person), Reason: v.bird(), Basis: "12/CV-TCCB", Minutes: 5})
	v.must(err)
	_, err = v.app.Watch.EndBreak(bg, step(keeper), broken)
	v.must(err)
	_, err = v.app.Watch.ReviewBreak(bg, step(v.auditor.Actor), broken, accesssql.ReviewForm{Verdict: "right", Note: v.bird()})
	v.must(err)
	v.erasures[who.Person], err = p.ProposeErasure(bg, step(keeper), who.Person, erasure(v.bird()))
	v.must(err)
	v.persons, v.asked[who.Person] = append(v.persons, who), [2]id.ID{correction, request}
}

// use reads what was sealed in every way, on pages too, with a mistake here and
// there that goes into the log.
func (v *aviary) use() {
	v.t.Helper()
	server := httptest.NewServer(v.app.Site().Handler())
	defer server.Close()
	for i, who := range v.persons {
		l := person.Looking{Person: who.Person, Purpose: access.PurposeUpkeep}
		for way, err := range v.readings(v.specialist.Actor, l, v.evidence[who.Person]) {
			if err != nil {
				v.t.Fatal(way, err)
			}
		}
		forced, err := v.app.Watch.Concerning(bg, who.Person)
		v.must(err)
		if len(forced) != 1 || !strings.HasPrefix(forced[0].Reason, "Hoàng yến") || !strings.HasPrefix(forced[0].Note, "Hoàng yến") {
			v.t.Fatalf("why it was opened by force does not open: %+v", forced)
		}
		own, err := v.app.Person.Self(bg, proved(who), person.ActionExport)
		v.must(err)
		if len(own.Corrections) != 1 || !strings.HasPrefix(own.Corrections[0].Answer, "Hoàng yến") || own.Number.Text[:2] != "CY" {
			v.t.Fatalf("what was sealed does not open: %+v", own)
		}
		token, err := v.app.Sessions.Begin(bg, who.Account, signin.ProvedByPassword, signin.Client{})
		v.must(err)
		session := map[string]string{"Cookie": "hoso_demo=" + token, "Sec-Fetch-Site": "same-origin"}
		for _, path := range []string{"/me", "/me/print", "/me?from=" + url.QueryEscape(string(v.birds[flock*i])), "/people?name=" + url.QueryEscape(string(v.birds[flock*i+1])), "/me/evidence/evi_x"} {
			if r := sends(v.t, "GET", server.URL+path, session); r.StatusCode >= 500 || path == "/me" && r.StatusCode != 200 {
				v.t.Errorf("%s: %d", path, r.StatusCode)
			}
		}
		sends(v.t, "POST", server.URL+"/me/corrections", session, "field", "nothing", "proposed", string(v.birds[flock*i+4]), "reason", string(v.birds[flock*i+5]))
	}
}

// hunt wants no canary in anything that was written.
func (v *aviary) hunt(when string, dirs ...string) {
	v.t.Helper()
	h := testenv.NewHunt(v.birds...)
	hits, err := h.Files(append(dirs, v.tmp)...)
	v.must(err)
	if v.cluster != nil {
		for i, url := range []string{v.url, os.Getenv("HOSO_KEYS_DATABASE")} { // with long values unpacked
			file := filepath.Join(v.t.TempDir(), fmt.Sprint(i, ".sql"))
			testenv.Dump(v.t, url, file)
			more, err := h.Files(file)
			v.must(err)
			hits = append(hits, more...)
		}
		h.Raw = 0 // its files are pages of 8 KiB, and no streams
		more, err := h.Files(v.cluster.Files(v.t))
		v.must(err)
		hits = append(hits, more...)
	}
	if len(hits) > 0 {
		v.t.Errorf("%s: %d hits: %v", when, len(hits), hits[:min(len(hits), 20)])
	}
	v.t.Logf("%s: %d secrets, %d bytes read, %d bytes out of %d members that inflate: %d hits", when, len(v.birds), h.Bytes, h.Inflated, h.Members, len(hits))
}

// TestNothingSealedOnDisk seals 240 secrets in persons' fields and files, uses them,
// and looks for them in everything that was written, and again where a backup from
// before a shredding is put back (SECURITY T7, T11, T12, T29).
func TestNothingSealedOnDisk(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { openAviary(t, nil).life() })
	t.Run("postgres", func(t *testing.T) { openAviary(t, testenv.Own(t)).life() })
}

func (v *aviary) life() {
	for range 20 {
		v.fill()
	}
	v.use()
	if len(v.birds) != 20*flock {
		v.t.Fatalf("%d canaries", len(v.birds))
	}
	v.hunt("in use", v.dir)
	if log, err := os.ReadFile(v.log.Name()); err != nil || len(log) < 1000 {
		v.t.Errorf("there is no log in which to look: %d bytes, %v", len(log), err)
	}
	bundle := filepath.Join(v.t.TempDir(), "bundle.age")
	v.must(v.app.Keys.Bundle(bg, bundle, vault.BundleKey{Recipient: bundleFor}))
	old := v.backup(bundle)
	gone := v.persons[:6]
	for _, who := range gone {
		_, err := v.app.Person.ApproveErasure(bg, step(v.head.Actor), v.erasures[who.Person])
		v.must(err)
	}
	v.runJobs()
	v.clock.Advance(14 * time.Hour)
	v.must(v.app.TurnAtNight(bg))
	v.must(v.app.Erase(bg))
	for _, who := range gone {
		if s := v.state(v.erasures[who.Person]); s != person.ErasureDone {
			v.t.Errorf("an erasure is %s", s)
		}
	}
	v.refuses("after the night", v.app, gone)
	v.opens("after the night", v.app, v.persons[6:])
	v.hunt("after the night", v.dir, filepath.Dir(bundle))
	v.app.Close()
	if r, err := app.Verify(bg, v.dir, v.url, "", nil); err != nil || !r.Clean() {
		v.t.Errorf("verify: %v %+v", err, r.Findings)
	}
	v.restored(old, bundle, gone)
}

// old is a backup from before a shredding.
type old struct{ dir, dump, bundle string }

// backup copies the data as an operator does: the folder without the keyring, and
// the database; and the bundle of that day.
func (v *aviary) backup(bundle string) old {
	v.t.Helper()
	v.app.Close()
	b := old{dir: v.t.TempDir(), bundle: filepath.Join(v.t.TempDir(), "old.age")}
	v.must(os.CopyFS(filepath.Join(b.dir, "data"), os.DirFS(v.dir)))
	b.dir = filepath.Join(b.dir, "data")
	keys, err := filepath.Glob(filepath.Join(b.dir, "keys", "*"))
	v.must(err)
	for _, name := range append(keys, filepath.Join(b.dir, "keys")) {
		v.must(os.Chmod(name, 0o700))
	}
	for _, name := range []string{"keys.db", "keys.db-wal", "keys.db-shm"} {
		if err := os.Remove(filepath.Join(b.dir, name)); err != nil && !os.IsNotExist(err) {
			v.t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(bundle)
	v.must(err)
	v.must(os.WriteFile(b.bundle, raw, 0o600))
	if v.cluster != nil {
		b.dump = filepath.Join(b.dir, "data.sql")
		testenv.Dump(v.t, v.url, b.dump)
	}
	v.app = v.open(v.dir, v.url, v.clock)
	v.must(v.app.Unlock(bg, nil))
	return b
}

// refuses wants that nothing sealed about persons opens, by any way.
func (v *aviary) refuses(when string, a *app.App, gone []access.Actor) {
	v.t.Helper()
	for _, who := range gone {
		own, err := a.Person.Self(bg, proved(who), person.ActionExport)
		if err == nil && (own.Erased == nil || own.Born.Text != "" || own.Number.Text != "" || own.Evidence != nil || own.Corrections != nil) ||
			err != nil && errs.Of(err).Code != "vault.person.erased" {
			v.t.Errorf("%s the person's own file: %+v, %v", when, own, err)
		}
		l := person.Looking{Person: who.Person, Purpose: access.PurposeUpkeep}
		if _, data, err := a.Person.Page(bg, v.specialist.Actor, person.ActionPage, l, v.evidence[who.Person], 0); err == nil {
			v.t.Errorf("%s a page of evidence opens: %d bytes", when, len(data))
		}
		if forced, err := a.Watch.Concerning(bg, who.Person); err != nil || len(forced) != 1 || forced[0].Closed != access.ClosedErased || forced[0].Reason+forced[0].Note != "" {
			v.t.Errorf("%s why it was opened by force: %+v, %v", when, forced, err)
		}
		if err := a.Keys.EnsureKey(bg, who.Person); errs.Of(err) == nil || errs.Of(err).Code != "vault.person.erased" {
			v.t.Errorf("%s the key: %v", when, err)
		}
	}
}

// opens wants that everything about the others opens.
func (v *aviary) opens(when string, a *app.App, there []access.Actor) {
	v.t.Helper()
	for _, who := range there {
		own, err := a.Person.Self(bg, proved(who), person.ActionSelf)
		if err != nil || own.Erased != nil || !strings.HasPrefix(own.Number.Text, "CY") || len(own.Corrections) != 1 {
			v.t.Errorf("%s somebody else's file: %v", when, err)
		}
	}
}

// restored puts the backup back beside the master key that exists now, first with
// the bundle of its own day, which that key does not open, then with today's.
func (v *aviary) restored(b old, bundle string, gone []access.Actor) {
	v.t.Helper()
	url := ""
	if v.cluster != nil {
		url = v.cluster.Database(v.t)
		testenv.Load(v.t, url, b.dump)
		v.t.Setenv("HOSO_KEYS_DATABASE", v.cluster.Database(v.t))
	}
	for _, name := range []string{vault.MasterFile, "keyring.key"} {
		raw, err := os.ReadFile(filepath.Join(v.dir, "keys", name))
		v.must(err)
		v.must(os.WriteFile(filepath.Join(b.dir, "keys", name), raw, 0o600))
	}
	identity := filepath.Join(v.t.TempDir(), "key.txt")
	v.must(os.WriteFile(identity, []byte(bundleBy+"\n"), 0o600))
	restore := func(file string) (string, int) {
		args := []string{"key", "restore", file, "--data", b.dir, "--identity-file", identity}
		if url != "" {
			v.t.Setenv("HOSO_DATABASE", url)
		}
		return runHoso(v.t, args...)
	}
	if out, code := restore(b.bundle); code == 0 {
		v.t.Errorf("the bundle of before the shredding is put back: %s", out)
	}
	if out, code := restore(bundle); code != 0 {
		v.t.Fatalf("today's bundle is not put back: %s", out)
	}
	a := v.open(b.dir, url, clock.System{}) // hoso key knows no other
	v.must(a.Unlock(bg, nil))
	v.refuses("in what was restored", a, gone)
	v.opens("in what was restored", a, v.persons[6:])
	if r, err := app.Verify(bg, b.dir, url, "", nil); err != nil || len(r.Findings) != len(gone) || r.Findings[0].Table != "keyring_key" {
		v.t.Errorf("verify does not name those whose rows came back: %v %+v", err, r.Findings)
	}
	v.eraseAgain(a, gone)
	a.Close()
	if r, err := app.Verify(bg, b.dir, url, "", nil); err != nil || !r.Clean() {
		v.t.Errorf("verify of what was restored: %v %+v", err, r.Findings)
	}
	v.hunt("restored", v.dir, b.dir, filepath.Dir(bundle), filepath.Dir(b.bundle))
}

// eraseAgain erases what came back with an older copy of the data: its rows open
// with no key, and go the same way as before.
func (v *aviary) eraseAgain(a *app.App, gone []access.Actor) {
	v.t.Helper()
	for _, who := range gone {
		_, err := a.Person.WithdrawErasure(bg, step(v.specialist.Actor), v.erasures[who.Person]) // the proposal of that day
		v.must(err)
		which, err := a.Person.ProposeErasure(bg, step(v.specialist.Actor), who.Person, erasure("đã hủy trước khi phục hồi bản sao lưu"))
		v.must(err)
		_, err = a.Person.ApproveErasure(bg, step(v.head.Actor), which)
		v.must(err)
	}
	v.must(a.Erase(bg))
	v.refuses("erased again", a, gone)
}
