// The contract of app::Store, on both databases.
#include <algorithm>
#include <atomic>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>
#include <sstream>
#include <thread>

#include <gtest/gtest.h>

#include "app/write.h"
#include "storage/migrations.h"
#include "storage/test_store.h"

namespace jianzai::storage {
namespace {

using namespace std::chrono;
using testing::TemporaryStore;

constexpr std::string_view kName = "欧阳测试甲";
constexpr std::string_view kIdNumber = "11010519491231002X";
constexpr std::string_view kPhone = "13912345678";

IdNumber number(std::string_view text = kIdNumber) { return *IdNumber::parse(text, 2026y / November / 25); }

template <class T>
T must(Result<T> result) {
  if (!result) ADD_FAILURE() << result.error().detail;
  return std::move(*result);
}
void must(const Result<void>& result) { ASSERT_TRUE(result) << result.error().detail; }

// An agency, its operator and one of everything up to an open attempt.
struct Population {
  explicit Population(TemporaryStore& store)
      : clock(from_unix_ms(1'764'000'000'000)),
        random(7),
        agency{AgencyId::make(clock, random), "甲县", "路 1 号", "0000", "9-17"},
        clerk{OperatorId::make(clock, random),
              agency.id,
              "clerk",
              Secret(std::string("试经办员")),
              OperatorRole::kClerk,
              "hash"},
        person{PersonId::make(clock, random),
               agency.id,
               Secret(std::string(kName)),
               number(),
               Secret(std::string(kPhone)),
               clock.now(),
               false,
               RegionCode::parse("130924101203"),
               {},
               {}},
        account{AccountId::make(clock, random),
                person.name,
                number(),
                person.phone,
                "hash",
                "2026-11",
                clock.now()},
        consent{ConsentId::make(clock, random), account.id, person.id, "2026-11", clock.now()},
        reference{ReferenceId::make(clock, random),
                  person.id,
                  ReferenceSource::kUpload,
                  clerk.id,
                  clock.now(),
                  {}} {
    const auto transaction = must(store->begin_write());
    must(transaction->agencies().insert(agency));
    must(transaction->operators().insert(clerk));
    const auto category = must(transaction->agencies().find_category("RESIDENT_PENSION"));
    person.entitlements.push_back({*category, 2026y / January / 1, std::nullopt});
    must(transaction->persons().insert(person, "person-key"));
    must(transaction->accounts().insert(account, "account-key"));
    must(transaction->consents().insert(consent, "consent-key"));
    must(transaction->references().insert(reference, as_bytes("reference jpeg")));
    must(transaction->commit());
  }

  // Of the person's category, by each one's own cycle.
  [[nodiscard]] Plan plan() {
    return {.id = PlanId::make(clock, random),
            .agency = agency.id,
            .name = "年度",
            .category = "RESIDENT_PENSION",
            .region = {},
            .dates = {},
            .hours = {},
            .made_at = clock.now()};
  }

  // Given to the clerk.
  [[nodiscard]] Consent recorded(const PersonId& by) {
    clock.advance(1ms);
    return {.id = ConsentId::make(clock, random),
            .account = {},
            .person = by,
            .text_version = "2026-11",
            .granted_at = clock.now(),
            .recorded = RecordedConsent{.by = clerk.id,
                                        .mode = ConsentMode::kPaper,
                                        .sheet = Secret(std::string("二〇二六年告知书三号"))}};
  }

  [[nodiscard]] ImportJob job() {
    clock.advance(1ms);
    return {.id = ImportId::make(clock, random),
            .agency = agency.id,
            .kind = ListKind::kRoster,
            .file_name = Secret(std::string(kName)),
            .bytes = 3,
            .made_by = clerk.id,
            .made_at = clock.now(),
            .state = ImportState::kChecking,
            .state_since = clock.now()};
  }

  [[nodiscard]] Attempt attempt() {
    clock.advance(1ms);
    return {.id = AttemptId::make(clock, random),
            .account = account.id,
            .person = person.id,
            .consent = consent.id,
            .state = AttemptState::kOpen,
            .challenge = draw_challenge(ChallengeMode::kColour, {}, random),
            .step = 0,
            .step_revealed_at = clock.now(),
            .is_virtual_camera = false,
            .findings = {},
            .nonce = "nonce",
            .opened_at = clock.now(),
            .deadline = clock.now() + 10min,
            .decided_at = {},
            .decision = {},
            .network_set = {},
            .next_due_on = {}};
  }

  FakeClock clock;
  SeededRandom random;
  Agency agency;
  Operator clerk;
  Person person;
  Account account;
  Consent consent;
  Reference reference;
};

class StoreContract : public testing::OnBoth {
 protected:
  app::CapturedFrame frame(int sequence, std::string_view jpeg, int step = 0) {
    return {.sequence = sequence,
            .step = step,
            .captured_at = there_.clock.now() - 1s,
            .received_at = there_.clock.now(),
            .is_seen = false,
            .jpeg = Secret(Bytes(jpeg.begin(), jpeg.end()))};
  }
  TemporaryStore store_{GetParam()};
  Population there_{store_};
};

TEST_P(StoreContract, gives_back_what_was_stored) {
  const auto transaction = must(store_->begin_read());
  const auto person = must(transaction->persons().find_by_id_number(number()));
  ASSERT_TRUE(person);
  EXPECT_EQ(person->id, there_.person.id);
  EXPECT_EQ(person->name.reveal(), kName);
  EXPECT_EQ(person->phone.reveal(), kPhone);
  EXPECT_EQ(person->id_number, number());
  ASSERT_EQ(person->entitlements.size(), 1U);
  EXPECT_EQ(person->entitlements.front().category.rule.kind, DueRuleKind::kFixedWindow);
  EXPECT_EQ(person->entitlements.front().category.rule.windows.size(), 2U);

  const auto account = must(transaction->accounts().find_by_request_key("account-key"));
  ASSERT_TRUE(account);
  EXPECT_EQ(account->name.reveal(), kName);
  EXPECT_EQ(must(transaction->accounts().find(account->id))->phone.reveal(), kPhone);
  EXPECT_EQ(must(transaction->operators().find_by_login("clerk"))->id, there_.clerk.id);
  EXPECT_EQ(must(transaction->operators().find(there_.clerk.id))->role, OperatorRole::kClerk);
  EXPECT_EQ(must(transaction->agencies().all()).size(), 1U);
  EXPECT_EQ(must(transaction->agencies().categories()).size(), 5U);
  EXPECT_EQ(must(transaction->persons().count()), 1);
  EXPECT_EQ(must(transaction->consents().find(there_.consent.id))->text_version, "2026-11");
  EXPECT_TRUE(must(transaction->consents().find_by_request_key(there_.account.id, "consent-key")));
}

TEST_P(StoreContract, finds_nothing_where_nothing_is) {
  const auto transaction = must(store_->begin_read());
  const auto nobody = number("440524188001010014");
  EXPECT_FALSE(must(transaction->persons().find_by_id_number(nobody)));
  EXPECT_FALSE(must(transaction->persons().find(PersonId::make(there_.clock, there_.random))));
  EXPECT_FALSE(must(transaction->persons().find_by_request_key("none")));
  EXPECT_FALSE(must(transaction->accounts().find_by_id_number(nobody)));
  EXPECT_FALSE(must(transaction->operators().find_by_login("nobody")));
  EXPECT_FALSE(must(transaction->agencies().find_category("NOTHING")));
  EXPECT_FALSE(must(transaction->sessions().find("none")));
  EXPECT_FALSE(must(transaction->attempts().find_open(there_.account.id)));
  EXPECT_FALSE(must(transaction->reviews().find_open(there_.person.id)));
  EXPECT_EQ(must(transaction->login_tries().find(app::Realm::kCitizen, kIdNumber)).failed, 0);
}

TEST_P(StoreContract, keeps_who_helps_whom) {
  const Relative relative{.id = RelativeId::make(there_.clock, there_.random),
                          .account = there_.account.id,
                          .person = there_.person.id,
                          .relation = Relation::kSibling,
                          .state = RelativeState::kActive,
                          .added_at = there_.clock.now()};
  const auto transaction = must(store_->begin_write());
  auto& relatives = transaction->relatives();
  EXPECT_FALSE(must(relatives.find(relative.id)));
  must(relatives.insert(relative, "relative-key-1"));
  const auto found = must(relatives.find_between(relative.account, relative.person));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, relative.id);
  EXPECT_EQ(found->relation, Relation::kSibling);
  EXPECT_EQ(found->added_at, relative.added_at);
  EXPECT_EQ(must(relatives.find_by_request_key(relative.account, "relative-key-1"))->id, relative.id);
  EXPECT_EQ(must(relatives.of_account(relative.account)).size(), 1U);
  EXPECT_EQ(must(relatives.of_person(relative.person)).size(), 1U);
  must(relatives.set_state(relative.id, RelativeState::kRemoved));
  EXPECT_TRUE(must(relatives.of_account(relative.account)).empty());
  EXPECT_TRUE(must(relatives.of_person(relative.person)).empty());
  must(relatives.set_state(relative.id, RelativeState::kRefused));
  EXPECT_TRUE(must(relatives.of_account(relative.account)).empty());
  EXPECT_EQ(must(relatives.of_person(relative.person)).size(), 1U);
  auto renewed = relative;
  renewed.relation = Relation::kNeighbour;
  must(relatives.renew(renewed, "relative-key-2"));
  EXPECT_EQ(must(relatives.find(relative.id))->relation, Relation::kNeighbour);
  EXPECT_FALSE(must(relatives.find_by_request_key(relative.account, "relative-key-1")));
  EXPECT_EQ(must(relatives.of_account(relative.account)).size(), 1U);
}

TEST_P(StoreContract, empties_an_account_and_keeps_who_was_refused) {
  const auto transaction = must(store_->begin_write());
  auto& accounts = transaction->accounts();
  auto& relatives = transaction->relatives();
  Relative relative{.id = RelativeId::make(there_.clock, there_.random),
                    .account = there_.account.id,
                    .person = there_.person.id,
                    .relation = Relation::kSibling,
                    .state = RelativeState::kActive,
                    .added_at = there_.clock.now()};
  must(relatives.insert(relative, "relative-key-1"));
  must(relatives.leave(relative.account));
  EXPECT_EQ(must(relatives.find(relative.id))->state, RelativeState::kRemoved);
  EXPECT_FALSE(must(relatives.is_refused(relative.account, relative.person)));
  must(relatives.set_state(relative.id, RelativeState::kRefused));
  EXPECT_TRUE(must(relatives.is_refused(relative.account, relative.person)));
  must(relatives.leave(relative.account));
  EXPECT_EQ(must(relatives.find(relative.id))->state, RelativeState::kRefused);

  const Time at = there_.clock.now();
  must(accounts.close(relative.account, at));
  const auto closed = must(accounts.find(relative.account));
  ASSERT_TRUE(closed);
  EXPECT_EQ(closed->closed_at, at);
  EXPECT_EQ(closed->name.reveal() + closed->phone.reveal() + closed->password_hash, "");
  EXPECT_FALSE(closed->id_number);
  EXPECT_FALSE(must(accounts.find_by_id_number(number())));
  auto anew = there_.account;
  anew.id = AccountId::make(there_.clock, there_.random);
  must(accounts.insert(anew, "account-key-2"));
  EXPECT_EQ(must(accounts.find_by_id_number(number()))->id, anew.id);
  EXPECT_FALSE(must(accounts.find(anew.id))->closed_at);
  EXPECT_TRUE(must(relatives.is_refused(anew.id, relative.person)));
  must(relatives.set_state(relative.id, RelativeState::kRemoved));
  EXPECT_FALSE(must(relatives.is_refused(anew.id, relative.person)));
}

TEST_P(StoreContract, notices_every_change_of_the_audit_log) {
  const auto append = [&](AuditAction action) {
    const auto transaction = must(store_->begin_write());
    must(transaction->audit().append({.at = there_.clock.now(),
                                      .by = there_.clerk.id,
                                      .agency = there_.agency.id,
                                      .action = action,
                                      .object = there_.person.id.text()}));
    must(transaction->commit());
  };
  const auto check = [&](const std::optional<app::AuditMark>& kept = {}) {
    return must(must(store_->begin_read())->audit().check(kept));
  };
  EXPECT_EQ(check().entries, 0);
  for (const auto action : {AuditAction::kLogIn, AuditAction::kViewReference, AuditAction::kApproveReview})
    append(action);
  const auto whole = check();
  EXPECT_EQ(whole.entries, 3);
  EXPECT_FALSE(whole.broken_at);
  EXPECT_EQ(whole.last_seal.size(), 64U);
  const app::AuditMark mark{3, whole.last_seal};
  EXPECT_FALSE(check(mark).broken_at);
  {
    const auto transaction = must(store_->begin_read());
    const auto page = must(transaction->audit().page(there_.agency.id, {}, "", 2));
    ASSERT_EQ(page.rows.size(), 2U);
    EXPECT_EQ(page.rows.front().event.action, AuditAction::kApproveReview);
    const auto rest = must(transaction->audit().page(there_.agency.id, {}, *page.next, 2));
    ASSERT_EQ(rest.rows.size(), 1U);
    EXPECT_EQ(rest.rows.front().number, 1);
    EXPECT_FALSE(rest.next);
  }
  const auto broken_by = [&](const std::string& sql, const std::string& back) {
    store_.database().run(sql);
    const auto broken_at = check().broken_at;
    store_.database().run(back);
    EXPECT_FALSE(check().broken_at) << back;
    return broken_at;
  };
  EXPECT_EQ(broken_by("UPDATE audit_log SET action = 'LOG_IN' WHERE number = 2",
                      "UPDATE audit_log SET action = 'VIEW_REFERENCE' WHERE number = 2"),
            2);
  EXPECT_EQ(broken_by("UPDATE audit_log SET action = 'NOTHING' WHERE number = 2",
                      "UPDATE audit_log SET action = 'VIEW_REFERENCE' WHERE number = 2"),
            2);
  EXPECT_EQ(broken_by("UPDATE audit_log SET at = at + 1 WHERE number = 1",
                      "UPDATE audit_log SET at = at - 1 WHERE number = 1"),
            1);
  EXPECT_EQ(broken_by("UPDATE audit_log SET number = 9 WHERE number = 2",
                      "UPDATE audit_log SET number = 2 WHERE number = 9"),
            2);
  store_.database().run("DELETE FROM audit_log WHERE number = 3");
  EXPECT_FALSE(check().broken_at);
  EXPECT_EQ(check(mark).broken_at, 3);
  append(AuditAction::kLogIn);
  EXPECT_EQ(check(mark).broken_at, 3);
}

TEST_P(StoreContract, forgets_what_was_not_committed) {
  {
    const auto transaction = must(store_->begin_write());
    must(transaction->attempts().insert(there_.attempt()));
  }
  const auto transaction = must(store_->begin_read());
  EXPECT_FALSE(must(transaction->attempts().find_open(there_.account.id)));
}

TEST_P(StoreContract, keeps_every_key_and_id_number_once) {
  for (const std::string_view key : {"person-key", "another-key"}) {
    Person twice = there_.person;
    twice.id = PersonId::make(there_.clock, there_.random);
    const auto transaction = must(store_->begin_write());
    EXPECT_FALSE(transaction->persons().insert(twice, key));
  }
  Account twice = there_.account;
  twice.id = AccountId::make(there_.clock, there_.random);
  const auto transaction = must(store_->begin_write());
  EXPECT_FALSE(transaction->accounts().insert(twice, "another-key"));
}

TEST_P(StoreContract, never_holds_two_open_attempts_of_an_account) {
  const auto transaction = must(store_->begin_write());
  must(transaction->attempts().insert(there_.attempt()));
  EXPECT_FALSE(transaction->attempts().insert(there_.attempt()));
}

TEST_P(StoreContract, writes_a_state_only_over_the_one_expected) {
  Attempt attempt = there_.attempt();
  const auto transaction = must(store_->begin_write());
  must(transaction->attempts().insert(attempt));
  attempt.state = AttemptState::kSubmitted;
  EXPECT_TRUE(must(transaction->attempts().update(attempt, AttemptState::kOpen)));
  EXPECT_FALSE(must(transaction->attempts().update(attempt, AttemptState::kOpen)));
  attempt.state = AttemptState::kDecided;
  attempt.decided_at = there_.clock.now();
  attempt.decision = Decision{.result = AttemptResult::kReview,
                              .reason = Reason::kLowMatch,
                              .score = 0.401,
                              .normalised = 0.21,
                              .threshold = 0.45};
  attempt.network_set = "fusion";
  attempt.next_due_on = 2027y / June / 30;
  EXPECT_TRUE(must(transaction->attempts().update(attempt, AttemptState::kSubmitted)));
  const auto stored = must(transaction->attempts().find(attempt.id));
  ASSERT_TRUE(stored && stored->decision);
  EXPECT_EQ(stored->decision->result, AttemptResult::kReview);
  EXPECT_EQ(stored->decision->reason, Reason::kLowMatch);
  EXPECT_EQ(stored->decision->score, 0.401);
  EXPECT_EQ(stored->decision->normalised, 0.21);
  EXPECT_EQ(stored->decision->threshold, 0.45);
  EXPECT_EQ(stored->network_set, "fusion");
  EXPECT_EQ(stored->next_due_on, 2027y / June / 30);
  EXPECT_EQ(stored->decided_at, there_.clock.now());
}

TEST_P(StoreContract, knows_a_frame_again_and_refuses_another_under_its_number) {
  const Attempt attempt = there_.attempt();
  const auto transaction = must(store_->begin_write());
  must(transaction->attempts().insert(attempt));
  auto& attempts = transaction->attempts();
  EXPECT_EQ(must(attempts.insert_frame(attempt.id, frame(2, "two"))), app::Inserted::kNew);
  EXPECT_EQ(must(attempts.insert_frame(attempt.id, frame(0, "zero"))), app::Inserted::kNew);
  EXPECT_EQ(must(attempts.insert_frame(attempt.id, frame(2, "two"))), app::Inserted::kAlreadyThere);
  const auto other = attempts.insert_frame(attempt.id, frame(2, "other"));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::kIdempotencyConflict);
  EXPECT_EQ(must(attempts.frame_numbers(attempt.id)), (std::vector<int>{0, 2}));
  EXPECT_EQ(as_text(must(attempts.frame(attempt.id, 2))->reveal()), "two");
  EXPECT_FALSE(must(attempts.frame(attempt.id, 1)));
  must(attempts.erase_frames(attempt.id));
  EXPECT_TRUE(must(attempts.frame_numbers(attempt.id)).empty());
}

TEST_P(StoreContract, keeps_the_challenge_and_advances_it_one_step_at_a_time) {
  Attempt attempt = there_.attempt();
  const auto transaction = must(store_->begin_write());
  must(transaction->attempts().insert(attempt));
  EXPECT_EQ(must(transaction->attempts().find(attempt.id))->challenge, attempt.challenge);
  attempt.step = 1;
  attempt.step_revealed_at = there_.clock.now() + 3s;
  EXPECT_TRUE(must(transaction->attempts().advance(attempt, 0)));
  EXPECT_FALSE(must(transaction->attempts().advance(attempt, 0)));
  const auto stored = must(transaction->attempts().find(attempt.id));
  EXPECT_EQ(stored->step, 1);
  EXPECT_EQ(stored->step_revealed_at, attempt.step_revealed_at);
}

TEST_P(StoreContract, keeps_whether_the_camera_was_a_program) {
  const auto transaction = must(store_->begin_write());
  auto& attempts = transaction->attempts();
  const auto is_virtual = [&](const AttemptId& id) { return must(attempts.find(id))->is_virtual_camera; };
  Attempt first = there_.attempt();
  first.is_virtual_camera = true;
  must(attempts.insert(first));
  EXPECT_TRUE(is_virtual(first.id));
  first.state = AttemptState::kExpired;
  must(attempts.update(first, AttemptState::kOpen));
  Attempt second = there_.attempt();
  must(attempts.insert(second));
  EXPECT_FALSE(is_virtual(second.id));
  must(attempts.set_virtual_camera(second.id));
  EXPECT_TRUE(is_virtual(second.id));
}

