// How long what is kept (保存期限): shortened by system administrators, for the whole service, which has one
// database and one that erases.
#pragma once

#include "app/ports.h"

namespace jianzai::app {

// What counts, of something that is kept for days.
[[nodiscard]] Result<std::chrono::days> retention_of(Ports& ports, Transaction& transaction, Kept kept);

struct RetentionView {
  RetentionPeriod period;
  int now = 0;  // in the period's unit
};
[[nodiscard]] Result<std::vector<RetentionView>> view_retention(Ports& ports, Transaction& transaction);

// `days`: within the bounds of the period; the longest is how it was. What is older goes within the hour.
// Errors: kForbidden for who is no system administrator; kNotFound for what is none of Kept, or cannot be
// changed; kInvalidFields (days: REQUIRED, VALUE).
[[nodiscard]] Result<std::vector<RetentionView>> set_retention(Ports& ports, const Operator& by,
                                                               std::string_view kept, std::string_view days);

}  // namespace jianzai::app
