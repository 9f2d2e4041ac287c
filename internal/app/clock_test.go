package app_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/app"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/org"
	"hoso/internal/signin"
)

const tenYears = 10 * 365 * 24 * time.Hour

// change is a command that leaves a row, under a key of its own.
func (g *gate) change(key [16]byte) (ledger.Ref, error) {
	return g.do(g.rename(key, "name"), func(ctx context.Context, tx door.Tx) error { return putNote(ctx, tx, id.New(), 1) })
}

// leafed waits until everything recorded has its leaf.
func (g *gate) leafed() {
	g.t.Helper()
	for begin := time.Now(); g.count(`SELECT count(*) FROM ledger_queue`) > 0; time.Sleep(10 * time.Millisecond) {
		if time.Since(begin) > 30*time.Second {
			g.t.Fatal("entries have no leaf")
		}
	}
}

// TestClockMoves sets the clock forward and back between commands, an hour and
// ten years: what is recorded keeps the order in which it was given; a clock
// behind the newest entry records nothing, neither change nor opening, while what
// leaves no entry is answered; a folder does not begin with it, and goes on when
// the clock is right or the operator has accepted it, by an entry (SECURITY T38).
func TestClockMoves(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		var refs []ledger.Ref
		record := func(name string) {
			t.Helper()
			ref, err := g.change([16]byte(id.New()))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if e := g.entry(ref); e.At != g.app.Clock.Now() {
				t.Errorf("%s: the entry says %v", name, e.At)
			}
			refs = append(refs, ref)
			g.leafed()
		}
		record("now")
		for _, by := range []time.Duration{time.Hour, tenYears} {
			g.clock.Advance(by)
			record(fmt.Sprint(by, " on"))
			g.clock.Advance(-4 * time.Minute)
			record("a correction of four minutes")
			g.clock.Advance(-by)
			g.recordsNothing(t, by)
			g.clock.Advance(by + 4*time.Minute)
		}
		g.clock.Advance(-tenYears)
		g.recordsNothing(t, tenYears)
		dir := g.app.Folder.Path("")
		g.app.Close()
		settled(t, dir, url)
		_, err := app.Open(bg, app.Config{Dir: dir, Database: url, Log: quiet(), Clock: g.clock})
		wantCode(t, err, "ledger.clock.behind")
		g.app, err = app.Open(bg, app.Config{Dir: dir, Database: url, Log: quiet(), Clock: g.clock, AnyClock: true})
		g.must(err)
		t.Cleanup(g.app.Close)
		_, err = g.do(door.Command{Name: ledger.ActionAcceptClock, Actor: g.head.Actor}, func(context.Context, door.Tx) error { return nil })
		if err == nil {
			t.Error("the clock is accepted by somebody who is not at the machine")
		}
		g.recordsNothing(t, tenYears)
		ref, err := g.do(door.Command{Name: ledger.ActionAcceptClock, Actor: operator().Actor}, func(context.Context, door.Tx) error { return nil })
		g.must(err)
		refs = append(refs, ref)
		g.leafed()
		record("accepted")
		last := int64(-1)
		for i, ref := range refs {
			at := g.count(`SELECT idx FROM ledger_leaf WHERE entry_id = $1`, ref.Entry)
			if at <= last {
				t.Errorf("command %d stands at %d, after one that stands at %d", i, at, last)
			}
			last = at
		}
		g.app.Close()
		settled(t, dir, url)
		mustOpen(t, dir, url, nil).Close() // the machine's own clock is later than what was accepted
	})
}

// recordsNothing tries with a clock that was set back: a change and an opening
// leave nothing, house data are read, and the same change is done when the clock
// is right.
func (g *gate) recordsNothing(t *testing.T, by time.Duration) {
	t.Helper()
	before, key := g.left(), [16]byte(id.New())
	_, err := g.change(key)
	wantCode(t, err, "ledger.clock.behind")
	if !errs.Is(err, errs.KindUnavailable) {
		t.Errorf("%v back: %v is no reason to try again", by, err)
	}
	_, err = g.app.Org.Holders(bg, org.By{Actor: g.specialist.Actor}, org.HolderFilter{Unit: g.unit, Day: "2026-11-25", Limit: 5})
	wantCode(t, err, "ledger.clock.behind")
	_, err = g.do(door.Command{Name: "org.unit.rename", Actor: g.clerk, Object: access.Object{Kind: "unit", ID: g.body}}, full(nil)) // who may not
	wantCode(t, err, "ledger.clock.behind")
	if after := g.left(); after != before {
		t.Errorf("%v back: %+v, was %+v", by, after, before)
	}
	if nodes, err := g.app.Org.Read.Tree(bg, "2026-11-25"); err != nil || len(nodes) == 0 {
		t.Errorf("%v back, reading: %v", by, err)
	}
}

