#include "app/read_id_card.h"

namespace jianzai::app {

Result<IdCardView> read_id_card(Ports& ports, ByteView jpeg) {
  auto reading = TRY(ports.cards.read(jpeg, china_date(ports.clock.now())));
  IdCardView view{.reading = std::move(reading), .portrait_advice = {}};
  const auto& portrait = view.reading.portrait.reveal();
  if (!view.reading.number || portrait.empty() || ports.faces.networks().kind == NetworkKind::kNone)
    return view;
  const auto features = TRY(ports.faces.features(portrait));
  if (!features) view.portrait_advice.push_back(features.error());
  return view;
}

}  // namespace jianzai::app
