#!/usr/bin/env bash
# Makes .venv exactly as requirements.lock says, and puts the project itself into it, editable.
set -eu
cd "$(dirname "$0")/.."
here=$(pwd -P)
# An environment does not survive a move: its scripts name the folder they were made in.
if ! { .venv/bin/python -c '' && grep -qF "$here/.venv/" .venv/bin/pip; } 2>/dev/null; then
  python=$(tools/find_python.sh)
  "$python" -m venv --clear .venv
fi
# -qq: errors only. Every version is fixed by the lock, warnings about extras say nothing new.
pip=(.venv/bin/python -m pip --disable-pip-version-check)
"${pip[@]}" install -qq --require-hashes --only-binary :all: -r requirements.lock
# hatchling and editables are in the lock: nothing is fetched here.
"${pip[@]}" install -qq --no-deps --no-build-isolation --no-index --editable .
