// Package testenv gives tests the real engines. Nothing that ships imports it.
package testenv

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

// cluster is the one PostgreSQL of a test process. It dies with the process.
type cluster struct {
	dir string
	who *syscall.Credential
	cmd *exec.Cmd
}

var start = sync.OnceValues(startCluster)

var count struct {
	sync.Mutex
	n int
}

// Postgres gives the URL of a fresh, empty database. A machine without
// PostgreSQL fails the test: nothing is skipped.
func Postgres(t testing.TB) string {
	t.Helper()
	c, err := start()
	if err != nil {
		t.Fatalf("PostgreSQL is missing or does not start (make setup installs it on Debian): %v", err)
	}
	return c.fresh(t)
}

// fresh makes an empty database.
func (c *cluster) fresh(t testing.TB) string {
	t.Helper()
	count.Lock()
	count.n++
	name := "t" + strconv.Itoa(count.n)
	count.Unlock()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, c.url("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	return c.url(name)
}

// Copy gives the URL of a copy of a database that nobody is connected to.
func Copy(t testing.TB, url string) string {
	t.Helper()
	c, err := start()
	if err != nil {
		t.Fatal(err)
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(url, "postgres:///"), "?")
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, c.url("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+name+"_copy TEMPLATE "+name); err != nil {
		t.Fatal(err)
	}
	return c.url(name + "_copy")
}

// Stop ends the cluster and takes its files away; TestMain calls it.
func Stop() {
	c, err := start()
	if err == nil && c != nil {
		c.stop()
	}
}

func (c *cluster) stop() {
	_ = c.cmd.Process.Signal(syscall.SIGINT) // fast shutdown
	_ = c.cmd.Wait()
	_ = os.RemoveAll(c.dir)
}

func (c *cluster) url(database string) string {
	return fmt.Sprintf("postgres:///%s?host=%s&user=postgres", database, c.dir)
}

// binary finds a program of PostgreSQL.
func binary(name string) (string, error) {
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name); len(found) > 0 {
		return found[len(found)-1], nil
	}
	return exec.LookPath(name)
}

func startCluster() (*cluster, error) {
	initdb, err := binary("initdb")
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "hoso-pg-")
	if err != nil {
		return nil, err
	}
	who, err := owner(dir)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	initialise := exec.Command(initdb, "-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C", "-A", "trust")
	initialise.SysProcAttr = &syscall.SysProcAttr{Credential: who}
	initialise.Dir = dir
	if out, err := initialise.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	c := &cluster{dir: dir, who: who}
	return c, c.launch()
}

// launch starts the server on the cluster's files and waits until it answers.
func (c *cluster) launch() error {
	postgres, err := binary("postgres")
	if err != nil {
		return err
	}
	c.cmd = exec.Command(postgres, "-D", filepath.Join(c.dir, "data"), "-k", c.dir, "-h", "", "-c", "max_connections=200", "-c", "log_min_messages=fatal")
	c.cmd.Dir = c.dir
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.who, Pdeathsig: syscall.SIGINT}
	if err := c.cmd.Start(); err != nil {
		return err
	}
	return c.ready()
}

// owner gives the account that may run PostgreSQL: this one, or postgres when
// this one is root.
func owner(dir string) (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(dir, uid, gid)
}

// ready waits until the server answers.
func (c *cluster) ready() error {
	isready, err := binary("pg_isready")
	if err != nil {
		return err
	}
	out, err := exec.Command(isready, "-h", c.dir, "-t", "30").CombinedOutput()
	for i := 0; err != nil && i < 3000; i++ {
		if c.cmd.ProcessState != nil {
			break
		}
		out, err = exec.Command(isready, "-h", c.dir, "-t", "1").CombinedOutput()
	}
	if err != nil {
		return fmt.Errorf("%w: %s", err, strings.TrimSpace(string(out)))
	}
	return nil
}
