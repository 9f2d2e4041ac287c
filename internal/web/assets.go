package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"sync"
)

//go:embed static/hoso.css static/hoso.js static/passkey.js static/icon.svg
var static embed.FS

// staticTypes are the files of a page and their types.
var staticTypes = map[string]string{
	"hoso.css":   "text/css; charset=utf-8",
	"hoso.js":    "text/javascript; charset=utf-8",
	"passkey.js": "text/javascript; charset=utf-8",
	"icon.svg":   "image/svg+xml",
}

// staticVersion names the files by their content, so that they may be kept for
// ever and never be stale.
var staticVersion = sync.OnceValue(func() string {
	h := sha256.New()
	for _, name := range []string{"hoso.css", "hoso.js", "passkey.js", "icon.svg"} {
		raw, err := static.ReadFile("static/" + name)
		if err != nil {
			panic(err) // embedded
		}
		h.Write(raw)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
})

func asset(name string) string { return "/static/" + staticVersion() + "/" + name }

func serveStatic(w http.ResponseWriter, q *http.Request) {
	name := q.PathValue("name")
	kind, ok := staticTypes[name]
	if !ok || q.PathValue("version") != staticVersion() {
		http.NotFound(w, q)
		return
	}
	raw, err := static.ReadFile("static/" + name)
	if err != nil {
		http.NotFound(w, q)
		return
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(raw) // the browser has gone
}
