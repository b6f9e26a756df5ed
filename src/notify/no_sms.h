#pragma once

#include "app/ports.h"

namespace jianzai::notify {

// The agency sends no text messages.
class NoSms final : public app::SmsGateway {
 public:
  bool is_there() const override { return false; }
  Result<void> send(const Notice&) override { return fail(ErrorCode::kUnavailable, "no text messages"); }
  bool is_signed(ByteView, std::string_view, std::string_view, Time) const override { return false; }
};

}  // namespace jianzai::notify
