#include "app/record_consent.h"

#include <algorithm>

#include "app/assisted_proofs.h"
#include "app/give_consent.h"
#include "app/person_file.h"
#include "app/test_world.h"

namespace jianzai::app {
namespace {

using namespace testing;
using namespace std::chrono;
using namespace std::chrono_literals;

class RecordedConsents : public World {
 protected:
  RecordConsent signed_by(const Person& person, std::string key = "consent-key-1") {
    return {.person = person.id,
            .purpose = "FACE_COMPARISON",
            .mode = "PAPER",
            .text_version = settings.consent_version,
            .sheet = "2026-17",
            .request_key = std::move(key)};
  }
  EnrolReference shot(const Person& person, std::string_view picture = "anna-0") {
    return {.person = person.id, .source = ReferenceSource::kCamera, .jpeg = as_bytes(picture)};
  }
  ProposeProof visit(const Person& person, std::string key = "proof-key-1") {
    return {.person = person.id,
            .way = "HOME_VISIT",
            .seen_on = "2026-11-25",
            .bytes = as_bytes("photo-1"),
            .request_key = std::move(key)};
  }
  std::vector<ConsentView> ledger(const Person& person) {
    return must(view_file(ports, clerk(), person.id)).consents;
  }
  std::string fields(const auto& result) { return result ? "none" : fields_of(result.error()); }
};

TEST_F(RecordedConsents, are_in_the_file_of_who_has_no_account_with_who_recorded_them) {
  const Person person = add_somebody();
  const auto made = must(record_consent(ports, clerk(), signed_by(person)));
  EXPECT_EQ(must(record_consent(ports, clerk(), signed_by(person))).id, made.id);
  const auto file = must(view_file(ports, clerk(), person.id));
  ASSERT_EQ(file.consents.size(), 1U);
  const auto& row = file.consents.front();
  EXPECT_EQ(row.mode, ConsentMode::kPaper);
  ASSERT_TRUE(row.consent.recorded);
  EXPECT_EQ(row.consent.recorded->sheet.reveal(), "2026-17");
  EXPECT_EQ(file.logins.at(row.consent.recorded->by.text()), "clerk");
  EXPECT_EQ(row.consent.text_version, settings.consent_version);

  auto other = signed_by(person);
  other.sheet = "2026-18";
  EXPECT_EQ(code_of(record_consent(ports, clerk(), other)), ErrorCode::kIdempotencyConflict);
}

TEST_F(RecordedConsents, say_what_is_wrong_with_them) {
  const Person person = add_somebody();
  auto wrong = signed_by(person);
  wrong.purpose = "FACE";
  wrong.mode = "TAP";
  EXPECT_EQ(fields(record_consent(ports, clerk(), wrong)), "purpose:VALUE mode:VALUE");
  auto outdated = signed_by(person);
  outdated.text_version = "2020";
  EXPECT_EQ(fields(record_consent(ports, clerk(), outdated)), "text_version:NOTICE_OUTDATED");
  auto spoken_with_sheet = signed_by(person);
  spoken_with_sheet.mode = "SPOKEN";
  EXPECT_EQ(fields(record_consent(ports, clerk(), spoken_with_sheet)), "sheet:VALUE");
  const auto there = must(add_agency(ports, {"乙县", "", "0001", ""})).id;
  const auto stranger = add_operator_of(there, "stranger", OperatorRole::kClerk);
  EXPECT_EQ(code_of(record_consent(ports, stranger, signed_by(person))), ErrorCode::kNotFound);
  EXPECT_TRUE(ledger(person).empty());
}

TEST_F(RecordedConsents, are_asked_for_before_a_photograph_is_taken_and_kept_with_it) {
  const Person person = add_somebody();
  EXPECT_EQ(fields(enrol_reference(ports, clerk(), shot(person))), "consent:CONSENT_NEEDED");
  auto request = shot(person);
  request.consent = {.mode = "SPOKEN", .text_version = "2020"};
  EXPECT_EQ(fields(enrol_reference(ports, clerk(), request)), "consent_text:NOTICE_OUTDATED");
  request.consent = {.mode = "TAP", .text_version = {}};
  EXPECT_EQ(fields(enrol_reference(ports, clerk(), request)), "consent:VALUE consent_text:REQUIRED");
  EXPECT_TRUE(ledger(person).empty());
  request.consent = spoken();
  for (int times = 0; times < 2; ++times) must(enrol_reference(ports, clerk(), request));
  ASSERT_EQ(ledger(person).size(), 1U);
  EXPECT_EQ(ledger(person).front().mode, ConsentMode::kSpoken);
  // As long as it stands, nobody has to be asked again.
  must(enrol_reference(ports, clerk(), shot(person, "anna-1")));
}

TEST_F(RecordedConsents, do_not_stand_when_a_later_one_was_taken_back) {
  const Person person = add_somebody();
  std::vector<ConsentId> given;
  for (const std::string key : {"consent-key-1", "consent-key-2"}) {
    auto request = signed_by(person);
    request.request_key = key;
    given.push_back(must(record_consent(ports, clerk(), request)).id);
    clock.advance(std::chrono::minutes(1));
  }
  must(withdraw_consent_of(ports, clerk(), person.id, given.back()));
  EXPECT_EQ(fields(enrol_reference(ports, clerk(), shot(person))), "consent:CONSENT_NEEDED");
  clock.advance(std::chrono::minutes(1));
  auto again = signed_by(person);
  again.request_key = "consent-key-3";
  must(record_consent(ports, clerk(), again));
  must(enrol_reference(ports, clerk(), shot(person)));
}

TEST_F(RecordedConsents, are_not_asked_for_of_photographs_that_the_agency_has) {
  const Person person = add_somebody();
  auto old = shot(person);
  old.source = ReferenceSource::kUpload;
  must(enrol_reference(ports, clerk(), old));
  EXPECT_TRUE(ledger(person).empty());
}

TEST_F(RecordedConsents, that_were_given_on_the_own_phone_are_enough) {
  enrol(add_somebody());
  const Account account = register_somebody();
  const Person person = add_somebody();
  EXPECT_EQ(fields(enrol_reference(ports, clerk(), shot(person, "anna-1"))), "consent:CONSENT_NEEDED");
  consent_of(account);
  must(enrol_reference(ports, clerk(), shot(person, "anna-1")));
}

TEST_F(RecordedConsents, go_with_assisted_proofs_that_show_a_face) {
  const Person person = add_somebody();
  EXPECT_EQ(fields(propose_proof(ports, clerk(), visit(person))), "consent:CONSENT_NEEDED");
  auto request = visit(person);
  request.consent = spoken();
  const auto made = must(propose_proof(ports, clerk(), request));
  EXPECT_EQ(made.consent, ConsentMode::kSpoken);
  EXPECT_EQ(must(propose_proof(ports, clerk(), request)).proof.id, made.proof.id);
  EXPECT_EQ(ledger(person).size(), 1U);
  EXPECT_EQ(must(list_proposed_proofs(ports, reviewer(), "")).rows.front().consent, ConsentMode::kSpoken);
}

TEST_F(RecordedConsents, are_not_asked_for_of_a_paper_but_of_a_face_beside_it) {
  const Person person = add_somebody();
  auto paper = visit(person);
  paper.way = "HOSPITAL";
  paper.issuer = "青岛市立医院";
  const auto made = must(propose_proof(ports, clerk(), paper));
  EXPECT_FALSE(made.consent);
  const auto add = [&] {
    return add_proof_evidence(ports, clerk(), made.proof.id, ProofEvidence::kPhoto, as_bytes("photo-2"));
  };
  EXPECT_EQ(fields(add()), "consent:CONSENT_NEEDED");
  must(record_consent(ports, clerk(), signed_by(person)));
  must(add());
}

// What waits on phones was taken and cannot be taken again: the reviewer sees that nothing was said.
TEST_F(RecordedConsents, are_missing_of_what_phones_held_before_and_nothing_is_lost) {
  const Person person = must(add_person(ports, clerk(),
                                        {.name = std::string(kName),
                                         .id_number = std::string(kIdNumber),
                                         .category_code = "ENTERPRISE_PENSION",
                                         .phone = std::string(kPhone),
                                         .request_key = "person-key-1",
                                         .region = "130924101203"}));
  const auto helper = must(add_operator(ports, {.agency = agency(),
                                                .login = "helper",
                                                .name = "试协办",
                                                .role = OperatorRole::kVillageHelper,
                                                .password = Secret(std::string(kPassword)),
                                                .region = "1309"}));
  auto request = visit(person);
  request.seen_on = to_iso(china_date(clock.now()));
  EXPECT_FALSE(must(propose_proof(ports, helper, request)).consent);
  EXPECT_TRUE(ledger(person).empty());
  // To a text that was changed while it waited.
  request.request_key = "proof-key-2";
  request.consent = {.mode = "PAPER", .text_version = "2026-10"};
  EXPECT_EQ(must(propose_proof(ports, helper, request)).consent, ConsentMode::kPaper);
  EXPECT_EQ(ledger(person).front().consent.text_version, "2026-10");
}

TEST_F(RecordedConsents, are_withdrawn_at_the_persons_word) {
  const Person person = add_somebody();
  const auto id = must(record_consent(ports, clerk(), signed_by(person))).id;
  must(enrol_reference(ports, clerk(), shot(person)));
  EXPECT_EQ(code_of(withdraw_consent_of(ports, clerk(), person.id, ConsentId::make(clock, random))),
            ErrorCode::kNotFound);
  for (int times = 0; times < 2; ++times) must(withdraw_consent_of(ports, clerk(), person.id, id));
  EXPECT_TRUE(ledger(person).front().consent.withdrawn_at);
  EXPECT_EQ(fields(enrol_reference(ports, clerk(), shot(person, "anna-1"))), "consent:CONSENT_NEEDED");
  EXPECT_TRUE(must(reference_image(ports, clerk(), person.id)).reveal().size() > 0) << "what is there stays";
  std::vector<AuditAction> done;
  for (const auto& [entry, login] : must(list_trail(ports, clerk(), person.id, "")).rows)
    done.push_back(entry.event.action);
  EXPECT_EQ(std::ranges::count(done, AuditAction::kRecordConsent), 1);
  EXPECT_EQ(std::ranges::count(done, AuditAction::kWithdrawConsent), 1);
}

TEST_F(RecordedConsents, are_the_persons_own_to_see_and_withdraw_on_the_phone) {
  const Account account = ready_citizen();
  const Person person = add_somebody();
  auto keep = signed_by(person);
  keep.purpose = "KEEP_IMAGE";
  keep.text_version = settings.keep_image_version;
  const auto id = must(record_consent(ports, clerk(), keep)).id;
  const auto may_keep = [&] { return must(may_keep_image(*must(store->begin_read()), person.id, settings)); };
  EXPECT_TRUE(may_keep());
  const auto listed = must(list_consents(ports, account));
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed.front().mode, ConsentMode::kPaper);
  EXPECT_TRUE(must(withdraw_consent(ports, account, id)).withdrawn_at);
  EXPECT_FALSE(may_keep());
}

}  // namespace
}  // namespace jianzai::app
