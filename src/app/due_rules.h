// Due rules of regions (地区周期规则), which take the place of a category's own for whoever lives inside.
#pragma once

#include "app/ports.h"

namespace jianzai::app {

struct SetDueRule {
  std::string category_code;
  std::string region;           // RegionCode; empty: the category's own rule
  std::string kind;             // DueRuleKind
  std::string months;           // 1 to 24; not for FIXED_WINDOW
  std::string windows;          // windows_from; only for FIXED_WINDOW
  std::string grace_days = {};  // 0 to 366; empty: 0
  std::string minors = {};      // YES or NO: proofs by the face of who is under 18; empty: YES
  std::string modes = {};       // challenge_modes_from; empty: all
};

// From now on; of several regions around somebody the smallest counts. Tasks that are made stay as they are.
// For whoever runs commands on the server. Errors: kInvalidFields.
[[nodiscard]] Result<void> set_due_rule(Ports& ports, const SetDueRule& request);

// A benefit that the service does not know yet, with its own rule (`region` is empty).
struct NewCategory {
  std::string name;
  std::string assurance = {};  // STANDARD or HIGH; empty: STANDARD
  SetDueRule rule;             // with the category's code: A-Z and _
};
// For whoever runs commands on the server. Errors: kInvalidFields (category TAKEN).
[[nodiscard]] Result<Category> add_category(Ports& ports, const NewCategory& request);

// No error when there is none. Errors: kInvalidFields.
[[nodiscard]] Result<void> unset_due_rule(Ports& ports, std::string_view category_code,
                                          std::string_view region);
// By category and region.
[[nodiscard]] Result<std::vector<RegionalRule>> list_due_rules(Ports& ports);

}  // namespace jianzai::app