TEST_P(StoreContract, tells_where_and_when_a_frame_was_taken_and_whether_it_was_seen_before) {
  const auto transaction = must(store_->begin_write());
  auto& attempts = transaction->attempts();
  Attempt first = there_.attempt();
  must(attempts.insert(first));
  must(attempts.insert_frame(first.id, frame(0, "one")));
  must(attempts.insert_frame(first.id, frame(4, "two", 2)));
  EXPECT_EQ(must(attempts.count_frames_of_step(first.id, 2)), 1);
  EXPECT_TRUE(must(attempts.has_frame(first.id, 4, as_bytes("two"))));
  EXPECT_FALSE(must(attempts.has_frame(first.id, 4, as_bytes("one"))));
  const auto frames = must(attempts.frames(first.id));
  ASSERT_EQ(frames.size(), 2U);
  EXPECT_EQ(frames[1].sequence, 4);
  EXPECT_EQ(frames[1].step, 2);
  EXPECT_EQ(frames[1].captured_at, there_.clock.now() - 1s);
  EXPECT_EQ(as_text(frames[1].jpeg.reveal()), "two");
  EXPECT_FALSE(frames[1].is_seen);
  first.state = AttemptState::kExpired;
  must(attempts.update(first, AttemptState::kOpen));
  must(attempts.erase_frames(first.id));

  const Attempt second = there_.attempt();
  must(attempts.insert(second));
  must(attempts.insert_frame(second.id, frame(0, "two")));
  must(attempts.insert_frame(second.id, frame(1, "three")));
  const auto later = must(attempts.frames(second.id));
  EXPECT_TRUE(later[0].is_seen);
  EXPECT_FALSE(later[1].is_seen);
  must(attempts.erase_digests_before(there_.clock.now() + 1h));
  must(attempts.insert_frame(second.id, frame(2, "one")));
  EXPECT_FALSE(must(attempts.frames(second.id))[2].is_seen);
}

TEST_P(StoreContract, erases_old_frames_but_for_open_attempts_and_open_reviews) {
  const auto transaction = must(store_->begin_write());
  auto& attempts = transaction->attempts();
  std::vector<Attempt> made;
  for (const AttemptState state :
       {AttemptState::kDecided, AttemptState::kDecided, AttemptState::kSubmitted}) {
    Attempt attempt = there_.attempt();
    must(attempts.insert(attempt));
    must(attempts.insert_frame(attempt.id, frame(0, "jpeg")));
    attempt.state = state;
    must(attempts.update(attempt, AttemptState::kOpen));
    made.push_back(attempt);
  }
  must(transaction->reviews().insert({.id = ReviewId::make(there_.clock, there_.random),
                                      .attempt = made[1].id,
                                      .person = there_.person.id,
                                      .state = ReviewState::kOpen,
                                      .requested_by = ReviewRequester::kPerson,
                                      .opened_at = there_.clock.now(),
                                      .due_on = 2026y / November / 30,
                                      .due_is_certain = true,
                                      .note = {},
                                      .decided_by = {},
                                      .decided_at = {}}));
  EXPECT_EQ(must(attempts.erase_frames_before(there_.clock.now() - 1h)), 0);
  EXPECT_EQ(must(attempts.erase_frames_before(there_.clock.now() + 1h)), 1);
  EXPECT_TRUE(must(attempts.frame_numbers(made[0].id)).empty());
  EXPECT_FALSE(must(attempts.frame_numbers(made[1].id)).empty());
  EXPECT_FALSE(must(attempts.frame_numbers(made[2].id)).empty());
}

TEST_P(StoreContract, compares_with_the_active_references_newest_first) {
  const auto transaction = must(store_->begin_write());
  auto& references = transaction->references();
  EXPECT_FALSE(must(references.find_active(there_.person.id))->features);
  EXPECT_TRUE(must(references.is_image(there_.reference.id, as_bytes("reference jpeg"))));
  EXPECT_FALSE(must(references.is_image(there_.reference.id, as_bytes("another jpeg"))));
  Reference newer = there_.reference;
  newer.id = ReferenceId::make(there_.clock, there_.random);
  newer.made_at += 1h;
  newer.features = Features{"fusion", Secret(Bytes{1, 2, 3})};
  must(references.insert(newer, as_bytes("newer jpeg")));
  const auto both = must(references.active(there_.person.id));
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[0].id, newer.id);
  EXPECT_EQ(both[1].id, there_.reference.id);
  must(references.retire(there_.reference.id));
  EXPECT_EQ(must(references.active(there_.person.id)).size(), 1U);
  const auto active = must(references.find_active(there_.person.id));
  ASSERT_TRUE(active && active->features);
  EXPECT_EQ(active->id, newer.id);
  EXPECT_EQ(active->features->embedding.reveal(), (Bytes{1, 2, 3}));
  EXPECT_EQ(as_text(must(references.image(newer.id)).reveal()), "newer jpeg");
  must(references.set_features(newer.id, {"other", Secret(Bytes{4})}));
  EXPECT_EQ(must(references.find(newer.id))->features->network_set, "other");
  EXPECT_TRUE(must(references.find(there_.reference.id)));  // retired, not gone
}

TEST_P(StoreContract, keeps_consents_by_purpose) {
  const auto transaction = must(store_->begin_write());
  auto& consents = transaction->consents();
  const auto held = [&](ConsentPurpose purpose) {
    return must(consents.find_held(there_.person.id, purpose));
  };
  EXPECT_EQ(held(ConsentPurpose::kFaceComparison)->id, there_.consent.id);
  EXPECT_FALSE(held(ConsentPurpose::kKeepImage));
  Consent keep = there_.consent;
  keep.purpose = ConsentPurpose::kKeepImage;
  keep.is_own = true;
  for (const char* version : {"keep-1", "keep-2"}) {
    there_.clock.advance(1ms);
    keep.id = ConsentId::make(there_.clock, there_.random);
    keep.text_version = version;
    must(consents.insert(keep, version));
  }
  EXPECT_EQ(held(ConsentPurpose::kKeepImage)->text_version, "keep-2");
  EXPECT_EQ(must(consents.find(keep.id))->purpose, ConsentPurpose::kKeepImage);
  EXPECT_TRUE(must(consents.find(keep.id))->is_own);
  EXPECT_FALSE(must(consents.find(there_.consent.id))->is_own);
  EXPECT_EQ(must(consents.told_to(there_.account.id, there_.person.id, 2)).size(), 2U);
  // Of the person, wherever they were given.
  const auto other = AccountId::make(there_.clock, there_.random);
  EXPECT_TRUE(must(consents.told_to(other, {}, 10)).empty());
  EXPECT_EQ(must(consents.told_to(other, there_.person.id, 10)).size(), 3U);

  must(consents.withdraw_all(there_.person.id, ConsentPurpose::kKeepImage, there_.clock.now()));
  EXPECT_FALSE(held(ConsentPurpose::kKeepImage));
  EXPECT_TRUE(held(ConsentPurpose::kFaceComparison));
  EXPECT_EQ(must(consents.find(keep.id))->withdrawn_at, there_.clock.now());
}

TEST_P(StoreContract, keeps_what_operators_recorded_beside_what_was_tapped) {
  const auto transaction = must(store_->begin_write());
  auto& consents = transaction->consents();
  const Consent signed_one = there_.recorded(there_.person.id);
  must(consents.insert(signed_one, "recorded-key"));
  const AssistedProof proof{.id = AssistedProofId::make(there_.clock, there_.random),
                            .person = there_.person.id,
                            .agency = there_.agency.id,
                            .seen_on = 2026y / November / 20,
                            .made_by = there_.clerk.id,
                            .made_at = there_.clock.now()};
  must(transaction->assisted_proofs().insert(proof, "proof-key"));
  EXPECT_FALSE(must(consents.of_proof(proof.id)));
  for (int times = 0; times < 2; ++times) {  // those that come with pictures have no key
    Consent spoken = there_.recorded(there_.person.id);
    spoken.purpose = ConsentPurpose::kKeepImage;
    spoken.recorded = RecordedConsent{.by = there_.clerk.id, .mode = ConsentMode::kSpoken};
    if (times == 0) spoken.recorded->proof = proof.id;
    must(consents.insert(spoken, ""));
  }
  const auto found = must(consents.find(signed_one.id));
  ASSERT_TRUE(found && found->recorded);
  EXPECT_FALSE(found->account);
  EXPECT_EQ(found->person, there_.person.id);
  EXPECT_EQ(found->recorded->by, there_.clerk.id);
  EXPECT_EQ(found->recorded->mode, ConsentMode::kPaper);
  EXPECT_EQ(found->recorded->sheet.reveal(), "二〇二六年告知书三号");
  EXPECT_FALSE(found->recorded->proof);
  EXPECT_EQ(must(consents.find_by_request_key(there_.clerk.id, "recorded-key"))->id, signed_one.id);
  EXPECT_FALSE(must(consents.find_by_request_key(there_.account.id, "recorded-key")));
  const auto with_proof = must(consents.of_proof(proof.id));
  ASSERT_TRUE(with_proof && with_proof->recorded);
  EXPECT_EQ(with_proof->recorded->mode, ConsentMode::kSpoken);
  EXPECT_EQ(with_proof->recorded->proof, proof.id);

  // One list, the latest first, and one of those that stand.
  const auto all = must(consents.of_person(there_.person.id, 10));
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[2].id, signed_one.id);
  EXPECT_EQ(all[3].id, there_.consent.id);
  EXPECT_FALSE(all[3].recorded);
  EXPECT_EQ(must(consents.of_person(there_.person.id, 2)).size(), 2U);
  EXPECT_EQ(must(consents.told_to(there_.account.id, {}, 10)).size(), 1U);
  const auto told = must(consents.told_to(there_.account.id, there_.person.id, 10));
  ASSERT_EQ(told.size(), 4U);
  EXPECT_EQ(told[0].purpose, ConsentPurpose::kKeepImage);
  EXPECT_EQ(must(consents.find_held(there_.person.id, ConsentPurpose::kFaceComparison))->id, signed_one.id);
  must(consents.set_withdrawn(signed_one.id, there_.clock.now()));
  EXPECT_EQ(must(consents.find(signed_one.id))->withdrawn_at, there_.clock.now());
  EXPECT_EQ(must(consents.find_held(there_.person.id, ConsentPurpose::kFaceComparison))->id,
            there_.consent.id);
  EXPECT_TRUE(must(consents.find_held(there_.person.id, ConsentPurpose::kKeepImage)));
  must(consents.withdraw_all(there_.person.id, ConsentPurpose::kKeepImage, there_.clock.now()));
  EXPECT_FALSE(must(consents.find_held(there_.person.id, ConsentPurpose::kKeepImage)));
}

TEST_P(StoreContract, erases_captured_references_whatever_their_state_and_no_others) {
  const auto transaction = must(store_->begin_write());
  auto& references = transaction->references();
  const auto active = [&] { return must(references.active(there_.person.id)).size(); };
  Reference captured = there_.reference;
  captured.source = ReferenceSource::kReview;
  for (const auto state : {ReferenceState::kActive, ReferenceState::kRetired, ReferenceState::kProposed}) {
    there_.clock.advance(1ms);
    captured.id = ReferenceId::make(there_.clock, there_.random);
    captured.state = state;
    must(references.insert(captured, as_bytes("a frame")));
  }
  EXPECT_EQ(active(), 2U);
  EXPECT_EQ(must(references.erase_captured(there_.person.id)), 3);
  EXPECT_EQ(must(references.erase_captured(there_.person.id)), 0);
  EXPECT_FALSE(must(references.find(captured.id)));
  EXPECT_EQ(active(), 1U);
  // What was retired can be compared with again.
  must(references.retire(there_.reference.id));
  EXPECT_EQ(active(), 0U);
  must(references.restore(there_.reference.id));
  EXPECT_EQ(active(), 1U);
}

TEST_P(StoreContract, draws_the_same_cohort_every_time) {
  const auto transaction = must(store_->begin_write());
  auto& references = transaction->references();
  for (int i = 0; i < 12; ++i) {
    Reference reference = there_.reference;
    reference.id = ReferenceId::make(there_.clock, there_.random);
    reference.features =
        Features{i % 4 == 3 ? "other" : "fusion", Secret(Bytes{static_cast<std::uint8_t>(i)})};
    must(references.insert(reference, as_bytes("jpeg " + std::to_string(i))));
    if (i == 0) must(references.retire(reference.id));
  }
  Reference printed = there_.reference;
  printed.id = ReferenceId::make(there_.clock, there_.random);
  printed.source = ReferenceSource::kIdCard;
  printed.features = Features{"fusion", Secret(Bytes{99})};
  must(references.insert(printed, as_bytes("a card's portrait")));
  const auto cohort = must(references.cohort("fusion", 100));
  // Not the retired one, not the other networks', not the one without features, not a card's.
  EXPECT_EQ(cohort.size(), 8U);
  const auto part = must(references.cohort("fusion", 3));
  ASSERT_EQ(part.size(), 3U);
  for (std::size_t i = 0; i < part.size(); ++i) EXPECT_EQ(part[i].id, cohort[i].id);
  const auto is_in_order_of_making =
      std::is_sorted(cohort.begin(), cohort.end(),
                     [](const Reference& a, const Reference& b) { return a.id.text() < b.id.text(); });
  EXPECT_FALSE(is_in_order_of_making);
}

TEST_P(StoreContract, knows_who_looks_only_and_what_assurance_a_benefit_wants) {
  const auto transaction = must(store_->begin_write());
  EXPECT_FALSE(must(transaction->persons().find(there_.person.id))->looks_only);
  must(transaction->persons().set_looks_only(there_.person.id, true));
  EXPECT_TRUE(must(transaction->persons().find(there_.person.id))->looks_only);
  Category category = *must(transaction->agencies().find_category("SURVIVOR"));
  EXPECT_EQ(category.assurance, AssuranceLevel::kStandard);
  category.code = "SURVIVOR_HIGH";
  category.assurance = AssuranceLevel::kHigh;
  must(transaction->agencies().insert(category));
  EXPECT_EQ(must(transaction->agencies().find_category("SURVIVOR_HIGH"))->assurance, AssuranceLevel::kHigh);
}

TEST_P(StoreContract, a_later_pass_is_never_overwritten_by_an_earlier_one) {
  const auto transaction = must(store_->begin_write());
  auto& persons = transaction->persons();
  must(persons.set_passed(there_.person.id, "RESIDENT_PENSION", 2026y / May / 2));
  must(persons.set_passed(there_.person.id, "RESIDENT_PENSION", 2026y / March / 1));
  EXPECT_EQ(must(persons.find(there_.person.id))->entitlements.front().last_passed_on, 2026y / May / 2);
}

TEST_P(StoreContract, a_pass_that_a_roster_tells_of_gives_way_to_one_that_was_seen) {
  const auto transaction = must(store_->begin_write());
  auto& persons = transaction->persons();
  const auto& id = there_.person.id;
  const auto told = [&](Date day) { return must(persons.set_listed_pass(id, "RESIDENT_PENSION", day)); };
  const auto benefit = [&] { return must(persons.find(id))->entitlements.front(); };
  EXPECT_FALSE(benefit().is_pass_listed);
  EXPECT_TRUE(told(2026y / March / 1));
  EXPECT_FALSE(told(2026y / March / 1));
  EXPECT_FALSE(told(2026y / February / 1));
  EXPECT_TRUE(told(2026y / March / 2));
  EXPECT_EQ(benefit().last_passed_on, 2026y / March / 2);
  EXPECT_TRUE(benefit().is_pass_listed);
  EXPECT_FALSE(must(persons.kept_because(id, "RESIDENT_PENSION"))) << "nobody proved anything here";
  must(persons.set_passed(id, "RESIDENT_PENSION", 2026y / March / 1));
  EXPECT_TRUE(benefit().is_pass_listed) << "an older one";
  must(persons.set_passed(id, "RESIDENT_PENSION", 2026y / March / 2));
  EXPECT_FALSE(benefit().is_pass_listed) << "on that very day";
  EXPECT_FALSE(told(2026y / May / 1));
  EXPECT_EQ(benefit().last_passed_on, 2026y / March / 2);
  EXPECT_EQ(must(persons.kept_because(id, "RESIDENT_PENSION")), KeptBecause::kProved);
}

TEST_P(StoreContract, counts_failed_tries_by_whose_they_are_and_whatever_became_of_their_frames) {
  const auto transaction = must(store_->begin_write());
  auto& attempts = transaction->attempts();
  const auto fail = [&](std::optional<AttemptChannel> channel) {
    there_.clock.advance(1ms);
    Attempt attempt = there_.attempt();
    attempt.opened_at = there_.clock.now();
    attempt.channel = channel;
    must(attempts.insert(attempt));
    attempt.state = AttemptState::kDecided;
    attempt.decision.emplace();
    attempt.decision->result = AttemptResult::kNotPassed;
    attempt.decision->reason = Reason::kNotSame;
    EXPECT_TRUE(must(attempts.update(attempt, AttemptState::kOpen)));
    return attempt.id;
  };
  const Time since = there_.clock.now();
  const auto old = fail(std::nullopt);
  const auto own = fail(AttemptChannel::kSelf);
  const auto helpers = fail(AttemptChannel::kRelative);
  const auto failed = [&](std::optional<AttemptChannel> channel, std::size_t rows) {
    return must(attempts.failed(there_.person.id, since, channel, rows));
  };
  EXPECT_EQ(failed({}, 9), (std::vector{helpers, own, old}));
  EXPECT_EQ(failed({}, 2), (std::vector{helpers, own}));
  EXPECT_EQ(failed(AttemptChannel::kSelf, 9), (std::vector{own, old}));
}

TEST_P(StoreContract, a_person_may_have_several_benefits_each_once) {
  const auto category = [&] {
    return *must(must(store_->begin_read())->agencies().find_category("WORK_INJURY"));
  }();
  const Entitlement second{.category = category, .started_on = 2026y / March / 1, .last_passed_on = {}};
  const auto transaction = must(store_->begin_write());
  must(transaction->persons().insert_entitlement(there_.person.id, second));
  EXPECT_EQ(must(transaction->persons().find(there_.person.id))->entitlements.size(), 2U);
  EXPECT_FALSE(transaction->persons().insert_entitlement(there_.person.id, second));
}

TEST_P(StoreContract, pages_without_loss_or_repetition) {
  const auto transaction = must(store_->begin_write());
  std::vector<AttemptId> made;
  for (int i = 0; i < 7; ++i) {
    Attempt attempt = there_.attempt();
    must(transaction->attempts().insert(attempt));
    attempt.state = AttemptState::kExpired;
    must(transaction->attempts().update(attempt, AttemptState::kOpen));
    made.insert(made.begin(), attempt.id);
  }
  std::vector<AttemptId> seen;
  std::string cursor;
  for (int pages = 0; pages < 10; ++pages) {
    const auto page = must(transaction->attempts().page(there_.person.id, cursor, 3));
    for (const Attempt& attempt : page.rows) seen.push_back(attempt.id);
    if (!page.next) break;
    cursor = *page.next;
  }
  EXPECT_EQ(seen, made);
}

TEST_P(StoreContract, finds_people_by_exactly_what_was_typed_in_their_agency_only) {
  const auto transaction = must(store_->begin_read());
  const auto count = [&](const AgencyId& agency, app::PersonQuery query) {
    return must(transaction->persons().page({agency}, query, "", 10)).rows.size();
  };
  const auto& agency = there_.agency.id;
  EXPECT_EQ(count(agency, {.name = Secret(std::string(kName)), .id_number = {}, .phone = {}}), 1U);
  EXPECT_EQ(count(agency, {.name = {}, .id_number = number(), .phone = {}}), 1U);
  EXPECT_EQ(count(agency, {.name = {}, .id_number = {}, .phone = Secret(std::string(kPhone))}), 1U);
  EXPECT_EQ(count(agency, {.name = Secret(std::string("欧阳")), .id_number = {}, .phone = {}}), 0U);
  EXPECT_EQ(count(agency, {}), 0U);
  EXPECT_EQ(
      count(AgencyId::make(there_.clock, there_.random), {.name = {}, .id_number = number(), .phone = {}}),
      0U);
  EXPECT_EQ(must(transaction->persons().page({agency}, std::nullopt, "", 10)).rows.size(), 1U);
}

