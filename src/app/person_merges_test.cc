#include "app/person_merges.h"

#include <algorithm>
#include <sstream>

#include "app/assisted_proofs.h"
#include "app/change_person.h"
#include "app/log_in.h"
#include "app/manage_account.h"
#include "app/pass_person.h"
#include "app/person_file.h"
#include "app/plans.h"
#include "app/relatives.h"
#include "app/roster/life_signs.h"
#include "app/roster/roster.h"
#include "app/sweep.h"
#include "app/test_world.h"
#include "app/view_proof.h"
#include "app/write.h"

namespace jianzai::app {
namespace {

using namespace testing;
using namespace std::chrono;

constexpr std::string_view kWrongNumber = "440524188001010014";
constexpr std::string_view kThirdNumber = "110105194912310011";

class Merges : public World {
 protected:
  // Two people of one name, the second with the wrong number.
  void fill() {
    kept_ = add_somebody();
    clock.advance(1ms);
    twin_ = add_somebody(kWrongNumber, "person-key-2");
    clock.advance(1ms);
  }
  const Person& kept() const { return *kept_; }
  const Person& twin() const { return *twin_; }

  void swap_sides() { std::swap(kept_, twin_); }

  ProposeMerge wish(std::string key = "merge-key-1") {
    return {.kept = kept().id,
            .duplicate = twin().id.text(),
            .reason = "MISTYPED",
            .note = "看了身份证",
            .request_key = std::move(key)};
  }
  PersonMergeId propose() { return must(propose_merge(ports, clerk(), wish())).merge.id; }
  void merge() { must(confirm_merge(ports, reviewer(), propose())); }

  // What stands against proposing it.
  std::string bars() {
    clock.advance(1ms);
    const auto proposed =
        propose_merge(ports, clerk(), wish("merge-key-" + std::to_string(to_unix_ms(clock.now()))));
    if (!proposed) {
      EXPECT_EQ(proposed.error().code, ErrorCode::kMergeRefused);
      return proposed.error().detail;
    }
    must(refuse_merge(ports, clerk(), proposed->merge.id, "试一试"));
    return "";
  }
  Account register_with(std::string_view number, std::string key) {
    auto request = registration();
    request.id_number = std::string(number);
    request.request_key = std::move(key);
    return account_of(must(register_account(ports, request)));
  }
  PersonView now(const PersonId& id) { return must(view_person(ports, clerk(), id)); }
  void change(const std::function<Result<void>(Transaction&)>& work) { must(write(ports.store, work)); }
  std::vector<Task> tasks_of(const Person& person) {
    return must(must(ports.store.begin_read())->tasks().of_person(person.id, 10));
  }
  void make_plan_and_tasks() {
    must(make_plan(ports, clerk(),
                   {.name = "年度认证",
                    .category_code = "ENTERPRISE_PENSION",
                    .self_from = "2026-11-01",
                    .self_to = "2026-11-30",
                    .request_key = "plan-key-1"}));
    must(fill_plans(ports));
  }
  // Seen yesterday, and confirmed.
  void prove_by_paper(const Person& person) {
    const auto proposed = must(propose_proof(ports, clerk(),
                                             {.person = person.id,
                                              .way = "HOME_VISIT",
                                              .seen_on = "2026-11-24",
                                              .bytes = as_bytes("paper-1"),
                                              .request_key = "proof-" + person.id.text(),
                                              .consent = spoken()}));
    must(confirm_proof(ports, reviewer(), proposed.proof.id, {"PHOTO"}));
  }

 private:
  std::optional<Person> kept_;
  std::optional<Person> twin_;
};

TEST_F(Merges, are_done_when_another_operator_confirms_them) {
  fill();
  enrol(kept(), "anna-0");
  enrol(twin(), "berta-0");
  const auto proposed = must(propose_merge(ports, clerk(), wish()));
  EXPECT_EQ(proposed.made_by, "clerk");
  EXPECT_EQ(must(propose_merge(ports, clerk(), wish())).merge.id, proposed.merge.id);
  EXPECT_EQ(now(twin().id).active_references, 1U);
  const auto listed = must(list_proposed_merges(ports, reviewer(), "")).rows;
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed.front().kept.person.id, kept().id);
  EXPECT_EQ(listed.front().duplicate->person.id, twin().id);
  EXPECT_TRUE(listed.front().bars.empty());
  EXPECT_EQ(code_of(list_proposed_merges(ports, clerk(), "")), ErrorCode::kForbidden);
  EXPECT_EQ(code_of(confirm_merge(ports, clerk(), proposed.merge.id)), ErrorCode::kForbidden);

