#include "app/view_operator.h"

#include <algorithm>

namespace jianzai::app {

Result<Agency> agency_of(Ports& ports, const Operator& person) {
  const auto transaction = TRY(ports.store.begin_read());
  auto agency = TRY(transaction->agencies().find(person.agency));
  if (!agency) return fail(ErrorCode::kInternal, "an operator of no agency");
  return std::move(*agency);
}

Result<std::string> login_of(Transaction& transaction, const std::optional<OperatorId>& id) {
  if (!id) return std::string();
  const auto found = TRY(transaction.operators().find(*id));
  return found ? found->login : std::string();
}

Result<void> must_be_reviewer(const Operator& by) {
  if (by.role != OperatorRole::kReviewer) return fail(ErrorCode::kForbidden, "reviewers only");
  return {};
}

bool is_at_desk(const Operator& by) {
  return by.role == OperatorRole::kClerk || by.role == OperatorRole::kReviewer;
}

Result<void> must_work_for_agency(const Operator& by) {
  if (!by.scope().is_whole_agency()) return fail(ErrorCode::kForbidden, "of the whole agency only");
  return {};
}

Result<void> must_be_administrator(const Operator& by) {
  if (by.role != OperatorRole::kSystemAdmin && by.role != OperatorRole::kSecurityAdmin &&
      by.role != OperatorRole::kAuditor)
    return fail(ErrorCode::kForbidden, "administrators only");
  return {};
}

Result<void> must_be_system_admin(const Operator& by) {
  if (by.role != OperatorRole::kSystemAdmin) return fail(ErrorCode::kForbidden, "system administrators only");
  return {};
}

Result<void> must_be_reviewer_of_agency(const Operator& by) {
  TRY(must_be_reviewer(by));
  return must_work_for_agency(by);
}

Result<bool> has_other(Transaction& transaction, const Operator& by,
                       const std::function<bool(const Operator&)>& is_like_that) {
  constexpr std::size_t kRowsAtATime = 100;
  std::string cursor;
  for (;;) {
    const auto page = TRY(transaction.operators().page(by.agency, cursor, kRowsAtATime));
    const bool is_there = std::ranges::any_of(page.rows, [&](const Operator& one) {
      return one.id != by.id && !one.is_disabled && is_like_that(one);
    });
    if (is_there || !page.next) return is_there;
    cursor = *page.next;
  }
}

Result<Scope> narrowed(FieldReader& reader, const Operator& by, std::string_view region) {
  Scope scope = by.scope();
  if (region.empty()) return scope;
  auto code = RegionCode::parse(region);
  if (!code) {
    reader.refuse("region", "VALUE");
    return reader.error();
  }
  if (scope.region && !scope.region->contains(*code)) {
    reader.refuse("region", "OUTSIDE");
    return reader.error();
  }
  scope.region = std::move(code);
  return scope;
}

Result<std::vector<Category>> all_categories(Ports& ports) {
  const auto transaction = TRY(ports.store.begin_read());
  return transaction->agencies().categories();
}

}  // namespace jianzai::app
