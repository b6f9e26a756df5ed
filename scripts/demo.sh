#!/usr/bin/env bash
# ./dev demo [REFERENCE.jpg PROBE.jpg]: the whole path over HTTP, without a browser and without a camera: a clerk adds
# an invented person and makes the reference (建模) from one photograph; the person registers, logs in and hands in the
# other one. A file cannot answer colours or turn its head, so the mode is STATIC, and a reviewer has the last word:
# approves where the faces compare well. Prints each step. Exits with 0 passed, 1 not passed, 2 a person still has to
# look, 3 an error.
#
# Talks to the server at JIANZAI_URL (default http://127.0.0.1:8080). If none answers there, and JIANZAI_URL is not
# set, it starts one of its own on free ports and empty data, and stops it at the end.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

readonly call_timeout_s=120
readonly decision_timeout_s=120
# Of the demo data.
readonly clerk_login=clerk
readonly reviewer_login=reviewer
readonly operator_password=Jianzai-demo-2026

url=${JIANZAI_URL:-http://127.0.0.1:8080}
work=$(mktemp -d)
server_pid=
verdict=3

at_exit() {
  if [[ -n $server_pid ]]; then
    kill "$server_pid" 2>/dev/null || true
    wait "$server_pid" 2>/dev/null || true
  fi
  rm -rf "$work"
  exit "$verdict"
}
trap at_exit EXIT

tell() { # CHINESE TEXT
  printf '  %s  %s\n' "$1" "$2"
}

broke() {
  printf 'demo: %s\n' "$*" >&2
  exit 3
}

# --- HTTP ------------------------------------------------------------------------------------------------------

# call WHO METHOD PATH [CURL OPTION...]: the answer goes to $work/answer, its status to $status. WHO has the cookies.
call() {
  local who=$1 method=$2 path=$3
  shift 3
  status=$(curl --silent --show-error --max-time "$call_timeout_s" --request "$method" \
    --cookie "$work/$who.cookies" --cookie-jar "$work/$who.cookies" \
    --output "$work/answer" --write-out '%{http_code}' "$@" "$url$path") ||
    broke "$method $path: no answer from $url"
}

# Ends the demo with the server's own words unless the last call was answered with this status.
expect() { # STATUS WHAT
  [[ $status == "$1" ]] && return
  broke "$2: the server answers $status $(jq --raw-output '
    [.code, .message, .reason // empty, (.fields // [] | map("\(.field): \(.code) \(.message)") | join("; ") | select(. != "")),
     "(request \(.request_id))"] | join(" ")' "$work/answer" 2>/dev/null || head -c 300 "$work/answer")"
}

new_key() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

# post WHO PATH JSON
post() {
  call "$1" POST "$2" --header 'Content-Type: application/json' --header "Idempotency-Key: $(new_key)" --data "$3"
}

get() { call "$1" GET "$2"; }

# The answer's value at a jq path; empty where it has none.
value() { jq --raw-output "$1 // empty" "$work/answer"; }

# --- an invented person ----------------------------------------------------------------------------------------

# GB 11643: the 18th character for the first 17 digits.
check_character() {
  local digits=$1 sum=0 i
  local -a weights=(7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2)
  local characters=10X98765432
  for ((i = 0; i < 17; i++)); do sum=$((sum + ${digits:i:1} * weights[i])); done
  echo "${characters:sum % 11:1}"
}

# Region 999999 was never given out.
invent_id_number() {
  local digits
  printf -v digits '999999%04d%02d%02d%03d' $((1940 + RANDOM % 20)) $((1 + RANDOM % 12)) $((1 + RANDOM % 28)) $((RANDOM % 1000))
  echo "$digits$(check_character "$digits")"
}

# --- the path --------------------------------------------------------------------------------------------------

find_server() {
  local ready http_port https_port
  if ! ready=$(ready_at "$url"); then
    [[ -z ${JIANZAI_URL:-} ]] || broke "no server answers at $url (JIANZAI_URL)"
    build_all
    step "networks" scripts/models.sh
    http_port=$(free_port)
    https_port=$(free_port)
    url=http://127.0.0.1:$http_port
    "$SERVER" serve --data "$work/data" --web web/dist --demo --http-port "$http_port" --https-port "$https_port" \
      >"$work/server.log" 2>&1 &
    server_pid=$!
    wait_until_ready "$url" "$server_pid" 60 || {
      tail -n 20 "$work/server.log" >&2
      broke "the server did not start"
    }
    ready=$(ready_at "$url")
    tell "服务" "no server was running: one was started for this demo on empty data"
  fi
  tell "服务" "$url, networks: $(jq --raw-output '"\(.networks.kind) \(.networks.set // "")"' <<<"$ready")"
  get guest /api/v1/service
  expect 200 "the service"
  terms_version=$(value .terms_version)
  consent_version=$(value .consent_version)
}

operator_logs_in() { # WHO LOGIN
  post "$1" /api/v1/console/sessions "$(jq -n --arg login "$2" --arg password "$operator_password" '{$login, $password}')"
  expect 201 "the log-in of the $1"
}

clerk_adds_person() {
  local category
  operator_logs_in clerk "$clerk_login"
  tell "工作人员登录" "the clerk $(value .name) of $(value .agency.name) logs in to the console"

  get clerk /api/v1/console/categories
  expect 200 "the categories"
  tell "待遇类别" "$(value '.categories | map(.name) | join(", ")')"
  category=$(value '.categories[0].code')

  post clerk /api/v1/console/persons "$(jq -n --arg name "$name" --arg id_number "$id_number" --arg phone "$phone" \
    --arg category_code "$category" '{$name, $id_number, $category_code, $phone}')"
  expect 201 "adding the person"
  person_id=$(value .person_id)
  tell "新增人员" "$name, $(value .id_number_masked), due on $(value '.entitlements[0].due_on')"
}

clerk_makes_reference() {
  call clerk POST "/api/v1/console/persons/$person_id/references?source=UPLOAD" \
    --header 'Content-Type: image/jpeg' --data-binary "@$reference"
  expect 201 "the reference from $reference"
  tell "建模" "reference made from $(basename "$reference"), features $(value .features)"
}

citizen_registers() {
  post citizen /api/v1/accounts "$(jq -n --arg name "$name" --arg id_number "$id_number" --arg phone "$phone" \
    --arg password "$password" --arg terms_version "$terms_version" \
    '{$name, $id_number, $password, $phone, phone_again: $phone, $terms_version}')"
  expect 201 "registering"
  tell "注册" "the person registers in the citizen app and accepts the terms of $terms_version"

  post citizen /api/v1/sessions "$(jq -n --arg id_number "$id_number" --arg password "$password" '{$id_number, $password}')"
  expect 201 "logging in"
  tell "登录" "$(value .name), $(value .id_number_masked), $(value .phone_masked)"
}

citizen_sees_proof() {
  get citizen /api/v1/me/proof
  expect 200 "the proof's state"
  tell "本人认证" "state $(value .status), $(value '.entitlements[0].category_name') due on $(value '.entitlements[0].due_on')"
}

citizen_sends_frames() {
  local consent_id nonce step wanted sequence=0
  post citizen /api/v1/consents "$(jq -n --arg text_version "$consent_version" '{purpose: "FACE_COMPARISON", $text_version}')"
  expect 201 "the consent"
  consent_id=$(value .consent_id)
  tell "单独同意" "consent to the comparison of the face, text of $consent_version"

  post citizen /api/v1/attempts "$(jq -n --arg consent_id "$consent_id" '{$consent_id, mode: "STATIC"}')"
  expect 201 "opening the attempt"
  attempt_id=$(value .attempt_id)
  nonce=$(value .capture.nonce)
  step=$(value .capture.step.index)
  wanted=$(value .capture.frames_wanted)
  tell "开始认证" "attempt $attempt_id, mode $(value .capture.mode), open until $(value .capture.deadline)"

  # Each answer names the step that runs now, until none is left.
  while [[ -n $step ]]; do
    ((sequence < wanted)) || broke "the server still asks for step $step after $wanted frames"
    call citizen PUT "/api/v1/attempts/$attempt_id/frames/$sequence" --header "X-Attempt-Nonce: $nonce" \
      --header "X-Step: $step" --header "X-Captured-At: $(now_ms)" \
      --header 'Content-Type: image/jpeg' --data-binary "@$probe"
    expect 200 "frame $sequence from $probe"
    step=$(value .step.index)
    sequence=$((sequence + 1))
  done
  tell "现场照" "$sequence frames handed in, each $(basename "$probe")"
}

# Leaves the decided attempt as the answer.
decide() {
  local started until=$((SECONDS + decision_timeout_s))
  started=$(now_ms)
  call citizen POST "/api/v1/attempts/$attempt_id/finish"
  # Busy: all is stored and will be decided without asking again.
  if [[ $status == 503 && $(value .code) == BUSY ]]; then status=202; fi
  while [[ $status == 202 || ($status == 200 && $(value .state) == SUBMITTED) ]]; do
    ((SECONDS < until)) || broke "no decision within $decision_timeout_s s"
    sleep 0.5
    get citizen "/api/v1/attempts/$attempt_id"
  done
  expect 200 "the decision"
  [[ $(value .state) == DECIDED ]] || broke "the attempt ended as $(value .state)"
  result=$(value .result)
  tell "认证结果" "$result$(value '.reason | select(.) | ", reason \(.)"')$(value '.next_due_on | select(.) | ", next due on \(.)"')$(value '.review | select(.) | ", a person looks at it by \(.due_on)"') ($(seconds_since "$started") s)"
}

# The reviewer looks at what the machine left open. Leaves $result as it is then.
reviewer_decides() {
  local review_id='' cursor='' mapped
  operator_logs_in reviewer "$reviewer_login"
  tell "审核人员登录" "the reviewer $(value .name) logs in to the console"
  while [[ -z $review_id ]]; do
    get reviewer "/api/v1/console/reviews${cursor:+?cursor=$cursor}"
    expect 200 "the reviews"
    review_id=$(value ".reviews[] | select(.attempt.attempt_id == \"$attempt_id\") | .review_id")
    cursor=$(value .next_cursor)
    [[ -n $review_id || -n $cursor ]] || broke "the review of the attempt is not on the reviewer's list"
  done
  get reviewer "/api/v1/console/reviews/$review_id"
  expect 200 "the review"
  mapped=$(value .attempt.mapped_score)
  tell "人工审核" "reason $(value .attempt.reason), comparison ${mapped:-none} of 100, findings: $(value .attempt.findings)"
  if ((${mapped:-0} < 80)); then
    tell "待定" "the faces do not compare well enough for this demo's reviewer, who leaves it open"
    return
  fi
  post reviewer "/api/v1/console/reviews/$review_id/decision" '{"decision": "APPROVE"}'
  expect 200 "the reviewer's decision"
  get citizen "/api/v1/attempts/$attempt_id"
  expect 200 "the attempt after the review"
  result=$(value .result)
  tell "审核结果" "$(value .review.state): $result$(value '.next_due_on | select(.) | ", next due on \(.)"')"
}

show_records() {
  get citizen /api/v1/attempts
  expect 200 "the records"
  tell "认证记录" "$(value '.attempts | map("\(.opened_at) \(.result // .state)") | join("; ")')"

  get clerk "/api/v1/console/persons/$person_id/attempts"
  expect 200 "the records in the console"
  tell "比对分值" "$(jq --raw-output --arg id "$attempt_id" '
    def rounded: if . == null then "none" else . * 1000 | round / 1000 end;
    .attempts[] | select(.attempt_id == $id) |
    "score \(.score | rounded), threshold \(.threshold | rounded), networks \(.network_set // "none")"' "$work/answer")"
}

(($# == 0 || $# == 2)) || broke "give two photographs, REFERENCE.jpg and PROBE.jpg, or none"
photos=("$@")
if (($# == 0)); then mapfile -t photos < <(two_photographs); fi
((${#photos[@]} == 2)) || broke "there are no test photographs here; give two: ./dev demo REFERENCE.jpg PROBE.jpg"
for i in 0 1; do
  # ./dev has left the folder that it was called from.
  if (($# == 2)) && [[ ${photos[i]} != /* ]]; then photos[i]=${DEV_CALLED_FROM:-$PWD}/${photos[i]}; fi
  [[ -f ${photos[i]} && -r ${photos[i]} ]] || broke "${photos[i]} cannot be read"
done
reference=${photos[0]} probe=${photos[1]}

need_packages build
name=演示人员
id_number=$(invent_id_number)
printf -v phone '199%04d%04d' $((RANDOM % 10000)) $((RANDOM % 10000))
password=Sunny-day-$RANDOM

find_server
clerk_adds_person
clerk_makes_reference
citizen_registers
citizen_sees_proof
citizen_sends_frames
decide
if [[ $result == REVIEW ]]; then reviewer_decides; fi
show_records
case $result in
  PASSED) verdict=0 ;;
  NOT_PASSED) verdict=1 ;;
  REVIEW) verdict=2 ;;
  *) broke "an unknown result: $result" ;;
esac