TEST_P(StoreContract, reviews_come_by_urgency_and_close_once) {
  const auto transaction = must(store_->begin_write());
  std::vector<Review> made;
  for (const unsigned day : {30U, 27U, 27U}) {
    Attempt attempt = there_.attempt();
    must(transaction->attempts().insert(attempt));
    attempt.state = AttemptState::kExpired;
    must(transaction->attempts().update(attempt, AttemptState::kOpen));
    made.push_back({.id = ReviewId::make(there_.clock, there_.random),
                    .attempt = attempt.id,
                    .person = there_.person.id,
                    .state = ReviewState::kOpen,
                    .requested_by = ReviewRequester::kPolicy,
                    .opened_at = there_.clock.now(),
                    .due_on = 2026y / November / std::chrono::day(day),
                    .due_is_certain = false,
                    .note = {},
                    .decided_by = {},
                    .decided_at = {}});
    must(transaction->reviews().insert(made.back()));
  }
  std::vector<ReviewId> seen;
  std::string cursor;
  for (int pages = 0; pages < 5; ++pages) {
    const auto page = must(transaction->reviews().page_open({there_.agency.id}, there_.clerk.id,
                                                            2026y / November / 26, cursor, 1));
    for (const Review& review : page.rows) seen.push_back(review.id);
    if (!page.next) break;
    cursor = *page.next;
  }
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_EQ(seen.back(), made[0].id);
  Review& review = made[1];
  review.state = ReviewState::kRejected;
  review.note = Secret(std::string("请重拍"));
  review.decided_by = there_.clerk.id;
  review.decided_at = there_.clock.now();
  EXPECT_TRUE(must(transaction->reviews().update(review, ReviewState::kOpen)));
  EXPECT_FALSE(must(transaction->reviews().update(review, ReviewState::kOpen)));
  const auto stored = must(transaction->reviews().find_by_attempt(review.attempt));
  EXPECT_EQ(stored->note.reveal(), "请重拍");
  EXPECT_EQ(stored->decided_by, there_.clerk.id);
  EXPECT_FALSE(stored->due_is_certain);
  const auto waiting = [&](Date today) {
    return must(transaction->reviews().page_open({there_.agency.id}, there_.clerk.id, today, "", 10))
        .rows.size();
  };
  EXPECT_EQ(waiting(2026y / November / 26), 2U);
  // Who was asked for more has until the due day.
  Review& asked = made[2];
  asked.state = ReviewState::kAsked;
  asked.due_on = 2026y / December / 10;
  ASSERT_TRUE(must(transaction->reviews().update(asked, ReviewState::kOpen)));
  EXPECT_EQ(waiting(2026y / December / 10), 1U);
  EXPECT_EQ(waiting(2026y / December / 11), 2U);
  // Who has given a verdict waits for another one's, as long as there is one.
  Review& shared = made[0];
  shared.first_by = there_.clerk.id;
  shared.first_verdict = ReviewVerdict::kApprove;
  shared.is_disputed = true;
  ASSERT_TRUE(must(transaction->reviews().update(shared, ReviewState::kOpen)));
  EXPECT_EQ(waiting(2026y / December / 11), 2U);
  Operator other = there_.clerk;
  other.id = OperatorId::make(there_.clock, there_.random);
  other.login = "other";
  other.role = OperatorRole::kReviewer;
  must(transaction->operators().insert(other));
  EXPECT_EQ(waiting(2026y / December / 11), 1U);
  other.region = RegionCode::parse("44");  // does not see the person
  must(transaction->operators().set_access(other));
  EXPECT_EQ(waiting(2026y / December / 11), 2U);
  other.region = RegionCode::parse("1309");
  must(transaction->operators().set_access(other));
  EXPECT_EQ(waiting(2026y / December / 11), 1U);
  const auto noted = must(transaction->reviews().find(shared.id));
  EXPECT_EQ(noted->first_by, there_.clerk.id);
  EXPECT_EQ(noted->first_verdict, ReviewVerdict::kApprove);
  EXPECT_TRUE(noted->is_disputed);
}

TEST_P(StoreContract, the_rule_of_the_smallest_region_holds) {
  const auto transaction = must(store_->begin_write());
  const auto months = [&] {
    return must(transaction->persons().find(there_.person.id))->entitlements.at(0).category.rule.months;
  };
  const auto own = months();
  const auto set = [&](std::string_view region, int number) {
    must(transaction->agencies().set_rule(
        {.category = "RESIDENT_PENSION",
         .region = *RegionCode::parse(region),
         .rule = {.kind = DueRuleKind::kRollingDay, .months = number, .windows = {}}}));
  };
  set("44", 3);  // elsewhere
  set("130925", 4);
  EXPECT_EQ(months(), own);
  set("13", 5);
  EXPECT_EQ(months(), 5);
  set("130924", 6);
  EXPECT_EQ(months(), 6);
  set("1309", 7);
  EXPECT_EQ(months(), 6);
  set("130924101203", 8);
  set("130924101203", 9);
  EXPECT_EQ(months(), 9);
  EXPECT_EQ(must(transaction->agencies().rules()).size(), 6U);
  must(transaction->agencies().unset_rule("RESIDENT_PENSION", *RegionCode::parse("130924101203")));
  EXPECT_EQ(months(), 6);
  // A plan asks by it, too.
  const Plan plan = there_.plan();
  must(transaction->plans().insert(plan, "rule-plan"));
  const auto entitled = must(transaction->plans().entitled(plan, "", 10));
  ASSERT_EQ(entitled.size(), 1U);
  EXPECT_EQ(entitled.at(0).entitlement.category.rule.months, 6);
  const auto rules = must(transaction->agencies().rules());
  EXPECT_EQ(rules.at(0).region.text(), "130000000000");
  EXPECT_EQ(rules.at(0).rule.kind, DueRuleKind::kRollingDay);
}

TEST_P(StoreContract, a_review_has_one_picture_of_each_kind_until_they_are_erased) {
  const auto transaction = must(store_->begin_write());
  Attempt attempt = there_.attempt();
  must(transaction->attempts().insert(attempt));
  const Review review{.id = ReviewId::make(there_.clock, there_.random),
                      .attempt = attempt.id,
                      .person = there_.person.id,
                      .state = ReviewState::kOpen,
                      .requested_by = ReviewRequester::kPerson,
                      .opened_at = there_.clock.now(),
                      .due_on = 2026y / November / 30,
                      .due_is_certain = true,
                      .note = {},
                      .decided_by = {},
                      .decided_at = {}};
  must(transaction->reviews().insert(review));
  auto& reviews = transaction->reviews();
  EXPECT_FALSE(must(reviews.evidence_bytes(review.id, ReviewEvidence::kIdCard)));
  must(reviews.set_evidence(review.id, ReviewEvidence::kPaper, there_.clock.now(), as_bytes("paper")));
  must(reviews.set_evidence(review.id, ReviewEvidence::kIdCard, there_.clock.now(), as_bytes("first")));
  must(reviews.set_evidence(review.id, ReviewEvidence::kIdCard, there_.clock.now(), as_bytes("second")));
  EXPECT_EQ(must(reviews.evidence(review.id)),
            (std::vector{ReviewEvidence::kIdCard, ReviewEvidence::kPaper}));
  EXPECT_EQ(as_text(must(reviews.evidence_bytes(review.id, ReviewEvidence::kIdCard))->reveal()), "second");
  must(reviews.erase_evidence(review.id));
  EXPECT_TRUE(must(reviews.evidence(review.id)).empty());
}

// ----------------------------------------------------------------------------------------------------
// scopes

// All rows of a list, page by page.
template <class Row, class Page>
std::vector<Row> walk(const Page& page) {
  std::vector<Row> all;
  std::string cursor;
  for (int pages = 0; pages < 20; ++pages) {
    auto some = must(page(cursor));
    for (auto& row : some.rows) all.push_back(std::move(row));
    if (!some.next) break;
    cursor = *some.next;
  }
  return all;
}

TEST_P(StoreContract, an_employer_is_one_by_its_code) {
  const auto transaction = must(store_->begin_write());
  auto& employers = transaction->employers();
  const Employer mill{.id = EmployerId::make(there_.clock, there_.random),
                      .agency = there_.agency.id,
                      .code = *CreditCode::parse("99999999MA0000000T"),
                      .name = "试纺织厂"};
  must(employers.insert(mill));
  EXPECT_EQ(must(employers.find(mill.id))->name, mill.name);
  EXPECT_EQ(must(employers.find_by_code(there_.agency.id, mill.code))->id, mill.id);
  EXPECT_FALSE(must(employers.find_by_code(AgencyId::make(there_.clock, there_.random), mill.code)));
  EXPECT_EQ(must(employers.page(there_.agency.id, "", "", 10)).rows.size(), 1U);
  EXPECT_TRUE(must(employers.page(there_.agency.id, "", mill.id.text(), 10)).rows.empty());
  for (const auto* part : {"纺织", "试", "MA0000000T", "ma0000000t", "9999"})
    EXPECT_EQ(must(employers.page(there_.agency.id, part, "", 10)).rows.size(), 1U) << part;
  // What was typed stands for itself.
  for (const auto* part : {"造纸", "试%厂", "试_织厂", "!", "'"})
    EXPECT_TRUE(must(employers.page(there_.agency.id, part, "", 10)).rows.empty()) << part;
  must(employers.set_name(mill.id, "试造纸厂"));
  EXPECT_EQ(must(employers.find(mill.id))->name, "试造纸厂");
  auto twin = mill;
  twin.id = EmployerId::make(there_.clock, there_.random);
  EXPECT_FALSE(employers.insert(twin));
}

TEST_P(StoreContract, a_scope_is_its_regions_or_its_employers_people_and_their_tasks) {
  const auto transaction = must(store_->begin_write());
  const Employer mill{.id = EmployerId::make(there_.clock, there_.random),
                      .agency = there_.agency.id,
                      .code = *CreditCode::parse("99999999MA0000000T"),
                      .name = "试纺织厂"};
  must(transaction->employers().insert(mill));
  const Plan plan = there_.plan();
  must(transaction->plans().insert(plan, "scope-plan"));
  const auto task_of = [&](const PersonId& person) {
    const Task task{.id = TaskId::make(there_.clock, there_.random),
                    .plan = plan.id,
                    .person = person,
                    .agency = there_.agency.id,
                    .window = {.self_from = 2026y / July / 1,
                               .self_to = 2026y / December / 31,
                               .verify_to = 2027y / January / 30,
                               .grace_days = 5}};
    EXPECT_EQ(must(transaction->tasks().insert(task)), app::Inserted::kNew);
  };
  task_of(there_.person.id);
  int number = 10;
  const auto add = [&](std::string_view region, bool is_retired_of_mill) {
    const std::string digits = "110105194912310" + std::to_string(number++);
    Person person = there_.person;
    person.id = PersonId::make(there_.clock, there_.random);
    person.id_number = *IdNumber::parse(digits + id_number_check_character(digits), 2026y / November / 26);
    person.region = RegionCode::parse(region);
    if (is_retired_of_mill) person.employer = mill.id;
    must(transaction->persons().insert(person, digits));
    task_of(person.id);
    return person.id;
  };
  std::set<PersonId> in_town{there_.person.id};
  in_town.insert(add("130924101203", false));
  in_town.insert(add("130924101001", false));
  const auto retired_in_town = add("130924101999", true);
  in_town.insert(retired_in_town);
  const auto retired_elsewhere = add("130924102001", true);
  add("130925101001", false);
  add("", false);

  const auto people = [&](const app::PersonQuery* query, const Scope& scope) {
    std::set<PersonId> found;
    const auto wanted = query ? std::optional(*query) : std::nullopt;
    const auto rows = walk<Person>(
        [&](std::string_view cursor) { return transaction->persons().page(scope, wanted, cursor, 2); });
    for (const auto& person : rows) EXPECT_TRUE(found.insert(person.id).second);
    return found;
  };
  const auto tasks = [&](const Scope& scope, const std::optional<PlanId>& of) {
    std::set<PersonId> found;
    const auto rows = walk<Task>([&](std::string_view cursor) {
      return transaction->tasks().page(scope, TaskState::kPending, of, app::OfPlans::kNotClosed, cursor, 2);
    });
    for (const auto& task : rows) EXPECT_TRUE(found.insert(task.person).second);
    return found;
  };
  const Scope whole{.agency = there_.agency.id};
  const Scope town{.agency = there_.agency.id, .region = RegionCode::parse("130924101")};
  const Scope of_mill{.agency = there_.agency.id, .region = {}, .employer = mill.id};
  Scope of_mill_in_town = of_mill;
  of_mill_in_town.region = town.region;
  const app::PersonQuery by_name{.name = there_.person.name, .id_number = {}, .phone = {}};
  EXPECT_EQ(people(nullptr, whole).size(), 7U);
  for (const auto* query : {static_cast<const app::PersonQuery*>(nullptr), &by_name}) {
    EXPECT_EQ(people(query, town), in_town);
    EXPECT_EQ(people(query, of_mill), (std::set{retired_in_town, retired_elsewhere}));
    EXPECT_EQ(people(query, of_mill_in_town), std::set{retired_in_town});
  }
  for (const auto& of : {std::optional<PlanId>(), std::optional(plan.id)}) {
    EXPECT_EQ(tasks(whole, of).size(), 7U);
    EXPECT_EQ(tasks(town, of), in_town);
    EXPECT_EQ(tasks(of_mill, of), (std::set{retired_in_town, retired_elsewhere}));
    EXPECT_EQ(tasks(of_mill_in_town, of), std::set{retired_in_town});
  }
  EXPECT_TRUE(tasks(town, PlanId::make(there_.clock, there_.random)).empty());
  for (const auto& [scope, count] : {std::pair{whole, 7}, {town, 4}, {of_mill, 2}, {of_mill_in_town, 1}}) {
    EXPECT_EQ(must(transaction->persons().count(scope)), count);
    const auto counts = must(transaction->plans().count_tasks(plan.id, scope));
    ASSERT_EQ(counts.size(), 1U);
    EXPECT_EQ(counts[0], std::pair(TaskState::kPending, std::int64_t{count}));
  }
  // Who is asked by a closed plan is found where it is named, or all are wanted.
  must(transaction->plans().set_state(plan.id, PlanState::kClosed));
  for (const auto& scope : {whole, town, of_mill}) {
    EXPECT_TRUE(tasks(scope, {}).empty());
    EXPECT_FALSE(tasks(scope, plan.id).empty());
    const auto all =
        must(transaction->tasks().page(scope, TaskState::kPending, {}, app::OfPlans::kAll, "", 10));
    EXPECT_FALSE(all.rows.empty());
  }
  must(transaction->persons().set_employer(retired_in_town, std::nullopt));
  EXPECT_TRUE(people(nullptr, of_mill_in_town).empty());
}

TEST_P(StoreContract, what_waits_for_operators_is_that_of_their_scope) {
  const auto transaction = must(store_->begin_write());
  must(transaction->attempts().insert(there_.attempt()));
  const auto attempt = must(transaction->attempts().find_open(there_.account.id))->id;
  must(transaction->reviews().insert({.id = ReviewId::make(there_.clock, there_.random),
                                      .attempt = attempt,
                                      .person = there_.person.id,
                                      .state = ReviewState::kOpen,
                                      .requested_by = ReviewRequester::kPerson,
                                      .opened_at = there_.clock.now(),
                                      .due_on = 2026y / November / 30,
                                      .due_is_certain = true,
                                      .note = {},
                                      .decided_by = {},
                                      .decided_at = {}}));
  const auto ticket = [&](std::optional<PersonId> person, std::string_view key) {
    must(transaction->tickets().insert({.id = TicketId::make(there_.clock, there_.random),
                                        .agency = there_.agency.id,
                                        .account = there_.account.id,
                                        .person = std::move(person),
                                        .kind = TicketKind::kCallback,
                                        .phone = there_.person.phone,
                                        .note = {},
                                        .opened_at = there_.clock.now(),
                                        .due_on = 2026y / November / 30},
                                       key));
  };
  ticket(there_.person.id, "about-somebody");
  ticket(std::nullopt, "about-nobody");
  must(transaction->assisted_proofs().insert({.id = AssistedProofId::make(there_.clock, there_.random),
                                              .person = there_.person.id,
                                              .agency = there_.agency.id,
                                              .way = AssistedWay::kVillage,
                                              .seen_on = 2026y / November / 20,
                                              .made_by = there_.clerk.id,
                                              .made_at = there_.clock.now()},
                                             "proof-key"));
  must(transaction->life_signs().insert({.id = LifeSignId::make(there_.clock, there_.random),
                                         .person = there_.person.id,
                                         .agency = there_.agency.id,
                                         .kind = LifeSignKind::kDeath,
                                         .source = "民政",
                                         .on = 2026y / November / 20,
                                         .received_at = there_.clock.now()}));
  const auto counts = [&](const Scope& scope) {
    const auto reviews =
        must(transaction->reviews().page_open(scope, there_.clerk.id, 2026y / November / 26, "", 10));
    return std::vector<std::size_t>{
        reviews.rows.size(), must(transaction->tickets().page_open(scope, {}, "", 10)).rows.size(),
        must(transaction->assisted_proofs().page_open(scope, {}, "", 10)).rows.size(),
        must(transaction->life_signs().page_unchecked(scope, "", 10)).rows.size()};
  };
  const auto& agency = there_.agency.id;
  EXPECT_EQ(counts({.agency = agency}), (std::vector<std::size_t>{1, 2, 1, 1}));
  EXPECT_EQ(counts({.agency = agency, .region = RegionCode::parse("1309")}),
            (std::vector<std::size_t>{1, 1, 1, 1}));
  EXPECT_EQ(counts({.agency = agency, .region = RegionCode::parse("1310")}),
            (std::vector<std::size_t>{0, 0, 0, 0}));
  EXPECT_EQ(
      counts({.agency = agency, .region = {}, .employer = EmployerId::make(there_.clock, there_.random)}),
      (std::vector<std::size_t>{0, 0, 0, 0}));
}

TEST_P(StoreContract, operators_keep_their_access_and_reviewers_are_counted_by_scope) {
  const auto transaction = must(store_->begin_write());
  auto& operators = transaction->operators();
  const auto reviewers = [&] { return must(operators.count_reviewers_of(there_.person, {})); };
  EXPECT_EQ(reviewers(), 0);
  Operator reviewer = there_.clerk;
  reviewer.id = OperatorId::make(there_.clock, there_.random);
  reviewer.login = "reviewer";
  reviewer.role = OperatorRole::kReviewer;
  reviewer.must_change_password = true;
  must(operators.insert(reviewer));
  EXPECT_EQ(reviewers(), 1);
  EXPECT_EQ(must(operators.count_reviewers_of(there_.person, reviewer.id)), 0);
  for (const auto& [region, count] : std::vector<std::pair<std::string, int>>{
           {"13", 1}, {"1309", 1}, {"130924101203", 1}, {"130924101204", 0}, {"14", 0}}) {
    reviewer.region = RegionCode::parse(region);
    must(operators.set_access(reviewer));
    EXPECT_EQ(reviewers(), count) << region;
  }
  reviewer.region = std::nullopt;
  reviewer.is_disabled = true;
  must(operators.set_access(reviewer));
  EXPECT_EQ(reviewers(), 0);
  auto stored = *must(operators.find(reviewer.id));
  EXPECT_TRUE(stored.is_disabled);
  EXPECT_TRUE(stored.must_change_password);
  EXPECT_FALSE(stored.region);
  must(operators.set_password(reviewer.id, "own", app::PasswordChoice::kOwn));
  EXPECT_FALSE(must(operators.find(reviewer.id))->must_change_password);
  must(operators.set_password(reviewer.id, "given", app::PasswordChoice::kSomebodyElses));
  EXPECT_TRUE(must(operators.find(reviewer.id))->must_change_password);
  const auto all =
      walk<Operator>([&](std::string_view cursor) { return operators.page(there_.agency.id, cursor, 1); });
  EXPECT_EQ(all.size(), 2U);
}

TEST_P(StoreContract, who_may_visit_somebody_comes_from_the_smallest_region_first) {
  const auto transaction = must(store_->begin_write());
  auto& operators = transaction->operators();
  const auto add = [&](std::string login, OperatorRole role, std::string_view region,
                       bool is_disabled = false) {
    Operator one = there_.clerk;
    one.id = OperatorId::make(there_.clock, there_.random);
    one.login = std::move(login);
    one.role = role;
    one.region = RegionCode::parse(region);
    one.is_disabled = is_disabled;
    must(operators.insert(one));
  };
  add("village", OperatorRole::kVillageHelper, "130924101203");
  add("county", OperatorRole::kReviewer, "130924");
  add("elsewhere", OperatorRole::kVillageHelper, "130924101204");
  add("auditor", OperatorRole::kAuditor, "");
  add("gone", OperatorRole::kVillageHelper, "130924101203", true);
  std::vector<std::string> logins;
  for (const auto& one : must(operators.visitors_of(there_.person, 10))) logins.push_back(one.login);
  EXPECT_EQ(logins, (std::vector<std::string>{"village", "county", there_.clerk.login}));
  EXPECT_EQ(must(operators.visitors_of(there_.person, 1)).size(), 1U);
}

