package app

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"hoso/internal/folder"
	"hoso/internal/web"
)

// socketName is where in a folder its server takes commands.
const socketName = "hoso.sock"

// API makes what programs may ask of the folder.
func (a *App) API() *web.API {
	api := &web.API{Bearer: a.Accounts.Bearer, Log: a.Log}
	a.orgPages().APIRoutes(api)
	a.signinPages().APIRoutes(api)
	return api
}

// ListenSocket opens DIR/hoso.sock for this user alone. A socket that is there
// already was left by a process that died: whoever listens holds the folder's
// lock.
func (a *App) ListenSocket() (net.Listener, error) {
	if err := a.removeSocket(); err != nil {
		return nil, err
	}
	// Made in a folder that only this user enters, and moved from there when it
	// is closed to others: between the two there is no moment for them.
	aside := "keys/" + socketName
	if err := a.Folder.Root().Remove(aside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	path, done, err := shortPath(a.Folder, "keys")
	if err != nil {
		return nil, err
	}
	defer done()
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	l.(*net.UnixListener).SetUnlinkOnClose(false) // it moves, and its folder may
	if err = a.Folder.Root().Chmod(aside, 0o600); err == nil {
		err = a.Folder.Root().Rename(aside, socketName)
	}
	if err != nil {
		_ = l.Close()
		return nil, err
	}
	return l, nil
}

func (a *App) removeSocket() error {
	err := a.Folder.Root().Remove(socketName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// maxSocketPath is the length of a socket's path that every system takes.
const maxSocketPath = 100

// shortPath gives a path to the socket in a part of a folder; a long one goes by
// way of an open file, which done closes.
func shortPath(f *folder.Folder, sub string) (path string, done func(), err error) {
	path = filepath.Join(f.Path(sub), socketName)
	if len(path) <= maxSocketPath {
		return path, func() {}, nil
	}
	dir, err := os.Open(f.Path(sub))
	if err != nil {
		return "", nil, err
	}
	return "/proc/self/fd/" + strconv.Itoa(int(dir.Fd())) + "/" + socketName, func() { _ = dir.Close() }, nil // it was only a name
}

// ServeSocket serves the API on a listener until ctx ends, finishes the calls
// that are under way and takes the socket away.
func (a *App) ServeSocket(ctx context.Context, l net.Listener) {
	server := a.API().Server()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		a.Log.Error("socket", "error", err)
	case <-ctx.Done():
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		if err := server.Shutdown(grace); err != nil {
			a.Log.Error("socket", "error", err)
		}
	}
	if err := a.removeSocket(); err != nil {
		a.Log.Error("socket", "error", err)
	}
}

// takeCommands serves the socket until ctx ends or the function that it gives is
// called, which waits for it. A file system without sockets is no reason not to
// serve pages.
func (a *App) takeCommands(ctx context.Context) (end func()) {
	l, err := a.ListenSocket()
	if err != nil {
		a.Log.Warn("no socket: commands cannot be given beside this server", "error", err)
		return func() {}
	}
	ctx, stop := context.WithCancel(ctx)
	var serving sync.WaitGroup
	serving.Go(func() { a.ServeSocket(ctx, l) })
	return func() { stop(); serving.Wait() }
}

// dialer opens connections to a folder's server.
func dialer(f *folder.Folder) *http.Transport {
	return &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		path, done, err := shortPath(f, "")
		if err != nil {
			return nil, err
		}
		defer done()
		return new(net.Dialer).DialContext(ctx, "unix", path)
	}}
}
