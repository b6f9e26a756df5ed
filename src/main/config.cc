#include "main/config.h"

#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include <toml++/toml.h>

#include "base/limits.h"
#include "base/names.h"

namespace jianzai {
namespace {

// Reads the keys of one table and remembers which ones it was asked for, so that a misspelt key is found.
class TableReader {
 public:
  TableReader(const toml::table& root, std::string name) : name_(std::move(name)) {
    if (name_.empty()) {
      table_ = &root;
    } else if (const auto* node = root.get(name_)) {
      table_ = node->as_table();
      if (table_ == nullptr) fault_ = name_ + " is no table";
    }
  }

  void text(std::string_view key, std::string& value) {
    if (const auto* node = find(key)) {
      if (const auto read = node->value_exact<std::string>()) {
        value = *read;
      } else {
        refuse(key, "is no text");
      }
    }
  }
  void path(std::string_view key, std::filesystem::path& value) {
    std::string read = value.string();
    text(key, read);
    value = read;
  }
  void texts(std::string_view key, std::vector<std::string>& value) {
    const auto* node = find(key);
    if (node == nullptr) return;
    const auto* array = node->as_array();
    value.clear();
    for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
      if (const auto read = array->get(i)->value_exact<std::string>()) value.push_back(*read);
    }
    if (array == nullptr || value.size() != array->size()) refuse(key, "is no list of texts");
  }
  void number(std::string_view key, int& value, int smallest, int largest) {
    const auto* node = find(key);
    if (node == nullptr) return;
    const auto read = node->value_exact<std::int64_t>();
    if (!read || *read < smallest || *read > largest) {
      refuse(key, "is no number from " + std::to_string(smallest) + " to " + std::to_string(largest));
      return;
    }
    value = static_cast<int>(*read);
  }
  // 0 switches the port off.
  void port(std::string_view key, std::optional<std::uint16_t>& value) {
    int read = value.value_or(0);
    number(key, read, 0, 65535);
    value = read == 0 ? std::nullopt : std::optional(static_cast<std::uint16_t>(read));
  }

  // Errors: kInvalidRequest with the first thing that is wrong.
  Result<void> finish(const std::set<std::string_view>& tables = {}) {
    if (table_ != nullptr) {
      for (const auto& [key, node] : *table_) {
        if (!asked_.contains(key.str()) && !tables.contains(key.str())) refuse(key.str(), "is unknown");
      }
    }
    if (!fault_.empty()) return fail(ErrorCode::kInvalidRequest, fault_);
    return {};
  }

 private:
  const toml::node* find(std::string_view key) {
    asked_.insert(key);
    return table_ == nullptr ? nullptr : table_->get(key);
  }
  void refuse(std::string_view key, std::string_view what) {
    if (fault_.empty())
      fault_ = (name_.empty() ? "" : name_ + ".") + std::string(key) + " " + std::string(what);
  }

