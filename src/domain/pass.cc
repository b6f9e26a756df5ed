#include "domain/pass.h"

#include "base/names.h"

namespace jianzai {

namespace {

constexpr Names<PassWay, 4> kWays{{
    {PassWay::kFace, "FACE"},
    {PassWay::kReview, "REVIEW"},
    {PassWay::kAssisted, "ASSISTED"},
    {PassWay::kMatched, "MATCHED"},
}};

}  // namespace

std::string_view to_text(PassWay way) { return name_of(kWays, way); }
std::optional<PassWay> pass_way_from(std::string_view text) { return value_of(kWays, text); }

}  // namespace jianzai