TEST_P(StoreContract, a_rule_says_which_proofs_by_face_count_in_a_region_too) {
  const auto transaction = must(store_->begin_write());
  const auto rule = [&] {
    return must(transaction->persons().find(there_.person.id))->entitlements.at(0).category.rule;
  };
  EXPECT_TRUE(rule().takes_minors);
  EXPECT_EQ(to_text(rule().modes), "COLOUR,POSE,STATIC");
  const DueRule own{.kind = DueRuleKind::kRollingDay,
                    .months = 12,
                    .grace_days = 15,
                    .takes_minors = false,
                    .modes = {ChallengeMode::kPose}};
  must(transaction->agencies().set_rule("RESIDENT_PENSION", own));
  EXPECT_EQ(rule().grace_days, 15);
  EXPECT_FALSE(rule().takes_minors);
  EXPECT_EQ(to_text(rule().modes), "POSE");
  must(transaction->agencies().set_rule(
      {.category = "RESIDENT_PENSION",
       .region = *RegionCode::parse("13"),
       .rule = {.kind = DueRuleKind::kFixedWindow,
                .months = 0,
                .windows = *windows_from("01-01..06-30,07-01..12-31"),
                .grace_days = 3,
                .modes = {ChallengeMode::kStatic, ChallengeMode::kColour}}}));
  EXPECT_EQ(rule().kind, DueRuleKind::kFixedWindow);
  EXPECT_EQ(rule().windows.size(), 2U);
  EXPECT_EQ(rule().grace_days, 3);
  EXPECT_TRUE(rule().takes_minors);
  EXPECT_EQ(to_text(rule().modes), "STATIC,COLOUR");
  EXPECT_EQ(must(transaction->agencies().rules()).at(0).rule.grace_days, 3);
}

// ----------------------------------------------------------------------------------------------------
// messages, codes, phone accounts

TEST_P(StoreContract, messages_are_taken_by_one_and_come_when_they_are_due) {
  const auto transaction = must(store_->begin_write());
  auto& notices = transaction->notices();
  const Time now = there_.clock.now();
  Notice notice{.id = NoticeId::make(there_.clock, there_.random),
                .person = there_.person.id,
                .kind = NoticeKind::kReminder,
                .phone = there_.person.phone,
                .text = Secret(std::string("请认证")),
                .parameters = Secret(NoticeParameters{{"name", "王*英"}, {"day", "12\"月\n31日"}}),
                .made_at = now,
                .next_try_at = now + 1min};
  must(notices.insert(notice));
  auto code = notice;
  code.id = NoticeId::make(there_.clock, there_.random);
  code.person.reset();
  code.kind = NoticeKind::kResetCode;
  code.next_try_at = now;
  must(notices.insert(code));
  EXPECT_EQ(must(notices.to_send(now, 10)).size(), 1U);
  const auto due = must(notices.to_send(now + 1min, 10));
  ASSERT_EQ(due.size(), 2U);
  EXPECT_EQ(due.front().id, code.id);
  EXPECT_EQ(due.back().text.reveal(), "请认证");
  EXPECT_EQ(due.back().parameters.reveal(), notice.parameters.reveal());
  EXPECT_EQ(must(notices.count_codes_since(now)), 1);
  EXPECT_EQ(must(notices.count_codes_since(now + 1ms)), 0);
  auto claimed = notice;
  claimed.tries = 1;
  claimed.next_try_at = now + 10min;
  EXPECT_TRUE(must(notices.update(claimed, notice)));
  EXPECT_FALSE(must(notices.update(claimed, notice)));
  EXPECT_EQ(must(notices.find(notice.id))->parameters.reveal(), notice.parameters.reveal());
  auto sent = claimed;
  sent.state = NoticeState::kSent;
  sent.text = {};
  sent.parameters = {};
  EXPECT_TRUE(must(notices.update(sent, claimed)));
  const auto listed = must(notices.of_person(there_.person.id, 10));
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed.front().state, NoticeState::kSent);
  EXPECT_TRUE(must(notices.find(notice.id))->text.reveal().empty());
  EXPECT_TRUE(must(notices.find(notice.id))->parameters.reveal().empty());
  must(notices.erase_before(now + 1ms));
  EXPECT_FALSE(must(notices.find(notice.id)));
}

TEST_P(StoreContract, codes_are_kept_by_purpose_and_login) {
  const auto transaction = must(store_->begin_write());
  auto& codes = transaction->codes();
  VerificationCode code{.digits = Secret(std::string("042137")),
                        .made_at = there_.clock.now(),
                        .day = 2026y / November / 25,
                        .sent_that_day = 2};
  must(codes.set(CodePurpose::kReset, kIdNumber, code));
  EXPECT_FALSE(must(codes.find(CodePurpose::kRegister, kIdNumber)));
  code.wrong = 3;
  must(codes.set(CodePurpose::kReset, kIdNumber, code));
  const auto found = must(codes.find(CodePurpose::kReset, kIdNumber));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->digits.reveal(), "042137");
  EXPECT_EQ(found->wrong, 3);
  EXPECT_EQ(found->sent_that_day, 2);
  must(codes.erase_before(there_.clock.now() + 1ms));
  EXPECT_FALSE(must(codes.find(CodePurpose::kReset, kIdNumber)));
}

TEST_P(StoreContract, an_account_without_an_id_number_is_found_by_its_phone) {
  const auto transaction = must(store_->begin_write());
  auto& accounts = transaction->accounts();
  Account account = there_.account;
  account.id = AccountId::make(there_.clock, there_.random);
  account.id_number.reset();
  // The same phone as that of an account that logs in by its number.
  must(accounts.insert(account, "phone-key"));
  const auto found = must(accounts.find_by_phone(account.phone));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, account.id);
  EXPECT_FALSE(found->id_number);
  const Secret other(std::string("13800009999"));
  must(accounts.set_phone(account, other));
  EXPECT_FALSE(must(accounts.find_by_phone(account.phone)));
  EXPECT_EQ(must(accounts.find_by_phone(other))->phone.reveal(), "13800009999");
  must(accounts.set_phone(there_.account, other));
  EXPECT_EQ(must(accounts.find_by_phone(other))->id, account.id);
}

TEST_P(StoreContract, an_operators_factor_is_kept_beside_one_that_waits) {
  const auto transaction = must(store_->begin_write());
  auto& operators = transaction->operators();
  const auto& id = there_.clerk.id;
  EXPECT_FALSE(must(operators.find(id))->factor);
  EXPECT_FALSE(must(operators.pending_factor(id)));
  must(operators.set_pending_factor(id, Secret(Bytes(20, 1))));
  must(operators.set_factor(id, SecondFactor{.secret = Secret(Bytes(20, 2)), .last_step = 58'000'000}));
  EXPECT_EQ(must(operators.pending_factor(id))->reveal(), Bytes(20, 1));
  const auto stored = must(operators.find_by_login("clerk"))->factor;
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->secret.reveal(), Bytes(20, 2));
  EXPECT_EQ(stored->last_step, 58'000'000);
  must(operators.set_pending_factor(id, std::nullopt));
  must(operators.set_factor(id, std::nullopt));
  EXPECT_FALSE(must(operators.find(id))->factor);
  EXPECT_FALSE(must(operators.pending_factor(id)));
}

TEST_P(StoreContract, payroll_rows_go_into_one_batch_each) {
  const auto transaction = must(store_->begin_write());
  auto& payroll = transaction->payroll();
  const Plan plan = there_.plan();
  must(transaction->plans().insert(plan, "payroll-plan"));
  const Task task{
      .id = TaskId::make(there_.clock, there_.random),
      .plan = plan.id,
      .person = there_.person.id,
      .agency = there_.agency.id,
      .window = {
          .self_from = 2026y / January / 1, .self_to = 2026y / June / 30, .verify_to = 2026y / July / 31}};
  must(transaction->tasks().insert(task));
  std::vector<PayrollRowId> rows;
  for (const auto order : {PayrollOrder::kSuspend, PayrollOrder::kResume, PayrollOrder::kTerminate}) {
    rows.push_back(PayrollRowId::make(there_.clock, there_.random));
    there_.clock.advance(1ms);
    must(
        payroll.insert(there_.agency.id,
                       {.id = rows.back(),
                        .task = task.id,
                        .person = there_.person.id,
                        .category = "RESIDENT_PENSION",
                        .instruction = {.order = order, .from = 2026y / December / 1, .arrears_months = 2}}));
  }
  EXPECT_EQ(must(payroll.count_waiting(there_.agency.id)), 3);
  EXPECT_EQ(must(payroll.last(there_.person.id, "RESIDENT_PENSION")), PayrollOrder::kTerminate);
  EXPECT_FALSE(must(payroll.last(there_.person.id, "WORK_INJURY")));
  const auto waiting = must(payroll.waiting(there_.agency.id, 2));
  ASSERT_EQ(waiting.size(), 2U);
  EXPECT_EQ(waiting.back().id, rows[1]);
  EXPECT_EQ(waiting.back().instruction.order, PayrollOrder::kResume);
  EXPECT_EQ(waiting.back().instruction.arrears_months, 2);
  const PayrollBatch batch{.id = PayrollBatchId::make(there_.clock, there_.random),
                           .agency = there_.agency.id,
                           .number = 1,
                           .made_at = there_.clock.now(),
                           .made_by = there_.clerk.id,
                           .rows = 2,
                           .sha256 = "aa",
                           .xlsx_sha256 = "dd",
                           .key_id = "bb",
                           .signature = "cc"};
  must(payroll.insert(batch, waiting.back().id, Secret(std::string("csv,欧阳测试甲")), "batch-key"));
  EXPECT_EQ(must(payroll.waiting(there_.agency.id, 9)).at(0).id, rows[2]);
  EXPECT_EQ(must(payroll.find_by_request_key(there_.agency.id, "batch-key"))->id, batch.id);
  EXPECT_EQ(must(payroll.of_agency(there_.agency.id, 9)).at(0).signature, "cc");
  EXPECT_EQ(must(payroll.find(batch.id))->sha256, "aa");
  EXPECT_EQ(must(payroll.find(batch.id))->xlsx_sha256, "dd");
  EXPECT_EQ(must(payroll.csv(batch.id)).reveal(), "csv,欧阳测试甲");
  // As batches were when their manifest named the CSV alone.
  auto before = batch;
  before.id = PayrollBatchId::make(there_.clock, there_.random);
  before.number = 2;
  before.xlsx_sha256.clear();
  must(payroll.insert(before, rows.back(), Secret(std::string("csv")), "batch-key-2"));
  EXPECT_EQ(must(payroll.find(before.id))->sha256, "aa");
  EXPECT_EQ(must(payroll.find(before.id))->xlsx_sha256, "");

  // A benefit that ended is asked for by no plan, and may end without a task.
  Task next = task;
  next.id = TaskId::make(there_.clock, there_.random);
  next.window.self_from = 2027y / January / 1;
  Task settled = task;
  settled.state = TaskState::kPassed;
  ASSERT_TRUE(must(transaction->tasks().update(settled, TaskState::kPending)));
  EXPECT_EQ(must(transaction->tasks().insert(next)), app::Inserted::kAlreadyThere);
  must(payroll.insert(there_.agency.id,
                      {.id = PayrollRowId::make(there_.clock, there_.random),
                       .task = {},
                       .person = there_.person.id,
                       .category = plan.category,
                       .instruction = {.order = PayrollOrder::kReinstate, .from = 2026y / December / 1}}));
  EXPECT_FALSE(must(payroll.waiting(there_.agency.id, 9)).back().task);
  EXPECT_EQ(must(transaction->tasks().insert(next)), app::Inserted::kNew);
}

TEST_P(StoreContract, remembers_sessions_and_tries_until_they_are_old) {
  const auto transaction = must(store_->begin_write());
  const Time now = there_.clock.now();
  must(transaction->sessions().insert("citizen", {there_.account.id, now, now}));
  must(transaction->sessions().insert("operator", {there_.clerk.id, now, now}));
  must(transaction->sessions().set_seen("citizen", now + 5min));
  EXPECT_EQ(must(transaction->sessions().find("citizen"))->seen_at, now + 5min);
  EXPECT_TRUE(std::holds_alternative<OperatorId>(must(transaction->sessions().find("operator"))->subject));
  must(transaction->sessions().erase("citizen"));
  EXPECT_FALSE(must(transaction->sessions().find("citizen")));
  must(transaction->sessions().erase_created_before(now + 1ms));
  EXPECT_FALSE(must(transaction->sessions().find("operator")));

  must(transaction->login_tries().set(app::Realm::kCitizen, kIdNumber, {5, now + 30s}, now));
  EXPECT_EQ(must(transaction->login_tries().find(app::Realm::kCitizen, kIdNumber)).wait_until, now + 30s);
  EXPECT_EQ(must(transaction->login_tries().find(app::Realm::kOperator, kIdNumber)).failed, 0);
  must(transaction->login_tries().erase_before(now + 1ms));
  EXPECT_EQ(must(transaction->login_tries().find(app::Realm::kCitizen, kIdNumber)).failed, 0);
}

void in_threads(int count, const std::function<void()>& work) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back(work);
  for (auto& thread : threads) thread.join();
}

TEST_P(StoreContract, counts_what_writers_do_at_the_same_time_one_by_one) {
  std::atomic<int> failures = 0;
  in_threads(8, [&] {
    for (int round = 0; round < 20; ++round) {
      const auto done = app::write(*store_, [](app::Transaction& transaction) -> Result<void> {
        auto& tries = transaction.login_tries();
        const auto before = TRY(tries.find(app::Realm::kOperator, "x"));
        return tries.set(app::Realm::kOperator, "x", {before.failed + 1, {}}, Time{});
      });
      if (!done) ++failures;
    }
  });
  EXPECT_EQ(failures, 0);
  const auto transaction = must(store_->begin_read());
  EXPECT_EQ(must(transaction->login_tries().find(app::Realm::kOperator, "x")).failed, 160);
}

TEST_P(StoreContract, who_looks_first_never_finds_the_key_taken) {
  std::vector<Attempt> attempts;
  for (int i = 0; i < 8; ++i) attempts.push_back(there_.attempt());
  std::atomic<std::size_t> next = 0;
  std::atomic<int> opened = 0;
  in_threads(8, [&] {
    const Attempt& attempt = attempts[next++];
    const auto is_new = app::write(*store_, [&](app::Transaction& transaction) -> Result<bool> {
      if (TRY(transaction.attempts().find_open(attempt.account))) return false;
      TRY(transaction.attempts().insert(attempt));
      return true;
    });
    if (must(is_new)) ++opened;
  });
  EXPECT_EQ(opened, 1);
}

TEST_P(StoreContract, a_reader_sees_one_state_and_changes_nothing) {
  const auto reader = must(store_->begin_read());
  EXPECT_FALSE(must(reader->persons().find(there_.person.id))->looks_only);
  must(app::write(*store_, [&](app::Transaction& transaction) {
    return transaction.persons().set_looks_only(there_.person.id, true);
  }));
  EXPECT_FALSE(must(reader->persons().find(there_.person.id))->looks_only);
  EXPECT_FALSE(reader->persons().set_looks_only(there_.person.id, false));
}

TEST_P(StoreContract, commits_nothing_after_a_failure) {
  const auto transaction = must(store_->begin_write());
  must(transaction->attempts().insert(there_.attempt()));
  const auto failed = transaction->attempts().insert(there_.attempt());
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::kRolledBack);
  EXPECT_EQ(transaction->commit().error().code, ErrorCode::kRolledBack);
}