  const toml::table* table_ = nullptr;
  std::string name_;
  std::set<std::string_view> asked_;
  std::string fault_;
};

Result<void> read_sms(const toml::table& root, Config& config) {
  constexpr Names<SmsKind, 3> kKinds{
      {{SmsKind::kNone, "none"}, {SmsKind::kLog, "log"}, {SmsKind::kHttp, "http"}}};
  TableReader sms(root, "sms");
  std::string kind(name_of(kKinds, config.sms));
  sms.text("gateway", kind);
  sms.text("url", config.sms_url);
  sms.path("secret_file", config.sms_secret_file);
  sms.text("sender", config.settings.sms_sender);
  sms.number("codes_per_hour", config.settings.codes_per_hour_max, 1, 1'000'000);
  TRY(sms.finish());
  const auto known = value_of(kKinds, kind);
  if (!known) return fail(ErrorCode::kInvalidRequest, "sms.gateway is none of none, log, http");
  config.sms = *known;
  if (config.sms == SmsKind::kHttp && (config.sms_url.empty() || config.sms_secret_file.empty()))
    return fail(ErrorCode::kInvalidRequest, "sms.gateway \"http\" needs sms.url and sms.secret_file");
  return {};
}

Result<void> read_operators(const toml::table& root, app::Settings& settings) {
  TableReader operators(root, "operators");
  std::vector<std::string> roles;
  operators.texts("factor_required_roles", roles);
  TRY(operators.finish());
  for (const auto& text : roles) {
    const auto role = operator_role_from(text);
    if (!role)
      return fail(ErrorCode::kInvalidRequest, "operators.factor_required_roles: there is no role " + text);
    settings.factor_required_roles.push_back(*role);
  }
  return {};
}

Result<Config> config_of(const toml::table& root) {
  Config config;
  TableReader top(root, "");
  top.path("data", config.data);
  top.path("web", config.web);
  top.path("manifest", config.manifest);
  TRY(top.finish({"database", "listen", "work", "service", "sms", "rules", "operators"}));

  TableReader database(root, "database");
  database.text("postgres", config.postgres);
  TRY(database.finish());

  TableReader listen(root, "listen");
  listen.text("http_address", config.http_address);
  listen.port("http_port", config.http_port);
  listen.text("https_address", config.https_address);
  listen.port("https_port", config.https_port);
  listen.path("certificate", config.certificate);
  listen.path("certificate_key", config.certificate_key);
  TRY(listen.finish());
  if (config.certificate.empty() != config.certificate_key.empty()) {
    return fail(ErrorCode::kInvalidRequest, "listen.certificate and listen.certificate_key belong together");
  }

  TableReader work(root, "work");
  work.number("face_threads", config.face_threads, 0, 256);
  work.number("worker_threads", config.worker_threads, 2, 256);
  TRY(work.finish());

  TableReader service(root, "service");
  service.text("name", config.info.name);
  service.texts("support_phones", config.info.support_phones);
  service.texts("support_wechat_ids", config.info.support_wechat_ids);
  service.text("support_hours", config.info.support_hours);
  std::string signatures(to_text(config.signatures));
  service.text("signatures", signatures);
  TRY(service.finish());
  const auto scheme = crypto::signature_scheme_from(signatures);
  if (!scheme) return fail(ErrorCode::kInvalidRequest, "service.signatures is none of ed25519, sm2");
  config.signatures = *scheme;

  auto& settings = config.settings;
  TRY(read_sms(root, config));
  TRY(read_operators(root, settings));
  TableReader rules(root, "rules");
  auto retention_days = static_cast<int>(settings.frame_retention.count());
  rules.text("terms_version", settings.terms_version);
  rules.text("consent_version", settings.consent_version);
  rules.text("keep_image_version", settings.keep_image_version);
  rules.number("frames_wanted", settings.frames_wanted, 1, kLookFramesMax);
  rules.number("review_workdays", settings.review_workdays, 1, 30);
  rules.number("review_second_percent", settings.review_second_percent, 0, 100);
  rules.number("tries_max", settings.tries_max, 1, kPlanTriesMax);
  rules.number("refused_registrations_per_hour", settings.refused_registrations_per_hour_max, 1, 1'000'000);
  rules.number("callbacks_per_hour", settings.callbacks_per_hour_max, 1, 1'000'000);
  rules.number("relatives_max", settings.relatives_max, 1, 100);
  rules.number("looks_only_sample_percent", settings.looks_only_sample_percent, 1, 100);
  rules.number("frame_retention_days", retention_days, 1, 90);
  TRY(rules.finish());
  settings.frame_retention = std::chrono::days(retention_days);
  return config;
}

}  // namespace

Result<Config> parse_config(std::string_view toml_text) {
  toml::table root;
  try {
    root = toml::parse(toml_text);
  } catch (const toml::parse_error& error) {
    std::ostringstream where;
    where << "line " << error.source().begin.line << ": " << error.description();
    return fail(ErrorCode::kInvalidRequest, where.str());
  }
  return config_of(root);
}

Result<Config> read_config(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream) return fail(ErrorCode::kIo, file.string() + " cannot be read");
  const std::string text(std::istreambuf_iterator<char>(stream), {});
  auto config = parse_config(text);
  if (!config) return fail(config.error().code, file.string() + ": " + config.error().detail);
  return config;
}

}  // namespace jianzai
