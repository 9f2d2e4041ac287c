package web

import (
	"context"
	"encoding/json"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"hoso/internal/errs"
	"hoso/internal/id"
)

// Unsent is what somebody asked for when they had to prove who they are: a page,
// or a form with what was typed into it.
type Unsent struct {
	Path   string // with the query of a page
	Posted bool
	Values url.Values // of a form
	Files  bool       // there was a file, which is not kept
	Go     bool       // the form was sent and only the proof was missing: it is sent on
}

// Forms keeps what is unsent, for an account, until it signs in again.
type Forms interface {
	KeepForm(ctx context.Context, account id.ID, sealed []byte) error
	// TakeForm gives it once, nil when there is nothing.
	TakeForm(ctx context.Context, account id.ID) ([]byte, error)
}

// secrets are fields that are never kept.
var secrets = []string{"password", "again", "digits", "sealed", "passkey_id", "passkey_client", "passkey_data", "passkey_signature", "passkey_user", "passkey_object"}

// proving are the paths by which somebody proves who they are, or leaves; they
// are never come back to.
var proving = []string{"/sign-in", "/sign-out", "/enrol", "/lock", "/language", "/account/passkey/ask"}

// unsentOf gives what a request asks for, false for what is not come back to.
func (r *Request) unsentOf(send bool) (Unsent, bool) {
	path := r.http.URL.Path
	if slices.ContainsFunc(proving, func(p string) bool { return path == p || strings.HasPrefix(path, p+"/") }) {
		return Unsent{}, false
	}
	if r.http.Method != http.MethodPost {
		return Unsent{Path: r.http.URL.RequestURI()}, true
	}
	f := r.Form()
	kept, large := keptOf(f.values)
	typed := slices.ContainsFunc(secrets, func(name string) bool { return len(f.values[name]) > 0 })
	return Unsent{Path: path, Posted: true, Values: kept, Files: large || f.name != "", Go: send && !typed}, f.broken == nil
}

// largest is the longest field that is kept, in bytes: above it is a file that a
// page carries.
const largest = 256 << 10

func keptOf(all url.Values) (kept url.Values, large bool) {
	kept = url.Values{}
	for k, v := range all {
		switch {
		case slices.Contains(secrets, k):
		case len(strings.Join(v, "")) > largest:
			large = true
		default:
			kept[k] = v
		}
	}
	return kept, large
}

// keepUnsent keeps what is asked for, for an account.
func (r *Request) keepUnsent(account id.ID, u Unsent) error {
	if r.site.Forms == nil {
		return nil
	}
	raw, err := json.Marshal(u)
	if err != nil {
		return err
	}
	return r.site.Forms.KeepForm(r.Ctx(), account, raw)
}

// KeepHalf keeps a half-written form that a page sent before its session was
// locked: its path and its fields.
func (r *Request) KeepHalf(account id.ID, path string) error {
	kept, large := keptOf(r.Form().values)
	u := Unsent{Path: path, Posted: true, Values: kept, Files: large}
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || slices.Contains(proving, path) {
		return nil
	}
	return r.keepUnsent(account, u)
}

// Resume goes on, under a new token, with what an account had not sent: with the
// page it wanted, with the form as it was typed, or by sending what lacked only a
// proof. Without any it goes to a path.
func (r *Request) Resume(account id.ID, token, otherwise string) error {
	var u Unsent
	if r.site.Forms != nil {
		raw, err := r.site.Forms.TakeForm(r.Ctx(), account)
		if err != nil {
			return err
		}
		if raw != nil {
			if err := json.Unmarshal(raw, &u); err != nil {
				return err
			}
		}
	}
	switch {
	case u.Path == "":
		return r.See(otherwise)
	case !u.Posted:
		return r.See(u.Path)
	}
	return r.resend(u, token)
}

type unsentKey struct{}

// resend lets the form's own route answer, in this response.
func (r *Request) resend(u Unsent, token string) error {
	q := r.http.Clone(context.WithValue(r.Ctx(), unsentKey{}, &u))
	q.Method, q.URL, q.RequestURI, q.Body, q.ContentLength = http.MethodPost, &url.URL{Path: u.Path}, u.Path, http.NoBody, 0
	q.Header.Set("Cookie", (&http.Cookie{Name: r.site.cookieName(), Value: token}).String()+"; lang="+string(r.Lang))
	q.Pattern = ""
	r.site.again.ServeHTTP(r.w, q)
	return nil
}

// taken gives a request the form that is come back to.
func (r *Request) taken() {
	u, ok := r.http.Context().Value(unsentKey{}).(*Unsent)
	if !ok {
		return
	}
	r.form = &Form{values: u.Values}
	if u.Files {
		r.form.kept = errs.Invalid("web.form.kept_files")
	} else if !u.Go {
		r.form.kept = errs.Invalid("web.form.kept")
	}
}

// ComesBack reports whether this page shows a form that was kept.
func (r *Request) ComesBack() bool { return r.form != nil && r.form.kept != nil }

// from gives the address from which the request comes: that of the socket, or,
// when a proxy of ours is at its other end, the last of those that it names that is
// none of ours. What stands before that, anybody may have written.
func (r *Request) from() (netip.Addr, error) {
	socket, err := netip.ParseAddrPort(r.http.RemoteAddr)
	if err != nil {
		return netip.Addr{}, err
	}
	ip := socket.Addr().Unmap().WithZone("")
	named := strings.Split(strings.Join(r.http.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(named) - 1; i >= 0 && r.site.isProxy(ip); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(named[i]))
		if err != nil {
			break
		}
		ip = hop.Unmap().WithZone("")
	}
	return ip, nil
}

func (s *Site) isProxy(ip netip.Addr) bool {
	return slices.ContainsFunc(s.Proxies, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// Place is the part of the network from which the request comes: a /24 of IPv4,
// a /64 of IPv6 (SECURITY 4).
func (r *Request) Place() string {
	ip, err := r.from()
	if err != nil {
		return "?"
	}
	bits := 64
	if ip.Is4() {
		bits = 24
	}
	p, err := ip.Prefix(bits)
	if err != nil {
		return "?"
	}
	return p.String()
}

// agents and systems are words of a browser's own description, the more special
// first.
var (
	agents  = [][2]string{{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"coc_coc", "Cốc Cốc"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}}
	systems = [][2]string{{"Windows", "Windows"}, {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"}}
)

// Agent is the browser in words.
func (r *Request) Agent() string {
	text := r.http.UserAgent()
	found := func(list [][2]string) string {
		for _, x := range list {
			if strings.Contains(text, x[0]) {
				return x[1]
			}
		}
		return ""
	}
	return strings.Trim(found(agents)+", "+found(systems), ", ")
}

// Secret reads a field exactly as it was sent, for what is hashed.
func (f *Form) Secret(field string) string {
	v := f.values[field]
	if len(v) != 1 {
		if len(v) > 1 {
			f.faults.Add(errs.Invalid("web.form.twice", errs.Field(field)))
		}
		return ""
	}
	return v[0]
}

// Cookie gives a small choice that this browser remembers, "" for none.
func (r *Request) Cookie(name string) string {
	c, err := r.http.Cookie(name)
	if err != nil {
		return ""
	}
	text, _ := cleanText(c.Value)
	return text
}

// SetCookie remembers a small choice for some days; "" forgets it.
func (r *Request) SetCookie(name, value string, days int) {
	c := &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, Secure: r.site.Secure, SameSite: http.SameSiteLaxMode, MaxAge: days * 24 * 3600}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(r.w, c)
}
