package ledger

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

// logKeys makes the key pair of a log.
func logKeys(t testing.TB, origin string) (note.Signer, note.Verifier) {
	t.Helper()
	skey, vkey, err := GenerateKey(origin)
	if err != nil {
		t.Fatal(err)
	}
	return openKeys(t, skey, vkey)
}

func openKeys(t testing.TB, skey, vkey string) (note.Signer, note.Verifier) {
	t.Helper()
	s, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	v, err := note.NewVerifier(vkey)
	if err != nil {
		t.Fatal(err)
	}
	return s, v
}

// TestParseCheckpoint has the example of C2SP tlog-checkpoint, and texts beside it.
func TestParseCheckpoint(t *testing.T) {
	const root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
	const good = "example.com/behind-the-sofa\n20852163\n" + root + "\n"
	c, err := parseCheckpoint(good)
	if err != nil || c.Origin != "example.com/behind-the-sofa" || c.Size != 20_852_163 || base64.StdEncoding.EncodeToString(c.Root[:]) != root {
		t.Fatalf("%+v (%v)", c, err)
	}
	if c.text() != good {
		t.Errorf("written again as %q", c.text())
	}
	for name, bad := range map[string]string{
		"nothing":         "",
		"no origin":       "\n1\n" + root + "\n",
		"no last newline": strings.TrimSuffix(good, "\n"),
		"line more":       good + "\n",
		"extension":       good + "ext\n",
		"line less":       "o\n1\n",
		"leading zero":    "o\n01\n" + root + "\n",
		"plus":            "o\n+1\n" + root + "\n",
		"negative":        "o\n-1\n" + root + "\n",
		"no number":       "o\nx\n" + root + "\n",
		"space":           "o\n1 \n" + root + "\n",
		"64 bits":         "o\n9223372036854775808\n" + root + "\n",
		"no root":         "o\n1\n\n",
		"short root":      "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jx\n",
		"URL's base64":    "o\n1\n" + strings.ReplaceAll(root, "/", "_") + "\n",
		"loose bits":      "o\n1\n" + strings.Replace(root, "2I=", "2J=", 1) + "\n",
		"carriage return": "o\r\n1\n" + root + "\r\n",
	} {
		if got, err := parseCheckpoint(bad); err == nil {
			t.Errorf("%s: read as %+v", name, got)
		}
	}
}

// TestOpenCheckpoint: a checkpoint is of the log whose key signed it, and a
// witness's signature beside the log's does no harm.
func TestOpenCheckpoint(t *testing.T) {
	s, v := logKeys(t, "hoso.demo/a")
	ws, wv := logKeys(t, "witness.example")
	c := Checkpoint{Origin: "hoso.demo/a", Size: 3, Root: Hash{1}}
	signed, err := c.Sign(s)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := OpenCheckpoint(signed, v); err != nil || got != c {
		t.Errorf("%+v (%v)", got, err)
	}
	n, err := note.Open(signed, note.VerifierList(v))
	if err != nil {
		t.Fatal(err)
	}
	both, err := note.Sign(n, ws)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := OpenCheckpoint(both, v); err != nil || got != c {
		t.Errorf("with a witness: %+v (%v)", got, err)
	}
	if _, err := OpenCheckpoint(both, wv); err == nil {
		t.Error("a witness's key opens a checkpoint as if it were the log's")
	}
	if _, err := c.Sign(ws); err == nil {
		t.Error("a foreign key signs for the log")
	}
	_, other := logKeys(t, "hoso.demo/a")
	if _, err := OpenCheckpoint(signed, other); err == nil {
		t.Error("another log of the same name opens it")
	}
	foreign, err := note.Sign(&note.Note{Text: Checkpoint{Origin: "hoso.demo/b", Size: 3}.text()}, s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenCheckpoint(foreign, v); err == nil {
		t.Error("a checkpoint of another origin is opened")
	}
}

// TestCheckpointBytes changes each byte of a signed checkpoint.
func TestCheckpointBytes(t *testing.T) {
	s, v := logKeys(t, "hoso.demo/a")
	signed, err := Checkpoint{Origin: "hoso.demo/a", Size: 300, Root: Hash{1}}.Sign(s)
	if err != nil {
		t.Fatal(err)
	}
	for i := range signed {
		for bit := range 8 {
			bad := bytes.Clone(signed)
			bad[i] ^= 1 << bit
			if _, err := OpenCheckpoint(bad, v); err == nil {
				t.Errorf("byte %d as %q: opened", i, bad[i])
			}
		}
		if _, err := OpenCheckpoint(signed[:i], v); err == nil {
			t.Errorf("cut after %d bytes: opened", i)
		}
	}
}

// The key of x/mod's own examples, so that a corpus stays good.
const (
	fuzzSigner   = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
	fuzzVerifier = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
)

// FuzzCheckpoint: nothing panics; a text that parses has no other spelling; and
// a note that verifies is, but for further signatures, what signing gives.
func FuzzCheckpoint(f *testing.F) {
	s, v := openKeys(f, fuzzSigner, fuzzVerifier)
	witness, _ := logKeys(f, "witness.example")
	for _, size := range []int64{0, 1, 700, 1<<63 - 1} {
		c := Checkpoint{Origin: "PeterNeumann", Size: size, Root: Hash{byte(size)}}
		signed, err := c.Sign(s)
		if err != nil {
			f.Fatal(err)
		}
		both, err := note.Sign(&note.Note{Text: c.text()}, witness, s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(signed)
		f.Add(both)
		f.Add([]byte(c.text()))
	}
	f.Add([]byte("PeterNeumann\n1\n\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, err := parseCheckpoint(string(data)); err == nil && c.text() != string(data) {
			t.Errorf("%q has a second spelling, %q", data, c.text())
		}
		c, err := OpenCheckpoint(data, v)
		if err != nil {
			return
		}
		again, err := c.Sign(s)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Count(data, []byte("\n")) == bytes.Count(again, []byte("\n")) && !bytes.Equal(data, again) {
			t.Errorf("%q is signed again as %q", data, again)
		}
		if !strings.HasPrefix(string(data), c.text()+"\n") {
			t.Errorf("%q does not begin with the text %q", data, c.text())
		}
	})
}
