package orgweb

type Form struct {
	Given      string
	QuanDiem   string // want
	Generating int
	Underscore int
	X          int `json:"sentiment_now"` // want
}

type Kind string

const (
	KindUnit  Kind = "unit"
	KindOther Kind = "xếp hạng" // want
	TônGiáo   Kind = "x"        // want
)

func scoreOf() {} // want

func read() {
	rt.Get("/units/{unit}/holders", nil)
	rt.Get("/units/{unit}/to-giac", nil) // want
	f.Text("opinions")                   // want
	_ = "a score of sentences, an opinion"
}
