# hoso: what a developer runs. `make test` is what CI runs.
GO ?= go
.PHONY: setup build generate lint test race check bench fuzz clean

setup:            ## install what the tests need on Debian
	@scripts/setup.sh

build:            ## the binary
	$(GO) build -o hoso ./cmd/hoso

generate:         ## pages from their templates
	$(GO) tool templ generate -path internal

lint:             ## format, vet, staticcheck
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

test: setup       ## every test, both engines, the browser
	$(GO) test -timeout 20m ./...

race: setup       ## the same under the race detector, but for the browser
	$(GO) test -race -timeout 30m ./internal/... ./vi/...

check: lint test race

bench:            ## the door beside its own statements, SQLite
	$(GO) run ./bench commands

fuzz:             ## every fuzz target for a minute
	$(GO) test -fuzz FuzzFold -fuzztime 60s ./vi
	$(GO) test -fuzz FuzzFind -fuzztime 60s ./vi/citation
	$(GO) test -fuzz FuzzRead -fuzztime 60s ./internal/intake
	$(GO) test -fuzz FuzzCheckpoint -fuzztime 60s ./internal/ledger

clean:
	rm -f hoso
