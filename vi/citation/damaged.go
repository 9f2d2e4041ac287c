package citation

import "hoso/vi"

// damaged compares the words from p to end with the type words of a kind and
// forgives two letters.
func (r *reader) damaged(p, end int, kind string) (typeWord, bool) {
	e := r.back(end, p)
	if e-p > 24 {
		return typeWord{}, false
	}
	var got []byte
	for _, b := range r.fold[p:e] {
		if isLetter(b) || isDigit(b) {
			got = append(got, b)
		}
	}
	for i := range damageable {
		if w := &damageable[i]; suits(w.typeWord, kind) && distance(got, w.letters, 2) {
			return w.typeWord, true
		}
	}
	return typeWord{}, false
}

// damageable are the type words long enough to be known with letters lost.
var damageable = func() (list []struct {
	typeWord
	letters []byte
}) {
	for _, k := range kinds {
		w := typeWord{vi.Fold(k.Word), k.Word, k.Code}
		list = append(list, struct {
			typeWord
			letters []byte
		}{w, letters(w.fold)})
	}
	return list
}()

func letters(s string) []byte {
	var b []byte
	for i := range len(s) {
		if s[i] != ' ' {
			b = append(b, s[i])
		}
	}
	return b
}

// distance reports that at most so many letters were lost, added or taken for
// others.
func distance(a, b []byte, most int) bool {
	if len(a)-len(b) > most || len(b)-len(a) > most || len(b) < 6 {
		return false
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)] <= most
}
