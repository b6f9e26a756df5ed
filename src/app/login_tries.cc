#include "app/login_tries.h"

namespace jianzai::app {

Result<void> must_not_wait(Transaction& transaction, Realm realm, std::string_view login, Time now) {
  const LoginTries tries = TRY(transaction.login_tries().find(realm, login));
  if (!tries.wait_until || now >= *tries.wait_until) return {};
  return fail(Error{.code = ErrorCode::kTooManyTries,
                    .detail = "too many wrong answers",
                    .retry_after = std::chrono::ceil<std::chrono::seconds>(*tries.wait_until - now)});
}

Result<void> count_try(Transaction& transaction, Realm realm, std::string_view login, bool is_right,
                       Time now) {
  const LoginTries tries = TRY(transaction.login_tries().find(realm, login));
  if (!is_right) return transaction.login_tries().set(realm, login, after_failed_login(tries, now), now);
  if (tries.failed == 0) return {};
  return transaction.login_tries().erase(realm, login);
}

}  // namespace jianzai::app
