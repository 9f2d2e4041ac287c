package orgsql

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/sqldb"
	"hoso/vi"
)

// Body gives the root unit.
func (s *Store) Body(ctx context.Context) (id.ID, error) {
	var body id.ID
	err := sqldb.One(ctx, s.DB.Reader(), `SELECT unit_id FROM org_unit_now WHERE parent_id IS NULL`, nil, &body)
	if errors.Is(err, sqldb.ErrNoRow) {
		return body, errs.NotFound("org.body.not_found")
	}
	return body, err
}

// Find reads a unit with its states.
func (s *Store) Find(ctx context.Context, unit id.ID) (*org.Unit, error) {
	return findUnit(ctx, s.DB.Reader(), unit)
}

// TreeDay gives the day as of which today's tree stands.
func (s *Store) TreeDay(ctx context.Context) (clock.Date, error) {
	day, _, err := today(ctx, s.DB.Reader())
	return day, err
}

// All reads all units with all their states. Cost: two queries.
func (s *Store) All(ctx context.Context) ([]*org.Unit, error) { return everything(ctx, s.DB.Reader()) }

// Everything is All inside a command.
func (s *Store) Everything(ctx context.Context, tx door.Tx) ([]*org.Unit, error) {
	return everything(ctx, sqldb.Of(tx))
}

func everything(ctx context.Context, q sqldb.Querier) ([]*org.Unit, error) {
	at := map[id.ID]*org.Unit{}
	units, err := sqldb.All(ctx, q, func(row sqldb.Scanner) (*org.Unit, error) {
		var u org.Unit
		var state string
		err := row.Scan(&u.ID, &u.Version, &u.Code, &u.Kind, &state)
		u.Ended, at[u.ID] = state == "ended", &u
		return &u, err
	}, `SELECT id, version, code, kind, state FROM org_unit ORDER BY code`)
	if err != nil {
		return nil, err
	}
	return units, sqldb.Each(ctx, q, func(row sqldb.Scanner) error {
		var unit id.ID
		st, err := scanState(prefixed{row, &unit})
		if u := at[unit]; u != nil {
			u.Timeline = append(u.Timeline, st)
		}
		return err
	}, `SELECT unit_id, `+stateColumns+` FROM org_state ORDER BY valid_from`)
}

// prefixed scans a column before those that a scan function knows.
type prefixed struct {
	row   sqldb.Scanner
	first any
}

// Scan puts the first column apart.
func (p prefixed) Scan(dest ...any) error { return p.row.Scan(append([]any{p.first}, dest...)...) }

// ByCode finds a unit's id.
func (s *Store) ByCode(ctx context.Context, code string) (id.ID, error) {
	var unit id.ID
	err := sqldb.One(ctx, s.DB.Reader(), `SELECT id FROM org_unit WHERE code = $1`, []any{code}, &unit)
	if errors.Is(err, sqldb.ErrNoRow) {
		return unit, errs.NotFound("org.unit.not_found")
	}
	return unit, err
}

// Tree gives the units of a day, each after its parent, siblings by their sort
// number and then in Vietnamese order. Cost: one read of all living states.
func (s *Store) Tree(ctx context.Context, day clock.Date) ([]org.Node, error) {
	return orderedTree(ctx, s.DB.Reader(), day)
}

func orderedTree(ctx context.Context, q sqldb.Querier, day clock.Date) ([]org.Node, error) {
	list, err := treeAt(ctx, q, day)
	if err != nil {
		return nil, err
	}
	keys := make(map[id.ID]string, len(list))
	for _, p := range list {
		keys[p.unit.ID] = vi.TextKey(p.state.Name)
	}
	slices.SortFunc(list, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.state.Sort, b.state.Sort), strings.Compare(keys[a.unit.ID], keys[b.unit.ID]), a.unit.ID.Compare(b.unit.ID))
	})
	nodes := make([]org.Node, 0, len(list))
	err = eachNow(list, func(row sqldb.Row) error {
		nodes = append(nodes, nodeOf(row))
		return nil
	})
	return nodes, err
}

// nodesBelow gives the part of a tree at and below a unit.
func nodesBelow(nodes []org.Node, unit id.ID) []org.Node {
	first := slices.IndexFunc(nodes, func(n org.Node) bool { return n.ID == unit })
	if first < 0 {
		return nil
	}
	after := slices.IndexFunc(nodes[first+1:], func(n org.Node) bool { return n.Depth <= nodes[first].Depth })
	if after < 0 {
		return nodes[first:]
	}
	return nodes[first : first+1+after]
}

func idsOf(nodes []org.Node) sqldb.IDs {
	ids := make(sqldb.IDs, len(nodes))
	for i, n := range nodes {
		ids[i] = n.ID
	}
	return ids
}

func nodeOf(row sqldb.Row) org.Node {
	onPaper, _ := row["on_paper"].(bool)
	return org.Node{ID: row["unit_id"].(id.ID), Parent: row["parent_id"].(id.ID), Managing: row["managing_unit_id"].(id.ID),
		Code: row["code"].(string), Kind: row["kind"].(org.Kind), Name: row["name"].(string), ShortName: row["short_name"].(string),
		Depth: int(row["depth"].(int64)), OnPaper: onPaper}
}

// Successions gives what a unit came out of and what came out of it.
func (s *Store) Successions(ctx context.Context, unit id.ID) ([]org.Succession, error) {
	return sqldb.All(ctx, s.DB.Reader(), func(row sqldb.Scanner) (org.Succession, error) {
		var x org.Succession
		err := row.Scan(&x.From, &x.To, &x.Day, &x.Kind, &x.Basis)
		return x, err
	}, `SELECT from_unit, to_unit, on_day, kind, basis FROM org_succession WHERE from_unit = $1
		UNION ALL SELECT from_unit, to_unit, on_day, kind, basis FROM org_succession WHERE to_unit = $1 ORDER BY 3`, unit)
}
