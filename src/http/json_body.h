#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "base/bytes.h"
#include "base/result.h"

namespace jianzai::http {

// The JSON object of a request whose members are texts, or lists of texts. What a schema of openapi.yaml does
// not name is refused, so that a misspelt field is noticed.
class JsonBody {
 public:
  // Errors: kInvalidRequest for what is no JSON object, is nested deeper than limits::kJsonDepthMax, or holds
  // a member that is not in `members` or not a text, nor in `lists` and a list of texts.
  [[nodiscard]] static Result<JsonBody> parse(ByteView body, std::initializer_list<std::string_view> members,
                                              std::initializer_list<std::string_view> lists = {});

  // Empty when the member is absent: the use case says which ones are required.
  [[nodiscard]] std::string text(std::string_view member) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view list) const;

 private:
  explicit JsonBody(boost::json::object object) : object_(std::move(object)) {}
  boost::json::object object_;
};

}  // namespace jianzai::http
