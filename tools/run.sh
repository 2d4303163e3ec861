#!/usr/bin/env bash
# What `make run` does once everything is set up. Reads PORT, DEMO, DATA, SOURCE.
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python
export LUODI_DATA=$DATA
export DJANGO_SETTINGS_MODULE=luodi_web.settings.embedded
if [ "$DEMO" = 0 ]; then
  if [ -n "$SOURCE" ]; then
    echo "SOURCE= is for the demonstration; with DEMO=0 the file is uploaded in the browser." >&2
    exit 2
  fi
  "$python" -m luodi_web setup -v0
  "$python" -m luodi_web first_admin
else
  export LUODI_DEMO=1
  "$python" -m demo load ${SOURCE:+--source "$SOURCE"}
fi
exec "$python" -m luodi_web run --port "$PORT"
