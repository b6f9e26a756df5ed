// Passes without an attempt: what the person did not do, and has a receipt of all the same.
#pragma once

#include "app/ports.h"

namespace jianzai::app {

// The last ones of the account's owner, the latest first; with `relative` those of one whom it helps. Errors:
// kNotFound when it does not.
[[nodiscard]] Result<std::vector<Pass>> list_passes(Ports& ports, const Account& account,
                                                    const std::optional<RelativeId>& relative = {});
// Inside the caller's transaction. Errors: kNotFound, also for whom the account does not speak.
[[nodiscard]] Result<Pass> pass_for(Transaction& transaction, const Account& account, const PassId& id);
[[nodiscard]] Result<Pass> view_pass(Ports& ports, const Account& account, const PassId& id);

}  // namespace jianzai::app
