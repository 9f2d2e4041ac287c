package app_test

import (
	"testing"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/errs"
)

// TestRightsAreCompared: a row of rights that was written behind the ledger's back is
// found before anything is served: moved to another account, made, taken away, or put
// back as it was once.
func TestRightsAreCompared(t *testing.T) {
	for name, behind := range map[string][3]string{
		"moved":     {"UPDATE", "access_grant", ` SET account_id = (SELECT id FROM access_account ORDER BY id DESC LIMIT 1)`},
		"longer":    {"UPDATE", "access_grant", ` SET valid_to = '2099-01-01'`},
		"taken":     {"DELETE FROM", "access_grant", ``},
		"revived":   {"UPDATE", "access_account", ` SET state = 'disabled'`},
		"seated":    {"UPDATE", "org_holding", ` SET subject_id = (SELECT subject_id FROM access_account ORDER BY id DESC LIMIT 1)`},
		"unsettled": {"UPDATE", "access_role", ` SET version = version + 1`},
	} {
		t.Run(name, func(t *testing.T) {
			engines(t, func(t *testing.T, url string) {
				g := openGate(t, url, nil)
				g.newcomer(g.newPost(access.RoleUnitClerk))
				_, err := g.app.Needs.Grant(bg, g.head, accesssql.GrantForm{Account: g.clerk.Account, Object: access.Object{Kind: "directive", ID: g.directive}, Purpose: access.PurposeInspection,
					Basis: access.Basis{Kind: access.BasisCase, Text: "3/2026"}, From: "2026-11-25", Last: "2026-11-30"})
				g.must(err)
				g.must(g.app.CheckRights(bg))
				newAttacker(t, g.app.Folder.Path("."), url).exec(behind[0] + " " + behind[1] + behind[2])
				wantKind(t, g.app.CheckRights(bg), errs.KindConflict, "access.rows.changed")
			})
		})
	}
}
