#!/usr/bin/env bash
# Installs what the whole test run needs beside Python and Node: a browser, Chinese fonts, PostgreSQL,
# a Java for Spark, and the word processors that write and read old files.
# Never fails: what stays absent is named in one line, and its tests are then skipped by name.
set -u

absent() {
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
    command -v google-chrome >/dev/null || echo chromium
  [ -n "$(fc-list ':lang=zh-cn' 2>/dev/null | head -1)" ] || echo fonts-noto-cjk
  command -v soffice >/dev/null || echo libreoffice-writer-nogui
  command -v catdoc >/dev/null || echo catdoc
  command -v java >/dev/null || echo openjdk-17-jre-headless
  command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || echo postgresql
}

packages=$(absent | xargs)
[ -n "$packages" ] || exit 0

root=""
[ "$(id -u)" = 0 ] || root="sudo -n"
if command -v apt-get >/dev/null && $root true 2>/dev/null; then
  echo "Installing for the tests: $packages"
  # While this file stands no package may start a service: the tests run a PostgreSQL of their own.
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | $root tee "$policy" >/dev/null && $root chmod 755 "$policy"
    trap '$root rm -f "$policy"' EXIT
  fi
  apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 -o Acquire::Retries=2)
  $root "${apt[@]}" update >/dev/null || echo "The package index could not be refreshed; going on with the old one."
  # shellcheck disable=SC2086 -- a list of words
  $root "${apt[@]}" install -y --no-install-recommends $packages >/dev/null ||
    echo "The packages could not all be installed."
  packages=$(absent | xargs)
fi
[ -z "$packages" ] || echo "Absent, so the tests that need them are skipped: $packages (Debian packages; install as root)"
exit 0
