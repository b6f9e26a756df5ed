#pragma once

#include <optional>
#include <string>

#include "domain/assurance.h"
#include "domain/due_rule.h"
#include "domain/region.h"

namespace jianzai {

// A kind of benefit (待遇类别), e.g. 企业职工养老保险, and when its recipients prove that they live.
struct Category {
  std::string code;  // A-Z and _
  std::string name;
  DueRule rule;
  AssuranceLevel assurance = AssuranceLevel::kStandard;
};

// A rule that holds in a region instead of the category's own; of several regions around somebody the
// smallest counts.
struct RegionalRule {
  std::string category;  // code
  RegionCode region;
  DueRule rule;
};

// A person's claim to one benefit. Its category has the rule that holds where the person lives.
struct Entitlement {
  Category category;
  Date started_on;
  std::optional<Date> last_passed_on;
  bool is_pass_listed = false;  // a roster told of that pass; this system has seen none since

  [[nodiscard]] Cycle cycle() const {
    return last_passed_on ? cycle_after_pass(category.rule, *last_passed_on)
                          : first_cycle(category.rule, started_on);
  }
  // This system has never told the person when the next proof is due.
  [[nodiscard]] bool is_new_here() const { return !last_passed_on || is_pass_listed; }
};

}  // namespace jianzai
