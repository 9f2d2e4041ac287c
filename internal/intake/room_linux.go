//go:build linux && !race

package intake

// memoryRoom is how much a child may map beside what it has mapped when it starts.
const memoryRoom = 1 << 30
