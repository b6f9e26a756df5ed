#include "app/assisted_proofs.h"

#include "app/employers.h"
#include "app/insight.h"
#include "app/issue_receipt.h"
#include "app/person_file.h"
#include "app/relatives.h"
#include "app/retention.h"
#include "app/support.h"
#include "app/sweep.h"
#include "app/test_world.h"
#include "app/tickets.h"
#include "app/view_passes.h"
#include "app/view_proof.h"

namespace jianzai::app {
namespace {

using namespace testing;
using namespace std::chrono;

class AssistedProofs : public World {
 protected:
  ProposeProof visit(const Person& person, std::string key = "proof-key-1") {
    return {.person = person.id,
            .way = "HOME_VISIT",
            .seen_on = "2026-11-24",
            .bytes = as_bytes("paper-1"),
            .request_key = std::move(key),
            .consent = spoken()};
  }
  std::string evidence_of(const AssistedProofView& view, ProofEvidence kind) {
    return std::string(as_text(must(proof_evidence(ports, reviewer(), view.proof.id, kind)).reveal()));
  }
};

// 无法通过认证的：由用人单位或认证机构辅助认证
TEST_F(AssistedProofs, count_when_another_operator_confirms_them) {
  const Person person = add_somebody();
  const Account account = register_somebody();
  const auto proposed = must(propose_proof(ports, clerk(), visit(person)));
  EXPECT_EQ(proposed.made_by, "clerk");
  EXPECT_EQ(must(propose_proof(ports, clerk(), visit(person))).proof.id, proposed.proof.id);
  EXPECT_NE(must(view_proof(ports, account)).status, ProofStatus::kDone);
  EXPECT_EQ(must(list_proposed_proofs(ports, reviewer(), "")).rows.size(), 1U);
  EXPECT_EQ(evidence_of(proposed, ProofEvidence::kPhoto), "paper-1");
  EXPECT_EQ(proposed.evidence, std::vector{ProofEvidence::kPhoto});
  EXPECT_EQ(code_of(confirm_proof(ports, clerk(), proposed.proof.id, {"PHOTO"})), ErrorCode::kForbidden);
  must(confirm_proof(ports, reviewer(), proposed.proof.id, {"PHOTO"}));
  EXPECT_EQ(must(confirm_proof(ports, reviewer(), proposed.proof.id, {"PHOTO"})).proof.state,
            AssistedState::kConfirmed);
  EXPECT_EQ(code_of(refuse_proof(ports, reviewer(), proposed.proof.id, "不行")), ErrorCode::kReviewClosed);
  const auto proof = must(view_proof(ports, account));
  EXPECT_EQ(proof.status, ProofStatus::kDone);
  EXPECT_EQ(proof.person->entitlements.front().last_passed_on, 2026y / November / 24);
  EXPECT_TRUE(must(list_proposed_proofs(ports, reviewer(), "")).rows.empty());
}

TEST_F(AssistedProofs, are_never_confirmed_by_who_handed_them_in) {
  const Person person = add_somebody();
  const auto own = must(propose_proof(ports, reviewer(), visit(person)));
  EXPECT_EQ(code_of(confirm_proof(ports, reviewer(), own.proof.id, {"PHOTO"})), ErrorCode::kSamePerson);
  EXPECT_EQ(code_of(refuse_proof(ports, reviewer(), own.proof.id, "看错了")), ErrorCode::kSamePerson);
  const auto second = add_operator_of(agency(), "second", OperatorRole::kReviewer);
  EXPECT_EQ(fields_of(refuse_proof(ports, second, own.proof.id, "").error()), "note:REQUIRED");
  EXPECT_EQ(must(refuse_proof(ports, second, own.proof.id, "章看不清")).proof.answer.reveal(), "章看不清");
}

TEST_F(AssistedProofs, need_a_way_a_recent_day_and_a_picture) {
  const Person person = add_somebody();
  auto wrong = visit(person);
  wrong.way = "RUMOUR";
  wrong.seen_on = "2026-11-26";  // tomorrow
  EXPECT_EQ(fields_of(propose_proof(ports, clerk(), wrong).error()), "way:VALUE seen_on:VALUE");
  auto old = visit(person);
  old.seen_on = "2026-10-25";  // 31 days ago
  EXPECT_EQ(fields_of(propose_proof(ports, clerk(), old).error()), "seen_on:VALUE");
  auto broken = visit(person);
  broken.bytes = as_bytes("broken");
  EXPECT_EQ(code_of(propose_proof(ports, clerk(), broken)), ErrorCode::kNotAnImage);
  must(propose_proof(ports, clerk(), visit(person)));
  auto reused = visit(person);
  reused.bytes = as_bytes("paper-2");
  EXPECT_EQ(code_of(propose_proof(ports, clerk(), reused)), ErrorCode::kIdempotencyConflict);
  const auto elsewhere = must(add_agency(ports, {"乙县", "", "1111", ""}));
  const auto stranger = add_operator_of(elsewhere.id, "stranger", OperatorRole::kReviewer);
  EXPECT_EQ(code_of(propose_proof(ports, stranger, visit(person, "proof-key-2"))), ErrorCode::kNotFound);
  const auto id = must(list_proposed_proofs(ports, clerk(), "")).rows.front().proof.id;
  EXPECT_EQ(code_of(confirm_proof(ports, stranger, id, {"PHOTO"})), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(proof_evidence(ports, stranger, id, ProofEvidence::kPhoto)), ErrorCode::kNotFound);
}

TEST_F(AssistedProofs, need_what_their_way_shows_and_who_saw_the_person) {
  const Person person = add_somebody();
  auto paper = visit(person);
  paper.way = "HOSPITAL";
  EXPECT_EQ(fields_of(propose_proof(ports, clerk(), paper).error()), "issuer:REQUIRED");
  paper.issuer = "青岛市立医院";
  paper.evidence = "PHOTO";
  EXPECT_EQ(fields_of(propose_proof(ports, clerk(), paper).error()), "evidence:NOT_ENOUGH");
  paper.evidence = "";
  const auto made = must(propose_proof(ports, clerk(), paper));
  EXPECT_EQ(made.evidence, std::vector{ProofEvidence::kPaper});
  EXPECT_EQ(made.proof.issuer.reveal(), "青岛市立医院");
  // Papers can be forged: there is a picture of the person, too.
  EXPECT_EQ(fields_of(confirm_proof(ports, reviewer(), made.proof.id, {"PAPER"}).error()),
            "seen:FACE_NEEDED");
  must(add_proof_evidence(ports, clerk(), made.proof.id, ProofEvidence::kPhoto, as_bytes("face-1")));
  must(confirm_proof(ports, reviewer(), made.proof.id, {"PAPER", "PHOTO"}));
  paper.issuer = "别的医院";
  EXPECT_EQ(code_of(propose_proof(ports, clerk(), paper)), ErrorCode::kIdempotencyConflict);

  auto film = visit(person, "proof-key-2");
  film.evidence = "VIDEO";
  EXPECT_EQ(code_of(propose_proof(ports, clerk(), film)), ErrorCode::kNotAVideo);
  film.bytes = as_bytes("\x1A\x45\xDF\xA3 film");
  EXPECT_EQ(must(propose_proof(ports, clerk(), film)).evidence, std::vector{ProofEvidence::kVideo});
  film.issuer = "没有人";
  EXPECT_EQ(fields_of(propose_proof(ports, clerk(), film).error()), "issuer:VALUE");
}

TEST_F(AssistedProofs, take_more_pieces_until_they_are_decided_from_who_made_them) {
  const Person person = add_somebody();
  const auto made = must(propose_proof(ports, clerk(), visit(person)));
  const auto& id = made.proof.id;
  const auto film = as_bytes("\x1A\x45\xDF\xA3 film");
  EXPECT_EQ(must(add_proof_evidence(ports, clerk(), id, ProofEvidence::kVideo, film)).evidence,
            (std::vector{ProofEvidence::kPhoto, ProofEvidence::kVideo}));
  must(add_proof_evidence(ports, clerk(), id, ProofEvidence::kPhoto, as_bytes("paper-1")));
  EXPECT_EQ(code_of(add_proof_evidence(ports, clerk(), id, ProofEvidence::kPhoto, as_bytes("paper-2"))),
            ErrorCode::kIdempotencyConflict);
  EXPECT_EQ(evidence_of(made, ProofEvidence::kPhoto), "paper-1");
  EXPECT_EQ(evidence_of(made, ProofEvidence::kVideo), as_text(film));
  EXPECT_EQ(code_of(proof_evidence(ports, reviewer(), id, ProofEvidence::kPaper)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(add_proof_evidence(ports, reviewer(), id, ProofEvidence::kPaper, as_bytes("paper-3"))),
            ErrorCode::kNotFound);
  EXPECT_EQ(code_of(add_proof_evidence(ports, clerk(), id, ProofEvidence::kVideo, as_bytes("paper-3"))),
            ErrorCode::kNotAVideo);
  must(confirm_proof(ports, reviewer(), id, {"PHOTO", "VIDEO"}));
  EXPECT_EQ(code_of(add_proof_evidence(ports, clerk(), id, ProofEvidence::kPaper, as_bytes("paper-3"))),
            ErrorCode::kReviewClosed);
}

TEST_F(AssistedProofs, are_not_confirmed_with_a_piece_that_the_reviewer_did_not_see) {
  const Person person = add_somebody();
  const Account account = register_somebody();
  const auto id = must(propose_proof(ports, clerk(), visit(person))).proof.id;
  must(add_proof_evidence(ports, clerk(), id, ProofEvidence::kVideo, as_bytes("\x1A\x45\xDF\xA3 film")));
  EXPECT_EQ(code_of(confirm_proof(ports, reviewer(), id, {"PHOTO"})), ErrorCode::kEvidenceAdded);
  EXPECT_EQ(code_of(confirm_proof(ports, reviewer(), id, {})), ErrorCode::kEvidenceAdded);
  EXPECT_EQ(code_of(confirm_proof(ports, reviewer(), id, {"VIDEO", "PAPER"})), ErrorCode::kEvidenceAdded);
  EXPECT_EQ(fields_of(confirm_proof(ports, reviewer(), id, {"PHOTO", "FILM"}).error()), "seen:VALUE");
  EXPECT_NE(must(view_proof(ports, account)).status, ProofStatus::kDone);
  EXPECT_EQ(must(list_proposed_proofs(ports, reviewer(), "")).rows.size(), 1U);
  must(confirm_proof(ports, reviewer(), id, {"VIDEO", "PHOTO"}));
  // Said again, it is what it was.
  EXPECT_EQ(must(confirm_proof(ports, reviewer(), id, {})).proof.state, AssistedState::kConfirmed);
  EXPECT_EQ(must(view_proof(ports, account)).status, ProofStatus::kDone);
}

class ProofEvidenceKept : public AssistedProofs {
 protected:
  AssistedProofId handed_in(const Person& person, std::string key) {
    clock.advance(seconds(1));
    return must(propose_proof(ports, clerk(), visit(person, std::move(key)))).proof.id;
  }
  std::size_t pieces(const Person& person, const AssistedProofId& id) {
    const auto file = must(view_file(ports, clerk(), person.id));
    const auto found = file.evidence.find(id.text());
    return found == file.evidence.end() ? 0 : found->second.size();
  }
};

TEST_F(ProofEvidenceKept, for_ninety_days_after_the_verdict_while_the_pass_stays) {
  const Person person = add_somebody();
  const Account account = register_somebody();
  const auto confirmed = handed_in(person, "proof-key-1");
  const auto refused = handed_in(person, "proof-key-2");
  const auto waiting = handed_in(person, "proof-key-3");
  clock.advance(days(5));
  must(confirm_proof(ports, reviewer(), confirmed, {"PHOTO"}));
  must(refuse_proof(ports, reviewer(), refused, "章看不清"));
  clock.advance(days(90) - hours(1));
  must(erase_outdated(ports));
  EXPECT_EQ(pieces(person, confirmed), 1U);
  EXPECT_EQ(pieces(person, refused), 1U);
  clock.advance(hours(2));
  for (int times = 0; times < 2; ++times) {
    must(erase_outdated(ports));
    EXPECT_EQ(pieces(person, confirmed), 0U);
    EXPECT_EQ(pieces(person, refused), 0U);
    EXPECT_EQ(pieces(person, waiting), 1U) << "nobody has decided it";
  }
  EXPECT_EQ(code_of(proof_evidence(ports, reviewer(), confirmed, ProofEvidence::kPhoto)),
            ErrorCode::kNotFound);
  const auto said_again = must(confirm_proof(ports, reviewer(), confirmed, {"PHOTO"}));
  EXPECT_EQ(said_again.proof.state, AssistedState::kConfirmed);
  EXPECT_TRUE(said_again.evidence.empty());
  const auto passes = must(list_passes(ports, account));
  ASSERT_EQ(passes.size(), 1U);
  EXPECT_EQ(passes.front().seen_on, 2026y / November / 24);
  EXPECT_FALSE(must(issue_receipt(ports, account, passes.front().id)).text.empty());
}

TEST_F(ProofEvidenceKept, no_longer_than_an_administrator_says_however_much_there_is) {
  const Person person = add_somebody();
  const auto admin = add_operator_of(agency(), "system", OperatorRole::kSystemAdmin);
  EXPECT_EQ(fields_of(set_retention(ports, admin, "PROOF_EVIDENCE", "2").error()), "days:VALUE");
  EXPECT_EQ(fields_of(set_retention(ports, admin, "PROOF_EVIDENCE", "91").error()), "days:VALUE");
  must(set_retention(ports, admin, "PROOF_EVIDENCE", "3"));
  std::vector<AssistedProofId> refused;
  for (int n = 0; n < 45; ++n) {  // more than two batches
    refused.push_back(handed_in(person, "proof-key-" + std::to_string(n)));
    must(refuse_proof(ports, reviewer(), refused.back(), "章看不清"));
  }
  clock.advance(days(3) + hours(1));
  must(erase_outdated(ports));
  const auto transaction = must(ports.store.begin_read());
  for (const auto& id : refused) EXPECT_TRUE(must(transaction->assisted_proofs().evidence(id)).empty());
}

TEST_F(ProofEvidenceKept, while_an_appeal_of_the_person_is_open) {
  const Person person = add_somebody();
  const Account account = register_somebody();
  const auto id = handed_in(person, "proof-key-1");
  must(confirm_proof(ports, reviewer(), id, {"PHOTO"}));
  clock.advance(days(80));
  const auto appeal = must(open_ticket(
      ports, account, {.kind = "APPEAL", .phone = {}, .note = "不是我办的", .request_key = "ticket-key-1"}));
  clock.advance(days(30));
  must(erase_outdated(ports));
  EXPECT_EQ(pieces(person, id), 1U);
  must(claim_ticket(ports, clerk(), appeal.id));
  must(erase_outdated(ports));
  EXPECT_EQ(pieces(person, id), 1U);
  must(close_ticket(ports, clerk(), appeal.id, "SOLVED", "查清了，是您的女儿办的"));
  must(erase_outdated(ports));
  EXPECT_EQ(pieces(person, id), 0U);
}

TEST_F(ProofEvidenceKept, and_erased_leaves_the_request_answered_as_it_was) {
  const Person person = add_somebody();
  must(set_retention(ports, add_operator_of(agency(), "system", OperatorRole::kSystemAdmin), "PROOF_EVIDENCE",
                     "3"));
  const auto id = handed_in(person, "proof-key-1");
  must(confirm_proof(ports, reviewer(), id, {"PHOTO"}));
  clock.advance(days(4));
  must(erase_outdated(ports));
  const auto again = must(propose_proof(ports, clerk(), visit(person, "proof-key-1")));
  EXPECT_EQ(again.proof.id, id);
  EXPECT_EQ(again.proof.state, AssistedState::kConfirmed);
  EXPECT_TRUE(again.evidence.empty()) << "nothing is stored anew";
  auto other = visit(person, "proof-key-1");
  other.way = "AGENCY";
  EXPECT_EQ(code_of(propose_proof(ports, clerk(), other)), ErrorCode::kIdempotencyConflict);
}

TEST_F(AssistedProofs, that_are_refused_come_back_to_who_made_them_until_the_person_is_proved) {
  const Person person = add_somebody();
  const auto waiting = [&](const Operator& by) {
    for (const auto& item : must(view_desk(ports, by)))
      if (item.queue == DeskQueue::kRefusedProofs) return item.waiting;
    ADD_FAILURE() << "no such queue for the role";
    return Waiting{};
  };
  const auto refused = [&](const Operator& by) { return must(list_refused_proofs(ports, by, "")).rows; };
  const auto refuse_next = [&](std::string key) {
    clock.advance(1h);
    const auto id = must(propose_proof(ports, clerk(), visit(person, std::move(key)))).proof.id;
    EXPECT_TRUE(refused(clerk()).empty());
    must(refuse_proof(ports, reviewer(), id, "照片里看不清脸"));
    return id;
  };
  const auto first = refuse_next("proof-key-1");
  ASSERT_EQ(refused(clerk()).size(), 1U);
  EXPECT_EQ(refused(clerk()).front().proof.answer.reveal(), "照片里看不清脸");
  EXPECT_EQ(waiting(clerk()).count, 1);
  EXPECT_EQ(waiting(clerk()).first, first.text());
  EXPECT_TRUE(refused(reviewer()).empty());
  EXPECT_EQ(waiting(reviewer()).count, 0);

  // Another one that is handed in takes its place.
  const auto second = refuse_next("proof-key-2");
  ASSERT_EQ(refused(clerk()).size(), 1U);
  EXPECT_EQ(refused(clerk()).front().proof.id, second);
  clock.advance(24h * 7);
  EXPECT_EQ(waiting(clerk()).late, 1);
  clock.advance(24h * 30);
  EXPECT_TRUE(refused(clerk()).empty());
  EXPECT_EQ(waiting(clerk()).count, 0);
}

TEST_F(AssistedProofs, that_are_refused_are_done_with_when_the_person_proves_it_otherwise) {
  const Account account = ready_citizen();
  const Person person = must(list_persons(ports, clerk(), "", "")).rows.front().person;
  const auto id = must(propose_proof(ports, clerk(), visit(person))).proof.id;
  must(refuse_proof(ports, reviewer(), id, "章看不清"));
  EXPECT_EQ(must(list_refused_proofs(ports, clerk(), "")).rows.size(), 1U);
  prove(account, {"anna-1"});
  EXPECT_TRUE(must(list_refused_proofs(ports, clerk(), "")).rows.empty());
}

class Consents : public World {};

TEST_F(Consents, may_be_withdrawn_and_nothing_goes_on_under_them) {
  const Account account = ready_citizen();
  const Attempt failed = prove(account, {"boris-1"}, "attempt-key-1");
  const Attempt open_one = open(account, "attempt-key-2");
  must(put(account, open_one, 0, "anna-1"));
  auto consents = must(list_consents(ports, account));
  ASSERT_EQ(consents.size(), 2U);
  for (const auto& consent : consents) {
    EXPECT_TRUE(must(withdraw_consent(ports, account, consent.consent.id)).withdrawn_at);
    must(withdraw_consent(ports, account, consent.consent.id));
  }
  EXPECT_TRUE(frames_of(failed).empty());
  EXPECT_TRUE(frames_of(open_one).empty());
  EXPECT_EQ(stored(open_one).state, AttemptState::kExpired);
  EXPECT_EQ(code_of(open_attempt(ports, account, consents.front().consent.id, {}, "attempt-key-3")),
            ErrorCode::kConsentMissing);
  EXPECT_EQ(code_of(withdraw_consent(ports, account, ConsentId::make(clock, random))), ErrorCode::kNotFound);
  for (const auto& view : must(list_consents(ports, account))) EXPECT_TRUE(view.consent.withdrawn_at);
}

TEST_F(Consents, of_what_a_review_looks_at_keep_its_pictures_until_it_is_decided) {
  const Account account = ready_citizen();
  const Attempt unclear = prove(account, {"similar-1"});
  must(withdraw_consent(ports, account, unclear.consent));
  EXPECT_FALSE(frames_of(unclear).empty());
}

TEST_F(Consents, to_one_purpose_are_none_to_another) {
  const Account account = ready_citizen();
  const auto keep = [&](std::string_view version, std::string_view key) {
    return give_consent(ports, account, version, key, {}, ConsentPurpose::kKeepImage);
  };
  settings.keep_image_version = "keep-1";
  EXPECT_EQ(fields_of(keep(settings.consent_version, "keep-key-1").error()), "text_version:TERMS_OUTDATED");
  const auto given = must(keep("keep-1", "keep-key-1"));
  EXPECT_EQ(given.purpose, ConsentPurpose::kKeepImage);
  EXPECT_EQ(must(keep("keep-1", "keep-key-1")).id, given.id);
  EXPECT_EQ(code_of(give_consent(ports, account, "keep-1", "keep-key-1")), ErrorCode::kIdempotencyConflict);
  EXPECT_EQ(code_of(open_attempt(ports, account, given.id, {}, "attempt-key-1")), ErrorCode::kConsentMissing);
  EXPECT_TRUE(must(view_proof(ports, account)).keeps_image);

  // Comparing goes on when no picture may stay any more.
  const Attempt attempt = open(account);
  must(withdraw_consent(ports, account, given.id));
  EXPECT_EQ(stored(attempt).state, AttemptState::kOpen);
  EXPECT_FALSE(must(view_proof(ports, account)).keeps_image);
  // Nor does a text that holds no more let one stay.
  must(keep("keep-1", "keep-key-2"));
  settings.keep_image_version = "keep-2";
  EXPECT_FALSE(must(view_proof(ports, account)).keeps_image);
}

TEST_F(Consents, on_a_helpers_phone_are_the_persons_to_take_back) {
  const Account own = ready_citizen();
  auto registering = registration();
  registering.name = "试女儿";
  registering.id_number = "440524188001010014";
  registering.request_key = "account-key-2";
  const Account daughter = account_of(must(register_account(ports, registering)));
  const auto relative = must(add_relative(ports, daughter,
                                          {.name = std::string(kName),
                                           .id_number = std::string(kIdNumber),
                                           .relation = "CHILD",
                                           .request_key = "relative-key-1"}))
                            .relative.id;
  const auto keep = [&](const Account& account, std::string_view key,
                        const std::optional<RelativeId>& whom = {}) {
    clock.advance(std::chrono::seconds(1));
    return must(give_consent(ports, account, settings.keep_image_version, key, whom,
                             ConsentPurpose::kKeepImage))
        .id;
  };
  const auto hers = keep(daughter, "keep-key-1", relative);
  const auto mine = keep(own, "keep-key-2");
  const auto listed = must(list_consents(ports, own));
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(listed[0].mode, ConsentMode::kTap);
  EXPECT_EQ(listed[1].mode, ConsentMode::kHelper);
  EXPECT_EQ(listed[1].person_name.reveal(), kName);
  ASSERT_EQ(must(list_consents(ports, daughter)).size(), 1U);

  // A helper takes back what was given there; the person, all of it.
  EXPECT_EQ(code_of(withdraw_consent(ports, daughter, mine)), ErrorCode::kNotFound);
  must(withdraw_consent(ports, daughter, hers));
  EXPECT_TRUE(must(view_proof(ports, own)).keeps_image);
  keep(daughter, "keep-key-3", relative);
  must(withdraw_consent(ports, own, mine));
  EXPECT_FALSE(must(view_proof(ports, own)).keeps_image);
  for (const auto& view : must(list_consents(ports, own))) EXPECT_TRUE(view.consent.withdrawn_at);

  // Whom the person refuses has nothing to say any more.
  keep(daughter, "keep-key-4", relative);
  EXPECT_TRUE(must(view_proof(ports, own)).keeps_image);
  must(refuse_helper(ports, own, relative));
  EXPECT_FALSE(must(view_proof(ports, own)).keeps_image);
}

class Support : public World {};

TEST_F(Support, is_first_where_the_person_worked) {
  const Account account = ready_citizen();
  constexpr std::string_view kCode = "91330100799655058B";
  must(add_employer(ports, clerk(), kCode, "第一棉纺厂"));
  must(set_employer(ports, clerk(), must(view_proof(ports, account)).person->id, kCode));
  const auto personnel = must(add_operator(ports, {.agency = agency(),
                                                   .login = "personnel",
                                                   .name = "试人事",
                                                   .role = OperatorRole::kEmployer,
                                                   .password = Secret(std::string(kPassword)),
                                                   .employer_code = std::string(kCode)}));
  must(add_support(ports, clerk(), {.kind = "PHONE", .value = "4001288966"}));
  must(add_support(ports, personnel, {.kind = "PHONE", .value = "05328888888"}));
  // A clerk keeps them for employers that do not log in.
  must(add_support(ports, clerk(), {.employer_code = std::string(kCode), .kind = "WECHAT", .value = "mian"}));
  std::string shown;
  for (const auto& contact : must(view_proof(ports, account)).support) shown += contact.value + " ";
  EXPECT_EQ(shown, "05328888888 mian 4001288966 ");
  EXPECT_EQ(must(list_support(ports, personnel, "")).size(), 2U);
  EXPECT_EQ(code_of(remove_support(ports, personnel, {.kind = "PHONE", .value = "4001288966"})),
            ErrorCode::kNotFound);
  EXPECT_EQ(fields_of(list_support(ports, clerk(), "1").error()), "employer_code:CREDIT_CODE");
}

TEST_F(Support, is_what_the_agency_says) {
  const Account account = ready_citizen();
  const SupportChange phone{.kind = "PHONE", .value = "4001288966", .hours = "周一至周五 9:00-17:00"};
  const SupportChange wechat{.kind = "WECHAT", .value = "shebaokefu2"};
  must(add_support(ports, clerk(), phone));
  must(add_support(ports, clerk(), wechat));
  EXPECT_EQ(must(add_support(ports, clerk(), wechat)).size(), 2U);
  EXPECT_EQ(must(view_proof(ports, account)).support, must(list_support(ports, reviewer(), "")));
  EXPECT_EQ(must(remove_support(ports, clerk(), phone)).size(), 1U);
  EXPECT_EQ(code_of(remove_support(ports, clerk(), phone)), ErrorCode::kNotFound);
  EXPECT_EQ(fields_of(add_support(ports, clerk(), {.kind = "FAX"}).error()), "kind:VALUE value:REQUIRED");
}

}  // namespace
}  // namespace jianzai::app
