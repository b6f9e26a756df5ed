#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "idcard/reading.h"

namespace jianzai::idcard {

// What was read, as texts: dates as 2026-11-26, MALE or FEMALE, LONG_TERM for 长期. `name` as in
// openapi.yaml's IdCardReading.
struct NamedField {
  std::string_view name;
  Text value;
  double confidence = 0;
  bool is_sure = false;
};
[[nodiscard]] std::vector<NamedField> fields_of(const Reading& reading);

// What is printed otherwise than the number says: SEX, BIRTH.
[[nodiscard]] std::vector<std::string_view> contradictions_in(const Reading& reading);

}  // namespace jianzai::idcard
