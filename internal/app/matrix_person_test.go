package app_test

import (
	"net/http"
	"net/url"
	"strings"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/clock"
	"hoso/internal/id"
	"hoso/internal/person"
	"hoso/internal/sqldb"
	"hoso/internal/web"
)

func init() {
	for slot, prefix := range map[string]string{"person": person.Prefix, "evidence": person.EvidencePrefix, "correction": person.CorrectionPrefix,
		"request": person.RequestPrefix, "delay": person.DelayPrefix, "erasure": person.ErasurePrefix} {
		prefixes[slot] = prefix
	}
	for route, w := range personWays {
		ways[route] = w
	}
}

// file is a reading of the file of a side's person; change is a change of it.
func file(action access.Action) []way {
	return []way{{action: action, kind: "person", on: "filed", use: "evidence"}}
}

func keeps(action access.Action, form func(*matrix, string) sent, ok ...int) []way {
	return []way{{action: action, kind: "person", use: "filed", second: "evidence", form: form, ok: ok}}
}

// own is what everybody does about themselves.
func own(action access.Action, form func(*matrix, string) sent, ok ...int) []way {
	return []way{{action: action, kind: "person", on: "self", form: form, ok: ok}}
}

func page(m *matrix, side string) sent {
	return sent{m.fields(side, "kind", "diploma", "number", "7/VB", "dated", "01/07/2019", "issuer", "Trường Thử nghiệm", "others", "no", "level", "none", "version", "1"), "trang.png", slip}
}

// zeroGrant is how a form names the duty of keeping files: no grant.
var zeroGrant = id.ID{}.Text("gnt")

