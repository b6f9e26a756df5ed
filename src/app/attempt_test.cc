#include <thread>

#include "app/advise_capture.h"
#include "app/decision_queue.h"
#include "app/open_review.h"
#include "app/refresh_cohort.h"
#include "app/set_looks_only.h"
#include "app/sweep.h"
#include "app/test_world.h"
#include "app/view_proof.h"
#include "base/limits.h"

namespace jianzai::app {
namespace {

using namespace std::chrono;
using namespace testing;

class Proof : public World {
 protected:
  ProofStatus status(const Account& account) { return must(view_proof(ports, account)).status; }
};
class OpenAttempt : public World {};
class Hint : public World {};
class PutFrame : public World {};
class FinishAttempt : public World {};
class DecideAttempt : public World {};
class Queue : public World {};
class Sweep : public World {};

// ---------------------------------------------------------------------------------------------------- where
// one stands

TEST_F(Proof, leads_from_no_plan_to_done) {
  const Account account = register_somebody();
  EXPECT_EQ(status(account), ProofStatus::kNoPlan);
  EXPECT_EQ(code_of(own_reference_image(ports, account)), ErrorCode::kNoPlan);
  const Person person = add_somebody();
  EXPECT_EQ(status(account), ProofStatus::kNoTemplate);
  EXPECT_EQ(code_of(own_reference_image(ports, account)), ErrorCode::kNoTemplate);
  enrol(person);
  EXPECT_EQ(status(account), ProofStatus::kReady);
  EXPECT_EQ(as_text(must(own_reference_image(ports, account)).reveal()), "anna-0");
  prove(account, {"similar-1"}, "grey-attempt");
  EXPECT_EQ(status(account), ProofStatus::kReviewing);
  EXPECT_EQ(must(view_proof(ports, account)).review_due_on, 2026y / November / 30);
}

TEST_F(Proof, is_done_until_the_next_cycle_opens) {
  const Account account = ready_citizen();
  prove(account, {"anna-1"});
  EXPECT_EQ(status(account), ProofStatus::kDone);
  // Rolling to the month's end: due on 30 November 2027, open 60 days before.
  clock.set(china_midnight(2027y / September / 30));
  EXPECT_EQ(status(account), ProofStatus::kDone);
  clock.set(china_midnight(2027y / October / 1));
  EXPECT_EQ(status(account), ProofStatus::kReady);
}

TEST_F(Proof, shows_an_attempt_that_can_go_on) {
  const Account account = ready_citizen();
  const Attempt attempt = open(account);
  EXPECT_EQ(must(view_proof(ports, account)).open_attempt, attempt.id);
  clock.advance(limits::kAttemptDeadline + 1s);
  EXPECT_FALSE(must(view_proof(ports, account)).open_attempt);
}

// ----------------------------------------------------------------------------------------------------
// consent

TEST_F(OpenAttempt, needs_a_consent_of_its_own_to_the_text_of_today) {
  const Account account = ready_citizen();
  const auto nobody = ConsentId::make(clock, random);
  EXPECT_EQ(code_of(open_attempt(ports, account, nobody, {}, "attempt-key-1")), ErrorCode::kConsentMissing);
  EXPECT_EQ(fields_of(give_consent(ports, account, "2020-01", "consent-key-9").error()),
            "text_version:TERMS_OUTDATED");
  const auto consent = consent_of(account);
  EXPECT_EQ(consent_of(account), consent);
  EXPECT_EQ(code_of(give_consent(ports, account, "2020-01", "consent-key-1")),
            ErrorCode::kIdempotencyConflict);
  settings.consent_version = "2027-01";
  EXPECT_EQ(code_of(open_attempt(ports, account, consent, {}, "attempt-key-1")), ErrorCode::kConsentMissing);
}

TEST_F(OpenAttempt, needs_a_person_and_a_reference) {
  const Account account = register_somebody();
  EXPECT_EQ(code_of(give_consent(ports, account, settings.consent_version, "consent-key-1")),
            ErrorCode::kNoPlan);
  add_somebody();
  EXPECT_EQ(code_of(open_attempt(ports, account, consent_of(account), {}, "attempt-key-1")),
            ErrorCode::kNoTemplate);
}

TEST_F(OpenAttempt, goes_on_with_the_one_that_is_open) {
  const Account account = ready_citizen();
  const auto consent = consent_of(account);
  const auto first = must(open_attempt(ports, account, consent, {}, "attempt-key-1"));
  must(put(account, first.attempt, 1, "anna-1"));
  const auto again = must(open_attempt(ports, account, consent, {}, "attempt-key-1"));
  const auto other_phone = must(open_attempt(ports, account, consent, {}, "attempt-key-2"));
  EXPECT_EQ(again.attempt.id, first.attempt.id);
  EXPECT_EQ(other_phone.attempt.id, first.attempt.id);
  EXPECT_EQ(other_phone.frames_received, std::vector<int>{1});
  // The second phone's key still leads to it when it is decided.
  must(finish_attempt(ports, account, first.attempt.id));
  must(decide_attempt(ports, first.attempt.id));
  EXPECT_EQ(must(open_attempt(ports, account, consent, {}, "attempt-key-2")).attempt.state,
            AttemptState::kDecided);
  EXPECT_EQ(code_of(open_attempt(ports, account, ConsentId::make(clock, random), {}, "attempt-key-1")),
            ErrorCode::kIdempotencyConflict);
}

TEST_F(OpenAttempt, replaces_one_whose_deadline_passed_and_loses_none_of_its_frames) {
  const Account account = ready_citizen();
  const Attempt empty = open(account, "attempt-key-1");
  clock.advance(limits::kAttemptDeadline + 1s);
  const Attempt sent = open(account, "attempt-key-2");
  EXPECT_EQ(stored(empty).state, AttemptState::kExpired);
  must(put(account, sent, 0, "anna-1"));
  clock.advance(limits::kAttemptDeadline + 1s);
  EXPECT_NE(open(account, "attempt-key-3").id, sent.id);
  EXPECT_EQ(stored(sent).state, AttemptState::kSubmitted);
}

TEST_F(OpenAttempt, another_way_begins_anew) {
  const Account account = ready_citizen();
  const Attempt colours = open(account, "attempt-key-1");
  must(put(account, colours, 0, "anna-1"));
  const Attempt looks = open(account, "attempt-key-2", ChallengeMode::kStatic);
  EXPECT_NE(looks.id, colours.id);
  EXPECT_EQ(looks.challenge.mode, ChallengeMode::kStatic);
  EXPECT_EQ(stored(colours).state, AttemptState::kSubmitted);  // what was sent is judged
}

TEST_F(Hint, needs_a_consent_and_says_what_would_be_better) {
  const Account account = ready_citizen();
  const auto advise = [&](const ConsentId& consent, std::string_view picture) {
    return advise_capture(ports, account, consent, as_bytes(picture));
  };
  EXPECT_EQ(code_of(advise(ConsentId::make(clock, random), "room-1")), ErrorCode::kConsentMissing);
  const auto consent = consent_of(account);
  EXPECT_EQ(must(advise(consent, "room-1")), (std::vector{Reason::kNoFace, Reason::kDark}));
  EXPECT_TRUE(must(advise(consent, "anna-1")).empty());
  EXPECT_EQ(code_of(advise(consent, "broken")), ErrorCode::kNotAnImage);
  faces.use(NetworkKind::kNone, "");
  EXPECT_TRUE(must(advise(consent, "room-1")).empty());
  EXPECT_EQ(code_of(advise(consent, "broken")), ErrorCode::kNotAnImage);
}

// ---------------------------------------------------------------------------------------------------- frames

TEST_F(PutFrame, stores_each_number_once) {
  const Account account = ready_citizen();
  const Attempt attempt = open(account);
  EXPECT_EQ(must(put(account, attempt, 0, "anna-1")), std::vector<int>{0});
  EXPECT_EQ(must(put(account, attempt, 0, "anna-1")), std::vector<int>{0});
  EXPECT_EQ(code_of(put(account, attempt, 0, "anna-2")), ErrorCode::kIdempotencyConflict);
  EXPECT_EQ(must(put(account, attempt, 3, "anna-2")), (std::vector<int>{0, 3}));
}

TEST_F(PutFrame, reveals_each_step_when_the_one_before_has_its_frames) {
  const Account account = ready_citizen();
  const Attempt attempt = open(account);
  for (int sequence = 0; sequence < 2; ++sequence) {
    const auto view = must(put_in_step(account, attempt, sequence, 0, "anna-" + std::to_string(sequence)));
    EXPECT_EQ(view.attempt.step, 0);
  }
  // Nobody answers what is not asked yet.
  EXPECT_EQ(code_of(put_in_step(account, attempt, 2, 1, "anna-2")), ErrorCode::kStepMissed);
  clock.advance(5s);
  const auto second = must(put_in_step(account, attempt, 2, 0, "anna-2"));
  EXPECT_EQ(second.attempt.step, 1);
  EXPECT_EQ(second.attempt.step_revealed_at, clock.now());
  EXPECT_EQ(second.frames_of_step, 0);
  // Nor again what was asked before; but the same picture is known again.
  EXPECT_EQ(code_of(put_in_step(account, attempt, 3, 0, "anna-3")), ErrorCode::kStepMissed);
  EXPECT_EQ(must(put_in_step(account, attempt, 2, 0, "anna-2")).attempt.step, 1);
  EXPECT_EQ(must(put_in_step(account, attempt, 3, 1, "anna-3")).attempt.step, 2);
}

TEST_F(PutFrame, a_step_has_a_deadline_of_its_own_and_the_look_the_attempts) {
  const Account account = ready_citizen();
  const Attempt attempt = open(account);
  clock.advance(kStepDeadline * 2);
  for (int sequence = 0; sequence < 3; ++sequence) {
    must(put(account, attempt, sequence, "anna-" + std::to_string(sequence)));
  }
  clock.advance(kStepDeadline);
  must(put_in_step(account, attempt, 3, 1, "anna-3"));
  clock.advance(kStepDeadline + 1ms);
  EXPECT_EQ(code_of(put_in_step(account, attempt, 4, 2, "anna-4")), ErrorCode::kStepMissed);
  // What came in time is decided, and the person is told to try again.
  must(finish_attempt(ports, account, attempt.id));
  const auto decided = must(decide_attempt(ports, attempt.id)).attempt;
  EXPECT_EQ(decided.decision->result, AttemptResult::kNotPassed);
  EXPECT_EQ(decided.decision->reason, Reason::kActionMissed);
}

TEST_F(PutFrame, takes_nothing_for_another_attempt_or_from_another_account) {
  const Account account = ready_citizen();
  Attempt attempt = open(account);
  Account other = account;
  other.id = AccountId::make(clock, random);
  other.id_number = IdNumber::parse("110105198001010032", china_date(clock.now())).value();
  EXPECT_EQ(code_of(put(other, attempt, 0, "anna-1")), ErrorCode::kNotFound);
  attempt.nonce = "a nonce of yesterday";
  EXPECT_EQ(code_of(put(account, attempt, 0, "anna-1")), ErrorCode::kForbidden);
  attempt.id = AttemptId::make(clock, random);
  EXPECT_EQ(code_of(put(account, attempt, 0, "anna-1")), ErrorCode::kNotFound);
}

TEST_F(PutFrame, takes_no_broken_picture_and_nothing_too_late) {
  const Account account = ready_citizen();
  const Attempt attempt = open(account);
  EXPECT_EQ(code_of(put(account, attempt, 0, "broken")), ErrorCode::kNotAnImage);
  clock.advance(limits::kAttemptDeadline);
  EXPECT_TRUE(put(account, attempt, 0, "anna-1"));
  clock.advance(1ms);
  EXPECT_EQ(code_of(put(account, attempt, 1, "anna-1")), ErrorCode::kAttemptClosed);
}

TEST_F(FinishAttempt, needs_a_frame_and_is_the_same_when_it_is_repeated) {
  const Account account = ready_citizen();
  const Attempt attempt = open(account);
  EXPECT_EQ(code_of(finish_attempt(ports, account, attempt.id)), ErrorCode::kAttemptEmpty);
  must(put(account, attempt, 0, "anna-1"));
  EXPECT_EQ(must(finish_attempt(ports, account, attempt.id)).state, AttemptState::kSubmitted);
  EXPECT_EQ(must(finish_attempt(ports, account, attempt.id)).state, AttemptState::kSubmitted);
  EXPECT_EQ(code_of(put(account, attempt, 1, "anna-2")), ErrorCode::kAttemptClosed);
  must(decide_attempt(ports, attempt.id));
  EXPECT_EQ(must(finish_attempt(ports, account, attempt.id)).state, AttemptState::kDecided);
  Account other = account;
  other.id = AccountId::make(clock, random);
  other.id_number = IdNumber::parse("110105198001010032", china_date(clock.now())).value();
  EXPECT_EQ(code_of(finish_attempt(ports, other, attempt.id)), ErrorCode::kNotFound);
}

TEST_F(FinishAttempt, may_come_late_when_the_frames_came_in_time) {
  const Account account = ready_citizen();
  const Attempt attempt = open(account);
  must(put(account, attempt, 0, "anna-1"));
  clock.advance(limits::kAttemptDeadline + 1h);
  EXPECT_EQ(must(finish_attempt(ports, account, attempt.id)).state, AttemptState::kSubmitted);
}

TEST_F(FinishAttempt, is_too_late_without_frames) {
  const Account account = ready_citizen();
  const Attempt attempt = open(account);
  clock.advance(limits::kAttemptDeadline + 1h);
  EXPECT_EQ(code_of(finish_attempt(ports, account, attempt.id)), ErrorCode::kAttemptClosed);
  must(close_overdue_attempts(ports));
  EXPECT_EQ(code_of(finish_attempt(ports, account, attempt.id)), ErrorCode::kAttemptClosed);
}

// ----------------------------------------------------------------------------------------------------
// decisions

TEST_F(DecideAttempt, a_pass_moves_the_due_day_and_erases_the_frames) {
  const Account account = ready_citizen();
  const Attempt attempt = prove(account, {"anna-1", "anna-2", "room-1"});
  EXPECT_EQ(attempt.state, AttemptState::kDecided);
  EXPECT_EQ(attempt.decision->result, AttemptResult::kPassed);
  EXPECT_FALSE(attempt.decision->reason);
  EXPECT_EQ(attempt.decision->score, 0.8);
  EXPECT_EQ(attempt.decision->threshold, 0.45);
  EXPECT_EQ(attempt.network_set, "words-1");
  EXPECT_EQ(attempt.next_due_on, 2027y / November / 30);
  EXPECT_TRUE(frames_of(attempt).empty());
  EXPECT_FALSE(review_of(attempt));
  EXPECT_EQ(must(view_proof(ports, account)).person->entitlements.front().last_passed_on,
            2026y / November / 25);
}

TEST_F(DecideAttempt, is_made_once) {
  const Account account = ready_citizen();
  const Attempt attempt = prove(account, {"bertha-1"});
  clock.advance(1h);
  const auto again = must(decide_attempt(ports, attempt.id));
  EXPECT_FALSE(again.is_new);
  EXPECT_EQ(again.attempt.decided_at, attempt.decided_at);
  EXPECT_EQ(again.attempt.decision->result, AttemptResult::kNotPassed);
  EXPECT_EQ(code_of(decide_attempt(ports, AttemptId::make(clock, random))), ErrorCode::kNotFound);
}

TEST_F(DecideAttempt, somebody_else_does_not_pass_and_may_ask_for_a_person) {
  const Account account = ready_citizen();
  const Attempt attempt = prove(account, {"bertha-1", "bertha-2"});
  EXPECT_EQ(attempt.decision->result, AttemptResult::kNotPassed);
  EXPECT_EQ(attempt.decision->reason, Reason::kNotSame);
  EXPECT_EQ(frames_of(attempt).size(), static_cast<std::size_t>(attempt.challenge.frames()));
  EXPECT_FALSE(attempt.next_due_on);
  must(request_review(ports, account, attempt.id));
  must(request_review(ports, account, attempt.id));
  const auto review = review_of(attempt);
  ASSERT_TRUE(review);
  EXPECT_EQ(review->requested_by, ReviewRequester::kPerson);
  EXPECT_EQ(review->due_on, 2026y / November / 30);  // Thursday, Friday, Monday
  EXPECT_TRUE(review->due_is_certain);
}

TEST_F(DecideAttempt, nobody_and_many_are_told_apart) {
  const Account account = ready_citizen();
  EXPECT_EQ(prove(account, {"room-1", "room-2", "crowd-1"}, "key-room-1").decision->reason, Reason::kNoFace);
  EXPECT_EQ(prove(account, {"crowd-1", "crowd-2", "room-1"}, "key-crowd-1").decision->reason,
            Reason::kManyFaces);
}

TEST_F(DecideAttempt, a_suspected_attack_goes_to_a_person_who_reads_why) {
  const Account account = ready_citizen();
  const Attempt attempt = open(account);
  for (int sequence = 0; sequence < 3; ++sequence) {
    must(put(account, attempt, sequence, "anna-" + std::to_string(sequence) + "-mask"));
  }
  must(finish_attempt(ports, account, attempt.id));
  const auto decided = must(decide_attempt(ports, attempt.id)).attempt;
  EXPECT_EQ(decided.decision->result, AttemptResult::kReview);
  EXPECT_EQ(decided.decision->reason, Reason::kSpoofRisk);
  EXPECT_EQ(decided.findings, "steps=1 quality=fine");
  EXPECT_EQ(stored(decided).findings, "steps=1 quality=fine");
}

TEST_F(OpenAttempt, remembers_that_a_program_posed_as_the_camera_and_no_name) {
  const Account account = ready_citizen();
  const auto consent = consent_of(account);
  const auto open_with = [&](std::string_view key, std::string_view camera_name) {
    return must(open_attempt(ports, account, consent, {.camera_name = camera_name}, key)).attempt;
  };
  const Attempt attempt = open_with("attempt-key-1", "Anna's camera");
  EXPECT_FALSE(stored(attempt).is_virtual_camera);
  // On another page, which goes on with it; what was seen once is not taken back.
  EXPECT_EQ(open_with("attempt-key-2", "program").id, attempt.id);
  EXPECT_TRUE(stored(attempt).is_virtual_camera);
  EXPECT_EQ(open_with("attempt-key-3", "Anna's camera").id, attempt.id);
  EXPECT_TRUE(stored(attempt).is_virtual_camera);
}

TEST_F(DecideAttempt, a_camera_that_is_a_program_goes_to_a_person) {
  const Account account = ready_citizen();
  must(open_attempt(ports, account, consent_of(account), {.camera_name = "program"}, "attempt-key-1"));
  const Attempt attempt = prove(account, {"anna-1"}, "attempt-key-2");
  EXPECT_EQ(attempt.decision->result, AttemptResult::kReview);
  EXPECT_EQ(attempt.decision->reason, Reason::kSpoofRisk);
}

TEST_F(DecideAttempt, frames_of_an_earlier_attempt_are_known_again) {
  const Account account = ready_citizen();
  const auto send = [&](std::string_view key) {
    const Attempt attempt = open(account, key);
    for (int sequence = 0; sequence < 3; ++sequence) {
      must(put(account, attempt, sequence, "anna-" + std::to_string(sequence)));
    }
    must(finish_attempt(ports, account, attempt.id));
    return must(decide_attempt(ports, attempt.id)).attempt.decision->reason;
  };
  EXPECT_EQ(send("attempt-key-1"), Reason::kActionMissed);
  EXPECT_EQ(send("attempt-key-2"), Reason::kSpoofRisk);
}

TEST_F(DecideAttempt, looking_only_is_looked_at_by_a_person) {
  const Account account = ready_citizen();
  const Attempt attempt = prove(account, {"anna-1"}, "attempt-key-1", ChallengeMode::kStatic);
  EXPECT_EQ(attempt.decision->result, AttemptResult::kReview);
  EXPECT_EQ(attempt.decision->reason, Reason::kLowAssurance);
  EXPECT_EQ(frames_of(attempt).size(), 3U);
}

TEST_F(DecideAttempt, who_cannot_act_passes_by_looking_and_a_person_sees_a_sample) {
  const Account account = ready_citizen();
  const auto person = must(must(ports.store.begin_read())->persons().find_by_id_number(*account.id_number));
  must(set_looks_only(ports, clerk(), person->id, true));
  EXPECT_TRUE(must(view_proof(ports, account)).person->looks_only);
  settings.looks_only_sample_percent = 0;
  EXPECT_EQ(prove(account, {"anna-1"}, "attempt-key-1", ChallengeMode::kStatic).decision->result,
            AttemptResult::kPassed);
  settings.looks_only_sample_percent = 100;
  const Attempt sampled = prove(account, {"anna-2"}, "attempt-key-2", ChallengeMode::kStatic);
  EXPECT_EQ(sampled.decision->result, AttemptResult::kReview);
  EXPECT_EQ(sampled.decision->reason, Reason::kLowAssurance);
}

TEST_F(DecideAttempt, compares_with_every_active_reference) {
  const Account account = ready_citizen();
  const auto person = must(must(ports.store.begin_read())->persons().find_by_id_number(*account.id_number));
  clock.advance(1min);
  enrol(*person, "bertha-0", EarlierReferences::kKeep);
  EXPECT_EQ(prove(account, {"anna-1"}, "attempt-key-1").decision->result, AttemptResult::kPassed);
  EXPECT_EQ(prove(account, {"bertha-1"}, "attempt-key-2").decision->result, AttemptResult::kPassed);
  EXPECT_EQ(prove(account, {"clara-1"}, "attempt-key-3").decision->reason, Reason::kNotSame);
}

TEST_F(DecideAttempt, normalises_by_the_agencys_own_people_once_there_are_enough) {
  const Account account = ready_citizen();
  const auto reference = *must(
      must(ports.store.begin_read())
          ->references()
          .find_active(
              must(must(ports.store.begin_read())->persons().find_by_id_number(*account.id_number))->id));
  EXPECT_EQ(must(refresh_cohort(ports)), 0U);
  EXPECT_FALSE(prove(account, {"anna-1"}, "attempt-key-1").decision->normalised);
  {
    const auto transaction = must(ports.store.begin_write());
    for (int i = 0; i < 12; ++i) {
      const auto number = std::to_string(i);
      const Person stranger{
          .id = PersonId::make(clock, random),
          .agency = agency(),
          .name = Secret("甲" + number),
          .id_number = *IdNumber::parse("110106491231" + std::string(3 - number.size(), '0') + number,
                                        china_date(clock.now())),
          .phone = Secret(std::string(kPhone)),
          .created_at = clock.now(),
          .entitlements = {}};
      must(transaction->persons().insert(stranger, "stranger-" + number));
      Reference other = reference;
      other.id = ReferenceId::make(clock, random);
      other.person = stranger.id;
      must(transaction->references().insert(other, as_bytes("stranger-" + number)));
    }
    must(transaction->commit());
  }
  EXPECT_EQ(must(refresh_cohort(ports)), 8U);
  EXPECT_EQ(faces.cohort.size(), 8U);
  const Attempt attempt = prove(account, {"anna-1"}, "attempt-key-2");
  EXPECT_DOUBLE_EQ(*stored(attempt).decision->score, 0.8);
  EXPECT_DOUBLE_EQ(*stored(attempt).decision->normalised, 0.7);
  EXPECT_DOUBLE_EQ(*stored(attempt).decision->threshold, 0.35);
}

TEST_F(DecideAttempt, turning_the_head_will_do_as_well) {
  const Account account = ready_citizen();
  EXPECT_EQ(prove(account, {"anna-1"}, "attempt-key-1", ChallengeMode::kPose).decision->result,
            AttemptResult::kPassed);
}

TEST_F(DecideAttempt, a_grey_score_goes_to_a_person_at_once) {
  const Account account = ready_citizen();
  const Attempt attempt = prove(account, {"similar-1"});
  EXPECT_EQ(attempt.decision->result, AttemptResult::kReview);
  EXPECT_EQ(attempt.decision->reason, Reason::kLowMatch);
  ASSERT_TRUE(review_of(attempt));
  EXPECT_EQ(review_of(attempt)->requested_by, ReviewRequester::kPolicy);
  EXPECT_FALSE(frames_of(attempt).empty());
  must(request_review(ports, account, attempt.id));  // there already: no second one, no error
}

TEST_F(DecideAttempt, starter_networks_pass_only_what_is_clear) {
  faces.use(NetworkKind::kStarter, "starter");
  const Account account = ready_citizen();
  EXPECT_EQ(prove(account, {"bertha-1"}, "key-bertha").decision->reason, Reason::kNetworksStarter);
  EXPECT_EQ(prove(account, {"anna-1"}, "key-anna-1").decision->result, AttemptResult::kPassed);
}

TEST_F(DecideAttempt, without_networks_a_person_decides_and_the_reference_waits) {
  faces.use(NetworkKind::kNone, "");
  const Account account = ready_citizen();
  const Attempt attempt = prove(account, {"anna-1"}, "key-none-1");
  EXPECT_EQ(attempt.decision->result, AttemptResult::kReview);
  EXPECT_EQ(attempt.decision->reason, Reason::kNetworksMissing);
  EXPECT_FALSE(must(view_proof(ports, account)).reference->features);
  // Networks arrive.
  faces.use(NetworkKind::kFull, "words-1");
  EXPECT_EQ(prove(account, {"anna-1"}, "key-full-1").decision->result, AttemptResult::kPassed);
  EXPECT_EQ(must(view_proof(ports, account)).reference->features->network_set, "words-1");
}

TEST_F(DecideAttempt, other_networks_make_the_features_anew) {
  const Account account = ready_citizen();
  faces.use(NetworkKind::kFull, "words-2");
  EXPECT_EQ(prove(account, {"anna-1"}).network_set, "words-2");
  EXPECT_EQ(must(view_proof(ports, account)).reference->features->network_set, "words-2");
}

TEST_F(DecideAttempt, a_reference_that_the_networks_cannot_use_is_a_persons_case) {
  faces.use(NetworkKind::kNone, "");
  enrol(add_somebody(), "room-0");
  const Account account = register_somebody();
  faces.use(NetworkKind::kFull, "words-1");
  EXPECT_EQ(prove(account, {"anna-1"}).decision->reason, Reason::kNoTemplate);
}

TEST_F(DecideAttempt, a_failing_engine_leaves_nobody_waiting_for_ever) {
  const Account account = ready_citizen();
  const Attempt attempt = submit(account, {"anna-1"});
  faces.fails = true;
  EXPECT_EQ(must(decide_attempt(ports, attempt.id)).attempt.decision->result, AttemptResult::kReview);
  EXPECT_TRUE(review_of(attempt));
}

TEST_F(DecideAttempt, damaged_pictures_leave_nobody_waiting_either) {
  const Account account = ready_citizen();
  const Attempt attempt = submit(account, {"anna-1", "anna-2"});
  store.database().run("UPDATE frames SET image = substr(image, 2)");
  const auto decided = must(decide_attempt(ports, attempt.id));
  EXPECT_TRUE(decided.is_new);
  EXPECT_EQ(decided.attempt.decision->result, AttemptResult::kReview);
}

TEST_F(DecideAttempt, what_passed_or_is_undecided_cannot_be_reviewed) {
  const Account account = ready_citizen();
  const Attempt attempt = submit(account, {"anna-1"});
  EXPECT_EQ(code_of(request_review(ports, account, attempt.id)), ErrorCode::kReviewClosed);
  must(decide_attempt(ports, attempt.id));
  EXPECT_EQ(code_of(request_review(ports, account, attempt.id)), ErrorCode::kReviewClosed);
  Account other = account;
  other.id = AccountId::make(clock, random);
  other.id_number = IdNumber::parse("110105198001010032", china_date(clock.now())).value();
  EXPECT_EQ(code_of(request_review(ports, other, attempt.id)), ErrorCode::kNotFound);
}

// ---------------------------------------------------------------------------------------------------- queue
// and sweep

TEST_F(Queue, decides_what_is_submitted_and_lets_others_wait) {
  const Account account = ready_citizen();
  const Attempt attempt = submit(account, {"anna-1"});
  std::vector<AttemptId> seen;
  {
    DecisionQueue queue(ports, 2, 4,
                        [&](const Attempt& decided, milliseconds) { seen.push_back(decided.id); });
    must(queue.submit(attempt.id));
    EXPECT_TRUE(queue.wait(attempt.id, 5s));
    EXPECT_EQ(queue.length(), 0);
  }
  EXPECT_EQ(seen, std::vector<AttemptId>{attempt.id});
  EXPECT_EQ(stored(attempt).state, AttemptState::kDecided);
}

TEST_F(Queue, says_how_many_wait_when_it_is_full_and_the_sweep_brings_the_rest) {
  const Account account = ready_citizen();
  const Attempt attempt = submit(account, {"anna-1"});
  DecisionQueue closed(ports, 1, 0, {});
  const auto busy = closed.submit(attempt.id);
  ASSERT_EQ(code_of(busy), ErrorCode::kBusy);
  EXPECT_TRUE(busy.error().retry_after);
  EXPECT_EQ(busy.error().queue_length, 0);
  EXPECT_EQ(stored(attempt).state, AttemptState::kSubmitted);

  // As after a crash: another process finds it in the store.
  DecisionQueue queue(ports, 1, 4, {});
  must(resume_decisions(ports, queue));
  EXPECT_TRUE(queue.wait(attempt.id, 5s));
  EXPECT_EQ(stored(attempt).decision->result, AttemptResult::kPassed);
}

TEST_F(Sweep, ends_what_is_overdue) {
  const Account account = ready_citizen();
  const Attempt empty = open(account, "attempt-key-1");
  must(close_overdue_attempts(ports));
  EXPECT_EQ(stored(empty).state, AttemptState::kOpen);
  clock.advance(limits::kAttemptDeadline + 1s);
  must(close_overdue_attempts(ports));
  EXPECT_EQ(stored(empty).state, AttemptState::kExpired);
  const Attempt sent = open(account, "attempt-key-2");
  must(put(account, sent, 0, "anna-1"));
  clock.advance(limits::kAttemptDeadline + 1s);
  must(close_overdue_attempts(ports));
  EXPECT_EQ(stored(sent).state, AttemptState::kSubmitted);
}

TEST_F(Sweep, erases_frames_when_nobody_can_need_them_any_more) {
  const Account account = ready_citizen();
  const Attempt refused = prove(account, {"bertha-1"}, "key-refused");
  const Attempt reviewed = prove(account, {"similar-1"}, "key-reviewed");
  clock.advance(settings.frame_retention - 1h);
  must(erase_outdated(ports));
  EXPECT_FALSE(frames_of(refused).empty());
  clock.advance(2h);
  must(erase_outdated(ports));
  EXPECT_TRUE(frames_of(refused).empty());
  EXPECT_FALSE(frames_of(reviewed).empty());
  // There is nothing left to look at.
  EXPECT_EQ(code_of(request_review(ports, account, refused.id)), ErrorCode::kReviewClosed);
}

}  // namespace
}  // namespace jianzai::app
