#include "domain/agency.h"

#include "base/names.h"

namespace jianzai {
namespace {

constexpr Names<SupportKind, 2> kKinds{{
    {SupportKind::kPhone, "PHONE"},
    {SupportKind::kWechat, "WECHAT"},
}};

}  // namespace

std::string_view to_text(SupportKind kind) { return name_of(kKinds, kind); }
std::optional<SupportKind> support_kind_from(std::string_view text) { return value_of(kKinds, text); }

}  // namespace jianzai
