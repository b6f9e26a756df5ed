#include "storage/scope.h"
#include "storage/sealing.h"
#include "storage/tables.h"

namespace jianzai::storage {
namespace {

#define JIANZAI_LIFE_SIGN_COLUMNS \
  "SELECT id, person, agency, kind, source, happened_on, received_at, checked_by, outcome FROM life_signs "

Result<LifeSign> sign_of(const crypto::Vault& vault, const Row& row) {
  auto id = TRY(row.id<LifeSignId>(0));
  auto person = TRY(row.id<PersonId>(1));
  auto agency = TRY(row.id<AgencyId>(2));
  const auto kind = TRY(row.named(3, life_sign_kind_from));
  auto source = TRY(open_text(vault, "life_signs.source", id.text(), row, 4));
  const auto on = TRY(row.date(5));
  const auto received_at = TRY(row.time(6));
  LifeSign sign{.id = std::move(id),
                .person = std::move(person),
                .agency = std::move(agency),
                .kind = kind,
                .source = source.reveal(),
                .on = on,
                .received_at = received_at};
  if (!row.is_null(7)) sign.checked_by = TRY(row.id<OperatorId>(7));
  if (!row.is_null(8)) sign.outcome = TRY(row.named(8, loss_outcome_from));
  return sign;
}

Result<std::vector<LifeSign>> signs_of(const crypto::Vault& vault, Result<std::vector<Row>> rows) {
  std::vector<LifeSign> signs;
  for (const Row& row : TRY(std::move(rows))) signs.push_back(TRY(sign_of(vault, row)));
  return signs;
}

}  // namespace

Result<app::Inserted> LifeSignTable::insert(const LifeSign& sign) {
  const auto& vault = context_.vault;
  const int changed = TRY(context_.sql.execute(
      "INSERT INTO life_signs (id, person, agency, kind, source, source_index, happened_on, received_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (person, kind, source_index, happened_on) DO "
      "NOTHING",
      {sign.id.text(), sign.person.text(), sign.agency.text(), to_value(to_text(sign.kind)),
       seal(vault, "life_signs.source", sign.id.text(), as_bytes(sign.source)),
       vault.blind_index("life_sign_source", sign.source), to_value(sign.on), to_value(sign.received_at)}));
  return changed == 1 ? app::Inserted::kNew : app::Inserted::kAlreadyThere;
}

Result<std::optional<LifeSign>> LifeSignTable::find(const LifeSignId& id) {
  const auto row = TRY(context_.sql.find(JIANZAI_LIFE_SIGN_COLUMNS "WHERE id = $1", {id.text()}));
  if (!row) return std::nullopt;
  return TRY(sign_of(context_.vault, *row));
}

Result<std::vector<LifeSign>> LifeSignTable::of_person(const PersonId& person, Date since) {
  return signs_of(context_.vault,
                  context_.sql.query(JIANZAI_LIFE_SIGN_COLUMNS
                                     "WHERE person = $1 AND (happened_on >= $2 OR (kind NOT IN ('STRONG', "
                                     "'WEAK') AND (outcome IS NULL OR outcome = 'CONFIRMED'))) "
                                     "ORDER BY happened_on DESC, id DESC",
                                     {person.text(), to_value(since)}));
}

Result<app::Page<LifeSign>> LifeSignTable::page_unchecked(const Scope& scope, std::string_view cursor,
                                                          std::size_t rows) {
  const ScopeValues in(scope);
  app::Page<LifeSign> page;
  page.rows = TRY(
      signs_of(context_.vault,
               context_.sql.query(
                   JIANZAI_LIFE_SIGN_COLUMNS
                   "WHERE agency = $1 AND id > $2 AND checked_by IS NULL AND kind NOT IN ('STRONG', 'WEAK') "
                   "AND " JIANZAI_IN_SCOPE("life_signs.person", "$4", "$5", "$6") "ORDER BY id LIMIT $3",
                   {scope.agency.text(), to_value(cursor), static_cast<std::int64_t>(rows + 1), in.from,
                    in.to, in.employer})));
  if (page.rows.size() > rows) {
    page.rows.pop_back();
    page.next = page.rows.back().id.text();
  }
  return page;
}

Result<void> LifeSignTable::set_checked(const LifeSignId& id, const OperatorId& by, LossOutcome outcome) {
  TRY(
      context_.sql.execute("UPDATE life_signs SET checked_by = $2, outcome = $3 WHERE id = $1 "
                           "AND (outcome IS NULL OR outcome = 'CONFIRMED')",
                           {id.text(), by.text(), to_value(to_text(outcome))}));
  return {};
}

Result<void> LifeSignTable::erase(const LifeSignId& id) {
  TRY(context_.sql.execute("DELETE FROM life_signs WHERE id = $1", {id.text()}));
  return {};
}

}  // namespace jianzai::storage
