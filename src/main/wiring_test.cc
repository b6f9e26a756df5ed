#include "main/wiring.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "app/audit.h"
#include "app/write.h"
#include "cli/audit_commands.h"
#include "cli/test_commands.h"
#include "storage/sqlite/connection.h"
#include "storage/test_store.h"

namespace jianzai {
namespace {

class WiringTest : public ::testing::Test {
 protected:
  // As the program opens it, from a configuration file.
  std::unique_ptr<Wiring> open(std::string_view toml = "") {
    auto config = parse_config(toml);
    EXPECT_TRUE(config) << config.error().detail;
    config->data = folder_.path();
    auto wiring = Wiring::create(*config, Wiring::Engines::kLeaveOut);
    EXPECT_TRUE(wiring) << wiring.error().detail;
    return std::move(*wiring);
  }

  storage::testing::TemporaryFolder folder_;
};

TEST_F(WiringTest, signs_as_the_configuration_says_and_knows_what_was_signed_otherwise) {
  std::vector<Bytes> keys;
  std::vector<Bytes> signatures;
  for (const auto& [toml, scheme] :
       {std::pair{"", crypto::SignatureScheme::kEd25519},
        {"[service]\nsignatures = \"ed25519\"", crypto::SignatureScheme::kEd25519},
        {"[service]\nsignatures = \"sm2\"", crypto::SignatureScheme::kSm2}}) {
    const auto wiring = open(toml);
    const auto& key = wiring->ports().receipt_key;
    EXPECT_EQ(key.scheme(), scheme) << toml;
    keys.push_back(key.public_key());
    signatures.push_back(key.sign(as_bytes("认证凭证")).value());
    // Both are known, whichever signs now.
    EXPECT_EQ(wiring->receipt_keys().size(), 2U);
    EXPECT_EQ(std::ranges::count(wiring->receipt_keys(), key.public_key()), 1);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      EXPECT_TRUE(std::ranges::any_of(wiring->receipt_keys(), [&](const Bytes& known) {
        return crypto::verify_signature(known, as_bytes("认证凭证"), signatures[i]);
      })) << i;
    }
  }
  EXPECT_EQ(keys[0], keys[1]);
  EXPECT_NE(keys[0], keys[2]);
  EXPECT_EQ(crypto::scheme_of(keys[2]), crypto::SignatureScheme::kSm2);
}

class AuditVerify : public WiringTest {
 protected:
  void SetUp() override {
    const auto wiring = open();
    for (const char* object : {"first", "second", "third"}) {
      const auto written = app::write(wiring->ports().store, [&](app::Transaction& transaction) {
        return app::record(wiring->ports(), transaction, std::nullopt, AuditAction::kLogIn, object);
      });
      ASSERT_TRUE(written) << written.error().detail;
    }
  }
  // `jianzai audit verify`, beside no server.
  cli::testing::Ran verify(std::vector<std::string> more = {}) {
    std::vector<std::string> words{"audit", "verify"};
    words.insert(words.end(), more.begin(), more.end());
    return cli::testing::run_command(
        [&](CLI::App& app, int& exit_code) {
          const cli::WithPorts with_ports = [&](const std::function<int(app::Ports&)>& run) {
            return run(open()->ports());
          };
          EXPECT_EQ(cli::add_audit_commands(app, with_ports, exit_code).size(), 1U);
        },
        std::move(words));
  }
  // As somebody with the file does, past the program.
  void tamper(std::string_view sql) {
    const auto connection = storage::SqliteConnection::open(folder_.path() / "jianzai.db",
                                                            storage::SqliteConnection::Access::kReadWrite);
    ASSERT_TRUE(connection) << connection.error().detail;
    const auto changed = (*connection)->execute(sql);
    ASSERT_TRUE(changed) << changed.error().detail;
    EXPECT_EQ(*changed, 1);
  }
};

TEST_F(AuditVerify, says_that_a_log_is_whole_and_what_to_keep) {
  const auto ran = verify();
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_NE(ran.out.find("3 entries, all as they were written"), std::string::npos) << ran.out;
  const auto seal = ran.out.find("--seal 3:");
  ASSERT_NE(seal, std::string::npos) << ran.out;
  const auto kept = ran.out.substr(seal + 7, ran.out.find('\n', seal) - seal - 7);
  EXPECT_EQ(verify({"--seal", kept}).exit_code, 0);
  EXPECT_EQ(verify({"--seal", "3"}).exit_code, 1);

  // Nothing after it tells that the last one is gone; what was kept does.
  tamper("DELETE FROM audit_log WHERE number = 3");
  EXPECT_EQ(verify().exit_code, 0);
  EXPECT_EQ(verify({"--seal", kept}).exit_code, 1);
}

TEST_F(AuditVerify, fails_where_an_entry_was_changed) {
  tamper("UPDATE audit_log SET object = 'another' WHERE number = 2");
  const auto ran = verify();
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_NE(ran.err.find("entry 2 is missing or not as it was written"), std::string::npos) << ran.err;
  EXPECT_EQ(ran.out.find("all as they were written"), std::string::npos) << ran.out;
}

TEST_F(AuditVerify, fails_where_an_entry_was_taken_out) {
  tamper("DELETE FROM audit_log WHERE number = 2");
  const auto ran = verify();
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_NE(ran.err.find("entry 2 is missing"), std::string::npos) << ran.err;
}

}  // namespace
}  // namespace jianzai
