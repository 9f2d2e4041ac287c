//go:build race

package testenv

// slow is how much longer a step takes under the race detector: SQLite is
// transpiled, and every access of its memory is watched.
const slow = 50
