package vault

import (
	"crypto/cipher"
	"errors"
	"io"
	"os"

	"hoso/internal/errs"
)

// reader gives the plain bytes of an open blob. It is for one goroutine.
type reader struct {
	f       *os.File
	blob    Blob
	aead    cipher.AEAD
	size    int64 // plain bytes, as the blob's owner noted them
	at      int64 // the next plain byte to give
	chunk   int64 // the chunk in plain, -1 for none
	plain   []byte
	damaged *errs.Error
}

// checkFile compares the file's length and first line with what they must be.
func (r *reader) checkFile() error {
	info, err := r.f.Stat()
	if err != nil {
		return unreadBlob(r.blob, err)
	}
	line := make([]byte, len(header))
	_, err = r.f.ReadAt(line, 0)
	if err != nil && err != io.EOF {
		return unreadBlob(r.blob, err)
	}
	if err != nil || string(line) != header || info.Size() != sealedSize(r.size) {
		return r.damaged.Because(errForged)
	}
	if r.size > 0 {
		return nil
	}
	return r.load(0) // nobody would read the only chunk of an empty blob
}

// Read gives the next bytes, at most to the end of their chunk.
func (r *reader) Read(p []byte) (int, error) {
	if r.at >= r.size {
		return 0, io.EOF
	}
	if err := r.load(r.at / chunkSize); err != nil {
		return 0, err
	}
	n := copy(p, r.plain[r.at%chunkSize:])
	r.at += int64(n)
	return n, nil
}

// load reads and opens one chunk.
func (r *reader) load(chunk int64) error {
	if r.chunk == chunk {
		return nil
	}
	last := max(0, (r.size-1)/chunkSize)
	length := int64(chunkSize)
	if chunk == last {
		length = r.size - last*chunkSize
	}
	sealed := make([]byte, length+tagSize)
	if _, err := r.f.ReadAt(sealed, int64(len(header))+chunk*(chunkSize+tagSize)); err == io.EOF {
		return r.damaged.Because(err)
	} else if err != nil {
		return unreadBlob(r.blob, err)
	}
	plain, err := r.aead.Open(sealed[:0], nonce(uint32(chunk), chunk == last), sealed, []byte(header))
	if err != nil {
		return r.damaged.Because(errForged)
	}
	r.chunk, r.plain = chunk, plain
	return nil
}

// Seek moves to a plain byte; a place before the first is an error.
func (r *reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.size
	}
	if offset < 0 {
		return 0, errors.New("vault: seek before the first byte")
	}
	r.at = offset
	return offset, nil
}

// Close closes the file.
func (r *reader) Close() error { return r.f.Close() }
