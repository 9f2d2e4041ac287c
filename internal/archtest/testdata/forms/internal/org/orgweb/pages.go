package orgweb

import "hoso/internal/errs"

func read() {
	f.Text("given")
	f.Day("from")
	c.text("nickname") // want
	f.Text("remark")   // want
	f.Int("stars")     // want
	errs.Int("max", 3)
	_ = web.Field{Name: "family"}
	_ = web.Field{Name: "colour"} // want
}
