#include "storage/tables.h"

namespace jianzai::storage {
namespace {

#define JIANZAI_PASS_COLUMNS "SELECT id, person, way, seen_on, passed_at, next_due_on FROM passes "

Result<Pass> pass_of(const Row& row) {
  auto id = TRY(row.id<PassId>(0));
  auto person = TRY(row.id<PersonId>(1));
  const auto way = TRY(row.named(2, pass_way_from));
  const auto seen_on = TRY(row.date(3));
  const auto passed_at = TRY(row.time(4));
  const auto next_due_on = TRY(row.optional_date(5));
  return Pass{.id = std::move(id),
              .person = std::move(person),
              .way = way,
              .seen_on = seen_on,
              .passed_at = passed_at,
              .next_due_on = next_due_on};
}

}  // namespace

Result<void> PassTable::insert(const Pass& pass) {
  TRY(
      context_.sql.execute("INSERT INTO passes (id, person, way, seen_on, passed_at, next_due_on) "
                           "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (person, way, seen_on) DO NOTHING",
                           {pass.id.text(), pass.person.text(), to_value(to_text(pass.way)),
                            to_value(pass.seen_on), to_value(pass.passed_at), to_value(pass.next_due_on)}));
  return {};
}

Result<std::optional<Pass>> PassTable::find(const PassId& id) {
  const auto row = TRY(context_.sql.find(JIANZAI_PASS_COLUMNS "WHERE id = $1", {id.text()}));
  if (!row) return std::nullopt;
  return TRY(pass_of(*row));
}

Result<std::vector<Pass>> PassTable::of_person(const PersonId& person, std::size_t rows) {
  std::vector<Pass> passes;
  for (const Row& row :
       TRY(context_.sql.query(JIANZAI_PASS_COLUMNS "WHERE person = $1 ORDER BY id DESC LIMIT $2",
                              {person.text(), static_cast<std::int64_t>(rows)})))
    passes.push_back(TRY(pass_of(row)));
  return passes;
}

}  // namespace jianzai::storage
