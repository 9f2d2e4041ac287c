package vi_test

import (
	"fmt"
	"slices"
	"testing"

	"hoso/vi"
)

func TestReadNumber(t *testing.T) {
	type w = []vi.NumberWarning
	for in, want := range map[string]vi.NumberFacts{
		"001085012345":       {Digits: "001085012345", Kind: vi.NumberPersonal, Place: "001", Province: "Hà Nội", Sex: vi.Male, Year: 1985},
		"079 199-00.0001":    {Digits: "079199000001", Kind: vi.NumberPersonal, Place: "079", Province: "Hồ Chí Minh", Sex: vi.Female, Year: 1999},
		"048301\u00a0123456": {Digits: "048301123456", Kind: vi.NumberPersonal, Place: "048", Province: "Đà Nẵng", Sex: vi.Female, Year: 2001},
		"031200123456":       {Digits: "031200123456", Kind: vi.NumberPersonal, Place: "031", Province: "Hải Phòng", Sex: vi.Male, Year: 2000},
		"300085012345":       {Digits: "300085012345", Kind: vi.NumberPersonal, Place: "300", Sex: vi.Male, Year: 1985, Warnings: w{vi.WarnPlace}},
		"001400012345":       {Digits: "001400012345", Kind: vi.NumberPersonal, Place: "001", Province: "Hà Nội", Sex: vi.Male, Year: 2100, Warnings: w{vi.WarnCentury}},
		"012345678":          {Digits: "012345678", Kind: vi.NumberCMND},
		"1085012345":         {Digits: "1085012345", Warnings: w{vi.WarnLength, vi.WarnZeros}},
		"79199000001":        {Digits: "79199000001", Warnings: w{vi.WarnLength, vi.WarnZeros}},
		"3085012345":         {Digits: "3085012345", Warnings: w{vi.WarnLength}},
		"":                   {Warnings: w{vi.WarnLength}},
		"00108501234O":       {Digits: "00108501234O", Warnings: w{vi.WarnNotDigits}},
	} {
		got := vi.ReadNumber(in)
		if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
			t.Errorf("ReadNumber(%q)\n got %+v\nwant %+v", in, got, want)
		}
	}
}

func TestNumberAgainst(t *testing.T) {
	f := vi.ReadNumber("001085012345")
	for _, c := range []struct {
		sex  vi.Sex
		year int
		want []vi.NumberWarning
	}{
		{vi.Male, 1985, nil}, {vi.SexUnknown, 0, nil}, {vi.Female, 1985, []vi.NumberWarning{vi.WarnSex}},
		{vi.Female, 1986, []vi.NumberWarning{vi.WarnSex, vi.WarnYear}},
	} {
		if got := f.Against(c.sex, c.year); !slices.Equal(got, c.want) {
			t.Errorf("Against(%d, %d) = %v, want %v", c.sex, c.year, got, c.want)
		}
	}
	if got := vi.ReadNumber("012345678").Against(vi.Male, 1985); got != nil {
		t.Errorf("an old number states nothing, but %v", got)
	}
}

// All 63 provinces of the annex and no others.
func TestProvinces(t *testing.T) {
	n := 0
	for code := range 1000 {
		if f := vi.ReadNumber(fmt.Sprintf("%03d085012345", code)); f.Province != "" {
			n++
		}
	}
	if n != 63 {
		t.Errorf("%d provinces", n)
	}
}

func FuzzReadNumber(f *testing.F) {
	f.Add("001085012345")
	f.Add("12\u00ad3")
	f.Fuzz(func(t *testing.T, s string) {
		n := vi.ReadNumber(s)
		if n.Kind == vi.NumberPersonal && (len(n.Digits) != 12 || n.Sex == vi.SexUnknown || n.Year < 1900) {
			t.Errorf("%q: %+v", s, n)
		}
		if n.Kind == vi.NumberOther && len(n.Warnings) == 0 {
			t.Errorf("%q: nothing to say", s)
		}
	})
}
