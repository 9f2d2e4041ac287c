// Package cli is the command line: it reads flags, calls ports that package app
// fills, and turns errors into sentences and exit codes.
//
// Exit codes: 0 done or clean, 1 refused or tampered, 2 bad usage, 3 could not
// (check, read, reach): what is said is then of the machine, not of the data.
package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"hoso/internal/errs"
	"hoso/internal/intake"
	"hoso/internal/ledger"
)

// VerifyOptions say what to check and with what to compare.
type VerifyOptions struct {
	Dir      string
	Database string // "" for the folder's own
	Key      string // public key; "" for the folder's own
	Witness  [][]byte
}

// Ports are what the commands do; package app fills them.
type Ports struct {
	// Demo serves the demo of a folder ("" makes one that is thrown away) until
	// ctx ends, and says its address before.
	Demo func(ctx context.Context, dir, addr, database string, ready func(url string)) error
	// Serve serves a folder that exists.
	Serve func(ctx context.Context, dir, addr, database string, ready func(url string)) error
	// Verify checks a folder, reading only.
	Verify func(ctx context.Context, o VerifyOptions) (ledger.Report, error)
	// Receipt builds the receipt of an entry of a folder.
	Receipt func(ctx context.Context, dir, database, entry string) (ledger.Receipt, error)
	// VerifyReceipt checks a receipt with nothing but a public key.
	VerifyReceipt func(raw []byte, key string) (ledger.Entry, ledger.Checkpoint, error)
	// Checkpoint gives the newest signed checkpoint of a folder.
	Checkpoint func(ctx context.Context, dir, database string) ([]byte, error)
	// Tiles writes a folder's log as static files into out and gives its size.
	Tiles func(ctx context.Context, dir, database, out string) (leaves int64, err error)
	// Call gives a command to the folder's server, or does it in this process
	// under the folder's lock when there is none.
	Call func(ctx context.Context, c Call) (Answer, error)
	// Migrate brings a folder's database to this program's schema and gives the
	// names of what ran.
	Migrate func(ctx context.Context, dir, database string) ([]string, error)
	// Init makes a real folder and gives the one-time codes of its first accounts.
	Init func(ctx context.Context, o InitOptions) ([]Slip, error)
	// Text reads a file of text.
	Text func(ctx context.Context, name string, data []byte) (intake.Document, error)
	// Clock compares the machine's clock with a folder's log.
	Clock func(ctx context.Context, o ClockOptions) (ClockState, error)
	// Key is what the commands of the keyring do.
	Key KeyPorts
	// Backup is what the commands of backups do.
	Backup BackupPorts
}

// Streams are where the program reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// Run runs a command line and gives the exit code.
func Run(ctx context.Context, args []string, s Streams, p Ports) int {
	root := &cobra.Command{Use: "hoso", Short: "Hồ sơ và nhiệm vụ của cơ quan, có sổ cái không sửa lén được / records and duties under a ledger",
		SilenceErrors: true, SilenceUsage: true}
	root.SetArgs(args)
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	c := &commands{Streams: s, ports: p}
	root.AddCommand(c.demo(), c.init(), c.serve(), c.user(), c.verify(), c.receipt(), c.checkpoint(), c.tiles(), c.cite(), c.outline(), c.importing(), c.migrate(), c.key(), c.clock(), c.backup(), c.restore())
	completion(root)
	tellRunning(root)
	cmd, err := root.ExecuteContextC(ctx)
	return c.exit(cmd, err)
}

type commands struct {
	Streams
	ports Ports
}

// ready says the address; scripts wait for this line.
func (c *commands) ready(url string) { fmt.Fprintf(c.Out, "hoso: %s\n", url) }

