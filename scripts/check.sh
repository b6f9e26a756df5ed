#!/usr/bin/env bash
# ./dev check: what can be told without running the product. Goes on after a finding; exits with 1 if there was one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

readonly TIDY=build/check/tidy
readonly TIDY_PARALLEL=2
findings=()

check() {
  local what=$1
  step "$@" || findings+=("$what")
}

check_format() { format_cpp --dry-run -Werror; }

# g++ 12 does not destroy what a braced initialiser has made when TRY leaves the function in its middle (base/result.h).
check_try() {
  local found
  found=$(grep -rnE --include='*.cc' --include='*.h' '[{,] *\.[a-z_]+ = [^;]*TRY\(|^ *\.[a-z_]+ = .*TRY\(|\{TRY\(|\{[a-z_]+, TRY\(' src || true)
  [[ -z $found ]] || { printf '%s\n' "$found" "    TRY inside braces: read into a local first" >&2; return 1; }
}

check_scripts() {
  shellcheck --external-sources dev .ci/run scripts/*.sh
}

# One line "KEY FILE" for each source. The key changes with the file, with any of our headers that it includes, by
# whatever way, and with .clang-tidy and the compiler flags.
tidy_keys() {
  local common file
  common=$(cat .clang-tidy CMakeLists.txt cmake/*.cmake src/*/CMakeLists.txt | sha256sum)
  find src \( -name '*.cc' -o -name '*.h' \) -print0 | LC_ALL=C sort -z | xargs -0 sha256sum >"$TIDY/sums"
  # shellcheck disable=SC2016 # $ is awk's
  find src \( -name '*.cc' -o -name '*.h' \) -print0 | xargs -0 grep -HE '^#include "' |
    awk -v sums="$TIDY/sums" '
      function visit(file,    n, i, names) {
        if (file in seen || !(file in sum)) return
        seen[file] = 1
        key = key sum[file]
        n = split(includes[file], names, "\n")
        for (i = 1; i <= n; i++) if (names[i] != "") visit("src/" names[i])
      }
      BEGIN { while ((getline line < sums) > 0) { split(line, part, "  "); sum[part[2]] = part[1]; order[++count] = part[2] } }
      { colon = index($0, ":"); split($0, quoted, "\""); from = substr($0, 1, colon - 1); includes[from] = includes[from] quoted[2] "\n" }
      END {
        for (at = 1; at <= count; at++) {
          if (order[at] !~ /\.cc$/) continue
          delete seen
          key = ""
          visit(order[at])
          print order[at], key
        }
      }' |
    while read -r file key; do
      echo "$(sha256sum <<<"$common $key" | cut -c1-64) $file"
    done
}

stamp_of() { echo "$TIDY/${1//\//.}.ok"; }

# Run by xargs, in a process of its own for each file.
tidy_one() { # NUMBER KEY FILE
  local output
  if output=$(clang-tidy-16 --quiet -p build/dev "$3" 2>&1); then
    echo "    clang-tidy $1 $3"
    echo "$2" >"$(stamp_of "$3")"
  else
    printf '    clang-tidy %s %s: FINDINGS\n%s\n' "$1" "$3" "$output"
    return 1
  fi
}

check_tidy() {
  local key file number=0
  local -a work=() line
  mkdir -p "$TIDY"
  cmake --preset dev >/dev/null || return 1 # takes in the sources that were added since
  while read -r key file; do
    [[ $(cat "$(stamp_of "$file")" 2>/dev/null) == "$key" ]] || work+=("$key $file")
  done < <(tidy_keys)
  if ((${#work[@]} == 0)); then
    echo "    every source is as it was when clang-tidy found nothing"
    return
  fi
  for line in "${work[@]}"; do
    number=$((number + 1))
    echo "$number/${#work[@]} $line"
  done | xargs -P "$TIDY_PARALLEL" -L 1 scripts/check.sh tidy-one
}

if [[ ${1:-} == tidy-one ]]; then
  shift
  tidy_one "$@"
  exit
fi
(($# == 0)) || fail "./dev check takes no arguments"

need_packages build test check
check "dependency arrows" scripts/arrows.sh
check "shellcheck" check_scripts
check "no TRY inside braces" check_try
check "C++ format" check_format
install_web
check "web lint" in_web npm run --silent lint
check "web types" in_web npm run --silent typecheck
if configure dev; then check "clang-tidy" check_tidy; else findings+=("configure"); fi

if ((${#findings[@]} > 0)); then
  printf -v list '%s, ' "${findings[@]}"
  fail "findings in: ${list%, } (after $(seconds_since 0) s)"
fi
say "no findings ($(seconds_since 0) s)"
