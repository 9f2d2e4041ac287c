package id_test

import (
	"math"
	"strings"
	"testing"

	"hoso/internal/id"
)

// TestNothingInOrder: an id tells neither when nor after which other it was made
// (SECURITY T28). Of 20 000 made one after the other each bit is set as often as
// not, the next is as often above as below, and where an id falls says nothing of
// when it was made.
func TestNothingInOrder(t *testing.T) {
	const n = 20_000
	var set [128]int
	var slots [16][16]int // when it was made, by where it falls
	seen, above := map[id.ID]bool{}, 0
	last := id.New()
	for i := range n {
		x := id.New()
		if seen[x] || x.IsZero() {
			t.Fatal("an id was made twice")
		}
		seen[x] = true
		for bit := range set {
			set[bit] += int(x[bit/8]>>(bit%8)) & 1
		}
		if x.Compare(last) > 0 {
			above++
		}
		slots[i*16/n][x[0]>>4]++
		last = x
	}
	for bit, k := range set {
		if z := math.Abs(float64(k)-n/2) / math.Sqrt(n/4); z > 5 {
			t.Errorf("bit %d is set %d times of %d", bit, k, n)
		}
	}
	// of a random row the share above the one before has variance (n+1)/12
	if z := math.Abs(float64(above)-n/2) / math.Sqrt(n/12.0); z > 5 {
		t.Errorf("%d of %d stand above the one before", above, n)
	}
	chi, want := 0.0, float64(n)/256
	for _, row := range slots {
		for _, k := range row {
			chi += (float64(k) - want) * (float64(k) - want) / want
		}
	}
	if chi > 255+6*math.Sqrt(2*255) { // 255 degrees, six deviations
		t.Errorf("chi-square %.0f: where an id falls says when it was made", chi)
	}
}

// TestParse: one id has one outside form; every other text names nothing.
func TestParse(t *testing.T) {
	x := id.New()
	text := x.Text("unt")
	if got, err := id.Parse("unt", text); err != nil || got != x {
		t.Fatal(got, err)
	}
	for _, bad := range []string{"", "unt_", x.String(), "per_" + x.String(), strings.ToUpper(text), text + "a", text[:len(text)-1], text + "=", " " + text,
		text[:len(text)-1] + "b1", strings.Replace(text, "unt_", "unt-", 1), "unt_" + strings.Repeat("a", 25) + "b", "unt_" + strings.Repeat("0", 26)} {
		if got, err := id.Parse("unt", bad); err == nil {
			t.Errorf("%q names %v", bad, got)
		}
	}
}

// TestOf: what a command makes is the same when it is sent again, another for
// every key and every part, and random without a key.
func TestOf(t *testing.T) {
	a, b := [16]byte{1}, [16]byte{2}
	first, again := id.Of(a, "x"), id.Of(a, "x")
	one, other := id.Of([16]byte{}, "x"), id.Of([16]byte{}, "x")
	if first != again || first == id.Of(a, "y") || first == id.Of(b, "x") || one == other {
		t.Error("ids of commands are mixed up")
	}
}
