#!/usr/bin/env bash
# ./dev fresh [--keep]: proves on a bare Debian 12 in a folder, from a clone of HEAD with no ../shared beside it, that
# ./dev test is green and ./dev run serves, and times both. Ends with a table; the logs stay in build/fresh-logs.
#
#   --keep                   leaves the folder (the next run starts anew in any case)
#   JIANZAI_FRESH_DIR        the folder (build/fresh)
#   JIANZAI_FRESH_REFERENCE  two photographs of one person for ./dev demo
#   JIANZAI_FRESH_PROBE      (the first person of ../shared/faces/london)
#
# The bare system gets from this machine only what it needs to reach the Debian and npm registries in the same way:
# mirrors, proxies, certificates. The unpacked bare system is kept in build/fresh-cache, so that it is made once.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Mounts and processes of their own: whatever happens, they are gone at the end.
readonly own_space=(unshare --mount --pid --fork --kill-child --propagation private)
if [[ -z ${JIANZAI_FRESH_INSIDE:-} && $EUID == 0 ]] && "${own_space[@]}" true 2>/dev/null; then
  JIANZAI_FRESH_INSIDE=yes exec "${own_space[@]}" "$0" "$@"
fi

# shellcheck source=scripts/lib.sh
source scripts/lib.sh

readonly suite=bookworm
readonly cache=build/fresh-cache/$suite.tar
readonly logs=build/fresh-logs
readonly test_timeout_s=7200
readonly run_timeout_s=3600

keep=no
for option in "$@"; do
  case $option in
    --keep) keep=yes ;;
    *) fail "./dev fresh knows only --keep" ;;
  esac
done
((EUID == 0)) || fail "./dev fresh needs root: it makes a Debian system in a folder and enters it"

folder=${JIANZAI_FRESH_DIR:-build/fresh}
mkdir -p "$folder" "$logs" "${cache%/*}"
folder=$(realpath "$folder")
readonly root=$folder/root clone=/srv/jianzai
server_pid=

# --- mounts ----------------------------------------------------------------------------------------------------

# What is mounted under the bare system, the innermost first.
mounts() { awk -v under="$root/" 'index($5, under) == 1 { print $5 }' /proc/self/mountinfo | sort -r; }

unmount() {
  local place
  while read -r place; do umount "$place" 2>/dev/null || umount --lazy "$place" || true; done < <(mounts)
}

# A small /dev of its own, not this machine's: removing the folder can then harm nothing.
make_devices() {
  local name numbers
  mount -t tmpfs -o mode=755 tmpfs "$root/dev" || say "fresh: no tmpfs for /dev; its files go into the folder"
  while read -r name numbers; do
    # shellcheck disable=SC2086 # two numbers
    mknod -m 666 "$root/dev/$name" c $numbers 2>/dev/null || [[ -e $root/dev/$name ]] ||
      { touch "$root/dev/$name" && mount --bind "/dev/$name" "$root/dev/$name"; } ||
      say "fresh: no /dev/$name"
  done <<<$'null 1 3\nzero 1 5\nfull 1 7\nrandom 1 8\nurandom 1 9\ntty 5 0'
  ln -sfn /proc/self/fd "$root/dev/fd"
  ln -sfn fd/0 "$root/dev/stdin"
  ln -sfn fd/1 "$root/dev/stdout"
  ln -sfn fd/2 "$root/dev/stderr"
  mkdir -p "$root/dev/shm" "$root/dev/pts"
  chmod 1777 "$root/dev/shm"
  if mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts" 2>/dev/null; then ln -sfn pts/ptmx "$root/dev/ptmx"; fi
}

mount_system() {
  make_devices
  mount -t proc proc "$root/proc" 2>/dev/null || mount --rbind /proc "$root/proc" ||
    say "fresh: /proc cannot be mounted here: the browser will not start in the folder"
  mount -t sysfs -o ro sysfs "$root/sys" 2>/dev/null || true
}

