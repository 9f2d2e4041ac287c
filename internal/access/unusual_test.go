package access

import (
	"math/rand/v2"
	"testing"

	"hoso/internal/clock"
	"hoso/internal/id"
)

// office simulates thirty days of fifty clerks of three roles, each with their
// own pace and busy days, and three who look where they have no business: one in
// bursts, one slowly, a few files more each day, one who tries what is not theirs.
func office(seed uint64) (all []Readings, snoopers map[id.ID]bool) {
	rng := rand.New(rand.NewPCG(seed, 3))
	snoopers = map[id.ID]bool{}
	roles := []Role{RoleDeptSpecialist, RoleUnitClerk, RoleOfficeClerk}
	for i := range 50 {
		account := id.ID{byte(i + 1)}
		pace := 8 + rng.Float64()*6
		for d := range UnusualDays {
			day := clock.Date("2026-10-27").AddDays(d)
			if wd := day.Time().Weekday(); wd == 0 || wd == 6 {
				continue
			}
			busy := 0.6 + rng.Float64()*0.9
			r := Readings{Account: account, Role: roles[i%3], Day: day, Done: int64(pace * busy)}
			if rng.IntN(12) == 0 {
				r.Refused = int64(rng.IntN(3))
			}
			if rng.IntN(15) == 0 {
				r.Hours = min(2, r.Done)
			}
			switch i {
			case 0:
				if d == 14 || d == 21 {
					r.Done += 45
				}
			case 1:
				r.Done += 16
			case 2:
				r.Refused += int64(4 + rng.IntN(8))
			}
			all = append(all, r)
		}
		if i < 3 {
			snoopers[account] = true
		}
	}
	return all, snoopers
}

// TestUnusual: all three are remarked, and at most two of a hundred days of the
// others (SECURITY T2).
func TestUnusual(t *testing.T) {
	days, falseDays, missed, clerks := 0, 0, 0, 0
	for seed := range uint64(40) {
		all, snoopers := office(seed)
		found, honest := map[id.ID]bool{}, map[id.ID]bool{}
		for d := range UnusualDays {
			day := clock.Date("2026-10-27").AddDays(d)
			days += 47
			for _, r := range Unusual(nil, all, day) {
				found[r.Account] = true
				if !snoopers[r.Account] {
					falseDays++
					honest[r.Account] = true
				}
			}
		}
		for s := range snoopers {
			if !found[s] {
				missed++
			}
		}
		clerks += len(honest)
	}
	t.Logf("40 offices of 50 for 30 days: %d of 120 snoopers missed, %d of %d honest days remarked (%.2f%%), %d of %d honest clerks ever",
		missed, falseDays, days, 100*float64(falseDays)/float64(days), clerks, 40*47)
	if missed > 0 || falseDays*50 > days || clerks*50 > 40*47 {
		t.Error("the rules miss, or cry wolf")
	}
}

// TestUnusualNothing: an office where everybody does the same, or little, is not
// remarked upon.
func TestUnusualNothing(t *testing.T) {
	var all []Readings
	for i := range 5 {
		all = append(all, Readings{Account: id.ID{byte(i + 1)}, Role: RoleUnitClerk, Day: "2026-11-25", Done: 9, Refused: 2})
	}
	all[0].Done, all[1].Done = 1, 0
	if found := Unusual(nil, all, "2026-11-25"); len(found) != 0 {
		t.Errorf("%+v", found)
	}
}
