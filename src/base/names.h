// Enumerators and their names on the wire and in the database, as one table each.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace jianzai {

template <class Value, std::size_t count>
using Names = std::array<std::pair<Value, std::string_view>, count>;

// Empty when the table does not have it.
template <class Value, std::size_t count>
[[nodiscard]] constexpr std::string_view name_of(const Names<Value, count>& names,
                                                 std::type_identity_t<Value> wanted) {
  for (const auto& [value, name] : names) {
    if (value == wanted) return name;
  }
  return {};
}

template <class Value, std::size_t count>
[[nodiscard]] constexpr std::optional<Value> value_of(const Names<Value, count>& names,
                                                      std::string_view wanted) {
  for (const auto& [value, name] : names) {
    if (name == wanted) return value;
  }
  return std::nullopt;
}

}  // namespace jianzai
