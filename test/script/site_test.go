package script

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/net/html"
)

// siteCmds are the commands that talk to a server.
var siteCmds = map[string]func(*testscript.TestScript, bool, []string){
	"start": start, "stop": stop, "crash": crash, "as": as, "page": page, "form": form, "post": post}

// site is a script's servers and its browser.
type site struct {
	running map[string]*exec.Cmd
	said    map[string]*bytes.Buffer // stderr
	client  *http.Client
}

type siteKey struct{}

func newSite() *site {
	jar, _ := cookiejar.New(nil) // fails on no options
	return &site{running: map[string]*exec.Cmd{}, said: map[string]*bytes.Buffer{}, client: &http.Client{Jar: jar, Timeout: time.Minute}}
}

func siteOf(ts *testscript.TestScript) *site { return ts.Value(siteKey{}).(*site) }

// patience is how long a server may take to start or to end.
const patience = 2 * time.Minute

func start(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 2, "start NAME hoso ARGS...")
	s, name := siteOf(ts), args[0]
	cmd := exec.Command(args[1], args[2:]...)
	if path, err := exec.LookPath(bin + "/" + args[1]); err == nil {
		cmd = exec.Command(path, args[2:]...)
	}
	cmd.Dir = ts.MkAbs(".")
	cmd.Env = append(os.Environ(), "HOME="+ts.Getenv("HOME"), "TMPDIR="+ts.Getenv("TMPDIR"))
	said := &bytes.Buffer{}
	cmd.Stderr = said
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	s.running[name], s.said[name] = cmd, said
	ts.Defer(func() {
		if s.running[name] == cmd { // the script failed
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	})
	fuse := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
	defer fuse.Stop()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		_ = cmd.Wait()
		delete(s.running, name)
		ts.Fatalf("%s said no address: %v\n%s", name, err, said)
	}
	ts.Setenv("URL", strings.TrimSuffix(strings.TrimSpace(strings.TrimPrefix(line, "hoso: ")), "/"))
	fmt.Fprint(ts.Stdout(), line)
}

// end signals a server and gives how it ended.
func end(ts *testscript.TestScript, name string, signal os.Signal) *os.ProcessState {
	s := siteOf(ts)
	cmd := s.running[name]
	if cmd == nil {
		ts.Fatalf("nothing runs as %s", name)
	}
	delete(s.running, name)
	ts.Check(cmd.Process.Signal(signal))
	fuse := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
	defer fuse.Stop()
	_ = cmd.Wait() // its state says how it ended
	_, err := ts.Stderr().Write(s.said[name].Bytes())
	ts.Check(err)
	return cmd.ProcessState
}

func stop(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 1, "stop NAME")
	if state := end(ts, args[0], os.Interrupt); state.ExitCode() != 0 {
		ts.Fatalf("%s ended with %s", args[0], state)
	}
}

func crash(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 1, "crash NAME")
	state := end(ts, args[0], os.Kill)
	if status, ok := state.Sys().(syscall.WaitStatus); !ok || !status.Signaled() {
		ts.Fatalf("%s ended by itself: %s", args[0], state)
	}
}

func as(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 1, "as PERSONA")
	send(ts, false, http.MethodPost, "/sign-in", url.Values{"persona": {args[0]}})
}

func page(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 && len(args) != 2 {
		ts.Fatalf("usage: page PATH [FILE]")
	}
	body := send(ts, neg, http.MethodGet, args[0], nil)
	if len(args) == 2 {
		ts.Check(os.WriteFile(ts.MkAbs(args[1]), body, 0o600))
	}
}

// form reads the page of a form, keeps what stands in it, and sends it. The
// form is the first one on the page that goes to the path; PATH may be
// "PAGE>PATH" where they differ.
func form(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 1 {
		ts.Fatalf("usage: form PATH FIELD=VALUE...")
	}
	from, to, two := strings.Cut(args[0], ">")
	if !two {
		to = from
	}
	fields, ok := fieldsOf(send(ts, false, http.MethodGet, from, nil), to)
	if !ok {
		ts.Fatalf("%s has no form that goes to %s", from, to)
	}
	fill(fields, args[1:])
	send(ts, neg, http.MethodPost, to, fields)
}

