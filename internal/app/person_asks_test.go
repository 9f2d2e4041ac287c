package app_test

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/ledger/ledgersql"
	"hoso/internal/person"
)

// proposed gives the clerk's corrections as the clerk reads them.
func (g *gate) proposed(which id.ID) person.Correction {
	g.t.Helper()
	own, err := g.app.Person.Self(bg, g.world.clerk, person.ActionSelf)
	g.must(err)
	i := slices.IndexFunc(own.Corrections, func(c person.Correction) bool { return c.ID == which })
	if i < 0 {
		g.t.Fatalf("the person does not read their own correction: %+v", own.Corrections)
	}
	return own.Corrections[i]
}

// TestCorrection: what a person proposes is answered by whoever keeps files, once,
// with reasons, and not by the person; one that is refused changes nothing.
func TestCorrection(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		p, subject := g.app.Person, g.world.clerk
		which, err := p.Propose(bg, step(subject), person.CorrectionForm{Field: "given", Proposed: "Ảnh", Reason: "theo giấy khai sinh bản gốc"})
		g.must(err)
		list, err := p.Queue(bg, g.specialist.Actor, 10)
		g.must(err)
		if !slices.ContainsFunc(list, func(l person.WaitingLine) bool { return l.ID == which && l.DueOn == "2026-12-07" }) { // ten days end on a Saturday
			t.Errorf("the queue: %+v", list)
		}
		answer := func(by access.Actor, outcome, reasons string) error {
			_, err := p.Answer(bg, step(by), which, person.AnswerForm{Outcome: outcome, Reasons: reasons, Version: 3})
			return err
		}
		wantKind(t, answer(subject, person.AskAccepted, "tôi đồng ý với tôi"), errs.KindDenied, "access.denied")
		wantKind(t, answer(g.specialist.Actor, "x", ""), errs.KindInvalid, "form.faults")
		g.must(answer(g.specialist.Actor, person.AskRefused, "giấy khai sinh ghi Ánh"))
		wantKind(t, answer(g.specialist.Actor, person.AskAccepted, "đổi ý, chấp nhận"), errs.KindConflict, "person.answer.given")
		if c := g.proposed(which); c.Answer != "giấy khai sinh ghi Ánh" || c.State != person.AskRefused || c.Was != "" {
			t.Errorf("what the person reads: %+v", c)
		}
		if n := g.count(`SELECT count(*) FROM person WHERE id = $1 AND given = 'Ánh' AND version = 3`, subject.Person); n != 1 {
			t.Error("a refused correction changed the file")
		}
	})
}

