package config_test

import (
	"os"
	"path/filepath"
	"testing"

	"hoso/internal/config"
	"hoso/internal/errs"
)

// TestLoad: nothing is needed, the environment goes before the file, and what
// cannot be meant is refused with its place.
func TestLoad(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		mode os.FileMode
		env  map[string]string
		want config.Config
		code string
	}{
		"no file":     {},
		"file":        {file: "database = 'postgres:///hoso'\naddr = '127.0.0.1:9'\nreaders = 8\n", want: config.Config{Database: "postgres:///hoso", Addr: "127.0.0.1:9", Readers: 8}},
		"environment": {file: "addr = '127.0.0.1:9'\n", env: map[string]string{"HOSO_ADDR": "127.0.0.1:10", "HOSO_MAX_BATCH": "16"}, want: config.Config{Addr: "127.0.0.1:10", MaxBatch: 16}},
		"keys": {file: "keys_database = 'postgres:///keys'\npassphrase_file = '/a'\n", env: map[string]string{"HOSO_PASSPHRASE_FILE": "/b"},
			want: config.Config{KeysDatabase: "postgres:///keys", PassphraseFile: "/b"}},
		"keys elsewhere": {env: map[string]string{"HOSO_KEYS_DATABASE": "postgres:///k"}, want: config.Config{KeysDatabase: "postgres:///k"}},
		"keys beside":    {file: "database = 'postgres:///x'\nkeys_database = 'postgres:///x'\n", code: "config.keys.beside"},
		"keys' password": {file: "keys_database = 'postgres://u:p@h/d'\n", mode: 0o644, code: "config.file.open"},
		"proxies":        {file: "proxies = '10.0.0.5/32 fd00::/8'\n", want: config.Config{Proxies: "10.0.0.5/32 fd00::/8"}},
		"no network":     {file: "proxies = '10.0.0.5'\n", code: "config.proxies"},
		"half a network": {env: map[string]string{"HOSO_PROXIES": "10.0.0.5/8"}, code: "config.proxies"},
		"unknown key":    {file: "adress = 'x'\n", code: "config.key.unknown"},
		"not TOML":       {file: "addr = \n", code: "config.file.damaged"},
		"no number":      {env: map[string]string{"HOSO_READERS": "many"}, code: "config.number"},
		"too many":       {file: "readers = 5000\n", code: "config.number"},
		"password read":  {file: "database = 'postgres://u:p@h/d'\n", mode: 0o644, code: "config.file.open"},
		"password alone": {file: "database = 'postgres://u:p@h/d'\n", want: config.Config{Database: "postgres://u:p@h/d"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if c.file != "" {
				mode := c.mode
				if mode == 0 {
					mode = 0o600
				}
				if err := os.WriteFile(filepath.Join(dir, config.File), []byte(c.file), mode); err != nil {
					t.Fatal(err)
				}
			}
			got, err := config.Load(dir, func(k string) (string, bool) { v, ok := c.env[k]; return v, ok })
			if c.code != "" {
				if e := errs.Of(err); e == nil || e.Code != c.code {
					t.Errorf("got %v, want %s", err, c.code)
				}
				return
			}
			if err != nil || got != c.want {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

// TestNoFolder: a folder that is still to be made has only the environment.
func TestNoFolder(t *testing.T) {
	got, err := config.Load("", func(k string) (string, bool) { return "127.0.0.1:11", k == "HOSO_ADDR" })
	if err != nil || got != (config.Config{Addr: "127.0.0.1:11"}) {
		t.Errorf("got %+v, %v", got, err)
	}
}
