package directive

import (
	"bytes"
	"context"
	"image"
	_ "image/jpeg" // a slip that was photographed
	_ "image/png"

	"hoso/internal/errs"
	"hoso/internal/intake"
)

// checkSlip holds a slip to what somebody can look at: a PDF as documents are
// read, a PNG or JPEG whose size can be told and behind which nothing stands. Invalid "directive.ack.slip_type"
// for anything else, "directive.ack.slip_broken" for one that cannot be read.
func (s *Service) checkSlip(ctx context.Context, name string, data []byte) error {
	field := errs.Field("slip")
	switch {
	case bytes.HasPrefix(data, []byte("%PDF-")):
		read, err := s.ReadFile(ctx, name, data)
		if errs.Is(err, errs.KindInvalid) || (err == nil && read.Format != "pdf") {
			return errs.Invalid("directive.ack.slip_broken", field).Because(err)
		}
		return err
	case intake.IsPicture(data):
		if _, err := intake.CheckPicture(name, data); err != nil {
			return errs.Invalid("directive.ack.slip_broken", field).Because(err)
		}
		if c, _, err := image.DecodeConfig(bytes.NewReader(data)); err != nil || c.Width == 0 || c.Height == 0 {
			return errs.Invalid("directive.ack.slip_broken", field).Because(err)
		}
		return nil
	}
	return errs.Invalid("directive.ack.slip_type", field)
}