// TestCorrectionMends: an accepted correction changes the file in the transaction
// of its answer, of every field that is mended so; the person sees before and
// after, the history has it, and nobody overwrites what was not shown to them.
func TestCorrectionMends(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		p, subject, keeper := g.app.Person, g.world.clerk, g.specialist.Actor
		version := int64(3)
		for _, c := range []struct{ field, typed, was, becomes string }{
			{"family", "Nguyễn ", "Lê", "Nguyễn"},
			{"middle", "Thu", "Thị", "Thu"},
			{"given", "Ảnh", "Ánh", "Ảnh"},
			{person.FieldStaffCode, "TN-9", "TN-7", "TN-9"},
			{person.FieldBorn, "1980-7-15", "14/07/1980", "15/07/1980"},
			{person.FieldPersonalNumber, "099 080 714 299", secretNumber, "099080714299"},
		} {
			which, err := p.Propose(bg, step(subject), person.CorrectionForm{Field: c.field, Proposed: c.typed, Reason: "theo giấy khai sinh bản gốc"})
			g.must(err)
			seen, err := p.SeeCorrection(bg, keeper, which)
			g.must(err)
			if seen.Stands != c.was || seen.Proposed != c.becomes || seen.On != version {
				t.Errorf("%s: whoever answers sees %q on %d instead of %q: %+v", c.field, seen.Stands, seen.On, c.was, seen.Proposed)
			}
			form := person.AnswerForm{Outcome: person.AskAccepted, Reasons: "đúng giấy khai sinh", Version: version - 1}
			_, err = p.Answer(bg, step(keeper), which, form)
			wantKind(t, err, errs.KindConflict, "person.changed")
			form.Version = version
			by := step(keeper)
			g.clock.Advance(time.Second) // so that the newest entry is the newest
			for range 2 {                // sent twice, done once
				_, err = p.Answer(bg, by, which, form)
				g.must(err)
			}
			version++
			o, err := p.Open(bg, keeper, person.ActionReveal, person.Looking{Person: subject.Person, Purpose: access.PurposeUpkeep})
			g.must(err)
			now := map[string]string{"family": o.Family, "middle": o.Middle, "given": o.Given, person.FieldStaffCode: o.StaffCode, person.FieldBorn: o.Born.Text,
				person.FieldPersonalNumber: o.Number.Text}[c.field]
			if now != c.becomes || o.Version != version {
				t.Errorf("%s: the file says %q in version %d", c.field, now, o.Version)
			}
			if mine := g.proposed(which); mine.Was != c.was || mine.Proposed != c.becomes || mine.State != person.AskAccepted {
				t.Errorf("%s: the person sees %q, then %q", c.field, mine.Was, mine.Proposed)
			}
			e := g.newest(person.ActionAnswer)
			rows, err := ledgersql.Plain{Store: g.app.Ledger}.Rows(bg, e.ID)
			g.must(err)
			for _, table := range []string{"person", "person_identity", "person_correction"} {
				if !slices.ContainsFunc(rows, func(r ledger.Row) bool { return r.Table == table }) {
					t.Errorf("%s: the entry names no row of %s", c.field, table)
				}
			}
			history, err := ledgersql.Plain{Store: g.app.Ledger}.Timeline(bg, person.Object(subject.Person), ledger.Only{}, 1)
			g.must(err)
			if len(history) != 1 || history[0].ID != e.ID {
				t.Errorf("%s: the history of the file begins with %+v", c.field, history)
			}
		}
		for field, typed := range map[string]string{person.FieldBorn: "hôm qua", person.FieldStaffCode: "ba chữ !", "given": strings.Repeat("ế", person.MaxPart+1)} {
			_, err := p.Propose(bg, step(subject), person.CorrectionForm{Field: field, Proposed: typed, Reason: "theo giấy khai sinh bản gốc"})
			if !errs.Is(err, errs.KindInvalid) || errs.Of(err).Arg("field") != "proposed" {
				t.Errorf("%s: %q is proposed: %v", field, typed, err)
			}
		}
	})
}

// TestCorrectionTwin: a number that another file has is noticed when it comes by a
// correction; a post and a page of evidence are not mended by an answer.
func TestCorrectionTwin(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		p, subject, keeper := g.app.Person, g.world.clerk, g.specialist.Actor
		other := g.newcomer(id.ID{})
		_, err := p.Change(bg, step(keeper), other.Person, person.ChangeForm{Name: person.Name{Given: "Mới"}, PersonalNumber: "099080714299", Version: 1})
		g.must(err)
		accept := func(field, typed string, version int64) bool {
			t.Helper()
			which, err := p.Propose(bg, step(subject), person.CorrectionForm{Field: field, Proposed: typed, Reason: "theo giấy khai sinh bản gốc"})
			g.must(err)
			twin, err := p.Answer(bg, step(keeper), which, person.AnswerForm{Outcome: person.AskAccepted, Reasons: "đúng giấy khai sinh", Version: version})
			g.must(err)
			return twin
		}
		if accept("post", "Phó trưởng phòng", 0) || accept(person.FieldEvidence, "bằng tốt nghiệp năm 2019", 0) {
			t.Error("a twin of nothing")
		}
		if n := g.count(`SELECT count(*) FROM person WHERE id = $1 AND version = 3`, subject.Person); n != 1 {
			t.Error("a correction of a post changed the entry")
		}
		if !accept(person.FieldPersonalNumber, "099080714299", 3) {
			t.Error("the same personal number was not noticed")
		}
		if accept(person.FieldBorn, "1981", 4) {
			t.Error("a date of birth has a twin")
		}
	})
}

