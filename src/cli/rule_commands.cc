#include "cli/rule_commands.h"

#include <iostream>
#include <memory>

#include "app/due_rules.h"

namespace jianzai::cli {
namespace {

int told(const Result<void>& done) {
  if (done) return 0;
  std::cerr << done.error().detail;
  for (const FieldError& field : done.error().fields) std::cerr << "; " << field.field << ": " << field.code;
  std::cerr << '\n';
  return 1;
}

int run_list(app::Ports& ports) {
  const auto rules = app::list_due_rules(ports);
  if (!rules) {
    std::cerr << rules.error().detail << '\n';
    return 1;
  }
  for (const auto& [regional, name] : *rules) {
    const auto& [category, region, rule] = regional;
    std::cout << category << ' ' << region.text() << ' ' << to_text(rule.kind);
    if (rule.kind == DueRuleKind::kFixedWindow) {
      std::cout << ' ' << windows_to_text(rule.windows);
    } else {
      std::cout << ' ' << rule.months << " months";
    }
    std::cout << ", " << rule.grace_days << " days of grace, minors " << (rule.takes_minors ? "YES" : "NO")
              << ", " << to_text(rule.modes) << '\n';
  }
  return 0;
}

void add_rule_options(CLI::App& command, app::SetDueRule& rule) {
  command
      .add_option("--kind", rule.kind,
                  "FIXED_WINDOW, ROLLING_DAY, ROLLING_MONTH_END or ROLLING_MONTH_INCLUSIVE")
      ->required();
  command.add_option("--months", rule.months, "1 to 24; not with FIXED_WINDOW");
  command.add_option("--windows", rule.windows, "FIXED_WINDOW: 01-01..06-30,07-01..12-31");
  command.add_option("--grace-days", rule.grace_days, "0 to 366, where a plan has not more; 0");
  command.add_option("--minors", rule.minors, "YES or NO: takes proofs by the face of who is under 18; YES");
  command.add_option("--modes", rule.modes, "Which challenges count; COLOUR,POSE,STATIC");
}

}  // namespace

std::vector<CLI::App*> add_rule_commands(CLI::App& app, const WithPorts& with_ports, int& exit_code) {
  auto* rule = app.add_subcommand("rule", "When a region's people are due (地区周期规则)");
  rule->require_subcommand(1);
  const auto request = std::make_shared<app::SetDueRule>();
  auto* set =
      rule->add_subcommand("set", "The rule of a region, in place of the category's or a wider region's");
  auto* unset = rule->add_subcommand("unset", "The category's rule, or a wider region's, holds again");
  for (auto* command : {set, unset})
    command->add_option("--category", request->category_code, "e.g. RESIDENT_PENSION")->required();
  set->add_option("--region", request->region, "2, 4, 6, 9 or 12 digits; left out: the category's own rule");
  unset->add_option("--region", request->region, "2, 4, 6, 9 or 12 digits")->required();
  add_rule_options(*set, *request);
  set->callback([request, with_ports, &exit_code] {
    exit_code = with_ports([&](app::Ports& ports) { return told(app::set_due_rule(ports, {}, *request)); });
  });
  unset->callback([request, with_ports, &exit_code] {
    exit_code = with_ports([&](app::Ports& ports) {
      return told(app::unset_due_rule(ports, {}, request->category_code, request->region));
    });
  });
  auto* list = rule->add_subcommand("list", "All of them");
  list->callback([with_ports, &exit_code] { exit_code = with_ports(run_list); });

  auto* category = app.add_subcommand("category", "Benefit categories (待遇类别)");
  category->require_subcommand(1);
  const auto made = std::make_shared<app::NewCategory>();
  auto* add = category->add_subcommand("add", "A benefit that the service does not know yet");
  add->add_option("--code", made->rule.category_code, "A-Z and _")->required();
  add->add_option("--name", made->name, "As citizens know it")->required();
  add->add_option("--assurance", made->assurance, "STANDARD or HIGH; STANDARD");
  add_rule_options(*add, made->rule);
  add->callback([made, with_ports, &exit_code] {
    exit_code = with_ports([&](app::Ports& ports) {
      return told(app::add_category(ports, {}, *made).map([](const Category&) {}));
    });
  });
  return {set, unset, list, add};
}

}  // namespace jianzai::cli
