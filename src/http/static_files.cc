#include "http/static_files.h"

#include <array>
#include <fstream>

#include "crypto/digest.h"

namespace jianzai::http {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kTypes{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".ico", "image/x-icon"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".woff2", "font/woff2"},
    {".mp3", "audio/mpeg"},
    {".txt", "text/plain; charset=utf-8"},
}};

std::string_view type_of(const std::filesystem::path& file) {
  for (const auto& [extension, type] : kTypes) {
    if (file.extension() == extension) return type;
  }
  return "application/octet-stream";
}

Result<std::string> read(const std::filesystem::path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  if (error) return fail(ErrorCode::kIo, file.string() + ": " + error.message());
  std::string content(size, '\0');
  std::ifstream stream(file, std::ios::binary);
  if (!stream.read(content.data(), static_cast<std::streamsize>(size)))
    return fail(ErrorCode::kIo, file.string() + " cannot be read");
  return content;
}

bool accepts_gzip(const RequestHead& head) {
  const auto accepted = head.header("Accept-Encoding");
  return accepted && accepted->find("gzip") != std::string_view::npos;
}

}  // namespace

Result<StaticFiles> StaticFiles::load(const std::filesystem::path& folder) {
  StaticFiles files;
  const std::array<std::pair<std::string_view, std::string_view>, 2> apps{
      {{"citizen", "/"}, {"console", "/console/"}}};
  for (const auto& [app, base] : apps) {
    const auto root = folder / app;
    std::error_code error;
    if (!std::filesystem::is_regular_file(root / "index.html", error)) {
      return fail(ErrorCode::kIo,
                  (root / "index.html").string() + " is missing: build the apps (./dev build)");
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root, error)) {
      if (!entry.is_regular_file(error) || entry.path().extension() == ".gz") continue;
      auto content = TRY(read(entry.path()));
      File file{.content = std::move(content),
                .gzip = {},
                .content_type = std::string(type_of(entry.path())),
                .etag = {},
                .is_hashed = false};
      const std::filesystem::path compressed = entry.path().string() + ".gz";
      if (std::filesystem::is_regular_file(compressed, error)) file.gzip = TRY(read(compressed));
      file.etag = '"' + to_hex(ByteView(crypto::sha256(as_bytes(file.content))).first(16)) + '"';
      const auto name = std::filesystem::relative(entry.path(), root, error).generic_string();
      file.is_hashed = name.starts_with("assets/");
      files.files_.emplace(std::string(base) + name, std::move(file));
    }
    if (error) return fail(ErrorCode::kIo, root.string() + ": " + error.message());
  }
  return files;
}

std::optional<Response> StaticFiles::find(const RequestHead& head, std::string_view path) const {
  if (path == "/console") {
    return Response{.status = 308, .content_type = {}, .body = {}, .headers = {{"Location", "/console/"}}};
  }
  if (path.find("..") != std::string_view::npos) return std::nullopt;  // nobody of ours asks for that
  auto found = files_.find(path);
  if (found == files_.end()) {
    const auto last = path.substr(path.find_last_of('/') + 1);
    if (last.find('.') != std::string_view::npos) return std::nullopt;
    found = files_.find(path.starts_with("/console/") ? "/console/index.html" : "/index.html");
    if (found == files_.end()) return std::nullopt;
  }
  const File& file = found->second;
  Response response{.status = 200, .content_type = file.content_type, .body = {}, .headers = {}};
  response.headers.emplace_back("ETag", file.etag);
  response.headers.emplace_back("Cache-Control",
                                file.is_hashed ? "public, max-age=31536000, immutable" : "no-cache");
  if (!file.gzip.empty()) response.headers.emplace_back("Vary", "Accept-Encoding");
  if (head.header("If-None-Match") == file.etag) {
    response.status = 304;
    response.content_type.clear();
    return response;
  }
  if (!file.gzip.empty() && accepts_gzip(head)) {
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.body = file.gzip;
  } else {
    response.body = file.content;
  }
  return response;
}

}  // namespace jianzai::http
