//go:build race

package app_test

// others is how many points a sample takes besides those that it always takes.
// The detector makes every child ten times slower and sees nothing in them.
const others = 0
