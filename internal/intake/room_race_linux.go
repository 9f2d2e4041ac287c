//go:build linux && race

package intake

// memoryRoom has room for what the race detector notes of each byte and each goroutine.
const memoryRoom = 16 << 30
