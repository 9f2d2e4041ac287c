package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// TestErrorPages: each kind has its status, its sentence and what can be done;
// what a person cannot mend shows a number and nothing of the cause.
func TestErrorPages(t *testing.T) {
	p := start(t, nil)
	cases := map[string]struct {
		status   int
		text     string
		incident bool
	}{
		"invalid":     {422, "Biểu mẫu đã cũ.", false},
		"not_found":   {404, "Không có nội dung này.", false},
		"denied":      {403, "Bạn không có quyền", false},
		"conflict":    {409, "Có người vừa thay đổi", false},
		"unavailable": {503, "gửi lại không ghi hai lần", true},
		"internal":    {500, "Chương trình gặp lỗi không lường trước.", true},
		"foreign":     {500, "Chương trình gặp lỗi không lường trước.", true},
	}
	for how, c := range cases {
		t.Run(how, func(t *testing.T) {
			got := p.get(t, "/fail/"+how)
			got.wants(t, c.status, c.text, `<html lang="vi">`)
			got.lacks(t, "secret", "web.mend.", "web.error.")
			if found := incident.MatchString(got.text); found != c.incident {
				t.Errorf("incident number shown: %v", found)
			}
			if c.incident {
				p.logged(t, got)
			}
		})
	}
}

var incident = regexp.MustCompile(`Mã sự cố: ([0-9a-f]{12})`)

// logged checks that the log has the cause under the number on the page.
func (p *place) logged(t *testing.T, got answer) {
	t.Helper()
	number := incident.FindStringSubmatch(got.text)
	if number == nil {
		t.Fatalf("no incident number:\n%s", got.text)
	}
	for line := range strings.Lines(p.log.String()) {
		if strings.Contains(line, "level=ERROR") && strings.Contains(line, "incident="+number[1]) {
			return
		}
	}
	t.Errorf("the log says nothing of %s:\n%s", number[1], p.log)
}

// TestEveryFault: of several faults a person sees each, not only that there are some.
func TestEveryFault(t *testing.T) {
	p := start(t, nil)
	p.get(t, "/fail/parts").wants(t, 422, "Biểu mẫu đã cũ.", "Hãy chọn một mục trong danh sách.")
}

// TestPanic: a fault of ours, even late in a page, is a page that says so.
func TestPanic(t *testing.T) {
	p := start(t, nil)
	for _, path := range []string{"/panic", "/late-panic", "/late-error"} {
		t.Run(path, func(t *testing.T) {
			got := p.get(t, path)
			got.wants(t, 500, "<h1>Có lỗi trong chương trình</h1>")
			got.lacks(t, "secret", "goroutine", ".go:", "xxxx")
			p.logged(t, got)
		})
	}
	if log := p.log.String(); !strings.Contains(log, "panic of type ") || !strings.Contains(log, "_test.go:") {
		t.Errorf("the log does not say where the panic was:\n%s", log)
	}
	if strings.Contains(p.log.String(), "secret of the panic") {
		t.Error("the log has the value of the panic")
	}
	p.get(t, "/page").wants(t, 200)
}

// TestErrorInEnglish: an error speaks the language of its reader.
func TestErrorInEnglish(t *testing.T) {
	p := start(t, nil)
	got := p.send(t, ask{method: "GET", path: "/fail/conflict", header: map[string]string{"Cookie": "lang=en"}})
	got.wants(t, http.StatusConflict, `<html lang="en">`, "This could not be done")
}

// TestLogSaysNoContent: what was asked for and typed stays out of the log.
func TestLogSaysNoContent(t *testing.T) {
	p := start(t, nil)
	p.get(t, "/fail/foreign?q=private-word").wants(t, 500)
	p.get(t, "/private-word").wants(t, 404)
	p.post(t, "/form", form1("name", "private-word")).wants(t, 422)
	if strings.Contains(p.log.String(), "private-word") {
		t.Errorf("the log holds what was asked:\n%s", p.log)
	}
}