remove_system() {
  unmount
  [[ -z $(mounts) ]] || fail "still mounted under $root, so nothing is removed: $(mounts)"
  rm -rf --one-file-system "$root"
}

at_exit() {
  if [[ -n $server_pid ]]; then kill "$server_pid" 2>/dev/null || true; fi
  if [[ $keep == yes ]]; then
    unmount
    echo "the bare system is kept; to look around: chroot $root (mount /proc and /dev first)"
  else
    remove_system
  fi
}

# --- the bare system -------------------------------------------------------------------------------------------

# Debian's own sources as this machine's apt has them: lines "RELEASE URI". Needs an apt-get update before.
debian_sources() {
  # shellcheck disable=SC2016 # apt fills these in
  apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 2>/dev/null |
    awk -v suite="$suite" '$2 == "main" && ($1 == suite || $1 == suite "-updates" || $1 == suite "-security") { print $1, $3 }' | sort -u
}

bootstrap() {
  local mirror proxy
  mirror=$(debian_sources | awk -v suite="$suite" '$1 == suite { print $2; exit }')
  proxy=$(apt-config shell PROXY Acquire::http::Proxy | sed -n "s/^PROXY='\(.*\)'$/\1/p")
  if [[ -n $proxy && -z ${http_proxy:-} ]]; then export http_proxy=$proxy; fi
  # Without a mirror debootstrap takes its own.
  debootstrap --variant=minbase "$suite" "$root" ${mirror:+"$mirror"} &&
    tar --numeric-owner -C "$root" -cf "$cache.part" . &&
    mv "$cache.part" "$cache"
}

make_system() {
  remove_system && mkdir -p "$root" || return
  if [[ -f $cache ]]; then
    echo "unpacking $cache"
    tar --numeric-owner -C "$root" -xf "$cache"
  else
    bootstrap
  fi
}

# Copies files to the same place in the bare system; passes over those that are not here.
take_along() {
  local file
  for file in "$@"; do
    [[ -f $file ]] || continue
    mkdir -p "$root$(dirname "$file")"
    cp --dereference "$file" "$root$file"
  done
}

