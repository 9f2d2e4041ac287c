package app_test

import (
	"context"
	"io"
	"log/slog"
	"os"
	"testing"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/app"
	"hoso/internal/clock"
	"hoso/internal/directive"
	"hoso/internal/door"
	"hoso/internal/id"
	"hoso/internal/intake"
	"hoso/internal/job"
	"hoso/internal/org"
	"hoso/internal/person"
	"hoso/internal/sqldb"
	"hoso/internal/testenv"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == intake.ChildArg {
		intake.RunChild()
	}
	if spec := os.Getenv(killEnv); spec != "" {
		runVictim(spec)
	}
	if os.Getenv(binaryEnv) != "" {
		os.Exit(app.Main(os.Args[1:]))
	}
	code := m.Run()
	testenv.Stop()
	os.Exit(code)
}

// engines runs a test on both engines; url is "" for SQLite.
func engines(t *testing.T, fn func(t *testing.T, url string)) {
	t.Run("sqlite", func(t *testing.T) { fn(t, "") })
	t.Run("postgres", func(t *testing.T) { fn(t, testenv.Postgres(t)) })
}

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

func mustOpen(t *testing.T, dir, url string, tune func(*sqldb.Config)) *app.App {
	t.Helper()
	a, err := app.Open(context.Background(), app.Config{Dir: dir, Database: url, Log: quiet(), Tune: tune})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// world is a small body in which every table has rows.
type world struct {
	app        *app.App
	body, unit id.ID
	directive  id.ID
	clerk      access.Actor
}

func operator() org.By { return org.By{Actor: access.System("operator")} }

// populate gives every governed and derived table at least one row, some with
// several versions.
func populate(t *testing.T, a *app.App) *world {
	t.Helper()
	ctx := context.Background()
	w := &world{app: a}
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var err error
	w.body, _, err = a.Org.Found(ctx, operator(), org.NewUnitForm{Code: "BO-1", Name: "Bộ Thử nghiệm", From: "2020-01-01", Basis: "1/NĐ"})
	check(err)
	old, _, err := a.Org.Create(ctx, operator(), org.NewUnitForm{Code: "CU-5", Kind: org.KindAgency, Name: "Cục cũ", Parent: w.body, From: "2020-01-01", Basis: "2/QĐ"})
	check(err)
	w.unit, _, err = a.Org.Create(ctx, operator(), org.NewUnitForm{Code: "VU-9", Kind: org.KindDepartment, Name: "Vụ Một", Parent: w.body, From: "2020-01-01", Basis: "2/QĐ"})
	check(err)
	_, err = a.Org.Rename(ctx, operator(), w.unit, org.RenameForm{Name: "Vụ Hai", From: "2021-01-01", Basis: "3/QĐ"})
	check(err)
	_, err = a.Org.Merge(ctx, operator(), []id.ID{old}, org.MergeForm{Into: w.unit, From: "2022-01-01", Basis: "4/QĐ"})
	check(err)
	who, err := person.New(person.Name{Family: "Lê", Middle: "Thị", Given: "Ánh"}, w.unit, w.unit)
	check(err)
	_, err = a.Person.Add(ctx, operator().Actor, [16]byte{}, w.unit, []*person.Person{who})
	check(err)
	post, _, err := a.Org.AddPost(ctx, operator(), w.unit, org.PostForm{Title: "Chuyên viên", Seats: 2, From: "2021-01-01", Basis: "5/QĐ"})
	check(err)
	_, _, err = a.Org.Seat(ctx, operator(), post, org.SeatForm{Person: who.ID, From: "2022-01-01", Basis: "5/QĐ"})
	check(err)
	acc := accesssql.Account{ID: id.New(), Person: who.ID, Unit: w.body, Persona: "clerk", From: "2020-01-01", Roles: []access.Holding{
		{Role: access.RoleMember, Unit: w.body}, {Role: access.RoleOfficeClerk, Unit: w.body}, {Role: access.RoleUnitClerk, Unit: w.body}, {Role: access.RoleUnitClerk, Unit: w.unit}}}
	_, err = a.Accounts.Create(ctx, operator().Actor, [16]byte{}, acc)
	check(err)
	w.clerk = access.Actor{Account: acc.ID, Person: who.ID}
	_, err = a.Accounts.MakeToken(ctx, w.clerk, [16]byte{}, 30)
	check(err)
	w.documents(t)
	_, err = a.Door.Do(ctx, door.Command{Name: org.ActionRename, Actor: operator().Actor, Object: access.Object{Kind: "unit", ID: w.unit}},
		func(ctx context.Context, tx door.Tx) error {
			tx.Enqueue(job.Request{Kind: "test.job.none", Args: []byte("{}")})
			return nil
		})
	check(err)
	return w
}

const smallText = "BỘ THỬ NGHIỆM\nSố: 7/QĐ-BTN\nHà Nội, ngày 01 tháng 3 năm 2025\nQUYẾT ĐỊNH\nVề việc thử\nCăn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020;\n"

func (w *world) documents(t *testing.T) {
	t.Helper()
	ctx := context.Background()
	by := directive.By{Actor: w.clerk}
	a, b := &directive.Directive{ID: id.New(), Facts: directive.Facts{Kind: "NĐ", Number: "30/2020/NĐ-CP", Issuer: "Chính phủ", IssuedOn: "2020-03-05", Title: "Nghị định về công tác văn thư"}},
		&directive.Directive{ID: id.New(), Facts: directive.Facts{Kind: "NĐ", Number: "110/2004/NĐ-CP", Issuer: "Chính phủ", IssuedOn: "2004-04-08", Title: "Nghị định về công tác văn thư"}}
	if _, err := w.app.Directive.Enter(ctx, directive.By{Actor: operator().Actor}, w.body, []*directive.Directive{a, b},
		[]directive.Relation{{From: a.ID, To: b.ID, Kind: directive.Supersedes}}); err != nil {
		t.Fatal(err)
	}
	dir, err := w.app.Directive.Upload(ctx, by, w.body, "7.txt", []byte(smallText))
	if err != nil {
		t.Fatal(err)
	}
	w.directive = dir
	d, err := w.app.Directive.Read.Find(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.app.Directive.Register(ctx, by, dir, d.Facts, d.Version); err != nil {
		t.Fatal(err)
	}
	if _, err := w.app.Directive.Send(ctx, by, dir, directive.SendForm{Units: []id.ID{w.unit, w.body}, DueOn: "2099-01-01"}); err != nil {
		t.Fatal(err)
	}
	waiting, err := w.app.Directive.Track.Waiting(ctx, []id.ID{w.unit}, 1)
	if err != nil || len(waiting) != 1 {
		t.Fatal(len(waiting), err)
	}
	if _, err := w.app.Directive.ConfirmFor(ctx, by, waiting[0].Recipient, waiting[0].Digest, clock.Today(w.app.Clock), "phieu.png", slip); err != nil {
		t.Fatal(err)
	}
}
