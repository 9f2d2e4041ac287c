package signin

import (
	"regexp"
	"strings"

	"hoso/internal/errs"
)

// MaxName is the longest sign-in name, in characters.
const MaxName = 32

var namePattern = regexp.MustCompile(`^[a-z][a-z0-9]*([._-][a-z0-9]+)*$`)

// CleanName gives a name as it is kept: "  Binh.LV " is "binh.lv".
func CleanName(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// CheckName says whether a cleaned name may be one: 3 to 32 letters a to z,
// digits and single dots, hyphens or underscores between them, a letter first,
// so that it is no personal number. Errors: Invalid "signin.name.form".
func CheckName(name string) error {
	if len(name) < 3 || len(name) > MaxName || !namePattern.MatchString(name) {
		return errs.Invalid("signin.name.form", errs.Field("name"), errs.Int("max", MaxName))
	}
	return nil
}
