package intake

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"hoso/internal/errs"
)

const (
	pdfMagic = "%PDF-"
	zipMagic = "PK\x03\x04"
	zipEnd   = "PK\x05\x06"
	oleMagic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	rtfMagic = `{\rtf`
)

// readDocument decides what data is and reads it.
func readDocument(req request, data []byte) (*Document, error) {
	switch {
	case has(data, pdfMagic):
		return readPDF(req.CacheDir, data)
	case has(data, zipMagic):
		return readDOCX(data)
	}
	text, err := decode(data)
	if err != nil {
		return nil, err
	}
	if isHTML(text) {
		return readHTML(text)
	}
	format := Text
	if markdown.MatchString(text) {
		format = Markdown
	}
	return &Document{Format: format, Text: text}, notBlank(text)
}

func has(data []byte, magic string) bool { return bytes.HasPrefix(data, []byte(magic)) }

func notBlank(text string) error {
	if strings.TrimSpace(text) == "" {
		return errs.Invalid("intake.file.no_text")
	}
	return nil
}

// decode gives the text of a file that is no archive and no PDF: UTF-8, or
// UTF-16 with a byte order mark. Line ends become "\n".
func decode(data []byte) (string, error) {
	if err := refuseBinary(data); err != nil {
		return "", err
	}
	text, err := decodeUnicode(data)
	if err != nil {
		return "", err
	}
	if strings.IndexFunc(text, isBinary) >= 0 {
		return "", errs.Invalid("intake.file.unknown_type")
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), nil
}

// isBinary is true of control characters that text does not hold. A trailing
// Ctrl-Z and form feeds are old habits and stay.
func isBinary(c rune) bool {
	return c < ' ' && !strings.ContainsRune("\t\n\v\f\r\x1a", c)
}

func refuseBinary(data []byte) error {
	switch {
	case has(data, oleMagic), has(data, rtfMagic):
		return errs.Invalid("intake.file.old_word")
	case bytes.Contains(data[:min(len(data), 1024)], []byte(pdfMagic)), isArchiveTail(data):
		return errs.Invalid("intake.file.two_in_one")
	}
	return nil
}

// isArchiveTail reports whether data ends as an archive does: readers of ZIP
// look from the end, so that a file may begin as something else.
func isArchiveTail(data []byte) bool {
	return bytes.Contains(data[max(0, len(data)-(1<<16+22)):], []byte(zipEnd))
}

func decodeUnicode(data []byte) (string, error) {
	bad := errs.Invalid("intake.file.encoding")
	if rest, ok := bytes.CutPrefix(data, []byte("\xef\xbb\xbf")); ok {
		data = rest
	}
	little, big := has(data, "\xff\xfe"), has(data, "\xfe\xff")
	if !little && !big {
		if !utf8.Valid(data) {
			return "", bad
		}
		return string(data), nil
	}
	if len(data)%2 != 0 {
		return "", bad
	}
	units := make([]uint16, 0, len(data)/2)
	for i := 2; i < len(data); i += 2 {
		lo, hi := data[i], data[i+1]
		if big {
			lo, hi = hi, lo
		}
		units = append(units, uint16(hi)<<8|uint16(lo))
	}
	text := string(utf16.Decode(units))
	if strings.ContainsRune(text, utf8.RuneError) {
		return "", bad
	}
	return text, nil
}

var (
	htmlStart = regexp.MustCompile(`(?is)^(\s|<!--.*?-->|<\?xml[^>]*>)*(<!doctype\s+html|<(html|head|body|title|meta|table|div|p|h[1-6])[\s>])`)
	// A heading, a fence, a rule of a table or a link: one is enough.
	markdown = regexp.MustCompile("(?m)^#{1,6} \\S|^```|^\\|? ?:?-{3,}:? ?\\||\\[[^\\]\n]+\\]\\((https?:|/|#)[^)\n]*\\)")
)

func isHTML(text string) bool { return htmlStart.MatchString(text[:min(len(text), 64<<10)]) }
