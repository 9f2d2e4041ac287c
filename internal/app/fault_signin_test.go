package app_test

import (
	"context"
	"encoding/json"
	"testing"

	"hoso/internal/access"
	"hoso/internal/app"
	"hoso/internal/ledger"
	"hoso/internal/person"
	"hoso/internal/signin"
)

// codeOf counts the one-time codes of a name in a state; proofOf what it signs in
// with.
func codeOf(name, state string) string {
	return credential("signin_code", name, `x.state = '`+state+`'`)
}

func proofOf(name, kind, state string) string {
	return credential("signin_credential", name, `x.kind = '`+kind+`' AND x.state = '`+state+`'`)
}

func credential(table, name, cond string) string {
	return `SELECT count(*) > 0 FROM ` + table + ` x JOIN signin_name n ON n.id = x.account_id WHERE n.name = '` + name + `' AND ` + cond
}

func accountIs(name, state string) string {
	return `SELECT count(*) FROM access_account x JOIN signin_name n ON n.id = x.id WHERE n.name = '` + name + `' AND x.state = '` + state + `'`
}

func keeper(s *stage, name string) signin.By { return signin.By(hand(s.Keeper, name)) }

// shown is the error of what shows a secret once: a second try is told that it
// was shown.
func shown(err error) (ledger.Ref, error) {
	return unkeyed(tolerate(err, "signin.slips.shown", "signin.codes.shown"))
}

var userOrders = []order{
	{name: "signin.user.list", effect: `SELECT 1`, again: 1, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		_, err := a.Signin.Users(ctx, signin.By{Actor: s.Keeper}, signin.Filter{})
		return unkeyed(err)
	}},
	{name: "signin.session.list", effect: `SELECT 1`, again: 1, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		_, err := a.Signin.OpenSessions(ctx, signin.By{Actor: s.Keeper}, 10)
		return unkeyed(err)
	}},
	{name: "signin.user.create", effect: `SELECT count(*) FROM signin_name WHERE name = 'moi.x'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		_, err := a.Signin.Add(ctx, keeper(s, "signin.user.create"), []signin.NewUser{{Account: "moi.x", Person: s.Free.Text(person.Prefix)}})
		return shown(err)
	}},
	{name: "signin.user.first", effect: `SELECT count(*) FROM signin_name WHERE name = 'dau.x'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		by := signin.By{Actor: operator().Actor, Key: order{name: "signin.user.first"}.key()}
		_, err := a.Signin.First(ctx, by, "dau.x", s.Free, access.RoleSysAdmin)
		return unkeyed(err)
	}},
	{name: "signin.user.disable", effect: accountIs("tat.x", "disabled"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return unkeyed(a.Signin.SetActive(ctx, keeper(s, "signin.user.disable"), s.Named["tat.x"], false))
	}},
	{name: "signin.user.enable", effect: accountIs("bat.x", "active"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return unkeyed(a.Signin.SetActive(ctx, keeper(s, "signin.user.enable"), s.Named["bat.x"], true))
	}},
	{name: "signin.code.issue", effect: codeOf("tat.x", "ended"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		_, err := a.Signin.Issue(ctx, keeper(s, "signin.code.issue"), s.Named["tat.x"])
		return shown(err)
	}},
	{name: "signin.recovery.start", effect: codeOf("tat.x", "asked"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return unkeyed(a.Signin.Recover(ctx, keeper(s, "signin.recovery.start"), s.Named["tat.x"]))
	}},
	{name: "signin.recovery.approve", effect: codeOf("cho.x", "live"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		_, err := a.Signin.Approve(ctx, keeper(s, "signin.recovery.approve"), s.Named["cho.x"])
		return shown(err)
	}},
	{name: "signin.recovery.begin", effect: credential("signin_code", "bat.x", `x.reason = 'recover' AND x.state = 'asked'`), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		_, err := a.Signin.RecoverAtMachine(ctx, signin.By{Actor: operator().Actor, Key: order{name: "signin.recovery.begin"}.key()}, s.Named["bat.x"])
		return shown(err)
	}},
	{name: "signin.recovery.confirm", effect: credential("signin_code", "may.x", `x.reason = 'recover' AND x.state = 'live'`), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return unkeyed(a.Signin.ConfirmRecovery(ctx, keeper(s, "signin.recovery.confirm"), s.Named["may.x"]))
	}},
	{name: "signin.recovery.cancel", effect: credential("signin_code", "cho.x", `x.reason = 'recover' AND x.state = 'ended'`), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return unkeyed(a.Signin.Cancel(ctx, keeper(s, "signin.recovery.cancel"), s.Named["cho.x"]))
	}},
	{name: "signin.session.end", effect: `SELECT count(*) = 0 FROM signin_session`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return unkeyed(a.Signin.EndSessions(ctx, keeper(s, "signin.session.end"), s.Signer.Account))
	}},
}

