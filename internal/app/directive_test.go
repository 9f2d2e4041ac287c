package app_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"testing"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/directive"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
)

// registry is a body in which documents are registered, sent and confirmed: A
// has a computer, A1 below it and A2 below that have none, B has one.
type registry struct {
	*ministry
	office directive.By // registers and sends
}

func openRegistry(t *testing.T, url string) *registry {
	t.Helper()
	m := openMinistry(t, url, nil)
	m.mustCreate("2021-01-01", "A", "BO", "B", "BO")
	for _, x := range [][2]string{{"A1", "A"}, {"A2", "A1"}} {
		u, _, err := m.app.Org.Create(m.ctx, m.by, org.NewUnitForm{Code: x[0], Kind: org.KindTeam, Name: "Đội " + x[0], Parent: m.units[x[1]], OnPaper: true, From: "2021-01-01", Basis: "2/QĐ"})
		m.must(err)
		m.units[x[0]] = u
	}
	return &registry{m, m.at("BO", access.RoleOfficeClerk)}
}

// at is somebody with a role at a unit, and a member of the body.
func (m *ministry) at(code string, role access.Role) directive.By {
	m.t.Helper()
	return directive.By{Actor: accountOf(m.t, m.app, m.body, "2020-01-01", access.Holding{Role: access.RoleMember, Unit: m.body}, access.Holding{Role: role, Unit: m.units[code]})}
}

// text is a small document of a number that cites another.
func text(number, cites string) []byte {
	return fmt.Appendf(nil, "BỘ THỬ NGHIỆM\nSố: %s\nHà Nội, ngày 01 tháng 3 năm 2025\nQUYẾT ĐỊNH\nVề việc thử\nCăn cứ Quyết định số %s ngày 02/01/2025;\n", number, cites)
}

func (r *registry) upload(number, cites string) *directive.Directive {
	r.t.Helper()
	d, err := r.app.Directive.Upload(r.ctx, r.office, r.body, "vb.txt", text(number, cites))
	r.must(err)
	return r.find(d)
}

func (r *registry) find(which id.ID) *directive.Directive {
	r.t.Helper()
	d, err := r.app.Directive.Read.Find(r.ctx, which)
	r.must(err)
	return d
}

// register uploads and confirms a document.
func (r *registry) register(number string) *directive.Directive {
	r.t.Helper()
	d := r.upload(number, "9/QĐ-BTN")
	_, err := r.app.Directive.Register(r.ctx, r.office, d.ID, d.Facts, d.Version)
	r.must(err)
	return r.find(d.ID)
}

func (r *registry) send(d *directive.Directive, due clock.Date, codes ...string) error {
	var units []id.ID
	for _, c := range codes {
		units = append(units, r.units[c])
	}
	_, err := r.app.Directive.Send(r.ctx, r.office, d.ID, directive.SendForm{Units: units, DueOn: due})
	return err
}

// waiting gives what a unit has to confirm of a directive.
func (r *registry) waiting(d *directive.Directive, code string) directive.WaitingLine {
	r.t.Helper()
	list, err := r.app.Directive.Track.Waiting(r.ctx, everything, []id.ID{r.units[code]}, 100)
	r.must(err)
	for _, l := range list {
		if l.Directive == d.ID {
			return l
		}
	}
	r.t.Fatalf("%s has nothing to confirm of %s", code, d.Number)
	return directive.WaitingLine{}
}

func (r *registry) confirm(by directive.By, l directive.WaitingLine) error {
	_, err := r.app.Directive.Confirm(r.ctx, by, l.Recipient, l.Digest)
	return err
}

// slip is a photographed slip.
var slip = func() []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		panic(err)
	}
	return b.Bytes()
}()

func (r *registry) confirmFor(by directive.By, l directive.WaitingLine) error {
	_, err := r.app.Directive.ConfirmFor(r.ctx, by, l.Recipient, l.Digest, r.today(), "phieu.png", slip)
	return err
}

