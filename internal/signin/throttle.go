package signin

import "hoso/internal/clock"

const (
	second clock.Micros = 1_000_000
	minute              = 60 * second
	day                 = 24 * 3600 * second
)

// The limits of SECURITY 4. A name at one place has some free attempts, then a
// delay that doubles; a place has a number a minute, whatever the names; a name
// as a whole has a hundred in a row.
const (
	freeAttempts               = 5
	firstDelay                 = 30 * second
	longestDelay               = 15 * minute
	maxInRow                   = 100
	placeAttempts              = 20
	forgotten                  = 12 * 3600 * second // a quiet time after which a name at a place begins anew
	PlaceKnown    clock.Micros = 90 * day           // how long a place is known for a name
)

// Tally is what was counted under one key. Until is the time before which no
// attempt is taken.
type Tally struct {
	Failures int64
	LastAt   clock.Micros
	Until    clock.Micros
}

// Attempt counts one more attempt of a name at a place, or says how long to wait.
func (t Tally) Attempt(now clock.Micros) (Tally, clock.Micros) {
	if now < t.Until {
		return t, t.Until - now
	}
	if now-t.LastAt > forgotten {
		t = Tally{}
	}
	t.Failures++
	t.LastAt, t.Until = now, 0
	if t.Failures >= freeAttempts {
		t.Until = now + delay(t.Failures-freeAttempts)
	}
	return t, 0
}

func delay(over int64) clock.Micros {
	if over > 5 {
		return longestDelay
	}
	return min(longestDelay, firstDelay<<over)
}

// AtPlace counts one more attempt from a place, or says how long to wait.
func (t Tally) AtPlace(now clock.Micros) (Tally, clock.Micros) { return t.aMinute(now, placeAttempts) }

// AskedAt counts one more question that a place had asked, or says how long to
// wait.
func (t Tally) AskedAt(now clock.Micros) (Tally, clock.Micros) {
	return t.aMinute(now, questionsAMinute)
}

func (t Tally) aMinute(now clock.Micros, most int64) (Tally, clock.Micros) {
	if now >= t.Until {
		t = Tally{Until: now + minute}
	}
	if t.Failures >= most {
		return t, t.Until - now
	}
	t.Failures++
	t.LastAt = now
	return t, 0
}

// InRow counts one more attempt of a name from wherever, and says whether it is
// one too many for a place that the name does not know.
func (t Tally) InRow(now clock.Micros) (Tally, bool) {
	if t.Failures >= maxInRow {
		return t, false
	}
	t.Failures++
	t.LastAt = now
	return t, true
}
