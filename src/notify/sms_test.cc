#include <future>
#include <sstream>
#include <thread>

#include <boost/asio.hpp>
#include <gtest/gtest.h>

#include "crypto/digest.h"
#include "notify/no_sms.h"
#include "notify/sms_http.h"
#include "notify/sms_log.h"

namespace jianzai::notify {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::string_view kSecret = "a secret of the gateway";

// Takes one request and answers it.
class Gateway {
 public:
  explicit Gateway(std::string answer)
      : acceptor_(context_, {asio::ip::make_address("127.0.0.1"), 0}),
        request_(std::async(std::launch::async, [this, answer] { return serve(answer); })) {}
  [[nodiscard]] std::string url() const {
    return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + "/sms";
  }
  [[nodiscard]] std::string request() { return request_.get(); }

 private:
  std::string serve(const std::string& answer) {
    tcp::socket socket(context_);
    acceptor_.accept(socket);
    std::string request;
    const auto head = asio::read_until(socket, asio::dynamic_buffer(request), "\r\n\r\n");
    const auto at = request.find("Content-Length: ") + std::string_view("Content-Length: ").size();
    const auto size = head + std::stoul(request.substr(at));
    if (request.size() < size)
      asio::read(socket, asio::dynamic_buffer(request), asio::transfer_exactly(size - request.size()));
    asio::write(socket, asio::buffer(answer));
    return request;
  }

