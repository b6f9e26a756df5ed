#include "http/request_head.h"

#include <algorithm>
#include <iterator>

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

namespace jianzai::http {

namespace {

namespace beast = boost::beast;
using beast::http::field;

constexpr unsigned kHttp11 = 11;

template <class Text>
std::string to_text(const Text& text) {
  return {text.data(), text.size()};
}

std::ptrdiff_t count(const BeastHeader& header, field name) {
  const auto [first, last] = header.equal_range(name);
  return std::distance(first, last);
}

bool is_number(beast::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::optional<TransportFault> fault_of(const boost::system::error_code& error) {
  using ParseError = beast::http::error;
  const boost::system::error_code end = ParseError::end_of_stream;
  if (error.category() != end.category()) return std::nullopt;
  if (error == ParseError::end_of_stream || error == ParseError::partial_message) return std::nullopt;
  if (error == ParseError::header_limit) return TransportFault::kHeaderTooLarge;
  if (error == ParseError::body_limit) return TransportFault::kBodyTooLarge;
  return TransportFault::kMalformed;
}

bool is_unambiguous(const BeastHeader& header) {
  const auto lengths = count(header, field::content_length);
  const auto codings = count(header, field::transfer_encoding);
  const auto hosts = count(header, field::host);
  if (lengths + codings > 1 || hosts > 1) return false;
  if (hosts == 0 && header.version() >= kHttp11) return false;
  if (lengths == 1 && !is_number(header[field::content_length])) return false;
  return codings == 0 ||
         (header.version() >= kHttp11 && beast::iequals(header[field::transfer_encoding], "chunked"));
}

RequestHead to_request_head(const BeastHeader& header) {
  RequestHead head;
  head.method = to_text(header.method_string());
  if (head.method == "HEAD") head.method = "GET";
  head.target = to_text(header.target());
  for (const auto& line : header)
    head.headers.emplace_back(to_text(line.name_string()), to_text(line.value()));
  return head;
}

bool asks_for_websocket(const BeastHeader& header) { return beast::websocket::is_upgrade(header); }

bool has_websocket_key(const RequestHead& head) {
  constexpr std::size_t kKeyCharacters = 24;
  constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto key = head.header("Sec-WebSocket-Key");
  return key && key->size() == kKeyCharacters && key->ends_with("==") &&
         key->find_first_not_of(kBase64) == kKeyCharacters - 2 &&
         head.header("Sec-WebSocket-Version") == std::string_view("13");
}

bool expects_continue(const BeastHeader& header) {
  return header.version() >= kHttp11 && beast::iequals(header[field::expect], "100-continue");
}

}  // namespace jianzai::http