  EXPECT_FALSE(must(confirm_merge(ports, reviewer(), proposed.merge.id)).duplicate);
  EXPECT_EQ(must(confirm_merge(ports, reviewer(), proposed.merge.id)).merge.state, MergeState::kConfirmed);
  EXPECT_EQ(code_of(refuse_merge(ports, reviewer(), proposed.merge.id, "不行")), ErrorCode::kReviewClosed);
  // Who asks again because the answer was lost learns what came of it.
  EXPECT_EQ(must(propose_merge(ports, clerk(), wish())).merge.state, MergeState::kConfirmed);
  EXPECT_EQ(code_of(view_person(ports, clerk(), twin().id)), ErrorCode::kNotFound);
  EXPECT_TRUE(must(list_proposed_merges(ports, reviewer(), "")).rows.empty());

  // The other face is kept, and not compared with.
  const auto file = must(view_file(ports, clerk(), kept().id));
  ASSERT_EQ(file.references.size(), 2U);
  EXPECT_EQ(now(kept().id).active_references, 1U);
  EXPECT_EQ(std::ranges::count(file.references, ReferenceState::kRefused, &Reference::state), 1);
  EXPECT_EQ(file.merges.at(0).number, twin().id_number);
  // What was done with the duplicate is found where its rows are.
  const auto trail = must(list_trail(ports, clerk(), kept().id, "")).rows;
  EXPECT_TRUE(std::ranges::any_of(
      trail, [&](const AuditView& view) { return view.entry.event.object == twin().id.text(); }));
  const auto audit = [&](const PersonId& id) {
    return must(must(ports.store.begin_read())
                    ->audit()
                    .page(agency(), {.object = id.text(), .action = AuditAction::kConfirmMerge}, "", 10))
        .rows.size();
  };
  EXPECT_EQ(audit(kept().id), 1U);
  EXPECT_EQ(audit(twin().id), 1U);
}

TEST_F(Merges, let_the_other_number_lead_to_who_stays) {
  fill();
  merge();
  const auto found = must(list_persons(ports, clerk(), kWrongNumber, "")).rows;
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().person.id, kept().id);
  EXPECT_EQ(found.front().person.id_number, kept().id_number);
  EXPECT_EQ(code_of(add_person(ports, clerk(),
                               {.name = std::string(kName),
                                .id_number = std::string(kWrongNumber),
                                .category_code = "SURVIVOR",
                                .phone = std::string(kPhone),
                                .request_key = "person-key-3"})),
            ErrorCode::kPersonExists);
  // A list of tomorrow that still has it makes nobody new, moves nobody, and says so of another name.
  const auto lives_in = now(kept().id).person.region;
  std::istringstream list("姓名,身份证号,待遇类别,地区代码\n" + std::string(kName) + "," +
                          std::string(kWrongNumber) + ",ENTERPRISE_PENSION,130984101203\n试别人," +
                          std::string(kWrongNumber) + ",ENTERPRISE_PENSION,\n");
  const auto report = must(import_roster(ports, list, {.agency = agency()}));
  EXPECT_EQ(report.unchanged, 1);
  EXPECT_EQ(now(kept().id).person.region, lives_in);
  EXPECT_EQ(report.refused, 1);
  EXPECT_EQ(report.added, 0);

  // And when who stayed is merged with a third one, both numbers lead there.
  clock.advance(1ms);
  const Person third = add_somebody(kThirdNumber, "person-key-4");
  const auto next = must(propose_merge(ports, clerk(),
                                       {.kept = third.id,
                                        .duplicate = kept().id.text(),
                                        .reason = "OLD_NUMBER",
                                        .note = "户口簿",
                                        .request_key = "merge-key-2"}));
  must(confirm_merge(ports, reviewer(), next.merge.id));
  for (const auto number : {kWrongNumber, kIdNumber, kThirdNumber})
    EXPECT_EQ(must(list_persons(ports, clerk(), number, "")).rows.at(0).person.id, third.id);
}

