#include "http/answer.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/http/status.hpp>
#include <fmt/format.h>

#include "base/log.h"

namespace jianzai::http {

namespace {

namespace beast = boost::beast;

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kDefaultHeaders = {{
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"X-Frame-Options", "DENY"},
    {"Permissions-Policy", "camera=(self), microphone=(self), geolocation=()"},
    {"Content-Security-Policy",
     "default-src 'self'; img-src 'self' blob: data:; style-src 'self' 'unsafe-inline'; media-src 'self' "
     "blob:; "
     "worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"},
    {"Cache-Control", "no-store"},
}};

// The transport alone says where a message ends and whether another may follow.
constexpr std::array<std::string_view, 5> kFramingHeaders = {"Connection", "Keep-Alive", "Content-Length",
                                                             "Transfer-Encoding", "Upgrade"};

bool equal_names(std::string_view a, std::string_view b) {
  return beast::iequals({a.data(), a.size()}, {b.data(), b.size()});
}

bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

// No line break and no other control character but the tabulator.
bool is_field_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte != 0x7f) || byte == '\t';
  });
}

bool is_sendable(std::string_view name, std::string_view value) {
  return is_token(name) && is_field_value(value) &&
         std::none_of(kFramingHeaders.begin(), kFramingHeaders.end(),
                      [&](std::string_view framing) { return equal_names(framing, name); });
}

void add(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

bool has_body(int status) { return status >= 200 && status != 204 && status != 304; }

std::string answer_head(const Response& response, const AnswerFrame& frame) {
  const auto reason = beast::http::obsolete_reason(beast::http::int_to_status(response.status));
  std::string head =
      fmt::format("HTTP/1.1 {} {}\r\n", response.status, std::string_view(reason.data(), reason.size()));
  head.reserve(1024);
  add(head, "Date", http_date(frame.now));
  if (has_body(response.status)) add(head, "Content-Length", std::to_string(response.body.size()));
  if (!frame.keep_alive) {
    add(head, "Connection", "close");
  } else if (frame.is_http_1_0) {
    add(head, "Connection", "keep-alive");
  }
  if (!response.content_type.empty() && is_field_value(response.content_type)) {
    add(head, "Content-Type", response.content_type);
  }
  if (!find_header(response.headers, "X-Request-Id")) add(head, "X-Request-Id", frame.request_id);
  for (const auto& [name, value] : kDefaultHeaders) {
    if (!find_header(response.headers, name)) add(head, name, value);
  }
  for (const auto& [name, value] : response.headers) {
    if (is_sendable(name, value)) {
      add(head, name, value);
    } else {
      log::error("header_dropped", {{"request_id", frame.request_id}});
    }
  }
  head += "\r\n";
  return head;
}

Response internal_error(std::string_view request_id) {
  return {.status = 500,
          .content_type = "application/json",
          .body = fmt::format(R"({{"code":"INTERNAL","message":"系统出错，请稍后再试","request_id":"{}"}})",
                              request_id),
          .headers = {}};
}

std::string http_date(Time at) {
  using namespace std::chrono;
  constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = floor<days>(at);
  const year_month_day date(day);
  const hh_mm_ss time(floor<seconds>(at - day));
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[weekday(day).c_encoding()],
                     static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

}  // namespace jianzai::http
