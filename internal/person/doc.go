// Package person knows the people in the files. So far it knows one thing: the
// directory entry, a name and where the person sits.
//
// What may be stored about a person is the closed catalogue in catalogue.go;
// archtest compares every field, column, form and schema with it. There is no
// place for anything else, and none for notes (DESIGN 2).
//
// A search over persons is posted, leaves one entry at the door for its query
// (DESIGN 5 b), and gives names in Vietnamese order.
package person
