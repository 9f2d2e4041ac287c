package intake

import (
	"context"
	"io"
	"os"
	"runtime"
	"sync"
	"time"

	"hoso/internal/errs"
)

// The limits of SECURITY T20 and row 5.2.
const (
	MaxFile     = 25 << 20  // bytes of a file
	MaxUnpacked = 200 << 20 // bytes of all entries of an archive together
	MaxEntries  = 1000      // entries of an archive
	MaxRatio    = 100       // unpacked bytes per byte of the archive
	MaxDepth    = 100       // nested elements of XML
	MaxPages    = 3000      // pages of a PDF
	MaxRows     = 100_000   // rows of a sheet
	MaxColumns  = 200       // columns of a sheet
)

// Format is what a file really is.
type Format string

// The formats.
const (
	Text     Format = "txt"
	Markdown Format = "md"
	HTML     Format = "html"
	DOCX     Format = "docx"
	PDF      Format = "pdf"
	XLSX     Format = "xlsx"
	CSV      Format = "csv"
)

// Warnings are codes of the catalogue: the file was read, but a person should look.
const (
	WarnImage     = "intake.warning.linked_image" // a picture elsewhere is not fetched
	WarnConverted = "intake.warning.converted"    // text was converted from Document.Encodings; its sentence has {encoding}
	WarnDamaged   = "intake.warning.damaged"      // converted text seems to have lost letters; nothing was put back
	WarnFont      = "intake.warning.legacy_font"  // of text in fonts of an old encoding some was Unicode already
	WarnUndecided = "intake.warning.undecided"    // text seems to be in an old encoding and was left as it is
	WarnNoText    = "intake.warning.page_no_text" // some pages are pictures only
	WarnOCR       = "intake.warning.recognised"   // text lies over pictures of pages: machine-read
	WarnRotated   = "intake.warning.rotated"      // some text stands at an angle; it comes last
)

// Document is what a file says.
type Document struct {
	Format   Format
	Text     string   // as decoded, not normalised; lines end in "\n"; "" when Scanned
	Pages    int      // of a PDF; 0 for formats without fixed pages
	Scanned  bool     // a PDF without a text layer
	Warnings []string // codes "intake.warning.…", each at most once
	// Encodings are those of before Unicode from which text was converted, as
	// people call them: "TCVN3", "VNI", "Windows-1258". Conversions has one for each.
	Encodings   []string
	Conversions []Conversion
	// Damaged are the words with WarnDamaged, as they stand in Text, each once and
	// in the order of the text; at most 1,000.
	Damaged []string
}

// SheetRow is one row of a sheet: Number from 1 as a spreadsheet shows it, and
// one cell for each heading, trimmed and in NFC.
type SheetRow struct {
	Number int
	Cells  []string
}

// Sheet is a table: its headings and the rows below that are not empty.
type Sheet struct {
	Format Format
	Header SheetRow
	Rows   []SheetRow
}

// Config says how files are read. The zero Config is ready to use.
type Config struct {
	// CacheDir keeps the compiled PDF engine (about 21 MB), so that a PDF opens
	// in tenths of a second instead of three seconds. It must be writable only by
	// the service's account: code is loaded from it. Empty means no cache.
	CacheDir string
	// Parallel is how many files are read at the same time; 0 means one per core.
	Parallel int
	// Timeout bounds the reading of one file; 0 means 60 seconds.
	Timeout time.Duration
}

// Reader reads files, each in a child of its own. It is safe for concurrent use.
type Reader struct {
	cfg   Config
	slots chan struct{}
	ended func(child *os.ProcessState, peakKiB int64) // told what each child took; nil but in tests

	warming sync.Mutex
	warmed  bool // the PDF engine stands compiled in the cache
}

// New makes a Reader.
func New(cfg Config) *Reader {
	if cfg.Parallel <= 0 {
		cfg.Parallel = runtime.NumCPU()
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = time.Minute
	}
	return &Reader{cfg: cfg, slots: make(chan struct{}, cfg.Parallel)}
}

// Read gives the text of size bytes of data. name is what the person called the
// file; it decides nothing and stands in errors.
func (r *Reader) Read(ctx context.Context, name string, data io.ReaderAt, size int64) (Document, error) {
	res, err := r.run(ctx, request{Op: opRead, Name: name}, data, size)
	if err != nil || res.Document == nil {
		return Document{}, err
	}
	return *res.Document, nil
}

// PageImage draws one page of a PDF, counted from 1, as a PNG at most 1,240 by
// 1,754 pixels. Errors: NotFound "intake.page.unknown", and those of Read.
func (r *Reader) PageImage(ctx context.Context, name string, data io.ReaderAt, size int64, page int) ([]byte, error) {
	res, err := r.run(ctx, request{Op: opImage, Name: name, Page: page}, data, size)
	return res.Image, err
}

// Sheet reads the first sheet of an XLSX, or a CSV whose cells are parted by
// comma, semicolon or tab. The first row that is not empty is the header. A cell
// that holds a formula is refused with its row and column.
func (r *Reader) Sheet(ctx context.Context, name string, data io.ReaderAt, size int64) (Sheet, error) {
	res, err := r.run(ctx, request{Op: opSheet, Name: name}, data, size)
	if err != nil || res.Sheet == nil {
		return Sheet{}, err
	}
	return *res.Sheet, nil
}

func checkSize(name string, size int64) error {
	switch {
	case size <= 0:
		return errs.Invalid("intake.file.empty", errs.Str("name", name))
	case size > MaxFile:
		return errs.Invalid("intake.file.too_large", errs.Str("name", name), errs.Int("max_mib", MaxFile>>20))
	}
	return nil
}
