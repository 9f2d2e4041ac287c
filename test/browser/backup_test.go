package browser

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/app"
	"hoso/internal/clock"
	"hoso/internal/directive"
	"hoso/internal/id"
	"hoso/internal/person"
	"hoso/internal/signin"
)

// Whom the backups of the journey are for.
const (
	backupFor = "age1hxf498r9jtkefcyn3wenz9898xjaja5xvhqrsct4vfkke277hyzs4hgpn7"
	backupBy  = "AGE-SECRET-KEY-1ZDC3WQYT4NMWVNC64NXKFFC9KRZNUW7GXGDV697KSEXYVJAMFV8SCXVT2P"
)

func init() {
	elsewhere["/admin"], elsewhere["/users/sessions"] = "TestBackupJourney", "TestBackupJourney"
}

// keptHouse is a real folder with files in it that the program itself serves, so
// that it can be stopped, destroyed and restored. Its administrator and somebody
// with one case have their slips.
type keptHouse struct {
	house
	t                        *testing.T
	bin, dir, place, addr    string
	file, document, identity string
	codes                    map[string]string
	stop                     func()
}

func newKeptHouse(t *testing.T) *keptHouse {
	t.Helper()
	k := &keptHouse{t: t, dir: filepath.Join(t.TempDir(), "data"), place: t.TempDir(), codes: map[string]string{}}
	k.bin, k.identity = filepath.Join(t.TempDir(), "hoso"), filepath.Join(t.TempDir(), "identity.txt")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("go", "build", "-o", k.bin, "hoso/cmd/hoso").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	must(os.WriteFile(k.identity, []byte(backupBy+"\n"), 0o600))
	must(os.MkdirAll(k.dir, 0o700))
	must(os.WriteFile(filepath.Join(k.dir, "hoso.toml"), []byte("backup_recipients = \""+backupFor+"\"\n"), 0o600))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	k.addr = l.Addr().String()
	_, port, err := net.SplitHostPort(k.addr)
	must(err)
	must(l.Close())
	k.url = "http://localhost:" + port // where browsers have passkeys
	k.fill()
	return k
}

// fill makes the body, the two people and what they look at.
func (k *keptHouse) fill() {
	t, ctx := k.t, context.Background()
	t.Helper()
	a, err := app.Open(ctx, app.Config{Dir: k.dir, Real: true, Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(a.Seed(ctx))
	k.app = a
	body, err := a.Org.Read.Body(ctx)
	must(err)
	operator, today := access.System("operator"), clock.Today(a.Clock)
	for _, name := range []string{"binh.tt", "an.lv"} { // once there are two officers, the operator gives no right
		role := access.RoleMember
		if name == "an.lv" {
			role = access.RoleSysAdmin
		}
		who, err := person.New(person.Name{Family: "Lê", Middle: "Văn", Given: name}, body, body)
		must(err)
		_, err = a.Person.Add(ctx, operator, [16]byte(id.New()), body, []*person.Person{who})
		must(err)
		slip, err := a.Signin.First(ctx, signin.By{Actor: operator}, name, who.ID, role)
		must(err)
		k.codes[name] = slip.Code
	}
	users, err := a.Signin.Users(ctx, signin.By{Actor: operator}, signin.Filter{Limit: 10})
	must(err)
	all, err := a.Accounts.Personas(ctx)
	must(err)
	about := k.personOf(t, "van_thu_kn")
	for _, u := range users {
		if u.Name != "binh.tt" {
			continue
		}
		by := accesssql.By{Actor: access.Actor{Account: all["chuyen_vien_tccb"], Person: k.personOf(t, "chuyen_vien_tccb"), Fresh: true}, Key: [16]byte(id.New())}
		made, err := a.Needs.Grant(ctx, by, accesssql.GrantForm{Account: u.Account, Object: person.Object(about), Purpose: access.PurposeCase,
			Basis: access.Basis{Kind: access.BasisCase, Text: "21/2026/VVNS"}, From: today, Last: today.AddDays(60)})
		must(err)
		head := accesssql.By{Actor: access.Actor{Account: all["vu_truong_tccb"], Person: k.personOf(t, "vu_truong_tccb"), Fresh: true}, Key: [16]byte(id.New())}
		_, err = a.Needs.ApproveGrant(ctx, head, made)
		must(err)
	}
	k.file = "/files/" + about.Text(person.Prefix)
	sent, err := a.Directive.Track.Overdue(ctx, everything, []idOf{body}, "2026-01-01", 1)
	if err != nil || len(sent) == 0 {
		t.Fatal("nothing was sent", err)
	}
	k.document = "/directives/" + sent[0].Directive.Text(directive.Prefix)
}

// serve starts the program and waits until it says its address.
func (k *keptHouse) serve() {
	k.t.Helper()
	cmd := exec.Command(k.bin, "serve", "--data", k.dir, "--addr", k.addr)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		k.t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	if line, err := lines.ReadString('\n'); err != nil || !strings.HasPrefix(line, "hoso: http") {
		_ = cmd.Process.Kill()
		k.t.Fatalf("serve: %q %v", line, err)
	}
	k.stop = func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_, _ = io.Copy(io.Discard, lines)
		if err := cmd.Wait(); err != nil {
			k.t.Error(err)
		}
		k.stop = func() {}
	}
	k.t.Cleanup(func() { k.stop() })
}

func (k *keptHouse) hoso(args ...string) string {
	k.t.Helper()
	var out bytes.Buffer
	cmd := exec.Command(k.bin, args...)
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		k.t.Fatalf("hoso %v: %v %s", args, err, &out)
	}
	return out.String()
}

