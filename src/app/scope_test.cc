// For whom operators work, and who decides that.
#include <algorithm>
#include <sstream>

#include "app/assisted_proofs.h"
#include "app/change_person.h"
#include "app/decide_review.h"
#include "app/employers.h"
#include "app/log_in.h"
#include "app/manage_account.h"
#include "app/open_review.h"
#include "app/operators.h"
#include "app/payroll.h"
#include "app/plans.h"
#include "app/roster/roster.h"
#include "app/suspensions.h"
#include "app/sweep.h"
#include "app/terminations.h"
#include "app/test_world.h"
#include "app/tickets.h"
#include "app/view_persons.h"
#include "app/view_reviews.h"

namespace jianzai::app {
namespace {

using namespace testing;
using namespace std::chrono;

constexpr std::string_view kCode = "99999999MA0000000T";

class Scopes : public World {
 protected:
  Scopes() : security_(add_operator_of(agency(), "security", OperatorRole::kSecurityAdmin)) {}

  Operator in_scope(std::string login, OperatorRole role, std::string region, std::string employer = {}) {
    return must(add_operator(ports, {.agency = agency(),
                                     .login = std::move(login),
                                     .name = "试经办",
                                     .role = role,
                                     .password = Secret(std::string(kPassword)),
                                     .region = std::move(region),
                                     .employer_code = std::move(employer)}));
  }
  // One of a village, another one elsewhere.
  Person villager() { return add("110105194912310011", "130924101203"); }
  Person townsman() { return add(kIdNumber, "130925101001"); }
  Person add(std::string_view id_number, std::string region, std::string employer = {}) {
    const auto check = id_number.substr(0, 17);
    return must(add_person(ports, clerk(),
                           {.name = std::string(kName),
                            .id_number = std::string(check) + id_number_check_character(check),
                            .category_code = "ENTERPRISE_PENSION",
                            .phone = std::string(kPhone),
                            .request_key = "person-" + std::string(id_number),
                            .region = std::move(region),
                            .employer_code = std::move(employer)}));
  }
  const Operator& security() const { return security_; }

