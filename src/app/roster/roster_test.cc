#include "app/roster/roster.h"

#include <sstream>

#include <fmt/format.h>

#include "app/notices.h"
#include "app/plans.h"
#include "app/suspensions.h"
#include "app/sweep.h"
#include "app/test_world.h"
#include "app/write.h"

namespace jianzai::app {
namespace {

using namespace testing;
using namespace std::chrono;

class Roster : public World {
 protected:
  // Valid numbers, each another one.
  static std::string id_number(int i) {
    const auto stem = fmt::format("1309841950{:02}{:02}{:03}", 1 + i / 28 % 12, 1 + i % 28, i % 1000);
    for (const char check : {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'X'}) {
      if (IdNumber::parse(stem + check, 2026y / 1 / 1)) return stem + check;
    }
    return {};
  }
  ImportReport import(const std::string& csv, bool is_preview = false) {
    faults_.clear();
    std::istringstream stream(csv);
    return must(import_roster(ports, stream, request(is_preview)));
  }
  ListImport request(bool is_preview) {
    return {.agency = agency(),
            .is_preview = is_preview,
            .on_fault =
                [this](const RowFault& fault) {
                  faults_ += fmt::format("{}:{}:{} ", fault.line, fault.field, fault.code);
                },
            .on_progress = [this](const ImportReport&, double progress) { progress_ = progress; }};
  }
  std::optional<Person> person_of(std::string_view number) {
    return must(must(ports.store.begin_read())
                    ->persons()
                    .find_by_id_number(*IdNumber::parse(number, 2026y / 11 / 25)));
  }
  std::string counts(const ImportReport& report) {
    return fmt::format("{} rows, {} added, {} extended, {} unchanged, {} refused", report.rows, report.added,
                       report.extended, report.unchanged, report.refused);
  }

