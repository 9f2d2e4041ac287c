package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"hoso/internal/errs"
	"hoso/internal/vault"
)

// KeyPorts are what `hoso key` does; package app fills them. All but Status need
// the folder's lock and leave an entry by the operator.
type KeyPorts struct {
	Status func(ctx context.Context, dir string) (vault.Status, error)
	// Make makes the keyring of a folder that has none.
	Make func(ctx context.Context, o KeyOptions, by NewKeyring) (vault.Status, error)
	// Rotate replaces the master key, or goes on with replacing it.
	Rotate  func(ctx context.Context, o KeyOptions) (vault.Status, error)
	Bundle  func(ctx context.Context, o KeyOptions, file string, to vault.BundleKey) (vault.Status, error)
	Restore func(ctx context.Context, o KeyOptions, file string, by vault.BundleKey) (vault.Status, error)
	// Provider opens the master keys another way from now on, and replaces them: by
	// a file, or with fresh != nil by the passphrase that it gives.
	Provider func(ctx context.Context, o KeyOptions, file string, fresh func() ([]byte, error)) (vault.Status, error)
}

// NewKeyring says what is to open a keyring that is made: a key file, or a
// passphrase, for which Passphrase looks in the file that was given, else in the one
// that is named, and asks for it otherwise.
type NewKeyring struct {
	KeyFile    string
	Passphrase func(named string) ([]byte, error)
}

// newKeyringFlags say the same on the command line.
type newKeyringFlags struct{ keyFile, passphrase string }

func (f *newKeyringFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.keyFile, "key-file", "", "mở chùm khóa bằng tệp khóa 32 byte, lập nếu chưa có; hoặc credential:TÊN của systemd / open the keyring by a key file of 32 bytes, made when absent; or systemd's credential:NAME")
	cmd.Flags().StringVar(&f.passphrase, "passphrase-file", "",
		"tệp giữ cụm mật khẩu, - là đầu vào chuẩn; để trống thì hỏi / file with the passphrase, - for standard input; empty: asked for")
	cmd.MarkFlagsMutuallyExclusive("key-file", "passphrase-file")
}

func (c *commands) newKeyring(f *newKeyringFlags) NewKeyring {
	return NewKeyring{KeyFile: f.keyFile, Passphrase: func(named string) ([]byte, error) {
		return newPassphrase(c.Streams, cmp.Or(f.passphrase, named), askKeyringNew, askAgain)
	}}
}

// KeyOptions say which folder, and what opens its keyring.
type KeyOptions struct {
	Dir, Database string
	// Passphrase is asked only when the keyring is opened by one: in the file that a flag
	// gave, else in named, which the folder's configuration gives.
	Passphrase func(named string) ([]byte, error)
	// Report is told how many keys are wrapped anew, of how many.
	Report func(done, total int64)
	// Gaps is told, after a restoring, which keys the data still want.
	Gaps func(KeyGaps)
}

// keyFlags are those of every `hoso key`.
type keyFlags struct {
	dir, db, passphrase string
	format              format
}

func (c *commands) key() *cobra.Command {
	cmd := group("key", "Chùm khóa: trạng thái, thay khóa chủ, sao lưu / the keyring: where it stands, rotation, its backup")
	cmd.AddCommand(c.keyStatus(), c.keyMake(), c.keyRotate(), c.keyBundle(), c.keyRestore(), c.keyProvider())
	return cmd
}

func (f *keyFlags) add(cmd *cobra.Command, opens bool) *cobra.Command {
	cmd.Flags().StringVar(&f.dir, "data", "", "thư mục dữ liệu / data folder")
	cmd.Flags().Var(&f.format, "format", "text hoặc json / text or json")
	if opens {
		cmd.Flags().StringVar(&f.db, "db", "", "địa chỉ PostgreSQL / PostgreSQL URL")
		cmd.Flags().StringVar(&f.passphrase, "passphrase-file", "",
			"tệp giữ cụm mật khẩu, - là đầu vào chuẩn; để trống thì hỏi / file with the passphrase, - for standard input; empty: asked for")
	}
	must(cmd.MarkFlagRequired("data"))
	return cmd
}

// options are read where the command runs.
func (c *commands) keyOptions(f *keyFlags) KeyOptions {
	return KeyOptions{Dir: f.dir, Database: f.db,
		Passphrase: func(named string) ([]byte, error) {
			return Passphrase(c.Streams, cmp.Or(f.passphrase, named), AskKeyring)
		},
		Report: func(done, total int64) { fmt.Fprintf(c.Err, "hoso: %d/%d\n", done, total) },
		Gaps:   c.tellGaps}
}

