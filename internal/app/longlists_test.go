package app_test

import (
	"context"
	"maps"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"hoso/internal/access"
	"hoso/internal/id"
	"hoso/internal/sqldb"
)

// beside are the statements of the log's own rounds, which run beside pages.
var beside = regexp.MustCompile(`FROM ledger_(leaf|node|queue|checkpoint)\b`)

// repeats counts how often each statement was asked.
type repeats struct {
	sync.Mutex
	counts map[string]int
}

func (r *repeats) note(query string) {
	r.Lock()
	defer r.Unlock()
	r.counts[strings.Join(strings.Fields(query), " ")]++
}

// take gives the counts, and begins anew.
func (r *repeats) take() map[string]int {
	r.Lock()
	defer r.Unlock()
	c := r.counts
	r.counts = map[string]int{}
	return c
}

func (r *repeats) tune(c *sqldb.Config) {
	c.Reads = func(query string, _ []any) { r.note(query) }
	c.Trace = func(_ context.Context, query string, _ []any) { r.note(query) }
}

// TestLongListsAskNoMore opens every page in a small world and in one that has six times as
// much of everything: a page asks the database as often for many lines as for few. One
// object is read in another way than several, so that two statements more are no sign of
// one a line.
func TestLongListsAskNoMore(t *testing.T) {
	few, many := asksOf(t, 1), asksOf(t, 6)
	most, where := 0, ""
	for page, asked := range few {
		total := 0
		for query, n := range many[page] {
			if total += n; n > asked[query]+2 && !beside.MatchString(query) {
				t.Errorf("%s: asked %d times with few lines, %d times with many: %s", page, asked[query], n, query)
			}
		}
		if total > most {
			most, where = total, page
		}
	}
	if len(few) < 300 {
		t.Errorf("only %d pages were looked at", len(few))
	}
	t.Logf("%d pages; the most statements are %d, of %s", len(few), most, where)
}

// asksOf gives what each page asks, as each viewer who may see it, in a world with so many
// of everything on a side.
func asksOf(t *testing.T, times int) map[string]map[string]int {
	asked := &repeats{counts: map[string]int{}}
	m := openMatrixOn(t, "", nil, func(m *matrix) {
		m.labelled()
		m.fill(times - 1)
	}, asked.tune)
	found := map[string]map[string]int{}
	for _, route := range m.routes() {
		if !strings.HasPrefix(route, "GET") || strings.HasSuffix(route, "{page}") {
			continue
		}
		for _, v := range m.viewers {
			for _, w := range ways[route] {
				path := m.path(v, strings.TrimPrefix(route, "GET "), w, sides[0])
				asked.take()
				if got := m.request(v, http.MethodGet, path, sent{}, false); got.status == http.StatusOK {
					found[route+" as "+v.name] = maps.Clone(asked.take())
				}
			}
		}
	}
	return found
}

// fill adds to both sides what they have: rights of every sort, persons with a file, and
// what is asked for, openings by force, accounts, and secret documents with their copies.
func (m *matrix) fill(times int) {
	holdings, err := sqldb.All(bg, m.app.DB.Reader(), func(row sqldb.Scanner) (id.ID, error) {
		var d id.ID
		return d, row.Scan(&d)
	}, `SELECT h.id FROM org_holding h JOIN org_post p ON p.id = h.post_id WHERE p.managing_unit_id = $1 AND h.valid_to IS NULL ORDER BY h.id`, m.body)
	m.must(err)
	second := accountOf(m.t, m.app, m.body, "2022-01-01", access.Holding{Role: access.RoleSysAdmin, Unit: m.body})
	second.Fresh = true
	for i := range times {
		was := maps.Clone(m.objects)
		for j, side := range sides {
			m.objects[side+" holding"] = holdings[i*len(sides)+j]
			m.rights(side)
			m.filed(side)
			m.users(side, second)
			m.exports(side)
		}
		m.enterSecret(fresh(m.viewer("van_thu").actor), fresh(m.viewer("vu_truong_tccb").actor), strconv.Itoa(90+i)+"/QĐ-MAT")
		m.objects = was
	}
}
