// For tests of the routes as a browser meets them, without a socket: a Request in, a Response out. On
// whichever database the tests run.
#pragma once

#include <map>
#include <string>

#include <boost/json.hpp>

#include "app/test_world.h"
#include "base/limits.h"
#include "http/api.h"
#include "http/metrics.h"

namespace jianzai::http {

using app::testing::must;

class ApiTest : public app::testing::World {
 protected:
  ApiTest() { info.is_demo = true; }

  // Keeps cookies as a browser does.
  struct Browser {
    std::map<std::string, std::string> cookies;
    bool is_secure = false;
  };
  struct Answer {
    int status = 0;
    boost::json::object json;
    Response response;
    [[nodiscard]] std::string text(std::string_view member) const {
      const auto* found = json.if_contains(member);
      return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
    }
  };

  // That the person agreed by word to the picture that is handed in.
  std::string spoken_query() const { return "&consent=SPOKEN&consent_text=" + settings.consent_version; }

  Answer call(Browser& browser, std::string method, std::string target, std::string body = {},
              const std::string& type = {}, HeaderList headers = {}) {
    Request request{.head = {.method = std::move(method),
                             .target = std::move(target),
                             .headers = std::move(headers),
                             .is_secure = browser.is_secure,
                             .request_id = "0123456789abcdef"},
                    .body = Bytes(body.begin(), body.end())};
    if (!type.empty()) request.head.headers.emplace_back("Content-Type", type);
    std::string cookies;
    for (const auto& [name, value] : browser.cookies)
      cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
    if (!cookies.empty()) request.head.headers.emplace_back("cookie", cookies);
    Answer answer{.status = 0, .json = {}, .response = api.handle(request)};
    answer.status = answer.response.status;
    for (const auto& [name, value] : answer.response.headers) {
      if (name != "Set-Cookie") continue;
      const auto equals = value.find('=');
      const auto content = value.substr(equals + 1, value.find(';') - equals - 1);
      if (content.empty()) {
        browser.cookies.erase(value.substr(0, equals));
      } else {
        browser.cookies[value.substr(0, equals)] = content;
      }
    }
    if (answer.response.content_type == "application/json") {
      answer.json = boost::json::parse(answer.response.body).as_object();
    }
    return answer;
  }
  Answer get(Browser& browser, std::string target) { return call(browser, "GET", std::move(target)); }
  Answer post(Browser& browser, std::string target, const boost::json::value& body,
              std::string key = "key-0000001") {
    return call(browser, "POST", std::move(target), boost::json::serialize(body), "application/json",
                {{"Idempotency-Key", std::move(key)}});
  }
  static std::string error_of(const Answer& answer) {
    EXPECT_TRUE(answer.json.contains("message")) << answer.response.body;
    EXPECT_EQ(answer.text("request_id"), "0123456789abcdef");
    return std::to_string(answer.status) + " " + answer.text("code");
  }

  Browser logged_in_clerk(std::string login = "clerk") {
    Browser browser;
    EXPECT_EQ(post(browser, "/api/v1/console/sessions", {{"login", login}, {"password", kPassword}}).status,
              201);
    return browser;
  }
  boost::json::object account_body() const {
    return {{"name", kName},   {"id_number", kIdNumber}, {"password", kPassword},
            {"phone", kPhone}, {"phone_again", kPhone},  {"terms_version", settings.terms_version}};
  }
  Browser logged_in_citizen() {
    Browser browser;
    EXPECT_EQ(post(browser, "/api/v1/accounts", account_body()).status, 201);
    EXPECT_EQ(post(browser, "/api/v1/sessions", {{"id_number", kIdNumber}, {"password", kPassword}}).status,
              201);
    return browser;
  }
  boost::json::object person_body() const {
    return {
        {"name", kName}, {"id_number", kIdNumber}, {"category_code", "RESIDENT_PENSION"}, {"phone", kPhone}};
  }
  // Enrolled, registered, logged in, agreed, and with an attempt that is open.
  struct Opened {
    std::string person;
    std::string attempt;
    std::string nonce;
  };
  Opened open_attempt(Browser& clerk_browser, Browser& citizen) {
    const auto person = post(clerk_browser, "/api/v1/console/persons", person_body()).text("person_id");
    EXPECT_EQ(call(clerk_browser, "POST", "/api/v1/console/persons/" + person + "/references?source=UPLOAD",
                   "anna-0", "image/jpeg")
                  .status,
              201);
    citizen = logged_in_citizen();
    const auto consent = post(citizen, "/api/v1/consents",
                              {{"purpose", "FACE_COMPARISON"}, {"text_version", settings.consent_version}});
    const auto attempt = post(citizen, "/api/v1/attempts", {{"consent_id", consent.text("consent_id")}});
    EXPECT_EQ(attempt.status, 201);
    return {person, attempt.text("attempt_id"),
            std::string(attempt.json.at("capture").at("nonce").as_string())};
  }
  Answer put_frame(Browser& citizen, const Opened& opened, int sequence, std::string picture, int step = 0) {
    return call(citizen, "PUT", "/api/v1/attempts/" + opened.attempt + "/frames/" + std::to_string(sequence),
                std::move(picture), "image/jpeg",
                {{"X-Attempt-Nonce", opened.nonce},
                 {"X-Step", std::to_string(step)},
                 {"X-Captured-At", std::to_string(to_unix_ms(clock.now()))}});
  }
  // Frames of this person for every step, as the answers reveal them; the last answer.
  Answer answer_challenge(Browser& citizen, const Opened& opened, const std::string& person) {
    int step = 0;
    Answer answer;
    for (int sequence = 0; sequence < limits::kFramesPerAttemptMax; ++sequence) {
      answer = put_frame(citizen, opened, sequence, person + "-" + std::to_string(sequence), step);
      EXPECT_EQ(answer.status, 200) << answer.response.body;
      if (!answer.json.contains("step")) break;
      step = static_cast<int>(answer.json.at("step").at("index").as_int64());
    }
    return answer;
  }

  Metrics metrics;
  ServiceInfo info;
  app::DecisionQueue decisions{ports, 1, 4, {}};
  Api api{{.ports = ports, .decisions = decisions, .info = info, .metrics = metrics}, std::nullopt};
};

}  // namespace jianzai::http
