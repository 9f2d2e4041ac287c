// Package personweb has the pages of files: finding people, opening a file for a
// purpose, keeping it, and what everybody sees of their own. Whatever shows more
// of a person than a directory does passes the door first; a person's name and
// number stand in no address.
package personweb
