# hoso: what a developer runs. CI runs .ci/run: setup, lint and test.
GO ?= go
.PHONY: reproduce setup build generate lint test race check long bench fuzz clean

setup:            ## install what the tests need on Debian
	@scripts/setup.sh

build:            ## the binary
	$(GO) build -o hoso ./cmd/hoso

reproduce:        ## the binary, built twice anew and compared, with its list of parts: make reproduce OUT=DIR
	@scripts/reproduce.sh $(or $(OUT),reproduced) fresh

generate:         ## pages from their templates
	$(GO) tool templ generate -path internal

lint:             ## format, vet, staticcheck
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

test: setup       ## every test, both engines, the browser
	$(GO) test -timeout 45m ./...

race: setup       ## the same under the race detector, but for the browser; the slowest package in parts, side by side
	@$(MAKE) --output-sync=target -j4 race/rest race/A-K race/L-R race/S-Z

race/rest:
	$(GO) test -race -timeout 120m $$($(GO) list ./internal/... ./vi/... | grep -v internal/app$$)

race/%:
	$(GO) test -race -timeout 120m -run '^(Test|Fuzz|Example)[$*]' ./internal/app

check: lint test race   ## before a merge

long: setup fuzz  ## kills, faults and fuzzing at full length: before a release
	HOSO_PAIRS=10000 $(GO) test -timeout 180m -count 1 -v -run 'TestSameTime|TestHiddenTakesTheSameTime' ./internal/app
	HOSO_KILLS=200 HOSO_PGKILLS=50 HOSO_FAULTS=all $(GO) test -timeout 120m -count 1 -v -run 'TestKills|TestSyscallFaults|TestDiskFull|TestPostmasterKills' ./internal/app

bench:            ## hoso beside the raw engine, SQLite, and text beside a regexp; for PostgreSQL: go run ./bench -pg URL commands
	$(GO) run ./bench commands
	$(GO) run ./bench pages
	$(GO) run ./bench gate
	$(GO) run ./bench text

FUZZ = $(GO) test -fuzztime $(FUZZTIME) -fuzzminimizetime 10x -run XXX -fuzz
FUZZTIME ?= 60s

fuzz:             ## every fuzz target for a minute: make fuzz FUZZTIME=10m
	@for t in $$(grep -rlE '^func Fuzz' --include='*_test.go' vi internal | sort); do \
	  for f in $$(sed -n 's/^func \(Fuzz[A-Za-z]*\).*/\1/p' $$t); do \
	    echo "$$f in $$(dirname $$t)"; $(FUZZ) "^$$f$$" ./$$(dirname $$t) || exit 1; done; done

clean:
	rm -f hoso
