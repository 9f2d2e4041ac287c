package citation

// partsAfter reads the parts in a bracket or after a comma behind a citation.
func (r *reader) partsAfter(i int) []string {
	f := &r.list[i]
	places := []int{f.to}
	if f.Title == "" && f.tail > f.to {
		places = append(places, f.tail)
	}
	for _, p := range places {
		q := r.skip(p)
		b := r.at(q)
		at := r.match(q, "tai")
		switch {
		case at >= 0: // "Nghị định số 30/2020/NĐ-CP tại Điều 5"
			q = r.skip(at)
		case b == ',' || b == '(' || b == '-' && r.space(q-1) && r.space(q+1):
			q = r.skip(q + 1)
			if c := r.match(q, "tai"); c >= 0 {
				q = r.skip(c)
			}
		default:
			continue
		}
		next := r.nextFrom(i)
		if !r.pinStart(q) || r.lineStart(q) && r.isMarker(q) { // "...,\nĐiều 20. Hiệu lực"
			continue
		}
		limit := next
		if b != '(' {
			limit = r.semicolonBefore(q, next)
		}
		parts, e := r.parts(q, limit)
		if len(parts) > 0 && r.endsParts(e, next, b) {
			return flatten(parts)
		}
	}
	return nil
}

// semicolonBefore gives the place of the first semicolon between two places, end
// when there is none near.
func (t *text) semicolonBefore(p, end int) int {
	for q := p; q < end && q < p+pinReach; q++ {
		if t.fold[q] == ';' {
			return q
		}
	}
	return end
}

// endsParts reports that the parts before e are not those of something that
// follows.
func (r *reader) endsParts(e, next int, open byte) bool {
	q := r.skip(e)
	if open == '(' {
		return r.at(q) == ')'
	}
	if r.linked(e, next) && next < len(r.fold) {
		return false
	}
	if _, _, ok := r.typeWordAt(q); ok {
		return false
	}
	return r.match(q, "cua") < 0 && q != next
}
