// Reading an ID card for whoever fills in a form, a citizen or an operator.
#pragma once

#include "app/ports.h"

namespace jianzai::app {

struct IdCardView {
  CardReading reading;
  std::vector<Reason> portrait_advice;  // why no face could be compared with the portrait; empty when one can
};

// Nothing is kept. Errors: those of CardReader::read; kInternal when a network fails.
[[nodiscard]] Result<IdCardView> read_id_card(Ports& ports, ByteView jpeg);

}  // namespace jianzai::app
