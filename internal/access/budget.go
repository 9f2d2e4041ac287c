package access

import (
	"slices"

	"hoso/internal/clock"
	"hoso/internal/errs"
)

// Budget is what a reading spends: so many of one sort by one account on a day.
type Budget string

// The budgets. What spends none is not counted.
const (
	SpendsNone    Budget = ""
	SpendsOpening Budget = "opening" // a file, its print, its evidence
	SpendsExport  Budget = "export"  // a list that leaves the house
	SpendsSearch  Budget = "search"  // a list or search over persons

	// One's own file is counted apart and by the same limits: work never spends what
	// a person may see of themselves, and looking at it is no reading that could be
	// unusual.
	SpendsOwn       Budget = "own"
	SpendsOwnExport Budget = "own export"
)

var budgetLimits = map[Budget]LimitName{SpendsOpening: LimitOpenings, SpendsExport: LimitExports, SpendsSearch: LimitSearches,
	SpendsOwn: LimitOpenings, SpendsOwnExport: LimitExports}

// Spends gives the budget of an action.
func (a Action) Spends() Budget {
	for _, r := range byAction[a] {
		if r.Spends != SpendsNone {
			return r.Spends
		}
	}
	return SpendsNone
}

// Spending lists the actions of a budget, sorted; all of them share it.
func (b Budget) Spending() []Action {
	var list []Action
	for a := range byAction {
		if b != SpendsNone && a.Spends() == b {
			list = append(list, a)
		}
	}
	slices.Sort(list)
	return list
}

// Afford says whether one more is in the budget of a day: nil, or Denied
// "access.budget.spent". done is how many were done today.
func (b Budget) Afford(limits Limits, done int64, day clock.Date) error {
	if limit := limits.On(budgetLimits[b], day); b != SpendsNone && done >= limit {
		return errs.Denied("access.budget.spent", errs.Int("max", int(limit)))
	}
	return nil
}