  std::string faults_;
  double progress_ = 0;
};

TEST_F(Roster, takes_people_over_and_changes_nothing_the_second_time) {
  const std::string csv =
      "姓名,身份证号,待遇类别,手机号,享受待遇时间\n"
      "王秀英,11010519491231002x,企业职工基本养老保险,139 1234 5678,2010/1/1\n"
      "李雷2"
      "," +
      id_number(1) +
      ",RESIDENT_PENSION,,201503\n"
      "王秀英,11010519491231002X,WORK_INJURY,,\n";
  const auto first = import(csv);
  EXPECT_EQ(counts(first), "3 rows, 1 added, 1 extended, 0 unchanged, 1 refused");
  EXPECT_EQ(faults_, "3:name:CHARACTERS ") << "a name has no digits";
  EXPECT_EQ(first.encoding, "UTF-8");
  EXPECT_EQ(progress_, 1);
  const auto person = person_of("11010519491231002X");
  ASSERT_TRUE(person);
  EXPECT_EQ(person->agency, agency());
  EXPECT_EQ(person->phone.reveal(), "13912345678");
  ASSERT_EQ(person->entitlements.size(), 2U);
  EXPECT_EQ(person->entitlements[0].category.code, "ENTERPRISE_PENSION");
  EXPECT_EQ(person->entitlements[0].started_on, 2010y / 1 / 1);
  EXPECT_EQ(person->entitlements[1].started_on, 2026y / 11 / 25) << "today, where the roster says nothing";
  EXPECT_EQ(counts(import(csv)), "3 rows, 0 added, 0 extended, 2 unchanged, 1 refused");
  EXPECT_EQ(must(must(ports.store.begin_read())->persons().count()), 1);
}

TEST_F(Roster, names_every_fault_by_line_and_field) {
  import(
      "name,id_number,category,started_on,phone\n"
      ",110105194912310021,PENSION,2026-02-30,12\n"
      "王秀英,11010519491231002X,,,\n");
  EXPECT_EQ(
      faults_,
      "2:name:REQUIRED 2:id_number:CHECKSUM 2:phone:PHONE 2:category:UNKNOWN_CATEGORY 2:started_on:DATE "
      "3:category:REQUIRED ");
}

// From the day on which the list comes, whoever is not due has nothing to do.
TEST_F(Roster, takes_over_when_another_system_saw_somebody_last) {
  const auto list = [](std::string_view day) {
    return fmt::format("姓名,身份证号,待遇类别,享受待遇时间,上次认证\n欧阳测试甲,{},WORK_INJURY,2015-03,{}\n",
                       kIdNumber, day);
  };
  EXPECT_EQ(import(list("2026-03-10")).added, 1U) << faults_;
  const auto benefit = [&] { return person_of(kIdNumber)->entitlements.at(0); };
  EXPECT_EQ(benefit().last_passed_on, 2026y / 3 / 10);
  EXPECT_TRUE(benefit().is_pass_listed);
  EXPECT_EQ(benefit().cycle().due_on, 2027y / 3 / 31);
  // An older list, or one that says nothing, moves nothing back; a newer one tells more.
  EXPECT_EQ(import(list("2025-12-01")).unchanged, 1U);
  EXPECT_EQ(import(list("")).unchanged, 1U);
  EXPECT_EQ(benefit().last_passed_on, 2026y / 3 / 10);
  EXPECT_EQ(import(list("2026/5/2"), true).extended, 1U);
  EXPECT_EQ(benefit().last_passed_on, 2026y / 3 / 10) << "a preview";
  EXPECT_EQ(import(list("2026/5/2")).extended, 1U);
  EXPECT_EQ(benefit().last_passed_on, 2026y / 5 / 2);
  // What this system saw stands, whatever a list says.
  must(write(ports.store, [&](Transaction& transaction) {
    return transaction.persons().set_passed(person_of(kIdNumber)->id, "WORK_INJURY", 2026y / 6 / 1);
  }));
  EXPECT_FALSE(benefit().is_pass_listed);
  EXPECT_EQ(import(list("2026-11-01")).unchanged, 1U);
  EXPECT_EQ(benefit().last_passed_on, 2026y / 6 / 1);
}

TEST_F(Roster, believes_no_pass_of_tomorrow_or_of_before_the_benefit) {
  import(
      "姓名,身份证号,待遇类别,享受待遇时间,上次认证日期\n"
      "欧阳测试甲,11010519491231002X,WORK_INJURY,2015-03,2026-11-26\n"
      "欧阳测试甲,11010519491231002X,WORK_INJURY,2015-03,2015-02-28\n"
      "欧阳测试甲,11010519491231002X,WORK_INJURY,2015-03,去年\n");
  EXPECT_EQ(faults_, "2:last_passed_on:DATE 3:last_passed_on:BEFORE_START 4:last_passed_on:DATE ");
  import("姓名,身份证号,待遇类别,享受待遇时间\n欧阳测试甲,11010519491231002X,RESIDENT_PENSION,2025-03\n");
  import("姓名,身份证号,待遇类别,上次认证日期\n欧阳测试甲,11010519491231002X,RESIDENT_PENSION,2019-05-01\n");
  EXPECT_FALSE(person_of(kIdNumber)->entitlements.at(0).last_passed_on) << "nor of one that is known";
  // Where the list does not say when it began, it was no later than that.
  import("姓名,身份证号,待遇类别,最近认证日期\n欧阳测试甲,11010519491231002X,WORK_INJURY,20251102\n");
  EXPECT_EQ(person_of(kIdNumber)->entitlements.at(1).started_on, 2025y / 11 / 2);
}

TEST_F(Roster, brings_a_phone_to_who_has_none_and_changes_no_other) {
  const auto list = [](std::string_view phone) {
    return fmt::format("姓名,身份证号,待遇类别,手机号\n欧阳测试甲,{},WORK_INJURY,{}\n", kIdNumber, phone);
  };
  EXPECT_EQ(import(list("")).added, 1U);
  EXPECT_EQ(import(list("13800001111")).extended, 1U);
  EXPECT_EQ(person_of(kIdNumber)->phone.reveal(), "13800001111");
  EXPECT_EQ(import(list("13800002222")).unchanged, 1U);
  EXPECT_EQ(person_of(kIdNumber)->phone.reveal(), "13800001111");
}

TEST_F(Roster, brings_a_phone_together_with_a_move) {
  import(fmt::format("姓名,身份证号,待遇类别,地区代码\n欧阳测试甲,{},WORK_INJURY,999999101201\n", kIdNumber));
  import(fmt::format(
      "姓名,身份证号,待遇类别,地区代码,手机号\n欧阳测试甲,{},WORK_INJURY,999999102201,13800001111\n",
      kIdNumber));
  EXPECT_EQ(person_of(kIdNumber)->region->text(), "999999102201");
  EXPECT_EQ(person_of(kIdNumber)->phone.reveal(), "13800001111");
}

TEST_F(Roster, leaves_sixty_days_to_who_comes_overdue) {
  import(
      fmt::format("姓名,身份证号,待遇类别,手机号,享受待遇时间,上次认证日期\n"
                  "欧阳测试甲,{},ENTERPRISE_PENSION,{},2015-03,\n"
                  "李雷,440524188001010014,ENTERPRISE_PENSION,{},2015-03,2026-03-10\n",
                  kIdNumber, kPhone, kPhone));
  must(make_plan(ports, clerk(),
                 {.name = "年度认证",
                  .category_code = "ENTERPRISE_PENSION",
                  .verify_days = "30",
                  .request_key = "plan-key-1"}));
  must(fill_plans(ports));
  const auto pending = must(list_tasks(ports, clerk(), TaskState::kPending, {}, "")).rows;
  ASSERT_EQ(pending.size(), 1U) << "who passed in March is not asked before the end of January";
  EXPECT_EQ(pending.front().task.window.self_to, 2027y / 1 / 24);
  EXPECT_EQ(pending.front().task.window.verify_to, 2027y / 2 / 23);
  // The reminders of the last sixty days all come, and that they are over.
  std::vector<std::string> reminded;
  for (int day = 0; day <= 61; ++day) {
    const auto before = must(ports.store.begin_read())->notices().of_person(pending.front().task.person, 50);
    must(remind(ports));
    must(end_self_service(ports));
    const auto after = must(ports.store.begin_read())->notices().of_person(pending.front().task.person, 50);
    if (must(after).size() > must(before).size()) reminded.push_back(to_iso(china_date(clock.now())));
    clock.advance(hours(24));
  }
  EXPECT_EQ(reminded, (std::vector<std::string>{"2026-11-25", "2026-12-25", "2027-01-10", "2027-01-17",
                                                "2027-01-23", "2027-01-25"}));
  const auto task = must(view_task(ports, clerk(), pending.front().task.id)).task;
  EXPECT_EQ(task.state, TaskState::kVerifying);
}

TEST_F(Roster, leaves_people_alone_that_it_would_mix_up) {
  add_somebody();
  const auto other = must(add_agency(ports, {"乙县", "路 2 号", "0000", "9-17"})).id;
  import(fmt::format("姓名,身份证号,待遇类别\n别人,{},WORK_INJURY\n", kIdNumber));
  EXPECT_EQ(faults_, "2::NAME_ID_MISMATCH ");
  std::istringstream stream(fmt::format("姓名,身份证号,待遇类别\n{},{},WORK_INJURY\n", kName, kIdNumber));
  auto of_other = request(false);
  of_other.agency = other;
  faults_.clear();
  must(import_roster(ports, stream, of_other));
  EXPECT_EQ(faults_, "2::OTHER_AGENCY ");
  EXPECT_EQ(person_of(kIdNumber)->entitlements.size(), 1U);
}

TEST_F(Roster, a_preview_counts_and_changes_nothing) {
  std::string csv = "姓名,身份证号,待遇类别\n";
  for (int i = 0; i < 2500; ++i) csv += "王秀英," + id_number(i % 2400) + ",WORK_INJURY\n";
  const auto seen = import(csv, true);
  EXPECT_EQ(seen.added, 2400U) << faults_;
  EXPECT_EQ(must(must(ports.store.begin_read())->persons().count()), 0);
  EXPECT_EQ(import(csv).added, 2400U);
  EXPECT_EQ(must(must(ports.store.begin_read())->persons().count()), 2400);
}

TEST_F(Roster, says_what_is_missing) {
  const auto why = [&](const std::string& csv) {
    std::istringstream stream(csv);
    const auto report = import_roster(ports, stream, request(false));
    return report ? std::string("none") : report.error().detail;
  };
  EXPECT_EQ(why(""), "the list is empty");
  EXPECT_EQ(why("姓名,待遇类别\n"), "line 1: there is no column 身份证号 (id_number)");
  EXPECT_EQ(why("姓名,身份证号,待遇类别\n\"王"), "line 2: a quotation mark is not closed");
  std::istringstream stream("");
  auto nowhere = request(false);
  nowhere.agency = AgencyId::make(clock, random);
  EXPECT_EQ(code_of(import_roster(ports, stream, nowhere)), ErrorCode::kNotFound);
}

}  // namespace
}  // namespace jianzai::app
