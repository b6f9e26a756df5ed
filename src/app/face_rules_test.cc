// Which proofs by face a benefit counts: challenges, and the age of who gives them.
#include "app/decide_review.h"
#include "app/due_rules.h"
#include "app/open_review.h"
#include "app/plans.h"
#include "app/relatives.h"
#include "app/suspensions.h"
#include "app/sweep.h"
#include "app/test_world.h"
#include "app/view_persons.h"
#include "app/view_proof.h"
#include "app/write.h"

namespace jianzai::app {
namespace {

using namespace testing;
using namespace std::chrono;

// Nine years old.
constexpr std::string_view kChild17 = "11010520170301001";

class FaceRules : public World {
 protected:
  void set_rule(std::string category, std::string modes, std::string minors = "YES") {
    must(set_due_rule(ports, {},
                      {.category_code = std::move(category),
                       .region = {},
                       .kind = "ROLLING_MONTH_END",
                       .months = "12",
                       .windows = {},
                       .grace_days = "7",
                       .minors = std::move(minors),
                       .modes = std::move(modes)}));
  }
  // A second benefit of somebody.
  void entitle(const Person& person, std::string_view category) {
    must(write(ports.store, [&](Transaction& transaction) -> Result<void> {
      const auto found = TRY(transaction.agencies().find_category(category));
      return transaction.persons().insert_entitlement(
          person.id, {.category = *found, .started_on = year(2026) / January / 1, .last_passed_on = {}});
    }));
  }
  std::map<std::string, bool> passed(const Person& person) {
    std::map<std::string, bool> passes;
    for (const auto& one : must(view_person(ports, clerk(), person.id)).person.entitlements)
      passes[one.category.code] = one.last_passed_on.has_value();
    return passes;
  }
  Result<AttemptView> try_to_open(const Account& account, ChallengeMode mode) {
    return open_attempt(ports, account, consent_of(account, "consent-" + std::string(to_text(mode))),
                        {.mode = mode}, "attempt-" + std::string(to_text(mode)));
  }
};

TEST_F(FaceRules, refuse_a_challenge_that_no_benefit_counts) {
  set_rule("ENTERPRISE_PENSION", "COLOUR,POSE");
  const Account account = ready_citizen();
  EXPECT_EQ(must(view_proof(ports, account)).standing->modes,
            (std::vector{ChallengeMode::kColour, ChallengeMode::kPose}));
  EXPECT_EQ(code_of(try_to_open(account, ChallengeMode::kStatic)), ErrorCode::kWayNotTaken);
  must(try_to_open(account, ChallengeMode::kPose));
}

TEST_F(FaceRules, pass_only_the_benefits_that_count_the_challenge) {
  const Person person = add_somebody();
  entitle(person, "SURVIVOR");
  set_rule("SURVIVOR", "COLOUR");
  enrol(person);
  const Account account = register_somebody();
  for (const std::string_view category : {"ENTERPRISE_PENSION", "SURVIVOR"})
    must(make_plan(ports, clerk(),
                   {.name = "年度认证",
                    .category_code = std::string(category),
                    .self_from = "2026-11-01",
                    .self_to = "2026-11-30",
                    .request_key = "plan-" + std::string(category)}));
  must(fill_plans(ports));
  const auto pending = [&] {
    return must(list_tasks(ports, clerk(), TaskState::kPending, {}, "")).rows.size();
  };
  EXPECT_EQ(pending(), 2U);
  EXPECT_EQ(must(list_tasks(ports, clerk(), TaskState::kPending, {}, "")).rows.at(1).task.window.grace_days,
            7);

  // Who looks at a look decides on no more than a look.
  const Attempt look = prove(account, {"berta"}, "attempt-key-1", ChallengeMode::kStatic);
  if (!review_of(look)) must(request_review(ports, account, look.id));
  EXPECT_EQ(pending(), 0U);
  must(decide_review(ports, reviewer(),
                     {.review = review_of(look)->id, .verdict = ReviewVerdict::kApprove, .note = {}}));
  EXPECT_EQ(passed(person), (std::map<std::string, bool>{{"ENTERPRISE_PENSION", true}, {"SURVIVOR", false}}));
  EXPECT_EQ(pending(), 1U);
  // What is left takes no look: the page offers only what helps.
  EXPECT_EQ(must(view_proof(ports, account)).standing->modes, std::vector{ChallengeMode::kColour});
  EXPECT_EQ(code_of(try_to_open(account, ChallengeMode::kStatic)), ErrorCode::kWayNotTaken);

  prove(account, {"anna"}, "attempt-key-2");
  EXPECT_EQ(passed(person), (std::map<std::string, bool>{{"ENTERPRISE_PENSION", true}, {"SURVIVOR", true}}));
  EXPECT_EQ(pending(), 0U);
}

class Children : public FaceRules {
 protected:
  Children() : child_(add(std::string(kChild17) + id_number_check_character(kChild17))) { enrol(child_); }

