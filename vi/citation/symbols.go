package citation

import (
	"strings"
	"unicode"

	"hoso/vi"
)

// symbols are the type symbols of numbers as they should be written, with the
// code that each stands for where it is not the symbol itself.
var symbols = func() map[string]string {
	m := map[string]string{}
	for _, s := range strings.Fields(`NQ NĐ QĐ QyĐ CT TT TTLT NQLT KL HD QC TB KH CTr BC TTr CV CĐ ĐA PA BB VBHN HĐ GM GGT PC PG PB
		TC DA BGN BTT GUQ GNP PL L SL QĐi=QĐ TTLB=TTLT TTLN=TTLT TTh=TTr HDLN=HD HDLT=HD KHLT=KH KHLN=KH QCPH=QC QCLN=QC QCLT=QC
		KHPH=KH CTPH=CTr CTrPH=CTr NQTW=NQ HĐLĐ=HĐ HĐMB=HĐ HĐKT=HĐ HĐDV=HĐ CTHĐ=CTr CTrHĐ=CTr TBKL=TB BCTH=BC BBTT=BB BBNT=BB BBTL=BB BBLV=BB BBKT=BB BBBG=BB`) {
		s, code, found := strings.Cut(s, "=")
		if !found {
			code = s
		}
		m[s] = code
	}
	return m
}()

// foldedSymbols find a symbol through misprints: QD, Qđ, TTR. Where two fold
// alike the first in the list of kinds wins.
var foldedSymbols = func() map[string]string {
	m := map[string]string{}
	for s, code := range symbols {
		f := vi.Fold(s)
		if old, ok := m[f]; !ok || len(code) > len(old) || code == "HD" || code == "CĐ" || code == "ĐA" {
			m[f] = code
		}
	}
	m["hd"], m["cd"], m["da"], m["ct"], m["tt"] = "HD", "CĐ", "ĐA", "CT", "TT"
	return m
}()

// weak symbols mark papers that are seldom cited and letters that mean other
// things; such a number needs its type word.
var weak = set("PC", "PG", "PB", "GM", "GGT", "GNP", "GUQ", "BGN", "BTT", "TC", "DA", "L", "SL", "HĐ", "BB")

// symbolKind gives the code of a type symbol.
func symbolKind(s string) (string, bool) {
	if code, ok := symbols[s]; ok {
		return code, true
	}
	f := vi.Fold(s)
	if strings.HasPrefix(f, "qh") && len(f) > 2 && isDigit(f[2]) {
		return codeLaw, true
	}
	if strings.HasPrefix(f, "ubtvqh") {
		return "NQ", true
	}
	if len(f) < 2 {
		return "", false
	}
	if code, ok := foldedSymbols[f]; ok {
		return code, true
	}
	for _, joint := range []string{"ln", "lt", "ph"} { // liên ngành, liên tịch, phối hợp
		if base, found := strings.CutSuffix(f, joint); found && foldedSymbols[base] != "" {
			return foldedSymbols[base], true
		}
	}
	return "", false
}

// gluedKind gives the code of a type symbol to which the issuer is glued, as in
// 01/2011/TTBNV.
func gluedKind(s string) (string, bool) {
	for _, head := range []string{"TTLT", "QĐ", "QD", "NĐ", "ND", "TT", "NQ", "CT"} {
		rest, found := strings.CutPrefix(s, head)
		if found && (issuers[rest] || len(rest) > 2 && rest[0] == 'B') {
			code, _ := symbolKind(head)
			return code, true
		}
	}
	return "", false
}

// issuers are symbols of bodies that are known whatever case they are in.
var issuers = func() map[string]bool {
	m := map[string]bool{}
	for _, s := range strings.Fields(`CP TTg TTG CTN TW TU ĐU HU QU ThU UBND HĐND BNV BTC BTP BCA BQP BCT BYT BXD BNG BGDĐT BGTVT BTNMT
		BKHCN BTTTT BVHTTDL BNNPTNT BKHĐT BLĐTBXH VPCP VPQH VPTW VPTU BTCTW BTCTU UBKTTW UBKTTU BTGTW BNCTW BCĐTW CB BCS BCSĐ UB NV`) {
		m[s] = true
	}
	return m
}()

// mixed are the symbols with small letters, which tell where a symbol ends to
// which the next word is glued.
var mixed = strings.Fields("CTrPH CTrHĐ CTr TTr TTg Ttg Ttr QĐi QyĐ ThU TTh TrS")

// symbol reads one symbol of a number at p: capitals, digits and '&'. In
// small letters it is taken only when it is known.
func (t *text) symbol(p int) (end int) {
	e, caps := p, 0
	for t.letter(e) || t.digit(e) || t.at(e) == '&' {
		if e-p > 24 {
			return p
		}
		e++
	}
	for caps < e-p && !unicode.IsLower(t.runes[p+caps]) {
		caps++
	}
	s := string(t.runes[p:e])
	switch {
	case e == p || t.digit(p):
		return p
	case caps == e-p:
		return p + t.unmarked(p, e)
	}
	for _, m := range mixed {
		if rest, found := strings.CutPrefix(s, m); found && rest == strings.ToUpper(rest) {
			return e
		}
		if strings.HasPrefix(s, m) && unicode.IsLower([]rune(s[len(m):])[0]) {
			return p + len([]rune(m))
		}
	}
	if caps >= 2 && e-p-caps > 1 && !t.oneSmall(p+caps, e) {
		return p + t.unmarked(p, p+caps) // "CPcủa": the next word is glued
	}
	if _, known := foldedSymbols[vi.Fold(s)]; known || caps >= 2 || caps == 1 && e-p > 2 && t.oneSmall(p+1, e) || knownIssuer(s) {
		return e
	}
	return p
}

// oneSmall reports that a symbol's only small letter stands at p, capitals behind
// it: the r of KTrVB.
func (t *text) oneSmall(p, e int) bool {
	for q := p + 1; q < e; q++ {
		if !t.upper(q) {
			return false
		}
	}
	return true
}

func knownIssuer(s string) bool {
	u := strings.ToUpper(s)
	return issuers[u] && len(u) > 1
}

// unmarked gives the length of a symbol without the mark of a footnote that is
// glued to it: CP1. QH15, C06 and PC07 keep their digits.
func (t *text) unmarked(p, e int) int {
	letters := e
	for letters > p && t.digit(letters-1) {
		letters--
	}
	head := string(t.runes[p:letters])
	if letters < e && (issuers[head] || e-letters == 1 && letters-p > 1 && head != "QH" && head != "UBTVQH" && t.match(t.separated(e), "ngay") < 0) {
		return letters - p
	}
	return e - p
}
