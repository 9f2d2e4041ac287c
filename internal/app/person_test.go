package app_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/app"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/ledger/ledgersql"
	"hoso/internal/person"
	"hoso/internal/sqldb"
	"hoso/internal/vault"
	"hoso/vi"
)

// key16 is a form's key that nobody used.
func key16() [16]byte { return [16]byte(id.New()) }

// step is one command of somebody who has just proved who they are.
func step(who access.Actor) access.By {
	who.Fresh = true
	return access.By{Actor: who, Key: key16()}
}

const (
	secretNumber = "099080714287"
	secretIssuer = "Trường Canary Đại Dương"
)

// file gives a person a file with a row of every sort, some of several versions.
func (w *world) file(t *testing.T, who *person.Person) {
	t.Helper()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	p := w.app.Person
	keeper := w.specialist.Actor
	for version := range int64(2) {
		_, err := p.Change(bg, step(keeper), who.ID, person.ChangeForm{Name: who.Name, StaffCode: "TN-7", Born: "1980-07-14", PersonalNumber: secretNumber, Version: version + 1})
		check(err)
	}
	add := func(instead id.ID) id.ID {
		t.Helper()
		d, err := p.AddEvidence(bg, step(keeper), who.ID, person.EvidenceForm{Kind: person.Diploma, Others: person.OthersYes, Number: "VB-4711", Dated: "2019-07-01", Issuer: secretIssuer, Name: "a.png", Data: slip}, instead, 1)
		check(err)
		return d
	}
	w.evidence = add(add(id.ID{}))
	_, err := p.Propose(bg, step(w.clerk), person.CorrectionForm{Field: person.FieldBorn, Proposed: "15/07/1980", Reason: "theo giấy khai sinh bản gốc"})
	check(err)
	_, err = p.Ask(bg, step(w.clerk), person.RequestForm{Kind: person.AskErasure, Body: "xin xóa số cũ không còn dùng"})
	check(err)
	grant, err := w.app.Needs.Grant(bg, step(keeper), accesssql.GrantForm{Account: w.auditor.Actor.Account, Object: person.Object(who.ID), Purpose: access.PurposeInspection,
		Basis: access.Basis{Kind: access.BasisCase, Text: "3/2026/TTR"}, From: clock.Today(w.app.Clock), Last: clock.Today(w.app.Clock).AddDays(20)})
	check(err)
	_, err = p.Delay(bg, step(keeper), person.DelayForm{Grant: grant, Until: clock.Today(w.app.Clock).AddDays(10), Reason: "quyết định kiểm tra chưa công bố"})
	check(err)
	mistaken, err := p.ProposeErasure(bg, step(keeper), who.ID, erasure("nhầm người trùng tên trong danh sách"))
	check(err)
	_, err = p.WithdrawErasure(bg, step(keeper), mistaken)
	check(err)
}

// erasure is the form of an erasure after the time of keeping.
func erasure(reason string) person.ErasureForm {
	return person.ErasureForm{Basis: person.ErasureRetention, Document: "12/QĐ-BTN ngày 02/11/2026", Reason: reason}
}

// officer gets a grant on the clerk's file, approved.
func (g *gate) officer(purpose access.Purpose, number string) (access.Actor, id.ID) {
	g.t.Helper()
	who := g.newcomer(id.ID{})
	today := clock.Today(g.clock)
	grant, err := g.app.Needs.Grant(bg, step(g.specialist.Actor), accesssql.GrantForm{Account: who.Account, Object: person.Object(g.world.clerk.Person), Purpose: purpose,
		Basis: access.Basis{Kind: access.BasisCase, Text: number}, From: today, Last: today.AddDays(30)})
	g.must(err)
	_, err = g.app.Needs.ApproveGrant(bg, step(g.head.Actor), grant)
	g.must(err)
	return who, grant
}

