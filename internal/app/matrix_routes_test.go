package app_test

import (
	"encoding/base64"
	"net/url"
	"strings"

	"hoso/internal/access"
	"hoso/internal/org"
)

// way is one way into the program: what a route does to which object.
type way struct {
	action access.Action // "": for everyone who is signed in
	kind   access.Kind
	on     string // the object that is decided on, "" for the one that use names
	use    string // the object in the path, "" for its own slot
	second string // the second one in the path, likewise
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

// formNaming is a form with the id of an object of a side in one field.
func formNaming(field, object, prefix string, pairs ...string) func(*matrix, string) sent {
	return func(m *matrix, side string) sent {
		f := m.fields(side, pairs...)
		f.Set(field, m.named(side, strings.TrimSpace(object)).Text(prefix))
		return sent{Values: f}
	}
}

// right is a button of a right.
func right(action access.Action, kind access.Kind, use string) []way {
	return []way{{action: action, kind: kind, use: use, form: fields("reason", "không cần nữa")}}
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

func cites(action access.Action, citation string, pairs ...string) []way {
	return []way{{action: action, kind: "directive", use: "correcting", second: citation, form: fields(pairs...)}}
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

	"GET /admin": {{action: access.ActionHealth, kind: "unit", on: "body"}},

	"GET /tokens":              {{}},
	"POST /tokens":             {{action: "access.token.create", kind: "account", on: "viewer", form: fields("days", "7", "scope", "organisation"), ok: []int{200}}},
	"POST /tokens/{token}/end": {{action: "access.token.end", kind: "token", form: fields()}},

	"POST /rights/acting":          {{form: formNaming("holding", " acting", "hld"), ok: []int{303, 404}}},
	"GET /duties":                  {{action: access.ActionListRights, kind: "unit", on: "body"}},
	"GET /grants/on/{object}":      {{use: "directive", ok: []int{200, 404}}}, // what it is called is said to whoever may know: TestSealedChangesNothing
	"GET /break-glass/on/{object}": {{use: "directive", ok: []int{200, 404}}},
	"GET /grants":                  {{}}, // one's own; what others have is listed by the table: TestWorlds
	"GET /delegations":             {{}},
	"GET /clearances":              {{}},
	"GET /break-glass":             {{}},
	"GET /unusual":                 {{action: access.ActionListRemarks, kind: "unit", on: "body"}},
	"POST /duties":                 {{action: access.ActionGiveDuty, kind: "account", on: "reader", form: formNaming("account", "reader", "acc", "duty", "auditor", "since", "DAY", "resting", "1/QĐ")}},
	"POST /assignments": {{action: access.ActionGiveAssignment, kind: "post", on: "post",
		form: formNaming("post", "post", "pst", "role", "office_clerk", "from", "DAY", "basis", "1/QĐ")}},
	"POST /delegations": {{action: access.ActionDelegate, kind: "account", on: "viewer",
		form: func(m *matrix, side string) sent {
			f := m.fields(side, "account", m.named(side, "reader").Text("acc"), "from", "DAY", "until", "DAY", "basis", "1/QĐ", "reason", "đi công tác dài ngày")
			f.Set("roles", "unit_clerk@"+m.named(sides[0], "unit").Text("unt"))
			return sent{Values: f}
		}}},
	"POST /clearances": {{action: access.ActionClear, kind: "account", on: "reader",
		form: formNaming("account", "reader", "acc", "level", "mat", "number", "1/QĐ", "dated", "01/01/2026", "issuer", "Bộ Thử nghiệm", "from", "TODAY", "until", "DAY")}},
	"POST /grants": {{action: access.ActionGrant, kind: "directive", on: "directive",
		form: func(m *matrix, side string) sent {
			return sent{Values: m.fields(side, "object", m.named(side, "directive").Text("dir"), "account", m.named(side, "reader").Text("acc"), "purpose", "secret",
				"basis_kind", "case", "basis", "1/2026", "from", "TODAY", "until", "DAY")}
		}}},
	"POST /break-glass": {{action: access.ActionBreak, kind: "person", on: "person", form: formNaming("object", "person", "per", "reason", "cấp cứu ban đêm, không chờ được", "basis", "12/CV-TCCB", "minutes", "30")}},

	"POST /assignments/{assignment}/approve": right(access.ActionApproveAssignment, "assignment", "assignment"),
	"POST /assignments/{assignment}/end":     right(access.ActionEndAssignment, "assignment", "assigned"),
	"POST /duties/{duty}/approve":            right(access.ActionApproveDuty, "duty", "duty"),
	"POST /duties/{duty}/end":                right(access.ActionEndDuty, "duty", "held"),
	"POST /delegations/{delegation}/end":     right(access.ActionEndDelegation, "delegation", "delegation"),
	"POST /clearances/{clearance}/approve":   right(access.ActionApproveClearance, "clearance", "clearance"),
	"POST /clearances/{clearance}/end":       right(access.ActionEndClearance, "clearance", "cleared"),
	"POST /grants/{grant}/approve":           right(access.ActionApproveGrant, "grant", "grant"),
	"POST /grants/{grant}/end":               right(access.ActionEndGrant, "grant", "granted"),
	"POST /break-glass/{break}/end":          {{action: access.ActionEndBreak, kind: "account", on: "viewer", use: "break", form: fields(), ok: []int{303, 404, 409}}},
	"POST /break-glass/{break}/see":          {{action: access.ActionSeeAlert, kind: "account", on: "viewer", use: "break", form: fields(), ok: []int{303, 404}}},
	"POST /break-glass/{break}/review":       {{action: access.ActionReviewBreak, kind: "break", use: "broken", form: fields("verdict", "right", "note", "có giấy của bệnh viện"), ok: []int{303, 403, 409}}}, // not by who is set over the opener
	"POST /unusual/{remark}/review":          {{action: access.ActionReviewRemark, kind: "remark", form: fields("verdict", "explained", "note", "đợt rà soát của Vụ")}},

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

	"GET /holders/{view}/export":     {{action: "org.holders.export", kind: "unit", on: "unit", use: "view"}},
	"POST /holders/{view}/export":    {{action: org.ActionAskExport, kind: "unit", on: "unit", use: "view", form: fields("reason", "gửi đoàn kiểm tra của Bộ")}},
	"GET /exports":                   {{}},
	"POST /exports/{export}/approve": {{action: org.ActionApproveExport, kind: "export", use: "export", form: fields()}},
	"POST /exports/{export}/decline": {{action: org.ActionDeclineExport, kind: "export", use: "declining", form: fields(), ok: []int{303, 403, 409}}}, // by whoever asked for it, or may approve
	"POST /exports/{export}/take":    {{action: org.ActionTakeExport, kind: "export", use: "taking", form: fields(), ok: []int{200, 404, 409}}},       // by whoever asked for it, once

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
	"POST /directives/{directive}/discard":          {{action: "directive.discard", kind: "directive", use: "discarding", draft: true, form: fields("version", "0")}},
	"POST /directives/{directive}/recognise":        {{action: "directive.recognise", kind: "directive", use: "scan", draft: true, form: fields()}},
	"POST /directives/{directive}/recognise/cancel": {{action: "directive.recognise.cancel", kind: "directive", use: "scan", draft: true, form: fields()}},
	"POST /directives/{directive}/compare":          {{action: "directive.compare", kind: "directive", use: "correcting", form: fields()}},
	"POST /directives/{directive}/citations": {{action: "directive.citation.add", kind: "directive", use: "correcting",
		form: fields("cite_words", "Hà Nội", "cite_kind", "QĐ", "cite_number", "5/QĐ-BTN")}},
	"POST /directives/{directive}/citations/{citation}/confirm": cites("directive.citation.confirm", "citation 1"),
	"POST /directives/{directive}/citations/{citation}/correct": cites("directive.citation.correct", "citation 2", "cite_kind", "QĐ", "cite_number", "4/QĐ-BTN"),
	"POST /directives/{directive}/citations/{citation}/restore": cites("directive.citation.restore", "citation 2"),
	"POST /directives/{directive}/citations/{citation}/strike":  cites("directive.citation.strike", "citation 3"),
	"POST /directives/{directive}/send":                         {{action: "directive.send", kind: "directive", use: "correcting", form: fields("units", "UNIT", "due_on", "DAY")}},

	"GET /directives/{directive}/label":         {{action: "directive.read", kind: "directive", use: "secret"}},
	"GET /directives/{directive}/copies":        {{action: "directive.read", kind: "directive", use: "secret"}},
	"GET /directives/{directive}/copies/{copy}": {{action: access.ActionPrintCopy, kind: "directive", use: "secret", second: "copied"}},
	"POST /directives/{directive}/label": {{action: access.ActionExtend, kind: "directive", use: "secret",
		form: fields("step", "extend", "classifier", "Trần Trưởng, Vụ trưởng", "document", "5/QĐ", "secret_basis", "", "classified_on", "TODAY", "secret_until", "", "reason", "việc còn kéo dài")}},
	"POST /directives/{directive}/copies":   {{action: access.ActionPrintCopy, kind: "directive", use: "secret", form: fields("count", "2", "as", "print", "for_whom", "Vụ KN", "reason", "họp lãnh đạo Vụ")}},
	"GET /labels":                           {{action: access.ActionReadClassification, kind: "classification", on: "step"}},
	"POST /labels/{classification}/approve": {{action: access.ActionApproveClassification, kind: "classification", use: "step", form: fields()}},
	"GET /labels.xlsx":                      {{action: access.ActionExportLabels, kind: "unit", on: "body"}},
	"POST /labels/approve":                  {{action: access.ActionApproveClassification, kind: "classification", on: "step", form: formNaming("chosen", "step", "cls")}},
	"POST /labels/declassify": {{action: access.ActionDeclassify, kind: "directive", on: "secret",
		form: formNaming("objects", "secret", "dir", "classifier", "Trần Trưởng, Vụ trưởng", "document", "6/QĐ", "classified_on", "TODAY", "reason", "nội dung đã công bố")}},
	"GET /copies.xlsx":          {{action: access.ActionExportLabels, kind: "unit", on: "body"}},
	"GET /copies":               {{action: access.ActionReadCopy, kind: "copy", on: "copied"}},
	"POST /copies/{copy}/close": {{action: access.ActionCloseCopy, kind: "copy", use: "closing", form: fields("state", "returned", "note", "trả tại văn thư")}},

	"GET /limits": {{action: access.ActionReadLimit, kind: "limit", on: "limit"}},
	"POST /limits": {{action: access.ActionSetLimit, kind: "unit", on: "body",
		form: fields("name", "copy.days", "value", "45", "from", "TODAY", "basis", "1/QĐ")}},
	"POST /limits/{limit}/approve": {{action: access.ActionApproveLimit, kind: "limit", use: "limit", form: fields()}},

	"GET /received/{recipient}":          readsSent(),
	"GET /received/{recipient}/slip.pdf": formOf("directive.ack_for", "recipient", "paper"),
	"GET /received/{recipient}/paper":    formOf("directive.ack_for", "recipient", "paper"),
	"POST /received/{recipient}":         {{action: "directive.ack", kind: "recipient", form: fields("digest", "DIGEST")}},
	"POST /received/{recipient}/paper": {{action: "directive.ack_for", kind: "recipient", use: "paper", form: func(m *matrix, side string) sent {
		return sent{m.fields(side, "digest", "DIGEST", "signed_on", "TODAY"), "phieu.png", slip}
	}}},

	"GET /ledger":                      ledgerPage(),
	"GET /acts/{account}":              {{action: "ledger.entry.list", kind: "unit", on: "body", use: "account"}},
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
