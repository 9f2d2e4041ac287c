package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"hoso/internal/ledger"
	"hoso/internal/vault"
)

// BackupPorts are what `hoso backup` and `hoso restore` do; package app fills them.
type BackupPorts struct {
	// Backup writes one encrypted file, reading only, also beside a server.
	Backup func(ctx context.Context, o BackupOptions) (BackupDone, error)
	// Restore needs the folder's lock and leaves an entry by the operator.
	Restore func(ctx context.Context, o RestoreOptions) (Restored, error)
}

// BackupOptions say what is backed up, where to and for whom.
type BackupOptions struct {
	Dir, Database string
	To            string   // a file that does not exist, or a folder
	Recipients    []string // "age1..."; none: those of the configuration
	// Report is told how many bytes are written, of about how many.
	Report func(done, total int64)
}

// BackupDone is a backup that was made.
type BackupDone struct {
	File   string    `json:"file"`
	Bytes  int64     `json:"bytes"`
	SHA256 string    `json:"sha256"` // of the file
	Origin string    `json:"origin"`
	Made   time.Time `json:"made"`
	Size   int64     `json:"size"` // of the log
	Root   string    `json:"root"`
	Rows   int64     `json:"rows"`
	Files  int64     `json:"files"`
}

// RestoreOptions say what is restored, where to, and what it must fit.
type RestoreOptions struct {
	File, Dir, Database string
	By                  vault.BundleKey
	Witness             [][]byte
	Replace             bool // data that are there are put aside
	Report              func(done, total int64)
}

// Restored is what a restoring brought back.
type Restored struct {
	Origin string    `json:"origin"`
	Made   time.Time `json:"made"`           // of the backup
	Size   int64     `json:"size"`           // of the log
	Lost   *int64    `json:"lost,omitempty"` // at least so many entries are not in it; nil: nobody can say
	Rows   int64     `json:"rows"`
	Files  int64     `json:"files"`
	Entry  string    `json:"entry"`
	Aside  string    `json:"aside,omitempty"` // where the data lie that were there
	Again  bool      `json:"again"`           // a restoring that was interrupted was finished
	Keys   KeyGaps   `json:"keys"`
	// Findings are why it was refused, if it was: nothing was changed then.
	Findings []ledger.Finding `json:"findings,omitempty"`
}

// KeyGaps says for how many persons the data have something sealed that the keyring
// does not open.
type KeyGaps struct {
	Keyring bool  `json:"keyring"` // there is one
	Missing int64 `json:"missing"` // no key, and nobody destroyed it
	Erased  int64 `json:"erased"`  // the key was destroyed
}

func (c *commands) backup() *cobra.Command {
	var o BackupOptions
	var f format
	cmd := &cobra.Command{Use: "backup", Args: cobra.NoArgs, Short: "Sao lưu dữ liệu thành một tệp mã hóa, kể cả khi máy chủ đang chạy / back the data up into one encrypted file, also beside a running server",
		Long: "Sao lưu dữ liệu thành một tệp mã hóa cho người nhận của age. Không có khóa nào trong tệp: chùm khóa sao lưu riêng bằng hoso key bundle, thư mục keys sao riêng.\n\n" +
			"Back the data up into one file, encrypted for recipients of age. No key is in it: the keyring has its own backup, hoso key bundle, and the folder keys is copied apart. " +
			"It streams: about 10 MiB of memory and 32 bytes for each stored file, no temporary copy. On SQLite the write-ahead log grows while it runs; PostgreSQL needs pg_dump.",
		Example: "  hoso backup --data ho-so --to /media/usb --recipient age1...\n  hoso backup --data ho-so --to /media/usb/thu-hai.age --format json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.Report = c.progress()
			done, err := c.ports.Backup.Backup(cmd.Context(), o)
			if err != nil {
				return couldNotIfStopped(cmd.Context(), err)
			}
			if f == asJSON {
				return json.NewEncoder(c.Out).Encode(done)
			}
			fmt.Fprintf(c.Out, "%s: %d bytes, %d leaves, %d rows, %d files, sha256 %s\n", done.File, done.Bytes, done.Size, done.Rows, done.Files, done.SHA256)
			return nil
		}}
	cmd.Flags().StringVar(&o.Dir, "data", "", "thư mục dữ liệu / data folder")
	cmd.Flags().StringVar(&o.Database, "db", "", "địa chỉ PostgreSQL / PostgreSQL URL")
	cmd.Flags().StringVar(&o.To, "to", "", "tệp chưa có, hoặc thư mục: tên tệp khi đó theo ngày giờ / a file that does not exist, or a folder: the file is then named by date and time")
	cmd.Flags().StringArrayVar(&o.Recipients, "recipient", nil, "người nhận của age (age1...), dùng được nhiều lần; để trống theo backup_recipients của hoso.toml / a recipient of age (age1...), may be repeated; empty: backup_recipients of hoso.toml")
	cmd.Flags().Var(&f, "format", "text hoặc json / text or json")
	must(cmd.MarkFlagRequired("data"))
	must(cmd.MarkFlagRequired("to"))
	return cmd
}

