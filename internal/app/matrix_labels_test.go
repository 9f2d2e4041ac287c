package app_test

import (
	"context"
	"strings"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/clock"
	"hoso/internal/directive"
	"hoso/internal/door"
	"hoso/internal/id"
	"hoso/internal/sqldb"
)

// clear clears a viewer for a label, as its document says.
func (m *matrix) clear(name string, label access.Label) accesssql.By {
	v := m.viewer(name)
	today := clock.Today(clock.System{})
	_, err := m.app.Door.Do(bg, door.Command{Name: access.ActionRemark, Actor: access.System("reads"), Purpose: access.PurposeAudit, Object: access.Object{Kind: "account", ID: v.actor.Account}},
		func(ctx context.Context, tx door.Tx) error {
			return sqldb.Of(tx).Put(ctx, "access_clearance", sqldb.Key{ID: id.New(), Version: 1}, sqldb.Row{"label": 0, "unit_id": m.body, "managing_unit_id": m.body, "state": "live",
				"subject_id": v.actor.Person, "account_id": v.actor.Account, "level": label, "doc_number": "1/QĐ-MAT", "doc_date": "2024-01-01", "doc_issuer": "Bộ Thử nghiệm",
				"valid_from": "2024-01-01", "valid_to": today.AddDays(900), "given_by": v.actor.Account, "end_reason": nil})
		})
	m.must(err)
	m.cleared[v.actor.Account] = label
	return fresh(v.actor)
}

// secrecy is a classification as a document has it.
func secrecy(l access.Label) access.SecrecyForm {
	return access.SecrecyForm{Level: l, Classifier: "Trần Trưởng, Thứ trưởng", Document: "3/QĐ-BTN ngày 01/3/2025", Basis: "khoản 1 Điều 2 Danh mục", From: "2025-03-01"}
}

// labelled has a secret document of the office's with what hangs on it: citations
// both ways, units that got it, a grant, steps, copies.
func (m *matrix) labelled() {
	office, head := m.clear("van_thu", access.LabelTuyetMat), m.clear("vu_truong_tccb", access.LabelMat)
	m.enterSecret(office, head, "77/QĐ-MAT")
	var err error
	m.objects[" limit"], err = m.app.Limits.Set(bg, fresh(m.viewer("chuyen_vien_tccb").actor), m.body, limiting(m.app, 40))
	m.must(err)
}

func (m *matrix) enterSecret(office, head accesssql.By, number string) {
	by := directive.By{Actor: office.Actor}
	text := strings.NewReplacer("7/QĐ-BTN", number, "Về việc thử", "Về việc bí mật cán bộ").Replace(smallText) + moreCites
	made, err := m.app.Directive.UploadSecret(bg, by, m.body, "mat.txt", []byte(text), secrecy(access.LabelMat))
	m.must(err)
	m.objects[" secret"] = made
	o := access.Object{Kind: "directive", ID: made}
	_, err = m.app.Directive.Register(bg, by, made, directive.Facts{Kind: "QĐ", Number: number, Issuer: "Bộ Thử nghiệm", IssuedOn: "2025-03-01", Title: "Quyết định về công tác cán bộ"}, 0)
	m.must(err)
	_, err = m.app.Directive.Send(bg, by, made, directive.SendForm{Units: []id.ID{m.objects["PC unit"], m.objects["KN unit"]}, DueOn: clock.Today(clock.System{}).AddDays(1)})
	m.must(err)
	_, err = m.app.Needs.Grant(bg, head, accesssql.GrantForm{Account: m.viewer("van_thu_kn").actor.Account, Object: o, Purpose: access.PurposeSecret,
		Basis: access.Basis{Kind: access.BasisCase, Text: "9/2026/VV"}, From: clock.Today(clock.System{}), Last: clock.Today(clock.System{}).AddDays(30)})
	m.must(err)
	f := secrecy(access.LabelMat)
	f.Step, f.Reason = access.StepExtend, "việc còn kéo dài thêm"
	m.objects[" step"], err = m.app.Labels.Change(bg, office, o, f)
	m.must(err)
	m.must(m.app.Labels.Print(bg, office, o, access.CopyForm{Count: 2, ForWhom: "Vụ KN", Reason: "họp lãnh đạo Vụ"}))
	copies, _, err := m.app.Labels.Copies(bg, office.Actor, access.CopyFilter{Object: o})
	m.must(err)
	m.objects[" closing"], m.objects[" copied"] = copies[0].ID, copies[1].ID
}
