package app_test

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hoso/internal/access"
	"hoso/internal/id"
	"hoso/internal/ledger/ledgerweb"
	"hoso/internal/person"
	"hoso/internal/schema"
	"hoso/internal/signin"
	"hoso/internal/sqldb"
)

// TestDumpOpensNothing: whoever has the whole database, and on SQLite the files
// of the folder but its keys, finds no token, code, password or seed in it in any
// spelling, and nothing that stands there is taken as one (SECURITY T14).
func TestDumpOpensNothing(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGatehouse(t, url)
		session, err := g.app.Sessions.Begin(bg, g.an.account, signin.ProvedByPassword, home)
		g.must(err)
		binh := g.person("Trần", "Văn", "Bình")
		slips, err := g.app.Signin.Add(bg, g.admin[0], []signin.NewUser{{Account: "binh.tv", Person: binh.Text(person.Prefix)}})
		g.must(err)
		member := accountOf(t, g.app, g.body, "2020-01-01", access.Holding{Role: access.RoleMember, Unit: g.body})
		token, err := g.app.Accounts.MakeToken(bg, proved(member), [16]byte(id.New()), access.TokenForm{Days: 7, Scope: access.ScopeOrganisation})
		g.must(err)
		values := g.dump()
		all := bytes.Join(values, []byte("\n"))
		if url == "" {
			all = append(all, folderBytes(t, g.dir)...)
		}
		if !bytes.Contains(all, []byte("an.nt")) || len(values) < 100 {
			t.Fatal("the dump is none")
		}
		seed := base32.StdEncoding.EncodeToString(g.an.secret)
		for name, secret := range map[string]string{"session": session, "token": token, "token without its prefix": strings.TrimPrefix(token, "hoso_"), "one-time code": slips[0].Code,
			"recovery code": g.an.codes[5], "password": longPassword, "seed": string(g.an.secret), "seed as an app takes it": strings.TrimRight(seed, "=")} {
			for how, text := range spellings(secret) {
				if bytes.Contains(all, text) {
					t.Errorf("%s stands in the database, %s", name, how)
				}
			}
		}
		tried := 0
		for _, v := range values {
			if len(v) < 8 || len(v) > 200 {
				continue
			}
			for _, text := range []string{string(v), hex.EncodeToString(v), base64.RawURLEncoding.EncodeToString(v), "hoso_" + base64.RawURLEncoding.EncodeToString(v)} {
				if tried++; !refuses(g, text) {
					t.Errorf("%q is taken for a secret", text)
				}
			}
		}
		t.Logf("%d values, %d bytes, %d tries", len(values), len(all), tried)
	})
}

func refuses(g *gatehouse, text string) bool {
	_, session := g.app.Sessions.Session(bg, text)
	_, token := g.app.Accounts.Bearer(bg, text)
	return session != nil && token != nil
}

// dump gives every value of every table.
func (g *gatehouse) dump() [][]byte {
	g.t.Helper()
	var list [][]byte
	for _, tab := range schema.Tables() {
		values, dest := make([]any, len(tab.Columns)), make([]any, len(tab.Columns))
		for i := range values {
			dest[i] = &values[i]
		}
		g.must(sqldb.Each(bg, g.app.DB.Reader(), func(row sqldb.Scanner) error {
			err := row.Scan(dest...)
			for _, v := range values {
				if b, ok := v.([]byte); ok {
					list = append(list, bytes.Clone(b))
				} else {
					list = append(list, fmt.Append(nil, v))
				}
			}
			return err
		}, "SELECT "+names(tab)+" FROM "+tab.Name))
	}
	return list
}

// folderBytes gives what lies in a folder, its keys left out.
func folderBytes(t *testing.T, dir string) []byte {
	t.Helper()
	var all []byte
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == "keys":
			return fs.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		raw, err := os.ReadFile(path)
		all = append(all, raw...)
		return err
	})
	if err != nil || len(all) < 1<<12 {
		t.Fatal(len(all), err)
	}
	return all
}

// spellings are the ways in which a text may stand in a file.
func spellings(s string) map[string][]byte {
	wide := make([]byte, 0, 2*len(s))
	for _, b := range []byte(s) {
		wide = append(wide, b, 0)
	}
	bare := strings.ReplaceAll(s, "-", "")
	all := map[string][]byte{"as it is": []byte(s), "in UTF-16": wide, "in hexadecimal digits": []byte(hex.EncodeToString([]byte(s))),
		"in base64": []byte(base64.RawStdEncoding.EncodeToString([]byte(s))), "without strokes": []byte(bare), "in small letters": []byte(strings.ToLower(bare))}
	if raw, err := base64.RawURLEncoding.DecodeString(s); err == nil {
		all["as bytes"] = raw
	}
	return all
}

// TestLookingLeavesEntry: whoever looks at the ledger, at a list or at one entry,
// stands in it with the purpose of audit (SECURITY T31).
func TestLookingLeavesEntry(t *testing.T) {
	m := openMatrix(t)
	auditor := m.viewer("kiem_tra")
	for _, path := range []string{"/ledger", "/ledger/" + m.objects[" entry"].Text(ledgerweb.Prefix)} {
		count := func() int64 {
			return countOf(t, m.app, `SELECT count(*) FROM ledger_entry WHERE actor = $1`, auditor.actor.Key())
		}
		before := count()
		if got := m.request(auditor, "GET", path, sent{}, false); got.status != 200 || count() != before+1 {
			t.Errorf("%s: %d, %d entries more", path, got.status, count()-before)
		}
		if e := (&gate{world: &world{app: m.app}, t: t}).newest(ledgerweb.ActionList); e.Actor.Account != auditor.actor.Account || e.Purpose != access.PurposeAudit {
			t.Errorf("%s left %+v", path, e)
		}
	}
}
