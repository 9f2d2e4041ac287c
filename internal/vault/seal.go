package vault

import (
	"bufio"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"io"
)

const (
	chunkSize = 64 << 10
	keySize   = 32
	tagSize   = 16
	header    = "hoso/blob/v1\n"
	wrapLabel = "hoso/blob-key/v1\n"
)

var errForged = errors.New("vault: the ciphertext is cut or altered")

func newKey() []byte {
	key := make([]byte, keySize)
	rand.Read(key) // never fails (crypto/rand)
	return key
}

func newAEAD(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// nonce is 7 zero bytes, the chunk's number and 1 for the last chunk.
func nonce(chunk uint32, last bool) []byte {
	n := make([]byte, 12)
	binary.BigEndian.PutUint32(n[7:], chunk)
	if last {
		n[11] = 1
	}
	return n
}

// seal writes the ciphertext of r to w. It ends with a last chunk, which is full,
// short or, of an empty blob only, empty.
func seal(w io.Writer, r io.Reader, key []byte) (size int64, err error) {
	aead, err := newAEAD(key)
	if err != nil {
		return 0, err
	}
	if _, err := io.WriteString(w, header); err != nil {
		return 0, err
	}
	in := bufio.NewReaderSize(r, chunkSize)
	plain, sealed := make([]byte, chunkSize), make([]byte, 0, chunkSize+tagSize)
	for chunk := uint32(0); ; chunk++ {
		n, err := io.ReadFull(in, plain)
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return 0, err
		}
		_, peek := in.Peek(1)
		if peek != nil && peek != io.EOF {
			return 0, peek
		}
		size += int64(n)
		sealed = aead.Seal(sealed[:0], nonce(chunk, peek == io.EOF), plain[:n], []byte(header))
		if _, err := w.Write(sealed); err != nil {
			return 0, err
		}
		if peek == io.EOF {
			return size, nil
		}
		if chunk == 1<<32-1 {
			return 0, errors.New("vault: the blob is too long")
		}
	}
}

// sealedSize is the length of the ciphertext of size bytes.
func sealedSize(size int64) int64 {
	chunks := max(1, (size+chunkSize-1)/chunkSize)
	return int64(len(header)) + size + chunks*tagSize
}

// wrap encrypts a blob's key under the folder's, bound to the blob's name. The
// 96-bit nonce is random: a folder key may wrap 2^32 keys.
func wrap(folder cipher.AEAD, key []byte, name string) []byte {
	n := make([]byte, folder.NonceSize())
	rand.Read(n)
	return folder.Seal(n, n, key, []byte(wrapLabel+name))
}

func unwrap(folder cipher.AEAD, wrapped []byte, name string) ([]byte, error) {
	n := folder.NonceSize()
	if len(wrapped) != n+keySize+tagSize {
		return nil, errForged
	}
	return folder.Open(nil, wrapped[:n], wrapped[n:], []byte(wrapLabel+name))
}
