#include "app/retention.h"

#include <algorithm>

#include "app/audit.h"
#include "app/fields.h"
#include "app/view_operator.h"
#include "app/write.h"

namespace jianzai::app {
namespace {

Result<int> now_of(Transaction& transaction, const RetentionPeriod& period) {
  if (!period.may_be_shortened()) return period.longest;
  const auto chosen = TRY(transaction.service().retention(period.kept));
  return std::clamp(chosen.value_or(period.longest), period.shortest, period.longest);
}

}  // namespace

Result<std::chrono::days> retention_of(Ports& ports, Transaction& transaction, Kept kept) {
  const auto period = retention_period(kept, ports.settings.frame_retention);
  if (period.unit != KeptUnit::kDays) return fail(ErrorCode::kInternal, "not kept for days");
  return std::chrono::days(TRY(now_of(transaction, period)));
}

Result<std::vector<RetentionView>> view_retention(Ports& ports, Transaction& transaction) {
  std::vector<RetentionView> views;
  for (const auto& period : retention_periods(ports.settings.frame_retention)) {
    const int now = TRY(now_of(transaction, period));
    views.push_back({.period = period, .now = now});
  }
  return views;
}

Result<std::vector<RetentionView>> set_retention(Ports& ports, const Operator& by, std::string_view kept,
                                                 std::string_view days) {
  TRY(must_be_system_admin(by));
  const auto known = kept_from(kept);
  if (!known) return fail(ErrorCode::kNotFound, "nothing that is kept");
  const auto period = retention_period(*known, ports.settings.frame_retention);
  if (!period.may_be_shortened()) return fail(ErrorCode::kNotFound, "cannot be shortened");
  FieldReader reader(china_date(ports.clock.now()));
  if (days.empty()) reader.refuse("days", "REQUIRED");
  const auto chosen = reader.number("days", days, period.shortest, period.longest, period.longest);
  if (reader.has_faults()) return reader.error();
  return write(ports.store, [&](Transaction& transaction) -> Result<std::vector<RetentionView>> {
    if (TRY(now_of(transaction, period)) != *chosen) {
      TRY(transaction.service().set_retention(*known, *chosen));
      TRY(record(ports, transaction, by, AuditAction::kSetRetention,
                 std::string(kept) + " " + std::to_string(*chosen)));
    }
    return view_retention(ports, transaction);
  });
}

}  // namespace jianzai::app
