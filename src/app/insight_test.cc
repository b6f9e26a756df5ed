#include "app/insight.h"

#include <algorithm>
#include <set>

#include "app/assisted_proofs.h"
#include "app/audit.h"
#include "app/change_person.h"
#include "app/codes.h"
#include "app/notices.h"
#include "app/open_review.h"
#include "app/payroll.h"
#include "app/person_file.h"
#include "app/plans.h"
#include "app/roster/import_jobs.h"
#include "app/roster/life_signs.h"
#include "app/roster/run_import_jobs.h"
#include "app/suspensions.h"
#include "app/sweep.h"
#include "app/system.h"
#include "app/terminations.h"
#include "app/test_world.h"
#include "app/tickets.h"
#include "app/view_reviews.h"
#include "app/write.h"

namespace jianzai::app {
namespace {

using namespace testing;
using namespace std::chrono_literals;

// What a tally with these texts counts; -1 when there is none.
std::int64_t count_of(const std::vector<Tally>& tallies, const std::vector<std::string>& of) {
  for (const auto& tally : tallies) {
    if (tally.of == of) return tally.count;
  }
  return -1;
}

class InsightTest : public World {
 protected:
  const Waiting& waiting(const Operator& by, DeskQueue queue) {
    desk_ = must(view_desk(ports, by));
    for (const auto& item : desk_) {
      if (item.queue == queue) return item.waiting;
    }
    ADD_FAILURE() << "no such queue for the role";
    return none_;
  }
  bool has(const Operator& by, DeskQueue queue) {
    const auto items = must(view_desk(ports, by));
    return std::ranges::find(items, queue, &DeskItem::queue) != items.end();
  }
  Operator add_operator_in(std::string login, OperatorRole role, std::string region) {
    return must(app::add_operator(ports, {.agency = agency(),
                                          .login = std::move(login),
                                          .name = "试经办",
                                          .role = role,
                                          .password = Secret(std::string(kPassword)),
                                          .region = std::move(region)}));
  }
  static Period november() { return {.from = "2026-11-01", .to = "2026-11-30"}; }

