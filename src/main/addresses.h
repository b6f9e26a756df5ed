#pragma once

#include <optional>
#include <string>
#include <vector>

namespace jianzai {

// The IPv4 addresses by which others on the same network reach this machine, without loopback and without
// bridges that only containers see where there is anything else. Empty on a machine without a network.
[[nodiscard]] std::vector<std::string> lan_addresses();

// What this machine calls itself; nothing when a certificate could not hold it (letters, digits, `-`, `.`).
[[nodiscard]] std::optional<std::string> host_name();

}  // namespace jianzai
