// Reading an ID card for whoever fills in a form, a citizen or an operator.
#pragma once

#include "app/ports.h"

namespace jianzai::app {

// For anybody: no face is looked at, and `portrait` is empty. Nothing is kept. Errors: those of
// CardReader::read.
[[nodiscard]] Result<CardReading> read_id_card(Ports& ports, ByteView jpeg);

struct CardWithPortrait {
  CardReading reading;
  std::vector<Reason> portrait_advice;  // why no face could be compared with the portrait; empty when one can
};

// For operators. Nothing is kept. Errors: as above; kInternal when a network fails.
[[nodiscard]] Result<CardWithPortrait> read_id_card_with_portrait(Ports& ports, ByteView jpeg);

}  // namespace jianzai::app
