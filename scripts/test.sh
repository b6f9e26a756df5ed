#!/usr/bin/env bash
# ./dev test [--no-e2e]: every test. Goes on after a failure, lists what was skipped and what failed, and ends on the
# line `N passed, N failed, N skipped`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

readonly RESULTS=build/test
readonly DEV_SERVER=build/dev/src/main/jianzai
with_browser=yes
for option in "$@"; do
  case $option in
    --no-e2e) with_browser=no ;;
    *) fail "./dev test knows only --no-e2e" ;;
  esac
done

# Also where nothing could be counted, because an installation failed, the last line counts.
counted=no
trap '[[ $counted == yes ]] || echo "0 passed, 1 failed, 0 skipped"' EXIT

# Each suite as count-tests.mjs wants it: name, format and file of the results, exit status.
suites=()

# suite NAME FORMAT FILE COMMAND...
suite() {
  local name=$1 format=$2 file=$3 status=0
  shift 3
  rm -rf "$file"
  step "tests: $name" "$@" || status=$?
  suites+=("$name" "$format" "$file" "$status")
}

# A suite that could not even start.
suite_failed() { suites+=("$1" none - 1); }

# One thread for each network: the tests run side by side.
run_ctest() {
  OMP_NUM_THREADS=1 ctest --preset dev --parallel 2 --progress --no-tests=error
}

run_node_tests() {
  node --test --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=junit --test-reporter-destination="$RESULTS/scripts.xml" scripts/*.test.mjs
}

run_vitest() {
  in_web npm run --silent test -- --reporter=default --reporter=junit --outputFile.junit="../$RESULTS/web.xml"
}

need_packages build test postgres
mkdir -p "$RESULTS"
install_web
step "networks" scripts/models.sh

suite scripts junit "$RESULTS/scripts.xml" run_node_tests
suite web junit "$RESULTS/web.xml" run_vitest
step "web types" in_web npm run --silent typecheck || suite_failed "web types"

if build_server dev; then
  suite server googletest build/dev/results run_ctest
else
  suite_failed "server (build)"
fi

# The browser's stories run against the server under the sanitizers: one build less, and what it does wrong is seen.
if [[ $with_browser == yes ]]; then
  if [[ -x $DEV_SERVER ]] && (build_web); then
    step "size of the first page" in_web npm run --silent size || suite_failed "size of the first page"
    # Freed memory is kept a while, to see its use; as much of it as the stories' bounds on memory allow.
    ASAN_OPTIONS=quarantine_size_mb=8 JIANZAI_BIN=$DEV_SERVER suite browser playwright build/e2e/results.json run_e2e
  else
    suite_failed "browser (build)"
  fi
fi

say "all tests: $(seconds_since 0) s"
counted=yes
exec node scripts/count-tests.mjs "${suites[@]}"
