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
	"net/netip"
	"os"
	"path/filepath"
	"slices"
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
	// KeysDatabase is the URL of a PostgreSQL database of its own for the keyring,
	// which must not be that of the data nor in its backups. Empty is keys.db in the
	// folder. Several processes on one PostgreSQL need it.
	KeysDatabase string `toml:"keys_database"`
	// PassphraseFile is a file (0600) with the passphrase that opens the keyring,
	// where nobody is at a terminal when hoso starts: one that only the machine can
	// read, not one in the folder or its backups; from the folder if it is no whole
	// path.
	PassphraseFile string `toml:"passphrase_file"`
	// Addr is where the pages are served; "" is 127.0.0.1:8080. Without TLS it must be
	// a loopback address.
	Addr string `toml:"addr"`
	// TLSCert and TLSKey are the files of the certificate and its key, in PEM, from
	// the folder if they are no whole paths. With them the pages may be served on
	// any address.
	TLSCert string `toml:"tls_cert"`
	TLSKey  string `toml:"tls_key"`
	// Hosts are the names by which browsers reach the pages, without port, with
	// spaces between them; another one is refused. Loopback's names need not stand here.
	Hosts string `toml:"hosts"`
	// Proxies are the networks of proxies of the body's own before hoso, "10.0.0.5/32",
	// with spaces between them. Only what they say in X-Forwarded-For of where a
	// request comes from is believed, and only up to the last address that is none of
	// theirs. Empty: nothing is believed, and places are those of the sockets.
	Proxies string `toml:"proxies"`
	// Origin is the address at which browsers reach the pages, "https://hoso.example.gov.vn",
	// with its port unless it is the usual one. Passkeys are for this address and no
	// other: once people have made theirs, another name makes them worthless. Empty is
	// the first of Hosts at the port of Addr over TLS, else "http://localhost" at that port.
	Origin string `toml:"origin"`
	// Readers is the number of connections that read; 0 is 4.
	Readers int `toml:"readers"`
	// MaxBatch is how many commands may share one sync on SQLite; 0 is 64.
	MaxBatch int `toml:"max_batch"`
	// Node says what kind of machine this is: "open" (or ""), "internal" for one on
	// the body's own network, "isolated-lan" for one on an independent LAN, which
	// alone may hold what has a label (Law 117/2025/QH15, article 5). An object
	// above what the node may hold is refused where it is entered.
	Node string `toml:"node"`
	// BackupRecipients are for whom `hoso backup` encrypts when its command line does
	// not say: recipients of age ("age1..."), with spaces between them. Their secret
	// halves do not belong on this machine.
	BackupRecipients string `toml:"backup_recipients"`
	// BackupHours is how old the last backup may be before the page of the machine
	// shows it in red; 0 is 26, a day and something.
	BackupHours int `toml:"backup_hours"`
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
	for _, file := range []*string{&c.TLSCert, &c.TLSKey, &c.PassphraseFile} {
		if *file != "" && *file != "-" && !filepath.IsAbs(*file) {
			*file = filepath.Join(dir, *file)
		}
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
	if strings.Contains(c.Database+c.KeysDatabase, "@") && info.Mode().Perm()&0o077 != 0 {
		return errs.Invalid("config.file.open", errs.Str("file", path))
	}
	return nil
}

func (c *Config) readEnv(env func(string) (string, bool)) error {
	for name, text := range map[string]*string{"HOSO_DATABASE": &c.Database, "HOSO_ADDR": &c.Addr,
		"HOSO_KEYS_DATABASE": &c.KeysDatabase, "HOSO_PASSPHRASE_FILE": &c.PassphraseFile, "HOSO_NODE": &c.Node, "HOSO_BACKUP_RECIPIENTS": &c.BackupRecipients, "HOSO_ORIGIN": &c.Origin, "HOSO_PROXIES": &c.Proxies} {
		if v, ok := env(name); ok {
			*text = v
		}
	}
	for name, number := range map[string]*int{"HOSO_READERS": &c.Readers, "HOSO_MAX_BATCH": &c.MaxBatch, "HOSO_BACKUP_HOURS": &c.BackupHours} {
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

// ProxyNetworks reads Proxies: Invalid "config.proxies".
func (c *Config) ProxyNetworks() ([]netip.Prefix, error) {
	var list []netip.Prefix
	for _, text := range strings.Fields(c.Proxies) {
		p, err := netip.ParsePrefix(text)
		if err != nil || p != p.Masked() || p.Addr().Is4In6() {
			return nil, errs.Invalid("config.proxies", errs.Str("value", text)).Because(err)
		}
		list = append(list, p)
	}
	return list, nil
}

// Bounds of numbers: more readers than this only wait for each other.
const (
	maxReaders = 256
	maxBatch   = 1024
	maxHours   = 24 * 366
)

func (c *Config) check() error {
	if _, err := c.ProxyNetworks(); err != nil {
		return err
	}
	switch {
	case !slices.Contains([]string{"", "open", "internal", "isolated-lan"}, c.Node):
		return errs.Invalid("config.node", errs.Str("value", c.Node))
	case c.KeysDatabase != "" && c.KeysDatabase == c.Database:
		return errs.Invalid("config.keys.beside")
	case (c.TLSCert == "") != (c.TLSKey == ""):
		return errs.Invalid("config.tls.half")
	case c.Readers < 0 || c.Readers > maxReaders:
		return errs.Invalid("config.number", errs.Str("key", "readers"), errs.Str("value", strconv.Itoa(c.Readers)))
	case c.BackupHours < 0 || c.BackupHours > maxHours:
		return errs.Invalid("config.number", errs.Str("key", "backup_hours"), errs.Str("value", strconv.Itoa(c.BackupHours)))
	case c.MaxBatch < 0 || c.MaxBatch > maxBatch:
		return errs.Invalid("config.number", errs.Str("key", "max_batch"), errs.Str("value", strconv.Itoa(c.MaxBatch)))
	}
	return nil
}
