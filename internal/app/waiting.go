package app

import (
	"context"
	"slices"

	"hoso/internal/access"
	"hoso/internal/access/accessweb"
	"hoso/internal/clock"
	"hoso/internal/org"
	"hoso/internal/person"
	"hoso/internal/sqldb"
)

const (
	proposed = `r.state = 'proposed'`
	asked    = `r.state = 'open'`
)

// waits are the tables in which something waits for somebody's decision: the action
// that decides, and what is counted. Each condition has an index of its own.
var waits = []struct {
	kind    access.Kind
	table   string
	cond    string // on the row r, in the words of its index
	action  access.Action
	purpose access.Purpose
	page    string
}{
	{"grant", "access_grant", proposed, access.ActionApproveGrant, access.PurposeRights, "/grants"},
	{"clearance", "access_clearance", proposed, access.ActionApproveClearance, access.PurposeRights, "/clearances"},
	{"assignment", "access_post_role", proposed, access.ActionApproveAssignment, access.PurposeRights, "/duties"},
	{"duty", "access_role", proposed, access.ActionApproveDuty, access.PurposeRights, "/duties"},
	{"limit", "access_limit", proposed, access.ActionApproveLimit, access.PurposeRights, "/limits"},
	{"classification", "access_classification", proposed, access.ActionApproveClassification, access.PurposeRights, "/labels"},
	{"delay", "person_delay", proposed, person.ActionApprove, access.PurposeRights, "/asked"},
	{"export", "org_export", proposed, org.ActionApproveExport, access.PurposeOrganisation, "/exports"},
	{"erasure", "person_erasure", proposed, person.ActionApproveErasure, access.PurposeErasure, "/erasures"},
	{"correction", "person_correction", asked, person.ActionAnswer, access.PurposeUpkeep, "/asked"},
	{"request", "person_request", asked, person.ActionReply, access.PurposeComplaint, "/asked"},
}

// Waiting counts, up to 100 of each kind, what waits for a decision that somebody may
// take: not what they proposed themselves or what is about them. Numbers only, which
// leave no entry. Cost: a standing, and for whoever decides anything one count a kind,
// by index, all together.
func (a *App) Waiting(ctx context.Context, who access.Actor) ([]accessweb.Waiting, error) {
	st, err := a.Access.Standing(ctx, a.DB.Reader(), who, clock.Today(a.Clock))
	if err != nil {
		return nil, err
	}
	st.Actor.Fresh = true // who has yet to prove who they are is told as well that something waits
	var found []accessweb.Waiting
	var list []sqldb.Reading
	for _, x := range waits {
		sc := access.ScopeOf(st, x.action, x.kind, x.purpose)
		if sc.IsNothing() {
			continue
		}
		w := &sqldb.Where{Engine: a.DB.Engine()}
		w.And(x.cond)
		w.Scope(sc, "r.")
		w.And(`(r.subject_id IS NULL OR r.subject_id <> ?)`, st.Actor.Person)
		if x.cond == proposed {
			w.And(`EXISTS (SELECT 1 FROM access_proposal p WHERE p.object_id = r.id AND p.state = 'open' AND p.until > ? AND p.proposer_id <> ?)`, a.Clock.Now(), who.Account)
		}
		list = append(list, sqldb.Reading{Query: `SELECT count(*) FROM (SELECT 1 AS one FROM ` + x.table + ` r` + w.SQL() + ` LIMIT 100) c`, Args: w.Args(), Row: func(row sqldb.Scanner) error {
			n := accessweb.Waiting{Kind: x.kind, Page: x.page}
			err := row.Scan(&n.Count)
			if n.Count > 0 {
				found = append(found, n)
			}
			return err
		}})
	}
	if err := sqldb.Together(ctx, a.DB.Reader(), list...); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(st.Roles, func(h access.Holding) bool { return h.Role.Officer() }) {
		who.Fresh = true
		back, err := a.Signin.ToConfirm(ctx, who, a)
		if err != nil {
			return nil, err
		}
		if len(back) > 0 {
			found = append(found, accessweb.Waiting{Kind: "recovery", Page: "/recoveries", Count: int64(len(back))})
		}
	}
	return found, nil
}
