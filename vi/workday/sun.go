package workday

import "math"

// sunTerms is the sun's way as P. Bretagnon and J.-L. Simon give it (Planetary
// Programs and Tables from -4000 to +2800): size in units of 1e-7 radian, speed
// in degrees a Julian century, angle in degrees at noon of 2000-01-01. The sum
// is within two arc seconds of full theory, some fifty seconds of time.
var sunTerms = [...]struct{ size, speed, angle float64 }{
	{403406, 0.9287892, 270.54861}, {195207, 35999.1376958, 340.19128}, {119433, 35999.4089666, 63.91854},
	{112392, 35998.7287385, 331.26220}, {3891, 71998.20261, 317.843}, {2819, 71998.4403, 86.631},
	{1721, 36000.35726, 240.052}, {660, 71997.4812, 310.26}, {350, 32964.4678, 247.23},
	{334, -19.4410, 260.87}, {314, 445267.1117, 297.82}, {268, 45036.8840, 343.14},
	{242, 3.1008, 166.79}, {234, 22518.4434, 81.53}, {158, -19.9739, 3.50},
	{132, 65928.9345, 132.75}, {129, 9038.0293, 182.95}, {114, 3034.7684, 162.03},
	{99, 33718.148, 29.8}, {93, 3034.448, 266.4}, {86, -2280.773, 249.2},
	{78, 29929.992, 157.6}, {72, 31556.493, 257.8}, {68, 149.588, 185.1},
	{64, 9037.750, 69.9}, {46, 107997.405, 8.0}, {38, -4444.176, 197.1},
	{37, 151.771, 250.4}, {32, 67555.316, 65.3}, {29, 31556.080, 162.7},
	{28, -4561.540, 341.5}, {27, 107996.706, 291.6}, {27, 1221.655, 98.5},
	{25, 62894.167, 146.7}, {24, 31437.369, 110.0}, {21, 14578.298, 5.2},
	{21, -31931.757, 342.6}, {20, 34777.243, 230.9}, {18, 1221.999, 256.1},
	{17, 62894.511, 45.3}, {14, -4442.039, 242.9}, {13, 107997.909, 115.2},
	{13, 119.066, 151.8}, {13, 16859.071, 285.3}, {12, -4.578, 53.3},
	{10, 26895.292, 126.6}, {10, -39.127, 205.7}, {10, 12297.536, 85.9}, {10, 90073.778, 146.1},
}

// sunLongitude gives where the sun is seen on its yearly way, in degrees from 0
// to 360, at a Julian day in Universal Time. 0 is the spring equinox, 270 the
// winter solstice.
func sunLongitude(jd float64) float64 {
	t := (jd - 2451545) / 36525
	t += deltaT(2000+100*t) / 86400 / 36525
	sum := 0.0
	for _, s := range sunTerms {
		sum += s.size * sin(s.angle+s.speed*t)
	}
	aberration := 0.0000974*cos(177.63+35999.01848*t) - 0.005575
	nutation := -0.004778*sin(124.90-1934.134*t+0.002063*t*t) - 0.0003667*sin(201.11+72001.5377*t+0.00057*t*t)
	seen := 282.7771834 + 36000.76953744*t + 1e-7*180/math.Pi*sum + aberration + nutation
	return seen - 360*math.Floor(seen/360)
}

// clockLag has the polynomials of F. Espenak and J. Meeus for deltaT: until which
// year, counted from which, coefficients by rising power.
var clockLag = [...]struct {
	until, origin float64
	c             []float64
}{
	{1920, 1900, []float64{-2.79, 1.494119, -0.0598939, 0.0061966, -0.000197}},
	{1941, 1920, []float64{21.20, 0.84493, -0.076100, 0.0020936}},
	{1961, 1950, []float64{29.07, 0.407, -1.0 / 233, 1.0 / 2547}},
	{1986, 1975, []float64{45.45, 1.067, -1.0 / 260, -1.0 / 718}},
	{2005, 2000, []float64{63.86, 0.3345, -0.060374, 0.0017275, 0.000651814, 0.00002373599}},
	{2050, 2000, []float64{62.92, 0.32217, 0.005589}},
	{2150, 1820, []float64{-205.724, 0.5628, 0.0032}},
	{math.Inf(1), 1820, []float64{-20, 0, 0.0032}},
}

// deltaT gives how many seconds the even time of the formulas is ahead of the
// time of clocks, which follow the turning earth. For the future it is a guess
// of a minute or two, which no one can better.
func deltaT(year float64) float64 {
	i := 0
	for year >= clockLag[i].until {
		i++
	}
	p, sum := clockLag[i], 0.0
	for j := len(p.c) - 1; j >= 0; j-- {
		sum = sum*(year-p.origin) + p.c[j]
	}
	return sum
}

func sin(degrees float64) float64 { return math.Sin(math.Mod(degrees, 360) * math.Pi / 180) }

func cos(degrees float64) float64 { return sin(degrees + 90) }