// A draft counts for nothing before a person registers it; what was registered
// can be corrected by whoever saw it last, and there is one of each document.
func TestRegister(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		r := openRegistry(t, url)
		d := r.upload("7/QĐ-BTN", "9/QĐ-BTN")
		if d.Number != "7/QĐ-BTN" || d.State != directive.Draft {
			t.Fatalf("what was read of the file: %+v", d)
		}
		wantKind(t, r.send(d, "2027-01-01", "A"), errs.KindConflict, "directive.not_registered")
		_, err := r.app.Directive.Correct(r.ctx, r.office, d.ID, d.Facts, d.Version)
		wantKind(t, err, errs.KindConflict, "directive.not_registered")
		_, err = r.app.Directive.Register(r.ctx, r.office, d.ID, d.Facts, d.Version)
		r.must(err)
		_, err = r.app.Directive.Register(r.ctx, r.office, d.ID, d.Facts, 0)
		wantKind(t, err, errs.KindConflict, "directive.not_draft")

		twin := r.upload("7/QĐ-BTN", "9/QĐ-BTN")
		_, err = r.app.Directive.Register(r.ctx, r.office, twin.ID, twin.Facts, twin.Version)
		wantKind(t, err, errs.KindConflict, "directive.duplicate")
		if got := errs.Of(err).Arg("directive"); got != d.ID.Text(directive.Prefix) {
			t.Errorf("the duplicate is said to be of %s", got)
		}
		_, err = r.app.Directive.Discard(r.ctx, r.office, twin.ID, twin.Version)
		r.must(err)
		_, err = r.app.Directive.Discard(r.ctx, r.office, d.ID, 0)
		wantKind(t, err, errs.KindConflict, "directive.not_draft")

		now := r.find(d.ID)
		better := now.Facts
		better.Title = "Về việc thử, có sửa"
		_, err = r.app.Directive.Correct(r.ctx, r.office, d.ID, better, now.Version)
		r.must(err)
		_, err = r.app.Directive.Correct(r.ctx, r.office, d.ID, better, now.Version)
		wantKind(t, err, errs.KindConflict, "row.changed")
		if got := r.find(d.ID); got.Title != better.Title || got.Version != now.Version+1 {
			t.Errorf("corrected to %+v", got)
		}
		r.verify()
	})
}

// A form sent twice uploads once.
func TestUploadTwice(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		r := openRegistry(t, url)
		by := directive.By{Actor: r.office.Actor, Key: [16]byte(fixed("upload"))}
		one, err := r.app.Directive.Upload(r.ctx, by, r.body, "vb.txt", text("1/QĐ", "2/QĐ"))
		r.must(err)
		two, err := r.app.Directive.Upload(r.ctx, by, r.body, "vb.txt", text("1/QĐ", "2/QĐ"))
		if err != nil || one != two || countOf(t, r.app, `SELECT count(*) FROM directive`) != 1 {
			t.Errorf("uploaded as %v and %v, %v", one, two, err)
		}
	})
}

// A citation leads to the document that it names as soon as that is registered,
// and not any more once the number proves to be another.
func TestCitations(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		r := openRegistry(t, url)
		citing := r.upload("7/QĐ-BTN", "5/QĐ-BTN")
		_, err := r.app.Directive.Register(r.ctx, r.office, citing.ID, citing.Facts, citing.Version)
		r.must(err)
		leads := func() (to id.ID) {
			t.Helper()
			list, err := r.app.Directive.Read.Citations(r.ctx, everything, citing.ID)
			r.must(err)
			for _, c := range list {
				if c.Number == "5/QĐ-BTN" {
					to = c.Target
				}
			}
			return to
		}
		cited := r.upload("5/QĐ-BTN", "3/QĐ-BTN")
		cited.IssuedOn = "2025-01-02"
		if leads() != (id.ID{}) {
			t.Error("a citation leads to a draft")
		}
		_, err = r.app.Directive.Register(r.ctx, r.office, cited.ID, cited.Facts, cited.Version)
		r.must(err)
		if leads() != cited.ID {
			t.Error("a citation does not find the document that came after it")
		}
		if by, err := r.app.Directive.Read.CitedBy(r.ctx, everything, cited.ID); err != nil || len(by) != 1 || by[0].ID != citing.ID {
			t.Errorf("cited by %v, %v", by, err)
		}
		other := cited.Facts
		other.Number = "6/QĐ-BTN"
		_, err = r.app.Directive.Correct(r.ctx, r.office, cited.ID, other, 0)
		r.must(err)
		if leads() != (id.ID{}) {
			t.Error("a citation leads to a document of another number")
		}
		r.verify()
	})
}

