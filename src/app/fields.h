// Turns what people typed into values, and collects every fault, so that a form shows them all at once.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id_number.h"
#include "base/result.h"
#include "domain/person_details.h"

namespace jianzai::app {

class FieldReader {
 public:
  explicit FieldReader(Date today) : today_(today) {}

  // The value, or nothing after noting the fault.
  std::optional<IdNumber> id_number(std::string_view field, std::string_view text);
  std::optional<Secret<std::string>> name(std::string_view field, std::string_view text);
  std::optional<Secret<std::string>> mobile(std::string_view field, std::string_view text);
  std::optional<Secret<std::string>> password(std::string_view field, std::string_view text);
  // As it was typed, of at most `characters_max`. May it be empty, nothing is noted then.
  enum class Need { kRequired, kOptional };
  std::optional<std::string> text(std::string_view field, std::string_view text, std::size_t characters_max,
                                  Need need);
  // A whole number; `absent` where nothing was typed.
  std::optional<int> number(std::string_view field, std::string_view text, int min, int max, int absent);
  // 2026-11-26. Nothing, and no fault, where nothing was typed.
  std::optional<Date> day(std::string_view field, std::string_view text);

  void refuse(std::string_view field, std::string_view code) {
    faults_.push_back({std::string(field), std::string(code)});
  }
  [[nodiscard]] bool has_faults() const { return !faults_.empty(); }
  // kInvalidFields with everything that was noted.
  [[nodiscard]] tl::unexpected<Error> error() const;

 private:
  Date today_;
  std::vector<FieldError> faults_;
};

}  // namespace jianzai::app
