package vault

import (
	"testing"
	"time"

	"hoso/internal/clock"
	"hoso/internal/id"
)

// TestCacheIsBounded: no more keys than the bound stay, those used last do, and
// whatever leaves is overwritten where it stood.
func TestCacheIsBounded(t *testing.T) {
	now := clock.NewManual(1)
	c := newCache(now)
	held := map[id.ID]*cached{}
	add := func() id.ID {
		p := id.New()
		c.put(p, noise(keySize))
		held[p] = c.at[p].Value.(*cached)
		return p
	}
	first := add()
	for range cacheSize + 500 {
		add()
		if _, ok := c.get(first); !ok {
			t.Fatal("a key that is used again and again left")
		}
	}
	zero := func() (n int) {
		for _, h := range held {
			if h.key == [keySize]byte{} {
				n++
			}
		}
		return n
	}
	if len(c.at) != cacheSize || c.recent.Len() != cacheSize || zero() != len(held)-cacheSize {
		t.Errorf("%d and %d are kept, %d of %d are overwritten", len(c.at), c.recent.Len(), zero(), len(held))
	}
	c.forget(first)
	if _, ok := c.get(first); ok || held[first].key != [keySize]byte{} {
		t.Error("a key that was forgotten is still there")
	}
	last := add()
	now.Advance(time.Minute)
	if _, ok := c.get(last); ok || held[last].key != [keySize]byte{} {
		t.Error("a key is older than a minute")
	}
	c.drop()
	if zero() != len(held) || len(c.at) != 0 {
		t.Errorf("after dropping all, %d of %d are overwritten", zero(), len(held))
	}
}
