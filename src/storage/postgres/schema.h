// The migrations are written once, in SQLite's words.
#pragma once

#include <string>
#include <string_view>

namespace jianzai::storage {

// The same for PostgreSQL: types that hold the same values, texts in the order of their bytes.
[[nodiscard]] std::string to_postgres(std::string_view schema);

}  // namespace jianzai::storage
