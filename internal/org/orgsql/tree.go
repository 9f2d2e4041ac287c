package orgsql

import (
	"context"
	"errors"
	"slices"
	"strings"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/sqldb"
	"hoso/vi"
)

// todayID is the one row of org_today.
var todayID = access.System("org_today").Key()

// pathEnd is the end of the range of paths at or below path: '0' follows '/'.
func pathEnd(path string) string { return strings.TrimSuffix(path, "/") + "0" }

// maxDepth bounds the levels of the tree.
const maxDepth = 40

// Paths gives the places of units in today's tree. One that does not live today
// stands where its newest state puts it, under whatever is there now. Cost: one
// query, and two more for each level above units that do not live.
func (s *Store) Paths(ctx context.Context, q sqldb.Querier, units []id.ID) (map[id.ID]string, error) {
	paths, parents := make(map[id.ID]string, len(units)), map[id.ID]id.ID{}
	ask := slices.DeleteFunc(slices.Clone(units), id.ID.IsZero)
	for range maxDepth {
		slices.SortFunc(ask, id.ID.Compare)
		ask = slices.Compact(ask)
		if err := livingPaths(ctx, q, ask, paths); err != nil {
			return nil, err
		}
		ask = slices.DeleteFunc(ask, func(u id.ID) bool { return paths[u] != "" })
		if len(ask) == 0 {
			break
		}
		above, err := newestParents(ctx, q, ask)
		if err != nil {
			return nil, err
		}
		ask = ask[:0]
		for unit, parent := range above {
			parents[unit] = parent
			ask = append(ask, parent)
		}
	}
	for _, u := range units {
		if path := pathAbove(u, paths, parents); path != "" {
			paths[u] = path
		}
	}
	return paths, nil
}

// pathAbove builds the path of a unit from those of what stands above it.
func pathAbove(unit id.ID, paths map[id.ID]string, parents map[id.ID]id.ID) string {
	tail := ""
	for range maxDepth {
		if paths[unit] != "" {
			return paths[unit] + tail
		}
		tail = unit.String() + "/" + tail
		unit = parents[unit]
	}
	return ""
}

func livingPaths(ctx context.Context, q sqldb.Querier, units []id.ID, paths map[id.ID]string) error {
	return sqldb.Each(ctx, q, func(row sqldb.Scanner) error {
		var u id.ID
		var path string
		err := row.Scan(&u, &path)
		paths[u] = path
		return err
	}, `SELECT unit_id, path FROM org_unit_now WHERE `+sqldb.List(q.Engine(), "unit_id", "$1", true), sqldb.IDs(units))
}

func newestParents(ctx context.Context, q sqldb.Querier, units []id.ID) (map[id.ID]id.ID, error) {
	parents := map[id.ID]id.ID{}
	return parents, sqldb.Each(ctx, q, func(row sqldb.Scanner) error {
		var unit, parent id.ID
		err := row.Scan(&unit, &parent)
		parents[unit] = parent // the last is the newest
		return err
	}, `SELECT unit_id, parent_id FROM org_state WHERE parent_id IS NOT NULL AND `+sqldb.List(q.Engine(), "unit_id", "$1", true)+` ORDER BY valid_from`, sqldb.IDs(units))
}

func (s *Store) pathOf(ctx context.Context, q sqldb.Querier, unit id.ID) (string, error) {
	var path string
	err := sqldb.One(ctx, q, `SELECT path FROM org_unit_now WHERE unit_id = $1`, []any{unit}, &path)
	if errors.Is(err, sqldb.ErrNoRow) {
		return "", errs.NotFound("org.unit.not_found")
	}
	return path, err
}

// Hold holds the row of today's day: whoever changes the shape of the tree waits
// for it.
func (s *Store) Hold(ctx context.Context, tx door.Tx) error {
	return sqldb.Of(tx).Hold(ctx, "org_today", todayID)
}

// today reads the day of the tree and the version of its row; "" before the
// body is founded.
func today(ctx context.Context, q sqldb.Querier) (clock.Date, int64, error) {
	var day clock.Date
	var version int64
	err := sqldb.One(ctx, q, `SELECT day, version FROM org_today WHERE id = $1`, []any{todayID}, &day, &version)
	if errors.Is(err, sqldb.ErrNoRow) {
		err = nil
	}
	return day, version, err
}

// Refresh rebuilds today's tree as of a day.
func (s *Store) Refresh(ctx context.Context, dtx door.Tx, day clock.Date) (bool, error) {
	tx := sqldb.Of(dtx)
	was, version, err := today(ctx, tx)
	if err != nil || was == day {
		return false, err
	}
	if err := tx.Put(ctx, "org_today", sqldb.Key{ID: todayID, Version: version + 1}, sqldb.Row{"label": 0, "day": day}); err != nil {
		return false, err
	}
	nodes, err := treeAt(ctx, tx, day)
	if err != nil {
		return false, err
	}
	stale, err := sqldb.All(ctx, tx, scanID, `SELECT unit_id FROM org_unit_now`)
	if err != nil {
		return false, err
	}
	for _, u := range stale {
		if err := tx.Derive(ctx, "org_unit_now", "unit_id", u); err != nil {
			return false, err
		}
	}
	return true, eachNow(nodes, func(row sqldb.Row) error {
		return tx.Derive(ctx, "org_unit_now", "unit_id", row["unit_id"].(id.ID), row)
	})
}

