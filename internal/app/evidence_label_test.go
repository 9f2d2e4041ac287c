package app_test

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hoso/internal/access"
	"hoso/internal/app"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger/ledgersql"
	"hoso/internal/person"
)

// marked is a decision as its issuer marked it.
func marked(t *testing.T, l access.Label) person.EvidenceForm {
	t.Helper()
	return person.EvidenceForm{Label: l, Kind: person.Recruitment, Others: person.OthersYes, Number: "81/QĐ-MAT", Dated: "2025-03-01", Issuer: "Bộ Thử nghiệm", Name: "mat.pdf", Data: twoPages(t)}
}

// shownOf is what an opened file says, but for the moment.
func shownOf(o *person.Opened) person.Opened {
	said := *o
	said.At, said.Entry = 0, id.ID{}
	return said
}

// TestLabelledPageIsRefused: a page of evidence above what the machine may hold, or
// above the clearance of whoever enters it, is refused with the sentences that a
// document has, and nothing is kept; one that cannot be marked sheet by sheet, too.
func TestLabelledPageIsRefused(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		dir := t.TempDir()
		open := func(node access.Node) (*app.App, error) {
			must(t, os.WriteFile(filepath.Join(dir, "hoso.toml"), []byte("node = '"+string(node)+"'\n"), 0o600))
			return app.Open(bg, app.Config{Dir: dir, Database: url, Log: quiet(), Clock: clock.NewManual(clock.Day(2026, 11, 25).Begins() + 12*3600*1_000_000)})
		}
		a, err := open(access.NodeOpen)
		must(t, err)
		g := &gate{populate(t, a), t, nil}
		keeper, who := g.specialist.Actor, g.world.clerk.Person
		refused := func(f person.EvidenceForm, code string) {
			t.Helper()
			before := g.count(`SELECT count(*) FROM person_evidence`)
			_, err := g.app.Person.AddEvidence(bg, step(keeper), who, f, id.ID{}, 0)
			wantKind(t, err, errs.KindInvalid, code)
			if g.count(`SELECT count(*) FROM person_evidence`) != before {
				t.Error("a refused page is kept")
			}
		}
		refused(marked(t, access.LabelMat), "access.label.node")
		refused(marked(t, access.LabelTuyetMat+1), "access.label.unknown")
		a.Close()
		a, err = open(access.NodeIsolated)
		must(t, err)
		must(t, a.Unlock(bg, nil))
		g.app, g.world.app = a, a
		refused(marked(t, access.LabelMat), "access.label.clearance")
		g.cleared(keeper)
		photo := marked(t, access.LabelMat)
		photo.Name, photo.Data = "a.png", slip
		refused(photo, "person.evidence.sheets")
		_, err = a.Person.AddEvidence(bg, step(keeper), who, marked(t, access.LabelMat), id.ID{}, 0)
		must(t, err)
		a.Close()
		for _, node := range []access.Node{access.NodeOpen, access.NodeInternal} { // nor is it carried to one
			if a, err = open(node); err == nil {
				a.Close()
			}
			wantKind(t, err, errs.KindConflict, "app.node.above")
		}
	})
}