 private:
  Operator security_;
};

TEST_F(Scopes, hold_their_people_and_hide_all_others) {
  const auto here = villager();
  const auto there = townsman();
  const auto helper = in_scope("helper", OperatorRole::kVillageHelper, "130924");
  EXPECT_EQ(must(view_person(ports, helper, here.id)).person.id, here.id);
  EXPECT_EQ(code_of(view_person(ports, helper, there.id)), ErrorCode::kNotFound);
  const auto seen = must(list_persons(ports, helper, "", ""));
  ASSERT_EQ(seen.rows.size(), 1U);
  EXPECT_EQ(seen.rows.at(0).person.id, here.id);
  EXPECT_EQ(must(list_persons(ports, helper, kName, "")).rows.size(), 1U);
  EXPECT_EQ(must(list_persons(ports, clerk(), "", "")).rows.size(), 2U);
}

TEST_F(Scopes, of_a_reviewer_hide_reviews_of_others) {
  const Account account = [&] {
    enrol(townsman());
    return register_somebody();
  }();
  const Attempt attempt = prove(account, {"berta"});
  must(request_review(ports, account, attempt.id));
  const auto near = in_scope("near", OperatorRole::kReviewer, "130925");
  const auto far = in_scope("far", OperatorRole::kReviewer, "130924");
  EXPECT_EQ(must(list_reviews(ports, near, "")).rows.size(), 1U);
  EXPECT_TRUE(must(list_reviews(ports, far, "")).rows.empty());
  const DecideReview verdict{
      .review = review_of(attempt)->id, .verdict = ReviewVerdict::kApprove, .note = {}};
  EXPECT_EQ(code_of(view_review(ports, far, verdict.review)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(decide_review(ports, far, verdict)), ErrorCode::kNotFound);
  must(decide_review(ports, near, verdict));
}

TEST_F(Scopes, of_two_reviewers_count_only_those_who_see_the_person) {
  settings.review_second_percent = 100;
  in_scope("far", OperatorRole::kReviewer, "130924");
  enrol(townsman());
  const Account account = register_somebody();
  const Attempt first = prove(account, {"berta"});
  must(request_review(ports, account, first.id));
  EXPECT_FALSE(review_of(first)->wants_second);
  in_scope("near", OperatorRole::kReviewer, "13");
  const Attempt second = prove(account, {"berta"}, "attempt-key-2");
  must(request_review(ports, account, second.id));
  EXPECT_TRUE(review_of(second)->wants_second);
}

TEST_F(Scopes, of_two_reviewers_one_decides_when_the_other_is_gone) {
  settings.review_second_percent = 100;
  const auto second = in_scope("second", OperatorRole::kReviewer, "13");
  enrol(townsman());
  const Account account = register_somebody();
  const Attempt attempt = prove(account, {"berta"});
  must(request_review(ports, account, attempt.id));
  const DecideReview verdict{
      .review = review_of(attempt)->id, .verdict = ReviewVerdict::kApprove, .note = {}};
  EXPECT_TRUE(must(decide_review(ports, reviewer(), verdict)).waits_for_second);
  EXPECT_TRUE(must(list_reviews(ports, reviewer(), "")).rows.empty());
  must(disable_operator(ports, security(), second.id));
  const auto again = must(list_reviews(ports, reviewer(), ""));
  ASSERT_EQ(again.rows.size(), 1U);
  EXPECT_FALSE(again.rows.at(0).waits_for_second);
  must(decide_review(ports, reviewer(), verdict));
  EXPECT_EQ(review_of(attempt)->state, ReviewState::kApproved);
}

TEST_F(Scopes, of_a_region_neither_plan_nor_pay_beyond_it) {
  const auto near = in_scope("near", OperatorRole::kClerk, "130924");
  MakePlan plan{.name = "年度认证",
                .category_code = "ENTERPRISE_PENSION",
                .region = "130924",
                .request_key = "plan-key-1"};
  const auto own = must(make_plan(ports, near, plan));
  plan.request_key = "plan-key-2";
  for (const std::string_view region : {"", "13", "130925"}) {
    plan.region = region;
    const auto refused = make_plan(ports, near, plan);
    ASSERT_FALSE(refused) << region;
    EXPECT_EQ(fields_of(refused.error()), "region:OUTSIDE");
  }
  plan.region = "130925";
  const auto other = must(make_plan(ports, clerk(), plan));
  plan.region = "13";
  plan.request_key = "plan-key-3";
  const auto wider = must(make_plan(ports, clerk(), plan));
  villager();
  must(fill_plans(ports));
  const auto numbers_of_wider = [&](const Operator& by) {
    const auto plans = must(list_plans(ports, by));
    return std::ranges::find(plans, wider.plan.id, [](const PlanView& one) { return one.plan.id; })->tasks;
  };
  EXPECT_EQ(numbers_of_wider(clerk()).value().size(), 1U);
  EXPECT_EQ(must(list_plans(ports, near)).size(), 2U);  // its own, and the wider one, of which it learns none
  EXPECT_EQ(numbers_of_wider(near), std::nullopt);
  EXPECT_EQ(code_of(close_plan(ports, near, other.plan.id)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(close_plan(ports, near, wider.plan.id)), ErrorCode::kForbidden);
  must(close_plan(ports, near, own.plan.id));
  const auto reviewer_near = in_scope("reviewer-near", OperatorRole::kReviewer, "130924");
  EXPECT_EQ(code_of(list_payroll(ports, reviewer_near)), ErrorCode::kForbidden);
  must(list_payroll(ports, reviewer()));
}

TEST_F(Scopes, of_a_region_add_nobody_who_lives_elsewhere) {
  const auto near = in_scope("near", OperatorRole::kClerk, "130924");
  AddPerson request{.name = std::string(kName),
                    .id_number = std::string(kIdNumber),
                    .category_code = "ENTERPRISE_PENSION",
                    .phone = std::string(kPhone),
                    .request_key = "person-key-1"};
  for (const std::string_view region : {"", "1309", "130925101001"}) {
    request.region = region;
    const auto refused = add_person(ports, near, request);
    ASSERT_FALSE(refused);
    EXPECT_EQ(fields_of(refused.error()), "region:OUTSIDE") << region;
  }
  request.region = "130924101203";
  must(add_person(ports, near, request));
}

TEST_F(Scopes, of_tickets_and_tasks_are_those_of_their_people) {
  enrol(townsman());
  const Account account = register_somebody();
  const auto near = in_scope("near", OperatorRole::kClerk, "130925");
  const auto far = in_scope("far", OperatorRole::kClerk, "130924");
  const auto ticket = must(
      open_ticket(ports, account, {.kind = "CALLBACK", .phone = {}, .note = {}, .request_key = "ticket-1"}));
  EXPECT_EQ(must(list_open_tickets(ports, near, "", "")).rows.size(), 1U);
  EXPECT_TRUE(must(list_open_tickets(ports, far, "", "")).rows.empty());
  EXPECT_EQ(code_of(claim_ticket(ports, far, ticket.id)), ErrorCode::kNotFound);
  must(claim_ticket(ports, near, ticket.id));
  must(make_plan(ports, clerk(),
                 {.name = "年度认证",
                  .category_code = "ENTERPRISE_PENSION",
                  .self_from = "2026-11-01",
                  .self_to = "2026-11-30",
                  .request_key = "plan-key-1"}));
  must(fill_plans(ports));
  const auto tasks = must(list_tasks(ports, near, TaskState::kPending, {}, ""));
  ASSERT_EQ(tasks.rows.size(), 1U);
  EXPECT_TRUE(must(list_tasks(ports, far, TaskState::kPending, {}, "")).rows.empty());
  EXPECT_EQ(code_of(view_task(ports, far, tasks.rows.at(0).task.id)), ErrorCode::kNotFound);
  const auto person = tasks.rows.at(0).task.person;
  EXPECT_EQ(must(list_tasks_of(ports, near, person)).rows.at(0).task.id, tasks.rows.at(0).task.id);
  EXPECT_EQ(code_of(list_tasks_of(ports, far, person)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(view_benefits(ports, far, person)), ErrorCode::kNotFound);
  const auto sign = must(report_loss(
      ports, near, {.person = person, .kind = "DEATH", .happened_on = "2026-11-20", .source = "社区告知"}));
  must(check_loss(ports, near, sign.sign.id, LossOutcome::kConfirmed));
  EXPECT_EQ(must(list_losses(ports, near, "", LossWork::kTerminate)).rows.size(), 1U);
  EXPECT_TRUE(must(list_losses(ports, far, "", LossWork::kTerminate)).rows.empty());
  const auto helper = in_scope("helper", OperatorRole::kVillageHelper, "130925");
  EXPECT_EQ(code_of(log_contact(ports, helper, tasks.rows.at(0).task.id, {.channel = ContactChannel::kSms})),
            ErrorCode::kForbidden);
  must(log_contact(ports, helper, tasks.rows.at(0).task.id, {.channel = ContactChannel::kVisit}));
  EXPECT_EQ(code_of(log_contact(ports, far, tasks.rows.at(0).task.id, {.channel = ContactChannel::kVisit})),
            ErrorCode::kNotFound);
  must(log_contact(ports, near, tasks.rows.at(0).task.id, {.channel = ContactChannel::kVisit}));
}

TEST_F(Scopes, let_village_helpers_and_employers_speak_for_themselves) {
  must(add_employer(ports, clerk(), kCode, "试纺织厂"));
  const auto retired = add("110105194912310011", "130924101203", std::string(kCode));
  const auto other = townsman();
  const auto helper = in_scope("helper", OperatorRole::kVillageHelper, "130924101");
  const auto employer = in_scope("employer", OperatorRole::kEmployer, {}, std::string(kCode));
  const auto propose = [&](const Operator& by, const Person& person, std::string way) {
    return propose_proof(ports, by,
                         {.person = person.id,
                          .way = way,
                          .seen_on = "2026-11-25",
                          .bytes = as_bytes("photo"),
                          .request_key = by.login + "-" + way});
  };
  EXPECT_EQ(fields_of(propose(helper, retired, "EMPLOYER").error()), "way:NOT_OF_ROLE");
  EXPECT_EQ(fields_of(propose(employer, retired, "VILLAGE").error()), "way:NOT_OF_ROLE");
  EXPECT_EQ(code_of(propose(employer, other, "EMPLOYER")), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(propose(helper, other, "VILLAGE")), ErrorCode::kNotFound);
  must(propose(helper, retired, "HOME_VISIT"));
  const auto proposed = must(propose(employer, retired, "EMPLOYER"));
  EXPECT_EQ(must(list_proposed_proofs(ports, employer, "")).rows.size(), 1U);  // its own
  EXPECT_EQ(must(list_proposed_proofs(ports, reviewer(), "")).rows.size(), 2U);
  EXPECT_EQ(code_of(confirm_proof(ports, employer, proposed.proof.id, {"PHOTO"})), ErrorCode::kForbidden);
  must(confirm_proof(ports, reviewer(), proposed.proof.id, {"PHOTO"}));
  EXPECT_EQ(must(view_person(ports, employer, retired.id)).employer->name, "试纺织厂");
  must(set_employer(ports, clerk(), retired.id, ""));
  EXPECT_EQ(code_of(view_person(ports, employer, retired.id)), ErrorCode::kNotFound);
}

TEST_F(Scopes, come_with_a_roster) {
  must(add_employer(ports, clerk(), kCode, "试纺织厂"));
  const auto import = [&](std::string_view employer) {
    std::istringstream csv("姓名,身份证号,待遇类别,统一社会信用代码\n" + std::string(kName) + "," +
                           std::string(kIdNumber) + ",ENTERPRISE_PENSION," + std::string(employer) + "\n");
    std::string faults;
    const auto report = must(
        import_roster(ports, csv,
                      {.agency = agency(),
                       .is_preview = false,
                       .on_fault = [&](const RowFault& fault) { faults += fault.field + ":" + fault.code; },
                       .on_progress = {}}));
    return std::to_string(report.added) + std::to_string(report.extended) + std::to_string(report.unchanged) +
           faults;
  };
  EXPECT_EQ(import("99999999MA0000000X"), "000employer:CREDIT_CODE");
  EXPECT_EQ(import("91330100799655058B"), "000:UNKNOWN_EMPLOYER");
  EXPECT_EQ(import(""), "100");
  EXPECT_EQ(import(kCode), "010");
  EXPECT_EQ(import(kCode), "001");
  EXPECT_EQ(import(""), "001");  // says nothing
  const auto employer = in_scope("employer", OperatorRole::kEmployer, {}, std::string(kCode));
  EXPECT_EQ(must(list_persons(ports, employer, "", "")).rows.size(), 1U);
}

// ----------------------------------------------------------------------------------------------------
// security administrators

class Administration : public Scopes {
 protected:
  MakeOperator request(std::string login = "new-one", std::string role = "CLERK") {
    return {.login = std::move(login), .name = "试新人", .role = std::move(role), .password = "first one 26"};
  }
  LoggedIn<Operator> log_in_as(std::string_view login, std::string_view password) {
    return must(log_in_operator(ports, login, password, ""));
  }
};

TEST_F(Administration, adds_an_operator_once_whose_first_password_is_for_choosing_another_one) {
  const auto made = must(make_operator(ports, security(), request()));
  EXPECT_TRUE(made.person.must_change_password);
  EXPECT_EQ(must(make_operator(ports, security(), request())).person.id, made.person.id);
  auto other = request();
  other.role = "REVIEWER";
  EXPECT_EQ(fields_of(make_operator(ports, security(), other).error()), "login:TAKEN");
  const auto session = log_in_as("new-one", "first one 26");
  EXPECT_TRUE(session.who.must_change_password);
  EXPECT_EQ(
      fields_of(change_password(ports, session.who, session.token.reveal(), "first one 26", "first one 26")
                    .error()),
      "new_password:SAME_PASSWORD");
  must(change_password(ports, session.who, session.token.reveal(), "first one 26", "my own one 26"));
  EXPECT_FALSE(must(operator_of_session(ports, session.token.reveal())).must_change_password);
  EXPECT_EQ(code_of(make_operator(ports, clerk(), request())), ErrorCode::kForbidden);
  EXPECT_EQ(code_of(list_operators(ports, clerk(), "")), ErrorCode::kForbidden);
  EXPECT_EQ(must(list_operators(ports, security(), "")).rows.size(), 4U);
}

TEST_F(Administration, asks_for_the_scope_that_a_role_needs) {
  must(add_employer(ports, clerk(), kCode, "试纺织厂"));
  struct Case {
    std::string_view role, region, employer, fault;
  };
  for (const auto& [role, region, employer, fault] :
       {Case{"", "", "", "role:REQUIRED"}, Case{"KING", "", "", "role:VALUE"},
        Case{"VILLAGE_HELPER", "", "", "region:REQUIRED"}, Case{"VILLAGE_HELPER", "13x", "", "region:VALUE"},
        Case{"EMPLOYER", "", "", "employer_code:REQUIRED"},
        Case{"EMPLOYER", "", "99999999MA0000000X", "employer_code:CREDIT_CODE"},
        Case{"EMPLOYER", "", "91330100799655058B", "employer_code:UNKNOWN_EMPLOYER"},
        Case{"CLERK", "", kCode, "employer_code:NOT_OF_ROLE"},
        Case{"AUDITOR", "1309", "", "region:NOT_OF_ROLE"},
        Case{"SYSTEM_ADMIN", "1309", "", "region:NOT_OF_ROLE"},
        Case{"SECURITY_ADMIN", "1309", "", "region:NOT_OF_ROLE"}}) {
    auto wanted = request("somebody", std::string(role));
    wanted.region = region;
    wanted.employer_code = employer;
    EXPECT_EQ(fields_of(make_operator(ports, security(), wanted).error()), fault);
    EXPECT_EQ(fields_of(change_operator(ports, security(),
                                        {.id = clerk().id,
                                         .role = wanted.role,
                                         .region = wanted.region,
                                         .employer_code = wanted.employer_code})
                            .error()),
              fault);
  }
  const auto changed = must(
      change_operator(ports, security(), {.id = clerk().id, .role = "VILLAGE_HELPER", .region = "130924"}));
  EXPECT_EQ(changed.person.role, OperatorRole::kVillageHelper);
  EXPECT_EQ(changed.person.region->text(), "130924000000");
}

TEST_F(Administration, disables_and_resets_others_and_ends_their_sessions) {
  const auto session = log_in_as("clerk", kPassword);
  const auto is_live = [&] { return operator_of_session(ports, session.token.reveal()).has_value(); };
  EXPECT_TRUE(is_live());
  EXPECT_TRUE(must(disable_operator(ports, security(), clerk().id)).person.is_disabled);
  EXPECT_FALSE(is_live());
  EXPECT_EQ(code_of(log_in_operator(ports, "clerk", kPassword, "")), ErrorCode::kForbidden);
  EXPECT_EQ(code_of(log_in_operator(ports, "clerk", "wrong password", "")), ErrorCode::kWrongCredentials);
  must(enable_operator(ports, security(), clerk().id));
  EXPECT_FALSE(is_live());
  log_in_as("clerk", kPassword);
  must(reset_operator_password(ports, security(), clerk().id, "for a day 26"));
  EXPECT_EQ(code_of(log_in_operator(ports, "clerk", kPassword, "")), ErrorCode::kWrongCredentials);
  EXPECT_TRUE(log_in_as("clerk", "for a day 26").who.must_change_password);
  EXPECT_EQ(fields_of(reset_operator_password(ports, security(), clerk().id, "short").error()),
            "password:TOO_SHORT");
  must(reset_operator_factor(ports, security(), clerk().id));

  EXPECT_EQ(code_of(disable_operator(ports, security(), security().id)), ErrorCode::kSamePerson);
  EXPECT_EQ(code_of(disable_operator(ports, reviewer(), clerk().id)), ErrorCode::kForbidden);
  const auto elsewhere = must(add_agency(ports, {"乙县", "路 2 号", "0001", "9-17"})).id;
  const auto foreign = add_operator_of(elsewhere, "foreign", OperatorRole::kSecurityAdmin);
  EXPECT_EQ(code_of(disable_operator(ports, foreign, clerk().id)), ErrorCode::kNotFound);
}

TEST_F(Administration, who_leaves_or_moves_leaves_claimed_work_to_others) {
  const Account account = ready_citizen();
  const auto review = review_of(prove(account, {"similar-1"}))->id;
  const auto ticket =
      must(open_ticket(ports, account,
                       {.kind = "CALLBACK", .phone = {}, .note = {}, .request_key = "ticket-1"}))
          .id;
  const auto leaving = add_operator_of(agency(), "leaving", OperatorRole::kReviewer);
  const auto claim_both = [&] {
    must(claim_review(ports, leaving, review));
    must(claim_ticket(ports, leaving, ticket));
  };
  const auto others_may = [&] {
    const bool may = claim_review(ports, reviewer(), review).has_value();
    EXPECT_EQ(claim_ticket(ports, clerk(), ticket).has_value(), may);
    if (may) {
      must(release_review(ports, reviewer(), review));
      must(release_ticket(ports, clerk(), ticket));
    }
    return may;
  };
  claim_both();
  EXPECT_FALSE(others_may());
  must(disable_operator(ports, security(), leaving.id));
  EXPECT_TRUE(others_may());
  must(enable_operator(ports, security(), leaving.id));
  claim_both();
  EXPECT_FALSE(others_may());
  must(change_operator(ports, security(), {.id = leaving.id, .role = "AUDITOR"}));
  EXPECT_TRUE(others_may());
}

TEST_F(Administration, keeps_the_agency_as_citizens_read_it) {
  const auto admin = add_operator_of(agency(), "system", OperatorRole::kSystemAdmin);
  const NewAgency words{.name = "甲县社保中心", .address = "新路 3 号", .phone = "0002", .hours = "8-12"};
  EXPECT_EQ(must(change_agency(ports, admin, words)).name, "甲县社保中心");
  EXPECT_EQ(must(must(ports.store.begin_read())->agencies().find(agency()))->address, "新路 3 号");
  EXPECT_EQ(code_of(change_agency(ports, clerk(), words)), ErrorCode::kForbidden);
  EXPECT_EQ(fields_of(change_agency(ports, admin, {}).error()), "name:REQUIRED phone:REQUIRED");
}

TEST_F(Administration, knows_an_employer_by_its_code) {
  const auto mill = must(add_employer(ports, clerk(), " 99999999ma0000000t ", "试纺织厂"));
  EXPECT_EQ(mill.code.text(), kCode);
  EXPECT_EQ(must(add_employer(ports, clerk(), kCode, "试纺织厂")).id, mill.id);
  EXPECT_EQ(fields_of(add_employer(ports, clerk(), kCode, "试造纸厂").error()), "code:TAKEN");
  EXPECT_EQ(fields_of(add_employer(ports, clerk(), "", "").error()), "code:REQUIRED name:REQUIRED");
  EXPECT_EQ(fields_of(add_employer(ports, clerk(), "99999999MA0000000A", "试").error()), "code:CREDIT_CODE");
  EXPECT_EQ(must(list_employers(ports, clerk(), "", "")).rows.size(), 1U);
  const auto near = in_scope("near", OperatorRole::kClerk, "130924");
  EXPECT_EQ(code_of(add_employer(ports, near, "91330100799655058B", "试")), ErrorCode::kForbidden);
  const auto admin = add_operator_of(agency(), "system", OperatorRole::kSystemAdmin);
  EXPECT_EQ(must(add_employer(ports, admin, kCode, "试造纸厂")).id, mill.id);
  EXPECT_EQ(must(list_employers(ports, clerk(), "", "")).rows.at(0).name, "试造纸厂");
}

}  // namespace
}  // namespace jianzai::app
