#pragma once

#include <string>

#include "app/ports.h"

namespace jianzai::notify {

// Hands messages to a service of the agency's (a webhook), which knows the operator's interface:
//
//   POST <url>
//   Content-Type: application/json
//   Idempotency-Key: <id>
//   X-Jianzai-Timestamp: <seconds since 1970>
//   X-Jianzai-Signature: <64 hex digits: HMAC-SHA256 of "<timestamp>.<body>" with the shared secret>
//   {"id": "...", "kind": "REMINDER", "phone": "139...", "text": "【...】...",
//    "template": "REMINDER", "parameters": {"name": "王*英", "day": "12月31日", "phone": "0317-..."}}
//
// `template` and `parameters` are for operators who take no text but the number of a registered one, and are
// sent beside it. `template` is the kind.
//
// 2xx: taken. 400, 413 and 422: refused for good. Any other, and no answer within 10 s: tried again.
// Redirects are not followed. What comes of a message is reported to POST /api/v1/sms-deliveries, signed
// alike.
class SmsHttp final : public app::SmsGateway {
 public:
  // `secret`: at least 16 bytes. Errors: kInvalidRequest for a shorter one, or a url that is neither https
  // nor http to this machine.
  [[nodiscard]] static Result<SmsHttp> create(std::string url, Secret<std::string> secret,
                                              const Clock& clock);

  bool is_there() const override { return true; }
  Result<void> send(const Notice& notice) override;
  bool is_signed(ByteView body, std::string_view signed_at, std::string_view signature,
                 Time now) const override;

 private:
  SmsHttp(std::string url, Secret<std::string> secret, const Clock& clock)
      : url_(std::move(url)), secret_(std::move(secret)), clock_(&clock) {}
  [[nodiscard]] std::string sign(std::string_view signed_at, ByteView body) const;

  std::string url_;
  Secret<std::string> secret_;
  const Clock* clock_;
};

}  // namespace jianzai::notify
