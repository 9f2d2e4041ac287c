package citation

// standard reads a technical standard: "Quy chuẩn QCVN 102:2016/BTTTT", "TCVN
// 6909:2001". Its code is part of its number.
func (r *reader) standard(p int) bool {
	e := r.matchAny(p, "qcvn", "tcvn")
	if e < 0 {
		return false
	}
	code := string(r.runes[p:e])
	if code != "QCVN" && code != "TCVN" {
		return false
	}
	number := code
	q := r.skip(e)
	if c := r.match(q, "iso"); c >= 0 {
		number, q = number+"ISO", r.skip(c)
	}
	end := q
	for r.digit(end) || end > q && (r.at(end) == '-' || r.at(end) == '.') && r.digit(end+1) {
		end++
	}
	if end == q {
		return false
	}
	number += string(r.runes[q:end])
	if r.at(end) == ':' || r.at(end) == '/' {
		y, c := r.year(r.skip(end + 1))
		if y == 0 {
			return false
		}
		number += string(r.at(end)) + r.plainDigits(r.skip(end+1), c)
		end = c
	}
	if r.at(end) == '/' {
		if c := r.symbol(end + 1); c > end+1 {
			number += string(r.runes[end:c])
			end = c
		}
	}
	f := found{from: p, to: end, digits: number}
	f.Number, f.Kind = number, code
	r.standardWord(&f, code)
	r.add(f)
	return true
}

// standardWord takes "Quy chuẩn kỹ thuật (quốc gia)" before the code into the
// span, also with a letter lost.
func (r *reader) standardWord(f *found, code string) {
	word := map[string]string{"QCVN": "quy chuẩn", "TCVN": "tiêu chuẩn"}[code]
	w := typeWord{map[string]string{"QCVN": "quychuan", "TCVN": "tieuchuan"}[code], word, code}
	p := f.from
	for i := 0; i < maxQualifiers; i++ {
		q := r.wordBefore(p, r.end())
		if q == p || r.matchAny(q, "nay", "thay", "bai", "sua", "theo", "va") >= 0 {
			return // "Quy chuẩn này thay thế QCVN ..."
		}
		two := r.wordEnd(r.skip(r.wordEnd(q)))
		if two <= f.from && distance(letters(string(r.fold[q:r.wordEnd(q)])+string(r.fold[r.skip(r.wordEnd(q)):two])), []byte(w.fold), 1) {
			f.from, f.word, f.KindWord = q, w, word
			return
		}
		p = q
	}
}