// TestWordsAreStopped: a text with a word for what hoso never knows does not go
// in as it is; an officer goes on only with a name, whoever asks about themselves also
// with their own words, and the entry says with which (SECURITY T4).
func TestWordsAreStopped(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		p, subject, keeper, head := g.app.Person, g.world.clerk, g.specialist.Actor, g.head.Actor
		_, grant := g.officer(access.PurposeInspection, "9/2026/TTR")
		correction, err := p.Propose(bg, step(subject), person.CorrectionForm{Field: "given", Proposed: "Ảnh", Reason: "theo giấy khai sinh bản gốc"})
		g.must(err)
		request, err := p.Ask(bg, step(subject), person.RequestForm{Kind: person.AskComplaint, Body: "khiếu nại việc trả lời chậm"})
		g.must(err)
		const text = "bị hỏi về tôn giáo khi xét hồ sơ"
		for name, c := range map[string]struct {
			own bool
			do  func(text string, e person.Excuse) error
		}{
			"correction's reason": {true, func(text string, e person.Excuse) error {
				_, err := p.Propose(bg, step(subject), person.CorrectionForm{Field: "born", Proposed: "1981", Reason: text, Excuse: e})
				return err
			}},
			"correction of a post": {true, func(text string, e person.Excuse) error {
				_, err := p.Propose(bg, step(subject), person.CorrectionForm{Field: "post", Proposed: text, Reason: "theo quyết định bổ nhiệm", Excuse: e})
				return err
			}},
			"request": {true, func(text string, e person.Excuse) error {
				_, err := p.Ask(bg, step(subject), person.RequestForm{Kind: person.AskComplaint, Body: text, Excuse: e})
				return err
			}},
			"answer": {false, func(text string, e person.Excuse) error {
				_, err := p.Answer(bg, step(keeper), correction, person.AnswerForm{Outcome: person.AskRefused, Reasons: text, Excuse: e})
				return err
			}},
			"reply": {false, func(text string, e person.Excuse) error {
				return p.Reply(bg, step(head), request, person.AnswerForm{Outcome: person.AskRefused, Reasons: text, Excuse: e})
			}},
			"delay": {false, func(text string, e person.Excuse) error {
				_, err := p.Delay(bg, step(keeper), person.DelayForm{Grant: grant, Until: "2026-12-10", Reason: text, Excuse: e})
				return err
			}},
		} {
			before := g.count(`SELECT count(*) FROM ledger_row`)
			stopped := []person.Excuse{"", "x"}
			if !c.own {
				stopped = append(stopped, person.ExcuseOwn)
			}
			for _, e := range stopped {
				err := c.do(text, e)
				wantKind(t, err, errs.KindInvalid, "form.faults")
				if parts := errs.Of(err).Parts; len(parts) != 2 || parts[0].Code != "person.words.touch" || parts[0].Arg("word") != "tôn giáo" || parts[1].Code != "person.words.excuse" {
					t.Errorf("%s with %q: %v", name, e, parts)
				}
			}
			if g.count(`SELECT count(*) FROM ledger_row`) != before {
				t.Errorf("%s: what was stopped left something", name)
			}
			want, excuse := int64(1), person.ExcuseName
			if c.own {
				want, excuse = 2, person.ExcuseOwn
			}
			g.clock.Advance(time.Second)
			g.must(c.do(text, excuse))
			entries, err := ledgersql.Plain{Store: g.app.Ledger}.Entries(bg, ledger.Filter{}, 2) // an answer opens first
			g.must(err)
			if !slices.ContainsFunc(entries, func(l ledger.Line) bool { return l.Facts["words"] == want }) {
				t.Errorf("%s: the entry does not say why it went on: %+v", name, entries)
			}
		}
	})
}

