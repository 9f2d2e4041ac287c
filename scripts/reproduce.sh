#!/usr/bin/env bash
# Builds hoso twice, in two folders of other names, and compares the binaries byte
# by byte; then leaves the binary and its list of parts in OUT:
#   scripts/reproduce.sh OUT         both builds share Go's cache of compiled packages
#   scripts/reproduce.sh OUT fresh   each compiles everything anew: before a release
set -euo pipefail
[ $# -ge 1 ] || { echo "usage: scripts/reproduce.sh OUT [fresh]" >&2; exit 2; }
mkdir -p "$1"
out=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT

# What decides over the bytes: no C, no paths, no commit and no time.
export CGO_ENABLED=0 GOFLAGS="${GOFLAGS:-} -trimpath -buildvcs=false -mod=readonly"
for dir in one another/of-another/name; do
  mkdir -p "$work/$dir"
  tar -cf - go.mod go.sum cmd internal vi | tar -xf - -C "$work/$dir"
  [ "${2:-}" != fresh ] || export GOCACHE="$work/cache-${dir%%/*}"
  (cd "$work/$dir" && go build -o "$work/hoso-${dir%%/*}" ./cmd/hoso)
done
cmp "$work/hoso-one" "$work/hoso-another"
install -m 0755 "$work/hoso-one" "$out/hoso"
scripts/parts.sh "$out/hoso" > "$out/parts.json"
sha256sum "$out/hoso"
