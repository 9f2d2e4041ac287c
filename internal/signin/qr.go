package signin

import (
	"errors"
	"fmt"
	"strings"
)

// A QR code (ISO/IEC 18004) in byte mode, level L, mask 0, versions 1 to 10: what
// the address of a secret needs, so that a phone reads it off the screen. No
// module of go.mod draws one.

// eccBytes and eccBlocks are, by version, the error correction of a block and
// the number of blocks at level L.
var (
	eccBytes  = [...]int{0, 7, 10, 15, 20, 26, 18, 20, 24, 30, 18}
	eccBlocks = [...]int{0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 4}
)

// QR is a square of modules, true for dark.
type QR struct {
	Size  int
	dark  [][]bool
	fixed [][]bool // patterns, not data
}

var errLong = errors.New("signin: the text is too long for a QR code")

// NewQR encodes a text of at most 271 bytes.
func NewQR(text string) (*QR, error) {
	for v := 1; v < len(eccBytes); v++ {
		room := rawBytes(v) - eccBytes[v]*eccBlocks[v]
		head := 12
		if v >= 10 {
			head = 20
		}
		if len(text)*8+head <= room*8 {
			q := newQR(v)
			q.draw(interleave(v, dataBytes(text, v, room)))
			return q, nil
		}
	}
	return nil, errLong
}

func rawBytes(v int) int {
	n := (16*v+128)*v + 64
	if v >= 2 {
		a := v/7 + 2
		n -= (25*a-10)*a - 55
		if v >= 7 {
			n -= 36
		}
	}
	return n / 8
}

// dataBytes are mode, length, text, end and padding.
func dataBytes(text string, v, room int) []byte {
	var bits []bool
	add := func(value, n int) {
		for i := n - 1; i >= 0; i-- {
			bits = append(bits, value>>i&1 == 1)
		}
	}
	add(4, 4)
	if v >= 10 {
		add(len(text), 16)
	} else {
		add(len(text), 8)
	}
	for i := range len(text) {
		add(int(text[i]), 8)
	}
	add(0, min(4, room*8-len(bits)))
	add(0, (8-len(bits)%8)%8)
	out := make([]byte, len(bits)/8, room)
	for i, b := range bits {
		if b {
			out[i/8] |= 0x80 >> (i % 8)
		}
	}
	for pad := byte(0xec); len(out) < room; pad ^= 0xec ^ 0x11 {
		out = append(out, pad)
	}
	return out
}

// interleave adds the error correction and mixes the blocks.
func interleave(v int, data []byte) []byte {
	blocks, ecc := eccBlocks[v], eccBytes[v]
	short, long := len(data)/blocks, len(data)%blocks
	var parts, checks [][]byte
	for i, at := 0, 0; i < blocks; i++ {
		n := short
		if i >= blocks-long {
			n++
		}
		parts, at = append(parts, data[at:at+n]), at+n
		checks = append(checks, remainder(parts[i], ecc))
	}
	var out []byte
	for i := range short + 1 {
		for _, p := range parts {
			if i < len(p) {
				out = append(out, p[i])
			}
		}
	}
	for i := range ecc {
		for _, c := range checks {
			out = append(out, c[i])
		}
	}
	return out
}

// times multiplies in GF(256) modulo x^8+x^4+x^3+x^2+1.
func times(a, b byte) byte {
	z := 0
	for i := 7; i >= 0; i-- {
		z = z<<1 ^ (z>>7)*0x11d
		z ^= int(b>>i&1) * int(a)
	}
	return byte(z)
}

// remainder is the Reed-Solomon remainder of data by the generator of a degree.
func remainder(data []byte, degree int) []byte {
	gen := make([]byte, degree)
	gen[degree-1] = 1
	root := byte(1)
	for range degree {
		for j := range gen {
			gen[j] = times(gen[j], root)
			if j+1 < degree {
				gen[j] ^= gen[j+1]
			}
		}
		root = times(root, 2)
	}
	rest := make([]byte, degree)
	for _, b := range data {
		factor := b ^ rest[0]
		rest = append(rest[1:], 0)
		for i := range rest {
			rest[i] ^= times(gen[i], factor)
		}
	}
	return rest
}

