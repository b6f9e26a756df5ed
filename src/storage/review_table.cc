#include "storage/sealing.h"
#include "storage/tables.h"

namespace jianzai::storage {
namespace {

#define JIANZAI_REVIEW_COLUMNS                                                                             \
  "SELECT id, attempt, person, state, requested_by, opened_at, due_on, due_is_certain, note, decided_by, " \
  "decided_at FROM reviews "

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
  if (!row.is_null(9)) review.decided_by = TRY(row.id<OperatorId>(9));
  return review;
}

Result<void> ReviewTable::insert(const Review& review) {
  const auto& id = review.id.text();
  TRY(context_.sql.execute(
      "INSERT INTO reviews (id, attempt, person, agency, state, requested_by, opened_at, due_on, "
      "due_is_certain, note) "
      "SELECT $1, $2, $3, agency, $4, $5, $6, $7, $8, $9 FROM persons WHERE id = $3",
      {id, review.attempt.text(), review.person.text(), to_value(to_text(review.state)),
       to_value(to_text(review.requested_by)), to_value(review.opened_at), to_value(review.due_on),
       std::int64_t{review.due_is_certain}, seal(context_.vault, "reviews.note", id, review.note)}));
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
  return find_where(JIANZAI_REVIEW_COLUMNS "WHERE person = $1 AND state = 'OPEN' ORDER BY id DESC LIMIT 1",
                    person.text());
}

Result<std::optional<Time>> ReviewTable::last_decided_at(const PersonId& person) {
  const auto row =
      TRY(context_.sql.find("SELECT max(decided_at) FROM reviews WHERE person = $1", {person.text()}));
  if (!row) return std::nullopt;
  return row->optional_time(0);
}

Result<app::Page<Review>> ReviewTable::page_open(const AgencyId& agency, std::string_view cursor,
                                                 std::size_t rows) {
  // The cursor is the last row's due day and id: `2026-11-27.01kc...`.
  const auto dot = cursor.find('.');
  const std::string due_on(cursor.substr(0, dot));
  const std::string id(dot == std::string_view::npos ? "" : cursor.substr(dot + 1));
  const auto found = TRY(context_.sql.query(
      JIANZAI_REVIEW_COLUMNS
      "WHERE agency = $1 AND state = 'OPEN' AND (due_on, id) > ($2, $3) ORDER BY due_on, id LIMIT $4",
      {agency.text(), due_on, id, static_cast<std::int64_t>(rows + 1)}));
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

Result<bool> ReviewTable::close(const Review& review) {
  const auto& id = review.id.text();
  const int changed = TRY(context_.sql.execute(
      "UPDATE reviews SET state = $2, note = $3, decided_by = $4, decided_at = $5 WHERE id = $1 AND state = "
      "'OPEN'",
      {id, to_value(to_text(review.state)), seal(context_.vault, "reviews.note", id, review.note),
       review.decided_by ? Value(review.decided_by->text()) : Value{}, to_value(review.decided_at)}));
  return changed == 1;
}

}  // namespace jianzai::storage
