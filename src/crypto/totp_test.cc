#include "crypto/totp.h"

#include <gtest/gtest.h>

namespace jianzai::crypto {
namespace {

using namespace std::chrono;

Secret<Bytes> rfc_secret() {
  const std::string_view text = "12345678901234567890";
  return Secret(Bytes(text.begin(), text.end()));
}

Time at(std::int64_t unix_s) { return from_unix_ms(unix_s * 1000); }

// RFC 6238 appendix B, SHA-1; the last six of its eight digits.
TEST(Totp, gives_the_codes_of_the_standard) {
  for (const auto& [unix_s, digits] : {std::pair{59LL, "287082"},
                                       {1111111109LL, "081804"},
                                       {1111111111LL, "050471"},
                                       {1234567890LL, "005924"},
                                       {2000000000LL, "279037"},
                                       {20000000000LL, "353130"}}) {
    EXPECT_EQ(totp(rfc_secret(), totp_step(at(unix_s))).value(), digits) << unix_s;
  }
}

TEST(Totp, takes_the_code_of_now_and_of_a_clock_that_is_half_a_minute_off_but_none_twice) {
  const Time now = at(1111111111);
  const auto step = totp_step(now);
  const auto match = [&](std::int64_t of, std::int64_t last) {
    return matching_step(rfc_secret(), totp(rfc_secret(), of).value(), now, last).value();
  };
  EXPECT_EQ(match(step, 0), step);
  EXPECT_EQ(match(step - 1, 0), step - 1);
  EXPECT_EQ(match(step + 1, 0), step + 1);
  EXPECT_FALSE(match(step - 2, 0));
  EXPECT_FALSE(match(step + 2, 0));
  EXPECT_FALSE(match(step, step));
  EXPECT_EQ(match(step + 1, step), step + 1);
  EXPECT_FALSE(matching_step(rfc_secret(), "", now, 0).value());
  EXPECT_FALSE(matching_step(rfc_secret(), "050 471", now, 0).value());
}

// RFC 4648 section 10.
TEST(Base32, is_that_of_the_standard) {
  for (const auto& [text, encoded] : {std::pair{"", ""},
                                      {"f", "MY"},
                                      {"fo", "MZXQ"},
                                      {"foo", "MZXW6"},
                                      {"foob", "MZXW6YQ"},
                                      {"fooba", "MZXW6YTB"},
                                      {"foobar", "MZXW6YTBOI"}})
    EXPECT_EQ(to_base32(as_bytes(std::string_view(text))), encoded);
}

TEST(Totp, secrets_are_drawn) {
  SeededRandom random(1);
  const auto first = make_totp_secret(random);
  EXPECT_EQ(first.reveal().size(), kTotpSecretBytes);
  EXPECT_NE(first.reveal(), make_totp_secret(random).reveal());
}

}  // namespace
}  // namespace jianzai::crypto