  Person add(std::string id_number) {
    return must(add_person(ports, clerk(),
                           {.name = std::string(kName),
                            .id_number = std::move(id_number),
                            .category_code = "SURVIVOR",
                            .phone = std::string(kPhone),
                            .request_key = "child-key-1"}));
  }
  Account own_account() {
    auto request = registration();
    request.id_number = child_.id_number.reveal();
    request.request_key = "account-key-child";
    return account_of(must(register_account(ports, request)));
  }
  Relative helped_by(const Account& account, std::string relation) {
    return must(add_relative(ports, account,
                             {.name = std::string(kName),
                              .id_number = child_.id_number.reveal(),
                              .relation = std::move(relation),
                              .request_key = "relative-key-1"}))
        .relative;
  }
  Result<Consent> agree(const Account& account, const std::optional<RelativeId>& relative) {
    return give_consent(ports, account, settings.consent_version, "consent-key-1", relative);
  }
  const Person& child() const { return child_; }

 private:
  Person child_;
};

TEST_F(Children, agree_through_a_guardian_only) {
  const Account own = own_account();
  EXPECT_EQ(code_of(agree(own, {})), ErrorCode::kGuardianNeeded);
  const Account grown_up = register_somebody();
  const auto neighbour = helped_by(grown_up, "NEIGHBOUR");
  EXPECT_EQ(code_of(agree(grown_up, neighbour.id)), ErrorCode::kGuardianNeeded);
  must(remove_relative(ports, grown_up, neighbour.id));
  must(write(ports.store, [&](Transaction& transaction) -> Result<void> {
    return transaction.relatives().renew({.id = neighbour.id,
                                          .account = grown_up.id,
                                          .person = child().id,
                                          .relation = Relation::kParent,
                                          .added_at = clock.now()},
                                         "relative-key-2");
  }));
  const auto consent = must(agree(grown_up, neighbour.id));
  EXPECT_EQ(must(list_consents(ports, grown_up)).front().mode, ConsentMode::kGuardian);
  must(open_attempt(ports, grown_up, consent.id, {}, "attempt-key-1"));
  // On the fourteenth birthday the child agrees alone.
  clock.set(china_midnight(year(2031) / February / 28) + hours(10));
  EXPECT_EQ(code_of(agree(own, {})), ErrorCode::kGuardianNeeded);
  clock.set(china_midnight(year(2031) / March / 1) + hours(10));
  must(agree(own, {}));
}

TEST_F(Children, are_sent_to_the_office_where_their_faces_do_not_count) {
  set_rule("SURVIVOR", "", "NO");
  const Account mother = register_somebody();
  const auto relative = helped_by(mother, "PARENT");
  const auto proof = must(view_proof(ports, mother, relative.id));
  EXPECT_EQ(proof.status, ProofStatus::kOtherWay);
  EXPECT_TRUE(proof.standing->modes.empty());
  const auto consent = must(agree(mother, relative.id));
  EXPECT_EQ(code_of(open_attempt(ports, mother, consent.id, {}, "attempt-key-1")), ErrorCode::kWayNotTaken);
}

TEST_F(FaceRules, say_what_is_wrong_with_them_and_make_new_benefits) {
  const SetDueRule wrong{.category_code = "NONE",
                         .region = {},
                         .kind = "ROLLING_DAY",
                         .months = "12",
                         .windows = {},
                         .grace_days = "400",
                         .minors = "PERHAPS",
                         .modes = "COLOUR,COLOUR"};
  EXPECT_EQ(fields_of(set_due_rule(ports, {}, wrong).error()),
            "category:UNKNOWN_CATEGORY grace_days:VALUE minors:VALUE modes:VALUE");
  EXPECT_EQ(fields_of(unset_due_rule(ports, {}, "SURVIVOR", "").error()), "region:REQUIRED");
  NewCategory benefit{.name = "残疾人补贴",
                      .assurance = "HIGH",
                      .rule = {.category_code = "DISABILITY",
                               .region = {},
                               .kind = "ROLLING_DAY",
                               .months = "6",
                               .windows = {},
                               .modes = "STATIC"}};
  EXPECT_EQ(must(add_category(ports, {}, benefit)).rule.months, 6);
  EXPECT_EQ(fields_of(add_category(ports, {}, benefit).error()), "category:TAKEN");
  benefit.rule.category_code = "low case";
  benefit.name = "";
  benefit.assurance = "MIDDLE";
  EXPECT_EQ(fields_of(add_category(ports, {}, benefit).error()),
            "category:VALUE name:REQUIRED assurance:VALUE");
}

}  // namespace
}  // namespace jianzai::app
