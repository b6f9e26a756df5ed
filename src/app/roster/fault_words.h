// What is wrong with a row of a list, in the words of the office that wrote it.
#pragma once

#include <string_view>

namespace jianzai::app {

// `id_number`: 身份证号; of the whole row: 整行.
[[nodiscard]] std::string_view chinese_field(std::string_view field);
// `CHECKSUM`: 校验码不对. A code that is not known stays as it is.
[[nodiscard]] std::string_view chinese_fault(std::string_view code);

}  // namespace jianzai::app
