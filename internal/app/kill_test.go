package app_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"hoso/internal/app"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/org"
	"hoso/internal/sqldb"
	"hoso/internal/testenv"
)

// killEnv makes this test binary the program that is killed: 16 writers on the
// folder and database that it names, each acknowledged command on a line.
const killEnv = "HOSO_KILL_ME"

// writers is the number of clients that write while they are killed.
const writers = 16

// runVictim writes until it is killed.
func runVictim(spec string) {
	dir, url, _ := strings.Cut(spec, "|")
	ctx := context.Background()
	a, err := app.Open(ctx, app.Config{Dir: dir, Database: url, Log: quiet()})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	nodes, err := a.Org.Read.Tree(ctx, "2024-01-01")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	acks := make(chan string, 1000)
	for _, n := range nodes[1:] {
		go func() {
			for i := 0; ; i++ {
				by := operator()
				by.Key = [16]byte(id.New())
				ref, err := a.Org.Rename(ctx, by, n.ID, org.RenameForm{Name: fmt.Sprint("Vụ ", os.Getpid(), "/", i), From: "2023-01-01", Basis: "1/QĐ"})
				if err != nil {
					fmt.Fprintln(os.Stderr, err)
					os.Exit(1)
				}
				acks <- ref.Entry.String()
			}
		}()
	}
	for ack := range acks {
		fmt.Println(ack)
	}
}

// TestKills kills the program again and again under 16 writers: no acknowledged
// command is lost, every effect has exactly one entry, verify is clean.
// HOSO_KILLS sets how often; make long does 200.
func TestKills(t *testing.T) {
	kills := max(1, testenv.Steps(8))
	if n, err := strconv.Atoi(os.Getenv("HOSO_KILLS")); err == nil {
		kills = n
	}
	engines(t, func(t *testing.T, url string) {
		dir := t.TempDir()
		a := mustOpen(t, dir, url, nil)
		body, _, err := a.Org.Found(context.Background(), operator(), org.NewUnitForm{Code: "BO", Name: "Bộ", From: "2020-01-01", Basis: "1/NĐ"})
		if err != nil {
			t.Fatal(err)
		}
		for i := range writers {
			if _, _, err := a.Org.Create(context.Background(), operator(), org.NewUnitForm{Code: fmt.Sprint("U", i), Kind: org.KindDivision,
				Name: fmt.Sprint("Phòng ", i), Parent: body, From: "2020-01-01", Basis: "1/QĐ"}); err != nil {
				t.Fatal(err)
			}
		}
		a.Close()
		var acked []string
		for range kills {
			acked = append(acked, kill(t, dir, url)...)
		}
		a = mustOpen(t, dir, url, nil)
		defer a.Close()
		r, err := app.Verify(context.Background(), dir, url, "", nil)
		// The dead holder's lease runs out after three seconds; whoever is there
		// then sequences what waited.
		for begin := time.Now(); err == nil && r.Pending > 0 && time.Since(begin) < 30*time.Second; {
			r, err = app.Verify(context.Background(), dir, url, "", nil)
		}
		if err != nil || !r.Clean() || r.Pending != 0 {
			t.Fatalf("verify: %v %+v", err, r)
		}
		lost := countLost(t, a, acked)
		t.Logf("%d kills, %d commands acknowledged, %d lost, %d leaves", kills, len(acked), lost, r.Leaves)
		if lost > 0 || len(acked) == 0 {
			t.Errorf("%d of %d acknowledged commands lost", lost, len(acked))
		}
	})
}

// kill starts the victim, lets it write for a moment and kills it. It gives the
// commands that were acknowledged on whole lines.
func kill(t *testing.T, dir, url string) []string {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), killEnv+"="+dir+"|"+url)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	var acked []string
	lines := bufio.NewReader(out)
	var fuse *time.Timer
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // the rest of a line says nothing
		}
		if fuse == nil { // it writes: light the fuse
			fuse = time.AfterFunc(time.Duration(50+rand.IntN(250))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		}
		acked = append(acked, strings.TrimSpace(line))
	}
	err = cmd.Wait()
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || !status.Signaled() {
		t.Fatalf("the victim ended by itself: %v", err)
	}
	return acked
}

func countLost(t *testing.T, a *app.App, acked []string) int {
	t.Helper()
	there := map[string]bool{}
	err := sqldb.Each(context.Background(), a.DB.Reader(), func(row sqldb.Scanner) error {
		var e id.ID
		err := row.Scan(&e)
		there[e.String()] = true
		return err
	}, `SELECT e.id FROM ledger_entry e JOIN ledger_leaf l ON l.entry_id = e.id JOIN ledger_row r ON r.entry_id = e.id WHERE e.outcome = $1`, string(ledger.Done))
	if err != nil {
		t.Fatal(err)
	}
	lost := 0
	for _, e := range acked {
		if !there[e] {
			lost++
		}
	}
	return lost
}
