#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/ports.h"
#include "http/message.h"

namespace jianzai::http {

// The cookies that say who asks: `jianzai_citizen` and `jianzai_operator`, HttpOnly, SameSite=Strict; over
// HTTPS
// `__Host-...` and Secure, so that no plain connection and no neighbouring host can set one.
[[nodiscard]] std::optional<std::string> session_token(const RequestHead& head, app::Realm realm);

// `Set-Cookie` of a new session, and of one that ended.
[[nodiscard]] std::string session_cookie(const RequestHead& head, app::Realm realm,
                                         const Secret<std::string>& token);
[[nodiscard]] std::string ended_session_cookie(const RequestHead& head, app::Realm realm);

// False for a request that another site's page made (its Origin is not this host). SameSite keeps the cookie
// from it already; this holds in browsers that do not know SameSite, too.
[[nodiscard]] bool is_same_origin(const RequestHead& head);

}  // namespace jianzai::http
