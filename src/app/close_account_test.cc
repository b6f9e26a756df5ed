#include "app/codes.h"
#include "app/decide_attempt.h"
#include "app/decide_review.h"
#include "app/log_in.h"
#include "app/manage_account.h"
#include "app/notices.h"
#include "app/person_file.h"
#include "app/relatives.h"
#include "app/test_world.h"
#include "app/tickets.h"
#include "app/view_attempts.h"
#include "app/view_proof.h"
#include "app/write.h"
#include "base/limits.h"

namespace jianzai::app {
namespace {

using namespace std::chrono;
using namespace testing;

class CloseAccount : public World {
 protected:
  static constexpr std::string_view kHelperNumber = "110105198001010032";

  Result<LoggedIn<Account>> log_in(std::string_view id_number = kIdNumber) {
    return app::log_in(
        ports, {.id_number = std::string(id_number), .phone = {}, .password = std::string(kPassword)});
  }
  Result<void> close(const Account& account) { return close_account(ports, account, kPassword); }
  Account register_with(std::string_view id_number, std::string key) {
    auto request = registration();
    request.id_number = std::string(id_number);
    request.request_key = std::move(key);
    return account_of(must(register_account(ports, request)));
  }
  AddRelative mother(std::string key) {
    return {.name = std::string(kName),
            .id_number = std::string(kIdNumber),
            .relation = "CHILD",
            .request_key = std::move(key)};
  }
  Result<Consent> keep_for(const Account& account, std::string_view key,
                           const std::optional<RelativeId>& relative = {}) {
    return give_consent(ports, account, settings.keep_image_version, key, relative,
                        ConsentPurpose::kKeepImage);
  }
  // A frame that a reviewer kept.
  void keep_frame(const PersonId& person) {
    must(write(ports.store, [&](Transaction& transaction) {
      return transaction.references().insert({.id = ReferenceId::make(clock, random),
                                              .person = person,
                                              .source = ReferenceSource::kReview,
                                              .made_by = reviewer().id,
                                              .made_at = clock.now(),
                                              .features = {}},
                                             as_bytes("anna-kept"));
    }));
  }
  std::vector<Reference> references_of(const PersonId& person) {
    return must(must(ports.store.begin_read())->references().of_person(person, 50));
  }
};

TEST_F(CloseAccount, leaves_nothing_of_its_owner_and_frees_the_number) {
  const Account account = register_somebody();
  const auto token = must(log_in()).token.reveal();
  const auto other = must(log_in()).token.reveal();
  EXPECT_EQ(fields_of(close_account(ports, account, "").error()), "password:REQUIRED");
  EXPECT_EQ(fields_of(close_account(ports, account, "wrong password").error()), "password:WRONG");
  EXPECT_TRUE(citizen_of_session(ports, token));
  must(close(account));
  must(close(account));  // two that came at the same time
  for (const auto& ended : {token, other})
    EXPECT_EQ(code_of(citizen_of_session(ports, ended)), ErrorCode::kUnauthenticated);
  EXPECT_EQ(code_of(log_in()), ErrorCode::kWrongCredentials);
  const Account closed = account_of(account.id);
  EXPECT_EQ(closed.closed_at, clock.now());
  EXPECT_EQ(closed.name.reveal() + closed.phone.reveal() + closed.password_hash, "");
  EXPECT_FALSE(closed.id_number);

  EXPECT_EQ(code_of(register_account(ports, registration())), ErrorCode::kIdempotencyConflict);
  const Account anew = register_with(kIdNumber, "account-key-2");
  EXPECT_NE(anew.id, account.id);
  EXPECT_EQ(must(log_in()).who.id, anew.id);
}

TEST_F(CloseAccount, a_stolen_phone_cannot_try_passwords_for_ever) {
  const Account account = register_somebody();
  for (int i = 0; i < limits::kFailedLoginsBeforeDelay; ++i)
    EXPECT_EQ(code_of(close_account(ports, account, "wrong password")), ErrorCode::kInvalidFields);
  EXPECT_EQ(code_of(close(account)), ErrorCode::kTooManyTries);
  EXPECT_FALSE(account_of(account.id).closed_at);
}

TEST_F(CloseAccount, frees_the_phone_that_it_logged_in_with) {
  const auto enter = [&](std::string key) {
    must(send_code(ports, {.purpose = "REGISTER", .id_number = {}, .phone = std::string(kPhone)}));
    must(send_notices(ports));
    return register_phone(ports, {.name = std::string(kName),
                                  .phone = std::string(kPhone),
                                  .code = sms.code(),
                                  .password = std::string(kPassword),
                                  .terms_version = settings.terms_version,
                                  .request_key = std::move(key)});
  };
  const auto id = must(enter("account-key-1"));
  must(close(account_of(id)));
  clock.advance(2min);
  EXPECT_NE(must(enter("account-key-2")), id);
}

TEST_F(CloseAccount, withdraws_what_was_agreed_to_and_touches_no_benefit) {
  const Account account = ready_citizen();
  const auto person = must(view_proof(ports, account)).person->id;
  const Attempt passed = prove(account, {"anna-1"});
  clock.advance(1min);
  must(keep_for(account, "keep-key-1"));
  keep_frame(person);
  const Attempt running = open(account, "attempt-key-2", ChallengeMode::kPose);
  must(put(account, running, 0, "anna-running"));
  ASSERT_EQ(references_of(person).size(), 2U);
  const auto before = must(view_person(ports, clerk(), person)).person;

  must(close(account));
  EXPECT_EQ(stored(running).state, AttemptState::kExpired);
  EXPECT_TRUE(frames_of(running).empty());
  ASSERT_EQ(references_of(person).size(), 1U);
  EXPECT_EQ(references_of(person).front().source, ReferenceSource::kUpload);
  const auto after = must(view_person(ports, clerk(), person));
  EXPECT_FALSE(after.registered);
  EXPECT_EQ(after.person.name.reveal(), before.name.reveal());
  ASSERT_TRUE(before.entitlements.front().last_passed_on);
  EXPECT_EQ(after.person.entitlements.front().last_passed_on, before.entitlements.front().last_passed_on);

  // Whoever registers anew finds the own records, and that they agreed on a phone of their own.
  const Account anew = register_with(kIdNumber, "account-key-2");
  EXPECT_EQ(must(view_attempt(ports, anew, passed.id)).attempt.decision->result, AttemptResult::kPassed);
  const auto consents = must(list_consents(ports, anew));
  ASSERT_EQ(consents.size(), 3U);
  for (const auto& view : consents) {
    EXPECT_EQ(view.consent.withdrawn_at, clock.now());
    EXPECT_EQ(view.mode, ConsentMode::kTap);
  }
  EXPECT_EQ(must(view_file(ports, clerk(), person)).consents.front().mode, ConsentMode::kTap);
}

TEST_F(CloseAccount, ends_what_a_helper_may_do) {
  const Person person = add_somebody();
  enrol(person);
  const Account own = register_somebody();
  const Account daughter = register_with(kHelperNumber, "account-key-2");
  const auto id = must(add_relative(ports, daughter, mother("relative-key-1"))).relative.id;
  must(keep_for(daughter, "keep-key-1", id));
  keep_frame(person.id);
  must(close(daughter));
  EXPECT_TRUE(must(list_helpers(ports, own)).empty());
  EXPECT_EQ(references_of(person.id).size(), 1U);
  EXPECT_EQ(must(list_consents(ports, own)).front().mode, ConsentMode::kHelper);

  const Account anew = register_with(kHelperNumber, "account-key-3");
  EXPECT_TRUE(must(list_relatives(ports, anew)).empty());
  must(add_relative(ports, anew, mother("relative-key-2")));
  EXPECT_EQ(must(list_helpers(ports, own)).size(), 1U);
}

TEST_F(CloseAccount, a_refusal_outlives_the_account_and_can_be_taken_back) {
  const Person person = add_somebody();
  const Account own = register_somebody();
  const Account nephew = register_with(kHelperNumber, "account-key-2");
  const auto id = must(add_relative(ports, nephew, mother("relative-key-1"))).relative.id;
  must(refuse_helper(ports, own, id));
  must(close(nephew));
  const auto refused = must(list_helpers(ports, own));
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_TRUE(refused.front().is_refused);
  EXPECT_FALSE(refused.front().name);
  const auto file = must(view_file(ports, clerk(), person.id));
  EXPECT_EQ(file.helpers.size(), 1U);
  EXPECT_TRUE(file.helper_names.empty());

  const Account anew = register_with(kHelperNumber, "account-key-3");
  EXPECT_EQ(code_of(add_relative(ports, anew, mother("relative-key-2"))), ErrorCode::kHelperRefused);
  const Account stranger = register_with("440524188001010014", "account-key-4");
  EXPECT_TRUE(add_relative(ports, stranger, mother("relative-key-3")));
  must(allow_helper(ports, own, id));
  EXPECT_TRUE(add_relative(ports, anew, mother("relative-key-2")));
}

TEST_F(CloseAccount, waits_for_the_answer_to_a_ticket) {
  const Account account = ready_citizen();
  const auto ticket = must(open_ticket(
      ports, account, {.kind = "CALLBACK", .phone = {}, .note = {}, .request_key = "ticket-key-1"}));
  EXPECT_EQ(code_of(close(account)), ErrorCode::kAccountInUse);
  must(claim_ticket(ports, clerk(), ticket.id));
  EXPECT_EQ(code_of(close(account)), ErrorCode::kAccountInUse);
  EXPECT_FALSE(account_of(account.id).closed_at);
  must(close_ticket(ports, clerk(), ticket.id, "SOLVED", "已教会"));
  must(close(account));
  // The clerk's answer was lost, and is given again.
  EXPECT_FALSE(must(close_ticket(ports, clerk(), ticket.id, "SOLVED", "已教会")).asked_by);
}

TEST_F(CloseAccount, waits_for_the_decision_of_an_attempt_that_was_handed_in) {
  const Account account = ready_citizen();
  const Attempt attempt = submit(account, {"anna"});
  EXPECT_EQ(code_of(close(account)), ErrorCode::kAccountInUse);
  must(decide_attempt(ports, attempt.id));
  must(close(account));
}

TEST_F(CloseAccount, waits_for_the_review_of_an_attempt_that_was_made_on_it) {
  const Account account = ready_citizen();
  const Account daughter = register_with(kHelperNumber, "account-key-2");
  must(add_relative(ports, daughter, mother("relative-key-1")));
  const Attempt attempt = prove(account, {"similar-1"});
  ASSERT_EQ(attempt.decision->result, AttemptResult::kReview);
  EXPECT_EQ(code_of(close(account)), ErrorCode::kAccountInUse);
  must(close(daughter));  // not hers
  EXPECT_FALSE(must(must(ports.store.begin_read())->attempts().has_unanswered(daughter.id)));
  must(
      decide_review(ports, reviewer(),
                    {.review = review_of(attempt)->id, .verdict = ReviewVerdict::kReject, .note = "看不清"}));
  must(close(account));
}

}  // namespace
}  // namespace jianzai::app
