#include "storage/sealing.h"
#include "storage/tables.h"

namespace jianzai::storage {
namespace {

#define JIANZAI_RELATIVE_COLUMNS "SELECT id, account, person, relation, state, added_at FROM relatives "

Result<Relative> relative_of(const Row& row) {
  auto id = TRY(row.id<RelativeId>(0));
  auto account = TRY(row.id<AccountId>(1));
  auto person = TRY(row.id<PersonId>(2));
  const auto relation = TRY(row.named(3, relation_from));
  const auto state = TRY(row.named(4, relative_state_from));
  const auto added_at = TRY(row.time(5));
  return Relative{.id = std::move(id),
                  .account = std::move(account),
                  .person = std::move(person),
                  .relation = relation,
                  .state = state,
                  .added_at = added_at};
}

Result<std::optional<Relative>> relative_or_nothing(Result<std::optional<Row>> found) {
  const auto row = TRY(std::move(found));
  if (!row) return std::nullopt;
  return TRY(relative_of(*row));
}

}  // namespace

Result<void> RelativeTable::insert(const Relative& relative, std::string_view request_key) {
  TRY(context_.sql.execute(
      "INSERT INTO relatives (id, account, person, relation, state, added_at, request_key) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {relative.id.text(), relative.account.text(), relative.person.text(),
       to_value(to_text(relative.relation)), to_value(to_text(relative.state)), to_value(relative.added_at),
       to_value(request_key)}));
  return {};
}

Result<void> RelativeTable::renew(const Relative& relative, std::string_view request_key) {
  TRY(context_.sql.execute(
      "UPDATE relatives SET relation = $2, state = $3, added_at = $4, request_key = $5 WHERE id = $1",
      {relative.id.text(), to_value(to_text(relative.relation)), to_value(to_text(relative.state)),
       to_value(relative.added_at), to_value(request_key)}));
  return {};
}

Result<void> RelativeTable::set_state(const RelativeId& id, RelativeState state) {
  TRY(context_.sql.execute("UPDATE relatives SET state = $2, refused_login_index = NULL WHERE id = $1",
                           {id.text(), to_value(to_text(state))}));
  return {};
}

Result<std::optional<Relative>> RelativeTable::find(const RelativeId& id) {
  return relative_or_nothing(context_.sql.find(JIANZAI_RELATIVE_COLUMNS "WHERE id = $1", {id.text()}));
}

Result<std::optional<Relative>> RelativeTable::find_between(const AccountId& account,
                                                            const PersonId& person) {
  return relative_or_nothing(context_.sql.find(JIANZAI_RELATIVE_COLUMNS "WHERE account = $1 AND person = $2",
                                               {account.text(), person.text()}));
}

Result<std::optional<Relative>> RelativeTable::find_by_request_key(const AccountId& account,
                                                                   std::string_view request_key) {
  return relative_or_nothing(context_.sql.find(JIANZAI_RELATIVE_COLUMNS
                                               "WHERE account = $1 AND request_key = $2",
                                               {account.text(), to_value(request_key)}));
}

Result<std::vector<Relative>> RelativeTable::all_where(std::string_view sql, std::string_view value) {
  std::vector<Relative> relatives;
  for (const Row& row : TRY(context_.sql.query(sql, {to_value(value)})))
    relatives.push_back(TRY(relative_of(row)));
  return relatives;
}

Result<std::vector<Relative>> RelativeTable::of_account(const AccountId& account) {
  return all_where(JIANZAI_RELATIVE_COLUMNS "WHERE account = $1 AND state = 'ACTIVE' ORDER BY added_at, id",
                   account.text());
}

Result<std::vector<Relative>> RelativeTable::of_person(const PersonId& person) {
  return all_where(JIANZAI_RELATIVE_COLUMNS "WHERE person = $1 AND state <> 'REMOVED' ORDER BY added_at, id",
                   person.text());
}

Result<bool> RelativeTable::is_refused(const AccountId& account, const PersonId& person) {
  const auto row = TRY(
      context_.sql.find("SELECT 1 FROM relatives WHERE person = $2 AND state = 'REFUSED' AND (account = $1 "
                        "OR refused_login_index = (SELECT login_index FROM accounts WHERE id = $1)) LIMIT 1",
                        {account.text(), person.text()}));
  return row.has_value();
}

Result<void> RelativeTable::leave(const AccountId& account) {
  TRY(context_.sql.execute("UPDATE relatives SET state = 'REMOVED' WHERE account = $1 AND state = 'ACTIVE'",
                           {account.text()}));
  TRY(context_.sql.execute(
      "UPDATE relatives SET refused_login_index = (SELECT login_index FROM accounts WHERE id = $1) "
      "WHERE account = $1 AND state = 'REFUSED'",
      {account.text()}));
  return {};
}

}  // namespace jianzai::storage
