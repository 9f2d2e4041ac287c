package signin

import (
	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/id"
)

// How long a session lasts: unused, at all, and after a proof (ASVS 7.3, 7.5).
const (
	SessionIdle clock.Micros = 15 * minute
	SessionLife clock.Micros = 12 * 3600 * second
	FreshFor    clock.Micros = 5 * minute
	// SessionKept is how long after its beginning a locked session still knows
	// whose it was, and how long what it kept is kept.
	SessionKept clock.Micros = day
)

// SessionPrefix is the prefix of a session's id, which is no secret.
const SessionPrefix = "ses"

// Client is from where somebody signs in.
type Client struct {
	Place string // the part of the network, "10.1.2.0/24"
	Agent string // the browser in words, "Firefox, Windows"
}

// Session is a session as its owner sees it.
type Session struct {
	ID       id.ID
	MadeAt   clock.Micros
	SeenAt   clock.Micros
	ProvedAt clock.Micros
	Passkey  bool // by a passkey, once
	Locked   bool
	Client
	Own bool // the one that asks
}

// OpenSession is a session as whoever keeps accounts sees it: whose, and from
// where; not what was looked at.
type OpenSession struct {
	Session
	Account  id.ID
	Name     string // by which the account signs in
	FullName string
}

// clockBack is how far a clock may be set back before a session is locked that
// was seen later than now.
const clockBack = clock.Micros(5 * 60 * 1_000_000)

// IsLocked reports whether a session opens nothing until its person proves
// again who they are.
func (s Session) IsLocked(now clock.Micros) bool {
	return s.Locked || now-s.SeenAt > SessionIdle || now-s.MadeAt > SessionLife || now < s.MadeAt || now < s.SeenAt-clockBack
}

// IsFresh reports whether the person proved who they are a moment ago.
func (s Session) IsFresh(now clock.Micros) bool {
	return now >= s.ProvedAt && now-s.ProvedAt <= FreshFor
}

// Proved is how a person proved who they are when a session begins or changes.
type Proved int

// The ways.
const (
	ProvedNot Proved = iota // the session goes on as it was
	ProvedByPassword
	ProvedByPasskey
)

// Alert is what an account's owner is told about it.
type Alert struct {
	Account id.ID
	Name    string // of the account, on the list of whoever keeps accounts
	At      clock.Micros
	What    What
	Count   int64
	Client
}

// What happened to an account.
type What string

// The alerts.
const (
	WhatEnrolled What = "enrolled"  // credentials were set up with a code
	WhatNewPlace What = "new_place" // signed in from a place that was not known
	WhatFailures What = "failures"  // attempts failed before a success
	WhatRecovery What = "recovery"  // a recovery was started
	WhatApproved What = "approved"  // and approved
	WhatUsedCode What = "used_code" // a recovery code was used
	WhatPassword What = "password"  // the password was changed
	WhatApp      What = "app"       // the authenticator app was changed
	WhatCodes    What = "codes"     // new recovery codes were made

	WhatAddedPasskey   What = "passkey_added"
	WhatRenamedPasskey What = "passkey_renamed"
	WhatEndedPasskey   What = "passkey_ended"
	WhatRefused        What = "passkey_refused" // an answer of a passkey was refused
	WhatForeign        What = "passkey_foreign" // it was made on another site
	WhatCloned         What = "passkey_cloned"  // its counter went back: there may be a copy
)

// Started is a session that begins.
type Started struct {
	Token string
	Actor access.Actor
}
