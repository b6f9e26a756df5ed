// The operating guide (guide.zh.txt), line by line, over HTTP. Pages and cameras have their stories in
// web/e2e; these show that what a line promises holds on both databases.
#include "app/notices.h"
#include "app/sweep.h"
#include "domain/workday.h"
#include "http/test_api.h"

namespace jianzai::http {
namespace {

class Guide : public ApiTest {
 protected:
  static constexpr std::string_view kHelper = "110105198001010032";
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
      EXPECT_EQ(call(desk, "POST", "/api/v1/console/persons/" + person + "/references?source=CAMERA", picture,
                     "image/jpeg")
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
  std::string status(Browser& citizen, const std::string& query = {}) {
    return get(citizen, "/api/v1/me/proof" + query).text("status");
  }

 private:
  int tries_ = 0;
};

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

// 苹果版: 手机号注册→登录→添加联系人→人脸验证; 点击已添加的认证人进行人脸识别、查询结果、提交人工审核
TEST_F(Guide, iphone_register_by_phone_add_a_contact_verify_ask_for_the_result_and_a_review) {
  auto desk = logged_in_clerk();
  on_the_list(desk);
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
  EXPECT_EQ(status(helper), "NO_PLAN");  // has no proof of their own to give
  const auto added = post(helper, "/api/v1/relatives",
                          {{"name", kName}, {"id_number", kIdNumber}, {"relation", "CHILD"}}, "relative-key");
  ASSERT_EQ(added.status, 201);
  const auto relative = added.text("relative_id");
  const auto failed = look(helper, "boris", relative);
  EXPECT_EQ(failed.text("result"), "NOT_PASSED");
  const auto records = get(helper, "/api/v1/attempts?relative_id=" + relative);
  EXPECT_EQ(records.json.at("attempts").as_array().size(), 1U);
  EXPECT_EQ(call(helper, "POST", "/api/v1/attempts/" + failed.text("attempt_id") + "/review").status, 201);
  EXPECT_EQ(status(helper, "?relative_id=" + relative), "REVIEWING");
}

// 用人单位或认证机构应详细告知并做好辅助认证工作
TEST_F(Guide, who_cannot_pass_is_assisted) {
  auto desk = logged_in_clerk();
  const auto person = on_the_list(desk);
  auto citizen = logged_in_citizen();
  const auto handed_in = call(
      desk, "POST", "/api/v1/console/persons/" + person + "/assisted-proofs?way=EMPLOYER&seen_on=2026-11-25",
      "paper-1", "image/jpeg", {{"Idempotency-Key", "proof-key-1"}});
  EXPECT_EQ(handed_in.status, 201) << handed_in.response.body;
  auto reviewer_desk = logged_in_clerk("reviewer");
  const auto path = "/api/v1/console/assisted-proofs/" + handed_in.text("proof_id") + "/confirmation";
  const auto confirm = [&](Browser& browser) {
    return call(browser, "PUT", path, R"({"seen":["PHOTO"]})", "application/json");
  };
  EXPECT_EQ(error_of(confirm(desk)), "403 FORBIDDEN");
  EXPECT_EQ(confirm(reviewer_desk).text("state"), "CONFIRMED");
  EXPECT_EQ(status(citizen), "DONE");
}

// 客服电话, 客服微信; 认证前期电话繁忙
TEST_F(Guide, support_has_phones_and_wechat_ids_and_calls_back_when_they_are_busy) {
  auto desk = logged_in_clerk();
  on_the_list(desk);
  for (const auto* phone : {"4001288966", "15532257873", "15532257673"})
    EXPECT_EQ(post(desk, "/api/v1/console/support", {{"kind", "PHONE"}, {"value", phone}}).status, 201);
  for (const auto* id : {"shebaokefu2", "shebaokefu4"})
    EXPECT_EQ(post(desk, "/api/v1/console/support", {{"kind", "WECHAT"}, {"value", id}}).status, 201);
  auto citizen = logged_in_citizen();
  EXPECT_EQ(get(citizen, "/api/v1/me/proof").json.at("support").as_array().size(), 5U);
  const auto asked = post(citizen, "/api/v1/tickets", {{"kind", "CALLBACK"}}, "ticket-key");
  EXPECT_EQ(asked.text("due_on"), "2026-11-26");
  const auto path = "/api/v1/console/tickets/" + asked.text("ticket_id");
  EXPECT_EQ(call(desk, "PUT", path + "/claim").status, 200);
  EXPECT_EQ(post(desk, path + "/disclosures", {{"reason", "CALL"}}).text("phone"), kPhone);
  EXPECT_EQ(post(desk, path + "/answer", {{"outcome", "SOLVED"}, {"answer", "已教会"}}).status, 200);
  const auto mine = get(citizen, "/api/v1/tickets").json.at("tickets").as_array();
  EXPECT_EQ(mine.at(0).at("answer").as_string(), "已教会");
}

// 立即注册: 姓名、身份证号、密码、手机号(两遍), 勾选用户条款
TEST_F(Guide, registration_asks_for_name_number_password_phone_twice_and_the_terms) {
  Browser guest;
  auto wrong = account_body();
  wrong["phone_again"] = "13912345679";
  wrong["terms_version"] = "";
  const auto refused = post(guest, "/api/v1/accounts", wrong);
  EXPECT_EQ(error_of(refused), "422 INVALID_FIELDS");
  std::string fields;
  for (const auto& field : refused.json.at("fields").as_array())
    fields += std::string(field.at("field").as_string()) + " ";
  EXPECT_EQ(fields, "phone_again terms_version ");
  EXPECT_EQ(post(guest, "/api/v1/accounts", account_body()).status, 201);
  // 登录: 输入注册时使用的身份证号和密码; x as people type it, and full-width digits
  EXPECT_EQ(post(guest, "/api/v1/sessions",
                 {{"id_number", "１１０１０５１９４９１２３１００２x"}, {"password", kPassword}})
                .status,
            201);
  EXPECT_EQ(get(guest, "/api/v1/me").text("name"), kName);
}

// 本人认证: 页面提示模板照片及姓名; 如未提示模板照片,则需前往经办机构建模后再行认证
TEST_F(Guide, own_proof_shows_the_template_or_sends_to_the_agency) {
  auto desk = logged_in_clerk();
  on_the_list(desk, "");
  auto citizen = logged_in_citizen();
  const auto without = get(citizen, "/api/v1/me/proof");
  EXPECT_EQ(without.text("status"), "NO_TEMPLATE");
  EXPECT_EQ(without.json.at("agency").at("name").as_string(), "甲县");
  EXPECT_EQ(error_of(look(citizen, "anna")), "409 NO_TEMPLATE");
  const auto person = post(desk, "/api/v1/console/persons", person_body(), "person-key-1").text("person_id");
  EXPECT_EQ(call(desk, "POST", "/api/v1/console/persons/" + person + "/references?source=CAMERA", "anna-0",
                 "image/jpeg")
                .status,
            201);
  EXPECT_EQ(status(citizen), "READY");
  EXPECT_EQ(get(citizen, "/api/v1/me/proof").text("name"), kName);
  EXPECT_EQ(get(citizen, "/api/v1/me/reference.jpg").response.body, "anna-0");
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

// 帮亲友认证: 点“+”新增亲友,手动输入姓名、身份证号,点击确认; 直接点击列表中姓名,进入认证界面,完成认证
TEST_F(Guide, helping_a_relative_from_the_plus_to_the_result) {
  auto desk = logged_in_clerk();
  on_the_list(desk);
  auto helper = logged_in_helper();
  const boost::json::object mother{{"name", kName}, {"id_number", kIdNumber}, {"relation", "CHILD"}};
  const auto added = post(helper, "/api/v1/relatives", mother, "relative-key");
  // A double tap adds nobody twice.
  EXPECT_EQ(post(helper, "/api/v1/relatives", mother, "relative-key").text("relative_id"),
            added.text("relative_id"));
  const auto list = get(helper, "/api/v1/relatives").json.at("relatives").as_array();
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list.front().at("proof").at("status").as_string(), "READY");
  EXPECT_EQ(look(helper, "anna", added.text("relative_id")).text("result"), "PASSED");
  EXPECT_EQ(status(helper, "?relative_id=" + added.text("relative_id")), "DONE");
}

}  // namespace
}  // namespace jianzai::http
