package web_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/textproto"
	"net/url"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"hoso/internal/errs"
	"hoso/internal/web"
)

func form1(field, value string) url.Values { return url.Values{field: {value}} }

const goodKey = "000102030405060708090a0b0c0d0e0f"

// form says what it read, or shows itself again.
func form(r *web.Request) error {
	f := r.Form()
	name, day, number := f.Text("name"), f.Day("day"), f.Int("number")
	f.Key()
	err := f.Err()
	switch {
	case err == nil && name == "faster":
		err = errs.Conflict("row.changed")
	case err == nil && name == "away":
		err = errs.Unavailable("sqldb.write.closed")
	}
	if err != nil {
		return r.Again(err, func() templ.Component { return formPage(r) })
	}
	return r.Image("text/plain", fmt.Appendf(nil, "%q %s %d", name, day, number))
}

func upload(r *web.Request) error {
	f := r.Form()
	name, data := f.File()
	typed := f.Text("name")
	if err := f.Err(); err != nil {
		return r.Again(err, func() templ.Component { return formPage(r) })
	}
	return r.Image("text/plain", fmt.Appendf(nil, "%q %d %q", name, len(data), typed))
}

func formPage(r *web.Request) templ.Component {
	return templ.Join(web.Layout(r, web.View{Title: "Biểu mẫu"}), web.Input(r, web.Field{Name: "name", Label: "Tên"}), web.FormKey(r))
}

func TestForm(t *testing.T) {
	p := start(t, nil)
	const twice, unreadable = "Một ô được gửi hai lần", "ký tự không đọc được"
	cases := map[string]struct {
		form url.Values
		want int
		text string
	}{
		"plain":             {url.Values{"name": {" Vụ Một\r\nVụ Hai "}, "day": {"1/3/2025"}, "number": {"-7"}}, 200, `"Vụ Một\nVụ Hai" 2025-03-01 -7`},
		"composed":          {url.Values{"name": {"Vu\u0323"}}, 200, `"Vụ"`},
		"nothing":           {url.Values{}, 200, `"" `},
		"twice":             {url.Values{"name": {"a", "a"}}, 422, twice},
		"key twice":         {url.Values{"key": {goodKey, goodKey}}, 422, twice},
		"no UTF-8":          {url.Values{"name": {"V\xe1\xbb"}}, 422, unreadable},
		"NUL":               {url.Values{"name": {"V\x00"}}, 422, unreadable},
		"no day":            {url.Values{"day": {"31/2/2025"}}, 422, "Ngày chưa đúng."},
		"half a day":        {url.Values{"day": {"3/2025"}}, 422, "Ngày chưa đúng."},
		"no number":         {url.Values{"number": {"12x"}}, 422, "chỉ nhận chữ số"},
		"number too large":  {url.Values{"number": {"9223372036854775808"}}, 422, "chỉ nhận chữ số"},
		"no key":            {url.Values{"key": {"0001"}}, 422, "Biểu mẫu đã cũ."},
		"markup comes back": {url.Values{"name": {`"><script>alert(1)</script>`}, "number": {"x"}}, 422, "&lt;script&gt;"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if c.form["key"] == nil {
				c.form.Set("key", goodKey)
			}
			got := p.post(t, "/form", c.form)
			got.wants(t, c.want, c.text)
			got.lacks(t, "<script>alert")
		})
	}
}

// TestFormBroken: a body that is no form is refused by a page.
func TestFormBroken(t *testing.T) {
	p := start(t, nil)
	for _, body := range []string{"name=%zz", "name=a;key=b"} {
		got := p.send(t, ask{method: "POST", path: "/form", header: sameOrigin, body: body, kind: "application/x-www-form-urlencoded"})
		got.wants(t, 422, "Không đọc được biểu mẫu.")
	}
	for _, kind := range []string{"", "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x"} {
		got := p.send(t, ask{method: "POST", path: "/upload", cookie: goodToken, header: sameOrigin, body: "--y\r\n", kind: kind})
		got.wants(t, 422, "Không đọc được biểu mẫu.")
	}
}

// TestFormAgain: what was typed is never lost, and a form whose fate is unknown
// keeps its key, so that sending it again does it once.
func TestFormAgain(t *testing.T) {
	p := start(t, nil)
	cases := map[string]struct {
		name, number string
		status       int
		sameKey      bool
	}{
		"invalid":     {"Vụ Một", "x", 422, false},
		"conflict":    {"faster", "1", 409, false},
		"unavailable": {"away", "1", 503, true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got := p.post(t, "/form", url.Values{"name": {c.name}, "number": {c.number}, "key": {goodKey}})
			got.wants(t, c.status, `value="`+c.name+`"`, `id="problems"`, "<title>Cần sửa")
			if same := strings.Contains(got.text, goodKey); same != c.sameKey {
				t.Errorf("the key is the same: %v", same)
			}
		})
	}
	if !strings.Contains(p.log.String(), "code=sqldb.write.closed") {
		t.Errorf("the log says nothing of what was away:\n%s", p.log)
	}
}

