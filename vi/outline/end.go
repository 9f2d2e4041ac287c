package outline

// ends gives the nodes their ends: where the next begins that does not stand in
// them, without the space before it and without signatures, and no further than
// the quotation.
func (r *reader) ends() {
	open := make([]int, 0, 16)
	for i := range r.nodes {
		end := -1
		for len(open) > 0 && open[len(open)-1] != r.nodes[i].Parent {
			if end < 0 {
				end = r.before(i)
			}
			r.end(open[len(open)-1], end)
			open = open[:len(open)-1]
		}
		open = append(open, i)
	}
	last := r.lastText(len(r.lines), len(r.nodes)-1)
	for _, i := range open {
		r.end(i, last)
	}
}

// end ends a node at a place, or where its quotation ends before.
func (r *reader) end(i, at int) {
	n := &r.nodes[i]
	if t := r.found[i].turn; n.Quoted && r.turns[t].pair >= 0 {
		at = min(at, r.turns[r.turns[t].pair].point)
	}
	n.End = max(at, n.Start+1)
}

// before gives the end of the text before a node.
func (r *reader) before(i int) int {
	at := r.found[i].line
	if start := r.nodes[i].Start; start > r.lines[at].start+2 {
		return start - 1 // the mark of a quotation stands between
	}
	return r.lastText(at, i-1)
}

// lastText gives the end of the last text above a line and below a node.
func (r *reader) lastText(at, node int) int {
	if cut, ok := r.cuts[node]; ok && cut < at {
		at = cut
	}
	for i := at - 1; i >= 0; i-- {
		if !r.lines[i].hidden() {
			return r.lines[i].stop
		}
	}
	return 0
}
