package app_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	formats "github.com/transparency-dev/formats/log"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"

	"hoso/internal/app"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/ledger/ledgersql"
	"hoso/internal/org"
	"hoso/internal/sqldb"
)

// grow leaves n more entries.
func (w *world) grow(t *testing.T, n int) []id.ID {
	t.Helper()
	var refs []id.ID
	for i := range n {
		ref, err := w.app.Org.Rename(context.Background(), operator(), w.unit, org.RenameForm{Name: fmt.Sprint("Vụ ", i), From: "2023-01-01", Basis: "9/QĐ"})
		if err != nil {
			t.Fatal(err)
		}
		refs = append(refs, ref.Entry)
	}
	return refs
}

// serveSite gives the address at which a folder's pages are served.
func serveSite(t *testing.T, a *app.App) string {
	t.Helper()
	server := httptest.NewServer(a.Site().Handler())
	t.Cleanup(server.Close)
	return server.URL
}

// TestPublicClient: a log of two checkpoints, some 330 and some 730 leaves, is
// read and proved by strangers' libraries. Closing a folder signs what it has.
func TestPublicClient(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		dir := t.TempDir()
		w := populate(t, mustOpen(t, dir, url, nil))
		refs := w.grow(t, 300)
		w.app.Close()
		w.app = mustOpen(t, dir, url, nil)
		defer func() { w.app.Close() }()
		vkey, err := w.app.PublicKey()
		if err != nil {
			t.Fatal(err)
		}
		older := newStranger(t, serveSite(t, w.app)+"/tlog", vkey)
		first := older.checkpoint()
		older.audit(first)

		refs = append(refs, w.grow(t, 400)...)
		w.app.Close()
		w.app = mustOpen(t, dir, url, nil)
		s := newStranger(t, serveSite(t, w.app)+"/tlog", vkey)
		second := s.checkpoint()
		if first.Size < 300 || second.Size < first.Size+400 {
			t.Fatalf("checkpoints of %d and %d leaves", first.Size, second.Size)
		}
		leaves := s.audit(second)
		s.extends(first, second)
		for _, n := range []int{0, 255, 256, 511, 512, len(leaves) - 1} {
			s.includes(second, int64(n), leaves[n])
		}
		s.receipts(w.app, second, leaves, refs)
		s.refuses(second)
	})
}

// receipts checks receipts by what they say, not by hoso's own reading.
func (s *stranger) receipts(a *app.App, c *formats.Checkpoint, leaves [][]byte, refs []id.ID) {
	s.t.Helper()
	for i := 0; i < len(refs); i += 97 {
		r, err := ledgersql.Plain{Store: a.Ledger}.Receipt(context.Background(), refs[i])
		if err != nil {
			s.t.Fatal(err)
		}
		under, _, _, err := formats.ParseCheckpoint([]byte(r.Checkpoint), s.key.Name(), s.key)
		if err != nil || under.Size != c.Size {
			s.t.Fatalf("receipt %d: %+v (%v)", i, under, err)
		}
		leaf := sha256.Sum256(append(append([]byte("hoso/entry/v1\n"), r.Salt...), r.Entry...))
		if !bytes.Equal(leaf[:], leaves[r.Index]) {
			s.t.Errorf("receipt %d: its leaf is not the one published at %d", i, r.Index)
		}
		if err := proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(r.Index), under.Size, rfc6962.DefaultHasher.HashLeaf(leaf[:]), r.Proof, under.Hash); err != nil {
			s.t.Errorf("receipt %d: %v", i, err)
		}
		var entry struct{ ID string }
		if err := json.Unmarshal([]byte(r.Entry), &entry); err != nil || entry.ID != refs[i].String() {
			s.t.Errorf("receipt %d is of entry %s (%v)", i, entry.ID, err)
		}
	}
}

// refuses asks for what is not published, and looks at the headers of what is.
func (s *stranger) refuses(c *formats.Checkpoint) {
	s.t.Helper()
	rest := c.Size % 256
	for _, path := range []string{
		fmt.Sprintf("/tile/0/%03d", c.Size/256), fmt.Sprintf("/tile/0/%03d.p/%d", c.Size/256, rest+1), fmt.Sprintf("/tile/entries/%03d.p/%d", c.Size/256, rest+1),
		fmt.Sprintf("/tile/1/000.p/%d", c.Size/256+1), "/tile/1/000", "/tile/2/000.p/1", "/tile/63/000.p/1", "/tile/0/x009/x223/x372/x036/x854/x775/807",
		"/tile/", "/tile/0", "/tile/0/0", "/tile/0/0000", "/tile/0/000/", "/tile/0/000.p/0", "/tile/0/000.p/256", "/tile/00/000", "/tile/-1/000", "/tile/64/000",
		"/tile/8/0/000", "/tile/data/000", "/tile/0/x000", "/tile/0/x000/000", "/tile/0/%00", "/tile/0/-01", "/tile/0/000%20", "/checkpoint/", "/tile",
	} {
		if status, _, body := s.get(path); status != http.StatusNotFound || bytes.Contains(body, leafBytes(s)) {
			s.t.Errorf("%s: %d", path, status)
		}
	}
	for path, kind := range map[string]string{"/checkpoint": "text/plain; charset=utf-8", "/tile/0/000": "application/octet-stream",
		"/tile/1/000.p/1": "application/octet-stream", "/tile/entries/000.p/1": "application/octet-stream"} {
		status, h, _ := s.get(path)
		if status != http.StatusOK || h.Get("Content-Type") != kind || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") != "no-store" ||
			!strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") || h.Get("X-Frame-Options") != "DENY" || h.Get("Set-Cookie") != "" {
			s.t.Errorf("%s: %d %v", path, status, h)
		}
	}
}

// leafBytes gives the first leaf's hash, which no refusal may contain.
func leafBytes(s *stranger) []byte {
	s.t.Helper()
	_, _, body := s.get("/tile/0/000.p/1")
	return body
}

// TestUnsignedTile: leaves that no checkpoint covers yet are in the database
// and are not published.
func TestUnsignedTile(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		ctx, dir := context.Background(), t.TempDir()
		w := populate(t, mustOpen(t, dir, url, nil))
		w.grow(t, 300)
		w.app.Close()
		source := url
		if url == "" {
			source = "sqlite:" + filepath.Join(dir, "hoso.db")
		}
		db, err := sqldb.Open(ctx, sqldb.Config{URL: source, ReadOnly: true}) // nobody signs here
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		log := ledgersql.Plain{Store: &ledgersql.Store{DB: db}}
		newest, err := log.Latest(ctx)
		if err != nil {
			t.Fatal(err)
		}
		x := newAttacker(t, dir, url)
		try := func(level int, index, width int64, served bool) {
			t.Helper()
			name := ledger.TileName{Level: level, Index: index, Width: width}
			data, err := log.Tile(ctx, name)
			if served && (err != nil || len(data) == 0) || !served && (!errs.Is(err, errs.KindNotFound) || data != nil) {
				t.Errorf("%s: %d bytes, %v", name.Path(), len(data), err)
			}
		}
		try(0, 1, newest.Size-256, true)
		try(1, 0, 1, true)
		x.forgetCheckpoints(255)
		try(0, 0, 255, true)
		try(ledger.EntriesLevel, 0, 255, true)
		for _, level := range []int{0, ledger.EntriesLevel} {
			try(level, 0, 256, false)
			try(level, 1, 1, false)
		}
		try(1, 0, 1, false)
		x.forgetCheckpoints(0)
		try(0, 0, 1, false)
	})
}
