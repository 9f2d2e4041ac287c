package vi_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"hoso/vi"
)

func parts(p vi.NameParts) string { return p.Family + "|" + p.Middle + "|" + p.Given }

func TestProposeName(t *testing.T) {
	for _, c := range []struct {
		full, want string // family|middle|given
		confidence vi.Confidence
		reason     vi.NameReason
	}{
		{"Nguyễn Văn An", "Nguyễn|Văn|An", vi.Likely, vi.NameKnownFamily},
		{"  NGUYỄN  VĂN\u00a0AN ", "NGUYỄN|VĂN|AN", vi.Likely, vi.NameKnownFamily},
		{norm.NFD.String("Đặng Thị Hoà"), "Đặng|Thị|Hoà", vi.Likely, vi.NameKnownFamily},
		{"Trần An", "Trần||An", vi.Likely, vi.NameKnownFamily},
		{"Giàng A Páo", "Giàng|A|Páo", vi.Likely, vi.NameKnownFamily},
		{"Nguyễn Trần Minh Anh", "Nguyễn|Trần Minh|Anh", vi.Possible, vi.NameKnownFamily},
		{"Lê Trần Anh", "Lê|Trần|Anh", vi.Possible, vi.NameKnownFamily},
		{"Đoàn Hoàng Minh Anh", "Đoàn|Hoàng Minh|Anh", vi.Possible, vi.NameKnownFamily},
		{"Tôn Nữ Thị Ninh", "Tôn Nữ|Thị|Ninh", vi.Likely, vi.NameCompound},
		{"Công Tằng Tôn Nữ Mỹ Dung", "Công Tằng Tôn Nữ|Mỹ|Dung", vi.Likely, vi.NameCompound},
		{"Tôn Thất Tùng", "Tôn Thất||Tùng", vi.Likely, vi.NameCompound},
		{"Âu Dương Thuỵ", "Âu Dương||Thuỵ", vi.Likely, vi.NameCompound},
		{"Nguyễn Phúc Lộc", "Nguyễn|Phúc|Lộc", vi.Possible, vi.NameCompound},
		{"Tôn Nữ", "Tôn||Nữ", vi.Likely, vi.NameKnownFamily},
		{"Nguyen Van An", "Nguyen|Van|An", vi.Possible, vi.NameBare},
		{"Sái Công Minh", "Sái|Công|Minh", vi.Possible, vi.NameNewFamily},
		{"Thạch Chanh Đa Ra", "Thạch|Chanh Đa|Ra", vi.Likely, vi.NameKnownFamily},
		{"H'Hen Niê", "Niê||H'Hen", vi.Possible, vi.NameHighland},
		{"Y Ngông Niê Kdăm", "Niê Kdăm||Y Ngông", vi.Possible, vi.NameHighland},
		{"Siu Black", "Siu||Black", vi.Possible, vi.NameHighland},
		{"Rơ Châm H’Phik", "Rơ Châm||H’Phik", vi.Possible, vi.NameHighland},
		{"A Đun", "||", vi.Unknown, vi.NameHighland},
		{"K' Brêo", "||", vi.Unknown, vi.NameHighland},
		{"John Smith", "||", vi.Unknown, vi.NameForeign},
		{"Nguyễn John", "Nguyễn||John", vi.Possible, vi.NameKnownFamily},
		{"An", "||", vi.Unknown, vi.NameOneWord},
		{"", "||", vi.Unknown, vi.NameNotAName},
		{"PGS.TS Nguyễn Văn An", "||", vi.Unknown, vi.NameNotAName},
		{"Nguyễn Văn An (1970)", "||", vi.Unknown, vi.NameNotAName},
		{"- -", "||", vi.Unknown, vi.NameNotAName},
	} {
		p := vi.ProposeName(c.full)
		if parts(p.Parts) != c.want || p.Confidence != c.confidence || p.Reason != c.reason {
			t.Errorf("%q: %s, %d, %s; want %s, %d, %s", c.full, parts(p.Parts), p.Confidence, p.Reason, c.want, c.confidence, c.reason)
		}
	}
}

func TestProposeNameAlso(t *testing.T) {
	for full, want := range map[string][]string{
		"Nguyễn Văn An":        nil, // Văn begins no given name
		"Nguyễn Lan Anh":       {"Nguyễn||Lan Anh"},
		"Nguyễn Trần Minh Anh": {"Nguyễn Trần|Minh|Anh", "Nguyễn|Trần|Minh Anh"},
		"Nguyễn Phúc Lộc":      {"Nguyễn Phúc||Lộc", "Nguyễn||Phúc Lộc"},
		"Y Thắng":              {"||Y Thắng", "Y||Thắng"},
		"Y Thắng Ayun":         {"||Y Thắng Ayun", "Y|Thắng|Ayun"},
		"John Paul Smith":      {"Smith|Paul|John", "John|Paul|Smith"},
	} {
		var got []string
		for _, p := range vi.ProposeName(full).Also {
			got = append(got, parts(p))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: also %q, want %q", full, got, want)
		}
	}
}

// In the list of names a Vietnamese reader knows the family name of each.
func TestProposeNameKnowsTheListedFamilies(t *testing.T) {
	unknown := 0
	for _, l := range listedNames(t) {
		if p := vi.ProposeName(l.before + " " + l.given[0]); p.Confidence == vi.Unknown || p.Reason == vi.NameNewFamily {
			t.Logf("%s %s: %s", l.before, l.given[0], p.Reason)
			unknown++
		}
	}
	if unknown > 5 {
		t.Errorf("%d names are not known", unknown)
	}
}

// No reading loses, adds or changes a word, and none is given twice.
func FuzzProposeName(f *testing.F) {
	for _, s := range []string{"Nguyễn Văn An", "H'Hen Niê", "Công Tằng Tôn Nữ Mỹ Dung", "John Smith", "Y", "A  B\u00a0C"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, full string) {
		p := vi.ProposeName(full)
		words := strings.Fields(vi.NFC(full))
		slices.Sort(words)
		readings := p.Also
		if p.Confidence != vi.Unknown {
			readings = append([]vi.NameParts{p.Parts}, readings...)
		} else if p.Parts != (vi.NameParts{}) {
			t.Errorf("%q: parts of the unknown", full)
		}
		for i, r := range readings {
			got := strings.Fields(r.Family + " " + r.Middle + " " + r.Given)
			slices.Sort(got)
			if !slices.Equal(got, words) || r.Given == "" || slices.Contains(readings[:i], r) {
				t.Errorf("%q: reading %d is %q", full, i, r)
			}
		}
	})
}
