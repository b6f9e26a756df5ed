#include "cli/receipt_commands.h"

#include "cli/test_commands.h"
#include "crypto/signature.h"
#include "domain/receipt.h"

namespace jianzai::cli {
namespace {

using namespace std::chrono;
using namespace testing;

Result<std::pair<std::string, std::string>> key_and_text(
    crypto::SignatureScheme scheme = crypto::SignatureScheme::kEd25519) {
  const auto key = TRY(crypto::SigningKey::from_seed(Secret(Bytes(32, 9)), scheme));
  const Receipt receipt{.number = "01kc0v3xj8q2m7t5r9w4y6a1bd",
                        .name = "王*英",
                        .id_number = "1101**********002X",
                        .passed_on = 2026y / November / 25,
                        .way = PassWay::kReview,
                        .next_due_on = {},
                        .agency = "甲县社会保险中心",
                        .key_id = key.id()};
  const auto text = receipt_text(receipt);
  return std::pair{to_hex(key.public_key()), text + '|' + to_hex(TRY(key.sign(as_bytes(text))))};
}

Ran verify(std::string key, std::string text) {
  return run_command(add_receipt_commands, {"receipt", "verify", "--key", std::move(key), std::move(text)});
}

TEST(ReceiptVerify, tells_a_genuine_one_from_a_changed_one) {
  const auto [key, text] = key_and_text().value();
  const auto genuine = verify(key, text);
  EXPECT_EQ(genuine.exit_code, 0) << genuine.err;
  EXPECT_NE(genuine.out.find("passed on    2026-11-25"), std::string::npos) << genuine.out;
  EXPECT_NE(genuine.out.find("王*英"), std::string::npos);
  auto changed = text;
  changed.replace(changed.find("2026-11-25"), 10, "2026-11-26");
  EXPECT_EQ(verify(key, changed).exit_code, 1);
  EXPECT_EQ(verify(key, text.substr(0, text.size() - 2)).exit_code, 1);
  EXPECT_EQ(verify(key, "nothing").exit_code, 1);
  const auto other = to_hex(crypto::SigningKey::from_seed(Secret(Bytes(32, 8))).value().public_key());
  EXPECT_EQ(verify(other, text).exit_code, 1);
  EXPECT_EQ(verify("12", text).exit_code, 2);
}

TEST(ReceiptVerify, knows_what_was_signed_with_the_national_algorithms) {
  const auto [key, text] = key_and_text(crypto::SignatureScheme::kSm2).value();
  EXPECT_EQ(key.size(), 130U);
  const auto genuine = verify(key, text);
  EXPECT_EQ(genuine.exit_code, 0) << genuine.err;
  auto changed = text;
  changed.replace(changed.find("2026-11-25"), 10, "2026-11-26");
  EXPECT_EQ(verify(key, changed).exit_code, 1);
  EXPECT_EQ(verify(key_and_text()->first, text).exit_code, 1);
}

}  // namespace
}  // namespace jianzai::cli