TEST_F(Merges, are_never_confirmed_by_who_proposed_them) {
  fill();
  const auto own = must(propose_merge(ports, reviewer(), wish())).merge.id;
  EXPECT_EQ(code_of(confirm_merge(ports, reviewer(), own)), ErrorCode::kSamePerson);
  const auto second = add_operator_of(agency(), "second", OperatorRole::kReviewer);
  EXPECT_EQ(fields_of(refuse_merge(ports, second, own, "").error()), "note:REQUIRED");
  EXPECT_EQ(code_of(refuse_merge(ports, clerk(), own, "不是我的")), ErrorCode::kNotFound);
  const auto refused = must(refuse_merge(ports, second, own, "两张脸不一样"));
  EXPECT_EQ(refused.merge.answer.reveal(), "两张脸不一样");
  EXPECT_TRUE(refused.duplicate);
  EXPECT_EQ(must(refuse_merge(ports, second, own, "两张脸不一样")).merge.state, MergeState::kRefused);
  EXPECT_EQ(code_of(confirm_merge(ports, second, own)), ErrorCode::kReviewClosed);
  // A clerk may think better of it, and it can be proposed again.
  const auto again = must(propose_merge(ports, clerk(), wish("merge-key-2"))).merge.id;
  must(refuse_merge(ports, clerk(), again, "提出人撤回"));
  must(confirm_merge(ports, second, must(propose_merge(ports, clerk(), wish("merge-key-3"))).merge.id));
}

TEST_F(Merges, are_of_two_people_whom_the_operator_sees) {
  fill();
  auto wrong = wish();
  wrong.duplicate = kept().id.text();
  wrong.reason = "RUMOUR";
  wrong.note = "";
  EXPECT_EQ(fields_of(propose_merge(ports, clerk(), wrong).error()),
            "duplicate_id:VALUE reason:VALUE note:REQUIRED");
  wrong = wish();
  wrong.duplicate = "";
  EXPECT_EQ(fields_of(propose_merge(ports, clerk(), wrong).error()), "duplicate_id:REQUIRED");
  wrong.duplicate = PersonId::make(clock, random).text();
  EXPECT_EQ(code_of(propose_merge(ports, clerk(), wrong)), ErrorCode::kNotFound);
  const auto elsewhere = must(add_agency(ports, {"乙县", "", "1111", ""}));
  const auto stranger = add_operator_of(elsewhere.id, "stranger", OperatorRole::kReviewer);
  EXPECT_EQ(code_of(propose_merge(ports, stranger, wish())), ErrorCode::kNotFound);
  const auto id = propose();
  auto reused = wish();
  reused.note = "另一句话";
  EXPECT_EQ(code_of(propose_merge(ports, clerk(), reused)), ErrorCode::kIdempotencyConflict);
  EXPECT_EQ(code_of(confirm_merge(ports, stranger, id)), ErrorCode::kNotFound);
  EXPECT_TRUE(must(list_proposed_merges(ports, stranger, "")).rows.empty());

  // Of a region, a reviewer sees one of the two, and not the merge.
  change([&](Transaction& transaction) {
    return transaction.persons().set_region(kept().id, *RegionCode::parse("130924101203"));
  });
  const auto regional = must(app::add_operator(ports, {.agency = agency(),
                                                       .login = "regional",
                                                       .name = "试经办",
                                                       .role = OperatorRole::kReviewer,
                                                       .password = Secret(std::string(kPassword)),
                                                       .region = "1309"}));
  EXPECT_TRUE(must(list_proposed_merges(ports, regional, "")).rows.empty());
  EXPECT_EQ(code_of(confirm_merge(ports, regional, id)), ErrorCode::kNotFound);
}

TEST_F(Merges, wait_until_no_loss_is_left_to_look_into) {
  fill();
  const auto id = propose();
  const auto sign =
      must(report_loss(ports, clerk(),
                       {.person = twin().id, .kind = "DEATH", .happened_on = "2026-11-20", .source = "社区"}))
          .sign.id;
  const auto refused = confirm_merge(ports, reviewer(), id);
  EXPECT_EQ(code_of(refused), ErrorCode::kMergeRefused);
  EXPECT_EQ(refused.error().detail, "LOSS");
  EXPECT_EQ(must(list_proposed_merges(ports, reviewer(), "")).rows.at(0).bars, std::vector{MergeBar::kLoss});
  must(check_loss(ports, clerk(), sign, LossOutcome::kWrong));
  must(confirm_merge(ports, reviewer(), id));
}