// AskKeyring is what is asked at the terminal for the keyring's passphrase.
const AskKeyring = "Cụm mật khẩu của chùm khóa / the keyring's passphrase"

// What else is asked.
const (
	askKeyringNew = "Cụm mật khẩu mở chùm khóa, ít nhất 15 ký tự; mất là mất hẳn hồ sơ / passphrase of the keyring, 15 characters or more; lost, the files are lost for good"
	askFresh      = "Cụm mật khẩu mới / the new passphrase"
	askBundle     = "Cụm mật khẩu của gói khóa / the bundle's passphrase"
	askAgain      = "Nhập lại / once more"
)

func (c *commands) keyStatus() *cobra.Command {
	var f keyFlags
	return f.add(&cobra.Command{Use: "status", Args: cobra.NoArgs, Short: "Chùm khóa đang ở bước nào / where the keyring stands",
		Example: "  hoso key status --data ho-so\n  hoso key status --data ho-so --format json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := c.ports.Key.Status(cmd.Context(), f.dir)
			return c.keyAnswer(s, err, f.format)
		}}, false)
}

func (c *commands) keyMake() *cobra.Command {
	var f keyFlags
	var by newKeyringFlags
	cmd := f.add(&cobra.Command{Use: "make", Args: cobra.NoArgs, Short: "Lập chùm khóa cho thư mục chưa có / make the keyring of a folder that has none",
		Example: "  hoso key make --data ho-so\n  hoso key make --data ho-so --key-file /media/usb/hoso.key",
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := c.ports.Key.Make(cmd.Context(), c.keyOptions(&f), c.newKeyring(&by))
			return c.keyAnswer(s, err, f.format)
		}}, false)
	cmd.Flags().StringVar(&f.db, "db", "", "địa chỉ PostgreSQL / PostgreSQL URL")
	by.add(cmd)
	return cmd
}

func (c *commands) keyRotate() *cobra.Command {
	var f keyFlags
	return f.add(&cobra.Command{Use: "rotate", Args: cobra.NoArgs, Short: "Thay khóa chủ, hoặc làm tiếp lần thay dở / replace the master key, or go on with it",
		Example: "  hoso key rotate --data ho-so\n  hoso key rotate --data ho-so --passphrase-file /run/hoso/cum-mat-khau",
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := c.ports.Key.Rotate(cmd.Context(), c.keyOptions(&f))
			return c.keyAnswer(s, err, f.format)
		}}, true)
}

// bundleFlags say what seals or opens a bundle.
type bundleFlags struct{ recipient, identity, passphrase string }

func (c *commands) keyBundle() *cobra.Command {
	var f keyFlags
	var b bundleFlags
	cmd := f.add(&cobra.Command{Use: "bundle FILE", Args: cobra.ExactArgs(1), Short: "Sao lưu chùm khóa, thay bản trước / back the keyring up, replacing the backup before",
		Example: "  hoso key bundle /media/usb/khoa.age --data ho-so --recipient age1...\n  hoso key bundle /media/usb/khoa.age --data ho-so --bundle-passphrase-file -",
		RunE: func(cmd *cobra.Command, args []string) error {
			to := vault.BundleKey{Recipient: b.recipient}
			if to.Recipient == "" {
				var err error
				if to.Passphrase, err = newPassphrase(c.Streams, b.passphrase, askBundle, askAgain); err != nil {
					return ofBundle(err)
				}
			}
			s, err := c.ports.Key.Bundle(cmd.Context(), c.keyOptions(&f), args[0], to)
			return c.keyAnswer(s, err, f.format)
		}}, true)
	cmd.Flags().StringVar(&b.recipient, "recipient", "", "người nhận của age (age1...); gói khóa sẽ được tự làm lại khi cần / a recipient of age (age1...); the bundle is then made again by itself")
	cmd.Flags().StringVar(&b.passphrase, "bundle-passphrase-file", "", "tệp giữ cụm mật khẩu của gói khóa / file with the bundle's passphrase")
	cmd.MarkFlagsMutuallyExclusive("recipient", "bundle-passphrase-file")
	return cmd
}

// ofBundle says of a passphrase that nobody gave that it is the bundle's: Invalid
// "cli.bundle.passphrase".
func ofBundle(err error) error {
	if err != nil && errs.Of(err).Code == "vault.passphrase.none" {
		return errs.Invalid("cli.bundle.passphrase").Because(err)
	}
	return err
}

