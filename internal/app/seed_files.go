package app

import (
	"bytes"
	"context"
	"fmt"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/clock"
	"hoso/internal/docgen"
	"hoso/internal/id"
	"hoso/internal/person"
)

// files gives the people behind the demo's personas a file: who they are, sealed,
// and a page of evidence or two; and gives two grants, for two cases. The personal
// numbers begin with a place that no number has.
func (s *seeder) files(ctx context.Context) error {
	for i, p := range s.data.Personas {
		if err := s.file(ctx, i, p.Key, s.people[p.Person]); err != nil {
			return err
		}
	}
	for _, g := range []struct {
		to, about string
		why       access.Purpose
		number    string
	}{
		{"thu_truong_cds", "van_thu_kn", access.PurposeCase, "15/2026/VVNS"},
		{"van_thu_pc", "van_thu_vien", access.PurposeComplaint, "07/2026/KN"},
	} {
		if err := s.grant(ctx, g.to, g.about, g.why, g.number); err != nil {
			return err
		}
	}
	return nil
}

// keeper and colleague keep the demo's files: nobody keeps their own. The colleague
// sits in the same post, and no visitor looks around as them.
const (
	keeper    = "chuyen_vien_tccb"
	colleague = "TCCB/Chuyên viên/1"
)

// as is a persona, or the colleague, who has just proved who they are.
func (s *seeder) as(persona, step string) access.By {
	who := s.people[s.personaOf(persona).Person]
	if persona == colleague {
		who = s.people[colleague]
	}
	return access.By{Actor: access.Actor{Account: s.account[persona], Person: who, Fresh: true}, Key: s.by(step).Key}
}

func (s *seeder) file(ctx context.Context, i int, key string, who id.ID) error {
	files, by := *s.app.Person, keeper
	if key == keeper {
		by = colleague
	}
	files.ReadFile = func(context.Context, string, []byte) (string, int, error) { return "pdf", 1, nil } // made here
	o, err := files.Open(ctx, s.as(by, "open"+key).Actor, person.ActionOpen, person.Looking{Person: who, Purpose: access.PurposeUpkeep})
	if err != nil {
		return err
	}
	born := clock.Day(1975+3*i, 1+i, 7+2*i)
	if _, err := files.Change(ctx, s.as(by, "identity"+key), who, person.ChangeForm{Name: o.Name, StaffCode: fmt.Sprintf("BKTB-%04d", 17+i*211), Born: born,
		PersonalNumber: fmt.Sprintf("0990%02d%06d", born.Time().Year()%100, 104729*(i+1)%1_000_000), Version: o.Version}); err != nil {
		return err
	}
	for j, e := range []person.EvidenceForm{
		{Kind: person.Recruitment, Number: fmt.Sprintf("%d/QĐ-BKTB", 120+i), Dated: "2021-09-15", Issuer: "Bộ Kinh tế biển và Nghề cá"},
		{Kind: person.Diploma, Number: fmt.Sprintf("QH-2019-%05d", 4711+i), Dated: "2019-07-01", Issuer: "Trường Đại học Kinh tế biển"},
		{Kind: person.Resume, Dated: "2024-12-20", Issuer: "Vụ Tổ chức cán bộ"},
	}[:1+i%3] {
		if e.Data, err = paperOf(o.Full(), e); err != nil {
			return err
		}
		e.Name, e.Others = "trang.pdf", person.OthersNo
		if e.Kind == person.Diploma && i%2 == 0 {
			e.Others = person.OthersYes // of a list of graduates
		}
		if _, err := files.AddEvidence(ctx, s.as(by, fmt.Sprint("evidence", key, j)), who, e, id.ID{}, 0); err != nil {
			return err
		}
	}
	return nil
}

// paperOf makes the page that stands for a document of the demo.
func paperOf(name string, e person.EvidenceForm) ([]byte, error) {
	pdf := docgen.NewPDF(docgen.PDFOptions{Title: string(e.Kind), Lang: "vi-VN", Mark: "THỬ NGHIỆM"})
	pdf.Heading(1, e.Issuer)
	pdf.Note("Văn bản giả định của bản thử nghiệm")
	pdf.Field("Số", e.Number)
	pdf.Field("Ngày", e.Dated.Vietnamese())
	pdf.Field("Họ và tên", name)
	var b bytes.Buffer
	_, err := pdf.WriteTo(&b)
	return b.Bytes(), err
}

func (s *seeder) grant(ctx context.Context, to, about string, why access.Purpose, number string) error {
	today := clock.Today(s.app.Clock)
	made, err := s.app.Needs.Grant(ctx, s.as(keeper, "grant"+number), accesssql.GrantForm{Account: s.account[to],
		Object: person.Object(s.people[s.personaOf(about).Person]), Purpose: why, Basis: access.Basis{Kind: access.BasisCase, Text: number}, From: today, Last: today.AddDays(60)})
	if err != nil {
		return err
	}
	_, err = s.app.Needs.ApproveGrant(ctx, s.as("vu_truong_tccb", "approve"+number), made)
	return err
}
