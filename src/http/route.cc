#include "http/route.h"

#include <algorithm>
#include <charconv>

#include "app/films.h"
#include "base/limits.h"

namespace jianzai::http {
namespace {

constexpr std::size_t kKeyLengthMin = 8;
constexpr std::size_t kKeyLengthMax = 64;
constexpr std::string_view kKeyCharacters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

// The next part of a path, and what is left of it.
std::string_view take_part(std::string_view& path) {
  path.remove_prefix(1);  // the slash
  const auto end = std::min(path.find('/'), path.size());
  const auto part = path.substr(0, end);
  path.remove_prefix(end);
  return part;
}

std::optional<std::map<std::string, std::string, std::less<>>> matched(std::string_view pattern,
                                                                       std::string_view path) {
  std::map<std::string, std::string, std::less<>> found;
  while (pattern.starts_with('/') && path.starts_with('/')) {
    const auto wanted = take_part(pattern);
    const auto part = take_part(path);
    if (wanted.starts_with('{')) {
      auto decoded = percent_decoded(part);
      if (!decoded || decoded->empty()) return std::nullopt;
      found.emplace(wanted.substr(1, wanted.size() - 2), std::move(*decoded));
    } else if (wanted != part) {
      return std::nullopt;
    }
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return found;
}

}  // namespace

std::string_view Call::query_text(std::string_view name) const {
  const auto found = query.find(name);
  return found == query.end() ? std::string_view() : std::string_view(found->second);
}

Result<int> Call::sequence() const {
  const std::string& text = path.find("sequence")->second;
  int number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 0 ||
      number >= limits::kFramesPerAttemptMax) {
    return fail(ErrorCode::kNotFound, "no such frame number");
  }
  return number;
}

Result<std::string> Call::idempotency_key() const {
  const auto key = request.head.header("Idempotency-Key");
  if (!key || key->size() < kKeyLengthMin || key->size() > kKeyLengthMax ||
      key->find_first_not_of(kKeyCharacters) != std::string_view::npos) {
    return fail(ErrorCode::kInvalidRequest, "Idempotency-Key: 8 to 64 of A-Z a-z 0-9 _ -");
  }
  return std::string(*key);
}

Router::Outcome Router::find(std::string_view method, std::string_view path) const {
  Outcome outcome;
  for (const Route& route : routes_) {
    auto parts = matched(route.pattern, path);
    if (!parts) continue;
    if (route.method == method) {
      outcome.match = Match{&route, std::move(*parts)};
      return outcome;
    }
    outcome.other_method = true;
  }
  return outcome;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    const auto byte = i + 2 < text.size() ? from_hex(text.substr(i + 1, 2)) : std::nullopt;
    if (!byte || byte->front() == 0) return std::nullopt;
    decoded += static_cast<char>(byte->front());
    i += 2;
  }
  return decoded;
}

std::pair<std::string_view, std::string_view> split_target(std::string_view target) {
  const auto mark = target.find('?');
  if (mark == std::string_view::npos) return {target, {}};
  return {target.substr(0, mark), target.substr(mark + 1)};
}

std::optional<std::map<std::string, std::string, std::less<>>> query_of(std::string_view query) {
  std::map<std::string, std::string, std::less<>> found;
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    std::string raw(pair.substr(std::min(equals + 1, pair.size())));
    std::replace(raw.begin(), raw.end(), '+', ' ');  // as forms encode a space
    auto name = percent_decoded(pair.substr(0, equals));
    auto value = percent_decoded(raw);
    if (!name || !value) return std::nullopt;
    found.emplace(std::move(*name), std::move(*value));
  }
  return found;
}

Response no_content() { return {.status = 204, .content_type = {}, .body = {}, .headers = {}}; }

bool is_for_operators(Access access) { return access != Access::kPublic && access != Access::kCitizen; }

bool may(Access access, OperatorRole role) {
  switch (access) {
    case Access::kPublic:
    case Access::kCitizen:
    case Access::kOwnLogin:
    case Access::kOwnFactor:
    case Access::kOperator:
      return true;
    case Access::kField:
      return may(Access::kVisit, role) || role == OperatorRole::kEmployer;
    case Access::kDesk:
      return role == OperatorRole::kClerk || role == OperatorRole::kReviewer;
    case Access::kVisit:
      return may(Access::kDesk, role) || role == OperatorRole::kVillageHelper;
    case Access::kOffice:
      return may(Access::kDesk, role) || role == OperatorRole::kSystemAdmin;
    case Access::kSupport:
      return may(Access::kOffice, role) || role == OperatorRole::kEmployer;
    case Access::kReviewer:
      return role == OperatorRole::kReviewer;
    case Access::kAuditor:
      return role == OperatorRole::kAuditor;
    case Access::kSystemAdmin:
      return role == OperatorRole::kSystemAdmin;
    case Access::kSecurityAdmin:
      return role == OperatorRole::kSecurityAdmin;
    case Access::kAdministrator:
      return may(Access::kAuditor, role) || may(Access::kSystemAdmin, role) ||
             may(Access::kSecurityAdmin, role);
  }
  return false;
}

Response jpeg_response(const Secret<Bytes>& jpeg) {
  return {.status = 200,
          .content_type = "image/jpeg",
          .body = std::string(as_text(jpeg.reveal())),
          .headers = {}};
}

Response evidence_response(const Secret<Bytes>& bytes) {
  auto response = jpeg_response(bytes);
  if (const auto type = app::video_type_of(bytes.reveal())) response.content_type = std::string(*type);
  return response;
}

Response download_response(std::string type, std::string content, const std::string& file_name) {
  return {.status = 200,
          .content_type = std::move(type),
          .body = std::move(content),
          .headers = {{"Content-Disposition", "attachment; filename=\"" + file_name + '"'}}};
}

}  // namespace jianzai::http