var personWays = map[string][]way{
	"GET /people":     {{}},
	"POST /people":    {{form: fields("name", "ánh"), ok: []int{303}}},
	"GET /people/new": {{ok: []int{200, 404}}}, // there for whoever may enter people somewhere
	"POST /people/new": {{action: person.ActionCreate, kind: "unit", on: "body", form: func(m *matrix, side string) sent {
		var code string
		m.must(sqldb.One(bg, m.app.DB.Reader(), `SELECT code FROM org_unit WHERE id = $1`, []any{m.body}, &code))
		return sent{Values: m.fields(side, "given", m.fresh("Mới"), "unit", code)}
	}}},
	"GET /people/{view}": {{ok: []int{200, 404}}}, // the list holds what its reader may find: TestFind

	"GET /urgent":        {{action: person.ActionUrgent, kind: "unit", on: "body"}},
	"POST /urgent":       {{action: person.ActionUrgent, kind: "unit", on: "body", form: fields("name", "ánh"), ok: []int{303}}},
	"GET /urgent/{view}": {{ok: []int{200, 404}}}, // likewise: TestUrgent

	"GET /files/{person}":                               keeps(person.ActionOpen, nil, 200),
	"POST /files/{person}":                              keeps(person.ActionOpen, fields("way", "upkeep "+zeroGrant), 303),
	"GET /open/{view}":                                  file(person.ActionOpen),
	"POST /open/{view}/number":                          {{action: person.ActionReveal, kind: "person", on: "filed", form: fields(), ok: []int{200}}},
	"GET /open/{view}/print":                            file(person.ActionPrint),
	"GET /open/{view}/history":                          file(person.ActionHistory),
	"GET /open/{view}/evidence/{evidence}":              file(person.ActionPage),
	"GET /open/{view}/evidence/{evidence}/{page}":       file(person.ActionPicture),
	"GET /files/{person}/edit":                          keeps(person.ActionReveal, nil, 200),
	"POST /files/{person}/edit":                         keeps(person.ActionChange, fields("given", "Ánh", "version", "0")),
	"GET /files/{person}/evidence":                      keeps(person.ActionOpen, nil, 200),
	"POST /files/{person}/evidence":                     keeps(person.ActionAdd, page),
	"GET /files/{person}/evidence/{evidence}":           {{action: person.ActionOpen, kind: "person", use: "filed", second: "evidence"}},
	"POST /files/{person}/evidence/{evidence}":          {{action: person.ActionReplace, kind: "person", use: "filed", second: "replacing", form: page, ok: []int{303, 404, 409, 422}}},
	"POST /files/{person}/evidence/{evidence}/withdraw": {{action: person.ActionWithdraw, kind: "person", use: "filed", second: "withdrawn", form: fields("version", "1")}},
	"POST /files/{person}/evidence/{evidence}/redacted": {{action: person.ActionRedact, kind: "person", use: "filed", second: "evidence", form: page}},
	"GET /me":                            own(person.ActionSelf, nil, 200),
	"GET /me/print":                      own(person.ActionOwnPrint, nil, 200),
	"GET /me/export":                     {{}},
	"POST /me/export":                    own(person.ActionExport, fields(), 200),
	"GET /me/evidence/{evidence}":        own(person.ActionSelf, nil, 200),
	"GET /me/evidence/{evidence}/{page}": own(person.ActionSelf, nil, 200),
	"GET /me/corrections":                {{}},
	"POST /me/corrections":               own(person.ActionPropose, fields("field", "born", "proposed", "02/03/1980", "reason", "theo giấy khai sinh")),
	"GET /me/requests":                   {{}},
	"POST /me/requests":                  own(person.ActionAsk, fields("request_kind", "access", "body", "xin bản sao dữ liệu")),

	"GET /asked":                           {{action: person.ActionQueue, kind: "unit", on: "body"}},
	"GET /asked/corrections/{correction}":  {{action: person.ActionSeen, kind: "correction"}},
	"POST /asked/corrections/{correction}": {{action: person.ActionAnswer, kind: "correction", form: fields("outcome", "accepted", "reasons", "đúng giấy khai sinh", "version", "2")}},
	"GET /asked/requests/{request}":        {{action: person.ActionRead, kind: "request"}},
	"POST /asked/requests/{request}/take":  {{action: person.ActionTake, kind: "request", form: fields()}},
	"POST /asked/requests/{request}":       {{action: person.ActionReply, kind: "request", form: fields("outcome", "refused", "reasons", "luật buộc giữ hồ sơ")}},
	"GET /asked/delays/{delay}":            {{action: person.ActionSeeDelay, kind: "delay"}},
	"GET /delays/{grant}":                  {{action: person.ActionDelay, kind: "grant", use: "granted"}},
	"POST /delays/{grant}":                 {{action: person.ActionDelay, kind: "grant", use: "granted", form: fields("until", "DAY", "reason", "việc thanh tra chưa công bố")}},
	"GET /files/{person}/erase":            keeps(person.ActionOpen, nil, 200),
	"POST /files/{person}/erase":           keeps(person.ActionErase, fields("erasure_basis", "retention", "document", "9/QĐ ngày 01/10/2026", "reason", "đã quá thời hạn lưu giữ hồ sơ")),
	"GET /erasures":                        {{action: person.ActionListErasures, kind: "unit", on: "body"}},
	"GET /erasures/{erasure}":              {{action: person.ActionOpenErasure, kind: "erasure"}},
	"POST /erasures/{erasure}/approve":     {{action: person.ActionApproveErasure, kind: "erasure", form: fields()}},
	"POST /erasures/{erasure}/withdraw":    {{action: person.ActionWithdrawErasure, kind: "erasure", form: fields()}},
	"POST /delays/{delay}/approve":         {{action: person.ActionApprove, kind: "delay", form: fields()}},
	"POST /delays/{delay}/decline":         {{action: person.ActionDecline, kind: "delay", form: fields()}},
}