TEST_P(StoreContract, work_that_fails_leaves_nothing_and_is_not_done_again) {
  int times = 0;
  const auto done = app::write(*store_, [&](app::Transaction& transaction) -> Result<void> {
    ++times;
    TRY(transaction.attempts().insert(there_.attempt()));
    return fail(ErrorCode::kNotFound);
  });
  EXPECT_EQ(done.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(times, 1);
  EXPECT_FALSE(must(must(store_->begin_read())->attempts().find_open(there_.account.id)));
}

TEST_P(StoreContract, answers_a_ping) { EXPECT_TRUE(store_->ping()); }

// ---------------------------------------------------------------------------------------------------- plans,
// tickets, assisted proofs

TEST_P(StoreContract, keeps_plans_and_whom_they_hold) {
  const auto transaction = must(store_->begin_write());
  auto& plans = transaction->plans();
  const Date today = china_date(there_.clock.now());
  const Plan plan{.id = PlanId::make(there_.clock, there_.random),
                  .agency = there_.agency.id,
                  .name = "秋季",
                  .category = "RESIDENT_PENSION",
                  .region = RegionCode::parse("1309"),
                  .dates = PlanDates{2026y / July / 1, 2026y / December / 31},
                  .verify_days = 30,
                  .grace_days = 5,
                  .hours = opening_hours_from("08:00-18:00"),
                  .tries_max = 4,
                  .review_workdays = 5,
                  .made_at = there_.clock.now()};
  must(plans.insert(plan, "plan-key"));
  const auto found = must(plans.find_by_request_key(there_.agency.id, "plan-key"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, plan.id);
  EXPECT_EQ(found->region, plan.region);
  EXPECT_EQ(found->dates->to, plan.dates->to);
  EXPECT_EQ(to_text(*found->hours), "08:00-18:00");
  EXPECT_EQ(found->tries_max, 4);
  EXPECT_EQ(must(plans.of_agency(there_.agency.id)).size(), 1U);
  EXPECT_FALSE(must(plans.find_by_request_key(AgencyId::make(there_.clock, there_.random), "plan-key")));

  const auto entitled = must(plans.entitled(plan, "", 10));
  ASSERT_EQ(entitled.size(), 1U);  // lives in 130924101203
  EXPECT_EQ(entitled.front().person, there_.person.id);
  EXPECT_EQ(entitled.front().entitlement.category.rule.windows.size(), 2U);
  EXPECT_EQ(entitled.front().born, 1949y / December / 31);
  EXPECT_TRUE(must(plans.entitled(plan, there_.person.id.text(), 10)).empty());
  auto elsewhere = plan;
  elsewhere.region = RegionCode::parse("1301");
  EXPECT_TRUE(must(plans.entitled(elsewhere, "", 10)).empty());
  elsewhere.region.reset();
  EXPECT_EQ(must(plans.entitled(elsewhere, "", 10)).size(), 1U);

  EXPECT_EQ(must(plans.to_fill(today)).size(), 1U);
  EXPECT_FALSE(must(plans.progress(plan.id)).filled_on);
  must(plans.set_progress(plan.id, {.filled_to = "", .filled_on = today}));
  EXPECT_EQ(must(plans.progress(plan.id)).filled_on, today);
  EXPECT_TRUE(must(plans.to_fill(today)).empty());
  EXPECT_EQ(must(plans.to_fill(2026y / December / 31)).size(), 1U);
  EXPECT_TRUE(must(plans.to_fill(2027y / January / 1)).empty());  // its days are over
  must(plans.set_state(plan.id, PlanState::kClosed));
  EXPECT_TRUE(must(plans.to_fill(2026y / December / 31)).empty());
}

TEST_P(StoreContract, moves_tasks_only_from_the_state_expected) {
  const auto transaction = must(store_->begin_write());
  const auto make_plan = [&](std::string_view key) {
    Plan plan{.id = PlanId::make(there_.clock, there_.random),
              .agency = there_.agency.id,
              .name = "滚动",
              .category = "RESIDENT_PENSION",
              .region = {},
              .dates = {},
              .hours = {},
              .made_at = there_.clock.now()};
    must(transaction->plans().insert(plan, key));
    return plan;
  };
  const Plan plan = make_plan("plan-1");
  const Plan other = make_plan("plan-2");
  auto& tasks = transaction->tasks();
  Task task{.id = TaskId::make(there_.clock, there_.random),
            .plan = plan.id,
            .person = there_.person.id,
            .agency = there_.agency.id,
            .window = {.self_from = 2026y / July / 1,
                       .self_to = 2026y / December / 31,
                       .verify_to = 2027y / January / 30,
                       .grace_days = 5}};
  EXPECT_EQ(must(tasks.insert(task)), app::Inserted::kNew);
  auto same = task;
  same.id = TaskId::make(there_.clock, there_.random);
  EXPECT_EQ(must(tasks.insert(same)), app::Inserted::kAlreadyThere);
  same.plan = other.id;
  EXPECT_EQ(must(tasks.insert(same)), app::Inserted::kNew);
  EXPECT_EQ(must(tasks.unsettled(there_.person.id)).size(), 2U);
  EXPECT_EQ(
      must(tasks.page({there_.agency.id}, TaskState::kPending, {}, app::OfPlans::kAll, "", 10)).rows.size(),
      2U);
  EXPECT_EQ(must(tasks.page({there_.agency.id}, TaskState::kPending, other.id, app::OfPlans::kAll, "", 10))
                .rows.size(),
            1U);
  const auto first = must(tasks.page({there_.agency.id}, TaskState::kPending, {}, app::OfPlans::kAll, "", 1));
  ASSERT_TRUE(first.next);
  const auto second =
      must(tasks.page({there_.agency.id}, TaskState::kPending, {}, app::OfPlans::kAll, *first.next, 1));
  EXPECT_NE(second.rows.at(0).id, first.rows.at(0).id);
  EXPECT_FALSE(second.next);
  EXPECT_TRUE(must(tasks.to_end(2026y / December / 31, 10)).empty());
  EXPECT_EQ(must(tasks.to_end(2027y / January / 1, 10)).size(), 2U);

  task.state = TaskState::kSuspended;
  task.proposed_by = there_.clerk.id;
  task.suspended_from = 2027y / March / 1;
  EXPECT_FALSE(must(tasks.update(task, TaskState::kVerifying)));
  EXPECT_TRUE(must(tasks.update(task, TaskState::kPending)));
  const auto stored = must(tasks.find(task.id));
  EXPECT_EQ(stored->state, TaskState::kSuspended);
  EXPECT_EQ(stored->proposed_by, there_.clerk.id);
  EXPECT_EQ(stored->suspended_from, 2027y / March / 1);
  EXPECT_EQ(stored->window.self_to, 2026y / December / 31);
  EXPECT_FALSE(stored->arrears_months);
  task.state = TaskState::kResumed;
  task.arrears_months = 2;
  task.before_loss = TaskState::kSuspended;
  task.settled_on = 2027y / May / 9;
  // Proof settles tasks of closed plans, too; their self-service does not end any more.
  must(transaction->plans().set_state(plan.id, PlanState::kClosed));
  must(transaction->plans().set_state(other.id, PlanState::kClosed));
  EXPECT_EQ(must(tasks.unsettled(there_.person.id)).size(), 2U);
  EXPECT_TRUE(must(tasks.to_end(2027y / January / 1, 10)).empty());
  EXPECT_TRUE(must(tasks.update(task, TaskState::kSuspended)));
  EXPECT_EQ(must(tasks.find(task.id))->arrears_months, 2);
  EXPECT_EQ(must(tasks.find(task.id))->before_loss, TaskState::kSuspended);
  EXPECT_EQ(must(tasks.find(task.id))->settled_on, 2027y / May / 9);
  EXPECT_EQ(must(tasks.unsettled(there_.person.id)).size(), 1U);
  EXPECT_EQ(must(transaction->plans().count_tasks(plan.id)), (app::TaskCounts{{TaskState::kResumed, 1}}));

  const app::TaskContact call{.channel = ContactChannel::kVoice,
                              .made_at = there_.clock.now(),
                              .by = there_.clerk.id,
                              .result = ContactResult::kLeftWord,
                              .note = Secret(std::string("女儿接的"))};
  must(tasks.insert_contact(task.id, call));
  must(tasks.insert_contact(task.id, call));
  ASSERT_EQ(must(tasks.contacts(task.id)).size(), 1U);
  EXPECT_EQ(must(tasks.contacts(task.id)).front().channel, ContactChannel::kVoice);
  EXPECT_EQ(must(tasks.contacts(task.id)).front().result, ContactResult::kLeftWord);
  EXPECT_EQ(must(tasks.contacts(task.id)).front().note.reveal(), "女儿接的");
}

TEST_P(StoreContract, tickets_and_assisted_proofs_come_by_urgency_and_close_once) {
  const auto transaction = must(store_->begin_write());
  auto& tickets = transaction->tickets();
  Ticket ticket{.id = TicketId::make(there_.clock, there_.random),
                .agency = there_.agency.id,
                .account = there_.account.id,
                .person = there_.person.id,
                .kind = TicketKind::kVisit,
                .phone = there_.person.phone,
                .note = Secret(std::string("腿脚不便")),
                .opened_at = there_.clock.now(),
                .due_on = 2026y / December / 2};
  must(tickets.insert(ticket, "ticket-1"));
  auto urgent = ticket;
  urgent.id = TicketId::make(there_.clock, there_.random);
  urgent.kind = TicketKind::kCallback;
  urgent.person.reset();
  urgent.due_on = 2026y / November / 27;
  must(tickets.insert(urgent, "ticket-2"));
  EXPECT_EQ(must(tickets.find_by_request_key(there_.account.id, "ticket-1"))->note.reveal(), "腿脚不便");
  const auto first = must(tickets.page_open({there_.agency.id}, {}, "", 1));
  EXPECT_EQ(first.rows.at(0).id, urgent.id);
  EXPECT_FALSE(first.rows.at(0).person);
  const auto second = must(tickets.page_open({there_.agency.id}, {}, first.next.value_or("none"), 1));
  EXPECT_EQ(second.rows.at(0).id, ticket.id);
  EXPECT_FALSE(second.next);
  const auto visits = must(tickets.page_open({there_.agency.id}, TicketKind::kVisit, "", 1));
  EXPECT_EQ(visits.rows.at(0).id, ticket.id);
  EXPECT_FALSE(visits.next);
  EXPECT_TRUE(must(tickets.page_open({there_.agency.id}, TicketKind::kAppeal, "", 1)).rows.empty());
  EXPECT_TRUE(must(tickets.has_open(there_.person.id, TicketKind::kVisit)));
  EXPECT_FALSE(must(tickets.has_open(there_.person.id, TicketKind::kAppeal)));
  ticket.state = TicketState::kDone;
  ticket.claimed_by = there_.clerk.id;
  ticket.outcome = TicketOutcome::kSolved;
  ticket.answer = Secret(std::string("已上门"));
  ticket.closed_at = there_.clock.now();
  EXPECT_FALSE(must(tickets.update(ticket, TicketState::kClaimed)));
  EXPECT_TRUE(must(tickets.update(ticket, TicketState::kOpen)));
  EXPECT_EQ(must(tickets.find(ticket.id))->answer.reveal(), "已上门");
  EXPECT_EQ(must(tickets.find(ticket.id))->outcome, TicketOutcome::kSolved);
  EXPECT_FALSE(must(tickets.has_open(there_.person.id, TicketKind::kVisit)));
  EXPECT_EQ(must(tickets.of_account(there_.account.id, 10)).size(), 2U);

  auto written = urgent;  // by a clerk, for who has no account
  written.id = TicketId::make(there_.clock, there_.random);
  written.account.reset();
  written.opened_by = there_.clerk.id;
  written.person = there_.person.id;
  must(tickets.insert(written, "ticket-1"));
  EXPECT_FALSE(must(tickets.find_by_request_key(there_.clerk.id, "ticket-2")));
  written = *must(tickets.find_by_request_key(there_.clerk.id, "ticket-1"));
  EXPECT_FALSE(written.account);
  EXPECT_EQ(written.opened_by, there_.clerk.id);
  EXPECT_EQ(written.tries, 0);
  written.state = TicketState::kClaimed;
  written.claimed_by = there_.clerk.id;
  written.claimed_to = 2026y / November / 28;
  written.due_on = 2026y / November / 30;
  written.tries = 1;
  written.tried_at = there_.clock.now();
  written.tried_by = there_.clerk.id;
  EXPECT_TRUE(must(tickets.update(written, TicketState::kOpen)));
  const auto tried = *must(tickets.find(written.id));
  EXPECT_EQ(tried.claimed_to, written.claimed_to);
  EXPECT_EQ(tried.due_on, written.due_on);
  EXPECT_EQ(tried.tries, 1);
  EXPECT_EQ(tried.tried_at, written.tried_at);
  EXPECT_EQ(tried.tried_by, there_.clerk.id);
  must(tickets.release_all_of(there_.clerk));
  EXPECT_EQ(must(tickets.find(written.id))->state, TicketState::kOpen);
  EXPECT_FALSE(must(tickets.find(written.id))->claimed_to);

  auto& proofs = transaction->assisted_proofs();
  AssistedProof proof{.id = AssistedProofId::make(there_.clock, there_.random),
                      .person = there_.person.id,
                      .agency = there_.agency.id,
                      .way = AssistedWay::kEmbassy,
                      .seen_on = 2026y / November / 20,
                      .made_by = there_.clerk.id,
                      .made_at = there_.clock.now()};
  proof.issuer = Secret(std::string("驻大阪总领馆"));
  must(proofs.insert(proof, "proof-1"));
  must(proofs.set_evidence(proof.id, ProofEvidence::kPaper, as_bytes("a paper's jpeg")));
  must(proofs.set_evidence(proof.id, ProofEvidence::kVideo, as_bytes("a film")));
  must(proofs.set_evidence(proof.id, ProofEvidence::kVideo, as_bytes("another film")));
  EXPECT_EQ(must(proofs.find_by_request_key("proof-1"))->way, AssistedWay::kEmbassy);
  EXPECT_EQ(must(proofs.find(proof.id))->issuer.reveal(), "驻大阪总领馆");
  EXPECT_EQ(must(proofs.evidence(proof.id)), (std::vector{ProofEvidence::kPaper, ProofEvidence::kVideo}));
  EXPECT_EQ(as_text(must(proofs.evidence_bytes(proof.id, ProofEvidence::kPaper))->reveal()),
            "a paper's jpeg");
  EXPECT_EQ(as_text(must(proofs.evidence_bytes(proof.id, ProofEvidence::kVideo))->reveal()), "another film");
  EXPECT_FALSE(must(proofs.evidence_bytes(proof.id, ProofEvidence::kPhoto)));
  EXPECT_EQ(must(proofs.page_open({there_.agency.id}, {}, "", 1)).rows.size(), 1U);
  proof.state = AssistedState::kRefused;
  proof.decided_by = there_.clerk.id;
  proof.decided_at = there_.clock.now();
  proof.answer = Secret(std::string("章看不清"));
  EXPECT_TRUE(must(proofs.close(proof)));
  EXPECT_FALSE(must(proofs.close(proof)));
  EXPECT_EQ(must(proofs.find(proof.id))->answer.reveal(), "章看不清");
  const auto refused = [&](Date today, const OperatorId& by, std::string_view after = "") {
    return must(proofs.page_refused({there_.agency.id}, by, today, after, 1)).rows.size();
  };
  const Date today = china_date(there_.clock.now());
  EXPECT_EQ(refused(today, there_.clerk.id), 1U);
  EXPECT_EQ(refused(today, there_.clerk.id, proof.id.text()), 0U);
  EXPECT_EQ(refused(today, OperatorId::make(there_.clock, there_.random)), 0U);
  EXPECT_EQ(
      refused(Date(std::chrono::sys_days(today) + kRefusedShownFor + std::chrono::days(1)), there_.clerk.id),
      0U);
  EXPECT_TRUE(must(proofs.page_open({there_.agency.id}, {}, "", 1)).rows.empty());
}

TEST_P(StoreContract, erases_the_evidence_of_proofs_that_were_decided_long_ago) {
  const auto transaction = must(store_->begin_write());
  auto& proofs = transaction->assisted_proofs();
  const Time now = there_.clock.now();
  std::vector<AssistedProof> all;
  for (const auto& decided :
       {std::optional(now - 3h), std::optional(now - 2h), std::optional(now - 1h), std::optional<Time>()}) {
    AssistedProof proof{.id = AssistedProofId::make(there_.clock, there_.random),
                        .person = there_.person.id,
                        .agency = there_.agency.id,
                        .seen_on = 2026y / November / 20,
                        .made_by = there_.clerk.id,
                        .made_at = now - 4h};
    must(proofs.insert(proof, "proof-" + std::to_string(all.size())));
    must(proofs.set_evidence(proof.id, ProofEvidence::kPhoto, as_bytes("a photograph")));
    must(proofs.set_evidence(proof.id, ProofEvidence::kVideo, as_bytes("a film")));
    if (decided) {
      proof.state = AssistedState::kConfirmed;
      proof.decided_by = there_.clerk.id;
      proof.decided_at = decided;
      must(proofs.close(proof));
    }
    all.push_back(proof);
  }
  const auto left = [&] {
    std::string which;
    const auto kinds = must(proofs.evidence_of_person(there_.person.id));
    for (const auto& proof : all) {
      const auto found = kinds.find(proof.id.text());
      which += found == kinds.end() ? '0' : static_cast<char>('0' + found->second.size());
    }
    return which;
  };
  EXPECT_EQ(left(), "2222");
  EXPECT_EQ(must(proofs.erase_evidence_before(now - 90min, 1)), 1U);
  EXPECT_EQ(left(), "0222") << "the first decided first";
  EXPECT_EQ(must(proofs.erase_evidence_before(now - 90min, 10)), 1U);
  EXPECT_EQ(must(proofs.erase_evidence_before(now - 90min, 10)), 0U);
  EXPECT_EQ(left(), "0022");
  EXPECT_EQ(must(proofs.erase_evidence_before(now + 1h, 10)), 1U);
  EXPECT_EQ(left(), "0002") << "nobody has decided it";
  EXPECT_FALSE(must(proofs.evidence_bytes(all.front().id, ProofEvidence::kPhoto)));
  EXPECT_EQ(must(proofs.find(all.front().id))->state, AssistedState::kConfirmed);
}

TEST_P(StoreContract, keeps_a_pass_once_for_a_way_and_a_day) {
  const auto transaction = must(store_->begin_write());
  auto& passes = transaction->passes();
  Pass pass{.id = PassId::make(there_.clock, there_.random),
            .person = there_.person.id,
            .way = PassWay::kMatched,
            .seen_on = 2026y / November / 20,
            .passed_at = there_.clock.now()};
  must(passes.insert(pass));
  there_.clock.advance(1ms);
  const auto first = pass.id;
  pass.id = PassId::make(there_.clock, there_.random);
  must(passes.insert(pass));
  EXPECT_FALSE(must(passes.find(pass.id)));
  pass.seen_on = 2026y / November / 21;
  pass.next_due_on = 2027y / November / 30;
  must(passes.insert(pass));
  EXPECT_EQ(must(passes.find(pass.id))->next_due_on, 2027y / November / 30);
  EXPECT_FALSE(must(passes.find(first))->next_due_on);
  const auto all = must(passes.of_person(there_.person.id, 10));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all.front().id, pass.id);
  EXPECT_EQ(must(passes.of_person(there_.person.id, 1)).size(), 1U);
}

TEST_P(StoreContract, keeps_the_contacts_of_an_employer) {
  const auto transaction = must(store_->begin_write());
  const std::vector<SupportContact> contacts{{.kind = SupportKind::kPhone, .value = "1", .hours = "9-17"},
                                             {.kind = SupportKind::kWechat, .value = "2", .hours = ""}};
  auto& employers = transaction->employers();
  const Employer employer{.id = EmployerId::make(there_.clock, there_.random),
                          .agency = there_.agency.id,
                          .code = *CreditCode::parse("91330100799655058B"),
                          .name = "第一棉纺厂"};
  must(employers.insert(employer));
  must(employers.set_support(employer.id, contacts));
  EXPECT_EQ(must(employers.support(employer.id)), contacts);
  must(employers.set_support(employer.id, {contacts.back()}));
  EXPECT_EQ(must(employers.support(employer.id)).size(), 1U);
  EXPECT_TRUE(must(transaction->agencies().support(there_.agency.id)).empty());
}

TEST_P(StoreContract, keeps_keys_of_the_field_and_each_place_of_one_once) {
  const auto transaction = must(store_->begin_write());
  auto& keys = transaction->field_keys();
  FieldKey key{.id = FieldKeyId::make(there_.clock, there_.random),
               .owner = there_.clerk.id,
               .public_key = Bytes(65, 4),
               .issued_at = there_.clock.now(),
               .valid_until = there_.clock.now() + kFieldKeyValid};
  must(keys.insert(key));
  EXPECT_EQ(must(keys.find(key.id))->public_key, key.public_key);
  EXPECT_EQ(must(keys.find_by_public_key(key.public_key))->valid_until, key.valid_until);
  EXPECT_FALSE(must(keys.find_by_public_key(Bytes(65, 5))));
  EXPECT_EQ(must(keys.count_valid(there_.clerk.id, key.valid_until)), 1);
  EXPECT_EQ(must(keys.count_valid(there_.clerk.id, key.valid_until + 1ms)), 0);

  const AssistedProof proof{.id = AssistedProofId::make(there_.clock, there_.random),
                            .person = there_.person.id,
                            .agency = there_.agency.id,
                            .way = AssistedWay::kVillage,
                            .seen_on = 2026y / November / 20,
                            .made_by = there_.clerk.id,
                            .made_at = there_.clock.now()};
  must(transaction->assisted_proofs().insert(proof, "proof-1"));
  EXPECT_FALSE(must(keys.mark_of(proof.id)));
  const FieldMark mark{
      .key = key.id, .sequence = 3, .captured_at = there_.clock.now(), .signature = Bytes(64, 9)};
  must(keys.insert_mark(proof.id, mark));
  EXPECT_EQ(must(keys.mark_of(proof.id)), mark);
  EXPECT_TRUE(must(keys.is_used(key.id, 3)));
  EXPECT_FALSE(must(keys.is_used(key.id, 4)));

  must(keys.revoke_all(there_.clerk.id, there_.clock.now() + 1h));
  must(keys.revoke_all(there_.clerk.id, there_.clock.now() + 2h));
  EXPECT_EQ(must(keys.find(key.id))->revoked_at, there_.clock.now() + 1h);
  EXPECT_EQ(must(keys.count_valid(there_.clerk.id, there_.clock.now())), 0);
}

TEST_P(StoreContract, keeps_each_sign_of_life_once) {
  const auto transaction = must(store_->begin_write());
  auto& signs = transaction->life_signs();
  LifeSign sign{.id = LifeSignId::make(there_.clock, there_.random),
                .person = there_.person.id,
                .agency = there_.agency.id,
                .kind = LifeSignKind::kStrong,
                .source = "医保",
                .on = 2026y / November / 20,
                .received_at = there_.clock.now()};
  EXPECT_EQ(must(signs.insert(sign)), app::Inserted::kNew);
  sign.id = LifeSignId::make(there_.clock, there_.random);
  EXPECT_EQ(must(signs.insert(sign)), app::Inserted::kAlreadyThere);
  sign.kind = LifeSignKind::kDeath;
  sign.on = 2020y / March / 1;
  EXPECT_EQ(must(signs.insert(sign)), app::Inserted::kNew);
  EXPECT_EQ(must(signs.of_person(there_.person.id, 2026y / November / 20)).size(), 2U);
  EXPECT_EQ(must(signs.of_person(there_.person.id, 2026y / November / 21)).size(), 1U);
  EXPECT_EQ(must(signs.page_unchecked({there_.agency.id}, "", 1)).rows.size(), 1U);
  must(signs.set_checked(sign.id, there_.clerk.id, LossOutcome::kConfirmed));
  EXPECT_EQ(must(signs.find(sign.id))->checked_by, there_.clerk.id);
  EXPECT_EQ(must(signs.find(sign.id))->outcome, LossOutcome::kConfirmed);
  EXPECT_EQ(must(signs.find(sign.id))->source, "医保");
  EXPECT_TRUE(must(signs.page_unchecked({there_.agency.id}, "", 1)).rows.empty());
  EXPECT_EQ(must(signs.of_person(there_.person.id, 2026y / November / 21)).size(), 1U);

  // A confirmed loss waits until what follows is done.
  const auto to_follow = [&](const Scope& scope) {
    return must(signs.page_to_follow(scope, "", 10)).rows.size();
  };
  const auto desk = [&](const OperatorId& by) {
    return must(transaction->insight().waiting(app::DeskQueue::kTerminations, {.agency = there_.agency.id},
                                               by, 2026y / November / 26, there_.clock.now()))
        .count;
  };
  const auto somebody_else = OperatorId::make(there_.clock, there_.random);
  EXPECT_EQ(to_follow({.agency = there_.agency.id}), 1U);
  EXPECT_EQ(to_follow({.agency = there_.agency.id, .region = RegionCode::parse("4405")}), 0U);
  EXPECT_EQ(desk(somebody_else), 1);
  EXPECT_EQ(desk(there_.clerk.id), 0);
  must(signs.set_followed(sign.id, 2026y / November / 26));
  EXPECT_EQ(must(signs.find(sign.id))->followed_on, 2026y / November / 26);
  EXPECT_EQ(to_follow({.agency = there_.agency.id}), 0U);
  EXPECT_EQ(desk(somebody_else), 0);
  // The dead are paid nothing that is found later, either.
  const auto injury = must(transaction->agencies().find_category("WORK_INJURY"));
  must(transaction->persons().insert_entitlement(there_.person.id, {*injury, 2026y / January / 1, {}}));
  EXPECT_EQ(to_follow({.agency = there_.agency.id}), 1U);
  // It may have been wrong; nothing makes a wrong one right.
  must(signs.set_checked(sign.id, there_.clerk.id, LossOutcome::kWrong));
  must(signs.set_checked(sign.id, there_.clerk.id, LossOutcome::kConfirmed));
  EXPECT_EQ(must(signs.find(sign.id))->outcome, LossOutcome::kWrong);
  EXPECT_EQ(to_follow({.agency = there_.agency.id}), 0U);
}

TEST_P(StoreContract, keeps_support_contacts_in_their_order_and_withdrawn_consents) {
  const auto transaction = must(store_->begin_write());
  const std::vector<SupportContact> contacts{{SupportKind::kWechat, "shebaokefu2", ""},
                                             {SupportKind::kPhone, "4001288966", "9-17"}};
  must(transaction->agencies().set_support(there_.agency.id, contacts));
  EXPECT_EQ(must(transaction->agencies().support(there_.agency.id)), contacts);
  must(transaction->agencies().set_support(there_.agency.id, {contacts.back()}));
  EXPECT_EQ(must(transaction->agencies().support(there_.agency.id)).size(), 1U);
  EXPECT_FALSE(must(transaction->consents().find(there_.consent.id))->withdrawn_at);
  must(transaction->consents().set_withdrawn(there_.consent.id, there_.clock.now()));
  must(transaction->consents().set_withdrawn(there_.consent.id, there_.clock.now() + 1h));
  const auto consents = must(transaction->consents().told_to(there_.account.id, {}, 10));
  ASSERT_EQ(consents.size(), 1U);
  EXPECT_EQ(consents.front().withdrawn_at, there_.clock.now());
  EXPECT_EQ(must(transaction->persons().find(there_.person.id))->region->text(), "130924101203");
  must(transaction->persons().set_region(there_.person.id, *RegionCode::parse("1301")));
  EXPECT_EQ(must(transaction->persons().find(there_.person.id))->region->text(), "130100000000");
}

// ----------------------------------------------------------------------------------------------------
// imports

TEST_P(StoreContract, keeps_a_list_with_what_came_of_it) {
  const auto transaction = must(store_->begin_write());
  auto& imports = transaction->imports();
  ImportJob job = there_.job();
  const std::string content(2'500'000, 'a');
  must(imports.insert(job, as_bytes(content), "import-key"));
  EXPECT_EQ(must(imports.content(job.id)).reveal(), content);
  EXPECT_TRUE(must(imports.is_content(job.id, as_bytes(content))));
  EXPECT_FALSE(must(imports.is_content(job.id, as_bytes("b"))));
  EXPECT_EQ(must(imports.find_by_request_key(there_.agency.id, "import-key"))->id, job.id);
  EXPECT_FALSE(must(imports.find_by_request_key(there_.agency.id, "other-key")));

  job.headings = {Secret(std::string("姓名")), Secret(std::string("")), Secret(std::string("证号"))};
  job.samples = {{Secret(std::string("甲")), Secret(std::string())}, {}, {Secret(std::string("乙"))}};
  job.columns = {{"name", 0}, {"id_number", 2}};
  job.encoding = "GB18030";
  job.counts = {.rows = 1,
                .added = 2,
                .extended = 3,
                .unchanged = 4,
                .strangers = 5,
                .refused = 6,
                .proofs = 7,
                .losses = 8};
  job.percent = 40;
  job.line = 9;
  job.taken_back = 10;
  job.failure = {.code = "QUOTE", .line = 11};
  const auto before = job.state;
  ASSERT_TRUE(apply(job, ImportEvent::kFail, there_.clock.now()));
  EXPECT_TRUE(must(imports.update(job, before)));
  EXPECT_FALSE(must(imports.update(job, before))) << "the state is another one by now";
  const auto stored = *must(imports.find(job.id));
  EXPECT_EQ(stored.file_name.reveal(), kName);
  EXPECT_EQ(stored.made_by, there_.clerk.id);
  EXPECT_EQ(stored.state, ImportState::kFailed);
  ASSERT_EQ(stored.headings.size(), 3U);
  EXPECT_EQ(stored.headings[2].reveal(), "证号");
  ASSERT_EQ(stored.samples.size(), 3U);
  ASSERT_EQ(stored.samples[0].size(), 2U);
  EXPECT_EQ(stored.samples[0][0].reveal(), "甲");
  EXPECT_EQ(stored.samples[0][1].reveal(), "");
  EXPECT_TRUE(stored.samples[1].empty());
  EXPECT_EQ(stored.samples[2].at(0).reveal(), "乙");
  EXPECT_EQ(stored.columns, job.columns);
  EXPECT_EQ(stored.encoding, "GB18030");
  EXPECT_EQ(stored.counts, job.counts);
  EXPECT_EQ(stored.percent, 40);
  EXPECT_EQ(stored.line, 9U);
  EXPECT_EQ(stored.taken_back, 10U);
  EXPECT_EQ(stored.failure->code, "QUOTE");
  EXPECT_EQ(stored.failure->line, 11U);

  EXPECT_FALSE(must(imports.columns_for(job)));
  must(imports.remember_columns(job));
  EXPECT_EQ(must(imports.columns_for(job)), job.columns);
  job.columns = {{"name", 2}};
  must(imports.remember_columns(job));
  EXPECT_EQ(must(imports.columns_for(job)), job.columns);
  job.kind = ListKind::kLifeSigns;
  EXPECT_FALSE(must(imports.columns_for(job)));

  must(imports.insert(there_.job(), as_bytes("a"), "import-key-2"));
  const auto page = must(imports.page(there_.agency.id, "", 1));
  ASSERT_EQ(page.rows.size(), 1U);
  EXPECT_NE(page.rows[0].id, job.id) << "the latest first";
  EXPECT_EQ(must(imports.page(there_.agency.id, *page.next, 1)).rows.at(0).id, job.id);

  must(imports.erase_content(job.id));
  EXPECT_EQ(must(imports.content(job.id)).reveal(), "");
  EXPECT_TRUE(must(imports.is_content(job.id, as_bytes(content)))) << "what it was is still known";
}

TEST_P(StoreContract, one_worker_has_a_list_at_a_time) {
  const auto transaction = must(store_->begin_write());
  auto& imports = transaction->imports();
  ImportJob job = there_.job();
  must(imports.insert(job, as_bytes("a"), "import-key"));
  const Time now = there_.clock.now();
  EXPECT_EQ(must(imports.claim("one", now, now + 1min))->id, job.id);
  EXPECT_FALSE(must(imports.claim("two", now + 59s, now + 2min)));
  job.percent = 10;
  EXPECT_FALSE(must(imports.advance(job, job.state, "two", now + 1min)));
  EXPECT_TRUE(must(imports.advance(job, job.state, "one", now + 2min)));
  EXPECT_FALSE(must(imports.claim("two", now + 61s, now + 3min))) << "it goes on";
  EXPECT_EQ(must(imports.claim("two", now + 2min, now + 3min))->percent, 10);
  EXPECT_FALSE(must(imports.advance(job, job.state, "one", now + 4min))) << "it has lost it";
  must(imports.release(job.id, "one"));
  EXPECT_FALSE(must(imports.claim("three", now + 2min, now + 3min)));
  must(imports.release(job.id, "two"));
  EXPECT_TRUE(must(imports.claim("three", now + 2min, now + 3min)));
  job.state = ImportState::kDone;
  EXPECT_TRUE(must(imports.advance(job, ImportState::kChecking, "three", now + 3min)));
  EXPECT_FALSE(must(imports.claim("four", now + 9min, now + 10min))) << "nothing is left to do";
}

TEST_P(StoreContract, keeps_the_faults_and_the_changes_of_a_list_until_they_are_erased) {
  const auto transaction = must(store_->begin_write());
  auto& imports = transaction->imports();
  ImportJob job = there_.job();
  must(imports.insert(job, as_bytes("a"), "import-key"));
  const std::vector<RowFault> faults{{2, "name", "REQUIRED"}, {2, "phone", "PHONE"}};
  must(imports.insert_faults(job.id, faults));
  must(imports.insert_faults(job.id, std::vector<RowFault>{{9, "", "OTHER_AGENCY"}}));
  const auto stored = must(imports.faults(job.id, 10));
  ASSERT_EQ(stored.size(), 3U);
  EXPECT_EQ(stored[1].field, "phone");
  EXPECT_EQ(stored[2].line, 9U);
  EXPECT_EQ(must(imports.faults(job.id, 2)).size(), 2U);
  must(imports.erase_faults(job.id));
  EXPECT_TRUE(must(imports.faults(job.id, 10)).empty());
  must(imports.insert_faults(job.id, faults));

  const auto sign = LifeSignId::make(there_.clock, there_.random);
  must(imports.insert_changes(
      job.id, std::vector<ImportChange>{
                  {.line = 2, .person = there_.person.id, .category = "WORK_INJURY", .is_new_person = true},
                  {.line = 3, .person = there_.person.id, .sign = sign},
                  {.line = 4, .person = there_.person.id, .category = "RESIDENT_PENSION"}}));
  auto changes = must(imports.changes_before(job.id, 4, 10));
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].sign, sign);
  EXPECT_EQ(changes[1].line, 2U);
  EXPECT_EQ(changes[1].category, "WORK_INJURY");
  EXPECT_TRUE(changes[1].is_new_person);
  must(imports.erase_change(job.id, 3));
  must(imports.keep_change(job.id, 2, KeptBecause::kProved));
  must(imports.keep_change(job.id, 4, KeptBecause::kProved));
  const std::vector<std::pair<KeptBecause, std::int64_t>> kept{{KeptBecause::kProved, 2}};
  EXPECT_EQ(must(imports.count_kept(job.id)), kept);

  ASSERT_TRUE(apply(job, ImportEvent::kFail, there_.clock.now()));
  must(imports.update(job, ImportState::kChecking));
  ImportJob waiting = there_.job();
  must(imports.insert(waiting, as_bytes("a"), "import-key-2"));
  must(imports.erase_before(waiting.made_at, job.state_since, there_.clock.now()));
  EXPECT_EQ(must(imports.faults(job.id, 10)).size(), 2U);
  EXPECT_EQ(must(imports.find(waiting.id))->state, ImportState::kChecking);
  must(imports.erase_before(waiting.made_at + 1ms, job.state_since + 1ms, there_.clock.now()));
  EXPECT_TRUE(must(imports.faults(job.id, 10)).empty());
  EXPECT_TRUE(must(imports.count_kept(job.id)).empty());
  EXPECT_EQ(must(imports.find(waiting.id))->state, ImportState::kDiscarded);
  EXPECT_EQ(must(imports.content(waiting.id)).reveal(), "");
}