 private:
  std::vector<DeskItem> desk_;
  Waiting none_;
};

TEST_F(InsightTest, the_desk_says_what_waits_and_what_is_late) {
  const auto account = ready_citizen();
  const auto person = must(list_persons(ports, clerk(), "", "")).rows.front().person;
  EXPECT_EQ(waiting(reviewer(), DeskQueue::kReviews).count, 0);
  const Attempt attempt = prove(account, {"bertha-1"});
  must(request_review(ports, account, attempt.id));
  EXPECT_EQ(waiting(reviewer(), DeskQueue::kReviews).count, 1);
  EXPECT_EQ(waiting(reviewer(), DeskQueue::kReviews).late, 0);
  EXPECT_EQ(waiting(reviewer(), DeskQueue::kReviews).first, review_of(attempt)->id.text());
  must(open_ticket(ports, account,
                   {.kind = "CALLBACK", .phone = "", .note = "", .relative = {}, .request_key = "ticket-1"}));
  must(
      report_loss(ports, clerk(),
                  {.person = person.id, .kind = "DEATH", .happened_on = "2026-11-20", .source = "家属来电"}));
  must(propose_proof(ports, clerk(),
                     {.person = person.id,
                      .way = "AGENCY",
                      .seen_on = "2026-11-25",
                      .bytes = as_bytes("paper"),
                      .request_key = "proof-key-1",
                      .consent = spoken()}));
  EXPECT_EQ(waiting(clerk(), DeskQueue::kTickets).count, 1);
  must(claim_ticket(ports, reviewer(),
                    *TicketId::parse(waiting(clerk(), DeskQueue::kTickets).first.value_or(""))));
  EXPECT_EQ(waiting(clerk(), DeskQueue::kTickets).count, 0);  // until the claim lapses
  EXPECT_EQ(waiting(clerk(), DeskQueue::kLosses).count, 1);
  EXPECT_EQ(waiting(reviewer(), DeskQueue::kAssistedProofs).count, 1);
  EXPECT_EQ(waiting(clerk(), DeskQueue::kReferencesMissing).count, 0);
  add_somebody("110105194912310011", "person-key-2");
  EXPECT_EQ(waiting(clerk(), DeskQueue::kReferencesMissing).count, 1);
  clock.advance(24h * 7);
  EXPECT_EQ(waiting(reviewer(), DeskQueue::kReviews).late, 1);
  EXPECT_EQ(waiting(clerk(), DeskQueue::kTickets).late, 1);
  EXPECT_EQ(waiting(clerk(), DeskQueue::kLosses).late, 1);
  EXPECT_EQ(waiting(reviewer(), DeskQueue::kAssistedProofs).late, 1);
  clock.advance(24h * 3660);
  EXPECT_EQ(waiting(clerk(), DeskQueue::kReferencesAgeing).count, 1);
  EXPECT_EQ(waiting(clerk(), DeskQueue::kReferencesAgeing).first, person.id.text());
}

TEST_F(InsightTest, visits_wait_for_who_may_go_there_until_somebody_does) {
  const auto helper = add_operator_in("helper", OperatorRole::kVillageHelper, "1309");
  const auto other = add_operator_in("other", OperatorRole::kVillageHelper, "130924");
  const auto elsewhere = add_operator_in("elsewhere", OperatorRole::kVillageHelper, "4405");
  const auto person = add_somebody();
  must(change_person(ports, clerk(), {.person = person.id, .region = "130924"}));
  const auto visit = must(open_ticket_for(
      ports, clerk(),
      {.person = person.id, .kind = "VISIT", .phone = "", .note = "卧床", .request_key = "visit-1"}));
  for (const auto& by : {helper, other, clerk(), reviewer()}) {
    EXPECT_EQ(waiting(by, DeskQueue::kVisits).count, 1) << by.login;
    EXPECT_EQ(waiting(by, DeskQueue::kVisits).first, visit.ticket.id.text()) << by.login;
  }
  EXPECT_EQ(waiting(elsewhere, DeskQueue::kVisits).count, 0);
  EXPECT_EQ(waiting(clerk(), DeskQueue::kTickets).count, 0) << "it is counted once";
  EXPECT_FALSE(has(helper, DeskQueue::kTickets));
  must(assign_ticket(ports, clerk(), visit.ticket.id, helper.id));
  EXPECT_EQ(waiting(helper, DeskQueue::kVisits).count, 1);
  EXPECT_EQ(waiting(other, DeskQueue::kVisits).count, 0);
  EXPECT_EQ(waiting(clerk(), DeskQueue::kVisits).count, 0);
  clock.advance(24h * 7);  // Wednesday, the day on which it is due
  EXPECT_EQ(waiting(helper, DeskQueue::kVisits).late, 0);
  clock.advance(24h);
  for (const auto& by : {helper, other, clerk()})
    EXPECT_EQ(waiting(by, DeskQueue::kVisits).late, 1) << by.login;
  must(claim_ticket(ports, helper, visit.ticket.id));
  must(close_ticket(ports, helper, visit.ticket.id, "SOLVED", "见到本人"));
  EXPECT_EQ(waiting(helper, DeskQueue::kVisits).count, 0);
  EXPECT_EQ(waiting(clerk(), DeskQueue::kVisits).count, 0);
}

TEST_F(InsightTest, checked_signs_of_life_wait_for_a_second_person_of_the_whole_agency) {
  const auto hand_in = [&](ListKind kind, std::string_view content, std::string key) {
    const auto id = must(hand_in_list(ports, clerk(),
                                      {.kind = kind,
                                       .file_name = "名单.csv",
                                       .content = as_bytes(content),
                                       .request_key = std::move(key)}))
                        .job.id;
    must(run_import_jobs(ports));
    return id;
  };
  add_somebody();
  const auto id = hand_in(ListKind::kLifeSigns,
                          "姓名,身份证号,来源,日期,类型\n"
                          "欧阳测试甲,11010519491231002X,医保住院,2026-11-20,强\n",
                          "import-key-1");
  // A roster is started by whoever handed it in.
  hand_in(ListKind::kRoster, "姓名,身份证号,待遇类别\n李雷,110105194912310021,WORK_INJURY\n", "import-key-2");
  EXPECT_EQ(waiting(clerk(), DeskQueue::kImportsToStart).count, 0);
  EXPECT_EQ(waiting(reviewer(), DeskQueue::kImportsToStart).count, 1);
  EXPECT_EQ(waiting(reviewer(), DeskQueue::kImportsToStart).first, id.text());
  EXPECT_FALSE(has(add_operator_in("regional", OperatorRole::kClerk, "1309"), DeskQueue::kImportsToStart));
  clock.advance(24h * 2);
  EXPECT_EQ(waiting(reviewer(), DeskQueue::kImportsToStart).late, 0);
  clock.advance(24h);
  EXPECT_EQ(waiting(reviewer(), DeskQueue::kImportsToStart).late, 1);
  must(start_import(ports, reviewer(), id));
  EXPECT_EQ(waiting(reviewer(), DeskQueue::kImportsToStart).count, 0);
}

TEST_F(InsightTest, what_the_paying_side_is_to_be_told_waits_for_a_batch) {
  const auto person = add_somebody();
  const auto sign =
      must(report_loss(ports, clerk(),
                       {.person = person.id, .kind = "DEATH", .happened_on = "2026-11-20", .source = "家属"}))
          .sign.id;
  must(check_loss(ports, clerk(), sign, LossOutcome::kConfirmed));
  EXPECT_EQ(waiting(reviewer(), DeskQueue::kPayrollWaiting).count, 0);
  must(terminate_benefit(ports, reviewer(), person.id, "ENTERPRISE_PENSION"));
  EXPECT_EQ(waiting(reviewer(), DeskQueue::kPayrollWaiting).count, 1);
  EXPECT_FALSE(has(clerk(), DeskQueue::kPayrollWaiting));
  EXPECT_FALSE(has(add_operator_in("regional", OperatorRole::kReviewer, "1309"), DeskQueue::kPayrollWaiting));
  clock.advance(24h);
  EXPECT_EQ(waiting(reviewer(), DeskQueue::kPayrollWaiting).late, 0);
  clock.advance(24h);
  EXPECT_EQ(waiting(reviewer(), DeskQueue::kPayrollWaiting).late, 1);
  must(make_payroll_batch(ports, reviewer(), "batch-1"));
  EXPECT_EQ(waiting(reviewer(), DeskQueue::kPayrollWaiting).count, 0);
}

TEST_F(InsightTest, a_message_that_nobody_was_to_get_has_not_failed) {
  const auto system = add_operator_of(agency(), "system", OperatorRole::kSystemAdmin);
  must(send_code(ports, {.purpose = "RESET", .id_number = std::string(kIdNumber), .phone = {}}));
  EXPECT_EQ(waiting(system, DeskQueue::kMessagesFailed).count, 0);
  register_somebody();
  clock.advance(1h);
  must(send_code(ports, {.purpose = "RESET", .id_number = std::string(kIdNumber), .phone = {}}));
  sms.refuses = ErrorCode::kInvalidRequest;
  EXPECT_EQ(must(send_notices(ports)), 1);
  EXPECT_EQ(waiting(system, DeskQueue::kMessagesFailed).count, 1);
}

TEST_F(InsightTest, the_desk_knows_the_people_of_the_scope_only) {
  const auto account = ready_citizen();
  must(request_review(ports, account, prove(account, {"bertha-1"}).id));
  const auto elsewhere = must(add_agency(ports, {"乙县", "", "0001", ""})).id;
  const auto stranger = add_operator_of(elsewhere, "stranger", OperatorRole::kReviewer);
  for (const auto& item : must(view_desk(ports, stranger))) EXPECT_EQ(item.waiting.count, 0);
  const auto regional = must(app::add_operator(ports, {.agency = agency(),
                                                       .login = "regional",
                                                       .name = "试经办",
                                                       .role = OperatorRole::kReviewer,
                                                       .password = Secret(std::string(kPassword)),
                                                       .region = "1309"}));
  for (const auto& item : must(view_desk(ports, regional))) EXPECT_EQ(item.waiting.count, 0);
}

TEST_F(InsightTest, administrators_have_a_desk_of_what_the_server_knows) {
  const auto auditor = add_operator_of(agency(), "auditor", OperatorRole::kAuditor);
  const auto system = add_operator_of(agency(), "system", OperatorRole::kSystemAdmin);
  const auto security = add_operator_of(agency(), "security", OperatorRole::kSecurityAdmin);
  EXPECT_EQ(waiting(security, DeskQueue::kFactorsMissing).count, 5);
  EXPECT_EQ(waiting(system, DeskQueue::kMessagesFailed).count, 0);
  const auto alarms = waiting(system, DeskQueue::kSystemAlarms).count;
  EXPECT_EQ(alarms, static_cast<std::int64_t>(must(view_system(ports, system)).alarms.size()));
  faces.use(NetworkKind::kNone, "");
  EXPECT_EQ(waiting(security, DeskQueue::kSystemAlarms).count, alarms + 1);

  EXPECT_EQ(waiting(auditor, DeskQueue::kLogUnchecked).late, 1);
  EXPECT_FALSE(must(view_desk(ports, auditor)).front().last);
  must(check_audit(ports, auditor, "", ""));
  EXPECT_EQ(waiting(auditor, DeskQueue::kLogUnchecked).count, 0);
  EXPECT_EQ(must(view_desk(ports, auditor)).front().last, clock.now());
  clock.advance(kLogCheckEvery);
  EXPECT_EQ(waiting(auditor, DeskQueue::kLogUnchecked).late, 1);
}

TEST_F(InsightTest, counts_attempts_and_proofs_without_names) {
  must(make_plan(ports, clerk(),
                 {.name = "年度",
                  .category_code = "ENTERPRISE_PENSION",
                  .self_from = "2026-11-01",
                  .self_to = "2026-11-30",
                  .request_key = "plan-key-1"}));
  const auto account = ready_citizen();
  must(fill_plans(ports));
  prove(account, {"bertha-1"}, "attempt-key-1");
  prove(account, {"anna-1"}, "attempt-key-2");
  const auto insight = must(view_insight(ports, clerk(), november(), ""));
  EXPECT_EQ(count_of(insight.attempts_by_day, {"2026-11-25", "PASSED"}), 1);
  EXPECT_EQ(count_of(insight.attempts_by_day, {"2026-11-25", "NOT_PASSED"}), 1);
  EXPECT_EQ(count_of(insight.attempts_by_circumstance, {"NOT_PASSED", "NOT_SAME", "70_79", "SELF", "FIRST"}),
            1);
  EXPECT_EQ(count_of(insight.attempts_by_circumstance, {"PASSED", "", "70_79", "SELF", "LATER"}), 1);
  EXPECT_EQ(count_of(insight.proofs_by_day, {"2026-11-25", "SELF"}), 1);
  EXPECT_EQ(count_of(insight.tasks.by_category, {"ENTERPRISE_PENSION", "PASSED"}), 1);
  EXPECT_EQ(count_of(insight.tasks.by_region, {"", "PASSED"}), 1);
  EXPECT_EQ(count_of(insight.tasks.by_age, {"70_79", "PASSED"}), 1);
  EXPECT_EQ(count_of(insight.tasks.by_way, {"SELF", "PASSED"}), 1);
  const auto before = must(view_insight(ports, clerk(), {.from = "2026-10-01", .to = "2026-10-31"}, ""));
  EXPECT_TRUE(before.attempts_by_day.empty());
  EXPECT_TRUE(before.proofs_by_day.empty());
  EXPECT_TRUE(must(view_insight(ports, clerk(), november(), "1309")).tasks.by_region.empty());
}

TEST_F(InsightTest, refuses_periods_and_regions_that_are_none) {
  const auto fields = [&](std::string from, std::string to, std::string_view region = "") {
    return fields_of(
        view_insight(ports, clerk(), {.from = std::move(from), .to = std::move(to)}, region).error());
  };
  EXPECT_EQ(fields("", ""), "from:REQUIRED to:REQUIRED");
  EXPECT_EQ(fields("2026-11-30", "2026-11-01"), "to:VALUE");
  EXPECT_EQ(fields("2025-01-01", "2026-11-01"), "to:VALUE");
  EXPECT_EQ(fields("2026-11-01", "2026-11-30", "99x"), "region:VALUE");
  const auto regional = must(app::add_operator(ports, {.agency = agency(),
                                                       .login = "regional",
                                                       .name = "试经办",
                                                       .role = OperatorRole::kReviewer,
                                                       .password = Secret(std::string(kPassword)),
                                                       .region = "1309"}));
  EXPECT_EQ(fields_of(view_insight(ports, regional, november(), "4401").error()), "region:OUTSIDE");
}

TEST_F(InsightTest, shows_how_scores_lie_around_the_thresholds) {
  const auto account = ready_citizen();
  const Attempt refused = prove(account, {"bertha-1"}, "attempt-key-1");
  prove(account, {"anna-1"}, "attempt-key-2");
  const auto scores = must(view_scores(ports, reviewer(), november()));
  EXPECT_EQ(scores.network_set, "words-1");
  ASSERT_TRUE(scores.thresholds);
  ASSERT_EQ(scores.tallies.size(), 2U);
  EXPECT_NEAR(scores.tallies.front().from, 0.1, kScoreStep + 1e-9);
  EXPECT_EQ(scores.tallies.front().result, AttemptResult::kNotPassed);
  EXPECT_NEAR(scores.tallies.back().from, 0.8, kScoreStep + 1e-9);
  EXPECT_EQ(scores.tallies.back().result, AttemptResult::kPassed);
  EXPECT_FALSE(scores.tallies.back().is_by_reviewer);
  // No cohort, and so no normalised scores: they are not held against the thresholds of those.
  EXPECT_FALSE(scores.is_normalised);
  EXPECT_EQ(scores.thresholds->accept, faces.networks().raw.accept);
  EXPECT_EQ(code_of(view_scores(ports, clerk(), november())), ErrorCode::kForbidden);
  faces.use(NetworkKind::kNone, "");
  EXPECT_TRUE(must(view_scores(ports, reviewer(), november())).tallies.empty());
}

// ------------------------------------------------------------------------------------------- one person

TEST_F(InsightTest, a_file_holds_all_that_is_kept_of_a_person) {
  const auto account = ready_citizen();
  const auto person = must(list_persons(ports, clerk(), "", "")).rows.front().person;
  const Attempt attempt = prove(account, {"bertha-1"});
  must(request_review(ports, account, attempt.id));
  must(open_ticket(ports, account,
                   {.kind = "CALLBACK", .phone = "", .note = "", .relative = {}, .request_key = "ticket-1"}));
  must(disclose(ports, reviewer(), person.id, "CALL"));
  const auto file = must(view_file(ports, clerk(), person.id));
  EXPECT_EQ(file.references.size(), 1U);
  ASSERT_EQ(file.reviews.size(), 1U);
  EXPECT_EQ(file.reviews.front().attempt, attempt.id);
  EXPECT_EQ(file.tickets.size(), 1U);
  ASSERT_EQ(file.consents.size(), 1U);
  EXPECT_EQ(file.consents.front().consent.purpose, ConsentPurpose::kFaceComparison);
  EXPECT_EQ(file.consents.front().mode, ConsentMode::kTap);
  ASSERT_EQ(file.disclosures.size(), 1U);
  EXPECT_EQ(file.logins.at(file.disclosures.front().by.text()), "reviewer");
  EXPECT_TRUE(file.cut.empty());
  EXPECT_EQ(must(list_trail(ports, clerk(), person.id, "")).rows.front().entry.event.action,
            AuditAction::kDisclose);
  const auto elsewhere = must(add_agency(ports, {"乙县", "", "0001", ""})).id;
  const auto stranger = add_operator_of(elsewhere, "stranger", OperatorRole::kReviewer);
  EXPECT_EQ(code_of(view_file(ports, stranger, person.id)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(list_trail(ports, stranger, person.id, "")), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(disclose(ports, stranger, person.id, "CALL")), ErrorCode::kNotFound);
}

TEST_F(InsightTest, a_trail_is_of_all_cases_of_a_person_and_of_nobody_else) {
  must(make_plan(ports, clerk(),
                 {.name = "年度",
                  .category_code = "ENTERPRISE_PENSION",
                  .self_from = "2026-11-01",
                  .self_to = "2026-11-30",
                  .request_key = "plan-key-1"}));
  const auto account = ready_citizen();
  const auto person = must(list_persons(ports, clerk(), "", "")).rows.front().person;
  const auto other = add_somebody("110105194912310011", "person-key-2");
  must(fill_plans(ports));
  const Attempt attempt = prove(account, {"bertha-1"});
  must(request_review(ports, account, attempt.id));
  must(review_frame(ports, reviewer(), review_of(attempt)->id, 0));
  must(propose_proof(ports, clerk(),
                     {.person = person.id,
                      .way = "AGENCY",
                      .seen_on = "2026-11-25",
                      .bytes = as_bytes("paper"),
                      .request_key = "proof-key-1",
                      .consent = spoken()}));
  const auto task = must(view_file(ports, clerk(), person.id)).tasks.at(0);
  must(log_contact(ports, clerk(), task.id, {.channel = ContactChannel::kVoice}));
  clock.advance(1s);
  must(log_contact(ports, clerk(), task.id, {.channel = ContactChannel::kVisit}));

  std::set<AuditAction> seen;
  for (const auto& [entry, login] : must(list_trail(ports, clerk(), person.id, "")).rows) {
    seen.insert(entry.event.action);
    EXPECT_FALSE(login.empty());
  }
  for (const auto action : {AuditAction::kAddPerson, AuditAction::kEnrolReference, AuditAction::kViewFrame,
                            AuditAction::kProposeProof, AuditAction::kLogContact})
    EXPECT_TRUE(seen.contains(action)) << to_text(action);
  const auto others = must(list_trail(ports, clerk(), other.id, "")).rows;
  ASSERT_EQ(others.size(), 1U);
  EXPECT_EQ(others.front().entry.event.action, AuditAction::kAddPerson);

  const auto file = must(view_file(ports, clerk(), person.id));
  ASSERT_EQ(file.contacts.size(), 2U);
  EXPECT_EQ(file.contacts.front().contact.channel, ContactChannel::kVisit);
  EXPECT_EQ(file.plans.at(file.contacts.front().plan.text()).name, "年度");
  EXPECT_EQ(file.logins.at(file.contacts.front().contact.by.text()), "clerk");

  // What is more than a list holds is said, and of the trail it comes page by page.
  for (std::size_t i = 0; i < kFileRowsMax; ++i) {
    clock.advance(1s);
    must(log_contact(ports, clerk(), task.id, {.channel = ContactChannel::kVoice}));
  }
  const auto full = must(view_file(ports, clerk(), person.id));
  EXPECT_EQ(full.contacts.size(), kFileRowsMax);
  EXPECT_EQ(full.cut, std::vector<std::string_view>{"contacts"});
  const auto first = must(list_trail(ports, clerk(), person.id, ""));
  EXPECT_EQ(first.rows.size(), kFileRowsMax);
  ASSERT_TRUE(first.next);
  const auto rest = must(list_trail(ports, clerk(), person.id, *first.next));
  EXPECT_LT(rest.rows.front().entry.number, first.rows.back().entry.number);
  EXPECT_EQ(rest.rows.back().entry.event.action, AuditAction::kAddPerson);
}

TEST_F(InsightTest, a_review_shows_its_working_days_and_what_was_wrong_with_its_pictures) {
  const auto account = ready_citizen();
  const Attempt attempt = prove(account, {"room-1", "bertha-1"});
  EXPECT_NE(attempt.findings.find("quality=0:NO_FACE"), std::string::npos) << attempt.findings;
  must(request_review(ports, account, attempt.id));
  const auto id = review_of(attempt)->id;
  EXPECT_EQ(must(view_review(ports, reviewer(), id)).workdays_left, settings.review_workdays);
  EXPECT_FALSE(must(view_review(ports, reviewer(), id)).region);
  clock.advance(24h * 5);  // Monday; due on Monday
  EXPECT_EQ(must(list_reviews(ports, reviewer(), "")).rows.at(0).workdays_left, 0);
  clock.advance(24h * 2);
  EXPECT_EQ(must(view_review(ports, reviewer(), id)).workdays_left, -2);
  const Attempt fine = prove(account, {"anna-1"}, "attempt-key-2");
  EXPECT_NE(fine.findings.find("quality=fine"), std::string::npos) << fine.findings;
}

TEST_F(InsightTest, scores_are_those_around_a_person_where_they_are_enough) {
  const auto account = ready_citizen();
  const auto person = must(list_persons(ports, clerk(), "", "")).rows.front().person;
  must(change_person(ports, clerk(), {.person = person.id, .region = "130924"}));
  const Attempt one = prove(account, {"anna-1"}, "attempt-key-1");
  const auto around = [&](std::string_view region) {
    return must(view_scores(ports, reviewer(), november(), region));
  };
  EXPECT_FALSE(around("130924").region) << "one is not enough";
  EXPECT_EQ(around("130924").tallies.size(), 1U);
  must(write(ports.store, [&](Transaction& transaction) -> Result<void> {
    for (std::int64_t i = 1; i < kScoresEnough; ++i) {
      Attempt like = one;
      like.id = AttemptId::make(clock, random);
      like.state = AttemptState::kOpen;
      TRY(transaction.attempts().insert(like));
      like.state = AttemptState::kDecided;
      TRY(transaction.attempts().update(like, AttemptState::kOpen));
    }
    return {};
  }));
  EXPECT_EQ(around("130924101").region->text(), "130924000000");
  EXPECT_EQ(around("130925").region->text(), "130900000000");
  EXPECT_FALSE(around("1301").region);
  ASSERT_EQ(around("1301").tallies.size(), 1U);
  EXPECT_EQ(around("1301").tallies.front().count, kScoresEnough);
  EXPECT_EQ(fields_of(view_scores(ports, reviewer(), november(), "x").error()), "region:VALUE");
  const auto regional = must(app::add_operator(ports, {.agency = agency(),
                                                       .login = "regional",
                                                       .name = "试经办",
                                                       .role = OperatorRole::kReviewer,
                                                       .password = Secret(std::string(kPassword)),
                                                       .region = "1301"}));
  EXPECT_EQ(fields_of(view_scores(ports, regional, november(), "1309").error()), "region:OUTSIDE");
}

TEST_F(InsightTest, whole_numbers_are_shown_to_who_says_why_and_not_to_who_copies_a_list) {
  const auto person = add_somebody();
  EXPECT_EQ(fields_of(disclose(ports, clerk(), person.id, "").error()), "reason:REQUIRED");
  EXPECT_EQ(fields_of(disclose(ports, clerk(), person.id, "CURIOSITY").error()), "reason:VALUE");
  for (int i = 0; i < kDisclosuresPerHourMax; ++i) must(disclose(ports, clerk(), person.id, "PAYMENT"));
  EXPECT_EQ(code_of(disclose(ports, clerk(), person.id, "PAYMENT")), ErrorCode::kTooManyTries);
  EXPECT_EQ(must(disclose(ports, reviewer(), person.id, "PAYMENT")).id_number.reveal(), kIdNumber);
  clock.advance(1h + 1s);
  must(disclose(ports, clerk(), person.id, "PAYMENT"));
}

TEST_F(InsightTest, name_phone_and_region_of_a_person_can_be_put_right) {
  const auto person = add_somebody();
  EXPECT_EQ(
      fields_of(change_person(ports, clerk(), {.person = person.id, .phone = "12", .region = "x"}).error()),
      "phone:PHONE region:VALUE");
  const auto changed = must(change_person(
      ports, clerk(), {.person = person.id, .name = "欧阳测试乙", .phone = "13800000000", .region = "1309"}));
  EXPECT_EQ(changed.person.name.reveal(), "欧阳测试乙");
  EXPECT_EQ(changed.person.region->text(), "130900000000");
  EXPECT_EQ(must(list_persons(ports, clerk(), "13800000000", "")).rows.size(), 1U);
  EXPECT_TRUE(must(list_persons(ports, clerk(), kPhone, "")).rows.empty());
  const auto regional = must(app::add_operator(ports, {.agency = agency(),
                                                       .login = "regional",
                                                       .name = "试经办",
                                                       .role = OperatorRole::kClerk,
                                                       .password = Secret(std::string(kPassword)),
                                                       .region = "1309"}));
  EXPECT_EQ(fields_of(change_person(ports, regional, {.person = person.id, .region = "4401"}).error()),
            "region:OUTSIDE");
}

TEST_F(InsightTest, a_person_may_get_one_benefit_more) {
  const auto person = add_somebody();
  const auto add = [&](std::string_view code, std::string_view day = "") {
    return add_entitlement(ports, clerk(), person.id, code, day);
  };
  EXPECT_EQ(fields_of(add("").error()), "category_code:REQUIRED");
  EXPECT_EQ(fields_of(add("NONE").error()), "category_code:UNKNOWN_CATEGORY");
  EXPECT_EQ(must(add("SURVIVOR", "2020-05-01")).person.entitlements.size(), 2U);
  EXPECT_EQ(must(add("SURVIVOR")).person.entitlements.size(), 2U);
}

TEST_F(InsightTest, a_reported_death_waits_for_who_looks_into_it) {
  const auto person = add_somebody();
  const auto report = [&](std::string kind, std::string day, std::string source) {
    return report_loss(ports, clerk(),
                       {.person = person.id,
                        .kind = std::move(kind),
                        .happened_on = std::move(day),
                        .source = std::move(source)});
  };
  EXPECT_EQ(fields_of(report("STRONG", "", "").error()), "kind:VALUE happened_on:REQUIRED source:REQUIRED");
  EXPECT_EQ(fields_of(report("DEATH", "2027-01-01", "家属").error()), "happened_on:VALUE");
  const auto reported = must(report("DEATH", "2026-11-20", "家属"));
  EXPECT_EQ(must(report("DEATH", "2026-11-20", "家属")).sign.id, reported.sign.id);
  EXPECT_EQ(must(list_losses(ports, reviewer(), "")).rows.size(), 1U);
}

}  // namespace
}  // namespace jianzai::app
