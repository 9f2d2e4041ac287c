package cli

import (
	"bufio"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"hoso/vi"
	"hoso/vi/outline"
)

func (c *commands) outline() *cobra.Command {
	var format format
	cmd := &cobra.Command{Use: "outline FILE|-", Args: cobra.ExactArgs(1),
		Short: "Đọc bố cục văn bản: chương, điều, khoản, điểm / read which parts a text has",
		Long: "Đọc bố cục văn bản: chương, điều, khoản, điểm.\nRead which parts a text has: chapters, articles, clauses, points.\n\n" + readsText +
			"Mỗi dòng một phần: vị trí, mã của phần, tiêu đề.\nOne part a line: place, id, heading.",
		Example: "  hoso outline nghi-dinh.docx\n  hoso outline --format json - < nghi-dinh.txt",
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := c.text(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			return c.parts(outline.Read(text), format)
		}}
	cmd.Flags().Var(&format, "format", "text hoặc json / text or json")
	return cmd
}

// parts prints an outline: one object a line, or an indented list with the span,
// the id and the heading of each part.
func (c *commands) parts(nodes []outline.Node, format format) error {
	out := bufio.NewWriter(c.Out)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	depth := make([]int, len(nodes))
	for i, n := range nodes {
		if format == asJSON {
			if err := enc.Encode(n); err != nil {
				return err
			}
			continue
		}
		if n.Parent >= 0 {
			depth[i] = depth[n.Parent] + 1
		}
		line := fmt.Sprintf("%d-%d\t%s%s\t%s", n.Start, n.End, strings.Repeat("  ", depth[i]), n.ID, vi.Clean(n.Heading))
		fmt.Fprintln(out, strings.TrimRight(line, "\t"))
	}
	return out.Flush()
}
