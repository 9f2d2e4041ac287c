package app_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/directive"
	"hoso/internal/door"
	"hoso/internal/id"
	"hoso/internal/person"
	"hoso/internal/testenv"
)

// timing says how many pairs are measured, and how far from 0.5 the area under the
// curve may be. HOSO_PAIRS asks for the full number (make long), with the bar of
// SECURITY T25. Under the race detector, which tells nothing of time, the paths are
// walked and any area will do.
func timing(few int, within float64) (int, float64) {
	if n := testenv.Steps(few); n < few {
		return max(n, 1), 0.51
	}
	if n, err := strconv.Atoi(os.Getenv("HOSO_PAIRS")); err == nil && n > few {
		return n, 0.03
	}
	return few, within
}

// auc is the chance that one of the first took longer than one of the second
// (Mann-Whitney, ties count half).
func auc(first, second []float64) float64 {
	second = slices.Sorted(slices.Values(second))
	var sum float64
	for _, x := range first {
		below, _ := slices.BinarySearch(second, x)
		upto := below
		for upto < len(second) && second[upto] == x {
			upto++
		}
		sum += float64(below) + float64(upto-below)/2
	}
	return sum / float64(len(first)*len(second))
}

// tellApart measures pairs, one after the other, in an order that is drawn for
// each, so that whatever else the machine does falls on both alike. take does one
// of a pair; 0 is what is there.
func tellApart(pairs int, take func(pair, which int) time.Duration) float64 {
	var took [2][]float64
	for pair := range pairs {
		first := rand.IntN(2)
		for _, which := range [2]int{first, 1 - first} {
			took[which] = append(took[which], float64(take(pair, which)))
		}
	}
	return auc(took[0], took[1])
}

// holds measures until the area is within its bar, three times at most: other work
// on the machine disturbs one measurement, a leak shows in each.
func holds(t *testing.T, what string, pairs int, within float64, take func(pair, which int) time.Duration) {
	t.Helper()
	var areas []string
	for range 3 {
		area := tellApart(pairs, take)
		areas = append(areas, fmt.Sprintf("%.3f", area))
		if area > 0.5-within && area < 0.5+within {
			t.Logf("%s: %d pairs, AUC %s", what, pairs, strings.Join(areas, ", "))
			return
		}
	}
	t.Errorf("%s: %d pairs, AUC %s: the time of an answer tells what is there", what, pairs, strings.Join(areas, ", "))
}

// line is one connection to the server that is kept.
type line struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
}

// dial opens a connection to a server of the site as it is run.
func (m *matrix) dial() *line {
	m.t.Helper()
	server := httptest.NewUnstartedServer(nil)
	server.Config = m.site.Server()
	server.Start()
	m.t.Cleanup(server.Close)
	m.server = server
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	m.must(err)
	m.t.Cleanup(func() { _ = conn.Close() })
	return &line{m.t, conn, bufio.NewReader(conn)}
}

// ask sends a request and reads the whole answer.
func (l *line) ask(raw []byte) (time.Duration, int) {
	l.t.Helper()
	begin := time.Now()
	_, err := l.conn.Write(raw)
	if err != nil {
		l.t.Fatal(err)
	}
	got, err := http.ReadResponse(l.in, nil)
	if err != nil {
		l.t.Fatal(err)
	}
	_, err = io.Copy(io.Discard, got.Body)
	took := time.Since(begin)
	if err != nil {
		l.t.Fatal(err)
	}
	return took, got.StatusCode
}

// raw writes a request as a browser sends it.
func (m *matrix) raw(v viewer, method, path string, body sent, files bool) []byte {
	m.t.Helper()
	var content io.Reader
	kind := ""
	if method == http.MethodPost {
		var data []byte
		kind, data = body.encode(files)
		content = bytes.NewReader(data)
	}
	q, err := http.NewRequest(method, m.server.URL+path, content)
	m.must(err)
	q.AddCookie(&http.Cookie{Name: "hoso_demo", Value: m.alive(v)})
	if kind != "" {
		q.Header.Set("Content-Type", kind)
		q.Header.Set("Origin", m.server.URL)
		q.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	var b bytes.Buffer
	m.must(q.Write(&b))
	return b.Bytes()
}

// hiddenWays are the routes on which the narrow viewer is told that what stands on
// the other side is not there.
func (m *matrix) hiddenWays(narrow viewer) map[string][]way {
	list := map[string][]way{}
	for _, route := range m.routes() {
		for _, w := range ways[route] {
			if w.kind != "" && strings.Contains(route, "{") && !strings.Contains(route, "{view}") && slices.Equal(m.expect(narrow, route, w, "KN"), []int{http.StatusNotFound}) {
				list[route] = append(list[route], w)
			}
		}
	}
	return list
}

// TestHiddenTakesTheSameTime: on every route that takes the id of something, the
// answer about what is hidden takes as long as that about what is not there
// (SECURITY T25): persons' files and directives at full length, the first time
// that each is asked for and again; every other route as far as a leak would show.
func TestHiddenTakesTheSameTime(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		const asked = 500
		tick := clock.NewManual(clock.System{}.Now())
		m := openMatrixOn(t, url, tick, func(m *matrix) { m.labelled(); m.hide(asked) })
		l, narrow := m.dial(), m.viewer("narrow")
		t.Run("files", func(t *testing.T) { m.compareMany(t, tick, l, narrow, "/files/", person.Prefix, m.hidden["person"]) })
		t.Run("directives", func(t *testing.T) {
			m.compareMany(t, tick, l, narrow, "/directives/", directive.Prefix, m.hidden["directive"])
		})
		t.Run("routes", func(t *testing.T) {
			pairs, within := timing(40, 0.22)
			if url != "" && pairs <= 40 {
				return // the statements are the same: PostgreSQL is asked at full length only
			}
			list := m.hiddenWays(narrow)
			for _, route := range slices.Sorted(maps.Keys(list)) {
				for _, w := range list[route] {
					m.compareWay(t, l, narrow, route, w, min(pairs, 1000), within)
				}
			}
			t.Logf("%d routes", len(list))
			if len(list) < 50 {
				t.Error("too few to test anything")
			}
		})
	})
}