// follow moves today's tree along with a unit that was written. Cost: one row,
// or the unit's subtree when its place changed.
func (s *Store) follow(ctx context.Context, tx *sqldb.Tx, u *org.Unit) error {
	day, _, err := today(ctx, tx)
	if err != nil {
		return err
	}
	st, lives := u.At(day)
	if !lives {
		return tx.Derive(ctx, "org_unit_now", "unit_id", u.ID)
	}
	parentPath, depth, err := s.above(ctx, tx, st.Parent, day)
	if err != nil {
		return err
	}
	old := map[id.ID]string{}
	if err := livingPaths(ctx, tx, []id.ID{u.ID}, old); err != nil {
		return err
	}
	row := nowRow(u, st, parentPath, depth)
	if err := tx.Derive(ctx, "org_unit_now", "unit_id", u.ID, row); err != nil {
		return err
	}
	path := row["path"].(string)
	if old[u.ID] == "" || old[u.ID] == path {
		return nil
	}
	return moveBelow(ctx, tx, u.ID, old[u.ID], path)
}

func (s *Store) above(ctx context.Context, tx *sqldb.Tx, parent id.ID, day clock.Date) (path string, depth int64, err error) {
	if parent.IsZero() {
		return "", 0, nil
	}
	err = sqldb.One(ctx, tx, `SELECT path, depth FROM org_unit_now WHERE unit_id = $1`, []any{parent}, &path, &depth)
	if errors.Is(err, sqldb.ErrNoRow) {
		return "", 0, errs.Invalid("org.unit.parent.not_living", errs.Field("parent"), errs.Str("day", day.Vietnamese()))
	}
	return path, depth + 1, err
}

// moveBelow rewrites the places of what lies below a unit that moved.
func moveBelow(ctx context.Context, tx *sqldb.Tx, unit id.ID, was, path string) error {
	rows, err := sqldb.All(ctx, tx, scanNow, `SELECT `+nowColumns+` FROM org_unit_now WHERE path > $1 AND path < $2`, was, pathEnd(was))
	if err != nil {
		return err
	}
	shift := int64(strings.Count(path, "/") - strings.Count(was, "/"))
	for _, row := range rows {
		if row["unit_id"].(id.ID) == unit {
			continue
		}
		row["path"] = path + strings.TrimPrefix(row["path"].(string), was)
		row["depth"] = row["depth"].(int64) + shift
		if err := tx.Derive(ctx, "org_unit_now", "unit_id", row["unit_id"].(id.ID), row); err != nil {
			return err
		}
	}
	return nil
}

const nowColumns = `unit_id, parent_id, path, depth, name, short_name, fold, sort, managing_unit_id, kind, code, on_paper`

func scanNow(row sqldb.Scanner) (sqldb.Row, error) {
	var unit, parent, managing id.ID
	var path, name, short, fold, kind, code string
	var depth, sort, onPaper int64
	err := row.Scan(&unit, &parent, &path, &depth, &name, &short, &fold, &sort, &managing, &kind, &code, &onPaper)
	return sqldb.Row{"unit_id": unit, "parent_id": parent, "path": path, "depth": depth, "name": name, "short_name": short,
		"fold": fold, "sort": sort, "managing_unit_id": managing, "kind": kind, "code": code, "on_paper": onPaper}, err
}

func nowRow(u *org.Unit, st org.State, parentPath string, depth int64) sqldb.Row {
	return sqldb.Row{"unit_id": u.ID, "parent_id": st.Parent, "path": parentPath + u.ID.String() + "/", "depth": depth,
		"name": st.Name, "short_name": st.ShortName, "fold": vi.Fold(st.Name), "sort": st.Sort, "managing_unit_id": st.Managing,
		"kind": u.Kind, "code": u.Code, "on_paper": st.OnPaper}
}

// placed is a unit with its state of a day.
type placed struct {
	unit  org.Unit
	state org.State
}

// treeAt reads the units of a day, unordered. Cost: one read of all states, of
// which most live.
func treeAt(ctx context.Context, q sqldb.Querier, day clock.Date) ([]placed, error) {
	return sqldb.All(ctx, q, func(row sqldb.Scanner) (placed, error) {
		var p placed
		var onPaper int64
		st := &p.state
		err := row.Scan(&p.unit.ID, &p.unit.Code, &p.unit.Kind, &st.Name, &st.ShortName, &st.Parent, &st.Managing, &st.Sort, &onPaper)
		st.OnPaper = onPaper == 1
		return p, err
	}, `SELECT u.id, u.code, u.kind, s.name, s.short_name, s.parent_id, s.managing_unit_id, s.sort, s.on_paper
		FROM org_state s JOIN org_unit u ON u.id = s.unit_id WHERE s.valid_from <= $1 AND (s.valid_to IS NULL OR s.valid_to > $1)`, day)
}

// eachNow gives the derived rows of a day's units, parents first. A unit whose
// parent does not live that day has no place and no row.
func eachNow(list []placed, emit func(sqldb.Row) error) error {
	children := map[id.ID][]*placed{}
	for i := range list {
		children[list[i].state.Parent] = append(children[list[i].state.Parent], &list[i])
	}
	var walk func(parent id.ID, path string, depth int64) error
	walk = func(parent id.ID, path string, depth int64) error {
		for _, p := range children[parent] {
			row := nowRow(&p.unit, p.state, path, depth)
			if err := emit(row); err != nil {
				return err
			}
			if err := walk(p.unit.ID, row["path"].(string), depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	return walk(id.ID{}, "", 0)
}

// NowRows recomputes org_unit_now for verify.
func NowRows(ctx context.Context, q sqldb.Querier, emit func(sqldb.Row) error) error {
	day, _, err := today(ctx, q)
	if err != nil || day == "" {
		return err
	}
	list, err := treeAt(ctx, q, day)
	if err != nil {
		return err
	}
	return eachNow(list, emit)
}
