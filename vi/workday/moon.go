package workday

// newMoon gives the instant of new moon k, as a Julian day in Universal Time; k
// counts from the first new moon of the year 2000. Jean Meeus, Astronomical
// Algorithms, 2nd edition, chapter 49: within some twenty seconds.
func newMoon(k int) float64 {
	n := float64(k)
	t := n / 1236.85
	t2, t3, t4 := t*t, t*t*t, t*t*t*t
	jde := 2451550.09766 + 29.530588861*n + 0.00015437*t2 - 0.000000150*t3 + 0.00000000073*t4
	a := moonArguments{
		e:     1 - 0.002516*t - 0.0000074*t2,
		sun:   2.5534 + 29.10535670*n - 0.0000014*t2 - 0.00000011*t3,
		moon:  201.5643 + 385.81693528*n + 0.0107582*t2 + 0.00001238*t3 - 0.000000058*t4,
		lat:   160.7108 + 390.67050284*n - 0.0016118*t2 - 0.00000227*t3 + 0.000000011*t4,
		omega: 124.7746 - 1.56375588*n + 0.0020672*t2 + 0.00000215*t3,
	}
	jde += a.correction()
	for i, p := range planets {
		angle := p.angle + p.speed*n
		if i == 0 {
			angle -= 0.009173 * t2
		}
		jde += p.size * 1e-6 * sin(angle)
	}
	return jde - deltaT(2000+n/12.3685)/86400
}

// moonArguments are the eccentricity and, in degrees, the anomalies of sun and
// moon, the moon's argument of latitude and its ascending node.
type moonArguments struct{ e, sun, moon, lat, omega float64 }

// moonTerms: size in days, power of e, multiples of sun, moon, lat.
var moonTerms = [...]struct {
	size           float64
	e              int
	sun, moon, lat float64
}{
	{-0.40720, 0, 0, 1, 0}, {0.17241, 1, 1, 0, 0}, {0.01608, 0, 0, 2, 0}, {0.01039, 0, 0, 0, 2},
	{0.00739, 1, -1, 1, 0}, {-0.00514, 1, 1, 1, 0}, {0.00208, 2, 2, 0, 0}, {-0.00111, 0, 0, 1, -2},
	{-0.00057, 0, 0, 1, 2}, {0.00056, 1, 1, 2, 0}, {-0.00042, 0, 0, 3, 0}, {0.00042, 1, 1, 0, 2},
	{0.00038, 1, 1, 0, -2}, {-0.00024, 1, -1, 2, 0}, {-0.00007, 0, 2, 1, 0}, {0.00004, 0, 0, 2, -2},
	{0.00004, 0, 3, 0, 0}, {0.00003, 0, 1, 1, -2}, {0.00003, 0, 0, 2, 2}, {-0.00003, 0, 1, 1, 2},
	{0.00003, 0, -1, 1, 2}, {-0.00002, 0, -1, 1, -2}, {-0.00002, 0, 1, 3, 0}, {0.00002, 0, 0, 4, 0},
}

var planets = [...]struct{ angle, speed, size float64 }{
	{299.77, 0.107408, 325}, {251.88, 0.016321, 165}, {251.83, 26.651886, 164}, {349.42, 36.412478, 126},
	{84.66, 18.206239, 110}, {141.74, 53.303771, 62}, {207.14, 2.453732, 60}, {154.84, 7.306860, 56},
	{34.52, 27.261239, 47}, {207.19, 0.121824, 42}, {291.34, 1.844379, 40}, {161.72, 24.198154, 37},
	{239.56, 25.513099, 35}, {331.55, 3.592518, 23},
}

func (a moonArguments) correction() float64 {
	sum := -0.00017 * sin(a.omega)
	for _, t := range moonTerms {
		v := t.size * sin(t.sun*a.sun+t.moon*a.moon+t.lat*a.lat)
		for range t.e {
			v *= a.e
		}
		sum += v
	}
	return sum
}
