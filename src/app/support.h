#pragma once

#include "app/ports.h"

namespace jianzai::app {

// Where the agency's people get help (客服).
[[nodiscard]] Result<std::vector<SupportContact>> list_support(Ports& ports, const Operator& by);
// One more, at the end; the same again changes nothing. Errors: kInvalidFields.
[[nodiscard]] Result<std::vector<SupportContact>> add_support(Ports& ports, const Operator& by,
                                                              std::string_view kind, std::string_view value,
                                                              std::string_view hours);
// One less. Errors: kNotFound when there is no such one.
[[nodiscard]] Result<std::vector<SupportContact>> remove_support(Ports& ports, const Operator& by,
                                                                 std::string_view kind,
                                                                 std::string_view value);

}  // namespace jianzai::app
