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

// Who changes a rule: a system administrator, or nobody who is known, for whoever runs commands on the
// server. Rules are the server's, of no agency. Errors of all that change something: kForbidden for another
// role.
using RuleChanger = std::optional<Operator>;

// From now on; of several regions around somebody the smallest counts. Tasks that are made stay as they are.
// Errors: kInvalidFields.
[[nodiscard]] Result<void> set_due_rule(Ports& ports, const RuleChanger& by, const SetDueRule& request);

// A benefit that the service does not know yet, with its own rule (`region` is empty).
struct NewCategory {
  std::string name;
  std::string assurance = {};  // STANDARD or HIGH; empty: STANDARD
  SetDueRule rule;             // with the category's code: A-Z and _
};
// Errors: kInvalidFields (category TAKEN).
[[nodiscard]] Result<Category> add_category(Ports& ports, const RuleChanger& by, const NewCategory& request);

// No error when there is none. Errors: kInvalidFields.
[[nodiscard]] Result<void> unset_due_rule(Ports& ports, const RuleChanger& by, std::string_view category_code,
                                          std::string_view region);
// The one of a region, or the category's own without one. Errors: kNotFound.
[[nodiscard]] Result<DueRule> find_due_rule(Ports& ports, std::string_view category_code,
                                            const std::optional<RegionCode>& region);

// What a rule would mean to somebody.
struct PreviewDueRule {
  SetDueRule rule;             // category and region are not looked at
  std::string started_on;      // a day; may be empty where there is a last pass
  std::string last_passed_on;  // a day; empty: none yet
};
struct DuePreview {
  Cycle cycle;
  Cycle next;  // after a proof on the cycle's last day
};
// Nothing is saved. Errors: kInvalidFields.
[[nodiscard]] Result<DuePreview> preview_due_rule(Ports& ports, const PreviewDueRule& request);
// A region's rule with the region's name.
struct RegionalRuleView {
  RegionalRule rule;
  std::string region_name;  // empty: it has none
};
// By category and region.
[[nodiscard]] Result<std::vector<RegionalRuleView>> list_due_rules(Ports& ports);

}  // namespace jianzai::app
