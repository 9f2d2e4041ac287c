package cli

import (
	"bufio"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"hoso/internal/errs"
)

// InitOptions say what a real folder is made for.
type InitOptions struct {
	Dir, Database string
	Name, Code    string // of the body
	Basis         string // the document that founded it
	Admin, Head   string // names in parts, "family/middle/given"
	AdminAccount  string
	HeadAccount   string
	Founded       string     // day of its founding, dd/mm/yyyy
	Keyring       NewKeyring // what is to open it
	// Ask asks for what no flag gave, once it is known that the folder can be made; nil:
	// nobody is asked.
	Ask func(*InitOptions) error
}

// FirstPerson is somebody who begins a body. Part is "admin" or "head".
type FirstPerson struct {
	Part, Family, Middle, Name, Account string
}

// People gives the two who begin a body. Their names come in parts,
// "family/middle/given": no program splits a name.
func (o InitOptions) People() []FirstPerson {
	return []FirstPerson{firstPerson("admin", o.Admin, o.AdminAccount), firstPerson("head", o.Head, o.HeadAccount)}
}

func firstPerson(part, name, account string) FirstPerson {
	p := FirstPerson{Part: part, Account: account, Name: name}
	if parts := strings.Split(name, "/"); len(parts) == 3 {
		p.Family, p.Middle, p.Name = parts[0], parts[1], parts[2]
	} else if len(parts) == 2 {
		p.Family, p.Name = parts[0], parts[1]
	}
	return p
}

// Slip is a one-time code of an account.
type Slip struct {
	Name     string `json:"name"`
	FullName string `json:"full_name"`
	Code     string `json:"code"`
}

func (c *commands) init() *cobra.Command {
	var o InitOptions
	var by newKeyringFlags
	cmd := &cobra.Command{Use: "init", Args: cobra.NoArgs, Short: "Lập thư mục dữ liệu thật của một cơ quan / make the real folder of a body",
		Example: "  hoso init --data /srv/hoso\n" +
			"  hoso init --data /srv/hoso --name 'Bộ Ví dụ' --code BVD --basis '1/NĐ-CP' --founded 01/01/2020 --admin 'Lê/Văn/An' --admin-account an.lv --head 'Trần/Thị/Bình' --head-account binh.tt --passphrase-file /media/usb/cum-mat-khau",
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.Ask = c.askMissing
			o.Keyring = c.newKeyring(&by)
			slips, err := c.ports.Init(cmd.Context(), o)
			if err != nil {
				return err
			}
			c.printSlips(slips)
			fmt.Fprintf(c.Out, "\nMã dùng một lần, trong 24 giờ. Chạy “hoso serve --data %s”, mở trang /enrol và nhập mã.\n"+
				"Each code counts once, for 24 hours. Run \"hoso serve --data %s\", open the page /enrol and enter it.\n", o.Dir, o.Dir)
			return nil
		}}
	f := cmd.Flags()
	f.StringVar(&o.Dir, "data", "", "thư mục dữ liệu, còn trống / data folder, still empty")
	f.StringVar(&o.Database, "db", "", "địa chỉ PostgreSQL / PostgreSQL URL")
	f.StringVar(&o.Name, "name", "", "tên cơ quan / name of the body")
	f.StringVar(&o.Code, "code", "", "mã cơ quan / code of the body")
	f.StringVar(&o.Basis, "basis", "", "văn bản thành lập / document that founded it")
	f.StringVar(&o.Founded, "founded", "", "ngày thành lập, dd/mm/yyyy: không có gì của cơ quan được ghi trước ngày này / day of its founding: nothing of the body is entered before it")
	f.StringVar(&o.Admin, "admin", "", "họ/đệm/tên người quản trị hệ thống / family/middle/given name of the system's administrator")
	f.StringVar(&o.AdminAccount, "admin-account", "", "tên đăng nhập của người quản trị / their sign-in name")
	f.StringVar(&o.Head, "head", "", "họ/đệm/tên người đứng đầu công tác tổ chức cán bộ / family/middle/given name of the head of organisation and personnel")
	f.StringVar(&o.HeadAccount, "head-account", "", "tên đăng nhập của người đó / their sign-in name")
	by.add(cmd)
	must(cmd.MarkFlagRequired("data"))
	return cmd
}

// askMissing asks at the terminal for what no flag gave.
func (c *commands) askMissing(o *InitOptions) error {
	in := bufio.NewScanner(c.In)
	for _, q := range []struct {
		text string
		to   *string
	}{
		{"Tên cơ quan / name of the body", &o.Name},
		{"Mã cơ quan / code of the body", &o.Code},
		{"Văn bản thành lập / document that founded it", &o.Basis},
		{"Ngày thành lập, dd/mm/yyyy / day of its founding", &o.Founded},
		{"Họ/đệm/tên người quản trị hệ thống / family/middle/given name of the system's administrator", &o.Admin},
		{"Tên đăng nhập của người quản trị / their sign-in name", &o.AdminAccount},
		{"Họ/đệm/tên người đứng đầu công tác tổ chức cán bộ / family/middle/given name of the head of organisation and personnel", &o.Head},
		{"Tên đăng nhập của người đó / their sign-in name", &o.HeadAccount},
	} {
		if *q.to != "" {
			continue
		}
		fmt.Fprint(c.Err, q.text+": ")
		if !in.Scan() {
			return usageError("thiếu / missing: " + q.text)
		}
		if *q.to = strings.TrimSpace(in.Text()); *q.to == "" {
			return usageError("thiếu / missing: " + q.text)
		}
	}
	for _, name := range []string{o.Admin, o.Head} {
		if !strings.Contains(name, "/") {
			return errs.Invalid("cli.init.name", errs.Str("name", name))
		}
	}
	if o.AdminAccount == o.HeadAccount {
		return errs.Invalid("signin.name.taken", errs.Field("name"), errs.Str("name", o.HeadAccount))
	}
	return nil
}

func (c *commands) printSlips(slips []Slip) {
	for _, s := range slips {
		fmt.Fprintf(c.Out, "%s\t%s\t%s\n", s.Name, s.FullName, s.Code)
	}
}
