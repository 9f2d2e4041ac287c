package signinsql

import (
	"bytes"
	"context"

	"hoso/internal/id"
	"hoso/internal/signin"
	"hoso/internal/sqldb"
)

// What a stranger asks for by a name, a code or the id of a passkey is read in the
// same way whether it is there or not: where it is not, the next one is read, and
// not given (SECURITY T26).

// named is whose a name is, and whether they have a live credential of a kind.
type named struct {
	signin.Known
	has bool
}

// named reads whose a name is: the zero value for nobody's.
func (s *Store) named(ctx context.Context, name string, kind signin.Kind) (named, error) {
	list, err := sqldb.All(ctx, s.DB.Reader(), func(row sqldb.Scanner) (named, error) {
		var n named
		var state string
		var has int64
		err := row.Scan(&n.Account, &n.Person, &n.Name, &state, &has)
		n.Active, n.has = state == "active", has > 0
		return n, err
	}, `SELECT a.id, a.subject_id, n.name, a.state, (SELECT count(*) FROM signin_credential c WHERE c.account_id = a.id AND c.state = 'live' AND c.kind = $2)
		FROM signin_name n JOIN access_account a ON a.id = n.id WHERE n.`+sqldb.NearestBy("signin_name", "name"), name, kind)
	if err != nil || len(list) == 0 || list[0].Name != name {
		return named{}, err
	}
	return list[0], nil
}

// other is an account that has a live credential of a kind, always the same; the
// zero id when there is none.
func (s *Store) other(ctx context.Context, kind signin.Kind) (id.ID, error) {
	list, err := sqldb.All(ctx, s.DB.Reader(), scanID, `SELECT account_id FROM signin_credential WHERE kind = $1 AND state = 'live' ORDER BY id LIMIT 1`, kind)
	if err != nil || len(list) == 0 {
		return id.ID{}, err
	}
	return list[0], nil
}

// whose gives whose a name is, and the account whose credentials of a kind are read
// for it: its own if it has some and counts, somebody else's otherwise.
func (s *Store) whose(ctx context.Context, name string, kind signin.Kind, counts func(named) bool) (named, id.ID, bool, error) {
	n, err := s.named(ctx, name, kind)
	if err != nil {
		return n, id.ID{}, false, err
	}
	account, err := s.other(ctx, kind)
	own := n.has && counts(n)
	if own {
		account = n.Account
	}
	return n, account, own, err
}

// ByName gives whose a name is, and what its proof is compared with.
func (s *Store) ByName(ctx context.Context, name string) (signin.Known, signin.Compared, error) {
	n, account, own, err := s.whose(ctx, name, signin.KindPassword, func(named) bool { return true })
	if err != nil {
		return signin.Known{}, signin.Compared{}, err
	}
	c := signin.Compared{Own: own, Account: account}
	list, err := sqldb.All(ctx, s.DB.Reader(), scanCredential, credentials+` WHERE account_id = $1 AND state = 'live' AND kind IN ('password', 'totp') ORDER BY id`, account)
	for _, x := range list {
		if x.Kind == signin.KindPassword {
			c.Password = x.Secret
		} else {
			c.TOTP = x
		}
	}
	return n.Known, c, err
}

// Spare finds a live recovery code of an account by its hash; for one that it does
// not have it reads another.
func (s *Store) Spare(ctx context.Context, account id.ID, hash [32]byte) (signin.Credential, bool, error) {
	list, err := sqldb.All(ctx, s.DB.Reader(), scanCredential, credentials+` WHERE account_id = $1 AND state = 'live' AND kind = 'recovery' ORDER BY secret = $2 DESC LIMIT 1`, account, hash)
	if err != nil || len(list) == 0 || !bytes.Equal(list[0].Secret, hash[:]) {
		return signin.Credential{}, false, err
	}
	return list[0], true, nil
}

// OfName gives the live passkeys by which a name signs in.
func (s *Store) OfName(ctx context.Context, name string) ([]signin.Credential, error) {
	_, account, own, err := s.whose(ctx, name, signin.KindPasskey, func(n named) bool { return n.Active })
	if err != nil {
		return nil, err
	}
	list, err := sqldb.All(ctx, s.DB.Reader(), scanCredential, credentials+` WHERE account_id = $1 AND state = 'live' AND kind = 'passkey' ORDER BY id`, account)
	if !own {
		list = nil
	}
	return list, err
}

// ByHandle finds a live passkey; for one that is not there it gives another, and
// false.
func (s *Store) ByHandle(ctx context.Context, handle []byte) (signin.Credential, bool, error) {
	list, err := sqldb.All(ctx, s.DB.Reader(), scanCredential, credentials+` WHERE `+sqldb.NearestBy("signin_credential", "handle"), handle)
	if err != nil || len(list) == 0 {
		return signin.Credential{}, false, err
	}
	c := list[0]
	return c, bytes.Equal(c.Handle, handle) && c.State == signin.StateLive && c.Kind == signin.KindPasskey, nil
}

// CodeOf finds a one-time code by its hash.
func (s *Store) CodeOf(ctx context.Context, hash [32]byte) (*signin.Code, error) {
	list, err := sqldb.All(ctx, s.DB.Reader(), scanCode, codes+` WHERE `+sqldb.NearestBy("signin_code", "code_hash"), hash)
	if err != nil || len(list) == 0 || !bytes.Equal(list[0].Hash, hash[:]) {
		return nil, err
	}
	return list[0], nil
}
