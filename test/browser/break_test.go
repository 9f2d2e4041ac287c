package browser

import (
	"context"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/clock"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/person"
	"hoso/internal/signin"
	"hoso/internal/vault"
)

// night is a real body with an officer on duty who has no grant, somebody whose
// file is needed, and those who are told: every right of it was given by one and
// approved by another.
type night struct {
	*house
	t       *testing.T
	tick    *clock.Manual
	body    idOf
	an      accesssql.By // keeps the machine: gives
	bình    accesssql.By // heads organisation and personnel: approves
	subject idOf
	secrets map[string][]byte // of the apps, by account
}

const theNumber = "001090012345"

func openNight(t *testing.T) *night {
	h, tick, codes := realHouse(t)
	n := &night{house: h, t: t, tick: tick, secrets: map[string][]byte{}}
	ctx := context.Background()
	var err error
	n.body, err = h.app.Org.Read.Body(ctx)
	n.must(err)
	n.must(h.app.MakeKeys(ctx, vault.KeyFile{Dir: h.app.Folder.Path("keys"), File: "keyring.key"}))
	as := func(name string) accesssql.By {
		known, _, err := h.app.Sessions.ByName(ctx, name)
		n.must(err)
		st, err := h.app.Access.Standing(ctx, h.app.DB.Reader(), access.Actor{Account: known.Account}, clock.Today(tick))
		n.must(err)
		return accesssql.By{Actor: access.Actor{Account: known.Account, Person: st.Actor.Person, Fresh: true}}
	}
	n.an, n.bình = as("an.lv"), as("binh.tt")
	b := h.browser(t, look{1280, "vi", false})
	n.secrets["binh.tt"] = b.enrol(codes["binh.tt"], tick, false)
	n.officer("giang", "Giang", "Phó Vụ trưởng", access.RoleDeptHead, b)
	keeper := n.officer("khanh", "Khánh", "Chuyên viên hồ sơ", access.RoleDeptSpecialist, b)
	n.auditor("hoa", "Hoa", b)
	n.subject = n.member("dung", "Dung", b)
	_, err = h.app.Person.Change(ctx, access.By{Actor: as(keeper).Actor, Key: [16]byte(id.New())}, n.subject, person.ChangeForm{Name: person.Name{Family: "Lê", Given: "Dung"},
		Born: "1990-02-03", PersonalNumber: theNumber, Version: 1})
	n.must(err)
	return n
}

func (n *night) must(err error) {
	n.t.Helper()
	if err != nil {
		n.t.Fatal(err)
	}
}

// member is somebody with an account who sets up how they sign in.
func (n *night) member(name, given string, b *tab) idOf {
	n.t.Helper()
	ctx := context.Background()
	who, err := person.New(person.Name{Family: "Lê", Given: given}, n.body, n.body)
	n.must(err)
	_, err = n.app.Person.Add(ctx, access.System("operator"), [16]byte(id.New()), n.body, []*person.Person{who})
	n.must(err)
	slips, err := n.app.Signin.Add(ctx, signin.By{Actor: access.System("operator")}, []signin.NewUser{{Account: name, Person: who.ID.Text(person.Prefix)}})
	n.must(err)
	b.goTo("/sign-in")
	n.secrets[name] = b.enrol(slips[0].Code, n.tick, false)
	return who.ID
}

// officer is a member in a post with a role.
func (n *night) officer(name, given, title string, role access.Role, b *tab) string {
	n.t.Helper()
	ctx, today := context.Background(), clock.Today(n.tick)
	who := n.member(name, given, b)
	by := func() org.By { return org.By{Actor: n.bình.Actor, Key: [16]byte(id.New())} }
	post, _, err := n.app.Org.AddPost(ctx, by(), n.body, org.PostForm{Title: title, Seats: 1, From: today, Basis: "2/QĐ"})
	n.must(err)
	asked, err := n.app.Duties.Attach(ctx, accesssql.By{Actor: n.an.Actor, Key: [16]byte(id.New())}, accesssql.AssignmentForm{Post: post, Role: role, Unit: n.body, From: today, Basis: "2/QĐ"})
	n.must(err)
	_, err = n.app.Duties.ApproveAssignment(ctx, n.bình, asked)
	n.must(err)
	_, _, err = n.app.Org.Seat(ctx, by(), post, org.SeatForm{Person: who, From: today, Basis: "2/QĐ"})
	n.must(err)
	return name
}

func (n *night) auditor(name, given string, b *tab) {
	n.t.Helper()
	ctx := context.Background()
	n.member(name, given, b)
	known, _, err := n.app.Sessions.ByName(ctx, name)
	n.must(err)
	asked, err := n.app.Duties.Give(ctx, accesssql.By{Actor: n.an.Actor, Key: [16]byte(id.New())}, accesssql.DutyForm{Account: known.Account, Role: access.RoleAuditor, From: clock.Today(n.tick), Basis: "3/QĐ"})
	n.must(err)
	_, err = n.app.Duties.ApproveDuty(ctx, n.bình, asked)
	n.must(err)
}

// until moves the clock on to an hour of the day.
func (n *night) until(hour int) {
	now := n.tick.Now().Time().In(clock.Local)
	at := time.Date(now.Year(), now.Month(), now.Day(), hour, 0, 0, 0, clock.Local)
	if !at.After(now) {
		at = at.AddDate(0, 0, 1)
	}
	n.tick.Advance(at.Sub(now))
}

// enter signs somebody in, after whoever was there.
func (n *night) enter(b *tab, name string) {
	n.t.Helper()
	b.do(chromedp.Navigate(n.url + "/"))
	if !strings.Contains(b.where(), "sign-in") {
		b.press(`form[action="/sign-out"] button`)
	}
	b.goTo("/sign-in")
	b.signIn(name, n.secrets[name], n.tick)
}

