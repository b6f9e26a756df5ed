#include "app/advise_capture.h"

#include "app/give_consent.h"

namespace jianzai::app {

Result<std::vector<Reason>> advise_capture(Ports& ports, const Account& account, const ConsentId& consent,
                                           ByteView jpeg) {
  {
    const auto transaction = TRY(ports.store.begin_read());
    const auto given = TRY(transaction->consents().find(consent));
    if (!holds(given, account, ports.settings)) return fail(ErrorCode::kConsentMissing);
  }
  if (ports.faces.networks().kind == NetworkKind::kNone) {
    TRY(ports.faces.check_image(jpeg));
    return std::vector<Reason>{};
  }
  return ports.faces.advise(jpeg);
}

}  // namespace jianzai::app