  asio::io_context context_;
  tcp::acceptor acceptor_;
  std::future<std::string> request_;
};

class Sms : public ::testing::Test {
 protected:
  SmsHttp http_to(std::string url) {
    auto made = SmsHttp::create(std::move(url), Secret(std::string(kSecret)), clock_);
    EXPECT_TRUE(made) << made.error().detail;
    return std::move(*made);
  }
  Result<void> send_to(std::string answer) {
    Gateway gateway("HTTP/1.1 " + std::move(answer) + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    auto sent = http_to(gateway.url()).send(notice_);
    request_ = gateway.request();
    return sent;
  }
  std::string header(std::string_view name) const {
    const auto at = request_.find(std::string(name) + ": ");
    if (at == std::string::npos) return {};
    const auto begin = at + name.size() + 2;
    return request_.substr(begin, request_.find("\r\n", begin) - begin);
  }

  FakeClock clock_{from_unix_ms(1'764'000'000'500)};
  SeededRandom random_{3};
  Notice notice_{.id = NoticeId::make(clock_, random_),
                 .person = {},
                 .kind = NoticeKind::kReminder,
                 .phone = Secret(std::string("13912345678")),
                 .text = Secret(std::string("【健在】请认证\"")),
                 .parameters = Secret(NoticeParameters{{"name", "王*英"}, {"day", "12月31日"}}),
                 .made_at = clock_.now(),
                 .next_try_at = clock_.now()};
  std::string request_;
};

TEST_F(Sms, is_handed_over_signed_and_with_its_id) {
  ASSERT_TRUE(send_to("200 OK"));
  EXPECT_TRUE(request_.starts_with("POST /sms HTTP/1.1\r\n")) << request_;
  const auto body = request_.substr(request_.find("\r\n\r\n") + 4);
  EXPECT_EQ(body, "{\"id\":\"" + notice_.id.text() +
                      "\",\"kind\":\"REMINDER\",\"phone\":\"13912345678\",\"text\":\"【健在】请认证\\\"\","
                      "\"template\":\"REMINDER\",\"parameters\":{\"name\":\"王*英\",\"day\":\"12月31日\"}}");
  EXPECT_EQ(header("Idempotency-Key"), notice_.id.text());
  EXPECT_EQ(header("X-Jianzai-Timestamp"), "1764000000");
  const auto message = "1764000000." + body;
  EXPECT_EQ(header("X-Jianzai-Signature"), to_hex(crypto::hmac_sha256(as_bytes(kSecret), as_bytes(message))));
}

TEST_F(Sms, without_parameters_says_so) {
  notice_.kind = NoticeKind::kAlreadyRegistered;
  notice_.parameters = {};
  ASSERT_TRUE(send_to("200 OK"));
  EXPECT_TRUE(request_.ends_with("\"template\":\"ALREADY_REGISTERED\",\"parameters\":{}}")) << request_;
}

TEST_F(Sms, is_tried_again_or_refused_by_the_status) {
  const auto code_for = [&](std::string status) {
    const auto sent = send_to(std::move(status));
    return sent ? ErrorCode::kInternal : sent.error().code;
  };
  EXPECT_TRUE(send_to("202 Accepted"));
  for (const auto* later :
       {"500 Broken", "503 Busy", "429 Slow", "408 Slow", "301 Moved", "401 Who", "404 Nowhere"})
    EXPECT_EQ(code_for(later), ErrorCode::kUnavailable) << later;
  for (const auto* never : {"400 Bad", "413 Long", "422 No such number"})
    EXPECT_EQ(code_for(never), ErrorCode::kInvalidRequest) << never;
  const auto nobody = http_to("http://127.0.0.1:1/").send(notice_);
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().code, ErrorCode::kUnavailable);
}

TEST_F(Sms, believes_a_report_with_the_secret_for_five_minutes) {
  const auto gateway = http_to("https://gateway.example/");
  const std::string body = "{\"id\":\"x\",\"state\":\"DELIVERED\"}";
  const auto sign = [&](std::string_view at, std::string_view secret) {
    return to_hex(crypto::hmac_sha256(as_bytes(secret), as_bytes(std::string(at) + "." + body)));
  };
  const auto now = clock_.now();
  EXPECT_TRUE(gateway.is_signed(as_bytes(body), "1764000000", sign("1764000000", kSecret), now));
  EXPECT_TRUE(gateway.is_signed(as_bytes(body), "1763999700", sign("1763999700", kSecret), now));
  EXPECT_FALSE(gateway.is_signed(as_bytes(body), "1763999699", sign("1763999699", kSecret), now));
  EXPECT_FALSE(gateway.is_signed(as_bytes(body), "1764000301", sign("1764000301", kSecret), now));
  EXPECT_FALSE(gateway.is_signed(as_bytes(body), "1764000000", sign("1764000001", kSecret), now));
  EXPECT_FALSE(gateway.is_signed(as_bytes(body), "1764000000", sign("1764000000", "another"), now));
  EXPECT_FALSE(gateway.is_signed(as_bytes(body), "", sign("", kSecret), now));
  EXPECT_FALSE(gateway.is_signed(as_bytes(body), "now", sign("now", kSecret), now));
}

TEST_F(Sms, goes_over_tls_or_stays_on_this_machine) {
  const auto make = [&](std::string url, std::string secret) {
    const auto made = SmsHttp::create(std::move(url), Secret(std::move(secret)), clock_);
    return made ? std::string() : made.error().detail;
  };
  const std::string secret(kSecret);
  for (const auto* good :
       {"https://sms.example/x", "http://127.0.0.1:8000/", "http://localhost", "http://[::1]:1"})
    EXPECT_EQ(make(good, secret), "") << good;
  for (const auto* bad :
       {"http://sms.example/", "http://127.0.0.1.example/", "http://localhostx/", "ftp://x", ""})
    EXPECT_NE(make(bad, secret), "") << bad;
  EXPECT_NE(make("https://sms.example/x", "short"), "");
}

TEST_F(Sms, of_a_demo_is_shown_with_a_masked_phone) {
  std::ostringstream stream;
  SmsLog log(stream);
  EXPECT_TRUE(log.is_there());
  ASSERT_TRUE(log.send(notice_));
  EXPECT_NE(stream.str().find("139****5678"), std::string::npos) << stream.str();
  EXPECT_EQ(stream.str().find("13912345678"), std::string::npos);
  EXPECT_TRUE(stream.str().ends_with("  【健在】请认证\"\n")) << stream.str();
  EXPECT_FALSE(log.is_signed({}, "", "", clock_.now()));
}

TEST_F(Sms, is_not_there_where_the_agency_has_none) {
  NoSms none;
  EXPECT_FALSE(none.is_there());
  EXPECT_FALSE(none.send(notice_));
  EXPECT_FALSE(none.is_signed({}, "", "", clock_.now()));
}

}  // namespace
}  // namespace jianzai::notify