func fill(fields url.Values, args []string) {
	for _, a := range args {
		name, value, _ := strings.Cut(a, "=")
		if value == "" {
			fields.Del(name)
			continue
		}
		fields.Set(name, value)
	}
}

// post sends fields that stand in no form of a page.
func post(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 1 {
		ts.Fatalf("usage: post PATH FIELD=VALUE...")
	}
	key := make([]byte, 16)
	_, _ = rand.Read(key) // never fails
	fields := url.Values{"key": {hex.EncodeToString(key)}}
	fill(fields, args[1:])
	send(ts, neg, http.MethodPost, args[0], fields)
}

// send asks as a browser does, follows where it is sent, and prints the page.
func send(ts *testscript.TestScript, neg bool, method, path string, fields url.Values) []byte {
	base := ts.Getenv("URL")
	q, err := http.NewRequest(method, base+path, strings.NewReader(fields.Encode()))
	ts.Check(err)
	if method == http.MethodPost {
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		q.Header.Set("Origin", base)
	}
	answer, err := siteOf(ts).client.Do(q)
	ts.Check(err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	ts.Check(err)
	text := string(body)
	if strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		text = readable(body)
	}
	fmt.Fprintf(ts.Stdout(), "%d %s\n%s", answer.StatusCode, answer.Request.URL.Path, text)
	if (answer.StatusCode >= 400) != neg {
		ts.Fatalf("%s %s: %s", method, path, answer.Status)
	}
	return body
}

// readable gives the title and the main part of a page as lines, links and
// forms as "text [path]".
func readable(body []byte) string {
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		return err.Error()
	}
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Data == "title" || n.Data == "main" {
			write(&b, n)
			b.WriteByte('\n')
		}
	}
	var kept []string
	for _, line := range strings.Split(b.String(), "\n") {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n") + "\n"
}

func write(b *strings.Builder, n *html.Node) {
	if n.Type == html.TextNode {
		b.WriteString(n.Data)
		return
	}
	for c := range n.ChildNodes() {
		write(b, c)
	}
	switch n.Data {
	case "a":
		fmt.Fprintf(b, " [%s]", attr(n, "href"))
	case "form":
		fmt.Fprintf(b, " [%s]\n", attr(n, "action"))
	case "th", "td", "span", "label", "strong":
		b.WriteByte(' ')
	case "p", "li", "tr", "dt", "dd", "h1", "h2", "h3", "caption", "button", "option":
		b.WriteByte('\n')
	}
}

// fieldsOf gives what stands in the form of a page that goes to a path.
func fieldsOf(body []byte, action string) (url.Values, bool) {
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		return nil, false
	}
	for n := range root.Descendants() {
		if n.Data != "form" || attr(n, "action") != action || !strings.EqualFold(attr(n, "method"), "post") {
			continue
		}
		fields := url.Values{}
		for f := range n.Descendants() {
			read(f, fields)
		}
		return fields, true
	}
	return nil, false
}

func read(n *html.Node, fields url.Values) {
	name := attr(n, "name")
	switch {
	case name == "":
	case n.Data == "textarea" && n.FirstChild != nil:
		fields.Add(name, n.FirstChild.Data)
	case n.Data == "select":
		for o := range n.Descendants() {
			if o.Data == "option" && has(o, "selected") {
				fields.Set(name, attr(o, "value"))
			}
		}
	case n.Data == "input":
		switch attr(n, "type") {
		case "checkbox", "radio":
			if has(n, "checked") {
				fields.Add(name, attr(n, "value"))
			}
		case "file", "submit":
		default:
			fields.Add(name, attr(n, "value"))
		}
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}
