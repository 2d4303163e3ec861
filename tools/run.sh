#!/usr/bin/env bash
# What `make run` does once everything is set up. Reads PORT, DEMO, DATA, SOURCE.
set -eu
cd "$(dirname "$0")/.."
luodi_web=(.venv/bin/python -m luodi_web)
export LUODI_DATA=$DATA
if [ "$DEMO" = 0 ]; then
  [ -z "$SOURCE" ] || { echo "SOURCE= is for the demonstration; with DEMO=0 upload the file in the browser." >&2; exit 2; }
  "${luodi_web[@]}" setup -v0
  "${luodi_web[@]}" first_admin
else
  export LUODI_DEMO=1
  "${luodi_web[@]}" demo ${SOURCE:+--source "$SOURCE"}
fi
exec "${luodi_web[@]}" run --port "$PORT"
