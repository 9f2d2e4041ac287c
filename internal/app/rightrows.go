package app

import (
	"context"
	"strings"

	"hoso/internal/errs"
	"hoso/internal/ledger/ledgersql"
	"hoso/internal/schema"
)

// CheckRights refuses to serve when a row from which somebody has a right, or by which
// they sign in, is not what the ledger's rows say: Conflict "access.rows.changed". What
// a stranger wrote there would be believed at every decision.
func (a *App) CheckRights(ctx context.Context) error {
	report, err := ledgersql.CheckRows(ctx, a.DB, rightTables()...)
	if err == nil && !report.Clean() {
		f := report.Findings[0]
		err = errs.Conflict("access.rows.changed", errs.Str("table", f.Table), errs.Str("row", f.Row), errs.Int("more", len(report.Findings)-1))
	}
	return err
}

// rightTables are the governed tables on which decisions rest.
func rightTables() []string {
	var list []string
	for _, tab := range schema.Tables() {
		if tab.Class == schema.Governed && (strings.HasPrefix(tab.Name, "access_") || tab.Name == "org_holding" || tab.Name == "signin_name" || tab.Name == "signin_credential" || tab.Name == "signin_code") {
			list = append(list, tab.Name)
		}
	}
	return list
}
