#include "storage/sealing.h"
#include "storage/tables.h"

namespace jianzai::storage {
namespace {

constexpr std::string_view kDigestPurpose = "frame_image";

#define JIANZAI_ATTEMPT_COLUMNS                                                                          \
  "SELECT id, account, person, consent, state, nonce, opened_at, deadline, decided_at, result, reason, " \
  "score, threshold, network_set, next_due_on, challenge, step, step_revealed_at, findings, "            \
  "normalised_score, is_virtual_camera, age_band, channel, is_first_try FROM attempts "

Result<Attempt> attempt_of(const Row& row) {
  auto id = TRY(row.id<AttemptId>(0));
  auto account = TRY(row.id<AccountId>(1));
  auto person = TRY(row.id<PersonId>(2));
  auto consent = TRY(row.id<ConsentId>(3));
  auto state = TRY(row.named(4, attempt_state_from));
  auto nonce = TRY(row.text(5));
  auto opened_at = TRY(row.time(6));
  auto deadline = TRY(row.time(7));
  auto decided_at = TRY(row.optional_time(8));
  auto network_set = TRY(row.text(13));
  auto next_due_on = TRY(row.optional_date(14));
  auto challenge = challenge_from(TRY(row.text(15)));
  if (!challenge) return Row::damaged(15);
  const auto step = TRY(row.integer(16));
  const auto step_revealed_at = TRY(row.time(17));
  auto findings = TRY(row.text(18));
  const auto is_virtual_camera = TRY(row.integer(20));
  Attempt attempt{.id = std::move(id),
                  .account = std::move(account),
                  .person = std::move(person),
                  .consent = std::move(consent),
                  .state = state,
                  .challenge = std::move(*challenge),
                  .step = static_cast<int>(step),
                  .step_revealed_at = step_revealed_at,
                  .is_virtual_camera = is_virtual_camera != 0,
                  .findings = std::move(findings),
                  .nonce = std::move(nonce),
                  .opened_at = opened_at,
                  .deadline = deadline,
                  .decided_at = decided_at,
                  .decision = {},
                  .network_set = std::move(network_set),
                  .next_due_on = next_due_on};
  attempt.age_band = age_band_from(TRY(row.text(21)));
  attempt.channel = attempt_channel_from(TRY(row.text(22)));
  attempt.is_first_try = TRY(row.integer(23)) != 0;
  if (!row.is_null(9)) {
    auto result = TRY(row.named(9, attempt_result_from));
    auto score = TRY(row.optional_real(11));
    auto threshold = TRY(row.optional_real(12));
    auto normalised = TRY(row.optional_real(19));
    Decision decision{
        .result = result, .reason = {}, .score = score, .normalised = normalised, .threshold = threshold};
    if (!row.is_null(10)) decision.reason = TRY(row.named(10, reason_from));
    attempt.decision = decision;
  }
  return attempt;
}

Result<std::optional<Attempt>> attempt_of(Result<std::optional<Row>> found) {
  const auto row = TRY(std::move(found));
  if (!row) return std::nullopt;
  return TRY(attempt_of(*row));
}

// Where a frame is: its attempt and its number.
std::string frame_id(const AttemptId& id, int sequence) { return id.text() + "/" + std::to_string(sequence); }

}  // namespace

Result<void> AttemptTable::insert(const Attempt& attempt) {
  TRY(context_.sql.execute(
      "INSERT INTO attempts (id, account, person, consent, state, nonce, opened_at, deadline, network_set, "
      "challenge, step, step_revealed_at, findings, is_virtual_camera, age_band, channel, is_first_try) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
      {attempt.id.text(), attempt.account.text(), attempt.person.text(), attempt.consent.text(),
       to_value(to_text(attempt.state)), attempt.nonce, to_value(attempt.opened_at),
       to_value(attempt.deadline), attempt.network_set, to_text(attempt.challenge),
       std::int64_t{attempt.step}, to_value(attempt.step_revealed_at), attempt.findings,
       std::int64_t{attempt.is_virtual_camera},
       attempt.age_band ? to_value(to_text(*attempt.age_band)) : Value(std::string()),
       attempt.channel ? to_value(to_text(*attempt.channel)) : Value(std::string()),
       std::int64_t{attempt.is_first_try}}));
  return {};
}

Result<void> AttemptTable::insert_request_key(const Attempt& attempt, std::string_view request_key) {
  TRY(context_.sql.execute("INSERT INTO attempt_keys (account, request_key, attempt) VALUES ($1, $2, $3)",
                           {attempt.account.text(), to_value(request_key), attempt.id.text()}));
  return {};
}

Result<std::optional<Attempt>> AttemptTable::find(const AttemptId& id) {
  return attempt_of(context_.sql.find(JIANZAI_ATTEMPT_COLUMNS "WHERE id = $1", {id.text()}));
}

Result<std::optional<Attempt>> AttemptTable::find_by_request_key(const AccountId& account,
                                                                 std::string_view request_key) {
  return attempt_of(context_.sql.find(
      JIANZAI_ATTEMPT_COLUMNS
      "WHERE id = (SELECT attempt FROM attempt_keys WHERE account = $1 AND request_key = $2)",
      {account.text(), to_value(request_key)}));
}

Result<std::optional<Attempt>> AttemptTable::find_open(const AccountId& account) {
  return attempt_of(
      context_.sql.find(JIANZAI_ATTEMPT_COLUMNS "WHERE account = $1 AND state = 'OPEN'", {account.text()}));
}

Result<bool> AttemptTable::has_unfinished(const PersonId& person) {
  return TRY(context_.sql.find(
                 "SELECT 1 FROM attempts WHERE person = $1 AND state IN ('OPEN', 'SUBMITTED') LIMIT 1",
                 {person.text()}))
      .has_value();
}

Result<bool> AttemptTable::has_unanswered(const AccountId& account) {
  // As the indexes say it, which otherwise are not used.
  return TRY(context_.sql.find(
                 "SELECT 1 FROM attempts WHERE state IN ('OPEN', 'SUBMITTED') AND state = 'SUBMITTED' "
                 "AND account = $1 UNION ALL SELECT 1 FROM reviews r CROSS JOIN attempts a "
                 "WHERE a.id = r.attempt AND r.state IN ('OPEN', 'ASKED') AND a.account = $1 LIMIT 1",
                 {account.text()}))
      .has_value();
}

Result<app::Page<Attempt>> AttemptTable::page(const PersonId& person, std::string_view cursor,
                                              std::size_t rows) {
  const auto found = TRY(context_.sql.query(
      JIANZAI_ATTEMPT_COLUMNS "WHERE person = $1 AND ($2 = '' OR id < $2) ORDER BY id DESC LIMIT $3",
      {person.text(), to_value(cursor), static_cast<std::int64_t>(rows + 1)}));
  app::Page<Attempt> page;
  for (const Row& row : found) {
    if (page.rows.size() == rows) {
      page.next = page.rows.back().id.text();
      break;
    }
    page.rows.push_back(TRY(attempt_of(row)));
  }
  return page;
}

Result<std::vector<AttemptId>> AttemptTable::ids(Result<std::vector<Row>> rows) {
  std::vector<AttemptId> ids;
  for (const Row& row : TRY(std::move(rows))) ids.push_back(TRY(row.id<AttemptId>(0)));
  return ids;
}

Result<std::vector<AttemptId>> AttemptTable::in_state(AttemptState state, std::size_t rows) {
  return ids(
      context_.sql.query("SELECT id FROM attempts WHERE state IN ('OPEN', 'SUBMITTED') AND state = $1 "
                         "ORDER BY id LIMIT $2",
                         {to_value(to_text(state)), static_cast<std::int64_t>(rows)}));
}

Result<std::vector<AttemptId>> AttemptTable::open_past_deadline(Time now, std::size_t rows) {
  return ids(context_.sql.query(
      "SELECT id FROM attempts WHERE state = 'OPEN' AND deadline < $1 ORDER BY id LIMIT $2",
      {to_value(now), static_cast<std::int64_t>(rows)}));
}

Result<std::int64_t> AttemptTable::count(AttemptState state) {
  const auto row =
      TRY(context_.sql.find("SELECT count(*) FROM attempts WHERE state = $1", {to_value(to_text(state))}));
  if (!row) return fail(ErrorCode::kDatabase, "no count");
  return row->integer(0);
}

Result<bool> AttemptTable::update(const Attempt& attempt, AttemptState expected) {
  Value result;
  Value reason;
  Value score;
  Value normalised;
  Value threshold;
  if (attempt.decision) {
    result = to_value(to_text(attempt.decision->result));
    if (attempt.decision->reason) reason = to_value(to_text(*attempt.decision->reason));
    score = to_value(attempt.decision->score);
    normalised = to_value(attempt.decision->normalised);
    threshold = to_value(attempt.decision->threshold);
  }
  const int changed = TRY(context_.sql.execute(
      "UPDATE attempts SET state = $3, decided_at = $4, result = $5, reason = $6, score "
      "= $7, threshold = $8, "
      "network_set = $9, next_due_on = $10, findings = $11, normalised_score = $12 WHERE id = $1 AND state = "
      "$2",
      {attempt.id.text(), to_value(to_text(expected)), to_value(to_text(attempt.state)),
       to_value(attempt.decided_at), result, reason, score, threshold, attempt.network_set,
       to_value(attempt.next_due_on), attempt.findings, normalised}));
  return changed == 1;
}

Result<void> AttemptTable::set_virtual_camera(const AttemptId& id) {
  TRY(context_.sql.execute("UPDATE attempts SET is_virtual_camera = 1 WHERE id = $1", {id.text()}));
  return {};
}

Result<bool> AttemptTable::advance(const Attempt& attempt, int expected_step) {
  const int changed = TRY(
      context_.sql.execute("UPDATE attempts SET step = $3, step_revealed_at = $4 WHERE id = $1 AND step = $2",
                           {attempt.id.text(), std::int64_t{expected_step}, std::int64_t{attempt.step},
                            to_value(attempt.step_revealed_at)}));
  return changed == 1;
}

// ---------------------------------------------------------------------------------------------------- frames

Result<bool> AttemptTable::has_frame(const AttemptId& id, int sequence, ByteView jpeg) {
  const auto there =
      TRY(context_.sql.find("SELECT image_digest FROM frames WHERE attempt = $1 AND sequence = $2",
                            {id.text(), std::int64_t{sequence}}));
  if (!there) return false;
  return TRY(there->text(0)) == context_.vault.blind_index(kDigestPurpose, as_text(jpeg));
}

Result<app::Inserted> AttemptTable::insert_frame(const AttemptId& id, const app::CapturedFrame& frame) {
  const Bytes& jpeg = frame.jpeg.reveal();
  const std::string digest = context_.vault.blind_index(kDigestPurpose, as_text(jpeg));
  const auto there =
      TRY(context_.sql.find("SELECT image_digest FROM frames WHERE attempt = $1 AND sequence = $2",
                            {id.text(), std::int64_t{frame.sequence}}));
  if (there) {
    if (TRY(there->text(0)) == digest) return app::Inserted::kAlreadyThere;
    return fail(ErrorCode::kIdempotencyConflict, "another picture has this number");
  }
  TRY(
      context_.sql.execute("INSERT INTO frame_digests (image_digest, attempt, seen_at) VALUES ($1, $2, $3) "
                           "ON CONFLICT (image_digest) DO "
                           "NOTHING",
                           {digest, id.text(), to_value(frame.received_at)}));
  TRY(context_.sql.execute(
      "INSERT INTO frames (attempt, sequence, image, image_digest, step, captured_at, received_at, is_seen) "
      "SELECT $1, $2, $3, $4, $5, $6, $7, CASE WHEN attempt <> $1 THEN 1 ELSE 0 END FROM frame_digests WHERE "
      "image_digest = $4",
      {id.text(), std::int64_t{frame.sequence},
       seal(context_.vault, "frames.image", frame_id(id, frame.sequence), jpeg), digest,
       std::int64_t{frame.step}, to_value(frame.captured_at), to_value(frame.received_at)}));
  return app::Inserted::kNew;
}

Result<std::vector<app::CapturedFrame>> AttemptTable::frames(const AttemptId& id) {
  std::vector<app::CapturedFrame> frames;
  for (const Row& row :
       TRY(context_.sql.query("SELECT sequence, step, captured_at, received_at, is_seen, image FROM "
                              "frames WHERE attempt = $1 ORDER BY sequence",
                              {id.text()}))) {
    app::CapturedFrame frame;
    frame.sequence = static_cast<int>(TRY(row.integer(0)));
    frame.step = static_cast<int>(TRY(row.integer(1)));
    frame.captured_at = TRY(row.optional_time(2));
    frame.received_at = TRY(row.time(3));
    frame.is_seen = TRY(row.integer(4)) != 0;
    frame.jpeg = TRY(open_bytes(context_.vault, "frames.image", frame_id(id, frame.sequence), row, 5));
    frames.push_back(std::move(frame));
  }
  return frames;
}

Result<int> AttemptTable::count_frames_of_step(const AttemptId& id, int step) {
  const auto row = TRY(context_.sql.find("SELECT count(*) FROM frames WHERE attempt = $1 AND step = $2",
                                         {id.text(), std::int64_t{step}}));
  if (!row) return fail(ErrorCode::kDatabase, "no count");
  return static_cast<int>(TRY(row->integer(0)));
}

Result<void> AttemptTable::erase_digests_before(Time at) {
  TRY(context_.sql.execute("DELETE FROM frame_digests WHERE seen_at < $1", {to_value(at)}));
  return {};
}

Result<std::vector<int>> AttemptTable::frame_numbers(const AttemptId& id) {
  std::vector<int> numbers;
  for (const Row& row : TRY(context_.sql.query(
           "SELECT sequence FROM frames WHERE attempt = $1 ORDER BY sequence", {id.text()}))) {
    numbers.push_back(static_cast<int>(TRY(row.integer(0))));
  }
  return numbers;
}

Result<std::optional<Secret<Bytes>>> AttemptTable::frame(const AttemptId& id, int sequence) {
  const auto row = TRY(context_.sql.find("SELECT image FROM frames WHERE attempt = $1 AND sequence = $2",
                                         {id.text(), std::int64_t{sequence}}));
  if (!row) return std::nullopt;
  return TRY(open_bytes(context_.vault, "frames.image", frame_id(id, sequence), *row, 0));
}

Result<void> AttemptTable::erase_frames(const AttemptId& id) {
  TRY(context_.sql.execute("DELETE FROM frames WHERE attempt = $1", {id.text()}));
  return {};
}

Result<int> AttemptTable::erase_frames_before(Time at) {
  return context_.sql.execute(
      "DELETE FROM frames WHERE received_at < $1 "
      "AND attempt IN (SELECT id FROM attempts WHERE state IN ('DECIDED', 'EXPIRED')) "
      "AND attempt NOT IN (SELECT attempt FROM reviews WHERE state IN ('OPEN', 'ASKED'))",
      {to_value(at)});
}

Result<int> AttemptTable::erase_frames_of(const ConsentId& consent) {
  return context_.sql.execute(
      "DELETE FROM frames WHERE attempt IN (SELECT id FROM attempts WHERE consent = $1 AND state IN "
      "('DECIDED', 'EXPIRED')) AND attempt NOT IN (SELECT attempt FROM reviews WHERE state IN ('OPEN', "
      "'ASKED'))",
      {consent.text()});
}

Result<std::vector<AttemptId>> AttemptTable::failed(const PersonId& person, Time since,
                                                    const std::optional<AttemptChannel>& channel,
                                                    std::size_t rows) {
  return ids(context_.sql.query(
      "SELECT id FROM attempts WHERE person = $1 AND state = 'DECIDED' AND result = 'NOT_PASSED' "
      "AND reason <> 'REVIEW_REJECTED' AND opened_at >= $2 AND opened_at > COALESCE((SELECT max(opened_at) "
      "FROM attempts WHERE person = $1 AND result = 'PASSED'), 0) "
      "AND ($4 = '' OR channel = '' OR channel = $4) ORDER BY opened_at DESC, id DESC LIMIT $3",
      {person.text(), to_value(since), static_cast<std::int64_t>(rows),
       channel ? to_value(to_text(*channel)) : Value(std::string())}));
}

}  // namespace jianzai::storage
