#include "app/second_factor.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/audit.h"
#include "app/fields.h"
#include "app/log_in.h"
#include "app/write.h"
#include "crypto/token.h"
#include "crypto/totp.h"

namespace jianzai::app {
namespace {

std::string percent_encoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          c == '-' || c == '.' || c == '_' || c == '~';
    encoded += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return encoded;
}

tl::unexpected<Error> wrong(Ports& ports, std::string_view field, std::string_view code) {
  FieldReader reader(china_date(ports.clock.now()));
  reader.refuse(field, code);
  return reader.error();
}

}  // namespace

bool must_set_up_factor(const Settings& settings, const Operator& person) {
  return !person.factor && std::ranges::find(settings.factor_required_roles, person.role) !=
                               settings.factor_required_roles.end();
}

Result<FactorSetup> begin_factor(Ports& ports, const Operator& person, std::string_view password,
                                 std::string_view issuer) {
  if (password.empty()) return wrong(ports, "password", "REQUIRED");
  const auto checked = check_password(ports, person, Secret(std::string(password)));
  if (!checked && checked.error().code == ErrorCode::kWrongCredentials)
    return wrong(ports, "password", "WRONG");
  TRY(Result<void>(checked));
  const auto secret = crypto::make_totp_secret(ports.random);
  TRY(write(ports.store, [&](Transaction& transaction) {
    return transaction.operators().set_pending_factor(person.id, secret);
  }));
  const auto text = crypto::to_base32(secret.reveal());
  return FactorSetup{.secret = text,
                     .uri = fmt::format("otpauth://totp/{}:{}?secret={}&issuer={}", percent_encoded(issuer),
                                        percent_encoded(person.login), text, percent_encoded(issuer))};
}

Result<void> confirm_factor(Ports& ports, const Operator& person, std::string_view token,
                            std::string_view code) {
  const bool is_done = TRY(write(ports.store, [&](Transaction& transaction) -> Result<bool> {
    const auto pending = TRY(transaction.operators().pending_factor(person.id));
    if (!pending) {
      // It was done already, and the answer was lost.
      const auto present = TRY(transaction.operators().find(person.id));
      return present && present->factor &&
             TRY(crypto::totp(present->factor->secret, present->factor->last_step)) == code;
    }
    const auto step = TRY(crypto::matching_step(*pending, code, ports.clock.now(), 0));
    if (!step) return false;
    TRY(transaction.operators().set_factor(person.id, SecondFactor{.secret = *pending, .last_step = *step}));
    TRY(transaction.operators().set_pending_factor(person.id, std::nullopt));
    TRY(record(ports, transaction, person, AuditAction::kSetFactor, person.id.text()));
    TRY(transaction.sessions().erase_others(person.id, crypto::hash_token(token)));
    return true;
  }));
  if (!is_done) return wrong(ports, "code", "CODE");
  return {};
}

Result<void> clear_factor(Transaction& transaction, const OperatorId& id) {
  TRY(transaction.operators().set_factor(id, std::nullopt));
  TRY(transaction.operators().set_pending_factor(id, std::nullopt));
  return transaction.sessions().erase_others(id, {});
}

Result<void> reset_factor(Ports& ports, std::string_view login) {
  return write(ports.store, [&](Transaction& transaction) -> Result<void> {
    const auto person = TRY(transaction.operators().find_by_login(login));
    if (!person) return fail(ErrorCode::kNotFound, "no operator has that login");
    TRY(record(ports, transaction, person->agency, AuditAction::kResetFactor, person->id.text()));
    return clear_factor(transaction, person->id);
  });
}

}  // namespace jianzai::app
