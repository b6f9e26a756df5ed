#include "http/json_body.h"

#include <algorithm>

#include <boost/json.hpp>

#include "base/limits.h"

namespace jianzai::http {

Result<JsonBody> JsonBody::parse(ByteView body, std::initializer_list<std::string_view> members) {
  boost::json::error_code error;
  const boost::json::parse_options options{.max_depth = limits::kJsonDepthMax,
                                           .allow_comments = false,
                                           .allow_trailing_commas = false,
                                           .allow_invalid_utf8 = false};
  auto value = boost::json::parse(as_text(body), error, {}, options);
  if (error) return fail(ErrorCode::kInvalidRequest, "no JSON: " + error.message());
  if (!value.is_object()) return fail(ErrorCode::kInvalidRequest, "no JSON object");
  for (const auto& member : value.get_object()) {
    if (std::find(members.begin(), members.end(), std::string_view(member.key())) == members.end()) {
      return fail(ErrorCode::kInvalidRequest, "an unknown member");
    }
    if (!member.value().is_string()) return fail(ErrorCode::kInvalidRequest, "a member that is no text");
  }
  return JsonBody(std::move(value.get_object()));
}

std::string JsonBody::text(std::string_view member) const {
  const auto* found = object_.if_contains(member);
  if (found == nullptr) return {};
  return std::string(found->get_string());
}

}  // namespace jianzai::http
