#include "main/card_adapter.h"

#include "base/limits.h"
#include "base/log.h"
#include "idcard/fields.h"

namespace jianzai {
namespace {

constexpr int kPortraitQuality = 88;  // 40 kB

}  // namespace

Result<app::CardReading> CardReaderAdapter::read(ByteView jpeg, Date today) {
  const auto reading = TRY(reader_->read(jpeg, today, limits::kCardWaitMax));
  app::CardReading out;
  for (const auto advice : reading.advice) out.advice.push_back(idcard::to_text(advice));
  for (const auto risk : reading.risks) out.risks.push_back(idcard::to_text(risk));
  for (auto& field : idcard::fields_of(reading)) {
    out.fields.push_back({.name = field.name,
                          .value = std::move(field.value),
                          .confidence = field.confidence,
                          .is_sure = field.is_sure});
  }
  out.contradictions = idcard::contradictions_in(reading);
  if (reading.back) out.side = "BACK";
  if (!reading.front) return out;
  const auto& front = *reading.front;
  out.side = "FRONT";
  if (front.number) out.number = front.number->value;
  out.portrait = Secret(TRY(encode_jpeg(front.portrait, kPortraitQuality)));
  return out;
}

Result<app::CardReading> NoCardReader::read(ByteView jpeg, Date /*today*/) {
  TRY(check_jpeg(jpeg));
  return fail(ErrorCode::kUnavailable, note_);
}

std::unique_ptr<app::CardReader> open_card_reader(idcard::CardReader::Pool pool) {
  auto reader = idcard::CardReader::create(pool);
  if (reader) return std::make_unique<CardReaderAdapter>(std::move(*reader));
  log::error("cards_cannot_be_read", {{"detail", reader.error().detail}});
  return std::make_unique<NoCardReader>(reader.error().detail);
}

}  // namespace jianzai
