#!/usr/bin/env bash
# Prints the command of a Python that can make the environment: 3.11 to 3.13, with venv and ensurepip.
set -eu
usable='import sys; assert (3, 11) <= sys.version_info[:2] <= (3, 13)'
without_venv=""
for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
  "$name" -c "$usable" >/dev/null 2>&1 || continue
  if "$name" -c 'import venv, ensurepip' >/dev/null 2>&1; then
    echo "$name"
    exit 0
  fi
  without_venv=$("$name" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
done
if [ -n "$without_venv" ]; then
  echo "Python has no venv module here. On Debian or Ubuntu: apt-get install $without_venv" >&2
else
  echo "Python 3.11, 3.12 or 3.13 is needed (with its venv module); none was found on PATH." >&2
fi
exit 1
