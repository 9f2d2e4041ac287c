package web

import (
	"encoding/json"
	"net/http"
)

// Data answers a question of this site's own script.
func (r *Request) Data(v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	r.w.Header().Set("Content-Type", "application/json")
	_, _ = r.w.Write(raw) // the browser has gone
	return nil
}

func (s *Site) strictName(name string) string {
	if s.Secure {
		return "__Host-hoso_" + name
	}
	return "hoso_" + name
}

// Strict gives a secret that this browser keeps for this site's own pages, "" for
// none.
func (r *Request) Strict(name string) string {
	return r.Cookie(r.site.strictName(name))
}

// SetStrict has the browser keep a secret for some minutes; it comes with no
// request that another site causes. "" forgets it.
func (r *Request) SetStrict(name, value string, minutes int) {
	c := &http.Cookie{Name: r.site.strictName(name), Value: value, Path: "/", HttpOnly: true, Secure: r.site.Secure, SameSite: http.SameSiteStrictMode, MaxAge: minutes * 60}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(r.w, c)
}
