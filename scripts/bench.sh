#!/usr/bin/env bash
# ./dev bench: what one face costs on this machine. Benchmarks of the engine's parts and of the server under load come
# with the face engine in depth; today the time of a whole evaluation is what can be measured honestly.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

faces=${JIANZAI_FACES:-../shared/faces}
say "benchmarks of the engine's parts and of the server under load come with the face engine in depth"
if [[ ! -f $faces/pairs.csv ]]; then
  say "nothing to measure: there are no photographs in $faces (JIANZAI_FACES)"
  exit
fi

# The columns img1 and img2, by the header's names.
pictures=$(awk -F, '
  NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
  { print $column["img1"]; print $column["img2"] }' "$faces/pairs.csv" | sort -u | wc -l)
say "today: decode, find, align and embed each of $pictures photographs once, one at a time on every core"
started=$(now_ms)
"$SERVER" face eval --pairs "$faces/pairs.csv" --images "$faces"
total_ms=$(($(now_ms) - started))
say "$pictures photographs in $((total_ms / 1000)) s on $(nproc) cores: $((total_ms / pictures)) ms each, comparisons and start included"
