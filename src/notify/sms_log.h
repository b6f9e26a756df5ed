#pragma once

#include <mutex>
#include <ostream>

#include "app/ports.h"

namespace jianzai::notify {

// Sends nobody anything: writes each message to a stream, for a demo's terminal. The phone is masked, but who
// reads the codes can use them.
class SmsLog final : public app::SmsGateway {
 public:
  explicit SmsLog(std::ostream& stream) : stream_(stream) {}
  bool is_there() const override { return true; }
  Result<void> send(const Notice& notice) override;
  bool is_signed(ByteView, std::string_view, std::string_view, Time) const override { return false; }

 private:
  std::ostream& stream_;
  std::mutex mutex_;
};

}  // namespace jianzai::notify
