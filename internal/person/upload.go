package person

import (
	"bytes"
	"context"
	"image"
	_ "image/jpeg" // a page that was photographed
	_ "image/png"

	"hoso/internal/errs"
	"hoso/internal/intake"
)

// maxPixels bounds a picture: an A3 page at 600 dots per inch.
const maxPixels = 70_000_000

// checkFile holds an upload to what somebody can look at: a PDF or DOCX as
// documents are read, in a limited process; a JPEG or PNG whose size can be told
// and behind whose end nothing stands. Invalid "person.evidence.type" for anything
// else, "person.evidence.broken" for one that cannot be read, "person.evidence.pixels"
// for a picture that is too large.
func (s *Service) checkFile(ctx context.Context, name string, data []byte) (File, error) {
	switch {
	case bytes.HasPrefix(data, []byte("%PDF-")), bytes.HasPrefix(data, []byte("PK\x03\x04")):
		format, pages, err := s.ReadFile(ctx, name, data)
		if errs.Is(err, errs.KindInvalid) || err == nil && format != "pdf" && format != "docx" {
			return File{}, errs.Invalid("person.evidence.broken", errs.Field("file")).Because(err)
		}
		return File{Format: format, Pages: max(pages, 1)}, err
	case intake.IsPicture(data):
		format, err := intake.CheckPicture(name, data)
		if err != nil {
			return File{}, errs.Invalid("person.evidence.broken", errs.Field("file")).Because(err)
		}
		return picture(format, data)
	}
	return File{}, errs.Invalid("person.evidence.type", errs.Field("file"))
}

func picture(format string, data []byte) (File, error) {
	c, found, err := image.DecodeConfig(bytes.NewReader(data))
	if err == nil && int64(c.Width)*int64(c.Height) > maxPixels {
		return File{}, errs.Invalid("person.evidence.pixels", errs.Field("file"), errs.Int("width", c.Width), errs.Int("height", c.Height), errs.Int("max", maxPixels/1_000_000))
	}
	if err != nil || found != format || c.Width <= 0 || c.Height <= 0 {
		return File{}, errs.Invalid("person.evidence.broken", errs.Field("file")).Because(err)
	}
	return File{Format: format, Pages: 1}, nil
}