# The registries, reached as from here. Fills `environment`.
environment=()
reach_registries() {
  local file name value sources
  take_along /etc/resolv.conf /etc/hosts /usr/local/share/ca-certificates/*.crt
  sources=$(debian_sources)
  if [[ -n $sources ]]; then
    rm -f "$root"/etc/apt/sources.list.d/*
    awk '{ print "deb", $2, $1, "main" }' <<<"$sources" >"$root/etc/apt/sources.list"
  fi
  if [[ $sources == *https:* ]]; then take_along /etc/ssl/certs/ca-certificates.crt; fi
  # How apt fetches (proxies, dates of mirrors), but nothing else of this machine's apt.
  for file in /etc/apt/apt.conf /etc/apt/apt.conf.d/*; do
    if [[ -f $file ]] && grep -q '^Acquire' "$file"; then take_along "$file"; fi
  done
  take_along "$HOME/.npmrc" /etc/npmrc /usr/etc/npmrc
  if [[ $HOME != /root && -f $HOME/.npmrc ]]; then cp "$HOME/.npmrc" "$root/root/.npmrc"; fi
  while IFS='=' read -r -d '' name value; do
    if [[ $name =~ ^((https?|ftp|all|no)_proxy|(HTTPS?|FTP|ALL|NO)_PROXY|(npm_config|NPM_CONFIG)_.*|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS|CURL_CA_BUNDLE|GIT_SSL_CAINFO)$ ]]; then
      environment+=("$name=$value")
      if [[ $value == /* ]]; then take_along "$value"; fi
    fi
  done < <(env --null)
  # As in Debian's container images: no service starts, and dpkg does not wait for the disk after each file.
  echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io"
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod +x "$root/usr/sbin/policy-rc.d"
}

# Runs a line of shell in the clone in the bare system. Takes this process's place.
enter() {
  exec chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    "${environment[@]}" bash -c "cd $clone && $1" </dev/null
}

clone_head() {
  [[ -z $(git status --porcelain) ]] || say "fresh: what is not committed is not in the clone"
  git clone --quiet --no-hardlinks . "$root$clone"
}

# --- what is shown ---------------------------------------------------------------------------------------------

table=()
failures=0

# row WHAT STATUS STARTED_MS NOTE
row() {
  local state=ok
  if [[ $2 == skipped ]]; then
    state='not shown'
  elif (($2 != 0)); then
    state="FAILED ($2)"
    failures=$((failures + 1))
  fi
  table+=("$(printf '  %-34s %8s s  %-12s %s' "$1" "$(seconds_since "$3")" "$state" "$4")")
}

# show WHAT LOG COMMAND...: runs it, in a process of its own, with its output in the log and on the terminal.
show() {
  local what=$1 log=$logs/$2 started status=0
  shift 2
  started=$(now_ms)
  say "fresh: $what"
  ("$@") 2>&1 | tee "$log" || status=$?
  row "$what" "$status" "$started" "$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1)"
  return "$status"
}

show_run() {
  local started status=0 ready=
  started=$(now_ms)
  say "fresh: ./dev run until it serves"
  (enter "exec ./dev run --http-port $http_port --https-port $https_port") >"$logs/run.log" 2>&1 &
  server_pid=$!
  if wait_until_ready "$url" "$server_pid" "$run_timeout_s"; then
    ready=$(ready_at "$url" | jq --raw-output '"networks: \(.networks.kind) \(.networks.set // "")"')
  else
    status=1
    tail -n 20 "$logs/run.log"
  fi
  row "./dev run until it serves" "$status" "$started" "$ready"
  return "$status"
}

show_demo() {
  local -a photos
  if [[ -n ${JIANZAI_FRESH_REFERENCE:-} ]]; then
    photos=("$JIANZAI_FRESH_REFERENCE" "${JIANZAI_FRESH_PROBE:?is the second photograph}")
  else
    mapfile -t photos < <(two_photographs)
  fi
  if ((${#photos[@]} != 2)); then
    row "./dev demo" skipped "$(now_ms)" "no photographs (JIANZAI_FRESH_REFERENCE, JIANZAI_FRESH_PROBE)"
    return
  fi
  mkdir -p "$root/srv/photos"
  cp "${photos[0]}" "$root/srv/photos/reference.jpg"
  cp "${photos[1]}" "$root/srv/photos/probe.jpg"
  show "./dev demo" demo.log \
    enter "JIANZAI_URL=$url ./dev demo /srv/photos/reference.jpg /srv/photos/probe.jpg"
}

need_packages fresh build # curl and jq look at the server
if [[ -z $(debian_sources) ]]; then step "what this machine's apt knows" apt-get -qq update; fi
rm -f "$logs"/*.log
trap at_exit EXIT
if [[ -z ${JIANZAI_FRESH_INSIDE:-} ]]; then say "fresh: no mounts and processes of its own here; going on without"; fi

show "bare Debian ($suite)" system.log make_system || fail "no bare system; see $logs/system.log"
mount_system
reach_registries
show "clone of HEAD" clone.log clone_head || fail "no clone"
show "./dev test, nothing installed" test.log enter "timeout $test_timeout_s ./dev test" || true
http_port=$(free_port)
https_port=$(free_port)
readonly url=http://127.0.0.1:$http_port
if show_run; then
  show_demo || true
  kill "$server_pid"
  wait "$server_pid" 2>/dev/null || true
  server_pid=
fi
show "./dev build, nothing to do" build.log enter ./dev\ build || true

printf '\n%s\n' "On a bare Debian 12, $(git rev-parse --short HEAD), $(nproc) cores:"
printf '%s\n' "${table[@]}"
((failures == 0)) || exit 1
