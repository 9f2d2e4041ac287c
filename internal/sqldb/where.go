package sqldb

import (
	"slices"
	"strconv"
	"strings"

	"hoso/internal/access"
	"hoso/internal/schema"
)

// Where composes the conditions of a list with its parameters. A mark ? in a
// condition is the next parameter.
type Where struct {
	Engine schema.Engine
	conds  []string
	args   []any
}

// And adds a condition.
func (w *Where) And(cond string, args ...any) {
	w.conds = append(w.conds, w.number(cond, args))
}

// Param adds a parameter and gives its text, for use outside conditions.
func (w *Where) Param(v any) string {
	w.args = append(w.args, v)
	return "$" + strconv.Itoa(len(w.args))
}

func (w *Where) number(cond string, args []any) string {
	var b strings.Builder
	next := 0
	for _, r := range cond {
		if r != '?' {
			b.WriteRune(r)
			continue
		}
		b.WriteString(w.Param(args[next]))
		next++
	}
	return b.String()
}

// Scope adds what an actor may see of rows whose fixed columns have the given
// prefix ("d."): label, and unit by itself or by its place in today's tree.
func (w *Where) Scope(sc access.Scope, prefix string) {
	if sc.IsNothing() {
		w.And("1 = 0")
		return
	}
	w.And(prefix+"label <= ?", sc.MaxLabel)
	if slices.ContainsFunc(sc.UnitPaths, func(p string) bool { return strings.Count(p, "/") == 1 }) {
		return // the whole body: every unit that an object can have
	}
	var any []string
	if len(sc.Units) > 0 {
		any = append(any, List(w.Engine, prefix+"unit_id", w.Param(IDs(sc.Units)), true))
	}
	for _, p := range sc.UnitPaths {
		any = append(any, w.below(prefix+"unit_id", p))
	}
	for _, p := range sc.ManagedPaths {
		any = append(any, w.below(prefix+"managing_unit_id", p))
	}
	if !sc.Subject.IsZero() {
		any = append(any, prefix+"subject_id = "+w.Param(sc.Subject))
	}
	w.conds = append(w.conds, "("+strings.Join(any, " OR ")+")")
}

func (w *Where) below(column, path string) string {
	return column + " IN (SELECT unit_id FROM org_unit_now WHERE path >= " + w.Param(path) + " AND path < " + w.Param(strings.TrimSuffix(path, "/")+"0") + ")"
}

// SQL gives "WHERE ..." or nothing.
func (w *Where) SQL() string {
	if len(w.conds) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.conds, " AND ")
}

// Args gives the parameters in order.
func (w *Where) Args() []any { return w.args }
