package errs

import "hoso/internal/i18n" // want
