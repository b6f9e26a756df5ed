// The operating guide (guide.zh.txt), line by line, over HTTP. Pages and cameras have their stories in
// web/e2e; these show that what a line promises holds on both databases. `kLines` says which test plays which
// line, and GuideLines that none is left out.
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>

#include "app/employers.h"
#include "app/notices.h"
#include "app/sweep.h"
#include "domain/workday.h"
#include "http/answer.h"
#include "http/test_api.h"

namespace jianzai::http {
namespace {

// As the guide is printed, without its pictures, and the tests of Guide that play it; none under a heading.
struct Line {
  std::string_view says;
  std::vector<std::string_view> tests;
};
const std::vector<Line> kLines{
    {"(一)智能身份验证App认证操作指南", {}},
    {"1、扫描下图的二维码,下载“智能身份验证”APP,进行安装。已安装的,略过此步。",
     {"the_code_leads_to_an_app_that_needs_no_shop_and_comes_once"}},
    {"(要点:安装APP时允许使用网络、拍照、录像功能)", {"the_app_may_use_network_camera_and_microphone"}},
    {"2、安卓版认证流程:登录→人脸验证 → 认证完成", {"android_log_in_verify_the_face_done"}},
    {"要点:(1)人脸识别的时候保持光线明亮,平视镜头,背景为白墙;",
     {"a_hint_says_what_to_mend_before_anything_counts"}},
    {"(2)第一次认证如果失败三次会提示是否申请人工审核,",
     {"after_three_failures_a_manual_review_within_three_working_days"}},
    {"提交人工审核3个工作日后在用户管理查询认证结果。",
     {"after_three_failures_a_manual_review_within_three_working_days"}},
    {"在用户管理查询认证结果或申请人工审核", {"the_record_tells_the_result_and_takes_the_wish_for_a_review"}},
    {"3、苹果版认证流程:手机号注册→ 登录→ 添加联系人→人脸验证",
     {"iphone_register_by_phone_log_in_add_a_contact_verify_the_face"}},
    {"要点:点击已添加的认证人进行人脸识别、查询结果、提交人工审核",
     {"a_contacts_face_result_and_manual_review_from_one_list"}},
    {"待遇领取人员无法通过“智能身份验证”的,可主动与用人单位或认证微信客服、电话客服联系,"
     "用人单位或认证机构应详细告知并做好辅助认证工作。",
     {"who_cannot_pass_finds_the_employer_and_the_agency", "the_agency_assists_who_cannot_pass",
      "the_employer_assists_who_cannot_pass"}},
    {"认证客服资源:客服电话:(4001288966、15532257873、15532257673)客服微信:(shebaokefu2、shebaokefu4)",
     {"support_has_three_phones_and_two_wechat_ids"}},
    {"(认证前期电话繁忙,请于4月1日后再次进行拨打)", {"who_finds_the_phones_busy_is_called_back"}},
    {"(三)易人社App认证操作指南", {}},
    {"1、,下载“易人社系统”,或者登录应用市场搜索“易人社系统”下载安装(仅限安卓手机)。",
     {"the_code_leads_to_an_app_that_needs_no_shop_and_comes_once"}},
    {"2、首次使用需要点击登录页面右下角“立即注册”,", {"registration_is_for_who_comes_for_the_first_time"}},
    {"依次输入:姓名、身份证号、密码、手机号(两遍),并勾选《易人社手机APP用户条款》完成用户注册"
     "(已注册人员跳过第二步)。",
     {"registration_asks_for_name_number_password_phone_twice_and_the_terms",
      "registration_is_for_who_comes_for_the_first_time"}},
    {"3、登录易人社,输入注册时使用的身份证号和密码点击登录即可。",
     {"login_takes_the_id_number_and_the_password_of_the_registration"}},
    {"4、待遇领取资格认证(1)为本人认证", {}},
    {"点击养老待遇资格认证下方的“本人认证”,页面跳转提示模板照片及姓名等信息,点击开始认证,进入刷脸认证界面,",
     {"own_proof_shows_the_template_and_the_name"}},
    {"如未提示模板照片,则需前往经办机构建模后再行认证。", {"without_a_template_the_agency_makes_one_first"}},
    {"开始刷脸,确保光线充足,正脸对准取景框,等待扫描线检测,完成刷脸,提示“恭喜您认证成功”,"
     "表示本次认证周期资格认证已完成。",
     {"one_pass_completes_the_cycle", "a_hint_says_what_to_mend_before_anything_counts"}},
    {"(2)帮亲友认证。点击养老待遇资格认证下方的“帮亲友认证”进入亲友列表。点击右上角的“+”可新增亲友,"
     "可手动输入姓名、身份证号,",
     {"a_relative_is_added_by_name_and_number"}},
    {"也可扫描身份证自动录入,点击确认,即可新增亲友。", {"a_relative_is_added_by_what_the_id_card_says"}},
    {"已经新增成功的亲友,直接点击列表中姓名,即可进入认证界面,点击开始认证,按提示操作,即可完成认证。",
     {"a_relative_of_the_list_proves_it_on_the_helpers_phone"}},
};

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

// Without line breaks and pictures, each of which is between <image> and </image>.
std::string plain(std::string text) {
  for (auto at = text.find("image>data:"); at != std::string::npos; at = text.find("image>data:")) {
    const auto begin = text.rfind('<', at);
    text.erase(begin, text.find("image>", at + 6) + 6 - begin);
  }
  std::erase_if(text, [](char c) { return c == '\n' || c == '\r'; });
  return text;
}

TEST(GuideLines, are_those_of_the_printed_guide) {
  // The browser's stories have the same table.
  const auto stories = text_of(std::string(JIANZAI_SOURCE_DIR) + "/web/e2e/support/guide.ts");
  std::vector<std::string> theirs;
  for (auto at = stories.find("says: string") + 1; (at = stories.find("says:", at)) != std::string::npos;) {
    const auto begin = stories.find('\'', at) + 1;
    at = stories.find('\'', begin);
    theirs.push_back(stories.substr(begin, at - begin));
  }
  std::string all;
  std::vector<std::string> ours;
  for (const Line& line : kLines) {
    ours.emplace_back(line.says);
    all += line.says;
  }
  EXPECT_EQ(ours, theirs);
  const auto printed = std::string(JIANZAI_SOURCE_DIR) + "/../shared/reference/guide.zh.txt";
  if (std::filesystem::exists(printed)) {
    EXPECT_EQ(all, plain(text_of(printed)));
  } else {
    std::cout << "guide: the printed guide is not here to be compared\n";
  }
}

TEST(GuideLines, are_each_played_by_a_test_that_exists) {
  std::set<std::string> there;
  const auto& tests = *::testing::UnitTest::GetInstance();
  for (int suite = 0; suite < tests.total_test_suite_count(); ++suite) {
    const auto& found = *tests.GetTestSuite(suite);
    for (int i = 0; std::string_view(found.name()) == "Guide" && i < found.total_test_count(); ++i)
      there.emplace(found.GetTestInfo(i)->name());
  }
  std::set<std::string> named;
  const std::set<std::string_view> headings{kLines[0].says, "(三)易人社App认证操作指南",
                                            "4、待遇领取资格认证(1)为本人认证"};
  for (const Line& line : kLines) {
    EXPECT_EQ(line.tests.empty(), headings.contains(line.says)) << line.says;
    for (const auto test : line.tests) {
      EXPECT_TRUE(there.contains(std::string(test))) << line.says << ": Guide." << test;
      named.emplace(test);
    }
  }
  for (const auto& test : there) EXPECT_TRUE(named.contains(test)) << test << " plays no line";
}

class Guide : public ApiTest {
 protected:
  static constexpr std::string_view kHelper = "110105198001010032";
  static constexpr std::string_view kMill = "99999999MA0000000T";
  // Somebody whom no agency pays, logged in.
  Browser logged_in_helper() {
    Browser helper;
    auto account = account_body();
    account["name"] = "欧阳测试乙";
    account["id_number"] = kHelper;
    EXPECT_EQ(post(helper, "/api/v1/accounts", account).status, 201);
    EXPECT_EQ(post(helper, "/api/v1/sessions", {{"id_number", kHelper}, {"password", kPassword}}).status,
              201);
    return helper;
  }
  // A person on the list, with a template photograph where one is wanted.
  std::string on_the_list(Browser& desk, const std::string& picture = "anna-0") {
    const auto person =
        post(desk, "/api/v1/console/persons", person_body(), "person-key-1").text("person_id");
    if (!picture.empty()) {
      EXPECT_EQ(call(desk, "POST",
                     "/api/v1/console/persons/" + person + "/references?source=CAMERA" + spoken_query(),
                     picture, "image/jpeg")
                    .status,
                201);
    }
    return person;
  }
  // Agrees, shows this face at every step, and hands it in; the attempt as it was decided.
  Answer look(Browser& citizen, const std::string& face, const std::string& relative = {}) {
    const auto key = "key-of-try-" + std::to_string(++tries_);
    clock.advance(std::chrono::minutes(1));
    boost::json::object consent{{"purpose", "FACE_COMPARISON"}, {"text_version", settings.consent_version}};
    if (!relative.empty()) consent["relative_id"] = relative;
    const auto given = post(citizen, "/api/v1/consents", consent, key);
    EXPECT_EQ(given.status, 201) << given.response.body;
    const auto opened = post(citizen, "/api/v1/attempts", {{"consent_id", given.text("consent_id")}}, key);
    if (opened.status != 201) return opened;
    const Opened attempt{
        {}, opened.text("attempt_id"), std::string(opened.json.at("capture").at("nonce").as_string())};
    answer_challenge(citizen, attempt, face + "-" + std::to_string(tries_));
    (void)call(citizen, "POST", "/api/v1/attempts/" + attempt.attempt + "/finish");
    Answer decided;
    EXPECT_TRUE(eventually([&] {
      decided = get(citizen, "/api/v1/attempts/" + attempt.attempt);
      return decided.text("state") == "DECIDED";
    }));
    return decided;
  }
  static bool eventually(const std::function<bool()>& is_so) {
    for (int i = 0; i < 500; ++i) {
      if (is_so()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }
  // Registered with a phone number alone, and logged in.
  Browser logged_in_by_phone() {
    Browser helper;
    EXPECT_EQ(post(helper, "/api/v1/codes", {{"purpose", "REGISTER"}, {"phone", "13800009999"}}).status, 202);
    must(app::send_notices(ports));
    const boost::json::object account{{"name", "欧阳测试乙"},
                                      {"phone", "13800009999"},
                                      {"code", sms.code()},
                                      {"password", kPassword},
                                      {"terms_version", settings.terms_version}};
    EXPECT_EQ(post(helper, "/api/v1/phone-accounts", account).status, 201);
    const auto login = post(helper, "/api/v1/sessions", {{"phone", "13800009999"}, {"password", kPassword}});
    EXPECT_EQ(login.status, 201);
    EXPECT_FALSE(login.json.contains("id_number_masked"));
    return helper;
  }
  Answer add_relative(Browser& helper, std::string_view name = kName, std::string_view number = kIdNumber) {
    const boost::json::object relative{{"name", name}, {"id_number", number}, {"relation", "CHILD"}};
    return post(helper, "/api/v1/relatives", relative, "relative-key");
  }
  // An operator of the mill, which has to be known.
  Browser logged_in_personnel() {
    must(app::add_operator(ports, {.agency = agency(),
                                   .login = "personnel",
                                   .name = "试劳资",
                                   .role = OperatorRole::kEmployer,
                                   .password = Secret(std::string(kPassword)),
                                   .employer_code = std::string(kMill)}));
    return logged_in_clerk("personnel");
  }
  // A photograph of the person, taken today.
  Answer hand_in(Browser& browser, const std::string& person, const std::string& way) {
    return call(browser, "POST",
                "/api/v1/console/persons/" + person + "/assisted-proofs?seen_on=2026-11-25&way=" + way +
                    spoken_query(),
                "photo-1", "image/jpeg", {{"Idempotency-Key", "proof-key-1"}});
  }
  // A reviewer of the agency says what was seen.
  Answer confirm(Browser& browser, const std::string& proof) {
    return call(browser, "PUT", "/api/v1/console/assisted-proofs/" + proof + "/confirmation",
                R"({"seen":["PHOTO"]})", "application/json");
  }
  std::string status(Browser& citizen, const std::string& query = {}) {
    return get(citizen, "/api/v1/me/proof" + query).text("status");
  }

 private:
  int tries_ = 0;
};

TEST_F(Guide, the_code_leads_to_an_app_that_needs_no_shop_and_comes_once) {
  const storage::testing::TemporaryFolder folder;
  for (const auto* app : {"citizen", "console"}) {
    std::filesystem::create_directories(folder.path() / app);
    std::ofstream(folder.path() / app / "index.html") << app;
  }
  Api served{{.ports = ports, .decisions = decisions, .info = info, .metrics = metrics},
             must(StaticFiles::load(folder.path()))};
  const auto get = [&](HeaderList headers) {
    return served.handle({.head = {.method = "GET",
                                   .target = "/",
                                   .headers = std::move(headers),
                                   .is_secure = true,
                                   .request_id = "0123456789abcdef"},
                          .body = {}});
  };
  const auto page = get({});
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.body, "citizen");
  // 已安装的,略过此步
  const auto again = get({{"If-None-Match", std::string(find_header(page.headers, "ETag").value())}});
  EXPECT_EQ(again.status, 304);
  EXPECT_TRUE(again.body.empty());
  // What it asks first needs nobody to be logged in.
  Browser guest;
  EXPECT_EQ(call(guest, "GET", "/api/v1/service").status, 200);
}

TEST_F(Guide, the_app_may_use_network_camera_and_microphone) {
  Browser guest;
  const auto service = get(guest, "/api/v1/service");
  const auto head = answer_head(service.response, {.request_id = "0123456789abcdef", .now = clock.now()});
  EXPECT_NE(head.find("Permissions-Policy: camera=(self), microphone=(self)"), std::string::npos) << head;
  EXPECT_NE(head.find("Content-Security-Policy: default-src 'self'"), std::string::npos) << head;
  EXPECT_NE(head.find("media-src 'self' blob:"), std::string::npos) << head;
}

// 安卓版认证流程:登录→人脸验证→认证完成
TEST_F(Guide, android_log_in_verify_the_face_done) {
  auto desk = logged_in_clerk();
  on_the_list(desk);
  auto citizen = logged_in_citizen();
  EXPECT_EQ(status(citizen), "READY");
  const auto passed = look(citizen, "anna");
  EXPECT_EQ(passed.text("result"), "PASSED");
  EXPECT_FALSE(passed.text("next_due_on").empty());
  EXPECT_EQ(status(citizen), "DONE");
}

// 人脸识别的时候保持光线明亮,平视镜头: the hint says so while the camera is held.
TEST_F(Guide, a_hint_says_what_to_mend_before_anything_counts) {
  auto desk = logged_in_clerk();
  on_the_list(desk);
  auto citizen = logged_in_citizen();
  const auto consent = post(citizen, "/api/v1/consents",
                            {{"purpose", "FACE_COMPARISON"}, {"text_version", settings.consent_version}});
  const auto told =
      call(citizen, "POST", "/api/v1/consents/" + consent.text("consent_id") + "/hint", "room", "image/jpeg");
  EXPECT_EQ(boost::json::serialize(told.json), R"({"advice":["NO_FACE","DARK"]})");
  EXPECT_TRUE(get(citizen, "/api/v1/attempts").json.at("attempts").as_array().empty());
}

// 第一次认证如果失败三次会提示是否申请人工审核,提交人工审核3个工作日后在用户管理查询认证结果
TEST_F(Guide, after_three_failures_a_manual_review_within_three_working_days) {
  auto desk = logged_in_clerk();
  on_the_list(desk);
  auto citizen = logged_in_citizen();
  Answer failed;
  for (int i = 0; i < 3; ++i) failed = look(citizen, "boris");
  EXPECT_EQ(failed.text("result"), "NOT_PASSED");
  EXPECT_FALSE(failed.text("reason").empty());
  const auto proof = get(citizen, "/api/v1/me/proof");
  EXPECT_EQ(proof.text("status"), "TRIES_USED");
  EXPECT_EQ(proof.text("failed_attempt_id"), failed.text("attempt_id"));
  EXPECT_EQ(error_of(look(citizen, "anna")), "409 TRIES_USED");

  const auto path = "/api/v1/attempts/" + failed.text("attempt_id");
  const auto asked = call(citizen, "POST", path + "/review");
  EXPECT_EQ(asked.json.at("review").at("due_on").as_string(), "2026-11-30");  // of a Wednesday
  EXPECT_EQ(status(citizen), "REVIEWING");
  auto reviewer_desk = logged_in_clerk("reviewer");
  const auto waiting = get(reviewer_desk, "/api/v1/console/reviews").json.at("reviews").as_array();
  ASSERT_EQ(waiting.size(), 1U);
  const std::string id(waiting.front().at("review_id").as_string());
  EXPECT_EQ(
      post(reviewer_desk, "/api/v1/console/reviews/" + id + "/decision", {{"decision", "APPROVE"}}).status,
      200);
  EXPECT_EQ(get(citizen, path).text("result"), "PASSED");
  EXPECT_EQ(status(citizen), "DONE");
}

// 在用户管理查询认证结果或申请人工审核
TEST_F(Guide, the_record_tells_the_result_and_takes_the_wish_for_a_review) {
  auto desk = logged_in_clerk();
  on_the_list(desk);
  auto citizen = logged_in_citizen();
  look(citizen, "boris");
  const auto record = [&] {
    const auto records = get(citizen, "/api/v1/attempts").json.at("attempts").as_array();
    EXPECT_EQ(records.size(), 1U);
    return records.at(0).as_object();
  };
  EXPECT_EQ(record().at("result").as_string(), "NOT_PASSED");
  EXPECT_TRUE(record().at("may_request_review").as_bool());
  const std::string path = "/api/v1/attempts/" + std::string(record().at("attempt_id").as_string());
  EXPECT_EQ(call(citizen, "POST", path + "/review").status, 201);
  EXPECT_EQ(record().at("review").at("state").as_string(), "OPEN");
  EXPECT_FALSE(record().at("may_request_review").as_bool());
  auto reviewer_desk = logged_in_clerk("reviewer");
  const auto waiting = get(reviewer_desk, "/api/v1/console/reviews").json.at("reviews").as_array();
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(post(reviewer_desk,
                 "/api/v1/console/reviews/" + std::string(waiting.front().at("review_id").as_string()) +
                     "/decision",
                 {{"decision", "REJECT"}, {"note", "不是本人"}})
                .status,
            200);
  EXPECT_EQ(record().at("review").at("state").as_string(), "REJECTED");
  EXPECT_EQ(record().at("review").at("note").as_string(), "不是本人");
}

// 苹果版认证流程:手机号注册→登录→添加联系人→人脸验证
TEST_F(Guide, iphone_register_by_phone_log_in_add_a_contact_verify_the_face) {
  auto desk = logged_in_clerk();
  on_the_list(desk);
  auto helper = logged_in_by_phone();
  EXPECT_EQ(status(helper), "NO_PLAN");  // has no proof of their own to give
  const auto added = add_relative(helper);
  ASSERT_EQ(added.status, 201);
  EXPECT_EQ(look(helper, "anna", added.text("relative_id")).text("result"), "PASSED");
  EXPECT_EQ(status(helper, "?relative_id=" + added.text("relative_id")), "DONE");
}

// 点击已添加的认证人进行人脸识别、查询结果、提交人工审核
TEST_F(Guide, a_contacts_face_result_and_manual_review_from_one_list) {
  auto desk = logged_in_clerk();
  on_the_list(desk);
  auto helper = logged_in_by_phone();
  const auto relative = add_relative(helper).text("relative_id");
  const auto failed = look(helper, "boris", relative);
  EXPECT_EQ(failed.text("result"), "NOT_PASSED");
  const auto records = get(helper, "/api/v1/attempts?relative_id=" + relative);
  EXPECT_EQ(records.json.at("attempts").as_array().size(), 1U);
  EXPECT_EQ(call(helper, "POST", "/api/v1/attempts/" + failed.text("attempt_id") + "/review").status, 201);
  EXPECT_EQ(status(helper, "?relative_id=" + relative), "REVIEWING");
}

// 可主动与用人单位或认证微信客服、电话客服联系,用人单位或认证机构应详细告知
TEST_F(Guide, who_cannot_pass_finds_the_employer_and_the_agency) {
  auto desk = logged_in_clerk();
  const auto person = on_the_list(desk);
  must(app::add_employer(ports, clerk(), kMill, "试纺织厂"));
  must(app::set_employer(ports, clerk(), *PersonId::parse(person), kMill));
  auto personnel = logged_in_personnel();
  EXPECT_EQ(
      post(personnel, "/api/v1/console/support", {{"kind", "WECHAT"}, {"value", "fangzhichang"}}).status,
      201);
  EXPECT_EQ(post(desk, "/api/v1/console/support", {{"kind", "PHONE"}, {"value", "4001288966"}}).status, 201);
  auto citizen = logged_in_citizen();
  EXPECT_EQ(look(citizen, "boris").text("result"), "NOT_PASSED");
  const auto support = get(citizen, "/api/v1/me/proof").json.at("support").as_array();
  ASSERT_EQ(support.size(), 2U);
  EXPECT_EQ(support.at(0).at("value").as_string(), "fangzhichang");
  EXPECT_EQ(support.at(1).at("value").as_string(), "4001288966");
}

// 认证机构应做好辅助认证工作
TEST_F(Guide, the_agency_assists_who_cannot_pass) {
  auto desk = logged_in_clerk();
  const auto person = on_the_list(desk);
  auto citizen = logged_in_citizen();
  const auto handed_in = hand_in(desk, person, "HOME_VISIT");
  EXPECT_EQ(handed_in.status, 201) << handed_in.response.body;
  auto reviewer_desk = logged_in_clerk("reviewer");
  EXPECT_EQ(error_of(confirm(desk, handed_in.text("proof_id"))), "403 FORBIDDEN");
  EXPECT_EQ(confirm(reviewer_desk, handed_in.text("proof_id")).text("state"), "CONFIRMED");
  EXPECT_EQ(status(citizen), "DONE");
}

// 用人单位应做好辅助认证工作: its own operator hands the proof in, of its own retired alone.
TEST_F(Guide, the_employer_assists_who_cannot_pass) {
  auto desk = logged_in_clerk();
  const auto person = on_the_list(desk);
  auto citizen = logged_in_citizen();
  must(app::add_employer(ports, clerk(), kMill, "试纺织厂"));
  auto personnel = logged_in_personnel();
  EXPECT_EQ(error_of(hand_in(personnel, person, "EMPLOYER")), "404 NOT_FOUND");
  must(app::set_employer(ports, clerk(), *PersonId::parse(person), kMill));
  EXPECT_EQ(get(personnel, "/api/v1/console/persons").json.at("persons").as_array().size(), 1U);
  EXPECT_EQ(error_of(hand_in(personnel, person, "HOME_VISIT")), "422 INVALID_FIELDS");
  const auto handed_in = hand_in(personnel, person, "EMPLOYER");
  EXPECT_EQ(handed_in.status, 201) << handed_in.response.body;
  EXPECT_EQ(error_of(confirm(personnel, handed_in.text("proof_id"))), "403 FORBIDDEN");
  EXPECT_NE(status(citizen), "DONE");
  auto reviewer_desk = logged_in_clerk("reviewer");
  EXPECT_EQ(confirm(reviewer_desk, handed_in.text("proof_id")).text("state"), "CONFIRMED");
  EXPECT_EQ(status(citizen), "DONE");
}

// 客服电话, 客服微信
TEST_F(Guide, support_has_three_phones_and_two_wechat_ids) {
  auto desk = logged_in_clerk();
  on_the_list(desk);
  for (const auto* phone : {"4001288966", "15532257873", "15532257673"})
    EXPECT_EQ(post(desk, "/api/v1/console/support", {{"kind", "PHONE"}, {"value", phone}}).status, 201);
  for (const auto* id : {"shebaokefu2", "shebaokefu4"})
    EXPECT_EQ(post(desk, "/api/v1/console/support", {{"kind", "WECHAT"}, {"value", id}}).status, 201);
  auto citizen = logged_in_citizen();
  std::vector<std::string> told;
  const auto proof = get(citizen, "/api/v1/me/proof");
  for (const auto& contact : proof.json.at("support").as_array())
    told.emplace_back(contact.at("value").as_string());
  EXPECT_EQ(told, (std::vector<std::string>{"4001288966", "15532257873", "15532257673", "shebaokefu2",
                                            "shebaokefu4"}));
}

// 认证前期电话繁忙
TEST_F(Guide, who_finds_the_phones_busy_is_called_back) {
  auto desk = logged_in_clerk();
  on_the_list(desk);
  auto citizen = logged_in_citizen();
  const auto asked = post(citizen, "/api/v1/tickets", {{"kind", "CALLBACK"}}, "ticket-key");
  EXPECT_EQ(asked.text("due_on"), "2026-11-26");
  const auto path = "/api/v1/console/tickets/" + asked.text("ticket_id");
  EXPECT_EQ(call(desk, "PUT", path + "/claim").status, 200);
  EXPECT_EQ(post(desk, path + "/disclosures", {{"reason", "CALL"}}).text("phone"), kPhone);
  EXPECT_EQ(post(desk, path + "/answer", {{"outcome", "SOLVED"}, {"answer", "已教会"}}).status, 200);
  const auto mine = get(citizen, "/api/v1/tickets").json.at("tickets").as_array();
  EXPECT_EQ(mine.at(0).at("answer").as_string(), "已教会");
}

// 首次使用需要点击“立即注册”, 已注册人员跳过第二步
TEST_F(Guide, registration_is_for_who_comes_for_the_first_time) {
  Browser guest;
  const boost::json::object login{{"id_number", kIdNumber}, {"password", kPassword}};
  EXPECT_EQ(error_of(post(guest, "/api/v1/sessions", login)), "401 WRONG_CREDENTIALS");
  EXPECT_EQ(post(guest, "/api/v1/accounts", account_body()).status, 201);
  EXPECT_EQ(error_of(post(guest, "/api/v1/accounts", account_body(), "key-0000002")), "409 ACCOUNT_EXISTS");
  EXPECT_EQ(post(guest, "/api/v1/sessions", login).status, 201);
}

// 依次输入:姓名、身份证号、密码、手机号(两遍), 勾选用户条款
TEST_F(Guide, registration_asks_for_name_number_password_phone_twice_and_the_terms) {
  Browser guest;
  const auto refused_fields = [&](const boost::json::object& body) {
    const auto refused = post(guest, "/api/v1/accounts", body);
    EXPECT_EQ(error_of(refused), "422 INVALID_FIELDS");
    std::set<std::string> fields;
    for (const auto& field : refused.json.at("fields").as_array())
      fields.emplace(field.at("field").as_string());
    return fields;
  };
  auto wrong = account_body();
  wrong["phone_again"] = "13912345679";
  wrong["terms_version"] = "";
  EXPECT_EQ(refused_fields(wrong), (std::set<std::string>{"phone_again", "terms_version"}));
  for (const auto* field : {"name", "id_number", "password", "phone"}) {
    auto without = account_body();
    without[field] = "";
    EXPECT_TRUE(refused_fields(without).contains(field)) << field;
  }
  EXPECT_EQ(post(guest, "/api/v1/accounts", account_body()).status, 201);
}

// 登录易人社,输入注册时使用的身份证号和密码: x as people type it, and full-width digits, too.
TEST_F(Guide, login_takes_the_id_number_and_the_password_of_the_registration) {
  Browser guest;
  EXPECT_EQ(post(guest, "/api/v1/accounts", account_body()).status, 201);
  EXPECT_EQ(
      error_of(post(guest, "/api/v1/sessions", {{"id_number", kIdNumber}, {"password", "rainy day 2026"}})),
      "401 WRONG_CREDENTIALS");
  EXPECT_EQ(post(guest, "/api/v1/sessions",
                 {{"id_number", "１１０１０５１９４９１２３１００２x"}, {"password", kPassword}})
                .status,
            201);
  EXPECT_EQ(get(guest, "/api/v1/me").text("name"), kName);
}

// 本人认证: 页面提示模板照片及姓名等信息
TEST_F(Guide, own_proof_shows_the_template_and_the_name) {
  auto desk = logged_in_clerk();
  on_the_list(desk);
  auto citizen = logged_in_citizen();
  EXPECT_EQ(status(citizen), "READY");
  EXPECT_EQ(get(citizen, "/api/v1/me/proof").text("name"), kName);
  EXPECT_EQ(get(citizen, "/api/v1/me/reference.jpg").response.body, "anna-0");
}

// 如未提示模板照片,则需前往经办机构建模后再行认证
TEST_F(Guide, without_a_template_the_agency_makes_one_first) {
  auto desk = logged_in_clerk();
  const auto person = on_the_list(desk, "");
  auto citizen = logged_in_citizen();
  const auto without = get(citizen, "/api/v1/me/proof");
  EXPECT_EQ(without.text("status"), "NO_TEMPLATE");
  EXPECT_EQ(without.json.at("agency").at("name").as_string(), "甲县");
  EXPECT_EQ(error_of(look(citizen, "anna")), "409 NO_TEMPLATE");
  EXPECT_EQ(
      call(desk, "POST", "/api/v1/console/persons/" + person + "/references?source=CAMERA" + spoken_query(),
           "anna-0", "image/jpeg")
          .status,
      201);
  EXPECT_EQ(status(citizen), "READY");
  EXPECT_EQ(look(citizen, "anna").text("result"), "PASSED");
}

// 提示“恭喜您认证成功”,表示本次认证周期资格认证已完成: of every benefit and every task.
TEST_F(Guide, one_pass_completes_the_cycle) {
  auto desk = logged_in_clerk();
  on_the_list(desk);
  const boost::json::object plan{{"name", "2026 年下半年"},
                                 {"category_code", "RESIDENT_PENSION"},
                                 {"self_from", "2026-07-01"},
                                 {"self_to", "2026-12-20"}};
  EXPECT_EQ(post(desk, "/api/v1/console/plans", plan, "plan-key-1").status, 201);
  must(app::fill_plans(ports));
  const auto tasks = [&](const std::string& state) {
    return get(desk, "/api/v1/console/tasks?state=" + state).json.at("tasks").as_array().size();
  };
  EXPECT_EQ(tasks("PENDING"), 1U);
  auto citizen = logged_in_citizen();
  // What the person reads is the plan's last day, not the one of the category's rule.
  const auto due_on = [&] {
    return std::string(
        get(citizen, "/api/v1/me/proof").json.at("entitlements").at(0).at("due_on").as_string());
  };
  EXPECT_EQ(due_on(), "2026-12-20");
  EXPECT_EQ(look(citizen, "anna").text("result"), "PASSED");
  EXPECT_EQ(tasks("PASSED"), 1U);
  EXPECT_EQ(due_on(), "2027-06-30");
  EXPECT_EQ(status(citizen), "DONE");
}

// 点击右上角的“+”可新增亲友,可手动输入姓名、身份证号
TEST_F(Guide, a_relative_is_added_by_name_and_number) {
  auto desk = logged_in_clerk();
  on_the_list(desk);
  auto helper = logged_in_helper();
  EXPECT_TRUE(get(helper, "/api/v1/relatives").json.at("relatives").as_array().empty());
  const auto added = add_relative(helper);
  EXPECT_EQ(added.status, 201) << added.response.body;
  // A double tap adds nobody twice.
  EXPECT_EQ(add_relative(helper).text("relative_id"), added.text("relative_id"));
  const auto list = get(helper, "/api/v1/relatives").json.at("relatives").as_array();
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list.front().at("proof").at("status").as_string(), "READY");
}

// 也可扫描身份证自动录入,点击确认,即可新增亲友
TEST_F(Guide, a_relative_is_added_by_what_the_id_card_says) {
  auto desk = logged_in_clerk();
  on_the_list(desk);
  auto helper = logged_in_helper();
  const auto unreadable = call(helper, "POST", "/api/v1/id-cards/read", "blurred", "image/jpeg");
  EXPECT_EQ(unreadable.status, 200);
  EXPECT_FALSE(unreadable.json.contains("number"));
  const auto card =
      call(helper, "POST", "/api/v1/id-cards/read", "card " + std::string(kIdNumber) + " anna", "image/jpeg");
  EXPECT_EQ(card.status, 200) << card.response.body;
  EXPECT_FALSE(card.json.contains("portrait"));  // the face is nobody's to be had for the asking
  const std::string number(card.json.at("number").at("value").as_string());
  EXPECT_EQ(number, kIdNumber);
  EXPECT_EQ(add_relative(helper, kName, number).status, 201);
  EXPECT_EQ(get(helper, "/api/v1/relatives").json.at("relatives").as_array().size(), 1U);
}

// 直接点击列表中姓名,即可进入认证界面,点击开始认证,即可完成认证
TEST_F(Guide, a_relative_of_the_list_proves_it_on_the_helpers_phone) {
  auto desk = logged_in_clerk();
  on_the_list(desk);
  auto helper = logged_in_helper();
  add_relative(helper);
  const auto list = get(helper, "/api/v1/relatives").json.at("relatives").as_array();
  ASSERT_EQ(list.size(), 1U);
  const std::string relative(list.front().at("relative_id").as_string());
  EXPECT_EQ(look(helper, "anna", relative).text("result"), "PASSED");
  EXPECT_EQ(status(helper, "?relative_id=" + relative), "DONE");
}

}  // namespace
}  // namespace jianzai::http
