#include "cli/payroll_commands.h"

#include "cli/test_commands.h"
#include "crypto/digest.h"
#include "crypto/signature.h"
#include "domain/payroll.h"

namespace jianzai::cli {
namespace {

using namespace testing;

class PayrollVerify : public ::testing::Test {
 protected:
  static constexpr std::string_view kCsv = "a,b\r\n1,2\r\n";

  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("jianzai-payroll-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
    write("rows.csv", std::string(kCsv));
    const FakeClock clock(from_unix_ms(1'764'000'000'123));
    SeededRandom random(5);
    PayrollBatch batch{.id = PayrollBatchId::make(clock, random),
                       .agency = AgencyId::make(clock, random),
                       .number = 7,
                       .made_at = clock.now(),
                       .made_by = OperatorId::make(clock, random),
                       .rows = 1,
                       .sha256 = to_hex(crypto::sha256(as_bytes(kCsv))),
                       .key_id = key_.id(),
                       .signature = {}};
    batch.signature = to_hex(key_.sign(as_bytes(manifest_text(batch))).value());
    manifest_ = "{\"batch_id\":\"" + batch.id.text() + "\",\"agency_id\":\"" + batch.agency.text() +
                "\",\"number\":7,\"made_at\":\"" + to_iso(batch.made_at) + "\",\"rows\":1,\"sha256\":\"" +
                batch.sha256 + "\",\"key_id\":\"" + batch.key_id + "\",\"signature\":\"" + batch.signature +
                "\"}";
    write("manifest.json", manifest_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, const std::string& content) {
    std::ofstream(folder_ / name, std::ios::binary) << content;
  }
  Ran verify(const std::string& csv = "rows.csv", const crypto::SigningKey& key = key_) {
    return run_command(add_payroll_commands,
                       {"payroll", "verify", "--key", to_hex(key.public_key()),
                        (folder_ / "manifest.json").string(), (folder_ / csv).string()});
  }

  static inline const crypto::SigningKey key_ = crypto::SigningKey::from_seed(Secret(Bytes(32, 9))).value();
  std::filesystem::path folder_;
  std::string manifest_;
};

TEST_F(PayrollVerify, tells_the_batch_from_anything_else) {
  const auto genuine = verify();
  EXPECT_EQ(genuine.exit_code, 0) << genuine.err;
  EXPECT_NE(genuine.out.find("batch        7"), std::string::npos) << genuine.out;
  write("other.csv", std::string(kCsv) + "3,4\r\n");
  EXPECT_EQ(verify("other.csv").exit_code, 1);
  EXPECT_EQ(verify("nowhere.csv").exit_code, 2);
  EXPECT_EQ(verify("rows.csv", crypto::SigningKey::from_seed(Secret(Bytes(32, 8))).value()).exit_code, 1);
  for (const auto& [what, instead] :
       {std::pair{"\"number\":7", "\"number\":8"}, {"\"rows\":1", "\"rows\":2"}}) {
    auto changed = manifest_;
    changed.replace(changed.find(what), std::string_view(what).size(), instead);
    write("manifest.json", changed);
    EXPECT_EQ(verify().exit_code, 1) << instead;
  }
  write("manifest.json", "no json");
  EXPECT_EQ(verify().exit_code, 1);
}

TEST_F(PayrollVerify, wants_a_key) {
  const auto ran = run_command(add_payroll_commands, {"payroll", "verify", "--key", "12", "a", "b"});
  EXPECT_EQ(ran.exit_code, 2);
}

}  // namespace
}  // namespace jianzai::cli
