// Who logs in to the console (经办人员), what they may do, and for whom.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/secret.h"
#include "domain/ids.h"
#include "domain/person.h"
#include "domain/region.h"

namespace jianzai {

// Stored by name: never changed, only added to. The three administrators are three people (三员分立): none of
// them sees a benefit recipient.
enum class OperatorRole {
  kClerk,          // 经办: adds people, makes references and plans
  kReviewer,       // 审核: and decides what others proposed
  kVillageHelper,  // 协办员: sees the people of a region, and says whom they saw alive
  kEmployer,       // 用人单位: the same for its retired
  kAuditor,        // 审计管理员: sees what the others did
  kSystemAdmin,    // 系统管理员: employers and support contacts
  kSecurityAdmin,  // 安全管理员: who may log in, and as what
};

[[nodiscard]] std::string_view to_text(OperatorRole role);  // `VILLAGE_HELPER`
[[nodiscard]] std::optional<OperatorRole> operator_role_from(std::string_view text);

// For whose people somebody works: those of the agency, of these all inside the region, of these all who
// worked for the employer. People of whom nobody said where they live are in no region.
struct Scope {
  AgencyId agency;
  std::optional<RegionCode> region = {};
  std::optional<EmployerId> employer = {};

  [[nodiscard]] bool holds(const Person& person) const;
  // Neither a region nor an employer.
  [[nodiscard]] bool is_whole_agency() const { return !region && !employer; }
};

// What a scope lacks, or has too much, for the role: a village helper has a region, an employer's operator
// the employer, and administrators neither.
enum class ScopeFault { kRegionNeeded, kRegionRefused, kEmployerNeeded, kEmployerRefused };
[[nodiscard]] std::vector<ScopeFault> scope_faults(OperatorRole role, const Scope& scope);

// What makes the codes of an operator's authenticator app (RFC 6238).
struct SecondFactor {
  Secret<Bytes> secret;
  std::int64_t last_step = 0;  // of 30 s; of the last code that served
};

struct Operator {
  OperatorId id;
  AgencyId agency;
  std::string login;
  Secret<std::string> name;
  OperatorRole role;
  std::string password_hash;
  std::optional<SecondFactor> factor = {};  // nothing: the password is enough
  std::optional<RegionCode> region = {};
  std::optional<EmployerId> employer = {};
  bool is_disabled = false;           // may not log in
  bool must_change_password = false;  // somebody else chose it: good for nothing but to choose another one

  [[nodiscard]] Scope scope() const { return {.agency = agency, .region = region, .employer = employer}; }
};

// Whether somebody may be sent to the person's home: clerks, reviewers and village helpers who log in and
// whose scope holds them.
[[nodiscard]] bool may_visit(const Operator& who, const Person& person);

}  // namespace jianzai
