// Pictures of the field (上门采集) as they come over HTTP.
#include "crypto/digest.h"
#include "crypto/test_p256.h"
#include "domain/field_key.h"
#include "http/test_api.h"

namespace jianzai::http {
namespace {

using namespace app::testing;
using namespace std::chrono_literals;

class FieldApi : public ApiTest {
 protected:
  Answer registered(Browser& browser) {
    return post(browser, "/api/v1/console/field-keys", {{"public_key", to_hex(phone_.public_key())}});
  }
  // What the phone would send of a picture that it takes now.
  std::string signed_query(const std::string& key_id, const std::string& person, std::string_view picture) {
    const FieldMark mark{
        .key = *FieldKeyId::parse(key_id), .sequence = 0, .captured_at = clock.now(), .signature = {}};
    const auto statement = field_statement(mark, *PersonId::parse(person), AssistedWay::kVillage,
                                           to_hex(crypto::sha256(as_bytes(picture))));
    return "/api/v1/console/persons/" + person +
           "/assisted-proofs?way=VILLAGE&seen_on=2026-11-25&field_key=" + key_id +
           "&field_sequence=0&field_captured_at=" + std::to_string(to_unix_ms(clock.now())) +
           "&field_signature=" + to_hex(phone_.sign(statement));
  }
  Answer hand_in(Browser& browser, const std::string& target, std::string picture,
                 std::string key = "capture-0001") {
    return call(browser, "POST", target, std::move(picture), "image/jpeg",
                {{"Idempotency-Key", std::move(key)}});
  }

  crypto::testing::PhoneKey phone_;
};

TEST_F(FieldApi, takes_a_picture_as_it_was_signed_and_shows_it_to_the_reviewer) {
  auto clerk_browser = logged_in_clerk();
  const auto person = post(clerk_browser, "/api/v1/console/persons", person_body()).text("person_id");
  const auto key = registered(clerk_browser);
  ASSERT_EQ(key.status, 201) << key.response.body;
  EXPECT_EQ(key.text("server_time"), to_iso(clock.now()));
  EXPECT_EQ(key.text("valid_until"), to_iso(clock.now() + kFieldKeyValid));
  clock.advance(2h);
  const auto taken_at = clock.now();
  const auto target = signed_query(key.text("key_id"), person, "photo-1");
  clock.advance(30h);
  auto anew = logged_in_clerk();  // the session is over by then
  EXPECT_EQ(error_of(hand_in(anew, target, "photo-2")), "422 FIELD_SIGNATURE_WRONG");
  const auto done = hand_in(anew, target, "photo-1");
  ASSERT_EQ(done.status, 201) << done.response.body;
  EXPECT_EQ(done.text("made_at"), to_iso(clock.now()));
  auto reviewer_browser = logged_in_clerk("reviewer");
  const auto seen = get(reviewer_browser, "/api/v1/console/assisted-proofs");
  const auto& field = seen.json.at("proofs").as_array().at(0).as_object().at("field").as_object();
  EXPECT_EQ(field.at("captured_at").as_string(), to_iso(taken_at));
  EXPECT_EQ(field.at("key_issued_at").as_string(), key.text("issued_at"));
  EXPECT_EQ(field.at("key_print").as_string(), to_hex(crypto::sha256(phone_.public_key())).substr(0, 8));
}

TEST_F(FieldApi, says_why_a_picture_is_not_taken) {
  auto clerk_browser = logged_in_clerk();
  const auto person = post(clerk_browser, "/api/v1/console/persons", person_body()).text("person_id");
  const auto key = registered(clerk_browser).text("key_id");
  const auto target = signed_query(key, person, "photo-1");
  auto reviewer_browser = logged_in_clerk("reviewer");
  EXPECT_EQ(error_of(hand_in(reviewer_browser, target, "photo-1")), "409 FIELD_KEY_REFUSED");
  EXPECT_EQ(error_of(hand_in(
                clerk_browser,
                "/api/v1/console/persons/" + person + "/assisted-proofs?way=VILLAGE&seen_on=2026-11-24",
                "photo-1")),
            "422 FIELD_UNSIGNED");
  EXPECT_EQ(hand_in(clerk_browser, target, "photo-1").status, 201);
  EXPECT_EQ(error_of(hand_in(clerk_browser, target, "photo-1", "capture-0002")), "409 FIELD_SEQUENCE_USED");
  clock.advance(6min);
  const auto early = signed_query(key, person, "photo-1");
  clock.advance(-6min);
  EXPECT_EQ(error_of(hand_in(clerk_browser, early, "photo-1", "capture-0003")), "422 FIELD_TIME_REFUSED");
  clock.advance(kFieldUploadMax + 12min);
  auto anew = logged_in_clerk();
  EXPECT_EQ(error_of(hand_in(anew, early, "photo-1", "capture-0003")), "422 FIELD_TOO_LATE");
}

}  // namespace
}  // namespace jianzai::http
