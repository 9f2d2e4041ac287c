package citation_test

import (
	"fmt"
	"os"
	"testing"

	"hoso/vi/citation"
)

func TestDump(t *testing.T) {
	name := os.Getenv("DUMP")
	if name == "" {
		t.Skip()
	}
	b, _ := os.ReadFile(name)
	for _, c := range citation.Find(string(b)) {
		fmt.Printf("%q n=%s k=%s w=%s d=%s r=%s rel=%s pin=%q iss=%q ti=%q", c.Surface, c.Number, c.Kind, c.KindWord, c.Date, c.Role, c.Relation, c.Pinpoint, c.Issuer, c.Title)
		if c.Term+c.Plenum+c.AliasOf != "" || c.Year > 0 {
			fmt.Printf(" term=%s pl=%s of=%s y=%d", c.Term, c.Plenum, c.AliasOf, c.Year)
		}
		fmt.Println()
	}
}
