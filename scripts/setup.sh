#!/usr/bin/env bash
# Installs what a fresh Debian machine lacks to run the tests: PostgreSQL,
# Chromium, node for axe-core, LibreOffice and poppler for documents, and tesseract
# with Vietnamese for scans. It is quick when all is there. Elsewhere it says what
# to install.
set -euo pipefail
cd "$(dirname "$0")/.."

pg() { ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null || command -v initdb; }
vie() { tesseract --list-langs 2>&1 | grep -qx vie; }
missing=()
pg >/dev/null || missing+=(postgresql)
command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
command -v npm >/dev/null || missing+=(npm)
command -v soffice >/dev/null || missing+=(libreoffice-writer-nogui libreoffice-calc-nogui)
command -v pdftoppm >/dev/null || missing+=(poppler-utils)
command -v tesseract >/dev/null || missing+=(tesseract-ocr)
vie || missing+=(tesseract-ocr-vie)
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
for tool in npm:npm soffice:libreoffice-writer-nogui pdftoppm:poppler-utils tesseract:tesseract-ocr strace:strace; do
  command -v "${tool%%:*}" >/dev/null || { echo "${tool%%:*} is missing: install the package ${tool##*:}" >&2; exit 1; }
done
vie || { echo "tesseract has no Vietnamese: install the package tesseract-ocr-vie" >&2; exit 1; }
[ -f node_modules/axe-core/axe.min.js ] || npm ci --silent --no-audit --no-fund
