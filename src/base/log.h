#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/result.h"

namespace jianzai::log {

// One named value of a log line. Takes numbers, booleans and text; a Secret has no way in.
struct Field {
  Field(std::string_view name_in, std::string_view text) : name(name_in), value(text), quoted(true) {}
  Field(std::string_view name_in, const char* text) : Field(name_in, std::string_view(text)) {}
  Field(std::string_view name_in, const std::string& text) : Field(name_in, std::string_view(text)) {}
  Field(std::string_view name_in, bool flag) : name(name_in), value(flag ? "true" : "false") {}
  template <std::integral T>
  Field(std::string_view name_in, T number) : name(name_in), value(std::to_string(number)) {}
  template <std::floating_point T>
  Field(std::string_view name_in, T number) : name(name_in), value(std::to_string(number)) {}

  std::string_view name;
  std::string value;
  bool quoted = false;
};

using Fields = std::initializer_list<Field>;

// One JSON object a line: {"time":…,"level":…,"event":"attempt_decided",…}. Thread-safe. Never personal data.
void info(std::string_view event, Fields fields = {});
void warn(std::string_view event, Fields fields = {});
void error(std::string_view event, Fields fields = {});

// Writes to this file as well as to standard error. Called once, at the start. Errors: kIo.
[[nodiscard]] Result<void> start(const std::string& file);

}  // namespace jianzai::log