// TestFormTooLarge: a body over its limit is refused with the limit.
func TestFormTooLarge(t *testing.T) {
	p := start(t, nil)
	got := p.post(t, "/form", url.Values{"name": {strings.Repeat("x", web.DefaultBody)}, "key": {goodKey}})
	got.wants(t, 422, "Tệp hoặc biểu mẫu lớn hơn 1 MB.")
	p.post(t, "/form", url.Values{"name": {strings.Repeat("x", web.DefaultBody-100)}, "key": {goodKey}}).wants(t, 200)
}

// part is a field of an upload, or with a disposition a file.
type part struct{ field, disposition, text string }

func file(name, text string) part {
	return part{"file", fmt.Sprintf(`form-data; name="file"; filename="%s"`, name), text}
}

func (p *place) upload(t *testing.T, parts ...part) answer {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, x := range parts {
		if x.disposition == "" {
			x.disposition = fmt.Sprintf(`form-data; name="%s"`, x.field)
		}
		into, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {x.disposition}})
		if err == nil {
			_, err = into.Write([]byte(x.text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return p.send(t, ask{method: "POST", path: "/upload", cookie: goodToken, header: sameOrigin, body: b.String(), kind: w.FormDataContentType()})
}

// TestUpload: one file comes in whole with its fields; nothing of a file's name
// is trusted, and a bad file does not lose what was typed beside it.
func TestUpload(t *testing.T) {
	p := start(t, nil)
	name := part{field: "name", text: "Vụ Một"}
	const badName = "Tên tệp có ký tự không được phép"
	cases := map[string]struct {
		parts []part
		want  int
		texts []string
	}{
		"file":              {[]part{name, file("văn bản.pdf", "data")}, 200, []string{`"văn bản.pdf" 4 "Vụ Một"`}},
		"composed name":     {[]part{file("vu\u0323.pdf", "data")}, 200, []string{`"vụ.pdf" 4`}},
		"path in the name":  {[]part{file("../../etc/passwd", "data")}, 200, []string{`"passwd" 4`}},
		"no file chosen":    {[]part{name, file("", "")}, 200, []string{`"" 0 "Vụ Một"`}},
		"25 MiB":            {[]part{file("a.pdf", strings.Repeat("x", 25<<20)), name}, 200, []string{`"a.pdf" 26214400 "Vụ Một"`}},
		"too large":         {[]part{name, file("a.pdf", strings.Repeat("x", web.UploadBody))}, 422, []string{"lớn hơn 26 MB", `value="Vụ Một"`}},
		"two files":         {[]part{name, file("a.pdf", "a"), file("b.pdf", "b")}, 422, []string{"chỉ tải lên một tệp", `value="Vụ Một"`}},
		"NUL in the name":   {[]part{{"file", `form-data; name="file"; filename*=utf-8''a%00.pdf`, "data"}, name}, 422, []string{badName, `value="Vụ Một"`}},
		"name is no UTF-8":  {[]part{file("a\xff.pdf", "data"), name}, 422, []string{badName, `value="Vụ Một"`}},
		"name turned round": {[]part{{"file", `form-data; name="file"; filename*=utf-8''hop%E2%80%AEfdp.exe`, "data"}, name}, 422, []string{badName}},
		"second stream":     {[]part{file("a.pdf:x.exe", "data"), name}, 422, []string{badName}},
		"path of Windows":   {[]part{{"file", `form-data; name="file"; filename*=utf-8''..%5C..%5Ca.pdf`, "data"}, name}, 422, []string{badName}},
		"field twice":       {[]part{name, name}, 422, []string{"Một ô được gửi hai lần"}},
		"too many fields":   {make([]part, 1001), 422, []string{"Không đọc được biểu mẫu."}},
	}
	for how, c := range cases {
		t.Run(how, func(t *testing.T) { p.upload(t, c.parts...).wants(t, c.want, c.texts...) })
	}
}

// TestQuery: a parameter that no database takes is as if absent.
func TestQuery(t *testing.T) {
	p := start(t, nil)
	for query, want := range map[string]string{"q=+v%C4%83n+": "[văn]", "": "[]", "q=vu%CC%A3": "[vụ]"} {
		p.get(t, "/echo?"+query).wants(t, 200, want)
	}
	for _, query := range []string{"q=%ff", "q=a%00b", "q=a&q=b", "q=a&q=a", "q=a&x=%zz", "q=a;b=c"} {
		p.get(t, "/echo?"+query).wants(t, 422, "Hãy mở lại trang")
	}
}
