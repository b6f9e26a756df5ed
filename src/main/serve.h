#pragma once

#include "main/config.h"

namespace jianzai {

enum class Demo { kOff, kOn };

// Runs the server until SIGINT or SIGTERM; then lets the requests in flight end. Prints the addresses, and in
// a demo the logins and a QR code. Returns the exit status: 0, or 1 when it could not start (message on
// standard error).
int serve(Config config, Demo demo);

}  // namespace jianzai