// TestDelayIsSeen: whoever approves a later disclosure first sees who asks, why,
// until when, and what is delayed; nobody else does, the person least of all.
func TestDelayIsSeen(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		p := g.app.Person
		who, grant := g.officer(access.PurposeInspection, "9/2026/TTR")
		delay, err := p.Delay(bg, step(g.specialist.Actor), person.DelayForm{Grant: grant, Until: "2026-12-10", Reason: "quyết định kiểm tra chưa công bố"})
		g.must(err)
		before := g.left()
		d, err := p.SeeDelay(bg, g.head.Actor, delay)
		g.must(err)
		if d.Reason != "quyết định kiểm tra chưa công bố" || d.UntilOn != "2026-12-10" || d.MadeBy != g.specialist.Actor.Account || d.Name.Given != "Ánh" ||
			d.Right.Account != who.Account || d.Right.Purpose != access.PurposeInspection || d.Right.Basis.Text != "9/2026/TTR" {
			t.Errorf("%+v", d)
		}
		if after := g.left(); after.entries != before.entries+1 || after.subjects != before.subjects+1 {
			t.Errorf("a reading left %+v, before %+v", after, before)
		}
		for name, other := range map[string]access.Actor{"the person": g.world.clerk, "who opens": who, "an auditor": g.auditor.Actor} {
			if _, err := p.SeeDelay(bg, other, delay); !errs.Is(err, errs.KindNotFound) {
				t.Errorf("%s sees it: %v", name, err)
			}
		}
		_, err = p.Approve(bg, step(g.head.Actor), delay)
		g.must(err)
		told := func() bool {
			own, err := p.Self(bg, g.world.clerk, person.ActionSelf)
			g.must(err)
			list, _, err := p.Openings(bg, own, person.Period{}, 1000)
			g.must(err)
			for _, o := range list {
				if o.Action == person.ActionDelay || o.Action == person.ActionSeeDelay || o.Action == person.ActionApprove {
					t.Errorf("the delay tells of itself: %s", o.Action)
				}
			}
			return slices.ContainsFunc(list, func(o person.Opening) bool { return o.By.Account == who.Account })
		}
		_, err = p.Open(bg, who, person.ActionOpen, person.Looking{Person: g.world.clerk.Person, Purpose: access.PurposeInspection, Grant: grant})
		g.must(err)
		if told() {
			t.Error("told too early")
		}
		g.clock.Advance(15 * 24 * time.Hour)
		if !told() {
			t.Error("not told on its day")
		}
	})
}

