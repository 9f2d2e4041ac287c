// Package orgweb has the pages of the organisation: the tree, a unit with its
// posts and history, the forms that change them, holders and vacancies, and
// what comes in and goes out as a spreadsheet.
package orgweb
