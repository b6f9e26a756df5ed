#include "http/session_cookie.h"

#include "base/limits.h"

namespace jianzai::http {
namespace {

std::string name_of(const RequestHead& head, app::Realm realm) {
  const std::string_view plain = realm == app::Realm::kCitizen ? "jianzai_citizen" : "jianzai_operator";
  return (head.is_secure ? "__Host-" : "") + std::string(plain);
}

std::string cookie(const RequestHead& head, app::Realm realm, std::string_view value,
                   std::chrono::seconds age) {
  std::string text = name_of(head, realm) + "=" + std::string(value) +
                     "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(age.count());
  if (head.is_secure) text += "; Secure";
  return text;
}

}  // namespace

std::optional<std::string> session_token(const RequestHead& head, app::Realm realm) {
  const auto header = head.header("Cookie");
  if (!header) return std::nullopt;
  const std::string wanted = name_of(head, realm);
  std::string_view rest = *header;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(';'), rest.size());
    auto pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == wanted) {
      return std::string(pair.substr(equals + 1));
    }
  }
  return std::nullopt;
}

std::string session_cookie(const RequestHead& head, app::Realm realm, const Secret<std::string>& token) {
  return cookie(head, realm, token.reveal(), limits::kSessionLifetime);
}

std::string ended_session_cookie(const RequestHead& head, app::Realm realm) {
  return cookie(head, realm, "", std::chrono::seconds(0));
}

bool is_same_origin(const RequestHead& head) {
  const auto origin = head.header("Origin");
  if (!origin) return true;  // no browser, or one that says nothing
  const auto host = head.header("Host");
  const auto scheme_end = origin->find("://");
  return host && scheme_end != std::string_view::npos && origin->substr(scheme_end + 3) == *host;
}

}  // namespace jianzai::http
