#include "app/roster/life_signs.h"

#include <sstream>

#include <fmt/format.h>

#include "app/assisted_proofs.h"
#include "app/audit.h"
#include "app/decide_review.h"
#include "app/payroll.h"
#include "app/plans.h"
#include "app/suspensions.h"
#include "app/sweep.h"
#include "app/test_world.h"
#include "app/view_proof.h"

namespace jianzai::app {
namespace {

using namespace testing;
using namespace std::chrono;

class LifeSigns : public World {
 protected:
  ListImport request(bool is_preview = false) {
    return {.agency = agency(),
            .is_preview = is_preview,
            .on_fault =
                [this](const RowFault& fault) {
                  faults_ += fmt::format("{}:{}:{} ", fault.line, fault.field, fault.code);
                },
            .on_progress = {}};
  }
  ImportReport import(const std::string& rows, bool is_preview = false) {
    faults_.clear();
    std::istringstream csv("姓名,身份证号,来源,日期,类型\n" + rows);
    return must(import_life_signs(ports, csv, request(is_preview)));
  }
  static std::string row(std::string_view source, std::string_view day, std::string_view kind) {
    return fmt::format("{},{},{},{},{}\n", kName, kIdNumber, source, day, kind);
  }
  std::string faults_;
};

TEST_F(LifeSigns, who_was_seen_alive_has_nothing_more_to_prove) {
  enrol(add_somebody());
  const Account account = register_somebody();
  must(make_plan(ports, clerk(),
                 {.name = "年度",
                  .category_code = "ENTERPRISE_PENSION",
                  .self_from = "2026-11-01",
                  .self_to = "2026-11-30",
                  .request_key = "plan-key-1"}));
  must(fill_plans(ports));
  ASSERT_EQ(must(view_proof(ports, account)).status, ProofStatus::kReady);
  const auto preview = import(row("医保住院", "2026-11-20", "强"), true);
  EXPECT_EQ(preview.proofs, 1U);
  EXPECT_EQ(must(view_proof(ports, account)).status, ProofStatus::kReady);

  const auto report = import(row("医保住院", "2026-11-20", "强"));
  EXPECT_EQ(report.added, 1U);
  EXPECT_EQ(report.proofs, 1U);
  EXPECT_EQ(report.encoding, "UTF-8");
  const auto proof = must(view_proof(ports, account));
  EXPECT_EQ(proof.status, ProofStatus::kDone);
  ASSERT_TRUE(proof.matched);
  EXPECT_EQ(proof.matched->source, "医保住院");
  EXPECT_EQ(must(list_tasks(ports, clerk(), TaskState::kMatched, {}, "")).rows.size(), 1U);
  const auto again = import(row("医保住院", "2026-11-20", "强"));
  EXPECT_EQ(again.unchanged, 1U);
  EXPECT_EQ(again.proofs, 0U);
  // Who proves it later did it themselves.
  prove(account, {"anna-1"});
  EXPECT_FALSE(must(view_proof(ports, account)).matched);
}

TEST_F(LifeSigns, weak_ones_add_up_across_lists) {
  add_somebody();
  const Account account = register_somebody();
  EXPECT_EQ(import(row("公交", "2026-11-20", "弱") + row("电话", "2026/11/21", "弱")).proofs, 0U);
  EXPECT_EQ(import(row("药店", "20261119", "WEAK")).proofs, 1U);
  EXPECT_EQ(must(view_proof(ports, account)).person->entitlements.front().last_passed_on,
            2026y / November / 21);
}

TEST_F(LifeSigns, a_reported_loss_stops_nothing_and_is_looked_into) {
  add_somebody();
  const auto report = import(row("民政", "2026-11-01", "死亡") + row("医保住院", "2026-11-20", "强"));
  EXPECT_EQ(report.losses, 1U);
  EXPECT_EQ(report.proofs, 0U);  // one of the two is wrong
  const auto losses = must(list_losses(ports, clerk(), "")).rows;
  ASSERT_EQ(losses.size(), 1U);
  EXPECT_EQ(losses.front().person_name.reveal(), kName);
  const auto elsewhere = must(add_agency(ports, {"乙县", "", "1111", ""}));
  const auto stranger = add_operator_of(elsewhere.id, "stranger", OperatorRole::kClerk);
  EXPECT_TRUE(must(list_losses(ports, stranger, "")).rows.empty());
  EXPECT_EQ(code_of(check_loss(ports, stranger, losses.front().sign.id, LossOutcome::kWrong)),
            ErrorCode::kNotFound);
  const Account account = register_somebody();
  must(check_loss(ports, clerk(), losses.front().sign.id, LossOutcome::kWrong));
  must(check_loss(ports, clerk(), losses.front().sign.id, LossOutcome::kWrong));
  EXPECT_EQ(code_of(check_loss(ports, clerk(), losses.front().sign.id, LossOutcome::kConfirmed)),
            ErrorCode::kReviewClosed);
  EXPECT_TRUE(must(list_losses(ports, clerk(), "")).rows.empty());
  // What came in the meantime counts now.
  EXPECT_EQ(must(view_proof(ports, account)).status, ProofStatus::kDone);
  // The dead prove nothing, whatever an old list says.
  EXPECT_EQ(import(row("民政", "2026-11-02", "死亡")).losses, 1U);
  must(check_loss(ports, clerk(), must(list_losses(ports, clerk(), "")).rows.front().sign.id,
                  LossOutcome::kConfirmed));
  EXPECT_EQ(import(row("医保门诊", "2026-11-21", "强")).proofs, 0U);
}

class DeathReport : public LifeSigns {
 protected:
  // Suspended since January, and then reported dead; in March the person comes forward.
  void SetUp() override {
    World::SetUp();
    if (IsSkipped()) return;
    person_ = add_somebody();
    enrol(*person_);
    must(make_plan(ports, clerk(),
                   {.name = "年度",
                    .category_code = "ENTERPRISE_PENSION",
                    .self_from = "2026-11-01",
                    .self_to = "2026-11-30",
                    .request_key = "plan-key-1"}));
    must(fill_plans(ports));
    go_to(2026y / December / 31);
    must(end_self_service(ports));
    task_ = must(list_tasks(ports, clerk(), TaskState::kVerifying, {}, "")).rows.at(0).task.id;
    must(log_contact(ports, clerk(), *task_, {.channel = ContactChannel::kVoice}));
    clock.advance(1min);
    must(log_contact(ports, clerk(), *task_, {.channel = ContactChannel::kLetter}));
    must(propose_suspension(ports, clerk(), *task_));
    must(approve_suspension(ports, reviewer(), *task_));
    import(row("民政", "2026-12-20", "死亡"));
    go_to(2027y / March / 10);
    account_ = register_somebody();
  }
  void go_to(Date day) { clock.set(china_midnight(day) + hours(10)); }
  TaskState state() { return must(view_task(ports, clerk(), *task_)).task.state; }
  LifeSignId sign() { return must(list_losses(ports, clerk(), "")).rows.at(0).sign.id; }
  DecideReview approve(const Attempt& attempt) {
    return {.review = review_of(attempt)->id, .verdict = ReviewVerdict::kApprove, .note = {}};
  }
  const Person& person() const { return *person_; }
  const Account& account() const { return *account_; }

