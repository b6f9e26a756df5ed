#include "app/relatives.h"

#include <map>

#include "app/decide_attempt.h"
#include "app/decide_review.h"
#include "app/issue_receipt.h"
#include "app/notices.h"
#include "app/open_review.h"
#include "app/test_world.h"
#include "app/write.h"
#include "base/limits.h"

namespace jianzai::app {
namespace {

using namespace testing;

class Relatives : public World {
 protected:
  // A daughter with an account, whom no agency pays, and the mother, whom one does.
  static constexpr std::string_view kHelperNumber = "110105198001010032";
  static constexpr std::string_view kHelperName = "欧阳测试乙";

  Account helper(std::string_view id_number = kHelperNumber) {
    auto registering = registration();
    registering.name = kHelperName;
    registering.id_number = id_number;
    registering.request_key = "account-of-" + std::string(id_number);
    return account_of(must(register_account(ports, registering)));
  }
  AddRelative mother(std::string_view key = "relative-key-1") const {
    return {.name = std::string(kName),
            .id_number = std::string(kIdNumber),
            .relation = "CHILD",
            .request_key = std::string(key)};
  }
  Result<AttemptView> open_for(const Account& account, const RelativeId& relative, std::string key) {
    const auto consent =
        TRY(give_consent(ports, account, settings.consent_version, "consent-" + key, relative));
    return open_attempt(ports, account, consent.id, {}, key);
  }
  void put_all(const Account& account, const Attempt& attempt, const std::string& face) {
    int sequence = 0;
    for (std::size_t step = 0; step < attempt.challenge.steps.size(); ++step) {
      for (int frame = 0; frame < attempt.challenge.steps[step].frames; ++frame, ++sequence)
        must(put_in_step(account, attempt, sequence, static_cast<int>(step),
                         face + "-" + attempt.id.text() + std::to_string(sequence)));
    }
  }
};

TEST_F(Relatives, helps_a_mother_to_pass_and_both_see_it) {
  const Person person = add_somebody();
  enrol(person);
  const Account daughter = helper();
  const auto added = must(add_relative(ports, daughter, mother()));
  EXPECT_EQ(added.relative.relation, Relation::kChild);
  EXPECT_EQ(added.proof.status, ProofStatus::kReady);
  EXPECT_EQ(must(add_relative(ports, daughter, mother())).relative.id, added.relative.id);

  const auto consent =
      must(give_consent(ports, daughter, settings.consent_version, "consent-key-1", added.relative.id));
  EXPECT_EQ(consent.person, person.id);
  const Attempt attempt = must(open_attempt(ports, daughter, consent.id, {}, "attempt-key-1")).attempt;
  EXPECT_EQ(attempt.person, person.id);
  EXPECT_EQ(must(list_relatives(ports, daughter)).front().proof.open_attempt, attempt.id);
  int sequence = 0;
  for (std::size_t step = 0; step < attempt.challenge.steps.size(); ++step) {
    for (int frame = 0; frame < attempt.challenge.steps[step].frames; ++frame, ++sequence) {
      must(put_in_step(daughter, attempt, sequence, static_cast<int>(step),
                       "anna-" + std::to_string(sequence)));
    }
  }
  must(finish_attempt(ports, daughter, attempt.id));
  EXPECT_EQ(must(decide_attempt(ports, attempt.id)).attempt.decision->result, AttemptResult::kPassed);

  EXPECT_EQ(must(list_relatives(ports, daughter)).front().proof.status, ProofStatus::kDone);
  // Who knows nothing of it can ask.
  must(send_notices(ports));
  std::string told;
  for (const Notice& notice : sms.sent) told += std::string(to_text(notice.kind)) + " ";
  EXPECT_EQ(told, "HELPER_ADDED HELPED ");
  const auto seen = must(list_attempts(ports, daughter, "", added.relative.id));
  ASSERT_EQ(seen.rows.size(), 1U);
  EXPECT_TRUE(must(list_attempts(ports, daughter, "")).rows.empty());
  // The mother registers later, and has the record, without what would let her phone go on with it.
  const Account own = register_somebody();
  EXPECT_EQ(must(view_proof(ports, own)).status, ProofStatus::kDone);
  EXPECT_EQ(must(view_attempt(ports, own, attempt.id)).attempt.id, attempt.id);
  EXPECT_EQ(must(view_attempt(ports, own, attempt.id)).attempt.nonce, "");
  EXPECT_NE(must(view_attempt(ports, daughter, attempt.id)).attempt.nonce, "");
}

// A helper who burns the tries, on purpose or not, takes none from the person's own account.
TEST_F(Relatives, use_up_their_tries_and_not_those_of_the_person) {
  enrol(add_somebody());
  const Account daughter = helper();
  const auto relative = must(add_relative(ports, daughter, mother())).relative.id;
  const auto fail_as = [&](const Account& account, const Attempt& attempt) {
    put_all(account, attempt, "boris");
    must(finish_attempt(ports, account, attempt.id));
    EXPECT_EQ(must(decide_attempt(ports, attempt.id)).attempt.decision->result, AttemptResult::kNotPassed);
    clock.advance(std::chrono::minutes(1));
  };
  for (const std::string key : {"attempt-key-1", "attempt-key-2", "attempt-key-3"})
    fail_as(daughter, must(open_for(daughter, relative, key)).attempt);
  EXPECT_EQ(code_of(open_for(daughter, relative, "attempt-key-4")), ErrorCode::kTriesUsed);
  EXPECT_EQ(must(list_relatives(ports, daughter)).front().proof.status, ProofStatus::kTriesUsed);
  const Account own = register_somebody();
  const auto proof = must(view_proof(ports, own));
  EXPECT_EQ(proof.status, ProofStatus::kReady);
  EXPECT_TRUE(proof.standing->failed.empty());
  for (const std::string key : {"own-key-1", "own-key-2", "own-key-3"}) fail_as(own, open(own, key));
  EXPECT_EQ(must(view_proof(ports, own)).status, ProofStatus::kTriesUsed);
  EXPECT_EQ(code_of(open_attempt(ports, own, consent_of(own), {}, "own-key-4")), ErrorCode::kTriesUsed);
}

TEST_F(Relatives, who_go_and_come_again_send_no_second_message_that_day) {
  const Person person = add_somebody();
  const Account daughter = helper();
  const auto count = [&] {
    return must(must(ports.store.begin_read())->notices().of_person(person.id, 50)).size();
  };
  for (const std::string key : {"relative-key-1", "relative-key-2", "relative-key-3"}) {
    const auto id = must(add_relative(ports, daughter, mother(key))).relative.id;
    clock.advance(std::chrono::minutes(1));
    must(remove_relative(ports, daughter, id));
  }
  EXPECT_EQ(count(), 1U);
  clock.advance(std::chrono::hours(25));
  must(add_relative(ports, daughter, mother("relative-key-4")));
  EXPECT_EQ(count(), 2U);
}

TEST_F(Relatives, are_told_what_came_of_the_review_and_the_person_that_somebody_helped) {
  const Person person = add_somebody();
  enrol(person);
  auto registering = registration();
  registering.name = kHelperName;
  registering.id_number = kHelperNumber;
  registering.phone = registering.phone_again = "13800001111";
  const Account daughter = account_of(must(register_account(ports, registering)));
  const auto relative = must(add_relative(ports, daughter, mother())).relative.id;
  const Attempt attempt = must(open_for(daughter, relative, "attempt-key-1")).attempt;
  put_all(daughter, attempt, "similar");
  must(finish_attempt(ports, daughter, attempt.id));
  must(decide_attempt(ports, attempt.id));
  clock.advance(std::chrono::minutes(1));
  must(decide_review(ports, reviewer(),
                     {.review = review_of(attempt)->id, .verdict = ReviewVerdict::kApprove, .note = {}}));
  std::map<std::string, std::string> told;
  for (const Notice& notice : must(must(ports.store.begin_read())->notices().of_person(person.id, 50)))
    told[notice.phone.reveal()] += std::string(to_text(notice.kind)) + " ";
  EXPECT_EQ(told["13800001111"], "REVIEW_APPROVED ");
  EXPECT_NE(told[std::string(kPhone)].find("REVIEW_APPROVED "), std::string::npos);
  EXPECT_NE(told[std::string(kPhone)].find("HELPED "), std::string::npos);
}

TEST_F(Relatives, whoever_cannot_say_the_name_adds_nobody_and_has_to_wait) {
  add_somebody();
  const Account daughter = helper();
  auto wrong = mother();
  wrong.name = "欧阳测试丙";
  auto unknown = mother();
  unknown.id_number = "110105194912310011";
  // Nobody can tell a wrong name from a number that nobody knows.
  EXPECT_EQ(code_of(add_relative(ports, daughter, wrong)), ErrorCode::kNameIdMismatch);
  EXPECT_EQ(code_of(add_relative(ports, daughter, unknown)), ErrorCode::kNameIdMismatch);
  for (int i = 2; i < limits::kFailedLoginsBeforeDelay; ++i)
    EXPECT_EQ(code_of(add_relative(ports, daughter, wrong)), ErrorCode::kNameIdMismatch);
  const auto waiting = add_relative(ports, daughter, mother());
  ASSERT_FALSE(waiting);
  EXPECT_EQ(waiting.error().code, ErrorCode::kTooManyTries);
  EXPECT_TRUE(waiting.error().retry_after);
  clock.advance(limits::kFailedLoginDelay);
  must(add_relative(ports, daughter, mother()));
  EXPECT_EQ(must(list_relatives(ports, daughter)).size(), 1U);
  // Who has one relative cannot go on guessing about others because of that.
  EXPECT_EQ(code_of(add_relative(ports, daughter, wrong)), ErrorCode::kIdempotencyConflict);
  wrong.request_key = "relative-key-9";
  EXPECT_EQ(code_of(add_relative(ports, daughter, wrong)), ErrorCode::kNameIdMismatch);
  EXPECT_EQ(code_of(add_relative(ports, daughter, mother("relative-key-2"))), ErrorCode::kTooManyTries);
}

TEST_F(Relatives, says_what_is_wrong_with_the_form) {
  const Account daughter = helper();
  const AddRelative empty{.name = {}, .id_number = {}, .relation = {}, .request_key = "relative-key-1"};
  EXPECT_EQ(fields_of(add_relative(ports, daughter, empty).error()),
            "name:REQUIRED id_number:REQUIRED relation:UNKNOWN_RELATION");
  auto own = mother();
  own.id_number = kHelperNumber;
  EXPECT_EQ(fields_of(add_relative(ports, daughter, own).error()), "id_number:OWN_ID");
}

TEST_F(Relatives, are_limited_in_number) {
  settings.relatives_max = 1;
  add_somebody();
  add_somebody("110105194912310011", "person-key-2");
  const Account daughter = helper();
  const auto first = must(add_relative(ports, daughter, mother()));
  auto another = mother("relative-key-2");
  another.id_number = "110105194912310011";
  EXPECT_EQ(code_of(add_relative(ports, daughter, another)), ErrorCode::kRelativesFull);
  // The same one again is not another one.
  EXPECT_EQ(must(add_relative(ports, daughter, mother("relative-key-3"))).relative.id, first.relative.id);
  must(remove_relative(ports, daughter, first.relative.id));
  EXPECT_EQ(must(add_relative(ports, daughter, another)).proof.status, ProofStatus::kNoTemplate);
  EXPECT_EQ(code_of(add_relative(ports, daughter, mother("relative-key-2"))),
            ErrorCode::kIdempotencyConflict);
}

TEST_F(Relatives, who_was_removed_may_come_back_and_nothing_is_seen_in_between) {
  enrol(add_somebody());
  const Account daughter = helper();
  const auto id = must(add_relative(ports, daughter, mother())).relative.id;
  const auto attempt = must(open_for(daughter, id, "attempt-key-1")).attempt;
  must(remove_relative(ports, daughter, id));
  must(remove_relative(ports, daughter, id));
  EXPECT_EQ(stored(attempt).state, AttemptState::kExpired);
  EXPECT_TRUE(must(list_relatives(ports, daughter)).empty());
  EXPECT_EQ(code_of(view_proof(ports, daughter, id)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(list_attempts(ports, daughter, "", id)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(give_consent(ports, daughter, settings.consent_version, "consent-key-2", id)),
            ErrorCode::kNotFound);
  auto again = mother("relative-key-2");
  again.relation = "OTHER_FAMILY";
  const auto back = must(add_relative(ports, daughter, again));
  EXPECT_EQ(back.relative.id, id);
  EXPECT_EQ(must(list_relatives(ports, daughter)).front().relative.relation, Relation::kOtherFamily);
}

TEST_F(Relatives, a_person_sees_the_helpers_and_refuses_one) {
  enrol(add_somebody());
  const Account own = register_somebody();
  const Account daughter = helper();
  EXPECT_TRUE(must(list_helpers(ports, own)).empty());
  const auto id = must(add_relative(ports, daughter, mother())).relative.id;
  const auto consent = must(give_consent(ports, daughter, settings.consent_version, "consent-key-1", id)).id;
  const auto attempt = must(open_attempt(ports, daughter, consent, {}, "attempt-key-1")).attempt;
  const auto helpers = must(list_helpers(ports, own));
  ASSERT_EQ(helpers.size(), 1U);
  EXPECT_EQ(helpers.front().name->reveal(), kHelperName);
  EXPECT_TRUE(must(list_helpers(ports, daughter)).empty());

  must(refuse_helper(ports, own, id));
  EXPECT_EQ(stored(attempt).state, AttemptState::kExpired);
  EXPECT_TRUE(must(list_helpers(ports, own)).front().is_refused);
  EXPECT_TRUE(must(list_relatives(ports, daughter)).empty());
  EXPECT_EQ(code_of(add_relative(ports, daughter, mother("relative-key-2"))), ErrorCode::kHelperRefused);
  EXPECT_EQ(code_of(add_relative(ports, daughter, mother())), ErrorCode::kHelperRefused);
  EXPECT_EQ(code_of(view_attempt(ports, daughter, attempt.id)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(request_review(ports, daughter, attempt.id)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(issue_receipt(ports, daughter, attempt.id)), ErrorCode::kNotFound);
  // What was agreed to before does not hold any more.
  EXPECT_EQ(code_of(open_attempt(ports, daughter, consent, {}, "attempt-key-2")), ErrorCode::kConsentMissing);
  // The helper's own list is no way round it.
  must(remove_relative(ports, daughter, id));
  EXPECT_EQ(code_of(add_relative(ports, daughter, mother("relative-key-3"))), ErrorCode::kHelperRefused);
  // The mother thinks better of it.
  EXPECT_EQ(code_of(allow_helper(ports, daughter, id)), ErrorCode::kNotFound);
  must(allow_helper(ports, own, id));
  EXPECT_TRUE(must(list_helpers(ports, own)).empty());
  EXPECT_EQ(must(add_relative(ports, daughter, mother("relative-key-4"))).relative.id, id);
  must(allow_helper(ports, own, id));
  EXPECT_EQ(must(list_helpers(ports, own)).size(), 1U);
}

TEST_F(Relatives, belong_to_one_account_each) {
  enrol(add_somebody());
  const Account daughter = helper();
  const Account stranger = helper("110105198001010059");
  const auto id = must(add_relative(ports, daughter, mother())).relative.id;
  EXPECT_EQ(code_of(view_proof(ports, stranger, id)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(remove_relative(ports, stranger, id)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(refuse_helper(ports, stranger, id)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(refuse_helper(ports, daughter, id)), ErrorCode::kNotFound);
  const auto attempt = must(open_for(daughter, id, "attempt-key-1")).attempt;
  EXPECT_EQ(code_of(view_attempt(ports, stranger, attempt.id)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(request_review(ports, stranger, attempt.id)), ErrorCode::kNotFound);
}

TEST_F(Relatives, one_phone_looks_at_one_person_at_a_time) {
  enrol(add_somebody());
  Person another = add_somebody("110105194912310011", "person-key-2");
  enrol(another, "berta-0");
  const Account own = register_somebody();
  auto wanted = mother();
  wanted.id_number = "110105194912310011";
  const auto id = must(add_relative(ports, own, wanted)).relative.id;
  const Attempt mine = open(own);
  must(put(own, mine, 0, "anna-1"));
  const Attempt theirs = must(open_for(own, id, "attempt-key-2")).attempt;
  EXPECT_NE(theirs.id, mine.id);
  // What had arrived is not lost.
  EXPECT_EQ(stored(mine).state, AttemptState::kSubmitted);
  EXPECT_FALSE(must(view_proof(ports, own)).open_attempt);
  EXPECT_EQ(must(view_proof(ports, own, id)).open_attempt, theirs.id);
}

}  // namespace
}  // namespace jianzai::app
