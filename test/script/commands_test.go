package script

import (
	"archive/zip"
	"bytes"
	"database/sql"
	"encoding/xml"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	_ "modernc.org/sqlite" // somebody's own way into the database
)

// want ends the script on the wrong number of arguments or a "!".
func want(ts *testscript.TestScript, neg bool, args []string, n int, usage string) {
	if neg || len(args) < n {
		ts.Fatalf("usage: %s", usage)
	}
}

func code(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 2, "code N hoso ARGS...")
	number, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	got := 0
	switch {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != number {
		ts.Fatalf("exit code %d, want %d", got, number)
	}
}

func take(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 2, "take VAR REGEXP")
	re, err := regexp.Compile("(?m)" + args[1])
	ts.Check(err)
	m := re.FindStringSubmatch(ts.ReadFile("stdout"))
	if len(m) < 2 {
		ts.Fatalf("no %q in the output", args[1])
	}
	ts.Setenv(args[0], m[1])
}

func save(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 2, "save FILE TEXT")
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(args[1]+"\n"), 0o600))
}

func change(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 3, "change FILE OLD NEW")
	text := ts.ReadFile(args[0])
	if strings.Count(text, args[1]) == 0 {
		ts.Fatalf("%s has no %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Replace(text, args[1], args[2], 1)), 0o600))
}

// behind drops the triggers, which are no wall to whoever has the file.
func behind(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 2, "sql DIR STATEMENT")
	db, err := sql.Open("sqlite", "file:"+filepath.Join(ts.MkAbs(args[0]), "hoso.db"))
	ts.Check(err)
	defer db.Close()
	db.SetMaxOpenConns(1)
	var drop string
	ts.Check(db.QueryRow(`SELECT COALESCE(group_concat('DROP TRIGGER ' || name, ';'), '') FROM sqlite_master WHERE type = 'trigger'`).Scan(&drop))
	_, err = db.Exec(drop)
	ts.Check(err)
	done, err := db.Exec(args[1])
	ts.Check(err)
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		ts.Fatalf("nothing was changed: %v", err)
	}
}

const (
	wordTypes = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ` +
		`ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
	wordRels = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" ` +
		`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
	wordBody = `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`
)

// octets writes each character of a text as the byte of its number, as programs
// did before Unicode.
func octets(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 2, "octets FILE TEXT")
	var b []byte
	for _, r := range ts.ReadFile(args[1]) {
		if r > 0xff {
			ts.Fatalf("%q is no byte", r)
		}
		b = append(b, byte(r))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b, 0o600))
}

func word(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 2, "word FILE TEXT")
	var body strings.Builder
	body.WriteString(wordBody)
	for line := range strings.Lines(ts.ReadFile(args[1])) {
		body.WriteString(`<w:p><w:r><w:t xml:space="preserve">`)
		ts.Check(xml.EscapeText(&body, []byte(strings.TrimSuffix(line, "\n"))))
		body.WriteString("</w:t></w:r></w:p>")
	}
	body.WriteString("</w:body></w:document>")
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range [][2]string{{"[Content_Types].xml", wordTypes}, {"_rels/.rels", wordRels}, {"word/document.xml", body.String()}} {
		w, err := z.Create(part[0])
		ts.Check(err)
		_, err = w.Write([]byte(part[1]))
		ts.Check(err)
	}
	ts.Check(z.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o600))
}