func (c *commands) demo() *cobra.Command {
	var dir, addr, db string
	cmd := &cobra.Command{Use: "demo", Args: cobra.NoArgs, Short: "Chạy bản thử nghiệm với một cơ quan hư cấu / run a made-up body",
		Example: "  hoso demo\n  hoso demo --data thu-nghiem --addr 127.0.0.1:8080",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !made(dir) {
				fmt.Fprintln(c.Err, "hoso: đang lập cơ quan thử nghiệm, vài giây ... / making the demo's body, some seconds ...")
			}
			return c.ports.Demo(cmd.Context(), dir, addr, db, c.ready)
		}}
	cmd.Flags().StringVar(&dir, "data", "", "thư mục dữ liệu; để trống thì dùng thư mục tạm / data folder; empty: a temporary one")
	cmd.Flags().StringVar(&addr, "addr", "", "địa chỉ loopback; để trống theo hoso.toml, hoặc 127.0.0.1:8080 / loopback address; empty: that of hoso.toml, or 127.0.0.1:8080")
	cmd.Flags().StringVar(&db, "db", "", "địa chỉ PostgreSQL; để trống thì dùng SQLite / PostgreSQL URL; empty: SQLite")
	return cmd
}

// made reports whether a folder was made before.
func made(dir string) bool {
	if dir == "" {
		return false
	}
	_, err := os.Stat(filepath.Join(dir, "keys", "log.key"))
	return err == nil
}

func (c *commands) serve() *cobra.Command {
	var dir, addr, db string
	cmd := &cobra.Command{Use: "serve", Args: cobra.NoArgs, Short: "Mở một thư mục đã có / serve a folder that exists",
		Example: "  hoso serve --data thu-nghiem\n  hoso serve --data /srv/hoso",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.ports.Serve(cmd.Context(), dir, addr, db, c.ready)
		}}
	cmd.Flags().StringVar(&dir, "data", "", "thư mục dữ liệu / data folder")
	cmd.Flags().StringVar(&addr, "addr", "", "địa chỉ; không phải loopback thì cần tls_cert và tls_key trong hoso.toml; để trống theo hoso.toml, hoặc 127.0.0.1:8080 / address; other than loopback it needs tls_cert and tls_key of hoso.toml; empty: that of hoso.toml, or 127.0.0.1:8080")
	cmd.Flags().StringVar(&db, "db", "", "địa chỉ PostgreSQL / PostgreSQL URL")
	must(cmd.MarkFlagRequired("data"))
	return cmd
}

func (c *commands) verify() *cobra.Command {
	var o VerifyOptions
	var keyFile string
	var witness []string
	var format format
	cmd := &cobra.Command{Use: "verify", Args: cobra.NoArgs, Short: "Kiểm tra dữ liệu với sổ cái / check the data against its ledger",
		Example: "  hoso verify --data thu-nghiem\n  hoso verify --data thu-nghiem --witness diem-chot.txt --key log.vkey",
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			if o.Witness, err = readWitnesses(witness); err != nil {
				return err
			}
			if o.Key, err = readKey(keyFile); err != nil {
				return err
			}
			r, err := c.ports.Verify(cmd.Context(), o)
			if err != nil {
				return couldNot{err}
			}
			return c.report(r, format, keyFile == "")
		}}
	cmd.Flags().StringVar(&o.Dir, "data", "", "thư mục dữ liệu / data folder")
	cmd.Flags().StringVar(&o.Database, "db", "", "địa chỉ PostgreSQL / PostgreSQL URL")
	cmd.Flags().StringVar(&keyFile, "key", "", "tệp khóa công khai của sổ cái / file of the log's public key")
	cmd.Flags().StringArrayVar(&witness, "witness", nil, "tệp điểm chốt giữ ở nơi khác / checkpoint kept elsewhere")
	cmd.Flags().Var(&format, "format", "text hoặc json / text or json")
	must(cmd.MarkFlagRequired("data"))
	return cmd
}

// readWitnesses reads checkpoints that were kept elsewhere. A file that is no
// checkpoint at all testifies neither for the log nor against it: Unavailable
// "ledger.witness.malformed".
func readWitnesses(files []string) ([][]byte, error) {
	var list [][]byte
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if err := ledger.CheckForm(raw); err != nil {
			return nil, errs.Unavailable("ledger.witness.malformed", errs.Str("file", file)).Because(err)
		}
		list = append(list, raw)
	}
	return list, nil
}

func readKey(file string) (string, error) {
	if file == "" {
		return "", nil
	}
	raw, err := os.ReadFile(file)
	for len(raw) > 0 && raw[len(raw)-1] <= ' ' {
		raw = raw[:len(raw)-1]
	}
	return string(raw), err
}

