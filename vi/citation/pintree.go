package citation

import (
	"slices"
	"strings"
)

// take adds parts to a list. A part that is outside those before it takes them
// in, as "khoản 2" is of "Điều 4" in "khoản 2 Điều 4".
func take(list []part, level int, word string, values []string, and bool) []part {
	if level == sectionLevel && values[0] != "" && isDigit(values[0][0]) && strings.ContainsRune(values[0], '.') {
		level = innerLevel
	}
	n := len(list)
	if word == "tiết" && n > 0 && list[n-1].level == pointLevel && isDigit(values[0][0]) {
		level = dottedLevel // "điểm a, tiết 1.2"
	}
	for !and && n > 0 && list[n-1].level > level && !(n < len(list) && apart(list[n-1], list[n])) {
		n--
	}
	for i, v := range values {
		name := strings.TrimSpace(word + " " + v)
		if i > 0 || n == len(list) {
			list = append(list, part{level, []string{name}, and && i == 0})
			if i == 0 {
				n = len(list)
			}
			continue
		}
		for j := n; j < len(list); j++ {
			list[j].path = append([]string{name}, list[j].path...)
			list[j].level = level
		}
		n = len(list)
	}
	return list
}

// spread adds the same inner parts to each of several: "khoản 1 các điều 5, 6".
func spread(list []part, level int, word string, values []string) []part {
	n := len(list)
	for n > 0 && list[n-1].level > level {
		n--
	}
	inner := slices.Clone(list[n:])
	if len(inner) == 0 {
		return take(list, level, word, values, false)
	}
	list = list[:n]
	for _, v := range values {
		for _, p := range inner {
			list = append(list, part{level, append([]string{word + " " + v}, p.path...), p.and})
		}
	}
	return list
}

// inside reports that a part named after one of another level is in it: "Phần II,
// mục 3". An article after a chapter stands for itself.
func inside(level, of int) bool {
	return (level == sectionLevel || level == subsectionLevel) && of < level || level == partLevel && of == annexLevel
}

// apart reports that two parts of a list do not share what is outside the second:
// an article is not of the chapter of a section named beside it.
func apart(a, b part) bool { return b.and && a.level == articleLevel && b.level < articleLevel }

// flatten gives parts from the outside in. An inner part that nothing after it
// took belongs to the one before it: "Điều 4 khoản 2".
func flatten(list []part) []string {
	var out, chain []string
	var depth []int // levels of chain
	for _, p := range list {
		for len(depth) > 0 && (depth[len(depth)-1] >= p.level || p.and || p.level < clauseLevel && !inside(p.level, depth[len(depth)-1])) {
			chain, depth = chain[:len(chain)-1], depth[:len(depth)-1]
		}
		parent := strings.Join(chain, ", ")
		chain, depth = append(chain, strings.Join(p.path, ", ")), append(depth, p.level)
		if len(out) > 0 && parent != "" && out[len(out)-1] == parent {
			out = out[:len(out)-1]
		}
		out = append(out, strings.Join(chain, ", "))
	}
	return out
}
