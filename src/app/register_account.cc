#include "app/register_account.h"

#include "app/fields.h"
#include "app/write.h"
#include "crypto/password.h"

namespace jianzai::app {

Result<AccountId> register_account(Ports& ports, const RegisterAccount& request) {
  FieldReader reader(china_date(ports.clock.now()));
  auto name = reader.name("name", request.name);
  auto id_number = reader.id_number("id_number", request.id_number);
  auto password = reader.password("password", request.password);
  auto phone = reader.mobile("phone", request.phone);
  auto phone_again = reader.mobile("phone_again", request.phone_again);
  if (phone && phone_again && phone->reveal() != phone_again->reveal())
    reader.refuse("phone_again", "PHONES_DIFFER");
  if (request.terms_version.empty()) {
    reader.refuse("terms_version", "TERMS_NOT_ACCEPTED");
  } else if (request.terms_version != ports.settings.terms_version) {
    reader.refuse("terms_version", "TERMS_OUTDATED");
  }
  if (reader.has_faults()) return reader.error();

  Account account{.id = AccountId::make(ports.clock, ports.random),
                  .name = *name,
                  .id_number = *id_number,
                  .phone = *phone,
                  .password_hash = crypto::hash_password(*password),
                  .terms_version = request.terms_version,
                  .created_at = ports.clock.now()};

  return write(ports.store, [&](Transaction& transaction) -> Result<AccountId> {
    if (const auto same = TRY(transaction.accounts().find_by_request_key(request.request_key))) {
      if (same->id_number == account.id_number && same->name.reveal() == account.name.reveal() &&
          same->phone.reveal() == account.phone.reveal() &&
          crypto::verify_password(same->password_hash, *password)) {
        return same->id;
      }
      return fail(ErrorCode::kIdempotencyConflict, "the key registered another account");
    }
    if (TRY(transaction.accounts().find_by_id_number(account.id_number)))
      return fail(ErrorCode::kAccountExists);
    const auto person = TRY(transaction.persons().find_by_id_number(account.id_number));
    if (person && person->name.reveal() != account.name.reveal()) return fail(ErrorCode::kNameIdMismatch);
    TRY(transaction.accounts().insert(account, request.request_key));
    return account.id;
  });
}

}  // namespace jianzai::app
