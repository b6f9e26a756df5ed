// The routes as a browser meets them, without a socket: a Request in, a Response out.
#include "http/api.h"

#include <fstream>
#include <iterator>
#include <set>

#include <boost/json.hpp>
#include <yaml-cpp/yaml.h>

#include "app/test_world.h"
#include "base/limits.h"
#include "base/log.h"
#include "http/errors.h"
#include "http/metrics.h"
#include "http/session_cookie.h"

namespace jianzai::http {
namespace {

using app::testing::must;

YAML::Node contract() { return YAML::LoadFile(std::string(JIANZAI_SOURCE_DIR) + "/api/openapi.yaml"); }

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
                              {{"purpose", "FACE_PROOF"}, {"text_version", settings.consent_version}});
    const auto attempt = post(citizen, "/api/v1/attempts", {{"consent_id", consent.text("consent_id")}});
    EXPECT_EQ(attempt.status, 201);
    return {person, attempt.text("attempt_id"),
            std::string(attempt.json.at("capture").at("nonce").as_string())};
  }
  Answer put_frame(Browser& citizen, const Opened& opened, int sequence, std::string picture) {
    return call(citizen, "PUT", "/api/v1/attempts/" + opened.attempt + "/frames/" + std::to_string(sequence),
                std::move(picture), "image/jpeg", {{"X-Attempt-Nonce", opened.nonce}});
  }

  Metrics metrics;
  ServiceInfo info;
  app::DecisionQueue decisions{ports, 1, 4, {}};
  Api api{{.ports = ports, .decisions = decisions, .info = info, .metrics = metrics}, std::nullopt};
};

// ---------------------------------------------------------------------------------------------------- the
// contract

TEST_F(ApiTest, routes_and_document_are_the_same) {
  std::set<std::string> documented;
  for (const auto& path : contract()["paths"]) {
    for (const auto& method : path.second) {
      std::string name = method.first.as<std::string>();
      for (char& c : name) c = static_cast<char>(std::toupper(c));
      std::string access = "citizen";
      if (const auto security = method.second["security"]) {
        access = security.size() == 0 ? "public" : security[0].begin()->first.as<std::string>();
      }
      std::string body;
      if (const auto request = method.second["requestBody"]) {
        body = request["content"].begin()->first.as<std::string>();
      }
      documented.insert(name + " " + path.first.as<std::string>() + " " +
                        method.second["operationId"].as<std::string>() + " " + access + " " + body);
    }
  }
  std::set<std::string> built;
  for (const Route& route : api.router().routes()) {
    const std::string access = route.access == Access::kPublic    ? "public"
                               : route.access == Access::kCitizen ? "citizen"
                                                                  : "operator";
    const std::string body = route.body == BodyKind::kNone   ? ""
                             : route.body == BodyKind::kJson ? "application/json"
                                                             : "image/jpeg";
    built.insert(std::string(route.method) + " " + std::string(route.pattern) + " " +
                 std::string(route.operation_id) + " " + access + " " + body);
  }
  EXPECT_EQ(built, documented);
  EXPECT_GT(built.size(), 25U);
}

TEST_F(ApiTest, every_error_and_reason_is_documented) {
  std::set<std::string> codes;
  for (const auto& code : contract()["components"]["schemas"]["ErrorCode"]["enum"])
    codes.insert(code.as<std::string>());
  std::set<std::string> used;
  for (int code = 0; code <= static_cast<int>(ErrorCode::kInternal); ++code) {
    const ErrorLook look = look_of(static_cast<ErrorCode>(code));
    EXPECT_GE(look.status, 400);
    EXPECT_FALSE(look.message.empty());
    used.emplace(look.code);
  }
  EXPECT_EQ(used, codes);
  std::set<std::string> reasons;
  for (const auto& reason : contract()["components"]["schemas"]["Reason"]["enum"]) {
    reasons.insert(reason.as<std::string>());
  }
  std::set<std::string> known;
  for (const auto& [reason, name] : kReasonNames) known.emplace(name);
  EXPECT_EQ(known, reasons);
}

