package vault

import (
	"container/list"
	"sync"

	"hoso/internal/clock"
	"hoso/internal/id"
)

// Bounds of what is kept in memory. The second is also how long another process
// may still open what is about a person whose key was erased.
const (
	cacheSize              = 4096
	cacheAge  clock.Micros = 60 * 1_000_000
)

// cache keeps persons' keys for a short while. What leaves it is overwritten.
type cache struct {
	mu     sync.Mutex
	clock  clock.Clock
	at     map[id.ID]*list.Element
	recent *list.List // of *cached, the one used last in front
}

type cached struct {
	person id.ID
	key    [keySize]byte
	until  clock.Micros
}

func newCache(c clock.Clock) *cache {
	return &cache{clock: c, at: map[id.ID]*list.Element{}, recent: list.New()}
}

// get gives a copy.
func (c *cache) get(person id.ID) ([keySize]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.at[person]
	if !ok {
		return [keySize]byte{}, false
	}
	if e.Value.(*cached).until <= c.clock.Now() {
		c.remove(e)
		return [keySize]byte{}, false
	}
	c.recent.MoveToFront(e)
	return e.Value.(*cached).key, true
}

func (c *cache) put(person id.ID, key []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.at[person]; ok {
		c.remove(e)
	}
	for c.recent.Len() >= cacheSize {
		c.remove(c.recent.Back())
	}
	c.at[person] = c.recent.PushFront(&cached{person, [keySize]byte(key), c.clock.Now() + cacheAge})
}

func (c *cache) forget(person id.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.at[person]; ok {
		c.remove(e)
	}
}

// drop forgets everybody.
func (c *cache) drop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.recent.Len() > 0 {
		c.remove(c.recent.Back())
	}
}

func (c *cache) remove(e *list.Element) {
	held := c.recent.Remove(e).(*cached)
	clear(held.key[:])
	delete(c.at, held.person)
}
