// Package demo generates the body that `hoso demo` shows: a ministry that does
// not exist, its units and the people in them, made from a fixed seed, so that
// the same day gives the same body. The documents that it registers are real
// ones by their public facts; the texts that it sends are made up.
//
// Of people it makes a name and a post, nothing else: that is all that hoso
// knows of anybody yet.
package demo