// TestLabelledPage: a page of evidence above somebody's clearance does not exist for
// them, by no way and not for the person: who is told that it is kept, its kind and
// day. Whoever is cleared sees it with its label, sheet by sheet.
func TestLabelledPage(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openNode(t, url, string(access.NodeIsolated))
		p, subject, unaware := g.app.Person, g.world.clerk, g.specialist.Actor
		cleared := g.newcomer(id.ID{}, access.RoleDeptSpecialist)
		g.cleared(cleared)
		officer, grant := g.officer(access.PurposeCase, "15/2026/VVNS")
		upkeep := person.Looking{Person: subject.Person, Purpose: access.PurposeUpkeep}
		ofCase := person.Looking{Person: subject.Person, Purpose: access.PurposeCase, Grant: grant}
		type reader struct {
			who access.Actor
			l   person.Looking
		}
		readers := []reader{{unaware, upkeep}, {officer, ofCase}}
		told := func(r reader) (person.Opened, []id.ID) {
			t.Helper()
			o, err := p.Open(bg, r.who, person.ActionPrint, r.l)
			g.must(err)
			_, only, err := p.History(bg, r.who, r.l)
			g.must(err)
			list, err := ledgersql.Plain{Store: g.app.Ledger}.Timeline(bg, person.Object(subject.Person), only, 100)
			g.must(err)
			var entries []id.ID
			for _, l := range list {
				entries = append(entries, l.ID)
			}
			return shownOf(o), entries
		}
		var before []person.Opened
		var happened [][]id.ID
		for _, r := range readers {
			o, entries := told(r)
			before, happened = append(before, o), append(happened, entries)
		}
		form := marked(t, access.LabelMat)
		withdrawn, err := p.AddEvidence(bg, step(cleared), subject.Person, form, id.ID{}, 0)
		g.must(err)
		g.must(p.Withdraw(bg, step(cleared), subject.Person, withdrawn, 1))
		old, err := p.AddEvidence(bg, step(cleared), subject.Person, form, id.ID{}, 0)
		g.must(err)
		form.Label = access.LabelToiMat
		which, err := p.AddEvidence(bg, step(cleared), subject.Person, form, old, 1)
		g.must(err)
		copied, err := p.Redact(bg, step(cleared), subject.Person, which, "b.pdf", twoPages(t))
		g.must(err)
		if n := g.count(`SELECT count(*) FROM person_evidence WHERE id = $1 AND label = $2`, copied, access.LabelToiMat); n != 1 {
			t.Error("the copy does not bear the label of its page")
		}
		for i, r := range readers {
			o, entries := told(r)
			if !reflect.DeepEqual(o, before[i]) || o.Label() != access.LabelNone {
				t.Errorf("the file tells reader %d of it:\n%+v\n%+v", i, before[i].Evidence, o.Evidence)
			}
			if !slices.Equal(entries, happened[i]) {
				t.Errorf("the history tells reader %d of it", i)
			}
			for _, page := range []id.ID{which, copied, id.New()} { // the last is nobody's
				got := g.readings(r.who, r.l, page)
				wantKind(t, got["evidence"], errs.KindNotFound, "access.not_found")
				wantKind(t, got["thumbnail"], errs.KindNotFound, "access.not_found")
			}
		}
		g.blind(unaware, which)

		// Whoever is cleared sees it, marked.
		seen, err := p.Open(bg, cleared, person.ActionOpen, upkeep)
		g.must(err)
		if k := seen.Evidence[0]; seen.Label() != access.LabelToiMat || k.Presence != person.Present || len(k.Pages) != 1 || k.Pages[0].ID != which || k.Pages[0].Label != access.LabelToiMat {
			t.Errorf("whoever is cleared is shown %+v", k)
		}
		_, _, err = p.Page(bg, cleared, person.ActionPage, upkeep, which, 0)
		wantKind(t, err, errs.KindDenied, "person.evidence.labelled")
		_, _, err = p.Page(bg, cleared, person.ActionPicture, upkeep, which, 2)
		g.must(err)

		g.toldOfKept(subject, which, copied)
	})
}

// blind: no command finds a page that somebody may not know of.
func (g *gate) blind(who access.Actor, which id.ID) {
	g.t.Helper()
	p, subject := g.app.Person, g.world.clerk.Person
	plain := diploma()
	_, replaced := p.AddEvidence(bg, step(who), subject, plain, which, 1)
	_, redacted := p.Redact(bg, step(who), subject, which, "b.pdf", twoPages(g.t))
	for _, err := range []error{p.Withdraw(bg, step(who), subject, which, 1), replaced, redacted} {
		wantKind(g.t, err, errs.KindNotFound, "access.not_found")
	}
}

// toldOfKept: the person is told that it is kept, and gets it when they are cleared.
func (g *gate) toldOfKept(subject access.Actor, which, copied id.ID) {
	t, p := g.t, g.app.Person
	own, err := p.Self(bg, subject, person.ActionSelf)
	g.must(err)
	k := own.Evidence[0]
	if len(k.Pages) != 0 || len(k.Kept) != 1 || k.Kept[0].ID != which || k.Kept[0].Day() != "2026-11-25" || own.Label() != access.LabelNone {
		t.Errorf("the person is told %+v", k)
	}
	for _, sheet := range []int{0, 1} {
		_, _, err = p.OwnPage(bg, subject, which, sheet)
		wantKind(t, err, errs.KindNotFound, "access.not_found")
	}
	g.cleared(subject)
	own, err = p.Self(bg, subject, person.ActionSelf)
	g.must(err)
	if k := own.Evidence[0]; len(k.Kept) != 0 || len(k.Pages) != 1 || own.Label() != access.LabelToiMat {
		t.Errorf("a person who is cleared is shown %+v", k)
	}
	_, _, err = p.OwnPage(bg, subject, which, 0)
	wantKind(t, err, errs.KindDenied, "person.evidence.labelled")
	given, _, err := p.OwnPage(bg, subject, which, 1)
	g.must(err)
	if given.ID != copied {
		t.Error("the person gets the page with third persons")
	}
}

// onceID is an id that was asked for, or that was made by asking.
var onceID = regexp.MustCompile(`[a-z]{2,3}_[a-z2-7]{26}`)

