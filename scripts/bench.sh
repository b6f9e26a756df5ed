#!/usr/bin/env bash
# ./dev bench face [ROUNDS]: what a picture costs here, beside OpenCV's own code, dlib and face-api. One thread on one core;
#   rounds in which the sides take turns, first with the whole way, then with its parts; CPU time. docs/bench.md says what
#   each side does.
# ./dev bench db [ROWS]: roster import, a plan's tasks, the console's lists and searches on a million invented people (ROWS),
#   first on the embedded database, then on a private PostgreSQL; and the ratio of the two.
# ./dev bench console [ROWS]: how long a clerk's browser waits for the console's pages with ROWS invented people (a million).
# ./dev bench cards [COUNT]: reads COUNT drawn ID cards of each of four difficulty levels (500), backs, copies, displays and what
#   is no card: how often right, wrong and not read, how long, how much memory (docs/id-card.md).
# ./dev bench eval: the time of a whole evaluation of the test faces on every core.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

readonly faces=${JIANZAI_FACES:-../shared/faces}
readonly built=build/bench
readonly results=$built/results
readonly pictures=$built/pictures
readonly min_time_s=0.5

need_faces() {
  if [[ ! -f $faces/pairs.csv ]]; then
    say "nothing to measure: there are no photographs in $faces (JIANZAI_FACES)"
    exit
  fi
}

bench_eval() {
  local pictures started total_ms
  need_faces
  # The columns img1 and img2, by the header's names.
  pictures=$(awk -F, '
    NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
    { print $column["img1"]; print $column["img2"] }' "$faces/pairs.csv" | sort -u | wc -l)
  say "decode, find, align and embed each of $pictures photographs once, one at a time on every core"
  started=$(now_ms)
  "$SERVER" face eval --pairs "$faces/pairs.csv" --images "$faces"
  total_ms=$(($(now_ms) - started))
  say "$pictures photographs in $((total_ms / 1000)) s on $(nproc) cores: $((total_ms / pictures)) ms each, comparisons and start included"
}

bench_db() {
  local rows=$1 work postgres
  step "build" build_bench bench_db || fail "the program could not be built"
  work=$(mktemp -d)
  postgres=$(mktemp -d)
  # shellcheck disable=SC2064
  trap "scripts/postgres.sh stop '$postgres' >/dev/null 2>&1; rm -rf '$work' '$postgres'" EXIT
  chmod 755 "$postgres" # PostgreSQL's own user has to reach it
  mkdir -p "$results" "$work/sqlite" "$work/postgres"
  say "$rows invented people on the embedded database"
  "$built/bench/bench_db" "$rows" "$work/sqlite" | tee "$results/db-sqlite.txt"
  rm -rf "$work/sqlite"
  # Durable, as in production, unlike the one of the tests.
  scripts/postgres.sh start "$postgres" >/dev/null || fail "PostgreSQL could not be started"
  say "$rows invented people on PostgreSQL (its own memory is not counted)"
  "$built/bench/bench_db" "$rows" "$work/postgres" "$(cat "$postgres/connection")" | tee "$results/db-postgres.txt"
  say "PostgreSQL / SQLite, on $(nproc) cores"
  paste "$results/db-sqlite.txt" "$results/db-postgres.txt" |
    awk '{ half = NF / 2; name = $1; for (i = 2; i <= half - 2; i++) name = name " " $i
           printf "%-42s %12s %12s %-7s %6.2fx\n", name, $(half - 1), $(NF - 1), $NF, $(NF - 1) / $(half - 1) }'
}

# The database of bench_db under the real server, and a real browser in front of it.
bench_console() {
  local rows=$1
  need_packages build test
  install_web
  build_web
  step "build" build_bench bench_db jianzai || fail "the program could not be built"
  bench_data=$(mktemp -d)
  trap 'rm -rf "$bench_data"' EXIT
  say "$rows invented people on the embedded database"
  "$built/bench/bench_db" "$rows" "$bench_data"
  rm -f "$bench_data/roster.csv"
  JIANZAI_BENCH_DATA=$bench_data JIANZAI_BIN=$built/src/main/jianzai in_web npx playwright test -c e2e/bench.config.ts
}

bench_cards() {
  step "build" build_bench card_lab || fail "the program could not be built"
  [[ -d $faces ]] || say "there are no photographs in $faces (JIANZAI_FACES): heads are drawn"
  "$built/lab/card_lab/card_lab" measure --count "$1" --threads "$(nproc)" --faces "$faces"
}

build_bench() { # TARGET...
  [[ -f $built/CMakeCache.txt ]] || cmake --preset release -B "$built" -DJIANZAI_BENCH=ON || return
  cmake -B "$built" -DJIANZAI_BENCH=ON >/dev/null && NINJA_STATUS='[%f/%t, %e s] ' cmake --build "$built" --target "$@"
}

