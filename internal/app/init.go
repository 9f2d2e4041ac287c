package app

import (
	"context"
	"os"
	"slices"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/cli"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/person"
	"hoso/internal/signin"
)

// initFolder makes a real folder with its body and its first two accounts, and
// gives their one-time codes. They are two so that whoever keeps accounts is not
// whoever keeps the organisation.
func initFolder(ctx context.Context, o cli.InitOptions) ([]cli.Slip, error) {
	if list, err := os.ReadDir(o.Dir); err == nil && len(list) > 0 && !onlyConfig(list) {
		code := "folder.occupied"
		if slices.ContainsFunc(list, func(e os.DirEntry) bool { return e.Name() == "hoso.lock" }) {
			code = "folder.made"
		}
		return nil, errs.Invalid(code, errs.Str("dir", o.Dir))
	}
	if o.Ask != nil {
		if err := o.Ask(&o); err != nil {
			return nil, err
		}
	}
	founded, err := clock.ParseDate(o.Founded)
	if err == nil && (!founded.IsFull() || founded > clock.Today(clock.System{})) {
		err = errs.Invalid("folder.founded", errs.Field("founded"), errs.Str("day", o.Founded))
	}
	if err != nil {
		return nil, err
	}
	for _, x := range o.People() {
		if err := signin.CheckName(signin.CleanName(x.Account)); err != nil {
			return nil, err
		}
	}
	opensBy, err := newProvider(o.Dir, o.Keyring)
	if err != nil {
		return nil, err
	}
	a, err := Open(ctx, Config{Dir: o.Dir, Database: o.Database, Real: true, Log: warnings()})
	if err != nil {
		return nil, err
	}
	defer a.Close()
	if !a.Real {
		return nil, errs.Invalid("folder.occupied", errs.Str("dir", o.Dir))
	}
	if err := a.makeFirstKeys(ctx, opensBy); err != nil {
		return nil, err
	}
	by := org.By{Actor: access.System("operator")}
	body, _, err := a.Org.Found(ctx, by, org.NewUnitForm{Code: o.Code, Name: o.Name, From: founded, Basis: o.Basis})
	if err != nil {
		return nil, err
	}
	var slips []cli.Slip
	for _, x := range o.People() {
		slip, err := a.first(ctx, body, o.Basis, x)
		if err != nil {
			return nil, err
		}
		slips = append(slips, cli.Slip{Name: slip.Name, FullName: slip.FullName, Code: slip.Code})
	}
	return slips, nil
}

// onlyConfig reports whether a folder holds nothing but its configuration.
func onlyConfig(list []os.DirEntry) bool { return len(list) == 1 && list[0].Name() == "hoso.toml" }

// firstDuties are what the first two have by themselves; what the head may do
// comes with a post.
var firstDuties = map[string][]access.Role{"admin": {access.RoleMember, access.RoleSysAdmin}, "head": {access.RoleMember}}

func (a *App) first(ctx context.Context, body id.ID, basis string, x cli.FirstPerson) (signin.Slip, error) {
	who, err := person.New(person.Name{Family: x.Family, Middle: x.Middle, Given: x.Name}, body, body)
	if err != nil {
		return signin.Slip{}, err
	}
	operator := access.System("operator")
	if _, err := a.Person.Add(ctx, operator, [16]byte(id.New()), body, []*person.Person{who}); err != nil {
		return signin.Slip{}, err
	}
	slip, err := a.Signin.First(ctx, signin.By{Actor: operator, Key: [16]byte(id.New())}, x.Account, who.ID, firstDuties[x.Part]...)
	slip.FullName = who.Full()
	if err == nil && x.Part == "head" {
		err = a.seatHead(ctx, body, who.ID, basis)
	}
	return slip, err
}

// headPost is the title of the first post, which the body renames or abolishes
// when its units stand.
const headPost = "Người đứng đầu công tác tổ chức cán bộ"

// seatHead puts the head of organisation and personnel into a post at the root
// that has their role.
func (a *App) seatHead(ctx context.Context, body, who id.ID, basis string) error {
	operator, today := access.System("operator"), clock.Today(a.Clock)
	by := func() org.By { return org.By{Actor: operator, Key: [16]byte(id.New())} }
	post, _, err := a.Org.AddPost(ctx, by(), body, org.PostForm{Title: headPost, Seats: 1, From: today, Basis: basis})
	if err == nil {
		_, err = a.Duties.Attach(ctx, accesssql.By{Actor: operator, Key: [16]byte(id.New())},
			accesssql.AssignmentForm{Post: post, Role: access.RoleDeptHead, Unit: body, From: today, Basis: basis})
	}
	if err == nil {
		_, _, err = a.Org.Seat(ctx, by(), post, org.SeatForm{Person: who, From: today, Basis: basis})
	}
	return err
}
