#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/ports.h"
#include "base/result.h"
#include "crypto/signature.h"
#include "http/services.h"

namespace jianzai {

// What becomes of text messages.
enum class SmsKind { kNone, kLog, kHttp };

// Everything that an agency decides about its server. jianzai.example.toml explains each key; the command
// line comes after the file.
struct Config {
  std::filesystem::path data = "var/data";  // embedded database, keys, certificate, log
  std::string postgres;                     // as libpq describes a connection; empty: the embedded database
  std::filesystem::path web = "web/dist";   // the built apps
  std::filesystem::path manifest = "models/manifest.toml";
  std::string http_address = "127.0.0.1";
  std::optional<std::uint16_t> http_port = 8080;
  std::string https_address = "0.0.0.0";
  std::optional<std::uint16_t> https_port = 8443;
  // An authority's certificate; both or none. Without it the server makes its own.
  std::filesystem::path certificate;
  std::filesystem::path certificate_key;
  SmsKind sms = SmsKind::kNone;
  std::string sms_url;                                                     // kHttp
  std::filesystem::path sms_secret_file;                                   // kHttp
  crypto::SignatureScheme signatures = crypto::SignatureScheme::kEd25519;  // of receipts and payroll files
  int face_threads = 0;                                                    // 0: one per core
  int worker_threads = 16;                                                 // requests at a time
  http::ServiceInfo info;
  app::Settings settings;
};

// The file over the defaults. Errors: kIo when it cannot be read; kInvalidRequest with the line, the unknown
// key or the value that is out of range.
[[nodiscard]] Result<Config> read_config(const std::filesystem::path& file);
[[nodiscard]] Result<Config> parse_config(std::string_view toml);

}  // namespace jianzai
