package testenv

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Files gives the folder of everything that the cluster has on disk, once it has
// written what it had in memory.
func (o *Cluster) Files(t testing.TB) string {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), o.c.url("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(context.Background(), "CHECKPOINT"); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(o.c.dir, "data")
}

// Dump writes a backup of a database into a file, as an operator would.
func Dump(t testing.TB, url, file string) {
	t.Helper()
	client(t, "pg_dump", "--file", file, url)
}

// Load reads such a backup into an empty database.
func Load(t testing.TB, url, file string) {
	t.Helper()
	client(t, "psql", "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--file", file, url)
}

func client(t testing.TB, name string, args ...string) {
	t.Helper()
	path, err := binary(name)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, args...)
	cmd.Env = append(os.Environ(), "PGOPTIONS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", name, err, out)
	}
}
