// The routes as a browser meets them, without a socket: a Request in, a Response out.
#include "http/api.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include <boost/json.hpp>
#include <yaml-cpp/yaml.h>

#include "app/codes.h"
#include "app/issue_receipt.h"
#include "app/notices.h"
#include "app/roster/run_import_jobs.h"
#include "app/write.h"
#include "base/limits.h"
#include "base/log.h"
#include "crypto/totp.h"
#include "http/errors.h"
#include "http/session_cookie.h"
#include "http/test_api.h"

namespace jianzai::http {
namespace {

YAML::Node contract() { return YAML::LoadFile(std::string(JIANZAI_SOURCE_DIR) + "/api/openapi.yaml"); }

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
                             : route.body == BodyKind::kList ? "application/octet-stream"
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

TEST_F(ApiTest, nobody_reaches_what_is_another_citizens) {
  auto clerk_browser = logged_in_clerk();
  Browser owner;
  const Opened opened = open_attempt(clerk_browser, owner);
  answer_challenge(owner, opened, "berta");
  const auto ticket = post(owner, "/api/v1/tickets", {{"kind", "CALLBACK"}}, "ticket-1").text("ticket_id");
  const auto consent =
      must(must(store->begin_read())->attempts().find(*AttemptId::parse(opened.attempt)))->consent.text();
  // Somebody else, who is on a list, too, and helps the owner; and somebody whom the owner refused.
  Browser stranger;
  auto account = account_body();
  account["id_number"] = "110105194912310011";
  account["name"] = "试陌生";
  ASSERT_EQ(post(stranger, "/api/v1/accounts", account, "account-2").status, 201);
  ASSERT_EQ(post(stranger, "/api/v1/sessions", {{"id_number", "110105194912310011"}, {"password", kPassword}})
                .status,
            201);
  const auto relative =
      post(stranger, "/api/v1/relatives",
           {{"name", kName}, {"id_number", kIdNumber}, {"relation", "NEIGHBOUR"}}, "relative-1")
          .text("relative_id");
  ASSERT_FALSE(relative.empty());
  ASSERT_EQ(call(owner, "DELETE", "/api/v1/helpers/" + relative).status, 204);

  const auto pass = PassId::make(clock, random);
  must(app::write(ports.store, [&](app::Transaction& transaction) {
    return transaction.passes().insert({.id = pass,
                                        .person = *PersonId::parse(opened.person),
                                        .seen_on = china_date(clock.now()),
                                        .passed_at = clock.now()});
  }));
  ASSERT_EQ(call(owner, "GET", "/api/v1/passes/" + pass.text() + "/receipt").status, 200);

  const std::map<std::string, std::string> ids{
      {"pass_id", pass.text()},  {"attempt_id", opened.attempt}, {"sequence", "0"},
      {"kind", "PAPER"},         {"ticket_id", ticket},          {"consent_id", consent},
      {"relative_id", relative}, {"helper_id", relative},        {"session_id", "0"}};
  const std::map<std::string, std::string> bodies{{"answerReview", R"({"answer":"好"})"}};
  // The relation is the helper's own, and so is the session that is not there.
  const std::set<std::string> own{"deleteRelative", "deleteOtherSession"};
  std::size_t checked = 0;
  for (const auto& path : contract()["paths"]) {
    for (const auto& method : path.second) {
      const auto operation = method.second;
      std::string target = path.first.as<std::string>();
      const auto id = operation["operationId"].as<std::string>();
      if (operation["security"] || target.find('{') == std::string::npos || own.contains(id)) continue;
      for (auto brace = target.find('{'); brace != std::string::npos; brace = target.find('{')) {
        const auto end = target.find('}');
        target.replace(brace, end - brace + 1, ids.at(target.substr(brace + 1, end - brace - 1)));
      }
      std::string name = method.first.as<std::string>();
      for (char& c : name) c = static_cast<char>(std::toupper(c));
      const std::string type = operation["requestBody"]
                                   ? operation["requestBody"]["content"].begin()->first.as<std::string>()
                                   : "";
      const auto body = type == "image/jpeg"  ? std::string("anna-0")
                        : bodies.contains(id) ? bodies.at(id)
                                              : std::string("{}");
      const auto answer = call(stranger, name, target, body, type,
                               {{"X-Attempt-Nonce", opened.nonce},
                                {"X-Step", "0"},
                                {"X-Captured-At", std::to_string(to_unix_ms(clock.now()))}});
      // Of no consent of one's own, it does not matter whose it is.
      EXPECT_EQ(answer.status, id == "createHint" ? 409 : 404) << id << ' ' << answer.response.body;
      EXPECT_EQ(answer.response.body.find(kName), std::string::npos) << id;
      ++checked;
    }
  }
  EXPECT_EQ(checked, 16U);
  for (const auto* page : {"/api/v1/me/proof", "/api/v1/attempts", "/api/v1/passes"}) {
    const auto answer = call(stranger, "GET", std::string(page) + "?relative_id=" + relative);
    EXPECT_EQ(answer.status, 404) << page;
  }
  // All of it is the owner's.
  EXPECT_EQ(call(owner, "GET", "/api/v1/attempts/" + opened.attempt).status, 200);
  EXPECT_EQ(call(owner, "DELETE", "/api/v1/tickets/" + ticket).status, 200);
}

TEST_F(ApiTest, a_first_password_is_good_for_nothing_but_to_choose_another_one) {
  add_operator_of(agency(), "security", OperatorRole::kSecurityAdmin);
  auto security = logged_in_clerk("security");
  const auto made =
      post(security, "/api/v1/console/operators",
           {{"login", "new-one"}, {"name", "试新人"}, {"role", "CLERK"}, {"password", "first one 26"}});
  EXPECT_EQ(made.status, 201);
  Browser browser;
  const auto session =
      post(browser, "/api/v1/console/sessions", {{"login", "new-one"}, {"password", "first one 26"}});
  EXPECT_TRUE(session.json.at("must_change_password").as_bool());
  EXPECT_EQ(error_of(get(browser, "/api/v1/console/persons")), "403 PASSWORD_CHANGE_NEEDED");
  EXPECT_EQ(get(browser, "/api/v1/console/me").status, 200);
  EXPECT_EQ(call(browser, "PUT", "/api/v1/console/me/password",
                 R"({"password":"first one 26","new_password":"my own one 26"})", "application/json")
                .status,
            204);
  EXPECT_EQ(get(browser, "/api/v1/console/persons").status, 200);
  const auto path = "/api/v1/console/operators/" + made.text("operator_id");
  EXPECT_TRUE(call(security, "PUT", path + "/disabled").json.at("is_disabled").as_bool());
  EXPECT_EQ(error_of(get(browser, "/api/v1/console/persons")), "401 UNAUTHENTICATED");
}

// ---------------------------------------------------------------------------------------------------- text
// messages

TEST_F(ApiTest, who_needs_a_second_factor_can_do_nothing_but_set_it_up) {
  auto desk = logged_in_clerk();
  EXPECT_EQ(get(desk, "/api/v1/console/me").json.at("must_set_up_factor"), false);
  settings.factor_required_roles = {OperatorRole::kClerk};
  auto reviewer_desk = logged_in_clerk("reviewer");
  EXPECT_EQ(get(reviewer_desk, "/api/v1/console/persons").status, 200);
  EXPECT_EQ(error_of(get(desk, "/api/v1/console/persons")), "403 SECOND_FACTOR_NEEDED");
  EXPECT_EQ(get(desk, "/api/v1/console/me").json.at("must_set_up_factor"), true);
  const auto begun = post(desk, "/api/v1/console/me/second-factor", {{"password", kPassword}});
  ASSERT_EQ(begun.status, 201);
  const auto secret = must(must(store->begin_read())->operators().pending_factor(clerk().id));
  const auto code = must(crypto::totp(*secret, crypto::totp_step(clock.now())));
  EXPECT_EQ(call(desk, "PUT", "/api/v1/console/me/second-factor",
                 boost::json::serialize(boost::json::object{{"code", code}}), "application/json")
                .status,
            204);
  EXPECT_EQ(get(desk, "/api/v1/console/persons").status, 200);
}

TEST_F(ApiTest, rules_are_set_tried_out_and_unset) {
  add_operator_of(agency(), "system", OperatorRole::kSystemAdmin);
  auto admin = logged_in_clerk("system");
  const boost::json::object rule{{"kind", "ROLLING_DAY"}, {"months", "6"}};
  const auto put = [&](const std::string& target, const boost::json::object& body) {
    return call(admin, "PUT", target, boost::json::serialize(body), "application/json");
  };
  EXPECT_EQ(put("/api/v1/console/categories/WORK_INJURY/rule", rule).json.at("months"), 6);
  EXPECT_EQ(error_of(put("/api/v1/console/categories/NOTHING/rule", rule)), "422 INVALID_FIELDS");
  EXPECT_EQ(put("/api/v1/console/regions/1309", {{"name", "沧州市"}}).text("name"), "沧州市");
  const std::string regional = "/api/v1/console/categories/WORK_INJURY/rules/1309";
  EXPECT_EQ(put(regional, rule).text("region_name"), "沧州市");
  EXPECT_EQ(get(admin, "/api/v1/console/due-rules").json.at("rules").as_array().size(), 1U);
  EXPECT_EQ(call(admin, "DELETE", regional).status, 204);
  EXPECT_TRUE(get(admin, "/api/v1/console/due-rules").json.at("rules").as_array().empty());
  auto typed = rule;
  typed["last_passed_on"] = "2026-03-10";
  const auto preview = post(admin, "/api/v1/console/due-rules/preview", typed);
  EXPECT_EQ(boost::json::serialize(preview.json),
            R"({"cycle":{"opens_on":"2026-07-12","due_on":"2026-09-10"},)"
            R"("next":{"opens_on":"2027-01-09","due_on":"2027-03-10"}})");
  const boost::json::object benefit{
      {"code", "LOW_INCOME"}, {"name", "低保"}, {"kind", "ROLLING_DAY"}, {"months", "12"}};
  EXPECT_EQ(post(admin, "/api/v1/console/categories", benefit).text("assurance"), "STANDARD");
  EXPECT_EQ(error_of(post(admin, "/api/v1/console/categories", benefit)), "422 INVALID_FIELDS");
  const auto path = get(admin, "/api/v1/console/regions/130984").json.at("path").as_array();
  ASSERT_EQ(path.size(), 3U);
  EXPECT_EQ(path.at(1).at("name").as_string(), "沧州市");
}

TEST_F(ApiTest, the_system_is_told_to_its_administrators) {
  add_operator_of(agency(), "system", OperatorRole::kSystemAdmin);
  auto admin = logged_in_clerk("system");
  const auto system = get(admin, "/api/v1/console/system");
  EXPECT_EQ(system.status, 200);
  EXPECT_EQ(boost::json::serialize(system.json.at("alarms")), R"(["WORKDAYS_MISSING"])");
  EXPECT_EQ(system.json.at("workdays").at("missing_year"), 2027);
  Browser nobody;
  EXPECT_NE(get(nobody, "/metrics").response.body.find("jianzai_workdays_missing 1"), std::string::npos);
}

TEST_F(ApiTest, retention_is_shortened_and_citizens_are_told) {
  add_operator_of(agency(), "system", OperatorRole::kSystemAdmin);
  auto admin = logged_in_clerk("system");
  const auto put = [&](std::string_view kept, std::string_view days) {
    return call(admin, "PUT", "/api/v1/console/retention/" + std::string(kept),
                boost::json::serialize(boost::json::object{{"days", days}}), "application/json");
  };
  Browser nobody;
  EXPECT_EQ(get(nobody, "/api/v1/service").json.at("frame_retention_days"), 7);
  const auto periods = put("FRAMES", "3").json.at("retention").as_array();
  const boost::json::object frames{
      {"kept", "FRAMES"}, {"unit", "DAYS"}, {"now", 3}, {"longest", 7}, {"shortest", 3}};
  EXPECT_NE(std::ranges::find(periods, boost::json::value(frames)), periods.end());
  EXPECT_EQ(get(nobody, "/api/v1/service").json.at("frame_retention_days"), 3);
  EXPECT_EQ(error_of(put("FRAMES", "8")), "422 INVALID_FIELDS");
  EXPECT_EQ(put("AUDIT_LOG", "8").status, 404);
}

TEST_F(ApiTest, a_years_workdays_are_previewed_taken_over_and_taken_back) {
  add_operator_of(agency(), "system", OperatorRole::kSystemAdmin);
  auto admin = logged_in_clerk("system");
  const std::string target = "/api/v1/console/workdays/2027";
  const auto send = [&](std::string_view method, const std::string& to, const std::string& list) {
    return call(admin, std::string(method), to, list, "application/octet-stream");
  };
  const std::string list = "日期,类型,名称\n2027-01-02,班,\n2027-01-01,休,元旦\n";
  EXPECT_EQ(boost::json::serialize(send("POST", target + "/preview", list).json),
            R"({"year":2027,"days":[{"day":"2027-01-01","works":false,"name":"元旦"},)"
            R"({"day":"2027-01-02","works":true,"name":""}],"faults":[]})");
  const auto faulty = send("POST", target + "/preview", list + "x,休,\n");
  EXPECT_EQ(boost::json::serialize(faulty.json.at("faults")),
            R"([{"line":4,"field":"date","code":"VALUE"}])");
  EXPECT_EQ(error_of(send("PUT", target, list + "x,休,\n")), "422 INVALID_FIELDS");
  EXPECT_EQ(send("PUT", target, list).json.at("lists").as_array().size(), 1U);
  Browser nobody;
  EXPECT_NE(get(nobody, "/metrics").response.body.find("jianzai_workdays_missing 0"), std::string::npos);
  EXPECT_EQ(get(admin, "/api/v1/console/workdays").json.at("years").as_array().size(), 2U);
  EXPECT_EQ(call(admin, "DELETE", target).json.at("missing_year"), 2027);
  EXPECT_EQ(call(admin, "DELETE", target).status, 404);
}

TEST_F(ApiTest, texts_of_notices_are_previewed_set_and_unset) {
  add_operator_of(agency(), "system", OperatorRole::kSystemAdmin);
  auto admin = logged_in_clerk("system");
  const std::string target = "/api/v1/console/notice-texts/MATCHED";
  const boost::json::object body{{"wording", "{姓名}您好，已经办好。"}};
  const auto preview = post(admin, target + "/preview", body);
  EXPECT_EQ(preview.text("message"), "【健在】某**您好，已经办好。本短信不带链接，要钱、要密码的都是骗子。");
  EXPECT_EQ(preview.json.at("parts"), 1);
  const auto put = [&](const boost::json::object& sent) {
    return call(admin, "PUT", target, boost::json::serialize(sent), "application/json");
  };
  EXPECT_EQ(put(body).json.at("is_own"), true);
  EXPECT_EQ(error_of(put({{"wording", "您好"}})), "422 INVALID_FIELDS");
  EXPECT_EQ(call(admin, "DELETE", target).json.at("is_own"), false);
  EXPECT_EQ(get(admin, "/api/v1/console/notice-texts").json.at("texts").as_array().size(),
            kNoticeKinds.size());
  EXPECT_EQ(call(admin, "DELETE", "/api/v1/console/notice-texts/NONE").status, 404);
}

TEST_F(ApiTest, who_forgot_the_password_sets_a_new_one_with_the_code_of_the_phone) {
  auto citizen = logged_in_citizen();
  Browser other;
  const boost::json::object request{{"purpose", "RESET"}, {"id_number", kIdNumber}};
  const auto sent = post(other, "/api/v1/codes", request);
  EXPECT_EQ(sent.status, 202);
  EXPECT_EQ(sent.json.at("next_after_s").as_int64(), 60);
  const auto again = post(other, "/api/v1/codes", request);
  EXPECT_EQ(error_of(again), "429 TOO_MANY_TRIES");
  EXPECT_EQ(again.json.at("retry_after_s").as_int64(), 60);
  must(app::send_notices(ports));
  boost::json::object reset{{"id_number", kIdNumber}, {"code", "12345"}, {"new_password", "another one 27"}};
  const auto wrong = post(other, "/api/v1/password-resets", reset);
  EXPECT_EQ(error_of(wrong), "422 INVALID_FIELDS");
  EXPECT_EQ(wrong.json.at("fields").at(0).at("code").as_string(), "CODE");
  reset["code"] = sms.code();
  EXPECT_EQ(post(other, "/api/v1/password-resets", reset).status, 204);
  EXPECT_EQ(get(citizen, "/api/v1/me").status, 401);
  EXPECT_EQ(
      post(other, "/api/v1/sessions", {{"id_number", kIdNumber}, {"password", "another one 27"}}).status,
      201);
}

TEST_F(ApiTest, only_the_gateway_tells_what_came_of_a_message) {
  Browser gateway;
  must(app::send_code(ports, {.purpose = "REGISTER", .id_number = {}, .phone = std::string(kPhone)}));
  must(app::send_notices(ports));
  const auto body =
      boost::json::serialize(boost::json::object{{"id", sms.sent.at(0).id.text()}, {"state", "DELIVERED"}});
  const auto report = [&](std::string signature, std::string content) {
    return call(gateway, "POST", "/api/v1/sms-deliveries", std::move(content), "application/json",
                {{"X-Jianzai-Timestamp", "1"}, {"X-Jianzai-Signature", std::move(signature)}});
  };
  EXPECT_EQ(error_of(report("somebody's", body)), "401 UNAUTHENTICATED");
  EXPECT_EQ(report("the gateway's", body).status, 204);
  EXPECT_EQ(report("the gateway's", body).status, 204);
  EXPECT_EQ(error_of(report("the gateway's", "{\"id\":\"x\",\"state\":\"DELIVERED\"}")), "404 NOT_FOUND");
  const auto transaction = must(store->begin_read());
  EXPECT_EQ(must(transaction->notices().find(sms.sent.at(0).id))->state, NoticeState::kDelivered);
}

TEST_F(ApiTest, a_reviewer_asks_for_the_id_card_and_the_person_hands_it_in) {
  auto clerk_browser = logged_in_clerk();
  Browser citizen;
  const Opened opened = open_attempt(clerk_browser, citizen);
  answer_challenge(citizen, opened, "berta");
  call(citizen, "POST", "/api/v1/attempts/" + opened.attempt + "/finish");
  const auto path = "/api/v1/attempts/" + opened.attempt + "/review";
  EXPECT_EQ(error_of(call(citizen, "PUT", path + "/evidence/ID_CARD", "card-1", "image/jpeg")),
            "409 REVIEW_CLOSED");
  EXPECT_EQ(call(citizen, "POST", path).status, 201);
  auto desk = logged_in_clerk("reviewer");
  const auto review =
      get(desk, "/api/v1/console/reviews").json.at("reviews").at(0).at("review_id").as_string();
  const auto review_path = "/api/v1/console/reviews/" + std::string(review);
  const auto asked =
      post(desk, review_path + "/decision", {{"decision", "ASK_MORE"}, {"note", "请拍身份证"}});
  EXPECT_EQ(asked.text("state"), "ASKED");
  const auto told = get(citizen, "/api/v1/attempts/" + opened.attempt).json.at("review").as_object();
  EXPECT_EQ(told.at("state").as_string(), "ASKED");
  EXPECT_EQ(told.at("note").as_string(), "请拍身份证");
  EXPECT_EQ(error_of(call(citizen, "PUT", path + "/evidence/PASSPORT", "card-1", "image/jpeg")),
            "404 NOT_FOUND");
  EXPECT_EQ(call(citizen, "PUT", path + "/evidence/ID_CARD", "card-1", "image/jpeg").status, 200);
  const std::string film("\x1A\x45\xDF\xA3 film");
  EXPECT_EQ(error_of(call(citizen, "PUT", path + "/evidence/VIDEO", "no film", "video/webm")),
            "422 NOT_A_VIDEO");
  EXPECT_EQ(error_of(call(citizen, "PUT", path + "/evidence/VIDEO", film, "video/quicktime")),
            "415 UNSUPPORTED_MEDIA_TYPE");
  EXPECT_EQ(call(citizen, "PUT", path + "/evidence/VIDEO", film, "video/webm").status, 200);
  const auto answered = call(citizen, "PUT", path + "/answer", "{\"answer\":\"拍好了\"}", "application/json");
  EXPECT_EQ(answered.status, 200);
  EXPECT_EQ(answered.json.at("review").at("state").as_string(), "OPEN");
  EXPECT_EQ(get(desk, review_path).text("answer"), "拍好了");
  EXPECT_EQ(get(desk, review_path + "/evidence/ID_CARD").response.body, "card-1");
  const auto shown = get(desk, review_path + "/evidence/VIDEO");
  EXPECT_EQ(shown.response.content_type, "video/webm");
  EXPECT_EQ(shown.response.body, film);
  EXPECT_EQ(error_of(get(desk, review_path + "/evidence/PAPER")), "404 NOT_FOUND");
}

TEST_F(ApiTest, a_list_is_handed_in_mapped_taken_over_and_taken_back) {
  auto browser = logged_in_clerk();
  const std::string list =
      "姓名,证号,待遇类别\n王秀英,11010519491231002X,WORK_INJURY\n李雷,440524188001010015,WORK_INJURY\n";
  const auto hand_in = [&](const std::string& query, const std::string& content, std::string key) {
    return call(browser, "POST", "/api/v1/console/imports?" + query, content, "application/octet-stream",
                {{"Idempotency-Key", std::move(key)}});
  };
  EXPECT_EQ(error_of(hand_in("kind=HOLIDAYS", list, "import-1")), "400 INVALID_REQUEST");
  EXPECT_EQ(error_of(hand_in("kind=ROSTER", list, "short")), "400 INVALID_REQUEST");
  EXPECT_EQ(error_of(hand_in("kind=ROSTER", "", "import-1")), "400 INVALID_REQUEST");
  EXPECT_EQ(error_of(post(browser, "/api/v1/console/imports?kind=ROSTER", {})), "415 UNSUPPORTED_MEDIA_TYPE");
  const auto handed_in = hand_in("kind=ROSTER&file_name=%E5%90%8D%E5%86%8C.csv", list, "import-1");
  ASSERT_EQ(handed_in.status, 201) << handed_in.response.body;
  EXPECT_EQ(handed_in.text("state"), "CHECKING");
  EXPECT_EQ(handed_in.text("file_name"), "名册.csv");
  EXPECT_EQ(error_of(hand_in("kind=ROSTER", "other", "import-1")), "409 IDEMPOTENCY_CONFLICT");
  const auto target = "/api/v1/console/imports/" + handed_in.text("import_id");
  must(app::run_import_jobs(ports));
  const auto unmapped = get(browser, target);
  EXPECT_EQ(unmapped.text("state"), "UNMAPPED");
  EXPECT_EQ(unmapped.json.at("headings").as_array().size(), 3U);
  EXPECT_EQ(unmapped.json.at("samples").at(0).at(0).as_string(), "王秀英");
  EXPECT_EQ(unmapped.json.at("samples").at(1).at(0).as_string(), "110105********002X");
  EXPECT_FALSE(unmapped.json.at("fields").at(1).as_object().contains("column"));
  const auto put = [&](const std::string& what, const boost::json::value& body = nullptr) {
    return call(browser, "PUT", target + what, body.is_null() ? "" : boost::json::serialize(body),
                body.is_null() ? "" : "application/json");
  };
  EXPECT_EQ(error_of(put("/start")), "409 TASK_REFUSED");
  EXPECT_EQ(error_of(put("/columns", {{"name", "0"}})), "422 INVALID_FIELDS");
  EXPECT_EQ(error_of(put("/columns", {{"height", "0"}})), "400 INVALID_REQUEST");
  EXPECT_EQ(put("/columns", {{"name", "0"}, {"id_number", "1"}, {"category", "2"}}).status, 200);
  must(app::run_import_jobs(ports));
  const auto checked = get(browser, target);
  EXPECT_EQ(checked.text("state"), "CHECKED");
  EXPECT_EQ(checked.json.at("counts").at("refused"), 1);
  EXPECT_EQ(checked.json.at("faults").at(0).at("code"), "CHECKSUM");
  EXPECT_EQ(put("/start").text("state"), "RUNNING");
  must(app::run_import_jobs(ports));
  EXPECT_EQ(get(browser, target).text("state"), "DONE");
  const auto faults = get(browser, target + "/faults.csv");
  EXPECT_EQ(faults.response.content_type, "text/csv");
  EXPECT_NE(faults.response.body.find("身份证号"), std::string::npos);
  EXPECT_EQ(get(browser, target + "/faults.xlsx").status, 200);
  const auto exported = get(browser, "/api/v1/console/exports/persons.csv?reason=PAYMENT");
  EXPECT_EQ(find_header(exported.response.headers, "X-Total-Files").value_or(""), "1");
  EXPECT_EQ(error_of(get(browser, "/api/v1/console/exports/persons.csv")), "422 INVALID_FIELDS");
  EXPECT_NE(exported.response.body.find("王秀英"), std::string::npos);
  EXPECT_EQ(put("/undo").text("state"), "UNDOING");
  must(app::run_import_jobs(ports));
  EXPECT_EQ(get(browser, target).json.at("taken_back"), 1);
  EXPECT_EQ(error_of(call(browser, "DELETE", target)), "409 TASK_REFUSED");
  EXPECT_EQ(get(browser, "/api/v1/console/imports").json.at("imports").as_array().size(), 1U);
  EXPECT_EQ(get(browser, "/api/v1/console/exports/unfinished.csv?reason=CALL&region=1309").status, 200);
  EXPECT_EQ(error_of(get(browser, "/api/v1/console/exports/unfinished.csv?reason=CALL&plan_id=none")),
            "404 NOT_FOUND");
  EXPECT_EQ(error_of(get(browser, "/api/v1/console/exports/unfinished.csv?reason=CALL&region=x")),
            "422 INVALID_FIELDS");
}

TEST_F(ApiTest, auditors_see_who_looked_at_whom) {
  auto clerk_browser = logged_in_clerk();
  Browser citizen;
  const Opened opened = open_attempt(clerk_browser, citizen);
  EXPECT_EQ(get(clerk_browser, "/api/v1/console/persons/" + opened.person + "/reference.jpg").status, 200);
  add_operator_of(agency(), "auditor", OperatorRole::kAuditor);
  auto auditor = logged_in_clerk("auditor");
  const auto log = get(auditor, "/api/v1/console/audit").json.at("entries").as_array();
  std::string actions;
  for (const auto& entry : log) actions += std::string(entry.at("action").as_string()) + ' ';
  EXPECT_EQ(actions,
            "LOG_IN ADD_OPERATOR VIEW_REFERENCE ENROL_REFERENCE ADD_PERSON LOG_IN ADD_OPERATOR ADD_OPERATOR "
            "ADD_AGENCY ");
  EXPECT_EQ(log.at(2).at("object").as_string(), opened.person);
  EXPECT_TRUE(log.at(2).as_object().contains("operator_id"));
  EXPECT_FALSE(log.back().as_object().contains("operator_id"));
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
  EXPECT_EQ(api.body_bytes_max({.method = "POST",
                                .target = "/api/v1/console/imports?kind=ROSTER",
                                .headers = {},
                                .request_id = {}}),
            limits::kListBytesMax);
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
  EXPECT_EQ(error_of(put_frame(citizen, opened, limits::kFramesPerAttemptMax, "anna-1")), "404 NOT_FOUND");
  EXPECT_EQ(error_of(put_frame(citizen, opened, 1, "broken")), "422 NOT_AN_IMAGE");
  EXPECT_EQ(error_of(put_frame(citizen, opened, 0, "anna-1", 3)), "409 STEP_MISSED");
  const auto last = answer_challenge(citizen, opened, "anna");
  EXPECT_EQ(last.json.at("frames_received").as_array().size(), 9U);
  EXPECT_EQ(error_of(put_frame(citizen, opened, 9, "anna-9", 7)), "409 STEP_MISSED");
  const auto finish = "/api/v1/attempts/" + opened.attempt + "/finish";
  const auto decided = call(citizen, "POST", finish);
  EXPECT_EQ(decided.status, 200);
  EXPECT_EQ(decided.text("result"), "PASSED");
  EXPECT_EQ(decided.text("next_due_on"), "2027-06-30");
  EXPECT_FALSE(decided.json.contains("capture"));
  EXPECT_FALSE(decided.json.contains("score"));
  EXPECT_FALSE(decided.json.contains("findings"));
  EXPECT_EQ(call(citizen, "POST", finish).response.body, decided.response.body);
  EXPECT_EQ(get(citizen, "/api/v1/attempts").json.at("attempts").as_array().size(), 1U);
  const auto records = get(clerk_browser, "/api/v1/console/persons/" + opened.person + "/attempts");
  EXPECT_EQ(records.json.at("attempts").at(0).at("score").as_double(), 0.8);
  EXPECT_EQ(records.json.at("attempts").at(0).at("findings").as_string(), "steps=7 quality=fine");
  const auto trail = get(clerk_browser, "/api/v1/console/persons/" + opened.person + "/trail");
  const auto& first = trail.json.at("entries").as_array().back();
  EXPECT_EQ(first.at("action").as_string(), "ADD_PERSON");
  EXPECT_EQ(first.at("login").as_string(), "clerk");
  EXPECT_FALSE(trail.json.contains("next_cursor"));
  const auto file = get(clerk_browser, "/api/v1/console/persons/" + opened.person + "/file");
  EXPECT_TRUE(file.json.at("contacts").as_array().empty());
  EXPECT_TRUE(file.json.at("cut").as_array().empty());
  EXPECT_EQ(get(citizen, "/api/v1/me/proof").text("status"), "DONE");
}

TEST_F(ApiTest, a_colour_step_says_what_to_show_and_until_when) {
  auto clerk_browser = logged_in_clerk();
  Browser citizen;
  const Opened opened = open_attempt(clerk_browser, citizen);
  const auto attempt = get(citizen, "/api/v1/attempts/" + opened.attempt);
  const auto& capture = attempt.json.at("capture").as_object();
  EXPECT_EQ(capture.at("mode").as_string(), "COLOUR");
  EXPECT_EQ(capture.at("steps").as_int64(), 7);
  EXPECT_EQ(capture.at("frames_wanted").as_int64(), 9);
  EXPECT_EQ(capture.at("step").at("kind").as_string(), "LOOK");
  EXPECT_EQ(capture.at("step").at("frames_wanted").as_int64(), 3);
  put_frame(citizen, opened, 0, "anna-0");
  put_frame(citizen, opened, 1, "anna-1");
  const auto revealed = put_frame(citizen, opened, 2, "anna-2");
  const auto& step = revealed.json.at("step").as_object();
  EXPECT_EQ(step.at("index").as_int64(), 1);
  EXPECT_EQ(step.at("kind").as_string(), "COLOUR");
  EXPECT_EQ(step.at("colour").as_string().size(), 7U);
  EXPECT_EQ(step.at("deadline").as_string(), to_iso(clock.now() + kStepDeadline));
}

TEST_F(ApiTest, consents_are_given_and_listed_by_purpose) {
  auto clerk_browser = logged_in_clerk();
  Browser citizen;
  open_attempt(clerk_browser, citizen);
  clock.advance(std::chrono::seconds(1));
  const auto agree = [&](std::string_view purpose, std::string_view version) {
    return post(citizen, "/api/v1/consents", {{"purpose", purpose}, {"text_version", version}},
                "key-of-" + std::string(purpose));
  };
  EXPECT_EQ(error_of(agree("FACE_PROOF", settings.consent_version)), "400 INVALID_REQUEST");
  EXPECT_EQ(error_of(agree("KEEP_IMAGE", "of yesterday")), "422 INVALID_FIELDS");
  const auto kept = agree("KEEP_IMAGE", settings.keep_image_version);
  EXPECT_EQ(kept.status, 201);
  EXPECT_EQ(kept.text("purpose"), "KEEP_IMAGE");
  EXPECT_TRUE(call(citizen, "GET", "/api/v1/me/proof").json.at("keeps_image").as_bool());
  const auto listed = call(citizen, "GET", "/api/v1/consents").json.at("consents").as_array();
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(listed.at(0).at("purpose"), "KEEP_IMAGE");
  EXPECT_EQ(listed.at(0).at("mode"), "TAP");
  EXPECT_EQ(listed.at(1).at("purpose"), "FACE_COMPARISON");
  EXPECT_EQ(listed.at(0).at("name_masked").as_string().find(kName), std::string_view::npos);
}

TEST_F(ApiTest, hints_come_with_a_consent) {
  auto clerk_browser = logged_in_clerk();
  Browser citizen;
  open_attempt(clerk_browser, citizen);
  const auto consent = post(citizen, "/api/v1/consents",
                            {{"purpose", "FACE_COMPARISON"}, {"text_version", settings.consent_version}})
                           .text("consent_id");
  const auto hint = call(citizen, "POST", "/api/v1/consents/" + consent + "/hint", "room-1", "image/jpeg");
  EXPECT_EQ(hint.status, 200);
  EXPECT_EQ(hint.json.at("advice").at(0).as_string(), "NO_FACE");
  EXPECT_EQ(error_of(call(citizen, "POST", "/api/v1/consents/" + std::string(26, '0') + "/hint", "room-1",
                          "image/jpeg")),
            "409 CONSENT_MISSING");
}

TEST_F(ApiTest, a_suspected_attacker_reads_what_everybody_reads_whom_a_person_looks_at) {
  auto clerk_browser = logged_in_clerk();
  Browser citizen;
  const Opened opened = open_attempt(clerk_browser, citizen);
  for (int sequence = 0; sequence < 3; ++sequence) {
    put_frame(citizen, opened, sequence, "anna-" + std::to_string(sequence) + "-mask");
  }
  const auto decided = call(citizen, "POST", "/api/v1/attempts/" + opened.attempt + "/finish");
  EXPECT_EQ(decided.text("result"), "REVIEW");
  EXPECT_EQ(decided.text("reason"), "LOW_ASSURANCE");
  for (const auto& path : {std::string("/api/v1/attempts"), "/api/v1/attempts/" + opened.attempt}) {
    EXPECT_EQ(get(citizen, path).response.body.find("SPOOF"), std::string::npos) << path;
  }
  auto reviewer_browser = logged_in_clerk("reviewer");
  const auto reviews = get(reviewer_browser, "/api/v1/console/reviews");
  EXPECT_EQ(reviews.json.at("reviews").at(0).at("attempt").at("reason").as_string(), "SPOOF_RISK");
  EXPECT_EQ(reviews.json.at("reviews").at(0).at("attempt").at("mapped_score").as_int64(), 93);
}

TEST_F(ApiTest, a_camera_that_is_a_program_leads_to_a_review_without_a_word) {
  auto clerk_browser = logged_in_clerk();
  Browser citizen;
  const Opened opened = open_attempt(clerk_browser, citizen);
  const auto consent = post(citizen, "/api/v1/consents",
                            {{"purpose", "FACE_COMPARISON"}, {"text_version", settings.consent_version}})
                           .text("consent_id");
  const auto open_with = [&](const boost::json::value& camera_name, std::string key) {
    return post(citizen, "/api/v1/attempts", {{"consent_id", consent}, {"camera_name", camera_name}},
                std::move(key));
  };
  boost::json::string name;
  for (std::size_t i = 0; i < limits::kCameraNameCharactersMax; ++i) name += "拟";
  EXPECT_EQ(error_of(open_with(boost::json::string(name).append("拟"), "key-0000002")),
            "400 INVALID_REQUEST");
  EXPECT_EQ(error_of(open_with(7, "key-0000002")), "400 INVALID_REQUEST");
  EXPECT_EQ(open_with(name, "key-0000002").text("attempt_id"), opened.attempt);
  // The page that is open already goes on with it.
  const auto ordinary = open_with("camera2 1, facing front", "key-0000003");
  const auto told = open_with("program", "key-0000004");
  EXPECT_EQ(told.status, 201);
  EXPECT_EQ(told.response.body, ordinary.response.body);
  answer_challenge(citizen, opened, "anna");
  const auto decided = call(citizen, "POST", "/api/v1/attempts/" + opened.attempt + "/finish");
  EXPECT_EQ(decided.text("result"), "REVIEW");
  EXPECT_EQ(decided.text("reason"), "LOW_ASSURANCE");
  EXPECT_EQ(decided.response.body.find("amera"), std::string::npos);
}

TEST_F(ApiTest, a_quick_network_is_asked_for_more_frames) {
  auto clerk_browser = logged_in_clerk();
  Browser citizen;
  const Opened opened = open_attempt(clerk_browser, citizen);
  // One opened for a slow network goes on as it is; a new one asks for more.
  call(citizen, "POST", "/api/v1/attempts/" + opened.attempt + "/finish");
  const auto consent = post(citizen, "/api/v1/consents",
                            {{"purpose", "FACE_COMPARISON"}, {"text_version", settings.consent_version}})
                           .text("consent_id");
  const auto open_with = [&](std::string_view uplink, std::string mode) {
    return post(citizen, "/api/v1/attempts", {{"consent_id", consent}, {"uplink", uplink}, {"mode", mode}},
                "key-" + mode + std::string(uplink));
  };
  EXPECT_EQ(error_of(open_with("FAST", "STATIC")), "400 INVALID_REQUEST");
  EXPECT_EQ(open_with("QUICK", "STATIC").json.at("capture").at("frames_wanted").as_int64(), 3);
  const auto quick = open_with("QUICK", "COLOUR").json.at("capture");
  EXPECT_EQ(quick.at("frames_wanted").as_int64(), 3 + 3 * kColourSteps);
  EXPECT_LE(quick.at("frames_wanted").as_int64(), quick.at("frames_max").as_int64());
  EXPECT_EQ(open_with("SLOW", "COLOUR").json.at("capture").at("frames_wanted").as_int64(),
            3 + 3 * kColourSteps);
}

TEST_F(ApiTest, who_passed_has_a_receipt_that_anybody_can_check) {
  // The key of the other scheme is known, too.
  info.receipt_keys = {receipt_key.public_key(), Bytes{0xAA}};
  auto clerk_browser = logged_in_clerk();
  Browser citizen;
  const Opened opened = open_attempt(clerk_browser, citizen);
  const auto path = "/api/v1/attempts/" + opened.attempt;
  EXPECT_EQ(error_of(get(citizen, path + "/receipt")), "409 NOT_PASSED");
  EXPECT_EQ(error_of(get(citizen, path + "/receipt.pdf")), "409 NOT_PASSED");
  answer_challenge(citizen, opened, "anna");
  EXPECT_EQ(call(citizen, "POST", path + "/finish").text("result"), "PASSED");
  const auto receipt = get(citizen, path + "/receipt");
  EXPECT_EQ(receipt.json.at("receipt").at("number").as_string(), opened.attempt);
  EXPECT_EQ(receipt.json.at("receipt").at("passed_on").as_string(), "2026-11-25");
  EXPECT_EQ(receipt.response.body.find(kIdNumber), std::string::npos);
  const auto pdf = get(citizen, path + "/receipt.pdf");
  EXPECT_EQ(pdf.response.content_type, "application/pdf");
  EXPECT_EQ(pdf.response.body, "%PDF " + receipt.text("text"));

  Browser anybody;
  const auto key = get(anybody, "/api/v1/receipts/key");
  EXPECT_TRUE(app::verified_receipt(*from_hex(key.text("public_key")), receipt.text("text")));
  ASSERT_EQ(key.json.at("other_public_keys").as_array().size(), 1U);
  EXPECT_EQ(key.json.at("other_public_keys").as_array().at(0).as_string(), "aa");
  const auto checked = post(anybody, "/api/v1/receipts/verify", {{"text", receipt.text("text")}});
  EXPECT_EQ(checked.json.at("is_genuine"), true);
  EXPECT_EQ(checked.json.at("receipt").at("number").as_string(), opened.attempt);
  const auto forged =
      post(anybody, "/api/v1/receipts/verify", {{"text", "JIANZAI1|" + receipt.text("text")}});
  EXPECT_EQ(forged.json.at("is_genuine"), false);
  EXPECT_FALSE(forged.json.contains("receipt"));
}

TEST_F(ApiTest, a_phone_helps_a_relative) {
  auto clerk_browser = logged_in_clerk();
  const auto person = post(clerk_browser, "/api/v1/console/persons", person_body()).text("person_id");
  call(clerk_browser, "POST", "/api/v1/console/persons/" + person + "/references?source=UPLOAD", "anna-0",
       "image/jpeg");
  Browser helper;
  auto account = account_body();
  account["name"] = "帮忙的人";
  account["id_number"] = "110105198001010032";
  EXPECT_EQ(post(helper, "/api/v1/accounts", account, "key-0000002").status, 201);
  EXPECT_EQ(
      post(helper, "/api/v1/sessions", {{"id_number", "110105198001010032"}, {"password", kPassword}}).status,
      201);
  EXPECT_EQ(get(helper, "/api/v1/me/proof").text("status"), "NO_PLAN");

  const boost::json::object mother{{"name", kName}, {"id_number", kIdNumber}, {"relation", "CHILD"}};
  const auto added = post(helper, "/api/v1/relatives", mother);
  EXPECT_EQ(added.status, 201);
  EXPECT_EQ(post(helper, "/api/v1/relatives", mother).response.body, added.response.body);
  EXPECT_EQ(added.response.body.find(kIdNumber), std::string::npos);
  const auto id = added.text("relative_id");
  const auto listed = get(helper, "/api/v1/relatives");
  EXPECT_EQ(listed.json.at("relatives").at(0).at("proof").at("status").as_string(), "READY");
  EXPECT_EQ(get(helper, "/api/v1/me/proof?relative_id=" + id).text("name"), kName);
  EXPECT_EQ(error_of(get(helper, "/api/v1/me/proof?relative_id=nobody")), "404 NOT_FOUND");

  const auto agree = [&](std::string_view relative, std::string key) {
    return post(helper, "/api/v1/consents",
                {{"purpose", "FACE_COMPARISON"},
                 {"text_version", settings.consent_version},
                 {"relative_id", relative}},
                std::move(key));
  };
  EXPECT_EQ(error_of(agree("", "key-0000003")), "409 NO_PLAN");
  EXPECT_EQ(error_of(agree("nobody", "key-0000003")), "404 NOT_FOUND");
  const auto consent = agree(id, "key-0000003").text("consent_id");
  const auto attempt = post(helper, "/api/v1/attempts", {{"consent_id", consent}});
  EXPECT_EQ(attempt.status, 201);
  EXPECT_EQ(get(helper, "/api/v1/attempts?relative_id=" + id).json.at("attempts").as_array().size(), 1U);
  EXPECT_EQ(get(helper, "/api/v1/attempts").json.at("attempts").as_array().size(), 0U);

  // The mother's own phone sees the attempt, but cannot send in a picture for it.
  auto own = logged_in_citizen();
  const auto seen = get(own, "/api/v1/attempts/" + attempt.text("attempt_id"));
  EXPECT_EQ(seen.text("state"), "OPEN");
  EXPECT_FALSE(seen.json.contains("capture"));
  const auto helpers = get(own, "/api/v1/helpers").json.at("helpers");
  EXPECT_EQ(helpers.at(0).at("name_masked").as_string(), "帮**人");
  EXPECT_EQ(call(own, "DELETE", "/api/v1/helpers/" + id).status, 204);
  EXPECT_EQ(get(helper, "/api/v1/relatives").json.at("relatives").as_array().size(), 0U);
  EXPECT_EQ(error_of(post(helper, "/api/v1/relatives", mother, "key-0000004")), "409 HELPER_REFUSED");
  EXPECT_EQ(call(helper, "DELETE", "/api/v1/relatives/" + id).status, 204);
}

TEST_F(ApiTest, who_cannot_log_in_asks_for_a_call_and_hears_nothing_of_anybody) {
  auto staff = logged_in_clerk();
  ASSERT_EQ(post(staff, "/api/v1/console/persons", person_body()).status, 201);
  logged_in_citizen();
  Browser nobody;
  const auto agencies = get(nobody, "/api/v1/agencies");
  EXPECT_EQ(agencies.json.at("agencies").at(0).at("phone").as_string(), "0000");
  boost::json::object known{
      {"name", kName}, {"id_number", kIdNumber}, {"phone", "13912345670"}, {"note", "忘记密码"}};
  const auto asked = post(nobody, "/api/v1/callbacks", known, "call-key-1");
  EXPECT_EQ(asked.status, 201);
  EXPECT_EQ(asked.response.body, R"({"phone_masked":"139****5670","due_on":"2026-11-26"})");
  auto unknown = known;
  unknown["name"] = "试无人";
  unknown["id_number"] = "440524188001010014";
  unknown["phone"] = "13922225670";
  const auto other = post(nobody, "/api/v1/callbacks", unknown, "call-key-2");
  EXPECT_EQ(other.response.body, asked.response.body);
  EXPECT_EQ(post(nobody, "/api/v1/callbacks", known, "call-key-1").response.body, asked.response.body);
  EXPECT_EQ(error_of(post(nobody, "/api/v1/callbacks", unknown, "call-key-1")), "409 IDEMPOTENCY_CONFLICT");
  EXPECT_EQ(error_of(post(nobody, "/api/v1/callbacks", known, "")), "400 INVALID_REQUEST");
  EXPECT_EQ(error_of(post(nobody, "/api/v1/callbacks", {{"name", kName}}, "call-key-3")),
            "422 INVALID_FIELDS");
  settings.callbacks_per_hour_max = 2;
  unknown["phone"] = "13933335670";
  const auto refused = post(nobody, "/api/v1/callbacks", unknown, "call-key-4");
  EXPECT_EQ(error_of(refused), "429 TOO_MANY_CALLBACKS");
  EXPECT_EQ(refused.json.at("retry_after_s").as_int64(), 3600);
  EXPECT_TRUE(nobody.cookies.empty());

  const auto seen = get(staff, "/api/v1/console/tickets").json.at("tickets").as_array();
  ASSERT_EQ(seen.size(), 2U);
  for (const auto& one : seen) {
    EXPECT_TRUE(one.at("without_login").as_bool());
    EXPECT_FALSE(one.as_object().contains("person_id"));
    EXPECT_EQ(boost::json::serialize(one).find(kIdNumber), std::string::npos);
    EXPECT_EQ(boost::json::serialize(one).find("13912345670"), std::string::npos);
    const auto id = std::string(one.at("ticket").at("ticket_id").as_string());
    if (one.at("asked_by").as_string() != kName) continue;
    ASSERT_EQ(call(staff, "PUT", "/api/v1/console/tickets/" + id + "/claim").status, 200);
    const auto told = post(staff, "/api/v1/console/tickets/" + id + "/disclosures", {{"reason", "CALL"}});
    EXPECT_EQ(told.text("phone"), "13912345670");
    EXPECT_EQ(told.text("id_number"), kIdNumber);
  }
}

TEST_F(ApiTest, an_account_is_closed_with_its_password_and_the_cookie_goes) {
  auto citizen = logged_in_citizen();
  const auto close = [&](std::string_view password) {
    return post(citizen, "/api/v1/me/closure", {{"password", password}});
  };
  EXPECT_EQ(error_of(close("wrong password")), "422 INVALID_FIELDS");
  const auto ticket = post(citizen, "/api/v1/tickets", {{"kind", "CALLBACK"}}, "ticket-1").text("ticket_id");
  EXPECT_EQ(error_of(close(kPassword)), "409 ACCOUNT_IN_USE");
  EXPECT_EQ(call(citizen, "DELETE", "/api/v1/tickets/" + ticket).status, 200);
  const auto before = citizen;
  EXPECT_EQ(close(kPassword).status, 204);
  EXPECT_TRUE(citizen.cookies.empty());
  EXPECT_EQ(error_of(close(kPassword)), "401 UNAUTHENTICATED");
  citizen = before;
  EXPECT_EQ(error_of(get(citizen, "/api/v1/me")), "401 UNAUTHENTICATED");
  EXPECT_EQ(error_of(post(citizen, "/api/v1/sessions", {{"id_number", kIdNumber}, {"password", kPassword}})),
            "401 WRONG_CREDENTIALS");
}

TEST_F(ApiTest, who_cannot_act_is_told_to_look_only) {
  auto clerk_browser = logged_in_clerk();
  Browser citizen;
  const Opened opened = open_attempt(clerk_browser, citizen);
  const auto path = "/api/v1/console/persons/" + opened.person + "/looks-only";
  EXPECT_FALSE(get(citizen, "/api/v1/me/proof").json.at("looks_only").as_bool());
  const auto set = call(clerk_browser, "PUT", path);
  EXPECT_EQ(set.status, 200);
  EXPECT_TRUE(set.json.at("looks_only").as_bool());
  EXPECT_TRUE(get(citizen, "/api/v1/me/proof").json.at("looks_only").as_bool());
  EXPECT_EQ(error_of(call(citizen, "PUT", path)), "401 UNAUTHENTICATED");
  EXPECT_FALSE(call(clerk_browser, "DELETE", path).json.at("looks_only").as_bool());
  EXPECT_FALSE(get(citizen, "/api/v1/me/proof").json.at("looks_only").as_bool());
}

TEST_F(ApiTest, a_new_reference_may_stand_beside_the_old_one_once_a_reviewer_agrees) {
  auto clerk_browser = logged_in_clerk();
  auto reviewer_browser = logged_in_clerk("reviewer");
  Browser citizen;
  const Opened opened = open_attempt(clerk_browser, citizen);
  const auto path = "/api/v1/console/persons/" + opened.person;
  const auto add = [&](std::string_view earlier, std::string picture) {
    const auto made = call(clerk_browser, "POST", path + "/references?source=UPLOAD" + std::string(earlier),
                           std::move(picture), "image/jpeg");
    if (made.status != 201) return made.status;
    EXPECT_EQ(made.text("state"), "PROPOSED");
    const auto proposal = "/api/v1/console/reference-proposals/" + made.text("reference_id") + "/approval";
    EXPECT_EQ(call(reviewer_browser, "PUT", proposal).status, 200);
    return made.status;
  };
  EXPECT_EQ(add("&earlier=KEEP", "anna-8"), 201);
  EXPECT_EQ(get(clerk_browser, path).json.at("active_references").as_int64(), 2);
  EXPECT_EQ(add("&earlier=PERHAPS", "anna-9"), 400);
  EXPECT_EQ(add("&earlier=RETIRE", "anna-9"), 201);
  EXPECT_EQ(get(clerk_browser, path).json.at("active_references").as_int64(), 1);
}

TEST_F(ApiTest, an_id_card_is_read_without_a_login) {
  Browser anyone;
  const auto read = [&](std::string picture) {
    return call(anyone, "POST", "/api/v1/id-cards/read", std::move(picture), "image/jpeg");
  };
  const auto card = read("card 11010519491231002X anna");
  EXPECT_EQ(card.status, 200);
  EXPECT_EQ(card.text("side"), "FRONT");
  EXPECT_EQ(card.json.at("number").at("value").as_string(), "11010519491231002X");
  EXPECT_EQ(card.json.at("number").at("confidence").as_int64(), 100);
  EXPECT_FALSE(card.json.contains("portrait"));
  EXPECT_TRUE(card.json.at("advice").as_array().empty());
  const auto none = read("room");
  EXPECT_EQ(none.status, 200);
  EXPECT_EQ(none.json.at("advice").at(0).as_string(), "NO_CARD");
  EXPECT_FALSE(none.json.contains("side"));
  EXPECT_EQ(error_of(read("broken")), "422 NOT_AN_IMAGE");

  auto clerk_browser = logged_in_clerk();
  const auto portrait = call(clerk_browser, "POST", "/api/v1/console/id-cards/read",
                             "card 11010519491231002X anna", "image/jpeg");
  EXPECT_EQ(portrait.json.at("portrait").at("jpeg").as_string(), "YW5uYQ==");
  EXPECT_TRUE(portrait.json.at("portrait").at("advice").as_array().empty());
}

TEST_F(ApiTest, the_portrait_of_an_id_card_may_stand_in_for_a_photograph) {
  auto clerk_browser = logged_in_clerk();
  const Person person = add_somebody();
  const auto add = [&](std::string source, std::string picture) {
    return call(clerk_browser, "POST",
                "/api/v1/console/persons/" + person.id.text() + "/references?source=" + std::move(source),
                std::move(picture), "image/jpeg");
  };
  const auto refused = add("ID_CARD", "card 440524188001010014 anna");
  EXPECT_EQ(error_of(refused), "422 INVALID_FIELDS");
  EXPECT_EQ(refused.json.at("fields").at(0).at("code").as_string(), "CARD_OF_ANOTHER");
  EXPECT_EQ(add("ID_CARD", "card 11010519491231002X anna").text("source"), "ID_CARD");
  EXPECT_EQ(error_of(add("REVIEW", "anna-1")), "400 INVALID_REQUEST");
}

TEST_F(ApiTest, a_socket_is_for_pictures_and_for_ones_own_pages) {
  const std::string id(26, '0');
  const auto accepts = [&](std::string method, std::string target) {
    RequestHead head;
    head.method = std::move(method);
    head.target = std::move(target);
    return api.accepts_over_socket(head);
  };
  EXPECT_TRUE(accepts("PUT", "/api/v1/attempts/" + id + "/frames/0"));
  EXPECT_TRUE(accepts("POST", "/api/v1/consents/" + id + "/hint"));
  EXPECT_FALSE(accepts("POST", "/api/v1/attempts"));
  EXPECT_FALSE(accepts("POST", "/api/v1/console/persons/" + id + "/references?source=UPLOAD"));
  RequestHead head;
  head.method = "GET";
  head.target = "/api/v1/socket";
  head.headers = {{"Host", "jianzai.example"}, {"Origin", "https://elsewhere.example"}};
  const auto refused = api.refuse_socket(head);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 403);
  head.is_secure = true;
  head.headers[1].second = "https://jianzai.example";
  EXPECT_FALSE(api.refuse_socket(head));
}

TEST_F(ApiTest, modes_and_steps_are_taken_as_documented_only) {
  auto clerk_browser = logged_in_clerk();
  Browser citizen;
  const Opened opened = open_attempt(clerk_browser, citizen);
  const auto path = "/api/v1/attempts/" + opened.attempt + "/frames/0";
  for (const std::string_view step : {"", "x", "-1", "99999999999999999999", "33"}) {
    EXPECT_EQ(error_of(call(citizen, "PUT", path, "anna-1", "image/jpeg",
                            {{"X-Attempt-Nonce", opened.nonce}, {"X-Step", std::string(step)}})),
              "400 INVALID_REQUEST")
        << step;
  }
  EXPECT_EQ(error_of(post(citizen, "/api/v1/attempts",
                          {{"consent_id", std::string(26, '0')}, {"mode", "DANCE"}}, "key-0000009")),
            "400 INVALID_REQUEST");
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
  const auto refused =
      call(browser, "POST", path + "?source=CAMERA" + spoken_query(), "crowd-1", "image/jpeg");
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
  answer_challenge(citizen, opened, "anna");
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