TEST_F(ApiTest, field_faults_have_their_words_and_unknown_ones_a_general_sentence) {
  EXPECT_NE(field_message("CHECKSUM"), field_message("SOMETHING_NEW"));
  EXPECT_FALSE(field_message("SOMETHING_NEW").empty());
}

// ---------------------------------------------------------------------------------------------------- who
// may ask

TEST_F(ApiTest, nothing_that_is_somebodys_is_answered_without_a_session) {
  const auto clerk_browser = logged_in_clerk();
  const auto citizen = logged_in_citizen();
  for (const Route& route : api.router().routes()) {
    if (route.access == Access::kPublic) continue;
    std::string target(route.pattern);
    for (auto brace = target.find('{'); brace != std::string::npos; brace = target.find('{')) {
      target.replace(brace, target.find('}') - brace + 1, "0");
    }
    Browser nobody;
    Browser other = route.access == Access::kCitizen ? clerk_browser : citizen;
    Browser liar;
    liar.cookies = {{"jianzai_citizen", "x"}, {"jianzai_operator", std::string(64, 'a')}};
    for (Browser* browser : {&nobody, &other, &liar}) {
      EXPECT_EQ(error_of(call(*browser, std::string(route.method), target)), "401 UNAUTHENTICATED") << target;
    }
  }
}

TEST_F(ApiTest, another_sites_page_is_refused) {
  auto browser = logged_in_clerk();
  const auto from = [&](std::string origin) {
    return call(browser, "POST", "/api/v1/console/persons", boost::json::serialize(person_body()),
                "application/json",
                {{"Host", "jianzai.example:8443"},
                 {"Origin", std::move(origin)},
                 {"Idempotency-Key", "key-0000001"}});
  };
  EXPECT_EQ(error_of(from("https://elsewhere.example")), "403 FORBIDDEN");
  EXPECT_EQ(error_of(from("null")), "403 FORBIDDEN");
  EXPECT_EQ(from("https://jianzai.example:8443").status, 201);
}

TEST_F(ApiTest, cookies_over_tls_cannot_be_set_by_others) {
  Browser secure;
  secure.is_secure = true;
  const auto answer = post(secure, "/api/v1/console/sessions", {{"login", "clerk"}, {"password", kPassword}});
  const auto cookie = find_header(answer.response.headers, "set-cookie").value();
  EXPECT_TRUE(cookie.starts_with("__Host-jianzai_operator="));
  for (const std::string_view part : {"HttpOnly", "SameSite=Strict", "Secure", "Path=/"}) {
    EXPECT_NE(cookie.find(part), std::string_view::npos) << part;
  }
  EXPECT_EQ(get(secure, "/api/v1/console/me").status, 200);
  EXPECT_EQ(call(secure, "DELETE", "/api/v1/console/sessions/current").status, 204);
  EXPECT_TRUE(secure.cookies.empty());
}

TEST_F(ApiTest, an_id_number_tells_nothing_by_its_error) {
  logged_in_citizen();
  Browser browser;
  const auto wrong =
      post(browser, "/api/v1/sessions", {{"id_number", kIdNumber}, {"password", "wrong password"}});
  const auto unknown = post(browser, "/api/v1/sessions",
                            {{"id_number", "440524188001010014"}, {"password", "wrong password"}});
  EXPECT_EQ(error_of(wrong), "401 WRONG_CREDENTIALS");
  EXPECT_EQ(wrong.response.body, unknown.response.body);
}

// ---------------------------------------------------------------------------------------------------- bad
// requests

