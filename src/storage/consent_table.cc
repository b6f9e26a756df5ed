#include "storage/sealing.h"
#include "storage/tables.h"

namespace jianzai::storage {
namespace {

// What was given on accounts, and what operators recorded, with the same columns: the `WHERE` of each stands
// after it, so that each is looked up by its own index.
#define JIANZAI_GIVEN_CONSENTS                                                                          \
  "SELECT id, account, person, text_version, granted_at, withdrawn_at, purpose, is_own, NULL AS mode, " \
  "NULL AS sheet, NULL AS recorded_by, NULL AS proof FROM consents "
#define JIANZAI_RECORDED_CONSENTS                                                                      \
  "SELECT id, NULL AS account, person, text_version, granted_at, withdrawn_at, purpose, 0 AS is_own, " \
  "mode, sheet, recorded_by, proof FROM recorded_consents "

Result<std::optional<RecordedConsent>> recorded_of(const crypto::Vault& vault, const Row& row) {
  if (row.is_null(10)) return std::nullopt;
  const auto mode = TRY(row.named(8, recorded_mode_from));
  auto sheet = TRY(open_text(vault, "recorded_consents.sheet", TRY(row.text(0)), row, 9));
  auto by = TRY(row.id<OperatorId>(10));
  RecordedConsent recorded{.by = std::move(by), .mode = mode, .sheet = std::move(sheet)};
  if (!row.is_null(11)) recorded.proof = TRY(row.id<AssistedProofId>(11));
  return recorded;
}

Result<Consent> consent_of(const crypto::Vault& vault, const Row& row) {
  auto id = TRY(row.id<ConsentId>(0));
  std::optional<AccountId> account;
  if (!row.is_null(1)) account = TRY(row.id<AccountId>(1));
  auto person = TRY(row.id<PersonId>(2));
  auto text_version = TRY(row.text(3));
  const auto granted_at = TRY(row.time(4));
  const auto withdrawn_at = TRY(row.optional_time(5));
  const auto purpose = TRY(row.named(6, consent_purpose_from));
  const bool is_own = TRY(row.integer(7)) != 0;
  auto recorded = TRY(recorded_of(vault, row));
  return Consent{.id = std::move(id),
                 .account = std::move(account),
                 .person = std::move(person),
                 .text_version = std::move(text_version),
                 .granted_at = granted_at,
                 .withdrawn_at = withdrawn_at,
                 .purpose = purpose,
                 .is_own = is_own,
                 .recorded = std::move(recorded)};
}

Result<std::vector<Consent>> consents_of(const crypto::Vault& vault, Result<std::vector<Row>> rows) {
  std::vector<Consent> consents;
  for (const Row& row : TRY(std::move(rows))) consents.push_back(TRY(consent_of(vault, row)));
  return consents;
}

Result<std::optional<Consent>> consent_or_nothing(const crypto::Vault& vault,
                                                  Result<std::optional<Row>> found) {
  const auto row = TRY(std::move(found));
  if (!row) return std::nullopt;
  return TRY(consent_of(vault, *row));
}

}  // namespace

Result<void> ConsentTable::insert(const Consent& consent, std::string_view request_key) {
  if (consent.recorded) {
    Value proof;
    if (consent.recorded->proof) proof = consent.recorded->proof->text();
    Value key;
    if (!request_key.empty()) key = to_value(request_key);
    TRY(context_.sql.execute(
        "INSERT INTO recorded_consents (id, person, purpose, mode, text_version, sheet, granted_at, "
        "recorded_by, proof, request_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        {consent.id.text(), consent.person.text(), to_value(to_text(consent.purpose)),
         to_value(to_text(consent.recorded->mode)), consent.text_version,
         seal(context_.vault, "recorded_consents.sheet", consent.id.text(), consent.recorded->sheet),
         to_value(consent.granted_at), consent.recorded->by.text(), proof, key}));
    return {};
  }
  if (!consent.account) return fail(ErrorCode::kInternal, "a consent that nobody took");
  TRY(context_.sql.execute(
      "INSERT INTO consents (id, account, person, text_version, granted_at, request_key, purpose, is_own) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {consent.id.text(), consent.account->text(), consent.person.text(), consent.text_version,
       to_value(consent.granted_at), to_value(request_key), to_value(to_text(consent.purpose)),
       std::int64_t{consent.is_own}}));
  return {};
}

