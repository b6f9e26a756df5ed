#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/id_number.h"
#include "base/secret.h"
#include "domain/category.h"
#include "domain/ids.h"
#include "domain/person_details.h"
#include "domain/region.h"

namespace jianzai {

// A benefit recipient (待遇领取人员) and biometric data subject.
struct Person {
  PersonId id;
  AgencyId agency;
  Secret<std::string> name;
  IdNumber id_number;
  Secret<std::string> phone;
  Time created_at;
  bool looks_only =
      false;  // cannot act in front of a camera (bedridden, blind, deaf, unable): says the agency
  std::optional<RegionCode> region = {};    // of residence; nothing when nobody said
  std::optional<EmployerId> employer = {};  // whom they worked for; nothing when nobody said
  std::vector<Entitlement> entitlements;

  // Whether a proof by the person's face counts for the entitlement, with this challenge on that day.
  [[nodiscard]] bool counts(const Entitlement& entitlement, ChallengeMode mode, Date on) const {
    return takes(entitlement.category.rule, mode, age_on(id_number.birth(), on));
  }

  // The highest of the entitlements'.
  [[nodiscard]] AssuranceLevel assurance() const {
    for (const Entitlement& entitlement : entitlements) {
      if (entitlement.category.assurance == AssuranceLevel::kHigh) return AssuranceLevel::kHigh;
    }
    return AssuranceLevel::kStandard;
  }
};

}  // namespace jianzai
