package archtest

import (
	"slices"
	"strings"
)

// Grant says which packages may import a foreign module, or a package of the
// standard library that reaches far. Tests are packages whose test files may.
type Grant struct {
	Module  string // import paths at or below it
	In      []string
	Tests   []string
	Because string
}

// foreign lists the modules of go.mod.
var foreign = []Grant{
	{"codeberg.org/go-fonts/liberation", []string{"internal/docgen"}, nil, "a serif with Vietnamese, embedded in official pages"},
	{"codeberg.org/go-pdf/fpdf", []string{"internal/docgen"}, nil, "official pages are PDF"},
	{"filippo.io/age", []string{"internal/vault"}, []string{"internal/vault/vaultsql"}, "the keyring's backup, for a passphrase or a recipient"},
	{"github.com/BurntSushi/toml", []string{"internal/i18n", "internal/config"}, nil, "catalogues and configuration are TOML"},
	{"github.com/a-h/templ", []string{"internal/web", "internal/access/accessweb", "internal/directive/directiveweb", "internal/home/homeweb",
		"internal/ledger/ledgerweb", "internal/org/orgweb", "internal/person/personweb", "internal/signin/signinweb"}, nil, "pages are templ"},
	{"github.com/chromedp/cdproto", nil, []string{"test/browser"}, "journeys in Chromium"},
	{"github.com/chromedp/chromedp", nil, []string{"test/browser"}, "journeys in Chromium"},
	{"github.com/go-webauthn/webauthn", []string{"internal/signin"}, nil, "passkeys: signatures of authenticators and the rules about them"},
	{"github.com/jackc/pgx/v5", []string{"internal/sqldb", "internal/testenv", "bench"}, []string{"internal/app"},
		"PostgreSQL; tests and bench stand beside the door with it"},
	{"github.com/klippa-app/go-pdfium", []string{"internal/intake"}, nil, "reads PDF, confined"},
	{"github.com/pdfcpu/pdfcpu", nil, []string{"internal/docgen"}, "a second reader of the PDF that we make"},
	{"github.com/rogpeppe/go-internal/testscript", nil, []string{"test/script"}, "scripts that drive the real binary"},
	{"github.com/spf13/cobra", []string{"internal/cli"}, nil, "the command line"},
	{"github.com/tetratelabs/wazero", []string{"internal/intake"}, nil, "runs pdfium without any right"},
	{"github.com/xuri/excelize/v2", []string{"internal/docgen", "internal/intake"}, []string{"internal/app"}, "writes and reads XLSX; a test opens sheets as a stranger does"},
	{"github.com/transparency-dev/formats", nil, []string{"internal/app"}, "a stranger's reader of checkpoints"},
	{"github.com/transparency-dev/merkle", nil, []string{"internal/app"}, "a stranger's proofs and roots"},
	{"golang.org/x/crypto/argon2", []string{"internal/vault", "internal/signin"}, nil, "a key from a passphrase; hashes of passwords"},
	{"golang.org/x/mod/sumdb/note", []string{"internal/ledger", "internal/ledger/ledgersql", "internal/app"}, nil, "signed checkpoints"},
	{"golang.org/x/mod/sumdb/tlog", []string{"internal/ledger"}, []string{"internal/app"}, "the Merkle log"},
	{"golang.org/x/net/html", []string{"internal/intake"}, []string{"test/script"}, "reads HTML that is uploaded; scripts read our pages"},
	{"golang.org/x/sys/unix", []string{"internal/intake", "internal/cli"}, nil, "confines the reading child; hides what is typed at a terminal"},
	{"golang.org/x/text/unicode/norm", []string{"vi", "vi/citation", "internal/docgen", "internal/intake", "internal/ledger", "internal/sqldb"},
		[]string{"internal/demo", "vi/outline"}, "text is NFC"},
	{"modernc.org/sqlite", []string{"internal/sqldb", "bench"}, []string{"internal/app", "test/script"},
		"SQLite without C; tests and bench stand beside the door with it"},
}

// far lists packages of the standard library that reach the network, another
// process, the memory or a page. Empty lists: nobody.
var far = []Grant{
	{"net/http", []string{"internal/web", "internal/app", "bench"}, []string{"test/browser", "test/script", "internal/app", "internal/web"}, "one server; the bench asks it for pages"},
	{"net", []string{"internal/web", "internal/app", "internal/sqldb", "bench"}, []string{"internal/intake", "test/browser"},
		"app listens, web reads a Host, sqldb knows a broken connection; the confined child is shown to have no network"},
	{"database/sql", []string{"internal/sqldb", "bench"}, []string{"internal/app", "test/script"}, "one door to the database; tests tamper behind it, bench measures beside it"},
	{"os/exec", []string{"internal/intake", "internal/sqldb", "internal/testenv"}, []string{"internal/app", "internal/docgen", "internal/intake", "internal/vault", "internal/vault/vaultsql", "test/browser", "test/formats", "test/generated", "test/script"},
		"the reading child; pg_dump and pg_restore; in tests PostgreSQL, the browser, kills and a second reader of what we make"},
	{"testing", []string{"internal/testenv"}, nil, "a binary for users carries no test flags"},
	{"unsafe", []string{"internal/intake"}, nil, "system calls of the confinement"},
	{"html/template", nil, nil, "pages are templ, which escapes by context"},
	{"text/template", nil, nil, "escapes nothing"},
	{"math/rand", nil, nil, "v1 is seeded by nobody; crypto/rand for secrets, math/rand/v2 with a seed for the demo"},
	{"plugin", nil, nil, "one binary"},
	{"net/smtp", nil, nil, "hoso sends nothing by itself"},
	{"net/rpc", nil, nil, "commands pass the door"},
	{"encoding/gob", nil, nil, "a decoder for what comes from outside must refuse what it does not know"},
}

func checkModules(t *Tree) []Finding {
	var found []Finding
	for _, s := range t.Go {
		for _, spec := range s.File.Imports {
			if what := refuseModule(importPath(spec), s); what != "" {
				found = append(found, s.Found(spec, what))
			}
		}
	}
	return found
}

func refuseModule(p string, s *Source) string {
	if _, ok := house(p); ok {
		return ""
	}
	first, _, _ := strings.Cut(p, "/")
	if !strings.Contains(first, ".") {
		i := slices.IndexFunc(far, func(g Grant) bool { return p == g.Module })
		if i < 0 || far[i].allows(s) {
			return ""
		}
		return p + " is not for " + s.Dir() + ": " + far[i].Because
	}
	i := slices.IndexFunc(foreign, func(g Grant) bool { return p == g.Module || strings.HasPrefix(p, g.Module+"/") })
	switch {
	case i < 0:
		return p + " is of no module that modules.go lists"
	case !foreign[i].allows(s):
		return p + " is not listed for " + s.Dir()
	}
	return ""
}

func (g Grant) allows(s *Source) bool {
	if s.Test && (g.Module == "testing" || slices.Contains(g.Tests, s.Dir())) {
		return true
	}
	return slices.Contains(g.In, s.Dir())
}
