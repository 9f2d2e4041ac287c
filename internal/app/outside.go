package app

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/ledger/ledgersql"
)

// outside answers module org what it asks before a list leaves the house.
type outside struct {
	*App
	accesssql.Approvals
	ledgersql.Past
}

// Limits are those of the house.
func (o outside) Limits(ctx context.Context) (access.Limits, error) {
	return o.App.Limits.Limits(ctx)
}
