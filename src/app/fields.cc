#include "app/fields.h"

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

tl::unexpected<Error> FieldReader::error() const {
  return fail(Error{.code = ErrorCode::kInvalidFields, .detail = "unusable fields", .fields = faults_});
}

}  // namespace jianzai::app