// readings are all ways in which a file is read, by name.
func (g *gate) readings(who access.Actor, l person.Looking, evidence id.ID) map[string]error {
	p := g.app.Person
	_, open := p.Open(bg, who, person.ActionOpen, l)
	_, reveal := p.Open(bg, who, person.ActionReveal, l)
	_, paper := p.Open(bg, who, person.ActionPrint, l)
	_, _, page := p.Page(bg, who, person.ActionPage, l, evidence, 0)
	_, _, picture := p.Page(bg, who, person.ActionPicture, l, evidence, 1)
	_, _, before := p.Before(bg, who, l.Person)
	_, _, history := p.History(bg, who, l)
	return map[string]error{"open": open, "reveal": reveal, "print": paper, "evidence": page, "thumbnail": picture, "history": history, "before": before, "choose": p.Choose(bg, who, l)}
}

// TestNoGrantNoFile: nobody reads a file without a grant or the duty of keeping it,
// by no way, for no purpose; hidden and absent are one; the attempt stands in the
// ledger (SECURITY T1, T3, T25).
func TestNoGrantNoFile(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		there, clerk := g.world.clerk.Person, g.newcomer(id.ID{}, access.RoleUnitClerk)
		for _, row := range access.PurposeTable {
			for _, who := range []access.Actor{clerk, g.head.Actor, g.auditor.Actor} {
				hidden := g.readings(who, person.Looking{Person: there, Purpose: row.Purpose}, g.world.evidence)
				absent := g.readings(who, person.Looking{Person: id.New(), Purpose: row.Purpose}, g.world.evidence)
				for way, err := range hidden {
					wantKind(t, err, errs.KindNotFound, "access.not_found")
					if errs.Of(err).Code != errs.Of(absent[way]).Code {
						t.Errorf("%s for %s tells hidden from absent: %v, %v", way, row.Purpose, err, absent[way])
					}
				}
			}
		}
		if n := g.count(`SELECT count(*) FROM ledger_entry WHERE actor = $1 AND object_id = $2 AND outcome = 'refused'`, clerk.Account, there); n < 5 {
			t.Errorf("%d attempts in the ledger", n)
		}
		if n := g.count(`SELECT count(*) FROM ledger_subject s JOIN ledger_entry e ON e.id = s.entry_id WHERE e.actor = $1`, clerk.Account); n != 0 {
			t.Errorf("a refusal names %d persons", n)
		}
		wantKind(t, g.app.Person.Withdraw(bg, step(clerk), there, g.world.evidence, 1), errs.KindNotFound, "access.not_found")
		_, err := g.app.Person.Change(bg, step(clerk), there, person.ChangeForm{})
		wantKind(t, err, errs.KindNotFound, "access.not_found")
		stranger := id.New()
		_, err = g.app.Person.AddEvidence(bg, step(clerk), stranger, person.EvidenceForm{}, id.ID{}, 0)
		wantKind(t, err, errs.KindNotFound, "access.not_found")
		if _, err := g.app.Keys.Seal(bg, stranger, vault.Where{}, nil); errs.Of(err).Code != "vault.key.absent" {
			t.Errorf("asking for a stranger's file made a key: %v", err)
		}
	})
}

