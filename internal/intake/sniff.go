package intake

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"hoso/internal/errs"
	"hoso/vi/legacy"
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
	text, raw, err := decode(data)
	if err != nil {
		return nil, err
	}
	if isHTML(text) {
		return readHTML(text, raw)
	}
	d := &Document{Format: Text, Text: text}
	if err := settleText(d, raw); err != nil {
		return nil, err
	}
	if markdown.MatchString(d.Text) {
		d.Format, d.Text = Markdown, plainMarkdown(d.Text)
	}
	return d, notBlank(d.Text)
}

func has(data []byte, magic string) bool { return bytes.HasPrefix(data, []byte(magic)) }

func notBlank(text string) error {
	if strings.TrimSpace(text) == "" {
		return errs.Invalid("intake.file.no_text")
	}
	return nil
}

// decode gives the text of a file that is no archive and no PDF: UTF-8, or
// UTF-16 with or without a byte order mark. Other bytes are raw: they are given as
// Windows-1252 draws them, for legacy to judge. Line ends become "\n".
func decode(data []byte) (text string, raw bool, err error) {
	if err := refuseBinary(data); err != nil {
		return "", false, err
	}
	rest, marked := bytes.CutPrefix(data, []byte("\xef\xbb\xbf"))
	switch order := wideOrder(data); {
	case order != nil:
		if text, err = decodeWide(order, data); err != nil {
			return "", false, err
		}
	case utf8.Valid(rest):
		text = string(rest)
	case marked:
		return "", false, errDamaged
	default:
		text, raw = legacy.FromBytes(data), true
	}
	if strings.IndexFunc(text, isBinary) >= 0 {
		return "", false, errs.Invalid("intake.file.unknown_type")
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), raw, nil
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

// wideOrder tells UTF-16 by its mark, or by the zero bytes that every second byte
// of Latin letters is; nil for anything else.
func wideOrder(data []byte) binary.ByteOrder {
	switch {
	case has(data, "\xff\xfe"):
		return binary.LittleEndian
	case has(data, "\xfe\xff"):
		return binary.BigEndian
	}
	head := data[:min(len(data), 4096)]
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch many := len(head) / 8; {
	case zeros[1] > many && zeros[0] == 0:
		return binary.LittleEndian
	case zeros[0] > many && zeros[1] == 0:
		return binary.BigEndian
	}
	return nil
}

func decodeWide(order binary.ByteOrder, data []byte) (string, error) {
	if len(data)%2 != 0 {
		return "", errDamaged
	}
	units := make([]uint16, 0, len(data)/2)
	for i := 0; i < len(data); i += 2 {
		units = append(units, order.Uint16(data[i:]))
	}
	text := strings.TrimPrefix(string(utf16.Decode(units)), "\ufeff")
	if strings.ContainsRune(text, utf8.RuneError) {
		return "", errDamaged
	}
	return text, nil
}

var htmlStart = regexp.MustCompile(`(?is)^(\s|<!--.*?-->|<\?xml[^>]*>)*(<!doctype\s+html|<(html|head|body|title|meta|table|div|p|h[1-6])[\s>])`)

func isHTML(text string) bool { return htmlStart.MatchString(text[:min(len(text), 64<<10)]) }
