// Plans, the tasks that they give, tries, and what follows when nobody comes.
#include "app/plans.h"

#include "app/answer_review.h"
#include "app/assisted_proofs.h"
#include "app/change_person.h"
#include "app/decide_review.h"
#include "app/due_rules.h"
#include "app/insight.h"
#include "app/open_review.h"
#include "app/pass_person.h"
#include "app/payroll.h"
#include "app/suspensions.h"
#include "app/sweep.h"
#include "app/terminations.h"
#include "app/test_world.h"
#include "app/tickets.h"
#include "app/view_proof.h"
#include "app/write.h"

namespace jianzai::app {
namespace {

using namespace testing;
using namespace std::chrono;

class Plans : public World {
 protected:
  static MakePlan spring() {
    return {.name = "2026 年度认证",
            .category_code = "ENTERPRISE_PENSION",
            .self_from = "2026-11-01",
            .self_to = "2026-11-30",
            .verify_days = "10",
            .grace_days = "5",
            .request_key = "plan-key-1"};
  }
  PlanView make(const MakePlan& request = spring()) { return must(make_plan(ports, clerk(), request)); }
  void sweep() {
    must(fill_plans(ports));
    must(end_self_service(ports));
  }
  void go_to(Date day) { clock.set(china_midnight(day) + hours(10)); }
  std::vector<Task> tasks_of(const Person& person) {
    std::vector<Task> tasks;
    for (const auto state : kTaskStates) {
      for (auto& view : must(list_tasks(ports, clerk(), state, {}, "")).rows) {
        if (view.task.person == person.id) tasks.push_back(std::move(view.task));
      }
    }
    return tasks;
  }
  Task task_of(const Person& person) {
    auto tasks = tasks_of(person);
    EXPECT_EQ(tasks.size(), 1U);
    if (tasks.empty()) std::abort();
    return std::move(tasks.front());
  }
  PlanState state_of(const PlanView& view) {
    return must(must(ports.store.begin_read())->plans().find(view.plan.id))->state;
  }
};

TEST_F(Plans, give_each_of_their_people_one_task_however_often_they_are_filled) {
  const Person person = add_somebody();
  const auto plan = make();
  EXPECT_EQ(plan.plan.state, PlanState::kFilling);
  EXPECT_EQ(plan.plan.tries_max, settings.tries_max);
  EXPECT_EQ(make().plan.id, plan.plan.id);  // the same key
  sweep();
  sweep();
  EXPECT_EQ(state_of(plan), PlanState::kOpen);
  const Task task = task_of(person);
  EXPECT_EQ(task.state, TaskState::kPending);
  EXPECT_EQ(task.window.self_to, 2026y / November / 30);
  EXPECT_EQ(last_protected_day(task.window), 2026y / December / 30);  // 30 days, and 5 of grace
  // Who comes to the list later is asked a day later.
  const Person later = add_somebody("110105194912310011", "person-key-2");
  sweep();
  EXPECT_TRUE(tasks_of(later).empty());
  go_to(2026y / November / 26);
  sweep();
  EXPECT_EQ(tasks_of(later).size(), 1U);
  const auto counts = must(list_plans(ports, clerk())).front().tasks;
  ASSERT_TRUE(counts);
  ASSERT_EQ(counts->size(), 1U);
  EXPECT_EQ(counts->front(), std::pair(TaskState::kPending, std::int64_t{2}));
}

TEST_F(Plans, ask_only_their_category_their_region_and_their_agency) {
  auto request = spring();
  request.region = "1309";
  make(request);
  const auto add = [&](std::string region, std::string_view number, std::string key) {
    return must(add_person(ports, clerk(),
                           {.name = std::string(kName),
                            .id_number = std::string(number),
                            .category_code = "ENTERPRISE_PENSION",
                            .phone = std::string(kPhone),
                            .request_key = std::move(key),
                            .region = std::move(region)}));
  };
  const Person inside = add("130924101", kIdNumber, "person-key-1");
  const Person outside = add("130100000000", "110105194912310011", "person-key-2");
  const Person unknown = add("", "110105194912310038", "person-key-3");
  sweep();
  EXPECT_EQ(tasks_of(inside).size(), 1U);
  EXPECT_TRUE(tasks_of(outside).empty());
  EXPECT_TRUE(tasks_of(unknown).empty());
  EXPECT_EQ(inside.region->text(), "130924101000");
  const auto other = must(add_agency(ports, {"乙县", "", "1111", ""}));
  const auto stranger = add_operator_of(other.id, "stranger", OperatorRole::kReviewer);
  EXPECT_TRUE(must(list_plans(ports, stranger)).empty());
  EXPECT_TRUE(must(list_tasks(ports, stranger, TaskState::kPending, {}, "")).rows.empty());
  const auto id = task_of(inside).id;
  EXPECT_EQ(code_of(view_task(ports, stranger, id)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(list_tasks_of(ports, stranger, inside.id)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(terminate_benefit(ports, stranger, inside.id, "ENTERPRISE_PENSION")),
            ErrorCode::kNotFound);
}

TEST_F(Plans, without_days_follow_the_cycle_of_each) {
  const Person person = add_somebody();
  auto request = spring();
  request.self_from = request.self_to = "";
  make(request);
  sweep();
  const Task first = task_of(person);
  EXPECT_EQ(first.window.self_from, 2026y / November / 25);
  EXPECT_EQ(first.window.self_to, 2027y / November / 30);
  enrol(person);
  EXPECT_EQ(prove(register_somebody(), {"anna-1"}).decision->result, AttemptResult::kPassed);
  EXPECT_EQ(task_of(person).state, TaskState::kPassed);
  // The next task comes when the next cycle opens.
  go_to(2027y / September / 30);
  sweep();
  EXPECT_EQ(tasks_of(person).size(), 1U);
  go_to(2027y / October / 1);
  sweep();
  EXPECT_EQ(tasks_of(person).size(), 2U);
}

TEST_F(Plans, follow_the_rule_of_the_region) {
  const SetDueRule rule{.category_code = "ENTERPRISE_PENSION",
                        .region = "1309",
                        .kind = "ROLLING_DAY",
                        .months = "6",
                        .windows = {}};
  must(set_due_rule(ports, {}, rule));
  auto wrong = rule;
  wrong.category_code = "NOTHING";
  wrong.region = "1";
  wrong.kind = "SOMETIMES";
  wrong.months = "25";
  EXPECT_EQ(fields_of(set_due_rule(ports, {}, wrong).error()),
            "category:UNKNOWN_CATEGORY region:VALUE kind:VALUE months:VALUE");
  wrong = rule;
  wrong.months = {};
  wrong.windows = "01-01..06-30";
  EXPECT_EQ(fields_of(set_due_rule(ports, {}, wrong).error()), "months:REQUIRED windows:VALUE");
  wrong.kind = "FIXED_WINDOW";
  must(set_due_rule(ports, {}, wrong));
  ASSERT_EQ(must(list_due_rules(ports)).size(), 1U);
  EXPECT_EQ(must(list_due_rules(ports)).front().rule.rule.windows.size(), 1U);
  wrong.windows = {};
  EXPECT_EQ(fields_of(set_due_rule(ports, {}, wrong).error()), "windows:VALUE");
  must(unset_due_rule(ports, {}, "ENTERPRISE_PENSION", "1309"));
  EXPECT_TRUE(must(list_due_rules(ports)).empty());
  EXPECT_EQ(fields_of(unset_due_rule(ports, {}, "NOTHING", "x").error()),
            "category:UNKNOWN_CATEGORY region:VALUE");
}

TEST_F(Plans, say_what_is_wrong_with_the_form) {
  MakePlan wrong{.name = " ",
                 .category_code = "NOTHING",
                 .region = "13x",
                 .self_from = "2026-02-30",
                 .verify_days = "-1",
                 .grace_days = "367",
                 .hours = "8-18",
                 .tries_max = "0",
                 .review_workdays = "many",
                 .request_key = "plan-key-1"};
  const auto fields = fields_of(make_plan(ports, clerk(), wrong).error());
  EXPECT_EQ(fields,
            "name:REQUIRED category_code:UNKNOWN_CATEGORY region:VALUE self_from:VALUE self_to:REQUIRED "
            "verify_days:VALUE grace_days:VALUE hours:VALUE tries_max:VALUE review_workdays:VALUE");
  auto backwards = spring();
  backwards.self_to = "2026-10-31";
  EXPECT_EQ(fields_of(make_plan(ports, clerk(), backwards).error()), "self_to:VALUE");
  make();
  auto other = spring();
  other.grace_days = "6";
  EXPECT_EQ(code_of(make_plan(ports, clerk(), other)), ErrorCode::kIdempotencyConflict);
}

TEST_F(Plans, take_no_try_before_their_days_and_outside_their_hours) {
  const Account account = ready_citizen();
  auto request = spring();
  request.self_from = "2026-12-01";
  request.self_to = "2026-12-31";
  request.hours = "08:00-18:00";
  make(request);
  sweep();
  const auto closed = must(view_proof(ports, account));
  EXPECT_EQ(closed.status, ProofStatus::kClosed);
  EXPECT_EQ(closed.standing->opens_on, 2026y / December / 1);
  const auto consent = consent_of(account);
  EXPECT_EQ(code_of(open_attempt(ports, account, consent, {}, "attempt-key-1")), ErrorCode::kPlanClosed);
  go_to(2026y / December / 1);
  EXPECT_EQ(must(view_proof(ports, account)).status, ProofStatus::kReady);
  clock.advance(hours(8));  // 18:00
  const auto late = must(view_proof(ports, account));
  EXPECT_EQ(late.status, ProofStatus::kClosed);
  EXPECT_EQ(to_text(*late.standing->hours), "08:00-18:00");
  EXPECT_EQ(code_of(open_attempt(ports, account, consent, {}, "attempt-key-2")), ErrorCode::kPlanClosed);
}

TEST_F(Plans, settle_every_task_that_had_begun_with_one_pass) {
  const Person person = add_somebody();
  enrol(person);
  make();
  auto second = spring();
  second.name = "专项核查";
  second.request_key = "plan-key-2";
  make(second);
  auto later = spring();
  later.self_from = "2026-12-01";
  later.self_to = "2026-12-31";
  later.request_key = "plan-key-3";
  make(later);
  sweep();
  const Account account = register_somebody();
  prove(account, {"anna-1"});
  int passed = 0;
  for (const auto& task : tasks_of(person)) {
    passed += task.state == TaskState::kPassed ? 1 : 0;
    if (task.window.self_from == 2026y / December / 1) {
      EXPECT_EQ(task.state, TaskState::kPending);
    }
  }
  EXPECT_EQ(passed, 2);
  EXPECT_EQ(must(view_proof(ports, account)).status, ProofStatus::kDone);
}

// 如果第一次认证失败三次，系统会提示“是否申请人工审核”
TEST_F(Plans, after_three_failed_tries_a_person_looks) {
  const Person person = add_somebody();
  enrol(person);
  make();
  sweep();
  const Account account = register_somebody();
  EXPECT_EQ(must(view_proof(ports, account)).standing->tries_max, 3);
  Attempt last = prove(account, {"boris-1"}, "attempt-key-1");
  clock.advance(minutes(1));
  last = prove(account, {"boris-1"}, "attempt-key-2");
  EXPECT_EQ(must(view_proof(ports, account)).status, ProofStatus::kReady);
  clock.advance(minutes(1));
  last = prove(account, {"boris-1"}, "attempt-key-3");
  const auto used = must(view_proof(ports, account));
  EXPECT_EQ(used.status, ProofStatus::kTriesUsed);
  EXPECT_EQ(used.standing->failed.front(), last.id);
  EXPECT_EQ(code_of(open_attempt(ports, account, consent_of(account), {}, "attempt-key-4")),
            ErrorCode::kTriesUsed);

  must(request_review(ports, account, last.id));
  EXPECT_EQ(must(view_proof(ports, account)).status, ProofStatus::kReviewing);
  EXPECT_EQ(task_of(person).state, TaskState::kReviewing);
  const auto review = review_of(last);
  EXPECT_EQ(review->due_on, 2026y / November / 30);  // the third working day
  must(decide_review(ports, reviewer(),
                     {.review = review->id, .verdict = ReviewVerdict::kReject, .note = "不是本人"}));
  // A person has looked: the tries are new.
  EXPECT_EQ(task_of(person).state, TaskState::kPending);
  EXPECT_EQ(must(view_proof(ports, account)).status, ProofStatus::kReady);
  prove(account, {"anna-1"}, "attempt-key-5");
  EXPECT_EQ(task_of(person).state, TaskState::kPassed);
  EXPECT_EQ(must(view_proof(ports, account)).status, ProofStatus::kDone);
}

TEST_F(Plans, have_tries_and_review_days_of_their_own) {
  const Person person = add_somebody();
  enrol(person);
  auto request = spring();
  request.tries_max = "1";
  request.review_workdays = "5";
  const auto plan = make(request);
  sweep();
  const Account account = register_somebody();
  const Attempt failed = prove(account, {"boris-1"}, "attempt-key-1");
  EXPECT_EQ(must(view_proof(ports, account)).status, ProofStatus::kTriesUsed);
  must(request_review(ports, account, failed.id));
  EXPECT_EQ(review_of(failed)->due_on, 2026y / December / 2);
  must(decide_review(ports, reviewer(),
                     {.review = review_of(failed)->id, .verdict = ReviewVerdict::kReject, .note = "不是"}));
  prove(account, {"boris-1"}, "attempt-key-2");
  EXPECT_EQ(must(view_proof(ports, account)).status, ProofStatus::kTriesUsed);
  // They are those of the plan, also when the pictures are erased.
  clock.advance(settings.frame_retention + minutes(1));
  must(erase_outdated(ports));
  EXPECT_EQ(must(view_proof(ports, account)).status, ProofStatus::kTriesUsed);
  // Of a closed plan nothing holds.
  must(close_plan(ports, clerk(), plan.plan.id));
  must(close_plan(ports, clerk(), plan.plan.id));
  EXPECT_EQ(must(view_proof(ports, account)).standing->tries_max, settings.tries_max);
}

// Nobody stays shut out: without pictures the reviewer asks for others.
TEST_F(Plans, let_a_person_look_at_a_try_whose_pictures_are_gone) {
  const Person person = add_somebody();
  enrol(person);
  auto request = spring();
  request.tries_max = "1";
  make(request);
  sweep();
  const Account account = register_somebody();
  const Attempt failed = prove(account, {"boris-1"});
  // Taking the consent back erases the pictures, and gives no try back.
  must(withdraw_consent(ports, account, failed.consent));
  ASSERT_TRUE(frames_of(failed).empty());
  const auto proof = must(view_proof(ports, account));
  ASSERT_EQ(proof.status, ProofStatus::kTriesUsed);
  EXPECT_EQ(proof.standing->failed.front(), failed.id);
  EXPECT_EQ(code_of(open_attempt(ports, account, consent_of(account), {}, "attempt-key-2")),
            ErrorCode::kTriesUsed);
  EXPECT_TRUE(must(view_attempt(ports, account, failed.id)).counts);
  must(request_review(ports, account, failed.id));
  const auto review = review_of(failed)->id;
  EXPECT_EQ(fields_of(decide_review(ports, reviewer(),
                                    {.review = review, .verdict = ReviewVerdict::kApprove, .note = {}})
                          .error()),
            "decision:NO_PICTURES");
  must(decide_review(ports, reviewer(),
                     {.review = review, .verdict = ReviewVerdict::kAskMore, .note = "请拍身份证"}));
  must(hand_in_evidence(ports, account, failed.id, ReviewEvidence::kIdCard, as_bytes("anna-card")));
  must(answer_review(ports, account, failed.id, ""));
  must(decide_review(ports, reviewer(), {.review = review, .verdict = ReviewVerdict::kApprove, .note = {}}));
  EXPECT_EQ(task_of(person).state, TaskState::kPassed);
}

TEST_F(Plans, do_not_count_tries_of_before_they_were_made) {
  enrol(add_somebody());
  const Account account = register_somebody();
  for (const std::string key : {"attempt-key-1", "attempt-key-2", "attempt-key-3"})
    prove(account, {"boris-1"}, key);
  EXPECT_EQ(must(view_proof(ports, account)).status, ProofStatus::kTriesUsed) << "where no plan asks, too";
  clock.advance(minutes(1));
  make();  // since the first of the month
  sweep();
  EXPECT_EQ(must(view_proof(ports, account)).status, ProofStatus::kReady);
}

TEST_F(Plans, make_tries_new_on_the_day_on_which_they_begin) {
  enrol(add_somebody());
  make();
  auto second = spring();
  second.self_from = "2026-11-26";
  second.request_key = "plan-key-2";
  make(second);
  sweep();
  const Account account = register_somebody();
  for (const std::string key : {"attempt-key-1", "attempt-key-2", "attempt-key-3"})
    prove(account, {"boris-1"}, key);
  EXPECT_EQ(must(view_proof(ports, account)).status, ProofStatus::kTriesUsed);
  go_to(2026y / November / 26);
  EXPECT_EQ(must(view_proof(ports, account)).status, ProofStatus::kReady);
  EXPECT_TRUE(must(view_proof(ports, account)).standing->failed.empty());
}

TEST_F(Plans, an_approved_review_settles_a_task_that_came_after_it_was_opened) {
  const Person person = add_somebody();
  enrol(person);
  const Account account = register_somebody();
  const Attempt attempt = prove(account, {"similar-1"});
  make();
  sweep();
  EXPECT_EQ(task_of(person).state, TaskState::kPending);
  must(decide_review(ports, reviewer(),
                     {.review = review_of(attempt)->id, .verdict = ReviewVerdict::kApprove, .note = {}}));
  EXPECT_EQ(task_of(person).state, TaskState::kPassed);
}

TEST_F(Plans, are_settled_by_a_proof_that_is_older_than_the_task) {
  const Person person = add_somebody();
  enrol(person);
  auto request = spring();
  request.self_from = request.self_to = "";
  make(request);
  const Account account = register_somebody();
  const Attempt attempt = prove(account, {"similar-1"});  // today, and a reviewer takes a day
  go_to(2026y / November / 26);
  const Person later = must(add_person(ports, clerk(),
                                       {.name = std::string(kName),
                                        .id_number = "110105194912310011",
                                        .category_code = "ENTERPRISE_PENSION",
                                        .phone = std::string(kPhone),
                                        .request_key = "person-key-2"}));
  sweep();
  // Of her the cycle began today; the paper says that she was seen a day before.
  ASSERT_EQ(task_of(later).window.self_from, 2026y / November / 26);
  must(write(ports.store, [&](Transaction& transaction) -> Result<void> {
    TRY(pass_person(ports, transaction, later.id,
                    {.seen_on = 2026y / November / 25, .way = ProofWay::kAssisted}));
    return {};
  }));
  EXPECT_EQ(task_of(later).state, TaskState::kPassed);
  must(decide_review(ports, reviewer(),
                     {.review = review_of(attempt)->id, .verdict = ReviewVerdict::kApprove, .note = {}}));
  EXPECT_EQ(task_of(person).state, TaskState::kPassed);
}

TEST_F(Plans, that_are_closed_suspend_nobody_and_are_settled_by_proof) {
  const Person person = add_somebody();
  enrol(person);
  const auto plan = make();
  sweep();
  go_to(2026y / December / 31);
  sweep();
  const auto id = task_of(person).id;
  must(log_contact(ports, clerk(), id, {.channel = ContactChannel::kVoice}));
  clock.advance(minutes(1));
  must(log_contact(ports, clerk(), id, {.channel = ContactChannel::kVisit}));
  must(close_plan(ports, clerk(), plan.plan.id));
  const auto refused = propose_suspension(ports, clerk(), id);
  ASSERT_EQ(code_of(refused), ErrorCode::kTaskRefused);
  EXPECT_EQ(refused.error().detail, "PLAN_CLOSED");
  prove(register_somebody(), {"anna-1"});
  EXPECT_EQ(task_of(person).state, TaskState::kPassed);
}

class Suspensions : public Plans {
 protected:
  // In December nobody came: the office has looked for the person, in two ways.
  void SetUp() override {
    World::SetUp();
    if (IsSkipped()) return;
    person_ = add_somebody();
    enrol(*person_);
    make();
    sweep();
    go_to(2026y / December / 31);
    sweep();
    ASSERT_EQ(task_of(*person_).state, TaskState::kVerifying);
    id_ = task_of(*person_).id;
  }
  void ask_twice() {
    must(log_contact(ports, clerk(), id(), {.channel = ContactChannel::kVoice}));
    clock.advance(minutes(1));
    must(log_contact(ports, clerk(), id(), {.channel = ContactChannel::kVisit}));
  }
  template <class T>
  std::string bars_of(const Result<T>& result) {
    EXPECT_EQ(code_of(result), ErrorCode::kTaskRefused);
    return result ? "" : result.error().detail;
  }
  const TaskId& id() const { return *id_; }
  const Person& person() const { return *person_; }

 private:
  std::optional<Person> person_;
  std::optional<TaskId> id_;
};

TEST_F(Suspensions, stop_nothing_before_two_ways_of_asking_and_a_second_operator) {
  EXPECT_EQ(bars_of(propose_suspension(ports, clerk(), id())), "TOO_FEW_CONTACTS");
  must(log_contact(ports, clerk(), id(), {.channel = ContactChannel::kVoice}));
  clock.advance(minutes(1));
  must(log_contact(ports, clerk(), id(), {.channel = ContactChannel::kVoice}));
  EXPECT_EQ(bars_of(propose_suspension(ports, clerk(), id())), "TOO_FEW_CONTACTS");
  clock.advance(minutes(1));
  ask_twice();
  const auto proposed = must(propose_suspension(ports, reviewer(), id()));
  EXPECT_EQ(proposed.task.state, TaskState::kSuspendProposed);
  EXPECT_EQ(proposed.contacts.size(), 4U);
  EXPECT_EQ(must(propose_suspension(ports, reviewer(), id())).task.state, TaskState::kSuspendProposed);
  EXPECT_EQ(code_of(approve_suspension(ports, clerk(), id())), ErrorCode::kForbidden);
  EXPECT_EQ(code_of(approve_suspension(ports, reviewer(), id())), ErrorCode::kSamePerson);
  const auto second = add_operator_of(agency(), "second", OperatorRole::kReviewer);
  const auto suspended = must(approve_suspension(ports, second, id()));
  EXPECT_EQ(suspended.task.state, TaskState::kSuspended);
  EXPECT_EQ(suspended.task.suspended_from, 2027y / January / 1);
  EXPECT_EQ(must(approve_suspension(ports, second, id())).task.suspended_from, 2027y / January / 1);
}

TEST_F(Suspensions, that_are_proposed_are_late_on_the_desk_after_three_working_days) {
  const auto desk = [&] {
    for (const auto& item : must(view_desk(ports, reviewer()))) {
      if (item.queue == DeskQueue::kSuspensionProposals) return item.waiting;
    }
    return Waiting{.count = -1, .late = 0, .first = {}};
  };
  ask_twice();
  must(propose_suspension(ports, clerk(), id()));
  EXPECT_EQ(desk().count, 1);
  EXPECT_EQ(desk().late, 0);
  go_to(2027y / January / 11);
  EXPECT_EQ(desk().late, 1);
  // One that is proposed anew is new.
  must(drop_suspension(ports, clerk(), id()));
  EXPECT_EQ(desk().count, 0);
  must(propose_suspension(ports, clerk(), id()));
  EXPECT_EQ(desk().count, 1);
  EXPECT_EQ(desk().late, 0);
}

TEST_F(Suspensions, wait_for_an_assisted_proof_that_nobody_has_decided) {
  ask_twice();
  const auto proof = must(propose_proof(ports, clerk(),
                                        {.person = person().id,
                                         .way = "HOME_VISIT",
                                         .seen_on = "2026-12-30",
                                         .bytes = as_bytes("paper-1"),
                                         .request_key = "proof-key-1",
                                         .consent = spoken()}))
                         .proof.id;
  EXPECT_EQ(bars_of(propose_suspension(ports, clerk(), id())), "OPEN_PROOF");
  must(refuse_proof(ports, reviewer(), proof, "看不清"));
  must(propose_suspension(ports, clerk(), id()));
}

TEST_F(Suspensions, go_on_with_arrears_when_the_person_proves_it) {
  ask_twice();
  must(propose_suspension(ports, clerk(), id()));
  must(approve_suspension(ports, reviewer(), id()));
  go_to(2027y / March / 10);
  const Account account = register_somebody();
  const auto proof = must(view_proof(ports, account));
  EXPECT_EQ(proof.status, ProofStatus::kReady);
  EXPECT_TRUE(proof.standing->is_suspended);
  prove(account, {"anna-1"});
  const Task task = task_of(person());
  EXPECT_EQ(task.state, TaskState::kResumed);
  EXPECT_EQ(task.arrears_months, 2);  // January and February
  EXPECT_EQ(task.settled_on, 2027y / March / 10);
  EXPECT_EQ(bars_of(log_contact(ports, clerk(), id(), {.channel = ContactChannel::kSms})), "STATE");
}

// Writes what another version of the library may write.
class OtherPrinter final : public Printer {
 public:
  Result<std::string> receipt_pdf(const SignedReceipt&) const override { return "%PDF"; }
  Result<std::string> spreadsheet(const std::vector<std::vector<std::string>>&) const override {
    return "PK otherwise";
  }
};

TEST_F(Suspensions, are_told_with_the_national_algorithms_and_no_workbook_but_the_signed_one_is_given) {
  receipt_key = must(crypto::SigningKey::from_seed(Secret(Bytes(32, 7)), crypto::SignatureScheme::kSm2));
  ask_twice();
  must(propose_suspension(ports, clerk(), id()));
  must(approve_suspension(ports, reviewer(), id()));
  const auto batch = must(make_payroll_batch(ports, reviewer(), "batch-1"));
  const auto csv = must(payroll_csv(ports, reviewer(), batch.id)).reveal();
  const auto xlsx = must(payroll_xlsx(ports, reviewer(), batch.id)).reveal();
  EXPECT_EQ(batch.key_id, receipt_key.id());
  EXPECT_TRUE(is_genuine(receipt_key.public_key(), batch, csv));
  EXPECT_TRUE(is_genuine(receipt_key.public_key(), batch, xlsx));
  EXPECT_FALSE(is_genuine(receipt_key.public_key(), batch, csv + "x"));
  const auto other = must(crypto::SigningKey::from_seed(Secret(Bytes(32, 7))));
  EXPECT_FALSE(is_genuine(other.public_key(), batch, csv));

  const OtherPrinter other_printer;
  Ports later{.store = ports.store,
              .faces = ports.faces,
              .cards = ports.cards,
              .clock = ports.clock,
              .random = ports.random,
              .workdays = ports.workdays,
              .settings = ports.settings,
              .receipt_key = ports.receipt_key,
              .printer = other_printer,
              .sms = ports.sms};
  EXPECT_EQ(code_of(payroll_xlsx(later, reviewer(), batch.id)), ErrorCode::kInternal);
  EXPECT_EQ(must(payroll_csv(later, reviewer(), batch.id)).reveal(), csv);
}

TEST_F(Suspensions, are_told_to_the_paying_side_once_each_in_a_signed_file) {
  const auto key = crypto::SigningKey::from_seed(Secret(Bytes(32, 7)))->public_key();
  EXPECT_EQ(code_of(make_payroll_batch(ports, reviewer(), "batch-1")), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(make_payroll_batch(ports, clerk(), "batch-1")), ErrorCode::kForbidden);
  ask_twice();
  must(propose_suspension(ports, clerk(), id()));
  EXPECT_EQ(must(list_payroll(ports, reviewer())).waiting, 0);
  must(approve_suspension(ports, reviewer(), id()));
  EXPECT_EQ(must(list_payroll(ports, reviewer())).waiting, 1);
  const auto first = must(make_payroll_batch(ports, reviewer(), "batch-1"));
  EXPECT_EQ(must(make_payroll_batch(ports, reviewer(), "batch-1")).id, first.id);
  EXPECT_EQ(first.number, 1);
  const auto csv = must(payroll_csv(ports, reviewer(), first.id));
  EXPECT_NE(csv.reveal().find("\"欧阳测试甲\",11010519491231002X,ENTERPRISE_PENSION"), std::string::npos)
      << csv.reveal();
  EXPECT_NE(csv.reveal().find(",暂停,2027-01-01,0\r\n"), std::string::npos) << csv.reveal();
  EXPECT_TRUE(is_genuine(key, first, csv.reveal()));
  EXPECT_FALSE(is_genuine(key, first, csv.reveal() + " "));
  auto forged = first;
  forged.rows = 2;
  EXPECT_FALSE(is_genuine(key, forged, csv.reveal()));
  const auto xlsx = must(payroll_xlsx(ports, reviewer(), first.id));
  EXPECT_EQ(xlsx.reveal(), "PK 2 rows, 姓名");
  EXPECT_TRUE(is_genuine(key, first, xlsx.reveal()));
  EXPECT_FALSE(is_genuine(key, first, xlsx.reveal() + " "));
  EXPECT_FALSE(is_genuine(key, first, ""));
  // The workbook's digest is signed as well, and cannot be taken out.
  forged = first;
  forged.xlsx_sha256 = forged.sha256;
  EXPECT_FALSE(is_genuine(key, forged, csv.reveal()));
  forged.xlsx_sha256.clear();
  EXPECT_FALSE(is_genuine(key, forged, csv.reveal()));

  go_to(2027y / March / 10);
  prove(register_somebody(), {"anna-1"});
  const auto second = must(make_payroll_batch(ports, reviewer(), "batch-2"));
  EXPECT_EQ(second.number, 2);
  EXPECT_NE(must(payroll_csv(ports, reviewer(), second.id)).reveal().find(",恢复,2027-03-10,2\r\n"),
            std::string::npos);
  // The first one is as it was.
  EXPECT_EQ(must(payroll_csv(ports, reviewer(), first.id)).reveal(), csv.reveal());
  EXPECT_EQ(must(list_payroll(ports, reviewer())).batches.size(), 2U);
  const auto elsewhere = must(add_agency(ports, {"乙县", "路 2 号", "0001", "9-17"})).id;
  const auto other = add_operator_of(elsewhere, "other", OperatorRole::kReviewer);
  EXPECT_EQ(code_of(payroll_csv(ports, other, first.id)), ErrorCode::kNotFound);
  EXPECT_TRUE(must(list_payroll(ports, other)).batches.empty());
}

TEST_F(Suspensions, wait_for_reviews_appeals_and_visits) {
  ask_twice();
  const Account account = register_somebody();
  const auto ticket = must(
      open_ticket(ports, account, {.kind = "VISIT", .phone = {}, .note = {}, .request_key = "ticket-1"}));
  must(open_ticket(ports, account, {.kind = "APPEAL", .phone = {}, .note = {}, .request_key = "ticket-2"}));
  EXPECT_EQ(bars_of(propose_suspension(ports, clerk(), id())), "OPEN_APPEAL,OPEN_VISIT");
  const Attempt attempt = prove(account, {"similar-1"});
  EXPECT_EQ(bars_of(propose_suspension(ports, clerk(), id())), "STATE");
  EXPECT_EQ(task_of(person()).state, TaskState::kReviewing);
  must(decide_review(ports, reviewer(),
                     {.review = review_of(attempt)->id, .verdict = ReviewVerdict::kReject, .note = "不是"}));
  // The window is over: back to the office, not to the start.
  EXPECT_EQ(task_of(person()).state, TaskState::kVerifying);
  for (const auto& open : must(list_tickets(ports, account))) must(withdraw_ticket(ports, account, open.id));
  must(propose_suspension(ports, clerk(), id()));
  // What comes up after the proposal stands against the approval, too.
  must(open_ticket(ports, account, {.kind = "APPEAL", .phone = {}, .note = {}, .request_key = "ticket-3"}));
  EXPECT_EQ(bars_of(approve_suspension(ports, reviewer(), id())), "OPEN_APPEAL");
  must(drop_suspension(ports, clerk(), id()));
  EXPECT_EQ(task_of(person()).state, TaskState::kVerifying);
  EXPECT_FALSE(task_of(person()).proposed_by);
}

TEST_F(Suspensions, are_too_early_while_the_grace_lasts) {
  ask_twice();
  go_to(2026y / December / 30);
  EXPECT_EQ(bars_of(propose_suspension(ports, clerk(), id())), "TOO_EARLY");
}

TEST_F(Suspensions, keep_what_came_of_each_contact) {
  must(
      log_contact(ports, clerk(), id(),
                  {.channel = ContactChannel::kVoice, .result = ContactResult::kFamily, .note = "女儿接的"}));
  const auto refused = log_contact(
      ports, clerk(), id(),
      {.channel = ContactChannel::kVisit, .result = ContactResult::kReached, .note = std::string(501, 'x')});
  ASSERT_EQ(code_of(refused), ErrorCode::kInvalidFields);
  const auto contacts = must(view_task(ports, clerk(), id())).contacts;
  ASSERT_EQ(contacts.size(), 1U);
  EXPECT_EQ(contacts.front().result, ContactResult::kFamily);
  EXPECT_EQ(contacts.front().note.reveal(), "女儿接的");
  EXPECT_EQ(contacts.front().by, clerk().id);
}

class Terminations : public Suspensions {
 protected:
  static constexpr std::string_view kBenefit = "ENTERPRISE_PENSION";
  LossView report(const Operator& checker, std::string_view source = "儿子来电",
                  std::string_view kind = "DEATH") {
    const auto view = must(report_loss(ports, clerk(),
                                       {.person = person().id,
                                        .kind = std::string(kind),
                                        .happened_on = "2026-12-01",
                                        .source = std::string(source)}));
    clock.advance(minutes(1));
    return must(check_loss(ports, checker, view.sign.id, LossOutcome::kConfirmed));
  }
  Result<BenefitsView> end(const Operator& by, std::string_view category = kBenefit) {
    return terminate_benefit(ports, by, person().id, category);
  }
  BenefitsView take_back(std::string_view category = kBenefit) {
    return must(reinstate_benefit(ports, reviewer(), person().id, category));
  }
  std::vector<std::string> told() {
    std::vector<std::string> orders;
    const auto transaction = must(ports.store.begin_read());
    for (const auto& row : must(transaction->payroll().waiting(agency(), 100)))
      orders.push_back(row.category + " " + std::string(to_text(row.instruction.order)) +
                       (row.task ? "" : " without a task"));
    return orders;
  }
  std::size_t to_end() { return must(list_losses(ports, reviewer(), "", LossWork::kTerminate)).rows.size(); }
};

TEST_F(Terminations, need_a_loss_that_somebody_else_looked_into) {
  EXPECT_EQ(code_of(end(clerk())), ErrorCode::kForbidden);
  EXPECT_EQ(bars_of(end(reviewer())), "NO_CONFIRMED_LOSS");
  EXPECT_EQ(code_of(end(reviewer(), "WORK_INJURY")), ErrorCode::kNotFound);
  EXPECT_EQ(must(view_benefits(ports, reviewer(), person().id)).check, LossCheck::kNone);
  report(reviewer());
  EXPECT_EQ(code_of(end(reviewer())), ErrorCode::kSamePerson);
  EXPECT_EQ(task_of(person()).state, TaskState::kVerifying);
  EXPECT_TRUE(told().empty());
  const auto second = add_operator_of(agency(), "second", OperatorRole::kReviewer);
  const auto before = must(view_benefits(ports, second, person().id));
  EXPECT_EQ(before.check, LossCheck::kByAnother);
  EXPECT_EQ(before.losses.at(0).checked_by, "reviewer");
  const auto ended = must(end(second));
  EXPECT_EQ(ended.benefits.at(0).last, PayrollOrder::kTerminate);
  EXPECT_EQ(task_of(person()).state, TaskState::kTerminated);
  must(end(second));
  EXPECT_EQ(told(), std::vector<std::string>{"ENTERPRISE_PENSION TERMINATE"});
}

TEST_F(Terminations, are_taken_back_to_where_the_task_was) {
  report(clerk());
  must(end(reviewer()));
  EXPECT_EQ(take_back().benefits.at(0).last, PayrollOrder::kReinstate);
  EXPECT_EQ(task_of(person()).state, TaskState::kVerifying);
  take_back();
  EXPECT_EQ(told(),
            (std::vector<std::string>{"ENTERPRISE_PENSION TERMINATE", "ENTERPRISE_PENSION REINSTATE"}));
  // What was reported was wrong: nothing is ended for it again.
  EXPECT_EQ(bars_of(end(reviewer())), "NO_CONFIRMED_LOSS");
  // Who was suspended is so again, and gets the arrears.
  ask_twice();
  must(propose_suspension(ports, clerk(), id()));
  must(approve_suspension(ports, reviewer(), id()));
  report(clerk(), "社区");
  must(end(reviewer()));
  take_back();
  EXPECT_EQ(task_of(person()).state, TaskState::kSuspended);
  go_to(2027y / March / 10);
  prove(register_somebody(), {"anna-1"});
  EXPECT_EQ(task_of(person()).arrears_months, 2);
  // And who had proved it has.
  report(clerk(), "邻居");
  must(end(reviewer()));
  EXPECT_EQ(task_of(person()).state, TaskState::kTerminated);
  take_back();
  EXPECT_EQ(task_of(person()).state, TaskState::kResumed);
  EXPECT_EQ(task_of(person()).settled_on, 2027y / March / 10);
}

TEST_F(Terminations, end_every_benefit_of_the_dead_also_those_that_no_task_asks_for) {
  must(add_entitlement(ports, clerk(), person().id, "WORK_INJURY", "2026-01-01"));
  EXPECT_EQ(to_end(), 0U);
  report(clerk());
  EXPECT_EQ(to_end(), 1U);
  must(end(reviewer()));
  EXPECT_EQ(to_end(), 1U);
  // One has ended for it: that it was wrong is said by taking that back, or it would stay ended unseen.
  const auto sign = must(list_losses(ports, reviewer(), "", LossWork::kTerminate)).rows.front().sign.id;
  EXPECT_EQ(code_of(check_loss(ports, reviewer(), sign, LossOutcome::kWrong)), ErrorCode::kReviewClosed);
  must(end(reviewer(), "WORK_INJURY"));
  EXPECT_EQ(to_end(), 0U);
  const std::vector<std::string> ended{"ENTERPRISE_PENSION TERMINATE",
                                       "WORK_INJURY TERMINATE without a task"};
  EXPECT_EQ(told(), ended);
  const auto batch = must(make_payroll_batch(ports, reviewer(), "batch-1"));
  EXPECT_NE(must(payroll_csv(ports, reviewer(), batch.id)).reveal().find("WORK_INJURY"), std::string::npos);
  // No plan asks the dead again.
  auto again = spring();
  again.name = "2027 年度认证";
  again.self_from = "2027-01-01";
  again.self_to = "2027-02-28";
  again.request_key = "plan-key-2";
  make(again);
  go_to(2027y / January / 2);
  sweep();
  EXPECT_EQ(must(list_tasks_of(ports, clerk(), person().id)).rows.size(), 1U);
  // Nor is a benefit that is found later forgotten; and one more report has nothing to end.
  must(add_entitlement(ports, clerk(), person().id, "SURVIVOR", "2026-01-01"));
  EXPECT_EQ(to_end(), 1U);
  must(end(reviewer(), "SURVIVOR"));
  report(clerk(), "民政");
  EXPECT_EQ(to_end(), 0U);
  take_back("WORK_INJURY");
  EXPECT_EQ(told().back(), "WORK_INJURY REINSTATE without a task");
}

TEST_F(Terminations, of_other_losses_leave_what_goes_on_to_the_reviewer) {
  must(add_entitlement(ports, clerk(), person().id, "WORK_INJURY", "2026-01-01"));
  const auto prison = report(clerk(), "法院", "PRISON");
  EXPECT_EQ(to_end(), 1U);
  must(end(reviewer()));
  EXPECT_EQ(to_end(), 0U);
  EXPECT_EQ(code_of(check_loss(ports, reviewer(), prison.sign.id, LossOutcome::kWrong)),
            ErrorCode::kReviewClosed);
}

TEST_F(Terminations, end_nothing_for_a_loss_that_a_reviewer_finds_wrong_after_all) {
  const auto death = report(clerk());
  EXPECT_EQ(must(list_losses(ports, reviewer(), "", LossWork::kTerminate)).rows.at(0).checked_by, "clerk");
  EXPECT_EQ(code_of(check_loss(ports, clerk(), death.sign.id, LossOutcome::kWrong)), ErrorCode::kForbidden);
  must(check_loss(ports, reviewer(), death.sign.id, LossOutcome::kWrong));
  EXPECT_EQ(to_end(), 0U);
  EXPECT_EQ(bars_of(end(reviewer())), "NO_CONFIRMED_LOSS");
}

TEST_F(Terminations, wait_on_the_desk_of_reviewers_who_did_not_look_into_it) {
  const auto waiting = [&](const Operator& by) {
    for (const auto& item : must(view_desk(ports, by))) {
      if (item.queue == DeskQueue::kTerminations) return item.waiting.count;
    }
    return std::int64_t{-1};
  };
  const auto second = add_operator_of(agency(), "second", OperatorRole::kReviewer);
  EXPECT_EQ(waiting(clerk()), -1);
  EXPECT_EQ(waiting(second), 0);
  report(reviewer());
  EXPECT_EQ(waiting(reviewer()), 0);
  EXPECT_EQ(waiting(second), 1);
  must(end(second));
  EXPECT_EQ(waiting(second), 0);
}

}  // namespace
}  // namespace jianzai::app
