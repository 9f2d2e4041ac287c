package intake

import (
	"bytes"
	"encoding/binary"

	"hoso/internal/errs"
)

const (
	pngMagic  = "\x89PNG\r\n\x1a\n"
	jpegMagic = "\xff\xd8\xff"
)

// IsPicture reports whether data begins as a PNG or a JPEG does.
func IsPicture(data []byte) bool { return has(data, pngMagic) || has(data, jpegMagic) }

// CheckPicture walks the parts of a PNG or JPEG from its first byte to its last and
// gives which of them it is: nothing stands behind the end of the picture, where an
// archive or a page would wait. It decodes nothing. Errors: Invalid
// "intake.file.unknown_type", "intake.file.damaged", "intake.file.two_in_one".
func CheckPicture(name string, data []byte) (string, error) {
	var format string
	var rest []byte
	var ok bool
	switch {
	case has(data, pngMagic):
		format = "png"
		rest, ok = afterPNG(data[len(pngMagic):])
	case has(data, jpegMagic):
		format = "jpeg"
		rest, ok = afterJPEG(data[2:])
	default:
		return "", named(errs.Invalid("intake.file.unknown_type"), name)
	}
	switch {
	case !ok:
		return "", named(errDamaged, name)
	case len(rest) > 0:
		return "", named(errs.Invalid("intake.file.two_in_one"), name)
	}
	return format, nil
}

// afterPNG passes the chunks, each its length, name, bytes and check sum, and gives
// what stands behind the last.
func afterPNG(data []byte) ([]byte, bool) {
	for len(data) >= 12 {
		size := uint64(binary.BigEndian.Uint32(data))
		if size > uint64(len(data)-12) {
			return nil, false
		}
		last := string(data[4:8]) == "IEND"
		if last && size > 0 {
			return nil, false
		}
		if data = data[12+size:]; last {
			return data, true
		}
	}
	return nil, false
}

// afterJPEG passes the segments and the lines of the picture between them, and
// gives what stands behind its end.
func afterJPEG(data []byte) ([]byte, bool) {
	for len(data) >= 2 && data[0] == 0xff {
		switch mark := data[1]; {
		case mark == 0xff: // filling
			data = data[1:]
		case mark == 0xd9:
			return data[2:], true
		case mark == 0x01 || mark >= 0xd0 && mark <= 0xd7:
			data = data[2:]
		default:
			if len(data) < 4 {
				return nil, false
			}
			size := int(binary.BigEndian.Uint16(data[2:]))
			if size < 2 || size+2 > len(data) {
				return nil, false
			}
			data = data[2+size:]
			if mark == 0xda {
				data = afterLines(data)
			}
		}
	}
	return nil, false
}

// afterLines passes the lines of a picture up to the next mark that is no part of them.
func afterLines(data []byte) []byte {
	for {
		at := bytes.IndexByte(data, 0xff)
		if at < 0 || at+1 >= len(data) {
			return nil
		}
		if c := data[at+1]; c != 0 && (c < 0xd0 || c > 0xd7) {
			return data[at:]
		}
		data = data[at+2:]
	}
}
