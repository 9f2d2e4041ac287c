// Package orgsheet reads and writes the organisation as spreadsheets: which
// columns a table has, what its lines say, what is wrong with which cell, and
// what an import of it would do. The pages and the commands that come from a
// terminal share it, so that both find the same faults.
//
// It knows neither pages nor the command line, and decides nothing: the service
// of module org plans and imports.
package orgsheet
