package intake

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"hoso/internal/errs"
)

var errDamaged = errs.Invalid("intake.file.damaged")

// openArchive opens an Office file after checking it as SECURITY T20-T22 ask:
// counts and sizes before anything is unpacked, then the start of each entry.
func openArchive(data []byte) (*zip.Reader, error) {
	if bytes.Count(data, []byte("PK\x01\x02")) > MaxEntries {
		return nil, errs.Invalid("intake.file.too_many_entries", errs.Int("max", MaxEntries))
	}
	if bytes.Contains(data[:min(len(data), 1024)], []byte(pdfMagic)) {
		return nil, errs.Invalid("intake.file.two_in_one")
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, errDamaged.Because(err)
	}
	if err := errors.Join(checkNames(z.File), checkSizes(z.File, len(data)), checkPlaces(z.File)); err != nil {
		return nil, err
	}
	for _, f := range z.File {
		if err := checkEntry(f); err != nil {
			return nil, err
		}
	}
	return z, nil
}

func checkNames(files []*zip.File) error {
	seen := map[string]bool{}
	for _, f := range files {
		name := strings.ToLower(f.Name)
		isLink := f.Mode()&fs.ModeType != 0 && !f.Mode().IsDir()
		if !filepath.IsLocal(f.Name) || strings.ContainsAny(f.Name, "\\:\x00") || strings.ContainsFunc(f.Name, deceives) || isLink || seen[name] {
			return errs.Invalid("intake.file.entry_name")
		}
		seen[name] = true
		if f.Flags&1 != 0 {
			return errs.Invalid("intake.file.encrypted")
		}
	}
	return nil
}

// deceives is true of characters that are not seen and change how a name is shown,
// as the one that turns "gnp.exe" round.
func deceives(c rune) bool { return unicode.Is(unicode.Cf, c) || unicode.IsControl(c) }

// checkSizes trusts the sizes that the archive states: archive/zip stops an
// entry that holds more than it says.
func checkSizes(files []*zip.File, packed int) error {
	total := uint64(0)
	for _, f := range files {
		if f.UncompressedSize64 > MaxUnpacked {
			return errs.Invalid("intake.file.unpacks_too_large", errs.Int("max_mib", MaxUnpacked>>20))
		}
		total += f.UncompressedSize64
	}
	if total > MaxUnpacked || total > MaxRatio*uint64(packed) {
		return errs.Invalid("intake.file.unpacks_too_large", errs.Int("max_mib", MaxUnpacked>>20))
	}
	return nil
}

// checkPlaces refuses entries that share bytes, the trick of a bomb without nesting.
func checkPlaces(files []*zip.File) error {
	type span struct{ from, to int64 }
	spans := make([]span, 0, len(files))
	for _, f := range files {
		from, err := f.DataOffset()
		if err != nil {
			return errDamaged.Because(err)
		}
		spans = append(spans, span{from, from + int64(f.CompressedSize64)})
	}
	slices.SortFunc(spans, func(a, b span) int { return int(a.from - b.from) })
	for i := 1; i < len(spans); i++ {
		if spans[i].from < spans[i-1].to {
			return errs.Invalid("intake.file.overlap")
		}
	}
	return nil
}

// checkEntry unpacks one entry to nowhere: it must not be an archive, a compound
// file or a program, its check sum must hold, and XML must have no DOCTYPE.
func checkEntry(f *zip.File) error {
	if isMacro(f.Name) {
		return errs.Invalid("intake.file.macro")
	}
	r, err := f.Open()
	if err != nil {
		return errDamaged.Because(err)
	}
	defer r.Close()
	head := make([]byte, 16)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && err != io.EOF {
		return errDamaged.Because(err)
	}
	head = head[:n]
	if has(head, zipMagic) || has(head, oleMagic) || has(head, "MZ") || has(head, "\x7fELF") {
		return errs.Invalid("intake.file.embedded")
	}
	if isXML(f.Name) && (has(head, "\xff\xfe") || has(head, "\xfe\xff")) {
		return errDamaged // UTF-16 would hide a declaration; Office writes UTF-8
	}
	return drain(io.MultiReader(bytes.NewReader(head), r), isXML(f.Name))
}

func isMacro(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "vbaproject") || strings.Contains(name, "vbadata") || strings.Contains(name, "macrosheets/")
}

func isXML(name string) bool {
	name = strings.ToLower(name)
	return strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels") || strings.HasSuffix(name, ".vml")
}

var declarations = [][]byte{[]byte("<!DOCTYPE"), []byte("<!ENTITY")}

// drain reads r to its end, looking for declarations across the block's edges.
func drain(r io.Reader, xml bool) error {
	const keep = 16
	buf := make([]byte, keep+64<<10)
	for {
		n, err := r.Read(buf[keep:])
		for _, d := range declarations {
			if xml && bytes.Contains(buf[:keep+n], d) {
				return errs.Invalid("intake.file.doctype")
			}
		}
		copy(buf, buf[n:keep+n])
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return errDamaged.Because(err)
		}
	}
}
