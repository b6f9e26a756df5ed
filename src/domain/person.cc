#include "domain/person.h"

#include <algorithm>

#include "domain/person_details.h"

namespace jianzai {

std::vector<ChallengeMode> Person::modes_on(Date day) const {
  const int age = age_on(id_number.birth(), day);
  std::vector<ChallengeMode> modes;
  for (const auto mode : {ChallengeMode::kColour, ChallengeMode::kPose, ChallengeMode::kStatic}) {
    const auto counts = [&](const Entitlement& one) { return takes(one.category.rule, mode, age); };
    if (std::ranges::any_of(entitlements, counts)) modes.push_back(mode);
  }
  return modes;
}

}  // namespace jianzai
