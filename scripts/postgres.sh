#!/usr/bin/env bash
# A private PostgreSQL: a cluster behind a Unix socket that only its owner and root reach; no TCP.
#
#   postgres.sh start FOLDER  with its data in FOLDER
#   postgres.sh test FOLDER   one for tests: quick, and nothing of it is safe or kept. Never fails
#   postgres.sh stop FOLDER
#
# While it runs, FOLDER/connection describes it as libpq reads it; where `test` could not start one, the file says why
# after a `#`.
set -euo pipefail

readonly PROGRAMS=/usr/lib/postgresql/15/bin

mode=$1
mkdir -p "$2"
folder=$(realpath "$2")
readonly mode folder connection=$folder/connection

# PostgreSQL does not run as root.
owner=$(id -un)
if ((EUID == 0)); then owner=$(id -un postgres 2>/dev/null || echo nobody); fi

as_owner() {
  local program=$1
  shift
  if ((EUID == 0)); then
    (cd / && runuser -u "$owner" -- "$PROGRAMS/$program" "$@")
  else
    "$PROGRAMS/$program" "$@"
  fi
}

start() { # DATA [OPTION OF THE SERVER]...
  local data=$1
  shift
  chown "$owner" "$socket" || return
  if [[ ! -f $data/PG_VERSION ]]; then
    # An order that is not that of the bytes shows where ours depends on it.
    install -d -o "$owner" -m 700 "$data" &&
      as_owner initdb -D "$data" -U jianzai -A trust -E UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=zh \
        --no-sync >"$socket/log" || return
  fi
  as_owner pg_ctl -D "$data" -s -w -l "$socket/server.log" -o "-k $socket -c listen_addresses= $*" start </dev/null ||
    { tail -n 3 "$socket/server.log" >&2; return 1; }
  echo "host=$socket user=jianzai dbname=postgres" >"$connection"
}

stop() {
  local lock data how=fast
  socket=$(sed -n 's/^host=\([^ ]*\) .*/\1/p' "$connection" 2>/dev/null || true)
  lock=$socket/.s.PGSQL.5432.lock
  if [[ -f $lock ]]; then
    data=$(sed -n 2p "$lock")
    if [[ $data == "$socket"/* ]]; then how=immediate; fi # nothing of it is kept
    as_owner pg_ctl -D "$data" -s -m "$how" stop || true
  fi
  rm -f "$connection"
  if [[ $socket == */jianzai-postgres-?????? ]]; then rm -rf "$socket"; fi
}

stop
[[ $mode != stop ]] || exit 0
# Hundreds of tests with a schema each leave a hundred thousand files: in memory, where there is enough of it.
place=/tmp
if [[ $mode == test && $(df --output=avail /dev/shm 2>/dev/null | tail -n 1) -gt 4000000 ]]; then place=/dev/shm; fi
socket=$(mktemp -d $place/jianzai-postgres-XXXXXX)
case $mode in
  start) start "$folder/data" ;;
  test)
    if ! why=$(start "$socket/data" -c fsync=off -c full_page_writes=off -c autovacuum=off 2>&1); then
      echo "# PostgreSQL could not be started: ${why//$'\n'/ }" >"$connection"
      rm -rf "$socket"
    fi
    ;;
esac