// filed is a person on a side with a file, and with something asked for of every
// sort.
func (m *matrix) filed(side string) {
	unit := m.objects[side+" unit"]
	who, err := person.New(person.Name{Family: "Vi", Given: "Ánh"}, unit, unit)
	m.must(err)
	_, err = m.app.Person.Add(bg, operator().Actor, [16]byte{}, unit, []*person.Person{who})
	m.must(err)
	m.objects[side+" filed"] = who.ID
	keeper := fresh(m.viewer("chuyen_vien_tccb").actor)
	step := func(what string) access.By { return access.By{Actor: keeper.Actor, Key: [16]byte(id.New())} }
	_, err = m.app.Person.Change(bg, step("identity"), who.ID, person.ChangeForm{Name: who.Name, Born: "1980-02", PersonalNumber: "099080123456", Version: 1})
	m.must(err)
	for _, name := range []string{"evidence", "replacing", "withdrawn"} {
		m.objects[side+" "+name], err = m.app.Person.AddEvidence(bg, step(name), who.ID, person.EvidenceForm{Kind: person.Certificate, Others: person.OthersYes, Dated: "2020-01-01", Issuer: "Trường Thử nghiệm",
			Name: "a.png", Data: slip}, id.ID{}, 0)
		m.must(err)
	}
	acc := accesssql.Account{ID: id.New(), Person: who.ID, Unit: m.body, From: "2022-01-01", Basis: "1/QĐ", Roles: []access.Holding{{Role: access.RoleMember, Unit: m.body}}}
	_, err = m.app.Accounts.Create(bg, operator().Actor, [16]byte{}, acc)
	m.must(err)
	own := access.Actor{Account: acc.ID, Person: who.ID}
	m.objects[side+" correction"], err = m.app.Person.Propose(bg, access.By{Actor: own, Key: [16]byte(id.New())}, person.CorrectionForm{Field: "born", Proposed: "1981", Reason: "theo giấy khai sinh"})
	m.must(err)
	m.objects[side+" request"], err = m.app.Person.Ask(bg, access.By{Actor: own, Key: [16]byte(id.New())}, person.RequestForm{Kind: person.AskErasure, Body: "xin xóa dữ liệu cũ"})
	m.must(err)
	m.objects[side+" delay"], err = m.app.Person.Delay(bg, step("delay"), person.DelayForm{Grant: m.objects[side+" granted"], Until: clock.Today(clock.System{}).AddDays(30), Reason: "việc thanh tra chưa công bố"})
	m.must(err)
	m.leaving(side)
}

// leaving is a person on a side whose file is proposed to be erased.
func (m *matrix) leaving(side string) {
	unit := m.objects[side+" unit"]
	who, err := person.New(person.Name{Family: "Vi", Given: "Đi"}, unit, unit)
	m.must(err)
	_, err = m.app.Person.Add(bg, operator().Actor, [16]byte{}, unit, []*person.Person{who})
	m.must(err)
	m.objects[side+" erasure"], err = m.app.Person.ProposeErasure(bg, step(m.viewer("chuyen_vien_tccb").actor), who.ID, erasure("đã quá thời hạn lưu giữ hồ sơ"))
	m.must(err)
}

// ownEvidence gives a page of evidence of a viewer's own, if they have a file.
func (m *matrix) ownEvidence(v viewer) id.ID {
	d, err := m.one(`SELECT id FROM person_evidence WHERE subject_id = $1 AND others = 'no' LIMIT 1`, v.actor.Person)
	if err != nil {
		return id.New()
	}
	return d
}

// hasEntry reports whether a viewer stands in the directory.
func (m *matrix) hasEntry(v viewer) bool {
	return countOf(m.t, m.app, `SELECT count(*) FROM person WHERE id = $1`, v.actor.Person) == 1
}

// view of a list of people, or of the file of a side's person; a viewer who may
// not open it has a view that is not theirs.
func (m *matrix) viewOf(v viewer, pattern, side string) string {
	body, path := url.Values{"key": {web.NewKey()}, "name": {"ánh"}}, "/people"
	switch {
	case strings.HasPrefix(pattern, "/urgent/"):
		path = "/urgent"
	case strings.HasPrefix(pattern, "/open/"):
		path = "/files/" + m.named(side, "filed").Text(person.Prefix)
		body = url.Values{"key": {web.NewKey()}, "way": {"upkeep " + zeroGrant}}
	}
	got := m.request(v, http.MethodPost, path, sent{Values: body}, false)
	at := strings.LastIndexByte(got.location, '/')
	if at < 0 || !strings.HasPrefix(got.location[at+1:], web.ViewPrefix+"_") {
		return id.New().Text(web.ViewPrefix)
	}
	return got.location[at+1:]
}
