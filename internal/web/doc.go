// Package web is what every page has in common: the server with its limits and
// headers, the router, the request that a handler gets, forms, errors and the
// layout.
//
// A module's pages are handlers:
//
//	func (h *Pages) Routes(rt *web.Router) {
//		rt.Get("/units/{unit}", h.serveUnit)
//		rt.Post("/units/{unit}/rename", h.rename)
//	}
//
//	func (h *Pages) rename(r *web.Request) error {
//		form := r.Form()
//		name := form.Text("name")
//		if _, err := h.org.Rename(r.Ctx(), by, unit, ...); err != nil {
//			return r.Again(err, func() templ.Component { return renamePage(r, ...) })
//		}
//		return r.Done("/units/"+unit, "org.done.renamed")
//	}
//
// A handler writes a page (Page), answers a change by 303 (Done, See), shows a
// form again with what was typed and what was wrong with it (Again), or returns
// an error, which one function renders.
//
// Every page works without script. No page has inline script or style: the
// content security policy forbids both.
package web
