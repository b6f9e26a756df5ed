#include "http/message.h"

#include <boost/beast/core/string.hpp>

namespace jianzai::http {

std::optional<std::string_view> find_header(const HeaderList& headers, std::string_view name) {
  for (const auto& [header_name, value] : headers) {
    if (boost::beast::iequals(header_name, {name.data(), name.size()})) return value;
  }
  return std::nullopt;
}

}  // namespace jianzai::http
