package ledger

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/id"
)

// Hash is a SHA-256 digest.
type Hash = [32]byte

// Ref names the entry that a command left. Its leaf's index follows.
type Ref struct{ Entry id.ID }

// Outcome is how a command ended.
type Outcome string

// The outcomes that leave an entry.
const (
	Done    Outcome = "done"
	Refused Outcome = "refused"
)

// Facts are the few facts of an entry that are neither rows nor subjects:
// integers and digests under keys that are compiled in.
type Facts map[string]any

// factKeys are the keys that facts may have.
var factKeys = map[string]bool{"filter": true, "scope": true, "count": true, "page": true, "repeats": true, "rule_set": true, "batch": true, "words": true,
	"size": true, "made": true, "lost": true, "manifest": true} // of a restored backup

// Entry is one passage through the door. It holds no name and no free text: a
// typed reason is a row of its own and enters through its digest.
type Entry struct {
	V             int // version of the format, 1
	ID            id.ID
	At            clock.Micros
	Actor         access.Actor
	Action        access.Action
	Object        access.Object
	Purpose       access.Purpose
	Basis         id.ID // zero: none
	Grant         id.ID // zero: none
	Outcome       Outcome
	Code          string // errs code of a refusal
	CommandDigest Hash
	Facts         Facts
	RowsCount     int64
	RowsRoot      Hash
	SubjectsCount int64
	SubjectsRoot  Hash
}

// Canonical gives the entry as canonical JSON, the bytes that its leaf commits
// to. Ids are 26 characters, digests 64 hexadecimal digits, times integers;
// what is absent has no key.
func (e Entry) Canonical() ([]byte, error) {
	m := map[string]any{
		"v": e.V, "id": e.ID, "at": int64(e.At), "action": string(e.Action), "outcome": string(e.Outcome),
		"command_digest": e.CommandDigest, "rows_count": e.RowsCount, "rows_root": e.RowsRoot,
		"subjects_count": e.SubjectsCount, "subjects_root": e.SubjectsRoot,
	}
	for key, d := range map[string]id.ID{"actor": e.Actor.Account, "acting_person": e.Actor.Person, "acting_post": e.Actor.Post,
		"on_behalf": e.Actor.OnBehalf, "basis": e.Basis, "grant": e.Grant} {
		if !d.IsZero() {
			m[key] = d
		}
	}
	for key, s := range map[string]string{"system": e.Actor.System, "purpose": string(e.Purpose), "code": e.Code} {
		if s != "" {
			m[key] = s
		}
	}
	if e.Object.Kind != "" {
		m["object"] = map[string]any{"kind": string(e.Object.Kind), "id": e.Object.ID}
	}
	facts, err := e.Facts.checked()
	if err != nil {
		return nil, err
	}
	if len(facts) > 0 {
		m["facts"] = facts
	}
	return CanonicalJSON(m)
}

func (f Facts) checked() (map[string]any, error) {
	m := map[string]any{}
	for k, v := range f {
		if !factKeys[k] {
			return nil, fmt.Errorf("ledger: fact %q is not known", k)
		}
		switch v := v.(type) {
		case int64, Hash:
			m[k] = v
		case int:
			m[k] = int64(v)
		default:
			return nil, fmt.Errorf("ledger: fact %q is neither an integer nor a digest", k)
		}
	}
	return m, nil
}

// entryJSON mirrors Canonical for reading.
type entryJSON struct {
	V             int    `json:"v"`
	ID            string `json:"id"`
	At            int64  `json:"at"`
	Actor         string `json:"actor"`
	ActingPerson  string `json:"acting_person"`
	ActingPost    string `json:"acting_post"`
	OnBehalf      string `json:"on_behalf"`
	System        string `json:"system"`
	Action        string `json:"action"`
	Object        *struct{ Kind, ID string }
	Purpose       string         `json:"purpose"`
	Basis         string         `json:"basis"`
	Grant         string         `json:"grant"`
	Outcome       string         `json:"outcome"`
	Code          string         `json:"code"`
	CommandDigest string         `json:"command_digest"`
	Facts         map[string]any `json:"facts"`
	RowsCount     int64          `json:"rows_count"`
	RowsRoot      string         `json:"rows_root"`
	SubjectsCount int64          `json:"subjects_count"`
	SubjectsRoot  string         `json:"subjects_root"`
}

// ParseEntry reads canonical bytes and refuses any other spelling of them.
func ParseEntry(body []byte) (Entry, error) {
	var j entryJSON
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	d.UseNumber()
	if err := d.Decode(&j); err != nil {
		return Entry{}, fmt.Errorf("ledger: entry: %w", err)
	}
	e, err := j.entry()
	if err != nil {
		return Entry{}, fmt.Errorf("ledger: entry: %w", err)
	}
	again, err := e.Canonical()
	if err != nil {
		return Entry{}, err
	}
	if !bytes.Equal(again, body) {
		return Entry{}, fmt.Errorf("ledger: entry is not in canonical form")
	}
	return e, nil
}

func (j entryJSON) entry() (Entry, error) {
	e := Entry{V: j.V, At: clock.Micros(j.At), Action: access.Action(j.Action), Purpose: access.Purpose(j.Purpose),
		Outcome: Outcome(j.Outcome), Code: j.Code, RowsCount: j.RowsCount, SubjectsCount: j.SubjectsCount}
	e.Actor.System = j.System
	r := reader{}
	e.ID, e.Actor.Account, e.Actor.Person = r.id(j.ID), r.id(j.Actor), r.id(j.ActingPerson)
	e.Actor.Post, e.Actor.OnBehalf = r.id(j.ActingPost), r.id(j.OnBehalf)
	e.Basis, e.Grant = r.id(j.Basis), r.id(j.Grant)
	if j.Object != nil {
		e.Object = access.Object{Kind: access.Kind(j.Object.Kind), ID: r.id(j.Object.ID)}
	}
	e.CommandDigest, e.RowsRoot, e.SubjectsRoot = r.hash(j.CommandDigest), r.hash(j.RowsRoot), r.hash(j.SubjectsRoot)
	for k, v := range j.Facts {
		if e.Facts == nil {
			e.Facts = Facts{}
		}
		switch v := v.(type) {
		case json.Number:
			n, err := v.Int64()
			r.note(err)
			e.Facts[k] = n
		case string:
			e.Facts[k] = r.hash(v)
		default:
			r.note(fmt.Errorf("fact %q", k))
		}
	}
	return e, r.err
}

// reader reads ids and digests and keeps the first error.
type reader struct{ err error }

func (r *reader) note(err error) {
	if r.err == nil {
		r.err = err
	}
}

func (r *reader) id(s string) id.ID {
	if s == "" {
		return id.ID{}
	}
	d, err := id.ParseAny(s)
	r.note(err)
	return d
}

func (r *reader) hash(s string) Hash {
	var h Hash
	raw, err := hex.DecodeString(s)
	if err == nil && len(raw) != len(h) {
		err = fmt.Errorf("digest of %d bytes", len(raw))
	}
	r.note(err)
	copy(h[:], raw)
	return h
}
