package app

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/schema"
	"hoso/internal/sqldb"
)

// Above tells of which objects, and of which rows, somebody may not know what they are:
// their label is above what the viewer is cleared for, or above what this machine may
// hold. Cost: a standing, and a query for each table.
func (a *App) Above(ctx context.Context, who access.Actor, objects []access.Object, rows []ledger.Row) (map[id.ID]bool, error) {
	asked := map[string]sqldb.IDs{}
	for _, o := range objects {
		if tab, ok := schema.OfKind(string(o.Kind)); ok && !o.ID.IsZero() {
			asked[tab.Name] = append(asked[tab.Name], o.ID)
		}
	}
	for _, r := range rows {
		asked[r.Table] = append(asked[r.Table], r.ID)
	}
	st, err := a.Access.Standing(ctx, a.DB.Reader(), who, clock.Today(a.Clock))
	if err != nil {
		return nil, err
	}
	most := min(st.Clearance, st.Node)
	above := map[id.ID]bool{}
	var list []sqldb.Reading
	for table, ids := range asked {
		if r, ok := sqldb.Above(a.DB.Engine(), table, ids, most, func(d id.ID) { above[d] = true }); ok {
			list = append(list, r)
		}
	}
	return above, sqldb.Together(ctx, a.DB.Reader(), list...)
}