Result<std::optional<Consent>> ConsentTable::find(const ConsentId& id) {
  return consent_or_nothing(
      context_.vault, context_.sql.find(JIANZAI_GIVEN_CONSENTS
                                        "WHERE id = $1 UNION ALL " JIANZAI_RECORDED_CONSENTS "WHERE id = $1",
                                        {id.text()}));
}

Result<std::optional<Consent>> ConsentTable::find_by_request_key(const AccountId& account,
                                                                 std::string_view request_key) {
  return consent_or_nothing(
      context_.vault, context_.sql.find(JIANZAI_GIVEN_CONSENTS "WHERE account = $1 AND request_key = $2",
                                        {account.text(), to_value(request_key)}));
}

Result<std::optional<Consent>> ConsentTable::find_by_request_key(const OperatorId& recorded_by,
                                                                 std::string_view request_key) {
  return consent_or_nothing(context_.vault, context_.sql.find(JIANZAI_RECORDED_CONSENTS
                                                              "WHERE recorded_by = $1 AND request_key = $2",
                                                              {recorded_by.text(), to_value(request_key)}));
}

Result<std::optional<Consent>> ConsentTable::of_proof(const AssistedProofId& proof) {
  return consent_or_nothing(context_.vault,
                            context_.sql.find(JIANZAI_RECORDED_CONSENTS "WHERE proof = $1", {proof.text()}));
}

Result<std::vector<Consent>> ConsentTable::told_to(const AccountId& account,
                                                   const std::optional<PersonId>& person, std::size_t rows) {
  Value owner;
  if (person) owner = person->text();
  return consents_of(
      context_.vault,
      context_.sql.query("SELECT * FROM (" JIANZAI_GIVEN_CONSENTS
                         "WHERE account = $1 OR person = $2 UNION ALL " JIANZAI_RECORDED_CONSENTS
                         "WHERE person = $2) c "
                         // What stands until it is taken back is there however old it is.
                         "ORDER BY CASE WHEN purpose = 'KEEP_IMAGE' AND withdrawn_at IS NULL "
                         "THEN 0 ELSE 1 END, id DESC LIMIT $3",
                         {account.text(), owner, static_cast<std::int64_t>(rows)}));
}

Result<std::vector<Consent>> ConsentTable::of_person(const PersonId& person, std::size_t rows) {
  return consents_of(
      context_.vault,
      context_.sql.query(JIANZAI_GIVEN_CONSENTS "WHERE person = $1 UNION ALL " JIANZAI_RECORDED_CONSENTS
                                                "WHERE person = $1 ORDER BY id DESC LIMIT $2",
                         {person.text(), static_cast<std::int64_t>(rows)}));
}

Result<std::optional<Consent>> ConsentTable::find_held(const PersonId& person, ConsentPurpose purpose) {
  return consent_or_nothing(
      context_.vault,
      context_.sql.find(
          JIANZAI_GIVEN_CONSENTS
          "WHERE person = $1 AND purpose = $2 AND withdrawn_at IS NULL UNION ALL " JIANZAI_RECORDED_CONSENTS
          "WHERE person = $1 AND purpose = $2 AND withdrawn_at IS NULL ORDER BY id DESC LIMIT 1",
          {person.text(), to_value(to_text(purpose))}));
}

Result<void> ConsentTable::set_withdrawn(const ConsentId& id, Time at) {
  for (const std::string_view table : {"consents", "recorded_consents"}) {
    TRY(context_.sql.execute(
        "UPDATE " + std::string(table) + " SET withdrawn_at = $2 WHERE id = $1 AND withdrawn_at IS NULL",
        {id.text(), to_value(at)}));
  }
  return {};
}

Result<void> ConsentTable::withdraw_all(const PersonId& person, ConsentPurpose purpose, Time at) {
  for (const std::string_view table : {"consents", "recorded_consents"}) {
    TRY(context_.sql.execute(
        "UPDATE " + std::string(table) +
            " SET withdrawn_at = $3 WHERE person = $1 AND purpose = $2 AND withdrawn_at IS NULL",
        {person.text(), to_value(to_text(purpose)), to_value(at)}));
  }
  return {};
}

}  // namespace jianzai::storage