// TestOfficerSeesWhatTheCaseNeeds: one entry with its subject before each answer;
// of what the purpose does not need only whether it is there; the end of the
// grant ends it.
func TestOfficerSeesWhatTheCaseNeeds(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		who, grant := g.officer(access.PurposeCase, "15/2026/VVNS")
		l := person.Looking{Person: g.world.clerk.Person, Purpose: access.PurposeCase, Grant: grant}
		_, ways, err := g.app.Person.Before(bg, who, l.Person)
		g.must(err)
		if len(ways) != 1 || ways[0].Grant != grant || ways[0].Basis != "15/2026/VVNS" {
			t.Fatalf("%+v", ways)
		}
		before := g.left()
		o, err := g.app.Person.Open(bg, who, person.ActionOpen, l)
		g.must(err)
		if after := g.left(); after.entries != before.entries+1 || after.subjects != before.subjects+1 || after.governed != before.governed {
			t.Errorf("an opening left %+v, before %+v", after, before)
		}
		if o.Born.Text != "14/07/1980" || o.Number.Text != "" || o.Number.Presence != person.Present {
			t.Errorf("a case shows %+v and %+v", o.Born, o.Number)
		}
		line, err := ledgersql.Plain{Store: g.app.Ledger}.Find(bg, o.Entry)
		g.must(err)
		if line.Actor.Account != who.Account || line.Purpose != access.PurposeCase || line.Basis != grant || line.Grant != grant || line.SubjectsCount != 1 {
			t.Errorf("%+v", line.Entry)
		}
		for way, err := range g.readings(who, l, g.world.evidence) {
			if err != nil {
				t.Errorf("%s: %v", way, err)
			}
		}
		_, data, err := g.app.Person.Page(bg, who, person.ActionPage, l, g.world.evidence, 0)
		g.must(err)
		if !bytes.Equal(data, slip) {
			t.Error("not the page that was put there")
		}
		other := l
		other.Purpose = access.PurposeInspection
		for way, err := range g.readings(who, other, g.world.evidence) {
			if way != "before" && err == nil {
				t.Errorf("%s for a purpose that the grant does not have", way)
			}
		}
		complainer, theirs := g.officer(access.PurposeComplaint, "7/2026/KN")
		_, _, err = g.app.Person.Page(bg, complainer, person.ActionPage, person.Looking{Person: l.Person, Purpose: access.PurposeComplaint, Grant: theirs}, g.world.evidence, 0)
		wantKind(t, err, errs.KindNotFound, "access.not_found") // a diploma is not needed
		g.clock.Advance(31 * 24 * time.Hour)
		for way, err := range g.readings(who, l, g.world.evidence) {
			if !errs.Is(err, errs.KindNotFound) {
				t.Errorf("%s after the grant: %v", way, err)
			}
		}
	})
}

// TestPersonSeesWhoLooked: when, who, as what, for what, on what; what is told
// later appears by itself on its day (SECURITY T32).
func TestPersonSeesWhoLooked(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		p, subject := g.app.Person, g.world.clerk
		who, grant := g.officer(access.PurposeInspection, "9/2026/TTR")
		l := person.Looking{Person: subject.Person, Purpose: access.PurposeInspection, Grant: grant}
		delay, err := p.Delay(bg, step(g.specialist.Actor), person.DelayForm{Grant: grant, Until: "2026-12-10", Reason: "quyết định kiểm tra chưa công bố"})
		g.must(err)
		_, err = p.Open(bg, who, person.ActionOpen, l)
		g.must(err)
		seen := func() []person.Opening {
			t.Helper()
			own, err := p.Self(bg, subject, person.ActionSelf)
			g.must(err)
			list, _, err := p.Openings(bg, own, person.Period{}, 100)
			g.must(err)
			return list
		}
		of := func(list []person.Opening) *person.Opening {
			if i := slices.IndexFunc(list, func(o person.Opening) bool { return o.By.Account == who.Account }); i >= 0 {
				return &list[i]
			}
			return nil
		}
		if of(seen()) == nil {
			t.Error("a delay that nobody approved hides an opening")
		}
		for name, by := range map[string]access.Actor{"who proposed it": g.specialist.Actor, "the person": subject, "who opens": who} {
			if _, err := p.Approve(bg, step(by), delay); !errs.Is(err, errs.KindDenied) && !errs.Is(err, errs.KindNotFound) {
				t.Errorf("%s approves a delay: %v", name, err)
			}
		}
		_, err = p.Approve(bg, step(g.head.Actor), delay)
		g.must(err)
		if of(seen()) != nil {
			t.Error("told too early")
		}
		g.clock.Advance(14 * 24 * time.Hour) // 9 December
		if of(seen()) != nil {
			t.Error("told a day too early")
		}
		g.clock.Advance(24 * time.Hour)
		o := of(seen())
		if o == nil || o.Late == nil || o.Late.Reason != "quyết định kiểm tra chưa công bố" || o.Purpose != access.PurposeInspection || o.Grant != grant {
			t.Fatalf("on its day: %+v", o)
		}
		own, err := p.Self(bg, subject, person.ActionSelf)
		g.must(err)
		if own.Number.Text != secretNumber || own.Born.Text != "14/07/1980" {
			t.Errorf("one's own file: %+v %+v", own.Born, own.Number)
		}
		var all []person.Opening
		for at := (ledger.Cursor{}); ; {
			page, next, err := p.Openings(bg, own, person.Period{Before: at}, 3)
			g.must(err)
			all = append(all, page...)
			if next == (ledger.Cursor{}) {
				break
			}
			at = next
		}
		if whole, _, err := p.Openings(bg, own, person.Period{}, 1000); err != nil || len(whole) != len(all) {
			t.Errorf("page by page %d, at once %d: %v", len(all), len(whole), err)
		}
		if list, _, err := p.Openings(bg, own, person.Period{From: "2026-12-01", To: "2026-12-02"}, 100); err != nil || len(list) != 0 {
			t.Errorf("a time in which nothing was: %v %v", list, err)
		}
		if _, err := p.Self(bg, access.Actor{Account: g.auditor.Actor.Account, Person: id.New()}, person.ActionSelf); !errs.Is(err, errs.KindNotFound) {
			t.Errorf("a file of one's own without an entry: %v", err)
		}
		if _, err := p.Self(bg, access.Actor{Account: who.Account, Person: subject.Person}, person.ActionSelf); err == nil {
			t.Error("whoever says that they are another opens their file")
		}
	})
}

