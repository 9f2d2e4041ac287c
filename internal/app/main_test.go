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
	"hoso/internal/signin"
	"hoso/internal/sqldb"
	"hoso/internal/testenv"
	"hoso/internal/vault"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == intake.ChildArg {
		intake.RunChild()
	}
	if spec := os.Getenv(killEnv); spec != "" {
		runVictim(spec)
	}
	if spec := os.Getenv(eraseEnv); spec != "" {
		runEraser(spec)
	}
	if os.Getenv(binaryEnv) != "" {
		if os.Getenv(panicEnv) != "" {
			letPanic()
		}
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
	a, err := app.Open(context.Background(), app.Config{Dir: dir, Database: url, Log: quiet(), Tune: tune, Cost: cheap})
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

	head, specialist, auditor accesssql.By
	signer                    signer
	evidence                  id.ID // a page in the clerk's file
}

// rights gives every sort of right once, has one opened by force and one reader
// remarked upon.
func (w *world) rights(t *testing.T, post, subject id.ID) {
	t.Helper()
	ctx := context.Background()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	today := clock.Today(w.app.Clock)
	head, err := person.New(person.Name{Family: "Trần", Given: "Trưởng"}, w.body, w.body)
	check(err)
	_, err = w.app.Person.Add(ctx, operator().Actor, [16]byte{}, w.body, []*person.Person{head})
	check(err)
	chair, _, err := w.app.Org.AddPost(ctx, operator(), w.body, org.PostForm{Title: "Người đứng đầu", Head: true, Seats: 1, From: "2021-01-01", Basis: "5/QĐ"})
	check(err)
	_, _, err = w.app.Org.Seat(ctx, operator(), chair, org.SeatForm{Person: head.ID, From: "2022-01-01", Basis: "5/QĐ"})
	check(err)
	account := func(who id.ID, roles ...access.Role) accesssql.By {
		acc := accesssql.Account{ID: id.New(), Person: who, Unit: w.body, From: "2020-01-01", Basis: "6/QĐ"}
		for _, r := range append(roles, access.RoleMember) {
			acc.Roles = append(acc.Roles, access.Holding{Role: r, Unit: w.body})
		}
		_, err := w.app.Accounts.Create(ctx, operator().Actor, [16]byte{}, acc)
		check(err)
		return accesssql.By{Actor: access.Actor{Account: acc.ID, Person: who, Fresh: true}}
	}
	w.head, w.specialist, w.auditor = account(head.ID, access.RoleDeptHead), account(id.New(), access.RoleDeptSpecialist), account(id.New(), access.RoleAuditor)
	_, err = w.app.Duties.Attach(ctx, accesssql.By{Actor: operator().Actor}, accesssql.AssignmentForm{Post: post, Role: access.RoleUnitClerk, From: "2021-01-01", Basis: "7/QĐ"})
	check(err)
	cleared, err := w.app.Needs.Clear(ctx, w.specialist, accesssql.ClearanceForm{Account: w.clerk.Account, Level: access.LabelMat, Number: "8/QĐ-MAT", Dated: "2024-01-01", Issuer: "Bộ Thử nghiệm",
		From: "2024-01-01", Last: today.AddDays(900)})
	check(err)
	_, err = w.app.Needs.ApproveClearance(ctx, w.head, cleared)
	check(err)
	_, err = w.app.Needs.Grant(ctx, w.head, accesssql.GrantForm{Account: w.clerk.Account, Object: access.Object{Kind: "directive", ID: w.directive}, Purpose: access.PurposeSecret,
		Basis: access.Basis{Kind: access.BasisCase, Text: "9/2026/VV"}, From: today, Last: today.AddDays(30)})
	check(err)
	clerk := w.clerk
	clerk.Fresh = true
	_, err = w.app.Duties.Delegate(ctx, accesssql.By{Actor: clerk}, accesssql.DelegationForm{To: w.head.Actor.Account, Roles: []access.Holding{{Role: access.RoleUnitClerk, Unit: w.unit}},
		From: today, Last: today.AddDays(10), Basis: "10/QĐ", Reason: "đi công tác mười ngày"})
	check(err)
	broken, err := w.app.Watch.Break(ctx, w.specialist, accesssql.BreakForm{Object: access.Object{Kind: "person", ID: subject}, Reason: "cấp cứu ban đêm, cần số điện thoại", Basis: "12/CV-TCCB", Minutes: 60})
	check(err)
	_, err = w.app.Watch.See(ctx, w.auditor, broken)
	check(err)
	_, err = w.app.Door.Do(ctx, door.Command{Name: access.ActionRemark, Actor: access.System("reads"), Purpose: access.PurposeAudit, Object: access.Object{Kind: "account", ID: w.clerk.Account}},
		func(ctx context.Context, tx door.Tx) error {
			return sqldb.Of(tx).Put(ctx, "access_remark", sqldb.Key{ID: id.New(), Version: 1}, sqldb.Row{"label": 0, "unit_id": w.unit, "managing_unit_id": w.unit, "state": "open",
				"subject_id": subject, "account_id": w.clerk.Account, "rule": access.UnusualDay, "day": today, "count": 90, "median": 9,
				"reviewer_id": nil, "reviewed_at": nil, "verdict": nil, "note": nil})
		})
	check(err)
	check(w.labelRows(ctx))
	limit, err := w.app.Limits.Set(ctx, w.specialist, w.body, limiting(w.app, 30))
	check(err)
	_, err = w.app.Limits.ApproveLimit(ctx, w.head, limit)
	check(err)
	_, err = w.app.Org.AskExport(ctx, org.By(w.specialist), org.ExportForm{Unit: w.unit, Day: today, Reason: "gửi đoàn kiểm tra của Bộ"})
	check(err)
}