// TestOpeningsAreBounded: of a day's openings of files the last is the last,
// whichever they are and however many come at once; nothing is opened beyond it,
// the refusal is in the ledger, whoever reviews sees the reader and not a peer who did
// an ordinary day's work, and the next day it goes on (SECURITY T2, 2.4.1).
func TestOpeningsAreBounded(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		p, limit := g.app.Person, access.Limits(nil).On(access.LimitOpenings, "2026-11-25")
		l := person.Looking{Person: g.world.clerk.Person, Purpose: access.PurposeUpkeep}
		post := g.newPost(access.RoleDeptSpecialist)
		reader := g.newcomer(post)
		var peers []access.Actor
		for range 4 {
			peer := g.newcomer(post)
			peers = append(peers, peer)
			for range 6 {
				_, err := p.Open(bg, peer, person.ActionOpen, l)
				g.must(err)
			}
		}
		ways := []func() error{
			func() error { _, err := p.Open(bg, reader, person.ActionOpen, l); return err },
			func() error { _, err := p.Open(bg, reader, person.ActionPrint, l); return err },
			func() error { _, _, err := p.History(bg, reader, l); return err },
			func() error {
				_, _, err := p.Page(bg, reader, person.ActionPage, l, g.world.evidence, 0)
				return err
			},
			func() error {
				_, _, err := p.Page(bg, reader, person.ActionPicture, l, g.world.evidence, 1)
				return err
			},
		}
		var done, spent atomic.Int64
		var all sync.WaitGroup
		for i := range limit + 20 {
			all.Go(func() {
				switch err := ways[i%int64(len(ways))](); {
				case err == nil:
					done.Add(1)
				case errs.Is(err, errs.KindDenied) && errs.Of(err).Code == "access.budget.spent":
					spent.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		all.Wait()
		if done.Load() != limit || spent.Load() != 20 {
			t.Errorf("%d opened and %d refused, want %d and 20", done.Load(), spent.Load(), limit)
		}
		for _, way := range ways {
			wantKind(t, way(), errs.KindDenied, "access.budget.spent")
		}
		if _, err := p.Self(bg, reader, person.ActionSelf); err != nil {
			t.Errorf("one's own file, when the work's openings are spent: %v", err)
		}
		if n := g.count(`SELECT count(*) FROM ledger_entry WHERE actor = $1 AND outcome = 'refused'`, reader.Account); n == 0 {
			t.Error("the refusal is not in the ledger")
		}
		if n := g.count(`SELECT count(*) FROM ledger_subject s JOIN ledger_entry e ON e.id = s.entry_id WHERE e.actor = $1 AND s.person = $2`, reader.Account, l.Person); n != limit {
			t.Errorf("the person is told of %d openings, want %d", n, limit)
		}
		_, err := g.app.Watch.Remark(bg, g.reads(), "2026-11-25")
		g.must(err)
		list, err := g.app.Watch.Remarks(bg, g.auditor, g.body, 1)
		g.must(err)
		remarked := func(who access.Actor) bool {
			return slices.ContainsFunc(list.Lines, func(r access.KeptRemark) bool { return r.Account == who.Account && r.Rule == access.UnusualDay })
		}
		if !remarked(reader) {
			t.Errorf("whoever reviews does not see the reader: %+v", list)
		}
		for _, peer := range peers {
			if remarked(peer) {
				t.Error("an ordinary day is remarked")
			}
		}
		g.clock.Advance(24 * time.Hour)
		g.must(ways[0]())
	})
}

// TestEnter: somebody new has an entry with what was typed, sealed; whoever enters
// them is told of those who look the same as far as they may find them, and of
// nobody else (DESIGN 5 g).
func TestEnter(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		p, keeper := g.app.Person, g.specialist.Actor
		form := person.NewForm{Unit: g.unit, ChangeForm: person.ChangeForm{Name: person.Name{Family: "Lê", Middle: "Thị", Given: "Ánh"}, StaffCode: "TN-7", Born: "1980-07-14", PersonalNumber: secretNumber}}
		_, _, err := p.Enter(bg, step(g.world.clerk), form)
		wantKind(t, err, errs.KindDenied, "access.denied")
		nowhere := form
		nowhere.Unit = id.New()
		_, _, err = p.Enter(bg, step(keeper), nowhere)
		wantKind(t, err, errs.KindNotFound, "access.not_found")

		hidden, twins, err := p.Enter(bg, step(g.head.Actor), form) // who may enter people, and find none of these
		g.must(err)
		if len(twins) != 0 {
			t.Errorf("whoever may not find them is told of %+v", twins)
		}
		by := step(keeper)
		_, twins, err = p.Enter(bg, by, form)
		wantKind(t, err, errs.KindInvalid, "person.new.twin")
		number := 0
		for _, twin := range twins {
			if twin.ID != g.world.clerk.Person && twin.ID != hidden || !twin.SameName || !twin.SameCode {
				t.Errorf("a twin that is none: %+v", twin)
			}
			if twin.SameNumber {
				number++
			}
		}
		if len(twins) != 2 || number != 1 {
			t.Errorf("%d twins, %d with the number", len(twins), number)
		}
		form.Compared = true
		before := g.count(`SELECT count(*) FROM person`)
		var made id.ID
		for range 2 { // sent twice, done once
			made, twins, err = p.Enter(bg, by, form)
			g.must(err)
		}
		if len(twins) != 0 || g.count(`SELECT count(*) FROM person`) != before+1 {
			t.Errorf("%d twins, %d entries more", len(twins), g.count(`SELECT count(*) FROM person`)-before)
		}
		o, err := p.Open(bg, keeper, person.ActionReveal, person.Looking{Person: made, Purpose: access.PurposeUpkeep})
		g.must(err)
		if o.Full() != "Lê Thị Ánh" || o.StaffCode != "TN-7" || o.Born.Text != "14/07/1980" || o.Number.Text != secretNumber || o.Unit != g.unit {
			t.Errorf("the new file: %+v", o.Person)
		}
		if e := g.newest(person.ActionCreate); e.SubjectsCount != 1 {
			t.Errorf("the entry of a new file: %+v", e)
		}
		bare, _, err := p.Enter(bg, step(keeper), person.NewForm{Unit: g.unit, ChangeForm: person.ChangeForm{Name: person.Name{Given: "Khác"}}})
		g.must(err)
		if g.count(`SELECT count(*) FROM person_identity WHERE id = $1`, bare) != 0 {
			t.Error("nothing known is kept")
		}
		_, _, err = p.Enter(bg, step(keeper), person.NewForm{Unit: g.unit})
		wantKind(t, err, errs.KindInvalid, "person.name.given")
	})
}

