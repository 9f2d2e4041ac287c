//go:build !race

package app_test

// others is how many points a sample takes besides those that it always takes.
const others = 3
