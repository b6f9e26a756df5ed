#include "app/register_account.h"

#include "app/codes.h"
#include "app/fields.h"
#include "app/write.h"
#include "crypto/password.h"

namespace jianzai::app {

namespace {

void check_terms(FieldReader& reader, const Ports& ports, const std::string& version) {
  if (version.empty()) {
    reader.refuse("terms_version", "TERMS_NOT_ACCEPTED");
  } else if (version != ports.settings.terms_version) {
    reader.refuse("terms_version", "TERMS_OUTDATED");
  }
}

// The account that the key made; nothing when it made none. Errors: kIdempotencyConflict for another one.
Result<std::optional<AccountId>> made_by(Transaction& transaction, std::string_view key,
                                         const Account& account, const Secret<std::string>& password) {
  const auto same = TRY(transaction.accounts().find_by_request_key(key));
  if (!same) return std::nullopt;
  if (same->id_number == account.id_number && same->name.reveal() == account.name.reveal() &&
      same->phone.reveal() == account.phone.reveal() &&
      crypto::verify_password(same->password_hash, password)) {
    return same->id;
  }
  return fail(ErrorCode::kIdempotencyConflict, "the key registered another account");
}

}  // namespace

Result<AccountId> register_account(Ports& ports, const RegisterAccount& request) {
  FieldReader reader(china_date(ports.clock.now()));
  auto name = reader.name("name", request.name);
  auto id_number = reader.id_number("id_number", request.id_number);
  auto password = reader.password("password", request.password);
  auto phone = reader.mobile("phone", request.phone);
  auto phone_again = reader.mobile("phone_again", request.phone_again);
  if (phone && phone_again && phone->reveal() != phone_again->reveal())
    reader.refuse("phone_again", "PHONES_DIFFER");
  check_terms(reader, ports, request.terms_version);
  if (reader.has_faults()) return reader.error();

  Account account{.id = AccountId::make(ports.clock, ports.random),
                  .name = *name,
                  .id_number = *id_number,
                  .phone = *phone,
                  .password_hash = crypto::hash_password(*password),
                  .terms_version = request.terms_version,
                  .created_at = ports.clock.now()};

  return write(ports.store, [&](Transaction& transaction) -> Result<AccountId> {
    if (auto made = TRY(made_by(transaction, request.request_key, account, *password))) return *made;
    if (TRY(transaction.accounts().find_by_id_number(*id_number))) return fail(ErrorCode::kAccountExists);
    const auto person = TRY(transaction.persons().find_by_id_number(*id_number));
    if (person && person->name.reveal() != account.name.reveal()) return fail(ErrorCode::kNameIdMismatch);
    TRY(transaction.accounts().insert(account, request.request_key));
    return account.id;
  });
}

Result<AccountId> register_phone(Ports& ports, const RegisterPhone& request) {
  FieldReader reader(china_date(ports.clock.now()));
  auto name = reader.name("name", request.name);
  auto phone = reader.mobile("phone", request.phone);
  auto password = reader.password("password", request.password);
  if (request.code.empty()) reader.refuse("code", "REQUIRED");
  check_terms(reader, ports, request.terms_version);
  if (reader.has_faults()) return reader.error();

  const Account account{.id = AccountId::make(ports.clock, ports.random),
                        .name = *name,
                        .id_number = {},
                        .phone = *phone,
                        .password_hash = crypto::hash_password(*password),
                        .terms_version = request.terms_version,
                        .created_at = ports.clock.now()};
  const auto made = TRY(write(ports.store, [&](Transaction& transaction) -> Result<std::optional<AccountId>> {
    if (auto same = TRY(made_by(transaction, request.request_key, account, *password))) return same;
    if (!TRY(take_code(ports, transaction, CodePurpose::kRegister, phone->reveal(), request.code)))
      return std::nullopt;
    if (TRY(transaction.accounts().find_by_phone(*phone))) return fail(ErrorCode::kAccountExists);
    TRY(transaction.accounts().insert(account, request.request_key));
    return account.id;
  }));
  if (made) return *made;
  reader.refuse("code", "CODE");
  return reader.error();
}

}  // namespace jianzai::app
