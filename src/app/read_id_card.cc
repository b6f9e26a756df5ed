#include "app/read_id_card.h"

#include <utility>

namespace jianzai::app {

Result<CardReading> read_id_card(Ports& ports, ByteView jpeg) {
  auto reading = TRY(ports.cards.read(jpeg, china_date(ports.clock.now())));
  reading.portrait = {};
  return reading;
}

Result<CardWithPortrait> read_id_card_with_portrait(Ports& ports, ByteView jpeg) {
  auto reading = TRY(ports.cards.read(jpeg, china_date(ports.clock.now())));
  CardWithPortrait card{.reading = std::move(reading), .portrait_advice = {}};
  const auto& portrait = card.reading.portrait.reveal();
  if (portrait.empty() || ports.faces.networks().kind == NetworkKind::kNone) return card;
  const auto features = TRY(ports.faces.features(portrait));
  if (!features) card.portrait_advice.push_back(features.error());
  return card;
}

}  // namespace jianzai::app
