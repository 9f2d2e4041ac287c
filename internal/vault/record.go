package vault

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"io"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// A bundle, once decrypted, is a line that names its format and then records:
// a letter, the length of the rest in two bytes, the rest. The last is the number
// of those before it, so that what is cut off is missed.
const recordHeader = "hoso/keyring-bundle/v1\n"

const (
	recordState     = 's' // JSON
	recordSecret    = 'b' // epoch, envelope
	recordKey       = 'k' // person, epoch, time, envelope
	recordTombstone = 't' // person, epoch, time
	recordEnd       = 'e' // how many
)

type recordWriter struct {
	w     *bufio.Writer
	count int64
	err   error
}

func newRecordWriter(w io.Writer) *recordWriter {
	r := &recordWriter{w: bufio.NewWriterSize(w, 1<<16)}
	_, r.err = r.w.WriteString(recordHeader)
	return r
}

func (r *recordWriter) put(rec Record) error {
	switch {
	case rec.State != nil:
		raw, err := json.Marshal(rec.State)
		if err != nil {
			return err
		}
		return r.write(recordState, raw)
	case rec.Secret != nil:
		return r.write(recordSecret, number(rec.Secret.Epoch), rec.Secret.Wrapped)
	case rec.Key != nil:
		k := rec.Key
		return r.write(recordKey, k.Person[:], number(k.Epoch), number(int64(k.At)), k.Wrapped)
	case rec.Tombstone != nil:
		t := rec.Tombstone
		return r.write(recordTombstone, t.Person[:], number(t.Epoch), number(int64(t.At)))
	}
	return nil
}

func (r *recordWriter) write(letter byte, parts ...[]byte) error {
	var body []byte
	for _, p := range parts {
		body = append(body, p...)
	}
	head := binary.BigEndian.AppendUint16([]byte{letter}, uint16(len(body)))
	for _, p := range [][]byte{head, body} {
		if r.err == nil {
			_, r.err = r.w.Write(p)
		}
	}
	r.count++
	return r.err
}

func (r *recordWriter) end() error {
	if err := r.write(recordEnd, number(r.count)); err != nil {
		return err
	}
	return r.w.Flush()
}

// readRecords gives the records in their order: Invalid "vault.bundle.damaged".
func readRecords(plain io.Reader, fn func(Record) error) error {
	damaged := errs.Invalid("vault.bundle.damaged")
	in := bufio.NewReaderSize(plain, 1<<16)
	header := make([]byte, len(recordHeader))
	if _, err := io.ReadFull(in, header); err != nil || string(header) != recordHeader {
		return damaged.Because(err)
	}
	for count := int64(0); ; count++ {
		letter, body, err := readRecord(in)
		if err != nil {
			return damaged.Because(err)
		}
		if letter == recordEnd {
			if _, err := in.ReadByte(); err != io.EOF || string(body) != string(number(count)) {
				return damaged.Because(err)
			}
			return nil
		}
		rec, ok := parseRecord(letter, body)
		if !ok {
			return damaged
		}
		if err := fn(rec); err != nil {
			return err
		}
	}
}

func readRecord(in *bufio.Reader) (letter byte, body []byte, err error) {
	var head [3]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return 0, nil, err
	}
	body = make([]byte, binary.BigEndian.Uint16(head[1:]))
	_, err = io.ReadFull(in, body)
	return head[0], body, err
}

func parseRecord(letter byte, body []byte) (rec Record, ok bool) {
	const n = len(id.ID{})
	long := func(i int) int64 { return int64(binary.BigEndian.Uint64(body[i:])) }
	switch {
	case letter == recordState:
		rec.State = &State{}
		return rec, json.Unmarshal(body, rec.State) == nil
	case letter == recordSecret && len(body) > 8:
		rec.Secret = &Secret{Epoch: long(0), Wrapped: body[8:]}
	case letter == recordKey && len(body) > n+16:
		rec.Key = &PersonKey{Person: id.ID(body[:n]), Epoch: long(n), At: clock.Micros(long(n + 8)), Wrapped: body[n+16:]}
	case letter == recordTombstone && len(body) == n+16:
		rec.Tombstone = &Tombstone{Person: id.ID(body[:n]), Epoch: long(n), At: clock.Micros(long(n + 8))}
	default:
		return rec, false
	}
	return rec, true
}
