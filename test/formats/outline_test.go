package formats

import (
	"strings"

	"hoso/vi/outline"
)

func init() { compared["parts of the outline"] = tree }

// tree gives kind, name and heading of each part; the name has those above it.
func tree(text string) []string {
	var list []string
	for _, n := range outline.Read(text) {
		list = append(list, strings.Join([]string{string(n.Kind), n.ID, n.Heading}, " "))
	}
	return list
}
