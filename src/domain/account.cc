#include "domain/account.h"

#include "base/limits.h"

namespace jianzai {

LoginTries after_failed_login(const LoginTries& tries, Time now) {
  LoginTries next{tries.failed + 1, std::nullopt};
  if (next.failed >= limits::kFailedLoginsBeforeDelay) next.wait_until = now + limits::kFailedLoginDelay;
  return next;
}

std::string_view to_text(OperatorRole role) { return role == OperatorRole::kClerk ? "CLERK" : "REVIEWER"; }

std::optional<OperatorRole> operator_role_from(std::string_view text) {
  if (text == "CLERK") return OperatorRole::kClerk;
  if (text == "REVIEWER") return OperatorRole::kReviewer;
  return std::nullopt;
}

}  // namespace jianzai