TEST_F(ApiTest, bodies_are_taken_as_documented_only) {
  Browser browser;
  const auto send = [&](std::string body, const std::string& type = "application/json") {
    return error_of(call(browser, "POST", "/api/v1/sessions", std::move(body), type));
  };
  EXPECT_EQ(send("{}", ""), "415 UNSUPPORTED_MEDIA_TYPE");
  EXPECT_EQ(send("{}", "text/plain"), "415 UNSUPPORTED_MEDIA_TYPE");
  EXPECT_EQ(send("{}", "Application/JSON; charset=utf-8"), "422 INVALID_FIELDS");
  EXPECT_EQ(send(""), "400 INVALID_REQUEST");
  EXPECT_EQ(send("{\"id_number\":"), "400 INVALID_REQUEST");
  EXPECT_EQ(send("[]"), "400 INVALID_REQUEST");
  EXPECT_EQ(send("{\"id_number\":7}"), "400 INVALID_REQUEST");
  EXPECT_EQ(send("{\"id_nummer\":\"7\"}"), "400 INVALID_REQUEST");
  EXPECT_EQ(send("{\"id_number\":\"\xFF\"}"), "400 INVALID_REQUEST");
  EXPECT_EQ(send("{\"id_number\":" + std::string(5000, '[') + std::string(5000, ']') + "}"),
            "400 INVALID_REQUEST");
}

TEST_F(ApiTest, what_creates_something_needs_a_key) {
  Browser browser;
  for (const std::string_view key : {"", "short", "with space 1", "umlaut-\xC3\xA4-1"}) {
    EXPECT_EQ(error_of(post(browser, "/api/v1/accounts", account_body(), std::string(key))),
              "400 INVALID_REQUEST");
  }
  EXPECT_EQ(error_of(post(browser, "/api/v1/accounts", account_body(), std::string(65, 'k'))),
            "400 INVALID_REQUEST");
  EXPECT_EQ(post(browser, "/api/v1/accounts", account_body(), std::string(64, 'k')).status, 201);
}

TEST_F(ApiTest, unknown_paths_methods_ids_and_queries_are_told_apart) {
  auto browser = logged_in_clerk();
  EXPECT_EQ(error_of(get(browser, "/api/v1/nothing")), "404 NOT_FOUND");
  EXPECT_EQ(error_of(get(browser, "/")), "404 NOT_FOUND");
  EXPECT_EQ(error_of(call(browser, "DELETE", "/api/v1/service")), "405 METHOD_NOT_ALLOWED");
  EXPECT_EQ(error_of(get(browser, "/api/v1/console/persons/no-id")), "404 NOT_FOUND");
  EXPECT_EQ(error_of(get(browser, "/api/v1/console/persons/00000000000000000000000000")), "404 NOT_FOUND");
  EXPECT_EQ(error_of(get(browser, "/api/v1/console/persons/%2e%2e%2f%2e%2e")), "404 NOT_FOUND");
  EXPECT_EQ(error_of(get(browser, "/api/v1/console/persons?cursor=%zz")), "400 INVALID_REQUEST");
  EXPECT_EQ(error_of(get(browser, "/api/v1/console/persons?cursor=%00")), "400 INVALID_REQUEST");
  EXPECT_EQ(get(browser, "/api/v1/console/persons?cursor=&other=%E6%AC%A7+x").status, 200);
}

TEST_F(ApiTest, body_limits_are_those_of_the_route) {
  const auto limit = [&](std::string method, std::string target) {
    return api.body_bytes_max(
        {.method = std::move(method), .target = std::move(target), .headers = {}, .request_id = {}});
  };
  EXPECT_EQ(limit("POST", "/api/v1/sessions"), limits::kJsonBytesMax);
  EXPECT_EQ(limit("PUT", "/api/v1/attempts/x/frames/1"), limits::kFrameBytesMax);
  EXPECT_EQ(limit("POST", "/api/v1/console/persons/x/references?source=UPLOAD"), limits::kImageBytesMax);
  EXPECT_EQ(limit("POST", "/nothing"), limits::kJsonBytesMax);
}

