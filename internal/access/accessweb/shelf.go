package accessweb

import (
	"net/url"
	"strconv"

	"hoso/internal/access"
	"hoso/internal/errs"
	"hoso/internal/web"
)

// shelf is one list of a page: some of its lines, and which part of the whole they
// are. Where others on the same page stand is kept in its links.
type shelf struct {
	Lines []shown
	pager
}

// pager says which part of a list a page shows.
type pager struct {
	Total int64
	Page  int    // counted from 1
	State string // to which it is narrowed, "" for all
	path  string
	name  string // of its parameter
	at    url.Values
}

// shelves are the parameters that say where lists stand.
var shelves = []string{"own", "all", "assignments", "duties", "state", "object", "post"}

func shelfOf(r *web.Request, path, name string) shelf { return shelf{pager: pagerOf(r, path, name)} }

func pagerOf(r *web.Request, path, name string) pager {
	s := pager{Page: max(1, min(r.QueryInt(name), maxPage)), State: r.Query("state"), path: path, name: name, at: url.Values{}}
	for _, key := range shelves {
		if text := r.Query(key); text != "" {
			s.at.Set(key, text)
		}
	}
	return s
}

// maxPage bounds how far a list is leafed through.
const maxPage = 1_000_000

// fill takes a page of a list.
func (p *Pages) fill(r *web.Request, s *shelf, list access.Listed[access.Right]) (err error) {
	s.Total = list.Total
	s.Lines, err = p.show(r, list.Lines)
	return err
}

// to is where another page of the list is.
func (s pager) to(page int) string { return s.with(s.name, strconv.Itoa(page)) }

// narrowed is where the list holds only what is in a state.
func (s pager) narrowed(state string) string { return s.with("state", state, s.name) }

func (s pager) with(key, value string, without ...string) string {
	at := url.Values{}
	for k, v := range s.at {
		at[k] = v
	}
	for _, k := range without {
		at.Del(k)
	}
	if at.Set(key, value); value == "" {
		at.Del(key)
	}
	if len(at) == 0 {
		return s.path
	}
	return s.path + "?" + at.Encode()
}

// last is the number of the list's last page.
func (s pager) last() int { return max(1, int((s.Total+access.PerPage-1)/access.PerPage)) }

// shows says which lines of how many stand there.
func (s pager) shows(r *web.Request) string {
	first := int64(s.Page-1) * access.PerPage
	return r.T("access.list.range", errs.Str("from", r.Lang.Number(min(first+1, s.Total))), errs.Str("to", r.Lang.Number(min(first+access.PerPage, s.Total))),
		errs.Str("all", r.Lang.Number(s.Total)))
}
