package app

import (
	"context"
	"runtime"

	"hoso/internal/folder"
	"hoso/internal/home/homeweb"
	"hoso/internal/id"
	"hoso/internal/signin"
	"hoso/internal/signin/signinsheet"
	"hoso/internal/signin/signinsql"
	"hoso/internal/signin/signinweb"
)

// waitingProofs is how many proofs may wait for a core: about a second of them.
const waitingProofs = 8

func (a *App) wireSignin(mac []byte) error {
	secret, err := a.Folder.Secret("signin.key", folder.Random32)
	if err != nil {
		return err
	}
	keys, err := signin.NewKeys(secret)
	if err != nil {
		return err
	}
	a.Sessions = &signinsql.Store{DB: a.DB, Clock: a.Clock, MACKey: mac, Keys: keys}
	cost := signin.UsualCost
	if a.config.Cost.Time > 0 {
		cost = a.config.Cost
	}
	a.Signin = &signin.Service{Ports: signin.Ports{Door: a.Door, Proofs: a.Sessions, Credentials: a.Sessions, Accounts: a.Accounts, Passkeys: a.Sessions, Party: a.config.Party,
		Directory: &signinsql.Directory{Store: a.Sessions, NameOfBody: a.nameOfBody}, Clock: a.Clock, Keys: keys, Hasher: signin.NewHasher(cost, waitingProofs*runtime.GOMAXPROCS(0))}}
	return nil
}

func (a *App) signinPages() *signinweb.Pages {
	p := &signinweb.Pages{Service: a.Signin, Sessions: a.Sessions, Check: a, Standings: a, Importer: &signinsheet.Importer{Service: a.Signin, Sheets: a.Intake}}
	if !a.Real {
		p.Picker = &homeweb.Personas{Accounts: a.Accounts, Names: a}
	}
	return p
}

// nameOfBody gives the root unit and its name.
func (a *App) nameOfBody(ctx context.Context) (id.ID, string, error) {
	body, err := a.Org.Read.Body(ctx)
	if err != nil {
		return body, "", err
	}
	u, err := a.Org.Read.Find(ctx, body)
	if err != nil {
		return body, "", err
	}
	if short := u.Newest().ShortName; short != "" {
		return body, short, nil
	}
	return body, u.Newest().Name, nil
}
