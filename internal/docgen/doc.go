// Package docgen makes the documents that leave hoso: tables as XLSX and CSV, and
// plain A4 pages as PDF. It lays out what it is given; every word on a page comes
// from its caller.
//
// # Rules
//
//   - A string is a string: no cell of any table is a formula, whatever it begins
//     with (SECURITY T23). XLSX stores strings as such; CSV, which has no types,
//     puts ' before what a spreadsheet might compute.
//   - Tables stream: memory does not grow with the rows. A stretch of a large XLSX
//     waits in Table.TempDir, which must lie on the data's own disk.
//   - A table names its columns with their kinds. A cell is a string, an int64 or
//     int, a clock.Date, or nil for nothing. A date that is not a full day is
//     written as text, as Vietnamese forms write it.
//   - Text in a PDF is set in NFC, in Liberation Serif, which has every Vietnamese
//     letter and is embedded. The same input gives the same bytes.
//   - Mark, when set, stands on every page and in every sheet ("THỬ NGHIỆM").
//
// # Failure
//
// A cell of another type or more cells than columns is Internal
// "docgen.table.cell". A text beyond what a spreadsheet's cell holds is Invalid
// "docgen.table.text_too_long", rows beyond its sheet Invalid
// "docgen.table.too_many_rows"; both name the place. An error of the rows or of
// the writer is returned as it is; what was written until then is no document.
package docgen
