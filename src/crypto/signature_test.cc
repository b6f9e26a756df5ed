#include "crypto/signature.h"

#include <gtest/gtest.h>

namespace jianzai::crypto {
namespace {

// RFC 8032, section 7.1, TEST 2.
TEST(SigningKey, agrees_with_the_published_vector) {
  const auto key = SigningKey::from_seed(
      Secret(*from_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")));
  ASSERT_TRUE(key);
  EXPECT_EQ(to_hex(key->public_key()), "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  const Bytes message{0x72};
  EXPECT_EQ(to_hex(*key->sign(message)),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
}

TEST(SigningKey, verifies_what_it_signed_and_nothing_else) {
  const auto key = SigningKey::from_seed(Secret(Bytes(32, 7)));
  const auto other = SigningKey::from_seed(Secret(Bytes(32, 8)));
  ASSERT_TRUE(key && other);
  const auto signature = *key->sign(as_bytes("认证凭证"));
  EXPECT_TRUE(verify_signature(key->public_key(), as_bytes("认证凭证"), signature));
  EXPECT_FALSE(verify_signature(key->public_key(), as_bytes("认证凭証"), signature));
  EXPECT_FALSE(verify_signature(other->public_key(), as_bytes("认证凭证"), signature));
  for (std::size_t i = 0; i < signature.size(); ++i) {
    Bytes damaged = signature;
    damaged[i] ^= 1;
    EXPECT_FALSE(verify_signature(key->public_key(), as_bytes("认证凭证"), damaged)) << i;
  }
  EXPECT_FALSE(verify_signature({}, as_bytes("认证凭证"), signature));
  EXPECT_FALSE(verify_signature(key->public_key(), as_bytes("认证凭证"), {}));
  EXPECT_NE(key->id(), other->id());
  EXPECT_FALSE(SigningKey::from_seed(Secret(Bytes(31, 7))));
}

}  // namespace
}  // namespace jianzai::crypto
