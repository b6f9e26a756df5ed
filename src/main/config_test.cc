#include "main/config.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "main/face_adapter.h"
#include "main/qr_code.h"
#include "storage/test_store.h"

namespace jianzai {
namespace {

std::string fault_of(std::string_view toml) {
  const auto config = parse_config(toml);
  if (config) return "none";
  EXPECT_EQ(config.error().code, ErrorCode::kInvalidRequest);
  return config.error().detail;
}

TEST(Config, has_defaults_for_everything) {
  const auto config = parse_config("");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->http_address, "127.0.0.1");
  EXPECT_EQ(config->http_port, 8080);
  EXPECT_EQ(config->settings.frames_wanted, 3);
}

TEST(Config, the_example_is_the_defaults) {
  const auto example = read_config(std::string(JIANZAI_SOURCE_DIR) + "/jianzai.example.toml");
  ASSERT_TRUE(example) << example.error().detail;
  const Config defaults;
  EXPECT_EQ(example->data, defaults.data);
  EXPECT_EQ(example->postgres, defaults.postgres);
  EXPECT_EQ(example->web, defaults.web);
  EXPECT_EQ(example->manifest, defaults.manifest);
  EXPECT_EQ(example->http_port, defaults.http_port);
  EXPECT_EQ(example->https_port, defaults.https_port);
  EXPECT_EQ(example->worker_threads, defaults.worker_threads);
  EXPECT_EQ(example->face_threads, defaults.face_threads);
  EXPECT_EQ(example->info.name, defaults.info.name);
  EXPECT_EQ(example->settings.terms_version, defaults.settings.terms_version);
  EXPECT_EQ(example->settings.review_workdays, defaults.settings.review_workdays);
  EXPECT_EQ(example->settings.frame_retention, defaults.settings.frame_retention);
}

TEST(Config, reads_every_section) {
  const auto config = parse_config(R"(
data = "/srv/jianzai"
[database]
postgres = "host=db dbname=jianzai"
[listen]
http_port = 0
https_port = 443
certificate = "a.pem"
certificate_key = "a.key"
[work]
face_threads = 8
[service]
name = "甲省待遇资格认证"
support_phones = ["12333", "0000"]
[rules]
frames_wanted = 5
frame_retention_days = 3
)");
  ASSERT_TRUE(config) << config.error().detail;
  EXPECT_EQ(config->data, "/srv/jianzai");
  EXPECT_EQ(config->postgres, "host=db dbname=jianzai");
  EXPECT_FALSE(config->http_port);
  EXPECT_EQ(config->https_port, 443);
  EXPECT_EQ(config->certificate_key, "a.key");
  EXPECT_EQ(config->face_threads, 8);
  EXPECT_EQ(config->info.support_phones, (std::vector<std::string>{"12333", "0000"}));
  EXPECT_EQ(config->settings.frames_wanted, 5);
  EXPECT_EQ(config->settings.frame_retention, std::chrono::days(3));
}

TEST(Config, names_what_is_wrong) {
  EXPECT_EQ(fault_of("dta = 'x'"), "dta is unknown");
  EXPECT_EQ(fault_of("[rules]\nframes = 3"), "rules.frames is unknown");
  EXPECT_EQ(fault_of("[rules]\nframes_wanted = 99"), "rules.frames_wanted is no number from 1 to 8");
  EXPECT_EQ(fault_of("[listen]\nhttp_port = 'x'"), "listen.http_port is no number from 0 to 65535");
  EXPECT_EQ(fault_of("[listen]\ncertificate = 'x'"),
            "listen.certificate and listen.certificate_key belong together");
  EXPECT_EQ(fault_of("[service]\nsupport_phones = [1]"), "service.support_phones is no list of texts");
  EXPECT_EQ(fault_of("listen = 3"), "listen is no table");
  EXPECT_TRUE(fault_of("data = ").starts_with("line 1"));
  EXPECT_EQ(read_config("/nonexistent.toml").error().code, ErrorCode::kIo);
}

TEST(FaceAdapter, starts_without_networks_and_says_what_is_missing) {
  const storage::testing::TemporaryFolder folder;
  const auto faces = open_face_engine(folder.path() / "manifest.toml", 1);
  EXPECT_EQ(faces->networks().kind, NetworkKind::kNone);
  EXPECT_NE(faces->networks().note.find("manifest.toml"), std::string::npos);
  const auto features = faces->features({});
  ASSERT_FALSE(features);
  EXPECT_EQ(features.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(faces->check_image(as_bytes("no picture")).error().code, ErrorCode::kNotAnImage);
}

TEST(QrCode, is_drawn_for_a_terminal) {
  const auto code = qr_code("https://192.0.2.1:8443/");
  EXPECT_GT(std::count(code.begin(), code.end(), '\n'), 10);
  EXPECT_TRUE(qr_code(std::string(10'000, 'x')).empty());
}

TEST(Config, names_the_roles_that_need_a_second_factor) {
  const auto config = parse_config("[operators]\nfactor_required_roles = [\"AUDITOR\", \"SYSTEM_ADMIN\"]\n");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->settings.factor_required_roles,
            (std::vector{OperatorRole::kAuditor, OperatorRole::kSystemAdmin}));
  EXPECT_NE(fault_of("[operators]\nfactor_required_roles = [\"BOSS\"]\n").find("BOSS"), std::string::npos);
  EXPECT_NE(fault_of("[operators]\nfactor_required_roles = \"AUDITOR\"\n").find("list"), std::string::npos);
  EXPECT_EQ(parse_config("[rules]\nrefused_registrations_per_hour = 5\n")
                ->settings.refused_registrations_per_hour_max,
            5);
  EXPECT_EQ(parse_config("[rules]\ncallbacks_per_hour = 7\n")->settings.callbacks_per_hour_max, 7);
}

}  // namespace
}  // namespace jianzai