// begins makes a passkey with a slip, by keyboard.
func (b *tab) begins(code string) {
	b.t.Helper()
	b.device(false)
	b.goTo("/enrol")
	b.fill("code", code)
	b.submit("code")
	b.see("Khóa truy cập (passkey): cách nên dùng")
	b.press(`form[action="/enrol/passkey"] button`)
	b.see("Đã tạo khóa truy cập")
}

func (b *tab) passes() {
	b.t.Helper()
	b.goTo("/sign-in")
	b.press(passkeyButton)
	b.see("Việc của tôi")
}

// seesNoContent asks for what is stored and compares each answer with that of what
// does not exist: the same words, whether before or after a restoring.
func (b *tab) seesNoContent(k *keptHouse, when string) {
	b.t.Helper()
	for real, none := range map[string]string{
		k.file: "/files/" + id.New().Text(person.Prefix), k.file + "/erase": "/files/" + id.New().Text(person.Prefix) + "/erase",
		k.document: "/directives/" + id.New().Text(directive.Prefix), k.document + "/file": "/directives/" + id.New().Text(directive.Prefix) + "/file",
		k.document + "/copies": "/directives/" + id.New().Text(directive.Prefix) + "/copies",
	} {
		b.goTo(none)
		absent := b.text()
		b.goTo(real)
		if hidden := b.text(); hidden != absent || !strings.Contains(hidden, "Không có nội dung này, hoặc không dành cho bạn.") {
			b.t.Errorf("%s: %s answers the administrator %q, what does not exist %q", when, real, hidden, absent)
		}
	}
}

// opens lets the one who has the case open the file, and gives what is in it.
func (b *tab) opens(k *keptHouse) string {
	b.t.Helper()
	b.goTo(k.file)
	b.see("Căn cứ: 21/2026/VVNS")
	b.key(`input[name="way"]`, " ")
	b.press(`main form button.primary`)
	b.see("để giải quyết vụ việc nhân sự")
	shown, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`Array.from(document.querySelectorAll("main dl.facts dd, main tbody tr")).map(x => x.innerText).filter(x => !/\d\d:\d\d/.test(x)).join("\n")`))
	if err != nil || len(shown) < 40 {
		b.t.Fatalf("the file shows %q: %v", shown, err)
	}
	return shown
}

// TestBackupJourney: whoever keeps the machine sees that it has no backup, makes one,
// loses the folder, restores it with the keys that were kept apart, and at no
// moment reads a file or a document (f); who has a case opens the file as before. All of
// it by keyboard.
func TestBackupJourney(t *testing.T) {
	axe, err := os.ReadFile("../../node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal("axe-core is missing: run make setup:", err)
	}
	k := newKeptHouse(t)
	k.serve()
	officer := k.browser(t, look{1280, "vi", false})
	officer.begins(k.codes["binh.tt"])
	officer.passes()
	before := officer.opens(k)

	b := k.browser(t, look{1280, "vi", false})
	looks := func(name string) {
		t.Helper()
		for _, width := range []int64{390, 1280} {
			b.do(chromedp.EmulateViewport(width, 900))
			b.axe(string(axe))
			b.fits(width)
			b.shot(name + "-" + strconv.FormatInt(width, 10))
		}
	}
	b.begins(k.codes["an.lv"])
	b.passes()
	b.press(`nav a[href="/admin"]`)
	b.see("Có việc phải làm ngay")
	b.see("ở đây chưa biết lần nào")
	looks("f-red")
	b.seesNoContent(k, "before")
	b.goTo("/users/sessions")
	b.see("binh.tt")
	looks("f-sessions")

	k.hoso("backup", "--data", k.dir, "--to", k.place) // beside the server
	k.stop()
	bundle := filepath.Join(k.place, "keys.age")
	k.hoso("key", "bundle", bundle, "--data", k.dir, "--recipient", backupFor)
	k.hoso("checkpoint", "--data", k.dir)
	k.serve()
	b.passes()
	b.goTo("/admin")
	b.see("Mọi thứ đều ổn")
	looks("f-green")
	b.press(`form[action="/language"] button`)
	b.see("All is well")
	looks("f-green-en")
	b.press(`form[action="/language"] button`)
	b.seesNoContent(k, "after the backup")
	k.stop()

	keys := filepath.Join(t.TempDir(), "keys")
	for _, step := range []error{os.Rename(filepath.Join(k.dir, "keys"), keys), os.RemoveAll(k.dir), os.MkdirAll(k.dir, 0o700), os.Rename(keys, filepath.Join(k.dir, "keys"))} {
		if step != nil {
			t.Fatal(step)
		}
	}
	files, err := filepath.Glob(filepath.Join(k.place, "hoso-*.age"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	said := k.hoso("restore", files[0], "--data", k.dir, "--identity-file", k.identity)
	said += k.hoso("key", "restore", bundle, "--data", k.dir, "--identity-file", k.identity)
	said += k.hoso("verify", "--data", k.dir)
	if !strings.Contains(said, "restored: backup of") || !strings.Contains(said, "clean: ") {
		t.Error(said)
	}
	for _, word := range strings.Fields(before) {
		if len([]rune(word)) > 7 && strings.Contains(said, word) {
			t.Errorf("the commands tell the administrator %q", word)
		}
	}
	k.serve()
	b.goTo("/admin")
	if strings.Contains(b.text(), "Tình trạng") {
		t.Error("a session from before the restoring still counts")
	}
	b.passes()
	b.goTo("/admin")
	b.see("những gì sau đó không còn")
	b.see("Mọi thứ đều ổn")
	looks("f-restored")
	b.seesNoContent(k, "after the restoring")

	officer.passes()
	if after := officer.opens(k); after != before {
		t.Errorf("the file was %q and is %q", before, after)
	}
}