// limiting sets how long a copy may be out, from today.
func limiting(a *app.App, days int64) access.LimitForm {
	return access.LimitForm{Name: access.LimitCopyDays, Value: days, From: clock.Today(a.Clock), Basis: "Quyết định số 13/QĐ-BTN", Verified: true}
}

// labelRows are a step and a copy as they stand after all was declassified: this
// node may hold nothing that has a label.
func (w *world) labelRows(ctx context.Context) error {
	_, err := w.app.Door.Do(ctx, door.Command{Name: access.ActionRemark, Actor: access.System("reads"), Purpose: access.PurposeAudit, Object: access.Object{Kind: "account", ID: w.clerk.Account}},
		func(ctx context.Context, tx door.Tx) error {
			row := sqldb.Row{"label": 0, "unit_id": w.body, "managing_unit_id": w.body, "state": "live", "subject_id": nil, "object_kind": "directive", "object_id": w.directive,
				"after_id": nil, "step": "declassify", "was": 1, "level": 0, "classifier": "Trần Trưởng", "document": "11/QĐ", "basis": "khoản 1", "reason": "hết thời hạn",
				"valid_from": "2026-01-01", "valid_to": nil, "account_id": w.clerk.Account, "at": tx.Now()}
			if err := sqldb.Of(tx).Put(ctx, "access_classification", sqldb.Key{ID: id.New(), Version: 1}, row); err != nil {
				return err
			}
			return sqldb.Of(tx).Put(ctx, "access_copy", sqldb.Key{ID: id.New(), Version: 1}, sqldb.Row{"label": 0, "unit_id": w.body, "managing_unit_id": w.body, "state": "destroyed",
				"subject_id": nil, "object_kind": "directive", "object_id": w.directive, "number": 1, "made_as": "print", "for_whom": "Vụ Hai", "reason": "họp", "account_id": w.clerk.Account,
				"at": tx.Now(), "closed_on": "2026-01-01", "closed_by": w.clerk.Account, "closed_note": "12/BB"})
		})
	return err
}

// signsIn lets somebody set up how they sign in, with a one-time code.
func (w *world) signsIn(t *testing.T) {
	t.Helper()
	ctx := context.Background()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	who, err := person.New(person.Name{Family: "Phạm", Given: "Ký"}, w.body, w.body)
	check(err)
	_, err = w.app.Person.Add(ctx, operator().Actor, [16]byte{}, w.body, []*person.Person{who})
	check(err)
	slips, err := w.app.Signin.Add(ctx, signin.By{Actor: operator().Actor}, []signin.NewUser{{Account: "ky.p", Person: who.ID.Text(person.Prefix)}})
	check(err)
	offered, err := w.app.Signin.OpenCode(ctx, slips[0].Code, signin.Client{Place: "populate"})
	check(err)
	digits := signin.TOTPAt(offered.Secret, signin.StepOf(w.app.Clock.Now()))
	codes, err := w.app.Signin.Enrol(ctx, offered, signin.Setup{Code: slips[0].Code, Password: longPassword, Digits: digits})
	check(err)
	w.signer = signer{name: slips[0].Name, password: longPassword, secret: offered.Secret, codes: codes, account: offered.Account, person: who.ID}
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
	_, err = a.Accounts.MakeToken(ctx, proved(w.clerk), [16]byte{}, access.TokenForm{Days: 30, Scope: access.ScopeOrganisation})
	check(err)
	if a.Keys == nil {
		check(a.MakeKeys(ctx, vault.KeyFile{Dir: a.Folder.Path("keys"), File: "keyring.key"}))
	}
	w.documents(t)
	w.rights(t, post, who.ID)
	w.signsIn(t)
	w.file(t, who)
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
	waiting, err := w.app.Directive.Track.Waiting(ctx, everything, []id.ID{w.unit}, 1)
	if err != nil || len(waiting) != 1 {
		t.Fatal(len(waiting), err)
	}
	if _, err := w.app.Directive.ConfirmFor(ctx, by, waiting[0].Recipient, waiting[0].Digest, clock.Today(w.app.Clock), "phieu.png", slip); err != nil {
		t.Fatal(err)
	}
}
