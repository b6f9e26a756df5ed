#include "main/card_adapter.h"

#include "base/limits.h"
#include "base/log.h"

namespace jianzai {
namespace {

using idcard::MaybeField;
using idcard::Text;

std::string shown(const IdNumber& number) { return number.reveal(); }
std::string shown(const Text& text) { return text.reveal(); }
std::string shown(Sex sex) { return sex == Sex::kMale ? "MALE" : "FEMALE"; }
std::string shown(Date date) { return to_iso(date); }
std::string shown(const std::optional<Date>& date) { return date ? to_iso(*date) : "LONG_TERM"; }

template <class T>
void add(std::vector<app::CardField>& fields, std::string_view name, const MaybeField<T>& field) {
  if (!field) return;
  fields.push_back({.name = name,
                    .value = Secret(shown(field->value)),
                    .confidence = field->confidence,
                    .is_sure = field->is_sure});
}

Result<void> take_front(const idcard::CardFront& front, app::CardReading& out) {
  out.side = "FRONT";
  add(out.fields, "number", front.number);
  add(out.fields, "name", front.name);
  add(out.fields, "sex", front.sex);
  add(out.fields, "nation", front.nation);
  add(out.fields, "birth", front.birth);
  add(out.fields, "address", front.address);
  if (front.number) out.number = front.number->value;
  if (front.sex_differs) out.contradictions.emplace_back("SEX");
  if (front.birth_differs) out.contradictions.emplace_back("BIRTH");
  out.portrait = Secret(TRY(encode_jpeg(front.portrait, limits::kCardPortraitQuality)));
  return {};
}

void take_back(const idcard::CardBack& back, app::CardReading& out) {
  out.side = "BACK";
  add(out.fields, "authority", back.authority);
  add(out.fields, "valid_from", back.valid_from);
  add(out.fields, "valid_until", back.valid_until);
}

}  // namespace

Result<app::CardReading> CardReaderAdapter::read(ByteView jpeg, Date today) {
  const auto reading = TRY(reader_->read(jpeg, today, limits::kCardWaitMax));
  app::CardReading out;
  for (const auto advice : reading.advice) out.advice.push_back(idcard::to_text(advice));
  for (const auto risk : reading.risks) out.risks.push_back(idcard::to_text(risk));
  if (reading.front) TRY(take_front(*reading.front, out));
  if (reading.back) take_back(*reading.back, out);
  return out;
}

Result<app::CardReading> NoCardReader::read(ByteView jpeg, Date /*today*/) {
  TRY(check_jpeg(jpeg));
  return fail(ErrorCode::kUnavailable, note_);
}

std::unique_ptr<app::CardReader> open_card_reader(int engines) {
  auto reader = idcard::CardReader::create(engines);
  if (reader) return std::make_unique<CardReaderAdapter>(std::move(*reader));
  log::error("cards_cannot_be_read", {{"detail", reader.error().detail}});
  return std::make_unique<NoCardReader>(reader.error().detail);
}

}  // namespace jianzai
