package app_test

import (
	"testing"
	"time"
)

// TestPublisherRests: who sequences and signs is woken by commands, never by its own
// work; with nothing to do it commits a few times a second.
func TestPublisherRests(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		a := mustOpen(t, t.TempDir(), url, nil)
		defer a.Close()
		populate(t, a)
		before := a.DB.Info().Commits
		time.Sleep(2 * time.Second)
		if n := a.DB.Info().Commits - before; n > 60 {
			t.Errorf("%d commits in two seconds in which nobody did anything", n)
		}
	})
}