// secretKeeper is somebody cleared who keeps files.
func (m *matrix) secretKeeper() {
	who := accountOf(m.t, m.app, m.body, "2022-01-01", access.Holding{Role: access.RoleMember, Unit: m.body}, access.Holding{Role: access.RoleDeptSpecialist, Unit: m.body})
	m.signIn("keeper of secrets", who.Account, nil)
	m.clear("keeper of secrets", access.LabelMat)
}

// keepSecret has them enter labelled pages into the files of both sides, replace,
// withdraw and redact them. It gives one that stands on the second side.
func (m *matrix) keepSecret() id.ID {
	keeper, form := m.viewer("keeper of secrets").actor, marked(m.t, access.LabelMat)
	var last id.ID
	for _, side := range sides {
		who := m.objects[side+" filed"]
		form.Kind = person.Recruitment
		add := func(instead id.ID) id.ID {
			made, err := m.app.Person.AddEvidence(bg, step(keeper), who, form, instead, 1)
			m.must(err)
			return made
		}
		m.must(m.app.Person.Withdraw(bg, step(keeper), who, add(id.ID{}), 1))
		last = add(add(id.ID{}))
		_, err := m.app.Person.Redact(bg, step(keeper), who, last, "b.pdf", form.Data)
		m.must(err)
		form.Kind = person.Certificate
		last = add(id.ID{})
	}
	return last
}

// TestLabelledPageChangesNothing: labelled pages in a file change no byte of what
// whoever is not cleared gets of it: the file, its print, its history, its forms,
// and what is said of a page at its own address (SECURITY T1, T27).
func TestLabelledPageChangesNothing(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		m := openMatrixOn(t, url, clock.NewManual(clock.System{}.Now()), func(m *matrix) { m.secretKeeper() })
		readers := []viewer{m.viewer("chuyen_vien_tccb"), m.viewer("narrow"), m.viewer("van_thu_kn")}
		absent := id.New()
		ask := func(which id.ID) (map[string]string, int) {
			all, pages := map[string]string{}, 0
			for _, v := range readers {
				for _, side := range sides {
					view, file := "/open/"+m.viewOf(v, "/open/{view}", side), "/files/"+m.objects[side+" filed"].Text(person.Prefix)
					for _, path := range []string{"", "/history", "/print", "/evidence/EVI", "/evidence/EVI/1"} {
						got := m.whole(v, view+strings.Replace(path, "EVI", which.Text(person.EvidencePrefix), 1))
						if head, pdf, ok := strings.Cut(got, "%PDF-"); ok { // its foot names the entry that it left
							got = head + strings.Join(textOf(t, []byte("%PDF-"+pdf)), "\f")
						}
						all[v.name+side+path] = got
					}
					for _, path := range []string{"", "/edit", "/evidence", "/evidence/EVI"} {
						all[v.name+side+file+path] = m.whole(v, file+strings.Replace(path, "EVI", which.Text(person.EvidencePrefix), 1))
					}
				}
			}
			for question, got := range all {
				all[question] = onceID.ReplaceAllString(got, "")
				if strings.HasPrefix(got, "200") {
					pages++
				}
			}
			return all, pages
		}
		before, pages := ask(absent)
		hidden := m.keepSecret()
		after, _ := ask(hidden)
		differ := 0
		for question, was := range before {
			if now := after[question]; now != was {
				differ++
				t.Errorf("%s is answered otherwise: %s", question, difference(was, now))
			}
		}
		t.Logf("%d answers (%d pages), %d differ", len(before), pages, differ)
		if pages < 12 {
			t.Error("too few pages to say anything")
		}
		v := m.viewer("keeper of secrets")
		view := "/open/" + m.viewOf(v, "/open/{view}", "KN")
		for _, path := range []string{view, view + "/print", view + "/evidence/" + hidden.Text(person.EvidencePrefix) + "/2"} {
			if seen := m.whole(v, path); !strings.HasPrefix(seen, "200") || path == view && !strings.Contains(seen, "81/QĐ-MAT") {
				t.Errorf("whoever is cleared does not see %s: nothing was tested\n%.300s", path, seen)
			}
		}
		_, name, paper := m.download(v, view+"/print")
		if text := textOf(t, paper); !strings.Contains(name, "MAT_ho-so.pdf") || !strings.Contains(text[0], "MẬT") {
			t.Errorf("the print %s does not bear the label:\n%s", name, text[0])
		}
		_, _, picture := m.download(v, view+"/evidence/"+hidden.Text(person.EvidencePrefix)+"/1")
		showFile("evidence.png", picture)
	})
}
