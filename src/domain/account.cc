#include "domain/account.h"

#include "base/limits.h"
#include "base/names.h"

namespace jianzai {

LoginTries after_failed_login(const LoginTries& tries, Time now) {
  LoginTries next{tries.failed + 1, std::nullopt};
  if (next.failed >= limits::kFailedLoginsBeforeDelay) next.wait_until = now + limits::kFailedLoginDelay;
  return next;
}

namespace {

constexpr Names<OperatorRole, 3> kRoles{{
    {OperatorRole::kClerk, "CLERK"},
    {OperatorRole::kReviewer, "REVIEWER"},
    {OperatorRole::kAuditor, "AUDITOR"},
}};

}  // namespace

std::string_view to_text(OperatorRole role) { return name_of(kRoles, role); }
std::optional<OperatorRole> operator_role_from(std::string_view text) { return value_of(kRoles, text); }

}  // namespace jianzai
