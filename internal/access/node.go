package access

import "hoso/internal/errs"

// Node is what kind of machine a folder stands on; it says which labels the
// folder may hold (Law 117/2025/QH15, article 5: secrets are kept on an
// independent LAN only).
type Node string

// The nodes. The zero Node is open.
const (
	NodeOpen     Node = "open"         // reachable from other networks
	NodeInternal Node = "internal"     // on the body's own network
	NodeIsolated Node = "isolated-lan" // on an independent LAN
)

// Nodes lists them.
func Nodes() []Node { return []Node{NodeOpen, NodeInternal, NodeIsolated} }

// MaxLabel is the highest label that a node may hold. An internal network is
// still connected: it holds nothing secret.
func (n Node) MaxLabel() Label {
	if n == NodeIsolated {
		return LabelTuyetMat
	}
	return LabelNone
}

// Holds says whether something of a label may be entered here: nil, or Invalid
// "access.label.node" at a form's field. Whatever takes a label asks this before
// it keeps anything: what may not stand here is refused, never hidden.
func (n Node) Holds(l Label, field string) error {
	switch {
	case l < LabelNone || l > LabelTuyetMat:
		return errs.Invalid("access.label.unknown", errs.Field(field))
	case l > n.MaxLabel():
		return errs.Invalid("access.label.node", errs.Field(field), errs.Str("node", string(n)))
	}
	return nil
}

// Labels lists the labels, from none to the highest.
func Labels() []Label { return []Label{LabelNone, LabelMat, LabelToiMat, LabelTuyetMat} }

// Code names a label in keys of sentences.
func (l Label) Code() string {
	if l < LabelNone || l > LabelTuyetMat {
		return "none"
	}
	return [...]string{"none", "mat", "toi_mat", "tuyet_mat"}[l]
}

// ParseLabel reads a label's code; "" is none.
func ParseLabel(code string) (Label, bool) {
	for _, l := range Labels() {
		if l.Code() == code || code == "" {
			return l, true
		}
	}
	return LabelNone, false
}
