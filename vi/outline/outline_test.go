package outline_test

import (
	"fmt"
	"strings"

	"hoso/vi/outline"
)

// drawn writes an outline as an indented list, for reading in a test.
func drawn(nodes []outline.Node) string {
	var b strings.Builder
	depth := make([]int, len(nodes))
	for i, n := range nodes {
		if n.Parent >= 0 {
			depth[i] = depth[n.Parent] + 1
		}
		fmt.Fprintf(&b, "%s%s", strings.Repeat("  ", depth[i]), n.Kind)
		if n.Number != "" {
			b.WriteString(" " + n.Number)
		}
		if n.Quoted {
			b.WriteString(" “”")
		}
		if n.Heading != "" {
			b.WriteString(" | " + n.Heading)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
