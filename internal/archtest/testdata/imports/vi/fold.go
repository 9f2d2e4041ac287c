package vi

import (
	"strings"

	"hoso/internal/errs" // want
)

var _, _ = errs.Of, strings.ToLower