// A document is sent to units that live, to each once until it has confirmed.
func TestSend(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		r := openRegistry(t, url)
		d := r.register("7/QĐ-BTN")
		recipients := func() int64 { return countOf(t, r.app, `SELECT count(*) FROM directive_recipient`) }
		wantKind(t, r.send(d, "2027-01-01"), errs.KindInvalid, "directive.dispatch.units")
		wantKind(t, r.send(d, r.today().AddDays(-1), "A"), errs.KindInvalid, "directive.dispatch.due_past")
		wantKind(t, r.send(d, "", "A"), errs.KindInvalid, "directive.dispatch.due")
		r.must(r.end("B", "2026-01-01"))
		wantKind(t, r.send(d, "2027-01-01", "A", "B"), errs.KindInvalid, "directive.dispatch.unit_ended")
		r.must(r.send(d, r.today(), "A", "A1", "A"))
		if n := recipients(); n != 2 {
			t.Errorf("sent to two units, one of them ticked twice: %d recipients", n)
		}
		wantKind(t, r.send(d, "2027-01-01", "BO", "A"), errs.KindConflict, "directive.dispatch.again")
		r.must(r.confirm(r.at("A", access.RoleUnitClerk), r.waiting(d, "A")))
		r.must(r.send(d, "2027-01-01", "A", "BO"))
		list, err := r.app.Directive.Track.Dispatches(r.ctx, d.ID)
		r.must(err)
		if len(list) != 2 || list[0].Sent+list[1].Sent != 4 || list[0].Confirmed+list[1].Confirmed != 1 {
			t.Errorf("dispatches: %+v", list)
		}
		r.verify()
	})
}

// A unit confirms the exact text that was sent, once, by those who keep its
// papers; for one without a computer a clerk above it does, with the slip.
func TestConfirm(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		r := openRegistry(t, url)
		d := r.register("7/QĐ-BTN")
		r.must(r.send(d, "2027-01-01", "A", "A1", "A2", "B"))
		clerkA, clerkB, headA := r.at("A", access.RoleUnitClerk), r.at("B", access.RoleUnitClerk), r.at("A", access.RoleUnitHead)

		mine := r.waiting(d, "A")
		wantKind(t, r.confirm(clerkB, mine), errs.KindDenied, "access.denied")
		wantKind(t, r.confirm(r.office, mine), errs.KindDenied, "access.denied")
		other := mine
		other.Digest[5] ^= 1
		wantKind(t, r.confirm(clerkA, other), errs.KindConflict, "directive.ack.other_version")
		r.must(r.confirm(headA, mine))
		wantKind(t, r.confirm(clerkA, mine), errs.KindConflict, "directive.ack.done")

		for _, code := range []string{"A1", "A2"} {
			paper := r.waiting(d, code)
			wantKind(t, r.confirmFor(clerkB, paper), errs.KindDenied, "access.denied")
			wantKind(t, r.confirmFor(headA, paper), errs.KindDenied, "access.denied")
			wantKind(t, r.confirm(clerkA, paper), errs.KindDenied, "access.denied")
			other := paper
			other.Digest[5] ^= 1
			wantKind(t, r.confirmFor(clerkA, other), errs.KindConflict, "directive.ack.other_version")
			_, err := r.app.Directive.ConfirmFor(r.ctx, clerkA, paper.Recipient, paper.Digest, r.today().AddDays(1), "p.png", slip)
			wantKind(t, err, errs.KindInvalid, "directive.ack.signed_on")
			_, err = r.app.Directive.ConfirmFor(r.ctx, clerkA, paper.Recipient, paper.Digest, r.today(), "p.png", nil)
			wantKind(t, err, errs.KindInvalid, "directive.ack.slip")
			r.must(r.confirmFor(clerkA, paper))
			wantKind(t, r.confirmFor(clerkA, paper), errs.KindConflict, "directive.ack.done")
		}
		if n := countOf(t, r.app, `SELECT count(*) FROM directive_ack WHERE version = 1`); n != 3 {
			t.Errorf("%d acknowledgements, each written once; want 3", n)
		}
		r.verify()
	})
}
