#!/usr/bin/env bash
# Which module may include which: ARCHITECTURE.md's arrows. CMake enforces them too (a module's headers can be reached
# only by those that link it); this says it in words, and that the CMake links have not been widened.
# With a folder as argument: looks at that one instead of src.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

declare -rA MAY_INCLUDE=(
  [base]=""
  [crypto]="base"
  [image]="base"
  [sheet]="base"
  [face]="base crypto image"
  [idcard]="base image"
  [domain]="base"
  [app]="base crypto domain sheet"
  [storage]="base crypto domain app"
  [print]="base crypto domain app"
  [notify]="base crypto domain app"
  [http]="base crypto domain app"
  [cli]="base crypto domain app sheet image face idcard"
  [main]="base crypto domain app sheet image face idcard storage print notify http cli"
)

# What tests may include beyond that: use cases and routes are tested on the embedded database. Tests are *_test.cc and
# the headers test_*.h that they share.
declare -rA TESTS_MAY_INCLUDE=(
  [app]="storage"
  [http]="storage"
)

root=${1:-src}
wrong=0

tell() {
  printf '%s\n' "$*" >&2
  wrong=$((wrong + 1))
}

is_module() { [[ -v MAY_INCLUDE[$1] ]]; }

may() { # FROM TO
  [[ $1 == "$2" || " ${MAY_INCLUDE[$1]} " == *" $2 "* ]]
}

test_may() { # FROM TO
  [[ " ${TESTS_MAY_INCLUDE[$1]:-} " == *" $2 "* ]]
}

is_test() { # FILE:LINE
  local name=${1##*/}
  [[ $name == *_test.cc:* || $name == test_*.h:* ]]
}

look_at_includes() { # MODULE
  local from=$1 place to
  while IFS=$'\t' read -r place to; do
    if is_module "$to" && ! may "$from" "$to"; then
      if is_test "$place" && test_may "$from" "$to"; then continue; fi
      tell "$place: $from may not include $to (it may include: ${MAY_INCLUDE[$from]:-nothing of ours})"
    fi
  done < <(grep -rnE --include='*.h' --include='*.cc' '^[[:space:]]*#[[:space:]]*include[[:space:]]*["<][a-z]+/' "$root/$from" |
    sed -E 's/^([^:]+:[0-9]+):[^"<]*["<]([a-z]+)\/.*/\1\t\2/')
}

look_at_links() { # MODULE
  local from=$1 to
  while read -r to; do
    if is_module "$to" && ! may "$from" "$to"; then
      tell "$root/$from/CMakeLists.txt: $from may not link $to (it may link: ${MAY_INCLUDE[$from]:-nothing of ours})"
    fi
  done < <(sed -E 's/TEST_LINKS[^)]*//' "$root/$from/CMakeLists.txt" | grep -oE 'jianzai_[a-z]+' | sed 's/^jianzai_//' | sort -u)
}

for folder in "$root"/*/; do
  module=$(basename "$folder")
  if ! is_module "$module"; then
    tell "$folder: a module that scripts/arrows.sh and ARCHITECTURE.md do not know; decide its arrows there"
    continue
  fi
  look_at_includes "$module"
  if [[ -f $folder/CMakeLists.txt ]]; then look_at_links "$module"; fi
done

if ((wrong > 0)); then
  echo "arrows: $wrong wrong" >&2
  exit 1
fi
echo "arrows: all modules of $root include only what they may"