func newQR(v int) *QR {
	q := &QR{Size: 17 + 4*v}
	for range q.Size {
		q.dark, q.fixed = append(q.dark, make([]bool, q.Size)), append(q.fixed, make([]bool, q.Size))
	}
	for i := range q.Size {
		q.set(6, i, i%2 == 0)
		q.set(i, 6, i%2 == 0)
	}
	q.finder(3, 3)
	q.finder(q.Size-4, 3)
	q.finder(3, q.Size-4)
	q.alignments(v)
	q.format()
	q.version(v)
	return q
}

func (q *QR) set(x, y int, dark bool) { q.dark[y][x], q.fixed[y][x] = dark, true }

func (q *QR) finder(cx, cy int) {
	for dy := -4; dy <= 4; dy++ {
		for dx := -4; dx <= 4; dx++ {
			x, y := cx+dx, cy+dy
			if x >= 0 && y >= 0 && x < q.Size && y < q.Size {
				d := max(abs(dx), abs(dy))
				q.set(x, y, d != 2 && d != 4)
			}
		}
	}
}

func abs(n int) int { return max(n, -n) }

func (q *QR) alignments(v int) {
	if v == 1 {
		return
	}
	n := v/7 + 2
	step := (v*4 + n*2 + 1) / (n*2 - 2) * 2
	at := []int{6}
	for i := n - 2; i >= 0; i-- {
		at = append(at, q.Size-7-i*step)
	}
	for i, x := range at {
		for j, y := range at {
			if i == 0 && j == 0 || i == 0 && j == n-1 || i == n-1 && j == 0 {
				continue
			}
			for dy := -2; dy <= 2; dy++ {
				for dx := -2; dx <= 2; dx++ {
					q.set(x+dx, y+dy, max(abs(dx), abs(dy)) != 1)
				}
			}
		}
	}
}

// format draws level L and mask 0.
func (q *QR) format() {
	data := 1 << 3
	rest := data
	for range 10 {
		rest = rest<<1 ^ (rest>>9)*0x537
	}
	bits := (data<<10 | rest) ^ 0x5412
	bit := func(i int) bool { return bits>>i&1 == 1 }
	for i := range 6 {
		q.set(8, i, bit(i))
	}
	q.set(8, 7, bit(6))
	q.set(8, 8, bit(7))
	q.set(7, 8, bit(8))
	for i := 9; i < 15; i++ {
		q.set(14-i, 8, bit(i))
	}
	for i := range 8 {
		q.set(q.Size-1-i, 8, bit(i))
	}
	for i := 8; i < 15; i++ {
		q.set(8, q.Size-15+i, bit(i))
	}
	q.set(8, q.Size-8, true)
}

func (q *QR) version(v int) {
	if v < 7 {
		return
	}
	rest := v
	for range 12 {
		rest = rest<<1 ^ (rest>>11)*0x1f25
	}
	bits := v<<12 | rest
	for i := range 18 {
		dark := bits>>i&1 == 1
		q.set(q.Size-11+i%3, i/3, dark)
		q.set(i/3, q.Size-11+i%3, dark)
	}
}

// draw lays the data in its zigzag under mask 0.
func (q *QR) draw(data []byte) {
	i := 0
	for right := q.Size - 1; right >= 1; right -= 2 {
		if right == 6 {
			right = 5
		}
		for vert := range q.Size {
			for j := range 2 {
				x, y := right-j, vert
				if (right+1)&2 == 0 {
					y = q.Size - 1 - vert
				}
				if q.fixed[y][x] {
					continue
				}
				dark := i < len(data)*8 && data[i/8]>>(7-i%8)&1 == 1
				q.dark[y][x] = dark != ((x+y)%2 == 0)
				i++
			}
		}
	}
}

// Path is the picture as an SVG path, one unit a module, with the quiet zone of
// four modules.
func (q *QR) Path() string {
	var b strings.Builder
	for y, row := range q.dark {
		for x := 0; x < len(row); x++ {
			from := x
			for x < len(row) && row[x] {
				x++
			}
			if x > from {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from+4, y+4, x-from, x-from)
			}
		}
	}
	return b.String()
}

// Box is the view box of Path.
func (q *QR) Box() string { return fmt.Sprintf("0 0 %d %d", q.Size+8, q.Size+8) }
