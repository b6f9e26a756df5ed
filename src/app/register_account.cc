#include "app/register_account.h"

#include "app/codes.h"
#include "app/fields.h"
#include "app/login_tries.h"
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

// Refusals by ID number, and of each hour of all; both age out like failed logins.
std::string tries_of(const IdNumber& number) { return "registration of " + std::string(number.reveal()); }
std::string tries_of_hour(Time now) {
  return "registrations of " +
         std::to_string(std::chrono::floor<std::chrono::hours>(now.time_since_epoch()).count());
}

Result<void> must_not_wait_to_register(Ports& ports, Transaction& transaction, const IdNumber& number,
                                       Time now) {
  TRY(must_not_wait(transaction, Realm::kCitizen, tries_of(number), now));
  const auto refused = TRY(transaction.login_tries().find(Realm::kCitizen, tries_of_hour(now))).failed;
  if (refused < ports.settings.refused_registrations_per_hour_max) return {};
  const auto next_hour = std::chrono::floor<std::chrono::hours>(now) + std::chrono::hours(1);
  return fail(Error{.code = ErrorCode::kTooManyTries,
                    .detail = "too many registrations were refused",
                    .retry_after = std::chrono::ceil<std::chrono::seconds>(next_hour - now)});
}

Result<void> count_refusal(Transaction& transaction, const IdNumber& number, Time now) {
  TRY(count_try(transaction, Realm::kCitizen, tries_of(number), false, now));
  auto hour = TRY(transaction.login_tries().find(Realm::kCitizen, tries_of_hour(now)));
  ++hour.failed;
  return transaction.login_tries().set(Realm::kCitizen, tries_of_hour(now), hour, now);
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

  const Time now = ports.clock.now();
  // The account, or why there is none, which is counted.
  using Outcome = tl::expected<AccountId, ErrorCode>;
  const auto made = TRY(write(ports.store, [&](Transaction& transaction) -> Result<Outcome> {
    if (auto same = TRY(made_by(transaction, request.request_key, account, *password))) return Outcome(*same);
    TRY(must_not_wait_to_register(ports, transaction, *id_number, now));
    std::optional<ErrorCode> refusal;
    if (TRY(transaction.accounts().find_by_id_number(*id_number))) {
      refusal = ErrorCode::kAccountExists;
    } else {
      const auto person = TRY(transaction.persons().find_by_id_number(*id_number));
      if (person && person->name.reveal() != account.name.reveal()) refusal = ErrorCode::kNameIdMismatch;
    }
    if (refusal) {
      TRY(count_refusal(transaction, *id_number, now));
      return Outcome(tl::make_unexpected(*refusal));
    }
    TRY(transaction.accounts().insert(account, request.request_key));
    return Outcome(account.id);
  }));
  if (!made) return fail(made.error());
  return *made;
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
