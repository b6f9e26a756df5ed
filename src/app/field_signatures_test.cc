#include "app/field_signatures.h"

#include "app/assisted_proofs.h"
#include "app/test_world.h"
#include "app/write.h"
#include "crypto/digest.h"
#include "crypto/test_p256.h"

namespace jianzai::app {
namespace {

using namespace testing;
using namespace std::chrono;
using namespace std::chrono_literals;

class FieldSignatures : public World {
 protected:
  FieldSignatures() { key_ = registered(helper_, phone_); }

  Operator helper_of(std::string login) {
    return must(add_operator(ports, {.agency = agency(),
                                     .login = std::move(login),
                                     .name = "试协办",
                                     .role = OperatorRole::kVillageHelper,
                                     .password = Secret(std::string(kPassword)),
                                     .region = "1309"}));
  }
  Person villager(std::string_view id_number = kIdNumber, std::string_view key = "person-key-1") {
    Person person = add_somebody(id_number, key);
    must(write(ports.store, [&](Transaction& transaction) {
      return transaction.persons().set_region(person.id, *RegionCode::parse("130924101203"));
    }));
    return person;
  }
  FieldKeyId registered(const Operator& by, const crypto::testing::PhoneKey& phone) {
    return must(register_field_key(ports, by, to_hex(phone.public_key()))).id;
  }

  // A picture that the phone took now, to be handed in at any time.
  ProposeProof taken(std::string picture, int sequence) {
    const FieldMark mark{.key = *key_, .sequence = sequence, .captured_at = clock.now(), .signature = {}};
    const auto statement =
        field_statement(mark, person_.id, AssistedWay::kVillage, to_hex(crypto::sha256(as_bytes(picture))));
    pictures_.push_back(std::make_unique<std::string>(std::move(picture)));
    return {.person = person_.id,
            .way = "VILLAGE",
            .seen_on = to_iso(china_date(clock.now())),
            .bytes = as_bytes(*pictures_.back()),
            .request_key = "capture-" + std::to_string(sequence),
            .field = {.key = key_->text(),
                      .sequence = std::to_string(sequence),
                      .captured_at = std::to_string(to_unix_ms(clock.now())),
                      .signature = to_hex(phone_.sign(statement))}};
  }
  ErrorCode refusal(const ProposeProof& request) { return code_of(propose_proof(ports, helper_, request)); }

