package demo

import (
	"embed"
)

//go:embed texts/*.txt
var texts embed.FS

// Text is a document that the demo sends: made up, and it says so.
type Text struct {
	File  string
	Data  []byte
	DueIn int // days from today by which units are to confirm
}

// Texts gives the demo's own documents in the order in which they came.
func Texts() ([]Text, error) {
	list := []Text{
		{File: "quy-dinh-ho-so.txt", DueIn: 3},
		{File: "huong-dan-gui.txt", DueIn: 10},
	}
	for i := range list {
		raw, err := texts.ReadFile("texts/" + list[i].File)
		if err != nil {
			return nil, err
		}
		list[i].Data = raw
	}
	return list, nil
}
