package sqldb

import (
	"strconv"
	"strings"

	"hoso/internal/access"
	"hoso/internal/schema"
)

// Where composes the conditions of a list with its parameters. A mark ? in a
// condition is the next parameter.
type Where struct {
	Engine schema.Engine
	// Sifts says that the rows come in an order of their own and most of them
	// are kept: the units of a place in the tree are then read once and looked
	// up, never the other way round.
	Sifts bool
	conds []string
	args  []any
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
// prefix ("d."): label, unit by itself or by its place in today's tree, and
// single objects.
func (w *Where) Scope(sc access.Scope, prefix string) {
	var areas []string
	for _, a := range sc.Areas {
		if cond := w.area(a, prefix); cond != "" {
			areas = append(areas, cond)
		}
	}
	switch len(areas) {
	case 0:
		w.conds = append(w.conds, "1 = 0")
	case 1:
		w.conds = append(w.conds, areas[0])
	default:
		w.conds = append(w.conds, "("+strings.Join(areas, " OR ")+")")
	}
}

// area gives the condition of one area, "" when it holds nothing.
func (w *Where) area(a access.Area, prefix string) string {
	if (access.Scope{Areas: []access.Area{a}}).IsNothing() {
		return ""
	}
	label := prefix + "label <= " + w.Param(a.MaxLabel)
	if a.Granted {
		label += " AND " + List(w.Engine, prefix+"id", w.Param(IDs(a.Grants)), true)
	}
	if !a.Except.IsZero() {
		label += " AND (" + prefix + "subject_id IS NULL OR " + prefix + "subject_id <> " + w.Param(a.Except) + ")"
	}
	if a.Whole() {
		return label // every unit that an object can have
	}
	var any []string
	if len(a.Units) > 0 {
		any = append(any, List(w.Engine, prefix+"unit_id", w.Param(IDs(a.Units)), true))
	}
	for _, p := range a.UnitPaths {
		any = append(any, w.below(prefix+"unit_id", p))
	}
	for _, p := range a.ManagedPaths {
		any = append(any, w.below(prefix+"managing_unit_id", p))
	}
	if !a.Subject.IsZero() {
		any = append(any, prefix+"subject_id = "+w.Param(a.Subject))
	}
	if len(a.IDs) > 0 {
		any = append(any, List(w.Engine, prefix+"id", w.Param(IDs(a.IDs)), true))
	}
	return label + " AND (" + strings.Join(any, " OR ") + ")"
}

func (w *Where) below(column, path string) string {
	cond := column + " IN (SELECT unit_id FROM org_unit_now WHERE path >= " + w.Param(path) + " AND path < " + w.Param(strings.TrimSuffix(path, "/")+"0") + ")"
	if w.Sifts {
		return "(" + cond + ") IS TRUE" // what is so wrapped is no join
	}
	return cond
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
