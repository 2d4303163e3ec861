#!/usr/bin/env bash
# Puts Spark into .venv exactly as requirements-spark.lock says: half a gigabyte, for the tests and `--engine spark`.
# What is there already is left as it is. Where it fails one line says so, and its tests are skipped by name.
set -u
cd "$(dirname "$0")/.."
lock=requirements-spark.lock
wanted=$(sed -n 's/^pyspark==\([^ ]*\).*/\1/p' "$lock")
found=$(.venv/bin/python -c 'from importlib.metadata import version; print(version("pyspark"))' 2>/dev/null)
[ "$found" != "$wanted" ] || exit 0

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# pyspark comes as source alone, and is built with the setuptools of the lock rather than any other: that one first.
awk '/^[a-zA-Z]/ {first = !/^pyspark==/} first' "$lock" >"$scratch/first.lock"
pip=(.venv/bin/python -m pip --disable-pip-version-check install -qq --no-deps --require-hashes)
echo "Spark for the tests: pyspark $wanted"
if ! "${pip[@]}" --only-binary :all: -r "$scratch/first.lock" >"$scratch/log" 2>&1 ||
  ! "${pip[@]}" --no-binary pyspark --no-build-isolation -r "$lock" >"$scratch/log" 2>&1; then
  reason=$(grep -v '^ *$' "$scratch/log" | grep -i error | tail -1)
  echo "Absent, so the tests that need it are skipped: pyspark $wanted (${reason:-pip failed})"
  exit 1
fi
