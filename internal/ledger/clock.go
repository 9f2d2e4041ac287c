package ledger

import (
	"hoso/internal/access"
	"hoso/internal/clock"
)

// ActionAcceptClock is the operator's command after the machine's clock was wrong
// for a while: its entry is recorded although it claims an earlier time than the
// entry before it, and what follows is compared with it.
const ActionAcceptClock access.Action = "ledger.clock.accept"

// Moment writes an instant as it stands on the pages, at Asia/Ho_Chi_Minh.
func Moment(m clock.Micros) string { return m.Time().In(clock.Local).Format("2006-01-02 15:04:05") }