func (c *commands) keyRestore() *cobra.Command {
	var f keyFlags
	var b bundleFlags
	cmd := f.add(&cobra.Command{Use: "restore FILE", Args: cobra.ExactArgs(1), Short: "Khôi phục chùm khóa từ gói khóa / restore the keyring from its bundle",
		Example: "  hoso key restore /media/usb/khoa.age --data ho-so --identity-file khoa-nhan.txt",
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			var by vault.BundleKey
			if b.identity != "" {
				by.Identities, err = readSecret(b.identity)
			} else {
				by.Passphrase, err = Passphrase(c.Streams, b.passphrase, askBundle)
				err = ofBundle(err)
			}
			if err != nil {
				return err
			}
			s, err := c.ports.Key.Restore(cmd.Context(), c.keyOptions(&f), args[0], by)
			return c.keyAnswer(s, err, f.format)
		}}, true)
	cmd.Flags().StringVar(&b.identity, "identity-file", "", "tệp có dòng AGE-SECRET-KEY-... / file with a line AGE-SECRET-KEY-...")
	cmd.Flags().StringVar(&b.passphrase, "bundle-passphrase-file", "", "tệp giữ cụm mật khẩu của gói khóa / file with the bundle's passphrase")
	cmd.MarkFlagsMutuallyExclusive("identity-file", "bundle-passphrase-file")
	return cmd
}

func (c *commands) keyProvider() *cobra.Command {
	var f keyFlags
	var file, fresh string
	cmd := f.add(&cobra.Command{Use: "provider passphrase|file", Args: cobra.ExactArgs(1), ValidArgs: []string{vault.ByPassphrase, vault.ByFile},
		Short: "Đổi cách mở khóa chủ, rồi thay khóa chủ / open the master key another way, and replace it",
		Example: "  hoso key provider passphrase --data ho-so\n  hoso key provider file --data ho-so --key-file /media/usb/hoso.key\n" +
			"  hoso key provider file --data ho-so --key-file credential:hoso-key",
		RunE: func(cmd *cobra.Command, args []string) error {
			o := c.keyOptions(&f)
			var ask func() ([]byte, error)
			switch {
			case args[0] == vault.ByPassphrase && file == "":
				ask = func() ([]byte, error) { return newPassphrase(c.Streams, fresh, askFresh, askAgain) }
			case args[0] != vault.ByFile || fresh != "":
				return usageError("passphrase | file --key-file FILE")
			}
			s, err := c.ports.Key.Provider(cmd.Context(), o, file, ask)
			return c.keyAnswer(s, err, f.format)
		}}, true)
	cmd.Flags().StringVar(&file, "key-file", "", "tệp khóa 32 byte, lập nếu chưa có; hoặc credential:TÊN của systemd; để trống: keys/keyring.key trong thư mục dữ liệu / key file of 32 bytes, made when absent; or systemd's credential:NAME; empty: keys/keyring.key in the folder")
	cmd.Flags().StringVar(&fresh, "new-passphrase-file", "", "tệp giữ cụm mật khẩu mới / file with the new passphrase")
	return cmd
}

// keyStanding is a keyring's standing as JSON.
type keyStanding struct {
	Keyring  string     `json:"keyring"`
	Provider string     `json:"provider"`
	KeyFile  string     `json:"key_file,omitempty"`
	Epoch    int64      `json:"epoch"`
	Next     vault.Step `json:"next"` // "" when nothing is to be done
	Left     int64      `json:"left"` // keys that wait to be wrapped anew
	Bundled  int64      `json:"bundled"`
	Bundle   string     `json:"bundle,omitempty"`
}

func (c *commands) keyAnswer(s vault.Status, err error, f format) error {
	if err != nil {
		return err
	}
	if f == asJSON {
		return json.NewEncoder(c.Out).Encode(keyStanding{s.Keyring, s.By.Provider, s.By.File, s.Epoch, s.Next, s.Left, s.Bundled, s.Bundle.File})
	}
	fmt.Fprintf(c.Out, "%s: %s, epoch %d\n", s.Keyring, strings.TrimSpace(s.By.Provider+" "+s.By.File), s.Epoch)
	switch {
	case s.Next == vault.StepBundle:
		fmt.Fprintf(c.Out, "gói khóa %s đã cũ, hãy làm lại / the bundle is of epoch %d, make it again: hoso key bundle %s\n", s.Bundle.File, s.Bundled, s.Bundle.File)
	case s.Next != vault.StepNone:
		fmt.Fprintf(c.Out, "đang thay khóa chủ, bước %s, còn %d / rotation at %s, %d left: hoso key rotate\n", s.Next, s.Left, s.Next, s.Left)
	case s.Bundled == 0:
		fmt.Fprintln(c.Out, "chưa có bản sao lưu / no backup yet: hoso key bundle FILE")
	}
	return nil
}
