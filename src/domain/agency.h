#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/ids.h"

namespace jianzai {

// The office (经办机构) that pays and answers for its people. Everything here is public.
struct Agency {
  AgencyId id;
  std::string name;
  std::string address;
  std::string phone;
  std::string hours;
};

enum class SupportKind { kPhone, kWechat };
[[nodiscard]] std::string_view to_text(SupportKind kind);  // `WECHAT`
[[nodiscard]] std::optional<SupportKind> support_kind_from(std::string_view text);

// Where people of the agency get help (客服): a phone number, or an id to look for in WeChat. Public.
struct SupportContact {
  SupportKind kind = SupportKind::kPhone;
  std::string value;
  std::string hours;  // as people read it; may be empty

  friend bool operator==(const SupportContact&, const SupportContact&) = default;
};

}  // namespace jianzai
