package app_test

import "hoso/internal/signin"

// walked are routes whose forms need what the matrix has not, with the test that
// takes them.
var walked = map[string]string{"POST /enrol/finish": "TestProof"}

// passkeyWays are the routes of passkeys. The demo has no site that they could be
// for.
func init() {
	for route, w := range map[string][]way{
		"POST /sign-in/passkey/ask":               {{open: true, form: fields(), ok: []int{404}}},
		"POST /sign-in/passkey":                   {{open: true, form: fields(), ok: []int{404}}},
		"POST /sign-in/again/ask":                 {{form: fields(), ok: []int{404}}},
		"POST /sign-in/again/passkey":             {{form: fields(), ok: []int{404}}},
		"POST /enrol/passkey/ask":                 {{open: true, form: fields("code", "x"), ok: []int{422, 429}}},
		"POST /enrol/passkey":                     {{open: true, form: fields("code", "x"), ok: []int{422, 429}}},
		"POST /account/passkey/ask":               {{form: fields(), ok: []int{404}}},
		"POST /account/passkey":                   {{form: fields("name", "x"), ok: []int{404}}},
		"POST /account/passkeys/{passkey}/rename": {{action: signin.ActionRenamePasskey, kind: "account", on: "viewer", form: fields("name", "Khóa khác"), ok: []int{404}}},
		"POST /account/passkeys/{passkey}/end":    {{action: signin.ActionEndPasskey, kind: "account", on: "viewer", form: fields(), ok: []int{404}}},
	} {
		ways[route] = w
		walked[route] = "TestPasskeys"
	}
	ways["GET /account/passkey"] = []way{{}}
	ways["GET /account/passkey/needed"] = []way{{}}
	prefixes["passkey"] = signin.PasskeyPrefix
}
