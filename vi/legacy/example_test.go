package legacy_test

import (
	"fmt"

	"hoso/vi/legacy"
)

// A file of 2003 says "Trường Đại học Luật" (law university) in TCVN3. Its bytes
// are no UTF-8; the proposal is for a person to look at before anything is kept.
func Example() {
	file := []byte("Tr\xad\xeang \xa7\xb9i h\xe4c Lu\xcbt")
	p := legacy.Propose(legacy.FromBytes(file))
	fmt.Printf("%s, confidence %.2f\n", p.Guess.Encoding, p.Guess.Confidence)
	fmt.Println(p.After)
	// Output:
	// tcvn3, confidence 0.82
	// Trường Đại học Luật
}

// "Nguyễn Văn Trường" as a program without the font shows the VNI file, and "cộng
// hoà xã hội" (socialist republic) typed in a font that draws capitals only.
func ExampleDecode() {
	fmt.Println(legacy.Decode("Nguyeãn Vaên Tröôøng", legacy.VNI, false).Text)
	fmt.Println(legacy.Decode("céng hoµ x· héi", legacy.TCVN3, true).Text)
	// Output:
	// Nguyễn Văn Trường
	// CỘNG HOÀ XÃ HỘI
}

func ExampleFromBytes() {
	s := legacy.FromBytes([]byte("Tr\xad\xeang \x93A\x94"))
	fmt.Println(legacy.Decode(s, legacy.TCVN3, false).Text)
	fmt.Println(legacy.FromBytes([]byte("Trường"))) // UTF-8 stays
	// Output:
	// Trường “A”
	// Trường
}

// One name in three ways, told for nearly certain. A single short word may be
// what it says (mãn, full) or món (dish) in a font of TCVN3: it stays, with low
// confidence, and the others are named.
func ExampleDetect() {
	for _, s := range []string{"NguyÔn V¨n An", "Nguyeãn Vaên An", "Nguyễn Văn An", "mãn"} {
		g := legacy.Detect(s)
		fmt.Printf("%s %.2f %v\n", g.Encoding, g.Confidence, g.Also)
	}
	// Output:
	// tcvn3 0.89 []
	// vni 0.89 []
	// unicode 0.89 []
	// unicode 0.40 [tcvn3 windows-1258]
}

// The ư of "được công nhận" (was recognised) was dropped on the way, as a soft
// hyphen. The text is converted as it is, and the word is reported.
func ExamplePropose() {
	p := legacy.Propose("®îc c«ng nhËn")
	fmt.Println(p.After)
	for _, d := range p.Damage {
		fmt.Println(d.Word, d.Maybe)
	}
	// Output:
	// đợc công nhận
	// đợc [được]
}

// A column typed by three people: the capital's name, Hà Nội, in three encodings,
// and a word without marks.
func ExampleColumn() {
	for _, p := range legacy.Column([]string{"Hµ Néi", "Haø Noäi", "Hà Nội", "Nam"}) {
		fmt.Println(p.Guess.Encoding, p.After)
	}
	// Output:
	// tcvn3 Hà Nội
	// vni Hà Nội
	// unicode Hà Nội
	// unicode Nam
}

func ExampleFont() {
	for _, name := range []string{".VnTime", ".VnTimeH", "VNI-Helve", "Times New Roman"} {
		fmt.Println(legacy.Font(name))
	}
	// Output:
	// tcvn3 false true
	// tcvn3 true true
	// vni false true
	// unicode false false
}
