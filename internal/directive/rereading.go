package directive

// Carry brings what people decided about the citations of a text over to a new
// reading of it, by newer rules or after its pages were read again. A citation
// of the new reading is the old one when it has the same span and surface, else
// the same surface nearest to it. The old one keeps its id, state, correction
// and chosen target; what was read, and its doubts, are those of the new reading.
// What a person decided about and the new reading does not have is kept: at
// its words if the text has them, else without a place. Only what nobody touched
// goes: gone are those rows. A list entry without id is new.
func Carry(old, read []Citation, text string) (list, gone []Citation) {
	list = append(list, read...)
	for i := range list {
		list[i].State, list[i].Read = CiteRead, list[i].Named
	}
	for _, c := range old {
		i := -1
		if !c.added() {
			i = sameCitation(list, c)
		}
		switch {
		case i >= 0:
			list[i].take(c)
		case c.State == CiteRead:
			gone = append(gone, c)
		default:
			c.move(text)
			list = append(list, c)
		}
	}
	return list, gone
}

// sameCitation finds the citation of a new reading that an old one is, -1 for none.
func sameCitation(list []Citation, c Citation) int {
	best := -1
	away := func(i int) int64 { return max(list[i].First-c.First, c.First-list[i].First) }
	for i, n := range list {
		if n.ID.IsZero() && n.Surface == c.Surface && (best < 0 || away(i) < away(best)) {
			best = i
		}
	}
	return best
}

// take makes a citation of a new reading go on an old one's row.
func (c *Citation) take(old Citation) {
	c.ID, c.Version, c.State = old.ID, old.Version, old.State
	if old.State == CiteCorrected || old.State == CiteStruck || old.State == CiteConfirmed {
		c.Named, c.Target, c.Chosen = old.Named, old.Target, old.Chosen
	}
}

// move looks for a citation's words in another text.
func (c *Citation) move(text string) {
	found := places(text, c.Surface)
	first := c.First
	c.First, c.Last = 0, 0
	for _, p := range found {
		if c.Last == 0 || max(p.First-first, first-p.First) < max(c.First-first, first-c.First) {
			c.First, c.Last = p.First, p.Last
		}
	}
}
