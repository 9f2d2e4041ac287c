package workday

// The yearly decisions. Each was read in the document or in the press of its
// time. The Prime Minister decides the days of Tết and National Day (Article
// 112(3) of the Labour Code) and agrees to swaps, late in the year before or,
// for swaps, some weeks ahead; a ministry announces both.

func decision(number string) Basis {
	return Basis{Title: "công văn của Văn phòng Chính phủ", Number: number}
}

// decision2019 and decision2020 are known by what they say, not by number.
var (
	decision2019 = Basis{Title: "ý kiến của Thủ tướng Chính phủ (7/2018) về nghỉ lễ, Tết năm 2019"}
	decision2020 = Basis{Title: "ý kiến của Thủ tướng Chính phủ về nghỉ Tết năm 2020"}
	decision2022 = Basis{Title: "công văn số 245 (11/1/2022) của Văn phòng Chính phủ"}
	notice2026   = Basis{Title: "Thông báo", Number: "9441/TB-BNV"}
)

func arrangements() []Arrangement {
	return []Arrangement{
		{"tet", 2019, 2, decision2019, true},
		{"tet", 2020, 2, decision2020, true},
		{"tet", 2021, 2, decision("9895/VPCP-KGVX"), true},
		{"tet", 2022, 1, decision2022, true},
		{"tet", 2023, 2, decision("8056/VPCP-KGVX"), true},
		{"tet", 2024, 2, decision("8662/VPCP-KGVX"), true},
		{"tet", 2025, 2, decision("8726/VPCP-KGVX"), true},
		{"tet", 2026, 1, notice2026, true},
		{"national", 2021, 0, decision("9895/VPCP-KGVX"), true},
		{"national", 2022, 1, decision2022, true},
		{"national", 2023, 1, decision("8056/VPCP-KGVX"), true},
		{"national", 2024, 0, decision("8662/VPCP-KGVX"), true},
		{"national", 2025, 1, decision("8726/VPCP-KGVX"), true},
		{"national", 2026, 1, notice2026, true},
	}
}

func swaps() []Swap {
	return []Swap{
		{"2018-12-31", "2019-01-05", decision2019, true},
		{"2019-04-29", "2019-05-04", decision2019, true},
		{"2024-04-29", "2024-05-04", decision("2450/VPCP-KGVX"), true},
		{"2025-05-02", "2025-04-26", decision("8726/VPCP-KGVX"), true},
		{"2026-01-02", "2026-01-10", decision("12729/VPCP-KGVX"), true},
		{"2026-08-31", "2026-08-22", notice2026, true},
	}
}
