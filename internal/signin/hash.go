package signin

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/crypto/argon2"

	"hoso/internal/errs"
)

// Cost is what an argon2id hash costs: passes, memory in KiB, lanes.
type Cost struct {
	Time, Memory uint32
	Lanes        uint8
}

// UsualCost is above the least of OWASP (2 passes of 19 MiB).
var UsualCost = Cost{Time: 2, Memory: 46 << 10, Lanes: 1}

// The bounds of what a stored hash may cost: a row that was written by somebody
// else must not take the machine down (ASVS 11.4.4).
const (
	maxTime   = 10
	maxMemory = 256 << 10
	maxLanes  = 4
)

const (
	saltBytes = 16
	hashBytes = 32
)

// Hasher hashes passwords, as many at a time as there are cores. Make it with
// NewHasher.
type Hasher struct {
	cost    Cost
	running chan struct{}
	waiting chan struct{}
	dummy   string
}

// NewHasher makes a hasher. waiting is how many may wait for a core; one more
// is refused at once.
func NewHasher(cost Cost, waiting int) *Hasher {
	h := &Hasher{cost: cost, running: make(chan struct{}, runtime.GOMAXPROCS(0)), waiting: make(chan struct{}, waiting)}
	h.dummy = h.phc(make([]byte, saltBytes), make([]byte, hashBytes))
	return h
}

// Hash gives the hash of a password as PHC text: Invalid "signin.busy.throttled".
func (h *Hasher) Hash(password string) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	sum, err := h.sum(password, salt, h.cost)
	return h.phc(salt, sum), err
}

func (h *Hasher) phc(salt, sum []byte) string {
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", h.cost.Memory, h.cost.Time, h.cost.Lanes, b.EncodeToString(salt), b.EncodeToString(sum))
}

// Verify compares a password with a stored hash; "" is a hash that nothing
// fits, which takes as long.
func (h *Hasher) Verify(stored, password string) (bool, error) {
	none := stored == ""
	if none {
		stored = h.dummy
	}
	cost, salt, want, err := parsePHC(stored)
	if err != nil {
		return false, err
	}
	got, err := h.sum(password, salt, cost)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1 && !none, nil
}

func (h *Hasher) sum(password string, salt []byte, c Cost) ([]byte, error) {
	if password = composed(password); len(password) > 4*MaxPassword {
		password = password[:4*MaxPassword] // longer than any that was ever set
	}
	select {
	case h.running <- struct{}{}:
	default:
		select {
		case h.waiting <- struct{}{}:
			h.running <- struct{}{}
			<-h.waiting
		default:
			return nil, errs.Invalid("signin.busy.throttled", errs.Int("seconds", 2))
		}
	}
	defer func() { <-h.running }()
	return argon2.IDKey([]byte(password), salt, c.Time, c.Memory, c.Lanes, hashBytes), nil
}

var errHash = errors.New("signin: a stored hash is malformed or beyond its bounds")

func parsePHC(s string) (c Cost, salt, sum []byte, err error) {
	part := strings.Split(s, "$")
	if len(part) != 6 || part[0] != "" || part[1] != "argon2id" || part[2] != "v=19" {
		return c, nil, nil, errHash
	}
	if n, err := fmt.Sscanf(part[3], "m=%d,t=%d,p=%d", &c.Memory, &c.Time, &c.Lanes); n != 3 || err != nil {
		return c, nil, nil, errHash
	}
	if part[3] != fmt.Sprintf("m=%d,t=%d,p=%d", c.Memory, c.Time, c.Lanes) ||
		c.Time < 1 || c.Time > maxTime || c.Lanes < 1 || c.Lanes > maxLanes || c.Memory < 8*uint32(c.Lanes) || c.Memory > maxMemory {
		return c, nil, nil, errHash
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(part[4])
	sum, err2 := base64.RawStdEncoding.DecodeString(part[5])
	if err1 != nil || err2 != nil || len(salt) < saltBytes || len(salt) > 64 || len(sum) != hashBytes {
		return c, nil, nil, errHash
	}
	return c, salt, sum, nil
}
