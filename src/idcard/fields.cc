#include "idcard/fields.h"

namespace jianzai::idcard {
namespace {

Text shown(const IdNumber& number) { return Text(number.reveal()); }
Text shown(const Text& text) { return text; }
Text shown(Sex sex) { return Text(sex == Sex::kMale ? "MALE" : "FEMALE"); }
Text shown(Date date) { return Text(to_iso(date)); }
Text shown(const std::optional<Date>& date) { return Text(date ? to_iso(*date) : "LONG_TERM"); }

template <class T>
void add(std::vector<NamedField>& fields, std::string_view name, const MaybeField<T>& field) {
  if (!field) return;
  fields.push_back({.name = name,
                    .value = shown(field->value),
                    .confidence = field->confidence,
                    .is_sure = field->is_sure});
}

}  // namespace

std::vector<NamedField> fields_of(const Reading& reading) {
  std::vector<NamedField> fields;
  if (reading.front) {
    add(fields, "number", reading.front->number);
    add(fields, "name", reading.front->name);
    add(fields, "sex", reading.front->sex);
    add(fields, "nation", reading.front->nation);
    add(fields, "birth", reading.front->birth);
    add(fields, "address", reading.front->address);
  }
  if (reading.back) {
    add(fields, "authority", reading.back->authority);
    add(fields, "valid_from", reading.back->valid_from);
    add(fields, "valid_until", reading.back->valid_until);
  }
  return fields;
}

std::vector<std::string_view> contradictions_in(const Reading& reading) {
  std::vector<std::string_view> found;
  if (reading.front && reading.front->sex_differs) found.emplace_back("SEX");
  if (reading.front && reading.front->birth_differs) found.emplace_back("BIRTH");
  return found;
}

}  // namespace jianzai::idcard
