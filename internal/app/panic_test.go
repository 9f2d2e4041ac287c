package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"hoso/internal/access"
	"hoso/internal/door"
	"hoso/internal/job"
	"hoso/internal/testenv"
	"hoso/internal/web"
)

// TestPanicTellsNothing: a panic whose value holds what stands in somebody's file,
// in a page, behind the door, over the socket or in a job, is logged with its type
// and place; neither the log nor the answer has its value (SECURITY T29).
func TestPanicTellsNothing(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		const secret = "zq9: cha làm ở nông trường"
		j, book := openJobs(t, url), &testenv.Log{}
		g := j.gate
		g.app.Log = slog.New(slog.NewJSONHandler(book, nil))
		site, api := g.app.Site(), g.app.API()
		site.Router.OpenGet("/boom", func(*web.Request) error { panic(struct{ Text string }{secret}) })
		behind := func(ctx context.Context) error {
			_, err := g.app.Door.Do(ctx, g.rename([16]byte{}, secret),
				func(context.Context, door.Tx) error { panic(secret) })
			return err
		}
		site.Router.OpenGet("/door", func(r *web.Request) error { return behind(r.Ctx()) })
		api.Bearer = func(context.Context, string) (access.Actor, error) { return operator().Actor, nil }
		api.Post("/v1/boom", 1<<10, func(*web.Call) error { panic([]string{secret}) })
		api.Post("/v1/door", 1<<10, func(c *web.Call) error { return behind(c.Ctx()) })

		pages := httptest.NewServer(site.Handler())
		defer pages.Close()
		socket := httptest.NewServer(api)
		defer socket.Close()
		for _, ask := range []struct{ method, at string }{{http.MethodGet, pages.URL + "/boom"}, {http.MethodGet, pages.URL + "/door"},
			{http.MethodPost, socket.URL + "/v1/boom"}, {http.MethodPost, socket.URL + "/v1/door"}} {
			before := len(book.String())
			q, err := http.NewRequest(ask.method, ask.at, nil)
			must(t, err)
			got, err := http.DefaultClient.Do(q)
			must(t, err)
			body, err := io.ReadAll(got.Body)
			must(t, err)
			_ = got.Body.Close() // it was only read
			if got.StatusCode != http.StatusInternalServerError || bytes.Contains(body, []byte(secret[:3])) {
				t.Errorf("%s: %d %s", ask.at, got.StatusCode, body)
			}
			line := book.String()[before:]
			if !strings.Contains(line, "panic of type") || !strings.Contains(line, "TestPanicTellsNothing") || !strings.Contains(line, "panic_test.go:") {
				t.Errorf("%s: the log does not say what and where: %s", ask.at, line)
			}
		}

		j.order()
		runner := &job.Runner{Store: j.app.Jobs, Clock: j.clock, Log: slog.New(slog.NewJSONHandler(book, nil)), Handlers: map[job.Kind]job.Handler{
			testKind: func(context.Context, job.Job, job.Progress) error { panic(secret) }}}
		_, err := runner.Next(context.Background())
		must(t, err)
		if !strings.Contains(book.String(), "job will be tried again") {
			t.Errorf("the log does not tell of the job: %s", book)
		}
		for form := range strings.SplitSeq(secret+"\x00"+asJSON(secret), "\x00") {
			if strings.Contains(book.String(), form) || strings.Contains(book.String(), "zq9") {
				t.Errorf("the log has the value of a panic:\n%s", book)
			}
		}
	})
}

func asJSON(text string) string {
	raw, _ := json.Marshal(text) // a string
	return strings.Trim(string(raw), `"`)
}
