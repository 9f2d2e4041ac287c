package app_test

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/app"
	"hoso/internal/door"
	"hoso/internal/ledger"
)

// keyOrders are those of `hoso key` and `hoso restore`: in the folder's database each is its entry
// and nothing else. What the keyring's own files go through when a process is
// killed is tried in internal/vault/vaultsql.
var keyOrders = []order{
	keyOrder("vault.keyring.make"),
	keyOrder("vault.master.rotate"),
	keyOrder("vault.bundle.write"),
	keyOrder("vault.bundle.restore"),
	keyOrder("vault.provider.change"),
	keyOrder(string(ledger.ActionAcceptClock)), // of hoso clock
	keyOrder("folder.restore"),
}

func keyOrder(name string) order {
	return order{name: name, effect: `SELECT 1`, run: func(ctx context.Context, a *app.App, _ *stage) (ledger.Ref, error) {
		return a.Door.Do(ctx, door.Command{Name: access.Action(name), Actor: operator().Actor, Key: order{name: name}.key()},
			func(context.Context, door.Tx) error { return nil })
	}}
}
