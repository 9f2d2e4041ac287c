package cli

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"hoso/internal/errs"
	"hoso/internal/i18n"
)

// Call is a command to a folder, with a person's token.
type Call struct {
	Dir      string
	Database string // "" for the folder's own
	Path     string // "/v1/..."
	Query    url.Values
	Token    string
	Operator bool     // without a token, by whoever is at the machine; only with no server
	Key      [16]byte // the same for each try of one command
	Body     []byte
}

// Answer is what came back: an HTTP status and JSON.
type Answer struct {
	Status int
	Body   []byte
}

// fault is an error in an answer.
type fault struct {
	Code     string  `json:"code"`
	Sentence string  `json:"sentence"`
	Parts    []fault `json:"parts"`
}

// imported is the answer to an import.
type imported struct {
	fault
	Done   bool        `json:"done"`
	New    int64       `json:"new"`
	Change int64       `json:"change"`
	Same   int64       `json:"same"`
	Faults []cellFault `json:"faults"`
	Errors []byte      `json:"errors"`
}

type cellFault struct {
	fault
	Row    int    `json:"row"`
	Column string `json:"column"`
}

// importFlags are the flags of an import.
type importFlags struct {
	dir, db, token, errors string
	lang                   lang
	dry                    bool
	format                 format
}

func (c *commands) importing() *cobra.Command {
	cmd := group("import", "Nhập bảng tính vào cây tổ chức / import spreadsheets of the organisation")
	cmd.AddCommand(
		c.importOf("units", "Nhập đơn vị / import units", "don-vi.xlsx"),
		c.importOf("holders", "Nhập người giữ chức danh / import who sits in which post", "nguoi.csv"))
	return cmd
}

func (c *commands) importOf(what, short, file string) *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{Use: what + " FILE|-", Args: cobra.ExactArgs(1), Short: short,
		Example: "  hoso import " + what + " " + file + " --data thu-nghiem --token-file ma.txt --dry-run\n" +
			"  hoso import " + what + " " + file + " --data thu-nghiem --token-file ma.txt --errors loi.xlsx",
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.doImport(cmd.Context(), "/v1/import/"+what, args[0], &f)
		}}
	cmd.Flags().StringVar(&f.dir, "data", "", "thư mục dữ liệu / data folder")
	cmd.Flags().StringVar(&f.db, "db", "", "địa chỉ PostgreSQL / PostgreSQL URL")
	cmd.Flags().StringVar(&f.token, "token-file", "", "tệp giữ mã truy cập, lập ở trang “Mã truy cập” / file with a token, made on the page Tokens")
	cmd.Flags().BoolVar(&f.dry, "dry-run", false, "chỉ kiểm tra, không thay đổi gì / check only, change nothing")
	cmd.Flags().StringVar(&f.errors, "errors", "", "ghi các dòng lỗi kèm giải thích ra tệp XLSX này / write the rows with faults, explained, to this XLSX file")
	cmd.Flags().Var(&f.lang, "lang", "ngôn ngữ của lời giải thích / language of what is said")
	cmd.Flags().Var(&f.format, "format", "text hoặc json / text or json")
	must(cmd.MarkFlagRequired("data"))
	must(cmd.MarkFlagRequired("token-file"))
	return cmd
}

func (c *commands) doImport(ctx context.Context, path, file string, f *importFlags) error {
	token, err := readToken(f.token)
	if err != nil {
		return err
	}
	data, err := c.read(file)
	if err != nil {
		return err
	}
	call := Call{Dir: f.dir, Database: f.db, Path: path, Token: token, Body: data,
		Query: url.Values{"name": {filepath.Base(file)}, "lang": {f.lang.String()}}}
	if f.dry {
		call.Query.Set("dry", "1")
	}
	if f.errors != "" {
		call.Query.Set("errors", "1")
	}
	if _, err := rand.Read(call.Key[:]); err != nil {
		return err
	}
	answer, err := c.ports.Call(ctx, call)
	if err != nil {
		return err
	}
	return c.importAnswer(answer, f)
}

