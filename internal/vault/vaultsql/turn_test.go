package vaultsql_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"filippo.io/age"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/vault"
)

// manyPeople makes persons with a key and something sealed, some at a time.
func manyPeople(t *testing.T, k *vault.Keyring, n int) (list []id.ID, sealed [][]byte) {
	t.Helper()
	list, sealed = make([]id.ID, n), make([][]byte, n)
	var all sync.WaitGroup
	for part := range 8 {
		all.Go(func() {
			for i := part; i < n; i += 8 {
				list[i] = id.New()
				err := k.EnsureKey(ctx, list[i])
				if err == nil {
					sealed[i], err = k.Seal(ctx, list[i], place, []byte(list[i].String()))
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return list, sealed
}

// opens says how many of what was sealed open as what it was.
func opens(t *testing.T, k *vault.Keyring, list []id.ID, sealed [][]byte) (n int) {
	t.Helper()
	for i, p := range list {
		got, err := k.Open(ctx, p, place, sealed[i])
		switch {
		case err == nil && string(got) == p.String():
			n++
		case err == nil:
			t.Errorf("something else was sealed: %q", got)
		case errs.Of(err).Code != "vault.person.erased":
			t.Error(err)
		}
	}
	return n
}

func identity(t *testing.T) *age.X25519Identity {
	t.Helper()
	who, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return who
}

// settled wants a keyring that has nothing left to do, with one master key.
func settled(t *testing.T, r *ring, k *vault.Keyring) vault.Status {
	t.Helper()
	s, err := k.Status(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if s.Next != vault.StepNone || s.Left != 0 || s.Scoured != s.Epoch || s.Bundled != 0 && s.Bundled != s.Epoch {
		t.Errorf("not settled: %+v", s)
	}
	if n := len(steal(t, r.keys()).masters); n != 1 {
		t.Errorf("%d master keys are left", n)
	}
	for _, name := range []string{"master.dying", "master.new"} {
		if _, err := os.Stat(filepath.Join(r.keys(), name)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is left: %v", name, err)
		}
	}
	return s
}

// TestRotation wraps everything anew in several batches, tells how far it is, and
// can be stopped and gone on with.
func TestRotation(t *testing.T) {
	engines(t, func(t *testing.T, r *ring) {
		k := r.open(t)
		list, sealed := manyPeople(t, k, 1100)
		before := steal(t, r.keys())
		enough := errors.New("enough")
		if err := k.Rotate(ctx); err != nil {
			t.Fatal(err)
		}
		err := k.Advance(ctx, func(_ context.Context, done, total int64) error {
			if total != 1100 || done != 500 {
				t.Errorf("%d of %d", done, total)
			}
			return enough
		})
		if !errors.Is(err, enough) {
			t.Fatalf("it was not stopped: %v", err)
		}
		if s, err := k.Status(ctx); err != nil || s.Next != vault.StepRewrap || s.Left != 600 {
			t.Fatalf("stopped at %+v, %v", s, err)
		}
		if got := opens(t, r.open(t), list, sealed); got != len(list) {
			t.Errorf("half-way %d of %d open", got, len(list))
		}
		wants(t, "a bundle half-way", k.Bundle(ctx, filepath.Join(r.Dir, "b"), vault.BundleKey{Recipient: identity(t).Recipient().String()}), "vault.rotation.open")
		late := id.New()
		ensure(t, k, late)
		var said []string
		err = k.Advance(ctx, func(_ context.Context, done, total int64) error {
			said = append(said, fmt.Sprint(done, "/", total))
			return nil
		})
		if err != nil || strings.Join(said, " ") != "500/600 600/600" {
			t.Errorf("went on: %v, %v", said, err)
		}
		if s := settled(t, r, k); s.Epoch != 2 {
			t.Errorf("%+v", s)
		}
		if got := opens(t, r.open(t), list, sealed); got != len(list) {
			t.Errorf("afterwards %d of %d open", got, len(list))
		}
		if named := checked(t, r.open(t)); len(named) > 0 {
			t.Errorf("the check names %v", named)
		}
		for _, key := range dump(t, r.store(t, nil)) {
			if _, err := before.open(key); err == nil {
				t.Fatal("the old master key still opens something")
			}
		}
	})
}

// TestKilledAnywhere kills a process at every step of a rotation, of a shredding
// and of a change of provider, before and after each of its commits. Whatever the
// moment: everybody's fields open, save of who is erased; going on ends it.
func TestKilledAnywhere(t *testing.T) {
	for _, do := range []string{"rotate", "shred", "provider"} {
		t.Run(do, func(t *testing.T) {
			t.Parallel()
			engines(t, func(t *testing.T, r *ring) {
				k := r.open(t)
				list, sealed := manyPeople(t, k, 50)
				if err := k.Bundle(ctx, filepath.Join(r.Dir, "bundle"), vault.BundleKey{Recipient: identity(t).Recipient().String()}); err != nil {
					t.Fatal(err)
				}
				k.Close()
				var points []string
				for n := 1; ; n += stride() {
					c := child{Ring: *r, Do: do, Kill: n}
					if do == "shred" {
						c.Persons = list[:1]
					}
					out, killed := c.start(t)
					afterKill(t, r, &c, &list, &sealed)
					if !killed {
						break
					}
					points = append(points, strings.TrimSpace(strings.TrimPrefix(out, "killed ")))
				}
				if len(points) < 30/stride() {
					t.Errorf("killed at %d points only: %v", len(points), points)
				}
				t.Logf("killed at %d points: %s", len(points), strings.Join(points, ", "))
			})
		})
	}
}

// afterKill looks at what a killed process left, and goes on.
func afterKill(t *testing.T, r *ring, c *child, list *[]id.ID, sealed *[][]byte) {
	t.Helper()
	by := r.byFile()
	k := r.with(t, by, clock.System{}, nil)
	defer k.Close()
	rest, of := (*list)[len(c.Persons):], (*sealed)[len(c.Persons):]
	if got := opens(t, k, rest, of); got != len(rest) {
		t.Fatalf("killed at point %d: %d of %d open", c.Kill, got, len(rest))
	}
	if c.Do == "shred" {
		if err := k.Shred(ctx, c.Persons...); err != nil {
			t.Fatal(err)
		}
	}
	if err := k.Advance(ctx, nil); err != nil {
		t.Fatalf("killed at point %d, it does not go on: %v", c.Kill, err)
	}
	settled(t, r, k)
	if got := opens(t, k, rest, of); got != len(rest) {
		t.Errorf("killed at point %d, gone on: %d of %d open", c.Kill, got, len(rest))
	}
	if named := checked(t, k); len(named) > 0 {
		t.Errorf("killed at point %d: the check names %v", c.Kill, named)
	}
	for _, p := range c.Persons {
		wants(t, "a key for who was erased", k.EnsureKey(ctx, p), "vault.person.erased")
		if e, ok, err := k.Erasing(ctx, p); err != nil || !ok || e.Next != vault.StepNone {
			t.Errorf("erasing: %+v %v %v", e, ok, err)
		}
	}
	*list, *sealed = rest, of
}

// TestErasingSaysWhere: a page can say how far the destroying of a key is.
func TestErasingSaysWhere(t *testing.T) {
	engines(t, func(t *testing.T, r *ring) {
		var seen []vault.Step
		var k *vault.Keyring
		var p id.ID
		cfg := vault.Config{Keys: r.store(t, nil), Dir: r.keys(), Provider: r.byFile(), Clock: clock.System{}, Fault: func(point string) error {
			if strings.HasPrefix(point, "before") {
				e, ok, err := k.Erasing(ctx, p)
				if !ok || err != nil {
					return fmt.Errorf("%v %w", ok, err)
				}
				seen = append(seen, e.Next)
			}
			return nil
		}}
		k, err := vault.MakeKeyring(ctx, cfg)
		if err != nil {
			t.Fatal(err)
		}
		defer k.Close()
		two := people(t, k, 2)
		if err := k.Bundle(ctx, filepath.Join(r.Dir, "bundle"), vault.BundleKey{Passphrase: []byte("một cụm mật khẩu dài")}); err != nil {
			t.Fatal(err)
		}
		if _, ok, err := k.Erasing(ctx, two[0]); ok || err != nil {
			t.Errorf("erasing before it was asked for: %v", err)
		}
		p = two[0]
		if err := k.Shred(ctx, p); err != nil {
			t.Fatal(err)
		}
		if err := k.Advance(ctx, nil); err != nil {
			t.Fatal(err)
		}
		want := []vault.Step{vault.StepPrepare, vault.StepSwitch, vault.StepRewrap, vault.StepScour, vault.StepDestroy}
		if fmt.Sprint(seen) != fmt.Sprint(want) {
			t.Errorf("it said %v, want %v", seen, want)
		}
		e, _, err := k.Erasing(ctx, p)
		if err != nil || e.Next != vault.StepBundle {
			t.Errorf("before somebody gives the bundle's passphrase: %+v, %v", e, err)
		}
		if err := k.Bundle(ctx, filepath.Join(r.Dir, "bundle"), vault.BundleKey{Passphrase: []byte("một cụm mật khẩu dài")}); err != nil {
			t.Fatal(err)
		}
		if e, _, err := k.Erasing(ctx, p); err != nil || e.Next != vault.StepNone {
			t.Errorf("done: %+v, %v", e, err)
		}
		again := id.New() // who never had a key is erased all the same
		if err := k.Shred(ctx, again); err != nil {
			t.Fatal(err)
		}
		wants(t, "a key for them", k.EnsureKey(ctx, again), "vault.person.erased")
		_, err = k.Seal(ctx, two[0], place, nil)
		wants(t, "sealing about who was erased", err, "vault.person.erased")
	})
}

// TestTwoFoldersRotate lets two folders, each with its copy of the master keys,
// begin the same epoch on one store: one wins, the other stops before it wraps
// anything, and goes on once it has the file of the first.
func TestTwoFoldersRotate(t *testing.T) {
	engines(t, func(t *testing.T, r *ring) {
		k := r.open(t)
		list, sealed := manyPeople(t, k, 30)
		second := &ring{Dir: t.TempDir(), URL: r.URL}
		for _, name := range []string{vault.MasterFile, "file.key"} {
			copyFile(t, filepath.Join(r.keys(), name), filepath.Join(second.keys(), name))
		}
		paused, goOn := make(chan struct{}), make(chan struct{})
		slow := vault.Config{Keys: second.store(t, nil), Dir: second.keys(), Provider: second.byFile(), Clock: clock.System{}, Fault: func(point string) error {
			if point == "after prepare" {
				close(paused)
				<-goOn
			}
			return nil
		}}
		other, err := vault.OpenKeyring(ctx, slow)
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		if err := k.Rotate(ctx); err != nil {
			t.Fatal(err)
		}
		lost := make(chan error, 1)
		go func() { lost <- other.Advance(ctx, nil) }()
		<-paused
		err = k.Advance(ctx, nil)
		close(goOn)
		if err != nil {
			t.Fatal(err)
		}
		wants(t, "the second to begin", <-lost, "vault.master.behind")
		wants(t, "a key made there", other.EnsureKey(ctx, id.New()), "vault.master.behind")
		wants(t, "once more", other.Advance(ctx, nil), "vault.master.behind")
		_, err = second.try(t, second.byFile(), clock.System{}, nil)
		wants(t, "opened anew", err, "vault.master.behind")
		settled(t, r, k)
		copyFile(t, filepath.Join(r.keys(), vault.MasterFile), filepath.Join(second.keys(), vault.MasterFile))
		for _, any := range []*vault.Keyring{r.open(t), second.open(t), other} {
			ensure(t, any, id.New())
			if got := opens(t, any, list, sealed); got != len(list) {
				t.Errorf("%d of %d open", got, len(list))
			}
		}
		if named := checked(t, r.open(t)); len(named) > 0 {
			t.Errorf("the check names %v", named)
		}
	})
}
