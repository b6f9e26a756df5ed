#pragma once

#include <optional>
#include <string>

#include "domain/assurance.h"
#include "domain/due_rule.h"

namespace jianzai {

// A kind of benefit (待遇类别), e.g. 企业职工养老保险, and when its recipients prove that they live.
struct Category {
  std::string code;  // A-Z and _
  std::string name;
  DueRule rule;
  AssuranceLevel assurance = AssuranceLevel::kStandard;
};

// A person's claim to one benefit.
struct Entitlement {
  Category category;
  Date started_on;
  std::optional<Date> last_passed_on;

  [[nodiscard]] Cycle cycle() const {
    return last_passed_on ? cycle_after_pass(category.rule, *last_passed_on)
                          : first_cycle(category.rule, started_on);
  }
};

}  // namespace jianzai
