#include "app/fields.h"

#include <charconv>

namespace jianzai::app {

namespace {

std::string_view code_of(IdNumberFault fault) {
  switch (fault) {
    case IdNumberFault::kRequired:
      return "REQUIRED";
    case IdNumberFault::kLength:
      return "LENGTH";
    case IdNumberFault::kCharacters:
      return "CHARACTERS";
    case IdNumberFault::kDate:
      return "DATE";
    case IdNumberFault::kChecksum:
      return "CHECKSUM";
  }
  return {};
}

std::string_view code_of(TextFault fault) {
  switch (fault) {
    case TextFault::kRequired:
      return "REQUIRED";
    case TextFault::kTooLong:
      return "TOO_LONG";
    case TextFault::kTooShort:
      return "TOO_SHORT";
    case TextFault::kCharacters:
      return "CHARACTERS";
  }
  return {};
}

}  // namespace

std::optional<IdNumber> FieldReader::id_number(std::string_view field, std::string_view text) {
  auto parsed = IdNumber::parse(text, today_);
  if (parsed) return std::move(*parsed);
  refuse(field, code_of(parsed.error()));
  return std::nullopt;
}

std::optional<Secret<std::string>> FieldReader::name(std::string_view field, std::string_view text) {
  auto parsed = parse_name(text);
  if (parsed) return std::move(*parsed);
  refuse(field, code_of(parsed.error()));
  return std::nullopt;
}

std::optional<Secret<std::string>> FieldReader::mobile(std::string_view field, std::string_view text) {
  auto parsed = parse_mobile(text);
  if (parsed) return std::move(*parsed);
  refuse(field, parsed.error() == TextFault::kRequired ? "REQUIRED" : "PHONE");
  return std::nullopt;
}

std::optional<Secret<std::string>> FieldReader::password(std::string_view field, std::string_view text) {
  auto parsed = parse_password(text);
  if (parsed) return std::move(*parsed);
  refuse(field, code_of(parsed.error()));
  return std::nullopt;
}

std::optional<std::string> FieldReader::text(std::string_view field, std::string_view text,
                                             std::size_t characters_max, Need need) {
  const auto characters = count_characters(text);
  const bool is_blank = text.find_first_not_of(" \t\r\n") == std::string_view::npos;
  if (!characters) {
    refuse(field, "CHARACTERS");
  } else if (*characters > characters_max) {
    refuse(field, "TOO_LONG");
  } else if (need == Need::kRequired && is_blank) {
    refuse(field, "REQUIRED");
  } else {
    return std::string(text);
  }
  return std::nullopt;
}

std::optional<int> FieldReader::number(std::string_view field, std::string_view text, int min, int max,
                                       int absent) {
  if (text.empty()) return absent;
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && value >= min && value <= max) return value;
  refuse(field, "VALUE");
  return std::nullopt;
}

std::optional<Date> FieldReader::day(std::string_view field, std::string_view text) {
  if (text.empty()) return std::nullopt;
  auto date = parse_date(text);
  if (!date) refuse(field, "VALUE");
  return date;
}

tl::unexpected<Error> FieldReader::error() const {
  return fail(Error{.code = ErrorCode::kInvalidFields, .detail = "unusable fields", .fields = faults_});
}

}  // namespace jianzai::app
