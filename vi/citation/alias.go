package citation

// aliases finds the short forms that stand for what the text cites in full: by
// their number, or because a bracket binds them.
func (r *reader) aliases() {
	seen := map[string]int{} // digits → the last full citation + 1
	bound := map[string]int{}
	for i := range r.list {
		f := &r.list[i]
		if f.Number != "" && !f.short {
			seen[trimZeros(f.digits)] = i + 1
			continue
		}
		if !f.short || f.Year > 0 || f.Date != "" || f.Role == Self {
			continue
		}
		key := f.KindWord + " " + trimZeros(f.digits)
		if of := r.boundTo(i); of >= 0 {
			bound[key] = of + 1
		}
		of := bound[key]
		if of == 0 {
			if j := seen[trimZeros(f.digits)]; j > 0 && sameType(f, &r.list[j-1]) {
				of = j
			}
		}
		if of > 0 {
			f.Role, f.AliasOf, f.Kind = Alias, r.list[of-1].Number, r.list[of-1].Kind
		}
	}
}

// boundTo gives the full citation to which "(sau đây gọi tắt là ...)" binds the
// i-th, -1 when none does.
func (r *reader) boundTo(i int) int {
	p := r.list[i].from
	from := 0
	if i > 0 {
		from = r.list[i-1].to
	}
	for j := i - 1; j >= 0 && r.bindsAt(p, from) && j > i-4; j-- {
		if of := &r.list[j]; of.Number != "" && !of.short {
			return j
		}
	}
	return -1
}

// bindsAt reports that "gọi tắt là" or the like stands right before p.
func (r *reader) bindsAt(p, from int) bool {
	for q, words := p, 0; words < 9 && q > from; words++ {
		b := r.wordBefore(q, from)
		if b == q {
			return false
		}
		if r.matchAny(b, "goi tat", "goi", "viet tat") >= 0 {
			return true
		}
		q = b
	}
	return false
}
