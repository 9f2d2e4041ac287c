package app_test

import (
	"encoding/base64"
	"net/url"

	"hoso/internal/access"
)

// way is one way into the program: what a route does to which object.
type way struct {
	action access.Action // "": for everyone who is signed in
	kind   access.Kind
	on     string // the object that is decided on, "" for the one that use names
	use    string // the object in the path, "" for its own placeholder
	open   bool   // without a session
	draft  bool   // of a draft: absent for whoever may not register it
	form   func(m *matrix, side string) sent
	ok     []int // what an allowed one may answer; default 200 for a page, 303, 409 or 422 for a change
}

// sent is what a change carries: fields, and a file when it is an upload.
type sent struct {
	url.Values
	file string // its name, "" without one
	data []byte
}

func fields(pairs ...string) func(*matrix, string) sent {
	return func(m *matrix, side string) sent { return sent{Values: m.fields(side, pairs...)} }
}

// formOf is the page of a form: whoever may not give its command does not see it.
func formOf(action access.Action, kind access.Kind, use string) []way {
	return []way{{action: action, kind: kind, use: use}}
}

// reads is a page of a unit that every reader of the unit sees.
func reads(use string) []way { return []way{{action: "org.unit.read", kind: "unit", use: use}} }

func aboutUnit(action access.Action, use string, pairs ...string) []way {
	return []way{{action: action, kind: "unit", use: use, form: fields(pairs...)}}
}

func readsDirective() []way {
	return []way{{action: "directive.read", kind: "directive", use: "directive"}}
}

// readsSent is a page of what a unit got.
func readsSent() []way { return []way{{action: "recipient.read", kind: "recipient"}} }

func ledgerPage() []way {
	return []way{{action: "ledger.entry.list", kind: "unit", on: "body", use: "entry"}}
}

func imports(action access.Action, table string, carried bool, ok ...int) []way {
	return []way{{action: action, kind: "unit", on: "body", ok: ok, form: func(m *matrix, side string) sent {
		sheet := m.sheets[table]
		if !carried {
			return sent{url.Values{}, "in.xlsx", sheet.data}
		}
		return sent{Values: m.fields(side, "name", "in.xlsx", "data", base64.StdEncoding.EncodeToString(sheet.data), "digest", sheet.digest)}
	}}}
}

