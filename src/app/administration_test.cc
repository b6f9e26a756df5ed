// What administrators see and decide: due rules, the names of regions, the system, the audit log.
#include <sstream>

#include "app/audit.h"
#include "app/due_rules.h"
#include "app/log_in.h"
#include "app/plan_progress.h"
#include "app/plans.h"
#include "app/regions.h"
#include "app/suspensions.h"
#include "app/sweep.h"
#include "app/system.h"
#include "app/test_world.h"
#include "app/write.h"

namespace jianzai::app {
namespace {

using namespace testing;
using namespace std::chrono;

class Governance : public World {
 protected:
  Operator system_admin() { return role_of("system", OperatorRole::kSystemAdmin); }
  Operator auditor() { return role_of("auditor", OperatorRole::kAuditor); }
  Operator role_of(const std::string& login, OperatorRole role) {
    const auto known = must(must(ports.store.begin_read())->operators().find_by_login(login));
    return known ? *known : add_operator_of(agency(), login, role);
  }
  Operator clerk_of(std::string region) {
    return must(add_operator(ports, {.agency = agency(),
                                     .login = "clerk-" + region,
                                     .name = "试经办",
                                     .role = OperatorRole::kClerk,
                                     .password = Secret(std::string(kPassword)),
                                     .region = region}));
  }
  // The n-th of invented people, who lives there.
  Person add_in(std::string region, int n) {
    const auto digits = "110105194912310" + std::to_string(10 + n);
    return must(add_person(ports, clerk(),
                           {.name = std::string(kName),
                            .id_number = digits + id_number_check_character(digits),
                            .category_code = "ENTERPRISE_PENSION",
                            .phone = std::string(kPhone),
                            .request_key = "person-key-" + std::to_string(n),
                            .region = std::move(region)}));
  }
  PlanView make_plan_of(std::string region, std::string key = "plan-key-1") {
    auto plan = must(make_plan(ports, clerk(),
                               {.name = "年度",
                                .category_code = "ENTERPRISE_PENSION",
                                .region = std::move(region),
                                .self_from = "2026-11-01",
                                .self_to = "2026-11-30",
                                .request_key = std::move(key)}));
    must(fill_plans(ports));
    return plan;
  }
  // `130900000000 沧州市+: PENDING 2; ...`; `+`: a level lies below.
  static std::string text_of(const PlaceProgress& progress) {
    std::string text;
    for (const auto& place : progress.places) {
      text += (place.region ? place.region->text() : "nowhere") +
              (place.name.empty() ? "" : " " + place.name) + (place.has_children ? "+" : "") + ":";
      for (const auto& [state, count] : place.tasks)
        text += " " + std::string(to_text(state)) + " " + std::to_string(count);
      text += "; ";
    }
    return text;
  }
};

SetDueRule half_yearly() {
  return {.category_code = "ENTERPRISE_PENSION",
          .region = {},
          .kind = "ROLLING_DAY",
          .months = "6",
          .windows = {}};
}

TEST_F(Governance, system_administrators_alone_change_rules_and_answer_for_it) {
  auto rule = half_yearly();
  EXPECT_EQ(code_of(set_due_rule(ports, clerk(), rule)), ErrorCode::kForbidden);
  EXPECT_EQ(code_of(unset_due_rule(ports, clerk(), rule.category_code, "1309")), ErrorCode::kForbidden);
  EXPECT_EQ(code_of(add_category(ports, reviewer(), {.name = "试", .rule = rule})), ErrorCode::kForbidden);
  must(set_due_rule(ports, system_admin(), rule));
  EXPECT_EQ(must(find_due_rule(ports, rule.category_code, {})).months, 6);
  rule.region = "1309";
  rule.months = "3";
  must(set_due_rule(ports, system_admin(), rule));
  const auto region = RegionCode::parse("1309");
  EXPECT_EQ(must(find_due_rule(ports, rule.category_code, region)).months, 3);
  EXPECT_EQ(code_of(find_due_rule(ports, "NOTHING", {})), ErrorCode::kNotFound);
  must(name_region(ports, system_admin(), "1309", "沧州市"));
  EXPECT_EQ(must(list_due_rules(ports)).front().region_name, "沧州市");
  must(unset_due_rule(ports, system_admin(), rule.category_code, "1309"));
  EXPECT_EQ(code_of(find_due_rule(ports, rule.category_code, region)), ErrorCode::kNotFound);
  const auto log = must(list_audit(ports, auditor(), "", {.login = "system"})).rows;
  ASSERT_EQ(log.size(), 4U);
  EXPECT_EQ(log.front().entry.event.action, AuditAction::kUnsetDueRule);
  EXPECT_EQ(log.front().entry.event.object, "ENTERPRISE_PENSION 130900000000");
}

TEST_F(Governance, a_rule_is_tried_out_before_it_is_saved) {
  const auto preview = [&](SetDueRule rule, std::string started_on, std::string last_passed_on) {
    return preview_due_rule(ports, {.rule = std::move(rule),
                                    .started_on = std::move(started_on),
                                    .last_passed_on = std::move(last_passed_on)});
  };
  auto rule = half_yearly();
  const auto rolling = must(preview(rule, "2011-05-01", "2026-03-10"));
  EXPECT_EQ(rolling.cycle.due_on, 2026y / September / 10);
  EXPECT_EQ(rolling.cycle.opens_on, 2026y / July / 12);
  EXPECT_EQ(rolling.next.due_on, 2027y / March / 10);
  EXPECT_EQ(must(preview(rule, "2026-11-01", "")).cycle.due_on, 2027y / May / 1);
  rule = {.category_code = {},
          .region = {},
          .kind = "FIXED_WINDOW",
          .months = {},
          .windows = "01-01..06-30,07-01..12-31"};
  const auto windows = must(preview(rule, "", "2026-03-10"));
  EXPECT_EQ(windows.cycle.opens_on, 2026y / July / 1);
  EXPECT_EQ(windows.cycle.due_on, 2026y / December / 31);
  EXPECT_EQ(windows.next.due_on, 2027y / June / 30);
  EXPECT_EQ(must(find_due_rule(ports, "ENTERPRISE_PENSION", {})).months, 12);  // nothing was saved
  EXPECT_EQ(fields_of(preview(rule, "", "").error()), "started_on:REQUIRED");
  rule.windows = "06-30..01-01";
  EXPECT_EQ(fields_of(preview(rule, "2026-13-01", "x").error()),
            "windows:VALUE started_on:VALUE last_passed_on:VALUE");
}

TEST_F(Governance, regions_have_names_which_a_list_brings) {
  std::istringstream csv("地区代码,名称\n13,河北省\n1309,沧州市\n130984,河间市\n13098,x\n130984101,\n");
  std::string faults;
  const auto on_fault = [&](const RowFault& fault) {
    faults += std::to_string(fault.line) + " " + fault.field + " " + fault.code + "; ";
  };
  const auto report = must(import_regions(ports, csv, on_fault));
  EXPECT_EQ(report.rows, 5U);
  EXPECT_EQ(report.named, 3U);
  EXPECT_EQ(report.refused, 2U);
  EXPECT_EQ(faults, "5 code VALUE; 6 name REQUIRED; ");
  std::istringstream again("code,name\n130000000000,河北省\n1309,沧州\n");
  const auto second = must(import_regions(ports, again, {}));
  EXPECT_EQ(second.named, 1U);
  EXPECT_EQ(second.unchanged, 1U);
  std::istringstream wrong("code\n13\n");
  EXPECT_EQ(code_of(import_regions(ports, wrong, {})), ErrorCode::kInvalidRequest);

  const auto path = must(view_region(ports, "130984101"));
  ASSERT_EQ(path.size(), 4U);
  EXPECT_EQ(path[0].name, "河北省");
  EXPECT_EQ(path[1].name, "沧州");
  EXPECT_EQ(path[3].name, "");
  EXPECT_EQ(code_of(view_region(ports, "1")), ErrorCode::kNotFound);

  EXPECT_EQ(code_of(name_region(ports, clerk(), "1309", "沧州市")), ErrorCode::kForbidden);
  EXPECT_EQ(code_of(name_region(ports, system_admin(), "1", "沧州市")), ErrorCode::kNotFound);
  EXPECT_EQ(fields_of(name_region(ports, system_admin(), "1309", " ").error()), "name:REQUIRED");
  EXPECT_EQ(must(name_region(ports, system_admin(), "1309", "沧州市")).code.text(), "130900000000");
  EXPECT_EQ(must(view_region(ports, "1309")).back().name, "沧州市");
}

TEST_F(Governance, regions_are_listed_where_they_have_a_name_or_people) {
  must(name_region(ports, system_admin(), "13", "河北省"));
  must(name_region(ports, system_admin(), "14", "山西省"));
  add_in("130984101201", 1);
  add_in("441900003001", 2);
  const auto listed = [&](const Operator& by, std::string_view parent) {
    std::string text;
    for (const auto& [code, name, has_people] : must(list_regions(ports, by, parent)))
      text += code.text() + name + (has_people ? "+" : "") + " ";
    return text;
  };
  EXPECT_EQ(listed(clerk(), ""), "130000000000河北省+ 140000000000山西省 440000000000+ ");
  EXPECT_EQ(listed(clerk(), "4419"), "441900003000+ ");
  EXPECT_EQ(listed(clerk(), "130984101"), "130984101201+ ");
  EXPECT_EQ(listed(clerk_of("44"), ""), "130000000000河北省 140000000000山西省 440000000000+ ");
  EXPECT_EQ(fields_of(list_regions(ports, clerk(), "1").error()), "parent:VALUE");
}

TEST_F(Governance, a_plans_progress_is_told_place_by_place_one_level_down) {
  must(name_region(ports, system_admin(), "1309", "沧州市"));
  add_in("130984101201", 1);
  add_in("130984101202", 2);
  add_in("130984", 3);
  add_in("1301", 4);
  add_in("441900003", 5);
  add_in("", 6);
  const auto plan = make_plan_of("").plan.id;
  const auto progress = [&](const Operator& by, std::string_view region) {
    return view_plan_progress(ports, by, plan, region);
  };
  EXPECT_EQ(text_of(must(progress(clerk(), ""))),
            "nowhere: PENDING 1; 130000000000+: PENDING 4; 440000000000+: PENDING 1; ");
  EXPECT_EQ(text_of(must(progress(clerk(), "13"))),
            "130100000000+: PENDING 1; 130900000000 沧州市+: PENDING 3; ");
  const auto county = must(progress(clerk(), "130984"));
  EXPECT_EQ(text_of(county), "130984000000: PENDING 1; 130984101000+: PENDING 2; ");
  ASSERT_EQ(county.path.size(), 3U);
  EXPECT_EQ(county.path[1].name, "沧州市");
  EXPECT_EQ(county.plan.plan.name, "年度");
  EXPECT_FALSE(county.plan.category_name.empty());
  EXPECT_EQ(county.plan.tasks, std::nullopt) << "counted by place";
  EXPECT_EQ(text_of(must(progress(clerk(), "130984101"))),
            "130984101201: PENDING 1; 130984101202: PENDING 1; ");
  EXPECT_EQ(text_of(must(progress(clerk(), "130984101201"))), "130984101201: PENDING 1; ");
  EXPECT_EQ(text_of(must(progress(clerk(), "4419"))), "441900003000+: PENDING 1; ") << "no counties";
  EXPECT_EQ(fields_of(progress(clerk(), "x").error()), "region:VALUE");

  // Of a plan of all, who works in a region sees the part inside.
  const auto regional = clerk_of("1309");
  EXPECT_EQ(text_of(must(progress(regional, ""))), "130984000000+: PENDING 3; ");
  EXPECT_EQ(fields_of(progress(regional, "1301").error()), "region:OUTSIDE");
  const auto narrow = make_plan_of("1301", "plan-key-2").plan.id;
  EXPECT_EQ(code_of(view_plan_progress(ports, regional, narrow, "")), ErrorCode::kNotFound);
  EXPECT_EQ(text_of(must(view_plan_progress(ports, clerk(), narrow, ""))), "130100000000: PENDING 1; ");
  EXPECT_EQ(fields_of(view_plan_progress(ports, clerk(), narrow, "1309").error()), "region:OUTSIDE");
  const auto there = must(add_agency(ports, {"乙县", "", "1111", ""})).id;
  EXPECT_EQ(code_of(progress(add_operator_of(there, "stranger", OperatorRole::kClerk), "")),
            ErrorCode::kNotFound);
}

TEST_F(Governance, who_moves_takes_the_tasks_along_and_lists_are_of_a_region) {
  const Person person = add_in("130984101201", 1);
  add_in("1301", 2);
  const auto plan = make_plan_of("").plan.id;
  const auto in = [&](std::string_view region) {
    return must(list_tasks(ports, clerk(), TaskState::kPending, plan, "", region)).rows.size();
  };
  EXPECT_EQ(in(""), 2U);
  EXPECT_EQ(in("1309"), 1U);
  must(write(ports.store, [&](Transaction& transaction) {
    return transaction.persons().set_region(person.id, *RegionCode::parse("1301"));
  }));
  EXPECT_EQ(in("1309"), 0U);
  EXPECT_EQ(text_of(must(view_plan_progress(ports, clerk(), plan, ""))), "130000000000+: PENDING 2; ");
  const auto list = [&](const Operator& by, std::string_view region) {
    return list_tasks(ports, by, TaskState::kPending, plan, "", region);
  };
  EXPECT_EQ(fields_of(list(clerk(), "x").error()), "region:VALUE");
  EXPECT_EQ(fields_of(list(clerk_of("1309"), "1301").error()), "region:OUTSIDE");
}

TEST_F(Governance, the_system_says_what_somebody_has_to_see_to) {
  EXPECT_EQ(code_of(view_system(ports, clerk())), ErrorCode::kForbidden);
  EXPECT_EQ(code_of(view_system(ports, reviewer())), ErrorCode::kForbidden);
  enrol(add_somebody());
  auto view = must(view_system(ports, auditor()));
  // November, and no list of 2027.
  EXPECT_EQ(view.alarms, std::vector{SystemAlarm::kWorkdaysMissing});
  EXPECT_EQ(view.missing_workday_year, 2027y);
  EXPECT_TRUE(view.workday_years.contains(2026y));
  EXPECT_EQ(view.persons, 1);
  EXPECT_EQ(view.face_persons, 1);
  EXPECT_EQ(view.filing, FilingLevel::kBelow);
  EXPECT_GE(view.database.migration, 15);
  EXPECT_FALSE(view.database.kind.empty());
  workdays.add_year(2027y, {{2027y / 1 / 1, false}});
  faces.use(NetworkKind::kNone, "");
  sms.there = false;
  view = must(view_system(ports, system_admin()));
  EXPECT_EQ(view.alarms, (std::vector{SystemAlarm::kNetworksMissing, SystemAlarm::kNoTextMessages}));
  faces.use(NetworkKind::kStarter, "starter");
  EXPECT_EQ(must(view_system(ports, system_admin())).alarms.front(), SystemAlarm::kNetworksStarter);
}

TEST_F(Governance, the_log_is_shown_by_object_operator_and_action) {
  const Person person = add_somebody();
  enrol(person);
  must(log_in_operator(ports, "clerk", kPassword));
  const auto count = [&](const AuditQuery& query) {
    return must(list_audit(ports, auditor(), "", query)).rows.size();
  };
  EXPECT_EQ(count({.object = person.id.text()}), 2U);
  EXPECT_EQ(count({.object = person.id.text(), .login = "clerk", .action = "ADD_PERSON"}), 1U);
  EXPECT_EQ(count({.login = "clerk"}), 3U);
  EXPECT_EQ(count({.login = "clerk", .action = "LOG_IN"}), 1U);
  EXPECT_EQ(count({.action = "LOG_IN"}), 1U);
  EXPECT_EQ(count({.object = "nothing"}), 0U);
  EXPECT_EQ(count({.login = "nobody"}), 0U);
  EXPECT_EQ(fields_of(list_audit(ports, auditor(), "", {.action = "NOTHING"}).error()), "action:VALUE");
  EXPECT_EQ(fields_of(list_audit(ports, auditor(), "", {.from = "yesterday", .to = "2026-13-01"}).error()),
            "from:VALUE to:VALUE");
  EXPECT_EQ(fields_of(list_audit(ports, auditor(), "", {.from = "2026-11-02", .to = "2026-11-01"}).error()),
            "to:VALUE");
  const auto there = must(add_agency(ports, {"乙县", "", "1111", ""})).id;
  const auto stranger = add_operator_of(there, "other-auditor", OperatorRole::kAuditor);
  EXPECT_TRUE(must(list_audit(ports, stranger, "", {.object = person.id.text()})).rows.empty());
  EXPECT_TRUE(must(list_audit(ports, stranger, "", {.login = "clerk"})).rows.empty());
}

TEST_F(Governance, auditors_check_the_log_and_leave_a_trace) {
  EXPECT_EQ(code_of(check_audit(ports, clerk(), "", "")), ErrorCode::kForbidden);
  const auto whole = must(check_audit(ports, auditor(), "", ""));
  EXPECT_FALSE(whole.broken_at);
  EXPECT_GT(whole.entries, 0);
  const auto log = must(list_audit(ports, auditor(), "", {.action = "CHECK_AUDIT"})).rows;
  ASSERT_EQ(log.size(), 1U);
  EXPECT_EQ(log.front().entry.event.object, "whole");
  const auto number = std::to_string(whole.entries);
  EXPECT_FALSE(must(check_audit(ports, auditor(), number, whole.last_seal)).broken_at);
  EXPECT_EQ(must(check_audit(ports, auditor(), number, std::string(64, 'a'))).broken_at, whole.entries);
  EXPECT_EQ(must(check_audit(ports, auditor(), "1000", whole.last_seal)).broken_at, whole.entries + 4)
      << "entries were taken off the end";
  EXPECT_EQ(fields_of(check_audit(ports, auditor(), "x", "").error()), "number:VALUE seal:REQUIRED");
  EXPECT_EQ(fields_of(check_audit(ports, auditor(), "", "a").error()), "number:REQUIRED");
}

}  // namespace
}  // namespace jianzai::app