TEST_F(Merges, are_refused_where_something_is_open) {
  fill();
  EXPECT_EQ(bars(), "");
  make_plan_and_tasks();
  for (const auto& [state, bar] : {std::pair(TaskState::kSuspendProposed, "SUSPENSION"),
                                   {TaskState::kSuspended, "SUSPENSION"},
                                   {TaskState::kTerminated, "LOSS"}}) {
    for (const Person& person : {kept(), twin()}) {
      const Task before = tasks_of(person).at(0);
      Task task = before;
      task.state = state;
      change([&](Transaction& transaction) -> Result<void> {
        TRY(transaction.tasks().update(task, before.state));
        return {};
      });
      EXPECT_EQ(bars(), bar);
      change([&](Transaction& transaction) -> Result<void> {
        TRY(transaction.tasks().update(before, state));
        return {};
      });
    }
  }
  const auto proof = must(propose_proof(ports, clerk(),
                                        {.person = twin().id,
                                         .way = "HOME_VISIT",
                                         .seen_on = "2026-11-24",
                                         .bytes = as_bytes("paper-1"),
                                         .request_key = "proof-key-1",
                                         .consent = spoken()}));
  EXPECT_EQ(bars(), "OPEN_PROOF");
  must(refuse_proof(ports, reviewer(), proof.proof.id, "看不清"));

  enrol(twin(), "anna-0");
  const Account account = register_with(kWrongNumber, "account-key-2");
  const Attempt open_one = open(account);
  EXPECT_EQ(bars(), "OPEN_ATTEMPT");
  change([&](Transaction& transaction) -> Result<void> {
    Attempt ended = open_one;
    ended.state = AttemptState::kExpired;
    TRY(transaction.attempts().update(ended, AttemptState::kOpen));
    return {};
  });
  clock.advance(1s);
  prove(account, {"similar-1"}, "attempt-key-2");
  EXPECT_EQ(bars(), "OPEN_REVIEW");
  register_somebody();
  EXPECT_EQ(bars(), "OPEN_REVIEW,TWO_ACCOUNTS");
}

TEST_F(Merges, go_through_when_one_of_two_accounts_is_closed) {
  fill();
  const Account stays = register_somebody();
  const Account leaves = register_with(kWrongNumber, "account-key-2");
  consent_of(leaves);
  EXPECT_EQ(bars(), "TWO_ACCOUNTS");
  must(close_account(ports, leaves, kPassword));
  EXPECT_EQ(bars(), "");
  merge();
  EXPECT_EQ(
      must(log_in(ports,
                  {.id_number = std::string(kWrongNumber), .phone = {}, .password = std::string(kPassword)}))
          .who.id,
      stays.id);
  const auto consents = must(list_consents(ports, stays));
  ASSERT_EQ(consents.size(), 1U);
  EXPECT_EQ(consents.front().mode, ConsentMode::kTap);
  EXPECT_TRUE(consents.front().consent.withdrawn_at);
}

TEST_F(Merges, wait_for_each_other_and_for_what_the_paying_side_is_not_told_yet) {
  fill();
  make_plan_and_tasks();
  change([&](Transaction& transaction) {
    return transaction.payroll().insert(agency(), {.id = PayrollRowId::make(clock, random),
                                                   .task = tasks_of(twin()).at(0).id,
                                                   .person = twin().id,
                                                   .category = "ENTERPRISE_PENSION",
                                                   .instruction = {.from = china_date(clock.now())}});
  });
  EXPECT_EQ(bars(), "WAITING_PAYROLL");
  swap_sides();
  EXPECT_EQ(bars(), "");
  const Person third = add_somebody(kThirdNumber, "person-key-3");
  must(propose_merge(ports, clerk(),
                     {.kept = third.id,
                      .duplicate = twin().id.text(),
                      .reason = "OTHER",
                      .note = "同一人",
                      .request_key = "merge-key-2"}));
  EXPECT_EQ(bars(), "OTHER_MERGE");
}

TEST_F(Merges, move_benefits_and_leave_the_earlier_proof_due) {
  fill();
  must(add_entitlement(ports, clerk(), twin().id, "SURVIVOR", "2026-03-01"));
  change([&](Transaction& transaction) -> Result<void> {
    TRY(transaction.persons().set_passed(twin().id, "ENTERPRISE_PENSION", 2025y / December / 10));
    return transaction.persons().set_passed(kept().id, "ENTERPRISE_PENSION", 2026y / October / 10);
  });
  merge();
  const auto entitlements = now(kept().id).person.entitlements;
  ASSERT_EQ(entitlements.size(), 2U);
  EXPECT_EQ(entitlements.at(0).category.code, "ENTERPRISE_PENSION");
  EXPECT_EQ(entitlements.at(0).last_passed_on, 2025y / December / 10);
  EXPECT_EQ(entitlements.at(1).category.code, "SURVIVOR");
  EXPECT_EQ(entitlements.at(1).started_on, 2026y / March / 1);
}

TEST_F(Merges, keep_the_task_that_still_asks_for_a_proof) {
  fill();
  make_plan_and_tasks();
  prove_by_paper(kept());
  ASSERT_EQ(tasks_of(kept()).at(0).state, TaskState::kPassed);
  const auto asks = tasks_of(twin()).at(0).id;
  merge();
  const auto left = tasks_of(kept());
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left.at(0).id, asks);
  EXPECT_EQ(left.at(0).state, TaskState::kPending);
  change([&](Transaction& transaction) -> Result<void> {
    TRY(pass_person(ports, transaction, kept().id,
                    {.seen_on = china_date(clock.now()), .way = ProofWay::kAssisted}));
    return {};
  });
  EXPECT_EQ(tasks_of(kept()).at(0).state, TaskState::kPassed);
}

