#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace jianzai::http {

// The two web apps, read into memory once: `citizen/` at `/`, `console/` at `/console/`. A path that names no
// file and has no extension gives the app's index.html, so that a page can be opened anew. What the build
// compressed (`.gz`) goes to those who accept it. Files under /assets/ carry their hash in the name and are
// kept for ever by the browser. Immutable, thread-safe.
class StaticFiles {
 public:
  // Errors: kIo when the folder holds no citizen/index.html or no console/index.html.
  [[nodiscard]] static Result<StaticFiles> load(const std::filesystem::path& folder);

  // Nothing when there is no such file.
  [[nodiscard]] std::optional<Response> find(const RequestHead& head, std::string_view path) const;

 private:
  struct File {
    std::string content;
    std::string gzip;  // empty: not compressed
    std::string content_type;
    std::string etag;
    bool is_hashed = false;
  };
  StaticFiles() = default;
  std::map<std::string, File, std::less<>> files_;  // by URL path
};

}  // namespace jianzai::http
