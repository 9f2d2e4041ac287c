// Package signin decides who is asking. Package access decides what they may do.
//
// An account (access) signs in by its name and a way to prove who one is, a
// Credential: a passkey, or, as the fallback that works without script, a
// password together with a one-time code (TOTP) or a recovery code. What is
// proved begins a Session; the browser holds its token, the database a hash.
//
// # Sessions
//
// A session is live; after 15 minutes without use, or when its person locks it,
// it is locked; 12 hours after it began it is locked for good. A locked session
// opens nothing, but it still knows whose it was: what was sent or half written
// then is kept, sealed for that account, and given back when the same account
// signs in. A session is over at once when its account is disabled, when a role
// or a credential of its account changes, when it is ended, and at sign-out: its
// row has the mark of what stood when it began, and each request compares.
// Whoever proved who they are within five minutes is Fresh; some acts ask for it.
//
// # Attempts
//
// Every attempt is counted before it is answered, in the database: by name and
// place, by name, by place. Five wrong ones at one place are free, then each
// doubles a delay up to 15 minutes, for that place alone, so that nobody can shut
// out another person. After 100 in a row, from wherever, only places from which
// the name has signed in before may try. A name that nobody has takes the same
// way through the same steps (SECURITY T26).
//
// # Credentials
//
// Nobody sets another person's. Whoever keeps accounts makes an account and a
// one-time code; with it the person sets up how they sign in. To recover, one
// officer starts, another approves, and there is a new code. Codes live a day.
//
// # What it refuses to know
//
// Names, posts and units of people come by a port; where somebody was or what
// they looked at is not recorded: a session has the part of the network and the
// browser's name, for its owner, and goes with it.
package signin
