#include "notify/sms_log.h"

#include "domain/person_details.h"

namespace jianzai::notify {

Result<void> SmsLog::send(const Notice& notice) {
  const std::lock_guard lock(mutex_);
  stream_ << "  SMS to " << masked_phone(notice.phone) << "  " << notice.text.reveal() << std::endl;
  return {};
}

}  // namespace jianzai::notify
