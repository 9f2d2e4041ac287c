package access

import "hoso/internal/id"

// Facts are the columns of an object on which access decides; there are no
// others (DESIGN 7).
type Facts struct {
	Object       Object
	Unit         id.ID // the unit it belongs to
	ManagingUnit id.ID // the unit that manages it by decentralisation
	Label        Label
	State        string
	Subject      id.ID // the person that it is about, if any
}
