// Package config is how a folder is run: typed, with the comments of its fields
// as the manual. It comes from DIR/hoso.toml, which need not exist, and from the
// environment, HOSO_<KEY>, which goes before; flags of the command line go before
// both. The zero Config is usable. A key that is not known is refused.
//
// What belongs to the law, to forms and to procedures is dated data in the
// database, never configuration.
package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"hoso/internal/errs"
)

// File is the name of the file in the data folder. It may hold a password: 0600.
const File = "hoso.toml"

// Config says how a folder is run.
type Config struct {
	// Database is the URL of a PostgreSQL database, "postgres://user:password@host/name".
	// Empty is SQLite in the folder. It belongs here and not on the command line,
	// where other accounts of the machine read it.
	Database string `toml:"database"`
	// Addr is where the pages are served; "" is 127.0.0.1:8080. Loopback only.
	Addr string `toml:"addr"`
	// Readers is the number of connections that read; 0 is 4.
	Readers int `toml:"readers"`
	// MaxBatch is how many commands may share one sync on SQLite; 0 is 64.
	MaxBatch int `toml:"max_batch"`
}

// Load reads the configuration of a folder; "" is one that is still to be made,
// which has only the environment. env gives a variable of the
// environment (os.LookupEnv). Errors: Invalid "config.file.damaged",
// "config.key.unknown", "config.file.open", "config.number".
func Load(dir string, env func(string) (string, bool)) (Config, error) {
	var c Config
	if dir != "" {
		if err := c.readFile(filepath.Join(dir, File)); err != nil {
			return Config{}, err
		}
	}
	if err := c.readEnv(env); err != nil {
		return Config{}, err
	}
	return c, c.check()
}

func (c *Config) readFile(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	meta, err := toml.DecodeFile(path, c)
	if err != nil {
		return errs.Invalid("config.file.damaged", errs.Str("file", path), errs.Str("why", err.Error())).Because(err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return errs.Invalid("config.key.unknown", errs.Str("file", path), errs.Str("key", unknown[0].String()))
	}
	if strings.Contains(c.Database, "@") && info.Mode().Perm()&0o077 != 0 {
		return errs.Invalid("config.file.open", errs.Str("file", path))
	}
	return nil
}

func (c *Config) readEnv(env func(string) (string, bool)) error {
	for name, text := range map[string]*string{"HOSO_DATABASE": &c.Database, "HOSO_ADDR": &c.Addr} {
		if v, ok := env(name); ok {
			*text = v
		}
	}
	for name, number := range map[string]*int{"HOSO_READERS": &c.Readers, "HOSO_MAX_BATCH": &c.MaxBatch} {
		v, ok := env(name)
		if !ok {
			continue
		}
		n, err := strconv.Atoi(v)
		if err != nil {
			return errs.Invalid("config.number", errs.Str("key", name), errs.Str("value", v))
		}
		*number = n
	}
	return nil
}

// Bounds of numbers: more readers than this only wait for each other.
const (
	maxReaders = 256
	maxBatch   = 1024
)

func (c *Config) check() error {
	switch {
	case c.Readers < 0 || c.Readers > maxReaders:
		return errs.Invalid("config.number", errs.Str("key", "readers"), errs.Str("value", strconv.Itoa(c.Readers)))
	case c.MaxBatch < 0 || c.MaxBatch > maxBatch:
		return errs.Invalid("config.number", errs.Str("key", "max_batch"), errs.Str("value", strconv.Itoa(c.MaxBatch)))
	}
	return nil
}