// hide adds people and directives of which the narrow viewer may not know: those
// have a label, or are drafts.
func (m *matrix) hide(n int) {
	unit, today := m.objects["KN unit"], clock.Today(m.app.Clock)
	var people []*person.Person
	var documents []*directive.Directive
	for i := range n {
		who, err := person.New(person.Name{Family: "Khuất", Given: fmt.Sprint("Mặt ", i)}, unit, unit)
		m.must(err)
		d := &directive.Directive{ID: id.New(), Version: 1, Unit: m.body, Managing: m.body, State: directive.Draft, Facts: directive.Facts{Kind: "QĐ", Number: fmt.Sprint(i, "/QĐ-KM"),
			Issuer: "Bộ Thử nghiệm", IssuedOn: today, Title: "Quyết định về việc giữ kín"}}
		if i%2 == 0 {
			d.State, d.Label = directive.Registered, access.LabelMat
		}
		people, documents = append(people, who), append(documents, d)
		m.hidden["person"], m.hidden["directive"] = append(m.hidden["person"], who.ID), append(m.hidden["directive"], d.ID)
	}
	_, err := m.app.Person.Add(bg, operator().Actor, [16]byte{}, unit, people)
	m.must(err)
	_, err = m.app.Door.Do(bg, door.Command{Name: directive.ActionDraft, Actor: m.viewer("van_thu").actor, Purpose: access.PurposeDispatch, Object: access.Object{Kind: "unit", ID: m.body}},
		func(ctx context.Context, tx door.Tx) error {
			for _, d := range documents {
				if err := m.app.Directive.Works.Create(ctx, tx, d, nil, nil); err != nil {
					return err
				}
			}
			return nil
		})
	m.must(err)
}

// compareMany asks for each of many hidden things and for as many that are not
// there: each once in a minute, so that every refusal leaves an entry; then each
// twenty times in a minute, so that most are counted.
func (m *matrix) compareMany(t *testing.T, tick *clock.Manual, l *line, v viewer, path, prefix string, hidden []id.ID) {
	pairs, within := timing(200, 0.1)
	var asked [2][][]byte
	for _, there := range hidden {
		for which, d := range []id.ID{there, id.New()} {
			asked[which] = append(asked[which], m.raw(v, http.MethodGet, path+d.Text(prefix), sent{}, false))
		}
	}
	for what, each := range map[string]int{"first": 1, "again": 20} {
		last := -1
		holds(t, path+" "+what, pairs, within, func(pair, which int) time.Duration {
			if at := pair / each; at != last {
				last = at
				if at%len(hidden) == 0 {
					tick.Advance(2 * time.Minute)
				}
			}
			return l.hidden(asked[which][last%len(hidden)])
		})
	}
}

// hidden sends a request that is told that there is nothing.
func (l *line) hidden(raw []byte) time.Duration {
	l.t.Helper()
	took, status := l.ask(raw)
	if status != http.StatusNotFound {
		l.t.Fatalf("%d for %s", status, raw)
	}
	return took
}

func (m *matrix) compareWay(t *testing.T, l *line, v viewer, route string, w way, pairs int, within float64) {
	method, pattern, _ := strings.Cut(route, " ")
	var body sent
	if w.form != nil {
		body = w.form(m, "KN")
	}
	var asked [2][]byte
	for which, side := range []string{"KN", absent} {
		asked[which] = m.raw(v, method, m.path(v, pattern, w, side), body, m.takesFiles(route))
	}
	holds(t, route, pairs, within, func(_, which int) time.Duration { return l.hidden(asked[which]) })
}
