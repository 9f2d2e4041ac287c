package intake

import (
	"bytes"
	"context"
	"image"
	"image/draw"
	"image/png"
	"io"
	"io/fs"
	"strings"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"hoso/internal/errs"
)

const (
	enginePages = 512 << 20 >> 16 // pages of 64 KiB that the engine may use
	imageWidth  = 1240            // pixels: A4 at 150 dots per inch
	imageHeight = 1754
	pageLetters = 200 // letters from which a page that is a picture also has text
)

// engine is the PDF library in its WebAssembly sandbox, without files.
type engine struct {
	pdfium.Pdfium
	pool pdfium.Pool
}

func startEngine(cacheDir string) (*engine, error) {
	cfg := wazero.NewRuntimeConfig().WithMemoryLimitPages(enginePages).
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling)
	if cacheDir != "" {
		cache, err := wazero.NewCompilationCacheWithDir(cacheDir)
		if err != nil {
			return nil, errs.Unavailable("intake.child.start").Because(err)
		}
		cfg = cfg.WithCompilationCache(cache)
	}
	pool, err := webassembly.Init(webassembly.Config{Context: context.Background(), MinIdle: 1, MaxIdle: 1, MaxTotal: 1,
		RuntimeConfig: cfg, Stdout: io.Discard, Stderr: io.Discard, FSConfig: wazero.NewFSConfig().WithFSMount(noFiles{}, "/")})
	if err != nil {
		return nil, errs.Unavailable("intake.child.start").Because(err)
	}
	instance, err := pool.GetInstance(30 * time.Second)
	if err != nil {
		return nil, errs.Unavailable("intake.child.start").Because(err)
	}
	return &engine{instance, pool}, nil
}

// noFiles is a file system without files.
type noFiles struct{}

// Open finds nothing.
func (noFiles) Open(string) (fs.File, error) { return nil, fs.ErrNotExist }

// warmCache compiles the engine once, so that its code stands in the cache.
func warmCache(dir string) error {
	e, err := startEngine(dir)
	if err != nil {
		return err
	}
	return e.pool.Close()
}

// openPDF checks data without the engine, then opens it and counts its pages.
func openPDF(cacheDir string, data []byte) (*engine, references.FPDF_DOCUMENT, int, error) {
	if err := checkPDF(data); err != nil {
		return nil, "", 0, err
	}
	e, err := startEngine(cacheDir)
	if err != nil {
		return nil, "", 0, err
	}
	doc, err := e.OpenDocument(&requests.OpenDocument{File: &data})
	if err != nil {
		return nil, "", 0, errDamaged.Because(err)
	}
	count, err := e.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document})
	if err != nil || count.PageCount < 1 {
		return nil, "", 0, errDamaged.Because(err)
	}
	if count.PageCount > MaxPages {
		return nil, "", 0, errs.Invalid("intake.file.too_many_pages", errs.Int("max", MaxPages))
	}
	return e, doc.Document, count.PageCount, e.refuseActive(doc.Document)
}

// refuseActive asks the engine for what checkPDF looked for in the bytes: a file
// may be read in more than one way.
func (e *engine) refuseActive(doc references.FPDF_DOCUMENT) error {
	scripts, err := e.FPDFDoc_GetJavaScriptActionCount(&requests.FPDFDoc_GetJavaScriptActionCount{Document: doc})
	if err == nil && scripts.JavaScriptActionCount > 0 {
		return errs.Invalid("intake.file.active", errs.Str("what", "JavaScript"))
	}
	files, err := e.FPDFDoc_GetAttachmentCount(&requests.FPDFDoc_GetAttachmentCount{Document: doc})
	if err == nil && files.AttachmentCount > 0 {
		return errs.Invalid("intake.file.active", errs.Str("what", "EmbeddedFile"))
	}
	return nil
}

// readPDF gives the text of a PDF, page after page.
func readPDF(cacheDir string, data []byte) (*Document, error) {
	e, doc, count, err := openPDF(cacheDir, data)
	if err != nil {
		return nil, err
	}
	out := &Document{Format: PDF, Pages: count, Scanned: true}
	var pages []*pdfPage
	var empty, recognised, rotated bool
	for i := range count {
		p, err := e.readPage(doc, i)
		if err != nil {
			return nil, errDamaged.Because(err)
		}
		rotated = rotated || p.rotated
		if p.picture && p.letters < pageLetters || p.letters == 0 {
			empty = empty || p.picture
			p.rows, p.edges = nil, edges{} // it counts among the pages
		} else {
			recognised = recognised || p.picture
			out.Scanned = false
		}
		pages = append(pages, p)
	}
	if out.Scanned {
		return out, nil
	}
	out.Text = pagesText(pages)
	out.Warnings = warnings(map[string]bool{WarnNoText: empty, WarnOCR: recognised, WarnRotated: rotated})
	return out, settleText(out, false)
}

// pagesText writes the text of all pages and then the footnotes, as in a Word
// file: so a sentence goes on from page to page.
func pagesText(pages []*pdfPage) string {
	dropHeads(pages)
	var body, notes []row
	for _, p := range pages {
		for _, r := range p.rows {
			if r.note {
				notes = append(notes, r)
			} else {
				body = append(body, r)
			}
		}
	}
	var lines []string
	for _, r := range joinRows(body) {
		lines = append(lines, r.text)
	}
	return strings.Join(append(lines, writeNotes(notes)...), "\n")
}

func warnings(found map[string]bool) (list []string) {
	for _, code := range []string{WarnNoText, WarnOCR, WarnRotated} {
		if found[code] {
			list = append(list, code)
		}
	}
	return list
}

// drawPage draws one page, counted from 1, as a PNG.
func drawPage(req request, data []byte) ([]byte, error) {
	if !has(data, pdfMagic) {
		return nil, errs.Invalid("intake.file.unknown_type")
	}
	e, doc, count, err := openPDF(req.CacheDir, data)
	if err != nil {
		return nil, err
	}
	if req.Page < 1 || req.Page > count {
		return nil, errs.NotFound("intake.page.unknown", errs.Int("page", req.Page))
	}
	page := requests.Page{ByIndex: &requests.PageByIndex{Document: doc, Index: req.Page - 1}}
	width, height := imageWidth, imageHeight
	if req.Op == opScan {
		width, height = scanWidth, scanHeight
	}
	img, err := e.RenderPageInPixels(&requests.RenderPageInPixels{Page: page, Width: width, Height: height,
		RenderFlags: enums.FPDF_RENDER_FLAG_ANNOT})
	if err != nil {
		return nil, errDamaged.Because(err)
	}
	defer img.Cleanup()
	var out bytes.Buffer
	if req.Op == opScan {
		err = encodeGray(&out, img.Result.RenderedImage)
	} else {
		err = png.Encode(&out, img.Result.RenderedImage)
	}
	if err != nil {
		return nil, errs.Internal("intake.page.encode").Because(err)
	}
	return out.Bytes(), nil
}

// encodeGray writes a picture without its colours, which say nothing to the
// recogniser.
func encodeGray(w io.Writer, img image.Image) error {
	gray := image.NewGray(img.Bounds())
	draw.Draw(gray, gray.Bounds(), img, img.Bounds().Min, draw.Src)
	return (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(w, gray)
}
