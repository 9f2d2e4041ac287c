package app_test

import (
	"testing"

	"hoso/internal/access"
	"hoso/internal/errs"
	"hoso/internal/signin"
)

// TestRecoveryAtMachine: the operator prints a code, which opens nothing until an
// officer confirms it who never sees it: not its owner, nobody else, and not without a
// fresh proof. Its owner may cancel it.
func TestRecoveryAtMachine(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGatehouse(t, url)
		op := signin.By{Actor: operator().Actor}
		lost, other := g.admin[0], g.admin[1]
		begin := func() signin.Slip {
			slip, err := g.app.Signin.RecoverAtMachine(bg, op, lost.Actor.Account)
			g.must(err)
			return slip
		}
		confirm := func(by signin.By) error { return g.app.Signin.ConfirmRecovery(bg, by, lost.Actor.Account) }
		open := func(s signin.Slip) error {
			_, err := g.app.Signin.OpenCode(bg, s.Code, home)
			return err
		}
		asked := func(by signin.By) int {
			list, err := g.app.Signin.ToConfirm(bg, by.Actor, g.app)
			g.must(err)
			return len(list)
		}
		wantKind(t, confirm(other), errs.KindConflict, "signin.recovery.over")
		slip := begin()
		wantCode(t, open(slip), "signin.code.wrong")
		wantCode(t, confirm(lost), "signin.recovery.same")
		stale := other
		stale.Actor.Fresh = false
		wantKind(t, confirm(stale), errs.KindDenied, "access.step_up")
		if err := confirm(signin.By{Actor: proved(access.Actor{Account: g.an.account, Person: g.an.person})}); !errs.Is(err, errs.KindNotFound) && !errs.Is(err, errs.KindDenied) {
			t.Errorf("somebody confirms: %v", err)
		}
		if n, m := asked(other), asked(signin.By{Actor: proved(access.Actor{Account: g.an.account, Person: g.an.person})}); n != 1 || m != 0 || asked(lost) != 0 {
			t.Errorf("%d wait for an officer, %d for somebody, %d for the owner", n, m, asked(lost))
		}
		if err := confirm(op); err == nil {
			t.Error("the operator confirms")
		}
		_, err := g.app.Signin.Approve(bg, other, lost.Actor.Account) // would show the code
		wantCode(t, err, "signin.recovery.over")
		g.must(g.app.Signin.Cancel(bg, lost, lost.Actor.Account))
		wantKind(t, confirm(other), errs.KindConflict, "signin.recovery.over")

		slip = begin()
		g.must(confirm(other))
		wantKind(t, confirm(other), errs.KindConflict, "signin.recovery.over")
		g.must(open(slip))
		again := g.enrol(slip, lost.Actor.Person)
		g.must(g.prove(again, longPassword, g.digits(again), home))
	})
}
