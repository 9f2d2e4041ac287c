//go:build !race

package testenv

const slow = 1
