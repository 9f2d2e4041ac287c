package app_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"hoso/internal/app"
	"hoso/internal/errs"
)

// TestLostKeys: a folder that was begun and has lost one of its keys is not opened,
// and no other is made in its place. With another key put there by hand nobody's app
// is known: that is a wrong proof like any other, and a recovery code still counts.
func TestLostKeys(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGatehouse(t, url)
		g.must(g.app.Sessions.KeepForm(bg, g.an.account, []byte("viết dở")))
		g.app.Close()
		for _, name := range []string{"blob.key", "session.key", "signin.key"} {
			path := filepath.Join(g.dir, "keys", name)
			raw, err := os.ReadFile(path)
			g.must(err)
			g.must(os.Remove(path))
			_, err = app.Open(bg, app.Config{Dir: g.dir, Database: g.url, Clock: g.clock, Log: quiet(), Real: true, Cost: cheap})
			wantKind(t, err, errs.KindUnavailable, "folder.key.vanished")
			if _, err := os.Stat(path); !os.IsNotExist(err) {
				t.Errorf("%s was made anew", name)
			}
			g.must(os.WriteFile(path, raw, 0o600))
		}
		g.must(os.WriteFile(filepath.Join(g.dir, "keys", "signin.key"), bytes.Repeat([]byte{7}, 32), 0o600))
		g.open()
		t.Cleanup(g.app.Close)
		wantCode(t, g.prove(g.an, longPassword, g.digits(g.an), home), "signin.proof.wrong")
		wantCode(t, g.app.Signin.Confirm(bg, g.an.account, g.digits(g.an)), "signin.digits.wrong")
		g.clock.Advance(time.Minute)
		g.must(g.prove(g.an, longPassword, g.an.codes[2], home))
		if got, err := g.app.Sessions.TakeForm(bg, g.an.account); err != nil || got != nil {
			t.Errorf("what was kept under the other key: %q %v", got, err)
		}
	})
}
