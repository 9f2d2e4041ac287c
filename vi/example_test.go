package vi_test

import (
	"fmt"
	"slices"

	"golang.org/x/text/unicode/norm"

	"hoso/vi"
)

// A reader types "hoa binh" to find Hòa Bình, a province ("peace"). All its
// spellings fold to that: with the tone on either vowel, decomposed, in capitals.
func ExampleFold() {
	for _, s := range []string{"Hòa Bình", "Hoà Bình", norm.NFD.String("HÒA BÌNH"), "hoa  binh"} {
		fmt.Println(vi.Fold(s))
	}
	fmt.Println(vi.Fold("Đà Nẵng"))
	// Output:
	// hoa binh
	// hoa binh
	// hoa binh
	// hoa binh
	// da nang
}

func ExampleFoldWords() {
	fmt.Println(vi.FoldWords("H'Hen Niê (Đắk Lắk)"))
	fmt.Println(vi.FoldWords("Nghị định 30/2020/NĐ-CP")) // a decree and its number
	// Output:
	// h hen nie dak lak
	// nghi dinh 30 2020 nd cp
}

func ExampleWords() {
	fmt.Printf("%q\n", vi.Words("Phòng Tổ chức, phòng Hành chính")) // the personnel office, the administrative office
	// Output:
	// ["phong" "to" "chuc" "hanh" "chinh"]
}

// Pasted text brings decomposed letters, no-break spaces and characters without
// width. None of them is seen, and all of them make equal words unequal.
func ExampleClean() {
	pasted := "\u200bNguyê\u0303n\u00a0 Huệ\t"
	fmt.Printf("%q\n", vi.Clean(pasted))
	// Output:
	// "Nguyễn Huệ"
}

// The six tones of one syllable are six words: ma ghost, mà but, mả grave, mã
// code, má mother, mạ rice seedling. They come in the order of the tones, and
// before any word with another letter.
func ExampleTextKey() {
	list := []string{"mạ", "mưa", "ma", "mua", "má", "mâm", "mả", "mà", "mã", "đi", "da"}
	slices.SortFunc(list, func(a, b string) int {
		if vi.TextKey(a) < vi.TextKey(b) {
			return -1
		}
		return 1
	})
	fmt.Println(list)
	// Output:
	// [da đi ma mà mả mã má mạ mâm mua mưa]
}

// People are listed by given name, which is written last.
func ExampleSortKey() {
	people := []vi.NameParts{
		{Family: "Trần", Middle: "Văn", Given: "Bình"},
		{Family: "Nguyễn", Middle: "Thị", Given: "Ánh"},
		{Family: "Lê", Given: "Bình"},
		{Family: "Đỗ", Middle: "Minh", Given: "Anh"},
	}
	slices.SortFunc(people, func(a, b vi.NameParts) int {
		if vi.SortKey(a.Family, a.Middle, a.Given) < vi.SortKey(b.Family, b.Middle, b.Given) {
			return -1
		}
		return 1
	})
	for _, p := range people {
		fmt.Println(p.Family, p.Middle, p.Given)
	}
	// Output:
	// Đỗ Minh Anh
	// Nguyễn Thị Ánh
	// Lê  Bình
	// Trần Văn Bình
}

// "nghiêng" (leaning) is one syllable. "nguời" bears its marks as no syllable can:
// somebody mistyped người (person). "can" has the shape of one, in whatever
// language it stands.
func ExampleIsSyllable() {
	for _, word := range []string{"nghiêng", "người", "nguời", "can", "street"} {
		fmt.Println(word, vi.IsSyllable(word))
	}
	// Output:
	// nghiêng true
	// người true
	// nguời false
	// can true
	// street false
}

// Tôn Thất is a family name of two words. H'Hen Niê is of the Ê Đê people, who
// write the family name last. Whether Minh belongs to Khai only she knows: the other
// reading comes along. What is not Vietnamese in shape is not divided.
func ExampleProposeName() {
	for _, name := range []string{"Nguyễn Thị Minh Khai", "Tôn Thất Tùng", "H'Hen Niê", "John Smith"} {
		p := vi.ProposeName(name)
		fmt.Printf("%+v %s, also %d\n", p.Parts, p.Reason, len(p.Also))
	}
	// Output:
	// {Family:Nguyễn Middle:Thị Minh Given:Khai} known-family, also 1
	// {Family:Tôn Thất Middle: Given:Tùng} compound, also 0
	// {Family:Niê Middle: Given:H'Hen} highland, also 2
	// {Family: Middle: Given:} foreign, also 2
}

// A Đun is a name of the Central Highlands, where some peoples write the family
// name first and others last: nothing is proposed.
func ExampleProposeName_unknown() {
	p := vi.ProposeName("A Đun")
	fmt.Println(p.Confidence == vi.Unknown, p.Reason)
	// Output: true highland
}

// The number says: registered in Hà Nội (001), a woman born in the 20th century,
// in 1970. Somebody has entered her as a man.
func ExampleReadNumber() {
	f := vi.ReadNumber("001 170 012345")
	fmt.Println(f.Province, f.Sex == vi.Female, f.Year, f.Warnings)
	fmt.Println(f.Against(vi.Male, 1970))

	lost := vi.ReadNumber("1170012345") // a spreadsheet took it for a number
	fmt.Println(lost.Kind == vi.NumberOther, lost.Warnings)
	// Output:
	// Hà Nội true 1970 []
	// [sex]
	// true [length zeros]
}
