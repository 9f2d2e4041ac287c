package testenv

// Steps is how many steps a walk, kills a storm or points a sample takes that is
// n long: fewer under the race detector, where they would take hours and show
// the same. Cases, engines and assertions are never fewer.
func Steps(n int) int { return n / slow }
