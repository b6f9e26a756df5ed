#include "domain/operator.h"

#include "base/names.h"

namespace jianzai {
namespace {

constexpr Names<OperatorRole, 7> kRoles{{
    {OperatorRole::kClerk, "CLERK"},
    {OperatorRole::kReviewer, "REVIEWER"},
    {OperatorRole::kVillageHelper, "VILLAGE_HELPER"},
    {OperatorRole::kEmployer, "EMPLOYER"},
    {OperatorRole::kAuditor, "AUDITOR"},
    {OperatorRole::kSystemAdmin, "SYSTEM_ADMIN"},
    {OperatorRole::kSecurityAdmin, "SECURITY_ADMIN"},
}};

bool sees_people(OperatorRole role) {
  return role != OperatorRole::kAuditor && role != OperatorRole::kSystemAdmin &&
         role != OperatorRole::kSecurityAdmin;
}

}  // namespace

std::string_view to_text(OperatorRole role) { return name_of(kRoles, role); }
std::optional<OperatorRole> operator_role_from(std::string_view text) { return value_of(kRoles, text); }

bool Scope::holds(const Person& person) const {
  if (person.agency != agency) return false;
  if (region && (!person.region || !region->contains(*person.region))) return false;
  return !employer || person.employer == employer;
}

std::vector<ScopeFault> scope_faults(OperatorRole role, const Scope& scope) {
  std::vector<ScopeFault> faults;
  if (role == OperatorRole::kVillageHelper && !scope.region) faults.push_back(ScopeFault::kRegionNeeded);
  if (!sees_people(role) && scope.region) faults.push_back(ScopeFault::kRegionRefused);
  const bool is_employer = role == OperatorRole::kEmployer;
  if (is_employer && !scope.employer) faults.push_back(ScopeFault::kEmployerNeeded);
  if (!is_employer && scope.employer) faults.push_back(ScopeFault::kEmployerRefused);
  return faults;
}

bool may_visit(const Operator& who, const Person& person) {
  const bool goes = who.role == OperatorRole::kClerk || who.role == OperatorRole::kReviewer ||
                    who.role == OperatorRole::kVillageHelper;
  return goes && !who.is_disabled && who.scope().holds(person);
}

}  // namespace jianzai