  Person person_ = villager();
  crypto::testing::PhoneKey phone_;
  Operator helper_ = helper_of("helper");
  std::optional<FieldKeyId> key_;
  std::vector<std::unique_ptr<std::string>> pictures_;
};

TEST_F(FieldSignatures, let_pictures_count_that_waited_for_a_network) {
  clock.advance(10h);
  const auto first = taken("photo-1", 0);
  const Time captured_at = clock.now();
  clock.advance(48h);
  const auto handed_in = must(propose_proof(ports, helper_, first));
  EXPECT_EQ(handed_in.proof.made_at - handed_in.field->mark.captured_at, 48h);
  // As the reviewer sees it.
  const auto seen = must(list_proposed_proofs(ports, reviewer(), "")).rows.at(0);
  ASSERT_TRUE(seen.field);
  EXPECT_EQ(seen.field->mark.captured_at, captured_at);
  EXPECT_EQ(seen.field->key_issued_at, captured_at - 10h);
  EXPECT_EQ(seen.field->key_print, to_hex(crypto::sha256(phone_.public_key())).substr(0, 8));
  // The answer was lost: the same again, also when it could not be new any more.
  clock.advance(100h);
  EXPECT_EQ(must(propose_proof(ports, helper_, first)).proof.id, handed_in.proof.id);
}

TEST_F(FieldSignatures, show_whatever_was_changed) {
  clock.advance(1h);
  const Person other = villager("110105194912310011", "person-key-2");
  const auto right = taken("photo-1", 0);
  auto picture = right;
  picture.bytes = as_bytes("photo-2");
  auto person = right;
  person.person = other.id;
  auto way = right;
  way.way = "HOME_VISIT";
  auto sequence = right;
  sequence.field.sequence = "1";
  auto later = right;
  later.field.captured_at = std::to_string(to_unix_ms(clock.now()) + 1);
  auto signature = right;
  signature.field.signature = std::string(128, '1');
  for (const auto& changed : {picture, person, way, sequence, later, signature})
    EXPECT_EQ(refusal(changed), ErrorCode::kFieldSignature);
  must(propose_proof(ports, helper_, right));
}

TEST_F(FieldSignatures, are_asked_for_where_a_picture_says_that_it_waited) {
  auto unsigned_one = taken("photo-1", 0);
  unsigned_one.field = {};
  must(propose_proof(ports, helper_, unsigned_one));  // the same day, with a network
  unsigned_one.request_key = "another";
  clock.advance(24h);
  EXPECT_EQ(refusal(unsigned_one), ErrorCode::kFieldUnsigned);
  unsigned_one.way = "HOME_VISIT";
  EXPECT_EQ(refusal(unsigned_one), ErrorCode::kFieldUnsigned);
  unsigned_one.consent = spoken();
  EXPECT_EQ(must(propose_proof(ports, clerk(), unsigned_one)).field.has_value(), false);  // at the counter
  unsigned_one.way = "VILLAGE";
  unsigned_one.request_key = "a third";
  EXPECT_EQ(code_of(propose_proof(ports, clerk(), unsigned_one)), ErrorCode::kFieldUnsigned);
}

TEST_F(FieldSignatures, belong_to_one_operator_until_they_are_revoked) {
  const auto right = taken("photo-1", 0);
  const auto colleague = helper_of("colleague");
  EXPECT_EQ(code_of(propose_proof(ports, colleague, right)), ErrorCode::kFieldKey);
  auto unknown = right;
  unknown.field.key = FieldKeyId::make(clock, random).text();
  EXPECT_EQ(refusal(unknown), ErrorCode::kFieldKey);
  const auto admin = add_operator_of(agency(), "admin", OperatorRole::kSecurityAdmin);
  EXPECT_EQ(code_of(revoke_field_keys(ports, clerk(), helper_.id)), ErrorCode::kForbidden);
  must(revoke_field_keys(ports, admin, helper_.id));
  EXPECT_EQ(refusal(right), ErrorCode::kFieldKey);
  EXPECT_EQ(code_of(register_field_key(ports, helper_, to_hex(phone_.public_key()))),
            ErrorCode::kIdempotencyConflict);
}

TEST_F(FieldSignatures, end_with_the_access_of_their_operator) {
  const auto right = taken("photo-1", 0);
  const auto admin = add_operator_of(agency(), "admin", OperatorRole::kSecurityAdmin);
  must(disable_operator(ports, admin, helper_.id));
  must(enable_operator(ports, admin, helper_.id));
  EXPECT_EQ(refusal(right), ErrorCode::kFieldKey);
}

TEST_F(FieldSignatures, hold_for_the_time_of_the_key_and_for_so_long_afterwards) {
  clock.advance(kFieldKeyValid);
  const auto last = taken("photo-1", 0);
  clock.advance(1ms);
  const auto over = taken("photo-2", 1);
  EXPECT_EQ(refusal(over), ErrorCode::kFieldTime);
  clock.advance(kFieldUploadMax + kFieldClockSkew - 1ms);
  must(propose_proof(ports, helper_, last));
}

TEST_F(FieldSignatures, are_refused_from_the_future_and_after_their_time) {
  clock.advance(6min);
  const auto right = taken("photo-1", 0);
  clock.advance(-6min);
  EXPECT_EQ(refusal(right), ErrorCode::kFieldTime);
  clock.advance(6min + kFieldUploadMax + kFieldClockSkew + 1ms);
  EXPECT_EQ(refusal(right), ErrorCode::kFieldLate);
}

TEST_F(FieldSignatures, use_each_place_of_a_key_once) {
  must(propose_proof(ports, helper_, taken("photo-1", 0)));
  auto again = taken("photo-1", 0);
  again.request_key = "another";
  EXPECT_EQ(refusal(again), ErrorCode::kFieldUsed);
  auto other_mark = taken("photo-1", 1);
  other_mark.request_key = "capture-0";
  EXPECT_EQ(refusal(other_mark), ErrorCode::kIdempotencyConflict);
  must(propose_proof(ports, helper_, taken("photo-2", 1)));
}

TEST_F(FieldSignatures, come_whole_or_not_at_all) {
  auto broken = taken("photo-1", 0);
  broken.field = {.key = "", .sequence = "-1", .captured_at = "99999999999999999", .signature = "ab"};
  EXPECT_EQ(fields_of(propose_proof(ports, helper_, broken).error()),
            "field_key:VALUE field_sequence:VALUE field_captured_at:VALUE field_signature:VALUE");
  auto partly = taken("photo-1", 0);
  partly.field.sequence = "";
  EXPECT_EQ(fields_of(propose_proof(ports, helper_, partly).error()), "field_sequence:REQUIRED");
  auto other_day = taken("photo-1", 0);
  other_day.seen_on = "2026-11-24";
  EXPECT_EQ(fields_of(propose_proof(ports, helper_, other_day).error()), "seen_on:VALUE");
}

TEST_F(FieldSignatures, need_a_key_of_the_curve_that_nobody_else_has) {
  EXPECT_EQ(fields_of(register_field_key(ports, helper_, "").error()), "public_key:REQUIRED");
  EXPECT_EQ(fields_of(register_field_key(ports, helper_, "04" + std::string(128, '1')).error()),
            "public_key:VALUE");
  EXPECT_EQ(registered(helper_, phone_), *key_);
  EXPECT_EQ(code_of(register_field_key(ports, clerk(), to_hex(phone_.public_key()))),
            ErrorCode::kIdempotencyConflict);
}

TEST_F(FieldSignatures, are_of_so_many_keys_at_most) {
  for (int i = 1; i < kFieldKeysMax; ++i) registered(helper_, {});
  const crypto::testing::PhoneKey one_more;
  EXPECT_EQ(code_of(register_field_key(ports, helper_, to_hex(one_more.public_key()))),
            ErrorCode::kTooManyTries);
  clock.advance(kFieldKeyValid + 1ms);
  registered(helper_, one_more);
}

}  // namespace
}  // namespace jianzai::app
