package app_test

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"

	"hoso/internal/access"
	"hoso/internal/id"
	"hoso/internal/person"
	"hoso/internal/signin"
	"hoso/internal/signin/signinsheet"
	"hoso/internal/sqldb"
)

const longPassword = "con cò lặn lội bờ sông 47"

// keeping is a way into the pages of whoever keeps accounts.
func keeping(action access.Action, use string, ok ...int) []way {
	return []way{{action: action, kind: "account", use: use, form: fields(), ok: ok}}
}

// signinWays are the routes of package signinweb.
func init() {
	own := func(action access.Action, ok int, pairs ...string) []way {
		return []way{{action: action, kind: "account", on: "viewer", form: fields(pairs...), ok: []int{ok}}}
	}
	list := []way{{action: signin.ActionUsers, kind: "unit", on: "body"}}
	for route, w := range map[string][]way{
		"POST /lock":                           {{open: true, form: fields(), ok: []int{303}}},
		"GET /sign-in/again":                   {{}},
		"POST /sign-in/again":                  {{form: fields()}},
		"GET /enrol":                           {{open: true}},
		"POST /enrol":                          {{open: true, form: func(m *matrix, _ string) sent { return sent{Values: url.Values{"code": {m.code}}} }, ok: []int{200, 429}}},
		"POST /enrol/finish":                   {{open: true, form: fields("code", "x"), ok: []int{422, 429}}},
		"GET /account":                         {{}},
		"GET /account/password":                {{}},
		"POST /account/password":               own(signin.ActionPassword, 303, "password", longPassword, "again", longPassword),
		"GET /account/app":                     {{}},
		"POST /account/app":                    {{form: fields()}},
		"POST /account/codes":                  {{action: signin.ActionCodes, kind: "account", on: "viewer", form: fields(), ok: []int{200, 422}}}, // 422 without a password
		"POST /account/cancel":                 own(signin.ActionCancel, 303),
		"POST /account/others/end":             {{form: fields()}},
		"POST /account/sessions/{session}/end": {{form: fields()}},
		"GET /users":                           list,
		"POST /users":                          {{action: signin.ActionUsers, kind: "unit", on: "body", form: fields("q", "an")}},
		"GET /users/found/{view}":              {{action: signin.ActionUsers, kind: "unit", on: "body", use: "view"}},
		"GET /users/sessions":                  {{action: signin.ActionOpen, kind: "unit", on: "body"}},
		"GET /users/new":                       {{action: signin.ActionAdd, kind: "unit", on: "body"}},
		"POST /users/new":                      {{action: signin.ActionAdd, kind: "unit", on: "body", form: newUser, ok: []int{200}}},
		"GET /users/{account}":                 {{action: "signin.user.read", kind: "account", use: "account"}},
		"POST /users/{account}/code":           keeping(signin.ActionIssue, "account", 200),
		"POST /users/{account}/approve":        keeping(signin.ActionApprove, "recovering", 200, 409),
		"POST /users/{account}/recover":        keeping(signin.ActionRecover, "account"),
		"POST /users/{account}/cancel":         keeping(signin.ActionCancel, "account"),
		"POST /users/{account}/sessions":       keeping(signin.ActionSessions, "account"),
		"POST /users/{account}/disable":        keeping(signin.ActionDisable, "disabling"),
		"POST /users/{account}/enable":         keeping(signin.ActionEnable, "disabling"),
		"GET /recoveries":                      {{}},
		"POST /recoveries/{account}/confirm":   keeping(signin.ActionConfirm, "machine", 303, 409),
		"GET /import/users":                    {{action: signin.ActionAdd, kind: "unit", on: "body"}},
		"GET /import/users/empty.xlsx":         {{}},
		"POST /import/users":                   {{action: signin.ActionAdd, kind: "unit", on: "body", form: usersSheet(false), ok: []int{200}}},
		"POST /import/users/do":                {{action: signin.ActionAdd, kind: "unit", on: "body", form: usersSheet(true), ok: []int{200, 409, 422}}},
		"POST /import/users/errors.xlsx":       {{action: signin.ActionAdd, kind: "unit", on: "body", form: usersSheet(true), ok: []int{200}}},
	} {
		ways[route] = w
	}
	prefixes["account"], prefixes["session"] = signin.AccountPrefix, signin.SessionPrefix
}