// readToken reads a token that nobody else on this machine may read: Invalid
// "cli.token.open".
func readToken(file string) (string, error) {
	info, err := os.Stat(file)
	if err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 {
		err = errs.Invalid("cli.token.open", errs.Str("file", file), errs.Str("mode", info.Mode().Perm().String()))
	}
	if err != nil {
		return "", err
	}
	return readKey(file)
}

// importAnswer prints an answer: exit 1 when something was refused, 3 when the
// server could not do it.
func (c *commands) importAnswer(answer Answer, f *importFlags) error {
	var a imported
	if err := json.Unmarshal(answer.Body, &a); err != nil {
		return fmt.Errorf("answer %d: %w", answer.Status, err)
	}
	if len(a.Errors) > 0 {
		if err := os.WriteFile(f.errors, a.Errors, 0o600); err != nil {
			return err
		}
	}
	l := i18n.Lang(f.lang.String())
	switch {
	case f.format == asJSON:
		if _, err := c.Out.Write(append(bytes.TrimSpace(answer.Body), '\n')); err != nil {
			return err
		}
	case a.Code != "" && a.Faults == nil:
		c.faults(a.fault)
	default:
		c.importText(l, &a, f)
	}
	switch {
	case answer.Status >= 500:
		return exitError(exitFailed)
	case a.Code != "" || len(a.Faults) > 0:
		return exitError(exitRefused)
	}
	return nil
}

func (c *commands) importText(l i18n.Lang, a *imported, f *importFlags) {
	for _, x := range a.Faults {
		fmt.Fprintf(c.Out, "%s %d\t%s\t%s\n", l.T("cli.import.row"), x.Row, x.Column, x.Sentence)
	}
	for _, n := range []struct {
		count int64
		label string
	}{{a.New, l.T("org.import.new")}, {a.Change, l.T("org.import.change")}, {a.Same, l.T("org.import.same")}, {int64(len(a.Faults)), l.T("org.import.wrong_cells")}} {
		fmt.Fprintf(c.Out, "%d %s\n", n.count, n.label)
	}
	switch {
	case len(a.Errors) > 0:
		fmt.Fprintln(c.Out, l.T("cli.import.faults", errs.Str("file", f.errors)))
	case len(a.Faults) > 0:
		fmt.Fprintln(c.Out, l.T("org.import.mend"))
	case !a.Done:
		fmt.Fprintln(c.Out, l.T("cli.import.dry"))
	case a.New+a.Change == 0:
		fmt.Fprintln(c.Out, l.T("org.import.nothing"))
	default:
		fmt.Fprintln(c.Out, l.T("org.done.imported"))
	}
}

// faults says what a server refused.
func (c *commands) faults(f fault) {
	fmt.Fprintf(c.Err, "hoso: %s [%s]\n", f.Sentence, f.Code)
	for _, part := range f.Parts {
		c.faults(part)
	}
}

// lang is a language that was asked for; the zero one is Vietnamese.
type lang string

// String gives the language.
func (l *lang) String() string { return string(i18n.ParseLang(string(*l))) }

// Type is what help calls the values.
func (l *lang) Type() string { return "vi|en" }

// Set reads a language.
func (l *lang) Set(s string) error {
	if s != string(i18n.VI) && s != string(i18n.EN) {
		return usageError("vi | en")
	}
	*l = lang(s)
	return nil
}

func (c *commands) migrate() *cobra.Command {
	var dir, db string
	cmd := &cobra.Command{Use: "migrate", Args: cobra.NoArgs, Short: "Đưa cơ sở dữ liệu lên cấu trúc của bản này / bring a database to this version's schema",
		Example: "  hoso migrate --data thu-nghiem",
		RunE: func(cmd *cobra.Command, _ []string) error {
			ran, err := c.ports.Migrate(cmd.Context(), dir, db)
			if err != nil {
				return err
			}
			for _, name := range ran {
				fmt.Fprintf(c.Out, "%s\n", name)
			}
			fmt.Fprintf(c.Out, "%d migrations run; the database has this program's schema\n", len(ran))
			return nil
		}}
	cmd.Flags().StringVar(&dir, "data", "", "thư mục dữ liệu / data folder")
	cmd.Flags().StringVar(&db, "db", "", "địa chỉ PostgreSQL / PostgreSQL URL")
	must(cmd.MarkFlagRequired("data"))
	return cmd
}
