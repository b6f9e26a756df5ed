#include "main/addresses.h"

#include <algorithm>
#include <array>

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <unistd.h>

#include "base/handle.h"

namespace jianzai {

std::vector<std::string> lan_addresses() {
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0) return {};
  const Handle<ifaddrs, freeifaddrs> owner(list);
  std::vector<std::string> addresses;
  std::vector<std::string> bridges;
  for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
    if (entry->ifa_addr == nullptr || entry->ifa_addr->sa_family != AF_INET) continue;
    if ((entry->ifa_flags & IFF_UP) == 0 || (entry->ifa_flags & IFF_LOOPBACK) != 0) continue;
    std::array<char, INET_ADDRSTRLEN> text{};
    const auto* address = reinterpret_cast<const sockaddr_in*>(entry->ifa_addr);
    if (inet_ntop(AF_INET, &address->sin_addr, text.data(), text.size()) == nullptr) continue;
    const std::string_view name = entry->ifa_name;
    const bool is_bridge = name.starts_with("docker") || name.starts_with("br-") || name.starts_with("veth");
    (is_bridge ? bridges : addresses).emplace_back(text.data());
  }
  return addresses.empty() ? bridges : addresses;
}

std::optional<std::string> host_name() {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
  std::array<char, 65> buffer{};
  if (gethostname(buffer.data(), buffer.size() - 1) != 0) return std::nullopt;
  std::string name = buffer.data();
  if (name.empty() || name.find_first_not_of(kAllowed) != std::string::npos) return std::nullopt;
  return name;
}

}  // namespace jianzai
