package person

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"hoso/internal/ledger"
)

// digest is what the entry of a search says of what was asked for.
func (f ListFilter) digest() ledger.Hash {
	return sha256.Sum256(fmt.Appendf(nil, "hoso/person-filter/v1\n%q %q %s %s", f.Words, f.StaffCode, f.Unit, f.After))
}

// typed tells what was typed from what else might have been, for the door: a form
// that is sent again with other words is another command. What is sealed must
// not be found by trying, so it is 16 bits under a key that the database has not.
func (s *Service) typed(what ...any) (int64, error) {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", what))
	return s.Vault.Blind("person.typed", hex.EncodeToString(sum[:]))
}
