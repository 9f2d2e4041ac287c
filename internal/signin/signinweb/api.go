package signinweb

import (
	"context"
	"strings"
	"time"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/signin"
	"hoso/internal/web"
	"hoso/vi"
)

// userBody bounds what comes with a command about accounts: nothing but its query.
const userBody = 4 << 10

// APIRoutes adds what programs may ask.
func (p *Pages) APIRoutes(api *web.API) {
	api.Post("/v1/users/list", userBody, p.apiList, "name", "digits")
	api.Post("/v1/users/add", userBody, p.apiAdd, "name", "person", "unit", "digits")
	api.Post("/v1/users/disable", userBody, p.apiOf(without(disable)), "name", "digits")
	api.Post("/v1/users/enable", userBody, p.apiOf(without(enable)), "name", "digits")
	api.Post("/v1/users/recover", userBody, p.apiOf((*signin.Service).RecoverAtMachine), "name", "digits")
	api.Post("/v1/users/end-sessions", userBody, p.apiOf(without((*signin.Service).EndSessions)), "name", "digits")
	api.Post("/v1/users/enrol-code", userBody, p.apiOf((*signin.Service).Issue), "name", "digits")
}

// without is a command that gives no slip.
func without(do userCommand) slipCommand {
	return func(s *signin.Service, ctx context.Context, by signin.By, account id.ID) (signin.Slip, error) {
		return signin.Slip{}, do(s, ctx, by, account)
	}
}

// apiUser is an account as programs read it.
type apiUser struct {
	Name      string `json:"name"`
	FullName  string `json:"full_name"`
	Unit      string `json:"unit"`
	State     string `json:"state"`
	CodeUntil string `json:"code_until,omitempty"` // of a one-time code that nobody has used yet, RFC 3339
}

// stateNew is the state of an account that nobody has set up yet; else it is that
// of the account.
const stateNew = "not enrolled"

func apiUserOf(u signin.User) apiUser {
	a := apiUser{Name: u.Name, FullName: u.FullName, Unit: u.Unit, State: u.State}
	if u.State == "active" && !u.Enrolled {
		a.State = stateNew
	}
	if u.Code != nil && u.Code.State == signin.StateLive {
		a.CodeUntil = u.Code.ExpiresAt.Time().In(clock.Local).Format(time.RFC3339)
	}
	return a
}

type apiUsers struct {
	Users []apiUser     `json:"users,omitempty"`
	Slips []signin.Slip `json:"slips,omitempty"`
}

// callBy gives who calls, and their key. The digits of their app, if they came,
// make a token's owner fresh: a token alone is no proof of a moment ago.
func (p *Pages) callBy(c *web.Call) (signin.By, error) {
	key, err := c.Key()
	by := signin.By{Actor: c.Actor, Key: key}
	if digits := c.Query("digits"); err == nil && digits != "" && c.Actor.System == "" {
		if err = p.Service.Confirm(c.Ctx(), c.Actor.Account, digits); err == nil {
			by.Actor.Fresh = true
		}
	}
	return by, err
}

func (p *Pages) apiList(c *web.Call) error {
	by, err := p.callBy(c)
	if err != nil {
		return err
	}
	var answer apiUsers
	f := signin.Filter{Words: strings.Fields(vi.Fold(c.Query("name"))), Limit: usersPage}
	for {
		list, err := p.Service.Users(c.Ctx(), signin.By{Actor: by.Actor}, f)
		if err != nil {
			return err
		}
		for _, u := range list {
			answer.Users = append(answer.Users, apiUserOf(u))
		}
		if len(list) < f.Limit {
			return c.Answer(answer)
		}
		f.After = list[len(list)-1].Name
	}
}

func (p *Pages) apiAdd(c *web.Call) error {
	by, err := p.callBy(c)
	if err != nil {
		return err
	}
	slips, err := p.Service.Add(c.Ctx(), by, []signin.NewUser{{Account: c.Query("name"), Person: c.Query("person"), Unit: c.Query("unit")}})
	if err != nil {
		return err
	}
	return c.Answer(apiUsers{Slips: slips})
}

// nobody is the answer about a name that no account has: for whoever may list the
// accounts it says so.
func (p *Pages) nobody(c *web.Call, who access.Actor) error {
	body, _, err := p.Service.Directory.Body(c.Ctx())
	if err == nil {
		err = p.Check.Check(c.Ctx(), access.Question{Actor: who, Action: signin.ActionUsers, Purpose: access.PurposeAccounts,
			Objects: []access.Object{{Kind: "unit", ID: body}}, Today: clock.Today(p.Service.Clock)})
	}
	if err != nil {
		return errs.NotFound("access.not_found").Because(err)
	}
	return errs.NotFound("access.account.nobody", errs.Str("name", c.Query("name")))
}

// apiOf is a command about one account.
func (p *Pages) apiOf(do slipCommand) func(*web.Call) error {
	return func(c *web.Call) error {
		by, err := p.callBy(c)
		if err != nil {
			return err
		}
		known, _, err := p.Service.Proofs.ByName(c.Ctx(), signin.CleanName(c.Query("name")))
		if err == nil && known.Account.IsZero() {
			err = p.nobody(c, by.Actor)
		}
		if err != nil {
			return err
		}
		slip, err := do(p.Service, c.Ctx(), by, known.Account)
		if err != nil {
			return err
		}
		if slip.Code == "" {
			return c.Answer(apiUsers{})
		}
		return c.Answer(apiUsers{Slips: []signin.Slip{slip}})
	}
}
