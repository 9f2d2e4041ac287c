package app

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"syscall"

	"hoso/internal/access"
	"hoso/internal/cli"
	"hoso/internal/errs"
	"hoso/internal/folder"
	"hoso/internal/schema"
	"hoso/internal/sqldb"
)

// call gives a command to the folder's server. Where none listens it is done
// here, under the folder's lock, by the same handler for the same token.
func call(ctx context.Context, c cli.Call) (cli.Answer, error) {
	f, _, err := openMade(c.Dir, c.Database)
	if err != nil {
		return cli.Answer{}, err
	}
	defer f.Close()
	send := c
	if c.Operator {
		send.Path = "/v1/nothing" // only whether somebody listens
	}
	answer, err := ask(ctx, &http.Client{Transport: dialer(f)}, send)
	if !nobodyListens(err) {
		if err == nil && c.Operator {
			err = errs.Invalid("app.operator.running")
		}
		return answer, err
	}
	a, err := Open(ctx, Config{Dir: c.Dir, Database: c.Database, Log: warnings()})
	if err != nil {
		return cli.Answer{}, err
	}
	defer a.Close()
	if err := a.Org.RefreshTree(ctx); err != nil {
		return cli.Answer{}, err
	}
	api := a.API()
	if c.Operator {
		api.Bearer = func(context.Context, string) (access.Actor, error) { return access.System("operator"), nil }
	}
	return ask(ctx, &http.Client{Transport: here{api}}, c)
}

// warnings is the log of a process that somebody looks at.
func warnings() *slog.Logger {
	return slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

// openMade opens for reading a folder in which something was made: Invalid
// "folder.missing", Unavailable "folder.database.missing". It also gives where
// its database is.
func openMade(dir, at string) (*folder.Folder, string, error) {
	f, err := folder.OpenReadOnly(dir)
	if err != nil {
		return nil, "", err
	}
	url := ""
	if _, err = f.Root().Stat("keys/log.key"); err != nil {
		err = errs.Invalid("folder.missing", errs.Str("dir", dir)).Because(err)
		if lost := keysThere(f); lost != nil {
			err = lost
		}
	} else {
		url, err = databaseThere(f, at)
	}
	if err != nil {
		f.Close()
		return nil, "", err
	}
	return f, url, nil
}

// nobodyListens reports whether a folder has no server: no socket, or one that a
// dead process left.
func nobodyListens(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED)
}

// ask sends a command as HTTP.
func ask(ctx context.Context, client *http.Client, c cli.Call) (cli.Answer, error) {
	to := url.URL{Scheme: "http", Host: "hoso", Path: c.Path, RawQuery: c.Query.Encode()}
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, to.String(), bytes.NewReader(c.Body))
	if err != nil {
		return cli.Answer{}, err
	}
	q.Header.Set("Authorization", "Bearer "+c.Token)
	q.Header.Set("Idempotency-Key", hex.EncodeToString(c.Key[:]))
	answer, err := client.Do(q)
	if err != nil {
		return cli.Answer{}, err
	}
	defer func() { _ = answer.Body.Close() }() // it was only read
	body, err := io.ReadAll(answer.Body)
	return cli.Answer{Status: answer.StatusCode, Body: body}, err
}

// here is a transport that goes no further than this process.
type here struct{ handler http.Handler }

// RoundTrip lets the handler answer.
func (h here) RoundTrip(q *http.Request) (*http.Response, error) {
	w := &kept{header: http.Header{}, status: http.StatusOK}
	h.handler.ServeHTTP(w, q)
	return &http.Response{StatusCode: w.status, Header: w.header, Body: io.NopCloser(&w.body), Request: q,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}, nil
}

// kept is an answer in memory.
type kept struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header gives the answer's header.
func (w *kept) Header() http.Header { return w.header }

// WriteHeader notes the status.
func (w *kept) WriteHeader(status int) { w.status = status }

// Write keeps a part of the body.
func (w *kept) Write(b []byte) (int, error) { return w.body.Write(b) }

// migrate brings a folder's database to this program's schema under the
// folder's lock, and gives the names of what ran. Migrations change no governed
// row, so they leave no entry.
func migrate(ctx context.Context, dir, database string) ([]string, error) {
	made, url, err := openMade(dir, database)
	if err != nil {
		return nil, err
	}
	made.Close()
	f, err := folder.Open(dir)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	db, err := sqldb.Open(ctx, sqldb.Config{URL: url})
	if err != nil {
		return nil, err
	}
	n, err := db.Migrate(ctx)
	if cerr := db.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return nil, err
	}
	all := schema.Migrations()
	var ran []string
	for _, m := range all[len(all)-n:] {
		ran = append(ran, m.Name)
	}
	return ran, nil
}
