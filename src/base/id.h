#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"

namespace jianzai {

// 26 letters and digits that sort by time: 48 bits of milliseconds, 80 random bits, Crockford base 32 (as
// ULID).
[[nodiscard]] std::string make_sortable_id(Time at, Random& random);
// Those that were made before `at` sort before it, all others behind it.
[[nodiscard]] std::string first_sortable_id(Time at);
[[nodiscard]] bool is_sortable_id(std::string_view text);

// An identifier that cannot be mistaken for another kind's.
template <class Tag>
class Id {
 public:
  [[nodiscard]] static Id make(const Clock& clock, Random& random) {
    return Id(make_sortable_id(clock.now(), random));
  }
  // From a URL or a row; nothing when it cannot be one of ours.
  [[nodiscard]] static std::optional<Id> parse(std::string_view text) {
    if (!is_sortable_id(text)) return std::nullopt;
    return Id(std::string(text));
  }
  [[nodiscard]] const std::string& text() const { return text_; }
  auto operator<=>(const Id&) const = default;

 private:
  explicit Id(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace jianzai
