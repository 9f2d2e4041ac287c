// Package archtest holds the tree to the house rules (STYLE, DESIGN 2 to 6) as
// ordinary tests.
//
// A Rule is a value: its name, the reason for it, and a check over a Tree of
// parsed sources. Sources are read with go/parser and by line; nothing shells
// out to the go command, whose answer the test cache would keep after a
// violation. For every rule testdata/NAME is a small tree that breaks it: each
// line that ends in the word "want" must be found, and no other.
//
// What may be is listed, not what may not: packages with their imports
// (edges.go), foreign modules by package (modules.go), what is stored about a
// person (person.Catalogue, and beside.go for what stands next to it). A new
// module adds its lines there. Each exception carries its reason.
//
// Sizes are a report (go test -v -run Sizes), not a rule.
package archtest