TEST_F(ApiTest, what_the_transport_refuses_has_the_same_shape) {
  for (const auto& [fault, status] : {std::pair{TransportFault::kMalformed, 400},
                                      {TransportFault::kHeaderTooLarge, 431},
                                      {TransportFault::kBodyTooLarge, 413},
                                      {TransportFault::kTooSlow, 408},
                                      {TransportFault::kBusy, 503}}) {
    const Response response = api.refuse(fault, "0123456789abcdef");
    EXPECT_EQ(response.status, status);
    const auto body = boost::json::parse(response.body).as_object();
    EXPECT_EQ(body.at("request_id").as_string(), "0123456789abcdef");
    EXPECT_FALSE(body.at("message").as_string().empty());
  }
  EXPECT_TRUE(find_header(api.refuse(TransportFault::kBusy, "x").headers, "Retry-After"));
}

// ---------------------------------------------------------------------------------------------------- the
// path

TEST_F(ApiTest, leads_from_the_clerk_to_the_record) {
  auto clerk_browser = logged_in_clerk();
  Browser citizen;
  const Opened opened = open_attempt(clerk_browser, citizen);
  EXPECT_EQ(get(citizen, "/api/v1/me/proof").text("status"), "READY");
  EXPECT_EQ(get(citizen, "/api/v1/me/reference.jpg").response.content_type, "image/jpeg");
  EXPECT_EQ(error_of(call(citizen, "POST", "/api/v1/attempts/" + opened.attempt + "/finish")),
            "409 ATTEMPT_EMPTY");
  EXPECT_EQ(put_frame(citizen, opened, 0, "anna-1").status, 200);
  EXPECT_EQ(error_of(put_frame(citizen, opened, 8, "anna-1")), "404 NOT_FOUND");
  EXPECT_EQ(error_of(put_frame(citizen, opened, 1, "broken")), "422 NOT_AN_IMAGE");
  const auto finish = "/api/v1/attempts/" + opened.attempt + "/finish";
  const auto decided = call(citizen, "POST", finish);
  EXPECT_EQ(decided.status, 200);
  EXPECT_EQ(decided.text("result"), "PASSED");
  EXPECT_EQ(decided.text("next_due_on"), "2027-06-30");
  EXPECT_FALSE(decided.json.contains("capture"));
  EXPECT_FALSE(decided.json.contains("score"));
  EXPECT_EQ(call(citizen, "POST", finish).response.body, decided.response.body);
  EXPECT_EQ(get(citizen, "/api/v1/attempts").json.at("attempts").as_array().size(), 1U);
  const auto records = get(clerk_browser, "/api/v1/console/persons/" + opened.person + "/attempts");
  EXPECT_EQ(records.json.at("attempts").at(0).at("score").as_double(), 0.8);
  EXPECT_EQ(get(citizen, "/api/v1/me/proof").text("status"), "DONE");
}

TEST_F(ApiTest, without_the_nonce_no_frame_is_taken) {
  auto clerk_browser = logged_in_clerk();
  Browser citizen;
  Opened opened = open_attempt(clerk_browser, citizen);
  EXPECT_EQ(error_of(call(citizen, "PUT", "/api/v1/attempts/" + opened.attempt + "/frames/0", "anna-1",
                          "image/jpeg")),
            "400 INVALID_REQUEST");
  opened.nonce = "another";
  EXPECT_EQ(error_of(put_frame(citizen, opened, 0, "anna-1")), "403 FORBIDDEN");
}

TEST_F(ApiTest, a_refused_reference_says_why) {
  auto browser = logged_in_clerk();
  const auto person = post(browser, "/api/v1/console/persons", person_body()).text("person_id");
  const auto path = "/api/v1/console/persons/" + person + "/references";
  const auto refused = call(browser, "POST", path + "?source=CAMERA", "crowd-1", "image/jpeg");
  EXPECT_EQ(error_of(refused), "422 FACE_REFUSED");
  EXPECT_EQ(refused.text("reason"), "MANY_FACES");
  EXPECT_EQ(error_of(call(browser, "POST", path, "anna-1", "image/jpeg")), "400 INVALID_REQUEST");
}

