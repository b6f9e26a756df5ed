#include <array>
#include <string>

#include "storage/scope.h"
#include "storage/sealing.h"
#include "storage/tables.h"

namespace jianzai::storage {
namespace {

#define JIANZAI_MERGE_COLUMNS                                                                          \
  "SELECT id, agency, kept, duplicate, id_number, reason, note, state, made_by, made_at, decided_by, " \
  "decided_at, answer FROM person_merges "

Result<PersonMerge> merge_of(const crypto::Vault& vault, const Row& row) {
  auto id = TRY(row.id<PersonMergeId>(0));
  auto agency = TRY(row.id<AgencyId>(1));
  auto kept = TRY(row.id<PersonId>(2));
  auto duplicate = TRY(row.id<PersonId>(3));
  auto number = TRY(open_id_number(vault, "person_merges.id_number", id.text(), row, 4));
  const auto reason = TRY(row.named(5, merge_reason_from));
  auto note = TRY(open_text(vault, "person_merges.note", id.text(), row, 6));
  const auto state = TRY(row.named(7, merge_state_from));
  auto made_by = TRY(row.id<OperatorId>(8));
  const auto made_at = TRY(row.time(9));
  const auto decided_at = TRY(row.optional_time(11));
  auto answer = TRY(open_text(vault, "person_merges.answer", id.text(), row, 12));
  PersonMerge merge{.id = std::move(id),
                    .agency = std::move(agency),
                    .kept = std::move(kept),
                    .duplicate = std::move(duplicate),
                    .number = std::move(number),
                    .reason = reason,
                    .note = std::move(note),
                    .state = state,
                    .made_by = std::move(made_by),
                    .made_at = made_at,
                    .decided_at = decided_at,
                    .answer = std::move(answer)};
  if (!row.is_null(10)) merge.decided_by = TRY(row.id<OperatorId>(10));
  return merge;
}

Result<std::optional<PersonMerge>> merge_or_nothing(const crypto::Vault& vault,
                                                    Result<std::optional<Row>> found) {
  const auto row = TRY(std::move(found));
  if (!row) return std::nullopt;
  return TRY(merge_of(vault, *row));
}

Result<std::vector<PersonMerge>> merges_of(const crypto::Vault& vault, Result<std::vector<Row>> rows) {
  std::vector<PersonMerge> merges;
  for (const Row& row : TRY(std::move(rows))) merges.push_back(TRY(merge_of(vault, row)));
  return merges;
}

// Tables whose column `person` is simply the kept person from then on. What else there is, and why, stands in
// PersonMergeTable::carry_out and in a test that reads the schema.
constexpr std::array<std::string_view, 16> kFollows{
    "assisted_proofs", "attempts",          "consents",      "disclosures",      "entitlements", "life_signs",
    "notices",         "payroll_rows",      "relatives",     "reviews",          "passes",       "tasks",
    "tickets",         "person_references", "person_merges", "recorded_consents"};

}  // namespace

Result<void> PersonMergeTable::insert(const PersonMerge& merge, std::string_view request_key) {
  const auto& id = merge.id.text();
  const auto& vault = context_.vault;
  TRY(context_.sql.execute(
      "INSERT INTO person_merges (id, agency, kept, duplicate, id_number, id_number_index, reason, note, "
      "state, made_by, made_at, answer, request_key) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
      {id, merge.agency.text(), merge.kept.text(), merge.duplicate.text(),
       seal(vault, "person_merges.id_number", id, as_bytes(merge.number.reveal())),
       id_number_index(vault, merge.number), to_value(to_text(merge.reason)),
       seal(vault, "person_merges.note", id, merge.note), to_value(to_text(merge.state)),
       merge.made_by.text(), to_value(merge.made_at), seal(vault, "person_merges.answer", id, merge.answer),
       to_value(request_key)}));
  return {};
}

Result<std::optional<PersonMerge>> PersonMergeTable::find(const PersonMergeId& id) {
  return merge_or_nothing(context_.vault,
                          context_.sql.find(JIANZAI_MERGE_COLUMNS "WHERE id = $1", {id.text()}));
}

Result<std::optional<PersonMerge>> PersonMergeTable::find_by_request_key(std::string_view request_key) {
  return merge_or_nothing(context_.vault, context_.sql.find(JIANZAI_MERGE_COLUMNS "WHERE request_key = $1",
                                                            {to_value(request_key)}));
}

Result<std::vector<PersonMerge>> PersonMergeTable::of_person(const PersonId& person, std::size_t rows) {
  return merges_of(
      context_.vault,
      context_.sql.query(JIANZAI_MERGE_COLUMNS "WHERE kept = $1 OR duplicate = $1 ORDER BY id DESC LIMIT $2",
                         {person.text(), static_cast<std::int64_t>(rows)}));
}

Result<app::Page<PersonMerge>> PersonMergeTable::page_open(const Scope& scope, std::string_view cursor,
                                                           std::size_t rows) {
  const ScopeValues in(scope);
  app::Page<PersonMerge> page;
  page.rows = TRY(merges_of(
      context_.vault,
      context_.sql.query(
          JIANZAI_MERGE_COLUMNS "WHERE agency = $1 AND state = 'PROPOSED' AND id > $2 AND " JIANZAI_IN_SCOPE(
              "person_merges.kept", "$4", "$5", "$6") "AND " JIANZAI_IN_SCOPE("person_merges.duplicate", "$4",
                                                                              "$5",
                                                                              "$6") "ORDER BY id LIMIT $3",
          {scope.agency.text(), to_value(cursor), static_cast<std::int64_t>(rows + 1), in.from, in.to,
           in.employer})));
  if (page.rows.size() > rows) {
    page.rows.pop_back();
    page.next = page.rows.back().id.text();
  }
  return page;
}

Result<bool> PersonMergeTable::close(const PersonMerge& merge) {
  const auto& id = merge.id.text();
  const int changed = TRY(context_.sql.execute(
      "UPDATE person_merges SET state = $2, decided_by = $3, decided_at = $4, answer = $5 "
      "WHERE id = $1 AND state = 'PROPOSED'",
      {id, to_value(to_text(merge.state)), merge.decided_by ? Value(merge.decided_by->text()) : Value{},
       to_value(merge.decided_at), seal(context_.vault, "person_merges.answer", id, merge.answer)}));
  return changed == 1;
}

Result<void> PersonMergeTable::carry_out(const PersonId& kept, const PersonId& duplicate) {
  const auto run = [&](std::string_view sql) -> Result<void> {
    TRY(context_.sql.execute(sql, {kept.text(), duplicate.text()}));
    return {};
  };
  TRY(
      run("DELETE FROM entitlements WHERE person = $2 "
          "AND category IN (SELECT category FROM entitlements WHERE person = $1)"));
  // The kept face is the only one: none of these is ever compared with again. ($1 is there to be used.)
  TRY(run("UPDATE person_references SET state = 'REFUSED' WHERE person = $2 AND $1 <> $2"));
  TRY(run("DELETE FROM person_merges WHERE kept = $2 AND duplicate = $1"));
  // The same report about both is one.
  TRY(
      run("DELETE FROM life_signs WHERE person = $2 AND EXISTS (SELECT 1 FROM life_signs k "
          "WHERE k.person = $1 AND k.kind = life_signs.kind AND k.source_index = life_signs.source_index "
          "AND k.happened_on = life_signs.happened_on)"));
  TRY(
      run("DELETE FROM passes WHERE person = $2 AND EXISTS (SELECT 1 FROM passes k "
          "WHERE k.person = $1 AND k.way = passes.way AND k.seen_on = passes.seen_on)"));
  // Nobody helps themselves, and who was refused under one number is refused.
  TRY(run(
      "DELETE FROM relatives WHERE person IN ($1, $2) AND account IN (SELECT id FROM accounts "
      "WHERE login_index IN (SELECT id_number_index FROM persons WHERE id IN ($1, $2) "
      "UNION SELECT id_number_index FROM person_merges WHERE kept IN ($1, $2) AND state = 'CONFIRMED'))"));
  TRY(
      run("UPDATE relatives SET state = 'REFUSED', refused_login_index = COALESCE(refused_login_index, "
          "(SELECT d.refused_login_index FROM relatives d WHERE d.person = $2 AND d.account = "
          "relatives.account)) "
          "WHERE person = $1 "
          "AND account IN (SELECT account FROM relatives WHERE person = $2 AND state = 'REFUSED')"));
  // Also who closed the refused account and registered anew.
  TRY(
      run("UPDATE relatives SET state = 'REFUSED' WHERE person IN ($1, $2) AND state = 'ACTIVE' "
          "AND account IN (SELECT a.id FROM accounts a WHERE a.login_index IN (SELECT r.refused_login_index "
          "FROM relatives r WHERE r.person IN ($1, $2)))"));
  TRY(
      run("DELETE FROM relatives WHERE person = $2 "
          "AND account IN (SELECT account FROM relatives WHERE person = $1)"));
  TRY(run("UPDATE tasks SET region = (SELECT region FROM persons WHERE id = $1) WHERE person = $2"));
  for (const auto table : kFollows) {
    const std::string column = table == "person_merges" ? "kept" : "person";
    TRY(run("UPDATE " + std::string(table) + " SET " + column + " = $1 WHERE " + column + " = $2"));
  }
  TRY(context_.sql.execute("DELETE FROM persons WHERE id = $1", {duplicate.text()}));
  return {};
}

}  // namespace jianzai::storage