// TestLostUpdate: who changes what somebody else has changed meanwhile is told,
// and nothing is lost; the same number twice is noticed.
func TestLostUpdate(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		p, keeper, who := g.app.Person, g.specialist.Actor, g.world.clerk.Person
		o, err := p.Open(bg, keeper, person.ActionOpen, person.Looking{Person: who, Purpose: access.PurposeUpkeep})
		g.must(err)
		form := person.ChangeForm{Name: o.Name, Born: "1981", PersonalNumber: secretNumber, Version: o.Version}
		_, err = p.Change(bg, step(keeper), who, form)
		g.must(err)
		_, err = p.Change(bg, step(keeper), who, form)
		wantKind(t, err, errs.KindConflict, "person.changed")
		wantKind(t, p.Withdraw(bg, step(keeper), who, g.world.evidence, 9), errs.KindConflict, "person.changed")
		g.must(p.Withdraw(bg, step(keeper), who, g.world.evidence, 1))
		_, _, err = p.Page(bg, keeper, person.ActionPage, person.Looking{Person: who, Purpose: access.PurposeUpkeep}, g.world.evidence, 0)
		wantKind(t, err, errs.KindNotFound, "access.not_found")
		other := g.newcomer(id.ID{})
		twin, err := p.Change(bg, step(keeper), other.Person, person.ChangeForm{Name: person.Name{Given: "Mới"}, PersonalNumber: "099-080-714.287", Version: 1})
		g.must(err)
		if !twin {
			t.Error("the same personal number was not noticed")
		}
		if twin, err = p.Change(bg, step(keeper), other.Person, person.ChangeForm{Name: person.Name{Given: "Mới"}, PersonalNumber: "12", Version: 2}); err != nil || twin {
			t.Errorf("an odd number: %v %v", twin, err)
		}
		for _, version := range []int64{3, 4} { // new here and nobody else's, then as it was
			if twin, err = p.Change(bg, step(keeper), other.Person, person.ChangeForm{Name: person.Name{Given: "Mới"}, StaffCode: "TN-88", Version: version}); err != nil || twin {
				t.Errorf("a staff code that nobody else has: %v %v", twin, err)
			}
		}
		third := g.newcomer(id.ID{})
		if twin, err = p.Change(bg, step(keeper), third.Person, person.ChangeForm{Name: person.Name{Given: "Nữa"}, StaffCode: "TN-88", Version: 1}); err != nil || !twin {
			t.Errorf("a staff code that somebody has: %v %v", twin, err)
		}
	})
}

