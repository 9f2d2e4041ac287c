package docgen_test

import "github.com/pdfcpu/pdfcpu/pkg/api"
