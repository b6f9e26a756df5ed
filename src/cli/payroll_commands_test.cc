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
  static constexpr std::string_view kXlsx = "PK\x03\x04 a workbook";

  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("jianzai-payroll-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
    write("rows.csv", std::string(kCsv));
    write("rows.xlsx", std::string(kXlsx));
    const FakeClock clock(from_unix_ms(1'764'000'000'123));
    SeededRandom random(5);
    batch_ = PayrollBatch{.id = PayrollBatchId::make(clock, random),
                          .agency = AgencyId::make(clock, random),
                          .number = 7,
                          .made_at = clock.now(),
                          .made_by = OperatorId::make(clock, random),
                          .rows = 1,
                          .sha256 = to_hex(crypto::sha256(as_bytes(kCsv))),
                          .xlsx_sha256 = to_hex(crypto::sha256(as_bytes(kXlsx))),
                          .key_id = {},
                          .signature = {}};
    sign(key_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // As createPayrollBatch answers it.
  void sign(const crypto::SigningKey& key) {
    batch_->key_id = key.id();
    batch_->signature = to_hex(key.sign(as_bytes(manifest_text(*batch_))).value());
    const auto xlsx = batch_->xlsx_sha256.empty() ? "" : ",\"xlsx_sha256\":\"" + batch_->xlsx_sha256 + '"';
    manifest_ = "{\"batch_id\":\"" + batch_->id.text() + "\",\"agency_id\":\"" + batch_->agency.text() +
                "\",\"number\":7,\"made_at\":\"" + to_iso(batch_->made_at) + "\",\"rows\":1,\"sha256\":\"" +
                batch_->sha256 + '"' + xlsx + ",\"key_id\":\"" + batch_->key_id + "\",\"signature\":\"" +
                batch_->signature + "\"}";
    write("manifest.json", manifest_);
  }
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
  std::optional<PayrollBatch> batch_;
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

TEST_F(PayrollVerify, knows_the_workbook_of_the_batch_as_well) {
  const auto genuine = verify("rows.xlsx");
  EXPECT_EQ(genuine.exit_code, 0) << genuine.err;
  write("other.xlsx", std::string(kXlsx) + " ");
  EXPECT_EQ(verify("other.xlsx").exit_code, 1);
  // Neither does another digest make another workbook genuine, nor none.
  auto changed = manifest_;
  changed.replace(changed.find(batch_->xlsx_sha256), 64, batch_->sha256);
  write("manifest.json", changed);
  EXPECT_EQ(verify("rows.csv").exit_code, 1);
}

TEST_F(PayrollVerify, says_that_a_manifest_of_before_names_the_csv_alone) {
  batch_->xlsx_sha256.clear();
  sign(key_);
  EXPECT_EQ(verify("rows.csv").exit_code, 0);
  const auto ran = verify("rows.xlsx");
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_NE(ran.err.find("names no workbook"), std::string::npos) << ran.err;
}

TEST_F(PayrollVerify, knows_what_was_signed_with_the_national_algorithms) {
  const auto key = crypto::SigningKey::from_seed(Secret(Bytes(32, 9)), crypto::SignatureScheme::kSm2).value();
  sign(key);
  EXPECT_EQ(verify("rows.csv", key).exit_code, 0);
  EXPECT_EQ(verify("rows.xlsx", key).exit_code, 0);
  EXPECT_EQ(verify("rows.csv", key_).exit_code, 1);
}

TEST_F(PayrollVerify, wants_a_key) {
  const auto ran = run_command(add_payroll_commands, {"payroll", "verify", "--key", "12", "a", "b"});
  EXPECT_EQ(ran.exit_code, 2);
}

}  // namespace
}  // namespace jianzai::cli
