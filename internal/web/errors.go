package web

import (
	"net/http"
	"strings"

	"hoso/internal/errs"
)

// statusOf gives the status of an error: its kind's, save for a budget that is
// used up, which is over tomorrow, and for what was asked too often.
func statusOf(e *errs.Error) int {
	if e.Code == "access.budget.spent" || isThrottled(e) {
		return http.StatusTooManyRequests
	}
	switch e.Kind {
	case errs.KindInvalid:
		return http.StatusUnprocessableEntity
	case errs.KindNotFound:
		return http.StatusNotFound
	case errs.KindDenied:
		return http.StatusForbidden
	case errs.KindConflict:
		return http.StatusConflict
	case errs.KindUnavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// isThrottled reports whether somebody asked too often.
func isThrottled(e *errs.Error) bool { return strings.HasSuffix(e.Code, ".throttled") }

// wait says when to ask again.
func (r *Request) wait(e *errs.Error) {
	if isThrottled(e) {
		r.w.Header().Set("Retry-After", e.Arg("seconds"))
	}
}

// renderError is the one place that shows errors as pages. What a person cannot
// act on is logged under the incident's number, which is all that they see.
func (s *Site) renderError(r *Request, err error) {
	e := errs.Of(err)
	s.logFault(r, e, err)
	r.wait(e)
	if e.Kind == errs.KindNotFound && strings.HasSuffix(e.Code, ".not_found") {
		e = errs.NotFound("access.not_found") // what is hidden and what does not exist answer alike
	}
	if err := r.page(statusOf(e), errorPage(r, e)); err != nil {
		s.Log.Error("error page", "incident", r.incident, "error", err)
		s.plain(r.w, http.StatusInternalServerError)
	}
}

// logFault keeps what a person cannot mend.
func (s *Site) logFault(r *Request, e *errs.Error, err error) {
	if e.Kind == errs.KindInternal || e.Kind == errs.KindUnavailable {
		s.Log.Error("error", "incident", r.incident, "code", e.Code, "error", err.Error())
	}
}
