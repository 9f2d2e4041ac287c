package testenv

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/base64"
	bits "encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Hunt looks for secrets in bytes, in every form that a program may have written
// them in: as they are, in UTF-16 of both orders, hexadecimal, base64 of both
// alphabets wherever it began, escaped as in addresses and JSON; and in all of
// these inside whatever inflates.
type Hunt struct {
	pairs [1 << 16]bool
	heads map[uint64][]needle
	// Raw is up to how many bytes of a file a deflate stream without any header is
	// looked for at each of them; in larger ones it is known by a header.
	Raw int
	// Bytes is how many bytes were read, Inflated how many came out of members.
	Bytes, Inflated, Members int64
	inflater                 io.ReadCloser
}

type needle struct {
	looks  []byte
	form   string
	secret int
}

// What is tried: members at most so deep in each other, and so large.
const (
	huntDepth  = 3
	huntMember = 64 << 20
	huntRaw    = 32 << 10
)

// NewHunt makes a hunt for secrets of 10 bytes or more.
func NewHunt(secrets ...[]byte) *Hunt {
	h := &Hunt{Raw: huntRaw, heads: map[uint64][]needle{}, inflater: flate.NewReader(strings.NewReader(""))}
	for i, s := range secrets {
		for form, looks := range Forms(s) {
			if len(looks) < 8 {
				continue // of no secret that is long enough
			}
			h.pairs[bits.LittleEndian.Uint16(looks)] = true
			head := bits.LittleEndian.Uint64(looks)
			h.heads[head] = append(h.heads[head], needle{looks, form, i})
		}
	}
	return h
}

// Forms are what a secret may look like, by name.
func Forms(secret []byte) map[string][]byte {
	list := map[string][]byte{"raw": secret, "hex": []byte(hex.EncodeToString(secret)), "HEX": []byte(strings.ToUpper(hex.EncodeToString(secret)))}
	if text := string(secret); strings.ToValidUTF8(text, "") == text {
		var le, be []byte
		for _, u := range utf16.Encode([]rune(text)) {
			le, be = append(le, byte(u), byte(u>>8)), append(be, byte(u>>8), byte(u))
		}
		list["UTF-16LE"], list["UTF-16BE"] = le, be
		quoted := strconv.QuoteToASCII(text)
		list["escaped"], list["in an address"] = []byte(quoted[1:len(quoted)-1]), []byte(url.QueryEscape(text))
	}
	for shift := range 3 { // wherever it begins in what was encoded
		part := secret[(3-shift)%3:]
		part = part[:len(part)/3*3]
		list[fmt.Sprint("base64 ", shift)] = []byte(base64.StdEncoding.EncodeToString(part))
		list[fmt.Sprint("base64url ", shift)] = []byte(base64.URLEncoding.EncodeToString(part))
	}
	return list
}

// Files reads every file below the folders and says where a secret stands. A file
// that goes away meanwhile has nothing.
func (h *Hunt) Files(dirs ...string) (hits []string, err error) {
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return absent(err)
			}
			data, err := os.ReadFile(name)
			hits = append(hits, h.In(filepath.Base(filepath.Dir(name))+"/"+filepath.Base(name), data)...)
			return absent(err)
		})
		if err != nil {
			return hits, err
		}
	}
	return hits, nil
}

func absent(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// In says where in data a secret stands; name is what data is called.
func (h *Hunt) In(name string, data []byte) []string {
	h.Bytes += int64(len(data))
	return h.look(name, data, 0)
}

func (h *Hunt) look(name string, data []byte, depth int) (hits []string) {
	for at := 0; at+8 <= len(data); at++ {
		if !h.pairs[bits.LittleEndian.Uint16(data[at:])] {
			continue
		}
		for _, n := range h.heads[bits.LittleEndian.Uint64(data[at:])] {
			if bytes.HasPrefix(data[at:], n.looks) {
				hits = append(hits, fmt.Sprintf("%s at %d: secret %d, %s", name, at, n.secret, n.form))
			}
		}
	}
	if depth == huntDepth {
		return hits
	}
	for at := 0; at+2 < len(data); at++ {
		from, kind := member(data[at:])
		if kind == "" && len(data) <= h.Raw {
			from, kind = 0, "deflate"
		}
		if kind == "" {
			continue
		}
		if plain := h.inflate(data[at+from:]); len(plain) >= 8 {
			h.Members++
			h.Inflated += int64(len(plain))
			hits = append(hits, h.look(fmt.Sprintf("%s > %s at %d", name, kind, at), plain, depth+1)...)
		}
	}
	return append(hits, h.zipped(name, data, depth)...)
}

// member says what may begin here, and after how many bytes its deflate stream does.
func member(data []byte) (from int, kind string) {
	switch {
	case len(data) > 18 && data[0] == 0x1f && data[1] == 0x8b && data[2] == 8:
		return gzipHeader(data), "gzip"
	case len(data) > 30 && string(data[:4]) == "PK\x03\x04" && bits.LittleEndian.Uint16(data[8:]) == 8:
		return 30 + int(bits.LittleEndian.Uint16(data[26:])) + int(bits.LittleEndian.Uint16(data[28:])), "zip"
	case data[0]&0x8f == 8 && bits.BigEndian.Uint16(data)%31 == 0 && data[1]&0x20 == 0:
		return 2, "zlib"
	}
	return 0, ""
}

// gzipHeader is the length of a gzip header (RFC 1952).
func gzipHeader(data []byte) int {
	at, flags := 10, data[3]
	if flags&4 != 0 {
		at += 2 + int(bits.LittleEndian.Uint16(data[10:]))
	}
	for _, text := range []byte{8, 16} {
		if flags&text == 0 || at >= len(data) {
			continue
		}
		end := bytes.IndexByte(data[at:], 0)
		if end < 0 {
			return len(data)
		}
		at += end + 1
	}
	if flags&2 != 0 {
		at += 2
	}
	return at
}

// inflate gives what comes out of a deflate stream, as far as it goes.
func (h *Hunt) inflate(data []byte) []byte {
	if len(data) == 0 {
		return nil
	}
	if err := h.inflater.(flate.Resetter).Reset(bytes.NewReader(data), nil); err != nil {
		return nil
	}
	plain, _ := io.ReadAll(io.LimitReader(h.inflater, huntMember)) // where it ends, it ends
	return plain
}

// zipped reads an archive by its directory, whose members may have no sizes in
// their own headers.
func (h *Hunt) zipped(name string, data []byte, depth int) (hits []string) {
	at := bytes.Index(data, []byte("PK\x03\x04"))
	if at < 0 {
		return nil
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			continue
		}
		plain, _ := io.ReadAll(io.LimitReader(r, huntMember)) // where it ends, it ends
		_ = r.Close()
		hits = append(hits, h.look(name+" > "+f.Name, plain, depth+1)...)
	}
	return hits
}
