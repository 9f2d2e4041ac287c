package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"hoso/internal/errs"
)

func (c *commands) checkpoint() *cobra.Command {
	var dir, db string
	cmd := &cobra.Command{Use: "checkpoint", Args: cobra.NoArgs, Short: "In điểm chốt mới nhất, để giữ ở nơi khác / print the newest checkpoint, to be kept elsewhere",
		Example: "  hoso checkpoint --data thu-nghiem > diem-chot.txt\n  hoso verify --data thu-nghiem --witness diem-chot.txt",
		RunE: func(cmd *cobra.Command, _ []string) error {
			signed, err := c.ports.Checkpoint(cmd.Context(), dir, db)
			if err != nil {
				return c.unread(err)
			}
			_, err = c.Out.Write(signed)
			return err
		}}
	cmd.Flags().StringVar(&dir, "data", "", "thư mục dữ liệu / data folder")
	cmd.Flags().StringVar(&db, "db", "", "địa chỉ PostgreSQL / PostgreSQL URL")
	must(cmd.MarkFlagRequired("data"))
	return cmd
}

func (c *commands) tiles() *cobra.Command {
	var dir, db, out string
	cmd := &cobra.Command{Use: "tiles", Args: cobra.NoArgs, Short: "Xuất sổ cái thành tệp tĩnh C2SP tlog-tiles / write the log as static C2SP tlog-tiles files",
		Example: "  hoso tiles --data thu-nghiem --out so-cai",
		RunE: func(cmd *cobra.Command, _ []string) error {
			leaves, err := c.ports.Tiles(cmd.Context(), dir, db, out)
			if err != nil {
				return c.unread(err)
			}
			fmt.Fprintf(c.Out, "%s: %d leaves\n", out, leaves)
			return nil
		}}
	cmd.Flags().StringVar(&dir, "data", "", "thư mục dữ liệu / data folder")
	cmd.Flags().StringVar(&db, "db", "", "địa chỉ PostgreSQL / PostgreSQL URL")
	cmd.Flags().StringVar(&out, "out", "", "thư mục mới hoặc trống để ghi vào / new or empty folder to write into")
	must(cmd.MarkFlagRequired("data"))
	must(cmd.MarkFlagRequired("out"))
	return cmd
}

// unread makes exit 3 of what is no finding about the log but a failure to
// reach it.
func (c *commands) unread(err error) error {
	var house *errs.Error
	if errors.As(err, &house) {
		return err
	}
	return couldNot{err}
}