// proofOrders are about how somebody proves who they are. What follows the entry
// in a table of its own (a step that was used, an alert) may be lost with the
// answer; the entry and the credential are not.
var proofOrders = []order{
	{name: "refused signin.begin", effect: `SELECT 1`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		_, err := a.Signin.Prove(ctx, signin.Proof{Name: "ky.p", Password: "sai", Client: home})
		return unkeyed(tolerate(err, "signin.proof.wrong"))
	}},
	{name: "signin.enrol", effect: proofOf("vao.x", "password", "live"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		e, err := a.Signin.OpenCode(ctx, s.Code, home)
		if err == nil {
			digits := signin.TOTPAt(e.Secret, signin.StepOf(a.Clock.Now()))
			_, err = a.Signin.Enrol(ctx, e, signin.Setup{Code: s.Code, Password: longPassword, Digits: digits, Client: home})
		}
		return unkeyed(tolerate(err, "signin.code.wrong"))
	}},
	{name: "signin.recovery.use", effect: proofOf("ky.p", "recovery", "used"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		_, err := a.Signin.Prove(ctx, signin.Proof{Name: "ky.p", Password: longPassword, Code: s.Recovery, Client: home})
		return unkeyed(tolerate(err, "signin.proof.wrong")) // it was used, and counts once
	}},
	{name: "signin.password.change", effect: proofOf("ky.p", "password", "ended"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return shown(a.Signin.ChangePassword(ctx, signin.By(hand(s.Signer, "signin.password.change")), longPassword+" mới", home))
	}},
	{name: "signin.totp.change", effect: proofOf("ky.p", "totp", "ended"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		e, err := a.Signin.OfferTOTP(ctx, s.Signer)
		if err == nil {
			digits := signin.TOTPAt(e.Secret, signin.StepOf(a.Clock.Now()))
			err = a.Signin.ChangeTOTP(ctx, signin.By(hand(s.Signer, "signin.totp.change")), e, digits, home)
		}
		return shown(err)
	}},
	{name: "signin.codes.make", effect: proofOf("ky.p", "recovery", "ended"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		_, err := a.Signin.MakeCodes(ctx, signin.By(hand(s.Signer, "signin.codes.make")), home)
		return shown(err)
	}},
	{name: "signin.passkey.add", effect: `SELECT count(*) FROM signin_credential WHERE kind = 'passkey'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return unkeyed(addPasskey(ctx, a, signin.By(hand(s.Signer, "signin.passkey.add"))))
	}},
	{name: "signin.passkey.rename", effect: `SELECT count(*) FROM signin_credential WHERE name = 'Máy mới'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return unkeyed(a.Signin.RenamePasskey(ctx, signin.By(hand(s.Signer, "signin.passkey.rename")), s.Passkey, "Máy mới", home))
	}},
	{name: "signin.passkey.end", effect: proofOf("ky.p", "passkey", "ended"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return unkeyed(a.Signin.EndPasskey(ctx, signin.By(hand(s.Signer, "signin.passkey.end")), s.Passkey, home))
	}},
}

// addPasskey asks for a passkey and makes it.
func addPasskey(ctx context.Context, a *app.App, by signin.By) error {
	const at = "https://hoso.example"
	var err error
	if a.Signin.Party, err = signin.PartyOf(at); err != nil {
		return err
	}
	asked, err := a.Signin.AskAdd(ctx, by.Actor, "browser", home)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(asked)
	var o options
	if err == nil {
		err = json.Unmarshal(raw, &o)
	}
	if err != nil {
		return err
	}
	made := newAuthenticator(new(testing.T), at, "hoso.example").make(o)
	return a.Signin.AddPasskey(ctx, by, "Máy ở cơ quan", signin.Attestation{ID: made["passkey_id"], ClientData: made["passkey_client"], Object: made["passkey_object"], Transports: made["transports"]}, "browser", home)
}
