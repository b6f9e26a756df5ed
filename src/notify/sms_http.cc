#include "notify/sms_http.h"

#include <charconv>
#include <memory>

#include <boost/json.hpp>
#include <curl/curl.h>

#include "crypto/digest.h"
#include "crypto/token.h"

namespace jianzai::notify {
namespace {

constexpr std::size_t kSecretBytesMin = 16;
constexpr long kAnswerWithin_ms = 10'000;
constexpr std::chrono::minutes kSignatureAge{5};
constexpr long kBadRequest = 400;
constexpr long kTooLarge = 413;
constexpr long kUnprocessable = 422;

struct EndCurl {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};
struct EndHeaders {
  void operator()(curl_slist* headers) const { curl_slist_free_all(headers); }
};

std::size_t swallow(char*, std::size_t size, std::size_t count, void*) { return size * count; }

bool is_here(std::string_view url) {
  for (const std::string_view host : {"http://127.0.0.1", "http://localhost", "http://[::1]"}) {
    if (url.starts_with(host) &&
        (url.size() == host.size() || url[host.size()] == ':' || url[host.size()] == '/'))
      return true;
  }
  return false;
}

std::string seconds_of(Time at) {
  return std::to_string(std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count());
}

}  // namespace

Result<SmsHttp> SmsHttp::create(std::string url, Secret<std::string> secret, const Clock& clock) {
  if (!url.starts_with("https://") && !is_here(url))
    return fail(ErrorCode::kInvalidRequest, "sms.url is neither https nor http to this machine");
  if (secret.reveal().size() < kSecretBytesMin)
    return fail(ErrorCode::kInvalidRequest, "the secret of sms.secret_file is shorter than 16 bytes");
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) return fail(ErrorCode::kInternal, "libcurl does not start");
  return SmsHttp(std::move(url), std::move(secret), clock);
}

std::string SmsHttp::sign(std::string_view signed_at, ByteView body) const {
  std::string message(signed_at);
  message += '.';
  message += as_text(body);
  return to_hex(crypto::hmac_sha256(as_bytes(secret_.reveal()), as_bytes(message)));
}

Result<void> SmsHttp::send(const Notice& notice) {
  boost::json::object parameters;
  for (const auto& [name, value] : notice.parameters.reveal()) parameters.emplace(name, value);
  const auto body = boost::json::serialize(boost::json::object{{"id", notice.id.text()},
                                                               {"kind", to_text(notice.kind)},
                                                               {"phone", notice.phone.reveal()},
                                                               {"text", notice.text.reveal()},
                                                               {"template", to_text(notice.kind)},
                                                               {"parameters", std::move(parameters)}});
  const auto signed_at = seconds_of(clock_->now());
  const std::unique_ptr<CURL, EndCurl> curl(curl_easy_init());
  if (!curl) return fail(ErrorCode::kInternal, "libcurl gives no handle");
  std::unique_ptr<curl_slist, EndHeaders> headers;
  for (const auto& line :
       {std::string("Content-Type: application/json"), "Idempotency-Key: " + notice.id.text(),
        "X-Jianzai-Timestamp: " + signed_at, "X-Jianzai-Signature: " + sign(signed_at, as_bytes(body))}) {
    auto* longer = curl_slist_append(headers.get(), line.c_str());
    if (longer == nullptr) return fail(ErrorCode::kInternal, "no memory for a header");
    static_cast<void>(headers.release());
    headers.reset(longer);
  }
  curl_easy_setopt(curl.get(), CURLOPT_URL, url_.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, kAnswerWithin_ms);
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);  // other threads run
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "https,http");
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, swallow);
  const CURLcode done = curl_easy_perform(curl.get());
  if (done != CURLE_OK) return fail(ErrorCode::kUnavailable, curl_easy_strerror(done));
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status >= 200 && status < 300) return {};
  // Only what is said of this message: with a wrong address or secret the others would be lost, too.
  const bool is_for_good = status == kBadRequest || status == kTooLarge || status == kUnprocessable;
  return fail(is_for_good ? ErrorCode::kInvalidRequest : ErrorCode::kUnavailable,
              "the gateway answered " + std::to_string(status));
}

bool SmsHttp::is_signed(ByteView body, std::string_view signed_at, std::string_view signature,
                        Time now) const {
  std::int64_t seconds = 0;
  const auto* last = signed_at.data() + signed_at.size();
  const auto [end, error] = std::from_chars(signed_at.data(), last, seconds);
  if (error != std::errc() || end != last) return false;
  const auto age = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count() - seconds;
  if (age > std::chrono::seconds(kSignatureAge).count() || age < -std::chrono::seconds(kSignatureAge).count())
    return false;
  return crypto::equal_in_constant_time(signature, sign(signed_at, body));
}

}  // namespace jianzai::notify
