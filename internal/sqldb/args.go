package sqldb

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"

	"hoso/internal/id"
	"hoso/internal/schema"
)

// IDs is a list of ids as one parameter, for List and Values.
type IDs []id.ID

// Texts is a list of strings as one parameter, for List.
type Texts []string

// List gives the condition "column is in the list that is parameter n", where
// the parameter is an IDs or a Texts: one statement text for any length.
func List(e schema.Engine, column, param string, ofIDs bool) string {
	switch {
	case e == schema.Postgres:
		return column + " = ANY(" + param + ")"
	case ofIDs:
		return column + " IN (SELECT unhex(value) FROM json_each(" + param + "))"
	}
	return column + " IN (SELECT value FROM json_each(" + param + "))"
}

// Values gives the ids of a parameter that is an IDs as a table v with a column value: one
// statement inserts all of a list.
func Values(e schema.Engine, param string) string {
	if e == schema.Postgres {
		return "(SELECT unnest(" + param + "::bytea[]) AS value) v"
	}
	return "(SELECT unhex(value) AS value FROM json_each(" + param + ")) v"
}

// bind turns the house's types into what a driver takes: int64, string,
// []byte, nil, or the engine's list form.
func bind(e schema.Engine, args []any) ([]any, error) {
	out := make([]any, len(args))
	for i, a := range args {
		v, err := bindOne(e, a)
		if err != nil {
			return nil, fmt.Errorf("sqldb: parameter %d: %w", i+1, err)
		}
		out[i] = v
	}
	return out, nil
}

func bindOne(e schema.Engine, a any) (any, error) {
	switch v := a.(type) {
	case nil, string, int64:
		return v, nil
	case []byte:
		if v == nil {
			return nil, nil
		}
		return v, nil
	case id.ID:
		if v.IsZero() {
			return nil, nil
		}
		return v[:], nil
	case [32]byte:
		return v[:], nil
	case bool:
		if v {
			return int64(1), nil
		}
		return int64(0), nil
	case IDs:
		return bindIDs(e, v)
	case Texts:
		if e == schema.Postgres {
			return []string(v), nil
		}
		raw, err := json.Marshal([]string(v))
		return string(raw), err
	}
	return bindKind(reflect.ValueOf(a))
}

func bindIDs(e schema.Engine, ids IDs) (any, error) {
	if e == schema.Postgres {
		list := make([][]byte, len(ids))
		for i, d := range ids {
			list[i] = d.Bytes()
		}
		return list, nil
	}
	list := make([]string, len(ids))
	for i, d := range ids {
		list[i] = hex.EncodeToString(d[:])
	}
	raw, err := json.Marshal(list)
	return string(raw), err
}

// bindKind takes named types by their underlying kind.
func bindKind(v reflect.Value) (any, error) {
	switch v.Kind() {
	case reflect.String:
		return v.String(), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int(), nil
	}
	return nil, fmt.Errorf("type %s is not stored", v.Type())
}

var numbered sync.Map // canonical text -> SQLite text

// sqliteText turns $n into ?n outside quotes. SQLite would read $1 as a name.
func sqliteText(query string) string {
	if t, ok := numbered.Load(query); ok {
		return t.(string)
	}
	var b strings.Builder
	quoted := false
	for i := 0; i < len(query); i++ {
		c := query[i]
		if c == '\'' {
			quoted = !quoted
		}
		if c == '$' && !quoted && i+1 < len(query) && query[i+1] >= '0' && query[i+1] <= '9' {
			c = '?'
		}
		b.WriteByte(c)
	}
	numbered.Store(query, b.String())
	return b.String()
}
