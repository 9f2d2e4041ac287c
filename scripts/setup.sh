#!/usr/bin/env bash
# Installs what a fresh Debian machine lacks to run the tests: PostgreSQL,
# Chromium, node for axe-core, and LibreOffice and poppler for documents. It is
# quick when all is there. Elsewhere it says what to install.
set -euo pipefail
cd "$(dirname "$0")/.."

pg() { ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null || command -v initdb; }
missing=()
pg >/dev/null || missing+=(postgresql)
command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
command -v npm >/dev/null || missing+=(npm)
command -v soffice >/dev/null || missing+=(libreoffice-writer-nogui libreoffice-calc-nogui)
command -v pdftoppm >/dev/null || missing+=(poppler-utils)
command -v strace >/dev/null || missing+=(strace)

if ((${#missing[@]})); then
  if ! command -v apt-get >/dev/null; then
    echo "setup: please install: ${missing[*]}" >&2
    exit 1
  fi
  sudo=$([ "$(id -u)" = 0 ] || echo sudo)
  $sudo apt-get update -qq || true # an old list may still do
  for p in "${missing[@]}"; do
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq "$p" >/dev/null || echo "setup: $p could not be installed" >&2
  done
fi

pg >/dev/null || { echo "PostgreSQL is missing: install the package postgresql" >&2; exit 1; }
command -v chromium >/dev/null || command -v google-chrome >/dev/null || { echo "Chromium is missing: install the package chromium" >&2; exit 1; }
for tool in npm:npm soffice:libreoffice-writer-nogui pdftoppm:poppler-utils strace:strace; do
  command -v "${tool%%:*}" >/dev/null || { echo "${tool%%:*} is missing: install the package ${tool##*:}" >&2; exit 1; }
done
[ -f node_modules/axe-core/axe.min.js ] || npm ci --silent --no-audit --no-fund
