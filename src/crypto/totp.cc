#include "crypto/totp.h"

#include <array>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "crypto/token.h"

namespace jianzai::crypto {
namespace {

constexpr std::chrono::seconds kStep{30};
constexpr std::size_t kSha1Bytes = 20;
constexpr std::uint32_t kModulus = 1'000'000;
constexpr std::size_t kDigits = 6;

}  // namespace

Secret<Bytes> make_totp_secret(Random& random) {
  Bytes secret(kTotpSecretBytes);
  random.fill(secret);
  return Secret(std::move(secret));
}

std::int64_t totp_step(Time at) {
  return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch() / kStep;
}

Result<std::string> totp(const Secret<Bytes>& secret, std::int64_t step) {
  std::array<std::uint8_t, 8> counter{};
  for (std::size_t i = 0; i < counter.size(); ++i)
    counter[i] =
        static_cast<std::uint8_t>(static_cast<std::uint64_t>(step) >> (8 * (counter.size() - 1 - i)));
  std::array<std::uint8_t, kSha1Bytes> digest{};
  unsigned int size = 0;
  const auto& key = secret.reveal();
  if (HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), counter.data(), counter.size(),
           digest.data(), &size) == nullptr ||
      size != kSha1Bytes) {
    return fail(ErrorCode::kCrypto, "HMAC-SHA-1 failed");
  }
  // RFC 4226 section 5.3: the last four bits say where the 31 bits are.
  const std::size_t at = digest.back() & 0x0FU;
  const std::uint32_t number = (digest[at] & 0x7FU) << 24U |
                               static_cast<std::uint32_t>(digest[at + 1]) << 16U |
                               static_cast<std::uint32_t>(digest[at + 2]) << 8U | digest[at + 3];
  auto digits = std::to_string(number % kModulus);
  return std::string(kDigits - digits.size(), '0') + digits;
}

Result<std::optional<std::int64_t>> matching_step(const Secret<Bytes>& secret, std::string_view digits,
                                                  Time now, std::int64_t last_step) {
  const std::int64_t present = totp_step(now);
  std::optional<std::int64_t> found;
  for (std::int64_t step = present - 1; step <= present + 1; ++step) {
    const bool is_same = equal_in_constant_time(TRY(totp(secret, step)), digits);
    if (is_same && step > last_step && !found) found = step;
  }
  return found;
}

std::string to_base32(ByteView bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  std::uint32_t bits = 0;
  unsigned waiting = 0;
  for (const std::uint8_t byte : bytes) {
    bits = bits << 8U | byte;
    waiting += 8;
    while (waiting >= 5) {
      waiting -= 5;
      text += kAlphabet[bits >> waiting & 0x1FU];
    }
  }
  if (waiting > 0) text += kAlphabet[bits << (5 - waiting) & 0x1FU];
  return text;
}

}  // namespace jianzai::crypto