// TestBreakGlassJourney: at night an officer without a grant opens a file by force
// (d): by a reason, a basis and some minutes, after a fresh proof, under a banner,
// until the time is over. Two are told and see it, the person sees it at once, and
// the auditor, who is told again when it is late, says what they found. By keyboard
// alone.
func TestBreakGlassJourney(t *testing.T) {
	axe, err := os.ReadFile("../../node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal("axe-core is missing: run make setup:", err)
	}
	for name, l := range map[string]look{"vi-1280": {1280, "vi", false}, "en-390": {390, "en", false}, "vi-1280-no-script": {1280, "vi", true}} {
		t.Run(name, func(t *testing.T) { openNight(t).walk(l, string(axe)) })
	}
}

func (n *night) walk(l look, axe string) {
	b := n.browser(n.t, l)
	look := func(name string) {
		n.t.Helper()
		if !l.noScript {
			b.axe(axe)
		}
		b.fits(l.width)
		b.shot(name)
	}
	file := "/files/" + n.subject.Text(person.Prefix)
	n.until(23)
	n.tick.Advance(30 * time.Minute)
	n.enter(b, "giang")
	b.goTo(file) // what is not granted is not there
	b.see(l.words("Không có nội dung này, hoặc không dành cho bạn.", "There is no such thing, or it is not meant for you."))
	b.goTo("/people")
	look("people")
	b.press(`main a[href="/urgent"]`)
	look("urgent")
	b.fill("name", "dung")
	b.submit("name")
	look("urgent-found")
	b.press(`main td a, main th a`)
	b.see("Lê Dung")
	n.tick.Advance(6 * time.Minute)
	b.do(chromedp.SendKeys(chromedp.CSS("#f-reason"), "Cấp cứu trong đêm, bệnh viện cần số định danh ngay"))
	b.fill("basis", "Lệnh trực ban số 12/2026")
	b.pick("minutes", "30")
	look("form")
	b.submit("basis")
	b.see(l.words("Xác nhận lại là bạn", "Confirm that it is you"))
	look("proof")
	n.tick.Advance(31 * time.Second)
	b.fill("password", sentence)
	b.fill("code", signin.TOTPAt(n.secrets["giang"], signin.StepOf(n.tick.Now())))
	b.submit("code")
	loud := l.words("Bạn đang mở khẩn cấp, còn 30 phút.", "You have something open in an emergency, 30 minutes left.")
	b.see(loud)
	look("before")
	b.press(`main form button.primary`)
	b.see("Lệnh trực ban số 12/2026")
	b.press(`main dl form button.small`)
	b.see(theNumber)
	b.see(loud)
	look("file")
	opened := strings.TrimSuffix(b.where(), "/number")
	for range 3 {
		n.tick.Advance(10 * time.Minute)
		b.goTo("/")
	}
	if strings.Contains(b.text(), strings.Fields(loud)[0]+" "+strings.Fields(loud)[1]+" "+strings.Fields(loud)[2]) {
		n.t.Error("the banner is still there when the time is over")
	}
	b.goTo(opened)
	b.see(l.words("Không có nội dung này, hoặc không dành cho bạn.", "There is no such thing, or it is not meant for you."))
	if strings.Contains(b.text(), theNumber) {
		n.t.Error("the file is open when the time is over")
	}
	look("over")

	n.enter(b, "dung") // the person, at once
	b.see(l.words("Có lần mở khẩn cấp.", "Opened in an emergency."))
	b.goTo("/me")
	b.see("Lệnh trực ban số 12/2026")
	look("me")

	for i, who := range []string{"binh.tt", "hoa"} {
		n.enter(b, who)
		b.see(l.words("Có lần mở khẩn cấp.", "Opened in an emergency."))
		look("told-" + strconv.Itoa(i))
		b.press(`.stop-mark form[action$="/see"] button`)
		b.see(l.words("Đã ghi nhận bạn đã đọc.", "Noted that you read it."))
	}
	n.review(b, l, look)
}

// review is the next day: first it waits, then it is late and told again, then
// somebody looks at it.
func (n *night) review(b *tab, l look, look func(string)) {
	n.until(8)
	n.enter(b, "hoa")
	waits := l.words("Lần mở khẩn cấp chờ bạn xem xét", "Emergency openings that wait for your review")
	b.see(waits)
	b.see(l.words("Chờ xem xét đến", "Review due"))
	look("work")
	n.tick.Advance(24 * time.Hour)
	_, err := n.app.Watch.Remind(context.Background())
	n.must(err)
	n.enter(b, "binh.tt") // who heads them both is told again, and does not review
	b.see(l.words("Lần mở khẩn cấp quá hạn xem xét.", "An emergency opening waits too long for its review."))
	b.goTo("/break-glass")
	n.enter(b, "hoa")
	b.see(l.words("Lần mở khẩn cấp quá hạn xem xét.", "An emergency opening waits too long for its review."))
	b.see(waits)
	look("overdue")
	b.press(`main a[href="/break-glass"]`)
	b.key("main td summary", kb.Enter)
	field := `main td form select`
	look("review")
	b.press("main td form button")
	b.see(l.words("Hãy chọn kết luận.", "Choose a finding."))
	look("review-again")
	b.key(field, kb.ArrowDown)
	b.do(chromedp.SendKeys(chromedp.CSS(`main td form textarea[name="note"]`), "Có giấy của bệnh viện, đúng người"))
	b.press("main td form button")
	b.see(l.words("Đã lưu kết luận.", "The finding is saved."))
	b.see("Có giấy của bệnh viện, đúng người")
	look("reviewed")
	b.goTo("/")
	if strings.Contains(b.text(), waits) {
		n.t.Error("it waits after its review")
	}
}
