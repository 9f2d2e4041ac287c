package app_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// certificate writes a certificate for loopback and its key, and gives who trusts it.
func certificate(t *testing.T, dir string) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	form := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "hoso"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{"hoso.crt": {Type: "CERTIFICATE", Bytes: der}, "hoso.key": {Type: "PRIVATE KEY", Bytes: raw}} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	return pool
}

// TestTLS serves a real folder with a certificate: versions before 1.2 and codings
// without authentication or forward secrecy are refused, nothing is answered in
// the clear, and the browser is told never to come without (SECURITY 12.1).
func TestTLS(t *testing.T) {
	g := openGatehouse(t, "")
	g.app.Close()
	trust := certificate(t, g.dir)
	if err := os.WriteFile(filepath.Join(g.dir, "hoso.toml"), []byte("tls_cert = \"hoso.crt\"\ntls_key = \"hoso.key\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "serve", "--data", g.dir, "--addr", "127.0.0.1:0")
	cmd.Env, cmd.Stderr = append(os.Environ(), binaryEnv+"=1"), os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_, _ = io.Copy(io.Discard, out)
		_ = cmd.Wait() // it was interrupted
	})
	lines := bufio.NewScanner(out)
	at := ""
	for at == "" && lines.Scan() {
		at = regexp.MustCompile(`127\.0\.0\.1:\d+`).FindString(lines.Text())
	}
	if at == "" {
		t.Fatal("the server says no address")
	}
	for name, c := range map[string]struct {
		conf *tls.Config
		ok   bool
	}{
		"1.3":                     {&tls.Config{MinVersion: tls.VersionTLS13}, true},
		"1.2":                     {&tls.Config{MaxVersion: tls.VersionTLS12}, true},
		"1.1":                     {&tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}, false},
		"1.0":                     {&tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10}, false},
		"CBC":                     {&tls.Config{MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, tls.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA}}, false},
		"without forward secrecy": {&tls.Config{MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256}}, false},
		"GCM":                     {&tls.Config{MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256}}, true},
	} {
		c.conf.RootCAs = trust
		conn, err := tls.Dial("tcp", at, c.conf)
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil {
			_ = conn.Close() // it was shaken hands on
		}
	}
	client := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trust}}
	q, err := http.NewRequest("GET", "https://"+at+"/sign-in", nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := client.RoundTrip(q)
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(got.Body)
	if got.Body.Close(); err != nil || got.StatusCode != 200 || !strings.HasPrefix(got.Header.Get("Strict-Transport-Security"), "max-age=63072000") || strings.Contains(string(page), "persona") {
		t.Errorf("%d %v %v", got.StatusCode, got.Header, err)
	}
	q.URL.Scheme = "http"
	if got, err := http.DefaultTransport.RoundTrip(q); err == nil {
		text, _ := io.ReadAll(got.Body)
		if got.Body.Close(); got.StatusCode != http.StatusBadRequest || strings.Contains(string(text), "<html") {
			t.Errorf("in the clear: %d %s", got.StatusCode, text)
		}
	}
}
