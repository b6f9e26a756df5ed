// The duty to file face recognition with the provincial 网信 office (人脸信息备案): within 30 working days
// from when the face data of 100,000 persons are stored (人脸识别技术应用安全管理办法, 2025-06-01, art. 15).
#pragma once

#include <cstdint>
#include <string_view>

namespace jianzai {

inline constexpr std::int64_t kFilingPersons = 100'000;
inline constexpr int kFilingNearPercent = 80;  // of them: time to prepare

enum class FilingLevel { kBelow, kNear, kReached };
[[nodiscard]] std::string_view to_text(FilingLevel level);  // `NEAR`

[[nodiscard]] FilingLevel filing_level(std::int64_t persons);

}  // namespace jianzai