// report prints what a verification found; tampered is exit 1.
func (c *commands) report(r ledger.Report, format format, ownKey bool) error {
	if format == asJSON {
		if err := json.NewEncoder(c.Out).Encode(r); err != nil {
			return err
		}
	} else {
		c.reportText(r, ownKey)
	}
	if !r.Clean() {
		return exitError(1)
	}
	return nil
}

func (c *commands) reportText(r ledger.Report, ownKey bool) {
	if r.Clean() {
		fmt.Fprintf(c.Out, "không sai lệch: %d lá, %d đã ký, %d chờ ký, %d hàng có bút toán, %d hàng suy ra, %d tệp, %d khóa\n",
			r.Leaves, r.Size, r.Pending, r.Rows, r.Derived, r.Files, r.Keys)
		fmt.Fprintf(c.Out, "clean: %d leaves, %d signed, %d pending, %d governed rows, %d derived rows, %d files, %d keys\n",
			r.Leaves, r.Size, r.Pending, r.Rows, r.Derived, r.Files, r.Keys)
	}
	for _, f := range r.Findings {
		fmt.Fprintf(c.Out, "%s %s %s", f.Table, f.Row, f.What)
		if f.Note != "" {
			fmt.Fprintf(c.Out, " (%s)", f.Note)
		}
		fmt.Fprintln(c.Out)
	}
	if r.Locked {
		fmt.Fprintln(c.Err, "hoso: chùm khóa chưa mở nên chưa kiểm tra khóa, và tệp về người chỉ kiểm tra phần đã niêm phong; hãy nêu tệp giữ cụm mật khẩu trong HOSO_PASSPHRASE_FILE / the keyring was not opened: its keys were not checked, and of files about persons only the sealed bytes; name the file of its passphrase in HOSO_PASSPHRASE_FILE")
	}
	if ownKey {
		fmt.Fprintln(c.Err, "hoso: đã so với chính khóa của thư mục; hãy thêm --key để tin một bản sao khác của khóa / compared with the folder's own key; give --key to trust another copy of it")
	}
}

func (c *commands) receipt() *cobra.Command {
	cmd := group("receipt", "Lấy và kiểm tra biên nhận / take and check receipts")
	var dir, db, keyFile string
	get := &cobra.Command{Use: "get ENTRY", Args: cobra.ExactArgs(1), Short: "In biên nhận của một bút toán / print the receipt of an entry",
		Example: "  hoso receipt get ent_abc... --data thu-nghiem > bien-nhan.json",
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := c.ports.Receipt(cmd.Context(), dir, db, args[0])
			if err != nil {
				return err
			}
			e := json.NewEncoder(c.Out)
			e.SetIndent("", " ")
			return e.Encode(r)
		}}
	get.Flags().StringVar(&dir, "data", "", "thư mục dữ liệu / data folder")
	get.Flags().StringVar(&db, "db", "", "địa chỉ PostgreSQL / PostgreSQL URL")
	must(get.MarkFlagRequired("data"))
	check := &cobra.Command{Use: "verify FILE", Args: cobra.ExactArgs(1), Short: "Kiểm tra một biên nhận, không cần mạng / check a receipt without network",
		Example: "  hoso receipt verify bien-nhan.json --key log.vkey",
		RunE: func(_ *cobra.Command, args []string) error {
			raw, err := os.ReadFile(args[0])
			if err != nil {
				return err
			}
			key, err := readKey(keyFile)
			if err != nil {
				return err
			}
			e, cp, err := c.ports.VerifyReceipt(raw, key)
			if errs.Is(err, errs.KindUnavailable) {
				return err
			}
			if err != nil {
				fmt.Fprintf(c.Out, "refused: %v\n", err)
				return exitError(1)
			}
			fmt.Fprintf(c.Out, "genuine: %s %s at %s, in the log %s of %d leaves\n", e.Outcome, e.Action, e.At.Time().Format("2006-01-02T15:04:05Z"), cp.Origin, cp.Size)
			return nil
		}}
	check.Flags().StringVar(&keyFile, "key", "", "tệp khóa công khai của sổ cái / file of the log's public key")
	must(check.MarkFlagRequired("key"))
	cmd.AddCommand(get, check)
	return cmd
}

// must is for flags that this file itself declares.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
