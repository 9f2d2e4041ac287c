package app_test

import (
	"testing"

	"hoso/internal/access"
	"hoso/internal/app"
	"hoso/internal/cli"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/person"
)

// TestFirstHour: a folder as hoso init makes it, with nothing else done to it, keeps a
// file with what is sealed, has a past back to the day of the body's founding, and
// gives its first administrator a token for the command line.
func TestFirstHour(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		dir, phrase := t.TempDir(), []byte("con trâu là đầu cơ nghiệp")
		slips, err := app.InitFolder(bg, cli.InitOptions{Dir: dir, Database: url, Name: "Bộ Ví dụ", Code: "BVD", Basis: "1/NĐ-CP", Founded: "1/3/2019",
			Admin: "Lê/Văn/An", AdminAccount: "an.lv", Head: "Trần/Thị/Bình", HeadAccount: "binh.tt",
			Keyring: cli.NewKeyring{Passphrase: func(string) ([]byte, error) { return phrase, nil }}})
		must(t, err)
		if len(slips) != 2 {
			t.Fatalf("%d slips", len(slips))
		}
		a := mustOpen(t, dir, url, nil)
		t.Cleanup(a.Close)
		must(t, a.Unlock(bg, func() ([]byte, error) { return phrase, nil }))
		actor := func(name string) access.Actor {
			return access.Actor{Account: one(t, a, `SELECT id FROM signin_name WHERE name = $1`, name), Person: one(t, a, `SELECT a.subject_id FROM access_account a JOIN signin_name n ON n.id = a.id WHERE n.name = $1`, name), Fresh: true, Passkey: true}
		}
		body, err := a.Org.Read.Body(bg)
		must(t, err)

		head := actor("binh.tt")
		unit, _, err := a.Org.Create(bg, org.By{Actor: head, Key: [16]byte(id.New())}, org.NewUnitForm{Code: "VP", Name: "Văn phòng", Kind: org.KindDivision, Parent: body, From: "2020-01-01", Basis: "2/QĐ"})
		must(t, err)
		form := person.NewForm{Unit: unit, ChangeForm: person.ChangeForm{Name: person.Name{Family: "Phạm", Middle: "Văn", Given: "Quân"}, Born: "1981-02-03", PersonalNumber: "001081012345"}}
		_, _, err = a.Person.Enter(bg, person.By{Actor: head, Key: [16]byte(id.New())}, form)
		must(t, err)

		_, err = a.Accounts.MakeToken(bg, actor("an.lv"), [16]byte(id.New()), access.TokenForm{Days: 7, Scope: access.ScopeUsers})
		must(t, err)
	})
}