// TestFind: a search finds the files that somebody keeps, those granted to them and
// their own, in the order of given names, page by page, and leaves one entry.
func TestFind(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		p := g.app.Person
		who, _ := g.officer(access.PurposeCase, "1/2026")
		found := func(who access.Actor, f person.ListFilter) (names []string) {
			t.Helper()
			f.Limit = 100
			before := g.left()
			list, err := p.Find(bg, who, f)
			g.must(err)
			if after := g.left(); after.entries != before.entries+1 || after.subjects != before.subjects {
				t.Errorf("a search left %+v, before %+v", after, before)
			}
			for _, l := range list {
				names = append(names, l.Full())
			}
			return names
		}
		if got := found(who, person.ListFilter{}); strings.Join(got, ", ") != "Lê Thị Ánh, Lê Mới" {
			t.Errorf("an officer with a grant finds %v", got)
		}
		if got := found(who, person.ListFilter{Words: vi.Words("tran")}); len(got) != 0 {
			t.Errorf("and by another's name %v", got)
		}
		if got := found(g.specialist.Actor, person.ListFilter{StaffCode: "TN-7"}); strings.Join(got, "") != "Lê Thị Ánh" {
			t.Errorf("by staff code %v", got)
		}
		all := found(g.specialist.Actor, person.ListFilter{})
		if len(all) < 3 || !slices.Contains(found(g.specialist.Actor, person.ListFilter{Unit: g.unit}), "Lê Thị Ánh") {
			t.Errorf("whoever keeps files finds %v", all)
		}
		var after id.ID
		for i := range all {
			list, err := p.Find(bg, g.specialist.Actor, person.ListFilter{After: after, Limit: 1})
			if err != nil || len(list) != 1 || list[0].Full() != all[i] {
				t.Fatalf("page %d: %v %v, want %s", i, list, err, all[i])
			}
			after = list[0].ID
		}
	})
}

// TestUrgent: who may open a file by force finds whose it is by the directory, and
// the search says nothing of files; nobody else finds anybody.
func TestUrgent(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		ánh := person.ListFilter{Words: vi.Words("ánh"), Limit: 10}
		before := g.left()
		list, err := g.app.Person.Urgent(bg, g.head.Actor, ánh)
		g.must(err)
		if after := g.left(); after.entries != before.entries+1 || after.subjects != before.subjects {
			t.Errorf("a search left %+v, before %+v", after, before)
		}
		if len(list) != 1 || list[0].ID != g.clerk.Person {
			t.Errorf("the head finds %+v", list)
		}
		if list, err := g.app.Person.Find(bg, g.head.Actor, ánh); err != nil || len(list) != 0 {
			t.Errorf("without force they find %v %v", list, err)
		}
		if l, err := g.app.Person.Named(bg, g.head.Actor, person.ActionUrgent, access.PurposeEmergency, g.clerk.Person); err != nil || l.Full() != "Lê Thị Ánh" {
			t.Errorf("the one who was chosen is %v %v", l, err)
		}
		reader := g.newcomer(id.ID{})
		_, err = g.app.Person.Urgent(bg, reader, ánh)
		wantKind(t, err, errs.KindDenied, "access.denied")
		_, err = g.app.Person.Named(bg, reader, person.ActionUrgent, access.PurposeEmergency, g.clerk.Person)
		wantKind(t, err, errs.KindNotFound, "access.not_found")
		wantKind(t, g.app.Person.MayUrgent(bg, reader), errs.KindDenied, "access.denied")
	})
}

// TestSealedPageAltered: verify names a page of evidence whose file was altered or
// taken away, without a key.
func TestSealedPageAltered(t *testing.T) {
	g := openGate(t, "", nil)
	dir := g.app.Folder.Path(".")
	var name string
	g.must(sqldb.One(bg, g.app.DB.Reader(), `SELECT blob FROM person_evidence WHERE id = $1`, []any{g.world.evidence}, &name))
	g.app.Close()
	at := filepath.Join(dir, "blobs", name[:2], name)
	raw, err := os.ReadFile(at)
	g.must(err)
	found := func() int {
		report, err := app.Verify(bg, dir, "", "", nil)
		g.must(err)
		n := 0
		for _, f := range report.Findings {
			if f.Table == "person_evidence" && f.Row == g.world.evidence.String() {
				n++
			}
		}
		return n
	}
	if found() != 0 {
		t.Error("a whole page is found")
	}
	for i := 0; i < len(raw); i += 1 + len(raw)/7 {
		bad := bytes.Clone(raw)
		bad[i] ^= 1
		g.must(os.Chmod(at, 0o600))
		g.must(os.WriteFile(at, bad, 0o600))
		if found() != 1 {
			t.Errorf("byte %d altered, and nothing found", i)
		}
	}
	g.must(os.Remove(at))
	if found() != 1 {
		t.Error("a page that is gone is not found")
	}
}
