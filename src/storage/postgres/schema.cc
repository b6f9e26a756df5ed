#include "storage/postgres/schema.h"

#include <array>

namespace jianzai::storage {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kWords{{
    {") STRICT, WITHOUT ROWID;", ");"},
    {") STRICT;", ");"},
    {" INTEGER", " bigint"},
    {" REAL", " double precision"},
    {" BLOB", " bytea"},
    {" TEXT", " text COLLATE \"C\""},
}};

}  // namespace

std::string to_postgres(std::string_view schema) {
  std::string text(schema);
  for (const auto& [word, instead] : kWords) {
    for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos; at += instead.size()) {
      text.replace(at, word.size(), instead);
    }
  }
  return text;
}

}  // namespace jianzai::storage
