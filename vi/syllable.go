package vi

import (
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"
)

// rhymes holds every rhyme of Vietnamese spelling, without tone. After q, which
// is always followed by u, a rhyme with u gives its rest.
var rhymes = setOf(`
a ac ach ai am an ang anh ao ap at au ay
ăc ăk ăm ăn ăng ăp ăt
âc âm ân âng âp ât âu ây
e ec em en eng eo ep et
ê êch êm ên êng ênh êp êt êu
i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot
ô ôc ôi ôm ôn ông ôp ôt
ơ ơi ơm ơn ơp ơt
u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uyn uynh uyt uyu
ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
y yêm yên yêng yêt yêu`)

// onsets are the consonants with which a syllable may begin.
var onsets = strings.Fields("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x")

func setOf(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// shapes holds every onset and rhyme that go together, without tone: about 3,500.
var shapes = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for rhyme := range rhymes {
		m[rhyme] = true
		for _, onset := range onsets {
			if goTogether(onset, rhyme) {
				m[onset+rhyme] = true
			}
		}
		if rest, ok := strings.CutPrefix(rhyme, "u"); ok && rest != "" && strings.ContainsRune("aâêiơy", []rune(rest)[0]) {
			m["qu"+rest] = true // q has its u from the rhyme: quy, quyên
		}
	}
	return m
})

// longest is more bytes than any syllable takes, decomposed (nghiễng: 11).
const longest = 24

// IsSyllable reports whether word has the shape of one Vietnamese syllable: an
// onset and a rhyme that go together, at most one tone, on a vowel, and one that
// the rhyme can bear. Case and tone placement do not matter. It judges spelling
// and not meaning: many syllables of that shape are no words, and some English
// words (an, can, to) pass.
func IsSyllable(word string) bool {
	if len(word) > longest {
		return false
	}
	letters, tone, ok := bareSyllable(word)
	if !ok || stopped(letters) && tone != '4' && tone != '5' {
		return false // a final c, ch, k, p or t bears sắc or nặng only
	}
	return shapes()[letters]
}

func stopped(letters string) bool {
	return strings.HasSuffix(letters, "ch") || strings.ContainsAny(letters[len(letters)-1:], "ckpt")
}

// goTogether holds the spelling rules of an onset and a rhyme.
func goTogether(onset, rest string) bool {
	front := strings.HasPrefix(rest, "i") || strings.HasPrefix(rest, "e") || strings.HasPrefix(rest, "ê") || strings.HasPrefix(rest, "y")
	switch onset {
	case "k", "gh", "ngh":
		return front
	case "c", "ng":
		return !front
	case "g":
		return !front || rest == "i" || rest == "in"
	case "gi":
		return !strings.HasPrefix(rest, "i") && !strings.HasPrefix(rest, "y")
	case "qu":
		return rest == "ôc" || strings.ContainsRune("aăâeêiơ", []rune(rest)[0])
	}
	return !strings.HasPrefix(rest, "y") || rest == "y"
}

// bareRhymes are the rhymes without any mark.
var bareRhymes = func() map[string]bool {
	m := map[string]bool{}
	for r := range rhymes {
		m[Fold(r)] = true
	}
	return m
}()

// isBareSyllable reports whether a folded word may be a syllable that lost its
// marks. More English words pass than pass IsSyllable.
func isBareSyllable(word string) bool {
	if bareRhymes[word] {
		return true
	}
	for _, onset := range onsets {
		if rest, ok := strings.CutPrefix(word, Fold(onset)); ok && bareRhymes[rest] {
			return true
		}
	}
	return false
}

// toned is a vowel that bears a tone.
type toned struct {
	vowel rune
	tone  byte
}

// vowels maps every composed vowel to its parts.
var vowels = func() map[rune]toned {
	m := map[rune]toned{}
	for _, v := range "aăâeêioôơuưy" {
		m[v] = toned{v, '0'}
		for mark, tone := range toneRank {
			m[[]rune(norm.NFC.String(string(v) + string(mark)))[0]] = toned{v, tone}
		}
	}
	return m
}()

// marked are the vowels that draw the tone: none stands on a plain vowel beside
// one of them. (Which of ư and ơ in nước bears it, people get wrong.)
const marked = "ăâêôơư"

// bareSyllable gives the letters of a word, lower case and composed, and its
// tone. It refuses a second tone and a tone where no rule places it (tíên).
func bareSyllable(word string) (letters string, tone byte, ok bool) {
	var b strings.Builder
	under := rune(0) // the vowel under the tone
	tone = '0'
	for _, r := range strings.ToLower(norm.NFC.String(word)) {
		v, isVowel := vowels[r]
		switch {
		case !isVowel:
			b.WriteRune(r)
			continue
		case v.tone != '0' && under != 0:
			return "", 0, false
		case v.tone != '0':
			tone, under = v.tone, v.vowel
		}
		b.WriteRune(v.vowel)
	}
	letters = b.String()
	if letters == "" || under != 0 && strings.ContainsAny(letters, marked) && !strings.ContainsRune(marked, under) {
		return "", 0, false
	}
	return letters, tone, true
}
