package testenv

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
)

// TestHunt plants a secret in each form and each kind of member, in the midst of
// noise: each is found, and nothing where nothing is.
func TestHunt(t *testing.T) {
	secret := "Chim hoàng yến 4711-β, số 099080714287"
	planted := map[string][]byte{}
	put := func(name string, data []byte) { planted[name] = data }
	put("raw", []byte(secret))
	var le, be []byte
	for _, u := range utf16.Encode([]rune(secret)) {
		le, be = append(le, byte(u), byte(u>>8)), append(be, byte(u>>8), byte(u))
	}
	put("UTF-16LE", le)
	put("UTF-16BE", be)
	put("hex", []byte(hex.EncodeToString([]byte(secret))))
	put("HEX", []byte(strings.ToUpper(hex.EncodeToString([]byte(secret)))))
	put("percent", []byte("/people?name=Chim+ho%C3%A0ng+y%E1%BA%BFn+4711-%CE%B2%2C+s%E1%BB%91+099080714287"))
	for shift := range 3 {
		for name, code := range map[string]*base64.Encoding{"std": base64.StdEncoding, "url": base64.URLEncoding, "raw": base64.RawStdEncoding} {
			put("base64 "+name+string(rune('0'+shift)), []byte(code.EncodeToString([]byte("xyz"[:shift]+secret+"?tail"))))
		}
	}
	for name, data := range map[string][]byte{"text": []byte(strings.Repeat("what stands before ", 40) + secret + strings.Repeat(" and after", 90)), "hex text": []byte(hex.EncodeToString([]byte(secret)))} {
		for kind, fn := range packers {
			put(kind+" of "+name, fn(t, data))
			for inner, pack := range packers {
				if kind != "deflate" && inner != "deflate" {
					put(kind+" of "+inner+" of "+name, fn(t, pack(t, data)))
				}
			}
		}
	}
	noise := make([]byte, 4<<10)
	_, _ = rand.Read(noise) // never fails (crypto/rand)
	dir := t.TempDir()
	for name, data := range planted {
		file := filepath.Join(dir, strings.ReplaceAll(name, " ", "_"))
		if err := os.WriteFile(file, bytes.Join([][]byte{noise[:1371], data, noise[:517]}, nil), 0o600); err != nil {
			t.Fatal(err)
		}
		hits, err := NewHunt([]byte("another secret"), []byte(secret)).Files(file)
		if err != nil {
			t.Fatal(err)
		}
		if len(hits) == 0 && !strings.HasPrefix(name, "zip") {
			t.Errorf("%s is not found", name)
		}
		if strings.HasPrefix(name, "zip") && len(NewHunt([]byte(secret)).In(name, data)) == 0 {
			t.Errorf("%s is not found as a file of its own", name)
		}
	}
	h := NewHunt([]byte(secret))
	if hits := append(h.In("noise", noise), h.In("almost", []byte(secret[:len(secret)-1]))...); len(hits) != 0 {
		t.Errorf("found where nothing is: %v", hits)
	}
	for form := range Forms([]byte(secret)) {
		if hits := h.In(form, Forms([]byte(secret))[form]); len(hits) == 0 {
			t.Errorf("the form %s is not found", form)
		}
	}
	quoted, _ := json.Marshal(map[string]string{"a": secret})
	if hits := h.In("JSON", quoted); len(hits) == 0 {
		t.Error("JSON is not found")
	}
	t.Logf("%d plants", len(planted))
}

var packers = map[string]func(*testing.T, []byte) []byte{
	"zlib": func(t *testing.T, data []byte) []byte {
		return packed(t, data, func(w io.Writer) (io.WriteCloser, error) { return zlib.NewWriterLevel(w, 9) })
	},
	"zlib fast": func(t *testing.T, data []byte) []byte {
		return packed(t, data, func(w io.Writer) (io.WriteCloser, error) { return zlib.NewWriterLevel(w, 1) })
	},
	"gzip": func(t *testing.T, data []byte) []byte {
		return packed(t, data, func(w io.Writer) (io.WriteCloser, error) {
			z := gzip.NewWriter(w)
			z.Name, z.Comment, z.Extra = "rows.txt", "a copy", []byte("extra")
			return z, nil
		})
	},
	"deflate": func(t *testing.T, data []byte) []byte {
		return packed(t, data, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, 6) })
	},
	"zip": func(t *testing.T, data []byte) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.Create("word/document.xml")
		if err == nil {
			_, err = w.Write(data)
		}
		if err == nil {
			err = z.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	},
}

func packed(t *testing.T, data []byte, to func(io.Writer) (io.WriteCloser, error)) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := to(&b)
	if err == nil {
		_, err = w.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
