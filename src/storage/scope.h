// Whose rows an operator may see, in SQL.
#pragma once

#include "domain/operator.h"
#include "storage/connection.h"

namespace jianzai::storage {

// Whether a row's person is inside the scope; `from`, `to` and `employer` are the parameters that ScopeValues
// go to. People without a region have the empty one, which is in none.
#define JIANZAI_IN_SCOPE(person, from, to, employer)                                                     \
  "(" from " = '' OR EXISTS (SELECT 1 FROM persons s WHERE s.id = " person " AND s.region BETWEEN " from \
  " AND " to ")) AND (" employer " = '' OR EXISTS (SELECT 1 FROM persons s WHERE s.id = " person         \
  " AND s.employer = " employer ")) "

// The first and the last region, and the employer; empty where the scope has none.
struct ScopeValues {
  explicit ScopeValues(const Scope& scope) {
    if (scope.region) {
      from = scope.region->text();
      to = std::string(scope.region->prefix());
      to.resize(from.size(), '9');
    }
    if (scope.employer) employer = scope.employer->text();
  }
  std::string from;
  std::string to;
  std::string employer;
};

// A cursor's parts: `2026-11-27.01kc...`; those that are missing are empty.
[[nodiscard]] inline std::pair<std::string, std::string> cursor_parts(std::string_view cursor) {
  const auto dot = cursor.find('.');
  return {std::string(cursor.substr(0, dot)),
          std::string(dot == std::string_view::npos ? "" : cursor.substr(dot + 1))};
}

}  // namespace jianzai::storage
