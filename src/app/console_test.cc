#include "app/answer_review.h"
#include "app/decide_review.h"
#include "app/films.h"
#include "app/insight.h"
#include "app/manage_account.h"
#include "app/notices.h"
#include "app/on_behalf.h"
#include "app/open_review.h"
#include "app/read_id_card.h"
#include "app/relatives.h"
#include "app/set_looks_only.h"
#include "app/sweep.h"
#include "app/test_world.h"
#include "app/view_operator.h"
#include "app/view_persons.h"
#include "app/view_proof.h"
#include "app/write.h"
#include "base/limits.h"

namespace jianzai::app {
namespace {

using namespace std::chrono;
using namespace testing;

class Persons : public World {};
class References : public World {};
class Reviews : public World {
 protected:
  Attempt refused_attempt(const Account& account, std::string_view key = "attempt-key-1") {
    Attempt attempt = prove(account, {"bertha-1"}, key);
    must(request_review(ports, account, attempt.id));
    return attempt;
  }
  DecideReview verdict(const Attempt& attempt, ReviewVerdict verdict, std::string note = {}) {
    return {.review = review_of(attempt)->id, .verdict = verdict, .note = std::move(note)};
  }
  Operator stranger() {
    const auto elsewhere = must(add_agency(ports, {"乙县", "", "0001", ""})).id;
    return add_operator_of(elsewhere, "stranger", OperatorRole::kReviewer);
  }
  ConsentId keep_consent_of(const Account& account) {
    return must(give_consent(ports, account, settings.keep_image_version, "keep-key-1", {},
                             ConsentPurpose::kKeepImage))
        .id;
  }
  std::vector<Reference> references_of(const PersonId& person) {
    return must(must(ports.store.begin_read())->references().of_person(person, 50));
  }
};

TEST_F(Persons, are_added_once) {
  const Person person = add_somebody();
  EXPECT_EQ(add_somebody().id, person.id);  // the same key
  const auto add = [&](std::string name, std::string key) {
    return add_person(
        ports, clerk(),
        {std::move(name), std::string(kIdNumber), "ENTERPRISE_PENSION", std::string(kPhone), std::move(key)});
  };
  EXPECT_EQ(code_of(add("别人", "person-key-1")), ErrorCode::kIdempotencyConflict);
  EXPECT_EQ(code_of(add(std::string(kName), "person-key-2")), ErrorCode::kPersonExists);
}

TEST_F(Persons, are_refused_with_every_wrong_field) {
  const auto refused = add_person(ports, clerk(), {"", "110105194912310021", "NOTHING", "", "person-key-1"});
  ASSERT_EQ(code_of(refused), ErrorCode::kInvalidFields);
  EXPECT_EQ(fields_of(refused.error()),
            "name:REQUIRED id_number:CHECKSUM phone:REQUIRED category_code:UNKNOWN_CATEGORY");
}

TEST_F(Persons, must_bear_the_name_of_their_account) {
  register_somebody();
  const auto refused =
      add_person(ports, clerk(),
                 {"别人", std::string(kIdNumber), "ENTERPRISE_PENSION", std::string(kPhone), "person-key-1"});
  EXPECT_EQ(code_of(refused), ErrorCode::kNameIdMismatch);
  // The clerk has looked at the card: who registered was somebody else, or mistyped it.
  const Person person = must(add_person(ports, clerk(),
                                        {.name = "别人",
                                         .id_number = std::string(kIdNumber),
                                         .category_code = "ENTERPRISE_PENSION",
                                         .phone = std::string(kPhone),
                                         .request_key = "person-key-1",
                                         .closes_account = true}));
  EXPECT_FALSE(must(must(ports.store.begin_read())->accounts().find_by_id_number(person.id_number)));
  must(send_notices(ports));
  ASSERT_EQ(sms.sent.size(), 1U);
  EXPECT_EQ(sms.sent.front().kind, NoticeKind::kAccountClosed);
  auto again = registration();
  again.name = "别人";
  again.request_key = "account-key-2";
  must(register_account(ports, again));
}

class OnBehalf : public World {};

TEST_F(OnBehalf, an_account_that_is_not_theirs_is_closed_and_both_phones_are_told) {
  const Person person = add_somebody();
  const Account account = register_somebody();
  must(change_phone(
      ports, account,
      {.password = std::string(kPassword), .phone = "13812345678", .phone_again = "13812345678"}));
  EXPECT_TRUE(must(view_person(ports, clerk(), person.id)).registered);
  EXPECT_FALSE(must(close_account_of(ports, clerk(), person.id)).registered);
  EXPECT_FALSE(must(close_account_of(ports, clerk(), person.id)).registered);
  EXPECT_TRUE(must(must(ports.store.begin_read())->accounts().find(account.id))->closed_at);
  must(send_notices(ports));
  EXPECT_EQ(sms.sent.size(), 2U);
  const auto elsewhere = must(add_agency(ports, {"乙县", "路 2 号", "0001", "9-17"})).id;
  const auto other = add_operator_of(elsewhere, "other", OperatorRole::kClerk);
  EXPECT_EQ(code_of(close_account_of(ports, other, person.id)), ErrorCode::kNotFound);
}

TEST_F(OnBehalf, a_helper_is_refused_for_who_has_no_phone) {
  const Person person = add_somebody();
  auto registering = registration();
  registering.name = "欧阳测试乙";
  registering.id_number = "110105198001010032";
  registering.request_key = "helper-key-1";
  const Account helper = account_of(must(register_account(ports, registering)));
  const auto adding = [&](std::string key) {
    return add_relative(ports, helper,
                        {.name = std::string(kName),
                         .id_number = std::string(kIdNumber),
                         .relation = "NEIGHBOUR",
                         .request_key = std::move(key)});
  };
  const auto id = must(adding("relative-key-1")).relative.id;
  must(refuse_helper_of(ports, clerk(), person.id, id));
  EXPECT_EQ(code_of(adding("relative-key-2")), ErrorCode::kHelperRefused);
  EXPECT_TRUE(must(list_relatives(ports, helper)).empty());
  must(allow_helper_of(ports, clerk(), person.id, id));
  EXPECT_EQ(must(adding("relative-key-3")).relative.state, RelativeState::kActive);
  const Person another = add_somebody("440524188001010014", "person-key-2");
  EXPECT_EQ(code_of(refuse_helper_of(ports, clerk(), another.id, id)), ErrorCode::kNotFound);
}

TEST_F(Persons, are_found_by_what_a_clerk_types) {
  const Person person = add_somebody();
  add_somebody("440524188001010014", "person-key-2");
  const auto found = [&](std::string_view query) {
    return must(list_persons(ports, clerk(), query, "")).rows.size();
  };
  EXPECT_EQ(found(""), 2U);
  EXPECT_EQ(found(kName), 2U);
  EXPECT_EQ(found("110105 19491231 002x"), 1U);
  EXPECT_EQ(found("+86 139-1234-5678"), 2U);
  EXPECT_EQ(found("欧"), 0U);
  EXPECT_EQ(found("'; DROP TABLE persons; --"), 0U);
  EXPECT_FALSE(must(view_person(ports, clerk(), person.id)).registered);
  register_somebody();
  EXPECT_TRUE(must(view_person(ports, clerk(), person.id)).registered);
}

TEST_F(Persons, belong_to_their_agency) {
  const Person person = add_somebody();
  const auto elsewhere = must(add_agency(ports, {"乙县", "", "0001", ""})).id;
  const Operator stranger = add_operator_of(elsewhere, "stranger", OperatorRole::kClerk);
  EXPECT_EQ(code_of(view_person(ports, stranger, person.id)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(reference_image(ports, stranger, person.id)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(list_person_attempts(ports, stranger, person.id, "")), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(enrol_reference(ports, stranger,
                                    {.person = person.id,
                                     .source = ReferenceSource::kCamera,
                                     .earlier = EarlierReferences::kRetire,
                                     .jpeg = as_bytes("anna-0"),
                                     .consent = spoken()})),
            ErrorCode::kNotFound);
  EXPECT_TRUE(must(list_persons(ports, stranger, "", "")).rows.empty());
  EXPECT_TRUE(must(list_persons(ports, stranger, kIdNumber, "")).rows.empty());
  EXPECT_EQ(must(agency_of(ports, stranger)).name, "乙县");
  EXPECT_EQ(must(all_categories(ports)).size(), 5U);
}

// ----------------------------------------------------------------------------------------------------
// references

TEST_F(References, are_made_once_from_one_picture) {
  const Person person = add_somebody();
  EXPECT_EQ(code_of(reference_image(ports, clerk(), person.id)), ErrorCode::kNotFound);
  const Reference first = enrol(person, "anna-0");
  clock.advance(1min);
  EXPECT_EQ(enrol(person, "anna-0").id, first.id);
  const Reference second = enrol(person, "anna-1");
  EXPECT_NE(second.id, first.id);
  EXPECT_EQ(must(view_person(ports, clerk(), person.id)).reference->id, second.id);
  EXPECT_EQ(as_text(must(reference_image(ports, clerk(), person.id)).reveal()), "anna-1");
}

TEST_F(References, an_old_one_may_stay_beside_newer_ones_and_the_anchor_always_does) {
  const Person person = add_somebody();
  const auto add = [&](std::string_view picture) {
    clock.advance(1min);
    return enrol(person, picture, EarlierReferences::kKeep).id;
  };
  const auto anchor = add("anna-0");
  add("anna-1");
  const auto third = add("anna-2");
  EXPECT_EQ(must(view_person(ports, clerk(), person.id)).active_references, 3U);
  const auto fourth = add("anna-3");
  EXPECT_EQ(add("anna-3"), fourth);
  EXPECT_EQ(add("anna-0"), anchor);
  {
    const auto active = must(must(ports.store.begin_read())->references().active(person.id));
    ASSERT_EQ(active.size(), kReferencesActiveMax);
    EXPECT_EQ(active[0].id, fourth);
    EXPECT_EQ(active[1].id, third);
    EXPECT_EQ(active[2].id, anchor);
  }
  clock.advance(1min);
  enrol(person, "anna-9");
  EXPECT_EQ(must(view_person(ports, clerk(), person.id)).active_references, 1U);
}

TEST_F(References, in_place_of_a_photograph_wait_for_another_reviewer) {
  const Person person = add_somebody();
  const Reference first = enrol(person, "anna-0");
  EXPECT_EQ(first.state, ReferenceState::kActive);
  clock.advance(1min);
  const auto propose = [&](std::string_view picture) {
    return must(enrol_reference(ports, clerk(), {.person = person.id, .jpeg = as_bytes(picture)}));
  };
  const auto superseded = propose("bertha-0");
  EXPECT_EQ(superseded.state, ReferenceState::kProposed);
  const auto proposed = propose("anna-1");
  EXPECT_EQ(propose("anna-1").id, proposed.id);
  EXPECT_EQ(must(view_person(ports, clerk(), person.id)).reference->id, first.id);

  EXPECT_EQ(code_of(list_proposed_references(ports, clerk(), "")), ErrorCode::kForbidden);
  const auto waiting = must(list_proposed_references(ports, reviewer(), "")).rows;
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting.front().reference.id, proposed.id);
  EXPECT_EQ(waiting.front().made_by, "clerk");
  EXPECT_EQ(as_text(must(image_of_reference(ports, reviewer(), proposed.id)).reveal()), "anna-1");

  EXPECT_EQ(code_of(approve_reference(ports, reviewer(), superseded.id)), ErrorCode::kReviewClosed);
  EXPECT_EQ(code_of(approve_reference(ports, reviewer(), ReferenceId::make(clock, random))),
            ErrorCode::kNotFound);
  const auto elsewhere = must(add_agency(ports, {"乙县", "", "0001", ""})).id;
  const Operator stranger = add_operator_of(elsewhere, "stranger", OperatorRole::kReviewer);
  EXPECT_EQ(code_of(approve_reference(ports, stranger, proposed.id)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(image_of_reference(ports, stranger, proposed.id)), ErrorCode::kNotFound);

  must(approve_reference(ports, reviewer(), proposed.id));
  EXPECT_EQ(must(approve_reference(ports, reviewer(), proposed.id)).reference.state, ReferenceState::kActive);
  EXPECT_EQ(code_of(refuse_reference(ports, reviewer(), proposed.id)), ErrorCode::kReviewClosed);
  const auto view = must(view_person(ports, clerk(), person.id));
  EXPECT_EQ(view.reference->id, proposed.id);
  EXPECT_EQ(view.active_references, 1U);

  const auto refused = propose("clara-0");
  must(refuse_reference(ports, reviewer(), refused.id));
  EXPECT_EQ(must(view_person(ports, clerk(), person.id)).reference->id, proposed.id);
  EXPECT_TRUE(must(list_proposed_references(ports, reviewer(), "")).rows.empty());
}

TEST_F(References, of_the_only_reviewer_wait_for_nobody_but_another_ones_do) {
  const Person person = add_somebody();
  enrol(person, "anna-0");
  const auto by = [&](const Operator& who, std::string_view picture) {
    clock.advance(1min);
    return must(enrol_reference(ports, who, {.person = person.id, .jpeg = as_bytes(picture)}));
  };
  EXPECT_EQ(by(reviewer(), "anna-1").state, ReferenceState::kActive);
  add_operator_of(agency(), "second", OperatorRole::kReviewer);
  const auto own = by(reviewer(), "anna-2");
  EXPECT_EQ(own.state, ReferenceState::kProposed);
  EXPECT_EQ(code_of(approve_reference(ports, reviewer(), own.id)), ErrorCode::kSamePerson);
}

TEST_F(References, wait_for_a_reviewer_of_any_region) {
  const Person person = add_somebody();
  enrol(person, "anna-0");
  must(app::add_operator(ports, {.agency = agency(),
                                 .login = "far",
                                 .name = "试经办",
                                 .role = OperatorRole::kReviewer,
                                 .password = Secret(std::string(kPassword)),
                                 .region = "44"}));
  clock.advance(1min);
  const auto made =
      must(enrol_reference(ports, reviewer(), {.person = person.id, .jpeg = as_bytes("anna-1")}));
  EXPECT_EQ(made.state, ReferenceState::kProposed);
}

TEST_F(References, know_how_old_their_photograph_is) {
  const Person person = add_somebody();
  EXPECT_EQ(must(list_reference_work(ports, clerk(), ReferenceWork::kMissing, "")).rows.size(), 1U);
  const auto make = [&](std::string taken_on, std::string_view picture) {
    return enrol_reference(ports, clerk(),
                           {.person = person.id, .taken_on = std::move(taken_on), .jpeg = as_bytes(picture)});
  };
  EXPECT_EQ(fields_of(make("2026-11-26", "anna-0").error()), "taken_on:VALUE");
  EXPECT_EQ(fields_of(make("yesterday", "anna-0").error()), "taken_on:VALUE");
  const auto old = must(make("2012-05-01", "anna-0"));
  EXPECT_TRUE(is_ageing(old, clock.now()));
  EXPECT_TRUE(must(list_reference_work(ports, clerk(), ReferenceWork::kMissing, "")).rows.empty());
  ASSERT_EQ(must(list_reference_work(ports, clerk(), ReferenceWork::kAgeing, "")).rows.size(), 1U);
  clock.advance(1min);
  enrol(person, "anna-1");
  EXPECT_TRUE(must(list_reference_work(ports, clerk(), ReferenceWork::kAgeing, "")).rows.empty());
}

TEST_F(References, the_portrait_of_the_own_id_card_is_a_weak_one) {
  const Person person = add_somebody();
  const auto add = [&](std::string_view picture) {
    return enrol_card_portrait(ports, clerk(), person.id, as_bytes(picture));
  };
  const auto refused = [&](std::string_view picture) {
    const auto outcome = add(picture);
    return outcome ? std::string("taken") : outcome.error().fields.at(0).code;
  };
  const std::string own = "card " + std::string(kIdNumber) + " anna-card";
  EXPECT_EQ(refused("room"), "CARD_UNREADABLE");
  EXPECT_EQ(refused("blurred"), "CARD_UNREADABLE");
  EXPECT_EQ(refused("card 440524188001010014 anna-card"), "CARD_OF_ANOTHER");
  EXPECT_EQ(code_of(add("broken")), ErrorCode::kNotAnImage);
  EXPECT_EQ(code_of(add("card " + std::string(kIdNumber) + " room")), ErrorCode::kFaceRefused);
  const Reference weak = must(add(own));
  EXPECT_EQ(weak.source, ReferenceSource::kIdCard);
  EXPECT_EQ(must(add(own)).id, weak.id);

  const Account account = register_somebody();
  const Attempt attempt = submit(account, {"anna-1"});
  const auto decided = must(decide_attempt(ports, attempt.id)).attempt;
  EXPECT_EQ(decided.decision->result, AttemptResult::kReview);
  EXPECT_EQ(decided.decision->reason, Reason::kLowAssurance);

  // A photograph takes its place, also where earlier ones are to stay.
  clock.advance(1min);
  must(enrol_reference(ports, clerk(),
                       {.person = person.id,
                        .source = ReferenceSource::kCamera,
                        .earlier = EarlierReferences::kKeep,
                        .jpeg = as_bytes("anna-2"),
                        .consent = spoken()}));
  EXPECT_EQ(must(view_person(ports, clerk(), person.id)).active_references, 1U);
  EXPECT_EQ(refused(own), "HAS_PHOTOGRAPH");
}

// A camera's photograph may be stored while a card is being read.
TEST_F(References, a_cards_portrait_takes_no_photographs_place) {
  const Person person = add_somebody();
  const Reference photograph = enrol(person, "anna-1");
  Reference weak = photograph;
  weak.id = ReferenceId::make(clock, random);
  weak.source = ReferenceSource::kIdCard;
  const auto stored = write(*store, [&](Transaction& transaction) {
    return store_reference(transaction, weak, EarlierReferences::kRetire, as_bytes("anna-card"));
  });
  ASSERT_FALSE(stored);
  EXPECT_EQ(stored.error().fields.at(0).code, "HAS_PHOTOGRAPH");
  EXPECT_EQ(must(view_person(ports, clerk(), person.id)).reference->id, photograph.id);
}

TEST_F(References, an_id_card_is_read_for_whoever_asks_and_its_portrait_for_operators) {
  const std::string number(kIdNumber);
  const auto reading = must(read_id_card(ports, as_bytes("card " + number + " anna-card")));
  EXPECT_EQ(reading.number->reveal(), kIdNumber);
  EXPECT_TRUE(reading.portrait.reveal().empty());
  EXPECT_EQ(must(read_id_card(ports, as_bytes("room"))).advice, std::vector<std::string_view>{"NO_CARD"});
  EXPECT_EQ(code_of(read_id_card(ports, as_bytes("broken"))), ErrorCode::kNotAnImage);

  const auto card = must(read_id_card_with_portrait(ports, as_bytes("card " + number + " anna-card")));
  EXPECT_EQ(as_text(card.reading.portrait.reveal()), "anna-card");
  EXPECT_TRUE(card.portrait_advice.empty());
  EXPECT_EQ(must(read_id_card_with_portrait(ports, as_bytes("card " + number + " room"))).portrait_advice,
            std::vector{Reason::kNoFace});
}

TEST_F(Persons, who_cannot_act_is_known_by_the_agency) {
  const Person person = add_somebody();
  EXPECT_FALSE(must(view_person(ports, clerk(), person.id)).person.looks_only);
  EXPECT_TRUE(must(set_looks_only(ports, clerk(), person.id, true)).person.looks_only);
  EXPECT_TRUE(must(view_person(ports, clerk(), person.id)).person.looks_only);
  EXPECT_FALSE(must(set_looks_only(ports, clerk(), person.id, false)).person.looks_only);
  const auto elsewhere = must(add_agency(ports, {"乙县", "", "0001", ""})).id;
  const Operator stranger = add_operator_of(elsewhere, "stranger", OperatorRole::kClerk);
  EXPECT_EQ(code_of(set_looks_only(ports, stranger, person.id, true)), ErrorCode::kNotFound);
}

TEST_F(References, are_refused_with_the_reason) {
  const Person person = add_somebody();
  const auto refused = enrol_reference(ports, clerk(),
                                       {.person = person.id,
                                        .source = ReferenceSource::kCamera,
                                        .earlier = EarlierReferences::kRetire,
                                        .jpeg = as_bytes("crowd-0"),
                                        .consent = spoken()});
  ASSERT_EQ(code_of(refused), ErrorCode::kFaceRefused);
  EXPECT_EQ(refused.error().detail, "MANY_FACES");
  EXPECT_EQ(code_of(enrol_reference(ports, clerk(),
                                    {.person = person.id,
                                     .source = ReferenceSource::kCamera,
                                     .earlier = EarlierReferences::kRetire,
                                     .jpeg = as_bytes("broken"),
                                     .consent = spoken()})),
            ErrorCode::kNotAnImage);
  faces.use(NetworkKind::kNone, "");
  EXPECT_EQ(code_of(enrol_reference(ports, clerk(),
                                    {.person = person.id,
                                     .source = ReferenceSource::kCamera,
                                     .earlier = EarlierReferences::kRetire,
                                     .jpeg = as_bytes("broken"),
                                     .consent = spoken()})),
            ErrorCode::kNotAnImage);
}

// ----------------------------------------------------------------------------------------------------
// reviews

TEST_F(Reviews, approval_passes_the_person_on_the_day_of_the_pictures) {
  const Account account = ready_citizen();
  const Attempt attempt = refused_attempt(account);
  clock.advance(48h);
  const auto list = must(list_reviews(ports, reviewer(), ""));
  ASSERT_EQ(list.rows.size(), 1U);
  EXPECT_EQ(list.rows.front().person_name.reveal(), kName);
  EXPECT_EQ(list.rows.front().attempt.frames_received.size(), 9U);
  const auto decided = must(decide_review(ports, reviewer(), verdict(attempt, ReviewVerdict::kApprove)));
  EXPECT_EQ(decided.review.state, ReviewState::kApproved);
  EXPECT_EQ(decided.decided_by->reveal(), "试经办");
  const Attempt passed = stored(attempt);
  EXPECT_EQ(passed.decision->result, AttemptResult::kPassed);
  EXPECT_EQ(passed.decision->reason, Reason::kReviewApproved);
  EXPECT_EQ(passed.decision->score, 0.1);  // what the machine saw stays
  EXPECT_EQ(passed.next_due_on, 2027y / November / 30);
  EXPECT_EQ(must(view_proof(ports, account)).person->entitlements.front().last_passed_on,
            2026y / November / 25);
  EXPECT_TRUE(frames_of(attempt).empty());
  EXPECT_TRUE(must(list_reviews(ports, reviewer(), "")).rows.empty());
}

TEST_F(Reviews, rejection_tells_the_person_why) {
  const Account account = ready_citizen();
  const Attempt attempt = refused_attempt(account);
  EXPECT_EQ(
      fields_of(decide_review(ports, reviewer(), verdict(attempt, ReviewVerdict::kReject, " \n")).error()),
      "note:REQUIRED");
  std::string long_note;
  for (std::size_t i = 0; i <= limits::kNoteCharactersMax; ++i) long_note += "长";
  EXPECT_EQ(
      fields_of(
          decide_review(ports, reviewer(), verdict(attempt, ReviewVerdict::kReject, long_note)).error()),
      "note:TOO_LONG");
  EXPECT_EQ(
      fields_of(decide_review(ports, reviewer(), verdict(attempt, ReviewVerdict::kReject, "\xFF")).error()),
      "note:CHARACTERS");
  must(decide_review(ports, reviewer(), verdict(attempt, ReviewVerdict::kReject, "请重拍")));
  const auto view = must(view_attempt(ports, account, attempt.id));
  EXPECT_EQ(view.attempt.decision->reason, Reason::kReviewRejected);
  EXPECT_EQ(view.review->note.reveal(), "请重拍");
}

TEST_F(Reviews, ask_for_more_and_go_on_when_it_is_there) {
  const Account account = ready_citizen();
  const Attempt attempt = refused_attempt(account);
  EXPECT_EQ(fields_of(decide_review(ports, reviewer(), verdict(attempt, ReviewVerdict::kAskMore)).error()),
            "note:REQUIRED");
  const auto ask = verdict(attempt, ReviewVerdict::kAskMore, "请拍身份证");
  const auto asked = must(decide_review(ports, reviewer(), ask));
  EXPECT_EQ(asked.review.state, ReviewState::kAsked);
  EXPECT_EQ(asked.review.due_on, 2026y / December / 9);  // ten working days
  EXPECT_EQ(must(decide_review(ports, reviewer(), ask)).review.state, ReviewState::kAsked);
  EXPECT_EQ(code_of(decide_review(ports, reviewer(), verdict(attempt, ReviewVerdict::kAskMore, "别的"))),
            ErrorCode::kReviewClosed);
  EXPECT_TRUE(must(list_reviews(ports, reviewer(), "")).rows.empty());
  EXPECT_FALSE(frames_of(attempt).empty());
  const auto proof = must(view_proof(ports, account));
  EXPECT_EQ(proof.status, ProofStatus::kAsked);
  EXPECT_EQ(proof.asked_in, attempt.id);

  EXPECT_EQ(fields_of(answer_review(ports, account, attempt.id, "").error()), "answer:REQUIRED");
  EXPECT_EQ(
      code_of(hand_in_evidence(ports, account, attempt.id, ReviewEvidence::kIdCard, as_bytes("broken"))),
      ErrorCode::kNotAnImage);
  must(hand_in_evidence(ports, account, attempt.id, ReviewEvidence::kIdCard, as_bytes("card-1")));
  must(hand_in_evidence(ports, account, attempt.id, ReviewEvidence::kIdCard, as_bytes("card-2")));
  const auto answered = must(answer_review(ports, account, attempt.id, "拍好了"));
  EXPECT_EQ(answered.review->state, ReviewState::kOpen);
  EXPECT_EQ(answered.review->due_on, 2026y / November / 30);
  EXPECT_EQ(answered.evidence, std::vector{ReviewEvidence::kIdCard});
  const auto waiting = must(list_reviews(ports, reviewer(), "")).rows;
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting.front().review.answer.reveal(), "拍好了");
  const auto id = waiting.front().review.id;
  EXPECT_EQ(as_text(must(review_evidence(ports, reviewer(), id, ReviewEvidence::kIdCard)).reveal()),
            "card-2");
  EXPECT_EQ(code_of(review_evidence(ports, reviewer(), id, ReviewEvidence::kPaper)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(review_evidence(ports, clerk(), id, ReviewEvidence::kIdCard)), ErrorCode::kForbidden);

  must(decide_review(ports, reviewer(), verdict(attempt, ReviewVerdict::kApprove)));
  EXPECT_EQ(code_of(review_evidence(ports, reviewer(), id, ReviewEvidence::kIdCard)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(answer_review(ports, account, attempt.id, "还有")), ErrorCode::kReviewClosed);
  EXPECT_EQ(code_of(hand_in_evidence(ports, account, attempt.id, ReviewEvidence::kPaper, as_bytes("late"))),
            ErrorCode::kReviewClosed);
}

TEST_F(Reviews, come_back_when_nobody_answers_and_keep_their_pictures_meanwhile) {
  const Account account = ready_citizen();
  const Attempt attempt = refused_attempt(account);
  must(decide_review(ports, reviewer(), verdict(attempt, ReviewVerdict::kAskMore, "请拍身份证")));
  clock.set(china_midnight(2026y / December / 9) + 23h);
  must(erase_outdated(ports));
  EXPECT_TRUE(must(list_reviews(ports, reviewer(), "")).rows.empty());
  clock.set(china_midnight(2026y / December / 10));
  EXPECT_EQ(must(list_reviews(ports, reviewer(), "")).rows.size(), 1U);
  EXPECT_FALSE(frames_of(attempt).empty());
  must(decide_review(ports, reviewer(), verdict(attempt, ReviewVerdict::kReject, "没有补上")));
  EXPECT_EQ(review_of(attempt)->state, ReviewState::kRejected);
}

TEST_F(Reviews, of_a_sample_are_decided_by_two_who_do_not_know_of_each_other) {
  settings.review_second_percent = 100;
  const auto second = add_operator_of(agency(), "second", OperatorRole::kReviewer);
  const Account account = ready_citizen();
  const Attempt attempt = refused_attempt(account);
  const auto approve = verdict(attempt, ReviewVerdict::kApprove);
  const auto given = must(decide_review(ports, reviewer(), approve));
  EXPECT_TRUE(given.waits_for_second);
  EXPECT_EQ(given.review.state, ReviewState::kOpen);
  EXPECT_TRUE(must(decide_review(ports, reviewer(), approve)).waits_for_second);  // the same again
  EXPECT_EQ(code_of(decide_review(ports, reviewer(), verdict(attempt, ReviewVerdict::kReject, "不是"))),
            ErrorCode::kSamePerson);
  EXPECT_TRUE(must(list_reviews(ports, reviewer(), "")).rows.empty());
  ASSERT_EQ(must(list_reviews(ports, second, "")).rows.size(), 1U);
  EXPECT_FALSE(must(list_reviews(ports, second, "")).rows.front().waits_for_second);
  EXPECT_EQ(must(view_proof(ports, account)).status, ProofStatus::kReviewing);
  EXPECT_EQ(must(decide_review(ports, second, approve)).review.state, ReviewState::kApproved);
}

TEST_F(Reviews, of_the_only_reviewer_are_decided_by_that_one) {
  settings.review_second_percent = 100;
  const Attempt attempt = refused_attempt(ready_citizen());
  EXPECT_EQ(must(decide_review(ports, reviewer(), verdict(attempt, ReviewVerdict::kApprove))).review.state,
            ReviewState::kApproved);
}

TEST_F(Reviews, that_get_more_are_looked_at_anew_by_both) {
  settings.review_second_percent = 100;
  const auto second = add_operator_of(agency(), "second", OperatorRole::kReviewer);
  const Account account = ready_citizen();
  const Attempt attempt = refused_attempt(account);
  must(decide_review(ports, reviewer(), verdict(attempt, ReviewVerdict::kReject, "不是")));
  must(decide_review(ports, second, verdict(attempt, ReviewVerdict::kAskMore, "请拍身份证")));
  must(hand_in_evidence(ports, account, attempt.id, ReviewEvidence::kIdCard, as_bytes("card")));
  must(answer_review(ports, account, attempt.id, "拍好了"));
  must(answer_review(ports, account, attempt.id, ""));
  EXPECT_EQ(review_of(attempt)->answer.reveal(), "拍好了");
  const auto approve = verdict(attempt, ReviewVerdict::kApprove);
  EXPECT_TRUE(must(decide_review(ports, reviewer(), approve)).waits_for_second);
  EXPECT_EQ(must(decide_review(ports, second, approve)).review.state, ReviewState::kApproved);
}

TEST_F(Reviews, are_looked_at_anew_by_both_when_a_picture_comes_unasked) {
  settings.review_second_percent = 100;
  const auto second = add_operator_of(agency(), "second", OperatorRole::kReviewer);
  const Account account = ready_citizen();
  const Attempt attempt = refused_attempt(account);
  const auto reject = verdict(attempt, ReviewVerdict::kReject, "不是");
  must(decide_review(ports, reviewer(), reject));
  must(hand_in_evidence(ports, account, attempt.id, ReviewEvidence::kIdCard, as_bytes("card")));
  EXPECT_TRUE(must(decide_review(ports, second, reject)).waits_for_second);
}

TEST_F(Reviews, that_two_see_differently_are_decided_by_the_third_verdict) {
  settings.review_second_percent = 100;
  const auto second = add_operator_of(agency(), "second", OperatorRole::kReviewer);
  const Attempt attempt = refused_attempt(ready_citizen());
  const auto approve = verdict(attempt, ReviewVerdict::kApprove);
  const auto reject = verdict(attempt, ReviewVerdict::kReject, "不是");
  must(decide_review(ports, reviewer(), approve));
  EXPECT_TRUE(must(decide_review(ports, second, reject)).waits_for_second);
  EXPECT_EQ(code_of(decide_review(ports, second, approve)), ErrorCode::kSamePerson);
  ASSERT_EQ(must(list_reviews(ports, reviewer(), "")).rows.size(), 1U);
  EXPECT_EQ(must(decide_review(ports, reviewer(), approve)).review.state, ReviewState::kApproved);
}

TEST_F(Reviews, are_decided_once) {
  const Attempt attempt = refused_attempt(ready_citizen());
  const auto reject = verdict(attempt, ReviewVerdict::kReject, "请重拍");
  must(decide_review(ports, reviewer(), reject));
  EXPECT_TRUE(decide_review(ports, reviewer(), reject));
  EXPECT_EQ(code_of(decide_review(ports, reviewer(), verdict(attempt, ReviewVerdict::kApprove))),
            ErrorCode::kReviewClosed);
  EXPECT_EQ(code_of(decide_review(ports, reviewer(), verdict(attempt, ReviewVerdict::kReject, "别的话"))),
            ErrorCode::kReviewClosed);
}

TEST_F(Reviews, are_left_alone_while_another_one_looks_at_them) {
  const Attempt attempt = refused_attempt(ready_citizen());
  const auto approve = verdict(attempt, ReviewVerdict::kApprove);
  const auto second = add_operator_of(agency(), "second", OperatorRole::kReviewer);
  EXPECT_EQ(code_of(claim_review(ports, clerk(), approve.review)), ErrorCode::kForbidden);
  must(claim_review(ports, second, approve.review));
  must(claim_review(ports, second, approve.review));
  EXPECT_EQ(must(view_review(ports, reviewer(), approve.review)).claimed_by, "second");
  EXPECT_EQ(code_of(claim_review(ports, reviewer(), approve.review)), ErrorCode::kReviewClaimed);
  EXPECT_EQ(code_of(decide_review(ports, reviewer(), approve)), ErrorCode::kReviewClaimed);
  must(release_review(ports, reviewer(), approve.review));  // another one's stays
  EXPECT_EQ(must(view_review(ports, reviewer(), approve.review)).claimed_by, "second");
  must(release_review(ports, second, approve.review));
  EXPECT_EQ(must(view_review(ports, reviewer(), approve.review)).claimed_by, "");
  must(claim_review(ports, second, approve.review));
  clock.advance(kReviewClaim);
  must(claim_review(ports, reviewer(), approve.review));
  must(decide_review(ports, reviewer(), approve));
  EXPECT_EQ(code_of(claim_review(ports, second, approve.review)), ErrorCode::kReviewClosed);
}

TEST_F(Reviews, are_never_decided_by_who_made_the_reference) {
  const Person person = add_somebody();
  must(enrol_reference(ports, reviewer(), {.person = person.id, .jpeg = as_bytes("anna-0")}));
  const Attempt attempt = refused_attempt(register_somebody());
  const auto approve = verdict(attempt, ReviewVerdict::kApprove);
  EXPECT_EQ(code_of(decide_review(ports, reviewer(), approve)), ErrorCode::kSamePerson)
      << "also where there is nobody else yet";
  const auto second = add_operator_of(agency(), "second", OperatorRole::kReviewer);
  EXPECT_TRUE(must(view_review(ports, reviewer(), approve.review)).is_collector);
  EXPECT_FALSE(must(view_review(ports, second, approve.review)).is_collector);
  EXPECT_EQ(code_of(decide_review(ports, reviewer(), approve)), ErrorCode::kSamePerson);
  must(decide_review(ports, second, approve));
}

TEST_F(Reviews, are_counted_by_who_decided_them) {
  const Attempt attempt = refused_attempt(ready_citizen());
  clock.advance(5 * 24h);
  must(decide_review(ports, reviewer(), verdict(attempt, ReviewVerdict::kApprove)));
  const Period november{.from = "2026-11-01", .to = "2026-11-30"};
  const auto figures = must(view_reviewers(ports, reviewer(), november));
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_EQ(figures.front().login, "reviewer");
  EXPECT_EQ(figures.front().decided, 1);
  EXPECT_EQ(figures.front().approved, 1);
  EXPECT_EQ(figures.front().late, 0);  // due on Monday, the third working day
  EXPECT_NEAR(figures.front().median_hours.value_or(0), 120, 0.1);
  EXPECT_EQ(code_of(view_reviewers(ports, clerk(), november)), ErrorCode::kForbidden);
  EXPECT_TRUE(must(view_reviewers(ports, reviewer(), {.from = "2026-10-01", .to = "2026-10-31"})).empty());
}

TEST_F(Reviews, of_two_are_counted_for_both) {
  settings.review_second_percent = 100;
  const Period november{.from = "2026-11-01", .to = "2026-11-30"};
  const auto figures = [&] { return must(view_reviewers(ports, reviewer(), november)); };
  const auto second = add_operator_of(agency(), "second", OperatorRole::kReviewer);
  const Attempt attempt = refused_attempt(ready_citizen());
  must(decide_review(ports, reviewer(), verdict(attempt, ReviewVerdict::kReject, "不是")));
  EXPECT_TRUE(figures().empty()) << "it is not decided";
  must(decide_review(ports, second, verdict(attempt, ReviewVerdict::kReject, "不是")));
  for (const auto& one : figures()) {
    EXPECT_EQ(one.decided, 1) << one.login;
    EXPECT_EQ(one.approved, 0) << one.login;
    EXPECT_EQ(one.for_two, 1) << one.login;
    EXPECT_EQ(one.disputed, 0) << one.login;
    EXPECT_EQ(one.median_hours.has_value(), one.login == "second") << one.login;
  }
  EXPECT_EQ(figures().size(), 2U);
}

TEST_F(Reviews, of_two_who_see_differently_are_counted_as_disputed_for_both) {
  settings.review_second_percent = 100;
  const auto second = add_operator_of(agency(), "second", OperatorRole::kReviewer);
  const Attempt attempt = refused_attempt(ready_citizen());
  must(decide_review(ports, reviewer(), verdict(attempt, ReviewVerdict::kApprove)));
  must(decide_review(ports, second, verdict(attempt, ReviewVerdict::kReject, "不是")));
  must(decide_review(ports, reviewer(), verdict(attempt, ReviewVerdict::kApprove)));
  const auto figures = must(view_reviewers(ports, reviewer(), {.from = "2026-11-01", .to = "2026-11-30"}));
  ASSERT_EQ(figures.size(), 2U);
  for (const auto& one : figures) {
    EXPECT_EQ(one.decided, 1) << one.login;
    EXPECT_EQ(one.approved, one.login == "reviewer" ? 1 : 0) << one.login;
    EXPECT_EQ(one.for_two, 1) << one.login;
    EXPECT_EQ(one.disputed, 1) << one.login;
  }
}

TEST_F(Reviews, are_for_reviewers_of_the_agency) {
  const Attempt attempt = refused_attempt(ready_citizen());
  const auto id = review_of(attempt)->id;
  const Operator other = stranger();
  EXPECT_EQ(code_of(list_reviews(ports, clerk(), "")), ErrorCode::kForbidden);
  EXPECT_EQ(code_of(view_review(ports, clerk(), id)), ErrorCode::kForbidden);
  EXPECT_EQ(code_of(review_frame(ports, clerk(), id, 0)), ErrorCode::kForbidden);
  EXPECT_EQ(code_of(decide_review(ports, clerk(), verdict(attempt, ReviewVerdict::kApprove))),
            ErrorCode::kForbidden);
  EXPECT_TRUE(must(list_reviews(ports, other, "")).rows.empty());
  EXPECT_EQ(code_of(view_review(ports, other, id)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(review_frame(ports, other, id, 0)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(decide_review(ports, other, verdict(attempt, ReviewVerdict::kApprove))),
            ErrorCode::kNotFound);
  EXPECT_EQ(code_of(view_review(ports, reviewer(), ReviewId::make(clock, random))), ErrorCode::kNotFound);
}

TEST_F(Reviews, show_frames_as_long_as_they_are_open) {
  const Attempt attempt = refused_attempt(ready_citizen());
  const auto id = review_of(attempt)->id;
  EXPECT_TRUE(as_text(must(review_frame(ports, reviewer(), id, 0)).reveal()).starts_with("bertha-1"));
  EXPECT_EQ(code_of(review_frame(ports, reviewer(), id, 9)), ErrorCode::kNotFound);
  must(decide_review(ports, reviewer(), verdict(attempt, ReviewVerdict::kApprove)));
  EXPECT_EQ(code_of(review_frame(ports, reviewer(), id, 0)), ErrorCode::kNotFound);
}

TEST_F(Reviews, records_are_the_persons_and_the_clerks) {
  const Account account = ready_citizen();
  prove(account, {"room-1"}, "attempt-key-1");
  clock.advance(1s);
  prove(account, {"anna-1"}, "attempt-key-2");
  const auto own = must(list_attempts(ports, account, ""));
  ASSERT_EQ(own.rows.size(), 2U);
  EXPECT_EQ(own.rows.front().attempt.decision->result, AttemptResult::kPassed);
  EXPECT_EQ(must(list_person_attempts(ports, clerk(), own.rows.front().attempt.person, "")).rows.size(), 2U);
  Account other = account;
  other.id = AccountId::make(clock, random);
  other.id_number = IdNumber::parse("110105198001010032", china_date(clock.now())).value();
  EXPECT_EQ(code_of(view_attempt(ports, other, own.rows.front().attempt.id)), ErrorCode::kNotFound);
}

TEST_F(Reviews, a_film_is_handed_in_like_a_picture_if_browsers_play_it) {
  const Account account = ready_citizen();
  const Attempt attempt = refused_attempt(account);
  const auto hand_in = [&](std::string_view film) {
    return hand_in_evidence(ports, account, attempt.id, ReviewEvidence::kVideo, as_bytes(film));
  };
  EXPECT_EQ(code_of(hand_in("anna-1")), ErrorCode::kNotAVideo);
  EXPECT_EQ(code_of(hand_in("")), ErrorCode::kNotAVideo);
  must(hand_in(std::string_view("\x1A\x45\xDF\xA3 film", 9)));
  const std::string_view mp4(
      "\0\0\0\x20"
      "ftypisom",
      12);
  must(hand_in(mp4));
  const auto id = review_of(attempt)->id;
  EXPECT_EQ(as_text(must(review_evidence(ports, reviewer(), id, ReviewEvidence::kVideo)).reveal()), mp4);
  EXPECT_EQ(video_type_of(as_bytes(mp4)), "video/mp4");
  EXPECT_FALSE(video_type_of(as_bytes("ftyp")));
}

TEST_F(Reviews, an_approved_frame_becomes_a_reference_beside_the_anchor) {
  const Account account = ready_citizen();
  const auto person = must(view_proof(ports, account)).person->id;
  const Attempt attempt = refused_attempt(account);
  auto approval = verdict(attempt, ReviewVerdict::kApprove);
  keep_consent_of(account);
  EXPECT_TRUE(must(view_review(ports, reviewer(), approval.review)).may_keep_image);
  approval.promote = 77;
  EXPECT_EQ(code_of(decide_review(ports, reviewer(), approval)), ErrorCode::kNotFound);
  approval.promote = 0;
  clock.advance(1min);
  must(decide_review(ports, reviewer(), approval));
  must(decide_review(ports, reviewer(), approval));  // the same again
  const auto references = must(must(ports.store.begin_read())->references().active(person));
  ASSERT_EQ(references.size(), 2U);
  EXPECT_EQ(references.front().source, ReferenceSource::kReview);
  EXPECT_EQ(references.back().source, ReferenceSource::kUpload);
  EXPECT_FALSE(is_ageing(references.back(), clock.now() + std::chrono::days(3650)));
  EXPECT_TRUE(is_ageing(references.back(), clock.now() + std::chrono::days(3660)));
  // The face of the frame passes from now on.
  EXPECT_EQ(prove(account, {"bertha"}, "attempt-key-2").decision->result, AttemptResult::kPassed);
}

TEST_F(Reviews, no_frame_becomes_a_reference_of_who_did_not_agree_to_that_apart) {
  const Account account = ready_citizen();
  const Attempt attempt = refused_attempt(account);
  auto approval = verdict(attempt, ReviewVerdict::kApprove);
  approval.promote = 0;
  const auto is_refused = [&] {
    const auto refused = decide_review(ports, reviewer(), approval);
    return !refused && fields_of(refused.error()) == "promote:NO_CONSENT";
  };
  EXPECT_TRUE(is_refused());
  EXPECT_FALSE(must(view_review(ports, reviewer(), approval.review)).may_keep_image);
  const auto keep = keep_consent_of(account);
  settings.keep_image_version = "another text";
  EXPECT_TRUE(is_refused());
  settings.keep_image_version = Settings().keep_image_version;
  must(withdraw_consent(ports, account, keep));
  EXPECT_TRUE(is_refused());
  // Who wants no comparison any more wants no reference either.
  must(give_consent(ports, account, settings.keep_image_version, "keep-key-2", {},
                    ConsentPurpose::kKeepImage));
  EXPECT_TRUE(must(view_review(ports, reviewer(), approval.review)).may_keep_image);
  must(withdraw_consent(ports, account, attempt.consent));
  EXPECT_FALSE(must(view_review(ports, reviewer(), approval.review)).may_keep_image);
  EXPECT_TRUE(is_refused());
  EXPECT_EQ(review_of(attempt)->state, ReviewState::kOpen);
  approval.promote.reset();
  must(decide_review(ports, reviewer(), approval));
}

TEST_F(Reviews, a_kept_frame_goes_when_its_consent_is_withdrawn_and_the_anchor_stays) {
  const Account account = ready_citizen();
  const auto person = must(view_proof(ports, account)).person->id;
  const auto anchor = references_of(person).front().id;
  const auto keep = keep_consent_of(account);
  const Attempt attempt = refused_attempt(account);
  auto approval = verdict(attempt, ReviewVerdict::kApprove);
  approval.promote = 0;
  must(decide_review(ports, reviewer(), approval));
  ASSERT_EQ(references_of(person).size(), 2U);
  // The end of another consent leaves it there.
  must(withdraw_consent(ports, account, attempt.consent));
  EXPECT_EQ(references_of(person).size(), 2U);
  must(withdraw_consent(ports, account, keep));
  ASSERT_EQ(references_of(person).size(), 1U);
  EXPECT_EQ(references_of(person).front().id, anchor);
  EXPECT_EQ(references_of(person).front().state, ReferenceState::kActive);
  EXPECT_NE(prove(account, {"bertha"}, "attempt-key-2").decision->result, AttemptResult::kPassed);
}

TEST_F(Reviews, a_proposed_frame_goes_with_its_consent_and_can_be_approved_no_more) {
  add_operator_of(agency(), "second", OperatorRole::kReviewer);
  const Account account = ready_citizen();
  const auto person = must(view_proof(ports, account)).person->id;
  const auto keep = keep_consent_of(account);
  auto approval = verdict(refused_attempt(account), ReviewVerdict::kApprove);
  approval.promote = 0;
  clock.advance(1min);
  must(decide_review(ports, reviewer(), approval));
  const auto proposed = references_of(person).front();
  ASSERT_EQ(proposed.state, ReferenceState::kProposed);
  must(withdraw_consent(ports, account, keep));
  EXPECT_EQ(code_of(approve_reference(ports, clerk(), proposed.id)), ErrorCode::kForbidden);
  const auto second = must(must(ports.store.begin_read())->operators().find_by_login("second"));
  EXPECT_EQ(code_of(approve_reference(ports, *second, proposed.id)), ErrorCode::kNotFound);
}

TEST_F(Reviews, the_id_cards_portrait_is_back_where_the_kept_frame_was_all) {
  const Person person = add_somebody();
  const std::string card = "card " + std::string(kIdNumber) + " anna-card";
  const auto portrait = must(enrol_card_portrait(ports, clerk(), person.id, as_bytes(card)));
  const Account account = register_somebody();
  const auto keep = keep_consent_of(account);
  const Attempt attempt = prove(account, {"anna-1"});
  ASSERT_TRUE(review_of(attempt));
  auto approval = verdict(attempt, ReviewVerdict::kApprove);
  approval.promote = 0;
  clock.advance(1min);
  must(decide_review(ports, reviewer(), approval));
  ASSERT_EQ(references_of(person.id).front().state, ReferenceState::kActive);
  ASSERT_EQ(references_of(person.id).back().state, ReferenceState::kRetired);
  must(withdraw_consent(ports, account, keep));
  ASSERT_EQ(references_of(person.id).size(), 1U);
  EXPECT_EQ(references_of(person.id).front().id, portrait.id);
  EXPECT_EQ(references_of(person.id).front().state, ReferenceState::kActive);
}

TEST_F(Reviews, a_frame_without_a_face_becomes_no_reference) {
  const Account account = ready_citizen();
  keep_consent_of(account);
  const Attempt attempt = prove(account, {"room"});
  if (!review_of(attempt)) must(request_review(ports, account, attempt.id));
  auto approval = verdict(attempt, ReviewVerdict::kApprove);
  approval.promote = 0;
  EXPECT_EQ(code_of(decide_review(ports, reviewer(), approval)), ErrorCode::kFaceRefused);
  EXPECT_EQ(review_of(attempt)->state, ReviewState::kOpen);
}

}  // namespace
}  // namespace jianzai::app
