#!/usr/bin/env bash
# Every rule that a machine can hold; runs all of them and names those that fail.
set -u
cd "$(dirname "$0")/.."
bin=.venv/bin
failed=()

rule() {
  local name=$1
  shift
  printf '%-28s' "$name"
  if output=$("$@" 2>&1); then
    echo ok
  else
    echo FAILED
    printf '%s\n' "$output" | sed 's/^/    /'
    failed+=("$name")
  fi
}

rule "ruff" "$bin/python" -m ruff check --quiet .
rule "ruff format" "$bin/python" -m ruff format --check --quiet .
rule "mypy" "$bin/python" -m mypy
rule "layers" "$bin/lint-imports"
rule "file sizes" "$bin/python" tools/check_sizes.py
rule "addresses and paths" "$bin/python" tools/check_addresses.py
rule "catalogues" "$bin/python" tools/messages.py check
rule "documents" "$bin/python" tools/check_documents.py
rule "examples in documents" "$bin/python" tools/check_examples.py
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
rule "migrations" env LUODI_DATA="$scratch" "$bin/python" -m luodi_web makemigrations --check --dry-run
rule "front-end types" npm run --silent check

if [ "${#failed[@]}" -gt 0 ]; then
  echo "make check: failed: ${failed[*]}"
  exit 1
fi
echo "make check: all rules hold"