// ways has every route of the site. One that is not here fails the test.
var ways = map[string][]way{
	"GET /{$}":       {{}},
	"GET /help":      {{}},
	"GET /rights":    {{}},
	"GET /sign-in":   {{open: true}},
	"POST /sign-in":  {{open: true, form: fields("persona", "kiem_tra"), ok: []int{303}}},
	"POST /sign-out": {{open: true, form: fields(), ok: []int{303}}},
	"POST /language": {{open: true, form: fields("lang", "vi", "back", "/"), ok: []int{303}}},

	"GET /tokens":              {{}},
	"POST /tokens":             {{action: "access.token.create", kind: "account", on: "viewer", form: fields("days", "7"), ok: []int{200}}},
	"POST /tokens/{token}/end": {{action: "access.token.end", kind: "token", form: fields()}},

	"GET /units":                  {{action: "org.unit.read", kind: "unit", on: "body"}},
	"GET /units.xlsx":             {{action: "org.unit.read", kind: "unit", on: "body"}},
	"GET /units/{unit}":           reads("unit"),
	"GET /units/{unit}/rename":    formOf("org.unit.rename", "unit", "unit"),
	"GET /units/{unit}/new":       formOf("org.unit.create", "unit", "unit"),
	"GET /units/{unit}/move":      formOf("org.unit.move", "unit", "unit"),
	"GET /units/{unit}/end":       formOf("org.unit.end", "unit", "unit"),
	"GET /units/{unit}/merge":     formOf("org.unit.merge", "unit", "unit"),
	"GET /units/{unit}/split":     formOf("org.unit.split", "unit", "unit"),
	"GET /units/{unit}/post":      formOf("org.post.create", "unit", "unit"),
	"GET /units/{unit}/vacancies": reads("unit"),
	"GET /units/{unit}/holders":   {{action: "org.unit.read", kind: "unit", use: "unit", ok: []int{303}}},
	"POST /units/{unit}/rename":   aboutUnit("org.unit.rename", "renaming", "name", "Đơn vị đổi tên", "short_name", "ĐT", "from", "DAY", "basis", "1/QĐ"),
	"POST /units/{unit}/new":      aboutUnit("org.unit.create", "unit", "code", "NEW", "kind", "division", "name", "Phòng mới", "from", "DAY", "basis", "1/QĐ"),
	"POST /units/{unit}/move":     aboutUnit("org.unit.move", "moving", "parent", "CODE", "sort", "7", "from", "DAY", "basis", "1/QĐ"),
	"POST /units/{unit}/end":      aboutUnit("org.unit.end", "ending", "from", "DAY", "basis", "1/QĐ"),
	"POST /units/{unit}/merge":    aboutUnit("org.unit.merge", "unit", "codes", "MERGING", "from", "DAY", "basis", "1/QĐ"),
	"POST /units/{unit}/split": aboutUnit("org.unit.split", "splitting", "code_1", "NEW", "kind_1", "division", "name_1", "Phòng tách", "short_name_1", "PT",
		"from", "DAY", "basis", "1/QĐ"),
	"POST /units/{unit}/post":     aboutUnit("org.post.create", "unit", "title", "Chuyên viên thử", "seats", "1", "from", "DAY", "basis", "1/QĐ"),
	"POST /units/{unit}/withdraw": aboutUnit("org.unit.withdraw", "withdrawing", "version", "0"),

	"GET /posts/{post}":                        {{action: "org.holders.list", kind: "unit", on: "unit", use: "post"}},
	"GET /posts/{post}/seat":                   formOf("org.holding.begin", "post", "post"),
	"GET /posts/{post}/holders/{holding}/end":  {{action: "org.holding.end", kind: "holding", on: "holding", use: "post"}},
	"POST /posts/{post}/holders/{holding}/end": {{action: "org.holding.end", kind: "holding", on: "holding", use: "post", form: fields("from", "DAY", "basis", "1/QĐ")}},
	"POST /posts/{post}/end":                   {{action: "org.post.end", kind: "post", use: "abolishing", form: fields("from", "DAY", "basis", "1/QĐ")}},
	"POST /posts/{post}/seat": {{action: "org.holding.begin", kind: "post", use: "post",
		form: fields("family", "Lê", "middle", "Thị", "given", "Thử", "person", "new", "from", "DAY", "basis", "1/QĐ")}},

	"GET /holders":                  {{action: "org.unit.read", kind: "unit", on: "body"}},
	"POST /holders":                 {{action: "org.unit.read", kind: "unit", on: "body", form: fields("unit", "CODE")}},
	"GET /holders/{view}":           {{action: "org.holders.list", kind: "unit", on: "unit", use: "view"}},
	"GET /holders/{view}/list.xlsx": {{action: "org.holders.export", kind: "unit", on: "unit", use: "view"}},

	"GET /import/units":                {{action: "org.unit.import", kind: "unit", on: "body"}},
	"GET /import/units/empty.xlsx":     {{}},
	"POST /import/units":               imports("org.unit.import", "units", false, 200),
	"POST /import/units/do":            imports("org.unit.import", "units", true),
	"POST /import/units/errors.xlsx":   imports("org.unit.import", "units", true, 200),
	"GET /import/holders":              {{action: "org.staff.import", kind: "unit", on: "body"}},
	"GET /import/holders/empty.xlsx":   {{}},
	"POST /import/holders":             imports("org.staff.import", "holders", false, 200),
	"POST /import/holders/do":          imports("org.staff.import", "holders", true),
	"POST /import/holders/errors.xlsx": imports("org.staff.import", "holders", true, 200),

	"GET /directives":                           {{}}, // the list holds what its reader may see: TestListIsDecide
	"GET /directives/new":                       {{action: "directive.draft", kind: "unit", on: "body"}},
	"POST /directives/new":                      {{action: "directive.draft", kind: "unit", on: "body", form: upload}},
	"GET /directives/{directive}":               readsDirective(),
	"GET /directives/{directive}/review":        formOf("directive.correct", "directive", "directive"),
	"GET /directives/{directive}/file":          readsDirective(),
	"GET /directives/{directive}/pages/{page}":  {{action: "directive.read", kind: "directive", use: "scan", draft: true, ok: drawn()}},
	"GET /directives/{directive}/send":          formOf("directive.send", "directive", "directive"),
	"GET /directives/{directive}/coverage":      {{action: "directive.coverage", kind: "directive"}},
	"GET /directives/{directive}/coverage.xlsx": {{action: "directive.coverage", kind: "directive"}},
	"POST /directives/{directive}/review": {{action: "directive.correct", kind: "directive", use: "correcting", form: factForm("901/QĐ-THU")},
		{action: "directive.register", kind: "directive", use: "registering", draft: true, form: factForm("902/QĐ-THU")}},
	"POST /directives/{directive}/discard": {{action: "directive.discard", kind: "directive", use: "discarding", draft: true, form: fields("version", "0")}},
	"POST /directives/{directive}/send":    {{action: "directive.send", kind: "directive", use: "correcting", form: fields("units", "UNIT", "due_on", "DAY")}},

	"GET /received/{recipient}":          readsSent(),
	"GET /received/{recipient}/slip.pdf": formOf("directive.ack_for", "recipient", "paper"),
	"GET /received/{recipient}/paper":    formOf("directive.ack_for", "recipient", "paper"),
	"POST /received/{recipient}":         {{action: "directive.ack", kind: "recipient", form: fields("digest", "DIGEST")}},
	"POST /received/{recipient}/paper": {{action: "directive.ack_for", kind: "recipient", use: "paper", form: func(m *matrix, side string) sent {
		return sent{m.fields(side, "digest", "DIGEST", "signed_on", "TODAY"), "phieu.png", slip}
	}}},

	"GET /ledger":                      ledgerPage(),
	"GET /ledger/checkpoint":           ledgerPage(),
	"GET /ledger/{entry}":              ledgerPage(),
	"GET /ledger/{entry}/receipt.json": ledgerPage(),
	"GET /tlog/checkpoint":             {{open: true}},
	"GET /tlog/tile/{path...}":         {{open: true}},
}

// drawn is what a page that may be seen answers; a text has none.
func drawn() []int {
	if draws {
		return []int{200}
	}
	return []int{404, 422}
}

func upload(m *matrix, side string) sent {
	return sent{m.fields(side), "8.txt", []byte(smallText + m.fresh("text"))}
}

func factForm(number string) func(*matrix, string) sent {
	return fields("kind", "QĐ", "number", number, "issuer", "Bộ Thử nghiệm", "issued_on", "01/03/2025", "title", "Quyết định về việc thử", "version", "0")
}

// reading is the action that shows that an object exists.
func reading(kind access.Kind) access.Action {
	if kind == "unit" || kind == "post" {
		return "org.unit.read"
	}
	return access.Action(string(kind) + ".read")
}
