package ledger

import (
	"math"
	"testing"
	"time"

	"hoso/internal/id"
)

// TestCanonicalJSON has the one spelling of each kind of value. The escapes are
// the example of RFC 8785, 3.2.2; its order of keys, by UTF-16, is not ours.
func TestCanonicalJSON(t *testing.T) {
	type inner struct{ B, A int }
	seven := 7
	for name, c := range map[string]struct {
		in   any
		want string
	}{
		"nothing":           {nil, `null`},
		"nil pointer":       {(*int)(nil), `null`},
		"pointer":           {&seven, `7`},
		"true":              {true, `true`},
		"smallest integer":  {int64(math.MinInt64), `-9223372036854775808`},
		"largest integer":   {int64(math.MaxInt64), `9223372036854775807`},
		"small unsigned":    {uint32(math.MaxUint32), `4294967295`},
		"zero id":           {id.ID{}, `"aaaaaaaaaaaaaaaaaaaaaaaaaa"`},
		"digest":            {Hash{0xab, 31: 0xcd}, `"ab000000000000000000000000000000000000000000000000000000000000cd"`},
		"bytes":             {[]byte{0, 0xFF}, `"00ff"`},
		"array of bytes":    {[2]byte{1, 2}, `"0102"`},
		"empty list":        {[]int{}, `[]`},
		"list":              {[]any{1, "a", nil}, `[1,"a",null]`},
		"empty map":         {map[string]int{}, `{}`},
		"empty struct":      {struct{}{}, `{}`},
		"struct's order":    {inner{B: 1, A: 2}, `{"A":2,"B":1}`},
		"keys by bytes":     {map[string]int{"\u20ac": 1, "\r": 2, "1": 3, "\U0001F600": 4, "\u0080": 5, "\u00f6": 6}, "{\"\\r\":2,\"1\":3,\"\u0080\":5,\"ö\":6,\"€\":1,\"😀\":4}"},
		"keys, then prefix": {map[string]int{"ab": 1, "a": 2, "B": 3}, `{"B":3,"a":2,"ab":1}`},
		"key is composed":   {map[string]int{"e\u0301": 1, "z": 2}, `{"z":2,"é":1}`},
		"text is composed":  {"Nguye\u0302\u0303n", `"Nguyễn"`},
		"escapes":           {"\u20ac$\u000f\nA'B\"\\\\\"/", `"€$\u000f\nA'B\"\\\\\"/"`},
		"short escapes":     {"\b\t\n\f\r\x7f", `"\b\t\n\f\r` + "\x7f" + `"`},
		"no HTML":           {"<a href='x'>&", `"<a href='x'>&"`},
		"line separators":   {"\u2028\u2029", `"\u2028\u2029"`},
	} {
		got, err := CanonicalJSON(c.in)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %s, want %s (%v)", name, got, c.want, err)
		}
	}
}

// TestCanonicalRefuses has what would make two different values one, or has no
// exact spelling.
func TestCanonicalRefuses(t *testing.T) {
	for name, in := range map[string]any{
		"float":             1.0,
		"float in a list":   []any{1, 2.5},
		"unsigned 64 bits":  uint64(1),
		"complex":           complex(1, 1),
		"function":          func() {},
		"channel":           make(chan int),
		"integer keys":      map[int]string{1: "a"},
		"keys equal in NFC": map[string]int{"é": 1, "e\u0301": 2},
		"text not UTF-8":    "\xff",
		"key not UTF-8":     map[string]int{"\xff": 1},
		"time":              time.Unix(0, 0),
		"hidden fields":     struct{ a int }{1},
	} {
		if got, err := CanonicalJSON(in); err == nil {
			t.Errorf("%s: written as %s", name, got)
		}
	}
}