// Accounts are found by ID number: the duplicate's goes on under the old one, and is compared with the kept
// face.
TEST_F(Merges, let_the_duplicates_account_go_on) {
  fill();
  enrol(kept(), "anna-0");
  enrol(twin(), "berta-0");
  const Account account = register_with(kWrongNumber, "account-key-2");
  merge();
  EXPECT_TRUE(now(kept().id).registered);
  EXPECT_EQ(must(view_proof(ports, account)).person->id, kept().id);
  auto again = registration();
  again.request_key = "account-key-3";
  EXPECT_EQ(code_of(register_account(ports, again)), ErrorCode::kAccountExists);
  for (const auto number : {kIdNumber, kWrongNumber}) {
    const auto logged_in = must(
        log_in(ports, {.id_number = std::string(number), .phone = {}, .password = std::string(kPassword)}));
    EXPECT_EQ(logged_in.who.id, account.id);
  }
  // Nobody helps themselves, by whichever number.
  EXPECT_EQ(fields_of(add_relative(ports, account,
                                   {.name = std::string(kName),
                                    .id_number = std::string(kIdNumber),
                                    .relation = "CHILD",
                                    .request_key = "relative-key-1"})
                          .error()),
            "id_number:OWN_ID");
  EXPECT_EQ(prove(account, {"berta-1"}, "attempt-key-1").decision->result, AttemptResult::kNotPassed);
  clock.advance(1s);
  const Attempt passed = prove(account, {"anna-1"}, "attempt-key-2");
  EXPECT_EQ(passed.decision->result, AttemptResult::kPassed);
  EXPECT_EQ(passed.channel, AttemptChannel::kSelf);
}

TEST_F(Merges, keep_one_row_of_each_helper) {
  fill();
  const Account helper = register_with(kThirdNumber, "account-key-3");
  const auto help = [&](const Person& person, std::string key) {
    clock.advance(1ms);
    return must(add_relative(ports, helper,
                             {.name = std::string(kName),
                              .id_number = person.id_number.reveal(),
                              .relation = "CHILD",
                              .request_key = std::move(key)}))
        .relative;
  };
  help(kept(), "relative-key-1");
  const auto refused = help(twin(), "relative-key-2");
  change([&](Transaction& transaction) {
    return transaction.relatives().set_state(refused.id, RelativeState::kRefused);
  });
  // Who helped the duplicate was the kept person.
  const Account own = register_somebody();
  must(add_relative(ports, own,
                    {.name = std::string(kName),
                     .id_number = twin().id_number.reveal(),
                     .relation = "OTHER_FAMILY",
                     .request_key = "relative-key-3"}));
  merge();
  const auto helpers = must(must(ports.store.begin_read())->relatives().of_person(kept().id));
  ASSERT_EQ(helpers.size(), 1U);
  EXPECT_EQ(helpers.at(0).account, helper.id);
  EXPECT_EQ(helpers.at(0).state, RelativeState::kRefused);
}

TEST_F(Merges, keep_a_refusal_whose_account_was_closed) {
  fill();
  const auto help = [&](const Account& account, const Person& person, std::string key) {
    clock.advance(1ms);
    return must(add_relative(ports, account,
                             {.name = std::string(kName),
                              .id_number = person.id_number.reveal(),
                              .relation = "CHILD",
                              .request_key = std::move(key)}))
        .relative;
  };
  // Refused by the duplicate, closed, and registered anew, who helps the kept person.
  const Account before = register_with(kThirdNumber, "account-key-3");
  help(before, kept(), "relative-key-1");
  const auto refused = help(before, twin(), "relative-key-2");
  change([&](Transaction& transaction) {
    return transaction.relatives().set_state(refused.id, RelativeState::kRefused);
  });
  must(close_account(ports, before, kPassword));
  const Account anew = register_with(kThirdNumber, "account-key-4");
  help(anew, kept(), "relative-key-3");
  merge();
  const auto transaction = must(ports.store.begin_read());
  for (const Relative& one : must(transaction->relatives().of_person(kept().id)))
    EXPECT_EQ(one.state, RelativeState::kRefused) << one.account.text();
  EXPECT_TRUE(must(transaction->relatives().is_refused(anew.id, kept().id)));
}

}  // namespace
}  // namespace jianzai::app
