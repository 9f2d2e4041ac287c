#!/usr/bin/env bash
# Writes the list of parts of a hoso binary, as CycloneDX 1.6 JSON, from what the
# linker put into it: scripts/parts.sh BINARY > parts.json
set -euo pipefail
[ $# = 1 ] || { echo "usage: scripts/parts.sh BINARY" >&2; exit 2; }
sum=$(sha256sum -- "$1" | cut -d' ' -f1)
go version -m -- "$1" | awk -F'\t' -v sum="$sum" '
  function part(path, version, h1) {
    printf "%s\n    {\"type\": \"library\", \"name\": \"%s\", \"version\": \"%s\", \"bom-ref\": \"pkg:golang/%s@%s\", \"purl\": \"pkg:golang/%s@%s\"", sep, path, version, path, version, path, version
    if (h1 != "") printf ", \"properties\": [{\"name\": \"go.sum\", \"value\": \"%s\"}]", h1
    printf "}"; sep = ","
  }
  NR == 1 { split($0, w, ": "); toolchain = w[2]; sub(/^go/, "", toolchain); sub(/ .*/, "", toolchain)
    printf "{\n  \"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\", \"version\": 1,\n"
    printf "  \"metadata\": {\"component\": {\"type\": \"application\", \"name\": \"hoso\", \"bom-ref\": \"hoso\", \"hashes\": [{\"alg\": \"SHA-256\", \"content\": \"%s\"}]}},\n  \"components\": [", sum
    part("std", toolchain, "") }
  $2 == "dep" { part($3, $4, $5) }
  END { printf "\n  ]\n}\n" }'
