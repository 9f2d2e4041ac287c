package citation

// bracketBefore gives where the bracket opens that closes right before p; p itself
// when none does. "Điều 4 (trừ khoản 2) Thông tư số ..."
func (r *reader) bracketBefore(from, p int) int {
	q := r.back(p, from)
	if q == from || r.at(q-1) != ')' {
		return p
	}
	for s := q - 2; s >= max(from, q-60); s-- {
		switch r.at(s) {
		case '(':
			return s
		case ')', '\n':
			return p
		}
	}
	return p
}

// partsInBracket reads the parts before p when the last of them has its own in a
// bracket: "Điều 12 (khoản 1), Điều 13 Nghị định số ...".
func (r *reader) partsInBracket(from, p int) ([]string, int) {
	open := r.bracketBefore(from, p)
	if open == p {
		return nil, p
	}
	inner := r.bracketed(open+1, p)
	parts, q := r.partsBefore(from, open)
	if len(inner) == 0 || q == open {
		return nil, p
	}
	return within(parts, inner), q
}

// bracketed reads the parts that are all a bracket holds.
func (r *reader) bracketed(p, end int) []string {
	if q := r.skip(p); r.pinStart(q) {
		if parts, e := r.parts(q, end); r.at(r.skip(e)) == ')' {
			return flatten(parts)
		}
	}
	return nil
}

// within puts parts inside the last one before their bracket.
func within(parts, inner []string) []string {
	if len(parts) == 0 || len(inner) == 0 {
		return parts
	}
	last := len(parts) - 1
	out := parts[:last:last]
	for _, in := range inner {
		out = append(out, parts[last]+", "+in)
	}
	return out
}