 private:
  std::optional<Person> person_;
  std::optional<TaskId> task_;
  std::optional<Account> account_;
};

TEST_F(DeathReport, gives_the_face_of_who_is_reported_dead_to_a_person) {
  const Attempt attempt = prove(account(), {"anna-1"});
  EXPECT_EQ(attempt.decision->result, AttemptResult::kReview);
  EXPECT_EQ(attempt.decision->reason, Reason::kRecordCheck);
  EXPECT_TRUE(attempt.decision->score) << "what the machine saw stays";
  EXPECT_EQ(state(), TaskState::kSuspended);
  const auto view = must(view_review(ports, reviewer(), review_of(attempt)->id));
  ASSERT_EQ(view.deaths.size(), 1U);
  EXPECT_EQ(view.deaths.front().sign.source, "民政");
  const auto refused = decide_review(ports, reviewer(), approve(attempt));
  ASSERT_EQ(code_of(refused), ErrorCode::kDeathReported);
  EXPECT_EQ(refused.error().detail, sign().text());
  EXPECT_EQ(review_of(attempt)->state, ReviewState::kOpen) << "nothing of it is kept";
  EXPECT_EQ(must(list_payroll(ports, reviewer())).waiting, 1) << "the suspension, and nothing is paid again";
  // It was wrong: now the review can be approved.
  must(check_loss(ports, clerk(), sign(), LossOutcome::kWrong));
  EXPECT_EQ(state(), TaskState::kSuspended) << "that alone proves nothing";
  must(decide_review(ports, reviewer(), approve(attempt)));
  EXPECT_EQ(state(), TaskState::kResumed);
  EXPECT_EQ(must(list_payroll(ports, reviewer())).waiting, 2);
  // The next one passes by itself.
  EXPECT_EQ(prove(account(), {"anna-1"}, "attempt-key-2").decision->result, AttemptResult::kPassed);
}

TEST_F(DeathReport, a_face_that_does_not_match_is_refused_as_ever) {
  EXPECT_EQ(prove(account(), {"boris-1"}).decision->reason, Reason::kNotSame);
}

TEST_F(DeathReport, holds_back_assisted_proofs_and_other_systems) {
  const auto proof = must(propose_proof(ports, clerk(),
                                        {.person = person().id,
                                         .way = "HOME_VISIT",
                                         .seen_on = "2027-03-09",
                                         .bytes = as_bytes("paper-1"),
                                         .request_key = "proof-key-1",
                                         .consent = spoken()}))
                         .proof.id;
  EXPECT_EQ(code_of(confirm_proof(ports, reviewer(), proof, {"PHOTO"})), ErrorCode::kDeathReported);
  EXPECT_EQ(import(row("医保住院", "2027-03-08", "强")).proofs, 0U);
  EXPECT_EQ(state(), TaskState::kSuspended);
  must(check_loss(ports, clerk(), sign(), LossOutcome::kWrong));
  EXPECT_EQ(state(), TaskState::kResumed) << "of the hospital";
  must(confirm_proof(ports, reviewer(), proof, {"PHOTO"}));
}

TEST_F(DeathReport, that_was_confirmed_is_overturned_by_another_reviewer) {
  const auto dead = sign();
  must(check_loss(ports, reviewer(), dead, LossOutcome::kConfirmed));
  const Attempt attempt = prove(account(), {"anna-1"});
  EXPECT_EQ(attempt.decision->reason, Reason::kRecordCheck);
  EXPECT_EQ(code_of(decide_review(ports, reviewer(), approve(attempt))), ErrorCode::kDeathReported);
  EXPECT_EQ(code_of(check_loss(ports, clerk(), dead, LossOutcome::kWrong)), ErrorCode::kForbidden);
  EXPECT_EQ(code_of(check_loss(ports, reviewer(), dead, LossOutcome::kWrong)), ErrorCode::kSamePerson);
  const auto second = add_operator_of(agency(), "second", OperatorRole::kReviewer);
  must(check_loss(ports, second, dead, LossOutcome::kWrong));
  must(check_loss(ports, second, dead, LossOutcome::kWrong));
  EXPECT_EQ(code_of(check_loss(ports, second, dead, LossOutcome::kConfirmed)), ErrorCode::kReviewClosed);
  must(decide_review(ports, reviewer(), approve(attempt)));
  EXPECT_EQ(state(), TaskState::kResumed);
  const auto auditor = add_operator_of(agency(), "auditor", OperatorRole::kAuditor);
  std::string by;
  for (const auto& one : must(list_audit(ports, auditor, "", {})).rows) {
    if (one.entry.event.action == AuditAction::kCheckLoss) by += one.login + " ";
  }
  EXPECT_EQ(by, "second reviewer ") << "the latest first";
}

TEST_F(LifeSigns, other_losses_let_a_face_pass) {
  add_somebody();
  import(row("公安", "2026-11-01", "出境") + row("法院", "2026-11-01", "服刑") +
         row("公安", "2026-11-02", "失踪"));
  const auto person = *must(must(ports.store.begin_read())
                                ->persons()
                                .find_by_id_number(*IdNumber::parse(kIdNumber, china_date(clock.now()))));
  enrol(person);
  EXPECT_EQ(prove(register_somebody(), {"anna-1"}).decision->result, AttemptResult::kPassed);
}

TEST_F(LifeSigns, says_for_each_row_what_is_wrong_and_leaves_strangers_alone) {
  add_somebody();
  const auto report = import("欧阳测试丙," + std::string(kIdNumber) +
                             ",医保,2026-11-20,强\n"
                             "陌生人,110105194912310011,医保,2026-11-20,强\n"
                             "欧阳测试甲,1,,2026-11-27,也许\n" +
                             row("医保", "2026-11-20", ""));
  EXPECT_EQ(report.rows, 4U);
  EXPECT_EQ(report.strangers, 1U);
  EXPECT_EQ(report.refused, 3U);
  EXPECT_EQ(report.added, 0U);
  EXPECT_EQ(
      faults_,
      "2::NAME_ID_MISMATCH 3::UNKNOWN_PERSON 4:id_number:LENGTH 4:source:REQUIRED 4:date:DATE 4:kind:VALUE "
      "5:kind:REQUIRED ");
  std::istringstream no_kind("姓名,身份证号,来源,日期\n");
  EXPECT_EQ(code_of(import_life_signs(ports, no_kind, request())), ErrorCode::kInvalidRequest);
}

}  // namespace
}  // namespace jianzai::app