// TestNumberIsMasked: a page of a file shows the end of the personal number; the
// whole of it is a reading of its own, of which the person is told (SECURITY
// 14.2.6).
func TestNumberIsMasked(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		p, keeper, l := g.app.Person, g.specialist.Actor, person.Looking{Person: g.world.clerk.Person, Purpose: access.PurposeUpkeep}
		for _, action := range []access.Action{person.ActionOpen, person.ActionPrint} {
			o, err := p.Open(bg, keeper, action, l)
			g.must(err)
			if o.Number.Text != "•••••••••287" || !o.Number.Masked {
				t.Errorf("%s shows %+v", action, o.Number)
			}
		}
		o, err := p.Open(bg, keeper, person.ActionReveal, l)
		g.must(err)
		if o.Number.Text != secretNumber || o.Number.Masked {
			t.Errorf("asked for, it is %+v", o.Number)
		}
		officer, grant := g.officer(access.PurposeCase, "15/2026/VVNS") // which does not need it
		o, err = p.Open(bg, officer, person.ActionReveal, person.Looking{Person: l.Person, Purpose: access.PurposeCase, Grant: grant})
		g.must(err)
		if o.Number.Text != "" || o.Number.Presence != person.Present {
			t.Errorf("asking shows more than the purpose needs: %+v", o.Number)
		}
		own, err := p.Self(bg, g.world.clerk, person.ActionSelf)
		g.must(err)
		list, _, err := p.Openings(bg, own, person.Period{}, 1000)
		g.must(err)
		for _, who := range []access.Actor{keeper, officer} {
			if !slices.ContainsFunc(list, func(o person.Opening) bool { return o.By.Account == who.Account && o.Action == person.ActionReveal }) {
				t.Error("the person is not told who asked for the number")
			}
		}
	})
}

