package vi

import (
	"slices"
	"strings"
	"unicode"
)

// NameParts is a full name in its three parts, each of any number of words. In
// Vietnamese order they are written family, middle, given.
type NameParts struct{ Family, Middle, Given string }

// Confidence says how far a proposal may be trusted. There is no value for
// certain: only the person knows how the name divides.
type Confidence int

// The degrees.
const (
	Unknown  Confidence = iota // nothing is proposed; Also may hold what could be
	Possible                   // one reading of several
	Likely                     // the reading that most people with this name would give
)

// NameReason says on what a proposal rests, for whoever has to confirm it.
type NameReason string

// The reasons.
const (
	NameKnownFamily NameReason = "known-family" // begins with a family name of the list
	NameCompound    NameReason = "compound"     // begins with a family name of several words
	NameNewFamily   NameReason = "new-family"   // Vietnamese in shape, family name not in the list
	NameBare        NameReason = "no-marks"     // written without tones and marks
	NameHighland    NameReason = "highland"     // a form of the Central Highlands, where order differs by people
	NameOneWord     NameReason = "one-word"     // nothing to divide
	NameForeign     NameReason = "foreign"      // not Vietnamese in shape; the order is unknown
	NameNotAName    NameReason = "not-a-name"   // empty, or with digits, titles, brackets
)

// NameProposal is how a full name may divide. Parts is empty when Confidence is
// Unknown. Also holds other readings, none equal to Parts.
type NameProposal struct {
	Parts      NameParts
	Confidence Confidence
	Reason     NameReason
	Also       []NameParts
}

// ProposeName proposes how a full name divides, to be shown and confirmed by a
// person; it is never to be applied unseen. In most names the first word is the
// family name and the last one the given name. It knows the family names of
// several words (Tôn Nữ), the forms in which two family names may stand together
// (Nguyễn Lê ...) and those of the Central Highlands, and says Unknown for what
// it does not know.
func ProposeName(full string) NameProposal {
	p := propose(strings.Fields(NFC(full)))
	var also []NameParts
	for _, r := range p.Also {
		if r != p.Parts && !slices.Contains(also, r) { // two words may be equal
			also = append(also, r)
		}
	}
	p.Also = also
	return p
}

func propose(words []string) NameProposal {
	switch {
	case len(words) == 0 || slices.ContainsFunc(words, notOfName):
		return NameProposal{Reason: NameNotAName}
	case len(words) == 1:
		return NameProposal{Reason: NameOneWord, Also: []NameParts{{Given: words[0]}}}
	case isHighland(words):
		return highland(words)
	}
	if n := compoundLength(words); n > 0 {
		return compound(words, n)
	}
	if !bareFamily(words) && slices.ContainsFunc(words, func(w string) bool { return !IsSyllable(w) }) {
		return foreign(words)
	}
	return ordinary(words)
}

// notOfName refuses a word with anything but letters, marks, hyphen, apostrophe.
func notOfName(word string) bool {
	letter := false
	for _, r := range word {
		switch {
		case unicode.IsLetter(r):
			letter = true
		case !unicode.Is(unicode.Mn, r) && !strings.ContainsRune("-'\u2019\u2018", r):
			return true
		}
	}
	return !letter
}

// cut divides words after family and before the last given of them.
func cut(words []string, family, given int) NameParts {
	end := len(words) - given
	return NameParts{strings.Join(words[:family], " "), strings.Join(words[family:end], " "), strings.Join(words[end:], " ")}
}

// longerGiven adds the reading in which the last two words are one given name,
// unless the first of them is a middle name and nothing else.
func longerGiven(list []NameParts, words []string, family int) []NameParts {
	if len(words)-family < 2 || fixedMiddles[TextKey(words[len(words)-2])] {
		return list
	}
	return append(list, cut(words, family, 2))
}

func ordinary(words []string) NameProposal {
	p := NameProposal{Parts: cut(words, 1, 1), Confidence: Likely, Reason: NameKnownFamily}
	switch {
	case isFamily(words[0]):
	case bareFamily(words):
		p.Confidence, p.Reason = Possible, NameBare
	default:
		p.Confidence, p.Reason = Possible, NameNewFamily
	}
	if len(words) > 2 && twoFamilies(words) { // father's and mother's name together
		p.Confidence = Possible
		p.Also = append(p.Also, cut(words, 2, 1))
	}
	p.Also = longerGiven(p.Also, words, 1)
	return p
}

// twoFamilies reports a name whose second word is a family name too, where it is
// not as likely a middle name: in a longer name most family names may be one.
func twoFamilies(words []string) bool {
	second := TextKey(words[1])
	return firstOfTwo[second] || len(words) > 3 && families[second] && !fixedMiddles[second]
}

func compound(words []string, n int) NameProposal {
	p := NameProposal{Parts: cut(words, n, 1), Confidence: Likely, Reason: NameCompound}
	if doubtfulCompound[TextKey(strings.Join(words[:n], " "))] {
		p.Parts, p.Confidence = cut(words, 1, 1), Possible
		p.Also = append(p.Also, cut(words, n, 1))
		n = 1
	}
	p.Also = longerGiven(p.Also, words, n)
	return p
}

// foreign covers names of other countries and of peoples whose spelling is not
// Vietnamese: a family name of the list in front still says something.
func foreign(words []string) NameProposal {
	if isFamily(words[0]) {
		return NameProposal{Parts: cut(words, 1, 1), Confidence: Possible, Reason: NameKnownFamily, Also: longerGiven(nil, words, 1)}
	}
	last := len(words) - 1
	west := NameParts{Family: words[last], Middle: strings.Join(words[1:last], " "), Given: words[0]}
	return NameProposal{Reason: NameForeign, Also: []NameParts{west, cut(words, 1, 1)}}
}

// highland covers the peoples of the Central Highlands. Ê Đê and Mnông write the
// given name first, after Y for men or H' for women, and the clan last; Gia Rai
// write the clan first; Ba Na, Xơ Đăng, Cơ Ho and others have a given name only.
// Which people a name belongs to it does not say, so only a clan of the list
// makes a proposal.
func highland(words []string) NameProposal {
	n, whole := len(words), NameParts{Given: strings.Join(words, " ")}
	p := NameProposal{Reason: NameHighland}
	register := cut(words, 1, 1) // as registers that know one order only have it
	if k := clanLength(words); k > 0 {
		p.Parts, p.Confidence = cut(words, k, n-k), Possible
		p.Also = []NameParts{whole}
		return p
	}
	for k := min(2, n-1); k > 0; k-- {
		if clans[FoldWords(strings.Join(words[n-k:], " "))] {
			p.Parts = NameParts{Family: strings.Join(words[n-k:], " "), Given: strings.Join(words[:n-k], " ")}
			p.Confidence = Possible
			p.Also = []NameParts{whole, register}
			return p
		}
	}
	last := NameParts{Family: words[n-1], Given: strings.Join(words[:n-1], " ")}
	p.Also = []NameParts{whole}
	if last.Given != "Y" && last.Given != "A" {
		p.Also = append(p.Also, last)
	}
	p.Also = append(p.Also, register)
	return p
}
