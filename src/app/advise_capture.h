#pragma once

#include "app/ports.h"

namespace jianzai::app {

// What would make the camera's picture better, the most important first; nothing when it will do, and without
// networks. The picture is not kept. Errors: kConsentMissing when the consent is not the account's own or is
// to an older text; kNotAnImage, kImageTooLarge.
[[nodiscard]] Result<std::vector<Reason>> advise_capture(Ports& ports, const Account& account,
                                                         const ConsentId& consent, ByteView jpeg);

}  // namespace jianzai::app