// TestThirdPersons: a page of evidence that names third persons is named to the
// person and not given to them, in no form of their own view, until there is a copy
// without them; officers go on seeing the page (SECURITY T32).
func TestThirdPersons(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		p, subject, keeper, which := g.app.Person, g.world.clerk, g.specialist.Actor, g.world.evidence
		form := person.EvidenceForm{Kind: person.Certificate, Dated: "2020-01-01", Issuer: "Trường Thử nghiệm", Name: "a.png", Data: slip}
		_, err := p.AddEvidence(bg, step(keeper), subject.Person, form, id.ID{}, 0)
		wantKind(t, err, errs.KindInvalid, "person.evidence.others") // nobody looked
		form.Others = person.OthersNo
		harmless, err := p.AddEvidence(bg, step(keeper), subject.Person, form, id.ID{}, 0)
		g.must(err)
		_, data, err := p.OwnPage(bg, subject, harmless, 0)
		g.must(err)
		if !bytes.Equal(data, slip) {
			t.Error("not the page that was put there")
		}
		page := func() person.Evidence {
			t.Helper()
			own, err := p.Self(bg, subject, person.ActionExport)
			if err != nil {
				own, err = p.Self(bg, step(subject).Actor, person.ActionExport)
			}
			g.must(err)
			for _, k := range own.Evidence {
				for _, e := range k.Pages {
					if e.ID == which {
						return e
					}
				}
			}
			t.Fatal("the person is not told that the page is there")
			return person.Evidence{}
		}
		if e := page(); !e.Withheld() || e.Number != "VB-4711" || e.Issuer != secretIssuer {
			t.Errorf("what is withheld is shown as %+v", e)
		}
		_, data, err = p.OwnPage(bg, subject, which, 0)
		wantKind(t, err, errs.KindDenied, "person.evidence.withheld")
		if data != nil {
			t.Error("and given")
		}
		hidden := slices.Concat(slip[:len(slip)-12], slip[len(slip)-12:])
		for _, other := range []access.Actor{subject, g.auditor.Actor} {
			_, err = p.Redact(bg, step(other), subject.Person, which, "b.png", hidden)
			if !errs.Is(err, errs.KindDenied) && !errs.Is(err, errs.KindNotFound) {
				t.Errorf("somebody else adds a copy: %v", err)
			}
		}
		_, err = p.Redact(bg, step(keeper), subject.Person, harmless, "b.png", hidden)
		wantKind(t, err, errs.KindConflict, "person.changed")
		by, first := step(keeper), id.ID{}
		for range 2 { // sent twice, done once
			first, err = p.Redact(bg, by, subject.Person, which, "b.png", hidden)
			g.must(err)
		}
		second, err := p.Redact(bg, step(keeper), subject.Person, which, "c.png", hidden)
		g.must(err)
		if n := g.count(`SELECT count(*) FROM person_evidence WHERE copy_of = $1 AND state = 'current'`, which); n != 1 {
			t.Errorf("%d copies count", n)
		}
		if e := page(); e.Withheld() || !e.Copied {
			t.Errorf("with a copy it is %+v", e)
		}
		given, _, err := p.OwnPage(bg, subject, which, 0)
		g.must(err)
		if given.ID != second {
			t.Errorf("the person gets %s, want the newest copy", given.ID)
		}
		for _, copied := range []id.ID{first, second} {
			_, _, err = p.OwnPage(bg, subject, copied, 0)
			wantKind(t, err, errs.KindNotFound, "access.not_found")
		}
		seen, _, err := p.Page(bg, keeper, person.ActionPage, person.Looking{Person: subject.Person, Purpose: access.PurposeUpkeep}, which, 0)
		g.must(err)
		if seen.ID != which {
			t.Error("whoever keeps the file sees the copy")
		}
		o, err := p.Open(bg, keeper, person.ActionOpen, person.Looking{Person: subject.Person, Purpose: access.PurposeUpkeep})
		g.must(err)
		for _, k := range o.Evidence {
			if k.Kind == person.Diploma && len(k.Pages) != 1 {
				t.Errorf("a page and its copy are %d pages", len(k.Pages))
			}
		}
	})
}
