package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"sync"
	"time"

	"hoso/internal/access"
	"hoso/internal/app"
	"hoso/internal/clock"
	"hoso/internal/directive"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/signin"
	"hoso/internal/sqldb"
)

// Sizes of the pages workload.
const (
	documents = 100_000
	receivers = 3000
	visits    = 21 // of each page; the median counts
)

// reads keeps the statements of one page.
type reads struct {
	mu   sync.Mutex
	list []statement
}

func (r *reads) show(query string, args []any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list = append(r.list, statement{0, query, args})
}

func (r *reads) take() []statement {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := r.list
	r.list = nil
	return list
}

// pages measures the register of 100,000 documents and the coverage of one over
// 3,000 units: the page over HTTP beside its own statements on the bare driver.
func pages(ctx context.Context, pg string) error {
	dir, err := os.MkdirTemp("", "hoso-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	url := ""
	if pg != "" {
		if url, _, err = freshDatabases(ctx, pg); err != nil {
			return err
		}
	}
	seen := &reads{}
	a, err := app.Open(ctx, app.Config{Dir: dir, Database: url, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Tune: func(c *sqldb.Config) { c.Reads = seen.show }})
	if err != nil {
		return err
	}
	defer a.Close()
	sent, err := fill(ctx, a)
	if err != nil {
		return err
	}
	v, err := visit(ctx, a)
	if err != nil {
		return err
	}
	defer v.stop()
	raw := rawSQLite(dir + "/hoso.db")
	if pg != "" {
		raw = rawPostgres(url)
	}
	fmt.Printf("%-52s %9s %9s %9s  %s\n", "page", "server ms", "raw ms", "bar ms", "within")
	for _, path := range []string{"/directives", "/directives?q=can+bo+cong+chuc", "/directives?q=nghi+dinh+4711", "/directives?kind=N%C4%90&year=2024",
		"/directives?order=oldest", "/directives?order=received", "/directives/" + sent.Text(directive.Prefix) + "/coverage", "/directives/" + sent.Text(directive.Prefix) + "/coverage?open=1"} {
		if err := v.report(ctx, path, seen, raw); err != nil {
			return err
		}
	}
	return nil
}

// fill makes the demo's body with 3,000 units more, 100,000 documents, and sends one.
func fill(ctx context.Context, a *app.App) (id.ID, error) {
	if err := a.Seed(ctx); err != nil {
		return id.ID{}, err
	}
	body, err := a.Org.Read.Body(ctx)
	if err != nil {
		return id.ID{}, err
	}
	op := access.System("operator")
	if err := moreUnits(ctx, a, op); err != nil {
		return id.ID{}, err
	}
	for n := 0; n < documents; n += 1000 {
		if _, err := a.Directive.Enter(ctx, directive.By{Actor: op}, body, someDocuments(n), nil); err != nil {
			return id.ID{}, err
		}
	}
	return send(ctx, a)
}

func moreUnits(ctx context.Context, a *app.App, op access.Actor) error {
	lines := make([]org.UnitLine, receivers)
	for i := range lines {
		lines[i] = org.UnitLine{Row: i + 2, Code: fmt.Sprint("CS.", i), Kind: org.KindStation, Name: fmt.Sprint("Trạm cơ sở số ", i), Parent: "KN",
			From: "2022-01-01", Basis: "Quyết định (văn bản giả định)"}
	}
	plan, err := a.Org.PlanUnits(ctx, op, lines)
	if err == nil {
		_, err = a.Org.ImportUnits(ctx, org.By{Actor: op}, lines, plan.Digest())
	}
	return err
}

func someDocuments(from int) []*directive.Directive {
	kinds := []string{"NĐ", "TT", "QĐ", "CV", "KH"}
	list := make([]*directive.Directive, 1000)
	for i := range list {
		n := from + i
		kind := kinds[n%len(kinds)]
		day := clock.Day(2010+n%16, 1+n%12, 1+n%28)
		list[i] = &directive.Directive{ID: id.New(), Facts: directive.Facts{Kind: kind, Number: fmt.Sprintf("%d/%d/%s-BX", n, 2010+n%16, kind),
			Issuer: "Bộ Xây dựng", IssuedOn: day, ReceivedOn: day.AddDays(n % 9), Title: fmt.Sprintf("Quy định số %d về quản lý cán bộ, công chức ngành %d", n, n%97)}}
	}
	return list
}

// send registers a text and sends it to 3,000 units.
func send(ctx context.Context, a *app.App) (id.ID, error) {
	clerk, err := persona(ctx, a, "van_thu")
	if err != nil {
		return id.ID{}, err
	}
	body, err := a.Org.Read.Body(ctx)
	if err != nil {
		return id.ID{}, err
	}
	by := directive.By{Actor: clerk}
	sent, err := a.Directive.Upload(ctx, by, body, "cv.txt", []byte("BỘ X\nSố: 1/QĐ-BX\nHà Nội, ngày 01 tháng 3 năm 2026\n\nQUYẾT ĐỊNH\nVề việc thử\n"))
	if err != nil {
		return id.ID{}, err
	}
	d, err := a.Directive.Read.Find(ctx, sent)
	if err != nil {
		return id.ID{}, err
	}
	if _, err := a.Directive.Register(ctx, by, sent, d.Facts, d.Version); err != nil {
		return id.ID{}, err
	}
	units, err := a.Org.Read.All(ctx)
	var to []id.ID
	for _, u := range units {
		if len(u.Code) > 3 && u.Code[:3] == "CS." {
			to = append(to, u.ID)
		}
	}
	if err == nil {
		_, err = a.Directive.Send(ctx, by, sent, directive.SendForm{Units: to, DueOn: clock.Today(a.Clock).AddDays(7)})
	}
	return sent, err
}

func persona(ctx context.Context, a *app.App, key string) (access.Actor, error) {
	all, err := a.Accounts.Personas(ctx)
	if err != nil {
		return access.Actor{}, err
	}
	token, err := a.Sessions.Begin(ctx, all[key], signin.ProvedByPassword, signin.Client{})
	if err != nil {
		return access.Actor{}, err
	}
	return a.Sessions.Session(ctx, token)
}

// visitor asks for pages as the office's clerk.
type visitor struct {
	base, token string
	stop        func()
}

func visit(ctx context.Context, a *app.App) (*visitor, error) {
	all, err := a.Accounts.Personas(ctx)
	if err != nil {
		return nil, err
	}
	token, err := a.Sessions.Begin(ctx, all["van_thu"], signin.ProvedByPassword, signin.Client{})
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	server := a.Site().Server()
	go func() { _ = server.Serve(l) }() // ends with Close
	return &visitor{base: "http://" + l.Addr().String(), token: token, stop: func() { _ = server.Close() }}, nil
}

func (v *visitor) get(path string) error {
	q, err := http.NewRequest(http.MethodGet, v.base+path, nil)
	if err != nil {
		return err
	}
	q.AddCookie(&http.Cookie{Name: "hoso_demo", Value: v.token})
	r, err := http.DefaultTransport.RoundTrip(q)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return err
	}
	if r.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", path, r.Status)
	}
	return nil
}

// report prints a page's median beside that of its statements, visited in turn.
func (v *visitor) report(ctx context.Context, path string, seen *reads, raw func(context.Context, []statement) (time.Duration, error)) error {
	if err := v.get(path); err != nil { // warm, and not counted
		return err
	}
	var server, bare []time.Duration
	for range visits {
		seen.take()
		begin := time.Now()
		if err := v.get(path); err != nil {
			return err
		}
		server = append(server, time.Since(begin))
		took, err := raw(ctx, seen.take())
		if err != nil {
			return err
		}
		bare = append(bare, took)
	}
	s, b := median(server), median(bare)
	bar := 2*b + 5*time.Millisecond
	fmt.Printf("%-52s %9.2f %9.2f %9.2f  %v\n", path, ms(s), ms(b), ms(bar), s <= bar)
	return nil
}

func median(list []time.Duration) time.Duration {
	slices.Sort(list)
	return list[len(list)/2]
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
