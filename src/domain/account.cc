#include "domain/account.h"

#include "base/limits.h"

namespace jianzai {

LoginTries after_failed_login(const LoginTries& tries, Time now) {
  LoginTries next{tries.failed + 1, std::nullopt};
  if (next.failed >= limits::kFailedLoginsBeforeDelay) next.wait_until = now + limits::kFailedLoginDelay;
  return next;
}

}  // namespace jianzai
