package cli

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"
)

// ClockOptions say which folder's log the machine's clock is compared with, and
// whether the clock is accepted as it is.
type ClockOptions struct {
	Dir, Database string
	Accept        bool
}

// ClockState is how the machine's clock stands to the newest entry.
type ClockState struct {
	Now    string `json:"now"`
	Newest string `json:"newest"` // what the newest entry claims
	Behind bool   `json:"behind"` // too far to record anything
}

func (c *commands) clock() *cobra.Command {
	var o ClockOptions
	var f format
	cmd := &cobra.Command{Use: "clock", Args: cobra.NoArgs, Short: "So đồng hồ của máy với sổ cái / compare the machine's clock with the log",
		Long: "Chỉ dùng --accept khi đồng hồ bây giờ đúng và trước đó đã chạy nhanh; việc này để lại một bút toán.\n" +
			"--accept is for a clock that is right now and was fast before; it leaves an entry.",
		Example: "  hoso clock --data ho-so\n  hoso clock --data ho-so --accept",
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := c.ports.Clock(cmd.Context(), o)
			if err != nil {
				return err
			}
			if f == asJSON {
				err = json.NewEncoder(c.Out).Encode(s)
			} else {
				fmt.Fprintf(c.Out, "đồng hồ của máy / the machine's clock: %s\nbút toán mới nhất / the newest entry: %s\n", s.Now, s.Newest)
			}
			if err == nil && s.Behind {
				return exitError(exitFailed)
			}
			return err
		}}
	cmd.Flags().StringVar(&o.Dir, "data", "", "thư mục dữ liệu / data folder")
	cmd.Flags().StringVar(&o.Database, "db", "", "địa chỉ PostgreSQL / PostgreSQL URL")
	cmd.Flags().BoolVar(&o.Accept, "accept", false, "ghi nhận đồng hồ bây giờ là đúng / record that the clock is right now")
	cmd.Flags().Var(&f, "format", "text hoặc json / text or json")
	must(cmd.MarkFlagRequired("data"))
	return cmd
}
