#include "storage/scope.h"
#include "storage/sealing.h"
#include "storage/tables.h"

namespace jianzai::storage {
namespace {

#define JIANZAI_REVIEW_COLUMNS                                                                             \
  "SELECT id, attempt, person, state, requested_by, opened_at, due_on, due_is_certain, note, decided_by, " \
  "decided_at, answer, wants_second, first_by, first_verdict, is_disputed, "                               \
  "claimed_by, claimed_at FROM reviews "

// The kind is part of where the picture opens: one cannot take the place of the other.
std::string evidence_place(const ReviewId& id, ReviewEvidence kind) {
  return id.text() + "/" + std::string(to_text(kind));
}

}  // namespace

Result<Review> ReviewTable::review_of(const Row& row) const {
  const auto id = TRY(row.id<ReviewId>(0));
  auto attempt = TRY(row.id<AttemptId>(1));
  auto person = TRY(row.id<PersonId>(2));
  auto state = TRY(row.named(3, review_state_from));
  auto requested_by = TRY(row.named(4, review_requester_from));
  auto opened_at = TRY(row.time(5));
  auto due_on = TRY(row.date(6));
  auto due_is_certain = TRY(row.integer(7)) != 0;
  auto note = TRY(open_text(context_.vault, "reviews.note", id.text(), row, 8));
  auto decided_at = TRY(row.optional_time(10));
  Review review{.id = id,
                .attempt = std::move(attempt),
                .person = std::move(person),
                .state = state,
                .requested_by = requested_by,
                .opened_at = opened_at,
                .due_on = due_on,
                .due_is_certain = due_is_certain,
                .note = std::move(note),
                .decided_by = {},
                .decided_at = decided_at};
  review.wants_second = TRY(row.integer(12)) != 0;
  if (!row.is_null(13)) review.first_by = TRY(row.id<OperatorId>(13));
  if (!row.is_null(14)) review.first_verdict = TRY(row.named(14, review_verdict_from));
  review.is_disputed = TRY(row.integer(15)) != 0;
  if (!row.is_null(16)) review.claimed_by = TRY(row.id<OperatorId>(16));
  review.claimed_at = TRY(row.optional_time(17));
  if (!row.is_null(11)) review.answer = TRY(open_text(context_.vault, "reviews.answer", id.text(), row, 11));
  if (!row.is_null(9)) review.decided_by = TRY(row.id<OperatorId>(9));
  return review;
}

Result<void> ReviewTable::insert(const Review& review) {
  const auto& id = review.id.text();
  TRY(context_.sql.execute(
      "INSERT INTO reviews (id, attempt, person, agency, state, requested_by, opened_at, due_on, "
      "due_is_certain, note, wants_second) "
      "SELECT $1, $2, $3, agency, $4, $5, $6, $7, $8, $9, $10 FROM persons WHERE id = $3",
      {id, review.attempt.text(), review.person.text(), to_value(to_text(review.state)),
       to_value(to_text(review.requested_by)), to_value(review.opened_at), to_value(review.due_on),
       std::int64_t{review.due_is_certain}, seal(context_.vault, "reviews.note", id, review.note),
       std::int64_t{review.wants_second}}));
  return {};
}

Result<std::optional<Review>> ReviewTable::find_where(std::string_view sql, Value value) {
  const auto row = TRY(context_.sql.find(sql, {std::move(value)}));
  if (!row) return std::nullopt;
  return TRY(review_of(*row));
}

Result<std::optional<Review>> ReviewTable::find(const ReviewId& id) {
  return find_where(JIANZAI_REVIEW_COLUMNS "WHERE id = $1", id.text());
}

Result<std::optional<Review>> ReviewTable::find_by_attempt(const AttemptId& attempt) {
  return find_where(JIANZAI_REVIEW_COLUMNS "WHERE attempt = $1", attempt.text());
}

Result<std::optional<Review>> ReviewTable::find_open(const PersonId& person) {
  return find_where(JIANZAI_REVIEW_COLUMNS
                    "WHERE person = $1 AND state IN ('OPEN', 'ASKED') "
                    "ORDER BY CASE state WHEN 'ASKED' THEN 0 ELSE 1 END, id DESC LIMIT 1",
                    person.text());
}

Result<std::vector<Review>> ReviewTable::reviews_of(Result<std::vector<Row>> rows) const {
  std::vector<Review> reviews;
  for (const Row& row : TRY(std::move(rows))) reviews.push_back(TRY(review_of(row)));
  return reviews;
}

Result<std::vector<Review>> ReviewTable::of_person(const PersonId& person, std::size_t rows) {
  return reviews_of(context_.sql.query(JIANZAI_REVIEW_COLUMNS "WHERE person = $1 ORDER BY id DESC LIMIT $2",
                                       {person.text(), static_cast<std::int64_t>(rows)}));
}

Result<std::vector<Review>> ReviewTable::decided(const Scope& scope, Time from, Time to, std::size_t rows) {
  const ScopeValues in(scope);
  return reviews_of(context_.sql.query(
      JIANZAI_REVIEW_COLUMNS
      "WHERE agency = $1 AND decided_at >= $2 AND decided_at < $3 "
      "AND " JIANZAI_IN_SCOPE("reviews.person", "$4", "$5", "$6") "ORDER BY decided_at LIMIT $7",
      {scope.agency.text(), to_value(from), to_value(to), in.from, in.to, in.employer,
       static_cast<std::int64_t>(rows)}));
}

Result<void> ReviewTable::set_claim(const ReviewId& id, const std::optional<OperatorId>& by, Time at) {
  TRY(context_.sql.execute("UPDATE reviews SET claimed_by = $2, claimed_at = $3 WHERE id = $1",
                           {id.text(), by ? Value(by->text()) : Value{}, by ? to_value(at) : Value{}}));
  return {};
}

Result<void> ReviewTable::release_all_of(const Operator& by) {
  TRY(
      context_.sql.execute("UPDATE reviews SET claimed_by = NULL, claimed_at = NULL "
                           "WHERE agency = $1 AND state IN ('OPEN', 'ASKED') AND claimed_by = $2",
                           {by.agency.text(), by.id.text()}));
  return {};
}

Result<std::optional<Time>> ReviewTable::last_decided_at(const PersonId& person) {
  const auto row =
      TRY(context_.sql.find("SELECT max(decided_at) FROM reviews WHERE person = $1", {person.text()}));
  if (!row) return std::nullopt;
  return row->optional_time(0);
}

Result<app::Page<Review>> ReviewTable::page_open(const Scope& scope, const OperatorId& reviewer, Date today,
                                                 std::string_view cursor, std::size_t rows) {
  const auto [due_on, id] = cursor_parts(cursor);
  const ScopeValues in(scope);
  const auto found =
      TRY(context_.sql.query(JIANZAI_REVIEW_COLUMNS
                             "WHERE agency = $1 AND state IN ('OPEN', 'ASKED') AND (due_on, id) > ($2, $3) "
                             "AND " JIANZAI_WAITS_FOR_REVIEWER("reviews", "$5", "$6") "AND " JIANZAI_IN_SCOPE(
                                 "reviews.person", "$7", "$8", "$9") "ORDER BY due_on, id LIMIT $4",
                             {scope.agency.text(), due_on, id, static_cast<std::int64_t>(rows + 1),
                              to_value(today), reviewer.text(), in.from, in.to, in.employer}));
  app::Page<Review> page;
  for (const Row& row : found) {
    if (page.rows.size() == rows) {
      page.next = to_iso(page.rows.back().due_on) + "." + page.rows.back().id.text();
      break;
    }
    page.rows.push_back(TRY(review_of(row)));
  }
  return page;
}

Result<bool> ReviewTable::update(const Review& review, ReviewState expected) {
  const auto& id = review.id.text();
  const auto& vault = context_.vault;
  const int changed = TRY(context_.sql.execute(
      "UPDATE reviews SET state = $2, note = $3, decided_by = $4, decided_at = $5, due_on = $6, "
      "due_is_certain = $7, answer = $8, first_by = $10, first_verdict = $11, is_disputed = $12 "
      "WHERE id = $1 AND state = $9",
      {id, to_value(to_text(review.state)), seal(vault, "reviews.note", id, review.note),
       review.decided_by ? Value(review.decided_by->text()) : Value{}, to_value(review.decided_at),
       to_value(review.due_on), std::int64_t{review.due_is_certain},
       seal(vault, "reviews.answer", id, review.answer), to_value(to_text(expected)),
       review.first_by ? Value(review.first_by->text()) : Value{},
       review.first_verdict ? to_value(to_text(*review.first_verdict)) : Value{},
       std::int64_t{review.is_disputed}}));
  return changed == 1;
}

Result<void> ReviewTable::set_evidence(const ReviewId& id, ReviewEvidence kind, Time at, ByteView bytes) {
  TRY(context_.sql.execute(
      "INSERT INTO review_evidence (review, kind, image, received_at) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (review, kind) DO UPDATE SET image = excluded.image, received_at = excluded.received_at",
      {id.text(), to_value(to_text(kind)),
       seal(context_.vault, "review_evidence.image", evidence_place(id, kind), bytes), to_value(at)}));
  return {};
}

Result<std::vector<ReviewEvidence>> ReviewTable::evidence(const ReviewId& id) {
  std::vector<ReviewEvidence> kinds;
  for (const Row& row : TRY(context_.sql.query(
           "SELECT kind FROM review_evidence WHERE review = $1 ORDER BY kind", {id.text()})))
    kinds.push_back(TRY(row.named(0, review_evidence_from)));
  return kinds;
}

Result<std::optional<Secret<Bytes>>> ReviewTable::evidence_bytes(const ReviewId& id, ReviewEvidence kind) {
  const auto row = TRY(context_.sql.find("SELECT image FROM review_evidence WHERE review = $1 AND kind = $2",
                                         {id.text(), to_value(to_text(kind))}));
  if (!row) return std::nullopt;
  return TRY(open_bytes(context_.vault, "review_evidence.image", evidence_place(id, kind), *row, 0));
}

Result<void> ReviewTable::erase_evidence(const ReviewId& id) {
  TRY(context_.sql.execute("DELETE FROM review_evidence WHERE review = $1", {id.text()}));
  return {};
}

}  // namespace jianzai::storage
