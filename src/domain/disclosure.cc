#include "domain/disclosure.h"

#include "base/names.h"

namespace jianzai {
namespace {

constexpr Names<DisclosureReason, 4> kReasons{{
    {DisclosureReason::kCall, "CALL"},
    {DisclosureReason::kCheckIdentity, "CHECK_IDENTITY"},
    {DisclosureReason::kPayment, "PAYMENT"},
    {DisclosureReason::kComplaint, "COMPLAINT"},
}};

}  // namespace

std::string_view to_text(DisclosureReason reason) { return name_of(kReasons, reason); }
std::optional<DisclosureReason> disclosure_reason_from(std::string_view text) {
  return value_of(kReasons, text);
}

}  // namespace jianzai