TEST_P(StoreContract, a_person_is_erased_with_what_nobody_worked_on) {
  const auto transaction = must(store_->begin_write());
  auto& persons = transaction->persons();
  const auto category = must(transaction->agencies().find_category("WORK_INJURY"));
  Person person = there_.person;
  person.id = PersonId::make(there_.clock, there_.random);
  person.id_number = number("440524188001010014");
  person.entitlements = {{*category, 2026y / January / 1, std::nullopt}};
  must(persons.insert(person, "person-key-2"));
  Plan plan = there_.plan();
  plan.category = "WORK_INJURY";
  must(transaction->plans().insert(plan, "plan-key"));
  must(transaction->tasks().insert(
      {.id = TaskId::make(there_.clock, there_.random),
       .plan = plan.id,
       .person = person.id,
       .agency = there_.agency.id,
       .window = {
           .self_from = 2026y / January / 1, .self_to = 2026y / June / 30, .verify_to = 2026y / July / 30}}));
  EXPECT_EQ(must(persons.kept_because(there_.person.id)), KeptBecause::kEnrolled);
  EXPECT_EQ(must(persons.kept_because(person.id)), std::nullopt);
  EXPECT_EQ(must(persons.kept_because(person.id, "WORK_INJURY")), std::nullopt);
  Task task = must(transaction->tasks().unsettled(person.id)).at(0);
  task.state = TaskState::kVerifying;
  must(transaction->tasks().update(task, TaskState::kPending));
  EXPECT_EQ(must(persons.kept_because(person.id)), KeptBecause::kInProgress);
  EXPECT_EQ(must(persons.kept_because(person.id, "WORK_INJURY")), KeptBecause::kInProgress);
  EXPECT_EQ(must(persons.kept_because(person.id, "RESIDENT_PENSION")), std::nullopt);
  task.state = TaskState::kPending;
  must(transaction->tasks().update(task, TaskState::kVerifying));
  must(persons.set_passed(person.id, "WORK_INJURY", 2026y / May / 1));
  EXPECT_EQ(must(persons.kept_because(person.id, "WORK_INJURY")), KeptBecause::kProved);
  must(persons.erase_entitlement(person.id, "WORK_INJURY"));
  EXPECT_TRUE(must(persons.find(person.id))->entitlements.empty());
  EXPECT_TRUE(must(transaction->tasks().unsettled(person.id)).empty());
  must(persons.erase(person.id));
  EXPECT_FALSE(must(persons.find(person.id)));
  must(transaction->commit());
}

TEST_P(StoreContract, keeps_what_regions_are_called) {
  const auto transaction = must(store_->begin_write());
  auto& regions = transaction->regions();
  const auto code = [](std::string_view text) { return *RegionCode::parse(text); };
  EXPECT_FALSE(must(regions.name_of(code("13"))));
  EXPECT_TRUE(must(regions.set_name({code("13"), "河北"})));
  EXPECT_FALSE(must(regions.set_name({code("13"), "河北"})));
  EXPECT_TRUE(must(regions.set_name({code("13"), "河北省"})));
  EXPECT_EQ(must(regions.name_of(code("13"))), "河北省");
  must(regions.set_name({code("1301"), "石家庄市"}));
  must(regions.set_name({code("130102"), "长安区"}));
  const auto children = [&](const Scope& scope, const std::optional<RegionCode>& parent) {
    std::string text;
    for (const auto& [region, name, has_people] : must(regions.children(scope, parent)))
      text += region.text() + name + (has_people ? "+" : "") + " ";
    return text;
  };
  const Scope all{there_.agency.id};
  // Somebody lives in 130924101203.
  EXPECT_EQ(children(all, {}), "130000000000河北省+ ");
  EXPECT_EQ(children(all, code("13")), "130100000000石家庄市 130900000000+ ");
  EXPECT_EQ(children(all, code("130924101")), "130924101203+ ");
  EXPECT_EQ(children(all, code("130924101203")), "");
  EXPECT_EQ(children({.agency = there_.agency.id, .region = code("1301")}, code("13")),
            "130100000000石家庄市 ");
  EXPECT_EQ(children({.agency = there_.agency.id, .region = code("130924101203")}, code("1309")),
            "130924000000+ ");
  EXPECT_EQ(children({.agency = AgencyId::make(there_.clock, there_.random)}, code("1309")), "");
}

TEST_P(StoreContract, keeps_what_administrators_decide_for_the_service) {
  const auto transaction = must(store_->begin_write());
  auto& notices = transaction->notices();
  EXPECT_EQ(must(notices.wording(there_.agency.id, NoticeKind::kMatched)), "");
  must(notices.set_wording(there_.agency.id, NoticeKind::kMatched, "甲"));
  must(notices.set_wording(there_.agency.id, NoticeKind::kMatched, "乙"));
  must(notices.set_wording(std::nullopt, NoticeKind::kResetCode, "丙"));
  EXPECT_EQ(must(notices.wording(there_.agency.id, NoticeKind::kMatched)), "乙");
  EXPECT_EQ(must(notices.wording(there_.agency.id, NoticeKind::kReminder)), "");
  EXPECT_EQ(must(notices.wording(std::nullopt, NoticeKind::kMatched)), "");
  EXPECT_EQ(must(notices.wording(std::nullopt, NoticeKind::kResetCode)), "丙");
  must(notices.set_wording(there_.agency.id, NoticeKind::kMatched, ""));
  EXPECT_EQ(must(notices.wording(there_.agency.id, NoticeKind::kMatched)), "");

  auto& service = transaction->service();
  EXPECT_FALSE(must(service.retention(Kept::kFrames)));
  must(service.set_retention(Kept::kFrames, 3));
  must(service.set_retention(Kept::kFrames, 2));
  EXPECT_EQ(must(service.retention(Kept::kFrames)), 2);
  EXPECT_FALSE(must(service.retention(Kept::kLists)));

  const WorkdayList list{.year = 2027y,
                         .days = {{.day = 2026y / December / 27, .works = true, .name = ""},
                                  {.day = 2027y / January / 1, .works = false, .name = "元旦"}}};
  must(service.set_workdays({.year = 2028y, .days = {list.days[1]}}));
  must(service.set_workdays({.year = 2027y, .days = {list.days[1]}}));
  must(service.set_workdays(list));
  ASSERT_EQ(must(service.workday_lists()).size(), 2U);
  EXPECT_EQ(must(service.workday_lists())[0].year, 2027y);
  EXPECT_EQ(must(service.workday_lists())[0].days, list.days);
  must(service.set_workdays({.year = 2027y, .days = {}}));
  ASSERT_EQ(must(service.workday_lists()).size(), 1U);
  EXPECT_EQ(must(service.workday_lists())[0].year, 2028y);
}

TEST_P(StoreContract, counts_tasks_place_by_place_where_their_people_live) {
  const auto transaction = must(store_->begin_write());
  const Plan plan = there_.plan();
  must(transaction->plans().insert(plan, "plan-key"));
  const auto code = [](std::string_view text) { return RegionCode::parse(text); };
  const auto counts = [&](const std::optional<RegionCode>& parent) {
    std::string text;
    for (const auto& [region, tasks] : must(transaction->plans().count_tasks_by_place(plan.id, parent))) {
      text += (region ? region->text() : "-") + ":";
      for (const auto& [state, count] : tasks)
        text += std::string(to_text(state)) + std::to_string(count) + " ";
    }
    return text;
  };
  EXPECT_EQ(counts({}), "");
  Task task{.id = TaskId::make(there_.clock, there_.random),
            .plan = plan.id,
            .person = there_.person.id,
            .agency = there_.agency.id,
            .window = {.self_from = 2026y / July / 1,
                       .self_to = 2026y / December / 31,
                       .verify_to = 2027y / January / 30,
                       .grace_days = 5}};
  must(transaction->tasks().insert(task));
  EXPECT_EQ(counts({}), "130000000000:PENDING1 ");
  EXPECT_EQ(counts(code("13")), "130900000000:PENDING1 ");
  EXPECT_EQ(counts(code("1309")), "130924000000:PENDING1 ");
  EXPECT_EQ(counts(code("130924")), "130924101000:PENDING1 ");
  EXPECT_EQ(counts(code("130924101")), "130924101203:PENDING1 ");
  EXPECT_EQ(counts(code("130924101203")), "130924101203:PENDING1 ");
  EXPECT_EQ(counts(code("14")), "");
  // Who moves takes the task along.
  must(transaction->persons().set_region(there_.person.id, *code("441900003")));
  EXPECT_EQ(counts(code("1309")), "");
  EXPECT_EQ(counts(code("4419")), "441900003000:PENDING1 ") << "a city without counties";
  must(transaction->persons().set_region(there_.person.id, *code("4419")));
  EXPECT_EQ(counts(code("4419")), "441900000000:PENDING1 ");
}

TEST_P(StoreContract, says_which_database_it_is_and_counts_faces_and_messages) {
  const auto info = store_->info();
  EXPECT_EQ(info.kind, GetParam() == testing::Engine::kSqlite ? "SQLITE" : "POSTGRES");
  EXPECT_EQ(info.migration, all_migrations().back().number);
  const auto transaction = must(store_->begin_write());
  EXPECT_EQ(must(transaction->references().count_persons()), 1);
  must(transaction->references().retire(there_.reference.id));
  EXPECT_EQ(must(transaction->references().count_persons()), 1);
  EXPECT_EQ(must(transaction->notices().count_queued()), 0);
}

