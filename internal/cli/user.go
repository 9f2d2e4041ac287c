package cli

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/url"

	"github.com/spf13/cobra"
)

// userAnswer is the answer to a command about accounts.
type userAnswer struct {
	fault
	Users []struct {
		Name      string `json:"name"`
		FullName  string `json:"full_name"`
		Unit      string `json:"unit"`
		State     string `json:"state"`
		CodeUntil string `json:"code_until"`
	} `json:"users"`
	Slips []Slip `json:"slips"`
}

// userStates are the states of an account, as they are read.
var userStates = map[string]string{"not enrolled": "chưa thiết lập / not enrolled", "active": "đang dùng / active", "disabled": "đã khóa / disabled"}

func (c *commands) user() *cobra.Command {
	cmd := group("user", "Tài khoản và mã dùng một lần / accounts and one-time codes")
	cmd.AddCommand(
		c.userCommand("list", "", "Liệt kê tài khoản / list accounts", 0),
		c.userCommand("add", " NAME PERSON [UNIT]", "Lập tài khoản, in mã dùng một lần / make an account, print its one-time code", 2),
		c.userCommand("disable", " NAME", "Khóa tài khoản / disable an account", 1),
		c.userCommand("enable", " NAME", "Mở lại tài khoản, bằng mã truy cập của người quản trị / enable an account again, with the administrator's token", 1),
		c.userCommand("recover", " NAME", "Cấp lại cách đăng nhập tại máy; mã chỉ dùng được khi người đứng đầu hoặc một quản trị khác xác nhận / let somebody in again, at the machine; the code counts once the head or another administrator confirms it", 1),
		c.userCommand("enrol-code", " NAME", "Cấp mã dùng một lần mới / give a new one-time code", 1),
		c.userCommand("end-sessions", " NAME", "Kết thúc mọi phiên của tài khoản / end all sessions of an account", 1))
	return cmd
}

// slipNotes say what is done with the code of a slip, by the command that gave it.
var slipNotes = map[string]string{
	"add": enrolNote, "enrol-code": enrolNote,
	"recover": "Mã chưa dùng được cho đến khi người đứng đầu công tác tổ chức cán bộ hoặc một quản trị khác xác nhận ở trang /recoveries, trong 24 giờ; từ lúc ấy dùng được 24 giờ, ở trang /enrol.\n" +
		"The code does not count until the head of organisation and personnel, or another administrator, confirms it on the page /recoveries, within 24 hours; from then it counts for 24 hours, on the page /enrol.\n",
}

const enrolNote = "Mã dùng được một lần, trong 24 giờ. Trao tận tay: người đó mở trang /enrol của hoso, nhập mã và tự đặt mật khẩu.\n" +
	"The code counts once, for 24 hours. Hand it over in person: they open the page /enrol of hoso, enter it and choose their own password.\n"

// userFlags are the flags of a command about accounts.
type userFlags struct {
	dir, db, token string
	digits         string
	format         format
	lang           lang
}

func (c *commands) userCommand(what, args, short string, least int) *cobra.Command {
	var f userFlags
	example := map[string]string{"list": "", "add": " binh.tt 'Trần Thị Bình' TCCB"}[what]
	if least == 1 {
		example = " binh.tt"
	}
	cmd := &cobra.Command{Use: what + args, Args: cobra.RangeArgs(least, max(least, 3*(least/2))), Short: short,
		Example: "  hoso user " + what + example + " --data /srv/hoso --token-file ma.txt",
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.doUser(cmd.Context(), what, args, &f)
		}}
	cmd.Flags().StringVar(&f.dir, "data", "", "thư mục dữ liệu / data folder")
	cmd.Flags().StringVar(&f.db, "db", "", "địa chỉ PostgreSQL / PostgreSQL URL")
	cmd.Flags().StringVar(&f.token, "token-file", "", "tệp giữ mã truy cập của người quản trị; để trống khi không có máy chủ nào đang chạy: người vận hành tại máy / file with the administrator's token; empty, with no server running: the operator at the machine")
	cmd.Flags().StringVar(&f.digits, "digits", "", "6 số trên ứng dụng xác thực, với những việc cần xác nhận lại / the 6 digits of your app, for what needs a fresh proof")
	cmd.Flags().Var(&f.lang, "lang", "ngôn ngữ của lời giải thích / language of what is said")
	cmd.Flags().Var(&f.format, "format", "text hoặc json / text or json")
	must(cmd.MarkFlagRequired("data"))
	return cmd
}

func (c *commands) doUser(ctx context.Context, what string, args []string, f *userFlags) error {
	call := Call{Dir: f.dir, Database: f.db, Path: "/v1/users/" + what, Query: url.Values{"lang": {f.lang.String()}, "digits": {f.digits}}}
	for i, name := range []string{"name", "person", "unit"}[:len(args)] {
		call.Query.Set(name, args[i])
	}
	if _, err := rand.Read(call.Key[:]); err != nil {
		return err
	}
	if f.token == "" {
		call.Operator = true
	} else {
		token, err := readToken(f.token)
		if err != nil {
			return err
		}
		call.Token = token
	}
	answer, err := c.ports.Call(ctx, call)
	if err != nil {
		return err
	}
	err = c.sayUser(answer, f.format)
	if how := slipNotes[what]; err == nil && f.format != asJSON && how != "" {
		fmt.Fprint(c.Out, "\n"+how)
	}
	return err
}

func (c *commands) sayUser(a Answer, format format) error {
	var said userAnswer
	if err := json.Unmarshal(a.Body, &said); err != nil {
		return couldNot{err}
	}
	if format == asJSON {
		_, _ = c.Out.Write(a.Body) // whoever reads it has gone
	} else {
		for _, u := range said.Users {
			fmt.Fprintf(c.Out, "%s\t%s\t%s\t%s", u.Name, u.FullName, u.Unit, cmp.Or(userStates[u.State], u.State))
			if u.CodeUntil != "" {
				fmt.Fprintf(c.Out, "\tmã đến / code until %s", u.CodeUntil)
			}
			fmt.Fprintln(c.Out)
		}
		c.printSlips(said.Slips)
	}
	switch {
	case a.Status == 200:
		return nil
	case said.Sentence != "":
		fmt.Fprintf(c.Err, "hoso: %s [%s]\n", said.Sentence, said.Code)
		for _, p := range said.Parts {
			fmt.Fprintf(c.Err, "hoso: %s [%s]\n", p.Sentence, p.Code)
		}
	}
	if a.Status >= 500 {
		return exitError(exitFailed)
	}
	return exitError(exitRefused)
}
