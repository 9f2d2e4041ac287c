package app_test

import (
	"strings"
	"testing"
	"time"

	"hoso/internal/clock"
	"hoso/internal/id"
	"hoso/internal/ledger/ledgerweb"
	"hoso/internal/sqldb"
)

// TestLedgerTellsNoSecret: whoever looks at the ledger and is not cleared sees that
// something was done about a secret, who did it and when; neither what, nor about which.
func TestLedgerTellsNoSecret(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		now := clock.NewManual(clock.System{}.Now())
		m := openMatrixOn(t, url, now, func(m *matrix) {
			now.Advance(time.Second) // the list shows the newest
			m.labelled()
		})
		secret := m.objects[" secret"]
		entries := func(query string, args ...any) []id.ID {
			list, err := sqldb.All(bg, m.app.DB.Reader(), func(row sqldb.Scanner) (id.ID, error) {
				var d id.ID
				err := row.Scan(&d)
				return d, err
			}, query, args...)
			m.must(err)
			return list
		}
		about := entries(`SELECT id FROM ledger_entry WHERE object_id = $1 OR id IN (SELECT entry_id FROM ledger_row WHERE row_id = $1)`, secret)
		if len(about) < 4 {
			t.Fatalf("%d entries about it", len(about))
		}
		uncleared, cleared := m.viewer("kiem_tra"), m.viewer("vu_truong_tccb")
		names := []string{secret.Text("dir"), secret.String()}
		told := func(v viewer, path string) bool {
			answer := m.whole(v, path)
			for _, n := range names {
				if strings.Contains(answer, n) {
					return true
				}
			}
			return false
		}
		if list := m.whole(uncleared, "/ledger"); told(uncleared, "/ledger") || !strings.Contains(list, "Việc về tài liệu bí mật nhà nước") {
			t.Error("the list does not say that something was done, or says what")
		}
		shown := 0
		for _, e := range about {
			path := "/ledger/" + e.Text(ledgerweb.Prefix)
			if page := m.whole(uncleared, path); told(uncleared, path) || !strings.HasPrefix(page, "200") || !strings.Contains(page, "Việc về tài liệu bí mật nhà nước") {
				t.Errorf("the page of an entry tells the auditor: %s", page)
			}
			if got := m.whole(uncleared, path+"/receipt.json"); !strings.HasPrefix(got, "404") {
				t.Errorf("a receipt: %s", got)
			}
			if told(cleared, path) {
				shown++
			}
		}
		if shown == 0 {
			t.Error("nor does it tell who is cleared")
		}
	})
}