TEST_P(StoreContract, finds_audit_entries_by_object_operator_and_action) {
  const auto transaction = must(store_->begin_write());
  const auto append = [&](const std::optional<OperatorId>& by, AuditAction action, std::string object) {
    must(transaction->audit().append({.at = there_.clock.now(),
                                      .by = by,
                                      .agency = there_.agency.id,
                                      .action = action,
                                      .object = std::move(object)}));
  };
  append(there_.clerk.id, AuditAction::kLogIn, "a");
  append(there_.clerk.id, AuditAction::kAddPerson, "b");
  append({}, AuditAction::kAddPerson, "b");
  const auto numbers = [&](const app::AuditFilter& filter, std::string_view cursor = "",
                           std::size_t rows = 10) {
    std::string text;
    for (const auto& entry : must(transaction->audit().page(there_.agency.id, filter, cursor, rows)).rows)
      text += std::to_string(entry.number) + " ";
    return text;
  };
  EXPECT_EQ(numbers({}), "3 2 1 ");
  EXPECT_EQ(numbers({.object = "b"}), "3 2 ");
  EXPECT_EQ(numbers({.object = "b"}, "3"), "2 ");
  EXPECT_EQ(numbers({.object = "b", .by = there_.clerk.id}), "2 ");
  EXPECT_EQ(numbers({.object = "b", .action = AuditAction::kLogIn}), "");
  EXPECT_EQ(numbers({.by = there_.clerk.id}), "2 1 ");
  EXPECT_EQ(numbers({.by = there_.clerk.id, .action = AuditAction::kLogIn}), "1 ");
  EXPECT_EQ(numbers({.action = AuditAction::kAddPerson}, "", 1), "3 ");
}

TEST_P(StoreContract, finds_audit_entries_of_days) {
  const auto transaction = must(store_->begin_write());
  const Time noon = china_midnight(2026y / November / 25) + 12h;
  const auto append = [&](Time at, const AgencyId& agency) {
    must(transaction->audit().append(
        {.at = at, .by = there_.clerk.id, .agency = agency, .action = AuditAction::kLogIn, .object = "a"}));
  };
  append(noon, there_.agency.id);
  append(noon + 24h, there_.agency.id);
  append(noon + 24h - 5min, there_.agency.id);  // another server's clock
  append(noon + 48h, there_.agency.id);
  append(noon + 49h, AgencyId::make(there_.clock, there_.random));
  const auto numbers = [&](std::optional<Time> from, std::optional<Time> to, std::string_view cursor = "",
                           std::size_t rows = 10) {
    const app::AuditFilter filter{.object = "a", .action = AuditAction::kLogIn, .from = from, .to = to};
    std::string text;
    for (const auto& entry : must(transaction->audit().page(there_.agency.id, filter, cursor, rows)).rows)
      text += std::to_string(entry.number) + " ";
    EXPECT_EQ(
        must(transaction->audit().page(there_.agency.id, {.from = from, .to = to}, cursor, rows)).rows.size(),
        text.size() / 2);
    return text;
  };
  EXPECT_EQ(numbers({}, {}), "4 3 2 1 ");
  EXPECT_EQ(numbers(noon + 1h, {}), "4 3 2 ");
  EXPECT_EQ(numbers({}, noon + 24h), "3 1 ");
  EXPECT_EQ(numbers(noon + 24h, noon + 48h), "2 ");
  EXPECT_EQ(numbers(noon, noon + 48h, "", 2), "3 2 ");
  EXPECT_EQ(numbers(noon, noon + 48h, "2"), "1 ");
  EXPECT_EQ(numbers(noon + 72h, {}), "");
  EXPECT_EQ(numbers({}, noon), "");
}

TEST_P(StoreContract, finds_the_audit_entries_of_all_cases_of_a_person) {
  const auto transaction = must(store_->begin_write());
  const auto append = [&](std::string object) {
    must(transaction->audit().append({.at = there_.clock.now(),
                                      .by = there_.clerk.id,
                                      .agency = there_.agency.id,
                                      .action = AuditAction::kViewFrame,
                                      .object = std::move(object)}));
  };
  const Plan plan = there_.plan();
  must(transaction->plans().insert(plan, "trail-plan"));
  const Task task{.id = TaskId::make(there_.clock, there_.random),
                  .plan = plan.id,
                  .person = there_.person.id,
                  .agency = there_.agency.id,
                  .window = {.self_from = 2026y / July / 1,
                             .self_to = 2026y / December / 31,
                             .verify_to = 2027y / January / 30},
                  .age_band = AgeBand::k70To79};
  must(transaction->tasks().insert(task));
  EXPECT_EQ(must(transaction->tasks().find(task.id))->age_band, AgeBand::k70To79);
  const Attempt attempt = there_.attempt();
  must(transaction->attempts().insert(attempt));
  const Review review{.id = ReviewId::make(there_.clock, there_.random),
                      .attempt = attempt.id,
                      .person = there_.person.id,
                      .state = ReviewState::kOpen,
                      .requested_by = ReviewRequester::kPerson,
                      .opened_at = there_.clock.now(),
                      .due_on = 2026y / November / 30,
                      .due_is_certain = true,
                      .note = {},
                      .decided_by = {},
                      .decided_at = {}};
  must(transaction->reviews().insert(review));
  for (const auto& object : {there_.person.id.text(), std::string("elsewhere"), task.id.text(),
                             review.id.text(), plan.id.text(), review.id.text(), attempt.id.text()})
    append(object);
  const auto numbers = [&](const PersonId& person, std::string_view cursor = "", std::size_t rows = 10) {
    std::string text;
    const auto page = must(transaction->audit().page_of_person(there_.agency.id, person, cursor, rows));
    for (const auto& entry : page.rows) text += std::to_string(entry.number) + " ";
    return text + page.next.value_or("end");
  };
  EXPECT_EQ(numbers(there_.person.id), "7 6 4 3 1 end");
  EXPECT_EQ(numbers(there_.person.id, "", 2), "7 6 6");
  EXPECT_EQ(numbers(there_.person.id, "6", 2), "4 3 3");
  EXPECT_EQ(numbers(there_.person.id, "no number"), "end");
  EXPECT_EQ(numbers(PersonId::make(there_.clock, there_.random)), "end");
  EXPECT_FALSE(must(transaction->audit().check({})).broken_at);

  const app::TaskContact call{
      .channel = ContactChannel::kVoice, .made_at = there_.clock.now(), .by = there_.clerk.id};
  must(transaction->tasks().insert_contact(task.id, call));
  const auto contacts = must(transaction->tasks().contacts_of(there_.person.id, 10));
  ASSERT_EQ(contacts.size(), 1U);
  EXPECT_EQ(contacts.front().plan, plan.id);
  EXPECT_EQ(contacts.front().contact.channel, ContactChannel::kVoice);
  EXPECT_TRUE(must(transaction->tasks().contacts_of(there_.person.id, 0)).empty());
}

TEST_P(StoreContract, counts_tasks_by_age_and_by_the_way_of_proof) {
  const auto transaction = must(store_->begin_write());
  const Plan plan = there_.plan();
  must(transaction->plans().insert(plan, "figures-plan"));
  Task task{.id = TaskId::make(there_.clock, there_.random),
            .plan = plan.id,
            .person = there_.person.id,
            .agency = there_.agency.id,
            .window = {.self_from = 2025y / July / 1,
                       .self_to = 2025y / December / 31,
                       .verify_to = 2026y / January / 30},
            .age_band = AgeBand::k70To79};
  must(transaction->tasks().insert(task));
  task.state = TaskState::kPassed;
  task.settled_on = 2025y / November / 1;
  task.settled_by = ProofWay::kAssisted;
  must(transaction->tasks().update(task, TaskState::kPending));
  // Of before ages were kept.
  const Task later{.id = TaskId::make(there_.clock, there_.random),
                   .plan = plan.id,
                   .person = there_.person.id,
                   .agency = there_.agency.id,
                   .window = {.self_from = 2026y / July / 1,
                              .self_to = 2026y / December / 31,
                              .verify_to = 2027y / January / 30}};
  EXPECT_EQ(must(transaction->tasks().insert(later)), app::Inserted::kNew);
  const auto words = [](const std::vector<app::Tally>& tallies) {
    std::string text;
    for (const auto& [of, count] : tallies) text += of[0] + ":" + of[1] + std::to_string(count) + " ";
    return text;
  };
  const auto found = must(transaction->insight().tasks({.agency = there_.agency.id}));
  EXPECT_EQ(words(found.by_age), ":PENDING1 70_79:PASSED1 ");
  EXPECT_EQ(words(found.by_way), ":PENDING1 ASSISTED:PASSED1 ");
  EXPECT_EQ(words(found.by_region), "130000000000:PASSED1 130000000000:PENDING1 ");
  EXPECT_EQ(words(found.by_category), "RESIDENT_PENSION:PASSED1 RESIDENT_PENSION:PENDING1 ");
  EXPECT_TRUE(
      must(transaction->insight().tasks({.agency = there_.agency.id, .region = RegionCode::parse("14")}))
          .by_age.empty());
  EXPECT_TRUE(must(transaction->insight().tasks({.agency = there_.agency.id,
                                                 .employer = EmployerId::make(there_.clock, there_.random)}))
                  .by_way.empty());
}

TEST_P(StoreContract, says_how_near_the_scores_around_a_region_are) {
  const auto transaction = must(store_->begin_write());
  Attempt attempt = there_.attempt();
  must(transaction->attempts().insert(attempt));
  attempt.state = AttemptState::kDecided;
  attempt.decided_at = there_.clock.now();
  attempt.decision = Decision{
      .result = AttemptResult::kPassed, .reason = {}, .score = 0.5, .normalised = {}, .threshold = {}};
  attempt.network_set = "words-1";
  must(transaction->attempts().update(attempt, AttemptState::kOpen));
  const Date day = china_date(there_.clock.now());
  const auto nearness = [&](std::string_view around) {
    const auto tallies = must(transaction->insight().attempts_by_score(
        {.agency = there_.agency.id}, "words-1", app::ScoreKind::kRaw, day, Date(sys_days(day) + days(1)),
        RegionCode::parse(around)));
    return tallies.size() == 1 && tallies.front().count == 1 ? tallies.front().nearness : -1;
  };
  EXPECT_EQ(nearness("130924"), 2);
  EXPECT_EQ(nearness("130924101203"), 2);
  EXPECT_EQ(nearness("130925"), 1);
  EXPECT_EQ(nearness("1309"), 1);
  EXPECT_EQ(nearness("1301"), 0);
  EXPECT_EQ(nearness("13"), 0);
  EXPECT_EQ(nearness(""), 0);
}

TEST_P(StoreContract, counts_what_waits_for_administrators) {
  const auto transaction = must(store_->begin_write());
  const auto waiting = [&](app::DeskQueue queue, const AgencyId& agency) {
    const Time now = there_.clock.now();
    return must(transaction->insight().waiting(queue, {.agency = agency}, there_.clerk.id, china_date(now),
                                               now - days(3)))
        .count;
  };
  const auto elsewhere = AgencyId::make(there_.clock, there_.random);
  using Q = app::DeskQueue;
  EXPECT_EQ(waiting(Q::kFactorsMissing, there_.agency.id), 1);
  EXPECT_EQ(waiting(Q::kFactorsMissing, elsewhere), 0);
  must(transaction->operators().set_factor(there_.clerk.id, SecondFactor{.secret = Secret(Bytes(20, 1))}));
  EXPECT_EQ(waiting(Q::kFactorsMissing, there_.agency.id), 0);
  Notice notice{.id = NoticeId::make(there_.clock, there_.random),
                .person = there_.person.id,
                .kind = NoticeKind::kReminder,
                .phone = there_.person.phone,
                .text = Secret(std::string("请认证")),
                .state = NoticeState::kQueued,
                .made_at = there_.clock.now(),
                .tries = 0,
                .next_try_at = there_.clock.now()};
  must(transaction->notices().insert(notice));
  EXPECT_EQ(waiting(Q::kMessagesFailed, there_.agency.id), 0);
  const Notice queued = notice;
  notice.state = NoticeState::kFailed;
  auto never_tried = notice;
  never_tried.id = NoticeId::make(there_.clock, there_.random);
  must(transaction->notices().insert(never_tried));
  EXPECT_EQ(waiting(Q::kMessagesFailed, there_.agency.id), 0);
  notice.tries = 1;
  EXPECT_TRUE(must(transaction->notices().update(notice, queued)));
  EXPECT_EQ(waiting(Q::kMessagesFailed, there_.agency.id), 1);
  EXPECT_EQ(waiting(Q::kMessagesFailed, elsewhere), 0);
  there_.clock.advance(days(4));
  EXPECT_EQ(waiting(Q::kMessagesFailed, there_.agency.id), 0);
  EXPECT_EQ(waiting(Q::kSystemAlarms, there_.agency.id), 0);
  EXPECT_EQ(waiting(Q::kLogUnchecked, there_.agency.id), 0);
}

TEST_P(StoreContract, counts_what_waits_at_the_desk) {
  const auto transaction = must(store_->begin_write());
  const Time now = there_.clock.now();
  const Date today = china_date(now);
  const auto somebody_else = OperatorId::make(there_.clock, there_.random);
  // Before `old` is late.
  const auto waiting = [&](app::DeskQueue queue, const OperatorId& by, Time old) {
    return must(transaction->insight().waiting(queue, {.agency = there_.agency.id}, by, today, old));
  };
  using Q = app::DeskQueue;

  Ticket ticket{.id = TicketId::make(there_.clock, there_.random),
                .agency = there_.agency.id,
                .account = there_.account.id,
                .person = there_.person.id,
                .kind = TicketKind::kVisit,
                .phone = there_.person.phone,
                .note = {},
                .opened_at = now,
                .due_on = today};
  must(transaction->tickets().insert(ticket, "desk-ticket-1"));
  EXPECT_EQ(waiting(Q::kVisits, somebody_else, now).first, ticket.id.text());
  EXPECT_EQ(waiting(Q::kVisits, somebody_else, now).late, 0);
  EXPECT_EQ(waiting(Q::kTickets, somebody_else, now).count, 0);
  ticket.state = TicketState::kClaimed;
  ticket.claimed_by = there_.clerk.id;
  ticket.claimed_to = today;
  ASSERT_TRUE(must(transaction->tickets().update(ticket, TicketState::kOpen)));
  EXPECT_EQ(waiting(Q::kVisits, there_.clerk.id, now).count, 1);
  EXPECT_EQ(waiting(Q::kVisits, somebody_else, now).count, 0);
  ticket.due_on = ticket.claimed_to.emplace(sys_days(today) - days(1));
  ASSERT_TRUE(must(transaction->tickets().update(ticket, TicketState::kClaimed)));
  EXPECT_EQ(waiting(Q::kVisits, somebody_else, now).late, 1);

  ImportJob job = there_.job();
  job.kind = ListKind::kLifeSigns;
  must(transaction->imports().insert(job, as_bytes("a"), "desk-list"));
  EXPECT_EQ(waiting(Q::kImportsToStart, somebody_else, job.made_at).count, 0) << "it is being checked";
  job.state = ImportState::kChecked;
  ASSERT_TRUE(must(transaction->imports().update(job, ImportState::kChecking)));
  EXPECT_EQ(waiting(Q::kImportsToStart, there_.clerk.id, job.made_at).count, 0);
  EXPECT_EQ(waiting(Q::kImportsToStart, somebody_else, job.made_at).first, job.id.text());
  EXPECT_EQ(waiting(Q::kImportsToStart, somebody_else, job.made_at).late, 0);
  EXPECT_EQ(waiting(Q::kImportsToStart, somebody_else, job.made_at + 1ms).late, 1);

  there_.clock.advance(1ms);
  const Time told_at = there_.clock.now();
  must(transaction->payroll().insert(there_.agency.id,
                                     {.id = PayrollRowId::make(there_.clock, there_.random),
                                      .task = {},
                                      .person = there_.person.id,
                                      .category = "RESIDENT_PENSION",
                                      .instruction = {.order = PayrollOrder::kSuspend, .from = today}}));
  EXPECT_EQ(waiting(Q::kPayrollWaiting, somebody_else, told_at).count, 1);
  EXPECT_EQ(waiting(Q::kPayrollWaiting, somebody_else, told_at).late, 0);
  EXPECT_EQ(waiting(Q::kPayrollWaiting, somebody_else, told_at + 1ms).late, 1);

  const Plan plan = there_.plan();
  must(transaction->plans().insert(plan, "desk-plan"));
  Task task{.id = TaskId::make(there_.clock, there_.random),
            .plan = plan.id,
            .person = there_.person.id,
            .agency = there_.agency.id,
            .window = {.self_from = today, .self_to = today, .verify_to = today, .grace_days = 0}};
  must(transaction->tasks().insert(task));
  task.state = TaskState::kSuspendProposed;
  task.proposed_by = there_.clerk.id;
  ASSERT_TRUE(must(transaction->tasks().update(task, TaskState::kPending)));
  must(transaction->audit().append({.at = told_at,
                                    .by = there_.clerk.id,
                                    .agency = there_.agency.id,
                                    .action = AuditAction::kProposeSuspension,
                                    .object = task.id.text()}));
  EXPECT_EQ(waiting(Q::kSuspensionProposals, there_.clerk.id, told_at).count, 0);
  EXPECT_EQ(waiting(Q::kSuspensionProposals, somebody_else, told_at).count, 1);
  EXPECT_EQ(waiting(Q::kSuspensionProposals, somebody_else, told_at).late, 0);
  EXPECT_EQ(waiting(Q::kSuspensionProposals, somebody_else, told_at + 1ms).late, 1);
}

// ----------------------------------------------------------------------------------------------------
// merges

// Columns that hold a person's id, `table.column`, as the migrations say.
std::vector<std::pair<std::string, std::string>> columns_of_persons() {
  std::vector<std::pair<std::string, std::string>> columns;
  std::string table;
  for (const Migration& migration : all_migrations()) {
    std::istringstream lines{std::string(migration.sql)};
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      std::string first;
      std::string second;
      std::string third;
      words >> first >> second >> third;
      std::string column = first;
      if (line.starts_with("CREATE TABLE ")) {
        table = third;
      } else if (line.starts_with("ALTER TABLE ") && line.find("ADD COLUMN") != std::string::npos) {
        std::string add;
        words >> add >> column;
        table = third;
      } else if (!line.starts_with("  ")) {
        continue;
      }
      if (column == "person" || line.find("REFERENCES persons") != std::string::npos)
        columns.emplace_back(table, column);
    }
  }
  return columns;
}

// A second one, who stays; the one of the population is the duplicate.
class MergeContract : public StoreContract {
 protected:
  MergeContract() : kept_(there_.person) {
    kept_.id = PersonId::make(there_.clock, there_.random);
    kept_.id_number = number("440524188001010014");
    kept_.region = RegionCode::parse("440524100000");
  }
  PersonMerge merge_of(const PersonId& kept, const PersonId& duplicate) {
    there_.clock.advance(1ms);
    return {.id = PersonMergeId::make(there_.clock, there_.random),
            .agency = there_.agency.id,
            .kept = kept,
            .duplicate = duplicate,
            .number = number(),
            .reason = MergeReason::kOldNumber,
            .note = Secret(std::string("户口簿")),
            .made_by = there_.clerk.id,
            .made_at = there_.clock.now()};
  }
  Person kept_;
};

