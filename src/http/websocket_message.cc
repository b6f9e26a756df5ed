#include "http/websocket_message.h"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/beast/core/string.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/limits.h"
#include "http/answer.h"
#include "http/transport.h"

namespace jianzai::http {
namespace {

namespace json = boost::json;

constexpr std::size_t kIdBytesMax = 64;
constexpr std::size_t kHeadersMax = 16;
constexpr std::array<std::string_view, 3> kWhoAsks = {"Cookie", "Origin", "Host"};

bool is_visible(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

// Letters, digits and hyphens: all that our own headers are made of.
bool is_own_header(std::string_view name) {
  constexpr std::string_view kPrefix = "X-";
  return name.size() > kPrefix.size() &&
         boost::beast::iequals({name.data(), kPrefix.size()}, {kPrefix.data(), kPrefix.size()}) &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
         });
}

std::optional<std::string_view> text_of(const json::object& object, std::string_view member) {
  const json::value* found = object.if_contains(member);
  if (found == nullptr || !found->is_string()) return std::nullopt;
  return std::string_view(found->get_string());
}

bool add_headers(const json::value& headers, HeaderList& list) {
  const json::object* object = headers.if_object();
  if (object == nullptr || object->size() > kHeadersMax) return false;
  for (const auto& [name, value] : *object) {
    const std::string_view key = name;
    if (!is_own_header(key) || !value.is_string() || !is_visible(value.get_string())) return false;
    list.emplace_back(key, std::string_view(value.get_string()));
  }
  return true;
}

bool is_json(const Response& response) { return response.content_type.starts_with("application/json"); }

}  // namespace

Result<SocketRequest> parse_socket_request(ByteView message, const RequestHead& upgrade) {
  const ByteView start = message.first(std::min(message.size(), limits::kSocketHeaderBytesMax));
  const auto line_end = std::find(start.begin(), start.end(), std::uint8_t{'\n'});
  if (line_end == start.end()) return fail(ErrorCode::kInvalidRequest, "no first line");
  const auto line_size = static_cast<std::size_t>(line_end - start.begin());

  json::error_code error;
  const json::parse_options options{.max_depth = limits::kJsonDepthMax,
                                    .allow_comments = false,
                                    .allow_trailing_commas = false,
                                    .allow_invalid_utf8 = false};
  const auto parsed = json::parse(as_text(start.first(line_size)), error, {}, options);
  const json::object* object = error ? nullptr : parsed.if_object();
  if (object == nullptr) return fail(ErrorCode::kInvalidRequest, "the first line is no JSON object");
  const auto id = text_of(*object, "id");
  const auto method = text_of(*object, "method");
  const auto target = text_of(*object, "target");
  const json::value* headers = object->if_contains("headers");
  if (!id || id->empty() || id->size() > kIdBytesMax || !method || !is_visible(*method) || !target ||
      !target->starts_with('/') || !is_visible(*target) || object->size() != (headers ? 4 : 3)) {
    return fail(ErrorCode::kInvalidRequest, "id, method, target, headers");
  }

  SocketRequest found;
  found.id = *id;
  RequestHead& head = found.request.head;
  head.method = *method;
  head.target = *target;
  head.is_secure = upgrade.is_secure;
  for (const std::string_view name : kWhoAsks) {
    if (const auto value = upgrade.header(name)) head.headers.emplace_back(name, *value);
  }
  head.headers.emplace_back("Content-Type", "image/jpeg");
  if (headers != nullptr && !add_headers(*headers, head.headers)) {
    return fail(ErrorCode::kInvalidRequest, "a header that may not come with a message");
  }
  const ByteView body = message.subspan(line_size + 1);
  found.request.body.assign(body.begin(), body.end());
  return found;
}

std::string socket_answer(std::string_view id, const Response& response, std::string_view request_id) {
  const bool is_whole = response.status >= 200 && response.status <= 599 &&
                        (response.body.empty() || (has_body(response.status) && is_json(response)));
  if (!is_whole) return socket_answer(id, after_bad_answer(request_id), request_id);
  return fmt::format(R"({{"id":{},"status":{},"body":{}}})", json::serialize(json::string(id)),
                     response.status, response.body.empty() ? "null" : response.body);
}

}  // namespace jianzai::http
