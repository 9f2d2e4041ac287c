package access

import (
	"strings"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// The states of a proposal.
const (
	ProposalOpen     = "open"
	ProposalApproved = "approved"
	ProposalDeclined = "declined"
)

// Proposal is what waits for a second pair of eyes. Digest is that of the exact
// content: whoever approves approves that and nothing else. Any module may rest
// on it: it keeps its own row as proposed, and lets it count when it is approved.
type Proposal struct {
	ID       id.ID
	Version  int64
	State    string
	Action   Action // what was proposed: "access.grant.give"
	Object   Object // the row that waits
	Digest   [32]byte
	Proposer Actor
	Subject  id.ID // the person whom it concerns, if any
	At       clock.Micros
	Until    clock.Micros // the first moment at which it waits no more
}

// Propose makes a proposal that waits as long as the day's limit says.
func Propose(limits Limits, p Proposal, now clock.Micros, today clock.Date) *Proposal {
	p.State, p.At, p.Until = ProposalOpen, now, now+clock.Micros(limits.On(LimitProposalHours, today))*hour
	return &p
}

// Approve lets an actor approve content of a digest: Conflict
// "access.approval.decided", ".late" or ".changed", Denied
// "access.approval.own" or ".subject".
func (p *Proposal) Approve(by Actor, digest [32]byte, now clock.Micros) error {
	switch {
	case p.State != ProposalOpen:
		return errs.Conflict("access.approval.decided")
	case now >= p.Until:
		return errs.Conflict("access.approval.late")
	case digest != p.Digest:
		return errs.Conflict("access.approval.changed")
	case Same(by, p.Proposer):
		return errs.Denied("access.approval.own")
	case !p.Subject.IsZero() && by.Person == p.Subject:
		return errs.Denied("access.approval.subject")
	}
	p.State = ProposalApproved
	return nil
}

// Decline ends a proposal without effect; whoever made it may take it back.
func (p *Proposal) Decline() error {
	if p.State != ProposalOpen {
		return errs.Conflict("access.approval.decided")
	}
	p.State = ProposalDeclined
	return nil
}

// Approval is the action by which what a proposes is approved:
// "access.grant.approve" for "access.grant.give".
func (a Action) Approval() Action {
	at := strings.LastIndexByte(string(a), '.')
	return a[:at+1] + "approve"
}

// NeedsFourEyes reports whether what an action does to a kind takes effect only
// when somebody else approves it.
func NeedsFourEyes(action Action, kind Kind) bool {
	for _, r := range byAction[action] {
		if r.Kind == kind && r.FourEyes {
			return true
		}
	}
	return false
}
