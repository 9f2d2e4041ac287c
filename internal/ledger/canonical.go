package ledger

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"hoso/internal/id"
)

// CanonicalJSON writes v in the one spelling that digests are taken over: keys
// sorted by bytes, no spaces, strings in NFC, integers only. It takes nil,
// booleans, integers, strings, ids, digests, byte slices (hexadecimal), slices,
// maps with string keys, pointers, and structs by their exported field names.
// Refused is what would make two values one: floats, text that is not UTF-8,
// keys that are equal in NFC, structs that show no field (time.Time); and
// everything else.
func CanonicalJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	if err := canonical(&b, reflect.ValueOf(v)); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

var (
	idType   = reflect.TypeFor[id.ID]()
	hashType = reflect.TypeFor[Hash]()
)

func canonical(b *bytes.Buffer, v reflect.Value) error {
	if !v.IsValid() {
		b.WriteString("null")
		return nil
	}
	switch v.Type() {
	case idType:
		return canonicalString(b, v.Interface().(id.ID).String())
	case hashType:
		h := v.Interface().(Hash)
		return canonicalString(b, hex.EncodeToString(h[:]))
	}
	switch v.Kind() {
	case reflect.Bool:
		b.WriteString(strconv.FormatBool(v.Bool()))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		b.WriteString(strconv.FormatInt(v.Int(), 10))
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		b.WriteString(strconv.FormatUint(v.Uint(), 10))
	case reflect.String:
		return canonicalString(b, v.String())
	case reflect.Pointer, reflect.Interface:
		return canonical(b, v.Elem())
	case reflect.Slice, reflect.Array:
		return canonicalList(b, v)
	case reflect.Map:
		return canonicalMap(b, v)
	case reflect.Struct:
		return canonicalStruct(b, v)
	default:
		return fmt.Errorf("ledger: %s has no canonical form", v.Type())
	}
	return nil
}

// canonicalString escapes what JSON demands, and U+2028 and U+2029 as
// encoding/json does.
func canonicalString(b *bytes.Buffer, s string) error {
	if !utf8.ValidString(s) {
		return fmt.Errorf("ledger: text that is not UTF-8 has no canonical form")
	}
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(norm.NFC.String(s)); err != nil {
		return err
	}
	b.Truncate(b.Len() - 1) // the encoder's newline
	return nil
}

func canonicalList(b *bytes.Buffer, v reflect.Value) error {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		raw := make([]byte, v.Len())
		reflect.Copy(reflect.ValueOf(raw), v)
		return canonicalString(b, hex.EncodeToString(raw))
	}
	b.WriteByte('[')
	for i := range v.Len() {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := canonical(b, v.Index(i)); err != nil {
			return err
		}
	}
	b.WriteByte(']')
	return nil
}

func canonicalMap(b *bytes.Buffer, v reflect.Value) error {
	if v.Type().Key().Kind() != reflect.String {
		return fmt.Errorf("ledger: %s has no canonical form", v.Type())
	}
	byName := make(map[string]reflect.Value, v.Len())
	for it := v.MapRange(); it.Next(); {
		byName[norm.NFC.String(it.Key().String())] = it.Value()
	}
	if len(byName) != v.Len() {
		return fmt.Errorf("ledger: keys that are equal in NFC have no canonical form")
	}
	names := slices.Sorted(maps.Keys(byName))
	return canonicalFields(b, len(names), func(i int) (string, reflect.Value) { return names[i], byName[names[i]] })
}

func canonicalStruct(b *bytes.Buffer, v reflect.Value) error {
	var names []string
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.IsExported() {
			names = append(names, f.Name)
		}
	}
	if len(names) == 0 && v.NumField() > 0 {
		return fmt.Errorf("ledger: %s has no canonical form", v.Type())
	}
	slices.Sort(names)
	return canonicalFields(b, len(names), func(i int) (string, reflect.Value) { return names[i], v.FieldByName(names[i]) })
}

func canonicalFields(b *bytes.Buffer, n int, at func(int) (string, reflect.Value)) error {
	b.WriteByte('{')
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		name, value := at(i)
		if err := canonicalString(b, name); err != nil {
			return err
		}
		b.WriteByte(':')
		if err := canonical(b, value); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}
