#include "crypto/signature.h"

#include <gtest/gtest.h>

#include "crypto/test_p256.h"

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

// Made by WebCrypto in Node.js 22: generateKey, exportKey('raw'), sign with ECDSA, P-256, SHA-256.
constexpr std::string_view kBrowserKey =
    "04467be4c0b182ad9453dabbcd17d64a28ac54b390df36b9f68367473faaf21655"
    "51447eb7dc1ec259f0742b71896970fa86b8df10fc7366a68188f24af31bf831";
constexpr std::string_view kBrowserText =
    "JIANZAI-FIELD1|01kb0000000000000000000001|01kb0000000000000000000002|VILLAGE|7|1764000000123|"
    "f9efa24f2ca158725bb5072d194ffdfc63bd45cd4a74aec96e849ab4adb09bbb";
constexpr std::string_view kBrowserSignature =
    "1ad7a614520b43b498d1516dddec65fea96411442249693e1f23fe1096ba42c3"
    "f921adfce02ba22bd432df6c4f021553e537dd8826d5f172189240790b85ddc1";

TEST(P256, verifies_what_a_browser_signed_and_nothing_else) {
  const auto key = *from_hex(kBrowserKey);
  const auto signature = *from_hex(kBrowserSignature);
  EXPECT_TRUE(verify_p256(key, as_bytes(kBrowserText), signature));
  EXPECT_FALSE(verify_p256(key, as_bytes(kBrowserText.substr(1)), signature));
  for (std::size_t i = 0; i < signature.size(); ++i) {
    Bytes damaged = signature;
    damaged[i] ^= 1;
    EXPECT_FALSE(verify_p256(key, as_bytes(kBrowserText), damaged)) << i;
  }
  EXPECT_FALSE(verify_p256(key, as_bytes(kBrowserText), Bytes(64, 0)));
  EXPECT_FALSE(verify_p256(key, as_bytes(kBrowserText), Bytes(64, 0xFF)));
  EXPECT_FALSE(verify_p256(key, as_bytes(kBrowserText), ByteView(signature).first(63)));
  EXPECT_FALSE(verify_p256({}, as_bytes(kBrowserText), signature));
}

TEST(P256, agrees_with_the_key_that_other_tests_sign_with) {
  const testing::PhoneKey phone;
  const testing::PhoneKey other;
  const auto signature = phone.sign("一张照片");
  EXPECT_TRUE(verify_p256(phone.public_key(), as_bytes("一张照片"), signature));
  EXPECT_FALSE(verify_p256(other.public_key(), as_bytes("一张照片"), signature));
}

TEST(P256, knows_a_key_by_its_curve) {
  const auto key = *from_hex(kBrowserKey);
  EXPECT_TRUE(is_p256_key(key));
  for (const std::size_t at : {0U, 1U, 40U}) {
    Bytes damaged = key;
    damaged[at] ^= 1;
    EXPECT_FALSE(is_p256_key(damaged)) << at;
  }
  EXPECT_FALSE(is_p256_key({}));
  EXPECT_FALSE(is_p256_key(ByteView(key).first(64)));
  // Of SM2, in the same form.
  EXPECT_FALSE(
      is_p256_key(*from_hex("0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
                            "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13")));
}

// GB/T 32918.5-2017, annex A.2.
TEST(Sm2, agrees_with_the_published_vector) {
  const auto key = *from_hex(
      "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
      "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13");
  const auto signature = *from_hex(
      "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
      "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa");
  EXPECT_TRUE(verify_signature(key, as_bytes("message digest"), signature));
  EXPECT_FALSE(verify_signature(key, as_bytes("message digesT"), signature));
}

TEST(Sm2, makes_the_published_key_of_its_number) {
  // The seed is the number less one, see sm2_private.
  const auto key = SigningKey::from_seed(
      Secret(*from_hex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b7")),
      SignatureScheme::kSm2);
  ASSERT_TRUE(key);
  EXPECT_EQ(to_hex(key->public_key()),
            "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
            "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13");
}

TEST(Sm2, verifies_what_it_signed_and_nothing_else) {
  const auto key = SigningKey::from_seed(Secret(Bytes(32, 255)), SignatureScheme::kSm2);  // beyond the order
  const auto other = SigningKey::from_seed(Secret(Bytes(32, 8)), SignatureScheme::kSm2);
  ASSERT_TRUE(key && other);
  const auto signature = *key->sign(as_bytes("认证凭证"));
  EXPECT_EQ(signature.size(), kSignatureBytes);
  EXPECT_TRUE(verify_signature(key->public_key(), as_bytes("认证凭证"), signature));
  EXPECT_FALSE(verify_signature(other->public_key(), as_bytes("认证凭证"), signature));
  for (std::size_t i = 0; i < signature.size(); ++i) {
    Bytes damaged = signature;
    damaged[i] ^= 1;
    EXPECT_FALSE(verify_signature(key->public_key(), as_bytes("认证凭证"), damaged)) << i;
  }
  Bytes no_point(65, 4);
  EXPECT_FALSE(verify_signature(no_point, as_bytes("认证凭证"), signature));
  EXPECT_EQ(scheme_of(key->public_key()), SignatureScheme::kSm2);
  EXPECT_FALSE(scheme_of(Bytes(33, 2)));
}

}  // namespace
}  // namespace jianzai::crypto