// spare gives somebody in the directory who has no account.
func (m *matrix) spare() string {
	var who id.ID
	m.must(sqldb.One(context.Background(), m.app.DB.Reader(),
		`SELECT p.id FROM person p WHERE NOT EXISTS (SELECT 1 FROM access_account a WHERE a.subject_id = p.id) ORDER BY p.id LIMIT 1`, nil, &who))
	return who.Text(person.Prefix)
}

func newUser(m *matrix, side string) sent {
	return sent{Values: m.fields(side, "person", m.spare(), "name", m.fresh("nguoi"))}
}

// usersSheet is a sheet of one account, as a file or as the page of its dry run
// carries it.
func usersSheet(carried bool) func(*matrix, string) sent {
	return func(m *matrix, side string) sent {
		data := []byte("Tên đăng nhập,Họ tên hoặc mã người\n" + m.fresh("bang") + "," + m.spare() + "\n")
		if !carried {
			return sent{url.Values{}, "in.csv", data}
		}
		importer := signinsheet.Importer{Service: m.app.Signin, Sheets: m.app.Intake}
		plan, err := importer.Plan(context.Background(), signin.By{Actor: access.System("operator")}, "in.csv", data)
		m.must(err)
		return sent{Values: m.fields(side, "file_name", "in.csv", "data", base64.StdEncoding.EncodeToString(data), "digest", hex.EncodeToString(plan.Digest[:]))}
	}
}

// accounts makes those that the pages of accounts are about.
func (m *matrix) accounts() {
	ctx := context.Background()
	second := accountOf(m.t, m.app, m.body, "2022-01-01", access.Holding{Role: access.RoleSysAdmin, Unit: m.body})
	second.Fresh = true
	defer func() { // one that nothing else uses
		slips, err := m.app.Signin.Add(ctx, signin.By{Actor: access.System("operator")}, []signin.NewUser{{Account: m.fresh("tk"), Person: m.spare()}})
		m.must(err)
		m.code = slips[0].Code
	}()
	for _, side := range sides {
		m.users(side, second)
	}
}

// users are accounts of a side: two of them have lost what they signed in with.
func (m *matrix) users(side string, second access.Actor) {
	for _, name := range []string{"account", "recovering", "disabling", "machine"} {
		slips, err := m.app.Signin.Add(bg, signin.By{Actor: access.System("operator")}, []signin.NewUser{{Account: m.fresh("tk"), Person: m.spare()}})
		m.must(err)
		known, _, err := m.app.Sessions.ByName(bg, slips[0].Name)
		m.must(err)
		m.objects[side+" "+name] = known.Account
		if name == "machine" {
			_, err := m.app.Signin.RecoverAtMachine(bg, signin.By{Actor: access.System("operator")}, known.Account)
			m.must(err)
		}
		if name == "recovering" {
			m.must(m.app.Signin.Recover(bg, signin.By{Actor: second}, known.Account))
		}
	}
}

// alive gives a viewer a session that counts and has just been proved, where an
// earlier request ended or aged the one before.
func (m *matrix) alive(v viewer) string {
	if v.roles == nil || v.token == "of nobody" {
		return v.token
	}
	token, ok := m.tokens[v.name]
	if !ok {
		token = v.token
	}
	if who, err := m.app.Sessions.Session(context.Background(), token); err != nil || !who.Fresh {
		token, err = m.app.Sessions.Begin(context.Background(), v.actor.Account, signin.ProvedByPassword, signin.Client{})
		m.must(err)
	}
	m.tokens[v.name] = token
	return token
}

// ownSession gives another session of a viewer's.
func (m *matrix) ownSession(v viewer) string {
	if v.roles == nil {
		return id.New().Text(signin.SessionPrefix)
	}
	ctx := context.Background()
	_, err := m.app.Sessions.Begin(ctx, v.actor.Account, signin.ProvedByPassword, signin.Client{})
	m.must(err)
	list, err := m.app.Sessions.Sessions(ctx, v.actor.Account, m.alive(v))
	m.must(err)
	for _, s := range list {
		if !s.Own {
			return s.ID.Text(signin.SessionPrefix)
		}
	}
	m.t.Fatal("no session")
	return ""
}

// foundUsers searches for accounts as a viewer.
func (m *matrix) foundUsers(v viewer) string {
	got := m.request(v, http.MethodPost, "/users", sent{Values: m.fields("", "q", "an")}, false)
	if !strings.HasPrefix(got.location, "/users/found/") {
		return strings.TrimPrefix(m.view(v, sides[0]), "/holders/") // another view of theirs, if they have one
	}
	return strings.TrimPrefix(got.location, "/users/found/")
}
