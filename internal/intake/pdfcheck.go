package intake

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
	"strconv"

	"hoso/internal/errs"
)

// What a document for a dossier has no need of (SECURITY T22). The names are
// long enough not to occur by chance in compressed data.
var activeNames = map[string]bool{
	"JavaScript": true, "Launch": true, "EmbeddedFile": true, "EmbeddedFiles": true, "RichMedia": true, "XFA": true,
	"ImportData": true, "SubmitForm": true, "GoToE": true, "GoToR": true, "Movie": true, "Rendition": true, "Encrypt": true,
}

// maxStructure bounds what the object streams of a PDF unpack to, in bytes: they hold
// structure, no pictures.
const maxStructure = 32 << 20

var (
	pdfName   = regexp.MustCompile(`/[^\x00\t\n\f\r ()<>\[\]{}/%]{1,64}`)
	pdfEscape = regexp.MustCompile(`#[0-9A-Fa-f]{2}`)
	pdfStream = regexp.MustCompile(`[^d]stream\r?\n`) // not endstream
)

// checkPDF looks at the bytes of a PDF before any engine does: whole from the
// first to the last line, nothing else behind it, and no active name, neither in
// the open nor inside an object stream.
func checkPDF(data []byte) error {
	end := bytes.LastIndex(data, []byte("%%EOF"))
	if end < 0 || !bytes.Contains(data, []byte("startxref")) || len(data)-end > 4096 {
		return errDamaged
	}
	if isArchiveTail(data) {
		return errs.Invalid("intake.file.two_in_one")
	}
	if err := refuseNames(data); err != nil {
		return err
	}
	if opensAddress(data) {
		return errs.Invalid("intake.file.active", errs.Str("what", "OpenAction"))
	}
	left := int64(maxStructure)
	for _, at := range pdfStream.FindAllIndex(data, -1) {
		head := data[:at[0]]
		head = head[max(0, bytes.LastIndex(head, []byte(" obj")), len(head)-4096):]
		if !isObjectStream(head) {
			continue
		}
		inner, err := inflate(data[at[1]:], left)
		if err != nil {
			return err
		}
		left -= int64(len(inner))
		if err := refuseNames(inner); err != nil {
			return err
		}
		if opensAddress(inner) {
			return errs.Invalid("intake.file.active", errs.Str("what", "OpenAction"))
		}
	}
	return nil
}

var (
	openAction = regexp.MustCompile(`/OpenAction\s*(?:<<|(\d{1,10})\s+(\d{1,5})\s+R)`)
	address    = regexp.MustCompile(`/S\s*/URI\b`)
)

// opensAddress reports whether the file goes to an address as soon as it is opened.
// A link that somebody must click is none.
func opensAddress(data []byte) bool {
	const action = 512 // bytes in which an action says what it does
	for _, m := range openAction.FindAllSubmatchIndex(data, 20) {
		at := m[1]
		if m[2] >= 0 {
			head := append(append([]byte("\n"), data[m[2]:m[3]]...), " "+string(data[m[4]:m[5]])+" obj"...)
			if at = bytes.Index(data, head); at < 0 {
				continue
			}
			at += len(head)
		}
		says := data[at:min(len(data), at+action)]
		if end := bytes.Index(says, []byte("endobj")); m[2] >= 0 && end >= 0 {
			says = says[:end]
		} else if end := bytes.Index(says, []byte(">>")); m[2] < 0 && end >= 0 {
			says = says[:end]
		}
		if address.Match(says) {
			return true
		}
	}
	return false
}

// isObjectStream reports whether a stream's dictionary says that it holds objects.
func isObjectStream(dict []byte) bool {
	found := map[string]bool{}
	for _, name := range pdfName.FindAll(dict, -1) {
		found[plainName(name)] = true
	}
	return found["ObjStm"] || found["First"] && found["N"]
}

// inflate unpacks an object stream. Every writer known packs them with Flate and
// no predictor; anything else could hide a name and is refused.
func inflate(packed []byte, left int64) ([]byte, error) {
	r, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, errDamaged.Because(err)
	}
	inner, err := io.ReadAll(io.LimitReader(r, left+1))
	if err != nil {
		return nil, errDamaged.Because(err)
	}
	if int64(len(inner)) > left {
		return nil, errs.Invalid("intake.file.unpacks_too_large", errs.Int("max_mib", maxStructure>>20))
	}
	return inner, nil
}

func refuseNames(data []byte) error {
	for _, raw := range pdfName.FindAllIndex(data, -1) {
		name := plainName(data[raw[0]:raw[1]])
		if name == "Encrypt" {
			return errs.Invalid("intake.file.encrypted")
		}
		if activeNames[name] {
			return errs.Invalid("intake.file.active", errs.Str("what", name))
		}
	}
	return nil
}

// plainName is a name without its slash and with #xx written out.
func plainName(raw []byte) string {
	return string(pdfEscape.ReplaceAllFunc(raw[1:], func(h []byte) []byte {
		b, _ := strconv.ParseUint(string(h[1:]), 16, 8)
		return []byte{byte(b)}
	}))
}