// TestClockBehindServed: the program as it runs. It does not begin with a clock
// behind its log and says what to do; hoso clock compares, and accepts by an
// entry; the pages of a running site say it and answer 503 to a change.
func TestClockBehindServed(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		dir, later := t.TempDir(), clock.NewManual(clock.Of(time.Now().Add(48*time.Hour)))
		a, err := app.Open(bg, app.Config{Dir: dir, Database: url, Log: quiet(), Clock: later})
		if err != nil {
			t.Fatal(err)
		}
		w := populate(t, a)
		g := &gate{w, t, later}
		g.leafed()
		server := httptest.NewServer(a.Site().Handler())
		defer server.Close()
		later.Advance(-time.Hour)
		token, err := a.Sessions.Begin(bg, w.clerk.Account, signin.ProvedByPassword, signin.Client{}) // operational: a session that is there goes on
		g.must(err)
		g.clockPages(server.URL, token)
		server.Close()
		a.Close()

		args := func(command string, more ...string) []string {
			list := append([]string{command, "--data", dir}, more...)
			if url != "" {
				list = append(list, "--db", url)
			}
			return list
		}
		says := func(want int, part string, args []string) {
			t.Helper()
			if code, out, complaint := hoso(t, dir, args...); code != want || !strings.Contains(out+complaint, part) {
				t.Errorf("%v: %d %s%s", args, code, out, complaint)
			}
		}
		says(3, "hoso clock --accept", args("serve", "--addr", "127.0.0.1:0"))
		says(0, "clean", args("verify"))
		says(3, "the newest entry", args("clock"))
		says(0, `"behind":false`, args("clock", "--accept", "--format", "json"))
		says(0, "the newest entry", args("clock"))
		says(0, "clean", args("verify"))
	})
}

// clockPages asks the site with a clock behind: pages that leave no entry go on,
// and say why nothing is recorded.
func (g *gate) clockPages(site, token string) {
	g.t.Helper()
	header := map[string]string{"Cookie": "hoso_demo=" + token, "Sec-Fetch-Site": "same-origin"}
	before := g.left()
	if got := sends(g.t, "POST", site+"/tokens", header, "days", "30", "scope", "organisation"); got.StatusCode != http.StatusServiceUnavailable {
		g.t.Errorf("a change: %d", got.StatusCode)
	}
	q, err := http.NewRequest("GET", site+"/units", nil)
	g.must(err)
	q.Header.Set("Cookie", header["Cookie"])
	got, err := http.DefaultTransport.RoundTrip(q)
	g.must(err)
	page, err := io.ReadAll(got.Body)
	g.must(err)
	g.must(got.Body.Close())
	if got.StatusCode != http.StatusOK || !strings.Contains(string(page), "hoso clock --accept") {
		g.t.Errorf("reading: %d, and the page does not say what to do", got.StatusCode)
	}
	if after := g.left(); after != before {
		g.t.Errorf("%+v, was %+v", after, before)
	}
}

// TestClockRevivesNothing: a session that was locked or ended by the time stays
// so when the clock is set back, and one that was used later than now is locked.
func TestClockRevivesNothing(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGatehouse(t, url)
		for _, c := range []struct {
			name          string
			forward, back time.Duration
			first, then   string
		}{
			{"idle", 16 * time.Minute, -15 * time.Minute, "signin.session.locked", "signin.session.locked"},
			{"an hour", time.Hour, -time.Hour, "signin.session.locked", "signin.session.locked"},
			{"a day", 25 * time.Hour, -25 * time.Hour, "signin.session.ended", "signin.session.ended"},
			{"ten years", tenYears, -tenYears, "signin.session.ended", "signin.session.ended"},
			{"used, then an hour back", 10 * time.Minute, -time.Hour, "", "signin.session.locked"},
			{"used, then ten minutes back", 10 * time.Minute, -8 * time.Minute, "", "signin.session.locked"},
			{"a correction of a minute", 2 * time.Minute, -time.Minute, "", ""},
		} {
			t.Run(c.name, func(t *testing.T) {
				token, err := g.app.Sessions.Begin(bg, g.an.account, signin.ProvedByPassword, home)
				g.must(err)
				for _, step := range []struct {
					by   time.Duration
					code string
				}{{c.forward, c.first}, {c.back, c.then}, {0, c.then}} {
					g.clock.Advance(step.by)
					who, err := g.app.Sessions.Session(bg, token)
					switch {
					case step.code == "" && err != nil:
						t.Errorf("after %v: %v", step.by, err)
					case step.code != "":
						if wantCode(t, err, step.code); who.Fresh {
							t.Error("a session that opens nothing is fresh")
						}
					}
				}
			})
		}
	})
}