TEST_F(ApiTest, a_full_queue_says_so_and_decides_later) {
  app::DecisionQueue full(ports, 1, 0, {});
  Api busy({.ports = ports, .decisions = full, .info = info, .metrics = metrics}, std::nullopt);
  auto clerk_browser = logged_in_clerk();
  Browser citizen;
  const Opened opened = open_attempt(clerk_browser, citizen);
  EXPECT_EQ(put_frame(citizen, opened, 0, "anna-1").status, 200);
  const Request finish{
      .head = {.method = "POST",
               .target = "/api/v1/attempts/" + opened.attempt + "/finish",
               .headers = {{"Cookie", "jianzai_citizen=" + citizen.cookies.at("jianzai_citizen")}},
               .request_id = "0123456789abcdef"},
      .body = {}};
  const auto refused = busy.handle(finish);
  EXPECT_EQ(refused.status, 503);
  EXPECT_TRUE(find_header(refused.headers, "Retry-After"));
  const auto body = boost::json::parse(refused.body).as_object();
  EXPECT_EQ(body.at("code").as_string(), "BUSY");
  EXPECT_TRUE(body.contains("queue_length"));
  EXPECT_EQ(get(citizen, "/api/v1/attempts/" + opened.attempt).text("state"), "SUBMITTED");
  EXPECT_EQ(call(citizen, "POST", "/api/v1/attempts/" + opened.attempt + "/finish").text("state"), "DECIDED");
}

TEST_F(ApiTest, service_health_and_metrics_are_public) {
  Browser browser;
  EXPECT_EQ(get(browser, "/healthz/live").text("status"), "live");
  const auto ready = get(browser, "/healthz/ready");
  EXPECT_EQ(ready.json.at("networks").at("kind").as_string(), "full");
  EXPECT_EQ(get(browser, "/api/v1/service").json.at("demo").as_bool(), true);
  const auto text = get(browser, "/metrics").response.body;
  EXPECT_NE(text.find("jianzai_http_requests_total{operation=\"getLive\",status=\"200\"} 1"),
            std::string::npos)
      << text;
}

// ---------------------------------------------------------------------------------------------------- the
// log

TEST_F(ApiTest, the_log_holds_nothing_personal) {
  const storage::testing::TemporaryFolder folder;
  const auto file = folder.path() / "log";
  ASSERT_TRUE(log::start(file.string()));
  auto clerk_browser = logged_in_clerk("clerk");
  Browser citizen;
  const Opened opened = open_attempt(clerk_browser, citizen);
  put_frame(citizen, opened, 0, "bertha-1");
  call(citizen, "POST", "/api/v1/attempts/" + opened.attempt + "/finish");
  // What is refused is logged with its reason.
  post(citizen, "/api/v1/accounts", account_body(), "key-0000002");
  post(citizen, "/api/v1/sessions", {{"id_number", kIdNumber}, {"password", "wrong password"}});
  EXPECT_EQ(post(clerk_browser, "/api/v1/console/persons/search", {{"query", kIdNumber}})
                .json.at("persons")
                .as_array()
                .size(),
            1U);
  post(clerk_browser, "/api/v1/console/persons/search", {{"query", kIdNumber}, {"sort", kName}});
  std::ifstream stream(file);
  const std::string text(std::istreambuf_iterator<char>(stream), {});
  EXPECT_NE(text.find("ACCOUNT_EXISTS"), std::string::npos);
  for (const std::string_view secret :
       {kName, kIdNumber, kPhone, kPassword, std::string_view("wrong password")}) {
    EXPECT_EQ(text.find(secret), std::string::npos) << secret;
  }
}

}  // namespace
}  // namespace jianzai::http
