#include "storage/tables.h"

namespace jianzai::storage {
namespace {

#define JIANZAI_CONSENT_COLUMNS \
  "SELECT id, account, person, text_version, granted_at, withdrawn_at, purpose, is_own FROM consents "

Result<Consent> consent_of(const Row& row) {
  auto id = TRY(row.id<ConsentId>(0));
  auto account = TRY(row.id<AccountId>(1));
  auto person = TRY(row.id<PersonId>(2));
  auto text_version = TRY(row.text(3));
  const auto granted_at = TRY(row.time(4));
  const auto withdrawn_at = TRY(row.optional_time(5));
  const auto purpose = TRY(row.named(6, consent_purpose_from));
  const bool is_own = TRY(row.integer(7)) != 0;
  return Consent{.id = std::move(id),
                 .account = std::move(account),
                 .person = std::move(person),
                 .text_version = std::move(text_version),
                 .granted_at = granted_at,
                 .withdrawn_at = withdrawn_at,
                 .purpose = purpose,
                 .is_own = is_own};
}

Result<std::vector<Consent>> consents_of(Result<std::vector<Row>> rows) {
  std::vector<Consent> consents;
  for (const Row& row : TRY(std::move(rows))) consents.push_back(TRY(consent_of(row)));
  return consents;
}

Result<std::optional<Consent>> consent_or_nothing(Result<std::optional<Row>> found) {
  const auto row = TRY(std::move(found));
  if (!row) return std::nullopt;
  return TRY(consent_of(*row));
}

}  // namespace

Result<void> ConsentTable::insert(const Consent& consent, std::string_view request_key) {
  TRY(context_.sql.execute(
      "INSERT INTO consents (id, account, person, text_version, granted_at, request_key, purpose, is_own) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {consent.id.text(), consent.account.text(), consent.person.text(), consent.text_version,
       to_value(consent.granted_at), to_value(request_key), to_value(to_text(consent.purpose)),
       std::int64_t{consent.is_own}}));
  return {};
}

Result<std::optional<Consent>> ConsentTable::find(const ConsentId& id) {
  return consent_or_nothing(context_.sql.find(JIANZAI_CONSENT_COLUMNS "WHERE id = $1", {id.text()}));
}

Result<std::optional<Consent>> ConsentTable::find_by_request_key(const AccountId& account,
                                                                 std::string_view request_key) {
  return consent_or_nothing(context_.sql.find(JIANZAI_CONSENT_COLUMNS
                                              "WHERE account = $1 AND request_key = $2",
                                              {account.text(), to_value(request_key)}));
}

Result<std::vector<Consent>> ConsentTable::told_to(const AccountId& account,
                                                   const std::optional<PersonId>& person, std::size_t rows) {
  Value owner;
  if (person) owner = person->text();
  return consents_of(context_.sql.query(JIANZAI_CONSENT_COLUMNS
                                        "WHERE account = $1 OR person = $2 "
                                        // What stands until it is taken back is there however old it is.
                                        "ORDER BY CASE WHEN purpose = 'KEEP_IMAGE' AND withdrawn_at IS NULL "
                                        "THEN 0 ELSE 1 END, id DESC LIMIT $3",
                                        {account.text(), owner, static_cast<std::int64_t>(rows)}));
}

Result<std::vector<Consent>> ConsentTable::of_person(const PersonId& person, std::size_t rows) {
  return consents_of(context_.sql.query(JIANZAI_CONSENT_COLUMNS "WHERE person = $1 ORDER BY id DESC LIMIT $2",
                                        {person.text(), static_cast<std::int64_t>(rows)}));
}

Result<std::optional<Consent>> ConsentTable::find_held(const PersonId& person, ConsentPurpose purpose) {
  return consent_or_nothing(context_.sql.find(JIANZAI_CONSENT_COLUMNS
                                              "WHERE person = $1 AND purpose = $2 AND withdrawn_at IS NULL "
                                              "ORDER BY id DESC LIMIT 1",
                                              {person.text(), to_value(to_text(purpose))}));
}

Result<void> ConsentTable::set_withdrawn(const ConsentId& id, Time at) {
  TRY(context_.sql.execute("UPDATE consents SET withdrawn_at = $2 WHERE id = $1 AND withdrawn_at IS NULL",
                           {id.text(), to_value(at)}));
  return {};
}

Result<void> ConsentTable::withdraw_all(const PersonId& person, ConsentPurpose purpose, Time at) {
  TRY(context_.sql.execute(
      "UPDATE consents SET withdrawn_at = $3 WHERE person = $1 AND purpose = $2 AND withdrawn_at IS NULL",
      {person.text(), to_value(to_text(purpose)), to_value(at)}));
  return {};
}

}  // namespace jianzai::storage