func (c *commands) restore() *cobra.Command {
	var o RestoreOptions
	var f format
	var identity string
	var witness []string
	cmd := &cobra.Command{Use: "restore FILE", Args: cobra.ExactArgs(1), Short: "Khôi phục dữ liệu từ bản sao lưu / restore the data from a backup",
		Long: "Đặt lại thư mục keys trước. Bản sao lưu được đọc hết, kiểm tra với sổ cái rồi mới thay vào; dữ liệu đang có (nếu có) được cất sang bên.\n\n" +
			"Put the folder keys back first. The backup is read to its end and verified beside before it takes its place; data that are there are kept aside. " +
			"Interrupted, the same command goes on. The restoring is an entry of the ledger.",
		Example: "  hoso restore /media/usb/hoso-20260301T180000Z.age --data ho-so --identity-file khoa-nhan.txt\n" +
			"  hoso restore thu-hai.age --data ho-so --identity-file khoa-nhan.txt --replace --witness diem-chot.txt",
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			o.File, o.Report = args[0], c.progress()
			if o.By.Identities, err = readSecret(identity); err != nil {
				return err
			}
			if o.Witness, err = readWitnesses(witness); err != nil {
				return err
			}
			done, err := c.ports.Backup.Restore(cmd.Context(), o)
			if err != nil {
				return couldNotIfStopped(cmd.Context(), err)
			}
			return c.restored(done, f)
		}}
	cmd.Flags().StringVar(&o.Dir, "data", "", "thư mục dữ liệu, có sẵn thư mục keys / data folder, with its folder keys")
	cmd.Flags().StringVar(&o.Database, "db", "", "địa chỉ một cơ sở dữ liệu PostgreSQL trống / URL of an empty PostgreSQL database")
	cmd.Flags().StringVar(&identity, "identity-file", "", "tệp có dòng AGE-SECRET-KEY-... / file with a line AGE-SECRET-KEY-...")
	cmd.Flags().StringArrayVar(&witness, "witness", nil, "tệp điểm chốt giữ ở nơi khác: bản sao lưu phải khớp, hoặc cho biết mất bao nhiêu bút toán / checkpoint kept elsewhere: the backup must fit it, or it tells how many entries are lost")
	cmd.Flags().BoolVar(&o.Replace, "replace", false, "thay dữ liệu đang có của cùng sổ cái, cất bản cũ sang bên / replace data of the same log that are there, keeping them aside")
	cmd.Flags().Var(&f, "format", "text hoặc json / text or json")
	must(cmd.MarkFlagRequired("data"))
	must(cmd.MarkFlagRequired("identity-file"))
	return cmd
}

// restored tells what was restored; one that was refused for its findings is exit 1.
func (c *commands) restored(r Restored, f format) error {
	if f == asJSON {
		if err := json.NewEncoder(c.Out).Encode(r); err != nil {
			return err
		}
	} else {
		c.restoredText(r)
	}
	if len(r.Findings) > 0 {
		return exitError(exitRefused)
	}
	return nil
}

func (c *commands) restoredText(r Restored) {
	if len(r.Findings) > 0 {
		c.reportText(ledger.Report{Findings: r.Findings}, false)
		fmt.Fprintln(c.Err, "hoso: bản sao lưu không khớp sổ cái, không thay đổi gì / the backup does not fit its ledger, nothing was changed")
		return
	}
	if r.Again {
		fmt.Fprintln(c.Err, "hoso: đã làm nốt lần khôi phục dở / a restoring that was interrupted was finished")
	}
	fmt.Fprintf(c.Out, "đã khôi phục: bản sao lưu lúc %s, %d lá, %d hàng, %d tệp, bút toán %s\n", r.Made.Format(time.RFC3339), r.Size, r.Rows, r.Files, r.Entry)
	fmt.Fprintf(c.Out, "restored: backup of %s, %d leaves, %d rows, %d files, entry %s\n", r.Made.Format(time.RFC3339), r.Size, r.Rows, r.Files, r.Entry)
	if r.Lost == nil {
		fmt.Fprintln(c.Out, "bút toán sau đó không còn; không rõ bao nhiêu / entries after it are lost, nobody can say how many")
	} else if *r.Lost > 0 {
		fmt.Fprintf(c.Out, "mất ít nhất %d bút toán sau đó / at least %d entries after it are lost\n", *r.Lost, *r.Lost)
	}
	if r.Aside != "" {
		fmt.Fprintf(c.Out, "dữ liệu cũ / the data before: %s\n", r.Aside)
	}
	c.tellGaps(r.Keys)
}

// tellGaps says which keys are not of the same day as the data.
func (c *commands) tellGaps(g KeyGaps) {
	if !g.Keyring {
		fmt.Fprintln(c.Err, "hoso: chưa có chùm khóa / no keyring yet: hoso key restore FILE")
		return
	}
	if g.Erased > 0 {
		fmt.Fprintf(c.Err, "hoso: %d người có khóa đã hủy, phần niêm phong của họ không mở được nữa / persons whose key was destroyed, what was sealed stays closed\n", g.Erased)
	}
	if g.Missing > 0 {
		fmt.Fprintf(c.Err, "hoso: %d người không có khóa / persons without their key: hoso key restore FILE, gói khóa mới hơn / with a newer bundle\n", g.Missing)
	}
}

// progress tells on the error stream how far something is.
func (c *commands) progress() func(done, total int64) {
	return func(done, total int64) { fmt.Fprintf(c.Err, "hoso: %d/%d MiB\n", done>>20, total>>20) }
}

// couldNotIfStopped says of what was stopped that it could not be done, and
// nothing of the data.
func couldNotIfStopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return couldNot{ctx.Err()}
	}
	return err
}
