package app_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/directive"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/person"
)

// TestUnseenChangesNothing: what is added where somebody may not look changes no
// byte of any page that they get, whether they look at lists, search, sort, page,
// or export (SECURITY T27).
func TestUnseenChangesNothing(t *testing.T) {
	m := openMatrix(t)
	narrow := m.viewer("narrow")
	asked := m.addresses(narrow)
	before, quiet := m.pages(narrow, asked), m.pages(narrow, asked)
	restless := 0
	m.addUnseen("KN")
	for i, now := range m.pages(narrow, asked) {
		switch {
		case before[i] != quiet[i]: // a spreadsheet says when it was made
			restless++
		case now != before[i]:
			t.Errorf("%s tells of what is hidden:\n%s", asked[i], firstDifference(before[i], now))
		}
	}
	keeper := m.viewer("keeper of the machine") // who gets no content at all (SECURITY T6)
	for _, path := range m.addresses(keeper) {
		if !strings.Contains(path, "unseen") && strings.Contains(m.pages(keeper, []string{path})[0], "unseen") {
			t.Errorf("%s shows a document to whoever keeps the machine", path)
		}
	}
	other := m.viewer("van_thu_kn")
	if seen := strings.Join(m.pages(other, []string{"/", "/directives?q=unseen"}), ""); !strings.Contains(seen, "unseen") {
		t.Error("nobody sees what was added: nothing was tested")
	}
	if restless > len(asked)/20 {
		t.Errorf("%d of %d addresses differ when nothing happens", restless, len(asked))
	}
	answers := m.nothingSealed(keeper)
	reader := m.viewer("chuyen_vien_tccb")
	file := m.request(reader, http.MethodGet, "/open/"+m.viewOf(reader, "/open/{view}", "KN"), sent{}, false).body
	if !strings.Contains(file, "02/1980") || !strings.Contains(file, "Trường Thử nghiệm") {
		t.Error("nobody reads what is sealed: nothing was tested")
	}
	t.Logf("%d addresses, %d of them differ by themselves; %d answers to the keeper of the machine", len(asked), restless, answers)
}

// sealedTexts stand sealed in the files of the persons of both sides, and in what
// they asked for.
var sealedTexts = []string{"099080123456", "02/1980", "Trường Thử nghiệm", "theo giấy khai sinh", "xin xóa dữ liệu cũ", "việc thanh tra chưa công bố"}

// nothingSealed asks every route as whoever keeps the machine and looks for what is
// sealed of persons in each answer, but for what was sent with the question; it
// gives how many answers there were.
func (m *matrix) nothingSealed(keeper viewer) int {
	n := 0
	for _, r := range m.site.Router.Routes() {
		name := r.Method + " " + r.Pattern
		for _, w := range ways[name] {
			typed := ""
			if w.form != nil {
				typed = fmt.Sprint(w.form(m, sides[0]).Values)
			}
			for _, side := range append(slices.Clone(sides), absent) {
				got := m.ask(keeper, name, w, side)
				n++
				for _, secret := range sealedTexts {
					if strings.Contains(got.body, secret) && !strings.Contains(typed, secret) {
						m.t.Errorf("%s at %s answers whoever keeps the machine with %q", name, side, secret)
					}
				}
			}
		}
	}
	return n
}

// addresses are all pages of a viewer's, and some that search and sort.
func (m *matrix) addresses(v viewer) []string {
	list := []string{"/units?q=unseen", "/units?q=Phòng", "/directives?q=unseen", "/directives?q=van", "/directives?order=number", "/directives?order=issued", "/directives?kind=QĐ",
		"/directives?state=draft", "/units.xlsx"}
	for _, r := range m.site.Router.Routes() {
		name := r.Method + " " + r.Pattern
		if r.Method != http.MethodGet || strings.HasPrefix(r.Pattern, "/tlog/") || strings.Contains(r.Pattern, "{page}") || strings.Contains(r.Pattern, "{view}") || strings.HasSuffix(r.Pattern, "/holders") {
			continue // the public log has a size; views have names of their own
		}
		for _, w := range ways[name] {
			for _, side := range append(slices.Clone(sides), absent) {
				list = append(list, m.path(v, r.Pattern, w, side))
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// pages gives answers without what differs each time: the keys of forms, and the
// address of what is not there.
func (m *matrix) pages(v viewer, asked []string) []string {
	var list []string
	for _, path := range asked {
		got := m.request(v, http.MethodGet, strings.ReplaceAll(path, " ", "+"), sent{}, false)
		list = append(list, fmt.Sprint(got.status, got.location, "\n", secret.ReplaceAllString(got.body, "")))
	}
	return list
}

// addUnseen adds to a side that the narrow viewer does not see: drafts, documents
// sent there, people in posts.
func (m *matrix) addUnseen(side string) {
	today := clock.Today(clock.System{})
	unit := m.objects[side+" unit"]
	all, err := m.app.Accounts.Personas(bg)
	m.must(err)
	by := directive.By{Actor: access.Actor{Account: all["van_thu"]}}
	for i := range 3 {
		draft, err := m.app.Directive.Upload(bg, by, m.body, fmt.Sprint("unseen", i, ".txt"), []byte(strings.Replace(smallText, "Về việc thử", fmt.Sprint("Về việc unseen ", i), 1)))
		m.must(err)
		d, err := m.app.Directive.Read.Find(bg, draft)
		m.must(err)
		if i == 0 {
			continue // it stays a draft
		}
		d.Facts.Number = fmt.Sprint(700+i, "/QĐ-KN")
		_, err = m.app.Directive.Register(bg, by, draft, d.Facts, d.Version)
		m.must(err)
		_, err = m.app.Directive.Send(bg, by, draft, directive.SendForm{Units: []id.ID{unit}, DueOn: today.AddDays(9)})
		m.must(err)
	}
	for i := range 3 {
		_, _, err := m.app.Org.Seat(bg, operator(), m.objects[side+" post"], org.SeatForm{Name: person.Name{Family: "Unseen", Given: fmt.Sprint("Người ", i)}, From: "2022-01-01", Basis: "1/QĐ"})
		m.must(err)
	}
}

// firstDifference shows where two pages part.
func firstDifference(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	from := max(0, i-120)
	return fmt.Sprintf("%q\n%q", a[from:min(len(a), i+200)], b[from:min(len(b), i+200)])
}
