#include "http/json_body.h"

#include <algorithm>

#include <boost/json.hpp>

#include "base/limits.h"

namespace jianzai::http {

namespace {

bool has(std::initializer_list<std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool is_list_of_texts(const boost::json::value& value) {
  return value.is_array() && std::ranges::all_of(value.get_array(), &boost::json::value::is_string);
}

}  // namespace

Result<JsonBody> JsonBody::parse(ByteView body, std::initializer_list<std::string_view> members,
                                 std::initializer_list<std::string_view> lists) {
  boost::json::error_code error;
  const boost::json::parse_options options{.max_depth = limits::kJsonDepthMax,
                                           .allow_comments = false,
                                           .allow_trailing_commas = false,
                                           .allow_invalid_utf8 = false};
  auto value = boost::json::parse(as_text(body), error, {}, options);
  if (error) return fail(ErrorCode::kInvalidRequest, "no JSON: " + error.message());
  if (!value.is_object()) return fail(ErrorCode::kInvalidRequest, "no JSON object");
  for (const auto& member : value.get_object()) {
    const std::string_view name(member.key());
    if (has(lists, name)) {
      if (!is_list_of_texts(member.value())) return fail(ErrorCode::kInvalidRequest, "no list of texts");
      continue;
    }
    if (!has(members, name)) return fail(ErrorCode::kInvalidRequest, "an unknown member");
    if (!member.value().is_string()) return fail(ErrorCode::kInvalidRequest, "a member that is no text");
  }
  return JsonBody(std::move(value.get_object()));
}

std::string JsonBody::text(std::string_view member) const {
  const auto* found = object_.if_contains(member);
  if (found == nullptr) return {};
  return std::string(found->get_string());
}

std::vector<std::string> JsonBody::texts(std::string_view list) const {
  std::vector<std::string> texts;
  const auto* found = object_.if_contains(list);
  if (found == nullptr) return texts;
  for (const auto& one : found->get_array()) texts.emplace_back(one.get_string());
  return texts;
}

}  // namespace jianzai::http
