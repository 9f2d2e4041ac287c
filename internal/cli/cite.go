package cli

import (
	"bufio"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"hoso/vi"
	"hoso/vi/citation"
)

// cited is a citation as JSON: one object a line.
type cited struct {
	Start   int     `json:"start"`
	End     int     `json:"end"`
	Surface string  `json:"surface"`
	Number  *string `json:"number"`
	Kind    string  `json:"kind"`
	Date    string  `json:"date"`
	Role    string  `json:"role"`

	KindWord string   `json:"kind_word,omitempty"`
	Issuer   string   `json:"issuer,omitempty"`
	Title    string   `json:"title,omitempty"`
	Year     int      `json:"year,omitempty"`
	Term     string   `json:"term,omitempty"`
	Plenum   string   `json:"plenum,omitempty"`
	AliasOf  string   `json:"alias_of,omitempty"`
	Relation string   `json:"relation,omitempty"`
	Pinpoint []string `json:"pinpoint,omitempty"`
}

func citedOf(x citation.Citation) cited {
	o := cited{Start: x.Start, End: x.End, Surface: x.Surface, Kind: x.Kind, Date: x.Date, Role: x.Role, KindWord: x.KindWord, Issuer: x.Issuer,
		Title: x.Title, Year: x.Year, Term: x.Term, Plenum: x.Plenum, AliasOf: x.AliasOf, Relation: x.Relation, Pinpoint: x.Pinpoint}
	if x.Number != "" {
		o.Number = &x.Number
	}
	return o
}

func (c *commands) cite() *cobra.Command {
	var format format
	cmd := &cobra.Command{Use: "cite FILE|-", Args: cobra.ExactArgs(1), Short: "Tìm văn bản được viện dẫn / find the documents that a text cites",
		Long: "Tìm văn bản được viện dẫn trong một văn bản.\nFind the documents that a text cites.\n\n" + readsText +
			"Mỗi dòng một chỗ viện dẫn: vị trí, số, loại, ngày, vai trò, quan hệ, nguyên văn.\n" +
			"One citation a line: place, number, kind, date, role, relation, and the words themselves.",
		Example: "  hoso cite quyet-dinh.docx\n  hoso cite --format json - < quyet-dinh.txt",
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := c.text(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			return c.citations(text, format)
		}}
	cmd.Flags().Var(&format, "format", "text hoặc json / text or json")
	return cmd
}

// citations prints what a text cites: one object a line, or one line of columns
// parted by tabs.
func (c *commands) citations(text string, format format) error {
	out := bufio.NewWriter(c.Out)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for _, x := range citation.Find(text) {
		if format == asJSON {
			if err := enc.Encode(citedOf(x)); err != nil {
				return err
			}
			continue
		}
		columns := []string{x.Number, x.Kind, x.Date, x.Role, x.Relation, vi.Clean(x.Surface)}
		fmt.Fprintf(out, "%d-%d\t%s\n", x.Start, x.End, strings.Join(columns, "\t"))
	}
	return out.Flush()
}