# A folder with every network of the full set. OpenCV's side reads the same files.
find_networks() {
  local folder
  for folder in "${JIANZAI_MODELS:-../shared/models}" var/models; do
    if [[ -f $folder/recognizer_intel0095.onnx && -f $folder/recognizer_mbf_foamliu.onnx ]]; then
      echo "$folder"
      return
    fi
  done
  return 1
}

# Six people, frontal, one picture each. make_picture brings them to the size of a camera's frames.
make_pictures() {
  local photo made=0
  rm -rf "$pictures"
  mkdir -p "$pictures/640x480" "$pictures/320x240"
  for photo in "$faces"/london/*/*_neutral.jpg; do
    if [[ ! -f $photo ]] || ((made == 6)); then break; fi
    made=$((made + 1))
    "$built/bench/bench_make_picture" 640 480 "$pictures/640x480/$made.jpg" "$photo"
    "$built/bench/bench_make_picture" 320 240 "$pictures/320x240/$made.jpg" "$photo"
  done
  ((made > 0)) || fail "no photographs in $faces/london"
}

# The sides that can run here; says why another cannot.
sides=()
choose_sides() {
  sides=(jianzai)
  if [[ -x $built/bench/bench_opencv ]]; then sides+=(opencv); else say "without OpenCV's side: no libopencv-objdetect-dev"; fi
  if [[ ! -x $built/bench/bench_dlib ]]; then
    say "without dlib: no libdlib-dev"
  elif [[ ! -f $JIANZAI_BENCH_DLIB/shape_predictor_68_face_landmarks.dat ]]; then
    say "without dlib: no libdlib-data"
  else
    sides+=(dlib)
  fi
  if step "face-api (npm ci)" npm --prefix bench/face-api ci --loglevel=error; then
    sides+=(face-api)
  else
    say "without face-api: npm could not fetch its packages"
  fi
}

run_side() { # ROUND SIDE whole|parts
  local out=$results/$1-$2-$3.json filter=/whole/640x480 log=$LOGS/bench-$2.log
  [[ $3 == whole ]] || filter=-$filter
  case $2 in
    face-api) taskset -c "$core" node bench/face-api/run.mjs "$pictures/640x480" "$min_time_s" "$out" ;;
    *)
      taskset -c "$core" "$built/bench/bench_$2" --benchmark_filter="$filter" --benchmark_min_time="$min_time_s" \
        --benchmark_out="$out" --benchmark_out_format=json
      ;;
  esac >"$log" 2>&1 || {
    tail -n 5 "$log" >&2
    fail "$2 did not run: $log"
  }
}

run_round() { # ROUND
  local i side
  # Every side is first as often as last.
  for ((i = 0; i < ${#sides[@]}; i++)); do
    run_side "$1" "${sides[$(($1 % 2 ? i : ${#sides[@]} - 1 - i))]}" whole
  done
  for side in "${sides[@]}"; do
    [[ $side == face-api ]] || run_side "$1" "$side" parts
  done
}

bench_face() {
  local rounds=$1 round
  need_faces
  JIANZAI_BENCH_MODELS=$(find_networks) || fail "the full set of networks is needed: ./dev models"
  export JIANZAI_BENCH_MODELS JIANZAI_BENCH_PICTURES=$pictures JIANZAI_BENCH_MANIFEST=models/manifest.toml
  export JIANZAI_BENCH_DLIB=/usr/share/dlib OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
  step "build the sides" build_bench bench || fail "the sides could not be built"
  make_pictures
  install_web # for its Node.js
  choose_sides
  rm -rf "$results"
  mkdir -p "$results" "$LOGS"
  for ((round = 1; round <= rounds; round++)); do
    step "round $round of $rounds: ${sides[*]}" run_round "$round"
  done
  say "one core of: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1); load $(cut -d' ' -f1 /proc/loadavg)"
  node bench/report.mjs "$results"
}

core=$(($(nproc) - 1))
case ${1:-face} in
  face)
    [[ ${2:-9} =~ ^[1-9][0-9]?$ ]] || fail "./dev bench face takes a number of rounds, 1 to 99"
    bench_face "${2:-9}"
    ;;
  db)
    [[ ${2:-1000000} =~ ^[1-9][0-9]{0,7}$ ]] || fail "./dev bench db takes a number of people, up to 10000000"
    bench_db "${2:-1000000}"
    ;;
  console)
    [[ ${2:-1000000} =~ ^[1-9][0-9]{0,7}$ ]] || fail "./dev bench console takes a number of people, up to 10000000"
    bench_console "${2:-1000000}"
    ;;
  cards)
    [[ ${2:-500} =~ ^[1-9][0-9]{0,5}$ ]] || fail "./dev bench cards takes a number of cards"
    bench_cards "${2:-500}"
    ;;
  eval) bench_eval ;;
  *) fail "./dev bench knows face, db, console, cards and eval" ;;
esac