TEST_P(MergeContract, come_by_scope_close_once_and_lead_to_who_stays) {
  const auto transaction = must(store_->begin_write());
  auto& merges = transaction->merges();
  must(transaction->persons().insert(kept_, "person-key-2"));
  PersonMerge merge = merge_of(kept_.id, there_.person.id);
  must(merges.insert(merge, "merge-key"));
  const auto found = must(merges.find(merge.id));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->number, there_.person.id_number);
  EXPECT_EQ(found->reason, MergeReason::kOldNumber);
  EXPECT_EQ(found->note.reveal(), "户口簿");
  EXPECT_EQ(must(merges.find_by_request_key("merge-key"))->id, merge.id);
  EXPECT_EQ(must(merges.of_person(kept_.id, 10)).size(), 1U);
  EXPECT_EQ(must(merges.of_person(there_.person.id, 10)).size(), 1U);

  const auto other = OperatorId::make(there_.clock, there_.random);
  const auto waiting = [&](const Scope& scope, const OperatorId& by) {
    const auto count = must(transaction->insight().waiting(app::DeskQueue::kMergeProposals, scope, by,
                                                           2026y / November / 26, there_.clock.now()))
                           .count;
    if (by == other) {
      EXPECT_EQ(must(merges.page_open(scope, "", 10)).rows.size(), static_cast<std::size_t>(count));
    }
    return count;
  };
  const auto& agency = there_.agency.id;
  EXPECT_EQ(waiting({.agency = agency}, other), 1);
  EXPECT_EQ(waiting({.agency = agency}, there_.clerk.id), 0);
  // One of the two is elsewhere.
  EXPECT_EQ(waiting({.agency = agency, .region = RegionCode::parse("1309")}, other), 0);
  EXPECT_EQ(waiting({.agency = agency, .region = RegionCode::parse("4405")}, other), 0);

  // Until it is confirmed each is who they are.
  EXPECT_EQ(must(transaction->persons().find_by_id_number(there_.person.id_number))->id, there_.person.id);
  EXPECT_EQ(must(transaction->persons().kept_because(kept_.id, "RESIDENT_PENSION")),
            KeptBecause::kInProgress);
  must(merges.carry_out(kept_.id, there_.person.id));
  merge.state = MergeState::kConfirmed;
  merge.decided_by = there_.clerk.id;
  merge.decided_at = there_.clock.now();
  EXPECT_TRUE(must(merges.close(merge)));
  EXPECT_FALSE(must(merges.close(merge)));
  EXPECT_EQ(waiting({.agency = agency}, other), 0);
  EXPECT_FALSE(must(transaction->persons().find(there_.person.id)));
  for (const IdNumber& typed : {there_.person.id_number, kept_.id_number}) {
    EXPECT_EQ(must(transaction->persons().find_by_id_number(typed))->id, kept_.id);
    EXPECT_EQ(must(transaction->accounts().find_by_id_number(typed))->id, there_.account.id);
    const app::PersonQuery query{.name = {}, .id_number = typed, .phone = {}};
    EXPECT_EQ(must(transaction->persons().page({agency}, query, "", 10)).rows.size(), 1U);
  }
  EXPECT_FALSE(must(transaction->accounts().find_by_id_number(number("110105194912310011"))));
}

// A new table that names a person has to be in PersonMergeTable::carry_out, and with a row in this test.
TEST_P(MergeContract, move_every_row_that_names_the_duplicate) {
  const auto& duplicate = there_.person.id;
  const Time now = there_.clock.now();
  {
    const auto transaction = must(store_->begin_write());
    must(transaction->persons().insert(kept_, "person-key-2"));
    const auto work_injury = must(transaction->agencies().find_category("WORK_INJURY"));
    must(transaction->persons().insert_entitlement(duplicate, {*work_injury, 2026y / January / 1, {}}));
    const Attempt attempt = there_.attempt();
    must(transaction->attempts().insert(attempt));
    must(transaction->reviews().insert({.id = ReviewId::make(there_.clock, there_.random),
                                        .attempt = attempt.id,
                                        .person = duplicate,
                                        .state = ReviewState::kOpen,
                                        .requested_by = ReviewRequester::kPerson,
                                        .opened_at = now,
                                        .due_on = 2026y / November / 30,
                                        .due_is_certain = true,
                                        .note = {},
                                        .decided_by = {},
                                        .decided_at = {}}));
    must(transaction->tickets().insert({.id = TicketId::make(there_.clock, there_.random),
                                        .agency = there_.agency.id,
                                        .account = there_.account.id,
                                        .person = duplicate,
                                        .phone = there_.person.phone,
                                        .note = {},
                                        .opened_at = now,
                                        .due_on = 2026y / November / 30},
                                       "ticket-key"));
    must(transaction->consents().insert(there_.recorded(duplicate), "recorded-key"));
    must(transaction->assisted_proofs().insert({.id = AssistedProofId::make(there_.clock, there_.random),
                                                .person = duplicate,
                                                .agency = there_.agency.id,
                                                .seen_on = 2026y / November / 20,
                                                .made_by = there_.clerk.id,
                                                .made_at = now},
                                               "proof-key"));
    // Of the same way and day, one of each and one of the duplicate alone.
    for (const auto& [person, day] : {std::pair(duplicate, 19u), {duplicate, 20u}, {kept_.id, 20u}})
      must(transaction->passes().insert({.id = PassId::make(there_.clock, there_.random),
                                         .person = person,
                                         .seen_on = 2026y / November / day,
                                         .passed_at = now}));
    // The second is of both; the first of the duplicate alone.
    for (const auto& [person, source] :
         {std::pair(duplicate, "医保"), {duplicate, "公交"}, {kept_.id, "公交"}})
      must(transaction->life_signs().insert({.id = LifeSignId::make(there_.clock, there_.random),
                                             .person = person,
                                             .agency = there_.agency.id,
                                             .kind = LifeSignKind::kWeak,
                                             .source = source,
                                             .on = 2026y / November / 20,
                                             .received_at = now}));
    must(transaction->notices().insert({.id = NoticeId::make(there_.clock, there_.random),
                                        .person = duplicate,
                                        .kind = NoticeKind::kReminder,
                                        .phone = there_.person.phone,
                                        .text = Secret(std::string("请认证")),
                                        .made_at = now,
                                        .next_try_at = now}));
    must(transaction->persons().insert_disclosure({.id = DisclosureId::make(there_.clock, there_.random),
                                                   .person = duplicate,
                                                   .by = there_.clerk.id,
                                                   .at = now}));
    Account helper = there_.account;
    helper.id = AccountId::make(there_.clock, there_.random);
    helper.id_number = number("110105194912310011");
    must(transaction->accounts().insert(helper, "account-key-2"));
    must(transaction->relatives().insert({.id = RelativeId::make(there_.clock, there_.random),
                                          .account = helper.id,
                                          .person = duplicate,
                                          .added_at = now},
                                         "relative-key"));
    const Plan plan = there_.plan();
    must(transaction->plans().insert(plan, "plan-key"));
    const Task task{
        .id = TaskId::make(there_.clock, there_.random),
        .plan = plan.id,
        .person = duplicate,
        .agency = there_.agency.id,
        .window = {
            .self_from = 2026y / January / 1, .self_to = 2026y / June / 30, .verify_to = 2026y / July / 31}};
    must(transaction->tasks().insert(task));
    must(transaction->payroll().insert(there_.agency.id,
                                       {.id = PayrollRowId::make(there_.clock, there_.random),
                                        .task = task.id,
                                        .person = duplicate,
                                        .category = "RESIDENT_PENSION",
                                        .instruction = {.from = 2026y / December / 1}}));
    EXPECT_TRUE(must(transaction->payroll().has_waiting(duplicate)));
    EXPECT_TRUE(must(transaction->attempts().has_unfinished(duplicate)));
    EXPECT_FALSE(must(transaction->payroll().has_waiting(kept_.id)));
    EXPECT_FALSE(must(transaction->attempts().has_unfinished(kept_.id)));
    // One that was merged with the duplicate before.
    must(transaction->merges().insert(merge_of(duplicate, PersonId::make(there_.clock, there_.random)),
                                      "merge-key"));
    must(transaction->commit());
  }
  const auto columns = columns_of_persons();
  EXPECT_GE(columns.size(), 15U);
  const auto count = [&](const std::string& table, const std::string& column, const PersonId& person) {
    const auto row = must(store_.database().connect()->find(
        "SELECT count(*) FROM " + table + " WHERE " + column + " = $1", {person.text()}));
    return must(row->integer(0));
  };
  // What a list had added is history: taken back, it finds nobody (ImportTable::changes_before).
  const auto is_history = [](const std::string& table) { return table == "import_changes"; };
  for (const auto& [table, column] : columns) {
    if (!is_history(table)) {
      EXPECT_GE(count(table, column, duplicate), 1) << "no row in " << table << "." << column;
    }
  }
  {
    const auto transaction = must(store_->begin_write());
    must(transaction->merges().carry_out(kept_.id, duplicate));
    must(transaction->commit());
  }
  for (const auto& [table, column] : columns) {
    if (is_history(table)) continue;
    EXPECT_EQ(count(table, column, duplicate), 0) << table << "." << column;
    EXPECT_GE(count(table, column, kept_.id), 1) << table << "." << column;
  }
  EXPECT_EQ(count("life_signs", "person", kept_.id), 2);
  EXPECT_EQ(count("entitlements", "person", kept_.id), 2);
  const auto moved = must(must(store_->begin_read())->tasks().unsettled(kept_.id));
  EXPECT_EQ(moved.size(), 1U);
  const auto connection = store_.database().connect();
  EXPECT_EQ(must(must(connection->find("SELECT region FROM tasks"))->text(0)), kept_.region->text());
}

TEST_P(MergeContract, give_what_was_done_for_one_task_to_the_one_that_stays) {
  const auto transaction = must(store_->begin_write());
  auto& tasks = transaction->tasks();
  must(transaction->persons().insert(kept_, "person-key-2"));
  const Plan plan = there_.plan();
  must(transaction->plans().insert(plan, "plan-key"));
  const auto task_of = [&](const PersonId& person) {
    const Task task{
        .id = TaskId::make(there_.clock, there_.random),
        .plan = plan.id,
        .person = person,
        .agency = there_.agency.id,
        .window = {
            .self_from = 2026y / January / 1, .self_to = 2026y / June / 30, .verify_to = 2026y / July / 31}};
    must(tasks.insert(task));
    return task.id;
  };
  const auto stays = task_of(kept_.id);
  const auto gone = task_of(there_.person.id);
  const app::TaskContact call{
      .channel = ContactChannel::kVoice, .made_at = there_.clock.now(), .by = there_.clerk.id};
  app::TaskContact visit = call;
  visit.channel = ContactChannel::kVisit;
  visit.note = Secret(std::string("门锁着"));
  must(tasks.insert_contact(stays, call));
  must(tasks.insert_contact(gone, call));
  must(tasks.insert_contact(gone, visit));
  must(transaction->payroll().insert(there_.agency.id, {.id = PayrollRowId::make(there_.clock, there_.random),
                                                        .task = gone,
                                                        .person = there_.person.id,
                                                        .category = "RESIDENT_PENSION",
                                                        .instruction = {.from = 2026y / December / 1}}));
  must(tasks.replace(gone, stays));
  EXPECT_FALSE(must(tasks.find(gone)));
  ASSERT_EQ(must(tasks.contacts(stays)).size(), 2U);
  EXPECT_EQ(must(tasks.contacts(stays)).front().note.reveal(), "门锁着");
  EXPECT_EQ(must(transaction->payroll().waiting(there_.agency.id, 10)).at(0).task, stays);
}

INSTANTIATE_TEST_SUITE_P(, MergeContract, testing::kBoth, testing::name_of);

TEST_P(StoreContract, callers_are_found_by_their_phone_and_their_key_and_counted) {
  const auto transaction = must(store_->begin_write());
  auto& tickets = transaction->tickets();
  const Secret phone(std::string("13912345670"));
  Ticket ticket{.id = TicketId::make(there_.clock, there_.random),
                .agency = there_.agency.id,
                .caller = Caller{.name = there_.person.name, .id_number = Secret(std::string("不记得"))},
                .person = {},
                .phone = phone,
                .note = Secret(std::string("收不到短信")),
                .opened_at = there_.clock.now(),
                .due_on = 2026y / November / 26};
  must(tickets.insert(ticket, "ticket-1"));
  auto another = ticket;  // of an account, with the same key and phone
  another.id = TicketId::make(there_.clock, there_.random);
  another.caller.reset();
  another.account = there_.account.id;
  must(tickets.insert(another, "ticket-1"));

  const auto found = *must(tickets.find_of_caller_by_request_key("ticket-1"));
  EXPECT_EQ(found.id, ticket.id);
  EXPECT_EQ(found.caller->name.reveal(), there_.person.name.reveal());
  EXPECT_EQ(found.caller->id_number.reveal(), "不记得");
  EXPECT_FALSE(must(tickets.find_of_caller_by_request_key("ticket-2")));
  EXPECT_FALSE(must(tickets.find(another.id))->caller);
  EXPECT_EQ(must(tickets.find_by_request_key(there_.account.id, "ticket-1"))->id, another.id);
  EXPECT_EQ(must(tickets.find_open_of_caller(phone))->id, ticket.id);
  EXPECT_FALSE(must(tickets.find_open_of_caller(there_.person.phone)));
  EXPECT_EQ(must(tickets.count_of_callers_since(ticket.opened_at)), 1);
  EXPECT_EQ(must(tickets.count_of_callers_since(ticket.opened_at + std::chrono::milliseconds(1))), 0);
  EXPECT_EQ(must(tickets.page_open({there_.agency.id}, {}, "", 10)).rows.size(), 2U);
  ticket.state = TicketState::kClaimed;
  ticket.claimed_by = there_.clerk.id;
  EXPECT_TRUE(must(tickets.update(ticket, TicketState::kOpen)));
  EXPECT_EQ(must(tickets.find_open_of_caller(phone))->id, ticket.id);
  ticket.state = TicketState::kDone;
  EXPECT_TRUE(must(tickets.update(ticket, TicketState::kClaimed)));
  EXPECT_FALSE(must(tickets.find_open_of_caller(phone)));
  EXPECT_EQ(must(tickets.find(ticket.id))->caller->id_number.reveal(), "不记得");
}

// ---------------------------------------------------------------------------------------------------- at
// rest

// Everything that is stored, as the database gives it and, where it is a file, as the disk has it.
std::string content_of(const testing::TemporaryDatabase& database) {
  std::string all;
  const auto connection = database.connect();
  for (const std::string_view table :
       {"accounts",      "agencies",          "employers",         "assisted_proofs", "attempts",
        "attempt_keys",  "consents",          "entitlements",      "frames",          "frame_digests",
        "life_signs",    "login_tries",       "operators",         "persons",         "person_references",
        "plans",         "relatives",         "reviews",           "sessions",        "support_contacts",
        "tasks",         "task_contacts",     "tickets",           "codes",           "notices",
        "payroll_rows",  "payroll_batches",   "review_evidence",   "imports",         "import_pieces",
        "import_faults", "import_changes",    "import_columns",    "regions",         "disclosures",
        "passes",        "assisted_evidence", "employer_contacts", "person_merges",   "recorded_consents"}) {
    for (const Row& row : must(connection->query("SELECT * FROM " + std::string(table)))) {
      for (std::size_t column = 0; column < row.size(); ++column) {
        if (const auto text = row.text(column)) all += *text;
        if (const auto bytes = row.bytes(column)) all += as_text(*bytes);
      }
    }
  }
  for (const auto& entry : std::filesystem::directory_iterator(database.folder())) {
    std::ifstream stream(entry.path(), std::ios::binary);
    all.append(std::istreambuf_iterator<char>(stream), {});
  }
  return all;
}

TEST_P(StoreContract, nothing_personal_is_stored_in_the_clear) {
  {
    const auto transaction = must(store_->begin_write());
    const Attempt attempt = there_.attempt();
    must(transaction->attempts().insert(attempt));
    must(transaction->attempts().insert_frame(attempt.id, frame(0, "a frame's jpeg")));
    must(transaction->references().set_features(there_.reference.id, {"fusion", Secret(Bytes(64, 0x5A))}));
    must(transaction->consents().insert(there_.recorded(there_.person.id), "recorded-key"));
    must(transaction->login_tries().set(app::Realm::kCitizen, kIdNumber, {1, {}}, there_.clock.now()));
    must(transaction->tickets().insert({.id = TicketId::make(there_.clock, there_.random),
                                        .agency = there_.agency.id,
                                        .account = there_.account.id,
                                        .person = there_.person.id,
                                        .phone = there_.person.phone,
                                        .note = Secret(std::string("腿脚不便")),
                                        .opened_at = there_.clock.now(),
                                        .due_on = 2026y / December / 2},
                                       "ticket-key"));
    const Notice notice{.id = NoticeId::make(there_.clock, there_.random),
                        .person = there_.person.id,
                        .phone = there_.person.phone,
                        .text = Secret(std::string(kName)),
                        .parameters = Secret(NoticeParameters{{"name", std::string(kName)}}),
                        .made_at = there_.clock.now(),
                        .next_try_at = there_.clock.now()};
    must(transaction->notices().insert(notice));
    must(transaction->tickets().insert(
        {.id = TicketId::make(there_.clock, there_.random),
         .agency = there_.agency.id,
         .caller = Caller{.name = there_.person.name, .id_number = Secret(std::string(kIdNumber))},
         .person = {},
         .phone = there_.person.phone,
         .note = Secret(std::string("腿脚不便")),
         .opened_at = there_.clock.now(),
         .due_on = 2026y / December / 2},
        "ticket-key"));
    const auto proof = AssistedProofId::make(there_.clock, there_.random);
    must(transaction->assisted_proofs().insert({.id = proof,
                                                .person = there_.person.id,
                                                .agency = there_.agency.id,
                                                .seen_on = 2026y / November / 20,
                                                .issuer = Secret(std::string("腿脚不便")),
                                                .made_by = there_.clerk.id,
                                                .made_at = there_.clock.now()},
                                               "proof-key"));
    must(transaction->assisted_proofs().set_evidence(proof, ProofEvidence::kPaper,
                                                     as_bytes("a paper's jpeg")));
    const Plan plan = there_.plan();
    must(transaction->plans().insert(plan, "plan-key"));
    const Task task{
        .id = TaskId::make(there_.clock, there_.random),
        .plan = plan.id,
        .person = there_.person.id,
        .agency = there_.agency.id,
        .window = {
            .self_from = 2026y / January / 1, .self_to = 2026y / June / 30, .verify_to = 2026y / July / 31}};
    must(transaction->tasks().insert(task));
    must(transaction->tasks().insert_contact(task.id, {.channel = ContactChannel::kVoice,
                                                       .made_at = there_.clock.now(),
                                                       .by = there_.clerk.id,
                                                       .result = ContactResult::kFamily,
                                                       .note = Secret(std::string("腿脚不便"))}));
    ImportJob job = there_.job();
    job.headings = {Secret(std::string(kName))};
    job.samples = {{Secret(std::string(kName))}};
    must(transaction->imports().insert(job, as_bytes(std::string("姓名\n") + std::string(kName)),
                                       "import-key"));
    must(transaction->imports().remember_columns(job));
    must(transaction->merges().insert({.id = PersonMergeId::make(there_.clock, there_.random),
                                       .agency = there_.agency.id,
                                       .kept = there_.person.id,
                                       .duplicate = PersonId::make(there_.clock, there_.random),
                                       .number = number(),
                                       .note = Secret(std::string("腿脚不便")),
                                       .made_by = there_.clerk.id,
                                       .made_at = there_.clock.now(),
                                       .answer = Secret(std::string("腿脚不便"))},
                                      "merge-key"));
    must(transaction->commit());
  }
  const std::string stored = content_of(store_.database());
  EXPECT_NE(stored.find("2026-11"), std::string::npos);  // what is not personal is there in the clear
  for (const std::string_view secret :
       {kName, kIdNumber, kPhone, std::string_view("试经办员"), std::string_view("reference jpeg"),
        std::string_view("a frame's jpeg"), std::string_view("a paper's jpeg"), std::string_view("腿脚不便"),
        std::string_view("ZZZZZZZZ"), std::string_view("二〇二六年告知书三号")}) {
    EXPECT_EQ(stored.find(secret), std::string::npos) << secret;
  }
}

TEST_P(StoreContract, a_ciphertext_opens_in_its_own_place_only) {
  store_.database().run("UPDATE persons SET phone = name");
  const auto transaction = must(store_->begin_read());
  const auto person = transaction->persons().find(there_.person.id);
  ASSERT_FALSE(person);
  EXPECT_EQ(person.error().code, ErrorCode::kCrypto);
}

INSTANTIATE_TEST_SUITE_P(, StoreContract, testing::kBoth, testing::name_of);

TEST(Schema, marks_every_sealed_column_sensitive) {
  std::size_t marked = 0;
  for (const Migration& migration : all_migrations()) {
    std::string_view rest = migration.sql;
    while (!rest.empty()) {
      const auto end = std::min(rest.find('\n'), rest.size());
      const auto line = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const bool is_column = line.starts_with("  ") || line.starts_with("ALTER TABLE ");
      const bool is_sealed = is_column && (line.find(" BLOB") != std::string_view::npos ||
                                           line.find("_index TEXT") != std::string_view::npos ||
                                           line.ends_with("_index; -- sensitive") ||
                                           line.find("_digest TEXT") != std::string_view::npos);
      if (is_sealed) {
        EXPECT_NE(line.find("-- sensitive"), std::string_view::npos) << line;
      }
      if (line.find("-- sensitive") != std::string_view::npos) {
        ++marked;
        EXPECT_TRUE(is_sealed) << line;
      }
    }
  }
  EXPECT_GE(marked, 17U);
}

}  // namespace
}  // namespace jianzai::storage
