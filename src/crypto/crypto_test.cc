#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "crypto/digest.h"
#include "crypto/password.h"
#include "crypto/token.h"
#include "crypto/vault.h"

namespace jianzai::crypto {
namespace {

TEST(Digest, agrees_with_the_published_vectors) {
  EXPECT_EQ(to_hex(sha256(as_bytes("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(hmac_sha256(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Vault, opens_what_it_sealed_in_its_place_only) {
  SystemRandom random;
  const Vault vault = Vault::ephemeral(random);
  const Bytes sealed = vault.seal("person.name:1", as_bytes("王秀英"));
  EXPECT_EQ(as_text(vault.open("person.name:1", sealed).value()), "王秀英");
  EXPECT_FALSE(vault.open("person.name:2", sealed));
  EXPECT_NE(vault.seal("person.name:1", as_bytes("王秀英")), sealed);  // a fresh nonce each time
  EXPECT_EQ(vault.open("p", vault.seal("p", {})).value(), Bytes{});
}

TEST(Vault, refuses_every_flipped_bit_and_every_shortening) {
  SystemRandom random;
  const Vault vault = Vault::ephemeral(random);
  const Bytes sealed = vault.seal("place", as_bytes("text"));
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    Bytes damaged = sealed;
    damaged[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    EXPECT_FALSE(vault.open("place", damaged)) << bit;
  }
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_FALSE(vault.open("place", ByteView(sealed).first(size)));
  }
}

TEST(Vault, keeps_its_keys_in_a_private_file_and_refuses_a_damaged_one) {
  SystemRandom random;
  const auto file = std::filesystem::temp_directory_path() / ("jianzai-vault-" + make_token(random).reveal());
  const Vault first = Vault::open_or_create(file, random).value();
  EXPECT_EQ(std::filesystem::status(file).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  const Vault second = Vault::open_or_create(file, random).value();
  EXPECT_TRUE(second.open("x", first.seal("x", as_bytes("text"))));
  EXPECT_EQ(first.blind_index("id", "1"), second.blind_index("id", "1"));
  EXPECT_NE(first.blind_index("id", "1"), first.blind_index("name", "1"));
  EXPECT_EQ(first.derive("receipt").reveal(), second.derive("receipt").reveal());
  EXPECT_EQ(first.derive("receipt").reveal().size(), 32U);
  EXPECT_NE(first.derive("receipt").reveal(), first.derive("other").reveal());
  {
    std::ofstream append(file, std::ios::app);
    append << "key 2 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n";
  }
  const Vault rotated = Vault::open_or_create(file, random).value();
  EXPECT_TRUE(rotated.open("x", first.seal("x", as_bytes("text"))));
  EXPECT_FALSE(first.open("x", rotated.seal("x", as_bytes("text"))));
  {
    std::ofstream append(file, std::ios::app);
    append << "key 3 short\n";
  }
  EXPECT_EQ(Vault::open_or_create(file, random).error().code, ErrorCode::kCrypto);
  std::filesystem::remove(file);
}

TEST(Password, verifies_the_right_one_only) {
  const std::string hash = hash_password(Secret<std::string>("a good one"));
  EXPECT_TRUE(verify_password(hash, Secret<std::string>("a good one")));
  EXPECT_FALSE(verify_password(hash, Secret<std::string>("a good onf")));
  EXPECT_FALSE(verify_password("damaged", Secret<std::string>("a good one")));
  EXPECT_EQ(hash.find("$argon2id$"), 0U);
}

TEST(Token, is_long_and_never_the_same) {
  SystemRandom random;
  const auto one = make_token(random);
  const auto other = make_token(random);
  EXPECT_EQ(one.reveal().size(), 64U);
  EXPECT_FALSE(equal_in_constant_time(one.reveal(), other.reveal()));
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abcd"));
}

}  // namespace
}  // namespace jianzai::crypto
